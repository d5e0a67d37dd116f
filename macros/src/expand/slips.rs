//! What is said of mistakes of a first day.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{FnArg, Ident, Type};

use super::{Runtime, refuse_if_some};
use crate::errors::{Errors, Family};
use crate::model::block::Declared;
use crate::model::callback::Callback;
use crate::model::params::{Input, ParamKind};
use crate::model::role::Role;
use crate::parse::{Block, Method};
use crate::scan::{Known, Slip, SlipKind, Source, Use, calls_of, slips};
use crate::syntax::{Asyncness, last_name, plain_name};
use crate::text;

/// Names that other libraries have for a node's methods, by the trait of the runtime that says what is meant.
const BY_CALL: [(&str, &[&str]); 3] = [
    (
        "PartsByCall",
        &[
            "create_publisher",
            "create_subscription",
            "create_service",
            "create_client",
            "create_timer",
            "create_wall_timer",
            "declare_parameter",
            "get_parameter",
        ],
    ),
    ("LoggerByCall", &["logger", "get_logger"]),
    ("SelfByCall", &["get_clock", "get_name", "get_namespace"]),
];

/// The mistakes of each method of a block.
pub(super) fn find(block: &Block, declared: &Declared, sources: &[Source]) -> Vec<Vec<Slip>> {
    let found = block.methods().zip(sources).map(|(method, source)| {
        let callback = declared.callbacks.iter().find(|callback| callback.ident == method.sig.ident);
        let message = callback.and_then(shared_message);
        let handles = handles(method);
        let parameters: Vec<String> = method.sig.inputs.iter().flat_map(names).collect();
        let known = Known {
            parameters: callback.map(|_| &*parameters),
            receiver: source.receiver,
            asyncness: source.asyncness,
            contexts: &source.contexts,
            message: message.as_deref(),
            handles: handles.as_deref(),
        };
        slips(&known, source.body.clone())
    });
    found.collect()
}

/// The names that a parameter binds, among the words of its pattern.
fn names(input: &FnArg) -> Vec<String> {
    let FnArg::Typed(param) = input else { return Vec::new() };
    let pattern = text::of(&param.pat);
    pattern.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_owned).collect()
}

/// The message of a subscription that gets it shared, by its name.
fn shared_message(callback: &Callback) -> Option<String> {
    let input = callback.input().filter(|_| matches!(callback.role, Role::Subscription { .. }))?;
    let shared = matches!(input.kind, ParamKind::Input(Input::Arc(_) | Input::Ref(_)));
    plain_name(&input.syntax.pat).filter(|_| shared)
}

fn handles(method: &Method) -> Option<String> {
    method.sig.inputs.iter().find_map(|input| {
        let FnArg::Typed(param) = input else { return None };
        plain_name(&param.pat).filter(|_| last_name(&param.ty).as_deref() == Some("Handles"))
    })
}

/// Refuses those that are certain, and returns the methods that they stand in: of each the first is told.
pub(super) fn refuse(
    found: &[Vec<Slip>],
    block: &Block,
    declared: &Declared,
    errors: &mut Errors,
) -> BTreeSet<usize> {
    let mut refused = BTreeSet::new();
    for (at, (method, slips)) in block.methods().zip(found).enumerate() {
        let Some(slip) = slips.iter().find(|slip| slip.kind.is_certain()) else { continue };
        let callback = declared.callbacks.iter().find(|callback| callback.ident == method.sig.ident);
        // What is wrong with a context of the other kind is told with it.
        if matches!(slip.kind, SlipKind::Awaited | SlipKind::NoContext)
            && callback.is_some_and(|callback| callback.faulty)
        {
            refused.insert(at);
            continue;
        }
        let Some((family, what, help)) = certain(&slip.kind, &method.name(), callback) else { continue };
        errors.push(family.fault(&slip.at, what, help));
        refused.insert(at);
    }
    refused
}

/// What is said of a mistake that is certain.
fn certain(slip: &SlipKind, name: &str, callback: Option<&Callback>) -> Option<(Family, String, String)> {
    match slip {
        SlipKind::Awaited => Some((
            Family::ContextKind,
            format!("`{name}` is no `async fn`, and can not await"),
            "leave `.await` out: with `&Cx` a call blocks; or make it an `async fn`, with `&AsyncCx`"
                .to_owned(),
        )),
        SlipKind::Sleep { context, number } => Some((
            Family::Signature,
            format!("`{context}.sleep` takes a `Duration`, and `{number}` is a number"),
            format!("write `{context}.sleep({})`", duration(number)),
        )),
        SlipKind::NoContext => {
            let callback = callback?;
            let kind = if callback.asyncness == Asyncness::Async { "AsyncCx" } else { "Cx" };
            let group =
                callback.group.as_ref().map_or_else(String::new, |group| format!("<{}>", text::of(group)));
            Some((
                Family::Context,
                format!("`{name}` takes no context"),
                format!("add it to the parameters: `cx: &{kind}{group}`"),
            ))
        }
        SlipKind::Changed { message } => {
            let ty = text::of(callback?.input()?.message_type());
            Some((
                Family::Signature,
                format!("`{message}` is shared with all who hear it, so it can not be changed"),
                format!("take a copy of one's own, `mut {message}: {ty}`, where `{ty}` is `Clone`"),
            ))
        }
        SlipKind::Made { handles, method, name } => {
            let help = instead_of(method, handles, name.as_deref())?;
            Some((
                Family::Node,
                format!("`{handles}` has the handles that fields declare, and makes none"),
                help,
            ))
        }
        SlipKind::Value { .. } | SlipKind::Early { .. } | SlipKind::Seconds { .. } => None,
    }
}

