//! Attributes that are almost ours: what is meant by them.
//!
//! rustc would say that there is no such attribute, and then what follows from its not being there.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use syn::Attribute;

use crate::attr::Mark;
use crate::errors::{Errors, Family};
use crate::scan::Imports;

/// What other libraries call an attribute of a method, and what it is here.
const MARKS: [(&str, Mark); 11] = [
    ("subscription", Mark::Subscribe),
    ("subscriber", Mark::Subscribe),
    ("sub", Mark::Subscribe),
    ("serve", Mark::Service),
    ("srv", Mark::Service),
    ("server", Mark::Service),
    ("action_server", Mark::Action),
    ("interval", Mark::Timer),
    ("callback_group", Mark::Group),
    ("on_parameter_change", Mark::OnChange),
    ("initialize", Mark::Init),
];

/// The attributes of a field, and what other libraries call them.
const FIELDS: [(&str, &[&str]); 6] = [
    ("publisher", &["publish", "advertise"]),
    ("client", &["service_client"]),
    ("action_client", &[]),
    ("parameter", &["param", "params", "parameters"]),
    ("parameter_client", &["param_client"]),
    ("timer_handle", &[]),
];

/// Takes what is almost a mark for it, and says so.
pub(crate) fn marks(attrs: &mut [Attribute], errors: &mut Errors) {
    for attr in attrs {
        let Some(ident) = attr.path().get_ident().cloned() else { continue };
        let known = MARKS.iter().find(|(other, _)| ident == other).map(|(_, mark)| mark.name());
        let Some(meant) = known.or_else(|| alike(&ident, Mark::ALL.iter().map(|mark| mark.name()))) else {
            continue;
        };
        if is_imported(&ident) {
            continue;
        }
        errors.push(unknown(&ident, meant));
        let meant = Ident::new(meant, ident.span());
        match &mut attr.meta {
            syn::Meta::Path(path) => *path = meant.into(),
            syn::Meta::List(list) => list.path = meant.into(),
            syn::Meta::NameValue(pair) => pair.path = meant.into(),
        }
    }
}

/// Whether the file says where that attribute comes from: another crate may have one of such a name.
fn is_imported(ident: &Ident) -> bool {
    let name = ident.to_string();
    let path = [name.clone()];
    Imports::around(ident.span(), &[&name]).resolve(&path) != path
}

/// Takes what is almost an attribute of a field for it, in the tokens of a struct, and says so.
pub(crate) fn fields(item: TokenStream, errors: &mut Errors) -> TokenStream {
    item.into_iter()
        .map(|token| match token {
            TokenTree::Group(braces) if braces.delimiter() == proc_macro2::Delimiter::Brace => {
                let mut last_is_hash = false;
                let tokens = braces.stream().into_iter().map(|token| {
                    let after_hash = std::mem::replace(
                        &mut last_is_hash,
                        matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#'),
                    );
                    match token {
                        TokenTree::Group(brackets) if after_hash => attribute(brackets, errors).into(),
                        token => token,
                    }
                });
                with_stream(&braces, tokens.collect()).into()
            }
            token => token,
        })
        .collect()
}

/// The attribute in these brackets, under its right name.
fn attribute(brackets: Group, errors: &mut Errors) -> Group {
    let mut tokens = brackets.stream().into_iter();
    let Some(TokenTree::Ident(ident)) = tokens.next() else { return brackets };
    let known = FIELDS.iter().find(|(_, others)| others.iter().any(|other| ident == other));
    let known = known.map(|(name, _)| *name);
    let Some(meant) = known.or_else(|| alike(&ident, FIELDS.map(|(name, _)| name))) else { return brackets };
    errors.push(unknown(&ident, meant));
    let meant = TokenTree::Ident(Ident::new(meant, ident.span()));
    with_stream(&brackets, std::iter::once(meant).chain(tokens).collect())
}

fn with_stream(group: &Group, stream: TokenStream) -> Group {
    let mut changed = Group::new(group.delimiter(), stream);
    changed.set_span(group.span());
    changed
}

fn unknown(ident: &Ident, meant: &str) -> syn::Error {
    Family::Attribute.fault(
        ident,
        format!("there is no attribute `#[{ident}]`"),
        format!("did you mean `#[{meant}]`?"),
    )
}

/// The one of `names` that has one letter more, less or changed, or two that changed places.
fn alike(ident: &Ident, names: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    let written = ident.to_string();
    names.into_iter().find(|name| name.len() > 4 && is_slip(&written, name))
}

fn is_slip(written: &str, name: &str) -> bool {
    let (a, b) = (written.as_bytes(), name.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => false,
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) if rest == a => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([x, y, a @ ..], [v, w, b @ ..]) => (x, y) == (w, v) && a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_one_letter_or_two_that_changed_places() {
        for written in ["timr", "timerr", "tiner", "itmer", "timre", "imer"] {
            assert!(is_slip(written, "timer"), "{written}");
        }
        for written in ["timer", "time", "tmr", "other", ""] {
            assert!(is_slip(written, "timer") == (written == "time"), "{written}");
        }
    }
}
