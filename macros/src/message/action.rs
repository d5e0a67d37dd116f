//! `#[derive(Action)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, LitStr, Type};

use super::type_name::Kind;
use super::{checked, described, encoded, read, refuse_empty, refuse_generics};
use crate::errors::{Errors, Family};
use crate::expand::Runtime;
use crate::options::{ActionTypeOptions, Form};
use crate::text;

const ACTION: Form = Form::new("ros", "name", "\"my_package/action/Dock\"");

/// `#[derive(Action)]`.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(input) => action(&input),
        Err(error) => error.to_compile_error(),
    }
}

fn action(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let options: Option<ActionTypeOptions> = read(ACTION, input, &mut errors);
    let sound = options.is_some() || errors.is_empty();
    let ActionTypeOptions { name, goal, result, feedback, krate } = options.unwrap_or_default();
    let p = Runtime::at(krate.map(|krate| krate.0).as_ref());
    let types = [("goal", goal), ("result", result), ("feedback", feedback)];
    if sound {
        refuse_missing(input, &types, &mut errors);
    }
    let name = name.map(|name| {
        refuse_generics(input, "action with a ROS 2 type name", &mut errors);
        checked(Some(name), Kind::Action, input, &mut errors)
    });
    let types = types.map(|(_, ty)| ty.map(|ty| ty.0));
    if name.is_some() {
        types.iter().flatten().for_each(|ty| refuse_empty(ty, &mut errors));
    }
    let implementation = action_impl(input, name.as_ref(), &types, &p);
    quote!(#implementation #errors)
}

/// All that is missing is one error, with what to write.
fn refuse_missing<T>(input: &DeriveInput, types: &[(&str, Option<T>)], errors: &mut Errors) {
    let ident = text::name(&input.ident);
    let missing: Vec<&str> = types.iter().filter(|(_, ty)| ty.is_none()).map(|(noun, _)| *noun).collect();
    if missing.is_empty() {
        return;
    }
    let example: Vec<String> =
        missing.iter().map(|noun| format!("{noun} = {ident}{}", text::camel_case(noun))).collect();
    errors.push(Family::Message.fault(
        &input.ident,
        format!("action `{ident}` has no {}", missing.join(" and no ")),
        format!("name the types that travel: `#[ros({})]`", example.join(", ")),
    ));
}

fn action_impl(
    input: &DeriveInput,
    name: Option<&LitStr>,
    types: &[Option<Type>; 3],
    p: &Runtime,
) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let given = where_clause.map(|clause| &clause.predicates);
    let stub_bounds = (!input.generics.params.is_empty()).then(|| quote!(Self: 'static,));
    let [goal, result, feedback] = types.each_ref().map(|ty| match ty {
        Some(ty) => quote!(#ty),
        None => quote!(()),
    });
    let named = name.map(|name| {
        let named_types: Vec<&Type> = types.iter().flatten().collect();
        let checks = named_types.iter().map(|ty| encoded(ty, p));
        // A generic action with a name is an error already.
        let generic = !input.generics.params.is_empty();
        let checks = (!generic).then(|| quote!(#(#checks)*));
        let [goal, result, feedback] = types.each_ref().map(Option::as_ref);
        let parts = [("goal", goal), ("result", result), ("feedback", feedback)];
        let described = (!generic).then(|| described(name, &parts, p));
        quote! {
            #[automatically_derived]
            impl #impl_generics #p::NamedAction for #ident #type_generics
            where #(for<'__any> #named_types: #p::Serde,)* #stub_bounds #given
            {
                const TYPE_NAME: &'static str = #name;
                #described
            }
            #checks
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Action for #ident #type_generics where #stub_bounds #given {
            type Goal = #goal;
            type Result = #result;
            type Feedback = #feedback;
        }
        #named
    }
}
