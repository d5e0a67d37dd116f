//! The attributes of a method or a field: which are ours, and what the others say.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Type};

macro_rules! marks {
    ($($mark:ident = $name:literal,)+) => {
        /// An attribute that means something to `#[node]` on an impl block.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Mark {
            $($mark,)+
        }

        impl Mark {
            pub(crate) const ALL: &'static [Mark] = &[$(Mark::$mark,)+];

            /// The attribute's name.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Mark::$mark => $name,)+
                }
            }
        }
    };
}

marks! {
    Subscribe = "subscribe",
    Service = "service",
    Action = "action",
    Accept = "accept",
    AcceptCancel = "accept_cancel",
    Timer = "timer",
    OnChange = "on_change",
    Validate = "validate",
    Init = "init",
    Group = "group",
    Waits = "waits",
    AllowBlocking = "allow_blocking",
}

impl Mark {
    /// Whether it makes its method something that the runtime calls. The others say more of a method.
    pub(crate) fn is_role(self) -> bool {
        !matches!(self, Mark::Group | Mark::Waits | Mark::AllowBlocking)
    }

    /// The mark that an attribute with this path is: `timer` or `rosweave::timer`.
    pub(crate) fn of(path: &syn::Path) -> Option<Mark> {
        let last = path.segments.last()?;
        let ours = path.segments.len() == 1 || path.segments[0].ident == "rosweave";
        Mark::ALL.iter().copied().find(|mark| ours && last.ident == mark.name())
    }
}

/// Takes the marks out of `attrs`.
pub(crate) fn take_marks(attrs: &mut Vec<Attribute>) -> Vec<(Mark, Attribute)> {
    let mut marks = Vec::new();
    for attr in std::mem::take(attrs) {
        match Mark::of(attr.path()) {
            Some(mark) => marks.push((mark, attr)),
            None => attrs.push(attr),
        }
    }
    marks
}

/// The type that a mark names: a group, or `type = ..`.
fn named_type(mark: Mark, attr: &Attribute) -> Option<Type> {
    let Meta::List(list) = &attr.meta else { return None };
    if mark == Mark::Group {
        return syn::parse2(list.tokens.clone()).ok();
    }
    let tokens = list.tokens.clone().into_iter();
    let mut after = tokens.skip_while(|token| !matches!(token, TokenTree::Ident(ident) if ident == "type"));
    after.nth(1).filter(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '='))?;
    let first_type = |input: ParseStream<'_>| {
        let ty = input.parse::<Type>()?;
        input.parse::<TokenStream>().map(|_| ty)
    };
    first_type.parse2(after.collect()).ok()
}

/// Names the types that marks among `attrs` name: after an error nothing else may do so, and rustc would call
/// their imports unused.
pub(crate) fn mentions(attrs: &[Attribute]) -> TokenStream {
    let marks = attrs.iter().filter_map(|attr| named_type(Mark::of(attr.path())?, attr));
    quote::quote!(#(::core::marker::PhantomData<#marks>,)*)
}

/// The name of a mark that a `cfg_attr` hides, if `attr` is such a one.
pub(crate) fn hidden_mark(attr: &Attribute) -> Option<(Ident, Mark)> {
    let Meta::List(list) = &attr.meta else { return None };
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let mut tokens = list.tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let comma = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
        if let (true, Some(TokenTree::Ident(ident))) = (comma, tokens.peek())
            && let Some(mark) = Mark::of(&ident.clone().into())
        {
            return Some((ident.clone(), mark));
        }
    }
    None
}

/// The doc comment, without the blank that rustfmt puts after `///`.
pub(crate) fn docs(attrs: &[Attribute]) -> String {
    let mut docs = String::new();
    for attr in attrs {
        if let Meta::NameValue(meta) = &attr.meta
            && meta.path.is_ident("doc")
            && let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &meta.value
        {
            let line = line.value();
            docs.push_str(line.strip_prefix(' ').unwrap_or(&line));
            docs.push('\n');
        }
    }
    docs.truncate(docs.trim_end().len());
    docs
}

/// When something is there at all: one of its clauses holds, each of which asks for all of its `cfg`s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition(Vec<Clause>);

/// `cfg` predicates, by their text, so that a clause has an order.
type Clause = Vec<(String, Predicate)>;

/// The tokens within `cfg(..)`.
#[derive(Clone, Debug)]
struct Predicate(TokenStream);

impl PartialEq for Predicate {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Predicate {}

/// More ways than these to come to one place are taken for "always".
const MAX_CLAUSES: usize = 16;

impl Condition {
    /// What is always there.
    pub(crate) fn always() -> Condition {
        Condition(vec![Vec::new()])
    }

    /// What is never there.
    pub(crate) fn never() -> Condition {
        Condition(Vec::new())
    }

