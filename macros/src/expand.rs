//! From the model to code.

pub(crate) mod block;
mod callback;
mod facts;
pub(crate) mod group;
pub(crate) mod node;
pub(crate) mod stray;
mod verdict;
mod wire;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{LitStr, Path};

/// The runtime's private module: where generated code finds everything.
pub(crate) struct Runtime(TokenStream);

impl Runtime {
    /// The one of the crate at `krate`, or of `::rosweave`.
    pub(crate) fn at(krate: Option<&Path>) -> Runtime {
        match krate {
            Some(krate) => Runtime(quote!(#krate::__private)),
            None => Runtime(quote!(::rosweave::__private)),
        }
    }

    pub(crate) fn tokens(&self) -> &TokenStream {
        &self.0
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// What a name is for, as the runtime's `NameKind` calls it.
#[derive(Clone, Copy)]
pub(crate) enum NameKind {
    Topic,
    Service,
    Node,
    Namespace,
}

impl ToTokens for NameKind {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            NameKind::Topic => quote!(Topic),
            NameKind::Service => quote!(Service),
            NameKind::Node => quote!(Node),
            NameKind::Namespace => quote!(Namespace),
        });
    }
}

/// The `const` that refuses an invalid name.
fn name_check(p: &Runtime, kind: NameKind, name: &LitStr, cfg: &TokenStream) -> TokenStream {
    let text = quote!(#p::bad_name(#p::NameKind::#kind, #name));
    let refusal = refuse_if_some(&text, name.span());
    quote!(#cfg const _: () = #refusal;)
}

/// Stops the compiler at `span` with the text that `text` may be.
fn refuse_if_some(text: &TokenStream, span: proc_macro2::Span) -> TokenStream {
    // Outside of `quote_spanned`: under a `macro_rules!` of the user's the two would differ in hygiene.
    let message = quote!(__text.as_str());
    let panic = quote_spanned!(span=> ::core::panic!("{}", #message));
    quote!(if let ::core::option::Option::Some(__text) = #text { #panic })
}
