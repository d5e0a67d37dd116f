//! Patterns of tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A call with its arguments: the tokens from its name on.
pub(super) struct Call<'t> {
    pub(super) arguments: &'t Group,
    /// How many tokens it takes, with the name.
    pub(super) len: usize,
}

/// A closure.
pub(super) struct Closure<'t> {
    pub(super) is_async: bool,
    pub(super) parameters: &'t [TokenTree],
    /// All that stands behind the parameters.
    pub(super) body: &'t [TokenTree],
}

pub(super) fn collect(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

/// Whether the token at `at` is a member: `x.name`, and not the end of a range.
pub(super) fn is_member(tokens: &[TokenTree], at: usize) -> bool {
    let dot = |back: usize| at >= back && is_punct(tokens.get(at - back), '.');
    dot(1) && !dot(2)
}

/// A call at the beginning of `tokens`: `name(..)` or `name::<..>(..)`.
pub(super) fn call_at(tokens: &[TokenTree]) -> Option<Call<'_>> {
    let mut len = 1;
    if is_path(tokens.get(1..)?) && is_punct(tokens.get(3), '<') {
        len = 3 + generics_len(&tokens[3..])?;
    }
    parenthesis(tokens.get(len)).map(|arguments| Call { arguments, len: len + 1 })
}

/// How many tokens `<..>` takes.
fn generics_len(tokens: &[TokenTree]) -> Option<usize> {
    let mut depth = 0_usize;
    for (i, token) in tokens.iter().enumerate() {
        let arrow = i > 0 && is_punct(tokens.get(i - 1), '-');
        if is_punct(Some(token), '<') {
            depth += 1;
        } else if is_punct(Some(token), '>') && !arrow {
            depth -= 1;
            if depth == 0 {
                return Some(i + 1);
            }
        }
    }
    None
}

/// The arguments of a call, split at commas; the commas of a closure's parameters do not count.
pub(super) fn split_arguments(arguments: &Group) -> Vec<Vec<TokenTree>> {
    let mut split = vec![Vec::new()];
    let mut in_closure = false;
    for token in arguments.stream() {
        let comma = is_punct(Some(&token), ',');
        if is_punct(Some(&token), '|') {
            let begins = split.last().is_none_or(|argument| argument.iter().all(is_closure_word));
            in_closure = begins && !in_closure;
        }
        match split.last_mut() {
            Some(argument) if !comma || in_closure => argument.push(token),
            _ => split.push(Vec::new()),
        }
    }
    split.retain(|argument| !argument.is_empty());
    split
}

/// The closure that begins with the first of `tokens`, or with words before it.
pub(super) fn closure(tokens: &[TokenTree]) -> Option<Closure<'_>> {
    let start = tokens.iter().position(|token| !is_closure_word(token))?;
    let parameters = tokens.get(start..).filter(|rest| is_punct(rest.first(), '|'))?.get(1..)?;
    let end = parameters.iter().position(|token| is_punct(Some(token), '|'))?;
    let is_async = tokens[..start].iter().any(|token| is_word(Some(token), "async"));
    Some(Closure { is_async, parameters: &parameters[..end], body: &parameters[end + 1..] })
}

/// Whether a closure's parameters, or the word before them, stand at `at`.
pub(super) fn begins_closure(tokens: &[TokenTree], at: usize) -> bool {
    const WORDS: [&str; 8] = ["return", "else", "in", "match", "if", "break", "async", "move"];
    let bar = |at: usize| is_punct(tokens.get(at), '|');
    let moved = is_word(tokens.get(at), "move") && bar(at + 1);
    let free = match at.checked_sub(1).map(|before| &tokens[before]) {
        None => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() != '|',
        Some(TokenTree::Ident(ident)) => WORDS.iter().any(|word| ident == word),
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => false,
    };
    moved || (bar(at) && free)
}

/// Where the closure ends that begins at `at`: behind its braces, or with the expression that it is.
pub(super) fn closure_end(tokens: &[TokenTree], at: usize) -> usize {
    let start = at + usize::from(is_word(tokens.get(at), "move")) + 1;
    let bar = |i: usize| is_punct(tokens.get(i), '|');
    let body = (start..tokens.len()).find(|&i| bar(i)).map_or(tokens.len(), |i| i + 1);
    let ends = |i: usize| is_punct(tokens.get(i), ',') || is_punct(tokens.get(i), ';');
    (body..tokens.len()).find(|&i| ends(i)).unwrap_or(tokens.len())
}

