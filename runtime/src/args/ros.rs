//! What stands behind `--ros-args`, as rcl reads it.

use std::path::PathBuf;

use super::file::{self, FileError, Origin, Overrides};
use super::remap::{self, Remap};
use super::suggest::suggestion;
use crate::log::severity::Severity;

/// What is wrong with a program's arguments.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgsError {
    /// A flag stands last, and its value is missing.
    #[error("`{flag}` stands last, and takes {what}")]
    Trailing {
        /// The flag.
        flag: String,
        /// What it takes.
        what: &'static str,
    },
    /// The value of a flag.
    #[error("`{flag} {value}`: {reason}")]
    Value {
        /// The flag.
        flag: String,
        /// Its value.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A parameter file.
    #[error("the parameter file `{}`: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: FileError,
    },
    /// Nobody knows the argument.
    #[error("nobody knows `{arg}` {place}\nhelp: {help}")]
    Unknown {
        /// The argument.
        arg: String,
        /// Among which arguments it stands.
        place: &'static str,
        /// What it may be meant to be.
        help: String,
    },
}

/// Everything that stands behind `--ros-args`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RosArgs {
    pub(crate) remaps: Vec<Remap>,
    pub(crate) overrides: Overrides,
    /// The level of everything, where it is given.
    pub(crate) level: Option<Severity>,
    /// The levels of loggers, the last one of a logger counts.
    pub(crate) levels: Vec<(String, Severity)>,
    pub(crate) rosout: Option<bool>,
    pub(crate) stdout: Option<bool>,
    pub(crate) enclave: Option<String>,
}

/// A program's arguments, without its name: those of ROS 2, and the others in their order.
pub(crate) fn split(args: impl IntoIterator<Item = String>) -> Result<(RosArgs, Vec<String>), ArgsError> {
    let mut ros = RosArgs::default();
    let mut own = Vec::new();
    let mut args = args.into_iter();
    let mut among_ros = false;
    while let Some(arg) = args.next() {
        match (among_ros, arg.as_str()) {
            (_, "--ros-args") => among_ros = true,
            (true, "--") => among_ros = false,
            (true, _) => ros.take(arg, &mut args)?,
            // What stands behind is the program's own, whatever it looks like.
            (false, "--") => {
                own.push(arg);
                own.extend(args.by_ref());
            }
            (false, _) => own.push(arg),
        }
    }
    Ok((ros, own))
}

pub(super) const FLAGS: [&str; 17] = [
    "-r",
    "--remap",
    "-p",
    "--param",
    "--params-file",
    "--log-level",
    "--log-config-file",
    "--log-file-name",
    "-e",
    "--enclave",
    "--enable-rosout-logs",
    "--disable-rosout-logs",
    "--enable-stdout-logs",
    "--disable-stdout-logs",
    "--enable-external-lib-logs",
    "--disable-external-lib-logs",
    "--ros-args",
];

impl RosArgs {
    fn take(&mut self, flag: String, rest: &mut impl Iterator<Item = String>) -> Result<(), ArgsError> {
        let mut value = |what| match rest.next() {
            Some(value) => Ok(value),
            None => Err(ArgsError::Trailing { flag: flag.clone(), what }),
        };
        let wrong = |value: String, reason: String| ArgsError::Value { flag: flag.clone(), value, reason };
        match flag.as_str() {
            "-r" | "--remap" => {
                let rule = value("a rule, like `chatter:=/speech`")?;
                self.remaps.push(Remap::parse(&rule).map_err(|reason| wrong(rule, reason))?);
            }
            "-p" | "--param" => {
                let rule = value("a parameter, like `rate:=10.0`")?;
                self.parameter(&rule).map_err(|reason| wrong(rule, reason))?;
            }
            "--params-file" => {
                let path = PathBuf::from(value("the path of a file")?);
                self.overrides.add_file(&path).map_err(|error| ArgsError::File { path, error })?;
            }
            "--log-level" => {
                let rule = value("a level, like `debug` or `my_node:=debug`")?;
                self.log_level(&rule).map_err(|reason| wrong(rule, reason))?;
            }
            // The log is `tracing`'s here, which the program itself configures.
            "--log-config-file" => drop(value("the path of a file")?),
            "--log-file-name" => drop(value("the beginning of a file's name")?),
            "-e" | "--enclave" => {
                let enclave = value("the name of an enclave")?;
                if !enclave.starts_with('/') {
                    return Err(wrong(enclave, "the name of an enclave begins with a `/`".to_owned()));
                }
                self.enclave = Some(enclave);
            }
            "--enable-rosout-logs" => self.rosout = Some(true),
            "--disable-rosout-logs" => self.rosout = Some(false),
            "--enable-stdout-logs" => self.stdout = Some(true),
            "--disable-stdout-logs" => self.stdout = Some(false),
            "--enable-external-lib-logs" | "--disable-external-lib-logs" => {}
            _ => {
                let help = suggestion(&flag, &FLAGS).unwrap_or_else(|| {
                    "the program's own arguments stand before `--ros-args` or after `--`".to_owned()
                });
                return Err(ArgsError::Unknown { arg: flag, place: "behind `--ros-args`", help });
            }
        }
        Ok(())
    }

    /// `name:=value` or `node:name:=value`.
    fn parameter(&mut self, rule: &str) -> Result<(), String> {
        let Some((name, text)) = rule.split_once(":=") else {
            return Err("a parameter is `name:=value`, and this has no `:=`".to_owned());
        };
        let (node, name) = remap::prefix(name);
        let begins_well = name.starts_with(|c: char| !c.is_ascii_digit());
        if !begins_well || name.contains([':', ' ', '\t']) {
            return Err(format!("`{name}` is no name of a parameter"));
        }
        let value = file::value(text).map_err(|error| match error {
            FileError::Syntax { reason, .. } | FileError::Shape { reason, .. } => reason,
            other => other.to_string(),
        })?;
        self.overrides.add(node.as_deref().unwrap_or("/**"), name.to_owned(), value, Origin::Argument);
        Ok(())
    }

