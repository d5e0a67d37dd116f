//! Goals that were sent: which local names have them, and whose they are.
//!
//! A goal's methods take a context, and nothing in `goal.result(cx)` says which client has sent it. So names that are
//! bound by `let` are followed through a body, and everything else counts as a goal of any client.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenTree};

use super::tokens::{begins_closure, braces, collect, is_path, is_punct, is_word, mentions};

/// What a wait is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    Reply,
    Goal,
    Feedback,
    Result,
    Cancel,
}

/// What a client's methods wait for, and those of a goal.
const METHODS: [(&str, Awaited, Of); 18] = [
    ("get", Awaited::Reply, Of::Parameters),
    ("set", Awaited::Reply, Of::Parameters),
    ("set_all", Awaited::Reply, Of::Parameters),
    ("list", Awaited::Reply, Of::Parameters),
    ("call", Awaited::Reply, Of::Service),
    ("call_timeout", Awaited::Reply, Of::Service),
    ("send", Awaited::Goal, Of::Action),
    ("send_timeout", Awaited::Goal, Of::Action),
    ("cancel_all", Awaited::Cancel, Of::Action),
    ("cancel_all_timeout", Awaited::Cancel, Of::Action),
    ("cancel_all_before", Awaited::Cancel, Of::Action),
    ("cancel_all_before_timeout", Awaited::Cancel, Of::Action),
    ("next_feedback", Awaited::Feedback, Of::Goal),
    ("next_feedback_timeout", Awaited::Feedback, Of::Goal),
    ("result", Awaited::Result, Of::Goal),
    ("result_timeout", Awaited::Result, Of::Goal),
    ("cancel", Awaited::Cancel, Of::Goal),
    ("cancel_timeout", Awaited::Cancel, Of::Goal),
];

/// Whose method it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Service,
    /// A client of another node's parameters. Much else has methods of these names.
    Parameters,
    Action,
    Goal,
}

/// What `method` waits for, where it is one of `of`.
pub(super) fn awaited(method: &str, of: Of) -> Option<Awaited> {
    METHODS.iter().find(|(name, _, whose)| *name == method && *whose == of).map(|(_, awaited, _)| *awaited)
}

/// What a client's `method` is meant to be, where it has too few arguments for one of them to be the context, or the name
/// that another library has for it.
pub(super) fn lacks_context(method: &str, arguments: &[Vec<TokenTree>]) -> Option<&'static str> {
    let is_time = || arguments.iter().all(|argument| is_time(argument));
    match (method, arguments.len()) {
        ("call", 1) | ("call_async" | "async_call" | "send_request" | "async_send_request", _) => {
            Some("call")
        }
        ("send", 1) | ("send_goal" | "send_goal_async" | "async_send_goal", _) => Some("send"),
        ("call_timeout", 2) => Some("call_timeout"),
        ("send_timeout", 2) => Some("send_timeout"),
        ("wait_for_service" | "wait_for_service_timeout", 1) if is_time() => Some("wait_for_service_timeout"),
        ("wait_for_server" | "wait_for_server_timeout", 1) if is_time() => Some("wait_for_server_timeout"),
        _ => None,
    }
}

/// Whether it is a time by what is seen of it. Anything else may be a context by another name.
fn is_time(argument: &[TokenTree]) -> bool {
    matches!(argument, [TokenTree::Literal(_)]) || mentions(argument, &["Duration".to_owned()])
}

/// The names that have goals, each with the fields of the clients that have sent them.
#[derive(Debug, Default)]
pub(super) struct Goals {
    names: BTreeMap<String, BTreeSet<String>>,
    /// How many calls that send come next whose goals such a name gets.
    sent: usize,
}

impl Goals {
    /// Looks at a `let` whose tokens begin at its pattern: its names have the goals of what it is bound to. Returns how
    /// many tokens the pattern takes.
    pub(super) fn bind(&mut self, tokens: &[TokenTree]) -> usize {
        let statement = tokens.iter().position(|token| is_punct(Some(token), ';')).unwrap_or(tokens.len());
        let equals = tokens[..statement].iter().position(|token| is_punct(Some(token), '='));
        let Some(equals) = equals else { return 0 };
        let ends = |token: &TokenTree| {
            is_punct(Some(token), ';')
                || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
        };
        let bound = &tokens[equals + 1..];
        let bound = &bound[..bound.iter().position(ends).unwrap_or(bound.len())];
        let fields = self.of(bound);
        self.sent = sent(bound);
        for name in names(&tokens[..equals]) {
            self.give(name, fields.clone());
        }
        equals
    }