/// Where the function ends that begins at `at`, if one does: behind its body, or, in a trait, its declaration.
pub(super) fn function_end(tokens: &[TokenTree], at: usize) -> Option<usize> {
    if !is_word(tokens.get(at), "fn") || !is_ident(tokens.get(at + 1)) {
        return None;
    }
    let ends = |i: usize| braces(tokens.get(i)).is_some() || is_punct(tokens.get(i), ';');
    Some((at..tokens.len()).find(|&i| ends(i)).map_or(tokens.len(), |end| end + 1))
}

fn is_closure_word(token: &TokenTree) -> bool {
    is_word(Some(token), "move") || is_word(Some(token), "async")
}

/// Whether parentheses or brackets behind `token` call or index it.
pub(super) fn is_value_end(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(ident) => ident != "let",
        TokenTree::Punct(punct) => punct.as_char() == '>',
        TokenTree::Group(_) | TokenTree::Literal(_) => true,
    }
}

/// `self`, `&self` or `&mut self`.
pub(super) fn is_self(argument: &[TokenTree]) -> bool {
    let mut words =
        argument.iter().filter(|token| !is_punct(Some(token), '&') && !is_word(Some(token), "mut"));
    words.next().is_some_and(|token| is_word(Some(token), "self")) && words.next().is_none()
}

pub(super) fn is_punct(token: Option<&TokenTree>, punct: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == punct)
}

pub(super) fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(found)) if found == word)
}

pub(super) fn is_ident(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(_)))
}

/// `::` comes next.
pub(super) fn is_path(tokens: &[TokenTree]) -> bool {
    is_punct(tokens.first(), ':') && is_punct(tokens.get(1), ':')
}

pub(super) fn parenthesis(token: Option<&TokenTree>) -> Option<&Group> {
    delimited(token, Delimiter::Parenthesis)
}

pub(super) fn braces(token: Option<&TokenTree>) -> Option<&Group> {
    delimited(token, Delimiter::Brace)
}

fn delimited(token: Option<&TokenTree>, delimiter: Delimiter) -> Option<&Group> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
        _ => None,
    }
}

/// Whether one of `words` stands among `tokens`, however deep.
pub(super) fn mentions(tokens: &[TokenTree], words: &[String]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(ident) => words.contains(&crate::text::name(ident)),
        TokenTree::Group(group) => mentions(&collect(group.stream()), words),
        _ => false,
    })
}

/// Whether a pattern within `tokens` may give `name` to something else.
pub(super) fn binds(tokens: &[TokenTree], name: &str) -> bool {
    let names = |tokens: &[TokenTree]| mentions(tokens, &[name.to_owned()]);
    let up_to = |at: usize, ends: &dyn Fn(&TokenTree) -> bool| {
        let rest = &tokens[at + 1..];
        names(&rest[..rest.iter().position(ends).unwrap_or(rest.len())])
    };
    (0..tokens.len()).any(|at| match &tokens[at] {
        TokenTree::Group(group) => binds(&collect(group.stream()), name),
        TokenTree::Ident(word) if word == "let" => up_to(at, &|token| is_punct(Some(token), '=')),
        // A function with its parameters, an import or a constant of that name.
        TokenTree::Ident(word) if word == "fn" => {
            up_to(at, &|token| is_punct(Some(token), ';') || braces(Some(token)).is_some())
        }
        TokenTree::Ident(word) if word == "use" || word == "const" || word == "static" => {
            up_to(at, &|token| is_punct(Some(token), ';') || is_punct(Some(token), '='))
        }
        TokenTree::Ident(word) if word == "for" => up_to(at, &|token| is_word(Some(token), "in")),
        TokenTree::Punct(punct) if punct.as_char() == '|' && begins_closure(tokens, at) => {
            up_to(at, &|token| is_punct(Some(token), '|'))
        }
        TokenTree::Punct(punct) if punct.as_char() == '=' && is_punct(tokens.get(at + 1), '>') => {
            let ends = |token: &TokenTree| is_punct(Some(token), ',') || braces(Some(token)).is_some();
            // A pattern may have braces of its own, which end at its arrow or at its guard.
            let pattern = &tokens[..at];
            let guard = pattern.iter().rposition(|token| is_word(Some(token), "if"));
            let guard = guard.filter(|&guard| !pattern[guard..].iter().any(ends));
            let end = guard.unwrap_or(at).saturating_sub(1);
            let end = end - usize::from(end > 0 && is_punct(tokens.get(end), ','));
            let start = pattern[..end].iter().rposition(ends).map_or(0, |at| at + 1);
            names(&pattern[start..])
        }
        _ => false,
    })
}