    /// `level` or `logger:=level`.
    fn log_level(&mut self, rule: &str) -> Result<(), String> {
        let level = |text: &str| {
            let names: Vec<_> = Severity::ALL.iter().map(|(name, _)| *name).collect();
            let unknown = || format!("`{text}` is no level: one of {}", names.join(", "));
            Severity::parse(text).ok_or_else(unknown)
        };
        match rule.split_once(":=") {
            Some(("", _)) => return Err("no logger stands before `:=`".to_owned()),
            Some((logger, text)) => {
                let level = level(text)?;
                self.levels.retain(|(known, _)| known != logger);
                self.levels.push((logger.to_owned(), level));
            }
            None => self.level = Some(level(rule)?),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::value::ParameterValue;

    fn of(args: &str) -> (RosArgs, Vec<String>) {
        split(args.split_whitespace().map(str::to_owned)).expect(args)
    }

    fn error(args: &str) -> String {
        split(args.split_whitespace().map(str::to_owned)).expect_err(args).to_string()
    }

    #[test]
    fn what_stands_elsewhere_is_the_programs_own() {
        assert_eq!(of("a -r b").1, ["a", "-r", "b"]);
        assert_eq!(of("a --ros-args -r b:=c -- d --for 5s").1, ["a", "d", "--for", "5s"]);
        assert_eq!(of("--ros-args -p a:=1 -- x --ros-args -p b:=2").1, ["x"]);
        assert_eq!(of("a -- --ros-args -p a:=1").1, ["a", "--", "--ros-args", "-p", "a:=1"]);
        assert_eq!(of("--ros-args --ros-args").1, [""; 0]);
    }

    #[test]
    fn all_that_rcl_takes_is_taken() {
        let (ros, own) = of("--ros-args -r a:=b --remap c:=d -p x:=1 --param n:y:=[1.5] --log-level debug \
             --log-level n:=WARN --log-config-file f --log-file-name g -e /safe --enclave /safer \
             --disable-rosout-logs --enable-stdout-logs --disable-external-lib-logs");
        assert_eq!(own, [""; 0]);
        assert_eq!(ros.remaps.len(), 2);
        let values = ros.overrides.of("/n");
        assert_eq!(values["x"], ParameterValue::Integer(1));
        assert_eq!(values["y"], ParameterValue::Doubles(vec![1.5]));
        // The node's name alone is a node without a namespace.
        assert!(!ros.overrides.of("/ns/n").contains_key("y"));
        assert_eq!(ros.level, Some(Severity::Debug));
        assert_eq!(ros.levels, [("n".to_owned(), Severity::Warn)]);
        assert_eq!(ros.enclave.as_deref(), Some("/safer"));
        assert_eq!((ros.rosout, ros.stdout), (Some(false), Some(true)));
    }

    #[test]
    fn later_parameters_win_but_keep_the_place_of_their_pattern() {
        let (ros, _) = of("--ros-args -p a:=1 -p n:a:=2 -p a:=3");
        // `/**` stood first, so that what is said of `n` wins.
        assert_eq!(ros.overrides.of("/n")["a"], ParameterValue::Integer(2));
        assert_eq!(ros.overrides.of("/m")["a"], ParameterValue::Integer(3));
    }

    #[test]
    fn each_fault_is_named() {
        let cases = [
            ("--ros-args -p", "`-p` stands last, and takes a parameter, like `rate:=10.0`"),
            ("--ros-args -r", "`-r` stands last, and takes a rule, like `chatter:=/speech`"),
            ("--ros-args --params-file", "`--params-file` stands last, and takes the path of a file"),
            ("--ros-args -e", "`-e` stands last, and takes the name of an enclave"),
            ("--ros-args -p a", "`-p a`: a parameter is `name:=value`, and this has no `:=`"),
            ("--ros-args -p a:=", "`-p a:=`: there is no value"),
            ("--ros-args -p :=1", "`-p :=1`: `` is no name of a parameter"),
            ("--ros-args -p 9x:=1", "`-p 9x:=1`: `9x` is no name of a parameter"),
            ("--ros-args -e safe", "`-e safe`: the name of an enclave begins with a `/`"),
            ("--ros-args -r __nod:=a", "`-r __nod:=a`: `__nod` is none of `__node`, `__name` and `__ns`"),
            ("--ros-args -p a:={b:1}", "`-p a:={b:1}`: a map is no value of a parameter"),
            ("--ros-args -r a", "`-r a`: a rule is `from:=to`, and this has no `:=`"),
            (
                "--ros-args --log-level loud",
                "`--log-level loud`: `loud` is no level: one of debug, info, warn, error, fatal, unset",
            ),
            (
                "--ros-args --parms-file x",
                "nobody knows `--parms-file` behind `--ros-args`\nhelp: did you mean `--params-file`?",
            ),
            (
                "--ros-args x",
                "nobody knows `x` behind `--ros-args`\nhelp: the program's own arguments stand before `--ros-args` or after `--`",
            ),
        ];
        for (args, expected) in cases {
            assert_eq!(error(args), expected, "{args}");
        }
        let told = error("--ros-args --params-file /nowhere.yaml");
        assert!(told.starts_with("the parameter file `/nowhere.yaml`: "), "{told}");
    }
}
