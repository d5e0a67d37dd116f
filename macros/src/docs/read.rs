//! Reads back what the declarations left.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{DeriveInput, Ident, LitBool, LitInt, LitStr, Path, braced, bracketed};

use super::declared::{Declaration, Place, named};

use crate::attr::take_marks;
use crate::errors::Errors;
use crate::model::callback::Callback;
use crate::model::node::NodeStruct;
use crate::parse::Item;
use crate::scan::{Awaited, Reach};
use crate::text;

/// All that is known of a node.
pub(crate) struct Seen {
    /// The node's path as its impl half names it. Empty: it is no path.
    pub(crate) path: String,
    pub(crate) node: Node,
    pub(crate) groups: Vec<SeenGroup>,
    pub(crate) callbacks: Vec<SeenCallback>,
}

/// A node's struct.
pub(crate) enum Node {
    /// With the file that it stands in.
    Seen(Box<NodeStruct>, Place),
    /// It is out of sight.
    Unseen,
    /// It wants no section.
    Off,
}

/// A group that callbacks name.
pub(crate) struct SeenGroup {
    /// Its path as it is written.
    pub(crate) path: String,
    pub(crate) place: Place,
}

/// What a group's derive says.
#[derive(Clone)]
pub(crate) struct GroupFacts {
    pub(crate) kind: Kind,
    pub(crate) docs: String,
    /// Where it is declared, if only one may be meant.
    pub(crate) place: Option<Place>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Exclusive,
    Reentrant,
    Capped(usize),
}

/// A callback that the build has.
pub(crate) struct SeenCallback {
    pub(crate) callback: Callback,
    /// Whether it is `pub`.
    pub(crate) is_public: bool,
    /// Which of the groups it is in; `None`: the default one.
    pub(crate) group: Option<usize>,
    pub(crate) waits: Vec<SeenWait>,
}

/// A wait, or a place where the context leaves.
pub(crate) struct SeenWait {
    /// Empty where the context leaves.
    pub(crate) field: String,
    /// The field whose method gets the context.
    pub(crate) into: Option<String>,
    pub(crate) awaited: Awaited,
    pub(crate) through: Option<String>,
    pub(crate) certain: bool,
    pub(crate) reach: Reach,
}

impl Seen {
    pub(crate) fn read(tokens: TokenStream, errors: &mut Errors) -> syn::Result<Seen> {
        let parts = (|input: ParseStream<'_>| {
            let mut parts = Vec::new();
            while !input.is_empty() {
                let part;
                bracketed!(part in input);
                parts.push(part.parse::<TokenStream>()?);
            }
            Ok(parts)
        })
        .parse2(tokens)?;
        let mut parts = parts.into_iter();
        let block: Block = syn::parse2(parts.next().unwrap_or_default())?;
        let node = block.node.as_ref().map_or(Node::Unseen, |path| find_node(path, errors));
        let groups = block.groups.iter().map(|path| SeenGroup { path: text::of(path), place: place(path) });
        let groups = groups.collect();
        let conditions: Vec<bool> = parts.map(|answer| answer.to_string() == "holds").collect();
        let holds = |condition: Option<usize>| condition.is_none_or(|at| conditions.get(at) == Some(&true));
        let mut callbacks = Vec::new();
        for raw in block.callbacks.into_iter().filter(|raw| holds(raw.condition)) {
            let waits = raw.waits.into_iter().filter(|(condition, _)| holds(*condition));
            let (group, waits) = (raw.group, waits.map(|(_, wait)| wait).collect());
            if let Some((callback, is_public)) = read_callback(raw.method, errors) {
                let callback = Callback { docs: raw.docs, ..callback };
                callbacks.push(SeenCallback { callback, is_public, group, waits });
            }
        }
        let path = block.node.as_ref().map_or_else(String::new, text::of);
        Ok(Seen { path, node, groups, callbacks })
    }
}

/// A callback, before it is known whether the build has it.
struct Raw {
    condition: Option<usize>,
    group: Option<usize>,
    docs: String,
    method: TokenStream,
    waits: Vec<(Option<usize>, SeenWait)>,
}

struct Block {
    node: Option<Path>,
    groups: Vec<Path>,
    callbacks: Vec<Raw>,
}

impl Parse for Block {
    fn parse(input: ParseStream<'_>) -> syn::Result<Block> {
        let (node, groups, callbacks);
        bracketed!(node in input);
        bracketed!(groups in input);
        bracketed!(callbacks in input);
        let node = if node.is_empty() { None } else { Some(Path::parse_mod_style(&node)?) };
        let group = |input: ParseStream<'_>| {
            let path;
            braced!(path in input);
            Path::parse_mod_style(&path)
        };
        Ok(Block { node, groups: list(&groups, group)?, callbacks: list(&callbacks, Raw::parse)? })
    }
}

