//! A field with parameters: its attribute, and what its type shows.

use proc_macro2::TokenTree;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Type};

use crate::errors::{Errors, Family};
use crate::options::Form;
use crate::options::parameter::{ParameterOptions, Range};
use crate::syntax::{first_argument, last_name, peel};
use crate::text;

pub(crate) const PARAMETER: Form = Form::new("parameter", "default", "0.5");

/// How a parameter, or a struct of them, is declared.
pub(crate) struct Parameter {
    pub(crate) name: LitStr,
    pub(crate) default: Option<Expr>,
    pub(crate) range: Option<Range>,
    pub(crate) step: Option<Expr>,
    pub(crate) read_only: bool,
    pub(crate) constraints: Option<LitStr>,
    /// The type of the value, without `Option` around it; `None` of a struct of parameters.
    pub(crate) value: Option<Type>,
}

impl Parameter {
    /// Reads the attribute of field `ident`.
    pub(crate) fn read(ident: &Ident, ty: &Type, attr: &Attribute, errors: &mut Errors) -> Option<Parameter> {
        let options: ParameterOptions = errors.all(PARAMETER.read(attr))?;
        errors.take(refuse_own_name(ident, attr))?;
        let value = value_type(ty);
        errors.take(check_type(ident, ty, value))?;
        if value.is_none() {
            errors.take(refuse_on_struct(ident, ty, &options))?;
        }
        let value =
            value.map(|value| if is_option(value) { first_argument(value).unwrap_or(value) } else { value });
        if let (Some(step), None) = (&options.step, &options.range) {
            errors.push(Family::Parameter.fault(
                &step.0,
                format!("`{ident}` has a step, and no range that it goes through"),
                "add one, like `range = 0.0..=1.0`",
            ));
            return None;
        }
        if let (Some(range), Some(value)) = (&options.range, value)
            && !has_range(value)
        {
            let what = format!("`{ident}` is no number, so it has no range");
            errors.push(Family::Parameter.fault(&range.whole, what, "leave `range` out"));
            return None;
        }
        if let (Some(default), Some(value)) = (&options.default, value)
            && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &default.0
            && last_name(value).is_some_and(|name| !is_known(&name))
        {
            let (value, text) = (text::of(value), text.value());
            let what = format!("the default of `{ident}` is a text, and its type `{value}`");
            let help = format!("write the variant: `default = {value}::{}`", text::camel_case(&text));
            errors.push(Family::Parameter.fault(&default.0, what, help));
            return None;
        }
        if let (Some(default), Some(value)) = (&options.default, value) {
            errors.take(check_default(ident, &default.0, value))?;
        }
        Some(Parameter {
            name: options.name.map_or_else(|| LitStr::new(&text::name(ident), ident.span()), |name| name.0),
            default: options.default.map(|default| default.0),
            range: options.range,
            step: options.step.map(|step| step.0),
            read_only: options.read_only.is_some(),
            constraints: options.constraints.map(|constraints| constraints.0),
            value: value.cloned(),
        })
    }

    /// Whether the value is one of an enum of the user's: it is named by a path, and its type is none of ROS 2's.
    pub(crate) fn is_choice(&self) -> bool {
        matches!(self.default, Some(Expr::Path(_))) && !self.is_of_ros()
    }

    /// Whether the value is of a type that ROS 2 has parameters of, as far as its name shows.
    pub(crate) fn is_of_ros(&self) -> bool {
        self.value.as_ref().and_then(last_name).is_none_or(|name| is_known(&name))
    }
}

/// `T` of `Parameter<T>`.
fn value_type(ty: &Type) -> Option<&Type> {
    (last_name(ty).as_deref() == Some("Parameter")).then(|| first_argument(ty))?
}

fn is_option(ty: &Type) -> bool {
    last_name(ty).as_deref() == Some("Option")
}

