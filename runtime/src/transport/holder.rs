//! Who has an end of a topic or service, as what is said of the end names it.

use std::fmt;
use std::sync::Arc;

use super::Declared;
use crate::error::TypedEnd;

/// Who has an end: a node, and its callback or field where it is declared by one. The end keeps it.
pub(crate) struct Holder {
    node: String,
    /// The callback or field, and the type as it is written there.
    declared: Option<(String, String)>,
}

impl Holder {
    pub(crate) fn new(node: &str, declared: Option<&Declared<'_>>) -> Arc<Holder> {
        let declared = declared.map(|of| (of.name.to_owned(), of.type_name.to_owned()));
        Arc::new(Holder { node: node.to_owned(), declared })
    }

    /// The end, with its type as it is written, or else as rustc names it, which is without its modules then.
    pub(crate) fn typed(&self, type_name: &str) -> TypedEnd {
        let written = self.declared.as_ref().map_or_else(|| short(type_name), |(_, written)| written.clone());
        TypedEnd::new(written, Some(self.to_string()))
    }

    /// The end, with its type as rustc names it.
    pub(crate) fn typed_in_full(&self, type_name: &str) -> TypedEnd {
        TypedEnd::new(type_name, Some(self.to_string()))
    }
}

/// A type's name without the modules in it.
fn short(type_name: &str) -> String {
    let mut name = String::new();
    let mut rest = type_name;
    while let Some(first) = rest.chars().next() {
        let path = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
        let len = if path == 0 { first.len_utf8() } else { path };
        let (part, behind) = rest.split_at(len);
        name.push_str(part.rsplit("::").next().unwrap_or(part));
        rest = behind;
    }
    name
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.declared {
            Some((name, _)) => write!(f, "`{name}` of `{}`", self.node),
            None => write!(f, "`{}`", self.node),
        }
    }
}

/// A publisher and a subscription that do not fit together, told once for each pair.
pub(crate) struct Misfit {
    /// The publisher, if it is known whose it is.
    pub(crate) publisher: Option<String>,
    /// The subscription, likewise.
    pub(crate) subscription: Option<String>,
    /// In what they differ.
    pub(crate) mismatch: String,
}

impl Misfit {
    /// The log may be the user's, and publish on this topic: no lock is to be held.
    pub(crate) fn tell(&self, topic: &str) {
        let whose = |end: &Option<String>| end.clone().unwrap_or_else(|| "another program's".to_owned());
        let (publisher, subscription, mismatch) =
            (whose(&self.publisher), whose(&self.subscription), &self.mismatch);
        tracing::warn!(
            topic, %publisher, %subscription, %mismatch,
            "a publisher and a subscription do not fit together"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_short_name_has_no_modules() {
        for (name, expected) in [
            ("u8", "u8"),
            ("alloc::string::String", "String"),
            ("alloc::vec::Vec<my::msgs::Scan>", "Vec<Scan>"),
            ("[core::option::Option<a::b_c::D2>; 3]", "[Option<D2>; 3]"),
            ("(a::B, &c::D)", "(B, &D)"),
            ("", ""),
        ] {
            assert_eq!(short(name), expected);
        }
    }
}
