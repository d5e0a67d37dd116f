//! Mistakes of a first day, of which rustc says what it can not do, and not what is meant.
//!
//! Some are certain by what is written: the names of a callback's parameters say what they are. Others depend on what a field
//! is, which the facts know.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};

use super::body::SelfKind;
use super::tokens::{
    binds, braces, call_at, collect, function_end, is_ident, is_member, is_punct, is_word, mentions,
    parenthesis, split_arguments,
};
use crate::syntax::Asyncness;
use crate::text;

/// What the parameters of a method are, by their names.
pub(crate) struct Known<'a> {
    pub(crate) receiver: SelfKind,
    pub(crate) asyncness: Asyncness,
    pub(crate) contexts: &'a [String],
    /// The names of all parameters, where it is a callback: only of those is it known what they can take.
    pub(crate) parameters: Option<&'a [String]>,
    /// The message of a subscription, where it is shared with others.
    pub(crate) message: Option<&'a str>,
    /// The handles that `#[init]` makes its node of.
    pub(crate) handles: Option<&'a str>,
}

/// A mistake, with what to point at.
#[derive(Debug)]
pub(crate) struct Slip {
    pub(crate) at: TokenTree,
    pub(crate) kind: SlipKind,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SlipKind {
    /// `cx.sleep(5)`.
    Sleep { context: String, number: String },
    /// `msg.data = ..`, where the message is shared.
    Changed { message: String },
    /// `.await` in a function that is not async.
    Awaited,
    /// `cx.now()` where nothing is called `cx`.
    NoContext,
    /// `h.create_publisher(..)`.
    Made { handles: String, method: String, name: Option<String> },
    /// `self.field * 2.0`: where it is a parameter.
    Value { field: String, use_of: Use },
    /// `self.field.call(cx, ..)?.await`: where it is a client.
    Early { field: String, method: String },
    /// `self.field.call_timeout(cx, .., 5)`: where it is a client.
    Seconds { field: String, method: String, number: String },
}

/// What is done with a handle as if it were its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Read,
    /// Set, to a literal.
    Assigned,
}

impl SlipKind {
    /// Whether it is one wherever it stands, whatever the types are.
    pub(crate) fn is_certain(&self) -> bool {
        match self {
            SlipKind::Sleep { .. }
            | SlipKind::Changed { .. }
            | SlipKind::Awaited
            | SlipKind::NoContext
            | SlipKind::Made { .. } => true,
            SlipKind::Value { .. } | SlipKind::Early { .. } | SlipKind::Seconds { .. } => false,
        }
    }
}

/// What ends in a time limit, among the methods of clients.
const LIMITED: [&str; 4] =
    ["call_timeout", "send_timeout", "wait_for_service_timeout", "wait_for_server_timeout"];
/// What a client's other methods wait for.
const AWAITED: [&str; 4] = ["call", "send", "wait_for_service", "wait_for_server"];

/// What a context is mostly called.
const CX: &str = "cx";

/// The mistakes in `body`, one for each place.
pub(crate) fn slips(known: &Known<'_>, body: TokenStream) -> Vec<Slip> {
    let tokens = collect(body);
    let own = |name: &str| !binds(&tokens, name);
    let contexts: Vec<String> = known.contexts.iter().filter(|name| own(name)).cloned().collect();
    let finder = Finder {
        // Who has its node by value may move what is in it.
        borrowed: matches!(known.receiver, SelfKind::Shared | SelfKind::Exclusive),
        contexts: &contexts,
        message: known.message.filter(|name| own(name)),
        handles: known.handles.filter(|name| own(name)),
    };
    let mut found = Vec::new();
    finder.find(&tokens, &mut found);
    let awaited = (known.asyncness == Asyncness::Sync).then(|| awaited(&tokens)).flatten();
    found.extend(awaited.map(|at| Slip { at, kind: SlipKind::Awaited }));
    let own =
        known.parameters.is_some_and(|names| !names.iter().any(|name| name == CX)) && !binds(&tokens, CX);
    let absent = own.then(|| absent(&tokens)).flatten();
    found.extend(absent.map(|at| Slip { at, kind: SlipKind::NoContext }));
    found
}

