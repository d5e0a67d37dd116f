//! The `const`s in which rustc evaluates the rule: one for each place, so that each message stands there.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{LitStr, Type};

use super::{NameKind, Runtime, name_check, refuse, refuse_if_some};
use crate::attr::Condition;
use crate::errors::Family;
use crate::model::callback::{Callback, Role};
use crate::model::params::{Input, Param, ParamKind};
use crate::options::Topics;
use crate::scan::{Site, Source};
use crate::text;

/// Judges every place of a node that is not generic.
pub(super) fn places(node: &Type, sites: &[Site], p: &Runtime) -> TokenStream {
    let count = sites.len();
    if count == 0 {
        return TokenStream::new();
    }
    let verdicts = sites.iter().enumerate().map(|(number, site)| {
        let span = site.ident.span();
        let cfg = site.condition.attribute();
        // Outside of `quote_spanned`: under a `macro_rules!` of the user's the two would differ in hygiene.
        let message = quote!(#p::explain(&__finding).as_str());
        let panic = refuse(p, &message, span);
        quote! {
            #cfg
            const _: () = {
                #[allow(non_upper_case_globals)]
                const this_wait_never_ends: () =
                    if let ::core::option::Option::Some(__finding) = __REPORT.at(#number) { #panic };
            };
        }
    });
    quote! {
        const _: () = {
            #[allow(long_running_const_eval)]
            const __REPORT: &#p::Report<#count> = &#p::report::<#count>(#p::node_facts::<#node>());
            #(#verdicts)*
        };
    }
}

/// Judges a generic node where it is instantiated, each place by an arm of its own, so that the message stands there.
pub(super) fn instance(node: &Type, sites: &[Site], sources: &[Source], p: &Runtime) -> TokenStream {
    let unknown = unknown_clients(&quote!(Self), sources, p).into_iter().map(|(text, span, cfg)| {
        let refused = refuse(p, &quote!(__text.as_str()), span);
        quote!(#cfg if let ::core::option::Option::Some(__text) = #text { #refused })
    });
    let text = quote!(__judged.text.as_str());
    let arms = sites.iter().enumerate().map(|(number, site)| {
        let (cfg, refused) = (site.condition.attribute(), refuse(p, &text, site.ident.span()));
        quote!(#cfg ::core::option::Option::Some(#number) => #refused,)
    });
    let otherwise = refuse(p, &text, node.span());
    quote! {
        {
            #(#unknown)*
            if let ::core::option::Option::Some(__judged) = #p::judged(#p::node_facts::<Self>()) {
                match __judged.site {
                    #(#arms)*
                    _ => #otherwise,
                }
            }
        }
    }
}

/// Judges the names in the `#[waits(..)]` of a node that is not generic.
pub(super) fn declared(node: &Type, sources: &[Source], p: &Runtime) -> TokenStream {
    let checks = unknown_clients(node, sources, p)
        .into_iter()
        .map(|(text, span, cfg)| refuse_if_some(p, ("no_such_client", Family::Attribute), &text, span, &cfg));
    checks.collect()
}

/// For each name in a `#[waits(..)]`, what may be wrong with it, where it stands, and when it is there.
fn unknown_clients(
    node: &impl ToTokens,
    sources: &[Source],
    p: &Runtime,
) -> Vec<(TokenStream, Span, TokenStream)> {
    let clients = sources.iter().flat_map(|source| {
        source.declared.iter().flatten().map(|client| (client, source.condition.attribute()))
    });
    let checks = clients.map(|(client, cfg)| {
        let name = text::name(client);
        (quote!(#p::unknown_client(#p::node_facts::<#node>().fields, #name)), client.span(), cfg)
    });
    checks.collect()
}

/// Judges the names of the callbacks' topics and services, and whether a service has two handlers.
pub(super) fn names(node: &Type, callbacks: &[Callback], generic: bool, p: &Runtime) -> TokenStream {
    let mut checks = TokenStream::new();
    for callback in callbacks {
        let cfg = callback.condition.attribute();
        match &callback.role {
            Role::Subscription { topics: Topics(topics), .. } => {
                checks.extend(topics.iter().map(|topic| name_check(p, NameKind::Topic, topic, &cfg)));
                checks.extend((!generic).then(|| repeated_topics(node, callback, topics, p)));
                checks.extend(callback.input().filter(|_| !generic).and_then(|input| {
                    let (text, span) = hidden_arc(&callback.name, input, p)?;
                    Some(refuse_if_some(p, ("this_is_no_message", Family::Signature), &text, span, &cfg))
                }));
            }
            Role::Service { service, .. } => {
                checks.extend(name_check(p, NameKind::Service, service, &cfg));
                if !generic && !is_only_service(callback, callbacks) {
                    let name = &callback.name;
                    let text = quote!(#p::duplicate_handler(#p::node_facts::<#node>(), #name));
                    checks.extend(refuse_if_some(
                        p,
                        ("this_service_is_taken", Family::Name),
                        &text,
                        service.span(),
                        &cfg,
                    ));
                }
            }
            Role::Action { action, .. } => {
                checks.extend(name_check(p, NameKind::Action, action, &cfg));
                if !generic && !is_only_action(callback, callbacks) {
                    let name = &callback.name;
                    let text = quote!(#p::duplicate_handler(#p::node_facts::<#node>(), #name));
                    checks.extend(refuse_if_some(
                        p,
                        ("this_action_is_taken", Family::Name),
                        &text,
                        action.span(),
                        &cfg,
                    ));
                }
            }
            Role::Change { paths } if !generic => checks.extend(missing_parameters(node, callback, paths, p)),
            Role::Timer { .. } | Role::Change { .. } => {}
        }
    }
    checks
}

/// A subscription hears each of its topics once.
fn repeated_topics(node: &Type, callback: &Callback, topics: &[LitStr], p: &Runtime) -> TokenStream {
    let (name, cfg) = (&callback.name, callback.condition.attribute());
    let check = |(at, topic): (usize, &LitStr)| {
        let text = quote!(#p::repeated_topic(#p::node_facts::<#node>(), #name, #at));
        refuse_if_some(p, ("this_topic_is_heard_already", Family::Name), &text, topic.span(), &cfg)
    };
    topics.iter().enumerate().skip(1).map(check).collect()
}

/// A callback of changes names parameters that there are.
fn missing_parameters(node: &Type, callback: &Callback, paths: &[LitStr], p: &Runtime) -> TokenStream {
    let (name, cfg) = (&callback.name, callback.condition.attribute());
    let check = |path: &LitStr| {
        let fields = quote!(<<#node as #p::NodeImpl>::Struct as #p::NodeStruct>::FIELDS);
        let text = quote!(#p::missing_parameter(#fields, #name, #path));
        refuse_if_some(p, ("no_such_parameter", Family::Parameter), &text, path.span(), &cfg)
    };
    paths.iter().map(check).collect()
}

/// Asks whether a message that is not taken as an `Arc` by name is one, and where to say so.
fn hidden_arc(callback: &str, input: &Param, p: &Runtime) -> Option<(TokenStream, Span)> {
    let (ParamKind::Input(Input::Value(_) | Input::Ref(_)), ty) = (&input.kind, input.message_type()) else {
        return None;
    };
    let written = text::of(ty);
    let asked = quote! {
        {
            #[allow(unused_imports)]
            use #p::NotShared as _;
            #p::hidden_arc(#p::TakenAs::<#ty>::IS_SHARED, #callback, #written)
        }
    };
    Some((asked, ty.span()))
}

/// Judges a node without callbacks: whoever has its handle can use its clients and publishers, if it has any.
pub(super) fn idle(node: &Type, p: &Runtime) -> TokenStream {
    let text = quote!(#p::nothing_runs(#p::node_facts::<#node>()));
    refuse_if_some(p, ("this_node_does_nothing", Family::Node), &text, node.span(), &TokenStream::new())
}

/// A service that comes first has no earlier one to be the duplicate of.
fn is_only_service(callback: &Callback, callbacks: &[Callback]) -> bool {
    let mut services = callbacks.iter().filter(|other| matches!(other.role, Role::Service { .. }));
    services
        .next()
        .is_some_and(|first| first.ident == callback.ident && first.condition == Condition::always())
}

fn is_only_action(callback: &Callback, callbacks: &[Callback]) -> bool {
    let mut actions = callbacks.iter().filter(|other| matches!(other.role, Role::Action { .. }));
    actions
        .next()
        .is_some_and(|first| first.ident == callback.ident && first.condition == Condition::always())
}
