//! Splits an impl block into its items, with the bodies left as they are.
//!
//! `syn::ItemImpl` would parse the bodies, and a syntax error in one of them would be told twice: by rustc,
//! and by us.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Generics, Ident, Path, Signature, Token, Type, Visibility, token};

/// An impl block: its head as syntax, its items split.
pub(crate) struct Block {
    /// What stands before the braces, as it is written.
    head: TokenStream,
    pub(crate) generics: Generics,
    pub(crate) trait_path: Option<Path>,
    pub(crate) self_ty: Type,
    inner_attrs: Vec<Attribute>,
    pub(crate) items: Vec<Item>,
    braces: Group,
}

/// An item of an impl block.
pub(crate) enum Item {
    Method(Box<Method>),
    Other(Other),
}

/// A function of the block, with or without `self`.
pub(crate) struct Method {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: TokenStream,
    pub(crate) sig: Signature,
    /// The braces with the body, or the semicolon that stands in their place.
    body: TokenTree,
}

/// Another item of the block.
pub(crate) struct Other {
    pub(crate) attrs: Vec<Attribute>,
    tokens: TokenStream,
}

impl Block {
    /// Splits `item`, which has to end with the block's braces.
    pub(crate) fn parse(item: TokenStream) -> syn::Result<Block> {
        let mut tokens: Vec<TokenTree> = item.into_iter().collect();
        let braces = match tokens.pop() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => group,
            other => return Err(syn::Error::new_spanned(other, "expected an impl block")),
        };
        let head: TokenStream = tokens.into_iter().collect();
        let Head { generics, trait_path, self_ty } = Head::parse.parse2(head.clone())?;
        let (inner_attrs, items) = split_items.parse2(braces.stream())?;
        Ok(Block { head, generics, trait_path, self_ty, inner_attrs, items, braces })
    }

    /// The methods, to be changed.
    pub(crate) fn methods_mut(&mut self) -> impl Iterator<Item = &mut Method> {
        self.items.iter_mut().filter_map(|item| match item {
            Item::Method(method) => Some(&mut **method),
            Item::Other(_) => None,
        })
    }

    /// The methods, in their order.
    pub(crate) fn methods(&self) -> impl Iterator<Item = &Method> {
        self.items.iter().filter_map(|item| match item {
            Item::Method(method) => Some(&**method),
            Item::Other(_) => None,
        })
    }
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.head.to_tokens(tokens);
        let (inner_attrs, items) = (&self.inner_attrs, &self.items);
        let mut braces = Group::new(Delimiter::Brace, quote!(#(#inner_attrs)* #(#items)*));
        braces.set_span(self.braces.span());
        braces.to_tokens(tokens);
    }
}

struct Head {
    generics: Generics,
    trait_path: Option<Path>,
    self_ty: Type,
}

impl Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Head> {
        Attribute::parse_outer(input)?;
        if input.peek(Ident) {
            // `default impl`, which is unstable.
            input.parse::<Ident>()?;
        }
        input.parse::<Option<Token![unsafe]>>()?;
        input.parse::<Token![impl]>()?;
        let mut generics = if begins_generics(input) { input.parse()? } else { Generics::default() };
        input.parse::<Option<Token![const]>>()?;
        input.parse::<Option<Token![!]>>()?;
        let mut self_ty: Type = input.parse()?;
        let mut trait_path = None;
        if input.parse::<Option<Token![for]>>()?.is_some() {
            trait_path = match self_ty {
                Type::Path(path) => Some(path.path),
                other => return Err(syn::Error::new_spanned(other, "expected a trait")),
            };
            self_ty = input.parse()?;
        }
        generics.where_clause = input.parse()?;
        Ok(Head { generics, trait_path, self_ty })
    }
}

/// Tells `impl<T> X<T>` from `impl <T as Trait>::Type`.
fn begins_generics(input: ParseStream<'_>) -> bool {
    if !input.peek(Token![<]) {
        return false;
    }
    let ahead = input.fork();
    ahead.parse::<Generics>().is_ok() && !ahead.peek(Token![::])
}

fn split_items(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Vec<Item>)> {
    let inner_attrs = Attribute::parse_inner(input)?;
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse()?);
    }
    Ok((inner_attrs, items))
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Item> {
        let attrs = Attribute::parse_outer(input)?;
        let ahead = input.fork();
        if let Some((vis, sig, body)) = method(&ahead) {
            syn::parse::discouraged::Speculative::advance_to(input, &ahead);
            return Ok(Item::Method(Box::new(Method { attrs, vis, sig, body })));
        }
        Ok(Item::Other(Other { attrs, tokens: other(input)? }))
    }
}

/// A function whose signature is one, whatever its body.
fn method(input: ParseStream<'_>) -> Option<(TokenStream, Signature, TokenTree)> {
    let vis: Visibility = input.parse().ok()?;
    let mut vis = vis.to_token_stream();
    if input.peek(Ident) && input.peek2(Token![fn]) {
        // `default fn`, which is unstable.
        input.parse::<Ident>().ok()?.to_tokens(&mut vis);
    }
    let sig = input.parse().ok()?;
    if !input.peek(token::Brace) && !input.peek(Token![;]) {
        return None;
    }
    Some((vis, sig, input.parse().ok()?))
}

