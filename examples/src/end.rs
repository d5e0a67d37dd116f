//! When an example ends.

use std::time::Duration;

use rosweave::{Error, Result, System};

/// Runs nodes until the example's [`End`], or says what they are where it gets `--describe`.
///
/// A program without `--for` says `rosweave::main!(Talker, Listener);` instead.
///
/// # Errors
/// Where the arguments are wrong, a node does not start, or one ends with an error.
pub fn run(system: System) -> Result {
    // Before the arguments are read, which knows `--for` alone.
    if system.describe_if_asked()? {
        return Ok(());
    }
    rosweave::run_system_until(system, End::from_args()?.wait())
}

/// When an example ends: at Ctrl-C or SIGTERM, or after the time that `--for` gives.
#[derive(Clone, Copy, Debug)]
pub struct End {
    after: Option<Duration>,
}

impl End {
    /// Reads the program's own arguments: nothing, or `--for <duration>` with a duration like `5s` or `500ms`.
    ///
    /// # Errors
    /// Where the arguments are something else.
    pub fn from_args() -> Result<End> {
        let args = rosweave::args()?;
        End::parse(&args.own().collect::<Vec<_>>())
    }

    fn parse(args: &[&str]) -> Result<End> {
        match args {
            [] => Ok(End { after: None }),
            ["--for", time] => match duration(time) {
                Some(time) => Ok(End { after: Some(time) }),
                None => Err(Error::other(format!("`{time}` is no duration; write `5s`, `500ms` or `1min`"))),
            },
            _ => Err(Error::other("the only option is `--for <duration>`, like `--for 5s`")),
        }
    }

    /// Ready when it is time to end.
    pub async fn wait(self) {
        match self.after {
            // Ready in either way: the time is over, or the signal has come.
            Some(time) => drop(tokio::time::timeout(time, rosweave::shutdown_signal()).await),
            None => rosweave::shutdown_signal().await,
        }
    }
}

fn duration(text: &str) -> Option<Duration> {
    // `ms` before `s`, which it ends with.
    let (number, seconds) = [("ms", 0.001), ("s", 1.0), ("min", 60.0)]
        .into_iter()
        .find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))?;
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::{Duration, End};

    fn after(args: &[&str]) -> Option<Option<Duration>> {
        End::parse(args).ok().map(|end| end.after)
    }

    #[test]
    fn an_example_ends_after_the_given_time() {
        assert_eq!(after(&[]), Some(None));
        assert_eq!(after(&["--for", "5s"]), Some(Some(Duration::from_secs(5))));
        assert_eq!(after(&["--for", "1.5s"]), Some(Some(Duration::from_millis(1500))));
        assert_eq!(after(&["--for", "500ms"]), Some(Some(Duration::from_millis(500))));
        assert_eq!(after(&["--for", "2min"]), Some(Some(Duration::from_secs(120))));
    }

    #[test]
    fn other_arguments_are_refused() {
        for args in [&["--for"][..], &["--for", "5"], &["--for", "-1s"], &["--for", "s"], &["--until", "5s"]]
        {
            assert_eq!(after(args), None, "{args:?}");
        }
    }
}
