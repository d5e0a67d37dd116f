//! The facts of callbacks.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::types::{group, option};
use super::{Runtime, role};
use crate::model::callback::{Callback, Mode};
use crate::scan::{Awaited, Found, Reach};

/// The `CallbackFacts` of a callback.
pub(super) fn callback_facts(callback: &Callback, tie: &Ident, found: &Found, p: &Runtime) -> TokenStream {
    let Callback { name, docs, condition, .. } = callback;
    let (cfg, role, group) = (condition.attribute(), role::facts(callback, p), group(callback, p));
    let span = callback.group.as_ref().map_or(Span::call_site(), Spanned::span);
    let p_here = p.spanned(span);
    let group_facts = quote_spanned!(span=> <#group as #p_here::Group>::FACTS);
    let mode = match callback.mode() {
        Mode::Sync => quote!(Sync),
        Mode::Blocking => quote!(Blocking),
        Mode::Async => quote!(Async),
    };
    let waits = waits(found, p);
    let escapes = escapes(found, p);
    quote! {
        #cfg
        #p::CallbackFacts {
            name: #name,
            doc: #docs,
            role: #p::Role::#role,
            group: #group_facts,
            mode: #p::Mode::#mode,
            tie: #p::Tie::#tie,
            waits: &[#(#waits),*],
            escapes: &[#(#escapes),*],
        }
    }
}

fn waits(found: &Found, p: &Runtime) -> impl Iterator<Item = TokenStream> {
    found.waits.iter().map(move |wait| {
        let (site, field, certain) = (wait.site, &wait.field, wait.certain);
        let (cfg, through) = (wait.condition.attribute(), option(wait.through.as_ref()));
        let elsewhere = reach(&wait.elsewhere, p);
        let awaited = match wait.awaited {
            Awaited::Reply => quote!(Reply),
            Awaited::Goal => quote!(Goal),
            Awaited::Feedback => quote!(Feedback),
            Awaited::Result => quote!(Result),
            Awaited::Cancel => quote!(Cancel),
        };
        quote! {
            #cfg
            #p::WaitFacts {
                site: #site,
                field: #field,
                awaited: #p::Awaited::#awaited,
                through: #through,
                certain: #certain,
                elsewhere: #elsewhere,
            }
        }
    })
}

fn escapes(found: &Found, p: &Runtime) -> impl Iterator<Item = TokenStream> {
    found.escapes.iter().map(move |escape| {
        let (site, cfg, through) =
            (escape.site, escape.condition.attribute(), option(escape.through.as_ref()));
        let (into, reach) = (option(escape.into.as_ref()), reach(&escape.reach, p));
        quote!(#cfg #p::EscapeFacts { site: #site, into: #into, reach: #reach, through: #through })
    })
}

fn reach(reach: &Reach, p: &Runtime) -> TokenStream {
    match reach {
        Reach::All => quote!(#p::Reach::All),
        Reach::Goals { but } => quote!(#p::Reach::Goals { but: &[#(#but),*] }),
        Reach::Fields(fields) => quote!(#p::Reach::Fields(&[#(#fields),*])),
    }
}
