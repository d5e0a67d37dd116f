//! What declarations leave for the section, in tokens.

use proc_macro2::{Ident, Literal, Punct, Spacing, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Path, PathArguments, Type};

use crate::attr::{Condition, Mark, docs};
use crate::expand::Runtime;
use crate::model::callback::Callback;
use crate::model::node::{Field, NodeStruct};
use crate::options::Docs;
use crate::parse;
use crate::scan::{Found, Reach};
use crate::syntax::peel;

/// A note of a declaration for the section that it belongs to.
fn note(ident: &Ident, facts: &TokenStream, p: &Runtime) -> TokenStream {
    quote! {
        #[cfg(doc)]
        #p::declare_docs! { #ident #facts }
    }
}

/// What the struct half leaves: its handles as they are written, or that it wants no section.
pub(crate) fn node_struct(node: &NodeStruct, options: Option<&syn::Attribute>, p: &Runtime) -> TokenStream {
    let NodeStruct { ident, docs, fields, .. } = node;
    if node.page == Docs::Off {
        return note(ident, &quote!(off), p);
    }
    let shown = |field: &&Field| field.is_sound_handle() || field.parameter().is_some();
    let fields = fields.iter().filter(shown).map(|field| {
        let Field { ident, vis, ty, docs, attr, .. } = field;
        quote!(#[doc = #docs] #attr #vis #ident: #ty,)
    });
    // The attribute made the link a part of the docs.
    let docs = docs.strip_suffix(&link_text()).unwrap_or(docs).trim_end();
    note(ident, &quote!(node #[doc = #docs] #options struct #ident { #(#fields)* }), p)
}

/// What a group leaves: `kind` is one of `exclusive`, `reentrant` and a number.
pub(crate) fn group(ident: &Ident, attrs: &[syn::Attribute], kind: &TokenStream, p: &Runtime) -> TokenStream {
    let docs = docs(attrs);
    note(ident, &quote!(group #kind #docs), p)
}

/// The struct's item with a link to the section, below what its docs say.
pub(crate) fn link(item: &TokenStream) -> TokenStream {
    let mut tokens = item.clone().into_iter().peekable();
    let mut linked = TokenStream::new();
    while tokens.peek().is_some_and(|token| token.to_string() == "#") {
        linked.extend(tokens.by_ref().take(2));
    }
    let text = link_text();
    quote!(#linked #[cfg_attr(doc, doc = "", doc = #text)]).into_iter().chain(tokens).collect()
}

fn link_text() -> String {
    format!("[What this node hears, says, offers and calls](#{})", super::ANCHOR)
}

/// The marks and signatures of a block's methods: the block itself loses its marks.
pub(crate) struct Outline(Vec<TokenStream>);

impl Outline {
    pub(crate) fn of(block: &parse::Block) -> Outline {
        let outline = |method: &parse::Method| {
            let marks = method.attrs.iter().filter(|attr| Mark::of(attr.path()).is_some());
            let (vis, sig) = (&method.vis, &method.sig);
            quote!(#(#marks)* #vis #sig;)
        };
        Outline(block.methods().map(outline).collect())
    }
}

/// What the impl half knows.
pub(crate) struct Block<'a> {
    pub(crate) self_ty: &'a Type,
    pub(crate) outline: &'a Outline,
    pub(crate) callbacks: &'a [Callback],
    /// Where each callback stands in the outline.
    pub(crate) indices: &'a [usize],
    pub(crate) found: &'a [Found],
}

/// What an impl half generates for its section.
#[derive(Default)]
pub(crate) struct Section {
    /// Imports, beside the `impl Node`.
    pub(crate) items: TokenStream,
    /// The attribute of the `impl Node`.
    pub(crate) attribute: TokenStream,
}

/// The section of a node's impl half: a call that goes through one macro for each `#[cfg(..)]`, and ends in
/// [`super::section`].
pub(crate) fn block(block: &Block<'_>, p: &Runtime) -> Section {
    let mut conditions = Conditions::default();
    let (groups, group_of) = groups(block.callbacks);
    let callbacks: Vec<TokenStream> = (0..block.callbacks.len())
        .map(|i| {
            let (callback, outline) = (&block.callbacks[i], &block.outline.0[block.indices[i]]);
            let (condition, group) = (conditions.number(&callback.condition), option(group_of[i]));
            let (docs, waits) = (&callback.docs, waits(&block.found[i], &mut conditions));
            quote!({ [#condition] [#group] #docs { #outline } [#(#waits)*] })
        })
        .collect();
    let (names, answers) = conditions.macros();
    let node = path_of(block.self_ty);
    let mut chain = names.into_iter().chain([format_ident!("__docs_section")]);
    let first = chain.next();
    // What a link names may be private, or of a crate whose docs are not there.
    let lints = quote!(rustdoc::broken_intra_doc_links, rustdoc::private_intra_doc_links);
    let call = quote!(#first! { #(#chain)* [[#node] [#({ #groups })*] [#(#callbacks)*]] });
    Section {
        items: quote! {
            #answers
            #[cfg(doc)]
            use #p::node_docs as __docs_section;
        },
        attribute: quote!(#[cfg_attr(doc, allow(#lints), doc = #call)]),
    }
}

/// The path that a type is, without its generic arguments, as an import names it.
fn path_of(ty: &Type) -> Option<Path> {
    match peel(ty) {
        Type::Path(path) if path.qself.is_none() => Some(bare(&path.path)),
        _ => None,
    }
}

fn bare(path: &Path) -> Path {
    let mut path = path.clone();
    path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
    path
}

/// The groups that callbacks name, each once, and which of them each callback is in.
fn groups(callbacks: &[Callback]) -> (Vec<Path>, Vec<Option<usize>>) {
    let mut groups: Vec<Path> = Vec::new();
    let mut number = |path: Path| {
        groups.iter().position(|known| *known == path).unwrap_or_else(|| {
            groups.push(path);
            groups.len() - 1
        })
    };
    let group_of = callbacks.iter().map(|callback| callback.group.as_ref().map(|path| number(bare(path))));
    let group_of = group_of.collect();
    (groups, group_of)
}

/// The conditions of callbacks and waits. `cfg` is not evaluated within a macro call, so each becomes a macro.
#[derive(Default)]
struct Conditions(Vec<Condition>);

impl Conditions {
    /// The number of a condition, or nothing of one that always holds.
    fn number(&mut self, condition: &Condition) -> TokenStream {
        if condition.is_always() {
            return TokenStream::new();
        }
        let at = self.0.iter().position(|known| known == condition).unwrap_or_else(|| {
            self.0.push(condition.clone());
            self.0.len() - 1
        });
        option(Some(at))
    }

    /// The names of the macros, and the macros: each adds whether its condition holds to what it is called with,
    /// and calls the next one.
    fn macros(&self) -> (Vec<Ident>, TokenStream) {
        if self.0.is_empty() {
            return Default::default();
        }
        let names: Vec<Ident> = (0..self.0.len()).map(|i| format_ident!("__docs_if{i}")).collect();
        let answers = ["holds", "fails"].map(|answer| {
            let (name, answer) = (format_ident!("__docs_{answer}"), format_ident!("{answer}"));
            let dollar = Punct::new('$', Spacing::Alone);
            quote! {
                #[cfg(doc)]
                #[allow(unused_macros)]
                macro_rules! #name {
                    (#dollar next:ident #dollar(#dollar rest:tt)*) => {
                        #dollar next! { #dollar(#dollar rest)* [#answer] }
                    };
                }
            }
        });
        let imports = names.iter().zip(&self.0).map(|(name, condition)| {
            let (cfg, otherwise) = (condition.attribute(), condition.otherwise());
            quote! {
                #[cfg(doc)] #cfg use __docs_holds as #name;
                #[cfg(doc)] #otherwise use __docs_fails as #name;
            }
        });
        let macros = quote!(#(#answers)* #(#imports)*);
        (names, macros)
    }
}

fn option(number: Option<usize>) -> TokenStream {
    number.map(Literal::usize_unsuffixed).into_token_stream()
}

/// Each wait, and each place where the context leaves, as a wait without a field.
fn waits(found: &Found, conditions: &mut Conditions) -> Vec<TokenStream> {
    let mut waits = Vec::new();
    for wait in &found.waits {
        let (condition, field, certain) = (conditions.number(&wait.condition), &wait.field, wait.certain);
        let awaited = format_ident!("{}", super::awaited::awaited_word(wait.awaited));
        let (through, reach) = (wait.through.as_deref().unwrap_or_default(), reach(&wait.elsewhere));
        waits.push(quote!({ [#condition] #field #awaited #through #certain #reach }));
    }
    for escape in &found.escapes {
        let condition = conditions.number(&escape.condition);
        let (through, reach) = (escape.through.as_deref().unwrap_or_default(), reach(&escape.reach));
        let into = escape.into.iter();
        waits.push(quote!({ [#condition] "" reply #through false #reach #(#into)* }));
    }
    waits
}

fn reach(reach: &Reach) -> TokenStream {
    match reach {
        Reach::All => quote!(all),
        Reach::Goals { but } => quote!(goals [#(#but)*]),
        Reach::Fields(fields) => quote!([#(#fields)*]),
    }
}
