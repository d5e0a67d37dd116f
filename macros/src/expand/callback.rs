//! How a callback is called: the closure that turns the runtime's input into the method's parameters.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Pat, Type};

use super::types::{action, group, service};
use super::{Runtime, local};
use crate::model::callback::{Callback, Mode, Receiver};
use crate::model::params::{Input, Lending, Param, ParamKind};
use crate::model::role::Role;
use crate::syntax::first_argument;
use crate::text;

/// Whether some callback of the node takes `&mut self`: all get at the node alike.
#[derive(Clone, Copy)]
pub(super) enum Owned {
    No,
    Yes,
}

impl Owned {
    pub(super) fn of(callbacks: &[Callback]) -> Owned {
        let owned = callbacks.iter().any(|callback| matches!(callback.receiver, Receiver::Exclusive(_)));
        if owned { Owned::Yes } else { Owned::No }
    }
}

/// The function that calls it, as the runtime takes it.
pub(super) fn runner(callback: &Callback, owned: Owned, p: &Runtime) -> TokenStream {
    let uses = |wanted: fn(&ParamKind) -> bool| callback.params.iter().any(|param| wanted(&param.kind));
    let service = matches!(callback.role, Role::Service { .. } | Role::Action { .. });
    let state = named(uses(|kind| matches!(kind, ParamKind::State(_))), quote!(__state));
    let input = named(service || uses(takes_input), quote!(__input));
    let context = named(uses(|kind| matches!(kind, ParamKind::Context(_))), quote!(__cx));
    let (group, outcome) = (group(callback, p), outcome(callback, p));
    let (suffix, seat) = match owned {
        Owned::No => ("", quote!(&Self)),
        Owned::Yes => ("Owned", quote!(&mut Self)),
    };
    let (variant, parameters, result) = match callback.mode() {
        Mode::Sync => ("Inline", quote!(#state, #input), outcome),
        Mode::Blocking => ("Blocking", quote!(#state, #input, #context), outcome),
        Mode::Async => {
            // So that a future that can not be sent is the method's, and what it holds is shown where that is seen.
            let span = callback.held.unwrap_or_else(|| callback.ident.span());
            let p_here = p.spanned(span);
            let pinned = quote_spanned!(span=> #p_here::Box::pin(async move { #outcome }));
            ("Async", quote!(#state, #input, #context), pinned)
        }
    };
    let variant = format_ident!("{variant}{suffix}");
    quote!(#p::Runner::<Self, #group, _>::#variant(|__seat: #seat, #parameters| #result))
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
    // Where some other callback takes `&mut self`, the seat is `&mut Self` for all of them.
    let seat = match callback.receiver {
        Receiver::Shared => quote!(&*__seat),
        Receiver::Exclusive(_) => quote!(__seat),
    };
    let span = callback.output.as_ref().map_or(ident.span(), Spanned::span);
    let awaited = (callback.mode() == Mode::Async).then(|| quote_spanned!(span=> .await));
    let call = quote_spanned!(span=> Self::#ident(#seat, #(#arguments),*) #awaited);
    let p = p.spanned(span);
    // The type is named, so that one that can not be returned is pointed at.
    let nameable = |ty: &&Type| !matches!(ty, Type::ImplTrait(_));
    let returned = match &callback.output {
        Some(ty) if nameable(&ty) => ty.to_token_stream(),
        Some(_) => quote_spanned!(span=> _),
        None => quote_spanned!(span=> ()),
    };
    let keep = match &callback.output {
        Some(ty) if !nameable(&ty) => quote_spanned!(span=> ::core::result::Result::Ok),
        _ => keep(&returned, span, &p),
    };
    match &callback.role {
        Role::Service { ty, .. } if !callback.is_deferred() => {
            let (responder, service) = (quote!(__input.responder), service(ty, &p));
            quote_spanned!(span=> #p::answer::<#service, #returned>(#responder, #call, #keep))
        }
        Role::Action { ty, .. } => {
            let (ending, action) = (quote!(__input.ending), action(ty, &p));
            quote_spanned!(span=> #p::conclude::<#action, #returned>(#ending, #call, #keep))
        }
        _ => quote_spanned!(span=> <#returned as #p::IntoOutcome>::into_outcome(#call, #keep)),
    }
}

/// How an error is kept of what returns this type: asked by looking a name up.
pub(super) fn keep(returned: &TokenStream, span: Span, p: &Runtime) -> TokenStream {
    if borrows(returned.clone()) {
        // The lookup does not see lifetimes, and what is kept is `'static`.
        return quote_spanned!(span=> ::core::result::Result::Ok);
    }
    quote_spanned! {span=> {
        #[allow(unused_imports)]
        use #p::KeepNothing as _;
        #p::Keep::<#returned>::KEEP
    }}
}

/// Whether a type names a lifetime, or has a reference.
fn borrows(ty: TokenStream) -> bool {
    let mut tokens = ty.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let borrows = match token {
            TokenTree::Punct(punct) => match punct.as_char() {
                '\'' => tokens.peek().is_some_and(|name| name.to_string() != "static"),
                '&' => true,
                _ => false,
            },
            TokenTree::Group(group) => borrows(group.stream()),
            _ => false,
        };
        if borrows {
            return true;
        }
    }
    false
}

fn argument(param: &Param, callback: &Callback, p: &Runtime) -> TokenStream {
    let group = group(callback, p);
    let span = param.syntax.ty.span();
    let p = p.spanned(span);
    let [state, cx, input] = ["__state", "__cx", "__input"].map(|name| local(name, span));
    match &param.kind {
        ParamKind::State(reference) => {
            let ty = unbound(reference);
            quote_spanned!(span=> <#ty as #p::StateParam<#p::State<'_, #group>>>::from_state(#state))
        }
        ParamKind::Context(reference) => {
            let ty = unbound(reference);
            let lend = if callback.mode() == Mode::Async { quote!(async_context) } else { quote!(context) };
            quote_spanned!(span=> #p::#lend::<#ty, #group>(#cx))
        }
        ParamKind::Info(Lending::Value) => quote_spanned!(span=> #input.info),
        ParamKind::Info(Lending::Ref) => quote_spanned!(span=> &#input.info),
        ParamKind::Topic(Lending::Value) => quote_spanned!(span=> #input.topic),
        ParamKind::Topic(Lending::Ref) => quote_spanned!(span=> &#input.topic),
        ParamKind::Change(lending) => {
            let borrow = matches!(lending, Lending::Ref).then(|| quote_spanned!(span=> &));
            quote_spanned!(span=> #borrow #input)
        }
        ParamKind::Timer(Lending::Value) => quote_spanned!(span=> #input.timer),
        ParamKind::Timer(Lending::Ref) => quote_spanned!(span=> &#input.timer),
        ParamKind::Responder | ParamKind::Input(_) => match &callback.role {
            Role::Service { ty, .. } => of_service(param, &service(ty, &p), &p),
            Role::Action { ty, .. } => of_action(param, &action(ty, &p), &p),
            _ => message(param, &p),
        },
    }
}

/// The request or the responder, by traits that say what a service gives.
fn of_service(param: &Param, service: &TokenStream, p: &Runtime) -> TokenStream {
    let span = param.syntax.ty.span();
    let (input, ty) = (local("__input", span), param.message_type());
    let request = quote_spanned!(span=> <#ty as #p::RequestOf<#service>>::request(#input.request));
    match &param.kind {
        ParamKind::Responder => {
            quote_spanned!(span=> <#ty as #p::ResponderOf<#service>>::responder(#input.responder))
        }
        ParamKind::Input(Input::Ref(_)) => quote_spanned!(span=> &#request),
        _ => request,
    }
}

/// The goal, by a trait that says what an action gives.
fn of_action(param: &Param, action: &TokenStream, p: &Runtime) -> TokenStream {
    let span = param.syntax.ty.span();
    let (input, ty) = (local("__input", span), param.message_type());
    let goal = quote_spanned!(span=> <#ty as #p::GoalOf<#action>>::goal(#input.goal));
    match &param.kind {
        ParamKind::Input(Input::Ref(_)) => quote_spanned!(span=> &#goal),
        _ => goal,
    }
}

/// A statement that gives a goal, which is bound to a plain name, the type that its action says.
pub(super) fn known_goal(callback: &Callback, p: &Runtime) -> Option<TokenStream> {
    let (Role::Action { ty, .. }, input) = (&callback.role, callback.input()?) else { return None };
    let same = first_argument(input.message_type()).is_some_and(|named| text::of(named) == text::of(ty));
    let Pat::Ident(pat) = &*input.syntax.pat else { return None };
    if !same || pat.by_ref.is_some() || pat.mutability.is_some() || text::name(&pat.ident).starts_with('_') {
        return None;
    }
    let (span, action) = (ty.span(), action(ty, p));
    let p_here = p.spanned(span);
    let (name, known, to) = match &input.kind {
        ParamKind::Input(Input::Ref(_)) => (&pat.ident, "known_ref", quote_spanned!(span=> &)),
        _ => (&pat.ident, "known", TokenStream::new()),
    };
    let known = Ident::new(known, span);
    Some(quote_spanned!(span=> let #name: #to #p_here::Goal<#action> = #p_here::KnownAs::#known(#name);))
}

fn message(param: &Param, p: &Runtime) -> TokenStream {
    let span = param.syntax.ty.span();
    let input = local("__input", span);
    match &param.kind {
        ParamKind::Input(Input::Ref(_)) => quote_spanned!(span=> &*#input.message),
        ParamKind::Input(Input::Arc(_)) => quote_spanned!(span=> #input.message),
        // Bound anew at the parameter's type: that is where rustc points at what `take` does not take.
        _ => quote_spanned!(span=> { let __message = #input.message; #p::take(__message) }),
    }
}

/// The reference without its lifetime, which is not in scope here.
fn unbound(reference: &syn::TypeReference) -> Type {
    let mut reference = reference.clone();
    reference.lifetime = None;
    Type::Reference(reference)
}
