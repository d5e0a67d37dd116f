//! Functions that decide over an action's goals: pure, so that they can not wait and hold nobody up.

use syn::{Attribute, FnArg, Ident, LitStr, PatType, ReceiverKind, ReturnType, Type};

use super::apart::{beside, output};
use super::callback::{Receiver, refuse_modifiers};
use crate::attr::{Condition, Mark};
use crate::errors::{Errors, Family};
use crate::options::{AcceptOptions, Form};
use crate::parse::Method;
use crate::syntax::{Asyncness, last_name, peel};
use crate::text;

/// A function that decides over an action's goals.
pub(crate) struct Judge {
    pub(crate) ident: Ident,
    pub(crate) condition: Condition,
    pub(crate) kind: JudgeKind,
    /// The action, as its `#[action]` names it.
    pub(crate) action: LitStr,
    /// The node that it looks at, if it does.
    pub(crate) node: Option<syn::Receiver>,
    pub(crate) output: Option<Type>,
    pub(crate) faulty: bool,
}

/// What is decided.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum JudgeKind {
    /// Whether a goal is taken.
    Accept,
    /// Whether a goal may be cancelled.
    Cancel,
}

impl JudgeKind {
    fn of(mark: Mark) -> Option<JudgeKind> {
        match mark {
            Mark::Accept => Some(JudgeKind::Accept),
            Mark::AcceptCancel => Some(JudgeKind::Cancel),
            _ => None,
        }
    }

    fn mark(self) -> Mark {
        match self {
            JudgeKind::Accept => Mark::Accept,
            JudgeKind::Cancel => Mark::AcceptCancel,
        }
    }

    fn form(self) -> Form {
        match self {
            JudgeKind::Accept => Form::new("accept", "action", "\"fibonacci\""),
            JudgeKind::Cancel => Form::new("accept_cancel", "action", "\"fibonacci\""),
        }
    }

    /// The attribute's name.
    pub(crate) fn attribute(self) -> &'static str {
        self.form().attribute
    }
}

impl Judge {
    /// The function that `method` with these marks is, in a block that executes `actions`. `None`: its attribute can not
    /// be read.
    pub(crate) fn read(
        method: &Method,
        marks: &[(Mark, Attribute)],
        actions: &[(LitStr, Type)],
        errors: &mut Errors,
    ) -> Option<Judge> {
        let (kind, attr) = marks.iter().find_map(|(mark, attr)| Some((JudgeKind::of(*mark)?, attr)))?;
        let mut own = Errors::default();
        if let Some(second) = marks.iter().find(|(_, other)| !std::ptr::eq(other, attr)) {
            own.push(beside(kind.mark(), &method.name(), "decides over goals, and runs in no group", second));
        }
        let action = own.all(kind.form().read::<AcceptOptions>(attr)).map(|options| options.action);
        if matches!(action, Some(None)) {
            own.push(kind.form().missing(attr));
        }
        refuse_modifiers(&method.sig, &mut own);
        if Asyncness::of(&method.sig) == Asyncness::Async {
            own.push(Family::Signature.fault(
                method.sig.asyncness,
                format!("`{}` decides over goals, and can not wait", method.name()),
                "leave `async` out",
            ));
        }
        let node = read_node(method, &mut own);
        let named = action.as_ref().and_then(Option::as_ref);
        let of = actions.iter().find(|(name, _)| named.is_some_and(|named| named.0.value() == name.value()));
        check_inputs(method, of.map(|(_, action)| action), &mut own);
        if matches!(method.sig.output, ReturnType::Default) {
            own.push(Family::Signature.fault(
                &method.sig.ident,
                format!("`{}` decides over goals, and returns nothing", method.name()),
                "return `bool`, or `Result<(), E>` with an error that says why not",
            ));
        }
        let faulty = !own.is_empty();
        errors.append(own);
        Some(Judge {
            ident: method.sig.ident.clone(),
            condition: Condition::of(&method.attrs),
            kind,
            action: action??.0,
            node,
            output: output(&method.sig),
            faulty,
        })
    }

    /// Whether it looks at its node while `callbacks` have it to themselves: the two do not go together.
    pub(crate) fn shares_with(&self, receiver: &Receiver) -> bool {
        self.node.is_none() || matches!(receiver, Receiver::Shared)
    }
}

fn read_node(method: &Method, errors: &mut Errors) -> Option<syn::Receiver> {
    let receiver = method.sig.receiver()?;
    let shared = match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_none(),
        ReceiverKind::Typed(_, ty) => matches!(peel(ty), Type::Reference(ty) if ty.mutability.is_none()),
        _ => false,
    };
    if !shared {
        errors.push(Family::Signature.fault(
            receiver,
            format!(
                "`{}` decides over goals beside all callbacks, and only looks at its node",
                method.name()
            ),
            "write `&self`, or leave it out",
        ));
    }
    Some(receiver.clone())
}

/// One parameter: the goal of `action`, by reference.
fn check_inputs(method: &Method, action: Option<&Type>, errors: &mut Errors) {
    let name = method.name();
    let mut inputs = method.sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
    let Some(FnArg::Typed(goal)) = inputs.next() else {
        errors.push(Family::Signature.fault(
            &method.sig.ident,
            format!("`{name}` takes no goal to decide over"),
            help(None, action),
        ));
        return;
    };
    let help = help(Some(&goal.ty), action);
    if let Some(wrong) = wrong_goal(goal) {
        errors.push(Family::Signature.fault(
            &goal.ty,
            format!("`{name}` decides over goals, and {wrong}"),
            &help,
        ));
    }
    if let Some(second) = inputs.next() {
        errors.push(Family::Signature.fault(
            second,
            format!("`{name}` decides over goals, and takes nothing but the goal"),
            help,
        ));
    }
}

/// What to take, by the parameter as it is written, or else by the action.
fn help(written: Option<&Type>, action: Option<&Type>) -> String {
    let written = written.map(|ty| match peel(ty) {
        Type::Reference(reference) => peel(&reference.elem),
        owned => owned,
    });
    let goal = match written.map(|ty| (ty, last_name(ty))) {
        Some((_, Some(name))) if name == "Cx" || name == "AsyncCx" => None,
        Some((ty, _)) if is_handle(ty) => None,
        Some((ty, _)) => Some(text::of(ty)),
        None => None,
    };
    match (goal, action) {
        (Some(goal), _) => format!("take the goal as it is sent: `goal: &{goal}`"),
        // Only the types know what its goals are.
        (None, Some(action)) => {
            let action = text::of(action);
            format!(
                "take the goal as it is sent, of the type that `{action}` has for it: `goal: &<{action} as Action>::Goal`"
            )
        }
        (None, None) => "take the goal as it is sent, by reference, and nothing else".to_owned(),
    }
}

/// Whether it is a `Goal<A>`, and not somebody's own `Goal`, nor the one in `<A as Action>::Goal`.
fn is_handle(ty: &Type) -> bool {
    let Type::Path(path) = peel(ty) else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "Goal" && !last.arguments.is_none())
}

fn wrong_goal(goal: &PatType) -> Option<&'static str> {
    let Type::Reference(reference) = peel(&goal.ty) else {
        return Some("does not own the goal, which a callback executes later");
    };
    match last_name(&reference.elem).as_deref() {
        _ if reference.mutability.is_some() => Some("can not change the goal"),
        Some("Cx" | "AsyncCx") => Some("can not wait: there is no context"),
        _ if is_handle(&reference.elem) => Some("is asked before there is a `Goal`, with what is sent"),
        _ => None,
    }
}
