//! The values that options take.

use darling::ast::NestedMeta;
use darling::error::Error;
use darling::{FromMeta, Result};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Type};

use crate::duration::{self, Rates};
use crate::errors::with_help;
use crate::options::words::{all_of, suggestion};
use crate::syntax::peel;

/// An error at `tokens`, for darling to collect.
pub(crate) fn bad(tokens: &impl Spanned, what: impl AsRef<str>, help: impl AsRef<str>) -> Error {
    Error::custom(with_help(what, help)).with_span(tokens)
}

/// The name of the option that `meta` gives.
fn option(meta: &Meta) -> String {
    meta.path().segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// The string literal of `name = ".."`.
fn string(meta: &Meta, example: &str) -> Result<LitStr> {
    if let Meta::NameValue(pair) = meta
        && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = ungroup(&pair.value)
    {
        return Ok(text.clone());
    }
    let option = option(meta);
    // A time that is written as a number.
    let seconds = |value: &Expr| match value {
        Expr::Lit(ExprLit { lit: Lit::Int(_) | Lit::Float(_), .. }) => {
            Some(format!("\"{}s\"", crate::text::of(value)))
        }
        _ => None,
    };
    let example = &match meta {
        Meta::NameValue(pair) if example == "\"1s\"" => seconds(&pair.value),
        _ => None,
    }
    .unwrap_or_else(|| example.to_owned());
    let error = |at: &dyn Fn(Error) -> Error| {
        at(Error::custom(with_help(
            format!("`{option}` takes a string"),
            format!("write `{option} = {example}`"),
        )))
    };
    match meta {
        Meta::NameValue(pair) => Err(error(&|error| error.with_span(&pair.value))),
        _ => Err(error(&|error| error.with_span(meta))),
    }
}

/// Without the invisible parentheses of a `macro_rules!` argument.
pub(crate) fn ungroup(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungroup(&group.expr),
        expr => expr,
    }
}

/// One of several words, bare or as a string.
pub(crate) fn choice<T: Copy>(meta: &Meta, words: &[(&str, T)]) -> Result<T> {
    let option = option(meta);
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let Meta::NameValue(pair) = meta else {
        return Err(bad(meta, format!("`{option}` takes a value"), all_of(&known)));
    };
    let text = match ungroup(&pair.value) {
        Expr::Path(path) => crate::text::of(path),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.value(),
        other => crate::text::of(other),
    };
    let found = words.iter().find(|(word, _)| *word == text);
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| bad(&pair.value, format!("`{option}` can not be `{text}`"), suggestion(&text, &known)))
}

/// A name in the ROS graph, or of a timer. Whether it is valid is judged in a `const`.
#[derive(Clone)]
pub(crate) struct Text(pub(crate) LitStr);

impl FromMeta for Text {
    fn from_meta(meta: &Meta) -> Result<Text> {
        let example = match option(meta).as_str() {
            "topic" => "\"chatter\"",
            "service" => "\"add_two_ints\"",
            "timer" => "\"tick\"",
            "namespace" => "\"/robot1\"",
            "constraints" => "\"above the other one\"",
            _ => "\"talker\"",
        };
        string(meta, example).map(Text)
    }
}

/// The topics of a subscription: one, or a list.
#[derive(Clone)]
pub(crate) struct Topics(pub(crate) Vec<LitStr>);

impl FromMeta for Topics {
    fn from_meta(meta: &Meta) -> Result<Topics> {
        let Meta::NameValue(pair) = meta else {
            return string(meta, "\"chatter\"").map(|text| Topics(vec![text]));
        };
        let Expr::Array(list) = ungroup(&pair.value) else {
            return string(meta, "\"chatter\"").map(|text| Topics(vec![text]));
        };
        let help = "write `[\"left/scan\", \"right/scan\"]`";
        if list.elems.is_empty() {
            return Err(bad(list, "a subscription hears one topic at least", help));
        }
        let topic = |element: &Expr| match ungroup(element) {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.clone()),
            other => Err(bad(other, "a list of topics has strings", help)),
        };
        list.elems.iter().map(topic).collect::<Result<_>>().map(Topics)
    }
}

/// The time between two calls of a timer.
#[derive(Clone)]
pub(crate) enum Period {
    Nanos(u64),
    /// A parameter says it.
    Parameter(PeriodOf),
}

