//! What ROS 2 says of a message: the types of its fields, and how long they can be.
//!
//! The runtime is asked what a field's type is, by looking a name up, which asks nothing of the type: a wrong one is
//! told once, elsewhere. What the type does not say stands in `#[ros(..)]` on the field.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Field, Fields, LitStr, Type};

use super::fields::{Serde, argument, written};
use crate::errors::{Errors, Family};
use crate::expand::Runtime;
use crate::options::{Form, MessageFieldOptions};
use crate::syntax::peel;
use crate::text;

const FIELD: Form = Form {
    attribute: "ros",
    main: None,
    words: "write `#[ros(bound = 3)]`, or another option with its name",
};

/// The members of `impl Message` that describe it.
pub(super) fn members(name: &LitStr, fields: &Fields, p: &Runtime, errors: &mut Errors) -> TokenStream {
    let (mut descriptions, mut bounded, mut checks) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields {
        let serde = Serde::of(&field.attrs);
        let options = options(&field.attrs, errors);
        if serde.skipped {
            continue;
        }
        check_options(field, &options, &serde, errors);
        let (ident, ty) = (&field.ident, &field.ty);
        let ros_name = serde.renamed.unwrap_or_else(|| ident.as_ref().map(text::name).unwrap_or_default());
        let wide = (options.wstring.is_present() || serde.wide).then(|| quote!(.wide()));
        let byte = options.byte.is_present().then(|| quote!(.of_bytes()));
        let bound = options.bound.as_ref().map(|bound| bound.value);
        let string_bound = options.string_bound.as_ref().map(|bound| bound.value);
        let [bound_of, strings_of] = [bound, string_bound].map(|bound| bound.map(|bound| bound as u64));
        let (bound_of, strings_of) =
            (bound_of.map(|n| quote!(.bounded(#n))), strings_of.map(|n| quote!(.string_bounded(#n))));
        descriptions.push(quote! {
            #p::FieldType::<#ty>::TYPE #wide #byte #bound_of #strings_of .named(#ros_name)
        });
        let has_bound = bound.is_some() || string_bound.is_some();
        bounded.push(if has_bound { quote!(true) } else { quote!(#p::FieldType::<#ty>::IS_BOUNDED) });
        checks.extend(bound.map(|bound| quote!(#p::at_most(#ros_name, self.#ident.len(), #bound)?;)));
        checks.extend(string_bound.map(|bound| {
            let check = string_check(ty, wide.is_some(), p);
            quote!(#check(#ros_name, &self.#ident, #bound)?;)
        }));
        checks.push(quote!(#p::inside_field(#p::FieldType::<#ty>::check(&self.#ident), #ros_name)?;));
    }
    quote! {
        const DESCRIPTION: ::core::option::Option<&'static #p::Description> = {
            #[allow(unused_imports)]
            use #p::NoFieldType as _;
            ::core::option::Option::Some(&#p::Description {
                name: #name,
                fields: &[#(#descriptions),*],
                source: ::core::option::Option::None,
                hash: ::core::option::Option::None,
            })
        };
        const IS_BOUNDED: bool = {
            #[allow(unused_imports)]
            use #p::NoFieldType as _;
            false #(|| #bounded)*
        };
        fn check_bounds(&self) -> ::core::result::Result<(), #p::OutOfBounds> {
            #[allow(unused_imports)]
            use #p::NoFieldType as _;
            if <Self as #p::Message>::IS_BOUNDED {
                #(#checks)*
            }
            ::core::result::Result::Ok(())
        }
    }
}

/// What compares the strings of a field with their bound.
fn string_check(ty: &Type, wide: bool, p: &Runtime) -> TokenStream {
    match (is_string(ty), wide) {
        (true, false) => quote!(#p::text_at_most),
        (true, true) => quote!(#p::wide_at_most),
        (false, false) => quote!(#p::each_at_most),
        (false, true) => quote!(#p::each_wide_at_most),
    }
}

fn options(attrs: &[Attribute], errors: &mut Errors) -> MessageFieldOptions {
    let mut attrs = attrs.iter().filter(|attr| attr.path().is_ident("ros"));
    let Some(first) = attrs.next() else { return MessageFieldOptions::default() };
    if let Some(second) = attrs.next() {
        errors.push(Family::Message.fault(
            second.path(),
            "`#[ros(..)]` is given twice",
            "write all options into one",
        ));
    }
    errors.all(FIELD.read(first)).unwrap_or_default()
}

/// Refuses options that say nothing about a field's type.
fn check_options(field: &Field, options: &MessageFieldOptions, serde: &Serde, errors: &mut Errors) {
    let MessageFieldOptions { bound, string_bound, byte, char, wstring } = options;
    let ty = &field.ty;
    let mut refuse = |at: &dyn ToTokens, option: &str, help: &str| {
        let ty = text::of(ty);
        errors.push(Family::Message.fault(
            at,
            format!("`{option}` says nothing about a field of type `{ty}`"),
            help,
        ));
    };
    if let Some(bound) = bound.as_ref().filter(|_| !is_vec(ty)) {
        refuse(&bound.name, "bound", "it is for a `Vec`; `string_bound` is for strings");
    }
    if let Some(bound) = string_bound.as_ref().filter(|_| !is_string(element(ty))) {
        refuse(&bound.name, "string_bound", "it is for a `String`, and a `Vec` or array of them");
    }
    for (flag, name) in [(byte, "byte"), (char, "char")] {
        if flag.is_present() && !is(element(ty), "u8") {
            refuse(&field.ty, name, "it is for `u8`, and a `Vec` or array of them");
        }
    }
    if wstring.is_present() && !is_string(element(ty)) {
        refuse(&field.ty, "wstring", "it is for a `String`, and a `Vec` or array of them");
    } else if wstring.is_present() && !serde.custom {
        errors.push(Family::Message.fault(
            &field.ty,
            "a `wstring` travels as UTF-16, and a `String` does not by itself",
            "put `#[serde(with = \"rosweave::wstring\")]` on the field; that says `wstring`, too",
        ));
    }
}

/// What there is one or several of.
fn element(ty: &Type) -> &Type {
    match peel(ty) {
        Type::Array(array) => &array.elem,
        Type::Path(path) if is_vec(ty) => argument(&path.path).unwrap_or(ty),
        other => other,
    }
}

fn is_vec(ty: &Type) -> bool {
    is(ty, "Vec")
}

fn is_string(ty: &Type) -> bool {
    is(ty, "String")
}

fn is(ty: &Type, name: &str) -> bool {
    matches!(peel(ty), Type::Path(path) if written(&path.path).is_some_and(|found| found == name))
}