/// Whatever comes up to a semicolon, or up to braces that end an item.
fn other(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut assigned = false;
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let ends = match &token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => true,
            TokenTree::Punct(punct) if punct.as_char() == '=' => {
                assigned = true;
                false
            }
            // Not the value of a `const`.
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !assigned,
            _ => false,
        };
        tokens.extend([token]);
        if ends {
            break;
        }
    }
    Ok(tokens)
}

impl Method {
    /// The method's name, without `r#`.
    pub(crate) fn name(&self) -> String {
        crate::text::name(&self.sig.ident)
    }

    /// The tokens within the braces.
    pub(crate) fn body(&self) -> TokenStream {
        match &self.body {
            TokenTree::Group(group) => group.stream(),
            _ => TokenStream::new(),
        }
    }

    /// Leaves its body out, where what is wrong with it has been told.
    pub(crate) fn without_body(&mut self, stub: &TokenStream) {
        let mut group = Group::new(Delimiter::Brace, stub.clone());
        group.set_span(self.body.span());
        self.body = TokenTree::Group(group);
        self.attrs.push(syn::parse_quote!(#[allow(unused_variables, unused_mut)]));
    }

    /// Puts `statement` before its body.
    pub(crate) fn begin_with(&mut self, statement: &TokenStream) {
        let TokenTree::Group(group) = &self.body else { return };
        let (span, body) = (group.span(), group.stream());
        let mut group = Group::new(Delimiter::Brace, quote!(#statement #body));
        group.set_span(span);
        self.body = TokenTree::Group(group);
    }

    /// Whether `.await` stands in its body.
    pub(crate) fn awaits(&self) -> bool {
        fn within(tokens: TokenStream) -> bool {
            tokens.into_iter().any(|token| match token {
                TokenTree::Ident(ident) => ident == "await",
                TokenTree::Group(group) => within(group.stream()),
                _ => false,
            })
        }
        within(self.body())
    }
}

impl Other {
    /// Whether it is a function with a syntax error in its signature.
    pub(crate) fn is_broken_method(&self) -> bool {
        self.tokens.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == "fn"))
    }

    /// What it is, in words: "an associated constant".
    pub(crate) fn noun(&self) -> &'static str {
        let mut words = self.tokens.clone().into_iter().filter_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident.to_string()),
            _ => None,
        });
        match words.find(|word| word != "pub").as_deref() {
            Some("const") => "an associated constant",
            Some("type") => "an associated type",
            Some(_) if self.tokens.to_string().contains('!') => "a macro call",
            _ => "something that is no method",
        }
    }
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Item::Method(method) => {
                let Method { attrs, vis, sig, body } = &**method;
                quote!(#(#attrs)* #vis #sig #body).to_tokens(tokens);
            }
            Item::Other(Other { attrs, tokens: rest }) => quote!(#(#attrs)* #rest).to_tokens(tokens),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(block: &Block) -> Vec<String> {
        let item = |item: &Item| match item {
            Item::Method(method) => method.name(),
            Item::Other(other) => other.noun().to_owned(),
        };
        block.items.iter().map(item).collect()
    }

    #[test]
    fn a_block_is_split_and_put_together_again() -> syn::Result<()> {
        let source = quote! {
            #[allow(dead_code)]
            impl<T: Send, const N: usize> a::X<T, N> where T: Sync {
                #![allow(x)]
                const A: B = B { c: 1 };
                type D = u8;
                m! { fn no() {} }
                m!(x);
                /// Docs.
                #[timer("1s")]
                pub(crate) async fn f<'a>(&'a self, (a, b): (u8, u8)) -> u8 { let x = ; }
                pub unsafe extern "C" fn g(self: Box<Self>) {}
                const fn h();
                const E: u8 = { 1 };
            }
        };
        let block = Block::parse(source.clone())?;
        let names = ["an associated constant", "an associated type", "a macro call", "a macro call"];
        assert_eq!(items(&block)[..4], names);
        assert_eq!(items(&block)[4..], ["f", "g", "h", "an associated constant"]);
        assert_eq!(block.to_token_stream().to_string(), source.to_string());
        Ok(())
    }

    #[test]
    fn a_trait_impl_is_told_from_an_inherent_one() -> syn::Result<()> {
        assert!(Block::parse(quote!(impl X {}))?.trait_path.is_none());
        assert!(
            Block::parse(quote!(
                impl <T as Y>::Z {}
            ))?
            .trait_path
            .is_none()
        );
        assert!(
            Block::parse(quote!(
                unsafe impl<T> a::B<T> for X<T> {}
            ))?
            .trait_path
            .is_some()
        );
        Ok(())
    }

    #[test]
    fn what_is_no_impl_block_is_an_error() {
        for source in [
            quote!(),
            quote!(impl X),
            quote!(
                struct X {}
            ),
            quote!(impl {}),
        ] {
            assert!(Block::parse(source).is_err());
        }
    }
}
