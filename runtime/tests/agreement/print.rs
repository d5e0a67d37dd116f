//! A layout as Rust source: a module with one node, declared by the macros. What it uses stands in
//! `printed/world.rs`.
//!
//! Groups are `G0`, `G1`, .., clients `c0`, .. (to `ext` or to a service of the node), handlers `s0`, .., and
//! every other callback is `cb0`, .., by its place. Of those, the ones at odd places are timers, the others
//! subscriptions. So are all of a capped group: only a subscription starts twice at one instant, which a cap
//! of two asks for.
//!
//! Every wait stands behind a condition, as in the model: dice decide, and a request carries how deep the
//! calls may go on, so that recursion ends.

use std::fmt::Write as _;

use rosweave::analysis::{ClientId, GroupKind, WaitMode};

use super::layout::{Callback, Layout};

/// How calls are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As users write them: `self.c0.call(cx, ..)`.
    Checked,
    /// Past the check. The clients come to the callbacks through a plain field that is filled from outside
    /// once the node has started: the macros see nobody wait, and neither the compiler nor start-up has a say. Nor has
    /// the wait graph.
    Unchecked,
    /// The same, but the wait graph is asked.
    Unseen,
}

/// The source of one module.
pub(crate) struct Source {
    pub(crate) text: String,
    /// The calls in the checked form, in the order of [`Layout::waits`].
    pub(crate) calls: Vec<Call>,
}

/// A call, by its client's place in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) callback: String,
    pub(crate) client: String,
    /// From 1, as rustc counts.
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Prints a layout. Caps alternate between 1 and 2, which makes no difference to the verdict.
pub(crate) fn print(layout: &Layout, form: Form) -> Source {
    let mut printer = Printer { layout, form, lines: Vec::new(), calls: Vec::new() };
    printer.module();
    Source { text: printer.lines.join("\n") + "\n", calls: printer.calls }
}

struct Printer<'a> {
    layout: &'a Layout,
    form: Form,
    lines: Vec<String>,
    calls: Vec<Call>,
}

/// What starts a callback that is no handler.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Timer,
    Subscription,
}

