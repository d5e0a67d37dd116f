//! What travels: services as pairs of types, and the types that ROS 2 knows by name.
//!
//! In-process any Rust type travels, and none of these names is needed. A transport that leaves the process
//! asks for [`Message`] and [`NamedService`].

pub mod action;
pub mod array;
pub(crate) mod bounds;
pub mod bytes;
pub(crate) mod field_type;
pub(crate) mod known;
pub mod wstring;

use serde::Serialize;
use serde::de::DeserializeOwned;

use bounds::OutOfBounds;
use rosweave_interfaces::description::{Description, FieldDescription, Source, field, type_id};

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
    label = "this has to be the type of a service",
    note = "if it is yours, derive it: `#[derive(Service)] #[ros(request = .., response = ..)] struct {Self};`",
    note = "it is the service's own type, and not that of its request: `AddTwoInts`, and not `AddTwoIntsRequest`",
    note = "see: rosweave::message"
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
    note = "let a type of yours derive `Serialize`, `Deserialize` and `rosweave::Message`, with its ROS 2 name: `#[ros(\"my_package/msg/Detection\")]`",
    note = "instead of one that is not yours, such as `String` or `u64`, send a message of ROS 2: `rosweave::msgs::std_msgs::msg::String` or `UInt64`, with feature `msgs`",
    note = "see: rosweave::message"
)]
pub trait Message: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Package, kind and name, as in `std_msgs/msg/String`.
    const TYPE_NAME: &'static str;

    /// What ROS 2 says of its fields; generated and derived types have it.
    const DESCRIPTION: Option<&'static Description> = None;

    /// Whether a string or sequence in it has a bound.
    #[doc(hidden)]
    const IS_BOUNDED: bool = false;

    /// Compares its strings and sequences with their bounds. Publishers and clients do that with what they send.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the first one that is too long.
    fn check_bounds(&self) -> Result<(), OutOfBounds> {
        Ok(())
    }

    /// Looks at the same of each field, so that rustc finds a ring of messages, and says this name.
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const this_message_holds_itself: () = ();
}

/// A service that ROS 2 knows by name, so that it can leave the process.
#[diagnostic::on_unimplemented(
    message = "service `{Self}` has no ROS 2 type name, so it can not leave the process",
    label = "this service works in-process only",
    note = "let a type of yours derive `rosweave::Service`, with its ROS 2 name: `#[ros(\"my_package/srv/Detect\", request = .., response = ..)]`",
    note = "or take a service of ROS 2, such as `rosweave::msgs::std_srvs::srv::SetBool`, with feature `msgs`",
    note = "see: rosweave::message"
)]
pub trait NamedService:
    Service<Request: Serialize + DeserializeOwned, Response: Serialize + DeserializeOwned>
{
    /// Package, kind and name, as in `example_interfaces/srv/AddTwoInts`.
    const TYPE_NAME: &'static str;

    /// The definition that it was generated from.
    const SOURCE: Option<Source> = None;

    /// What ROS 2 says of the request's fields.
    const REQUEST: Option<&'static Description> = None;

    /// What ROS 2 says of the response's fields.
    const RESPONSE: Option<&'static Description> = None;

    /// Compares strings and sequences of a request with their bounds.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the first one that is too long.
    fn check_request(_request: &Self::Request) -> Result<(), OutOfBounds> {
        Ok(())
    }

    /// Compares strings and sequences of a response with their bounds.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the first one that is too long.
    fn check_response(_response: &Self::Response) -> Result<(), OutOfBounds> {
        Ok(())
    }
}

/// A type that a field of a message can have: numbers, `bool`, `String`, messages, and `Vec`s and arrays of them.
///
/// A struct around one of them is one too, if you say so, and if its `Serialize` and `Deserialize` are
/// `#[serde(transparent)]`:
///
/// ```
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// #[serde(transparent)]
/// struct Metres(f64);
///
/// impl rosweave::Field for Metres {
///     const TYPE: rosweave::description::FieldDescription = <f64 as rosweave::Field>::TYPE;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of ROS 2, so no message can have such a field",
    label = "not a number, `bool`, `String` or message, nor a `Vec` or array of one",
    note = "if it is a message too, let it derive `Serialize`, `Deserialize` and `rosweave::Message`, with its own ROS 2 name",
    note = "for times and durations ROS 2 has `builtin_interfaces/msg/Time` and `Duration`",
    note = "see: rosweave::message"
)]
pub trait Field {
    /// How many arrays and sequences stand in one another here: ROS 2 has no arrays of arrays.
    #[doc(hidden)]
    const DIMENSIONS: usize = 0;

