//! What syn's types say, in the words of the stages that read them.

use syn::{GenericArgument, Pat, PathArguments, Signature, Type};

use crate::text;

/// Whether a method is an `async fn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asyncness {
    Sync,
    Async,
}

impl Asyncness {
    pub(crate) fn of(sig: &Signature) -> Asyncness {
        if sig.asyncness.is_some() { Asyncness::Async } else { Asyncness::Sync }
    }
}

/// The type within the invisible parentheses of a `macro_rules!` argument, and within real ones.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        ty => ty,
    }
}

/// The name that a parameter's pattern is, without parentheses around it.
pub(crate) fn plain_name(pat: &Pat) -> Option<String> {
    match pat {
        Pat::Paren(paren) => plain_name(&paren.pat),
        Pat::Ident(pat) if pat.subpat.is_none() => Some(text::name(&pat.ident)),
        _ => None,
    }
}

/// The last name of a type's path.
pub(crate) fn last_name(ty: &Type) -> Option<String> {
    match peel(ty) {
        Type::Path(path) => path.path.segments.last().map(|segment| text::name(&segment.ident)),
        _ => None,
    }
}

/// The first type among the generic arguments of a type: `M` of `Arc<M>`.
pub(crate) fn first_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = peel(ty) else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
