//! What `cargo doc` shows of a node: a section on the generated `impl Node`, with tables and a picture.
//!
//! A section takes what the struct, the impl block and each group's derive know, and a macro sees its own tokens
//! only. So each declaration of a crate is noted as it expands ([`declared`]), and the section, which an import
//! makes expand after them ([`leave`]), looks up by name what belongs to its node. All of it stands behind
//! `cfg(doc)`: no other build notes or reads anything.
//!
//! Names can mislead where types do not: a name means what its own module declares, or a module around it in the
//! file, or else the crate; where that is more than one declaration none is meant, and the section says what it
//! does not know. The other way, a `macro_rules!` of the type's own name that hands its tokens over
//! wherever the type is imported, resolves as types do, but can make docs fail: next to a glob import that brings
//! a type of the same name rustc refuses it as ambiguous (E0659), for names that macros wrote do not shadow.

mod awaited;
mod declared;
mod describe;
mod groups;
mod inline;
mod leave;
pub(crate) mod modules;
mod page;
mod read;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use read::{Node, Seen};

pub(crate) use declared::declare;
pub(crate) use leave::{Block, Outline, Section, block, group, link, node_struct};

/// The name of the section's place on the page.
const ANCHOR: &str = "node-interface";

/// The text of a node's section, as a string literal, from what its impl half left. It is empty where the node
/// wants none.
pub(crate) fn section(tokens: TokenStream) -> TokenStream {
    let text = match Seen::read(declared::without_dollars(tokens), &mut Errors::default()) {
        Ok(Seen { node: Node::Off, .. }) | Err(_) => String::new(),
        Ok(seen) => page::page(&describe::describe(&seen)),
    };
    quote!(#text)
}

#[cfg(test)]
mod tests {
    use proc_macro2::{TokenStream, TokenTree};
    use quote::quote;

    use crate::node::{derive_group, derive_node_struct, node};

    /// What stands in the braces after `name !` in `tokens`, as the compiler would call it.
    fn calls(tokens: TokenStream, name: &str) -> Vec<TokenStream> {
        let mut calls = Vec::new();
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            if let TokenTree::Group(group) = token {
                let called =
                    at >= 2 && tokens[at - 2].to_string() == name && tokens[at - 1].to_string() == "!";
                if called {
                    calls.push(group.stream());
                }
                calls.extend(self::calls(group.stream(), name));
            }
        }
        calls
    }

    fn declare(tokens: TokenStream) {
        calls(tokens, "declare_docs").into_iter().for_each(super::declare);
    }

    fn section(block: TokenStream) -> String {
        let calls = calls(node(TokenStream::new(), block), "__docs_section");
        assert_eq!(calls.len(), 1);
        super::section(calls[0].clone()).to_string()
    }

    #[test]
    fn a_section_knows_what_the_declarations_left() {
        declare(derive_group(quote!(
            #[group(reentrant)]
            struct SectionIo;
        )));
        declare(derive_node_struct(quote! {
            #[rosweave_node("shown", namespace = "/far")]
            struct SectionNode {
                #[client("add", timeout = "2s")] add: Client<Add, SectionIo>,
                #[parameter(default = 0.25, range = 0.0..=1.0)] gain: Parameter<f64>,
            }
        }));
        let section = section(quote! {
            impl SectionNode {
                #[timer("100Hz")]
                #[group(SectionIo)]
                fn tick(&self, cx: &Cx<SectionIo>) { self.add.call(cx, 1).ok(); }
            }
        });
        for known in ["/far/shown", "/far/add", "reentrant", "every 10 ms", "blocks on", "gain", "0.25"] {
            let escaped = super::inline::plain(known);
            assert!(section.contains(known) || section.contains(&escaped), "no {known} in {section}");
        }
    }

    #[test]
    fn a_section_is_empty_where_the_node_wants_none() {
        declare(derive_node_struct(quote! {
            #[rosweave_node(docs = false)]
            struct SectionOff;
        }));
        let section = section(quote!(impl SectionOff { #[timer("1s")] fn tick(&self) {} }));
        assert_eq!(section, "\"\"");
    }

    #[test]
    fn what_is_no_section_is_empty() {
        for tokens in [quote!(), quote!([]), quote!([[a::b] [] []] [x] y), quote!({ [[] [] [{ [9] }]] })] {
            assert!(super::section(tokens.clone()).to_string().len() < 2000, "{tokens}");
        }
    }
}
