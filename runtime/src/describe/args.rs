//! `--describe` among the arguments of a program.

use rosweave_describe::{Format, UnknownFormat};

/// The format that the arguments ask for. `args` is without the program's name.
pub(crate) fn asked(args: impl IntoIterator<Item = String>) -> Result<Option<Format>, UnknownFormat> {
    let mut args = args.into_iter().peekable();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--" => break,
            // ROS 2's own arguments, up to the next `--`: one of them might be a value that looks like ours.
            "--ros-args" => while args.next().is_some_and(|arg| arg != "--") {},
            "--describe" => {
                return match args.next_if(|next| !next.starts_with('-')) {
                    Some(format) => format.parse().map(Some),
                    None => Ok(Some(Format::default())),
                };
            }
            _ => {
                if let Some(format) = arg.strip_prefix("--describe=") {
                    return format.parse().map(Some);
                }
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &str) -> Result<Option<Format>, UnknownFormat> {
        asked(args.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_program_without_it_runs() {
        for args in ["", "--for 5s", "describe", "-- --describe", "--described", "--for 5s -- --describe svg"]
        {
            assert_eq!(of(args), Ok(None), "{args}");
        }
    }

    #[test]
    fn it_stands_anywhere_among_the_programs_own_arguments() {
        assert_eq!(of("--describe"), Ok(Some(Format::Text)));
        assert_eq!(of("--for 5s --describe svg"), Ok(Some(Format::Svg)));
        assert_eq!(of("--describe json --for 5s"), Ok(Some(Format::Json)));
        assert_eq!(of("--describe --for 5s"), Ok(Some(Format::Text)));
        assert_eq!(of("input.bag --describe=mermaid"), Ok(Some(Format::Mermaid)));
    }

    #[test]
    fn arguments_of_ros_are_passed_over() {
        assert_eq!(of("--ros-args -r a:=--describe --describe"), Ok(None));
        assert_eq!(of("--ros-args -r a:=b -- --describe svg"), Ok(Some(Format::Svg)));
        assert_eq!(of("--describe markdown --ros-args -p x:=1"), Ok(Some(Format::Markdown)));
    }

    #[test]
    fn a_wrong_format_is_an_error_that_lists_the_right_ones() {
        for args in ["--describe pdf", "--describe=", "--describe SVG"] {
            let error = of(args).expect_err(args).to_string();
            assert!(error.contains("`text`, `json`, `markdown`, `svg`, `mermaid`"), "{error}");
        }
    }
}
