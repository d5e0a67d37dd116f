//! `#[validate]`: the function that looks at proposed parameters.

use syn::{Attribute, FnArg, Ident, ReturnType, Type};

use super::apart::{output, surplus};
use super::callback::refuse_modifiers;
use crate::attr::{Condition, Mark};
use crate::errors::{Errors, Family};
use crate::parse::Method;
use crate::syntax::{Asyncness, last_name, peel};
use crate::text;

/// The function that looks at proposed parameters.
pub(crate) struct Validate {
    pub(crate) ident: Ident,
    pub(crate) condition: Condition,
    pub(crate) output: Option<Type>,
    pub(crate) faulty: bool,
}

impl Validate {
    pub(crate) fn read(method: &Method, marks: &[(Mark, Attribute)], errors: &mut Errors) -> Validate {
        let mut own = Errors::default();
        let (name, why) = (method.name(), "is `#[validate]`, which runs in no group");
        surplus(Mark::Validate, &name, why, marks).for_each(|error| own.push(error));
        refuse_modifiers(&method.sig, &mut own);
        check_signature(method, &mut own);
        let faulty = !own.is_empty();
        errors.append(own);
        Validate {
            ident: method.sig.ident.clone(),
            condition: Condition::of(&method.attrs),
            output: output(&method.sig),
            faulty,
        }
    }
}

fn check_signature(method: &Method, errors: &mut Errors) {
    let (sig, name) = (&method.sig, method.name());
    let help = format!("write `fn {name}(values: &Values<Self>) -> Result<(), String>`");
    if let Some(receiver) = sig.receiver() {
        let what = format!(
            "`{name}` looks at values only: it may run before the node is made, and while its callbacks run"
        );
        errors.push(Family::Signature.fault(receiver, what, help));
        return;
    }
    if Asyncness::of(sig) == Asyncness::Async {
        let what = format!("`{name}` can not wait: whoever sets a parameter gets its answer right away");
        errors.push(Family::Signature.fault(sig.asyncness, what, "leave `async` out"));
    }
    let is_values = |ty: &Type| match peel(ty) {
        Type::Reference(reference) => {
            reference.mutability.is_none() && last_name(&reference.elem).as_deref() == Some("Values")
        }
        _ => false,
    };
    match (sig.inputs.first(), sig.inputs.iter().nth(1)) {
        (_, Some(second)) => {
            errors.push(Family::Signature.fault(
                second,
                format!("`{name}` gets the proposed values, and nothing else"),
                &help,
            ));
        }
        (Some(FnArg::Typed(values)), None) if is_values(&values.ty) => {}
        (Some(FnArg::Typed(values)), None) => {
            let what = format!("`{name}` gets the proposed values, and takes `{}`", text::of(&values.ty));
            errors.push(Family::Signature.fault(&values.ty, what, &help));
        }
        _ => errors.push(Family::Signature.fault(
            &sig.ident,
            format!("`{name}` does not take the proposed values"),
            &help,
        )),
    }
    if matches!(sig.output, ReturnType::Default) {
        errors.push(Family::Signature.fault(&sig.ident, format!("`{name}` returns no verdict"), &help));
    }
}
