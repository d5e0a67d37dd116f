//! `#[parameter(..)]`.

use darling::{FromMeta, Result};
use quote::ToTokens;
use syn::{Expr, ExprLit, Lit, Meta, RangeLimits};

use super::value::{Text, Word, bad, ungroup};
use crate::text;

/// `#[parameter(..)]` on a field.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ParameterOptions {
    pub(crate) default: Option<Value>,
    pub(crate) range: Option<Range>,
    pub(crate) step: Option<Value>,
    pub(crate) read_only: Option<Word>,
    pub(crate) name: Option<Text>,
    pub(crate) constraints: Option<Text>,
}

/// An expression of the parameter's type.
#[derive(Clone)]
pub(crate) struct Value(pub(crate) Expr);

impl FromMeta for Value {
    fn from_meta(meta: &Meta) -> Result<Value> {
        let name = text::of(meta.path());
        match meta {
            Meta::NameValue(pair) => Ok(Value(ungroup(&pair.value).clone())),
            _ => Err(bad(meta, format!("`{name}` takes a value"), format!("write `{name} = 0.5`"))),
        }
    }
}

/// What a half-open range ends with: of whole numbers the one before its end.
fn last(end: &Expr) -> String {
    if let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = ungroup(end)
        && let Ok(value) = number.base10_parse::<i128>()
    {
        return format!("{}{}", value - 1, number.suffix());
    }
    text::of(end)
}

impl Range {
    /// As one writes it.
    pub(crate) fn text(&self) -> String {
        let end = |end: &Option<Expr>| end.as_ref().map(text::of).unwrap_or_default();
        let dots = if self.to.is_some() { "..=" } else { ".." };
        format!("{}{dots}{}", end(&self.from), end(&self.to))
    }
}

/// `range = 0.0..=1.0`: an end that is left out is that of the type.
#[derive(Clone)]
pub(crate) struct Range {
    pub(crate) whole: Expr,
    pub(crate) from: Option<Expr>,
    pub(crate) to: Option<Expr>,
}

impl FromMeta for Range {
    fn from_meta(meta: &Meta) -> Result<Range> {
        let help = "write `range = 0.0..=1.0`, or `range = 0.0..`";
        let Meta::NameValue(pair) = meta else {
            return Err(bad(meta, "`range` takes a range", help));
        };
        let Expr::Range(range) = ungroup(&pair.value) else {
            return Err(bad(&pair.value, "`range` takes a range", help));
        };
        if let (RangeLimits::HalfOpen(dots), Some(end)) = (&range.limits, &range.end) {
            let start = range.start.as_ref().map(text::of).unwrap_or_default();
            let help = format!("write `{start}..={}`", last(end));
            return Err(bad(&dots.to_token_stream(), "a range of ROS 2 includes its end", help));
        }
        Ok(Range {
            whole: pair.value.clone(),
            from: range.start.as_deref().cloned(),
            to: range.end.as_deref().cloned(),
        })
    }
}
