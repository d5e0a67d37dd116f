//! `#[timer]` and its like without a `#[node]` around them.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::parse::Parser;

use super::Runtime;
use crate::attr::{Mark, mentions, take_marks};
use crate::errors::{Errors, Family};
use crate::parse::Item;

/// The method as it is, with a hidden `const` that asks for the struct to be a node.
///
/// Where the struct is one, its own half reports that the block is not annotated; where it is not, the
/// `const` reports that. Either way it is one error.
pub(crate) fn expand(mark: Mark, item: TokenStream) -> TokenStream {
    let Ok(Item::Method(mut method)) = Parser::parse2(<Item as syn::parse::Parse>::parse, item.clone())
    else {
        let error = misplaced(mark, &item);
        return quote!(#item #error);
    };
    let mentions = mentions(&method.attrs);
    take_marks(&mut method.attrs);
    let has_self = method.sig.receiver().is_some();
    let ident = method.sig.ident.clone();
    let name = method.name();
    // Only an impl block has a `Self`. What an `#[init]` takes and returns is the business of the missing `#[node]`, too: it
    // is left out, so that rustc says nothing more of it.
    let is_init = mark == Mark::Init && names_self(&method.sig.to_token_stream());
    let method = (!is_init).then(|| Item::Method(method));
    if !has_self && !is_init {
        let error = (mark != Mark::Init).then(|| misplaced(mark, &ident.to_token_stream()));
        return quote!(#method #error);
    }
    let p = Runtime::at(None);
    let hidden = format_ident!("__ROSWEAVE_{}", name.to_uppercase(), span = ident.span());
    // All of it at the method's name, so that what is said of the type and of the value is one error.
    let p = p.spanned(ident.span());
    let hidden = quote_spanned! {ident.span()=>
        #[doc(hidden)]
        #[allow(dead_code)]
        const #hidden: () = {
            let _: ::core::option::Option<fn(#mentions) -> <Self as #p::MayBeAnnotated<_>>::Yes> =
                ::core::option::Option::None;
        };
    };
    quote!(#method #hidden)
}

fn names_self(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => names_self(&group.stream()),
        _ => false,
    })
}

fn misplaced(mark: Mark, at: &TokenStream) -> Errors {
    let name = mark.name();
    let mut errors = Errors::default();
    errors.push(Family::Node.fault(
        at.clone().into_iter().next(),
        format!("`#[{name}]` stands on something that is no method of a node"),
        "put it on a method with `self`, in an impl block with `#[node]`",
    ));
    errors
}