    /// Gives a name these goals, or none, and returns those that it had.
    fn give(&mut self, name: String, fields: BTreeSet<String>) -> BTreeSet<String> {
        let before = match fields.is_empty() {
            true => self.names.remove(&name),
            false => self.names.insert(name, fields),
        };
        before.unwrap_or_default()
    }

    /// Looks at a `match` whose tokens begin behind that word: the names of its patterns have the goals of what is
    /// matched.
    pub(super) fn bind_arms(&mut self, tokens: &[TokenTree]) {
        let Some(at) = tokens.iter().position(|token| braces(Some(token)).is_some()) else { return };
        let (matched, fields) = (&tokens[..at], self.of(&tokens[..at]));
        let Some(arms) = braces(tokens.get(at)).filter(|_| !fields.is_empty()) else { return };
        self.sent = sent(matched);
        for name in patterns(&collect(arms.stream())) {
            self.give(name, fields.clone());
        }
    }

    /// Gives the names of a `for`'s pattern the goals of what is gone through, until they are [shown](Goals::show) again.
    pub(super) fn hide(&mut self, pattern: &[TokenTree], gone_through: &[TokenTree]) -> Hidden {
        let fields = self.of(gone_through);
        let hide = |name: String| (name.clone(), self.give(name, fields.clone()));
        Hidden(names(pattern).into_iter().map(hide).collect())
    }

    pub(super) fn show(&mut self, hidden: Hidden) {
        for (name, before) in hidden.0.into_iter().rev() {
            self.give(name, before);
        }
    }

    /// Goes on behind a block, before which the names were those of `before`: what the block has hidden is there again.
    pub(super) fn leave(&mut self, before: BTreeMap<String, BTreeSet<String>>) {
        for (name, fields) in before {
            self.names.entry(name).or_default().extend(fields);
        }
    }

    /// Looks at what stands behind a name: where another goal is assigned to it, it may have that one, too.
    pub(super) fn assign(&mut self, name: &str, behind: &[TokenTree]) {
        let assigns =
            is_punct(behind.first(), '=') && !is_punct(behind.get(1), '=') && !is_punct(behind.get(1), '>');
        if !assigns || !self.names.contains_key(name) {
            return;
        }
        let end = behind.iter().position(|token| is_punct(Some(token), ';')).unwrap_or(behind.len());
        let fields = self.of(&behind[1..end]);
        self.names.entry(name.to_owned()).or_default().extend(fields);
    }

    /// The names as they are.
    pub(super) fn names(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.names.clone()
    }

    /// Whether a name gets the goal of the call that sends next, which is passed then.
    pub(super) fn takes_sent(&mut self) -> bool {
        let takes = self.sent > 0;
        self.sent = self.sent.saturating_sub(1);
        takes
    }

    /// The clients that have sent the goals which `tokens` mention.
    pub(super) fn of(&self, tokens: &[TokenTree]) -> BTreeSet<String> {
        let mut fields = BTreeSet::new();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => fields.extend(self.of(&collect(group.stream()))),
                TokenTree::Ident(_) if sends(&tokens[at..]) => {
                    fields.extend(tokens.get(at + 2).map(name));
                }
                TokenTree::Ident(ident) => {
                    let member = at > 0 && is_punct(tokens.get(at - 1), '.');
                    let known = self.names.get(&crate::text::name(ident)).filter(|_| !member);
                    fields.extend(known.into_iter().flatten().cloned());
                }
                _ => {}
            }
        }
        fields
    }

    /// The clients whose goal `name` has, if it has one.
    pub(super) fn get(&self, name: &str) -> Option<&BTreeSet<String>> {
        self.names.get(name)
    }
}

/// The goals of names that have others for a while.
pub(super) struct Hidden(Vec<(String, BTreeSet<String>)>);

/// `self.field.send(..)`.
fn sends(tokens: &[TokenTree]) -> bool {
    let method = tokens.get(4).map(name).unwrap_or_default();
    is_word(tokens.first(), "self")
        && is_punct(tokens.get(1), '.')
        && is_punct(tokens.get(3), '.')
        && awaited(&method, Of::Action) == Some(Awaited::Goal)
}

/// How many calls in `tokens` send goals that are their value, or part of it. None where one is handed to somebody else.
fn sent(tokens: &[TokenTree]) -> usize {
    count_sent(tokens).unwrap_or(0)
}