    /// What the `#[cfg(..)]`s of a method ask for.
    pub(crate) fn of(attrs: &[Attribute]) -> Condition {
        let mut clause: Clause = Vec::new();
        for attr in attrs {
            if let Meta::List(list) = &attr.meta
                && list.path.is_ident("cfg")
            {
                clause.push((list.tokens.to_string(), Predicate(list.tokens.clone())));
            }
        }
        Condition(vec![tidy(clause)])
    }

    /// Whether nothing is asked for.
    pub(crate) fn is_always(&self) -> bool {
        self.0.iter().any(Vec::is_empty)
    }

    /// Whether it holds nowhere.
    pub(crate) fn is_never(&self) -> bool {
        self.0.is_empty()
    }

    /// It does not hold.
    pub(crate) fn negated(&self) -> Condition {
        if self.is_never() {
            return Condition::always();
        }
        if self.is_always() {
            return Condition::never();
        }
        let predicate = self.predicate();
        let not = quote::quote!(not(#predicate));
        Condition(vec![vec![(not.to_string(), Predicate(not))]])
    }

    /// Both hold.
    pub(crate) fn and(&self, other: &Condition) -> Condition {
        let pairs = self.0.iter().flat_map(|a| other.0.iter().map(move |b| (a, b)));
        let mut both = Condition::never();
        for (a, b) in pairs {
            both.add(tidy(a.iter().chain(b).cloned().collect()));
        }
        both
    }

    /// One of them holds.
    pub(crate) fn or(&self, other: &Condition) -> Condition {
        let mut either = self.clone();
        for clause in &other.0 {
            either.add(clause.clone());
        }
        either
    }

    fn add(&mut self, clause: Clause) {
        if self.0.iter().any(|known| known.iter().all(|part| clause.contains(part))) {
            return;
        }
        self.0.retain(|known| !clause.iter().all(|part| known.contains(part)));
        self.0.push(clause);
        if self.0.len() > MAX_CLAUSES {
            *self = Condition::always();
        }
    }

    /// `#[cfg(..)]`, or nothing where nothing is asked for.
    pub(crate) fn attribute(&self) -> TokenStream {
        if self.is_always() {
            return TokenStream::new();
        }
        let predicate = self.predicate();
        quote::quote!(#[cfg(#predicate)])
    }

    /// `#[cfg(not(..))]`: what stands in its place.
    pub(crate) fn otherwise(&self) -> TokenStream {
        let predicate = self.predicate();
        quote::quote!(#[cfg(not(#predicate))])
    }

    fn predicate(&self) -> TokenStream {
        let clauses = self.0.iter().map(|clause| {
            let parts = clause.iter().map(|(_, part)| part.0.to_token_stream());
            quote::quote!(all(#(#parts),*))
        });
        quote::quote!(any(#(#clauses),*))
    }
}

fn tidy(mut clause: Clause) -> Clause {
    clause.sort_by(|(a, _), (b, _)| a.cmp(b));
    clause.dedup();
    clause
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn condition(name: &str) -> Condition {
        Condition::of(&[parse_quote!(#[cfg(feature = #name)])])
    }

    #[test]
    fn docs_are_joined_without_the_leading_blank() {
        let attrs: [Attribute; 3] =
            [parse_quote!(#[doc = " One."]), parse_quote!(#[allow(x)]), parse_quote!(#[doc = "   two"])];
        assert_eq!(docs(&attrs), "One.\n  two");
    }

    #[test]
    fn a_condition_that_another_one_implies_is_absorbed() {
        let (a, b) = (condition("a"), condition("b"));
        assert_eq!(a.or(&a.and(&b)), a);
        assert_eq!(a.and(&b).or(&a), a);
        assert_eq!(a.and(&b), b.and(&a));
        assert!(a.or(&Condition::always()).is_always());
        assert!(!a.or(&b).is_always());
    }

    #[test]
    fn a_condition_becomes_one_attribute() {
        let (a, b) = (condition("a"), condition("b"));
        assert_eq!(Condition::always().attribute().to_string(), "");
        let either: Attribute = parse_quote!(#[cfg(any(all(feature = "a"), all(feature = "b")))]);
        assert_eq!(a.or(&b).attribute().to_string(), either.to_token_stream().to_string());
    }

    #[test]
    fn marks_hidden_by_cfg_attr_are_found() {
        let attr: Attribute = parse_quote!(#[cfg_attr(feature = "x", allow(y), timer("1s"))]);
        assert_eq!(hidden_mark(&attr).map(|(_, mark)| mark), Some(Mark::Timer));
        let attr: Attribute = parse_quote!(#[cfg_attr(timer, allow(y))]);
        assert_eq!(hidden_mark(&attr), None);
    }
}
