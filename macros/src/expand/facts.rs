//! The facts of callbacks.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::{Runtime, respan};
use crate::duration::Unit;
use crate::model::callback::{Callback, KEEP_RESULT, Mode, Role};
use crate::model::params::Param;
use crate::options::{Busy, Missed, Period, PeriodOf, TimerClock, Topics};
use crate::scan::{Awaited, Found, Reach};
use crate::text;

/// The group of a callback, as a type.
///
/// By a projection, with all of it at one place: where it is no group, every use is the same error, which
/// rustc tells once.
pub(super) fn group(callback: &Callback, p: &Runtime) -> TokenStream {
    match &callback.group {
        Some(group) => itself(group, "IsGroup", p),
        None => quote!(#p::DefaultGroup),
    }
}

/// The service of a callback, as a type: by a projection, too.
pub(super) fn service(service: &Type, p: &Runtime) -> TokenStream {
    itself(service, "IsService", p)
}

/// The action of a callback, as a type: likewise.
pub(super) fn action(action: &Type, p: &Runtime) -> TokenStream {
    itself(action, "IsAction", p)
}

fn itself(ty: &impl ToTokens, known_as: &str, p: &Runtime) -> TokenStream {
    let span = ty.span();
    let (ty, p, known_as) = (respan(ty.to_token_stream(), span), p.spanned(span), Ident::new(known_as, span));
    quote_spanned!(span=> <#ty as #p::#known_as<_>>::Itself)
}

/// The `CallbackFacts` of a callback.
pub(super) fn callback_facts(callback: &Callback, tie: &Ident, found: &Found, p: &Runtime) -> TokenStream {
    let Callback { name, docs, condition, .. } = callback;
    let (cfg, role, group) = (condition.attribute(), role(callback, p), group(callback, p));
    let span = callback.group.as_ref().map_or(Span::call_site(), Spanned::span);
    let p_here = p.spanned(span);
    let group_facts = quote_spanned!(span=> <#group as #p_here::Group>::FACTS);
    let mode = match callback.mode() {
        Mode::Sync => quote!(Sync),
        Mode::Blocking => quote!(Blocking),
        Mode::Async => quote!(Async),
    };
    let waits = waits(found, p);
    let escapes = escapes(found, p);
    quote! {
        #cfg
        #p::CallbackFacts {
            name: #name,
            doc: #docs,
            role: #p::Role::#role,
            group: #group_facts,
            mode: #p::Mode::#mode,
            tie: #p::Tie::#tie,
            waits: &[#(#waits),*],
            escapes: &[#(#escapes),*],
        }
    }
}

fn role(callback: &Callback, p: &Runtime) -> TokenStream {
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
            let rust_type = rust_type(Some(ty), p);
            quote! {
                Service {
                    service: #service,
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
            let keep_result = keep_result.unwrap_or(KEEP_RESULT);
            quote! {
                Action {
                    action: #action,
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

/// The name that ROS 2 knows a type by, or `None`: asked by looking a name up, which asks nothing of the type.
pub(super) fn ros_type(of: &TokenStream, p: &Runtime) -> TokenStream {
    quote! {
        {
            #[allow(unused_imports)]
            use #p::NoRosType as _;
            #p::RosType::<#of>::ROS_TYPE
        }
    }
}

/// The type itself.
fn rust_type(ty: Option<&Type>, p: &Runtime) -> TokenStream {
    match ty {
        Some(ty) => quote!(::core::option::Option::Some(#p::RustType::of::<#ty>())),
        None => quote!(::core::option::Option::None),
    }
}

fn option(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

fn waits(found: &Found, p: &Runtime) -> impl Iterator<Item = TokenStream> {
    found.waits.iter().map(move |wait| {
        let (site, field, certain) = (wait.site, &wait.field, wait.certain);
        let (cfg, through) = (wait.condition.attribute(), option(wait.through.as_ref()));
        let elsewhere = reach(&wait.elsewhere, p);
        let awaited = match wait.awaited {
            Awaited::Reply => quote!(Reply),
            Awaited::Goal => quote!(Goal),
            Awaited::Feedback => quote!(Feedback),
            Awaited::Result => quote!(Result),
            Awaited::Cancel => quote!(Cancel),
        };
        quote! {
            #cfg
            #p::WaitFacts {
                site: #site,
                field: #field,
                awaited: #p::Awaited::#awaited,
                through: #through,
                certain: #certain,
                elsewhere: #elsewhere,
            }
        }
    })
}

fn escapes(found: &Found, p: &Runtime) -> impl Iterator<Item = TokenStream> {
    found.escapes.iter().map(move |escape| {
        let (site, cfg, through) =
            (escape.site, escape.condition.attribute(), option(escape.through.as_ref()));
        let (into, reach) = (option(escape.into.as_ref()), reach(&escape.reach, p));
        quote!(#cfg #p::EscapeFacts { site: #site, into: #into, reach: #reach, through: #through })
    })
}

fn reach(reach: &Reach, p: &Runtime) -> TokenStream {
    match reach {
        Reach::All => quote!(#p::Reach::All),
        Reach::Goals => quote!(#p::Reach::Goals),
        Reach::Fields(fields) => quote!(#p::Reach::Fields(&[#(#fields),*])),
    }
}