/// A period that a parameter says, as in `"$(rate)Hz"`.
#[derive(Clone)]
pub(crate) struct PeriodOf {
    pub(crate) text: LitStr,
    pub(crate) parameter: String,
    pub(crate) unit: duration::Unit,
}

impl FromMeta for Period {
    fn from_meta(meta: &Meta) -> Result<Period> {
        if let Meta::NameValue(pair) = meta
            && let Expr::Lit(ExprLit { lit: lit @ (Lit::Float(_) | Lit::Int(_)), .. }) = ungroup(&pair.value)
        {
            let (option, number) = (option(meta), lit.to_token_stream());
            if let Some(text) = quoted_time(&number.to_string()) {
                let what = format!("the {option} `{number}` is no text");
                return Err(bad(lit, what, format!("put it in quotes: `\"{text}\"`")));
            }
            let what = format!("the {option} `{number}` has no unit");
            return Err(bad(
                lit,
                what,
                format!("write `\"{number}s\"`, `\"{number}ms\"` or `\"{number}Hz\"`"),
            ));
        }
        let text = string(meta, "\"1s\"")?;
        match duration::parameter(&text.value()) {
            Some(Ok((parameter, unit))) => Ok(Period::Parameter(PeriodOf { text, parameter, unit })),
            Some(Err(wrong)) => {
                Err(bad(&text, wrong.what(&text.value(), &option(meta)), wrong.help(Rates::Allowed)))
            }
            None => time(meta, Rates::Allowed).map(Period::Nanos),
        }
    }
}

/// A time that lacks its quotes, as in `#[timer(1s)]`: a number with a unit is a literal with a suffix to Rust.
fn quoted_time(literal: &str) -> Option<String> {
    let text = literal.replace('_', "");
    duration::parse(&text, Rates::Allowed).is_ok().then_some(text)
}

/// A time limit, in nanoseconds.
#[derive(Clone, Copy)]
pub(crate) struct Timeout(pub(crate) u64);

impl FromMeta for Timeout {
    fn from_meta(meta: &Meta) -> Result<Timeout> {
        time(meta, Rates::Refused).map(Timeout)
    }
}

/// The time that an option gives, in nanoseconds.
fn time(meta: &Meta, rates: Rates) -> Result<u64> {
    let text = string(meta, "\"1s\"")?;
    duration::parse(&text.value(), rates)
        .map_err(|wrong| bad(&text, wrong.what(&text.value(), &option(meta)), wrong.help(rates)))
}

/// An option that is there or not.
#[derive(Clone)]
pub(crate) struct Word(pub(crate) Path);

impl FromMeta for Word {
    fn from_meta(meta: &Meta) -> Result<Word> {
        match meta {
            Meta::Path(path) => Ok(Word(path.clone())),
            Meta::NameValue(pair) => Err(no_value(meta, &pair.value)),
            Meta::List(list) => Err(no_value(meta, &list.tokens)),
        }
    }
}

fn no_value(meta: &Meta, value: &impl Spanned) -> Error {
    let option = option(meta);
    bad(value, format!("`{option}` takes no value"), format!("write `{option}`"))
}

/// A number above zero.
#[derive(Clone)]
pub(crate) struct Count {
    pub(crate) value: usize,
    pub(crate) name: Path,
}

impl FromMeta for Count {
    fn from_meta(meta: &Meta) -> Result<Count> {
        let option = option(meta);
        let help = format!("write `{option} = 4`");
        let Meta::NameValue(pair) = meta else {
            return Err(bad(meta, format!("`{option}` takes a number"), help));
        };
        let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = ungroup(&pair.value) else {
            return Err(bad(&pair.value, format!("`{option}` takes a number above zero"), help));
        };
        match number.base10_parse::<usize>() {
            Ok(value) if value > 0 && number.suffix().is_empty() => {
                Ok(Count { value, name: pair.path.clone() })
            }
            _ => Err(bad(number, format!("`{option}` takes a number above zero"), help)),
        }
    }
}

/// `on_panic = ..`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnPanic {
    Stop,
    Resume,
}

impl FromMeta for OnPanic {
    fn from_meta(meta: &Meta) -> Result<OnPanic> {
        choice(meta, &[("stop", OnPanic::Stop), ("resume", OnPanic::Resume)])
    }
}

/// `docs = ..`: whether the node's docs get a section on its interface.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Docs {
    On,
    Off,
}

impl FromMeta for Docs {
    fn from_meta(meta: &Meta) -> Result<Docs> {
        choice(meta, &[("true", Docs::On), ("false", Docs::Off)])
    }
}

