//! From the model to code.

pub(crate) mod block;
mod callback;
mod facts;
pub(crate) mod group;
pub(crate) mod node;
mod parameter;
pub(crate) mod parameters;
mod role;
mod slips;
mod sound;
pub(crate) mod stray;
mod types;
mod verdict;
mod wire;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{LitStr, Path};

use crate::errors::Family;

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

    /// The same, to be pointed at as if it stood at `span`.
    pub(crate) fn spanned(&self, span: Span) -> Runtime {
        Runtime(respan(self.0.clone(), span))
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// `tokens` as if they stood at `span`.
fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut token| {
        // `$crate` is a name only where it stands.
        let dollar = matches!(&token, TokenTree::Ident(ident) if ident == "$crate");
        token.set_span(if dollar { token.span().located_at(span) } else { span });
        token
    });
    respanned.collect()
}

/// A name of the generated code, to be pointed at as if it stood at `span`.
///
/// Names of locals are hygienic: with the span alone, code from a `macro_rules!` of the user's would have one
/// name where it is bound and another where it is used.
fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, Span::call_site().located_at(span))
}

/// A value of any type that is never made: it stands where an error was told already.
///
/// `unreachable!()` would make rustc warn of what follows it.
fn absent() -> TokenStream {
    quote!(::core::option::Option::unwrap(::core::option::Option::None))
}

/// What a name is for, as the runtime's `NameKind` calls it.
#[derive(Clone, Copy)]
pub(crate) enum NameKind {
    Topic,
    Service,
    Action,
    Node,
    Namespace,
}

impl NameKind {
    /// Whether a name of this kind is valid beyond doubt. The runtime has the rules, and judges the rest in a `const`,
    /// each of which takes rustc some time.
    fn is_plain(self, name: &str) -> bool {
        const SHORT: usize = 200;
        let parts = match self {
            NameKind::Node => Some(name).filter(|name| !name.contains('/')),
            NameKind::Namespace => name.strip_prefix('/'),
            NameKind::Topic | NameKind::Service | NameKind::Action => {
                let absolute = name.strip_prefix("~/").or_else(|| name.strip_prefix('/'));
                Some(absolute.unwrap_or(name))
            }
        };
        let plain = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_alphabetic())
                && part.chars().all(|each| each.is_ascii_alphanumeric() || each == '_')
        };
        name.len() < SHORT && parts.is_some_and(|parts| parts.split('/').all(plain))
    }
}

impl ToTokens for NameKind {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            NameKind::Topic => quote!(Topic),
            NameKind::Service => quote!(Service),
            NameKind::Action => quote!(Action),
            NameKind::Node => quote!(Node),
            NameKind::Namespace => quote!(Namespace),
        });
    }
}

/// The `const` that refuses an invalid name. Of most names it is plain here already that they are none.
fn name_check(p: &Runtime, kind: NameKind, name: &LitStr, cfg: &TokenStream) -> TokenStream {
    if kind.is_plain(&name.value()) {
        return TokenStream::new();
    }
    let text = quote!(#p::bad_name(#p::NameKind::#kind, #name));
    refuse_if_some(p, ("this_name_is_invalid", Family::Name), &text, name.span(), cfg)
}

/// Stops the compiler at `span` with `text`.
fn refuse(p: &Runtime, text: &TokenStream, span: Span) -> TokenStream {
    let p = p.spanned(span);
    quote_spanned!(span=> #p::refuse(#text))
}

/// The span of the first token in `token` that is no group: a `macro_rules!` puts what it was given into some.
fn first_span(token: TokenTree) -> Span {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().next().map_or_else(|| group.span(), first_span),
        token => token.span(),
    }
}

/// `tokens` behind a group, as if they stood where the group's first token does.
///
/// They keep their hygiene, so that a local of a `macro_rules!` stays one.
pub(crate) fn at(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let span = tokens.next().map_or_else(Span::call_site, first_span);
    let respanned = tokens.map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    respanned.collect()
}

/// A `const` that stops the compiler at `span` with the text that `text` may be. rustc names the `const`.
fn refuse_if_some(
    p: &Runtime,
    (name, family): (&str, Family),
    text: &TokenStream,
    span: Span,
    cfg: &TokenStream,
) -> TokenStream {
    let family = family.line();
    let name: Ident = format_ident!("{name}");
    let found = local("__text", span);
    let panic = refuse(p, &quote!(#found.with(&[#family]).as_str()), span);
    quote! {
        #cfg
        const _: () = {
            #[allow(non_upper_case_globals)]
            const #name: () = if let ::core::option::Option::Some(__text) = #text { #panic };
        };
    }
}

#[cfg(test)]
mod tests {
    use rosweave::__private as runtime;

    use super::NameKind;

    #[test]
    fn names_that_are_plain_are_valid_in_the_runtime() {
        const LETTERS: [char; 6] = ['a', '1', '_', '/', '~', '-'];
        let kinds = [
            (NameKind::Topic, runtime::NameKind::Topic),
            (NameKind::Service, runtime::NameKind::Service),
            (NameKind::Action, runtime::NameKind::Action),
            (NameKind::Node, runtime::NameKind::Node),
            (NameKind::Namespace, runtime::NameKind::Namespace),
        ];
        let mut names = vec![String::new(), "a".repeat(199), "a".repeat(300)];
        for _ in 0..4 {
            names.extend(
                names.clone().iter().flat_map(|name| LETTERS.map(|letter| format!("{name}{letter}"))),
            );
        }
        for (kind, of_runtime) in kinds {
            let plain: Vec<_> = names.iter().filter(|name| kind.is_plain(name)).collect();
            assert!(!plain.is_empty());
            for name in plain {
                assert!(runtime::bad_name(of_runtime, name).is_none(), "{name}");
            }
        }
    }
}
