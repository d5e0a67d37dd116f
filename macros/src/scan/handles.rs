//! `#[init]`: which handles do not end in their own fields alone.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::body::{is_punct, is_word};

/// The handles that may be reached by another way than through their fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    All,
    Fields(BTreeSet<String>),
}

impl Leaving {
    /// None of them.
    pub(crate) fn none() -> Leaving {
        Leaving::Fields(BTreeSet::new())
    }

    /// These and those.
    pub(crate) fn and(self, other: Leaving) -> Leaving {
        match (self, other) {
            (Leaving::Fields(mut a), Leaving::Fields(b)) => {
                a.extend(b);
                Leaving::Fields(a)
            }
            _ => Leaving::All,
        }
    }
}

/// The handles that a body gives away which gets them as `handles`.
///
/// `add: handles.add` in a struct literal is how a handle comes to its field; anything else counts.
pub(crate) fn leaving_handles(handles: &str, body: TokenStream) -> Leaving {
    within(handles, body, false)
}

fn within(handles: &str, body: TokenStream, braces: bool) -> Leaving {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let mut leaving = own(handles, &tokens, braces);
    for token in &tokens {
        if let TokenTree::Group(group) = token {
            leaving = leaving.and(within(handles, group.stream(), group.delimiter() == Delimiter::Brace));
        }
    }
    leaving
}

/// What one list of tokens gives away, the groups in it left out.
fn own(handles: &str, tokens: &[TokenTree], braces: bool) -> Leaving {
    let mut fields = BTreeSet::new();
    for at in 0..tokens.len() {
        let member = at > 0 && is_punct(tokens.get(at - 1), '.');
        if !is_word(tokens.get(at), handles) || member {
            continue;
        }
        let (true, Some(TokenTree::Ident(field))) = (is_punct(tokens.get(at + 1), '.'), tokens.get(at + 2))
        else {
            return Leaving::All;
        };
        let field = crate::text::name(field);
        let named = at >= 2 && is_punct(tokens.get(at - 1), ':') && is_word(tokens.get(at - 2), &field);
        let ends = tokens.get(at + 3).is_none() || is_punct(tokens.get(at + 3), ',');
        if !(braces && named && ends) {
            fields.insert(field);
        }
    }
    Leaving::Fields(fields)
}
