//! The `const`s that judge what the fields of a node say.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::super::sound::Sound;
use super::super::{NameKind, Runtime, name_check, parameter, refuse_if_some};
use crate::errors::Family;
use crate::model::node::{FieldRole, NodeStruct};
use crate::text;

/// Judges the names of the node, its topics, services and actions.
pub(super) fn names(node: &NodeStruct, p: &Runtime) -> TokenStream {
    let cfg = TokenStream::new();
    let mut checks = name_check(p, NameKind::Node, &node.name, &cfg);
    checks.extend(node.namespace.as_ref().map(|name| name_check(p, NameKind::Namespace, name, &cfg)));
    checks.extend(node.fields.iter().filter_map(|field| match &field.role {
        FieldRole::Client { service, .. } => Some(name_check(p, NameKind::Service, service, &cfg)),
        FieldRole::ActionClient { action, .. } => Some(name_check(p, NameKind::Action, action, &cfg)),
        FieldRole::Publisher { topic, .. } => Some(name_check(p, NameKind::Topic, topic, &cfg)),
        _ => None,
    }));
    checks
}

/// What the attributes of parameters say has to hold. Of a generic node it is not asked: a `const` has no parameters.
pub(super) fn parameters(node: &NodeStruct, sound: &Sound, p: &Runtime) -> TokenStream {
    if !node.generics.params.is_empty() {
        return TokenStream::new();
    }
    let ident = &node.ident;
    let checks = node.fields.iter().filter_map(|field| {
        let declared = field.parameter()?;
        let own = parameter::checks(declared, sound, p);
        let (name, span) = (text::name(&field.ident), declared.name.span());
        let text = quote!(#p::repeated_parameter(<#ident as #p::NodeStruct>::FIELDS, #name));
        let repeated =
            refuse_if_some(p, ("this_name_is_taken", Family::Parameter), &text, span, &TokenStream::new());
        Some(quote!(#own #repeated))
    });
    checks.collect()
}

/// A handle's timer has to be one of the impl half.
pub(super) fn timers(node: &NodeStruct, p: &Runtime) -> TokenStream {
    if !node.generics.params.is_empty() {
        return TokenStream::new();
    }
    let ident = &node.ident;
    let callbacks = quote_spanned!(ident.span()=> <#ident as #p::NodeImpl>::CALLBACKS);
    let checks = node.fields.iter().filter_map(|field| match &field.role {
        FieldRole::Timer { callback } => {
            let text = quote!(#p::missing_timer(#callbacks, #callback));
            let cfg = TokenStream::new();
            Some(refuse_if_some(p, ("no_such_timer", Family::Attribute), &text, callback.span(), &cfg))
        }
        _ => None,
    });
    checks.collect()
}
