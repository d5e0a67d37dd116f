//! Functions of a node that run in no group: `#[init]`, `#[validate]`, and those that decide over goals.

use syn::{Attribute, Meta, ReturnType, Signature, Type};

use crate::attr::Mark;
use crate::errors::Family;

/// What is wrong with a mark beside that of such a function, `own`; `why` it runs in no group.
pub(super) fn beside(own: Mark, name: &str, why: &str, (other, attr): &(Mark, Attribute)) -> syn::Error {
    let (what, help) = match other {
        Mark::Group => (format!("`{name}` {why}"), "leave `#[group]` out".to_owned()),
        Mark::Waits | Mark::AllowBlocking if own == Mark::Init => (
            format!("`{name}` is `#[init]`, which is no callback"),
            format!("leave `#[{}]` out", other.name()),
        ),
        other => (
            format!("`{name}` has two roles: `#[{}]` and `#[{}]`", own.name(), other.name()),
            "give each role a method of its own".to_owned(),
        ),
    };
    Family::Signature.fault(attr.path(), what, help)
}

/// What is wrong with the function's marks, where its own takes no options.
pub(super) fn surplus<'a>(
    own: Mark,
    name: &'a str,
    why: &'a str,
    marks: &'a [(Mark, Attribute)],
) -> impl Iterator<Item = syn::Error> {
    marks.iter().filter_map(move |mark| match mark {
        (other, _) if *other != own => Some(beside(own, name, why, mark)),
        (_, Attribute { meta: Meta::Path(_), .. }) => None,
        (_, attr) => {
            let own = own.name();
            let (what, help) = (format!("`#[{own}]` takes no options"), format!("write `#[{own}]`"));
            Some(Family::Signature.fault(attr.path(), what, help))
        }
    })
}

/// The type that is returned, if one is written.
pub(super) fn output(sig: &Signature) -> Option<Type> {
    match &sig.output {
        ReturnType::Type(_, ty) => Some((**ty).clone()),
        ReturnType::Default => None,
    }
}