impl Printer<'_> {
    fn line(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }

    fn module(&mut self) {
        self.line(format!("//! `{}`", self.layout));
        self.line("use super::*;");
        for (place, kind) in self.layout.groups.iter().enumerate() {
            self.line("#[derive(Group, Default)]");
            match kind {
                GroupKind::Exclusive => {}
                GroupKind::Reentrant => self.line("#[group(reentrant)]"),
                GroupKind::Capped => {
                    self.line(format!("#[group(reentrant, max_parallel = {})]", 1 + place % 2))
                }
            }
            self.line(format!("pub struct G{place};"));
        }
        self.fields();
        self.line("#[node]");
        self.line("impl Demo {");
        for place in 0..self.layout.callbacks.len() {
            self.callback(place);
        }
        self.line("}");
        self.door();
    }

    fn fields(&mut self) {
        self.line("#[node]");
        self.line("pub struct Demo {");
        for (place, client) in self.layout.clients.iter().enumerate() {
            let service = client.target.map_or("ext".to_owned(), |service| format!("s{}", service.0));
            self.line(format!("    #[client(\"{service}\")]"));
            self.line(format!("    c{place}: Client<Ask, G{}>,", client.group.0));
        }
        let clients = self.leaving(|_, group| format!("Client<Ask, G{group}>, "));
        self.line(format!("    doors: Doors<({clients})>,"));
        self.line("}");
    }

    /// What `text` makes of the place and the group of each client that goes past the check.
    fn leaving(&self, text: impl Fn(usize, usize) -> String) -> String {
        let leaving = if self.form != Form::Checked { self.layout.clients.as_slice() } else { &[] };
        let clients = leaving.iter().enumerate();
        clients.map(|(place, client)| text(place, client.group.0)).collect()
    }

    fn start(&self, place: usize) -> Start {
        let capped = self.layout.groups[self.layout.callbacks[place].group.0] == GroupKind::Capped;
        if place % 2 == 1 && !capped { Start::Timer } else { Start::Subscription }
    }

    fn name(&self, place: usize) -> String {
        match self.layout.callbacks[place].serves {
            Some(service) => format!("s{}", service.0),
            None => format!("cb{place}"),
        }
    }

    fn callback(&mut self, place: usize) {
        let layout = self.layout;
        let Callback { group, serves, mode, waits } = &layout.callbacks[place];
        let (name, timer) = (self.name(place), serves.is_none() && self.start(place) == Start::Timer);
        self.line(match serves {
            Some(_) => format!("    #[service(\"{name}\", type = Ask)]"),
            None if timer => "    #[timer(\"1s\", once)]".to_owned(),
            None => format!("    #[subscribe(\"{name}\")]"),
        });
        self.line(format!("    #[group(G{})]", group.0));
        let awaits = *mode == WaitMode::Awaiting;
        let mut head = format!("    {}fn {name}(&self", if awaits { "async " } else { "" });
        if !timer {
            head += ", depth: u32";
        }
        if !waits.is_empty() {
            let _ = write!(head, ", cx: &{}Cx<G{}>", if awaits { "Async" } else { "" }, group.0);
        }
        self.line(head + if serves.is_some() { ") -> u32 {" } else { ") {" });
        if timer && !waits.is_empty() {
            self.line("        let depth = self.doors.depth();");
        }
        for wait in waits {
            self.wait(&name, wait.client, awaits);
        }
        if serves.is_some() {
            self.line("        depth");
        }
        self.line("    }");
    }

    fn wait(&mut self, callback: &str, ClientId(client): ClientId, awaits: bool) {
        let end = if awaits { ".await;" } else { ";" };
        let place = self.calls.len();
        self.line(format!("        if self.doors.goes({place}, depth) {{"));
        let before = "            let _ = self.";
        match self.form {
            Form::Checked => self.line(format!("{before}c{client}.call(cx, depth - 1){end}")),
            Form::Unchecked => {
                let client = format!("&self.doors.clients().{client}");
                self.line(format!("            let _ = call_unchecked({client}, cx, depth - 1, None){end}"));
            }
            Form::Unseen => {
                let client = format!("&self.doors.clients().{client}");
                let end = if awaits { ".await" } else { "" };
                let call = format!("call_unseen({client}, cx, depth - 1, None){end}");
                self.line(format!("            let answer = {call};"));
                self.line(format!("            self.doors.answered({place}, answer);"));
            }
        }
        let (line, column) = (self.lines.len(), before.len() + 1);
        self.calls.push(Call { callback: callback.to_owned(), client: format!("c{client}"), line, column });
        self.line("        }");
    }

    /// What starts the node, and lets its callbacks at the dice and at the clients that go past the check.
    fn door(&mut self) {
        let plain =
            (0..self.layout.callbacks.len()).filter(|place| self.layout.callbacks[*place].serves.is_none());
        let topics = plain.filter(|place| self.start(*place) == Start::Subscription);
        let topics: Vec<String> = topics.map(|place| place.to_string()).collect();
        self.line("pub static PRINTED: Printed = Printed {");
        self.line(format!("    topics: &[{}],", topics.join(", ")));
        self.line(format!("    services: {},", self.layout.services()));
        self.line(format!("    waits: {},", self.layout.waits().count()));
        self.line("    start: |world, dice| {");
        self.line("        let handle = world.start::<Demo>()?;");
        self.line("        let node = handle.node();");
        let clients = self.leaving(|place, _| format!("node.c{place}.clone(), "));
        self.line(format!("        node.doors.open(dice, ({clients}));"));
        self.line("        Ok(Box::new(handle))");
        self.line("    },");
        self.line("};");
    }
}
