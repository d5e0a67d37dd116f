//! `impl Node`: how a node is made and its callbacks are wired.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericParam, Generics, Type, parse_quote};

use super::callback::{Owned, keep};
use super::sound::{self, Sound};
use super::types::group;
use super::{Runtime, absent, role};
use crate::attr::Condition;
use crate::model::block::Declared;
use crate::model::callback::Callback;
use crate::model::init::{Init, InitInput};
use crate::model::params::Lending;
use crate::syntax::{Asyncness, last_name};
use crate::text;

/// The block's head: its parameters and its type.
pub(super) struct Head<'a> {
    pub(super) generics: &'a Generics,
    pub(super) self_ty: &'a Type,
}

/// The `impl Node<__T>` with an attribute of its docs, and the traits that its bounds need.
pub(super) fn implementation(
    head: &Head<'_>,
    declared: &Declared,
    docs: &TokenStream,
    p: &Runtime,
) -> TokenStream {
    let Head { generics, self_ty } = head;
    let mut with_transport = (*generics).clone();
    with_transport.params.push(GenericParam::Type(parse_quote!(__T)));
    let (impl_generics, _, _) = with_transport.split_for_impl();
    let given = generics.where_clause.as_ref().map(|clause| {
        let predicates = clause.predicates.iter();
        quote!(#(#predicates,)*)
    });
    let Bounds { helpers, predicates } = bounds(head, declared, p);
    let (node, callbacks) = (node(declared, self_ty, p), callbacks(declared, p));
    let Sound { declaration, argument: sound } = sound::of_node(generics, self_ty, p);
    let wiring = quote!(#p::Wiring<__T>);
    let wired = quote!(#p::BoxFuture<'static, ::core::result::Result<#p::Wired, #p::StartError>>);
    quote! {
        #helpers
        #declaration
        // A type of the block's own, so that of two blocks of one node this trait says nothing.
        #[allow(dead_code)]
        enum __Run {}
        #docs
        #[automatically_derived]
        impl #impl_generics #p::Node<__T> for #self_ty
        where #given __T: #p::Transport, Self: #p::RunsOn<__T, __Run, #sound>
        {
            fn wire(__wiring: #wiring) -> #wired {
                <Self as #p::RunsOn<__T, __Run, #sound>>::wire_all(__wiring)
            }
        }
        #[automatically_derived]
        #[allow(deprecated, clippy::unit_arg)]
        impl #impl_generics #p::RunsOn<__T, __Run, true> for #self_ty
        where #given Self: #p::WireHandles<__T>, __T: #p::ForNodes, #predicates
        {
            fn wire_all(mut __wiring: #wiring) -> #wired {
                #p::Box::pin(async move {
                    const { <Self as #p::NodeImpl>::JUDGED };
                    __wiring.open()?;
                    #node
                    let mut __wiring: #p::Seated<__T, Self> = __wiring.seat(__node)?;
                    #callbacks
                    __wiring.finish()
                })
            }
        }
    }
}

/// What makes the node: an `#[init]`, or the handles and defaults.
fn node(declared: &Declared, self_ty: &Type, p: &Runtime) -> TokenStream {
    let by_init = init_condition(declared);
    let inits = declared.inits.iter().map(|init| {
        let (cfg, ident) = (init.condition.attribute(), &init.ident);
        let awaited = (init.asyncness == Asyncness::Async).then(|| quote!(.await));
        if init.faulty {
            let absent = absent();
            return quote!(#cfg let __node: Self = #absent;);
        }
        let span = init.output.as_ref().map_or(ident.span(), Spanned::span);
        let (locals, arguments) = init_inputs(init, self_ty, p);
        let (p, call) = (p.spanned(span), quote!(Self::#ident(#(#arguments),*) #awaited));
        let wiring = quote!(&mut __wiring);
        let output = init.output.as_ref().map_or_else(|| quote!(Self), ToTokens::to_token_stream);
        let keep = keep(&output, span, &p);
        let made = quote_spanned!(span=> #p::Wiring::init::<Self, _>(#wiring, #call, #keep));
        quote!(#cfg let __node = { #(#locals)* #made? };)
    });
    let by_default = quote!(let __node = <Self as #p::WireHandles<__T>>::node(&mut __wiring)?;);
    if declared.inits.is_empty() {
        by_default
    } else if by_init.is_always() {
        quote!(#(#inits)*)
    } else {
        let otherwise = by_init.otherwise();
        quote!(#(#inits)* #otherwise #by_default)
    }
}

/// What an `#[init]` is called with: the statements that make it, and the arguments.
fn init_inputs(init: &Init, self_ty: &Type, p: &Runtime) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let span = self_ty.span();
    let (p_here, wiring) = (p.spanned(span), quote!(&mut __wiring));
    // Of the struct half, at the type's name: where it is missing, that is the same error again, which is told once.
    let half = quote_spanned!(span=> <#self_ty as #p_here::NodeImpl>::Struct);
    let handles = quote_spanned!(span=> <#half as #p_here::WireHandles<__T>>::handles(#wiring)?);
    let inputs = init.inputs.iter().enumerate().map(|(at, input)| {
        let local = format_ident!("__input{at}");
        let (value, argument) = match input {
            InitInput::Handles => (handles.clone(), quote!(#local)),
            InitInput::Info(Lending::Value) => (quote!(__wiring.info()), quote!(#local)),
            InitInput::Info(Lending::Ref) => (quote!(__wiring.info()), quote!(&#local)),
            InitInput::Given(ty) => {
                let given = quote_spanned!(ty.span()=> given::<#ty>);
                (quote!(__wiring.#given()?), quote!(#local))
            }
            InitInput::MaybeGiven(ty) => {
                let given = quote_spanned!(ty.span()=> maybe_given::<#ty>);
                (quote!(__wiring.#given()?), quote!(#local))
            }
        };
        (quote!(let #local = #value;), argument)
    });
    inputs.unzip()
}

/// When the node is made by an `#[init]`.
pub(super) fn init_condition(declared: &Declared) -> Condition {
    declared.inits.iter().fold(Condition::never(), |any, init| any.or(&init.condition))
}

fn callbacks(declared: &Declared, p: &Runtime) -> TokenStream {
    let sound = declared.callbacks.iter().filter(|callback| !callback.faulty);
    sound
        .map(|callback| {
            let cfg = callback.condition.attribute();
            let group = add_group(callback, declared, p);
            let wire = role::wire(callback, Owned::of(&declared.callbacks), &declared.judges, p);
            quote!(#cfg { #group #wire })
        })
        .collect()
}

/// Adds the group of a callback. More than once does not matter to the runtime.
fn add_group(callback: &Callback, declared: &Declared, p: &Runtime) -> TokenStream {
    let group = group(callback, p);
    let name =
        callback.group.as_ref().and_then(|path| path.segments.last()).map(|last| text::name(&last.ident));
    let returns = |init: &&Init| name.is_some() && init.states.iter().any(|state| last_name(state) == name);
    let from_init =
        declared.inits.iter().filter(returns).fold(Condition::never(), |any, init| any.or(&init.condition));
    let default = quote!(__wiring.group_from_default::<#group>(););
    let init = quote!(__wiring.group_from_init::<#group>(););
    if !declared.inits.iter().any(|init| returns(&init)) {
        default
    } else if from_init.is_always() {
        init
    } else {
        let (cfg, otherwise) = (from_init.attribute(), from_init.otherwise());
        quote!(#cfg #init #otherwise #default)
    }
}

/// What the transport has to carry.
struct Bounds {
    helpers: TokenStream,
    predicates: TokenStream,
}

/// One bound for each message and service.
///
/// A predicate can not have a `cfg`; the bound of a callback that has one is the supertrait of a trait which
/// has it, too.
fn bounds(head: &Head<'_>, declared: &Declared, p: &Runtime) -> Bounds {
    let mut bounds = Bounds { helpers: TokenStream::new(), predicates: TokenStream::new() };
    let mut seen = BTreeSet::new();
    for (i, callback) in declared.callbacks.iter().filter(|callback| !callback.faulty).enumerate() {
        let Some(bound) = role::bound(callback, p) else { continue };
        if callback.condition.is_always() {
            if seen.insert(bound.to_string()) {
                bounds.predicates.extend(quote!(__T: #bound,));
            }
            continue;
        }
        let helper = format_ident!("__Needs{i}");
        let (declaration, predicate) = conditional(head, &helper, &bound, &callback.condition);
        bounds.helpers.extend(declaration);
        bounds.predicates.extend(predicate);
    }
    bounds
}

/// A trait that asks for `bound` under a condition, and the predicate that asks for the trait.
fn conditional(
    head: &Head<'_>,
    helper: &syn::Ident,
    bound: &TokenStream,
    condition: &Condition,
) -> (TokenStream, TokenStream) {
    let (cfg, otherwise) = (condition.attribute(), condition.otherwise());
    let (generics, type_generics, where_clause) = head.generics.split_for_impl();
    let mut with_transport = head.generics.clone();
    with_transport.params.push(GenericParam::Type(parse_quote!(__T: #bound)));
    let (bounded, _, _) = with_transport.split_for_impl();
    let mut without = head.generics.clone();
    without.params.push(GenericParam::Type(parse_quote!(__T)));
    let (unbounded, _, _) = without.split_for_impl();
    let declaration = quote! {
        #cfg trait #helper #generics: #bound #where_clause {}
        #cfg impl #bounded #helper #type_generics for __T #where_clause {}
        #otherwise trait #helper #generics #where_clause {}
        #otherwise impl #unbounded #helper #type_generics for __T #where_clause {}
    };
    (declaration, quote!(__T: #helper #type_generics,).to_token_stream())
}