/// The first context by its usual name that something is asked of, or that is an argument. Macros may mean something else.
fn absent(tokens: &[TokenTree]) -> Option<TokenTree> {
    (0..tokens.len()).find_map(|at| match &tokens[at] {
        TokenTree::Ident(name) if name == CX && !is_member(tokens, at) => {
            let asked = is_punct(tokens.get(at + 1), '.');
            let given = is_punct(tokens.get(at + 1), ',') || tokens.get(at + 1).is_none();
            (asked || given).then(|| tokens[at].clone())
        }
        TokenTree::Group(group) if at == 0 || !is_punct(tokens.get(at - 1), '!') => {
            absent(&collect(group.stream()))
        }
        _ => None,
    })
}

/// The first `await` that is in no `async` block and in no macro, which may make one.
fn awaited(tokens: &[TokenTree]) -> Option<TokenTree> {
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if word == "async" => {
                at += tokens[at..].iter().position(|token| braces(Some(token)).is_some())?;
            }
            TokenTree::Punct(punct) if punct.as_char() == '!' && !is_punct(tokens.get(at + 1), '=') => {
                // `m!(..)`, or `macro_rules! m {..}`.
                at += usize::from(
                    is_ident(tokens.get(at + 1)) && is_word(tokens.get(at.wrapping_sub(1)), "macro_rules"),
                );
                at += usize::from(matches!(tokens.get(at + 1), Some(TokenTree::Group(_))));
            }
            TokenTree::Ident(word) if word == "await" && is_member(tokens, at) => {
                return Some(tokens[at].clone());
            }
            TokenTree::Group(group) => {
                if let Some(found) = awaited(&collect(group.stream())) {
                    return Some(found);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The names of what is called on `self` or a context in `body`.
pub(crate) fn calls_of(contexts: &[String], body: TokenStream) -> Vec<String> {
    let tokens = collect(body);
    let mut called = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => called.extend(calls_of(contexts, group.stream())),
            TokenTree::Ident(owner) if !is_member(&tokens, at) && is_punct(tokens.get(at + 1), '.') => {
                let Some(TokenTree::Ident(method)) = tokens.get(at + 2) else { continue };
                let own = owner == "self" || contexts.contains(&text::name(owner));
                called.extend(call_at(&tokens[at + 2..]).filter(|_| own).map(|_| text::name(method)));
            }
            _ => {}
        }
    }
    called
}

struct Finder<'a> {
    borrowed: bool,
    contexts: &'a [String],
    message: Option<&'a str>,
    handles: Option<&'a str>,
}

