//! What a message offers, and how it is done.

use super::edit::{
    add_attribute, add_item, await_waits, end_recursion, make_async, set_client, set_clients, set_context,
    take_away,
};

/// A deadlock, as rustc tells it.
pub(crate) struct Deadlock {
    /// What is offered, without the `help: ` and the `or ` before it.
    pub(crate) fixes: Vec<String>,
    /// The line of the error, from 1.
    pub(crate) line: usize,
}

/// The deadlocks in a message; one without fixes stands for an error that is none.
pub(crate) fn deadlocks(message: &str) -> Vec<Deadlock> {
    let mut found: Vec<Deadlock> = Vec::new();
    let mut placed = true;
    for line in message.lines() {
        let is_error = line.starts_with("error");
        if is_error {
            found.push(Deadlock { fixes: Vec::new(), line: 0 });
            placed = false;
        }
        let Some(last) = found.last_mut() else { continue };
        let line = line.trim_start();
        if let Some(fix) = line.strip_prefix("help: ") {
            last.fixes.push(fix.strip_prefix("or ").unwrap_or(fix).trim_start_matches(", ").to_owned());
        }
        if let (false, Some(place)) = (placed, line.strip_prefix("--> ")) {
            placed = true;
            last.line = place.rsplit(':').nth(1).and_then(|line| line.parse().ok()).unwrap_or_default();
        }
    }
    let told = ["deadlock: ", "endless recursion: "];
    let only_ours = message
        .lines()
        .filter(|line| line.starts_with("error"))
        .all(|line| told.iter().any(|told| line.contains(told)));
    if only_ours { found } else { vec![Deadlock { fixes: Vec::new(), line: 0 }] }
}

/// The case with a fix applied, if its words are understood.
pub(crate) fn mended(source: &str, deadlock: &Deadlock, fix: &str) -> Option<String> {
    // Every second part stands in backticks.
    let parts: Vec<&str> = fix.split('`').collect();
    let code: Vec<&str> = parts.iter().skip(1).step_by(2).copied().collect();
    let declared = code.iter().find(|code| code.starts_with("#[derive(Group"));
    let group = code.iter().find(|code| code.starts_with("#[group("));
    let method = |named: &str| named.rsplit("::").next().unwrap_or(named).to_owned();
    let source = match declared {
        Some(item) => add_item(source, item),
        None => source.to_owned(),
    };
    if fix.starts_with("give the client") {
        let client = code.iter().find(|code| code.contains("Client<"))?;
        return Some(match client.split_once(": ") {
            Some((name, ty)) => set_client(&source, name, ty),
            None => set_clients(&source, "Replies"),
        });
    }
    if fix.starts_with("put ") {
        let group = group?;
        let place = code.iter().find(|code| !code.contains(['#', '&', '<']))?;
        let name = method(place);
        let group_name = group.trim_start_matches("#[group(").trim_end_matches(")]");
        let source = if fix.contains("`&self`") { source.replace("&mut self", "&self") } else { source };
        let source = add_attribute(&source, &name, group, "#[group(");
        return Some(set_context(&source, &name, group_name));
    }
    if fix.starts_with("make `") {
        let name = method(code[0]);
        return Some(await_waits(&make_async(&source, &name), &name));
    }
    if fix.contains("`#[waits()]` on `") {
        return Some(add_attribute(&source, code.last()?, "#[waits()]", "#[waits("));
    }
    if fix.starts_with("move the work") || fix.starts_with("let `") {
        return Some(take_away(&source, deadlock.line, code.first().unwrap_or(&"")));
    }
    fix.starts_with("make one of the calls depend").then(|| end_recursion(&source, deadlock.line))
}
