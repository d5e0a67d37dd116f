//! The impl half: its callbacks and its `#[init]`.

use syn::{Attribute, LitStr, Type};

use super::callback::Callback;
use super::init::Init;
use super::judge::Judge;
use super::notes::Notes;
use super::params::with_right_context;
use super::role::action_type;
use super::validate::Validate;
use crate::attr::{Mark, hidden_mark, take_marks};
use crate::errors::{Errors, Family};
use crate::misspelt;
use crate::parse::{Block, Item, Method};

/// What an impl block declares.
#[derive(Default)]
pub(crate) struct Declared {
    pub(crate) callbacks: Vec<Callback>,
    pub(crate) inits: Vec<Init>,
    pub(crate) validates: Vec<Validate>,
    pub(crate) judges: Vec<Judge>,
    /// What else is said of the block's methods, in their order.
    pub(crate) notes: Vec<Notes>,
    /// Whether a callback or `#[init]` has a syntax error in its signature.
    pub(crate) broken: bool,
}

impl Declared {
    /// Reads the block's marks, and takes them out of it.
    pub(crate) fn read(block: &mut Block, errors: &mut Errors) -> Declared {
        let mut declared = Declared::default();
        let actions = actions(block);
        for item in &mut block.items {
            match item {
                Item::Method(method) => {
                    refuse_hidden(&mut method.attrs, errors);
                    misspelt::marks(&mut method.attrs, errors);
                    let marks = take_marks(&mut method.attrs);
                    declared.add(method, &marks, &actions, errors);
                    if marks.iter().any(|(mark, _)| mark.is_role()) && !errors.is_empty() {
                        let group = marks.iter().find(|(mark, _)| *mark == Mark::Group);
                        let group = group.and_then(|(_, group)| group.parse_args().ok());
                        with_right_context(method, group.as_ref());
                    }
                }
                Item::Other(other) => {
                    refuse_hidden(&mut other.attrs, errors);
                    let marks = take_marks(&mut other.attrs);
                    if other.is_broken_method() {
                        // rustc has told the syntax error, and goes on with what it made of it.
                        declared.broken |= !marks.is_empty();
                        continue;
                    }
                    if let Some((mark, attr)) = marks.first() {
                        errors.push(Family::Node.fault(
                            attr.path(),
                            format!(
                                "`#[{}]` stands on {}, and callbacks are methods",
                                mark.name(),
                                other.noun()
                            ),
                            "put it on a method: `fn name(&self, ..)`",
                        ));
                    }
                }
            }
        }
        declared
    }

    fn add(
        &mut self,
        method: &Method,
        marks: &[(Mark, Attribute)],
        actions: &[(LitStr, Type)],
        errors: &mut Errors,
    ) {
        self.notes.push(Notes::read(method, marks, errors));
        let has = |wanted: Mark| marks.iter().any(|(mark, _)| *mark == wanted);
        if has(Mark::Init) {
            self.inits.push(Init::read(method, marks, errors));
        } else if has(Mark::Validate) {
            self.validates.push(Validate::read(method, marks, errors));
        } else if has(Mark::Accept) || has(Mark::AcceptCancel) {
            match Judge::read(method, marks, actions, errors) {
                Some(judge) => self.judges.push(judge),
                None => self.broken = true,
            }
        } else if let Some((_, attr)) = marks.iter().find(|(mark, _)| *mark == Mark::Group)
            && !marks.iter().any(|(mark, _)| mark.is_role())
        {
            errors.push(Family::Node.fault(
                attr.path(),
                format!("`{}` is in a group, but no callback", method.name()),
                "say what starts it: `#[timer(..)]`, `#[subscribe(..)]`, `#[service(..)]` or `#[action(..)]`",
            ));
        } else {
            self.callbacks.extend(Callback::read(method, marks, errors));
        }
    }
}

/// The actions that the block executes, before its marks are taken: which goals they have is asked by functions anywhere.
fn actions(block: &Block) -> Vec<(LitStr, Type)> {
    let methods = block.items.iter().filter_map(|item| match item {
        Item::Method(method) => Some(method),
        Item::Other(_) => None,
    });
    let attrs = methods.flat_map(|method| &method.attrs);
    attrs.filter(|attr| Mark::of(attr.path()) == Some(Mark::Action)).filter_map(action_type).collect()
}

/// Marks behind `cfg_attr` are seen by nobody: an attribute macro gets its item before `cfg` is evaluated.
fn refuse_hidden(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attr| match hidden_mark(attr) {
        Some((ident, mark)) => {
            errors.push(Family::Node.fault(
                ident,
                format!("`#[{}]` can not stand behind `cfg_attr`", mark.name()),
                "put `#[cfg(..)]` on the method instead; a second method with the opposite `#[cfg]` can do without the role",
            ));
            false
        }
        None => true,
    });
}