/// `None` where a goal is handed to a function or a macro as it is, which may keep it. A closure's value is what the function
/// returns.
fn count_sent(tokens: &[TokenTree]) -> Option<usize> {
    let mut count = (0..tokens.len()).filter(|&at| sends(&tokens[at..])).count();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let within = collect(group.stream());
        let sent = count_sent(&within)?;
        if sent > 0 && may_keep(&tokens[..at]) && !begins_closure(&within, 0) {
            return None;
        }
        count += sent;
    }
    Some(count)
}

/// Whether what stands in the brackets behind `before` may be kept by whom it is given to: by a function or a macro, and not by
/// a value that is made of it.
fn may_keep(before: &[TokenTree]) -> bool {
    const GIVE_IT_BACK: [&str; 12] =
        ["new", "pin", "join", "try_join", "select", "dbg", "vec", "if", "in", "match", "return", "while"];
    let macro_name = before.split_last().filter(|(last, _)| is_punct(Some(last), '!'));
    let name = macro_name.map_or(before.last(), |(_, before)| before.last());
    let Some(TokenTree::Ident(name)) = name else { return false };
    let name = name.to_string();
    name.starts_with(|first: char| first.is_lowercase() || first == '_') && !GIVE_IT_BACK.contains(&&*name)
}

/// Whether a name with a goal is used as a value, and not only for its methods: the goal may be kept then.
pub(super) fn is_kept(behind: &[TokenTree]) -> bool {
    let next = behind.iter().find(|token| !is_punct(Some(token), '?'));
    !is_punct(next, '.') && !is_punct(next, ';')
}

/// Whether what is sent by the call that ends before `behind` goes nowhere: to a goal's own method, and not into a
/// value that somebody keeps.
pub(super) fn is_used_up(behind: &[TokenTree]) -> bool {
    let chain =
        behind.iter().take_while(|token| !is_punct(Some(token), ';') && braces(Some(token)).is_none());
    let names: Vec<String> = chain.map(name).collect();
    names.iter().any(|name| name == "detach" || awaited(name, Of::Goal).is_some())
}

/// Where the expression begins whose method is called behind the dot at `dot`.
pub(super) fn receiver(tokens: &[TokenTree], dot: usize) -> &[TokenTree] {
    let mut at = dot;
    loop {
        while at > 0 && is_punct(tokens.get(at - 1), '?') {
            at -= 1;
        }
        let before = |at: usize| at.checked_sub(1).and_then(|at| tokens.get(at));
        if matches!(before(at), Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::Brace) {
            at -= 1;
        }
        if matches!(before(at), Some(TokenTree::Ident(_))) {
            at -= 1;
        }
        if is_punct(before(at), '.') && !is_punct(before(at - 1), '.') {
            at -= 1;
        } else {
            return &tokens[at..dot];
        }
    }
}

/// The names that the patterns of a `match` bind.
fn patterns(arms: &[TokenTree]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = arms;
    let arrow =
        |at: usize, rest: &[TokenTree]| is_punct(rest.get(at), '=') && is_punct(rest.get(at + 1), '>');
    while let Some(at) = (0..rest.len()).find(|&at| arrow(at, rest)) {
        let guard = rest[..at].iter().position(|token| is_word(Some(token), "if")).unwrap_or(at);
        found.extend(names(&rest[..guard]));
        rest = &rest[at + 2..];
        let ends = |token: &TokenTree| is_punct(Some(token), ',');
        let end = if braces(rest.first()).is_some() { Some(0) } else { rest.iter().position(ends) };
        rest = &rest[end.map_or(rest.len(), |end| end + 1)..];
    }
    found
}

/// The names that a pattern binds, and a few more: those of types and fields.
fn names(pattern: &[TokenTree]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, token) in pattern.iter().enumerate() {
        match token {
            TokenTree::Group(group) => found.extend(names(&collect(group.stream()))),
            TokenTree::Ident(_) if is_path(&pattern[at + 1..]) => {}
            // What holds others, and is no name itself.
            TokenTree::Ident(_) if matches!(pattern.get(at + 1), Some(TokenTree::Group(_))) => {}
            TokenTree::Ident(ident) => found.push(crate::text::name(ident)),
            _ => {}
        }
    }
    found
}

fn name(token: &TokenTree) -> String {
    match token {
        TokenTree::Ident(ident) => crate::text::name(ident),
        _ => String::new(),
    }
}
