//! `#[init]`: the function that makes a node from its handles.

use syn::{Attribute, FnArg, Ident, PatType, ReturnType, Signature, Type};

use super::apart::{output, surplus};
use super::callback::refuse_modifiers;
use super::params::{Lending, is_mut};
use crate::attr::{Condition, Mark};
use crate::errors::{Errors, Family};
use crate::parse::Method;
use crate::syntax::{Asyncness, first_argument, last_name, peel, plain_name};

/// The function that makes the node.
pub(crate) struct Init {
    pub(crate) ident: Ident,
    pub(crate) condition: Condition,
    pub(crate) asyncness: Asyncness,
    pub(crate) inputs: Vec<InitInput>,
    /// The name of the parameter that has the handles, where it is one.
    pub(crate) handles: Option<String>,
    /// The states of groups that it returns beside the node.
    pub(crate) states: Vec<Type>,
    /// What it returns.
    pub(crate) output: Option<Type>,
    pub(crate) faulty: bool,
}

/// What `#[init]` is called with.
pub(crate) enum InitInput {
    /// The node's handles.
    Handles,
    /// What is known of the node before it is made.
    Info(Lending),
    /// A value of this type, given by whoever starts the node.
    Given(Type),
    /// The same, which may be left out.
    MaybeGiven(Type),
}

impl Init {
    pub(crate) fn read(method: &Method, marks: &[(Mark, Attribute)], errors: &mut Errors) -> Init {
        let mut own = Errors::default();
        let (name, why) = (method.name(), "is `#[init]`, which runs before any group does");
        surplus(Mark::Init, &name, why, marks).for_each(|error| own.push(error));
        refuse_modifiers(&method.sig, &mut own);
        let inputs = read_inputs(&method.sig, &mut own);
        let faulty = !own.is_empty();
        errors.append(own);
        Init {
            ident: method.sig.ident.clone(),
            condition: Condition::of(&method.attrs),
            asyncness: Asyncness::of(&method.sig),
            inputs,
            handles: handles_name(&method.sig),
            states: states(&method.sig.output),
            output: output(&method.sig),
            faulty,
        }
    }
}

/// The parameters, told apart by their types.
fn read_inputs(sig: &Signature, errors: &mut Errors) -> Vec<InitInput> {
    let name = crate::text::name(&sig.ident);
    let help = format!("write `fn {name}(h: Handles<Self>) -> Self`, or `-> rosweave::Result<Self>`");
    if let Some(receiver) = sig.receiver() {
        errors.push(Family::Signature.fault(
            receiver,
            format!("`{name}` makes the node, so there is no `self` yet"),
            help,
        ));
        return Vec::new();
    }
    let mut inputs: Vec<(InitInput, &PatType)> = Vec::new();
    for param in params(sig) {
        let Some(input) = errors.take(read_input(&name, param)) else { continue };
        match inputs.iter().find(|(other, _)| other.is_same(&input)) {
            Some((_, first)) => errors.push(second(&name, first, param)),
            None => inputs.push((input, param)),
        }
    }
    if errors.is_empty() && !inputs.iter().any(|(input, _)| matches!(input, InitInput::Handles)) {
        let what = format!("`{name}` does not take the node's handles");
        let help = match params(sig).next() {
            None => help,
            Some(_) => "add a parameter for them: `h: Handles<Self>`".to_owned(),
        };
        errors.push(Family::Signature.fault(&sig.ident, what, help));
    }
    if matches!(sig.output, ReturnType::Default) {
        errors.push(Family::Signature.fault(
            &sig.ident,
            format!("`{name}` returns no node"),
            "return it: `-> Self`, or `-> rosweave::Result<Self>`",
        ));
    }
    inputs.into_iter().map(|(input, _)| input).collect()
}

fn params(sig: &Signature) -> impl Iterator<Item = &PatType> {
    sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(param) => Some(param),
        FnArg::Receiver(_) => None,
    })
}

fn read_input(init: &str, param: &PatType) -> syn::Result<InitInput> {
    let ty = peel(&param.ty);
    let (target, lending) = match ty {
        Type::Reference(reference) => (peel(&reference.elem), Lending::Ref),
        ty => (ty, Lending::Value),
    };
    let (target_text, text) = (crate::text::of(target), crate::text::of(ty));
    match (last_name(target).as_deref(), lending) {
        (Some("Handles"), Lending::Value) => Ok(InitInput::Handles),
        (Some("NodeInfo"), _) if !is_mut(ty) => Ok(InitInput::Info(lending)),
        (Some("Cx" | "AsyncCx"), _) => Err(Family::Signature.fault(
            ty,
            format!("`{init}` runs before any group does, and has no context to wait with"),
            "leave it out; `NodeInfo` has the node's name and its clock",
        )),
        (_, Lending::Ref) => Err(Family::Signature.fault(
            ty,
            format!("`{init}` gets what it takes for good, and `{text}` only borrows it"),
            format!("take `{target_text}`"),
        )),
        (Some("Option"), Lending::Value) => Ok(match first_argument(ty) {
            Some(given) => InitInput::MaybeGiven(given.clone()),
            None => InitInput::Given(ty.clone()),
        }),
        (_, Lending::Value) => Ok(InitInput::Given(ty.clone())),
    }
}

impl InitInput {
    /// Whether it is the same thing: each is there once.
    fn is_same(&self, other: &InitInput) -> bool {
        use InitInput::{Given, Handles, Info, MaybeGiven};
        match (self, other) {
            (Handles, Handles) | (Info(_), Info(_)) => true,
            (Given(a) | MaybeGiven(a), Given(b) | MaybeGiven(b)) => crate::text::of(a) == crate::text::of(b),
            _ => false,
        }
    }
}

fn second(init: &str, first: &PatType, param: &PatType) -> syn::Error {
    let (first, ty) = (crate::text::of(&first.ty), crate::text::of(&param.ty));
    Family::Signature.fault(
        &param.ty,
        format!("`{init}` is given one `{ty}`, and the parameter of type `{first}` is it already"),
        "leave it out; two values of one type go into a struct, or each into a type of its own",
    )
}

/// The name of the parameter with the handles.
fn handles_name(sig: &Signature) -> Option<String> {
    let handles = params(sig).find(|param| last_name(&param.ty).as_deref() == Some("Handles"))?;
    plain_name(&handles.pat)
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