impl Parse for Raw {
    fn parse(input: ParseStream<'_>) -> syn::Result<Raw> {
        let (content, method, waits);
        braced!(content in input);
        let (condition, group) = (number(&content)?, number(&content)?);
        let docs = content.parse::<LitStr>()?.value();
        braced!(method in content);
        bracketed!(waits in content);
        Ok(Raw { condition, group, docs, method: method.parse()?, waits: list(&waits, wait)? })
    }
}

/// A number in brackets, or nothing.
fn number(input: ParseStream<'_>) -> syn::Result<Option<usize>> {
    let content;
    bracketed!(content in input);
    content.parse::<Option<LitInt>>()?.map(|number| number.base10_parse()).transpose()
}

fn list<T>(input: ParseStream<'_>, one: impl Fn(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    let mut all = Vec::new();
    while !input.is_empty() {
        all.push(one(input)?);
    }
    Ok(all)
}

fn wait(input: ParseStream<'_>) -> syn::Result<(Option<usize>, SeenWait)> {
    let content;
    braced!(content in input);
    let condition = number(&content)?;
    let field = content.parse::<LitStr>()?.value();
    let awaited = super::awaited::awaited_of(&content.parse::<Ident>()?.to_string());
    let through = content.parse::<LitStr>()?.value();
    let certain = content.parse::<LitBool>()?.value;
    let reach = match content.parse::<Option<Ident>>()? {
        Some(word) if word == "goals" => Reach::Goals { but: fields(&content)? },
        Some(_) => Reach::All,
        None => Reach::Fields(fields(&content)?),
    };
    let through = (!through.is_empty()).then_some(through);
    let into = content.parse::<Option<LitStr>>()?.map(|field| field.value());
    Ok((condition, SeenWait { field, awaited, into, through, certain, reach }))
}

fn fields(input: ParseStream<'_>) -> syn::Result<Vec<String>> {
    let fields;
    bracketed!(fields in input);
    list(&fields, |input| input.parse::<LitStr>().map(|field| field.value()))
}

fn place(path: &Path) -> Place {
    path.segments.last().map_or_else(Place::default, |last| Place::of(&last.ident))
}

/// The only struct that `path` may mean.
fn find_node(path: &Path, errors: &mut Errors) -> Node {
    let Some(last) = path.segments.last() else { return Node::Unseen };
    let mut nodes = named(&text::of(path), &Place::of(&last.ident), |node| !is_group(node)).into_iter();
    match (nodes.next(), nodes.next()) {
        (Some(node), None) => read_node(&node, errors).unwrap_or(Node::Unseen),
        _ => Node::Unseen,
    }
}

fn is_group(declaration: &Declaration) -> bool {
    declaration.tokens.starts_with("group ")
}

fn read_node(node: &Declaration, errors: &mut Errors) -> syn::Result<Node> {
    let read = |input: ParseStream<'_>| {
        if input.parse::<Ident>()? == "off" {
            return Ok(Node::Off);
        }
        let half = NodeStruct::read(&input.parse::<DeriveInput>()?, errors);
        Ok(half.map_or(Node::Unseen, |half| Node::Seen(Box::new(half), node.place.clone())))
    };
    read.parse_str(&node.tokens)
}

/// What is known of the group that `path` at `place` means: where several may be meant, only in what they agree.
pub(crate) fn find_group(path: &str, place: &Place) -> Option<GroupFacts> {
    let mut groups = named(path, place, is_group).into_iter().filter_map(|group| {
        let facts = read_group.parse_str(&group.tokens).ok()?;
        Some(GroupFacts { place: Some(group.place), ..facts })
    });
    let first = groups.next()?;
    groups.try_fold(first, |known, other| {
        let agree = known.kind == other.kind;
        agree.then_some(GroupFacts { docs: String::new(), place: None, kind: known.kind })
    })
}

fn read_group(input: ParseStream<'_>) -> syn::Result<GroupFacts> {
    input.parse::<Ident>()?;
    let kind = if input.peek(Ident) {
        if input.parse::<Ident>()? == "reentrant" { Kind::Reentrant } else { Kind::Exclusive }
    } else {
        Kind::Capped(input.parse::<LitInt>()?.base10_parse()?)
    };
    Ok(GroupFacts { kind, docs: input.parse::<LitStr>()?.value(), place: None })
}

/// A callback, and whether it is `pub`.
fn read_callback(method: TokenStream, errors: &mut Errors) -> Option<(Callback, bool)> {
    match syn::parse2(method).ok()? {
        Item::Method(mut method) => {
            let marks = take_marks(&mut method.attrs);
            Some((Callback::read(&method, &marks, errors)?, method.vis.to_string() == "pub"))
        }
        Item::Other(_) => None,
    }
}
