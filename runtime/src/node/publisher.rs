//! Publishers in a node's fields.

use super::wiring::{GENERATED, Wires, Wiring};
use crate::error::StartError;
use crate::facts::qos::Qos;
use crate::facts::{FieldKind, NamedType, PublisherFacts, RustType};
use crate::group::publisher::Publisher;
use crate::parameters::qos::End;
use crate::transport::{Carries, bounds};

/// The field of a publisher.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `#[publisher]` is of type `Publisher<M>`, not `{Self}`",
    label = "this is no publisher",
    note = "`M` is the message's type",
    note = "see: rosweave::field"
)]
pub trait PublisherField {
    type Message: 'static;
}

impl<M: Send + Sync + 'static> PublisherField for Publisher<M> {
    type Message = M;
}

/// What is known about the publisher in a field of type `F`.
pub const fn publisher_facts<F: PublisherField>(
    topic: &'static str,
    message: &'static str,
    ros_type: Option<NamedType<'static>>,
    qos: Qos,
    overridable: bool,
) -> FieldKind<'static> {
    let rust_type = Some(RustType::of::<F::Message>());
    FieldKind::Publisher(PublisherFacts { topic, message, ros_type, rust_type, qos, overridable })
}

impl<T: Carries<M>, M: Send + Sync + 'static> Wires<Publisher<M>> for T {
    fn wire(wiring: &mut Wiring<T>, field: &'static str) -> Result<Publisher<M>, StartError> {
        let FieldKind::Publisher(PublisherFacts { topic, message, ros_type, qos, overridable, .. }) =
            wiring.field(field)
        else {
            unreachable!("{GENERATED}")
        };
        let topic = wiring.life.identity.resolve_topic(topic);
        let qos = if overridable { wiring.overridden(&topic, End::Publisher, qos) } else { qos };
        let port =
            wiring.declared(field, message, |node| <T as Carries<M>>::publisher(node, &topic, &qos))?;
        let port = bounds::publisher(&topic, ros_type, port);
        wiring.life.count_losses(field, port.losses());
        Ok(Publisher::wired(field, topic, &wiring.life, port))
    }

    fn owner(publisher: &Publisher<M>) -> Option<&'static str> {
        Some(publisher.field())
    }
}