const INTEGERS: [&str; 10] = ["i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];

fn is_known(name: &str) -> bool {
    INTEGERS.contains(&name) || ["bool", "f32", "f64", "String", "Vec", "Option"].contains(&name)
}

fn has_range(value: &Type) -> bool {
    let name = last_name(value).unwrap_or_default();
    match name.as_str() {
        "Vec" => first_argument(value).and_then(last_name).is_none_or(|of| of != "bool" && of != "String"),
        "bool" | "String" => false,
        _ => true,
    }
}

/// Refuses a literal that is not of the parameter's type, where its name says it. Other defaults are for rustc.
fn check_default(ident: &Ident, default: &Expr, value: &Type) -> syn::Result<()> {
    let (sign, literal) = match default {
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => ("-", &*unary.expr),
        other => ("", other),
    };
    let (Expr::Lit(ExprLit { lit, .. }), Some(name)) = (literal, last_name(value)) else { return Ok(()) };
    let written = format!("{sign}{}", text::of(lit));
    let (is, unquoted) = match lit {
        Lit::Str(text) => ("a text", text.value()),
        Lit::Bool(_) => ("a truth value", written.clone()),
        Lit::Int(_) => ("a whole number", written.clone()),
        Lit::Float(_) => ("a number with a point", written.clone()),
        _ => return Ok(()),
    };
    let write = |default: &str| format!("write `default = {default}`");
    let help = match (name.as_str(), lit) {
        ("f32" | "f64", Lit::Float(_)) | ("bool", Lit::Bool(_)) | ("String", Lit::Str(_)) => return Ok(()),
        (name, Lit::Int(_)) if INTEGERS.contains(&name) => return Ok(()),
        ("f32" | "f64", _) => match unquoted.parse::<f64>() {
            Ok(number) if number.is_finite() => write(&format!("{number:?}")),
            _ => "write a number with a point, like `default = 0.5`".to_owned(),
        },
        ("bool", _) => match unquoted.as_str() {
            "true" | "false" => write(&unquoted),
            _ => "write `default = true` or `default = false`".to_owned(),
        },
        ("String", _) => write(&format!("\"{unquoted}\"")),
        (name, Lit::Float(_)) if INTEGERS.contains(&name) => {
            format!("write a whole number, or make it `{ident}: Parameter<f64>`")
        }
        (name, _) if INTEGERS.contains(&name) => match unquoted.parse::<i64>() {
            Ok(number) => write(&number.to_string()),
            Err(_) => "write a whole number, like `default = 1`".to_owned(),
        },
        _ => return Ok(()),
    };
    Err(Family::Parameter.fault(
        default,
        format!("the default of `{ident}` is {is}, and its type `{name}`"),
        help,
    ))
}

/// Refuses what everybody knows to be no type of a parameter. Others may be an alias or an enum; that is for rustc.
fn check_type(ident: &Ident, ty: &Type, value: Option<&Type>) -> syn::Result<()> {
    let Some(value) = value else {
        let name = last_name(ty);
        let plain = name.as_deref().is_some_and(|name| is_known(name) || NO_TYPES.contains(&name));
        if plain || !matches!(peel(ty), Type::Path(_) | Type::Macro(_) | Type::Verbatim(_)) {
            let ty_text = text::of(ty);
            return Err(Family::Parameter.fault(
                ty,
                format!("`{ident}` is a `#[parameter]`, and `{ty_text}` is its value alone"),
                format!("write `{ident}: Parameter<{ty_text}>`, and read it with `self.{ident}.get()`"),
            ));
        }
        return Ok(());
    };
    let inner = if is_option(value) { first_argument(value).unwrap_or(value) } else { value };
    let name = last_name(inner);
    let instead = match (name.as_deref(), peel(inner)) {
        (Some("Vec"), _) => match first_argument(inner).and_then(last_name).as_deref() {
            Some("bool" | "i64" | "f64" | "String" | "u8") => None,
            Some("f32") => Some("`Vec<f64>`".to_owned()),
            Some(of) if INTEGERS.contains(&of) => Some("`Vec<i64>`, or `Vec<u8>` for bytes".to_owned()),
            _ => Some("a `Vec` of `bool`, `i64`, `f64`, `String` or `u8`".to_owned()),
        },
        (Some("str" | "char" | "PathBuf"), _) => Some("`String`".to_owned()),
        (Some("u128" | "i128"), _) => Some("`i64`".to_owned()),
        (Some("Duration"), _) => Some("`f64`, in seconds".to_owned()),
        (Some(name), _) if NO_TYPES.contains(&name) => Some(OTHERS.to_owned()),
        (None, Type::Reference(reference)) if text::of(&reference.elem) == "str" => {
            Some("`String`".to_owned())
        }
        (None, Type::Path(_) | Type::Macro(_) | Type::Verbatim(_)) | (Some(_), _) => None,
        (None, _) => Some(OTHERS.to_owned()),
    };
    match instead {
        None => Ok(()),
        Some(instead) => {
            let what =
                format!("ROS 2 has no parameters of type `{}`, as `{ident}` would be", text::of(inner));
            Err(Family::Parameter.fault(inner, what, format!("take {instead}")))
        }
    }
}

const NO_TYPES: [&str; 14] = [
    "HashMap", "BTreeMap", "HashSet", "BTreeSet", "VecDeque", "Arc", "Rc", "Box", "Mutex", "RwLock",
    "Result", "char", "str", "Instant",
];

const OTHERS: &str = "a number, `bool`, `String`, or a `Vec` of `bool`, `i64`, `f64`, `String` or `u8`; for several values a struct that derives `Parameters`";

/// A text that stands first is the default. Whoever writes the field's name there means the name.
fn refuse_own_name(ident: &Ident, attr: &Attribute) -> syn::Result<()> {
    let first = attr.meta.require_list().ok().and_then(|list| list.tokens.clone().into_iter().next());
    let Some(TokenTree::Literal(literal)) = first else { return Ok(()) };
    match Lit::new(literal) {
        Lit::Str(text) if text.value() == text::name(ident) => Err(Family::Parameter.fault(
            &text,
            format!(
                "what stands first in `#[parameter]` is its default value, and `{ident}` is called so already"
            ),
            format!(
                "write `#[parameter]`: it has to be given then; or `default = \"{ident}\"` if that is meant"
            ),
        )),
        _ => Ok(()),
    }
}

fn refuse_on_struct(ident: &Ident, ty: &Type, options: &ParameterOptions) -> syn::Result<()> {
    let ParameterOptions { default, range, step, read_only, constraints, .. } = options;
    let given = default.as_ref().map(|default| ("default", &default.0));
    let given = given.or(range.as_ref().map(|range| ("range", &range.whole)));
    let given = given.or(step.as_ref().map(|step| ("step", &step.0)));
    let what =
        |option: &str| format!("`{ident}` is a struct of parameters, and `{option}` says something of one");
    let help = format!("write it on the fields of `{}`, or make this a `Parameter<..>`", text::of(ty));
    if let Some((option, value)) = given {
        return Err(Family::Parameter.fault(value, what(option), help));
    }
    if let Some(read_only) = read_only {
        return Err(Family::Parameter.fault(&read_only.0, what("read_only"), help));
    }
    match constraints {
        Some(constraints) => Err(Family::Parameter.fault(&constraints.0, what("constraints"), help)),
        None => Ok(()),
    }
}
