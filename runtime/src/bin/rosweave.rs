//! `rosweave join`: the descriptions of several programs as one, with the check of one program.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rosweave::describe::{Description, Format, doubts, find_cycles, json};

const USAGE: &str = "\
usage: rosweave join [--format FORMAT] [--output FILE] FILE...

Joins what programs have written with `--describe json`, and looks whether their nodes wait for each other in a
circle. Names that clash, types that differ and quality of service that does not fit are warnings.
A FILE that is `-` is standard input. FORMAT is text (the default), json, markdown, svg or mermaid.

exit codes:
  0  nothing waits in a circle
  1  some callbacks do: the output shows them
  2  an argument or a file is wrong, or something can not be read or written";

fn main() -> ExitCode {
    let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect::<Vec<_>>();
    match run(&args) {
        Ok(code) => code,
        Err(reason) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: {reason}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &[String]) -> Result<ExitCode, String> {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        write(None, &format!("{USAGE}\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let join = Join::parse(args)?;
    let mut joined = Description::default();
    for file in &join.files {
        joined.nodes.extend(read(file)?.nodes);
    }
    joined.cycles = find_cycles(&joined).map_err(|error| error.to_string())?;
    write(join.output.as_deref(), &join.format.render(&joined))?;
    for doubt in doubts(&joined) {
        let _ = writeln!(std::io::stderr(), "warning: {doubt}");
    }
    if join.format != Format::Text || join.output.is_some() {
        for cycle in &joined.cycles {
            let _ = writeln!(std::io::stderr(), "{}", cycle.message);
        }
    }
    Ok(if joined.cycles.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is to be joined.
#[derive(Debug, Default, PartialEq, Eq)]
struct Join {
    files: Vec<PathBuf>,
    format: Format,
    output: Option<PathBuf>,
}

impl Join {
    fn parse(args: &[String]) -> Result<Join, String> {
        match args.split_first() {
            Some((command, args)) if command == "join" => Join::parse_options(args),
            Some((other, _)) => Err(format!("`{other}` is no command\n\n{USAGE}")),
            None => Err(format!("no command is given\n\n{USAGE}")),
        }
    }

    fn parse_options(args: &[String]) -> Result<Join, String> {
        let mut join = Join::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let (name, given) = match arg.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (arg.as_str(), None),
            };
            let mut value =
                || given.clone().or_else(|| args.next().cloned()).ok_or(format!("`{name}` needs a value"));
            match name {
                "--format" | "-f" => {
                    join.format = value()?.parse().map_err(|error| format!("{error}"))?;
                }
                "--output" | "-o" => join.output = Some(value()?.into()),
                "--" => {
                    join.files.extend(args.by_ref().map(PathBuf::from));
                }
                _ if arg.len() > 1 && arg.starts_with('-') => {
                    return Err(format!("`{arg}` is no option\n\n{USAGE}"));
                }
                _ => join.files.push(arg.into()),
            }
        }
        match join.files.as_slice() {
            [] => Err(format!("no file is given\n\n{USAGE}")),
            _ => Ok(join),
        }
    }
}

/// Reads a description. The error names the file, and the place in it.
fn read(file: &Path) -> Result<Description, String> {
    let name = if is_stdio(file) { "standard input".to_owned() } else { file.display().to_string() };
    let mut bytes = Vec::new();
    let read = match is_stdio(file) {
        true => std::io::stdin().lock().read_to_end(&mut bytes),
        false => std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    read.map_err(|error| format!("{name}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("{name}:{line}: this is no text in UTF-8")
    })?;
    json::read(&text).map_err(|error| match error.place() {
        Some(place) => format!("{name}:{}:{}: {error}", place.line, place.column),
        None => format!("{name}: {error}"),
    })
}

fn is_stdio(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn write(to: Option<&Path>, text: &str) -> Result<(), String> {
    match to.filter(|file| !is_stdio(file)) {
        Some(file) => std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display())),
        None => {
            let mut output = std::io::stdout().lock();
            match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
                // Somebody has read as much as they wanted.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
                written => written.map_err(|error| format!("standard output: {error}")),
            }
        }
    }
}
