//! `#[init]`: which handles do not end in their own fields alone.
//!
//! A handle comes to its field by `add: handles.add` in the node's literal, where that is what `#[init]` returns. All
//! else counts: a literal of another type, a macro's tokens, a node that is kept in a variable and used once more.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::tokens::{braces, collect, is_member, is_path, is_punct, is_word, mentions};

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

/// The handles that the body of the `#[init]` of `node` gives away, which gets them as `handles`.
pub(crate) fn leaving_handles(node: &str, handles: &str, body: TokenStream) -> Leaving {
    let body = collect(body);
    let reader = Init { node, handles, returned: returned_variable(&body) };
    reader.within(&body, Position::Returned)
}

/// Where tokens stand in a body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Where what is made is returned.
    Returned,
    /// Among the fields of the node's literal, which is returned.
    Literal,
    /// Anywhere else.
    Elsewhere,
}

struct Init<'a> {
    node: &'a str,
    handles: &'a str,
    /// The variable that holds the node, if nothing is done with it but to return it.
    returned: Option<String>,
}

impl Init<'_> {
    fn within(&self, tokens: &[TokenTree], position: Position) -> Leaving {
        let mut leaving = Leaving::none();
        for (at, token) in tokens.iter().enumerate() {
            let found = match token {
                TokenTree::Group(group) => {
                    self.within(&collect(group.stream()), self.position(tokens, at, position))
                }
                _ if is_word(Some(token), self.handles) && !is_member(tokens, at) => {
                    self.handle(tokens, at, position)
                }
                _ => continue,
            };
            leaving = leaving.and(found);
        }
        leaving
    }

    /// What is done with the handles at `at`.
    fn handle(&self, tokens: &[TokenTree], at: usize, position: Position) -> Leaving {
        let (true, Some(TokenTree::Ident(field))) = (is_punct(tokens.get(at + 1), '.'), tokens.get(at + 2))
        else {
            return Leaving::All;
        };
        let field = crate::text::name(field);
        let named = at >= 2 && is_punct(tokens.get(at - 1), ':') && is_word(tokens.get(at - 2), &field);
        let ends = tokens.get(at + 3).is_none() || is_punct(tokens.get(at + 3), ',');
        if position == Position::Literal && named && ends {
            Leaving::none()
        } else {
            Leaving::Fields(BTreeSet::from([field]))
        }
    }

    /// Where the tokens of the group at `at` stand.
    fn position(&self, tokens: &[TokenTree], at: usize, position: Position) -> Position {
        let TokenTree::Group(group) = &tokens[at] else { return Position::Elsewhere };
        let start = path_start(tokens, at);
        let path = &tokens[start..at];
        let whole = |start: usize| is_start(tokens, start) && is_end(tokens, at + 1);
        let inside = match (position, group.delimiter()) {
            (Position::Returned, Delimiter::Brace) if self.is_node(path) => {
                let bound = self.returned.as_ref().is_some_and(|name| is_bound(tokens, start, name));
                ((bound && is_end(tokens, at + 1)) || whole(start)).then_some(Position::Literal)
            }
            (Position::Returned, Delimiter::Brace) => is_block(tokens, at).then_some(Position::Returned),
            // `Ok(..)`, or a tuple.
            (Position::Returned, Delimiter::Parenthesis) => {
                let start = if names(path).any(|name| name == "Ok") { start } else { at };
                whole(start).then_some(Position::Returned)
            }
            _ => None,
        };
        inside.unwrap_or(Position::Elsewhere)
    }

    /// Whether braces behind `path` are those of a literal of the node: `Self { .. }`, or `Demo::<T> { .. }`.
    fn is_node(&self, path: &[TokenTree]) -> bool {
        let by_name = |name: String| name == "Self" || name == self.node;
        match path.last() {
            Some(TokenTree::Ident(last)) => by_name(crate::text::name(last)),
            Some(_) => names(path).any(by_name),
            None => false,
        }
    }
}

fn names(path: &[TokenTree]) -> impl Iterator<Item = String> {
    path.iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(crate::text::name(ident)),
        _ => None,
    })
}

