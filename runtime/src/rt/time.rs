//! Points in time.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

/// A point in time of a node's clock, in nanoseconds since the clock's epoch: the Unix epoch for the wall
/// clock, the start of the test for virtual time, whatever `/clock` says for simulated time. It goes back where the
/// system's clock is set, or a simulation begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(Duration);

impl Time {
    /// The clock's epoch.
    pub const EPOCH: Time = Time(Duration::ZERO);
    /// The last point there is. What is to happen then never happens.
    pub(crate) const LAST: Time = Time(Duration::MAX);

    /// The point that lies `elapsed` after the epoch.
    pub const fn since_epoch(elapsed: Duration) -> Time {
        Time(elapsed)
    }

    /// The time between the epoch and this point.
    pub const fn elapsed(self) -> Duration {
        self.0
    }

    /// The point that lies `duration` earlier, or the epoch.
    pub(crate) const fn before(self, duration: Duration) -> Time {
        Time(self.0.saturating_sub(duration))
    }

    /// The time since `earlier`, or zero if that lies ahead.
    pub const fn since(self, earlier: Time) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Time {
    type Output = Time;

    /// The point that lies `duration` later, or the last one there is.
    fn add(self, duration: Duration) -> Time {
        Time(self.0.saturating_add(duration))
    }
}

impl Sub for Time {
    type Output = Duration;

    /// The time since `earlier`, or zero if that lies ahead, as [`since`](Time::since) has it.
    fn sub(self, earlier: Time) -> Duration {
        self.since(earlier)
    }
}

impl fmt::Display for Time {
    /// Seconds since the epoch, with nine digits after the point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}", self.0.as_secs(), self.0.subsec_nanos())
    }
}
