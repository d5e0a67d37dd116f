//! Values in words, the same in every format.

pub use crate::duration::duration;
use crate::model::{
    ActionServer, Awaited, Busy, DEFAULT_GROUP, Group, GroupKind, Missed, Mode, Timer, TimerClock, Trigger,
};

impl TimerClock {
    fn in_words(self) -> &'static str {
        match self {
            TimerClock::Node => "",
            TimerClock::Steady => ", steady",
        }
    }
}

impl Timer {
    /// `every 10 ms (100 Hz)`, `once after 2 s`.
    pub fn in_words(&self) -> String {
        let missed = match self.missed {
            Missed::Skip => "",
            Missed::Delay => ", late calls delay the next",
            Missed::Burst => ", late calls are made up for",
        };
        self.rate() + missed + self.clock.in_words()
    }

    /// The same for a narrow place.
    pub fn in_short(&self) -> String {
        let missed = match self.missed {
            Missed::Skip => "",
            Missed::Delay => ", delay",
            Missed::Burst => ", burst",
        };
        self.rate() + missed + self.clock.in_words()
    }

    fn rate(&self) -> String {
        let Some(declared) = &self.declared else { return self.known_rate() };
        match (self.period.is_zero(), self.once) {
            (false, _) => format!("{}, by {declared}", self.known_rate()),
            (true, true) => format!("once after {declared}"),
            (true, false) if declared.ends_with("Hz") => format!("at {declared}"),
            (true, false) => format!("every {declared}"),
        }
    }

    fn known_rate(&self) -> String {
        let mut words = match self.once {
            true => format!("once after {}", duration(self.period)),
            false => format!("every {}", duration(self.period)),
        };
        let nanos = self.period.as_nanos();
        if !self.once && nanos > 0 && nanos < 1_000_000_000 && 1_000_000_000 % nanos == 0 {
            words += &format!(" ({} Hz)", 1_000_000_000 / nanos);
        }
        words
    }
}

impl Trigger {
    /// What starts the callback, after its name: `hears /chatter`, `runs every 1 s`.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Trigger::Subscription(of) => format!("hears {}", joined(of.topics())),
            Trigger::Service(of) => format!("serves {}", of.service),
            Trigger::Action(of) => format!("executes {}", of.action),
            Trigger::Timer(of) => format!("runs {}", of.in_words()),
            Trigger::Change(of) => format!("runs {}", of.in_words()),
        }
    }
}

/// Names in a row.
pub(crate) fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

impl ActionServer {
    /// What becomes of a goal that comes while there is one, and how long results are kept.
    pub fn in_words(&self) -> String {
        let busy = match self.busy {
            Busy::Queue => "further goals wait",
            Busy::Reject => "one goal at a time, further ones are refused",
            Busy::Preempt => "one goal at a time, a further one takes its place",
        };
        format!("{busy}, results are kept for {}", duration(self.keep_result))
    }
}

impl Awaited {
    /// What is waited for, before the name of the client: `the result of `.
    pub fn in_words(self) -> &'static str {
        match self {
            Awaited::Reply => "",
            Awaited::Goal => "sending a goal with ",
            Awaited::Feedback => "feedback of ",
            Awaited::Result => "the result of ",
            Awaited::Cancel => "cancelling a goal of ",
        }
    }
}

impl Group {
    /// What a reader sees as its name.
    pub fn title(&self) -> &str {
        group_title(&self.name)
    }

    /// `exclusive: one callback at a time` and the like.
    pub fn in_words(&self) -> String {
        let kind = match self.kind {
            GroupKind::Exclusive => "exclusive",
            GroupKind::Reentrant | GroupKind::Capped => "reentrant",
            GroupKind::Unknown => return self.rule_in_words(),
        };
        format!("{kind}: {}", self.rule_in_words())
    }

    /// `exclusive`, `reentrant`, `reentrant, at most 4`.
    pub fn kind_in_words(&self) -> String {
        match (self.kind, self.max_parallel) {
            (GroupKind::Exclusive, _) => "exclusive".to_owned(),
            (GroupKind::Reentrant, _) => "reentrant".to_owned(),
            (GroupKind::Capped, Some(max)) => format!("reentrant, at most {max}"),
            (GroupKind::Capped, None) => "reentrant, capped".to_owned(),
            (GroupKind::Unknown, _) => "declared elsewhere".to_owned(),
        }
    }

    /// What may run beside what, in a sentence without a full stop.
    pub fn rule_in_words(&self) -> String {
        match (self.kind, self.max_parallel) {
            (GroupKind::Exclusive, _) => "one callback at a time".to_owned(),
            (GroupKind::Reentrant, _) => "callbacks overlap, also with themselves".to_owned(),
            (GroupKind::Capped, Some(max)) => format!("callbacks overlap, at most {max} at a time"),
            (GroupKind::Capped, None) => "callbacks overlap, up to a limit".to_owned(),
            (GroupKind::Unknown, _) => "its type says what may overlap".to_owned(),
        }
    }
}

/// A group's name for a reader.
pub fn group_title(name: &str) -> &str {
    if name == DEFAULT_GROUP { "default group" } else { name }
}

/// Whether a callback of this mode goes on routing replies while it waits.
pub(crate) fn is_await(mode: Mode) -> bool {
    mode == Mode::Async
}

impl Mode {
    /// How a callback of this mode waits.
    pub fn waits(self) -> &'static str {
        match self {
            Mode::Async => "awaits",
            Mode::Sync | Mode::Blocking => "blocks on",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_timer_says_its_rate_where_that_is_whole() {
        let timer = |millis| Timer { period: Duration::from_millis(millis), ..Timer::default() };
        assert_eq!(timer(10).in_words(), "every 10 ms (100 Hz)");
        assert_eq!(timer(1_000).in_words(), "every 1 s");
        assert_eq!(timer(3).in_words(), "every 3 ms");
    }
}
