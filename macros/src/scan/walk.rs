//! The walk through one body.
//!
//! Few forms are understood, and each of them is one that rustc can only read in one way: `self.field.call(..)` is
//! the method of a client wherever the field is one, which the facts know. Whatever else is done with a context, a
//! client or `self` counts as handing it out.

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenTree};

use super::body::{BareCall, Body, BodyWait, CallForm, Escape, Leaves, Own, OwnCall, Source, Within};
use super::goals::{Awaited, Goals, Of, awaited, is_kept, is_used_up, lacks_context, receiver};
use super::tokens::{
    Call, begins_closure, braces, call_at, closure, closure_end, collect, is_ident, is_member, is_path,
    is_punct, is_self, is_value_end, is_word, mentions, split_arguments,
};
use crate::syntax::Asyncness;

/// What a client's methods do that take a context without waiting for a reply.
const LOOKING: [&str; 4] =
    ["wait_for_service", "wait_for_service_timeout", "wait_for_server", "wait_for_server_timeout"];
/// What tells something of a client.
const READING: [&str; 4] = ["service_is_ready", "service_name", "server_is_ready", "action_name"];
/// What a context can do itself.
const CONTEXT: [&str; 7] = ["now", "sleep", "spawn", "shutdown", "is_stopping", "request_stop", "node_name"];
/// What may keep a body from coming to what stands behind it.
const BRANCHES: [&str; 9] = ["return", "if", "match", "while", "for", "loop", "break", "continue", "yield"];

/// Walks through the body of `source`, one of a block whose functions `own` knows.
pub(super) fn walk(source: &Source, own: &dyn Fn(&str) -> Own) -> Body {
    let contexts = source.contexts.clone();
    let (body, straight, together, in_task) = (Body::default(), true, false, false);
    let (goals, within) = (Goals::default(), Within::Body);
    let mut walker = Walker { source, own, contexts, body, goals, straight, together, in_task, within };
    walker.tokens(&collect(source.body.clone()), Depth::Top);
    walker.body
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Nested,
}

struct Walker<'a> {
    source: &'a Source,
    own: &'a dyn Fn(&str) -> Own,
    /// The contexts that are in sight.
    contexts: Vec<String>,
    body: Body,
    goals: Goals,
    /// Whether nothing yet could have kept the body from coming here, a panic included.
    straight: bool,
    /// Whether a context is among what is handed out here.
    together: bool,
    /// Whether this is the part of a task's closure that runs in the callback.
    in_task: bool,
    within: Within,
}

