//! Blocking calls of other crates in code that runs in an async callback.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

use super::body::{is_path, is_punct, is_word};

/// A call that blocks the thread it is made on.
pub(crate) struct Blocking {
    pub(crate) ident: Ident,
    /// What it is, as it is written.
    pub(crate) what: &'static str,
    /// What to do instead.
    pub(crate) instead: Instead,
}

/// What to do instead of blocking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instead {
    Await,
    Sleep,
    Recv,
    Lock,
    Spawn,
}

/// Names that block wherever they are called.
const NAMES: [(&str, Instead); 7] = [
    ("block_on", Instead::Await),
    ("blocking_recv", Instead::Recv),
    ("blocking_send", Instead::Recv),
    ("blocking_lock", Instead::Lock),
    ("blocking_read", Instead::Lock),
    ("blocking_write", Instead::Lock),
    ("spin_until_future_complete", Instead::Await),
];

/// What takes a `Result` apart, and no future.
const RESULT: [&str; 8] =
    ["unwrap", "expect", "ok", "is_ok", "is_err", "unwrap_or", "unwrap_or_default", "unwrap_err"];

/// What runs its argument on another thread.
const THREADS: [&str; 2] = ["spawn_blocking", "spawn_thread"];

/// The blocking calls in `body`.
pub(crate) fn blocking_calls(body: TokenStream) -> Vec<Blocking> {
    let mut calls = Vec::new();
    find(body, &mut calls);
    calls
}

fn find(body: TokenStream, calls: &mut Vec<Blocking>) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let mut skip = None;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if skip != Some(at) => find(group.stream(), calls),
            TokenTree::Ident(ident) => {
                if runs_elsewhere(&tokens, at, ident) {
                    skip = Some(at + 1);
                }
                calls.extend(blocking(&tokens, at, ident));
            }
            _ => {}
        }
    }
}

fn arguments(tokens: &[TokenTree], at: usize) -> Option<&Group> {
    match tokens.get(at) {
        Some(TokenTree::Group(group)) if group.delimiter() == proc_macro2::Delimiter::Parenthesis => {
            Some(group)
        }
        _ => None,
    }
}

/// Whether `ident` is what starts a thread with the arguments behind it.
fn runs_elsewhere(tokens: &[TokenTree], at: usize, ident: &Ident) -> bool {
    if arguments(tokens, at + 1).is_none() {
        return false;
    }
    let name = ident.to_string();
    let builder =
        || (0..at).any(|i| is_word(tokens.get(i), "thread") && is_word(tokens.get(i + 3), "Builder"));
    THREADS.contains(&name.as_str())
        || (name == "spawn" && (behind_thread(tokens, at) || (is_member(tokens, at) && builder())))
}

/// `thread::` stands before `at`.
fn behind_thread(tokens: &[TokenTree], at: usize) -> bool {
    at >= 3 && is_word(tokens.get(at - 3), "thread") && is_path(&tokens[at - 2..])
}

fn is_member(tokens: &[TokenTree], at: usize) -> bool {
    at >= 1 && is_punct(tokens.get(at - 1), '.')
}

fn blocking(tokens: &[TokenTree], at: usize, ident: &Ident) -> Option<Blocking> {
    let arguments = arguments(tokens, at + 1)?;
    let name = ident.to_string();
    let found = |what, instead| Some(Blocking { ident: ident.clone(), what, instead });
    if let Some((what, instead)) = NAMES.into_iter().find(|(what, _)| *what == name) {
        return found(what, instead);
    }
    let on_result = arguments.stream().is_empty() && is_taken_apart(&tokens[at + 2..]);
    match (name.as_str(), is_member(tokens, at)) {
        ("sleep", false) if behind_thread(tokens, at) => found("thread::sleep", Instead::Sleep),
        ("park" | "park_timeout", false) if behind_thread(tokens, at) => {
            found("thread::park", Instead::Spawn)
        }
        ("recv_timeout", true) => found("recv_timeout", Instead::Recv),
        ("recv", true) if on_result => found("recv", Instead::Recv),
        ("join", true) if on_result => found("join", Instead::Spawn),
        _ => None,
    }
}

/// Whether what was returned is used as a `Result` at once, so that it can be no future.
fn is_taken_apart(behind: &[TokenTree]) -> bool {
    let braces = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == proc_macro2::Delimiter::Brace);
    let method = RESULT.iter().any(|name| is_word(behind.get(1), name));
    is_punct(behind.first(), '?') || braces(behind.first()) || (is_punct(behind.first(), '.') && method)
}

impl Instead {
    /// The fix, where the callback's context is called `context`.
    pub(crate) fn help(self, context: Option<&str>) -> String {
        match (self, context) {
            (Instead::Sleep, Some(cx)) => format!("sleep with the node's clock: `{cx}.sleep(..).await`"),
            (Instead::Sleep, None) => {
                "take the context `cx: &AsyncCx<..>`, and sleep with `cx.sleep(..).await`".to_owned()
            }
            (Instead::Await, _) => "`.await` the future itself".to_owned(),
            (Instead::Recv, _) => "use an async channel, and `.await` it: `tokio::sync::mpsc`".to_owned(),
            (Instead::Lock, _) => "`.await` the async method of the same lock".to_owned(),
            (Instead::Spawn, _) => {
                "move the blocking work to `tokio::task::spawn_blocking(..).await`, or make the callback a sync `fn`"
                    .to_owned()
            }
        }
    }
}
