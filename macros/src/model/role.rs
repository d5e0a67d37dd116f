//! Roles: what makes a method a callback, and what its attribute says.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, LitStr, Token, Type};

use crate::attr::Mark;
use crate::errors::{Errors, Family};
use crate::options::{
    ActionOptions, Busy, Form, Missed, Period, ServiceOptions, SubscribeOptions, TimerClock, TimerOptions,
    Topics,
};
use crate::parse::Method;
use crate::qos::Qos;

/// What starts a callback.
pub(crate) enum Role {
    Subscription {
        topics: Topics,
        qos: Qos,
        overridable: bool,
    },
    Service {
        service: LitStr,
        ty: Type,
    },
    Action {
        action: LitStr,
        ty: Type,
        busy: Busy,
        keep_result: Option<u64>,
    },
    Timer {
        period: Period,
        once: bool,
        missed: Missed,
        clock: TimerClock,
    },
    /// Parameters change: those under these paths, or any.
    Change {
        paths: Vec<LitStr>,
    },
}

/// How long a result is kept if nothing else is said, in nanoseconds: as in rcl.
pub(crate) const KEEP_RESULT: u64 = 10_000_000_000;

const SUBSCRIBE: Form = Form::new("subscribe", "topic", "\"chatter\"");
const SERVICE: Form = Form::new("service", "name", "\"reset\", type = Empty");
const ACTION: Form = Form::new("action", "name", "\"fibonacci\", type = Fibonacci");
const TIMER: Form = Form::new("timer", "period", "\"1s\"");

/// The role that a method with these marks has.
pub(super) fn read_role(method: &Method, marks: &[(Mark, Attribute)], errors: &mut Errors) -> Option<Role> {
    let mut roles = marks.iter().filter(|(mark, _)| mark.is_role());
    let (mark, attr) = roles.next()?;
    if let Some((second, other)) = roles.next() {
        let (a, b) = (mark.name(), second.name());
        errors.push(Family::Signature.fault(
            other.path(),
            format!("`{}` has two roles: `#[{a}]` and `#[{b}]`", method.name()),
            "give each role a method of its own, and let both call a third one that does the work",
        ));
    }
    match mark {
        Mark::Subscribe => read_subscription(attr, errors),
        Mark::Service => read_service(attr, errors),
        Mark::OnChange => read_change(attr, errors),
        Mark::Action => read_action(attr, errors),
        Mark::Timer => read_timer(attr, errors),
        // They are read elsewhere: no callback is made of them.
        Mark::Accept | Mark::AcceptCancel | Mark::Validate | Mark::Init => None,
        Mark::Group | Mark::Waits | Mark::AllowBlocking => None,
    }
}

fn read_subscription(attr: &Attribute, errors: &mut Errors) -> Option<Role> {
    let options: SubscribeOptions = errors.all(SUBSCRIBE.read(attr))?;
    match options.topic {
        Some(topics) => Some(Role::Subscription {
            topics,
            qos: options.qos.unwrap_or_default(),
            overridable: options.qos_overrides.is_some(),
        }),
        None => {
            errors.push(SUBSCRIBE.missing(attr));
            None
        }
    }
}

fn read_service(attr: &Attribute, errors: &mut Errors) -> Option<Role> {
    let options: ServiceOptions = errors.all(SERVICE.read(attr))?;
    match (options.name, options.ty) {
        (Some(name), Some(ty)) => Some(Role::Service { service: name.0, ty: ty.0 }),
        (Some(name), None) => {
            let name = &name.0;
            let text = name.value();
            errors.push(Family::Signature.fault(
                attr.path(),
                format!("the service `{text}` has no type"),
                format!("name it: `#[service(\"{text}\", type = AddTwoInts)]`"),
            ));
            None
        }
        (None, _) => {
            errors.push(SERVICE.missing(attr));
            None
        }
    }
}

/// The name and the type of the action that `attr` stands for, if it says both.
pub(super) fn action_type(attr: &Attribute) -> Option<(LitStr, Type)> {
    match Errors::default().all(ACTION.read(attr))? {
        ActionOptions { name: Some(name), ty: Some(ty), .. } => Some((name.0, ty.0)),
        _ => None,
    }
}

fn read_action(attr: &Attribute, errors: &mut Errors) -> Option<Role> {
    let ActionOptions { name, ty, busy, keep_result } = errors.all(ACTION.read(attr))?;
    match (name, ty) {
        (Some(name), Some(ty)) => Some(Role::Action {
            action: name.0,
            ty: ty.0,
            busy: busy.unwrap_or(Busy::Queue),
            keep_result: keep_result.map(|time| time.0),
        }),
        (Some(name), None) => {
            let text = name.0.value();
            errors.push(Family::Signature.fault(
                attr.path(),
                format!("the action `{text}` has no type"),
                format!("name it: `#[action(\"{text}\", type = Fibonacci)]`"),
            ));
            None
        }
        (None, _) => {
            errors.push(ACTION.missing(attr));
            None
        }
    }
}

/// A timer keeps its role even where the period is wrong, so that its handles do not miss it.
fn read_timer(attr: &Attribute, errors: &mut Errors) -> Option<Role> {
    let options = errors.all(TIMER.read::<TimerOptions>(attr));
    let told = options.is_none();
    let options = options.unwrap_or_default();
    if options.period.is_none() && !told {
        errors.push(TIMER.missing(attr));
    }
    Some(Role::Timer {
        period: options.period.unwrap_or(Period::Nanos(1_000_000_000)),
        once: options.once.is_some(),
        missed: options.missed.unwrap_or(Missed::Skip),
        clock: options.clock.unwrap_or(TimerClock::Node),
    })
}

/// `#[on_change(kp, gains.ki)]`, `#[on_change]`.
fn read_change(attr: &Attribute, errors: &mut Errors) -> Option<Role> {
    if matches!(attr.meta, syn::Meta::Path(_)) {
        return Some(Role::Change { paths: Vec::new() });
    }
    let paths = attr.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated);
    let wrong = |tokens: &dyn ToTokens| {
        let what = "`#[on_change]` takes names of parameters";
        Family::Signature.fault(
            tokens.to_token_stream(),
            what,
            "write `#[on_change(kp, gains.ki)]`, or `#[on_change]` for all",
        )
    };
    let paths = errors.take(paths.map_err(|_| wrong(&attr.meta)))?;
    let path = |expr: &Expr| -> syn::Result<LitStr> {
        let text = crate::text::of(expr).replace(' ', "");
        let is_path = matches!(expr, Expr::Path(_) | Expr::Field(_));
        if is_path { Ok(LitStr::new(&text.replace("r#", ""), expr.span())) } else { Err(wrong(expr)) }
    };
    let paths: Vec<_> = paths.iter().map(path).map(|path| errors.take(path)).collect();
    Some(Role::Change { paths: paths.into_iter().collect::<Option<_>>()? })
}
