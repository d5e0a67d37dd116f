//! Timers in a node: their callbacks, and their handles in its fields.

use super::wiring::{GENERATED, Seated, Wires, Wiring};
use crate::declare::NodeImpl;
use crate::error::StartError;
use crate::facts::FieldKind;
use crate::group::Group;
use crate::group::callback::Runner;
use crate::group::intake::Tick;
use crate::group::timer::{Ticks, Timer};
use crate::transport::Transport;

/// The field of a timer's handle.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `#[timer_handle]` is of type `Timer`, not `{Self}`",
    label = "this is no timer",
    note = "see: rosweave::field"
)]
pub trait TimerField {}

impl TimerField for Timer {}

/// What is known about the timer's handle in a field of type `F`.
pub const fn timer_facts<F: TimerField>(callback: &'static str) -> FieldKind<'static> {
    FieldKind::Timer { callback }
}

impl<T: Transport> Wires<Timer> for T {
    fn wire(wiring: &mut Wiring<T>, field: &'static str) -> Result<Timer, StartError> {
        let FieldKind::Timer { callback } = wiring.field(field) else { unreachable!("{GENERATED}") };
        Ok(wiring.timer(callback))
    }

    fn owner(_: &Timer) -> Option<&'static str> {
        None
    }
}

impl<T: Transport, N: NodeImpl> Seated<T, N> {
    /// Wires a timer.
    pub fn timer<G: Group>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Tick>,
    ) -> Result<(), StartError> {
        let id = self.callback(callback);
        let timer = self.wiring.timer(callback);
        id.counters().set_losses(timer.losses());
        self.slot(id, Ticks::new(timer), runner);
        Ok(())
    }
}
