//! Constants that have no value where something was declared wrongly.
//!
//! rustc tells the fault where the constant asks for it. What depends on a constant that can not be evaluated it does not
//! judge, so that one mistake stays one error: not in the rest of what is generated, and not where the node is run.
//!
//! A generic node has none: an argument of a trait can not depend on its parameters.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, Type};

use super::Runtime;

/// Such a constant, and how it is given to a trait.
pub(super) struct Sound {
    pub(super) declaration: TokenStream,
    pub(super) argument: TokenStream,
}

impl Sound {
    fn constant(asked: &TokenStream) -> Sound {
        let declaration = quote! {
            const __SOUND: ::core::primitive::bool = {
                #asked
                true
            };
        };
        Sound { declaration, argument: quote!({ __SOUND }) }
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
    Sound::constant(&quote! {
        let _ = #node_struct::FIELDS;
        let _ = <#node as #p::NodeImpl>::CALLBACKS;
    })
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
    Sound::constant(&asked.collect())
}
