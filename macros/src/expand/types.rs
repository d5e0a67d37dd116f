//! The types that callbacks name, as generated code names them.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::{Runtime, respan};
use crate::model::callback::Callback;

/// The group of a callback, as a type.
///
/// By a projection, with all of it at one place: where it is no group, every use is the same error, which
/// rustc tells once.
pub(super) fn group(callback: &Callback, p: &Runtime) -> TokenStream {
    match &callback.group {
        Some(group) => itself(group, "IsGroup", p),
        None => quote!(#p::DefaultGroup),
    }
}

/// The service of a callback, as a type: by a projection, too.
pub(super) fn service(service: &Type, p: &Runtime) -> TokenStream {
    itself(service, "IsService", p)
}

/// The action of a callback, as a type: likewise.
pub(super) fn action(action: &Type, p: &Runtime) -> TokenStream {
    itself(action, "IsAction", p)
}

fn itself(ty: &impl ToTokens, known_as: &str, p: &Runtime) -> TokenStream {
    let span = ty.span();
    let (ty, p, known_as) = (respan(ty.to_token_stream(), span), p.spanned(span), Ident::new(known_as, span));
    quote_spanned!(span=> <#ty as #p::#known_as<_>>::Itself)
}

/// The name that ROS 2 knows a type by, or `None`: asked by looking a name up, which asks nothing of the type.
pub(super) fn ros_type(of: &TokenStream, p: &Runtime) -> TokenStream {
    quote! {
        {
            #[allow(unused_imports)]
            use #p::NoRosType as _;
            #p::RosType::<#of>::ROS_TYPE
        }
    }
}

/// The type itself.
pub(super) fn rust_type(ty: Option<&Type>, p: &Runtime) -> TokenStream {
    match ty {
        Some(ty) => quote!(::core::option::Option::Some(#p::RustType::of::<#ty>())),
        None => quote!(::core::option::Option::None),
    }
}

/// A text, or nothing.
pub(super) fn option(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}
