//! The `const`s in which rustc evaluates the rule: one for each place, so that each message stands there.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{LitStr, Type};

use super::{NameKind, Runtime, name_check, refuse_if_some};
use crate::attr::Condition;
use crate::model::callback::{Callback, Role};
use crate::scan::Site;

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
        let panic = quote_spanned!(span=> ::core::panic!("{}", #message));
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

/// Judges the names of the callbacks' topics and services, and whether a service has two handlers.
pub(super) fn names(node: &Type, callbacks: &[Callback], generic: bool, p: &Runtime) -> TokenStream {
    let mut checks = TokenStream::new();
    for callback in callbacks {
        let cfg = callback.condition.attribute();
        match &callback.role {
            Role::Subscription { topic, .. } => {
                checks.extend(name_check(p, NameKind::Topic, topic, &cfg));
            }
            Role::Service { service, .. } => {
                checks.extend(name_check(p, NameKind::Service, service, &cfg));
                if !generic && !is_only_service(callback, callbacks) {
                    let name = &callback.name;
                    let text = quote!(#p::duplicate_service(#p::node_facts::<#node>(), #name));
                    checks.extend(refuse_if_some("this_service_is_taken", &text, service.span(), &cfg));
                }
            }
            Role::Change { paths } if !generic => checks.extend(missing_parameters(node, callback, paths, p)),
            Role::Timer { .. } | Role::Change { .. } => {}
        }
    }
    checks
}

/// A callback of changes names parameters that there are.
fn missing_parameters(node: &Type, callback: &Callback, paths: &[LitStr], p: &Runtime) -> TokenStream {
    let (name, cfg) = (&callback.name, callback.condition.attribute());
    let check = |path: &LitStr| {
        let fields = quote!(<<#node as #p::NodeImpl>::Struct as #p::NodeStruct>::FIELDS);
        let text = quote!(#p::missing_parameter(#fields, #name, #path));
        refuse_if_some("no_such_parameter", &text, path.span(), &cfg)
    };
    paths.iter().map(check).collect()
}

/// A service that comes first has no earlier one to be the duplicate of.
fn is_only_service(callback: &Callback, callbacks: &[Callback]) -> bool {
    let mut services = callbacks.iter().filter(|other| matches!(other.role, Role::Service { .. }));
    services
        .next()
        .is_some_and(|first| first.ident == callback.ident && first.condition == Condition::always())
}
