//! Blocking calls of other crates in code that runs in an async callback.
//!
//! A name alone shows nothing: a type of the user's may have a `recv`, a `join` or a `block_on` of its own. What
//! counts is a path, a name that says itself that it blocks, or a future that is given to a `block_on`. What a
//! closure does counts where its own thread is the callback's, which is known of a task's alone.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

use super::imports::Imports;
use super::tokens::{
    begins_closure, binds, closure, closure_end, collect, function_end, is_member, is_path, is_punct,
    is_word, mentions, parenthesis, split_arguments,
};

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

/// Functions by their paths, and how many names of a path have to be written so that it can be no other's.
const PATHS: [(&[&str], usize, &str, Instead); 19] = [
    (&["std", "thread", "sleep"], 2, "thread::sleep", Instead::Sleep),
    (&["std", "thread", "park"], 2, "thread::park", Instead::Spawn),
    (&["std", "thread", "park_timeout"], 2, "thread::park_timeout", Instead::Sleep),
    (&["std", "thread", "JoinHandle", "join"], 2, "JoinHandle::join", Instead::Spawn),
    (&["std", "sync", "mpsc", "Receiver", "recv"], 3, "Receiver::recv", Instead::Recv),
    (&["std", "sync", "mpsc", "Receiver", "recv_timeout"], 3, "Receiver::recv_timeout", Instead::Recv),
    (&["tokio", "runtime", "Handle", "block_on"], 2, "Handle::block_on", Instead::Await),
    (&["tokio", "runtime", "Runtime", "block_on"], 2, "Runtime::block_on", Instead::Await),
    (&["tokio_test", "block_on"], 2, "block_on", Instead::Await),
    (&["futures", "executor", "block_on"], 2, "block_on", Instead::Await),
    (&["futures_executor", "block_on"], 2, "block_on", Instead::Await),
    (&["futures_lite", "future", "block_on"], 2, "block_on", Instead::Await),
    (&["async_std", "task", "block_on"], 2, "block_on", Instead::Await),
    (&["async_io", "block_on"], 2, "block_on", Instead::Await),
    (&["async_global_executor", "block_on"], 2, "block_on", Instead::Await),
    (&["smol", "block_on"], 2, "block_on", Instead::Await),
    (&["smol", "future", "block_on"], 2, "block_on", Instead::Await),
    (&["pollster", "block_on"], 2, "block_on", Instead::Await),
    (&["extreme", "run"], 2, "extreme::run", Instead::Await),
];

/// Names that say themselves that they block.
const NAMES: [(&str, Instead); 6] = [
    ("blocking_recv", Instead::Recv),
    ("blocking_send", Instead::Recv),
    ("blocking_lock", Instead::Lock),
    ("blocking_read", Instead::Lock),
    ("blocking_write", Instead::Lock),
    ("spin_until_future_complete", Instead::Await),
];

/// What makes a runtime of tokio's, by path.
const RUNTIMES: [&[&str]; 4] = [
    &["tokio", "runtime", "Handle", "current"],
    &["tokio", "runtime", "Runtime", "new"],
    &["tokio", "runtime", "Builder", "new_current_thread"],
    &["tokio", "runtime", "Builder", "new_multi_thread"],
];

/// What a file names that imports one of them.
pub(crate) const BLOCKING_WORDS: [&str; 4] = ["thread", "block_on", "pollster", "executor"];

/// The blocking calls in `body`, whose contexts have these names, in a module with these imports.
pub(crate) fn blocking_calls(contexts: &[String], imports: &Imports, body: TokenStream) -> Vec<Blocking> {
    let body = collect(body);
    let mut finder = Finder { contexts, imports, body: &body, calls: Vec::new() };
    finder.find(&body);
    finder.calls
}

struct Finder<'a> {
    contexts: &'a [String],
    imports: &'a Imports,
    /// All of it: it may have names of its own.
    body: &'a [TokenTree],
    calls: Vec<Blocking>,
}

