//! A callback: a method with a role.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Path, ReceiverKind, Signature, Type};

use super::apart::output;
use super::params::{Param, ParamKind, read_params};
use super::role::{Role, read_role};
use crate::attr::{Condition, Mark, docs};
use crate::errors::{Errors, Family};
use crate::parse::Method;
use crate::scan::held_across_await;
use crate::syntax::{Asyncness, peel};

/// A method that the runtime calls.
pub(crate) struct Callback {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) condition: Condition,
    pub(crate) role: Role,
    pub(crate) group: Option<Path>,
    pub(crate) receiver: Receiver,
    pub(crate) asyncness: Asyncness,
    pub(crate) params: Vec<Param>,
    /// What it returns, if it says so.
    pub(crate) output: Option<Type>,
    /// A lock that its future holds across an `.await`, as it seems.
    pub(crate) held: Option<Span>,
    /// Whether something of it is wrong, so that nothing may be generated that calls it.
    pub(crate) faulty: bool,
}

/// How a callback gets its node.
#[derive(Clone)]
pub(crate) enum Receiver {
    Shared,
    /// `&mut self`, with the tokens to point at.
    Exclusive(syn::Receiver),
}

/// How a callback runs, as the facts name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Sync,
    Blocking,
    Async,
}

impl Callback {
    /// The callback that `method` with these marks is. `None`: so little is known that nothing can be said
    /// of it.
    pub(crate) fn read(
        method: &Method,
        marks: &[(Mark, Attribute)],
        errors: &mut Errors,
    ) -> Option<Callback> {
        let mut own = Errors::default();
        let role = read_role(method, marks, &mut own);
        let group = read_group(marks, &mut own);
        refuse_modifiers(&method.sig, &mut own);
        let receiver = check_receiver(&method.sig, &mut own);
        let kind = marks.iter().map(|(mark, _)| *mark).find(|mark| mark.is_role())?;
        let roles = marks.iter().filter(|(mark, _)| mark.is_role()).count();
        let asked = match &role {
            Some(Role::Service { ty, .. } | Role::Action { ty, .. }) => Some(ty),
            _ => None,
        };
        // What a callback with two roles may take is anybody's guess.
        let params =
            if roles == 1 { read_params(method, kind, asked, group.as_ref(), &mut own) } else { Vec::new() };
        let faulty = !own.is_empty();
        errors.append(own);
        Some(Callback {
            ident: method.sig.ident.clone(),
            name: method.name(),
            docs: docs(&method.attrs),
            condition: Condition::of(&method.attrs),
            role: role?,
            group,
            receiver: receiver.unwrap_or(Receiver::Shared),
            asyncness: Asyncness::of(&method.sig),
            params,
            output: output(&method.sig),
            held: held_across_await(method.body()),
            faulty,
        })
    }

    /// The group's name, as a message says it.
    pub(crate) fn group_name(&self) -> String {
        match &self.group {
            Some(group) => format!("`{}`", crate::text::of(group)),
            None => "the default group".to_owned(),
        }
    }

    /// The parameter that is the message or request.
    pub(crate) fn input(&self) -> Option<&Param> {
        self.params.iter().find(|param| matches!(param.kind, ParamKind::Input(_)))
    }

    /// Whether it answers by a responder, later.
    pub(crate) fn is_deferred(&self) -> bool {
        self.params.iter().any(|param| matches!(param.kind, ParamKind::Responder))
    }

    pub(crate) fn mode(&self) -> Mode {
        let context = self.params.iter().any(|param| matches!(param.kind, ParamKind::Context(_)));
        match (self.asyncness, context) {
            (Asyncness::Async, _) => Mode::Async,
            (Asyncness::Sync, true) => Mode::Blocking,
            (Asyncness::Sync, false) => Mode::Sync,
        }
    }
}

fn read_group(marks: &[(Mark, Attribute)], errors: &mut Errors) -> Option<Path> {
    let mut groups = marks.iter().filter(|(mark, _)| *mark == Mark::Group).map(|(_, attr)| attr);
    let first = groups.next()?;
    if let Some(second) = groups.next() {
        errors.push(Family::Signature.fault(
            second.path(),
            "a callback is in one group, and this is the second `#[group]`",
            "leave one of them out",
        ));
    }
    let group = first.parse_args_with(Path::parse_group);
    errors.take(group.map_err(|_| {
        Family::Signature.fault(
            &first.meta,
            "`#[group]` takes the type of the callback's group",
            "write `#[group(Control)]`",
        )
    }))
}

/// Reads a type's path, generic arguments included.
trait ParseGroup: Sized {
    fn parse_group(input: syn::parse::ParseStream<'_>) -> syn::Result<Self>;
}

impl ParseGroup for Path {
    fn parse_group(input: syn::parse::ParseStream<'_>) -> syn::Result<Path> {
        let ty: Type = input.parse()?;
        match peel(&ty) {
            Type::Path(path) if path.qself.is_none() => Ok(path.path.clone()),
            other => Err(syn::Error::new_spanned(other, "expected a path")),
        }
    }
}

/// What the runtime can not call: `const`, `unsafe`, `extern` and generic functions.
pub(crate) fn refuse_modifiers(sig: &Signature, errors: &mut Errors) {
    let name = crate::text::name(&sig.ident);
    let modifier: Option<(Span, &str)> = if let Some(token) = &sig.constness {
        Some((token.span(), "const"))
    } else if let syn::Safety::Unsafe(token) = &sig.safety {
        Some((token.span(), "unsafe"))
    } else {
        sig.abi.as_ref().map(|abi| (abi.extern_token.span(), "extern"))
    };
    if let Some((span, word)) = modifier {
        let text = crate::errors::with_help(
            format!("`{name}` is a callback, and can not be `{word}`"),
            format!("leave `{word}` out"),
        );
        errors.push(syn::Error::new(span, Family::Signature.named(text)));
    }
    if let Some(first) = sig.generics.params.first() {
        let help = match first {
            syn::GenericParam::Lifetime(_) => "leave the lifetimes out: each parameter has its own",
            _ => "name the types that it is called with",
        };
        errors.push(Family::Signature.fault(
            first,
            format!("`{name}` is a callback, and can not be generic"),
            help,
        ));
    }
}

/// How a method gets its node, if it has a `self`; `Some(None)`: otherwise than by a plain borrow.
pub(crate) fn read_receiver(sig: &Signature) -> Option<Option<Receiver>> {
    let receiver = sig.receiver()?;
    let exclusive = match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => Some(mutability.is_some()),
        ReceiverKind::Typed(_, ty) => match peel(ty) {
            Type::Reference(ty) if crate::text::of(&ty.elem) == "Self" => Some(ty.mutability.is_some()),
            _ => None,
        },
        _ => None,
    };
    Some(exclusive.map(
        |exclusive| {
            if exclusive { Receiver::Exclusive(receiver.clone()) } else { Receiver::Shared }
        },
    ))
}

fn check_receiver(sig: &Signature, errors: &mut Errors) -> Option<Receiver> {
    let name = crate::text::name(&sig.ident);
    let Some(receiver) = sig.receiver() else {
        let text = format!("`{name}` has no `self`, and callbacks are methods");
        errors.push(Family::Signature.fault(&sig.ident, text, format!("add it: `fn {name}(&self, ..)`")));
        return None;
    };
    match read_receiver(sig).flatten() {
        Some(receiver) => Some(receiver),
        None => {
            let text = format!(
                "`{name}` takes its node as `{}`, and a callback only borrows it",
                crate::text::of(receiver)
            );
            errors.push(Family::Signature.fault(receiver, text, "write `&self`"));
            None
        }
    }
}
