//! Who waits for what: plain values, for reports.

use std::fmt;
use std::time::Duration;

use crate::facts::check::{DEFAULT_GROUP, Family};
use crate::rt::time::Time;

/// A time as people read it: nobody looks at the nanoseconds of two seconds.
pub(crate) fn rounded(time: Duration) -> String {
    let unit = if time.as_secs() > 0 { 1_000_000 } else { 1_000 };
    let nanos = time.as_nanos() / unit * unit;
    format!("{:?}", Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)))
}

/// The action whose results this service brings, where it is one of those that an action consists of.
pub(crate) fn action_of_result(service: &str) -> Option<&str> {
    service.strip_suffix("/_action/get_result")
}

/// A callback that waits for a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// The node's full name.
    pub node: String,
    /// The callback; `None` for a task or a caller outside all callbacks.
    pub callback: Option<&'static str>,
    /// The callback's group.
    pub group: Option<&'static str>,
    /// Whether it blocks its group.
    pub blocking: bool,
    /// The client's field.
    pub client: &'static str,
    /// The full name of the node that the client belongs to, where it is another one.
    pub of: Option<String>,
    /// The service's full name.
    pub service: String,
    /// The group that delivers the client's replies.
    pub reply_group: &'static str,
    /// Since when, by the system's clock.
    pub since: Time,
    /// For how long, when this was asked.
    pub lasted: Duration,
    /// The callback that keeps the reply's group busy, where it is exclusive and a blocking one does.
    pub reply_held_by: Option<&'static str>,
    /// The callback that keeps the handler's group busy, where it is exclusive and one does.
    pub handler_held_by: Option<&'static str>,
}

/// A group as its user knows it: nobody writes the default one.
fn in_words(group: &str) -> String {
    if group == DEFAULT_GROUP { "the default group".to_owned() } else { format!("group `{group}`") }
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Waiting { node, client, of, service, reply_group, lasted, .. } = self;
        let verb = if self.blocking { "blocks on" } else { "awaits" };
        match (self.callback, self.group) {
            (Some(callback), Some(group)) => write!(f, "`{node}`: `{callback}` in {} ", in_words(group))?,
            _ => write!(f, "`{node}`: a task ")?,
        }
        match service.rsplit_once("/_action/") {
            Some((action, "get_result")) => {
                write!(f, "{verb} the end of a goal that client `{client}` has sent to `{action}`")?;
            }
            Some((action, "send_goal")) => {
                write!(f, "{verb} client `{client}`, which sends a goal to `{action}`")?;
            }
            Some((action, "cancel_goal")) => {
                write!(f, "{verb} client `{client}`, which cancels goals of `{action}`")?;
            }
            _ => write!(f, "{verb} client `{client}` of `{service}`")?,
        }
        if let Some(owner) = of {
            write!(f, ", which belongs to `{owner}`,")?;
        }
        write!(f, " for {}", rounded(*lasted))?;
        if let Some(holder) = self.reply_held_by {
            let group = in_words(reply_group);
            write!(f, "; its reply can only be delivered by {group}, which `{holder}` blocks")?;
        }
        if let Some(holder) = self.handler_held_by {
            write!(f, "; the handler can only start when `{holder}` has returned")?;
        }
        Ok(())
    }
}

/// Code of a node's that is none of its callbacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Beside {
    /// A task of `cx.spawn`.
    Task {
        /// The callback that has spawned it, where one has.
        by: Option<&'static str>,
    },
    /// The `Drop` of what the node is made of.
    Drop {
        /// The type: the node's struct, or a group whose state it is.
        of: &'static str,
    },
    /// A function that looks at what is asked of the node: at values of parameters, or at goals.
    Function {
        /// The attribute that it has.
        attribute: &'static str,
        /// Where it decides over goals, the action as it is declared.
        action: Option<&'static str>,
    },
    /// The `Serialize` of a result of an action, for who asks for it again.
    Result {
        /// The action as it is declared.
        action: &'static str,
    },
    /// What comes with callbacks: the `Drop` of messages that nobody has taken, or the waker of who waits for something.
    Rest {
        /// The group, where it has callbacks.
        group: Option<&'static str>,
    },
}

impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Beside::Task { by: Some(callback) } => write!(f, "a task that `{callback}` has spawned"),
            Beside::Task { by: None } => f.write_str("a spawned task"),
            Beside::Drop { of } => write!(f, "the `Drop` of `{of}`"),
            Beside::Function { attribute, action: Some(action) } => {
                write!(f, "`#[{attribute}(\"{action}\")]`")
            }
            Beside::Function { attribute, action: None } => write!(f, "`#[{attribute}]`"),
            Beside::Result { action } => write!(f, "the `Serialize` of a result of `{action}`"),
            Beside::Rest { group: Some(group) } => write!(f, "the end of what {} has held", in_words(group)),
            Beside::Rest { group: None } => f.write_str("a waker or a value of the node's"),
        }
    }
}

/// A callback that has not returned for long: somebody waits, it itself or somebody for it, something waits for its
/// group, or its code runs without a pause. Or other code of the node's that does not pause.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stall {
    /// The node's full name.
    pub node: String,
    /// The callback's group; empty where it is no callback's.
    pub group: &'static str,
    /// The callback, or the one that has spawned the task; empty where it is none's.
    pub callback: &'static str,
    /// What it is, where it is not the callback itself.
    pub beside: Option<Beside>,
    /// Since when it runs, by the system's clock.
    pub since: Time,
    /// For how long, when it was reported.
    pub lasted: Duration,
    /// Whether its code has run without a pause for all that time, on a thread that others could use.
    pub unbroken: bool,
    /// Who waits for a reply, longest first.
    pub waiting: Vec<Waiting>,
    /// What waits for the group, in the order of the impl block.
    pub queued: Vec<Queued>,
}

/// A callback that could begin if its group were free: messages or requests wait for it, or its time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Queued {
    /// The callback.
    pub callback: &'static str,
    /// How many calls wait. Of a timer it is one, however late it is.
    pub calls: usize,
}

impl fmt::Display for Queued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Queued { callback, calls } = self;
        match calls {
            1 => write!(f, "a call of `{callback}` waits"),
            _ => write!(f, "{calls} calls of `{callback}` wait"),
        }
    }
}

impl fmt::Display for Stall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stall { node, group, callback, beside, lasted, unbroken, waiting, queued, .. } = self;
        let (group, lasted) = (in_words(group), rounded(*lasted));
        if let Some(beside) = beside {
            return write!(f, "`{node}`: {beside} has run for {lasted}, without a pause");
        }
        write!(f, "`{node}`: `{callback}` has kept {group} busy for {lasted}")?;
        if *unbroken {
            write!(f, ", without a pause")?;
        }
        waiting.iter().try_for_each(|waiting| write!(f, "\n  {waiting}"))?;
        queued.iter().try_for_each(|queued| write!(f, "\n  {queued} for the group"))
    }
}

/// A wait that a callback was met at and that nothing in its node's impl block shows: the compiler did not check it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnseenWait {
    /// The node's full name.
    pub node: String,
    /// The callback.
    pub callback: &'static str,
    /// The client's field.
    pub client: &'static str,
    /// The full name of the node that the client belongs to, where it is another one.
    pub of: Option<String>,
}

impl fmt::Display for UnseenWait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnseenWait { node, callback, client, of } = self;
        write!(f, "`{node}`: `{callback}` waits on client `{client}`")?;
        match of {
            Some(owner) => write!(f, " of `{owner}`, which no compiler sees")?,
            None => write!(
                f,
                ", which nothing in its impl block shows\n  help: so that the compiler checks it: `#[waits({client})]` on `{callback}`"
            )?,
        }
        f.write_str(Family::UnseenWait.line())
    }
}

/// Nothing can go on: nothing can run, nobody sleeps, and these wait.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hang {
    /// Who waits, longest first.
    pub waiting: Vec<Waiting>,
}

impl fmt::Display for Hang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing can go on")?;
        for waiting in &self.waiting {
            write!(f, "\n  {waiting}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Hang {}