impl Walker<'_> {
    fn tokens(&mut self, tokens: &[TokenTree], depth: Depth) {
        let (mut at, mut end, before) = (0, 0, self.within);
        while at < tokens.len() {
            if at >= end {
                let closure = begins_closure(tokens, at);
                self.within = if closure { Within::Closure } else { before };
                end = if closure { closure_end(tokens, at) } else { end };
            }
            at += self.step(tokens, at, depth).max(1);
        }
        self.within = before;
    }

    /// Handles what stands at `at`, and returns how many tokens that was.
    fn step(&mut self, tokens: &[TokenTree], at: usize, depth: Depth) -> usize {
        match &tokens[at] {
            TokenTree::Group(group) => {
                self.group(group);
                // A call or an index, either of which may panic.
                if at > 0 && group.delimiter() != Delimiter::Brace && is_value_end(&tokens[at - 1]) {
                    self.straight = false;
                }
                1
            }
            TokenTree::Punct(punct) => {
                let doubled =
                    punct.spacing() == Spacing::Joint && is_punct(tokens.get(at + 1), punct.as_char());
                // What returns, calls a macro or a closure, or calculates.
                if "?!|+-*/%".contains(punct.as_char()) || (punct.as_char() == '&' && doubled) {
                    self.straight = false;
                }
                1
            }
            TokenTree::Ident(ident) => self.ident(tokens, at, ident, depth),
            TokenTree::Literal(_) => 1,
        }
    }

    fn group(&mut self, group: &Group) {
        let tokens = collect(group.stream());
        let blocks = group.delimiter() == Delimiter::Brace;
        let together = self.together || (!blocks && mentions(&tokens, &self.contexts));
        let before = std::mem::replace(&mut self.together, together);
        let names = blocks.then(|| self.goals.names());
        self.tokens(&tokens, Depth::Nested);
        if let Some(names) = names {
            self.goals.leave(names);
        }
        self.together = before;
    }

    fn ident(&mut self, tokens: &[TokenTree], at: usize, ident: &Ident, depth: Depth) -> usize {
        let rest = &tokens[at + 1..];
        let word = crate::text::name(ident);
        if is_member(tokens, at) {
            return self.goal_call(tokens, at, ident, depth);
        }
        if let Some(fields) = self.goals.get(&word)
            && is_kept(rest)
        {
            self.body.kept.extend(fields.iter().cloned());
        }
        self.goals.assign(&word, rest);
        if BRANCHES.contains(&word.as_str()) {
            self.straight = false;
        }
        match word.as_str() {
            // The pattern takes nothing out of the names that it binds.
            "let" => 1 + self.goals.bind(rest),
            // Where its value is bound, that has the goals.
            "match" if at == 0 || !is_punct(tokens.get(at - 1), '=') => {
                self.goals.bind_arms(rest);
                1
            }
            "for" => 1 + self.for_loop(rest),
            // The `self` of an import is a module.
            "use" => 1 + rest.iter().position(|token| is_punct(Some(token), ';')).unwrap_or(rest.len()),
            "self" if is_path(rest) => 1,
            "self" if is_punct(rest.first(), '.') => 2 + self.member(&rest[1..], depth),
            "self" => {
                self.body.self_leaves = true;
                1
            }
            "Self" if is_path(rest) => 3 + self.associated(&rest[2..], depth),
            // The task's own part: it runs when the callback has the thread no more.
            "async" if self.in_task => rest.iter().position(|token| !is_ident(Some(token))).unwrap_or(0) + 2,
            _ if self.contexts.contains(&word) => 1 + self.context(ident, rest),
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
        if let Some(call) = call_at(tokens) {
            self.own_call(ident, &call, tokens, depth);
            return call.len;
        }
        if is_punct(tokens.get(1), '.')
            && let Some(TokenTree::Ident(method)) = tokens.get(2)
            && let Some(call) = call_at(&tokens[2..])
        {
            self.field_call(ident, &method.to_string(), &call, &tokens[2..], depth);
            return 2 + call.len;
        }
        self.hand_out(ident);
        1
    }

    /// What stands behind `for`, where that is a loop: its body has the names of its pattern for itself.
    fn for_loop(&mut self, rest: &[TokenTree]) -> usize {
        let Some((opens, body)) = (0..rest.len()).find_map(|at| Some((at, braces(rest.get(at))?))) else {
            return 0;
        };
        let Some(at) = rest[..opens].iter().position(|token| is_word(Some(token), "in")) else { return 0 };
        self.tokens(&rest[at + 1..opens], Depth::Nested);
        let hidden = self.goals.hide(&rest[..at], &rest[at + 1..opens]);
        self.group(body);
        self.goals.show(hidden);
        opens + 1
    }

    fn hand_out(&mut self, field: &Ident) {
        let fields = if self.together { &mut self.body.lent } else { &mut self.body.kept };
        fields.insert(crate::text::name(field));
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
        let arguments = split_arguments(call.arguments);
        let lent = arguments.first().is_some_and(|first| self.context_in(first).is_some());
        // What is sent without a context is no goal, and what is got without one is of a map or a cell.
        let others = awaited(method, Of::Action).or(awaited(method, Of::Parameters));
        let looks = LOOKING.contains(&method) && lent;
        // With a context, a method of another library's name is a trait's of the user.
        let bare = lacks_context(method, &arguments).filter(|_| !lent);
        let waits = awaited(method, Of::Service).filter(|_| bare.is_none()).or(others.filter(|_| lent));
        let before = self.body.escapes.len();
        let skip = usize::from(lent && (waits.is_some() || looks));
        self.arguments(&arguments[skip.min(arguments.len())..]);
        let together = self.body.escapes.len() > before;
        if let (Some(meant), Some(TokenTree::Ident(method))) = (bare, tokens.first()) {
            self.body.bare.push(BareCall { method: method.clone(), field: field.clone(), meant });
        }
        if lent && awaited(method, Of::Goal).is_some() {
            self.lent_to_a_goal(before);
        }
        if let Some(awaited) = waits {
            let certain = self.certain(call, tokens, depth) && lent;
            let (at, field) = (field.clone(), crate::text::name(field));
            self.keep_goal(&field, awaited, &tokens[call.len.min(tokens.len())..]);
            self.body.waits.push(BodyWait { at, field, awaited, certain, within: self.within });
        } else if looks {
            self.body.lookups.push(field.clone());
        }
        if together {
            self.body.lent.insert(crate::text::name(field));
        } else if waits.is_none() && !looks && !READING.contains(&method) {
            self.hand_out(field);
        }
        self.straight = false;
    }

    /// Notes that what a client has sent may be kept, where no name of this body has it.
    fn keep_goal(&mut self, field: &str, what: Awaited, behind: &[TokenTree]) {
        if what == Awaited::Goal && !self.goals.takes_sent() && !is_used_up(behind) {
            self.body.kept.insert(field.to_owned());
        }
    }

    /// `goal.result(cx)`, where `goal` is any expression.
    fn goal_call(&mut self, tokens: &[TokenTree], at: usize, ident: &Ident, depth: Depth) -> usize {
        let method = crate::text::name(ident);
        let Some(call) = call_at(&tokens[at..]) else { return 1 };
        let receiver = receiver(tokens, at - 1);
        if method == "canceled" && self.is_goal(receiver) {
            return call.len;
        }
        let Some(awaited) = awaited(&method, Of::Goal) else { return 1 };
        let arguments = split_arguments(call.arguments);
        if arguments.first().is_none_or(|first| self.context_in(first).is_none()) {
            return 1;
        }
        let fields = self.goals.of(receiver);
        if fields.is_empty() {
            let before = self.body.escapes.len();
            self.arguments(&arguments);
            self.lent_to_a_goal(before);
        } else {
            let certain = self.certain(&call, &tokens[at..], depth);
            for field in fields {
                self.body.waits.push(BodyWait {
                    at: ident.clone(),
                    field,
                    awaited,
                    certain,
                    within: self.within,
                });
            }
            self.arguments(&arguments[1..]);
        }
        self.straight = false;
        call.len
    }

    /// Whoever gets the contexts that have left since `before` may be a goal.
    fn lent_to_a_goal(&mut self, before: usize) {
        self.body.escapes[before..].iter_mut().for_each(|escape| escape.to = Leaves::ToAGoal);
    }

    /// Whether `tokens` are the name of the goal that the method executes.
    fn is_goal(&self, tokens: &[TokenTree]) -> bool {
        matches!(tokens, [TokenTree::Ident(ident)] if Some(crate::text::name(ident)) == self.source.goal)
    }

    /// `self.method(..)`.
    fn own_call(&mut self, method: &Ident, call: &Call<'_>, tokens: &[TokenTree], depth: Depth) {
        let own = (self.own)(&crate::text::name(method));
        if own == Own::No {
            self.body.self_leaves = true;
            self.group(call.arguments);
        } else {
            let contexts = self.call_arguments(call, |_| false);
            self.called(method, contexts, CallForm::Member, (call, tokens, depth));
        }
        self.straight = false;
    }

    /// What stands behind `Self::`.
    fn associated(&mut self, tokens: &[TokenTree], depth: Depth) -> usize {
        let Some(TokenTree::Ident(method)) = tokens.first() else { return 0 };
        let own = (self.own)(&crate::text::name(method));
        let Some(call) = call_at(tokens).filter(|_| own != Own::No) else { return 1 };
        let contexts = self.call_arguments(&call, |argument| own == Own::Method && is_self(argument));
        self.called(method, contexts, CallForm::Path, (&call, tokens, depth));
        self.straight = false;
        call.len
    }

    fn called(
        &mut self,
        method: &Ident,
        contexts: Vec<Ident>,
        form: CallForm,
        (call, tokens, depth): (&Call<'_>, &[TokenTree], Depth),
    ) {
        let certain = self.certain(call, tokens, depth);
        let method = crate::text::name(method);
        self.body.calls.push(OwnCall { method, contexts, certain, form, within: self.within });
    }

    /// Walks through the arguments of a call within the block, and returns the contexts among them.
    fn call_arguments(&mut self, call: &Call<'_>, skip: impl Fn(&[TokenTree]) -> bool) -> Vec<Ident> {
        let (contexts, others): (Vec<_>, Vec<_>) = split_arguments(call.arguments)
            .into_iter()
            .filter(|argument| !skip(argument))
            .partition(|argument| self.context_in(argument).is_some());
        let before = self.together;
        self.together |= !contexts.is_empty();
        self.arguments(&others);
        self.together = before;
        contexts.iter().filter_map(|argument| self.context_in(argument)).collect()
    }

    /// What stands behind a context's name.
    fn context(&mut self, ident: &Ident, rest: &[TokenTree]) -> usize {
        if is_punct(rest.first(), '.')
            && let Some(TokenTree::Ident(method)) = rest.get(1)
            && let Some(call) = call_at(&rest[1..])
            && CONTEXT.contains(&method.to_string().as_str())
        {
            for argument in split_arguments(call.arguments) {
                if method == "spawn" {
                    self.task(&argument);
                } else {
                    self.tokens(&argument, Depth::Nested);
                }
            }
            self.straight = false;
            return 1 + call.len;
        }
        self.body.escapes.push(Escape { ident: ident.clone(), to: Leaves::ToAnybody });
        0
    }

    /// What becomes a task. Its context is one of no group; where that has the name of this one, this one is out of
    /// sight. But the closure itself runs in the callback, and only the future that it makes is the task.
    fn task(&mut self, argument: &[TokenTree]) {
        let Some(closure) = closure(argument) else { return self.tokens(argument, Depth::Nested) };
        let (hidden, visible): (Vec<String>, Vec<String>) = std::mem::take(&mut self.contexts)
            .into_iter()
            .partition(|name| mentions(closure.parameters, std::slice::from_ref(name)));
        self.contexts = visible;
        if hidden.is_empty() {
            self.tokens(argument, Depth::Nested);
        } else if !closure.is_async {
            let before = std::mem::replace(&mut self.in_task, true);
            self.tokens(closure.body, Depth::Nested);
            self.in_task = before;
        }
        self.contexts.extend(hidden);
    }

    fn arguments(&mut self, arguments: &[Vec<TokenTree>]) {
        let together = self.together || arguments.iter().any(|argument| mentions(argument, &self.contexts));
        let before = std::mem::replace(&mut self.together, together);
        for argument in arguments {
            self.tokens(argument, Depth::Nested);
        }
        self.together = before;
    }

    /// Whether every run of the body comes to this call and waits for it.
    fn certain(&self, call: &Call<'_>, tokens: &[TokenTree], depth: Depth) -> bool {
        let behind = &tokens[call.len.min(tokens.len())..];
        let awaited = is_punct(behind.first(), '.') && is_word(behind.get(1), "await");
        depth == Depth::Top && self.straight && (awaited || self.source.asyncness == Asyncness::Sync)
    }

    /// The context, where it is the whole argument.
    fn context_in(&self, argument: &[TokenTree]) -> Option<Ident> {
        match argument {
            [TokenTree::Ident(ident)] if self.contexts.contains(&crate::text::name(ident)) => {
                Some(ident.clone())
            }
            [TokenTree::Punct(punct), rest @ ..] if punct.as_char() == '&' => self.context_in(rest),
            _ => None,
        }
    }
}