/// `missed = ..`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missed {
    Skip,
    Delay,
    Burst,
}

impl FromMeta for Missed {
    fn from_meta(meta: &Meta) -> Result<Missed> {
        choice(meta, &[("skip", Missed::Skip), ("delay", Missed::Delay), ("burst", Missed::Burst)])
    }
}

/// `clock = ..` of a timer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimerClock {
    Node,
    Steady,
}

impl FromMeta for TimerClock {
    fn from_meta(meta: &Meta) -> Result<TimerClock> {
        choice(meta, &[("node", TimerClock::Node), ("steady", TimerClock::Steady)])
    }
}

/// `busy = ..`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Busy {
    Queue,
    Reject,
    Preempt,
}

impl FromMeta for Busy {
    fn from_meta(meta: &Meta) -> Result<Busy> {
        choice(meta, &[("queue", Busy::Queue), ("reject", Busy::Reject), ("preempt", Busy::Preempt)])
    }
}

/// The type that an option names: a service, a request or a response.
#[derive(Clone)]
pub(crate) struct RustType(pub(crate) Type);

impl FromMeta for RustType {
    fn from_meta(meta: &Meta) -> Result<RustType> {
        let option = option(meta);
        match meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Macro(call) if call.mac.path.is_ident(TYPE) => {
                    rust_type(&option, call.mac.tokens.clone())
                }
                other => rust_type(&option, other.to_token_stream()),
            },
            _ => Err(no_type(meta, &option)),
        }
    }
}

/// The name of the macro call in which a type goes through darling, which knows expressions only.
const TYPE: &str = "__type";

/// A type's tokens as an expression.
pub(super) fn wrap_type(tokens: TokenStream) -> TokenStream {
    let Some(first) = tokens.clone().into_iter().next() else { return tokens };
    let name = Ident::new(TYPE, first.span());
    quote_spanned!(first.span()=> #name!(#tokens))
}

fn rust_type(option: &str, tokens: TokenStream) -> Result<RustType> {
    syn::parse2(tokens.clone()).map(|ty| RustType(peel(&ty).clone())).map_err(|_| no_type(&tokens, option))
}

fn no_type(tokens: &impl Spanned, option: &str) -> Error {
    let example = match option {
        "request" => "AddTwoIntsRequest",
        "response" => "AddTwoIntsResponse",
        "goal" => "FibonacciGoal",
        "result" => "FibonacciResult",
        "feedback" => "FibonacciFeedback",
        _ => "AddTwoInts",
    };
    bad(tokens, format!("`{option}` takes a type"), format!("write `{option} = {example}`"))
}

/// The name of a type in ROS 2. Its form depends on what it names.
#[derive(Clone)]
pub(crate) struct TypeName(pub(crate) LitStr);

impl FromMeta for TypeName {
    fn from_meta(meta: &Meta) -> Result<TypeName> {
        string(meta, "\"my_package/msg/Detection\"").map(TypeName)
    }
}

/// `qos = ..` where there is none to choose.
#[derive(Clone)]
pub(crate) struct NoQos;

impl FromMeta for NoQos {
    fn from_meta(meta: &Meta) -> Result<NoQos> {
        Err(bad(
            meta.path(),
            "a service has no quality of service to choose",
            "leave `qos` out: services are reliable, and keep what callers wait for",
        ))
    }
}

/// `crate = ..`: where the runtime is to be found.
#[derive(Clone)]
pub(crate) struct CratePath(pub(crate) Path);

impl FromMeta for CratePath {
    fn from_meta(meta: &Meta) -> Result<CratePath> {
        let help = "write `crate = path::to::rosweave`";
        let Meta::NameValue(pair) = meta else {
            return Err(bad(meta, "`crate` takes a path", help));
        };
        let tokens = pair.value.to_token_stream();
        syn::parse::Parser::parse2(Path::parse_mod_style, tokens)
            .map(CratePath)
            .map_err(|_| bad(&pair.value, "`crate` takes a path", help))
    }
}

/// The options within `name(..)`.
pub(crate) fn nested(meta: &Meta, tokens: TokenStream) -> Result<Vec<NestedMeta>> {
    NestedMeta::parse_meta_list(tokens).map_err(|error| {
        let option = option(meta);
        Error::custom(format!("`{option}`: {error}")).with_span(&error.span())
    })
}
