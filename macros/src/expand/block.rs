//! The impl half: `#[node]` on an impl block.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident};

use super::callback::{Owned, known_goal};
use super::facts::callback_facts;
use super::sound::{self, Sound};
use super::wire::{Head, implementation, init_condition};
use super::{Runtime, absent, role, slips, verdict};
use crate::docs::{self, Outline, Section};
use crate::errors::{Errors, Family};
use crate::model::block::Declared;
use crate::model::callback::{Callback, Receiver, read_receiver};
use crate::model::generics;
use crate::model::notes::{Blocking, Notes};
use crate::model::params::ParamKind;
use crate::model::validate::Validate;
use crate::parse::{Block, Method};
use crate::scan::{
    BLOCKING_WORDS, ContextUse, Found, Imports, Leaving, Scan, SelfKind, Source, blocking_calls,
    leaving_handles, outliving,
};
use crate::syntax::{Asyncness, last_name, peel, plain_name};

/// The user's block and the impl half. `block` has lost its marks already.
pub(crate) fn expand(
    block: &mut Block,
    declared: &Declared,
    outline: &Outline,
    p: &Runtime,
    errors: &mut Errors,
) -> TokenStream {
    if block.generics.lifetimes().next().is_some() {
        // The struct's half says that a node can not borrow.
        return quote!(#block);
    }
    if generics::unbounded(&block.generics).is_some() {
        // The struct's half says what its parameters need, and rustc that this block needs the same.
        return quote!(#block);
    }
    let (head, node) = (Head { generics: &block.generics, self_ty: &block.self_ty }, &block.self_ty);
    let sources: Vec<Source> = block.methods().zip(&declared.notes).map(source).collect();
    let mut scan = Scan::new(&sources, leaving(block, declared));
    let indices = callback_indices(block, declared);
    let judged = |&at: &usize| declared.notes[at].blocking == Blocking::Refused;
    let judged: Vec<usize> = indices.iter().copied().filter(judged).collect();
    refuse_blocking(&scan, &sources, &judged, block.self_ty.span(), errors);
    let slips = slips::find(block, declared, &sources);
    let mut bodiless = slips::refuse(&slips, block, declared, errors);
    bodiless.extend(refuse_outliving(&sources, &indices, errors));
    // Of a callback that is refused nothing follows.
    let is_sound = |at: usize| !declared.callbacks[at].faulty;
    let found: Vec<Found> = indices
        .iter()
        .enumerate()
        .map(|(callback, &at)| if is_sound(callback) { scan.found(at) } else { Found::default() })
        .collect();
    let generic = !block.generics.params.is_empty();
    let judged = if generic { verdict::instance(node, &scan.sites, &sources, p) } else { quote!(()) };
    let node_impl = node_impl(&head, declared, &found, &judged, p);
    let Section { items: section, attribute } = if errors.is_empty() {
        let (self_ty, callbacks) = (head.self_ty, &declared.callbacks);
        docs::block(&docs::Block { self_ty, outline, callbacks, indices: &indices, found: &found }, p)
    } else {
        Section::default()
    };
    let wire = implementation(&head, declared, &attribute, p);
    let places = if generic { TokenStream::new() } else { verdict::places(node, &scan.sites, p) };
    let mut names = role::names(node, &declared.callbacks, generic, p);
    if !generic {
        names.extend(verdict::declared(node, &sources, p));
        let bare = scan.bare().map(|(at, call)| {
            let callback = indices.iter().position(|&index| index == at);
            (&sources[at], callback.map(|callback| &declared.callbacks[callback]), call)
        });
        names.extend(verdict::without_context(node, bare, p));
        let slips =
            sources.iter().zip(&slips).flat_map(|(source, of)| of.iter().map(move |slip| (source, slip)));
        names.extend(slips::of_fields(node, slips, p));
    }
    let idle = declared.callbacks.is_empty() && !declared.broken && !generic && errors.is_empty();
    let idle = idle.then(|| verdict::idle(node, p));
    let half = quote! {
        const _: () = {
            #node_impl
            #section
            #wire
            #names
            #idle
        };
        #places
    };
    know_goals(block, declared, p);
    let faulty = block.methods_mut().enumerate().filter(|(at, _)| bodiless.contains(at));
    faulty.for_each(|(_, method)| method.without_body(&absent()));
    let by_call = slips::by_call(&sources, p);
    quote!(#block #by_call #half)
}

/// Has rustc know a goal in the body of its callback by the action: of one whose type is no action it says nothing more.
fn know_goals(block: &mut Block, declared: &Declared, p: &Runtime) {
    for callback in declared.callbacks.iter().filter(|callback| !callback.faulty) {
        let Some(statement) = known_goal(callback, p) else { continue };
        let of_callback = |method: &&mut Method| is_of(method, callback);
        block.methods_mut().filter(of_callback).for_each(|method| method.begin_with(&statement));
    }
}

/// Enough of an impl half to keep rustc from saying more about a block that is none.
pub(crate) fn stub(block: &Block, p: &Runtime) -> TokenStream {
    let head = Head { generics: &block.generics, self_ty: &block.self_ty };
    let node_impl = node_impl(&head, &Declared::default(), &[], &quote!(()), p);
    let wire = implementation(&head, &Declared::default(), &TokenStream::new(), p);
    quote!(const _: () = { #node_impl #wire };)
}

fn node_impl(
    head: &Head<'_>,
    declared: &Declared,
    found: &[Found],
    judged: &TokenStream,
    p: &Runtime,
) -> TokenStream {
    let (impl_generics, _, where_clause) = head.generics.split_for_impl();
    let self_ty = head.self_ty;
    let owned = Owned::of(&declared.callbacks);
    let facts = declared.callbacks.iter().zip(found);
    let facts =
        facts.map(|(callback, found)| callback_facts(callback, &tie(callback, owned, found), found, p));
    let access = match owned {
        Owned::Yes => "Owned",
        Owned::No => "Shared",
    };
    let access = Ident::new(access, self_ty.span());
    let p_here = p.spanned(self_ty.span());
    let access = quote_spanned!(self_ty.span()=> type Access = #p_here::#access;);
    let node_struct = quote_spanned! {self_ty.span()=>
        type Struct = <#self_ty as #p_here::NodeStruct>::Itself;
    };
    let Sound { declaration, argument: struct_sound } = sound::of_struct(head.generics, self_ty, p);
    // Of a generic node no constant says whether there is a struct half: what is asked twice at one place is told once.
    let from_struct = match head.generics.params.is_empty() {
        true => quote!(<#self_ty as #p::HandedOver<#struct_sound>>),
        false => quote_spanned!(self_ty.span()=> <#self_ty as #p_here::NodeStruct>),
    };
    let handed_over = quote_spanned! {self_ty.span()=>
        type Handles = #from_struct::Handles;
        type Values = #from_struct::Values;
        fn values(__values: &#p_here::RawValues<'_>) -> Self::Values {
            #from_struct::values(__values)
        }
    };
    let construction = construction(declared, p);
    let validate = validate(declared, p);
    // At the type's name: the place of a struct half that is missing, or of a second block.
    let target = quote_spanned!(self_ty.span()=> #p::NodeImpl for #self_ty);
    quote! {
        #declaration
        #[automatically_derived]
        impl #impl_generics #target #where_clause {
            #node_struct
            #handed_over
            #construction
            #access
            const CALLBACKS: &'static [#p::CallbackFacts] = &[#(#facts),*];
            #validate
            #[allow(long_running_const_eval)]
            const JUDGED: () = #judged;
        }
    }
}

/// The look at proposed parameters, where the node has one.
fn validate(declared: &Declared, p: &Runtime) -> TokenStream {
    let sound = declared.validates.iter().filter(|validate| !validate.faulty);
    let one = |validate: &Validate| {
        let (cfg, ident) = (validate.condition.attribute(), &validate.ident);
        let span = validate.output.as_ref().map_or(ident.span(), Spanned::span);
        let p_here = p.spanned(span);
        let verdict = quote_spanned!(span=> #p_here::IntoVerdict::into_verdict(Self::#ident(__values)));
        quote! {
            #cfg
            const VALIDATES: ::core::primitive::bool = true;
            #cfg
            fn validate(
                __values: &<Self as #p::NodeImpl>::Values,
            ) -> ::core::result::Result<(), #p::String> {
                #verdict
            }
        }
    };
    sound.map(one).collect()
}

fn construction(declared: &Declared, p: &Runtime) -> TokenStream {
    let by_init = init_condition(declared);
    if declared.inits.is_empty() {
        quote!(type Construction = #p::ByDefault;)
    } else if by_init.is_always() {
        quote!(type Construction = #p::ByInit;)
    } else {
        let (cfg, otherwise) = (by_init.attribute(), by_init.otherwise());
        quote! {
            #cfg type Construction = #p::ByInit;
            #otherwise type Construction = #p::ByDefault;
        }
    }
}

/// What keeps a callback in its group, as the facts call it.
fn tie(callback: &Callback, owned: Owned, found: &Found) -> Ident {
    let takes_state = callback.params.iter().any(|param| matches!(param.kind, ParamKind::State(_)));
    let tie = match (found.context, owned) {
        (ContextUse::HandedOn, _) => "Context",
        (ContextUse::Own, Owned::No) if !takes_state => "Nothing",
        (ContextUse::Own, _) => "State",
    };
    Ident::new(tie, Span::call_site())
}

/// A method, as the scanner needs it.
fn source((method, notes): (&Method, &Notes)) -> Source {
    let contexts = method.sig.inputs.iter().filter_map(|input| {
        let FnArg::Typed(param) = input else { return None };
        let syn::Type::Reference(reference) = peel(&param.ty) else { return None };
        let is_context = matches!(last_name(&reference.elem).as_deref(), Some("Cx" | "AsyncCx"));
        plain_name(&param.pat).filter(|_| is_context)
    });
    let goal = method.sig.inputs.iter().find_map(|input| {
        let FnArg::Typed(param) = input else { return None };
        let ty = match peel(&param.ty) {
            syn::Type::Reference(reference) => &reference.elem,
            ty => ty,
        };
        plain_name(&param.pat).filter(|_| last_name(ty).as_deref() == Some("Goal"))
    });
    Source {
        name: method.name(),
        receiver: match read_receiver(&method.sig) {
            None => SelfKind::None,
            Some(Some(Receiver::Shared)) => SelfKind::Shared,
            Some(Some(Receiver::Exclusive(_))) => SelfKind::Exclusive,
            Some(None) => SelfKind::Other,
        },
        contexts: contexts.collect(),
        goal,
        asyncness: Asyncness::of(&method.sig),
        condition: crate::attr::Condition::of(&method.attrs),
        declared: notes.waits.clone(),
        body: method.body(),
    }
}

/// Where each callback stands among the methods.
fn callback_indices(block: &Block, declared: &Declared) -> Vec<usize> {
    let position =
        |callback: &Callback| block.methods().position(|method| is_of(method, callback)).unwrap_or_default();
    declared.callbacks.iter().map(position).collect()
}

fn is_of(method: &Method, callback: &Callback) -> bool {
    method.sig.ident == callback.ident && crate::attr::Condition::of(&method.attrs) == callback.condition
}

/// The handles that `#[init]` gives away.
fn leaving(block: &Block, declared: &Declared) -> Leaving {
    let node = last_name(&block.self_ty).unwrap_or_default();
    let mut leaving = Leaving::none();
    for init in &declared.inits {
        for method in block.methods().filter(|method| method.sig.ident == init.ident) {
            leaving = leaving.and(match &init.handles {
                Some(handles) => leaving_handles(&node, handles, method.body()),
                None => Leaving::All,
            });
        }
    }
    leaving
}

/// What is lent to a callback, in a task or a thread of its own. Returns where it is.
fn refuse_outliving(sources: &[Source], callbacks: &[usize], errors: &mut Errors) -> Vec<usize> {
    let mut found = Vec::new();
    for &at in callbacks {
        let source = &sources[at];
        let Some(lent) = outliving(&source.contexts, source.body.clone()) else { continue };
        let (name, ident) = (&source.name, lent.ident.to_string());
        let what = format!("`{ident}` is only lent to `{name}`, and what is started here may outlive it");
        let task = |cx: &str| format!("`{cx}.spawn(move |cx| async move {{ .. }})`");
        let help = match (ident.as_str(), &lent.field, &lent.task_of) {
            ("self", Some(field), _) => {
                format!(
                    "clone what it needs before: `let {field} = self.{field}.clone();`, and `move` that in"
                )
            }
            ("self", None, _) => "clone the fields that it needs before, and `move` those in".to_owned(),
            (_, _, Some(cx)) => format!("a task gets a context of its own: {}", task(cx)),
            (cx, _, None) => format!("start a task, which gets a context of its own: {}", task(cx)),
        };
        errors.push(Family::Context.fault(&lent.ident, what, help));
        found.push(at);
    }
    found
}

/// Calls that block a thread, in what an async callback comes to.
fn refuse_blocking(
    scan: &Scan<'_>,
    sources: &[Source],
    callbacks: &[usize],
    here: Span,
    errors: &mut Errors,
) {
    let mut told = vec![false; sources.len()];
    let awaits = callbacks.iter().any(|&at| sources[at].asyncness == Asyncness::Async);
    let imports = if awaits { Imports::around(here, &BLOCKING_WORDS) } else { Imports::default() };
    for &callback in callbacks.iter().filter(|&&at| sources[at].asyncness == Asyncness::Async) {
        for at in scan.runs(callback) {
            if std::mem::replace(&mut told[at], true) {
                continue;
            }
            let (name, source) = (&sources[callback].name, &sources[at]);
            let through = if at == callback { String::new() } else { format!(", through `{}`", source.name) };
            for call in blocking_calls(&source.contexts, &imports, source.body.clone()) {
                let what = format!(
                    "`{}` blocks a thread that the async callback `{name}` shares{through}",
                    call.what
                );
                let help = call.instead.help(source.contexts.first().map(String::as_str));
                errors.push(Family::BlockingInAsync.fault(&call.ident, what, help));
            }
        }
    }
}
