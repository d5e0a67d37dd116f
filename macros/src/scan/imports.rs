//! What the names of a file are imported as: the tokens of a block do not show it, its file does.

use std::collections::BTreeMap;
use std::fs;

use proc_macro2::Span;
use syn::{Item, UseTree};

use crate::docs::modules;
use crate::text;

/// The names that a module imports, each with its whole path.
#[derive(Default)]
pub(crate) struct Imports(BTreeMap<String, Vec<String>>);

impl Imports {
    /// Those around `span`, where its file may import one of `words`. None of another file's: of a macro's, say.
    pub(crate) fn around(span: Span, words: &[&str]) -> Imports {
        if !proc_macro::is_available() {
            return Imports::default();
        }
        let span = span.unwrap();
        let text = span.local_file().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        // Reading a file costs little, and understanding it more.
        if !words.iter().any(|word| text.contains(word)) {
            return Imports::default();
        }
        Imports::read(&text, span.line(), span.column())
    }

    fn read(text: &str, line: usize, column: usize) -> Imports {
        let Ok(file) = syn::parse_file(text) else { return Imports::default() };
        let mut items = file.items;
        for module in modules::around(text, line, column) {
            let mut inner = items.into_iter().filter_map(|item| match item {
                Item::Mod(item) if text::name(&item.ident) == module.name => item.content,
                _ => None,
            });
            // Two of one name are behind a `cfg` each.
            let (Some((_, only)), None) = (inner.next(), inner.next()) else { return Imports::default() };
            items = only;
        }
        let mut imports = BTreeMap::new();
        for item in items {
            // What stands behind a `cfg` may be cut out, and another item of the name be there.
            if let Item::Use(item) = item
                && item.attrs.is_empty()
            {
                note(&item.tree, &mut Vec::new(), &mut imports);
            }
        }
        Imports(imports)
    }

    /// The path with what its first name was imported as.
    pub(crate) fn resolve(&self, path: &[String]) -> Vec<String> {
        match path.split_first().and_then(|(first, rest)| Some((self.0.get(first)?, rest))) {
            Some((full, rest)) => full.iter().chain(rest).cloned().collect(),
            None => path.to_vec(),
        }
    }
}

/// Notes the names of a `use` behind `path`. What a `*` brings is not known.
fn note(tree: &UseTree, path: &mut Vec<String>, imports: &mut BTreeMap<String, Vec<String>>) {
    match tree {
        UseTree::Path(inner) => {
            path.push(text::name(&inner.ident));
            note(&inner.tree, path, imports);
            path.pop();
        }
        UseTree::Name(name) => leaf(text::name(&name.ident), text::name(&name.ident), path, imports),
        UseTree::Rename(rename) => leaf(text::name(&rename.ident), text::name(&rename.rename), path, imports),
        UseTree::Group(group) => group.items.iter().for_each(|tree| note(tree, path, imports)),
        _ => {}
    }
}

fn leaf(name: String, local: String, path: &[String], imports: &mut BTreeMap<String, Vec<String>>) {
    let (local, own) = match (name.as_str(), local.as_str(), path.last()) {
        // `use std::thread::{self}`.
        ("self", "self", Some(module)) => (module.clone(), None),
        ("self", ..) => (local, None),
        _ => (local, Some(name)),
    };
    imports.insert(local, path.iter().cloned().chain(own).collect());
}

#[cfg(test)]
mod tests {
    use super::Imports;

    fn resolved(text: &str, place: &str, path: &str) -> String {
        let line = text.lines().position(|line| line.contains(place)).unwrap_or_default();
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        Imports::read(text, line + 1, 1).resolve(&path).join("::")
    }

    #[test]
    fn a_name_is_what_its_own_module_imports() {
        let text = "use std::thread::sleep;\nuse std::{thread::{self as threads, park as wait}, time};\nHERE!();\n\
                    mod inner {\nuse crate::mine::sleep;\nuse std::thread::{self};\nTHERE!();\n}\n";
        for (place, path, expected) in [
            ("HERE", "sleep", "std::thread::sleep"),
            ("HERE", "wait", "std::thread::park"),
            ("HERE", "threads::sleep", "std::thread::sleep"),
            ("HERE", "thread::sleep", "thread::sleep"),
            ("HERE", "nap", "nap"),
            ("THERE", "sleep", "crate::mine::sleep"),
            ("THERE", "thread::sleep", "std::thread::sleep"),
            ("THERE", "wait", "wait"),
        ] {
            assert_eq!(resolved(text, place, path), expected, "{path} {place}");
        }
    }

    #[test]
    fn what_a_cfg_may_cut_out_does_not_count() {
        let text = "#[cfg(unix)]\nuse std::thread::sleep;\nHERE!();\n";
        assert_eq!(resolved(text, "HERE", "sleep"), "sleep");
        assert_eq!(resolved("no rust {", "no", "sleep"), "sleep");
    }
}
