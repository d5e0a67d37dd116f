//! The arguments of a program: its own, and ROS 2's behind `--ros-args`.

pub(crate) mod file;
pub(crate) mod help;
pub(crate) mod program;
pub(crate) mod remap;
pub(crate) mod ros;
mod scalar;
pub(crate) mod suggest;

use std::sync::Arc;

pub use file::FileError;
use remap::Replaced;
pub use ros::ArgsError;
use ros::RosArgs;

/// A program's arguments: its own, and what ROS 2 puts behind `--ros-args`.
///
/// [`main!`](crate::main!), [`run`](crate::run) and [`run_system`](crate::run_system) read them by themselves. It is
/// for a `main` that starts its nodes otherwise:
///
/// ```no_run
/// # use rosweave::prelude::*;
/// # #[node] struct Talker;
/// # #[node] impl Talker { #[timer("1s")] fn tick(&self) {} }
/// # async fn f() -> rosweave::Result {
/// let args = rosweave::args()?;
/// println!("my own arguments: {:?}", args.own().collect::<Vec<_>>());
/// let talker = NodeOptions::new().args(&args).start::<Talker>().await?;
/// # talker.stop().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Args {
    /// What stands before a `--`.
    before: Vec<String>,
    after: Vec<String>,
    pub(crate) ros: Arc<RosArgs>,
}

impl Args {
    /// Reads arguments, which do not begin with the program's name.
    ///
    /// ```
    /// let args = rosweave::Args::parse(["--fast", "--ros-args", "-r", "__ns:=/left", "--", "input.bag"])?;
    /// assert_eq!(args.own().collect::<Vec<_>>(), ["--fast", "input.bag"]);
    /// # Ok::<(), rosweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong behind `--ros-args`: [`ArgsError`] names the argument.
    pub fn parse(args: impl IntoIterator<Item = impl Into<String>>) -> Result<Args, ArgsError> {
        let (ros, mut before) = ros::split(args.into_iter().map(Into::into))?;
        let after = match before.iter().position(|arg| arg == "--") {
            Some(at) => before.split_off(at).split_off(1),
            None => Vec::new(),
        };
        Ok(Args { before, after, ros: Arc::new(ros) })
    }

    /// The program's own arguments: all but those behind `--ros-args`, and without a bare `--`.
    pub fn own(&self) -> impl Iterator<Item = &str> {
        self.before.iter().chain(&self.after).map(String::as_str)
    }

    /// What stands before a bare `--`, or all.
    pub(crate) fn before(&self) -> impl Iterator<Item = &str> {
        self.before.iter().map(String::as_str)
    }
}

/// The names that arguments give a node, and the rules that replace names for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) name: String,
    pub(crate) namespace: String,
    pub(crate) topics: Vec<(String, String)>,
    pub(crate) services: Vec<(String, String)>,
}

impl Args {
    /// What the arguments make of a node's names. The first rule of a kind that is for the node wins; for the
    /// namespace, and for topics and services, "the node" is the one of the new name, as in rcl.
    pub(crate) fn names(&self, name: String, namespace: String) -> Names {
        let first = |node: &str, what: &Replaced| {
            let rules = self.ros.remaps.iter();
            rules.filter(|rule| rule.is_for(node)).find(|rule| rule.what == *what).map(|rule| rule.to.clone())
        };
        let name = first(&name, &Replaced::NodeName).unwrap_or(name);
        let namespace = first(&name, &Replaced::Namespace).unwrap_or(namespace);
        let filled = |text: &str| {
            let filled = text.replace("{node}", &name);
            filled.replace("{ns}", &namespace).replace("{namespace}", &namespace)
        };
        let (mut topics, mut services) = (Vec::new(), Vec::new());
        for rule in self.ros.remaps.iter().filter(|rule| rule.is_for(&name)) {
            let pair = |from: &str| (filled(from), filled(&rule.to));
            match &rule.what {
                Replaced::Name(from) => {
                    topics.push(pair(from));
                    services.push(pair(from));
                }
                Replaced::Topic(from) => topics.push(pair(from)),
                Replaced::Service(from) => services.push(pair(from)),
                Replaced::NodeName | Replaced::Namespace => {}
            }
        }
        Names { name, namespace, topics, services }
    }
}

/// The arguments that this program was started with.
///
/// # Errors
/// What is wrong behind `--ros-args`.
pub fn args() -> Result<Args, ArgsError> {
    Args::parse(std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(args: &str, name: &str) -> Names {
        let args = Args::parse(args.split_whitespace()).expect(args);
        args.names(name.to_owned(), "/".to_owned())
    }

    #[test]
    fn own_arguments_are_those_that_are_not_for_ros() {
        let args = Args::parse(["a", "--ros-args", "-p", "x:=1", "--", "b", "--", "c", "--", "--ros-args"]);
        let args = args.expect("they are right");
        assert_eq!(args.own().collect::<Vec<_>>(), ["a", "b", "c", "--", "--ros-args"]);
        assert_eq!(args.before().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn the_first_rule_that_is_for_the_node_wins() {
        let args = "--ros-args -r b:__node:=x -r __node:=y -r __node:=z -r y:__ns:=/left -r a:__ns:=/right";
        let found = names(args, "a");
        assert_eq!((found.name.as_str(), found.namespace.as_str()), ("y", "/left"));
        assert_eq!(names(args, "b").name, "x");
    }

    #[test]
    fn rules_are_for_topics_or_services_or_both() {
        let found = names("--ros-args -r a:=b -r rostopic://c:=d -r rosservice://e:=f -r other:g:=h", "n");
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(found.topics, [pair("a", "b"), pair("c", "d")]);
        assert_eq!(found.services, [pair("a", "b"), pair("e", "f")]);
    }

    #[test]
    fn substitutions_stand_for_the_new_names() {
        let found = names("--ros-args -r __node:=m -r __ns:=/left -r {node}/a:={ns}/b/{node}", "n");
        assert_eq!(found.topics, [("m/a".to_owned(), "/left/b/m".to_owned())]);
    }
}