impl Finder<'_> {
    fn find(&self, tokens: &[TokenTree], found: &mut Vec<Slip>) {
        let mut at = 0;
        while at < tokens.len() {
            // It has a `self` of its own.
            if let Some(end) = function_end(tokens, at) {
                at = end;
                continue;
            }
            match &tokens[at] {
                TokenTree::Group(group) => self.find(&collect(group.stream()), found),
                // `msg.count = 3` is a field of the line there.
                TokenTree::Ident(level) if is_line_of_log(level, &tokens[at + 1..]) => {
                    at += 3;
                    continue;
                }
                TokenTree::Ident(ident) if !is_member(tokens, at) => {
                    found.extend(self.slip(tokens, at, ident))
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn slip(&self, tokens: &[TokenTree], at: usize, ident: &Ident) -> Option<Slip> {
        let (name, rest) = (text::name(ident), &tokens[at + 1..]);
        if ident == "self" {
            return self.of_field(&tokens[..at], rest);
        }
        if self.contexts.contains(&name) {
            return sleep(&name, rest);
        }
        if self.message == Some(&name) {
            // Behind a pointer there may be anything.
            let behind = at.checked_sub(1).is_some_and(|before| is_punct(tokens.get(before), '*'));
            let changed = !behind && is_changed(rest);
            return changed
                .then(|| Slip { at: tokens[at].clone(), kind: SlipKind::Changed { message: name } });
        }
        if self.handles == Some(&name) {
            return made(&name, rest);
        }
        None
    }

    /// What is wrong with `self.field..`, which stands between these tokens.
    fn of_field(&self, before: &[TokenTree], rest: &[TokenTree]) -> Option<Slip> {
        let (true, Some(TokenTree::Ident(field))) = (is_punct(rest.first(), '.'), rest.get(1)) else {
            return None;
        };
        let (name, behind) = (text::name(field), &rest[2..]);
        if parenthesis(behind.first()).is_some() {
            return None;
        }
        if is_punct(behind.first(), '.')
            && let Some(TokenTree::Ident(method)) = behind.get(1)
            && let Some(call) = call_at(&behind[1..])
        {
            let arguments = split_arguments(call.arguments);
            let lent = arguments.first().is_some_and(|first| mentions(first, self.contexts));
            let after = &behind[1 + call.len..];
            return lent.then(|| of_client(name, &text::name(method), &arguments, after)).flatten();
        }
        let use_of = used(before, behind, self.borrowed)?;
        Some(Slip { at: rest[1].clone(), kind: SlipKind::Value { field: name, use_of } })
    }
}

/// `info!(..)` and the like.
fn is_line_of_log(level: &Ident, rest: &[TokenTree]) -> bool {
    const LEVELS: [&str; 7] = ["trace", "debug", "info", "warn", "error", "event", "span"];
    let is_macro = is_punct(rest.first(), '!') && matches!(rest.get(1), Some(TokenTree::Group(_)));
    is_macro && LEVELS.iter().any(|known| level == known || level == &format!("{known}_span"))
}

/// `.sleep(5)`.
fn sleep(context: &str, rest: &[TokenTree]) -> Option<Slip> {
    let arguments =
        parenthesis(rest.get(2)).filter(|_| is_punct(rest.first(), '.') && is_word(rest.get(1), "sleep"))?;
    let arguments = split_arguments(arguments);
    let [argument] = &arguments[..] else { return None };
    let (at, number) = number(argument)?;
    Some(Slip { at, kind: SlipKind::Sleep { context: context.to_owned(), number } })
}

/// What is made of handles by a call, with its first argument where that is a text.
fn made(handles: &str, rest: &[TokenTree]) -> Option<Slip> {
    let (true, Some(TokenTree::Ident(method))) = (is_punct(rest.first(), '.'), rest.get(1)) else {
        return None;
    };
    let call = call_at(&rest[1..])?;
    let name = call.arguments.stream().into_iter().next().map(|first| first.to_string());
    let name = name.and_then(|name| Some(name.strip_prefix('"')?.strip_suffix('"')?.to_owned()));
    let (handles, method) = (handles.to_owned(), text::name(method));
    Some(Slip { at: rest[1].clone(), kind: SlipKind::Made { handles, method, name } })
}

/// What is wrong with a client's method that has the context.
fn of_client(field: String, method: &str, arguments: &[Vec<TokenTree>], after: &[TokenTree]) -> Option<Slip> {
    let limited = LIMITED.contains(&method);
    if limited && let Some((at, number)) = arguments.last().and_then(|last| number(last)) {
        return Some(Slip { at, kind: SlipKind::Seconds { field, method: method.to_owned(), number } });
    }
    let early = is_punct(after.first(), '?') && is_punct(after.get(1), '.') && is_word(after.get(2), "await");
    let (true, Some(at)) = (early && (limited || AWAITED.contains(&method)), after.first().cloned()) else {
        return None;
    };
    Some(Slip { at, kind: SlipKind::Early { field, method: method.to_owned() } })
}

/// The number that the whole of `tokens` is.
fn number(tokens: &[TokenTree]) -> Option<(TokenTree, String)> {
    let [token @ TokenTree::Literal(literal)] = tokens else { return None };
    let number = literal.to_string();
    number.starts_with(|first: char| first.is_ascii_digit()).then(|| (token.clone(), number))
}

/// Whether a place within what stands before `rest` is assigned to: `.data = ..`, `.data[0] += ..`.
fn is_changed(rest: &[TokenTree]) -> bool {
    let mut at = 0;
    loop {
        let brackets =
            matches!(rest.get(at), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket);
        if at > 0 && brackets {
            at += 1;
        } else if is_punct(rest.get(at), '.')
            && matches!(rest.get(at + 1), Some(TokenTree::Ident(_) | TokenTree::Literal(_)))
        {
            at += 2;
        } else {
            break;
        }
    }
    let Some(TokenTree::Punct(first)) = rest.get(at).filter(|_| at > 0) else { return false };
    let joined = |with: char| first.spacing() == Spacing::Joint && is_punct(rest.get(at + 1), with);
    match first.as_char() {
        '=' => !joined('=') && !joined('>'),
        '+' | '-' | '*' | '/' | '%' | '^' | '&' | '|' => joined('='),
        _ => false,
    }
}

/// What is done with the field between these tokens, where only a value could have it done.
///
/// A handle may be compared with another one, be lent, and be given away: none of that counts.
fn used(before: &[TokenTree], behind: &[TokenTree], borrowed: bool) -> Option<Use> {
    let last = before.last();
    let operator = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if "+-*/%<>".contains(punct.as_char()));
    let value_before = before.len().checked_sub(2).is_some_and(|at| {
        matches!(&before[at], TokenTree::Literal(_) | TokenTree::Group(_))
            || (is_ident(before.get(at)) && !is_word(before.get(at), "return"))
    });
    // `&self.field * x` may be an operation of the user's own on handles.
    if is_punct(last, '&') && !ends_operator(before) {
        return None;
    }
    let alone = !matches!(behind.first(), Some(TokenTree::Punct(punct)) if punct.as_char() == '.' || punct.as_char() == '?');
    let literal = |token: Option<&TokenTree>| {
        matches!(token, Some(TokenTree::Literal(_))) || is_word(token, "true") || is_word(token, "false")
    };
    match behind.first() {
        Some(TokenTree::Punct(first)) => {
            let second = behind.get(1).filter(|_| first.spacing() == Spacing::Joint);
            match first.as_char() {
                '=' if is_punct(second, '=') => return literal(behind.get(2)).then_some(Use::Read),
                '=' if literal(behind.get(1)) => return Some(Use::Assigned),
                '!' if is_punct(second, '=') => return literal(behind.get(2)).then_some(Use::Read),
                '+' | '-' | '*' | '/' | '%' if is_punct(second, '=') => return Some(Use::Assigned),
                '+' | '-' | '*' | '/' | '%' | '<' | '>' => return Some(Use::Read),
                '.' if is_word(behind.get(1), "value") && parenthesis(behind.get(2)).is_none() => {
                    return Some(Use::Read);
                }
                ';' if borrowed && is_moved_to(before) => return Some(Use::Read),
                _ => {}
            }
        }
        // `if self.on { .. }`.
        Some(TokenTree::Group(_)) if ["if", "while", "match"].iter().any(|word| is_word(last, word)) => {
            return Some(Use::Read);
        }
        _ => {}
    }
    let negated = is_punct(last, '!');
    ((operator(last) && value_before || negated) && alone).then_some(Use::Read)
}

/// Whether `tokens` end with the `=` of a place that gets what comes: `_` gets nothing.
fn is_moved_to(tokens: &[TokenTree]) -> bool {
    let place = tokens.len().checked_sub(2).and_then(|at| tokens.get(at));
    is_punct(tokens.last(), '=') && !ends_operator(tokens) && !is_word(place, "_")
}

/// Whether what `tokens` end with is the end of a longer operator, like `==`, `+=` and `&&`.
fn ends_operator(tokens: &[TokenTree]) -> bool {
    let before = tokens.len().checked_sub(2).map(|at| &tokens[at]);
    matches!(before, Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint)
}
