//! The transports on which nodes run.

use super::action::HostsAction;
use super::construct::Unknown;
use super::service::Hosts;
use crate::parameters::serve::Speaks;

/// A transport on which nodes run, whatever they serve.
///
/// Beside a bound for one service alone, rustc would take every type that it does not know for that service.
#[doc(hidden)]
pub trait ForNodes: Speaks + Hosts<Unknown<()>> + HostsAction<Unknown<()>> {}

#[diagnostic::do_not_recommend]
impl<T: Speaks> ForNodes for T {}