impl Finder<'_> {
    fn find(&mut self, tokens: &[TokenTree]) {
        let mut at = 0;
        while at < tokens.len() {
            if begins_closure(tokens, at) {
                at = closure_end(tokens, at);
                continue;
            }
            // What a function within the body does, its callers show.
            if let Some(end) = function_end(tokens, at) {
                at = end;
                continue;
            }
            match &tokens[at] {
                TokenTree::Ident(name) => self.call(tokens, at, name),
                TokenTree::Group(group) => self.find(&collect(group.stream())),
                _ => {}
            }
            at += 1;
        }
    }

    fn call(&mut self, tokens: &[TokenTree], at: usize, name: &Ident) {
        let Some(arguments) = parenthesis(tokens.get(at + 1)) else { return };
        if name == "spawn" && at >= 2 && mentions(&tokens[at - 2..at - 1], self.contexts) {
            for argument in split_arguments(arguments) {
                self.find(closure(&argument).map_or(&[], |closure| closure.body));
            }
        } else if let Some((what, instead)) = self.blocking(tokens, at, arguments) {
            self.calls.push(Blocking { ident: name.clone(), what, instead });
        }
    }

    fn blocking(
        &self,
        tokens: &[TokenTree],
        at: usize,
        arguments: &Group,
    ) -> Option<(&'static str, Instead)> {
        let member = is_member(tokens, at);
        // A method is not what is imported by its name.
        let path = if member { path_to(tokens, at) } else { self.resolved(path_to(tokens, at)) };
        let name = path.last()?.as_str();
        if let Some((what, instead)) = NAMES.into_iter().find(|(what, _)| *what == name) {
            return Some((what, instead));
        }
        let by_path =
            |(full, least, ..): &&(&[&str], usize, _, _)| path.len() >= *least && is_tail(&path, full);
        if let Some((_, _, what, instead)) = PATHS.iter().find(by_path).filter(|_| !member) {
            return Some((what, *instead));
        }
        let awaited = is_punct(tokens.get(at + 2), '.') && is_word(tokens.get(at + 3), "await");
        match name {
            "block_on" if !awaited && (self.is_future(arguments) || (member && of_runtime(tokens, at))) => {
                Some(("block_on", Instead::Await))
            }
            "join" if member && is_spawned(tokens, at) => Some(("join", Instead::Spawn)),
            _ => None,
        }
    }

    /// The path with what its first name is imported as, if the body has no other use for that.
    fn resolved(&self, path: Vec<String>) -> Vec<String> {
        let resolved = self.imports.resolve(&path);
        let own = path.first().is_some_and(|first| resolved != path && binds(self.body, first));
        if own { path } else { resolved }
    }

    /// Whether the only argument is a future by what is seen of it: an `async` block, or a call in the context.
    fn is_future(&self, arguments: &Group) -> bool {
        let tokens = collect(arguments.stream());
        let begins = tokens.iter().find(|token| !is_punct(Some(token), '&'));
        let calls = (0..tokens.len()).any(|at| {
            let method = is_word(tokens.get(at), "call") || is_word(tokens.get(at), "call_timeout");
            let first = parenthesis(tokens.get(at + 1)).map(split_arguments).unwrap_or_default();
            let lent = first.first().is_some_and(|argument| mentions(argument, self.contexts));
            method && is_member(&tokens, at) && lent && tokens.get(at + 2).is_none()
        });
        is_word(begins, "async") || calls
    }
}

/// The names of the path that ends at `at`.
pub(super) fn path_to(tokens: &[TokenTree], at: usize) -> Vec<String> {
    let mut names = Vec::new();
    let mut end = at;
    while let Some(TokenTree::Ident(ident)) = tokens.get(end) {
        names.insert(0, crate::text::name(ident));
        if end < 3 || !is_path(&tokens[end - 2..]) {
            break;
        }
        end -= 3;
    }
    names
}

/// Whether `path` is the end of `full`.
pub(super) fn is_tail(path: &[String], full: &[&str]) -> bool {
    path.len() <= full.len() && path.iter().rev().zip(full.iter().rev()).all(|(name, known)| name == known)
}

/// The paths of the calls that the method at `at` is called behind: `a::b(..).c(..).method`.
fn chain(tokens: &[TokenTree], at: usize) -> impl Iterator<Item = Vec<String>> {
    let ends =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if ";,=".contains(punct.as_char()));
    let start = tokens[..at].iter().rposition(ends).map_or(0, |i| i + 1);
    let calls = (start..at).filter(move |&i| parenthesis(tokens.get(i + 1)).is_some());
    calls.map(|i| path_to(tokens, i))
}

fn of_runtime(tokens: &[TokenTree], at: usize) -> bool {
    chain(tokens, at).any(|path| path.len() > 1 && RUNTIMES.iter().any(|full| is_tail(&path, full)))
}

fn is_spawned(tokens: &[TokenTree], at: usize) -> bool {
    chain(tokens, at).any(|path| path.len() > 1 && is_tail(&path, &["std", "thread", "spawn"]))
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
