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

use rosweave::analysis::{Awaited, ClientId, GroupKind, WaitMode};

use super::layout::{Callback, Layout, Wait};

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
    /// The calls in the checked form, in the order of the waits of [`Layout::spelled`].
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
    let mut printer = Printer { layout, form, lines: Vec::new(), calls: Vec::new(), waits: 0 };
    printer.module();
    Source { text: printer.lines.join("\n") + "\n", calls: printer.calls }
}

struct Printer<'a> {
    layout: &'a Layout,
    form: Form,
    lines: Vec<String>,
    calls: Vec<Call>,
    /// How many waits are printed: those of the layout, or of [`Layout::spelled`] where the wait graph is asked.
    waits: usize,
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
            let name = client.target.map_or("ext".to_owned(), |service| self.layout.service_name(service));
            let attribute = if self.is_action(place) { "action_client" } else { "client" };
            self.line(format!("    #[{attribute}(\"{name}\")]"));
            self.line(format!("    c{place}: {},", self.client_type(place, client.group.0)));
        }
        let clients = self.leaving(|place, group| self.client_type(place, group) + ", ");
        self.line(format!("    doors: Doors<({clients})>,"));
        self.line("}");
    }

    /// Whether a client is one of an action.
    fn is_action(&self, client: usize) -> bool {
        self.layout.clients[client].target.is_some_and(|service| self.layout.is_action(service))
    }

    fn client_type(&self, client: usize, group: usize) -> String {
        if self.is_action(client) {
            format!("ActionClient<Act, G{group}>")
        } else {
            format!("Client<Ask, G{group}>")
        }
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
            Some(service) => self.layout.service_name(service),
            None => format!("cb{place}"),
        }
    }

    fn callback(&mut self, place: usize) {
        let layout = self.layout;
        let Callback { group, serves, mode, waits } = &layout.callbacks[place];
        let (name, timer) = (self.name(place), serves.is_none() && self.start(place) == Start::Timer);
        let executes = serves.is_some_and(|service| layout.is_action(service));
        self.line(match serves {
            Some(_) if executes => format!("    #[action(\"{name}\", type = Act)]"),
            Some(_) => format!("    #[service(\"{name}\", type = Ask)]"),
            None if timer => "    #[timer(\"1s\", once)]".to_owned(),
            None => format!("    #[subscribe(\"{name}\")]"),
        });
        self.line(format!("    #[group(G{})]", group.0));
        let awaits = *mode == WaitMode::Awaiting;
        let mut head = format!("    {}fn {name}(&self", if awaits { "async " } else { "" });
        if executes {
            head += ", goal: Goal<Act>";
        } else if !timer {
            head += ", depth: u32";
        }
        if !waits.is_empty() {
            let _ = write!(head, ", cx: &{}Cx<G{}>", if awaits { "Async" } else { "" }, group.0);
        }
        self.line(head + if serves.is_some() { ") -> u32 {" } else { ") {" });
        if executes {
            self.line("        let depth = *goal;");
        }
        if timer && !waits.is_empty() {
            self.line("        let depth = self.doors.depth();");
        }
        for wait in waits {
            if self.is_action(wait.client.0) {
                self.goal(&name, *wait, awaits);
            } else {
                self.wait(&name, wait.client, awaits);
            }
        }
        if serves.is_some() {
            self.line("        depth");
        }
        self.line("    }");
    }

    fn wait(&mut self, callback: &str, ClientId(client): ClientId, awaits: bool) {
        let end = if awaits { ".await;" } else { ";" };
        let place = self.waits;
        self.waits += 1;
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
        self.call(callback, client, before.len() + 1);
        self.line("        }");
    }

    /// A goal, and the wait for its result where that is waited for.
    fn goal(&mut self, callback: &str, wait: Wait, awaits: bool) {
        let end = if awaits { ".await" } else { "" };
        let (place, client) = (self.waits, wait.client.0);
        self.waits += 1;
        self.line(format!("        if self.doors.goes({place}, depth) {{"));
        if self.form == Form::Unseen {
            return self.unseen_goal(wait, end, place);
        }
        let before = "            if let Ok(goal) = self.";
        match self.form {
            Form::Checked => self.line(format!("{before}c{client}.send(cx, depth - 1){end} {{")),
            Form::Unchecked | Form::Unseen => {
                let client = format!("&self.doors.clients().{client}");
                self.line(format!(
                    "            if let Ok(goal) = send_unchecked({client}, cx, depth - 1){end} {{"
                ));
            }
        }
        self.call(callback, client, before.len() + 1);
        if wait.awaited == Awaited::Keeper {
            self.line("                goal.detach();");
        } else {
            let before = "                let _ = goal.";
            match self.form {
                Form::Checked => self.line(format!("{before}result(cx){end};")),
                Form::Unchecked | Form::Unseen => {
                    self.line(format!("                let _ = result_unchecked(&goal, cx){end};"));
                }
            }
            self.call(callback, client, before.len() + 1);
        }
        self.line("            }");
        self.line("        }");
    }

    /// The same with the wait graph, which is asked about the goal and about the result: two waits, as in
    /// [`Layout::spelled`].
    fn unseen_goal(&mut self, wait: Wait, end: &str, place: usize) {
        let client = format!("&self.doors.clients().{}", wait.client.0);
        self.line(format!("            let sent = send_unseen({client}, cx, depth - 1){end};"));
        self.line(format!("            self.doors.asked({place}, &sent);"));
        if wait.awaited == Awaited::Keeper {
            self.line("            if let Ok(goal) = sent { goal.detach(); }");
        } else {
            let place = self.waits;
            self.waits += 1;
            self.line(format!("            self.doors.comes({place}, sent.is_ok());"));
            self.line("            if let Ok(goal) = sent {");
            self.line(format!("                let end = result_unchecked(&goal, cx){end};"));
            self.line(format!("                self.doors.asked({place}, &end);"));
            self.line("            }");
        }
        self.line("        }");
    }

    /// Notes a wait in the last line.
    fn call(&mut self, callback: &str, client: usize, column: usize) {
        let (callback, client, line) = (callback.to_owned(), format!("c{client}"), self.lines.len());
        self.calls.push(Call { callback, client, line, column });
    }

    /// What starts the node, and lets its callbacks at the dice and at the clients that go past the check.
    fn door(&mut self) {
        let plain =
            (0..self.layout.callbacks.len()).filter(|place| self.layout.callbacks[*place].serves.is_none());
        let topics = plain.filter(|place| self.start(*place) == Start::Subscription);
        let topics: Vec<String> = topics.map(|place| place.to_string()).collect();
        self.line("pub static PRINTED: Printed = Printed {");
        self.line(format!("    topics: &[{}],", topics.join(", ")));
        self.line(format!("    services: {},", self.layout.services() - self.layout.actions));
        self.line(format!("    actions: {},", self.layout.actions));
        self.line(format!("    waits: {},", self.waits));
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
