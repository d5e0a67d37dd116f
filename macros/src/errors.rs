//! The one place that collects what is wrong, so that a single compile shows all of it.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// What kind of fault a message is about, by a short name that can be searched for: each is a heading of the guide's
/// page on errors. `rosweave` names those that need both halves of a node.
#[derive(Clone, Copy)]
pub(crate) enum Family {
    /// What stands in an attribute.
    Attribute,
    /// A blocking call in an async callback.
    BlockingInAsync,
    /// What is lent to a callback, and goes elsewhere.
    Context,
    /// The context of the other kind of callback.
    ContextKind,
    /// What is no callback group.
    Group,
    /// A type of messages, and what its fields are.
    Message,
    /// `&mut self` where groups share the node.
    MutSelf,
    /// A name of ROS 2, and who has it already.
    Name,
    /// The two halves of a node.
    Node,
    /// How a parameter is declared.
    Parameter,
    /// What a callback, or a function beside it, takes and returns.
    Signature,
}

impl Family {
    /// The line that ends a message, after a line break.
    pub(crate) fn line(self) -> &'static str {
        match self {
            Family::Attribute => "\nsee: rosweave::attribute",
            Family::BlockingInAsync => "\nsee: rosweave::blocking_in_async",
            Family::Context => "\nsee: rosweave::context",
            Family::ContextKind => "\nsee: rosweave::context_kind",
            Family::Group => "\nsee: rosweave::group",
            Family::Message => "\nsee: rosweave::message",
            Family::MutSelf => "\nsee: rosweave::mut_self",
            Family::Name => "\nsee: rosweave::name",
            Family::Node => "\nsee: rosweave::node",
            Family::Parameter => "\nsee: rosweave::parameter",
            Family::Signature => "\nsee: rosweave::signature",
        }
    }

    /// An error at `tokens`: what is wrong, how to mend it, and where the guide explains it.
    pub(crate) fn fault(
        self,
        tokens: impl ToTokens,
        what: impl AsRef<str>,
        help: impl AsRef<str>,
    ) -> syn::Error {
        syn::Error::new_spanned(tokens, self.named(with_help(what, help)))
    }

    /// A message that ends with the family's name.
    pub(crate) fn named(self, message: impl AsRef<str>) -> String {
        format!("{}{}", message.as_ref(), self.line())
    }
}

/// The text of a message: what is wrong, then the fix on a line of its own.
pub(crate) fn with_help(what: impl AsRef<str>, help: impl AsRef<str>) -> String {
    format!("{}\nhelp: {}", what.as_ref(), help.as_ref())
}

/// All errors of one macro call.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    pub(crate) fn append(&mut self, other: Errors) {
        self.0.extend(other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps the error, if it is one.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Keeps the errors, if there are any.
    pub(crate) fn all<T>(&mut self, result: Result<T, Vec<syn::Error>>) -> Option<T> {
        result.map_err(|errors| self.0.extend(errors)).ok()
    }
}

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for error in &self.0 {
            tokens.extend(error.to_compile_error());
        }
    }
}