/// Where the path begins that ends before `at`, generic arguments included.
fn path_start(tokens: &[TokenTree], at: usize) -> usize {
    const WORDS: [&str; 4] = ["return", "else", "match", "if"];
    let mut start = at;
    while start > 0 {
        start -= match &tokens[start - 1] {
            TokenTree::Ident(ident) if !WORDS.iter().any(|word| ident == word) => 1,
            TokenTree::Punct(_) if start > 1 && is_path(&tokens[start - 2..]) => 2,
            TokenTree::Punct(punct) if punct.as_char() == '>' && !is_arrow(tokens, start - 1) => {
                let opens = |i: &usize| is_punct(tokens.get(*i), '<');
                let closes = |i: &usize| is_punct(tokens.get(*i), '>');
                let balanced = |i: &usize| {
                    let range = || *i..start;
                    range().filter(opens).count() == range().filter(closes).count()
                };
                (0..start).rev().filter(opens).find(balanced).map_or(1, |i| start - i)
            }
            _ => break,
        };
    }
    start
}

/// Whether the token at `at` is the `>` of `=>`.
fn is_arrow(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), '>') && at > 0 && is_punct(tokens.get(at - 1), '=')
}

/// Whether the braces at `at` are a block whose value is nowhere used but as that of the block around it.
fn is_block(tokens: &[TokenTree], at: usize) -> bool {
    let ends = |i: usize| {
        is_punct(tokens.get(i), ';')
            || is_punct(tokens.get(i), ',')
            || is_arrow(tokens, i)
            || braces(tokens.get(i)).is_some()
    };
    let start = (0..at).rev().find(|&i| ends(i)).map_or(0, |i| i + 1);
    let used = tokens[start..at].iter().any(|token| is_punct(Some(token), '=') || is_punct(Some(token), '!'));
    let goes_on = ['.', '?'].iter().any(|&punct| is_punct(tokens.get(at + 1), punct));
    !used && !goes_on && (start == 0 || !is_word(tokens.get(start), "else") || is_block(tokens, start - 1))
}

/// Whether a value that begins at `at` is a whole one: of a block, an arm, a tuple, or what is returned.
fn is_start(tokens: &[TokenTree], at: usize) -> bool {
    match at.checked_sub(1).map(|before| &tokens[before]) {
        None => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ';' | ',') || is_arrow(tokens, at - 1),
        Some(TokenTree::Ident(ident)) => ident == "return",
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(TokenTree::Literal(_)) => false,
    }
}

fn is_end(tokens: &[TokenTree], at: usize) -> bool {
    tokens.get(at).is_none() || is_punct(tokens.get(at), ',') || is_punct(tokens.get(at), ';')
}

/// Whether `let name = ` stands before `at`.
fn is_bound(tokens: &[TokenTree], at: usize, name: &str) -> bool {
    at >= 3
        && is_punct(tokens.get(at - 1), '=')
        && is_word(tokens.get(at - 2), name)
        && is_word(tokens.get(at - 3), "let")
}

/// The variable of `let node = Self { .. };`, where all that is done with it is to return it at the end.
fn returned_variable(body: &[TokenTree]) -> Option<String> {
    let last = body.iter().rposition(|token| is_punct(Some(token), ';'))? + 1;
    let (before, end) = body.split_at(last);
    let name = returned_name(end)?;
    let mut uses = (0..before.len()).filter(|&at| mentions(&before[at..=at], std::slice::from_ref(&name)));
    // The only one is where it is bound.
    let bound = uses.next().is_some_and(|at| is_bound(before, at + 2, &name));
    (bound && uses.next().is_none()).then_some(name)
}

/// `node`, `Ok(node)`, `(node, State)` or `Ok((node, State))`.
fn returned_name(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [TokenTree::Ident(ok), TokenTree::Group(group)] if ok == "Ok" => {
            returned_name(&collect(group.stream()))
        }
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            returned_name(&collect(group.stream()))
        }
        [TokenTree::Ident(name), rest @ ..] if is_end(rest, 0) => {
            let name = crate::text::name(name);
            (!mentions(rest, std::slice::from_ref(&name))).then_some(name)
        }
        _ => None,
    }
}
