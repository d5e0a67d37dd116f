//! A field with parameters: its facts, its checks, and the value that stands for it.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, LitStr, Type};

use super::sound::Sound;
use super::{Runtime, refuse_if_some};
use crate::errors::Family;
use crate::model::parameter::Parameter;
use crate::options::parameter::Range;
use crate::text;

/// The `ParameterFacts` of a field of type `ty`.
pub(super) fn facts(parameter: &Parameter, ty: &Type, docs: &str, sound: &Sound, p: &Runtime) -> TokenStream {
    let (span, name, options) = (ty.span(), &parameter.name, options(parameter, sound, p));
    let (p_here, sound) = (p.spanned(span), &sound.argument);
    let facts = quote_spanned!(span=> #p_here::parameter_facts::<#ty, #p_here::Sound<#sound>>);
    quote!(#facts(#name, #docs, #options))
}

/// `<Sound as FieldOf<ty>>`, with all of it at one place: in a generic node every use of a type that is none is the
/// same error, which rustc tells once.
pub(super) fn field_of(ty: &Type, sound: &Sound, p: &Runtime) -> TokenStream {
    let (p, sound) = (p.spanned(ty.span()), &sound.argument);
    quote_spanned!(ty.span()=> <#p::Sound<#sound> as #p::FieldOf<#ty>>)
}

/// What a field is among plain values.
pub(super) fn value_type(ty: &Type, sound: &Sound, p: &Runtime) -> TokenStream {
    let field = field_of(ty, sound, p);
    quote_spanned!(ty.span()=> #field::Values)
}

/// What the attribute says, as a constant.
fn options(parameter: &Parameter, sound: &Sound, p: &Runtime) -> TokenStream {
    let Parameter { read_only, constraints, value, .. } = parameter;
    let value = value.as_ref().map(|value| {
        if parameter.is_of_ros() {
            return value.to_token_stream();
        }
        // Nobody has asked yet whether it is one.
        let sound = &sound.argument;
        quote!(<#p::Sound<#sound> as #p::ValueOf<#value>>::Itself)
    });
    let constraints = constraints.clone().unwrap_or_else(|| LitStr::new("", parameter.name.span()));
    let none = || quote!(::core::option::Option::None);
    let default = match (&parameter.default, &value) {
        (Some(default), Some(value)) if parameter.is_choice() => {
            let place = quote!(#p::choice(<#value>::__rosweave_place(#default)));
            quote!(::core::option::Option::Some(#place))
        }
        (Some(default), Some(value)) => {
            let default = borrowed(default);
            quote!(::core::option::Option::Some(#p::Typed::<#value>::default(#default)))
        }
        _ => none(),
    };
    let range = match (&parameter.range, &value) {
        (Some(range), Some(value)) => {
            let typed = quote!(#p::Typed::<#value>);
            let end = |end: &Option<Expr>, otherwise: TokenStream| match end {
                Some(end) => quote!(#end),
                None => quote!(#typed::#otherwise),
            };
            let (from, to) = (end(&range.from, quote!(LEAST)), end(&range.to, quote!(GREATEST)));
            let step = end(&parameter.step, quote!(NO_STEP));
            quote!(::core::option::Option::Some(#typed::range(#from, #to, #step)))
        }
        _ => none(),
    };
    quote! {
        #p::ParameterOptions {
            default: #default,
            range: #range,
            read_only: #read_only,
            constraints: #constraints,
        }
    }
}

/// An array is written without the `&` that a constant of it needs.
fn borrowed(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Array(_) => quote_spanned!(expr.span()=> &#expr),
        other => quote!(#other),
    }
}

/// The `const`s that refuse what can not be.
pub(super) fn checks(parameter: &Parameter, sound: &Sound, p: &Runtime) -> TokenStream {
    let cfg = TokenStream::new();
    let Parameter { name, default, range, step, value, .. } = parameter;
    let text = quote!(#p::bad_parameter_name(#name));
    let mut checks = refuse_if_some(p, ("this_name_is_invalid", Family::Parameter), &text, name.span(), &cfg);
    if value.is_none() {
        return checks;
    }
    let options = options(parameter, sound, p);
    let shown = |expr: Option<&Expr>| expr.map(text::of).unwrap_or_default();
    let range_text = range.as_ref().map(Range::text).unwrap_or_default();
    let step_text = shown(step.as_ref());
    if let Some(range) = range {
        let text = quote!(#p::bad_range(#options.range, #range_text, #step_text));
        let span = step.as_ref().map_or_else(|| range.whole.span(), Spanned::span);
        checks.extend(refuse_if_some(p, ("this_range_is_invalid", Family::Parameter), &text, span, &cfg));
    }
    if let Some(default) = default {
        let default_text = text::of(default);
        let text = quote! {
            #p::bad_default(&#options, #default_text, #range_text)
        };
        checks.extend(refuse_if_some(
            p,
            ("this_default_is_invalid", Family::Parameter),
            &text,
            default.span(),
            &cfg,
        ));
    }
    checks
}
