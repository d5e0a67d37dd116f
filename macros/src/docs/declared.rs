//! The declarations of the crate whose docs are built, as they expand.

use std::sync::{Mutex, PoisonError};

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};

/// A node's struct or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// What it left: text, for tokens are gone when their macro returns.
    pub(crate) tokens: String,
}

/// Where a name stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    line: usize,
}

impl Place {
    pub(crate) fn of(ident: &Ident) -> Place {
        if !proc_macro::is_available() {
            return Place::default();
        }
        let span = ident.span().unwrap();
        Place { file: span.file(), line: span.line() }
    }
}

static DECLARED: Mutex<Vec<Declaration>> = Mutex::new(Vec::new());

/// Notes a declaration: its name, then what it leaves.
pub(crate) fn declare(tokens: TokenStream) {
    let note = |input: ParseStream<'_>| {
        let name: Ident = input.parse()?;
        let tokens = without_dollars(input.parse()?).to_string();
        Ok(Declaration { place: Place::of(&name), name: crate::text::name(&name), tokens })
    };
    if let Ok(declaration) = note.parse2(tokens) {
        DECLARED.lock().unwrap_or_else(PoisonError::into_inner).push(declaration);
    }
}

/// What `name` at `place` may mean: the declarations of that name in its file, or else in the crate.
pub(crate) fn named(name: &str, place: &Place) -> Vec<Declaration> {
    let declared = DECLARED.lock().unwrap_or_else(PoisonError::into_inner);
    let named: Vec<&Declaration> = declared.iter().filter(|declaration| declaration.name == name).collect();
    let here = |declaration: &&&Declaration| declaration.place.file == place.file;
    let near: Vec<Declaration> = named.iter().filter(here).map(|&declaration| declaration.clone()).collect();
    if near.is_empty() { named.into_iter().cloned().collect() } else { near }
}

/// `$crate` is a name only within the compiler. In text it is that of the crate at hand, as it mostly is.
pub(crate) fn without_dollars(tokens: TokenStream) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == "$crate" => Ident::new("crate", Span::call_site()).into(),
        TokenTree::Group(group) => Group::new(group.delimiter(), without_dollars(group.stream())).into(),
        token => token,
    });
    replaced.collect()
}
