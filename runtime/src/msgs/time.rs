//! ROS 2's `Time` and `Duration`, from and to those of the runtime and of the standard library.

use std::cmp::Ordering;
use std::num::TryFromIntError;
use std::time::Duration as StdDuration;

use super::builtin_interfaces::msg::{Duration, Time};

/// Whole seconds and the rest, at most as much as ROS 2 can hold: until 2038, or 68 years.
fn parts(elapsed: StdDuration) -> (i32, u32) {
    match i32::try_from(elapsed.as_secs()) {
        Ok(sec) => (sec, elapsed.subsec_nanos()),
        Err(_) => (i32::MAX, 999_999_999),
    }
}

fn elapsed(sec: u32, nanosec: u32) -> StdDuration {
    StdDuration::from_secs(sec.into()) + StdDuration::from_nanos(nanosec.into())
}

/// As a time stamp: `stamp: cx.now().into()`. What comes after 2038 becomes the last time that ROS 2 has.
impl From<crate::Time> for Time {
    fn from(time: crate::Time) -> Time {
        let (sec, nanosec) = parts(time.elapsed());
        Time { sec, nanosec }
    }
}

/// As a point of the node's clock: `stamp.into()`. What lies before the epoch, where no clock can be, becomes the epoch.
impl From<Time> for crate::Time {
    fn from(time: Time) -> crate::Time {
        let elapsed = u32::try_from(time.sec).map(|sec| elapsed(sec, time.nanosec));
        crate::Time::since_epoch(elapsed.unwrap_or_default())
    }
}

/// What is longer than 68 years becomes the longest duration that ROS 2 has.
impl From<StdDuration> for Duration {
    fn from(duration: StdDuration) -> Duration {
        let (sec, nanosec) = parts(duration);
        Duration { sec, nanosec }
    }
}

/// Fails where the duration is negative: what that means, only its reader knows.
impl TryFrom<Duration> for StdDuration {
    type Error = TryFromIntError;

    fn try_from(duration: Duration) -> Result<StdDuration, TryFromIntError> {
        Ok(elapsed(duration.sec.try_into()?, duration.nanosec))
    }
}

macro_rules! in_order {
    ($($name:ident)*) => {$(
        impl Ord for $name {
            fn cmp(&self, other: &$name) -> Ordering {
                (self.sec, self.nanosec).cmp(&(other.sec, other.nanosec))
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &$name) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
    )*};
}

in_order! { Time Duration }
