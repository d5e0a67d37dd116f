//! One body: what it does with `self` and with its context.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};

use crate::attr::Condition;
use crate::syntax::Asyncness;

/// A method of the block, as the scanner needs it.
pub(crate) struct Source {
    pub(crate) name: String,
    /// Whether it has a `self`. What gets the node by another name is not followed.
    pub(crate) receiver: HasReceiver,
    /// The parameter that is a context.
    pub(crate) context: Option<String>,
    pub(crate) asyncness: Asyncness,
    pub(crate) condition: Condition,
    pub(crate) body: TokenStream,
}

/// Whether a function has a `self`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HasReceiver {
    Yes,
    No,
}

/// What a name after `self.` or `Self::` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// A method of the block.
    Method,
    /// A function of the block that gets the node as another parameter, if at all.
    Function,
    /// Nothing of the block.
    No,
}

/// What one body does.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) waits: Vec<BodyWait>,
    pub(super) calls: Vec<OwnCall>,
    /// Where the context leaves.
    pub(super) escapes: Vec<Ident>,
    pub(super) self_leaves: bool,
    /// Fields that leave by name.
    pub(super) fields: BTreeSet<String>,
    /// Fields that are cloned: the clone may be anywhere, in the node's own state too.
    pub(super) clones: BTreeSet<String>,
}

/// `self.field.call(cx, ..)`.
#[derive(Debug)]
pub(super) struct BodyWait {
    pub(super) field: Ident,
    pub(super) certain: bool,
}

/// A call of another method of the block.
#[derive(Debug)]
pub(super) struct OwnCall {
    pub(super) method: String,
    /// The context among the arguments.
    pub(super) context: Option<Ident>,
    pub(super) certain: bool,
}

/// What a client's methods do that wait for a reply.
const WAITING: [&str; 2] = ["call", "call_timeout"];
/// What takes a context without waiting for a reply.
const HARMLESS: [&str; 2] = ["wait_for_service", "service_is_ready"];
/// What a context can do itself.
const CONTEXT: [&str; 7] = ["now", "sleep", "spawn", "shutdown", "is_stopping", "request_stop", "node_name"];
/// What may keep a body from coming to what stands behind it.
const BRANCHES: [&str; 9] = ["return", "if", "match", "while", "for", "loop", "break", "continue", "yield"];

/// Walks through the body of `source`, one of a block whose functions `own` knows.
pub(super) fn walk(source: &Source, own: &dyn Fn(&str) -> Own) -> Body {
    let mut walker = Walker { source, own, body: Body::default(), straight: true };
    walker.tokens(&collect(source.body.clone()), Depth::Top);
    walker.body
}

fn collect(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Nested,
}

struct Walker<'a> {
    source: &'a Source,
    own: &'a dyn Fn(&str) -> Own,
    body: Body,
    /// Whether nothing yet could have kept the body from coming here.
    straight: bool,
}

/// A call with its arguments: the tokens from its name on.
struct Call<'t> {
    arguments: &'t Group,
    /// How many tokens it takes, with the name.
    len: usize,
}

