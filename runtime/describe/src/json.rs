#![doc = include_str!("schema.md")]

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use crate::model::{Cycle, Description, Node};
use crate::qos::{Durability, Liveliness, Qos as Value, Reliability};

/// The version of the schema that this crate writes and reads.
pub const VERSION: u32 = 1;

/// What a file says that it is.
const SCHEMA: &str = "rosweave-description";

#[derive(Serialize)]
struct File<'a> {
    schema: &'a str,
    version: u32,
    nodes: &'a [Node],
    cycles: &'a [Cycle],
}

/// Read by itself first: another version may have anything after it.
#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
    version: Option<u32>,
}

/// The description as JSON, with a newline at its end.
pub fn write(description: &Description) -> String {
    let Description { nodes, cycles } = description;
    let file = File { schema: SCHEMA, version: VERSION, nodes, cycles };
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_else(|_| unreachable!("all keys are texts"));
    text.push('\n');
    text
}

/// Reads what [`write()`] wrote, and looks whether all that is referred to is there.
///
/// # Errors
/// [`ReadError`] says what is wrong and where.
pub fn read(text: &str) -> Result<Description, ReadError> {
    let head: Head = serde_json::from_str(text).map_err(ReadError::json)?;
    match (head.schema.as_deref(), head.version) {
        (Some(SCHEMA), Some(VERSION)) => {}
        (Some(SCHEMA), Some(other)) => return Err(ReadError::Version(other)),
        _ => return Err(ReadError::OtherSchema),
    }
    let description: Description = serde_json::from_str(text).map_err(ReadError::json)?;
    crate::references::check(&description).map_err(ReadError::Reference)?;
    Ok(description)
}

/// Why a file is no description.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// It ends too early.
    Truncated(Place),
    /// It is no JSON.
    NotJson(Place, String),
    /// It is JSON, but not of the schema.
    Mismatch(Place, String),
    /// It does not say that it is a description, and of which version.
    OtherSchema,
    /// It has another version.
    Version(u32),
    /// Something in it refers to what is not there.
    Reference(String),
}

/// A place in a file, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in bytes.
    pub column: usize,
}

impl ReadError {
    fn json(error: serde_json::Error) -> ReadError {
        // An empty file ends before its first column.
        let place = Place { line: error.line(), column: error.column().max(1) };
        let text = error.to_string();
        let reason = text.split(" at line ").next().unwrap_or_default().to_owned();
        match error.classify() {
            Category::Eof => ReadError::Truncated(place),
            Category::Data => ReadError::Mismatch(place, reason),
            Category::Syntax | Category::Io => ReadError::NotJson(place, reason),
        }
    }

    /// Where it is, if that is one place.
    pub fn place(&self) -> Option<Place> {
        match self {
            ReadError::Truncated(place) | ReadError::NotJson(place, _) | ReadError::Mismatch(place, _) => {
                Some(*place)
            }
            _ => None,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HELP: &str = "\n  help: write the file with `--describe json`";
        match self {
            ReadError::Truncated(_) => {
                write!(f, "the file ends in the middle of the JSON\n  help: write it once more, whole")
            }
            ReadError::NotJson(_, reason) => write!(f, "this is no JSON: {reason}{HELP}"),
            ReadError::Mismatch(_, reason) => write!(f, "this is no description of nodes: {reason}{HELP}"),
            ReadError::OtherSchema => {
                write!(
                    f,
                    "this is no description of nodes: `schema` is not `{SCHEMA}`, or `version` is missing{HELP}"
                )
            }
            ReadError::Version(found) => write!(
                f,
                "the description has version {found} of the schema, and version {VERSION} is understood here\n  \
                 help: build the program that wrote it and this one with the same rosweave"
            ),
            ReadError::Reference(what) => write!(f, "the description does not hold together: {what}{HELP}"),
        }
    }
}

impl std::error::Error for ReadError {}

/// Quality of service as it is written: durations in nanoseconds, and the whole in words.
#[derive(Serialize, Deserialize)]
pub(crate) struct Qos {
    depth: Option<usize>,
    reliability: Reliability,
    durability: Durability,
    #[serde(with = "some_nanos")]
    deadline_ns: Option<Duration>,
    #[serde(with = "some_nanos")]
    lifespan_ns: Option<Duration>,
    liveliness: Liveliness,
    #[serde(with = "some_nanos")]
    lease_ns: Option<Duration>,
    /// For readers. It is not read back.
    #[serde(default)]
    words: String,
}

impl From<Value> for Qos {
    fn from(value: Value) -> Qos {
        let words = value.in_words();
        let Value { depth, reliability, durability, deadline, lifespan, liveliness, lease } = value;
        Qos {
            depth,
            reliability,
            durability,
            deadline_ns: deadline,
            lifespan_ns: lifespan,
            liveliness,
            lease_ns: lease,
            words,
        }
    }
}

impl From<Qos> for Value {
    fn from(qos: Qos) -> Value {
        Value {
            depth: qos.depth,
            reliability: qos.reliability,
            durability: qos.durability,
            deadline: qos.deadline_ns,
            lifespan: qos.lifespan_ns,
            liveliness: qos.liveliness,
            lease: qos.lease_ns,
        }
    }
}

fn to_nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// A duration as a number of nanoseconds. More than 584 years are 584 years.
pub(crate) mod nanos {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(super::to_nanos(*duration))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_nanos)
    }
}

/// The same, or `null`.
pub(crate) mod some_nanos {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
        duration.map(super::to_nanos).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_nanos))
    }
}
