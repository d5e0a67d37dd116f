//! What a callback is lent, in a task or a thread that may outlive it.
//!
//! rustc says of it that data escapes, or that a lifetime may not live long enough, and not what to do. What counts is a closure
//! or an `async` block that stands in a call which wants `'static`, and names `self` or a context: that never compiles.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};

use super::foreign::{is_tail, path_to};
use super::tokens::{
    binds, braces, closure, collect, function_end, is_member, is_path, is_punct, is_word, mentions,
    parenthesis, split_arguments,
};

/// What is lent to a callback, where it can not be.
pub(crate) struct Outlives {
    pub(crate) ident: Ident,
    /// The field that is meant, where `self` is named for one.
    pub(crate) field: Option<String>,
    /// The context whose `spawn` it is.
    pub(crate) task_of: Option<String>,
}

/// What starts a thread or a task, by its path.
const STARTS: [&[&str]; 4] = [
    &["std", "thread", "spawn"],
    &["tokio", "spawn"],
    &["tokio", "task", "spawn"],
    &["tokio", "task", "spawn_blocking"],
];

/// The first thing in `body` that is lent, and can not be.
pub(crate) fn outliving(contexts: &[String], body: TokenStream) -> Option<Outlives> {
    let tokens = collect(body);
    outside_items(&tokens).find_map(|at| match &tokens[at] {
        TokenTree::Group(group) => outliving(contexts, group.stream()),
        TokenTree::Ident(name) => {
            let arguments = parenthesis(tokens.get(at + 1))?;
            let task_of = context_before(contexts, &tokens, at).filter(|_| name == "spawn");
            let path = path_to(&tokens, at);
            let starts =
                !is_member(&tokens, at) && path.len() > 1 && STARTS.iter().any(|full| is_tail(&path, full));
            if task_of.is_none() && !starts {
                return None;
            }
            let is_task = task_of.is_some();
            let within = |argument: &Vec<TokenTree>| lent_to(contexts, argument, is_task);
            let (ident, field) = split_arguments(arguments).iter().find_map(within)?;
            Some(Outlives { ident, field, task_of })
        }
        _ => None,
    })
}

/// Where there are `tokens` of the callback itself: a function within it has a `self` of its own, and no context, and the
/// `self` of an import is a module.
fn outside_items(tokens: &[TokenTree]) -> impl Iterator<Item = usize> {
    let mut within = 0;
    (0..tokens.len()).filter(move |&at| {
        if at < within {
            return false;
        }
        if let Some(end) = function_end(tokens, at) {
            within = end;
        } else if is_word(tokens.get(at), "use") {
            within = (at..tokens.len()).find(|&i| is_punct(tokens.get(i), ';')).unwrap_or(tokens.len());
        }
        at >= within
    })
}

/// The context whose method stands at `at`.
fn context_before(contexts: &[String], tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at.checked_sub(2)?) {
        Some(TokenTree::Ident(owner)) if is_member(tokens, at) => {
            Some(crate::text::name(owner)).filter(|name| contexts.contains(name))
        }
        _ => None,
    }
}

/// What is lent to a closure or an `async` block, and the field behind it. Of a context's own task only the future outlives
/// the callback: the closure that makes it runs at once.
fn lent_to(contexts: &[String], argument: &[TokenTree], is_task: bool) -> Option<(Ident, Option<String>)> {
    let (parameters, body) = match closure(argument) {
        Some(closure) if is_task => (closure.parameters, future_of(closure.body, closure.is_async)?),
        Some(closure) => (closure.parameters, closure.body.to_vec()),
        None if is_word(argument.first(), "async") => (&[][..], async_block(argument)),
        None => return None,
    };
    let body = &body[..];
    let own = |name: &String| mentions(parameters, std::slice::from_ref(name)) || binds(body, name);
    let lent: Vec<String> = contexts.iter().filter(|name| !own(name)).cloned().collect();
    first_of(&lent, body)
}

/// The `async` block that a closure is, or ends with.
fn future_of(body: &[TokenTree], is_async: bool) -> Option<Vec<TokenTree>> {
    if is_async {
        return Some(body.to_vec());
    }
    if is_word(body.first(), "async") {
        return Some(async_block(body));
    }
    let [TokenTree::Group(block)] = body else { return None };
    let tokens = collect(block.stream());
    let at = tokens.len().checked_sub(2)?;
    let moved = usize::from(is_word(tokens.get(at), "move"));
    let begins = is_word(tokens.get(at.checked_sub(moved)?), "async");
    begins.then(|| tokens[at..].to_vec())
}

/// The `async` block that `tokens` begin with, without what is called on it: that is called at once.
fn async_block(tokens: &[TokenTree]) -> Vec<TokenTree> {
    let end = tokens.iter().position(|token| braces(Some(token)).is_some());
    tokens[..end.map_or(tokens.len(), |end| end + 1)].to_vec()
}

/// Whether what stands before `rest` is the name of a field: `x: 1.0` of a struct, or `x = 1.0` of a line of the log.
fn names_a_field(rest: &[TokenTree]) -> bool {
    let colon = is_punct(rest.first(), ':') && !is_path(rest);
    let equals = matches!(rest.first(), Some(TokenTree::Punct(punct)) if punct.as_char() == '=' && punct.spacing() == Spacing::Alone);
    colon || equals
}

fn first_of(lent: &[String], tokens: &[TokenTree]) -> Option<(Ident, Option<String>)> {
    outside_items(tokens).find_map(|at| match &tokens[at] {
        TokenTree::Group(group) => first_of(lent, &collect(group.stream())),
        TokenTree::Ident(ident) if ident == "self" && !is_path(&tokens[at + 1..]) => {
            let field = match tokens.get(at + 2) {
                Some(TokenTree::Ident(field)) if is_punct(tokens.get(at + 1), '.') => {
                    Some(field).filter(|_| parenthesis(tokens.get(at + 3)).is_none())
                }
                _ => None,
            };
            Some((ident.clone(), field.map(crate::text::name)))
        }
        TokenTree::Ident(ident)
            if !is_member(tokens, at)
                && !names_a_field(&tokens[at + 1..])
                && lent.contains(&crate::text::name(ident)) =>
        {
            Some((ident.clone(), None))
        }
        _ => None,
    })
}