impl Walker<'_> {
    fn tokens(&mut self, tokens: &[TokenTree], depth: Depth) {
        let mut at = 0;
        while at < tokens.len() {
            at += self.step(tokens, at, depth).max(1);
        }
    }

    /// Handles what stands at `at`, and returns how many tokens that was.
    fn step(&mut self, tokens: &[TokenTree], at: usize, depth: Depth) -> usize {
        match &tokens[at] {
            TokenTree::Group(group) => {
                self.tokens(&collect(group.stream()), Depth::Nested);
                1
            }
            TokenTree::Punct(punct) => {
                let doubled =
                    punct.spacing() == Spacing::Joint && is_punct(tokens.get(at + 1), punct.as_char());
                if matches!(punct.as_char(), '?' | '!' | '|') || (punct.as_char() == '&' && doubled) {
                    self.straight = false;
                }
                1
            }
            TokenTree::Ident(ident) => self.ident(tokens, at, ident, depth),
            TokenTree::Literal(_) => 1,
        }
    }

    fn ident(&mut self, tokens: &[TokenTree], at: usize, ident: &Ident, depth: Depth) -> usize {
        let rest = &tokens[at + 1..];
        let word = crate::text::name(ident);
        if is_member(tokens, at) {
            return 1;
        }
        if BRANCHES.contains(&word.as_str()) {
            self.straight = false;
        }
        match word.as_str() {
            "self" if is_path(rest) => 1,
            "self" if is_punct(rest.first(), '.') => 2 + self.member(&rest[1..], depth),
            "self" => {
                self.body.self_leaves = true;
                1
            }
            "Self" if is_path(rest) => 3 + self.associated(&rest[2..], depth),
            _ if Some(&word) == self.source.context.as_ref() => 1 + self.context(ident, rest),
            _ => 1,
        }
    }

    /// What stands behind `self.`.
    fn member(&mut self, tokens: &[TokenTree], depth: Depth) -> usize {
        let Some(TokenTree::Ident(ident)) = tokens.first() else {
            // `self..`, or an unfinished one.
            self.body.self_leaves = true;
            return 0;
        };
        let name = crate::text::name(ident);
        if let Some(call) = call_at(tokens) {
            self.own_call(&name, &call, tokens, depth);
            return call.len;
        }
        if is_punct(tokens.get(1), '.')
            && let Some(TokenTree::Ident(method)) = tokens.get(2)
            && let Some(call) = call_at(&tokens[2..])
        {
            self.field_call(ident, &method.to_string(), &call, &tokens[2..], depth);
            return 2 + call.len;
        }
        self.body.fields.insert(name);
        1
    }

    /// `self.field.method(..)`.
    fn field_call(
        &mut self,
        field: &Ident,
        method: &str,
        call: &Call<'_>,
        tokens: &[TokenTree],
        depth: Depth,
    ) {
        let name = crate::text::name(field);
        let waits = WAITING.contains(&method);
        let arguments = split_arguments(call.arguments);
        let takes_context = arguments.first().is_some_and(|first| self.is_context(first));
        if waits && self.source.context.is_some() {
            let certain = self.certain(call, tokens, depth);
            self.body.waits.push(BodyWait { field: field.clone(), certain });
        } else if waits {
            // With a context that came in disguise.
            self.body.fields.insert(name.clone());
        }
        if method == "clone" {
            self.body.clones.insert(name.clone());
        }
        let skip = usize::from(takes_context && (waits || HARMLESS.contains(&method)));
        let before = self.body.escapes.len();
        self.arguments(&arguments[skip.min(arguments.len())..]);
        if self.body.escapes.len() > before {
            self.body.fields.insert(name);
        }
    }

    /// `self.method(..)`.
    fn own_call(&mut self, method: &str, call: &Call<'_>, tokens: &[TokenTree], depth: Depth) {
        if (self.own)(method) == Own::No {
            self.body.self_leaves = true;
            self.arguments(&split_arguments(call.arguments));
            return;
        }
        let certain = self.certain(call, tokens, depth);
        let mut context = None;
        for argument in split_arguments(call.arguments) {
            match self.context_in(&argument) {
                Some(ident) => context = Some(ident),
                None => self.arguments(&[argument]),
            }
        }
        self.body.calls.push(OwnCall { method: method.to_owned(), context, certain });
    }

    /// What stands behind `Self::`.
    fn associated(&mut self, tokens: &[TokenTree], depth: Depth) -> usize {
        let Some(TokenTree::Ident(method)) = tokens.first() else { return 0 };
        let method = crate::text::name(method);
        let own = (self.own)(&method);
        let Some(call) = call_at(tokens).filter(|_| own != Own::No) else { return 1 };
        let certain = self.certain(&call, tokens, depth);
        let mut context = None;
        for argument in split_arguments(call.arguments) {
            match self.context_in(&argument) {
                Some(ident) => context = Some(ident),
                None if is_self(&argument) && own == Own::Method => {}
                None => self.arguments(&[argument]),
            }
        }
        self.body.calls.push(OwnCall { method, context, certain });
        call.len
    }

    /// What stands behind the context's name.
    fn context(&mut self, ident: &Ident, rest: &[TokenTree]) -> usize {
        if is_punct(rest.first(), ':') && !is_path(rest) {
            // The name of a field, or of a closure's own parameter.
            return 0;
        }
        if is_punct(rest.first(), '.')
            && let Some(TokenTree::Ident(method)) = rest.get(1)
            && let Some(call) = call_at(&rest[1..])
            && CONTEXT.contains(&method.to_string().as_str())
        {
            let mut arguments = split_arguments(call.arguments);
            if method == "spawn" {
                // Its context is one of no group. Where it has this one's name, this one is out of sight.
                arguments.retain(|argument| !self.is_shadowed_by(argument));
            }
            self.arguments(&arguments);
            return 1 + call.len;
        }
        self.body.escapes.push(ident.clone());
        0
    }

    /// Whether `argument` is a closure with a parameter of the context's name.
    fn is_shadowed_by(&self, argument: &[TokenTree]) -> bool {
        let mut parameters = argument.iter().skip_while(|token| is_closure_word(token));
        if !is_punct(parameters.next(), '|') {
            return false;
        }
        parameters.take_while(|token| !is_punct(Some(token), '|')).any(|token| {
            matches!(token, TokenTree::Ident(ident) if Some(crate::text::name(ident)) == self.source.context)
        })
    }

    fn arguments(&mut self, arguments: &[Vec<TokenTree>]) {
        for argument in arguments {
            self.tokens(argument, Depth::Nested);
        }
    }

    /// Whether every run of the body comes to this call and waits for it.
    fn certain(&self, call: &Call<'_>, tokens: &[TokenTree], depth: Depth) -> bool {
        let behind = &tokens[call.len.min(tokens.len())..];
        let awaited = is_punct(behind.first(), '.') && is_word(behind.get(1), "await");
        depth == Depth::Top && self.straight && (awaited || self.source.asyncness == Asyncness::Sync)
    }

    fn is_context(&self, argument: &[TokenTree]) -> bool {
        self.context_in(argument).is_some()
    }

    /// The context, where it is the whole argument.
    fn context_in(&self, argument: &[TokenTree]) -> Option<Ident> {
        match argument {
            [TokenTree::Ident(ident)] if Some(crate::text::name(ident)) == self.source.context => {
                Some(ident.clone())
            }
            [TokenTree::Punct(punct), rest @ ..] if punct.as_char() == '&' => self.context_in(rest),
            _ => None,
        }
    }
}

