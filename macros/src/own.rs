//! What fields of a node can not be, said before rustc sees them.
//!
//! rustc would say of `&str` that it needs a lifetime, which no node may have, and of `#[subscribe]` on a field that a macro
//! stands where none can.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;

use crate::attr::Mark;
use crate::errors::{Errors, Family};

/// The struct's tokens, with what is wrong in its fields mended and told.
pub(crate) fn fields(item: TokenStream, errors: &mut Errors) -> TokenStream {
    let braces =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let tokens = item.into_iter().map(|token| match token {
        TokenTree::Group(group) if braces(&TokenTree::Group(group.clone())) => {
            let fields = split(group.stream()).into_iter().filter_map(|field| own(field, errors));
            let mut mended = Group::new(Delimiter::Brace, fields.collect());
            mended.set_span(group.span());
            mended.into()
        }
        token => token,
    });
    tokens.collect()
}

/// The fields, each with the comma behind it.
fn split(fields: TokenStream) -> Vec<Vec<TokenTree>> {
    let (mut split, mut depth, mut before) = (vec![Vec::new()], 0_usize, ' ');
    for token in fields {
        let punct = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match punct {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = punct;
        if let Some(field) = split.last_mut() {
            field.push(token);
        }
        if punct == ',' && depth == 0 {
            split.push(Vec::new());
        }
    }
    split
}

/// The field as it can be; `None` where it can be none.
fn own(field: Vec<TokenTree>, errors: &mut Errors) -> Option<TokenStream> {
    let mut attributes = field.windows(2).filter_map(|pair| match pair {
        [TokenTree::Punct(hash), TokenTree::Group(brackets)] if hash.as_char() == '#' => first_word(brackets),
        _ => None,
    });
    let mark = attributes.find_map(|word| Some((Mark::ALL.iter().find(|mark| word == mark.name())?, word)));
    if let Some((mark, word)) = mark.filter(|(mark, _)| mark.is_role()) {
        errors.push(of_callback(*mark, &word));
        return None;
    }
    let colon =
        field.iter().position(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':'));
    let Some((name, ty)) = colon.and_then(|at| Some((field.get(at.checked_sub(1)?)?, field.get(at + 1..)?)))
    else {
        return Some(field.into_iter().collect());
    };
    let owned = without_borrows(ty);
    if let Some(borrow) = &owned.first {
        let written: TokenStream = ty.iter().filter(|token| !is_comma(token)).cloned().collect();
        let mended: TokenStream = owned.tokens.clone().into_iter().filter(|token| !is_comma(token)).collect();
        let (written, mended) = (crate::text::of(&written), crate::text::of(&mended));
        errors.push(Family::Node.fault(
            borrow,
            format!("a node lives on its own, and `{name}: {written}` borrows"),
            format!("own it: `{name}: {mended}`"),
        ));
    }
    let before = &field[..field.len() - ty.len()];
    let tokens = owned.tokens;
    Some(quote!(#(#before)* #tokens))
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

fn first_word(brackets: &Group) -> Option<Ident> {
    match brackets.stream().into_iter().next() {
        Some(TokenTree::Ident(word)) => Some(word),
        _ => None,
    }
}

fn of_callback(mark: Mark, word: &Ident) -> syn::Error {
    let (what, help) = match mark {
        Mark::Timer => (
            "a timer is a method, and its handle a field",
            "write `#[timer(..)] fn tick(&self)` in the impl block, and `#[timer_handle(\"tick\")]` here",
        ),
        Mark::Service => (
            "a service is a method, and no field",
            "write `#[service(..)] fn answer(&self, request: ..) -> ..` in the impl block; who calls one has a `#[client(..)]`",
        ),
        Mark::Action => (
            "an action is a method, and no field",
            "write `#[action(..)] async fn run(&self, goal: Goal<..>)` in the impl block; who sends goals has an \
             `#[action_client(..)]`",
        ),
        _ => (
            "a subscription is a method, and no field",
            "write `#[subscribe(..)] fn on_message(&self, msg: &String)` in the impl block",
        ),
    };
    Family::Node.fault(word, what, help)
}

struct Owned {
    tokens: TokenStream,
    /// The first borrow that has no lifetime.
    first: Option<TokenTree>,
}

/// A type with what it borrows owned: `Publisher<String>` of `Publisher<&str>`.
fn without_borrows(ty: &[TokenTree]) -> Owned {
    let (mut tokens, mut first, mut at) = (Vec::new(), None, 0);
    while at < ty.len() {
        let punct = |at: usize, wanted: char| matches!(ty.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
        let word =
            |at: usize, wanted: &str| matches!(ty.get(at), Some(TokenTree::Ident(word)) if word == wanted);
        if punct(at, '&') && !punct(at + 1, '\'') {
            first.get_or_insert_with(|| ty[at].clone());
            at += if word(at + 1, "mut") { 2 } else { 1 };
            if let (true, Some(text)) = (word(at, "str"), ty.get(at)) {
                tokens.push(TokenTree::Ident(Ident::new("String", text.span())));
                at += 1;
            }
            continue;
        }
        tokens.push(ty[at].clone());
        at += 1;
    }
    // A function that is pointed to has lifetimes of its own.
    let pointer = ty.iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "fn" || word == "Fn" || word == "FnMut" || word == "FnOnce" || word == "dyn"));
    match pointer {
        true => Owned { tokens: ty.iter().cloned().collect(), first: None },
        false => Owned { tokens: tokens.into_iter().collect(), first },
    }
}
