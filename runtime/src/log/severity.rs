//! The levels of ROS 2's log.

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    Unset = 0,
    Debug = 10,
    Info = 20,
    Warn = 30,
    Error = 40,
    Fatal = 50,
}

impl Severity {
    pub(crate) const ALL: [(&'static str, Severity); 6] = [
        ("debug", Severity::Debug),
        ("info", Severity::Info),
        ("warn", Severity::Warn),
        ("error", Severity::Error),
        ("fatal", Severity::Fatal),
        ("unset", Severity::Unset),
    ];

    pub(crate) fn parse(text: &str) -> Option<Severity> {
        let found = Severity::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        found.map(|(_, severity)| *severity)
    }

    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_number(number: u32) -> Option<Severity> {
        let found = Severity::ALL.iter().find(|(_, severity)| u32::from(severity.number()) == number);
        found.map(|(_, severity)| *severity)
    }
}

impl From<tracing::Level> for Severity {
    fn from(level: tracing::Level) -> Severity {
        match level {
            tracing::Level::ERROR => Severity::Error,
            tracing::Level::WARN => Severity::Warn,
            tracing::Level::INFO => Severity::Info,
            // ROS 2 has nothing below.
            _ => Severity::Debug,
        }
    }
}
