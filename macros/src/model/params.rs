//! The parameters of a callback, told apart by their types.

mod context;

use syn::{FnArg, PatType, Path, Type, TypeReference};

use super::brought::Brought;
use crate::attr::Mark;
use crate::errors::{Errors, Family};
use crate::parse::Method;
use crate::syntax::{first_argument, last_name, peel, plain_name};
use crate::text;
pub(crate) use context::with_right_context;

/// A parameter of a callback, beside `self`.
pub(crate) struct Param {
    pub(crate) syntax: PatType,
    pub(crate) kind: ParamKind,
}

/// What a parameter asks for.
#[derive(Clone)]
pub(crate) enum ParamKind {
    /// The message or the request.
    Input(Input),
    Info(Lending),
    /// The topic that the message came on.
    Topic(Lending),
    State(TypeReference),
    Context(TypeReference),
    Timer(Lending),
    Change(Lending),
    Responder,
}

/// How the message or request is taken, and its type.
#[derive(Clone)]
pub(crate) enum Input {
    Value(Type),
    Ref(Type),
    Arc(Type),
}

/// By value or by reference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lending {
    Value,
    Ref,
}

impl Param {
    /// The message's own type, where it is a message.
    pub(crate) fn message_type(&self) -> &Type {
        match &self.kind {
            ParamKind::Input(Input::Value(ty) | Input::Ref(ty) | Input::Arc(ty)) => ty,
            _ => &self.syntax.ty,
        }
    }
}

impl ParamKind {
    fn noun(&self, brought: &Brought) -> &'static str {
        match self {
            ParamKind::Input(_) => brought.noun(),
            ParamKind::Info(_) => "message info",
            ParamKind::Topic(_) => "topic",
            ParamKind::State(_) => "state",
            ParamKind::Context(_) => "context",
            ParamKind::Timer(_) => "timer",
            ParamKind::Change(_) => "change",
            ParamKind::Responder => "responder",
        }
    }
}

/// Reads the parameters of a callback that `mark` starts, and reports those that are wrong. `asked` is the type of its
/// service or action.
pub(crate) fn read_params(
    method: &Method,
    mark: Mark,
    asked: Option<&Type>,
    group: Option<&Path>,
    errors: &mut Errors,
) -> Vec<Param> {
    let reader = Reader { method, mark, brought: Brought::by(mark), asked, group, name: method.name() };
    let mut params: Vec<Param> = Vec::new();
    for input in &method.sig.inputs {
        let FnArg::Typed(param) = input else { continue };
        let Some(kind) = errors.take(reader.kind(param)) else { continue };
        match params.iter().find(|other| same_kind(&other.kind, &kind)) {
            Some(first) => errors.push(reader.second(first, param, &kind)),
            None => params.push(Param { syntax: param.clone(), kind }),
        }
    }
    let given = method.sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))).count();
    let has_input = params.iter().any(|param| matches!(param.kind, ParamKind::Input(_)));
    // Where a parameter was refused, it may be the one that is missing.
    if !has_input
        && given == params.len()
        && let Brought::Input { noun, example } = reader.brought
    {
        errors.push(reader.no_input(noun, example));
    }
    params
}

fn same_kind(a: &ParamKind, b: &ParamKind) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

struct Reader<'a> {
    method: &'a Method,
    mark: Mark,
    brought: Brought,
    asked: Option<&'a Type>,
    group: Option<&'a Path>,
    name: String,
}

