//! `#[node]`: which half it stands on.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::DeriveInput;

use crate::attr::{self, Condition, Mark};
use crate::check::check;
use crate::docs::{self, Outline};
use crate::errors::{Errors, Family, with_help};
use crate::expand::{self, Runtime, block, stray};
use crate::misspelt;
use crate::model::block::Declared;
use crate::model::node::NODE;
use crate::options::{BlockOptions, Docs, Form, NodeOptions};
use crate::own;
use crate::parse::Block;

/// `#[node]`, on either half.
pub(crate) fn node(options: TokenStream, item: TokenStream) -> TokenStream {
    match keyword(&item) {
        Some((word, _)) if ["struct", "enum", "union"].contains(&word.as_str()) => {
            struct_half(&options, &item)
        }
        Some((word, _)) if word == "impl" => impl_half(options, item),
        other => {
            let (word, at) = other.map_or((None, None), |(word, ident)| (Some(word), Some(ident)));
            let noun = noun(word.as_deref());
            let mut errors = Errors::default();
            let help = "put it on the node's struct, and on the impl block with its callbacks";
            errors.push(Family::Node.fault(at, format!("`#[node]` stands on {noun}"), help));
            quote!(#item #errors)
        }
    }
}

/// `#[derive(NodeStruct)]`.
pub(crate) fn derive_node_struct(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(input) => expand::node::expand(&input),
        Err(error) => error.to_compile_error(),
    }
}

/// `#[derive(Group)]`.
pub(crate) fn derive_group(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(input) => expand::group::expand(&input),
        Err(error) => error.to_compile_error(),
    }
}

/// `#[derive(Parameters)]`.
pub(crate) fn derive_parameters(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(input) => expand::parameters::expand(&input),
        Err(error) => error.to_compile_error(),
    }
}

/// `#[derive(ParameterEnum)]`.
pub(crate) fn derive_parameter_enum(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(input) => expand::parameters::expand_enum(&input),
        Err(error) => error.to_compile_error(),
    }
}

/// `#[timer]`, `#[subscribe]`, `#[service]` or `#[init]` without a `#[node]` around it.
pub(crate) fn stray(mark: Mark, item: TokenStream) -> TokenStream {
    stray::expand(mark, item)
}

/// The word that says what an item is.
fn keyword(item: &TokenStream) -> Option<(String, Ident)> {
    const ITEMS: [&str; 12] = [
        "struct",
        "enum",
        "union",
        "impl",
        "trait",
        "fn",
        "mod",
        "type",
        "static",
        "use",
        "macro_rules",
        "macro",
    ];
    let idents = item.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident),
        _ => None,
    });
    let mut last = None;
    for ident in idents {
        let word = ident.to_string();
        if ITEMS.contains(&word.as_str()) {
            return Some((word, ident));
        }
        // Only `const` may be the whole word, and only at the end.
        last = last.or((word == "const").then_some((word, ident)));
    }
    last
}

fn noun(word: Option<&str>) -> &'static str {
    match word {
        Some("trait") => "a trait",
        Some("fn") => "a function",
        Some("mod") => "a module",
        Some("type") => "a type alias",
        Some("const") => "a constant",
        Some("static") => "a static",
        _ => "something that can not be a node",
    }
}

/// The rest is done by a derive, which gets the fields with their `cfg`s evaluated.
fn struct_half(options: &TokenStream, item: &TokenStream) -> TokenStream {
    let NodeOptions { krate, docs, .. } = NODE.parse(options.clone()).unwrap_or_default();
    let p = Runtime::at(krate.map(|krate| krate.0).as_ref());
    let mut errors = Errors::default();
    let item = misspelt::fields(own::fields(item.clone(), &mut errors), &mut errors);
    let item = if docs == Some(Docs::Off) { item } else { docs::link(&item) };
    let options = (!options.is_empty()).then(|| {
        let group = Group::new(Delimiter::Parenthesis, options.clone());
        quote!(#[rosweave_node #group])
    });
    let refused = (!errors.is_empty()).then(|| quote!(#[rosweave_refused]));
    quote! {
        #[derive(#p::NodeStruct)]
        #options
        #refused
        #item
        #errors
    }
}

const BLOCK: Form = Form {
    attribute: "node",
    main: None,
    words: "the node's name stands on its struct: `#[node(\"talker\")] struct ..`",
};

fn impl_half(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = match BLOCK.parse::<BlockOptions>(options) {
        Ok(options) => options,
        Err(found) => {
            found.into_iter().for_each(|error| errors.push(of_struct(error)));
            BlockOptions::default()
        }
    };
    let p = Runtime::at(options.krate.map(|krate| krate.0).as_ref());
    let mut block = match Block::parse(item.clone()) {
        Ok(block) => block,
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#item #error);
        }
    };
    if let Some(trait_path) = block.trait_path.clone() {
        return trait_impl(&trait_path, &mut block, &p);
    }
    let mentions = mentions(&block);
    let outline = Outline::of(&block);
    let mut declared = Declared::read(&mut block, &mut errors);
    check(&block.self_ty, &mut declared, &mut errors);
    let half = block::expand(&mut block, &declared, &outline, &p, &mut errors);
    let mentions = (!errors.is_empty()).then_some(mentions);
    quote!(#half #mentions #errors)
}

/// What the marks of the block's methods mention, outside of the block.
fn mentions(block: &Block) -> TokenStream {
    if !block.generics.params.is_empty() {
        // They may name its parameters.
        return TokenStream::new();
    }
    let methods = block.methods().map(|method| {
        let cfg = Condition::of(&method.attrs).attribute();
        (cfg, attr::mentions(&method.attrs))
    });
    methods
        .filter(|(_, mentions)| !mentions.is_empty())
        .map(|(cfg, mentions)| {
            quote!(#cfg const _: ::core::option::Option<fn(#mentions)> = ::core::option::Option::None;)
        })
        .collect()
}

/// Options of the struct are often put on the impl block.
fn of_struct(error: syn::Error) -> syn::Error {
    let text = error.to_string();
    let option = ["name", "namespace", "on_panic", "docs"]
        .iter()
        .find(|option| text.contains(&format!("option `{option}`")));
    match (option, text.split_once('\n')) {
        (Some(option), Some((what, _))) => {
            let help = format!("it stands on the node's struct: `#[node({option} = ..)] struct ..`");
            syn::Error::new(error.span(), Family::Attribute.named(with_help(what, help)))
        }
        _ => error,
    }
}

/// A trait's methods are called by whoever uses the trait: they are no callbacks.
fn trait_impl(trait_path: &syn::Path, block: &mut Block, p: &Runtime) -> TokenStream {
    Declared::read(block, &mut Errors::default());
    let node = crate::text::of(&block.self_ty);
    let mut errors = Errors::default();
    errors.push(Family::Node.fault(
        trait_path,
        format!("`#[node]` stands on the impl of a trait for `{node}`"),
        format!("put the callbacks into a block of their own: `#[node] impl {node} {{ .. }}`"),
    ));
    // It was meant to be the node's block: there is hardly another one.
    let stub = block::stub(block, p);
    quote!(#block #stub #errors)
}