/// Whether the token at `at` is a member: `x.name`, and not the end of a range.
fn is_member(tokens: &[TokenTree], at: usize) -> bool {
    let dot = |back: usize| at >= back && is_punct(tokens.get(at - back), '.');
    dot(1) && !dot(2)
}

/// A call at the beginning of `tokens`: `name(..)` or `name::<..>(..)`.
fn call_at(tokens: &[TokenTree]) -> Option<Call<'_>> {
    let mut len = 1;
    if is_path(&tokens[1..]) && is_punct(tokens.get(3), '<') {
        len = 3 + generics_len(&tokens[3..])?;
    }
    match tokens.get(len) {
        Some(TokenTree::Group(arguments)) if arguments.delimiter() == Delimiter::Parenthesis => {
            Some(Call { arguments, len: len + 1 })
        }
        _ => None,
    }
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

fn is_closure_word(token: &TokenTree) -> bool {
    is_word(Some(token), "move") || is_word(Some(token), "async")
}

/// `self`, `&self` or `&mut self`.
fn is_self(argument: &[TokenTree]) -> bool {
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

/// `::` comes next.
pub(super) fn is_path(tokens: &[TokenTree]) -> bool {
    is_punct(tokens.first(), ':') && is_punct(tokens.get(1), ':')
}
