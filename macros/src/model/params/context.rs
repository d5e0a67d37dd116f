//! The context of a callback: that of its kind, and of its group.

use syn::{FnArg, Ident, Pat, PatType, Path, Type};

use super::{ParamKind, Reader};
use crate::errors::Family;
use crate::parse::Method;
use crate::syntax::{Asyncness, peel, plain_name};
use crate::text;

/// Gives a callback the context that it should have, where that was told: rustc has nothing to say of its body then.
pub(crate) fn with_right_context(method: &mut Method, group: Option<&Path>) {
    let awaits = method.awaits();
    let wanted = match Asyncness::of(&method.sig) {
        Asyncness::Sync if !awaits => "Cx",
        Asyncness::Async if awaits => "AsyncCx",
        // What was meant is anybody's guess.
        _ => return,
    };
    let contexts = method.sig.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(param) => match &mut *param.ty {
            Type::Reference(reference) => match &mut *reference.elem {
                Type::Path(path) => path.path.segments.last_mut(),
                _ => None,
            },
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    for context in contexts.filter(|last| last.ident == "Cx" || last.ident == "AsyncCx") {
        context.ident = Ident::new(wanted, context.ident.span());
        if let (Some(group), true) = (group, context.arguments.is_none()) {
            context.arguments = syn::PathArguments::AngleBracketed(syn::parse_quote!(<#group>));
        }
    }
}

impl Reader<'_> {
    pub(super) fn context(&self, param: &PatType, ty: &Type, name: &str) -> syn::Result<ParamKind> {
        if plain_name(&param.pat).is_none() && !matches!(*param.pat, Pat::Wild(_)) {
            let what = format!(
                "the context of `{}` has to have a plain name, so that its waits are seen",
                self.name
            );
            return Err(Family::Signature.fault(&param.pat, what, "write `cx`"));
        }
        let (asyncness, wanted) = match Asyncness::of(&self.method.sig) {
            Asyncness::Sync => ("sync", "Cx"),
            Asyncness::Async => ("async", "AsyncCx"),
        };
        let group = self.group.map_or(String::new(), |group| format!("<{}>", text::of(group)));
        let callback = &self.name;
        if name != wanted {
            let other =
                if asyncness == "sync" { ", or make it an `async fn`" } else { ", or make it a `fn`" };
            return Err(Family::ContextKind.fault(
                ty,
                format!(
                    "`{callback}` is {asyncness}, and `{name}` is the context of the other kind of callback"
                ),
                format!("take `&{wanted}{group}`{other}"),
            ));
        }
        if let (Some(place), true) = (self.group, is_bare(ty))
            && !place.is_ident("DefaultGroup")
        {
            let place = text::of(place);
            return Err(Family::Signature.fault(
                ty,
                format!("`{callback}` is in the group `{place}`, and `{name}` does not say so"),
                format!("take `&{wanted}<{place}>`"),
            ));
        }
        match ty {
            Type::Reference(reference) if reference.mutability.is_none() => {
                Ok(ParamKind::Context(reference.clone()))
            }
            _ => Err(Family::Signature.fault(
                ty,
                format!("a context is only lent to `{callback}`"),
                format!("take `&{wanted}{group}`"),
            )),
        }
    }
}

/// Whether a context is named without its group.
fn is_bare(context: &Type) -> bool {
    let target = match context {
        Type::Reference(reference) => peel(&reference.elem),
        ty => ty,
    };
    matches!(target, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.arguments.is_none()))
}
