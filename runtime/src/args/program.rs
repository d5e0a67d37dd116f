//! What a program makes of its own arguments where `main!` or `run` reads them.

use super::ros::{ArgsError, FLAGS};
use super::suggest::suggestion;

/// What the program is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Run,
    Help,
    /// In the format that [`describe::asked`](crate::describe) reads.
    Describe,
}

const KNOWN: [&str; 3] = ["--help", "--describe", "--ros-args"];

/// What is asked for before a `--`. `args` is without ROS 2's own.
///
/// # Errors
/// An argument that nobody knows, unless the program only has to say what it is.
pub(crate) fn wish<'a>(args: impl IntoIterator<Item = &'a str>) -> Result<Wish, ArgsError> {
    let mut unknown = None;
    let mut wish = Wish::Run;
    let mut after_describe = false;
    for arg in args {
        let is_format = std::mem::replace(&mut after_describe, arg == "--describe") && !arg.starts_with('-');
        match arg {
            "--help" | "-h" if wish == Wish::Run => wish = Wish::Help,
            "--help" | "-h" => {}
            _ if arg == "--describe" || arg.starts_with("--describe=") => wish = Wish::Describe,
            _ if is_format => {}
            _ => unknown = unknown.or(Some(arg)),
        }
    }
    match unknown {
        Some(arg) if wish == Wish::Run => Err(ArgsError::Unknown {
            arg: arg.to_owned(),
            place: "among this program's arguments",
            help: of_ros(arg).or_else(|| suggestion(arg, &KNOWN)).unwrap_or_else(|| {
                "`--help` tells what it takes; what is for its nodes' own code stands after `--`".to_owned()
            }),
        }),
        _ => Ok(wish),
    }
}

/// The help for an argument of ROS 2's that does not stand behind `--ros-args`.
fn of_ros(arg: &str) -> Option<String> {
    let flag = arg.split_once('=').map_or(arg, |(flag, _)| flag);
    let (is_flag, is_rule) = (FLAGS.contains(&flag), arg.contains(":="));
    let example = match flag {
        "-p" | "--param" => "-p name:=value",
        "-r" | "--remap" => "-r from:=to",
        _ if is_flag => flag,
        _ => arg,
    };
    let help = match flag {
        _ if !is_flag && is_rule => {
            format!("a rule of ROS 2's stands behind a flag: `--ros-args -r {example}`, or `-p`")
        }
        _ => format!("it is ROS 2's: write `--ros-args` before it, as in `--ros-args {example}`"),
    };
    (is_flag || is_rule).then_some(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &str) -> Result<Wish, String> {
        wish(args.split_whitespace()).map_err(|error| error.to_string())
    }

    #[test]
    fn help_and_descriptions_go_before_what_is_unknown() {
        assert_eq!(of(""), Ok(Wish::Run));
        assert_eq!(of("--help"), Ok(Wish::Help));
        assert_eq!(of("-h"), Ok(Wish::Help));
        assert_eq!(of("--describe svg"), Ok(Wish::Describe));
        assert_eq!(of("--describe=svg"), Ok(Wish::Describe));
        assert_eq!(of("--for 5s --describe"), Ok(Wish::Describe));
        assert_eq!(of("--help --describe"), Ok(Wish::Describe));
    }

    #[test]
    fn what_nobody_knows_is_an_error() {
        let told = of("--descibe").expect_err("it is misspelt");
        assert_eq!(
            told,
            "nobody knows `--descibe` among this program's arguments\nhelp: did you mean `--describe`?"
        );
        let told = of("--for 5s").expect_err("nobody takes it");
        assert!(told.starts_with("nobody knows `--for` among") && told.contains("after `--`"), "{told}");
        assert!(of("__ns:=/a").is_err());
    }

    #[test]
    fn what_is_for_ros_2_is_told_to_stand_behind_its_flag() {
        let help = |args: &str| of(args).expect_err(args).split_once("help: ").expect(args).1.to_owned();
        let behind = |example: &str| {
            format!("it is ROS 2's: write `--ros-args` before it, as in `--ros-args {example}`")
        };
        assert_eq!(help("-p rate:=5.0"), behind("-p name:=value"));
        assert_eq!(help("-r chatter:=talk"), behind("-r from:=to"));
        assert_eq!(help("--params-file robot.yaml"), behind("--params-file"));
        assert_eq!(
            help("chatter:=talk"),
            "a rule of ROS 2's stands behind a flag: `--ros-args -r chatter:=talk`, or `-p`"
        );
    }
}
