//! `#[init]`: the function that makes a node from its handles.

use syn::{Attribute, FnArg, Ident, ReturnType, Signature, Type};

use super::callback::refuse_modifiers;
use crate::attr::{Condition, Mark};
use crate::errors::{Errors, fault};
use crate::parse::Method;
use crate::syntax::{Asyncness, first_argument, last_name, peel};

/// The function that makes the node.
pub(crate) struct Init {
    pub(crate) ident: Ident,
    pub(crate) condition: Condition,
    pub(crate) asyncness: Asyncness,
    /// The states of groups that it returns beside the node.
    pub(crate) states: Vec<Type>,
    /// What it returns.
    pub(crate) output: Option<Type>,
    pub(crate) faulty: bool,
}

impl Init {
    pub(crate) fn read(method: &Method, marks: &[(Mark, Attribute)], errors: &mut Errors) -> Init {
        let mut own = Errors::default();
        for (mark, attr) in marks {
            if let Some((what, help)) = surplus(*mark, attr, &method.name()) {
                own.push(fault(attr.path(), what, help));
            }
        }
        refuse_modifiers(&method.sig, &mut own);
        check_inputs(&method.sig, &mut own);
        let faulty = !own.is_empty();
        errors.append(own);
        Init {
            ident: method.sig.ident.clone(),
            condition: Condition::of(&method.attrs),
            asyncness: Asyncness::of(&method.sig),
            states: states(&method.sig.output),
            output: match &method.sig.output {
                ReturnType::Type(_, ty) => Some((**ty).clone()),
                ReturnType::Default => None,
            },
            faulty,
        }
    }
}

/// What is wrong with an attribute beside `#[init]`, or with itself, and the fix.
fn surplus(mark: Mark, attr: &Attribute, name: &str) -> Option<(String, String)> {
    match (mark, &attr.meta) {
        (Mark::Init, syn::Meta::Path(_)) => None,
        (Mark::Init, _) => Some(("`#[init]` takes no options".to_owned(), "write `#[init]`".to_owned())),
        (Mark::Group, _) => Some((
            format!("`{name}` is `#[init]`, which runs before any group does"),
            "leave `#[group]` out".to_owned(),
        )),
        (other, _) => Some((
            format!("`{name}` has two roles: `#[init]` and `#[{}]`", other.name()),
            "give each role a method of its own".to_owned(),
        )),
    }
}

fn check_inputs(sig: &Signature, errors: &mut Errors) {
    let name = crate::text::name(&sig.ident);
    let help = format!("write `fn {name}(h: Handles<Self>) -> Result<Self>`");
    if let Some(receiver) = sig.receiver() {
        errors.push(fault(receiver, format!("`{name}` makes the node, so there is no `self` yet"), help));
        return;
    }
    match (sig.inputs.first(), sig.inputs.iter().nth(1)) {
        (Some(FnArg::Typed(_)), None) => {}
        (_, Some(second)) => {
            errors.push(fault(second, format!("`{name}` takes the node's handles, and nothing else"), help));
        }
        _ => errors.push(fault(&sig.ident, format!("`{name}` does not take the node's handles"), help)),
    }
    if matches!(sig.output, ReturnType::Default) {
        let help = format!("write `fn {name}(h: Handles<Self>) -> Self`, or `-> Result<Self>`");
        errors.push(fault(&sig.ident, format!("`{name}` returns no node"), help));
    }
}

/// The types after the node's own in `(Self, State, ..)`, within a `Result` or not.
fn states(output: &ReturnType) -> Vec<Type> {
    let ReturnType::Type(_, ty) = output else { return Vec::new() };
    let ty = match last_name(ty).as_deref() {
        Some("Result") => first_argument(ty),
        _ => Some(peel(ty)),
    };
    match ty.map(peel) {
        Some(Type::Tuple(tuple)) => tuple.elems.iter().skip(1).cloned().collect(),
        _ => Vec::new(),
    }
}
