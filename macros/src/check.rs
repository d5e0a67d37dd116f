//! What no single callback shows: rules over a whole impl block.

use syn::Type;

use crate::errors::{Errors, Family};
use crate::model::block::Declared;
use crate::model::callback::{Callback, Receiver};
use crate::model::init::Init;
use crate::model::judge::Judge;
use crate::model::role::Role;
use crate::syntax::last_name;
use crate::text;

/// Checks an impl block of `node`.
pub(crate) fn check(node: &Type, declared: &mut Declared, errors: &mut Errors) {
    check_exclusive_self(node, &declared.callbacks, errors);
    check_inits(declared, errors);
    check_validates(declared, errors);
    check_judges(declared, errors);
    check_states(declared, errors);
}

/// `&mut self` is the state of a node whose callbacks are all in the default group.
fn check_exclusive_self(node: &Type, callbacks: &[Callback], errors: &mut Errors) {
    let taking = |callback: &&Callback| matches!(callback.receiver, Receiver::Exclusive(_));
    if callbacks.iter().all(|callback| callback.group.is_none()) {
        return;
    }
    // The one whose own group shows that there are several is the better place to point at.
    let grouped = callbacks.iter().filter(taking).find(|callback| callback.group.is_some());
    let Some(callback) = grouped.or_else(|| callbacks.iter().find(taking)) else { return };
    let Receiver::Exclusive(receiver) = &callback.receiver else { return };
    let what = exclusive_self(node, callback, callbacks);
    errors.push(Family::MutSelf.fault(receiver, what, move_state(callback)));
}

fn exclusive_self(node: &Type, callback: &Callback, callbacks: &[Callback]) -> String {
    let (name, node) = (&callback.name, text::of(node));
    let group = callback.group_name();
    match callbacks.iter().find(|other| other.group_name() != group) {
        Some(other) => format!(
            "`{name}` takes `&mut self`, but callbacks of `{node}` are in more than one group: `{name}` in {group}, `{}` in {}",
            other.name,
            other.group_name()
        ),
        None => format!("`{name}` takes `&mut self`, but it is in {group}, which has a state of its own"),
    }
}

fn move_state(callback: &Callback) -> String {
    let name = &callback.name;
    match &callback.group {
        Some(group) => {
            let group = text::of(group);
            format!(
                "move what `{name}` changes into the struct `{group}`, and take it as `&self, state: &mut {group}`"
            )
        }
        None => {
            let group = text::camel_case(name);
            format!(
                "move what `{name}` changes into a group: `#[derive(Group, Default)] struct {group} {{ .. }}`, \
                 with `#[group({group})] fn {name}(&self, state: &mut {group}, ..)`"
            )
        }
    }
}

/// Two `#[init]`s can only be where different `cfg`s ask for them. One that is too many is taken out.
fn check_inits(declared: &mut Declared, errors: &mut Errors) {
    let mut kept: Vec<Init> = Vec::new();
    for init in std::mem::take(&mut declared.inits) {
        match kept.iter().find(|first| first.condition.is_always() || init.condition.is_always()) {
            None => kept.push(init),
            Some(first) => errors.push(Family::Node.fault(
                &init.ident,
                format!("a node is made in one way, and `{}` is `#[init]` already", first.ident),
                "leave one of them out",
            )),
        }
    }
    declared.inits = kept;
}

/// A function that decides over goals has to have an action, alone, and a node that it can look at.
fn check_judges(declared: &mut Declared, errors: &mut Errors) {
    let mut kept: Vec<Judge> = Vec::new();
    for mut judge in std::mem::take(&mut declared.judges) {
        let earlier = kept.iter().find(|other| {
            other.kind == judge.kind
                && other.action.value() == judge.action.value()
                && (other.condition.is_always() || judge.condition.is_always())
        });
        if let Some(earlier) = earlier {
            errors.push(second_judge(&judge, earlier));
            continue;
        }
        let found =
            wrong_action(&judge, &declared.callbacks).or_else(|| owned_node(&judge, &declared.callbacks));
        if let Some(error) = found {
            errors.push(error);
            judge.faulty = true;
        }
        kept.push(judge);
    }
    declared.judges = kept;
}

fn second_judge(judge: &Judge, earlier: &Judge) -> syn::Error {
    let (action, attribute) = (judge.action.value(), judge.kind.attribute());
    Family::Node.fault(
        &judge.ident,
        format!(
            "goals of `{action}` are decided over once, and `{}` is its `#[{attribute}]` already",
            earlier.ident
        ),
        "leave one of them out",
    )
}

fn wrong_action(judge: &Judge, callbacks: &[Callback]) -> Option<syn::Error> {
    let wanted = judge.action.value();
    let actions: Vec<String> = callbacks
        .iter()
        .filter_map(|callback| match &callback.role {
            Role::Action { action, .. } => Some(action.value()),
            _ => None,
        })
        .collect();
    if actions.contains(&wanted) {
        return None;
    }
    let help = match actions.as_slice() {
        [] => {
            format!("declare it: `#[action(\"{wanted}\", type = ..)]` on the method that executes its goals")
        }
        [one] => format!("write `#[{}(\"{one}\")]`", judge.kind.attribute()),
        some => format!("name one of `{}`, as its `#[action]` does", some.join("`, `")),
    };
    Some(Family::Node.fault(&judge.action, format!("no action of this block is called `{wanted}`"), help))
}

fn owned_node(judge: &Judge, callbacks: &[Callback]) -> Option<syn::Error> {
    let owner = callbacks.iter().find(|callback| !judge.shares_with(&callback.receiver))?;
    let (name, owner) = (&judge.ident, &owner.name);
    Some(Family::Node.fault(
        &judge.node,
        format!("`{name}` looks at its node while callbacks run, and `{owner}` takes `&mut self`"),
        format!("leave `&self` out of `{name}`, or let `{owner}` take `&self`"),
    ))
}

/// Every state that `#[init]` returns has to be that of a callback's group.
fn check_states(declared: &Declared, errors: &mut Errors) {
    for init in declared.inits.iter().filter(|init| !init.faulty) {
        for state in &init.states {
            let name = last_name(state);
            let known = declared.callbacks.iter().any(|callback| {
                let group = callback.group.as_ref().and_then(|group| group.segments.last());
                group.map(|last| text::name(&last.ident)) == name
            });
            if !known {
                let (state_text, init) = (text::of(state), &init.ident);
                errors.push(Family::Node.fault(
                    state,
                    format!(
                        "`{init}` returns a `{state_text}`, but no callback is in a group `{state_text}`"
                    ),
                    format!("put a callback into it with `#[group({state_text})]`, or leave it out"),
                ));
            }
        }
    }
}

/// A whole set of values has one judge.
fn check_validates(declared: &mut Declared, errors: &mut Errors) {
    let Some((first, others)) = declared.validates.split_first_mut() else { return };
    for other in others {
        // Under opposite `cfg`s there is one of them.
        if other.condition != first.condition {
            continue;
        }
        let what = format!("`{}` is the second `#[validate]`, and `{}` the first", other.ident, first.ident);
        errors.push(Family::Node.fault(&other.ident, what, "let one of them call the other"));
        other.faulty = true;
    }
}
