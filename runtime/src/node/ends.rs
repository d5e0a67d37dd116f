//! Whether the ends of topics and services that nodes share have one type.

use std::collections::BTreeMap;

use crate::error::{TransportError, TypedEnd};
use crate::facts::NodeFacts;
use crate::facts::check::together::{End, What};
use crate::life::Identity;
use crate::transport::TypesBy;

/// Looks at nodes under the names that they get, before anything of them is there.
///
/// # Errors
/// [`TransportError::TypeMismatch`] names both ends, [`TransportError::ServedAlready`] the first of two handlers.
pub(super) fn check(nodes: &[(NodeFacts<'static>, &Identity)], types: TypesBy) -> Result<(), TransportError> {
    let mut seen: BTreeMap<(&str, String), Vec<(usize, End<'_>)>> = BTreeMap::new();
    for (node, (facts, identity)) in nodes.iter().enumerate() {
        for (end, name) in ends(facts, identity) {
            let others = seen.entry((end.of.noun(), name.clone())).or_default();
            for (other, there) in others.iter() {
                if !fit(there, &end, types) {
                    let of = |at: usize, end: &End<'_>| Box::new(typed(end, nodes[at].1));
                    let (there, wanted) = (of(*other, there), of(node, &end));
                    return Err(TransportError::TypeMismatch { name, there, wanted });
                }
                if there.serves() && end.serves() {
                    let by = nodes[*other].1.full();
                    return Err(TransportError::ServedAlready { service: name, by });
                }
            }
            others.push((node, end));
        }
    }
    Ok(())
}

/// The ends of a node, each with its full name. A name that a list of topics fills is several ends.
fn ends<'a>(
    facts: &'a NodeFacts<'static>,
    identity: &'a Identity,
) -> impl Iterator<Item = (End<'static>, String)> + 'a {
    let declared = (0..facts.members()).flat_map(move |at| (0..).map_while(move |nth| facts.end(at, nth)));
    declared.flat_map(|end| {
        let names = match end.of {
            What::Subscription => identity.topics(end.name),
            What::Publisher => vec![identity.resolve_topic(end.name)],
            What::Client | What::Server => vec![identity.resolve(end.name)],
        };
        names.into_iter().map(move |name| (end, name))
    })
}

/// Whether two ends of one name can talk: what is not known of one of them is no hindrance.
fn fit(a: &End<'_>, b: &End<'_>, types: TypesBy) -> bool {
    match types {
        TypesBy::Type => a.rust_type.zip(b.rust_type).is_none_or(|(one, other)| one.same(other)),
        TypesBy::Name => a.ros_type.zip(b.ros_type).is_none_or(|(one, other)| one == other),
    }
}

fn typed(end: &End<'_>, node: &Identity) -> TypedEnd {
    TypedEnd::new(end.written, Some(format!("`{}` of `{}`", end.member, node.full())))
}
