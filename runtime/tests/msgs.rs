//! The types of the ROS 2 packages: how they travel, what they start from, what they are called.
#![cfg(feature = "msgs")]

#[path = "msgs/golden.rs"]
mod golden;
#[path = "msgs/wire.rs"]
mod wire;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration as StdDuration;

use rosweave::msgs::builtin_interfaces::msg::{Duration, Time};
use rosweave::msgs::diagnostic_msgs::msg::DiagnosticStatus;
use rosweave::msgs::geometry_msgs::msg::{Pose, PoseWithCovariance, Quaternion, Twist};
use rosweave::msgs::lifecycle_msgs::msg::Transition;
use rosweave::msgs::rcl_interfaces::msg::{Log, LoggerLevel, ParameterType};
use rosweave::msgs::sensor_msgs::msg::{BatteryState, NavSatStatus, PointField};
use rosweave::msgs::std_msgs::msg::Header;
use rosweave::msgs::visualization_msgs::msg::Marker;
use rosweave::{Message, NamedAction, NamedService};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Names all types in one list.
macro_rules! list {
    ($($kind:ident $package:ident :: $folder:ident :: $name:ident $($half:ident)*,)*) => {
        const NAMES: &[&str] = &[$(list!(name $kind rosweave::msgs::$package::$folder::$name)),*];

        fn round_trips() {
            $(list!(trip $kind $package $folder $name $($half)*);)*
        }

        /// Each as its names in Rust say.
        const WRITTEN: &[&str] =
            &[$(concat!(stringify!($package), "/", stringify!($folder), "/", stringify!($name))),*];
    };
    (name message $ty:ty) => { <$ty as Message>::TYPE_NAME };
    (name service $ty:ty) => { <$ty as NamedService>::TYPE_NAME };
    (name action $ty:ty) => { <$ty as NamedAction>::TYPE_NAME };
    (trip message $package:ident msg $name:ident) => {
        round_trip::<rosweave::msgs::$package::msg::$name>()
    };
    (trip service $package:ident srv $name:ident $request:ident $response:ident) => {
        round_trip::<rosweave::msgs::$package::srv::$request>();
        round_trip::<rosweave::msgs::$package::srv::$response>();
    };
    (trip action $package:ident action $name:ident $($part:ident)*) => {
        $(round_trip::<rosweave::msgs::$package::action::$part>();)*
    };
}

rosweave::__each_ros_type!(list);

fn round_trip<T: Serialize + DeserializeOwned + Default + Clone + PartialEq + Debug>() {
    let value = T::default();
    let bytes = wire::encoded(&value);
    assert!(!bytes.is_empty(), "{value:?} is nothing on the wire");
    assert_eq!(wire::decoded::<T>(&bytes), value);
    wire::refuses_less::<T>(&bytes);
}

#[test]
fn every_type_travels_and_comes_back() {
    round_trips();
}

#[test]
fn every_type_has_its_name() {
    assert_eq!(NAMES, WRITTEN);
    let names: BTreeSet<_> = NAMES.iter().collect();
    assert_eq!(names.len(), NAMES.len());
    assert!(NAMES.len() > 190, "{} types", NAMES.len());
}

#[test]
fn default_values_are_those_of_the_definitions() {
    assert_eq!(Quaternion::default(), Quaternion { x: 0.0, y: 0.0, z: 0.0, w: 1.0 });
    assert_eq!(Pose::default().orientation.w, 1.0);
    assert_eq!(PoseWithCovariance::default().covariance, [0.0; 36]);
    assert_eq!(NavSatStatus::default().status, NavSatStatus::STATUS_UNKNOWN);
    assert_eq!(Header::default().frame_id, "");
}

#[test]
fn constants_belong_to_their_types() {
    assert_eq!(DiagnosticStatus::STALE, 3_u8);
    assert_eq!(NavSatStatus::STATUS_UNKNOWN, -2_i8);
    assert_eq!(NavSatStatus::SERVICE_COMPASS, 4_u16);
    assert_eq!(PointField::FLOAT64, 8);
    assert_eq!((Log::INFO, LoggerLevel::LOG_LEVEL_FATAL), (20, 50));
    assert_eq!(Transition::TRANSITION_ON_ERROR_ERROR, 62);
    assert_eq!(ParameterType::PARAMETER_STRING_ARRAY, 9);
    assert_eq!(BatteryState::POWER_SUPPLY_STATUS_CHARGING, 1);
    assert_eq!(Marker { r#type: Marker::CUBE, ..Marker::default() }.r#type, 1);
}

#[test]
fn small_types_are_copied_and_exact_ones_compared() {
    let twist = Twist::default();
    let copy = twist;
    assert_eq!(twist, copy);
    let later = Time { sec: 1, nanosec: 0 };
    assert!(Time { sec: 0, nanosec: 999_999_999 } < later);
    assert!(Duration { sec: -1, nanosec: 999_999_999 } < Duration::default());
}

#[test]
fn times_and_durations_are_those_of_the_runtime() {
    let elapsed = StdDuration::new(12, 34);
    assert_eq!(Time::from(rosweave::Time::since_epoch(elapsed)), Time { sec: 12, nanosec: 34 });
    assert_eq!(rosweave::Time::from(Time { sec: 12, nanosec: 34 }), rosweave::Time::since_epoch(elapsed));
    assert_eq!(Duration::from(elapsed), Duration { sec: 12, nanosec: 34 });
    assert_eq!(StdDuration::try_from(Duration { sec: 12, nanosec: 34 }), Ok(elapsed));
}

#[test]
fn times_out_of_reach_are_the_nearest_ones_or_an_error() {
    let last = Time { sec: i32::MAX, nanosec: 999_999_999 };
    assert_eq!(Time::from(rosweave::Time::since_epoch(StdDuration::MAX)), last);
    assert_eq!(Duration::from(StdDuration::MAX), Duration { sec: i32::MAX, nanosec: 999_999_999 });
    assert_eq!(rosweave::Time::from(Time { sec: -1, nanosec: 7 }), rosweave::Time::EPOCH);
    assert!(StdDuration::try_from(Duration { sec: -1, nanosec: 999_999_999 }).is_err());
    let most = Duration { sec: i32::MAX, nanosec: u32::MAX };
    assert!(StdDuration::try_from(most).is_ok_and(|found| found.as_secs() > i32::MAX as u64));
}
