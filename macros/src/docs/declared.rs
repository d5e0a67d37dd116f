//! The declarations of the crate whose docs are built, as they expand.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};

use super::modules::{self, Module};

/// A node's struct or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// What it left: text, for tokens are gone when their macro returns.
    pub(crate) tokens: String,
}

/// Where a name stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    file: String,
    line: usize,
    /// The inline modules of the file around it.
    modules: Vec<Module>,
}

impl Place {
    pub(crate) fn of(ident: &Ident) -> Place {
        if !proc_macro::is_available() {
            return Place::default();
        }
        let span = ident.span().unwrap();
        let (file, line) = (span.file(), span.line());
        let text = span.local_file().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        Place { file, line, modules: modules::around(&text, line, span.column()) }
    }

    /// Whether it stands in the outermost `depth` modules of `other`, and in no further one.
    fn is_in(&self, other: &Place, depth: usize) -> bool {
        self.file == other.file && self.modules == other.modules[..depth]
    }

    /// The name of its module: an inline one, or else its file's.
    fn module(&self) -> Option<&str> {
        let of_file = || {
            let path = Path::new(&self.file);
            let path = if path.file_stem()? == "mod" { path.parent()? } else { path };
            path.file_stem()?.to_str()
        };
        self.modules.last().map(|module| &*module.name).or_else(of_file)
    }
}

static DECLARED: Mutex<Vec<Declaration>> = Mutex::new(Vec::new());

/// Notes a declaration: its name, then what it leaves.
pub(crate) fn declare(tokens: TokenStream) {
    let note = |input: ParseStream<'_>| {
        let name: Ident = input.parse()?;
        let tokens = without_dollars(input.parse()?).to_string();
        Ok(Declaration { place: Place::of(&name), name: crate::text::name(&name), tokens })
    };
    if let Ok(declaration) = note.parse2(tokens) {
        DECLARED.lock().unwrap_or_else(PoisonError::into_inner).push(declaration);
    }
}

/// What `path` at `place` may mean, of the declarations that `wanted` accepts.
///
/// A name alone means what stands in its own module, or else in a module around that. With a module before it it
/// means what stands in a module of that name. Whatever is not found like this comes from somewhere in the crate.
pub(crate) fn named(path: &str, place: &Place, wanted: impl Fn(&Declaration) -> bool) -> Vec<Declaration> {
    let names: Vec<&str> = path.split("::").map(|name| name.trim_start_matches("r#")).collect();
    let (name, qualifiers) = names.split_last().map_or(("", &[][..]), |(name, before)| (*name, before));
    let declared = DECLARED.lock().unwrap_or_else(PoisonError::into_inner);
    let all: Vec<&Declaration> =
        declared.iter().filter(|found| found.name == name && wanted(found)).collect();
    let narrowed: Vec<&Declaration> = match qualifiers.last() {
        Some(&("crate" | "")) => Vec::new(),
        Some(&("self" | "super")) | None => {
            let up = qualifiers.iter().filter(|name| **name == "super").count();
            let depths = place.modules.len().checked_sub(up).map_or(0..0, |inner| 0..inner + 1);
            let near =
                |depth: usize| all.iter().copied().filter(move |found| found.place.is_in(place, depth));
            depths
                .rev()
                .map(|depth| near(depth).collect())
                .find(|near: &Vec<_>| !near.is_empty())
                .unwrap_or_default()
        }
        Some(module) => all.iter().copied().filter(|found| found.place.module() == Some(*module)).collect(),
    };
    let meant = if narrowed.is_empty() { all } else { narrowed };
    meant.into_iter().cloned().collect()
}

/// `$crate` is a name only within the compiler. In text it is that of the crate at hand, as it mostly is.
pub(crate) fn without_dollars(tokens: TokenStream) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == "$crate" => Ident::new("crate", Span::call_site()).into(),
        TokenTree::Group(group) => Group::new(group.delimiter(), without_dollars(group.stream())).into(),
        token => token,
    });
    replaced.collect()
}
