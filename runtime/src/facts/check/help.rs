//! The words for what mends a fault. Each is a change that was tried, but for those that take the wait away.

use super::super::text::{Text, equal};
use super::words::{DEFAULT_GROUP, answer, is_action};
use super::{Finding, Fix, GroupName, Handler, Link, MAX_STEPS, Mends, Step};
use crate::analysis::{Fault, WaitMode};

/// The fixes of a finding, each on a line of its own.
pub(super) const fn help(text: Text, finding: &Finding<'_>, first: &Step<'_>) -> Text {
    let Mends::Tried(fixes) = &finding.mends else {
        return line(text, 0)
            .with(&["mend the deadlocks before this one first: that may mend this one, too"]);
    };
    let (mut text, mut said, mut i) = (text, 0, 0);
    while i < fixes.len() {
        if let Some(fix) = &fixes[i]
            && let Some(step) = &finding.steps[fix.at()]
        {
            text = mend(line(text, said), finding, step, fix);
            said += 1;
        }
        i += 1;
    }
    text = do_without(text, said, finding, first);
    if finding.assumed {
        text.with(&["\n  help: or, if it never waits on `", first.client, "`, say what it does wait on: "])
            .with(&["`#[waits()]` on `", first.callback, "`"])
    } else {
        text
    }
}

const fn line(text: Text, said: usize) -> Text {
    text.with(&["\n  help: ", if said == 0 { "" } else { "or " }])
}

const fn mend(text: Text, finding: &Finding<'_>, step: &Step<'_>, fix: &Fix<'_>) -> Text {
    let of_many = finding.spans_nodes();
    match fix {
        Fix::Client { group, .. } => client(text, step, group, of_many),
        Fix::Handler { group, context, .. } => {
            let Some(handler) = handler_of(step) else { return text };
            let what = if is_action(step) { "execution" } else { "handler" };
            let text = text.with(&["put the ", what, " into another group: `#[group(", group, ")]` on "]);
            let text = method(text, handler.node, handler.name, of_many);
            with_context(
                text.with(&[" with `#[derive(Group, Default)] struct ", group, ";`"]),
                group,
                *context,
            )
        }
        Fix::Callback { group, context, owned, .. } => {
            let text = method(text.with(&["put "]), step.node, step.callback, of_many);
            let text = text.with(&[" into a group of its own: `#[group(", group, ")]` with "]);
            let text = text.with(&["`#[derive(Group, Default)] struct ", group, ";`"]);
            let text = with_context(text, group, *context);
            if *owned {
                text.with(&[
                    "; then all callbacks take `&self`, and what one changes is in the struct of its group",
                ])
            } else {
                text
            }
        }
        Fix::Await { .. } => {
            let text = method(text.with(&["make "]), step.node, step.callback, of_many);
            let text = text.with(&[" an `async fn` that takes `&AsyncCx"]);
            let text =
                if equal(step.group, DEFAULT_GROUP) { text } else { text.with(&["<", step.group, ">"]) };
            text.with(&["`, and `.await` ", if is_action(step) { "its waits" } else { "the call" }])
        }
    }
}

/// `..: client: Client<S, G>`, with a group that the node has or one to declare.
const fn client(text: Text, step: &Step<'_>, group: &GroupName<'_>, of_many: bool) -> Text {
    let text = text.with(&["give the client "]);
    let text = if of_many { text.with(&["of `", step.client_node, "` "]) } else { text };
    let (what, name) = match group {
        GroupName::Known(name) => ("another group", *name),
        GroupName::New(name) => ("a group of its own", *name),
    };
    let handle = if is_action(step) { ": ActionClient<" } else { ": Client<" };
    let text = text.with(&[what, ": `", step.client]);
    // The macros call the service of such a field so: the type has no service to name.
    let text = match equal(step.asked.type_name, "ParameterClient") {
        true => text.with(&[": ParameterClient<", name, ">`"]),
        false => text.with(&[handle, step.asked.type_name, ", ", name, ">`"]),
    };
    match group {
        GroupName::Known(_) => text,
        GroupName::New(_) => text.with(&[" with `#[derive(Group, Default)] struct ", name, ";`"]),
    }
}

const fn with_context(text: Text, group: &str, context: Option<WaitMode>) -> Text {
    match context {
        None => text,
        Some(WaitMode::Blocking) => text.with(&[" and a context `&Cx<", group, ">`"]),
        Some(WaitMode::Awaiting) => text.with(&[" and a context `&AsyncCx<", group, ">`"]),
    }
}

const fn method(text: Text, node: &str, name: &str, of_many: bool) -> Text {
    if of_many { text.with(&["`", node, "::", name, "`"]) } else { text.with(&["`", name, "`"]) }
}

const fn handler_of<'s, 'a>(step: &'s Step<'a>) -> Option<&'s Handler<'a>> {
    match &step.link {
        Link::Reply(_) => None,
        Link::Handler(handler) | Link::CappedHandler(handler) | Link::Answer(handler) => Some(handler),
    }
}

/// What takes the wait away: that always mends, and is said where nothing else does, or where a method would do.
const fn do_without(text: Text, said: usize, finding: &Finding<'_>, first: &Step<'_>) -> Text {
    let answer = if is_action(first) { answer(first.awaited) } else { "answer" };
    let asked = if is_action(first) { "action" } else { "service" };
    match (finding.fault, handler_of(first)) {
        (Fault::SelfDeadlock(_), Some(handler)) if equal(handler.name, first.callback) => {
            line(text, said).with(&["move the work into a method, and call that instead of the ", asked])
        }
        (Fault::SelfDeadlock(_), Some(_)) => {
            line(text, said).with(&["move the work into a method that both call, instead of the ", asked])
        }
        _ if said > 0 => text,
        (_, handler) => {
            let whose = match handler {
                Some(handler) => handler.name,
                None => first.client,
            };
            line(text, said).with(&[
                "let `",
                first.callback,
                "` do without the ",
                answer,
                " of `",
                whose,
                "`",
            ])
        }
    }
}

const _: () = assert!(MAX_STEPS <= 8, "the number of tries is stated for eight");
