//! Constants that have no value where something was declared wrongly.
//!
//! rustc tells the fault where the constant asks for it. What depends on a constant that can not be evaluated it does not
//! judge, so that one mistake stays one error: not in the rest of what is generated, and not where the node is run.
//!
//! A generic node has none: an argument of a trait can not depend on its parameters.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, Ident, Type};

use super::Runtime;

/// Such a constant, and how it is given to a trait.
pub(super) struct Sound {
    pub(super) declaration: TokenStream,
    pub(super) argument: TokenStream,
}

impl Sound {
    fn constant(name: &str, asked: &TokenStream) -> Sound {
        let name = Ident::new(name, Span::call_site());
        let declaration = quote! {
            const #name: ::core::primitive::bool = {
                #asked
                true
            };
        };
        Sound { declaration, argument: quote!({ #name }) }
    }

    fn unknown() -> Sound {
        Sound { declaration: TokenStream::new(), argument: quote!(true) }
    }
}

/// That both halves of a node have their facts.
pub(super) fn of_node(generics: &Generics, node: &Type, p: &Runtime) -> Sound {
    if !generics.params.is_empty() {
        return Sound::unknown();
    }
    let (span, p_here) = (node.span(), p.spanned(node.span()));
    let node_struct = quote_spanned!(span=> <#node as #p_here::NodeStruct>);
    Sound::constant(
        "__SOUND",
        &quote! {
            let _ = #node_struct::FIELDS;
            let _ = <#node as #p::NodeImpl>::CALLBACKS;
        },
    )
}

/// That the struct half of a node has its facts.
pub(super) fn of_struct(generics: &Generics, node: &Type, p: &Runtime) -> Sound {
    if !generics.params.is_empty() {
        return Sound::unknown();
    }
    let p_here = p.spanned(node.span());
    let fields = quote_spanned!(node.span()=> <#node as #p_here::NodeStruct>::FIELDS);
    Sound::constant("__DECLARED", &quote!(let _ = #fields;))
}

/// That all of `fields` are parameters, or structs of them.
pub(super) fn of_parameters<'a>(
    generics: &Generics,
    fields: impl Iterator<Item = &'a Type>,
    p: &Runtime,
) -> Sound {
    if !generics.params.is_empty() {
        return Sound::unknown();
    }
    let asked = fields.map(|ty| {
        let p_here = p.spanned(ty.span());
        quote_spanned!(ty.span()=> #p_here::is_parameter::<#ty>();)
    });
    Sound::constant("__SOUND", &asked.collect())
}
