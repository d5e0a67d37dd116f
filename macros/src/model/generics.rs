//! The type parameters of a node: what a node holds goes from thread to thread, for as long as it likes.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{DeriveInput, Generics, Type, TypeParam, TypeParamBound, WherePredicate, parse_quote};

use crate::errors::Family;
use crate::syntax::{last_name, peel};
use crate::text;

/// Traits that say nothing of threads and lifetimes. Any other one may ask for them.
const PLAIN: [&str; 13] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Send",
    "Sync",
    "Unpin",
];

/// What every type parameter of a node needs.
const NEEDED: [&str; 2] = ["Send", "'static"];

/// The first type parameter that lacks a bound which no other bound can bring.
pub(crate) fn unbounded(generics: &Generics) -> Option<&TypeParam> {
    generics.type_params().find(|param| {
        let bounds = bounds(generics, &param.ident);
        let plain = bounds.iter().all(|bound| bound.starts_with('\'') || PLAIN.contains(&bound.as_str()));
        plain && NEEDED.iter().any(|needed| !bounds.iter().any(|bound| bound == needed))
    })
}

/// The bounds of a parameter, wherever they stand, by their last names.
fn bounds(generics: &Generics, ident: &Ident) -> Vec<String> {
    let inline = generics.type_params().filter(|param| param.ident == *ident).flat_map(|param| &param.bounds);
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let behind = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => {
            let is_it = last_name(&predicate.bounded_ty).is_some_and(|name| *ident == name)
                && matches!(peel(&predicate.bounded_ty), Type::Path(path) if path.path.get_ident().is_some());
            is_it.then_some(&predicate.bounds)
        }
        _ => None,
    });
    inline.chain(behind.flatten()).map(name).collect()
}

fn name(bound: &TypeParamBound) -> String {
    match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().map_or_else(String::new, |last| last.ident.to_string())
        }
        other => text::of(other.to_token_stream()),
    }
}

/// The error of a struct whose parameter lacks bounds.
pub(crate) fn refusal(node: &Ident, generics: &Generics, param: &TypeParam) -> syn::Error {
    let ident = &param.ident;
    let mut all = bounds(generics, ident);
    for needed in ["Send", "Sync", "'static"] {
        if !all.iter().any(|bound| bound == needed) {
            all.push(needed.to_owned());
        }
    }
    let all = all.join(" + ");
    Family::Node.fault(
        ident,
        format!(
            "what `{node}` has of type `{ident}` goes from thread to thread and lives as long as the node"
        ),
        format!("write `{ident}: {all}`, here and on the impl block"),
    )
}

/// The struct with the bounds that it needs.
pub(crate) fn bounded(input: &DeriveInput) -> DeriveInput {
    let mut input = input.clone();
    for param in input.generics.type_params_mut() {
        let bounds: [TypeParamBound; 3] =
            [parse_quote!(::core::marker::Send), parse_quote!(::core::marker::Sync), parse_quote!('static)];
        param.bounds.extend(bounds);
    }
    input
}
