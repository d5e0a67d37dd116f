//! `#[derive(Parameters)]` and `#[derive(ParameterEnum)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Attribute, Data, DataStruct, DeriveInput, Fields, Ident, LitStr, Type, Visibility};

use super::parameter::{field_of, value_type};
use super::sound::{self, Sound};
use super::{Runtime, parameter};
use crate::errors::{Errors, Family};
use crate::model::parameter::Parameter;
use crate::options::{Form, ParametersOptions};
use crate::{attr, text};

const OPTIONS: Form =
    Form { attribute: "parameters", main: None, words: "write `#[parameters(crate = path::to::rosweave)]`" };

/// A field of a struct of parameters.
struct Member {
    ident: Ident,
    ty: Type,
    vis: Visibility,
    docs: String,
    parameter: Parameter,
}

/// The impl of `ParameterField` for a struct.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let p = runtime(input, &mut errors);
    let members = members(input, &mut errors);
    if !errors.is_empty() {
        let stub = stub(input, &p);
        return quote!(#stub #errors);
    }
    let sound = sound::of_parameters(&input.generics, members.iter().map(|member| &member.ty), &p);
    let checks = members.iter().map(|member| parameter::checks(&member.parameter, &sound, &p));
    let of_struct = of_struct(input, &members, &sound, &p);
    let declaration = &sound.declaration;
    quote!(const _: () = { #declaration #of_struct #(#checks)* };)
}

fn runtime(input: &DeriveInput, errors: &mut Errors) -> Runtime {
    let attr = input.attrs.iter().find(|attr| attr.path().is_ident("parameters"));
    let options: ParametersOptions = attr.and_then(|attr| errors.all(OPTIONS.read(attr))).unwrap_or_default();
    Runtime::at(options.krate.map(|krate| krate.0).as_ref())
}

fn members(input: &DeriveInput, errors: &mut Errors) -> Vec<Member> {
    let ident = &input.ident;
    if let Some(first) = input.generics.params.first() {
        let what = format!("`{ident}` is generic, and a struct of parameters is one type");
        errors.push(Family::Parameter.fault(first, what, "name the types of its fields"));
        return Vec::new();
    }
    let Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) = &input.data else {
        let what = format!("`{ident}` has no named fields, and each parameter is one");
        errors.push(Family::Parameter.fault(ident, what, format!("write `struct {ident} {{ .. }}`")));
        return Vec::new();
    };
    let members: Vec<Member> = fields.named.iter().filter_map(|field| member(ident, field, errors)).collect();
    for (at, later) in members.iter().enumerate() {
        let name = &later.parameter.name;
        if members[..at].iter().any(|earlier| earlier.parameter.name.value() == name.value()) {
            let what = format!("two parameters of `{ident}` are called `{}`", name.value());
            errors.push(Family::Parameter.fault(
                name,
                what,
                "give one of them another name, with `name = \"..\"`",
            ));
        }
    }
    members
}

fn member(of: &Ident, field: &syn::Field, errors: &mut Errors) -> Option<Member> {
    let ident = field.ident.clone()?;
    let is_mark = |attr: &&Attribute| attr.path().is_ident("parameter");
    let Some(attr) = field.attrs.iter().find(is_mark) else {
        let what = format!("`{ident}` is no parameter, and all fields of `{of}` are");
        errors.push(Family::Parameter.fault(
            &ident,
            what,
            "put `#[parameter(..)]` on it, or move it to the node's struct",
        ));
        return None;
    };
    let parameter = Parameter::read(&ident, &field.ty, attr, errors)?;
    let docs = attr::docs(&field.attrs);
    Some(Member { ident, ty: field.ty.clone(), vis: field.vis.clone(), docs, parameter })
}

/// Stands where an error was told already.
fn stub(input: &DeriveInput, p: &Runtime) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::ParameterField for #ident #type_generics #where_clause {
            const SHAPE: #p::FieldShape = #p::FieldShape::Several(&[]);
            type Values = ();
            fn wire(_: &#p::ParameterStore, _: &::core::primitive::str) -> Self { ::core::unreachable!() }
            fn values(_: &#p::RawValues<'_>, _: &::core::primitive::str) {}
            fn owner(&self) -> ::core::option::Option<&::core::primitive::str> { ::core::option::Option::None }
        }
    }
}

