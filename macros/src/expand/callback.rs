//! How a callback is called: the closure that turns the runtime's input into the method's parameters.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::Runtime;
use super::facts::group;
use crate::model::callback::{Callback, Mode, Role};
use crate::model::params::{Input, Lending, Param, ParamKind};

/// The statements that wire a callback.
pub(super) fn wire(callback: &Callback, p: &Runtime) -> TokenStream {
    let (name, group, runner) = (&callback.name, group(callback, p), runner(callback, p));
    match &callback.role {
        Role::Subscription { .. } => {
            let message = callback.input().map(Param::message_type);
            quote!(__wiring.subscription::<#group, #message>(#name, #runner)?;)
        }
        Role::Service { ty, .. } => quote!(__wiring.service::<#group, #ty>(#name, #runner)?;),
        Role::Timer { .. } => quote!(__wiring.timer::<#group>(#name, #runner)?;),
    }
}

fn runner(callback: &Callback, p: &Runtime) -> TokenStream {
    let uses = |wanted: fn(&ParamKind) -> bool| callback.params.iter().any(|param| wanted(&param.kind));
    let service = matches!(callback.role, Role::Service { .. });
    let state = named(uses(|kind| matches!(kind, ParamKind::State(_))), quote!(__state));
    let input = named(service || uses(takes_input), quote!(__input));
    let context = named(uses(|kind| matches!(kind, ParamKind::Context(_))), quote!(__cx));
    let outcome = outcome(callback, p);
    match callback.mode() {
        Mode::Sync => quote!(#p::Runner::Inline(|__seat, #state, #input| #outcome)),
        Mode::Blocking => quote!(#p::Runner::Blocking(|__seat, #state, #input, #context| #outcome)),
        Mode::Async => {
            // At the method's name, so that a future that can not be sent is the method's.
            let pinned = quote_spanned!(callback.ident.span()=> #p::Box::pin(async move { #outcome }));
            quote!(#p::Runner::Async(|__seat, #state, #input, #context| #pinned))
        }
    }
}

fn takes_input(kind: &ParamKind) -> bool {
    !matches!(kind, ParamKind::State(_) | ParamKind::Context(_))
}

fn named(used: bool, name: TokenStream) -> TokenStream {
    if used { name } else { quote!(_) }
}

/// The call, and what becomes of what it returns.
fn outcome(callback: &Callback, p: &Runtime) -> TokenStream {
    let ident = &callback.ident;
    let arguments = callback.params.iter().map(|param| argument(param, callback, p));
    let awaited = (callback.mode() == Mode::Async).then(|| quote!(.await));
    let call = quote!(Self::#ident(__seat, #(#arguments),*) #awaited);
    let span = callback.output.as_ref().map_or(ident.span(), Spanned::span);
    match &callback.role {
        Role::Service { ty, .. } if !callback.is_deferred() => {
            let answer = quote_spanned!(span=> #p::answer::<#ty, _>);
            quote!(#answer(__input.responder, #call))
        }
        _ => {
            let outcome = quote_spanned!(span=> #p::IntoOutcome::into_outcome);
            quote!(#outcome(#call))
        }
    }
}

fn argument(param: &Param, callback: &Callback, p: &Runtime) -> TokenStream {
    let group = group(callback, p);
    let span = param.syntax.ty.span();
    match &param.kind {
        ParamKind::State(reference) => {
            let ty = unbound(reference);
            quote_spanned!(span=> <#ty as #p::StateParam<'_, #group>>::from_state(__state))
        }
        ParamKind::Context(reference) => {
            let ty = unbound(reference);
            quote_spanned!(span=> <#ty as #p::ContextParam<'_, #group>>::from_context(__cx))
        }
        ParamKind::Info(Lending::Value) => quote!(__input.info),
        ParamKind::Info(Lending::Ref) => quote!(&__input.info),
        ParamKind::Timer(Lending::Value) => quote!(__input.timer),
        ParamKind::Timer(Lending::Ref) => quote!(&__input.timer),
        ParamKind::Responder => quote!(__input.responder),
        ParamKind::Input(input) if matches!(callback.role, Role::Service { .. }) => match input {
            Input::Ref(_) => quote!(&__input.request),
            Input::Value(_) | Input::Arc(_) => quote!(__input.request),
        },
        ParamKind::Input(input) => match input {
            Input::Value(_) => quote_spanned!(span=> #p::take(__input.message)),
            Input::Ref(_) => quote!(&*__input.message),
            Input::Arc(_) => quote!(__input.message),
        },
    }
}

/// The reference without its lifetime, which is not in scope here.
fn unbound(reference: &syn::TypeReference) -> Type {
    let mut reference = reference.clone();
    reference.lifetime = None;
    Type::Reference(reference)
}
