//! The message and service types of the common ROS 2 packages, from their definitions in ROS 2 Jazzy.
//!
//! ```
//! use rosweave::msgs::geometry_msgs::msg::{Quaternion, Twist, Vector3};
//!
//! let forwards = Twist { linear: Vector3 { x: 0.5, ..Vector3::default() }, ..Twist::default() };
//! assert_eq!(forwards.angular.z, 0.0);
//! assert_eq!(Quaternion::default().w, 1.0);   // the definition's default value
//! ```
//!
//! Each type is a plain struct with public fields. `Default` gives the default values of the definition, constants
//! are associated constants, comments are docs. A service `S` comes with `SRequest` and `SResponse`. `byte` and
//! `char` are `u8`, as in ROS 2. A sequence with a bound is a `Vec` that can not be sent when it is longer.
//!
//! `std_msgs` has a `String`, too: `use rosweave::msgs::std_msgs::msg::String as StringMsg` keeps it from hiding Rust's.
//!
//! [`Time`](builtin_interfaces::msg::Time) comes from a [`rosweave::Time`](crate::Time) with `into()`, and
//! [`Duration`](builtin_interfaces::msg::Duration) from a [`std::time::Duration`]; the ways back may fail, for ROS 2's
//! can be negative.
//!
//! `example_interfaces/msg/WString` is left out: DDS implementations do not agree on how a `wstring` travels.

mod support;
mod time;

pub(crate) use support::{Dummy, bounded, serialize_empty};

// What is generated is no style of anybody's.
#[allow(clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/msgs.rs"));
}

#[allow(unreachable_pub)]
pub use generated::*;
