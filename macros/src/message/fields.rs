//! The fields of a message: types that ROS 2 has.
//!
//! What is known by the way it is written gets a message of its own here; the rest is left to the trait `Field`
//! of the runtime: what an alias hides, and messages that hold each other.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{
    Attribute, Expr, ExprLit, Fields, GenericArgument, Lit, LitStr, Meta, Path, PathArguments, Type,
    TypeArray,
};

use crate::errors::{Errors, Family, with_help};
use crate::expand::Runtime;
use crate::syntax::peel;
use crate::text;

/// What to do about a struct without fields.
pub(super) const EMPTY_HELP: &str =
    "write a struct with the member that ROS 2 puts there: `structure_needs_at_least_one_member: u8`";

const NESTED: &str = "ROS 2 has no arrays of arrays";
const NESTED_HELP: &str = "put the inner one into a message of its own";

/// The longest array that serde knows.
const SERDE_ARRAY: usize = 32;

/// Looks at each field, and leaves to rustc what only it can see.
pub(super) fn check(message: &Ident, fields: &Fields, p: &Runtime, errors: &mut Errors) -> TokenStream {
    let name = text::name(message);
    let mut checks = TokenStream::new();
    let mut on_the_wire = 0;
    for field in fields {
        let serde = Serde::of(&field.attrs);
        if let Some(option) = &serde.forbidden {
            errors.push(Family::Message.fault(
                option,
                format!(
                    "`{option}` changes which fields of `{name}` travel, and a message has all of them always"
                ),
                "leave it out",
            ));
        }
        if serde.skipped {
            continue;
        }
        on_the_wire += 1;
        if serde.custom {
            continue;
        }
        match refused_ring(&field.ty, message).or_else(|| refusal(&field.ty)) {
            Some(error) => errors.push(error),
            None => {
                let (ty, p_there) = (&field.ty, p.spanned(field.ty.span()));
                let text = Family::Message.named(with_help(NESTED, NESTED_HELP));
                checks.extend(quote_spanned! {ty.span()=>
                    if #p_there::is_nested(<#ty as #p_there::Field>::DIMENSIONS) { ::core::panic!(#text) }
                });
            }
        }
    }
    if on_the_wire == 0 {
        let what = format!("message `{name}` has no fields, where ROS 2 sends one byte for it");
        errors.push(Family::Message.fault(message, what, EMPTY_HELP));
    }
    checks
}

/// Refuses what makes serde write something else than the fields, one after the other.
pub(super) fn check_container(message: &Ident, attrs: &[Attribute], errors: &mut Errors) {
    const CHANGES: [&str; 8] =
        ["content", "from", "into", "remote", "tag", "transparent", "try_from", "untagged"];
    let option = serde_options(attrs).find(|option| CHANGES.iter().any(|change| option == change));
    if let Some(option) = option {
        let name = text::name(message);
        let what =
            format!("`{option}` changes how `{name}` travels, and a message is all of its fields in order");
        errors.push(Family::Message.fault(option, what, "leave it out"));
    }
}

/// The names in `#[serde(..)]`.
fn serde_options(attrs: &[Attribute]) -> impl Iterator<Item = Ident> {
    serde_tokens(attrs).filter_map(|token| match token {
        TokenTree::Ident(option) => Some(option),
        _ => None,
    })
}

fn serde_tokens(attrs: &[Attribute]) -> impl Iterator<Item = TokenTree> {
    let lists = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.clone()),
        _ => None,
    });
    lists.flatten()
}

/// The text that an option of `#[serde(..)]` is given.
fn serde_text(attrs: &[Attribute], option: &str) -> Option<String> {
    let mut tokens = serde_tokens(attrs).skip_while(|token| token.to_string() != option);
    let (_, equals, text) = (tokens.next()?, tokens.next()?, tokens.next()?);
    let text = syn::parse2::<LitStr>(text.into()).ok()?;
    (equals.to_string() == "=").then(|| text.value())
}

/// What serde's attributes say of a field.
#[derive(Default)]
pub(super) struct Serde {
    /// It is encoded by a function of the user's.
    pub(super) custom: bool,
    /// It is encoded as UTF-16.
    pub(super) wide: bool,
    pub(super) skipped: bool,
    /// The name that it has there.
    pub(super) renamed: Option<String>,
    /// What CDR has no way for.
    forbidden: Option<Ident>,
}

impl Serde {
    pub(super) fn of(attrs: &[Attribute]) -> Serde {
        let wide = serde_text(attrs, "with").is_some_and(|path| path.rsplit("::").next() == Some("wstring"));
        let mut serde = Serde { wide, renamed: serde_text(attrs, "rename"), ..Serde::default() };
        for option in serde_options(attrs) {
            match option.to_string().as_str() {
                "with" | "serialize_with" | "deserialize_with" => serde.custom = true,
                "skip" => serde.skipped = true,
                "flatten" | "skip_serializing" | "skip_deserializing" | "skip_serializing_if" => {
                    serde.forbidden = Some(option);
                }
                _ => {}
            }
        }
        serde
    }
}

