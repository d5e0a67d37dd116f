//! `#[derive(Message)]` and `#[derive(Service)]`: the types that ROS 2 knows by name.

mod action;
mod describe;
mod fields;
mod type_name;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, LitStr, Type, parse_quote_spanned};

use crate::errors::{Errors, Family};
use crate::expand::Runtime;
use crate::options::value::TypeName;
use crate::options::{Form, MessageOptions, ServiceTypeOptions};
use crate::text;
pub(crate) use action::derive as derive_action;
use type_name::Kind;

const MESSAGE: Form = Form::new("ros", "name", "\"my_package/msg/Detection\"");
const SERVICE: Form = Form::new("ros", "name", "\"my_package/srv/Detect\"");

/// `#[derive(Message)]`.
pub(crate) fn derive_message(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(input) => message(&input),
        Err(error) => error.to_compile_error(),
    }
}

/// `#[derive(Service)]`.
pub(crate) fn derive_service(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(input) => service(&input),
        Err(error) => error.to_compile_error(),
    }
}

fn message(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let options: Option<MessageOptions> = read(MESSAGE, input, &mut errors);
    let named = options.as_ref().is_some_and(|options| options.name.is_some());
    if !named && errors.is_empty() {
        let (ident, name) = (&input.ident, text::name(&input.ident));
        errors.push(Family::Message.fault(
            ident,
            format!("message `{name}` has no ROS 2 type name"),
            format!("write `#[ros(\"my_package/msg/{name}\")]` above it, with the package that defines it"),
        ));
    }
    let MessageOptions { name, krate } = options.unwrap_or_default();
    let p = Runtime::at(krate.map(|krate| krate.0).as_ref());
    let name = checked(name, Kind::Message, input, &mut errors);
    let sound = errors.is_empty();
    let (checks, description) = match struct_fields(input, &mut errors) {
        Some(fields) => {
            fields::check_container(&input.ident, &input.attrs, &mut errors);
            let checks = fields::check(&input.ident, fields, &p, &mut errors);
            (checks, describe::members(&name, fields, &p, &mut errors))
        }
        None => Default::default(),
    };
    // Lifetimes are there for a field, which was refused already.
    let field_refused = sound && !errors.is_empty();
    if !(field_refused && only_lifetimes(&input.generics)) {
        refuse_generics(input, "message", &mut errors);
    }
    // After an error nothing is asked of the fields beside what tells of it.
    let description = if errors.is_empty() { description } else { TokenStream::new() };
    let implementation = message_impl(input, &name, &description, &p);
    let ident = &input.ident;
    let encoded = errors.is_empty().then(|| encoded(&parse_quote_spanned!(ident.span()=> #ident), &p));
    quote! {
        const _: () = {
            #[allow(non_upper_case_globals)]
            const fields_of_this_message: () = { #checks };
            #implementation
        };
        #encoded
        #errors
    }
}

fn only_lifetimes(generics: &Generics) -> bool {
    generics.params.iter().all(|param| matches!(param, GenericParam::Lifetime(_)))
}

fn message_impl(input: &DeriveInput, name: &LitStr, description: &TokenStream, p: &Runtime) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let given = where_clause.map(|clause| &clause.predicates);
    // A generic message is an error already: this keeps rustc from asking for more bounds. That serde's traits are
    // there is asked apart, so that it is one error; for any lifetime, a bound that never holds is none here.
    let stub_bounds = (!input.generics.params.is_empty())
        .then(|| quote!(Self: ::core::marker::Send + ::core::marker::Sync + 'static,));
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Message for #ident #type_generics
        where for<'__any> Self: #p::Serde, #stub_bounds #given
        {
            const TYPE_NAME: &'static str = #name;
            #[allow(non_upper_case_globals)]
            const this_message_holds_itself: () = fields_of_this_message;
            #description
        }
    }
}

fn service(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let options: Option<ServiceTypeOptions> = read(SERVICE, input, &mut errors);
    let sound = options.is_some() || errors.is_empty();
    let ServiceTypeOptions { name, request, response, krate } = options.unwrap_or_default();
    let p = Runtime::at(krate.map(|krate| krate.0).as_ref());
    let ident = text::name(&input.ident);
    if sound && (request.is_none() || response.is_none()) {
        let (missing, example) = match (&request, &response) {
            (None, None) => {
                ("request and response", format!("request = {ident}Request, response = {ident}Response"))
            }
            (None, _) => ("request", format!("request = {ident}Request")),
            _ => ("response", format!("response = {ident}Response")),
        };
        let what = format!("service `{ident}` has no {missing}");
        errors.push(Family::Message.fault(
            &input.ident,
            what,
            format!("name the types that travel: `#[ros({example})]`"),
        ));
    }
    let name = name.map(|name| {
        refuse_generics(input, "service with a ROS 2 type name", &mut errors);
        checked(Some(name), Kind::Service, input, &mut errors)
    });
    let [request, response] = [request, response].map(|ty| ty.map(|ty| ty.0));
    if name.is_some() {
        for ty in [&request, &response].into_iter().flatten() {
            refuse_empty(ty, &mut errors);
        }
    }
    let implementation = service_impl(input, name.as_ref(), [request.as_ref(), response.as_ref()], &p);
    quote!(#implementation #errors)
}

fn service_impl(
    input: &DeriveInput,
    name: Option<&LitStr>,
    [request, response]: [Option<&Type>; 2],
    p: &Runtime,
) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let given = where_clause.map(|clause| &clause.predicates);
    let stub_bounds = (!input.generics.params.is_empty()).then(|| quote!(Self: 'static,));
    let or_unit = |ty: Option<&Type>| ty.map_or(quote!(()), |ty| quote!(#ty));
    let (request_type, response_type) = (or_unit(request), or_unit(response));
    let named = name.map(|name| {
        // A generic service with a name is an error already.
        let generic = !input.generics.params.is_empty();
        let parts = [("request", request), ("response", response)];
        let described = (!generic).then(|| described(name, &parts, p));
        let types = [request, response].into_iter().flatten();
        let checks = types.clone().map(|ty| encoded(ty, p));
        let checks = input.generics.params.is_empty().then(|| quote!(#(#checks)*));
        quote! {
            #[automatically_derived]
            impl #impl_generics #p::NamedService for #ident #type_generics
            where #(for<'__any> #types: #p::Serde,)* #stub_bounds #given
            {
                const TYPE_NAME: &'static str = #name;
                #described
            }
            #checks
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Service for #ident #type_generics where #stub_bounds #given {
            type Request = #request_type;
            type Response = #response_type;
        }
        #named
    }
}

/// What ROS 2 says of the parts of a service or an action, where they say it of themselves, and how their bounds are
/// checked.
fn described(name: &LitStr, parts: &[(&str, Option<&Type>)], p: &Runtime) -> TokenStream {
    let part = |(noun, ty): &(&str, Option<&Type>)| {
        let ty = (*ty)?;
        let associated = text::camel_case(noun);
        let name = format!("{}_{associated}", name.value());
        let [constant, associated, check] =
            [noun.to_uppercase(), associated, format!("check_{noun}")].map(|name| format_ident!("{name}"));
        Some(quote! {
            const #constant: ::core::option::Option<&'static #p::Description> = {
                #[allow(unused_imports)]
                use #p::NoFieldType as _;
                const PART: #p::Description = #p::part(#p::FieldType::<#ty>::TYPE, #name);
                ::core::option::Option::Some(&PART)
            };
            fn #check(part: &Self::#associated) -> ::core::result::Result<(), #p::OutOfBounds> {
                #[allow(unused_imports)]
                use #p::NoFieldType as _;
                #p::FieldType::<#ty>::check(part)
            }
        })
    };
    // Where a part is missing, that is an error already.
    parts.iter().map(part).collect::<Option<TokenStream>>().unwrap_or_default()
}

/// Asks whether serde can write and read a type, where the type stands.
fn encoded(ty: &Type, p: &Runtime) -> TokenStream {
    let p = p.spanned(ty.span());
    quote_spanned!(ty.span()=> const _: () = #p::is_encoded::<#ty, _>();)
}

/// The options in `#[ros(..)]`; none where there are errors.
fn read<T: darling::FromMeta>(form: Form, input: &DeriveInput, errors: &mut Errors) -> Option<T> {
    let mut attrs = input.attrs.iter().filter(|attr| attr.path().is_ident("ros"));
    let first = attrs.next()?;
    if let Some(second) = attrs.next() {
        errors.push(Family::Message.fault(
            second.path(),
            "`#[ros(..)]` is given twice",
            "write all options into one",
        ));
    }
    errors.all(form.read(first))
}

/// The name, or an empty one after an error.
fn checked(name: Option<TypeName>, kind: Kind, input: &DeriveInput, errors: &mut Errors) -> LitStr {
    let Some(TypeName(name)) = name else { return LitStr::new("", input.ident.span()) };
    if let Err(wrong) = type_name::check(&name.value(), kind, &text::name(&input.ident)) {
        errors.push(Family::Message.fault(&name, wrong.what, wrong.help));
    }
    name
}

fn refuse_generics(input: &DeriveInput, noun: &str, errors: &mut Errors) {
    if let Some(first) = input.generics.params.first() {
        let name = text::name(&input.ident);
        errors.push(Family::Message.fault(
            first,
            format!("`{name}` is generic, and a {noun} is one type"),
            "declare a struct for each, with a name of its own",
        ));
    }
}

/// rosidl gives an empty request or response a member, and `()` has none.
fn refuse_empty(ty: &Type, errors: &mut Errors) {
    if matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty()) {
        errors.push(Family::Message.fault(
            ty,
            "`()` is nothing on the wire, where an empty request or response of ROS 2 is one byte",
            fields::EMPTY_HELP,
        ));
    }
}

/// The fields of a struct with named ones.
fn struct_fields<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<&'a Fields> {
    let name = text::name(&input.ident);
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) => {
                errors.push(Family::Message.fault(
                    fields,
                    format!("the fields of message `{name}` have no names"),
                    format!("write `struct {name} {{ name: Type, .. }}` as in its ROS 2 definition"),
                ));
                None
            }
            fields => Some(fields),
        },
        Data::Enum(data) => {
            let what = format!("`{name}` is an enum, and ROS 2 has none");
            let help =
                "write a struct with a number, and a constant for each value: `pub const IDLE: u8 = 0;`";
            errors.push(Family::Message.fault(data.enum_token, what, help));
            None
        }
        Data::Union(data) => {
            let what = format!("`{name}` is a union, and a message is a struct");
            errors.push(Family::Message.fault(data.union_token, what, "write `struct`"));
            None
        }
    }
}
