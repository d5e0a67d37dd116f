//! Packages that know each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Fault, Wrong};
use crate::model::{Count, Element, Field, Package, Primitive, Structure};
use crate::names;
use crate::parse::is_primitive;

/// All messages by their names.
#[derive(Debug)]
pub(crate) struct Types<'a>(BTreeMap<(&'a str, &'a str), &'a Structure>);

impl<'a> Types<'a> {
    /// Those of `packages`.
    pub(crate) fn new(packages: impl IntoIterator<Item = &'a Package>) -> Types<'a> {
        let messages = packages.into_iter().flat_map(|package| {
            package.messages.iter().map(|message| ((package.name.as_str(), message.name.as_str()), message))
        });
        Types(messages.collect())
    }

    /// The message of this name.
    pub(crate) fn get(&self, package: &str, name: &str) -> Option<&'a Structure> {
        self.0.get(&(package, name)).copied()
    }

    /// The message that a field has one or several of.
    pub(crate) fn of(&self, field: &Field) -> Option<&'a Structure> {
        match &field.ty.element {
            Element::Message { package, name } => self.get(package, name),
            _ => None,
        }
    }

    /// What is unknown, or holds itself, among `package`'s definitions.
    ///
    /// `bundled` are those of rosweave's own.
    pub(crate) fn check(
        &self,
        package: &'a Package,
        bundled: &BTreeMap<String, Package>,
        faults: &mut Vec<Fault>,
    ) {
        for structure in package.structures() {
            let path = &structure.source.path;
            for field in &structure.fields {
                if let Err(wrong) = self.check_known(field, bundled) {
                    faults.push(wrong.at(path, field.line));
                }
            }
            // Each of a ring's messages holds itself: the first of them says so.
            let ring = self.ring(structure).filter(|(_, ring)| ring.iter().min() == Some(&structure.name));
            if let Some((field, ring)) = ring {
                let what = format!("`{}` holds itself: {}", structure.name, ring.join(" -> "));
                let help = "put a sequence of them into another message, where each names others by indices";
                faults.push(Wrong::new(what, help).at(path, field.line));
            }
        }
    }

    fn check_known(&self, field: &Field, bundled: &BTreeMap<String, Package>) -> Result<(), Wrong> {
        let Element::Message { package, name } = &field.ty.element else { return Ok(()) };
        if self.get(package, name).is_some() {
            return Ok(());
        }
        let elsewhere: Vec<&str> =
            self.0.keys().filter(|(_, other)| other == name).map(|(package, _)| *package).collect();
        let beside = self.0.keys().filter(|(of, _)| of == package).map(|(_, other)| *other);
        let alike = names::nearest(name, beside);
        let help = match elsewhere.first() {
            _ if name == "Header" => "write `std_msgs/Header`".to_owned(),
            _ if name == "Time" || name == "Duration" => format!("write `builtin_interfaces/{name}`"),
            _ if is_primitive(&name.to_lowercase()) => format!("write `{}`", name.to_lowercase()),
            Some(other) => format!("write `{other}/{name}`"),
            None if alike.is_some() => format!("write `{}`", alike.unwrap_or_default()),
            None if bundled.contains_key(package) => {
                format!(
                    "rosweave's own `{package}`, that of ROS 2 Jazzy, has none; put it into a package of your own"
                )
            }
            None => format!("define it in `{package}/msg/{name}.msg`, or correct the name"),
        };
        Err(Wrong::new(format!("there is no message `{package}/msg/{name}`"), help))
    }

    /// How a message holds itself, if it does: through which field, and by way of what.
    fn ring(&self, start: &'a Structure) -> Option<(&'a Field, Vec<String>)> {
        start.fields.iter().find_map(|field| {
            let mut seen = BTreeSet::new();
            let mut path = vec![start.name.clone()];
            self.leads_back(field, start, &mut seen, &mut path).then_some((field, path))
        })
    }

    fn leads_back(
        &self,
        field: &Field,
        start: &Structure,
        seen: &mut BTreeSet<String>,
        path: &mut Vec<String>,
    ) -> bool {
        let Some(structure) = self.of(field) else { return false };
        path.push(structure.name.clone());
        let name = structure.ros_name();
        if name == start.ros_name() {
            return true;
        }
        if seen.insert(name) && structure.fields.iter().any(|field| self.leads_back(field, start, seen, path))
        {
            return true;
        }
        path.pop();
        false
    }

    /// Whether a value is copied bit by bit.
    pub(crate) fn is_copy(&self, structure: &Structure) -> bool {
        self.all(structure, &|field| {
            let owned = matches!(field.ty.element, Element::String { .. } | Element::WString { .. });
            matches!(field.ty.count, Count::One | Count::Array(_)) && !owned
        })
    }

    /// Whether values are equal or not, and nothing else.
    pub(crate) fn is_exact(&self, structure: &Structure) -> bool {
        self.all(structure, &|field| {
            !matches!(field.ty.element, Element::Primitive(Primitive::Float32 | Primitive::Float64))
        })
    }

    /// Whether something in it has a bound.
    pub(crate) fn is_bounded(&self, structure: &Structure) -> bool {
        !self.all(structure, &|field| !field.ty.is_bounded())
    }

    /// Whether `holds` is true of the fields, and of the fields of their types: of each type once, since types that
    /// share parts have far more ways to a part than there are parts.
    fn all(&self, structure: &Structure, holds: &dyn Fn(&Field) -> bool) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![structure]);
        while let Some(structure) = open.pop() {
            for field in &structure.fields {
                if !holds(field) {
                    return false;
                }
                open.extend(self.of(field).filter(|nested| seen.insert(nested.ros_name())));
            }
        }
        true
    }
}