/// A message that holds messages of its own type.
fn refused_ring(ty: &Type, message: &Ident) -> Option<syn::Error> {
    match peel(ty) {
        Type::Array(array) => refused_ring(&array.elem, message),
        Type::Path(path) if path.path.is_ident(message) || path.path.is_ident("Self") => {
            let name = text::name(message);
            Some(Family::Message.fault(
                ty,
                format!("`{name}` holds itself, and no message of ROS 2 does"),
                "put them into one `Vec` of another message, where each names others by their indices",
            ))
        }
        Type::Path(path) if written(&path.path)? == "Vec" => refused_ring(argument(&path.path)?, message),
        _ => None,
    }
}

/// Why ROS 2 has no such type, at the smallest wrong part of it.
fn refusal(ty: &Type) -> Option<syn::Error> {
    match peel(ty) {
        Type::Path(path) if path.qself.is_none() => refused_path(ty, &path.path),
        Type::Array(array) => refused_array(array),
        Type::Tuple(tuple) if tuple.elems.is_empty() => {
            Some(Family::Message.fault(tuple, "`()` is nothing on the wire", "leave the field out"))
        }
        Type::Tuple(tuple) => Some(Family::Message.fault(
            tuple,
            "ROS 2 has no tuples",
            "write a field for each part, or a message of its own with named fields",
        )),
        Type::Reference(reference) => {
            let owned = match peel(&reference.elem) {
                Type::Slice(slice) => format!("Vec<{}>", text::of(&slice.elem)),
                Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
                other => text::of(other),
            };
            Some(Family::Message.fault(
                reference,
                "a message owns what it holds: the one that it is read from is gone",
                format!("write `{owned}`"),
            ))
        }
        _ => None,
    }
}

fn refused_path(ty: &Type, path: &Path) -> Option<syn::Error> {
    let name = written(path)?;
    let inner = argument(path).map_or("T".to_owned(), text::of);
    let (what, help) = match name.as_str() {
        "usize" => ("`usize` is not the same on each machine".to_owned(), "write `u64`".to_owned()),
        "isize" => ("`isize` is not the same on each machine".to_owned(), "write `i64`".to_owned()),
        "u128" | "i128" => {
            let half = if name == "u128" { "u64" } else { "i64" };
            (format!("`{name}` is wider than any number of ROS 2"), format!("write `{half}`, or `[u8; 16]`"))
        }
        "char" => (
            "Rust's `char` is four bytes, where ROS 2's is one".to_owned(),
            "write `u8`, or `String` for text".to_owned(),
        ),
        "Option" => (
            "ROS 2 has no optional values".to_owned(),
            format!("write `{inner}` and a `bool` beside it, or `Vec<{inner}>` with one element or none"),
        ),
        "HashMap" | "BTreeMap" | "IndexMap" => (
            "ROS 2 has no maps".to_owned(),
            "write a `Vec` of a message that has the key and the value".to_owned(),
        ),
        "HashSet" | "BTreeSet" => ("ROS 2 has no sets".to_owned(), format!("write `Vec<{inner}>`")),
        "Box" | "Rc" | "Arc" => ("a field holds its value itself".to_owned(), format!("write `{inner}`")),
        "Vec" => return refused_element(argument(path)?),
        _ => return None,
    };
    Some(Family::Message.fault(ty, what, help))
}

/// Elements are no sequences themselves.
fn refused_element(element: &Type) -> Option<syn::Error> {
    let nested = match peel(element) {
        Type::Array(_) => true,
        Type::Path(path) => written(&path.path).is_some_and(|name| name == "Vec"),
        _ => false,
    };
    if nested {
        return Some(Family::Message.fault(element, NESTED, NESTED_HELP));
    }
    refusal(element)
}

fn refused_array(array: &TypeArray) -> Option<syn::Error> {
    let refused = refused_element(&array.elem);
    let Expr::Lit(ExprLit { lit: Lit::Int(len), .. }) = &array.len else { return refused };
    let too_long = || {
        let what = format!("serde knows arrays up to {SERDE_ARRAY} elements, and this one has {len}");
        Family::Message.fault(array, what, "put `#[serde(with = \"rosweave::array\")]` on the field")
    };
    refused.or_else(|| len.base10_parse::<usize>().ok().filter(|len| *len > SERDE_ARRAY).map(|_| too_long()))
}

/// The name of a type of the standard library, written as itself or with its path.
pub(super) fn written(path: &Path) -> Option<String> {
    let ours = path.segments.len() == 1
        || ["std", "core", "alloc"].iter().any(|root| path.segments[0].ident == root);
    path.segments.last().filter(|_| ours).map(|last| last.ident.to_string())
}

/// The first type in `<..>`.
pub(super) fn argument(path: &Path) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
