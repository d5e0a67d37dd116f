//! `#[validate]`: the function that looks at proposed parameters.

use syn::{Attribute, FnArg, Ident, ReturnType, Type};

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
        for (mark, attr) in marks {
            if let Some((what, help)) = surplus(*mark, attr, &method.name()) {
                own.push(Family::Signature.fault(attr.path(), what, help));
            }
        }
        refuse_modifiers(&method.sig, &mut own);
        check_signature(method, &mut own);
        let faulty = !own.is_empty();
        errors.append(own);
        Validate {
            ident: method.sig.ident.clone(),
            condition: Condition::of(&method.attrs),
            output: match &method.sig.output {
                ReturnType::Type(_, ty) => Some((**ty).clone()),
                ReturnType::Default => None,
            },
            faulty,
        }
    }
}

fn surplus(mark: Mark, attr: &Attribute, name: &str) -> Option<(String, String)> {
    match (mark, &attr.meta) {
        (Mark::Validate, syn::Meta::Path(_)) => None,
        (Mark::Validate, _) => {
            Some(("`#[validate]` takes no options".to_owned(), "write `#[validate]`".to_owned()))
        }
        (Mark::Group, _) => Some((
            format!("`{name}` is `#[validate]`, which runs in no group"),
            "leave `#[group]` out".to_owned(),
        )),
        (other, _) => Some((
            format!("`{name}` has two roles: `#[validate]` and `#[{}]`", other.name()),
            "give each role a method of its own".to_owned(),
        )),
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