/// What to declare in place of a call of `method` on the handles. `None`: it may be anything.
fn instead_of(method: &str, handles: &str, name: Option<&str>) -> Option<String> {
    let last = |otherwise: &str| {
        let last = name.and_then(|name| name.rsplit('/').next());
        last.filter(|last| syn::parse_str::<Ident>(last).is_ok()).unwrap_or(otherwise).to_owned()
    };
    let field = |attribute: &str, otherwise: &str, ty: &str| {
        let (name, field) = (name.unwrap_or(otherwise), last(otherwise));
        format!(
            "declare a field, `#[{attribute}(\"{name}\")] {field}: {ty}`, and take it as `{field}: {handles}.{field}`"
        )
    };
    let callback = |attribute: &str, otherwise: &str, rest: &str| {
        let name = name.unwrap_or(otherwise);
        format!("write a method of the node: `#[{attribute}(\"{name}\"{rest}`")
    };
    Some(match method {
        "create_publisher" => field("publisher", "out", "Publisher<M>"),
        "create_client" => field("client", "add", "Client<S>"),
        "create_subscription" => callback("subscribe", "in", ")] fn on_message(&self, msg: &M)"),
        "create_service" => {
            callback("service", "add", ", type = S)] fn answer(&self, request: Request) -> Response")
        }
        "create_timer" | "create_wall_timer" | "create_rate" => {
            "write a method of the node: `#[timer(\"1s\")] fn tick(&self)`".to_owned()
        }
        "declare_parameter" | "get_parameter" => {
            let field = last("rate");
            format!(
                "declare a field, `#[parameter(default = 1.0)] {field}: Parameter<f64>`, and take it as `{field}: {handles}.{field}`"
            )
        }
        "logger" | "get_logger" => "log with `tracing::info!(..)`: the line gets the node's name".to_owned(),
        _ => return None,
    })
}

/// The duration of so many seconds.
fn duration(number: &str) -> String {
    let whole = number.bytes().all(|digit| digit.is_ascii_digit() || digit == b'_');
    if whole {
        format!("Duration::from_secs({number})")
    } else {
        format!("Duration::from_secs_f64({number})")
    }
}

/// Says of those that depend on what a field is what is meant. rustc says that they do not go.
pub(super) fn of_fields<'a>(
    node: &Type,
    slips: impl Iterator<Item = (&'a Source, &'a Slip)>,
    p: &Runtime,
) -> TokenStream {
    let check = |(source, slip): (&Source, &Slip)| {
        let fields = quote!(#p::node_facts::<#node>().fields);
        let (text, slug) = match &slip.kind {
            SlipKind::Value { field, use_of } => {
                let what = format!("`{field}` is the handle of a parameter, and not its value");
                let help = match use_of {
                    Use::Assigned => format!("\nhelp: write `self.{field}.set(..)?`"),
                    Use::Read => format!("\nhelp: write `self.{field}.get()`"),
                };
                let text = quote!(#p::parameter_as_value(#fields, #field, &[#what, #help]));
                (text, ("this_is_no_value", Family::Parameter))
            }
            SlipKind::Early { field, method } => {
                let what =
                    format!("`{field}.{method}(..)` is a future here, and `?` comes before its `.await`");
                let help = format!("\nhelp: write `self.{field}.{method}(..).await?`");
                let text = quote!(#p::call_of_client(#fields, #field, #method, &[#what, #help]));
                (text, ("this_is_not_awaited_yet", Family::Signature))
            }
            SlipKind::Seconds { field, method, number } => {
                let what = format!("`{field}.{method}(..)` takes a `Duration`, and `{number}` is a number");
                let help = format!("\nhelp: write `{}`", duration(number));
                let text = quote!(#p::call_of_client(#fields, #field, #method, &[#what, #help]));
                (text, ("this_is_no_duration", Family::Signature))
            }
            SlipKind::Sleep { .. }
            | SlipKind::Changed { .. }
            | SlipKind::Awaited
            | SlipKind::NoContext
            | SlipKind::Made { .. } => {
                return TokenStream::new();
            }
        };
        refuse_if_some(p, slug, &text, slip.at.span(), &source.condition.attribute())
    };
    slips.map(check).collect()
}

/// Brings the traits into scope that say what is meant by `self.create_publisher(..)` or `cx.logger()`, where such a call is.
///
/// A method of the user's own comes before theirs.
pub(super) fn by_call(sources: &[Source], p: &Runtime) -> TokenStream {
    let called: BTreeSet<String> =
        sources.iter().flat_map(|source| calls_of(&source.contexts, source.body.clone())).collect();
    let traits = BY_CALL.iter().filter(|(_, names)| names.iter().any(|name| called.contains(*name)));
    let uses = traits.map(|(name, _)| {
        let name = TokenTree::from(Ident::new(name, proc_macro2::Span::call_site()));
        quote! {
            #[allow(unused_imports)]
            use #p::#name as _;
        }
    });
    uses.collect()
}
