//! What travels: services as pairs of types, and the types that ROS 2 knows by name.
//!
//! In-process any Rust type travels, and none of these names is needed. A transport that leaves the process
//! asks for [`Message`] and [`NamedService`].

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A service: a pair of types under one name.
///
/// ```
/// struct AddTwoInts;
///
/// impl rosweave::Service for AddTwoInts {
///     type Request = (i64, i64);
///     type Response = i64;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no service",
    label = "this has to be a type that implements `rosweave::Service`",
    note = "implement it for a type of yours: `impl Service for {Self} {{ type Request = ..; type Response = ..; }}`"
)]
pub trait Service: 'static {
    /// What a client sends.
    type Request: Send + Sync + 'static;
    /// What the server answers.
    type Response: Send + Sync + 'static;
}

/// A message that ROS 2 knows by name, so that it can leave the process.
///
/// Its fields are those of the ROS definition, in the same order: CDR, the encoding on the wire, has no field
/// names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no ROS 2 type name, so it can not leave the process",
    label = "this type travels in-process only",
    note = "let it derive `Serialize`, `Deserialize` and `rosweave::Message`, with its ROS 2 name: `#[ros(\"my_package/msg/{Self}\")]`"
)]
pub trait Message: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Package, kind and name, as in `std_msgs/msg/String`.
    const TYPE_NAME: &'static str;
}

/// A service that ROS 2 knows by name, so that it can leave the process.
#[diagnostic::on_unimplemented(
    message = "service `{Self}` has no ROS 2 type name, so it can not leave the process",
    label = "this service works in-process only",
    note = "let it derive `rosweave::Service`, with its ROS 2 name: `#[ros(\"my_package/srv/{Self}\", request = .., response = ..)]`"
)]
pub trait NamedService:
    Service<Request: Serialize + DeserializeOwned, Response: Serialize + DeserializeOwned>
{
    /// Package, kind and name, as in `example_interfaces/srv/AddTwoInts`.
    const TYPE_NAME: &'static str;
}
