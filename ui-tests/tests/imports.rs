//! The files of a crate import one way: none reaches itself again through what it imports, and no layer one above it.
//!
//! What a file says of its own parents does not count: a parent owns its children, and they may use what it
//! declares. Everything else does, in `use` items and in paths, tests apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, File, ItemMod, ItemUse, UseTree};

/// A file as a module: its path from the crate's root.
type Module = Vec<String>;

#[test]
fn files_of_the_macros_import_one_way() {
    let files = assert_no_ring("../macros/src");
    assert_layers(&files, &["model", "check", "expand"]);
}

#[test]
fn files_of_the_runtime_import_one_way() {
    let files = assert_no_ring("../runtime/src");
    assert_layers(&files, &["analysis", "facts", "transport", "group", "node", "system"]);
}

#[test]
fn files_of_descriptions_import_one_way() {
    assert_no_ring("../runtime/describe/src");
}

#[test]
fn a_ring_is_found() {
    let files = parsed(&[
        ("", "mod a; mod b;"),
        ("a", "use crate::b::{self, B as C};"),
        ("b", "fn f() { crate::a::g() }"),
        ("a/child", "use super::A;"),
    ]);
    assert_eq!(rings(&files), ["a -> b -> a"]);
}

#[test]
fn an_arrow_up_is_found() {
    let files = parsed(&[
        ("", "mod low; mod high; mod aside;"),
        ("low/part", "use crate::aside::Word;"),
        ("aside", "pub type Word = crate::high::deep::Word;"),
        ("high/deep", ""),
        ("high", "use crate::low::part::Part;"),
    ]);
    assert_eq!(rings(&files), Vec::<String>::new());
    assert_eq!(arrows_up(&files, &["low", "high"]), ["low/part -> aside -> high/deep"]);
    assert_eq!(arrows_up(&files, &["aside", "low"]), Vec::<String>::new());
}

/// Modules by their paths, with their sources.
fn parsed(files: &[(&str, &str)]) -> BTreeMap<Module, File> {
    let module = |path: &str| path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    files.iter().map(|(path, text)| (module(path), syn::parse_str(text).expect("it is Rust"))).collect()
}

fn assert_layers(files: &BTreeMap<Module, File>, layers: &[&str]) {
    for layer in layers {
        assert!(files.keys().any(|module| module.first().is_some_and(|name| name == layer)), "no `{layer}`");
    }
    let arrows = arrows_up(files, layers);
    assert!(arrows.is_empty(), "these reach above their layer:\n{}", arrows.join("\n"));
}

fn assert_no_ring(root: &str) -> BTreeMap<Module, File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    let mut files = BTreeMap::new();
    read(&root, &mut Vec::new(), &mut files);
    assert!(files.len() > 10, "{} has sources", root.display());
    let rings = rings(&files);
    assert!(rings.is_empty(), "these files of {} import each other:\n{}", root.display(), rings.join("\n"));
    files
}

/// Reads all sources below `folder`, but for those of tests and of programs.
fn read(folder: &Path, module: &mut Module, files: &mut BTreeMap<Module, File>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if name == "tests" || name == "bin" {
            continue;
        }
        let is_root = module.is_empty() && (name == "lib" || name == "main");
        module.extend((!is_root).then_some(name));
        if path.is_dir() {
            read(&path, module, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("it is text");
            files.insert(module.clone(), syn::parse_file(&text).expect("it is Rust"));
        }
        if !is_root {
            module.pop();
        }
    }
}

/// The rings of imports, each once, as `a -> b -> a`.
fn rings(files: &BTreeMap<Module, File>) -> Vec<String> {
    let imports = imports(files);
    let mut found = BTreeMap::new();
    for &start in imports.keys() {
        if let Some(ring) = way(&imports, start, |module| module == start) {
            let members: BTreeSet<&Module> = ring.iter().copied().collect();
            found.entry(members).or_insert_with(|| in_words(&ring));
        }
    }
    found.into_values().collect()
}

/// How files of a layer reach one above it, from the lowest layer up: for each such file the shortest way.
fn arrows_up(files: &BTreeMap<Module, File>, layers: &[&str]) -> Vec<String> {
    let imports = imports(files);
    let layer =
        |module: &Module| layers.iter().position(|layer| module.first().is_some_and(|of| of == layer));
    let up = |&start: &&Module| {
        let own = layer(start)?;
        way(&imports, start, |module| layer(module) > Some(own)).map(|way| in_words(&way))
    };
    imports.keys().filter_map(up).collect()
}

type Imports<'a> = BTreeMap<&'a Module, BTreeSet<&'a Module>>;

fn imports(files: &BTreeMap<Module, File>) -> Imports<'_> {
    let of = |(module, file)| {
        let mut reader = Reader { module, files, imports: BTreeSet::new() };
        reader.visit_file(file);
        (module, reader.imports)
    };
    files.iter().map(of).collect()
}

fn in_words(way: &[&Module]) -> String {
    way.iter().map(|module| module.join("/")).collect::<Vec<_>>().join(" -> ")
}

/// The shortest way from a file to another one, or back to itself.
fn way<'a>(
    imports: &Imports<'a>,
    start: &'a Module,
    is_end: impl Fn(&Module) -> bool,
) -> Option<Vec<&'a Module>> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for &next in &imports[way[way.len() - 1]] {
                let way: Vec<_> = way.iter().copied().chain([next]).collect();
                if is_end(next) {
                    return Some(way);
                }
                if seen.insert(next) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

/// Collects what a file imports.
struct Reader<'a> {
    module: &'a Module,
    files: &'a BTreeMap<Module, File>,
    imports: BTreeSet<&'a Module>,
}

impl Reader<'_> {
    /// Notes the file that a path leads to: the longest part of it that is one.
    fn note(&mut self, path: &[String]) {
        let Some((first, rest)) = path.split_first() else { return };
        let mut full = match first.as_str() {
            "crate" => Vec::new(),
            "self" | "super" => self.module.clone(),
            _ if self.files.contains_key(&[self.module.as_slice(), &path[..1]].concat()) => {
                self.module.clone()
            }
            _ => return,
        };
        let rest = if matches!(first.as_str(), "crate" | "self" | "super") { rest } else { path };
        full.truncate(full.len() - usize::from(first == "super"));
        for name in rest {
            if name == "super" {
                full.pop();
            } else {
                full.push(name.clone());
            }
        }
        while !full.is_empty() {
            if let Some((target, _)) = self.files.get_key_value(&full) {
                if !self.module.starts_with(target) {
                    self.imports.insert(target);
                }
                return;
            }
            full.pop();
        }
    }

    fn note_tree(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.to_string());
                self.note_tree(&step.tree, path);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.note_tree(tree, path)),
            UseTree::Name(name) if name.ident == "self" => self.note(path),
            UseTree::Name(name) => self.note(&[path.as_slice(), &[name.ident.to_string()]].concat()),
            UseTree::Rename(name) if name.ident == "self" => self.note(path),
            UseTree::Rename(name) => self.note(&[path.as_slice(), &[name.ident.to_string()]].concat()),
            UseTree::Glob(_) => self.note(path),
        }
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.note_tree(&item.tree, &mut Vec::new());
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1 {
            self.note(&names);
        }
        visit::visit_path(self, path);
    }
}

fn is_for_tests(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("cfg") && attr.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}
