//! What a callback's role comes to: its facts, its wiring, what it asks of the transport, and what is checked of its names.
//! A new role is one more arm of each.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{LitStr, Type};

use super::callback::{Owned, runner};
use super::types::{action, group, option, ros_type, rust_type, service};
use super::{NameKind, Runtime, name_check, refuse_if_some};
use crate::duration::Unit;
use crate::errors::Family;
use crate::model::callback::Callback;
use crate::model::judge::{Judge, JudgeKind};
use crate::model::params::{Input, Param, ParamKind};
use crate::model::role::{KEEP_RESULT, Role};
use crate::options::{Busy, Missed, Period, PeriodOf, TimerClock, Topics};
use crate::text;

/// The `Role` of its facts.
pub(super) fn facts(callback: &Callback, p: &Runtime) -> TokenStream {
    match &callback.role {
        Role::Subscription { topics: Topics(topics), qos, overridable } => {
            let message = callback.input().map(Param::message_type);
            let ros_type = message.map_or(option(None), |ty| ros_type(&quote!(#p::Heard<#ty>), p));
            let rust_type = rust_type(message, p);
            let (message, qos) = (message.map_or(String::new(), text::of), qos.expand(p.tokens()));
            quote! {
                Subscription {
                    topics: &[#(#topics),*],
                    message: #message,
                    ros_type: #ros_type,
                    rust_type: #rust_type,
                    qos: #qos,
                    overridable: #overridable,
                }
            }
        }
        Role::Service { service, ty } => {
            let (service_type, ros_type) = (text::of(ty), ros_type(&quote!(#p::Served<#ty>), p));
            let (rust_type, known) = (rust_type(Some(ty), p), known(&self::service(ty, p)));
            quote! {
                Service {
                    service: { #known #service },
                    service_type: #service_type,
                    ros_type: #ros_type,
                    rust_type: #rust_type,
                }
            }
        }
        Role::Change { paths } => quote!(Change { parameters: &[#(#paths),*] }),
        Role::Action { action, ty, busy, keep_result } => {
            let (action_type, ros_type) = (text::of(ty), ros_type(&quote!(#p::Executed<#ty>), p));
            let busy = match busy {
                Busy::Queue => quote!(Queue),
                Busy::Reject => quote!(Reject),
                Busy::Preempt => quote!(Preempt),
            };
            let (keep_result, known) = (keep_result.unwrap_or(KEEP_RESULT), known(&self::action(ty, p)));
            quote! {
                Action {
                    action: { #known #action },
                    action_type: #action_type,
                    ros_type: #ros_type,
                    busy: #p::Busy::#busy,
                    keep_result: #p::Duration::from_nanos(#keep_result),
                }
            }
        }
        Role::Timer { period, once, missed, clock } => {
            let period = timer_period(period, p);
            let missed = match missed {
                Missed::Skip => quote!(Skip),
                Missed::Delay => quote!(Delay),
                Missed::Burst => quote!(Burst),
            };
            let clock = match clock {
                TimerClock::Node => quote!(Node),
                TimerClock::Steady => quote!(Steady),
            };
            quote! {
                Timer {
                    period: #period,
                    once: #once,
                    missed: #p::Missed::#missed,
                    clock: #p::TimerClock::#clock,
                }
            }
        }
    }
}

/// Asks whether a projection has a type: facts that can not be evaluated keep rustc from saying more of the node.
fn known(projection: &TokenStream) -> TokenStream {
    let span = projection.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
    quote_spanned!(span=> let _: ::core::marker::PhantomData<#projection>;)
}

fn timer_period(period: &Period, p: &Runtime) -> TokenStream {
    match period {
        Period::Nanos(nanos) => quote!(#p::Period::Of(#p::Duration::from_nanos(#nanos))),
        Period::Parameter(PeriodOf { text, parameter, unit }) => {
            let unit = match unit {
                Unit::Of(nanos) => quote!(#p::PeriodUnit::Of(#p::Duration::from_nanos(#nanos))),
                Unit::Per(nanos) => quote!(#p::PeriodUnit::Per(#p::Duration::from_nanos(#nanos))),
            };
            quote!(#p::Period::Parameter { written: #text, parameter: #parameter, unit: #unit })
        }
    }
}

/// The statement that wires it.
pub(super) fn wire(callback: &Callback, owned: Owned, judges: &[Judge], p: &Runtime) -> TokenStream {
    let (name, group, runner) = (&callback.name, group(callback, p), runner(callback, owned, p));
    match &callback.role {
        Role::Subscription { .. } => {
            let message = callback.input().map(Param::message_type);
            let by_topic = callback.params.iter().any(|param| matches!(param.kind, ParamKind::Topic(_)));
            let wire = format_ident!("{}", if by_topic { "subscription_by_topic" } else { "subscription" });
            quote!(__wiring.#wire::<#group, #message>(#name, #runner)?;)
        }
        Role::Service { ty, .. } => {
            let service = service(ty, p);
            quote!(__wiring.service::<#group, #service>(#name, #runner)?;)
        }
        Role::Action { action: name_of, ty, .. } => {
            let action = action(ty, p);
            let [accept, cancel] = [JudgeKind::Accept, JudgeKind::Cancel].map(|kind| {
                judge(
                    judges
                        .iter()
                        .filter(|judge| judge.kind == kind && judge.action.value() == name_of.value()),
                    p,
                )
            });
            quote! {
                let __accept: #p::Judge<Self, #action> = #accept;
                let __cancel: #p::Judge<Self, #action> = #cancel;
                __wiring.action::<#group, #action>(#name, #runner, __accept, __cancel)?;
            }
        }
        Role::Timer { .. } => quote!(__wiring.timer::<#group>(#name, #runner)?;),
        Role::Change { .. } => quote!(__wiring.on_change::<#group>(#name, #runner)?;),
    }
}

/// What decides over an action's goals: the functions that are meant for it, which exclude each other by `cfg`.
fn judge<'a>(judges: impl Iterator<Item = &'a Judge>, p: &Runtime) -> TokenStream {
    let mut decides = quote!(#p::Judge::Always);
    for judge in judges.filter(|judge| !judge.faulty) {
        let ident = &judge.ident;
        let span = judge.output.as_ref().map_or(ident.span(), Spanned::span);
        let p_here = p.spanned(span);
        let verdict =
            |call: TokenStream| quote_spanned!(span=> #p_here::IntoAcceptance::into_acceptance(#call));
        let function = if judge.node.is_some() {
            let verdict = verdict(quote!(Self::#ident(__node, __goal)));
            quote!(#p::Judge::ByNode(|__node, __goal| #verdict))
        } else {
            let verdict = verdict(quote!(Self::#ident(__goal)));
            quote!(#p::Judge::Alone(|__goal| #verdict))
        };
        if judge.condition.is_always() {
            return function;
        }
        let (cfg, otherwise) = (judge.condition.attribute(), judge.condition.otherwise());
        decides = quote!({ #cfg { #function } #otherwise { #decides } });
    }
    decides
}

/// What the transport has to carry for it.
pub(super) fn bound(callback: &Callback, p: &Runtime) -> Option<TokenStream> {
    match &callback.role {
        Role::Subscription { .. } => {
            let message = callback.input().map(Param::message_type)?;
            Some(quote!(#p::Carries<#message>))
        }
        Role::Service { ty, .. } => Some(quote!(#p::Hosts<#ty>)),
        Role::Action { ty, .. } => Some(quote!(#p::HostsAction<#ty>)),
        Role::Timer { .. } | Role::Change { .. } => None,
    }
}

/// Judges the names of the callbacks' topics, services, actions and parameters.
pub(super) fn names(node: &Type, callbacks: &[Callback], generic: bool, p: &Runtime) -> TokenStream {
    let mut checks = TokenStream::new();
    for callback in callbacks {
        let cfg = callback.condition.attribute();
        match &callback.role {
            Role::Subscription { topics: Topics(topics), .. } => {
                checks.extend(topics.iter().map(|topic| name_check(p, NameKind::Topic, topic, &cfg)));
                if !generic {
                    checks.extend(repeated_topics(node, callback, topics, p));
                    checks.extend(callback.input().and_then(|input| hidden_arc(callback, input, p)));
                }
            }
            Role::Service { service, .. } => {
                checks.extend(name_check(p, NameKind::Service, service, &cfg));
                if !generic && may_be_taken(callback, callbacks) {
                    checks.extend(second_handler(node, callback, ("this_service_is_taken", service), p));
                }
            }
            Role::Action { action, .. } => {
                checks.extend(name_check(p, NameKind::Action, action, &cfg));
                if !generic && may_be_taken(callback, callbacks) {
                    checks.extend(second_handler(node, callback, ("this_action_is_taken", action), p));
                }
            }
            Role::Change { paths } if !generic => checks.extend(missing_parameters(node, callback, paths, p)),
            Role::Timer { .. } | Role::Change { .. } => {}
        }
    }
    checks
}

/// A service has one handler, and an action one execution.
fn second_handler(
    node: &Type,
    callback: &Callback,
    (slug, name): (&str, &LitStr),
    p: &Runtime,
) -> TokenStream {
    let (ident, cfg) = (&callback.name, callback.condition.attribute());
    let text = quote!(#p::duplicate_handler(#p::node_facts::<#node>(), #ident));
    refuse_if_some(p, (slug, Family::Name), &text, name.span(), &cfg)
}

/// Whether the name that it answers to may be that of an earlier callback: the last part of a name stays, whatever the
/// node is called.
fn may_be_taken(callback: &Callback, callbacks: &[Callback]) -> bool {
    let Some(name) = answers(callback) else { return false };
    let earlier = callbacks.iter().take_while(|other| !std::ptr::eq(*other, callback));
    earlier.filter_map(answers).any(|other| last_part(&other) == last_part(&name))
}

fn answers(callback: &Callback) -> Option<String> {
    match &callback.role {
        Role::Service { service: name, .. } | Role::Action { action: name, .. } => Some(name.value()),
        Role::Subscription { .. } | Role::Timer { .. } | Role::Change { .. } => None,
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
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
        let p_here = p.spanned(node.span());
        let half = quote_spanned!(node.span()=> <#node as #p_here::NodeImpl>::Struct);
        let fields = quote_spanned!(node.span()=> <#half as #p_here::NodeStruct>::FIELDS);
        let text = quote!(#p::missing_parameter(#fields, #name, #path));
        refuse_if_some(p, ("no_such_parameter", Family::Parameter), &text, path.span(), &cfg)
    };
    paths.iter().map(check).collect()
}

/// Asks whether a message that is not taken as an `Arc` by name is one.
fn hidden_arc(callback: &Callback, input: &Param, p: &Runtime) -> Option<TokenStream> {
    let (ParamKind::Input(Input::Value(_) | Input::Ref(_)), ty) = (&input.kind, input.message_type()) else {
        return None;
    };
    let (name, written, cfg) = (&callback.name, text::of(ty), callback.condition.attribute());
    let asked = quote! {
        {
            #[allow(unused_imports)]
            use #p::NotShared as _;
            #p::hidden_arc(#p::TakenAs::<#ty>::IS_SHARED, #name, #written)
        }
    };
    Some(refuse_if_some(p, ("this_is_no_message", Family::Signature), &asked, ty.span(), &cfg))
}
