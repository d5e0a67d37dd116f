//! `#[derive(Group)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Ident};

use super::Runtime;
use crate::errors::{Errors, Family};
use crate::options::{Form, GroupOptions};
use crate::{attr, docs, text};

const GROUP: Form = Form { attribute: "group", main: None, words: "write `#[group(reentrant)]`" };

/// How many callbacks of the group may run at once.
#[derive(Clone, Copy)]
enum Kind {
    Exclusive,
    Reentrant,
    Capped(usize),
}

/// The impl of `Group` for `input`.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let options = read_options(&input.attrs, &mut errors);
    let kind = kind(&options, &mut errors);
    if let Data::Union(data) = &input.data {
        let text = format!("`{}` is a union, and a group is a struct or an enum", input.ident);
        errors.push(Family::Group.fault(data.union_token, text, "write `struct`"));
    }
    if let Some(first) = input.generics.params.first() {
        let ident = &input.ident;
        errors.push(Family::Group.fault(
            first,
            format!("group `{ident}` is generic, and a group is one type"),
            format!("declare a struct for each: `#[derive(Group)] struct {ident} {{ .. }}`"),
        ));
    }
    let krate = options.krate.map(|krate| krate.0);
    let p = Runtime::at(krate.as_ref());
    let group = implementation(input, kind, &p);
    let docs = errors.is_empty().then(|| {
        let kind = match kind {
            Kind::Exclusive => quote!(exclusive),
            Kind::Reentrant => quote!(reentrant),
            Kind::Capped(cap) => quote!(#cap),
        };
        docs::group(&input.ident, &input.attrs, &kind, &p)
    });
    quote!(#group #docs #errors)
}

fn read_options(attrs: &[Attribute], errors: &mut Errors) -> GroupOptions {
    let mut groups = attrs.iter().filter(|attr| attr.path().is_ident("group"));
    let options = groups.next().and_then(|attr| errors.all(GROUP.read(attr))).unwrap_or_default();
    if let Some(second) = groups.next() {
        errors.push(Family::Group.fault(
            second.path(),
            "`#[group(..)]` is given twice",
            "write all options into one",
        ));
    }
    options
}

fn kind(options: &GroupOptions, errors: &mut Errors) -> Kind {
    let GroupOptions { exclusive, reentrant, max_parallel, .. } = options;
    if let (Some(exclusive), Some(_)) = (exclusive, reentrant) {
        let text = "a group is exclusive or reentrant, not both";
        errors.push(Family::Group.fault(&exclusive.0, text, "leave one of them out"));
    }
    match (reentrant, max_parallel) {
        (Some(_), Some(cap)) => Kind::Capped(cap.value),
        (Some(_), None) => Kind::Reentrant,
        (None, None) => Kind::Exclusive,
        (None, Some(cap)) => {
            errors.push(Family::Group.fault(
                &cap.name,
                "`max_parallel` caps a reentrant group, and this one is exclusive",
                format!("write `#[group(reentrant, max_parallel = {})]`", cap.value),
            ));
            Kind::Capped(cap.value)
        }
    }
}

fn implementation(input: &DeriveInput, kind: Kind, p: &Runtime) -> TokenStream {
    let ident = &input.ident;
    let (name, docs) = (text::name(ident), attr::docs(&input.attrs));
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    // A generic group is an error already: this keeps rustc from asking for more bounds.
    let stub_bounds = (!input.generics.params.is_empty()).then(|| {
        let given = where_clause.map(|clause| &clause.predicates);
        quote!(where Self: ::core::marker::Send + 'static, #given)
    });
    let where_clause = stub_bounds.or(where_clause.map(|clause| quote!(#clause)));
    let mark = |name| Ident::new(name, ident.span());
    let (marker, variant, cap) = match kind {
        Kind::Exclusive => (mark("Exclusive"), quote!(Exclusive), quote!(::core::option::Option::None)),
        Kind::Reentrant => (mark("Reentrant"), quote!(Reentrant), quote!(::core::option::Option::None)),
        Kind::Capped(cap) => (mark("Reentrant"), quote!(Capped), quote!(::core::option::Option::Some(#cap))),
    };
    // At the type's name: two groups of one name in two functions have to differ.
    let place = quote_spanned! {ident.span()=>
        #p::Place { file: ::core::file!(), line: ::core::line!(), column: ::core::column!() }
    };
    // There, too: a state that its kind of group can not hold is the type's fault.
    let p_here = p.spanned(ident.span());
    let kind = quote_spanned!(ident.span()=> type Kind = #p_here::#marker;);
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Group for #ident #type_generics #where_clause {
            #kind
            const FACTS: #p::GroupFacts =
                #p::GroupFacts::new(#name, ::core::module_path!(), #place, #p::GroupKind::#variant, #cap)
                    .with_doc(#docs);
        }
    }
}
