//! The struct half: `#[derive(NodeStruct)]`.

mod checks;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, GenericParam, Generics, Ident, LitStr, Type, parse_quote};

use super::parameter::{self, field_of, value_type};
use super::sound::{self, Sound};
use super::types::ros_type;
use super::{Runtime, absent, local};
use crate::docs;
use crate::errors::Errors;
use crate::model::generics;
use crate::model::node::{Field, FieldRole, NodeStruct, read_options};
use crate::options::OnPanic;
use crate::syntax::{first_argument, last_name};
use crate::text;

/// What the struct half is, and what is wrong with it.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    match NodeStruct::read(input, &mut errors) {
        Ok(node) => {
            let half = half(&node, &errors);
            let options = input.attrs.iter().find(|attr| attr.path().is_ident("rosweave_node"));
            let docs = errors
                .is_empty()
                .then(|| docs::node_struct(&node, options, &Runtime::at(node.krate.as_ref())));
            quote!(#half #docs #errors)
        }
        Err(()) => {
            let stub = stub(&generics::bounded(input));
            quote!(#stub #errors)
        }
    }
}

fn half(node: &NodeStruct, errors: &Errors) -> TokenStream {
    let p = Runtime::at(node.krate.as_ref());
    let (names, timers) = (checks::names(node, &p), checks::timers(node, &p));
    let parameters = node.fields.iter().filter(|field| field.parameter().is_some()).map(|field| &field.ty);
    let sound = sound::of_parameters(&node.generics, parameters, &p);
    let (handles, values) = (handles(node), values(node, &sound, &p));
    let parameters = checks::parameters(node, &sound, &p);
    let node_struct = node_struct(node, errors, &sound, &p);
    let wire_handles = wire_handles(node, &sound, &p);
    let declaration = &sound.declaration;
    quote! {
        const _: () = {
            #declaration
            #handles
            #values
            #node_struct
            #wire_handles
            #names
            #parameters
            #timers
        };
    }
}

/// The name of the struct of handles. Users meet it in messages of rustc only.
fn handles_ident(node: &NodeStruct) -> Ident {
    let camel = text::camel_case(&text::name(&node.ident));
    format_ident!("{camel}Handles", span = Span::call_site())
}

