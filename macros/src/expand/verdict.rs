//! The `const`s in which rustc evaluates the rule: one for each place, so that each message stands there.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;
use syn::spanned::Spanned;

use super::{Runtime, refuse, refuse_if_some};
use crate::errors::Family;
use crate::model::callback::Callback;
use crate::scan::{BareCall, Site, Source};
use crate::syntax::Asyncness;
use crate::text;

/// Judges every place of a node that is not generic.
pub(super) fn places(node: &Type, sites: &[Site], p: &Runtime) -> TokenStream {
    let count = sites.len();
    if count == 0 {
        return TokenStream::new();
    }
    let verdicts = sites.iter().enumerate().map(|(number, site)| {
        let span = site.ident.span();
        let cfg = site.condition.attribute();
        // Outside of `quote_spanned`: under a `macro_rules!` of the user's the two would differ in hygiene.
        let message = quote!(#p::explain(&__finding).as_str());
        let panic = refuse(p, &message, span);
        quote! {
            #cfg
            const _: () = {
                #[allow(non_upper_case_globals)]
                const this_wait_never_ends: () =
                    if let ::core::option::Option::Some(__finding) = __REPORT.at(#number) { #panic };
            };
        }
    });
    quote! {
        const _: () = {
            #[allow(long_running_const_eval)]
            const __REPORT: &#p::Report<#count> = &#p::report::<#count>(#p::node_facts::<#node>());
            #(#verdicts)*
        };
    }
}

/// Judges a generic node where it is instantiated, each place by an arm of its own, so that the message stands there.
pub(super) fn instance(node: &Type, sites: &[Site], sources: &[Source], p: &Runtime) -> TokenStream {
    let unknown = unknown_clients(&quote!(Self), sources, p).into_iter().map(|(text, span, cfg)| {
        let refused = refuse(p, &quote!(__text.as_str()), span);
        quote!(#cfg if let ::core::option::Option::Some(__text) = #text { #refused })
    });
    let text = quote!(__judged.text.as_str());
    let arms = sites.iter().enumerate().map(|(number, site)| {
        let (cfg, refused) = (site.condition.attribute(), refuse(p, &text, site.ident.span()));
        quote!(#cfg ::core::option::Option::Some(#number) => #refused,)
    });
    let otherwise = refuse(p, &text, node.span());
    quote! {
        {
            #(#unknown)*
            if let ::core::option::Option::Some(__judged) = #p::judged(#p::node_facts::<Self>()) {
                match __judged.site {
                    #(#arms)*
                    _ => #otherwise,
                }
            }
        }
    }
}

/// Judges the names in the `#[waits(..)]` of a node that is not generic.
pub(super) fn declared(node: &Type, sources: &[Source], p: &Runtime) -> TokenStream {
    let checks = unknown_clients(node, sources, p)
        .into_iter()
        .map(|(text, span, cfg)| refuse_if_some(p, ("no_such_client", Family::Attribute), &text, span, &cfg));
    checks.collect()
}

/// For each name in a `#[waits(..)]`, what may be wrong with it, where it stands, and when it is there.
fn unknown_clients(
    node: &impl ToTokens,
    sources: &[Source],
    p: &Runtime,
) -> Vec<(TokenStream, Span, TokenStream)> {
    let clients = sources.iter().flat_map(|source| {
        source.declared.iter().flatten().map(|client| (client, source.condition.attribute()))
    });
    let checks = clients.map(|(client, cfg)| {
        let name = text::name(client);
        (quote!(#p::unknown_client(#p::node_facts::<#node>().fields, #name)), client.span(), cfg)
    });
    checks.collect()
}

/// Says of a client's call without a context what to write: rustc says that an argument is missing, and not where it is to
/// come from.
pub(super) fn without_context<'a>(
    node: &Type,
    calls: impl Iterator<Item = (&'a Source, Option<&'a Callback>, &'a BareCall)>,
    p: &Runtime,
) -> TokenStream {
    let check = |(source, callback, call): (&Source, Option<&Callback>, &BareCall)| {
        let (method, field, meant) = (call.method.to_string(), text::name(&call.field), call.meant);
        let what = if method == meant || method.starts_with("wait_for") {
            format!("`{field}.{method}(..)` does not say who waits: its first argument is the context")
        } else {
            format!(
                "a client has no `{method}`: its `{meant}` blocks in a sync callback, and is a future in an async one"
            )
        };
        let help = format!("\nhelp: {}", context_to_give(source, callback, &format!("{field}.{meant}")));
        let fields = quote!(#p::node_facts::<#node>().fields);
        let text = quote!(#p::call_of_client(#fields, #field, #meant, &[#what, #help]));
        let name = ("this_call_has_no_context", Family::Signature);
        refuse_if_some(p, name, &text, call.method.span(), &source.condition.attribute())
    };
    calls.map(check).collect()
}

/// Where the context of a call comes from.
fn context_to_give(source: &Source, callback: Option<&Callback>, call: &str) -> String {
    if let Some(context) = source.contexts.first() {
        return format!("write `self.{call}({context}, ..)`");
    }
    let kind = match source.asyncness {
        Asyncness::Sync => "Cx",
        Asyncness::Async => "AsyncCx",
    };
    let group = callback.and_then(|callback| callback.group.as_ref()).map(text::of);
    let (context, whose) = match (callback, group) {
        (Some(_), Some(group)) => (format!("&{kind}<{group}>"), ""),
        (Some(_), None) => (format!("&{kind}"), ""),
        (None, _) => (format!("&{kind}<G>"), ", that of the callback's group `G`"),
    };
    format!("let `{}` take `cx: {context}`{whose}, and write `self.{call}(cx, ..)`", source.name)
}

/// Judges a node without callbacks: whoever has its handle can use its clients and publishers, if it has any.
pub(super) fn idle(node: &Type, p: &Runtime) -> TokenStream {
    let refused = quote!(<<#node as #p::NodeImpl>::Struct as #p::NodeStruct>::REFUSED);
    let text = quote! {
        {
            if #refused { ::core::option::Option::None } else { #p::nothing_runs(#p::node_facts::<#node>()) }
        }
    };
    refuse_if_some(p, ("this_node_does_nothing", Family::Node), &text, node.span(), &TokenStream::new())
}