fn of_struct(input: &DeriveInput, members: &[Member], sound: &Sound, p: &Runtime) -> TokenStream {
    let ident = &input.ident;
    let values = format_ident!("{}Values", text::camel_case(&text::name(ident)));
    let facts = members
        .iter()
        .map(|Member { parameter, ty, docs, .. }| parameter::facts(parameter, ty, docs, sound, p));
    let declared = members.iter().map(|Member { ident, vis, ty, .. }| {
        let value = value_type(ty, sound, p);
        quote!(#vis #ident: #value,)
    });
    let wired = members.iter().map(|Member { ident, ty, parameter, .. }| {
        let (field, name) = (field_of(ty, sound, p), &parameter.name);
        quote!(#ident: #field::wire(__store, &#p::below(__name, #name)),)
    });
    let read = members.iter().map(|Member { ident, ty, parameter, .. }| {
        let (field, name) = (field_of(ty, sound, p), &parameter.name);
        quote!(#ident: #field::values(__values, &#p::below(__name, #name)),)
    });
    quote! {
        #[doc(hidden)]
        #[allow(unreachable_pub, private_interfaces, missing_docs, dead_code)]
        pub struct #values { #(#declared)* }
        #[automatically_derived]
        impl #p::ParameterField for #ident {
            const SHAPE: #p::FieldShape = #p::FieldShape::Several(&[#(#facts),*]);
            type Values = #values;
            fn wire(__store: &#p::ParameterStore, __name: &::core::primitive::str) -> Self {
                Self { #(#wired)* }
            }
            fn values(__values: &#p::RawValues<'_>, __name: &::core::primitive::str) -> #values {
                #values { #(#read)* }
            }
            fn owner(&self) -> ::core::option::Option<&::core::primitive::str> {
                ::core::option::Option::None
            }
        }
    }
}

/// The impl of `ParameterChoice` for an enum.
pub(crate) fn expand_enum(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let p = runtime(input, &mut errors);
    let variants = variants(input, &mut errors);
    let ident = &input.ident;
    let names = variants.iter().map(|(_, name)| name);
    let choices = variants.iter().map(|(variant, _)| quote!(#ident::#variant));
    let places = variants.iter().enumerate().map(|(place, (variant, _))| quote!(Self::#variant => #place,));
    let place = if variants.is_empty() {
        quote!({
            let _ = self;
            0
        })
    } else {
        quote!(match self { #(#places)* })
    };
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let p_here = p.spanned(ident.span());
    let target = quote_spanned!(ident.span()=> #p_here::ParameterChoice for #ident #type_generics);
    quote! {
        #[automatically_derived]
        impl #impl_generics #target #where_clause {
            const NAMES: &'static [&'static ::core::primitive::str] = &[#(#names),*];
            const CHOICES: &'static [Self] = &[#(#choices),*];
            fn place(self) -> ::core::primitive::usize { Self::__rosweave_place(self) }
        }
        #[automatically_derived]
        impl #impl_generics #ident #type_generics #where_clause {
            // A trait's function could not be called in a `const`.
            #[doc(hidden)]
            #[allow(dead_code)]
            pub(crate) const fn __rosweave_place(self) -> ::core::primitive::usize { #place }
        }
        #errors
    }
}

/// The variants with their names in ROS 2.
fn variants(input: &DeriveInput, errors: &mut Errors) -> Vec<(Ident, LitStr)> {
    let ident = &input.ident;
    let Data::Enum(data) = &input.data else {
        let what = format!("`{ident}` is no enum, and its variants would be the values of a parameter");
        errors.push(Family::Parameter.fault(ident, what, "derive `Parameters` for a struct of parameters"));
        return Vec::new();
    };
    if data.variants.is_empty() {
        let what = format!("`{ident}` has no variants, so a parameter of it would have no value");
        errors.push(Family::Parameter.fault(ident, what, "add one"));
    }
    let mut variants: Vec<(Ident, LitStr)> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let what = format!("`{}` holds data, and a parameter is one of several texts", variant.ident);
            errors.push(Family::Parameter.fault(
                &variant.fields,
                what,
                "leave the data out, or make it a parameter of its own",
            ));
        }
        let name = rename(variant, errors).unwrap_or_else(|| {
            LitStr::new(&text::snake_case(&text::name(&variant.ident)), variant.ident.span())
        });
        if variants.iter().any(|(_, known)| known.value() == name.value()) {
            let what = format!("two variants of `{ident}` are called `{}`", name.value());
            errors.push(Family::Parameter.fault(&name, what, "rename one: `#[parameter(name = \"..\")]`"));
        }
        variants.push((variant.ident.clone(), name));
    }
    if errors.is_empty() { variants } else { Vec::new() }
}

/// `#[parameter(name = "..")]` of a variant.
fn rename(variant: &syn::Variant, errors: &mut Errors) -> Option<LitStr> {
    const VARIANT: Form = Form::new("parameter", "name", "\"fast\"");
    let attr = variant.attrs.iter().find(|attr| attr.path().is_ident("parameter"))?;
    let options: crate::options::VariantOptions = errors.all(VARIANT.read(attr))?;
    options.name.map(|name| name.0)
}
