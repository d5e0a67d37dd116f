//! The types of ROS 2's own packages: messages, services and actions, as in ROS 2 Jazzy.
//!
//! What nodes speak with tools in is always there: `action_msgs`, `builtin_interfaces`, `composition_interfaces`,
//! `lifecycle_msgs`, `rcl_interfaces`, `rosgraph_msgs`, `service_msgs`, `type_description_interfaces`,
//! `unique_identifier_msgs`. The common packages come with the feature `msgs`.
//!
#![cfg_attr(feature = "msgs", doc = "```")]
#![cfg_attr(not(feature = "msgs"), doc = "```text")]
//! use rosweave::msgs::geometry_msgs::msg::{Quaternion, Twist, Vector3};
//!
//! let forwards = Twist { linear: Vector3 { x: 0.5, ..Vector3::default() }, ..Twist::default() };
//! assert_eq!(forwards.angular.z, 0.0);
//! assert_eq!(Quaternion::default().w, 1.0);   // the definition's default value
//! ```
//!
//! Each type is a plain struct with public fields. `Default` gives the default values of the definition, constants
//! are associated constants, comments are docs. A service `S` comes with `SRequest` and `SResponse`, an
//! action `A` with `AGoal`, `AResult` and `AFeedback`. `byte` and
//! `char` are `u8`, as in ROS 2. What has a bound can not be sent when it is longer.
//!
//! `std_msgs` has a `String`, too: `use rosweave::msgs::std_msgs::msg::String as StringMsg` keeps it from hiding Rust's.
//!
//! [`Time`](builtin_interfaces::msg::Time) comes from a [`rosweave::Time`](crate::Time) with `into()`, and
//! [`Duration`](builtin_interfaces::msg::Duration) from a [`std::time::Duration`]; the ways back may fail, for ROS 2's
//! can be negative.

mod support;
mod time;

#[doc(hidden)]
pub use support::{Dummy, made_by, same};

mod generated {
    use crate as __rosweave;

    include!(concat!(env!("OUT_DIR"), "/msgs.rs"));
}

#[allow(unreachable_pub)]
pub use generated::*;