impl Reader<'_> {
    fn kind(&self, param: &PatType) -> syn::Result<ParamKind> {
        let ty = peel(&param.ty);
        self.refuse_impl(ty)?;
        let (target, lending) = match ty {
            Type::Reference(reference) => (peel(&reference.elem), Lending::Ref),
            ty => (ty, Lending::Value),
        };
        match (last_name(target).as_deref(), ty) {
            (Some(name @ ("Cx" | "AsyncCx")), _) => self.context(param, ty, name),
            (Some("MessageInfo"), _)
                if matches!(self.mark, Mark::Subscribe | Mark::Service) && !is_mut(ty) =>
            {
                Ok(ParamKind::Info(lending))
            }
            // A message may be called so, too.
            (Some("Topic"), _)
                if self.mark == Mark::Subscribe && !is_mut(ty) && self.has_other_input(&param.ty) =>
            {
                Ok(ParamKind::Topic(lending))
            }
            (Some("Timer"), _) if self.mark == Mark::Timer && !is_mut(ty) => Ok(ParamKind::Timer(lending)),
            (Some("Change"), _) if self.mark == Mark::OnChange && !is_mut(ty) => {
                Ok(ParamKind::Change(lending))
            }
            (Some("Responder"), _) if self.mark == Mark::Service => self.responder(ty),
            (Some(name), Type::Reference(reference)) if self.is_group(name) => {
                Ok(ParamKind::State(reference.clone()))
            }
            (Some(name), ty) if self.is_group(name) => Err(self.state_by_value(ty, name)),
            (_, Type::Reference(reference)) if reference.mutability.is_some() => {
                Err(self.foreign_state(param, reference))
            }
            _ if let Brought::Nothing { fault, help } = self.brought => Err(self.extra(param, fault, help)),
            _ if boxed(target).is_some() => Err(self.boxed(ty, target)),
            (_, Type::Reference(reference)) => {
                self.sized(ty, &reference.elem, "&")?;
                Ok(ParamKind::Input(Input::Ref((*reference.elem).clone())))
            }
            (Some("Arc"), ty) if self.mark == Mark::Subscribe => {
                if let Some(message) = first_argument(ty) {
                    self.sized(ty, message, "Arc")?;
                }
                Ok(ParamKind::Input(match first_argument(ty) {
                    Some(message) => Input::Arc(message.clone()),
                    None => Input::Value(ty.clone()),
                }))
            }
            (_, ty) => Ok(ParamKind::Input(Input::Value(ty.clone()))),
        }
    }

    /// A message is of a type with a size: that of who sends it.
    fn sized(&self, written: &Type, message: &Type, taken: &str) -> syn::Result<()> {
        let owned = match peel(message) {
            Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
            Type::Slice(slice) => format!("Vec<{}>", text::of(&slice.elem)),
            Type::TraitObject(_) => {
                return Err(Family::Signature.fault(
                    written,
                    format!(
                        "`{}` is called with messages of one type, and `{}` can be many",
                        self.name,
                        text::of(message)
                    ),
                    "take the type that is sent",
                ));
            }
            _ => return Ok(()),
        };
        let (owned, message) = match taken {
            "Arc" => (format!("Arc<{owned}>"), text::of(written)),
            _ => (format!("&{owned}"), text::of(written)),
        };
        Err(Family::Signature.fault(
            written,
            format!("`{}` can not be called with `{message}`: nobody can send what has no size", self.name),
            format!("take `{owned}`, and use it in the same way"),
        ))
    }

    /// A box is a type of its own, which no publisher of what is in it sends.
    fn boxed(&self, ty: &Type, target: &Type) -> syn::Error {
        let (noun, inner) = (self.brought.noun(), boxed(target).map_or_else(String::new, text::of));
        let arc = if self.mark == Mark::Subscribe { format!(", `Arc<{inner}>`") } else { String::new() };
        let what = format!("nobody sends `{}` a {noun} of type `{}`", self.name, text::of(target));
        Family::Signature.fault(ty, what, format!("take `&{inner}`{arc} or `{inner}`"))
    }

    fn is_group(&self, name: &str) -> bool {
        match self.group.and_then(|group| group.segments.last()) {
            Some(last) => text::name(&last.ident) == name,
            None => name == "DefaultGroup",
        }
    }

    fn refuse_impl(&self, ty: &Type) -> syn::Result<()> {
        match ty {
            Type::ImplTrait(_) => Err(Family::Signature.fault(
                ty,
                format!("`{}` is a callback, and can not be generic", self.name),
                "name the type that it is called with",
            )),
            Type::Reference(reference) => self.refuse_impl(peel(&reference.elem)),
            _ => Ok(()),
        }
    }

    fn responder(&self, ty: &Type) -> syn::Result<ParamKind> {
        match ty {
            Type::Reference(_) => Err(Family::Signature.fault(
                ty,
                format!("the responder is `{}`'s own, to answer with or to hand on", self.name),
                format!("take `{}`", text::of(ty).trim_start_matches('&').trim_start_matches("mut ")),
            )),
            _ => Ok(ParamKind::Responder),
        }
    }

    fn state_by_value(&self, ty: &Type, name: &str) -> syn::Error {
        let what = format!("the state of group `{name}` is only lent to `{}`", self.name);
        Family::Signature.fault(
            ty,
            what,
            format!("take `&mut {name}`, or `&{name}` if the group is reentrant"),
        )
    }

    /// `&mut T` of something that is not the state of the callback's group.
    fn foreign_state(&self, param: &PatType, reference: &TypeReference) -> syn::Error {
        let (name, ty) = (&self.name, text::of(&reference.elem));
        if self.mark == Mark::Service && is_response(param, &reference.elem) {
            let (what, written) = (format!("`{name}` gets no response to fill in"), text::of(param));
            return Family::Signature.fault(param, what, format!("leave `{written}` out, and return `{ty}`"));
        }
        if last_name(&reference.elem).as_deref() == Some("MessageInfo") {
            let what = format!("`{name}` gets a message info of its own, and nobody would see the change");
            return Family::Signature.fault(reference, what, "take `info: MessageInfo`");
        }
        if self.brought.has_input() && !self.has_other_input(&Type::Reference(reference.clone())) {
            let noun = self.brought.noun();
            let arc = if self.mark == Mark::Subscribe { format!(", `Arc<{ty}>`") } else { String::new() };
            let what = format!("the {noun} of `{name}` can not be taken as `&mut {ty}`");
            return Family::Signature.fault(reference, what, format!("take `&{ty}`{arc} or `{ty}`"));
        }
        let place = match self.group {
            Some(group) => format!("group `{}`", text::of(group)),
            None => "the node's default group".to_owned(),
        };
        let what = format!("`{ty}` is not the state of `{name}`, which is in {place}");
        let help = match self.group {
            Some(group) => {
                format!("take `&mut {}`, or put `{name}` into the group: `#[group({ty})]`", text::of(group))
            }
            None => format!("put `{name}` into the group: `#[group({ty})]`"),
        };
        Family::Signature.fault(reference, what, help)
    }

    /// Whether some other parameter than one of type `of` can be the message or request.
    fn has_other_input(&self, of: &Type) -> bool {
        const OTHERS: [&str; 5] = ["Cx", "AsyncCx", "MessageInfo", "Responder", "Timer"];
        self.method.sig.inputs.iter().any(|input| {
            let FnArg::Typed(param) = input else { return false };
            if peel(&param.ty) == peel(of) {
                return false;
            }
            let (ty, target) = match peel(&param.ty) {
                Type::Reference(other) if other.mutability.is_some() => return false,
                Type::Reference(other) => (peel(&param.ty), peel(&other.elem)),
                ty => (ty, ty),
            };
            let name = last_name(target).unwrap_or_default();
            !OTHERS.contains(&name.as_str()) && !self.is_group(&name) && !matches!(ty, Type::ImplTrait(_))
        })
    }

    fn extra(&self, param: &PatType, fault: &str, help: &str) -> syn::Error {
        let fault = fault.replace("{}", &text::of(&param.ty));
        Family::Signature.fault(&param.ty, format!("`{}` {fault}", self.name), help)
    }

    fn second(&self, first: &Param, param: &PatType, kind: &ParamKind) -> syn::Error {
        let noun = kind.noun(&self.brought);
        let (name, first) = (&self.name, text::of(&first.syntax.ty));
        let help = match (kind, peel(&param.ty)) {
            (ParamKind::Input(_), Type::Reference(reference)) => {
                let ty = text::of(&reference.elem);
                format!("leave it out; if `{ty}` is the state of `{name}`'s group, say so: `#[group({ty})]`")
            }
            (ParamKind::Input(_), _) if self.mark == Mark::Action => {
                "leave it out: beside its goal, the callback can take its group's state and a context"
                    .to_owned()
            }
            (ParamKind::Input(_), ty)
                if self.mark == Mark::Subscribe && last_name(ty).as_deref() == Some("Responder") =>
            {
                return Family::Signature.fault(
                    &param.ty,
                    format!("`{name}` hears messages, which nobody answers"),
                    "leave it out; `Responder` is for a `#[service(..)]` that answers later",
                );
            }
            _ => "leave it out".to_owned(),
        };
        Family::Signature.fault(
            &param.ty,
            format!("`{name}` takes one {noun}, and `{first}` is it already"),
            help,
        )
    }

    fn no_input(&self, noun: &str, example: &str) -> syn::Error {
        let (name, asked) = (&self.name, self.asked.map_or_else(|| "..".to_owned(), text::of));
        Family::Signature.fault(
            &self.method.sig.ident,
            format!("`{name}` takes no {noun}"),
            format!("add a parameter for it, like `{}`", example.replace("{}", &asked)),
        )
    }
}

/// Whether `param` is what rclcpp and rclpy call the response of a service, by its name or by its type's.
fn is_response(param: &PatType, ty: &Type) -> bool {
    const NAMES: [&str; 5] = ["response", "resp", "res", "reply", "_response"];
    let named = plain_name(&param.pat).is_some_and(|name| NAMES.contains(&name.as_str()));
    let typed = last_name(ty).is_some_and(|name| name.ends_with("Response"));
    named || typed
}

/// What is in a box of one owner: `String` of `Box<String>`. A box may be sent where what is in it has no size.
fn boxed(ty: &Type) -> Option<&Type> {
    let one = matches!(last_name(ty).as_deref(), Some("Box" | "Rc"));
    first_argument(ty).filter(|inner| one && !matches!(peel(inner), Type::TraitObject(_) | Type::Slice(_)))
}

pub(crate) fn is_mut(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
}
