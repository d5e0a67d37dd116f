//! The transports among which `ROSWEAVE_TRANSPORT` chooses, the default first.
//!
//! A program usually writes the tuple down in its `main`. The examples have features instead, because building
//! with r2r needs a ROS 2.

use rosweave::InProcess;

/// The transports among which `ROSWEAVE_TRANSPORT` chooses: in-process alone.
#[cfg(not(any(feature = "dds", feature = "r2r")))]
pub type Transports = (InProcess,);

/// The transports among which `ROSWEAVE_TRANSPORT` chooses.
#[cfg(all(feature = "dds", not(feature = "r2r")))]
pub type Transports = (InProcess, rosweave::Dds);

/// The transports among which `ROSWEAVE_TRANSPORT` chooses.
#[cfg(all(feature = "r2r", not(feature = "dds")))]
pub type Transports = (InProcess, rosweave::R2r);

/// The transports among which `ROSWEAVE_TRANSPORT` chooses.
#[cfg(all(feature = "dds", feature = "r2r"))]
pub type Transports = (InProcess, rosweave::Dds, rosweave::R2r);
