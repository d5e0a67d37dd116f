//! What is said of a method beside what it is: what it waits for, and that it may block.

use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Meta, Token};

use crate::attr::Mark;
use crate::errors::{Errors, Family};
use crate::parse::Method;
use crate::syntax::{Asyncness, last_name, peel};

/// What is said of a method.
#[derive(Default)]
pub(crate) struct Notes {
    /// The clients of `#[waits(..)]`.
    pub(crate) waits: Option<Vec<Ident>>,
    pub(crate) blocking: Blocking,
}

/// Whether an `async` callback may block the thread that it shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Blocking {
    #[default]
    Refused,
    Allowed,
}

impl Notes {
    /// Reads what the marks of `method` say of it.
    pub(crate) fn read(method: &Method, marks: &[(Mark, Attribute)], errors: &mut Errors) -> Notes {
        let mut notes = Notes::default();
        if marks.iter().any(|(mark, _)| *mark == Mark::Init) {
            return notes;
        }
        for (mark, attr) in marks {
            match mark {
                Mark::Waits => notes.read_waits(method, marks, attr, errors),
                Mark::AllowBlocking => notes.read_blocking(method, marks, attr, errors),
                _ => {}
            }
        }
        notes
    }

    fn read_waits(
        &mut self,
        method: &Method,
        marks: &[(Mark, Attribute)],
        attr: &Attribute,
        errors: &mut Errors,
    ) {
        let name = method.name();
        let clients = match &attr.meta {
            Meta::List(list) => list.parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let Some(clients) = clients else {
            let what = format!("`#[waits]` takes the names of the clients that `{name}` waits on");
            errors.push(Family::Attribute.fault(&attr.meta, what, "write `#[waits(add)]`"));
            return;
        };
        let is_callback = marks.iter().any(|(mark, _)| mark.is_role());
        if is_callback && Asyncness::of(&method.sig) == Asyncness::Sync && !takes_context(method) {
            let what = format!("`{name}` takes no context, so it can wait for nothing");
            errors.push(Family::Attribute.fault(
                attr.path(),
                what,
                "take `cx: &Cx<..>`, or leave `#[waits]` out",
            ));
            return;
        }
        self.waits.get_or_insert_default().extend(clients);
    }

    fn read_blocking(
        &mut self,
        method: &Method,
        marks: &[(Mark, Attribute)],
        attr: &Attribute,
        errors: &mut Errors,
    ) {
        let name = method.name();
        let fault = |what: String, help: &str| Family::Attribute.fault(attr.path(), what, help);
        if !matches!(attr.meta, Meta::Path(_)) {
            errors
                .push(fault("`#[allow_blocking]` takes no options".to_owned(), "write `#[allow_blocking]`"));
        } else if !marks.iter().any(|(mark, _)| mark.is_role()) {
            let what = format!("`{name}` may block if its callers may, and is no callback itself");
            errors.push(fault(what, "put `#[allow_blocking]` on the callback that comes here"));
        } else if Asyncness::of(&method.sig) == Asyncness::Sync {
            let what = format!("`{name}` has a thread of its own while it runs, which it may block anyhow");
            errors.push(fault(what, "leave `#[allow_blocking]` out"));
        } else {
            self.blocking = Blocking::Allowed;
        }
    }
}

fn takes_context(method: &Method) -> bool {
    method.sig.inputs.iter().any(|input| match input {
        syn::FnArg::Typed(param) => match peel(&param.ty) {
            syn::Type::Reference(reference) => {
                matches!(last_name(&reference.elem).as_deref(), Some("Cx" | "AsyncCx"))
            }
            _ => false,
        },
        syn::FnArg::Receiver(_) => false,
    })
}