    /// What ROS 2 says of such a field. Without it, messages that have one have no description:
    /// `const TYPE: FieldDescription = <f64 as Field>::TYPE;`.
    const TYPE: FieldDescription = FieldDescription::UNKNOWN;

    /// Whether something in it has a bound.
    #[doc(hidden)]
    const IS_BOUNDED: bool = false;

    /// Compares what is in it with its bounds.
    #[doc(hidden)]
    fn check_field(&self) -> Result<(), OutOfBounds> {
        Ok(())
    }
}

macro_rules! fields {
    ($($primitive:ty: $id:ident)*) => {$(
        impl Field for $primitive {
            const TYPE: FieldDescription = field("", type_id::$id, 0, 0, None, "");
        }
    )*};
}

fields! {
    bool: BOOLEAN
    u8: UINT8 i8: INT8 u16: UINT16 i16: INT16 u32: UINT32 i32: INT32 u64: UINT64 i64: INT64
    f32: FLOAT f64: DOUBLE
    String: STRING
}

#[diagnostic::do_not_recommend]
impl<M: Message> Field for M {
    const DIMENSIONS: usize = {
        let () = M::this_message_holds_itself;
        0
    };
    const TYPE: FieldDescription = field("", type_id::NESTED, 0, 0, M::DESCRIPTION, "");
    const IS_BOUNDED: bool = M::IS_BOUNDED;

    fn check_field(&self) -> Result<(), OutOfBounds> {
        Message::check_bounds(self)
    }
}

impl<T: Field> Field for Vec<T> {
    const DIMENSIONS: usize = 1 + T::DIMENSIONS;
    const TYPE: FieldDescription = T::TYPE.several(type_id::UNBOUNDED_SEQUENCE, 0);
    const IS_BOUNDED: bool = T::IS_BOUNDED;

    fn check_field(&self) -> Result<(), OutOfBounds> {
        bounds::elements(self)
    }
}

impl<T: Field, const N: usize> Field for [T; N] {
    const DIMENSIONS: usize = 1 + T::DIMENSIONS;
    const TYPE: FieldDescription = T::TYPE.several(type_id::ARRAY, N as u64);
    const IS_BOUNDED: bool = T::IS_BOUNDED;

    fn check_field(&self) -> Result<(), OutOfBounds> {
        bounds::elements(self)
    }
}

/// Whether a field is an array of arrays. A function: a comparison in the user's code is one that clippy computes.
#[doc(hidden)]
pub const fn is_nested(dimensions: usize) -> bool {
    dimensions > 1
}

/// What serde can write and read. Two impls keep rustc from saying which half of it is missing: one error for two.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not be written to the wire and read back",
    label = "this has to derive serde's `Serialize` and `Deserialize`",
    note = "`#[derive(serde::Serialize, serde::Deserialize)]`, with the feature `derive` of the crate `serde`",
    note = "see: rosweave::message"
)]
pub trait Encoded<How> {}

/// By its own impls of serde's traits.
#[doc(hidden)]
#[derive(Debug)]
pub struct BySerde;

/// Not at all.
#[doc(hidden)]
#[derive(Debug)]
pub struct ByNothing;

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Encoded<BySerde> for T {}

#[diagnostic::do_not_recommend]
impl<T: Never> Encoded<ByNothing> for T {}

trait Never {}

/// Whether `T` is [`Encoded`] is asked by naming this function.
#[doc(hidden)]
pub const fn is_encoded<T: Encoded<How>, How>() {}

/// Both halves of serde, for derived impls to rely on where [`Encoded`] tells that they are missing.
#[doc(hidden)]
pub trait Serde: Serialize + DeserializeOwned {}

impl<T: Serialize + DeserializeOwned> Serde for T {}