/// The handles of the node as one value, which `#[init]` gets.
fn handles(node: &NodeStruct) -> TokenStream {
    let ident = handles_ident(node);
    let (generics, where_clause) = (declared_generics(&node.generics), &node.generics.where_clause);
    let fields = node.fields.iter().filter(|field| field.is_handle()).map(|field| {
        let Field { ident, ty, .. } = field;
        quote!(pub #ident: #ty,)
    });
    let marker = marker(&node.generics).map(|ty| quote!(pub __marker: #ty,));
    quote! {
        #[doc(hidden)]
        #[allow(unreachable_pub, private_interfaces, private_bounds)]
        pub struct #ident #generics #where_clause { #(#fields)* #marker }
    }
}

/// The parameters with their bounds, but without their defaults.
fn declared_generics(generics: &Generics) -> TokenStream {
    let (impl_generics, _, _) = generics.split_for_impl();
    quote!(#impl_generics)
}

/// Uses all type parameters, which the handles need not do.
fn marker(generics: &Generics) -> Option<TokenStream> {
    let types: Vec<_> = generics.type_params().map(|param| &param.ident).collect();
    (!types.is_empty()).then(|| quote!(::core::marker::PhantomData<fn() -> (#(#types,)*)>))
}

fn node_struct(node: &NodeStruct, errors: &Errors, sound: &Sound, p: &Runtime) -> TokenStream {
    let NodeStruct { ident, name, docs, .. } = node;
    let type_name = text::name(ident);
    let (impl_generics, type_generics, where_clause) = node.generics.split_for_impl();
    let namespace = node.namespace.clone().unwrap_or_else(|| LitStr::new("/", Span::call_site()));
    let on_panic = match node.on_panic {
        OnPanic::Stop => quote!(Stop),
        OnPanic::Resume => quote!(Resume),
    };
    let facts = node.fields.iter().filter_map(|field| field_facts(field, sound, p));
    let handles = handles_ident(node);
    let from_handles = from_handles(node, p);
    let (values, from_values) = (values_ident(node), from_values(node, sound, p));
    let undeclared = if node.allow_undeclared { quote!(Allowed) } else { quote!(Refused) };
    let construction = construction(node, p);
    let refused = !errors.is_empty() || node.refused;
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::NodeStruct for #ident #type_generics #where_clause {
            const TYPE_NAME: &'static ::core::primitive::str = #type_name;
            const NAME: &'static ::core::primitive::str = #name;
            const NAMESPACE: &'static ::core::primitive::str = #namespace;
            const DOC: &'static ::core::primitive::str = #docs;
            const ON_PANIC: #p::OnPanic = #p::OnPanic::#on_panic;
            const UNDECLARED: #p::Undeclared = #p::Undeclared::#undeclared;
            const FIELDS: &'static [#p::FieldFacts] = &[#(#facts),*];
            const REFUSED: ::core::primitive::bool = #refused;
            type Handles = #handles #type_generics;
            type Values = #values #type_generics;
            type Construction = #construction;
            type Itself = Self;
            #from_handles
            #from_values
        }
    }
}

/// The name of the struct of plain values.
fn values_ident(node: &NodeStruct) -> Ident {
    let camel = text::camel_case(&text::name(&node.ident));
    format_ident!("{camel}Values", span = Span::call_site())
}

/// The parameters of the node as plain values, which `#[validate]` and `#[on_change]` get.
fn values(node: &NodeStruct, sound: &Sound, p: &Runtime) -> TokenStream {
    let ident = values_ident(node);
    let (generics, where_clause) = (declared_generics(&node.generics), &node.generics.where_clause);
    let fields = node.fields.iter().filter(|field| field.parameter().is_some()).map(|field| {
        let (ident, value) = (&field.ident, value_type(&field.ty, sound, p));
        quote!(pub #ident: #value,)
    });
    let marker = marker(&node.generics).map(|ty| quote!(pub __marker: #ty,));
    quote! {
        #[doc(hidden)]
        #[allow(unreachable_pub, private_interfaces, private_bounds, missing_docs, dead_code)]
        pub struct #ident #generics #where_clause { #(#fields)* #marker }
    }
}

fn from_values(node: &NodeStruct, sound: &Sound, p: &Runtime) -> TokenStream {
    let ident = values_ident(node);
    let fields: Vec<_> = node
        .fields
        .iter()
        .filter_map(|field| {
            let (name, field_of) = (&field.parameter()?.name, field_of(&field.ty, sound, p));
            let ident = &field.ident;
            Some(quote!(#ident: #field_of::values(__values, #name),))
        })
        .collect();
    let values = if fields.is_empty() { quote!(_) } else { quote!(__values) };
    let marker = marker(&node.generics).map(|_| quote!(__marker: ::core::marker::PhantomData,));
    quote! {
        fn values(#values: &#p::RawValues<'_>) -> <Self as #p::NodeStruct>::Values {
            #ident { #(#fields)* #marker }
        }
    }
}

/// How the impl half makes the node. Where there is none, every use says so at the struct's name, which makes
/// it one error.
fn construction(node: &NodeStruct, p: &Runtime) -> TokenStream {
    let ident = &node.ident;
    let (_, type_generics, _) = node.generics.split_for_impl();
    let p = p.spanned(ident.span());
    quote_spanned!(ident.span()=> <#ident #type_generics as #p::NodeImpl>::Construction)
}

fn field_facts(field: &Field, sound: &Sound, p: &Runtime) -> Option<TokenStream> {
    let Field { name, docs, ty, .. } = field;
    let (span, p_here) = (ty.span(), p.spanned(ty.span()));
    // Nothing else that is generated asks anything of the type of a handle: a wrong one is one error.
    let kind = match &field.role {
        FieldRole::Client { service, timeout } => {
            let service_type = argument_text(field);
            let timeout = match timeout {
                Some(nanos) => quote!(::core::option::Option::Some(#p::Duration::from_nanos(#nanos))),
                None => quote!(::core::option::Option::None),
            };
            let facts = quote_spanned!(span=> #p_here::client_facts::<#ty>);
            let ros_type = ros_type(&quote!(#ty), p);
            quote!(#facts(#service, #service_type, #ros_type, #timeout))
        }
        FieldRole::ActionClient { action, timeout } => {
            let action_type = argument_text(field);
            let timeout = match timeout {
                Some(nanos) => quote!(::core::option::Option::Some(#p::Duration::from_nanos(#nanos))),
                None => quote!(::core::option::Option::None),
            };
            let facts = quote_spanned!(span=> #p_here::action_client_facts::<#ty>);
            let ros_type = ros_type(&quote!(#ty), p);
            quote!(#facts(#action, #action_type, #ros_type, #timeout))
        }
        FieldRole::Publisher { topic, qos, overridable } => {
            let (message, qos) = (argument_text(field), qos.expand(p.tokens()));
            let facts = quote_spanned!(span=> #p_here::publisher_facts::<#ty>);
            let ros_type = ros_type(&quote!(#ty), p);
            quote!(#facts(#topic, #message, #ros_type, #qos, #overridable))
        }
        FieldRole::Timer { callback } => {
            let facts = quote_spanned!(span=> #p_here::timer_facts::<#ty>);
            quote!(#facts(#callback))
        }
        FieldRole::Parameter(parameter) => {
            let facts = parameter::facts(parameter, ty, docs, sound, p);
            quote!(#p::FieldKind::Parameter(#facts))
        }
        FieldRole::Plain => quote!(#p::FieldKind::Plain),
        FieldRole::Faulty => return None,
    };
    Some(quote!(#p::FieldFacts { name: #name, doc: #docs, kind: #kind }))
}

/// The first generic argument of the field's type as it is written: the service's or message's name.
fn argument_text(field: &Field) -> String {
    if last_name(&field.ty).as_deref() == Some("ParameterClient") {
        return "ParameterClient".to_owned();
    }
    first_argument(&field.ty).map_or_else(|| text::of(&field.ty), text::of)
}

fn from_handles(node: &NodeStruct, p: &Runtime) -> TokenStream {
    let handles = if node.fields.iter().any(Field::is_handle) { quote!(__handles) } else { quote!(_) };
    let fields = node.fields.iter().map(|field| {
        let Field { ident, ty, .. } = field;
        if field.is_handle() {
            return quote!(#ident: __handles.#ident,);
        }
        // Each of the two types stands where it is to blame: without a default, or without an impl half.
        let construction = construction(node, p);
        let p = p.spanned(ty.span());
        let plain = match bare_handle(ty) {
            Some(bare) => quote_spanned!(ty.span()=> <#ty as #p::#bare<#construction>>::bare()),
            None => quote_spanned!(ty.span()=> #p::plain::<#ty, #construction>()),
        };
        quote!(#ident: #plain,)
    });
    quote! {
        fn from_handles(#handles: <Self as #p::NodeStruct>::Handles) -> Self {
            Self { #(#fields)* }
        }
    }
}

/// The runtime's trait for a plain field whose type is called like a handle, which says what attribute is missing. Where
/// the name is that of a type of the user's, it makes the field all the same.
fn bare_handle(ty: &Type) -> Option<Ident> {
    let name = last_name(ty)?;
    let is_handle = matches!(
        name.as_str(),
        "Publisher" | "Client" | "ActionClient" | "Parameter" | "ParameterClient" | "Timer"
    );
    is_handle.then(|| format_ident!("Bare{name}", span = ty.span()))
}

fn verify(node: &NodeStruct, sound: &Sound, p: &Runtime) -> TokenStream {
    let checks: Vec<_> = node
        .fields
        .iter()
        .filter(|field| field.is_sound_handle())
        .map(|Field { ident, name, ty, .. }| quote!(__check.handle::<__T, #ty>(#name, &self.#ident);))
        .chain(node.fields.iter().filter_map(|field| {
            let (Field { ident, name, .. }, parameter) = (field, &field.parameter()?.name);
            let sound = &sound.argument;
            Some(quote!(__check.parameter::<_, #p::Sound<#sound>>(#name, #parameter, &self.#ident);))
        }))
        .collect();
    let check = if checks.is_empty() { quote!(_) } else { quote!(__check) };
    quote!(fn verify(&self, #check: &mut #p::HandleCheck) { #(#checks)* })
}

fn wire_handles(node: &NodeStruct, sound: &Sound, p: &Runtime) -> TokenStream {
    let ident = &node.ident;
    let (_, type_generics, _) = node.generics.split_for_impl();
    let mut generics = node.generics.clone();
    generics.params.push(GenericParam::Type(parse_quote!(__T)));
    let (impl_generics, _, _) = generics.split_for_impl();
    let given = node.generics.where_clause.as_ref().map(|clause| {
        let predicates = clause.predicates.iter();
        quote!(#(#predicates,)*)
    });
    let bounds = node.fields.iter().filter_map(|field| handle_bound(field, p));
    let values = node.fields.iter().filter_map(|field| handle_value(field, sound, p));
    let verify = verify(node, sound, p);
    let marker = marker(&node.generics).map(|_| quote!(__marker: ::core::marker::PhantomData,));
    let handles = handles_ident(node);
    let wiring = if node.fields.iter().any(Field::is_handle) { quote!(__wiring) } else { quote!(_) };
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::WireHandles<__T> for #ident #type_generics
        where #given __T: #p::Transport, #(#bounds)*
        {
            fn handles(
                #wiring: &mut #p::Wiring<__T>,
            ) -> ::core::result::Result<<Self as #p::NodeStruct>::Handles, #p::StartError> {
                ::core::result::Result::Ok(#handles { #(#values)* #marker })
            }
            fn node(__wiring: &mut #p::Wiring<__T>) -> ::core::result::Result<Self, #p::StartError> {
                let __handles = <Self as #p::WireHandles<__T>>::handles(__wiring)?;
                ::core::result::Result::Ok(<Self as #p::NodeStruct>::from_handles(__handles))
            }
            #verify
        }
    }
}

fn handle_bound(field: &Field, p: &Runtime) -> Option<TokenStream> {
    let (ty, span) = (&field.ty, field.ty.span());
    let (p, transport) = (p.spanned(span), local("__T", span));
    field.is_sound_handle().then(|| quote_spanned!(span=> #transport: #p::Wires<#ty>,))
}

fn handle_value(field: &Field, sound: &Sound, p: &Runtime) -> Option<TokenStream> {
    let Field { ident, name, ty, .. } = field;
    let value = match field.role {
        FieldRole::Plain => return None,
        FieldRole::Faulty => absent(),
        FieldRole::Parameter(ref parameter) => {
            let (parameter, sound, p) = (&parameter.name, &sound.argument, p.spanned(ty.span()));
            quote_spanned!(ty.span()=> __wiring.parameter::<#ty, #p::Sound<#sound>>(#parameter))
        }
        _ => quote!(__wiring.handle::<#ty>(#name)?),
    };
    Some(quote!(#ident: #value,))
}

/// Enough of a struct half to keep rustc from saying more about what can not be a node.
fn stub(input: &DeriveInput) -> TokenStream {
    if input.generics.lifetimes().next().is_some() {
        // Whatever is generated for it would have to outlive `'static`.
        return TokenStream::new();
    }
    let options = read_options(&input.attrs, &mut Errors::default());
    let p = Runtime::at(options.krate.map(|krate| krate.0).as_ref());
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let mut generics = input.generics.clone();
    generics.params.push(GenericParam::Type(parse_quote!(__T: #p::Transport)));
    let (wire_generics, _, _) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::NodeStruct for #ident #type_generics #where_clause {
            const TYPE_NAME: &'static ::core::primitive::str = "";
            const NAME: &'static ::core::primitive::str = "";
            const NAMESPACE: &'static ::core::primitive::str = "/";
            const DOC: &'static ::core::primitive::str = "";
            const ON_PANIC: #p::OnPanic = #p::OnPanic::Stop;
            const FIELDS: &'static [#p::FieldFacts] = &[];
            const UNDECLARED: #p::Undeclared = #p::Undeclared::Refused;
            type Handles = ();
            type Values = ();
            type Construction = #p::ByDefault;
            type Itself = Self;
            fn from_handles(_: ()) -> Self { ::core::unreachable!() }
            fn values(_: &#p::RawValues<'_>) {}
        }
        #[automatically_derived]
        impl #wire_generics #p::WireHandles<__T> for #ident #type_generics #where_clause {
            fn handles(
                _: &mut #p::Wiring<__T>,
            ) -> ::core::result::Result<<Self as #p::NodeStruct>::Handles, #p::StartError> {
                ::core::unreachable!()
            }
            fn node(_: &mut #p::Wiring<__T>) -> ::core::result::Result<Self, #p::StartError> {
                ::core::unreachable!()
            }
            fn verify(&self, _: &mut #p::HandleCheck) {}
        }
    }
}
