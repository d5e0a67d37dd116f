//! Names and periods that come from parameters: `#[subscribe("$(camera)/image")]`, `#[timer("$(rate)Hz")]`.
//!
//! A name keeps its form in the facts, and a rule like those of remapping replaces it: so every check of names at the
//! start, and every end, sees what it becomes. rcl's own `{node}` and `{ns}` are other brackets.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::error::StartError;
use crate::facts::names::{self, NameKind};
use crate::facts::parameter::ParameterSpec;
use crate::facts::{FieldKind, NodeFacts, Period, PeriodUnit, Role};
use crate::life::Identity;
use crate::parameters;
use crate::parameters::value::{ParameterKind, ParameterValue};

/// Adds to `identity` what the names of the node become, and its periods. `given` is what parameters start with, where it
/// is not their default, and fits them; `with_origin` adds to a reason where a parameter's value was given.
///
/// Returns all that is wrong: each parameter that can be no part of a name or no period, each name that is none with it, or
/// a topic that a subscription would hear twice.
pub(super) fn apply(
    identity: &mut Identity,
    facts: &NodeFacts<'static>,
    given: &BTreeMap<String, ParameterValue>,
    with_origin: &dyn Fn(&str, String) -> String,
) -> Vec<StartError> {
    let values = Values { facts, given, with_origin };
    let mut wrong = Vec::new();
    for declared in declared(facts) {
        let used = |name: &str| names::resolve(&identity.namespace, &identity.name, name);
        if !names::has_parameter(declared.name) {
            identity.uses.push(used(declared.name));
            continue;
        }
        let refused = |reason| StartError::NameFromParameter {
            node: identity.full(),
            member: declared.member.to_owned(),
            name: declared.name.to_owned(),
            reason,
        };
        let names = values.fill(&declared).and_then(|filled| {
            let full = filled.iter().map(|filled| full_name(identity, declared.kind, filled));
            Ok((
                filled.iter().map(|filled| used(filled)).collect::<Vec<_>>(),
                full.collect::<Result<Vec<_>, _>>()?,
            ))
        });
        let (uses, mut full) = match names.map_err(refused) {
            Ok(names) => names,
            Err(error) => {
                wrong.push(error);
                continue;
            }
        };
        identity.uses.extend(uses);
        match (declared.kind, full.len()) {
            (Kind::Subscription, 2..) => identity.lists.push((declared.name, full)),
            (Kind::Subscription | Kind::Publisher, _) => {
                identity.topic_remaps.insert(0, (declared.name.to_owned(), full.swap_remove(0)));
            }
            (Kind::Asked(_), _) => identity.remaps.insert(0, (declared.name.to_owned(), full.swap_remove(0))),
        }
    }
    wrong.extend(periods(identity, &values));
    if wrong.is_empty() {
        wrong.extend(hears_each_once(identity, facts).err());
    }
    wrong
}

/// A name as it is written.
#[derive(Clone, Copy)]
struct Declared {
    kind: Kind,
    /// The callback or field.
    member: &'static str,
    name: &'static str,
}

#[derive(Clone, Copy)]
enum Kind {
    Subscription,
    Publisher,
    /// A service or an action.
    Asked(NameKind),
}

impl Kind {
    fn of(name: NameKind, of_topic: Kind) -> Kind {
        match name {
            NameKind::Topic => of_topic,
            other => Kind::Asked(other),
        }
    }
}

/// The names of topics, services and actions.
fn declared(facts: &NodeFacts<'static>) -> impl Iterator<Item = Declared> {
    let fields: &'static [_] = facts.fields;
    let fields = fields.iter().filter_map(|field| {
        let end = field.kind.end()?;
        Some(Declared { kind: Kind::of(end.kind, Kind::Publisher), member: field.name, name: end.name })
    });
    let callbacks: &'static [_] = facts.callbacks;
    let callbacks = callbacks.iter().flat_map(|callback| {
        let ends = callback.role.ends().into_iter();
        ends.map(|end| {
            let kind = Kind::of(end.kind, Kind::Subscription);
            Declared { kind, member: callback.name, name: end.name }
        })
    });
    fields.chain(callbacks)
}

/// What a filled name means for the node, after remapping.
fn full_name(identity: &Identity, kind: Kind, filled: &str) -> Result<String, String> {
    let (kind, full) = match kind {
        Kind::Subscription | Kind::Publisher => (NameKind::Topic, identity.resolve_topic(filled)),
        Kind::Asked(kind) => (kind, identity.resolve(filled)),
    };
    match names::check(kind, filled)
        .map(|bad| (filled, bad))
        .or_else(|| Some((&*full, names::check(kind, &full)?)))
    {
        None => Ok(full),
        Some((name, bad)) => Err(names::explain(kind, name, bad).as_str().to_owned()),
    }
}

fn periods(identity: &mut Identity, values: &Values<'_>) -> Vec<StartError> {
    let mut wrong = Vec::new();
    let callbacks: &'static [_] = values.facts.callbacks;
    for callback in callbacks {
        let Role::Timer { period: Period::Parameter { written, parameter, unit }, .. } = callback.role else {
            continue;
        };
        let refused = |reason| StartError::PeriodFromParameter {
            node: identity.full(),
            callback: callback.name.to_owned(),
            period: written.to_owned(),
            reason,
        };
        let period = values.number(parameter).and_then(|number| time_of(parameter, number, unit));
        match period.map_err(|reason| refused((values.with_origin)(parameter, reason))) {
            Ok(period) => identity.periods.push((callback.name, period)),
            Err(error) => wrong.push(error),
        }
    }
    wrong
}

/// The period that a number says.
fn time_of(parameter: &str, number: f64, unit: PeriodUnit) -> Result<Duration, String> {
    let seconds = match unit {
        PeriodUnit::Of(length) => number * length.as_secs_f64(),
        PeriodUnit::Per(time) => time.as_secs_f64() / number,
    };
    let bad = |what: &str| format!("the parameter `{parameter}` is {number}, and {what}");
    if number.is_nan() || number <= 0.0 {
        return Err(bad("a timer needs a time above zero"));
    }
    match Duration::try_from_secs_f64(seconds) {
        Ok(Duration::ZERO) => Err(bad("that is shorter than a nanosecond")),
        Ok(period) if u64::try_from(period.as_nanos()).is_ok() => Ok(period),
        _ => Err(bad("that is longer than 584 years")),
    }
}

/// Remapping and parameters can make one topic of two.
fn hears_each_once(identity: &Identity, facts: &NodeFacts<'static>) -> Result<(), StartError> {
    for callback in facts.callbacks {
        let Role::Subscription { topics, .. } = callback.role else { continue };
        let mut seen = BTreeSet::new();
        let mut topics = topics.iter().flat_map(|topic| identity.topics(topic));
        if let Some(topic) = topics.find(|topic| !seen.insert(topic.clone())) {
            return Err(StartError::RepeatedTopic {
                node: identity.full(),
                callback: callback.name.to_owned(),
                topic,
            });
        }
    }
    Ok(())
}

struct Values<'a> {
    facts: &'a NodeFacts<'static>,
    given: &'a BTreeMap<String, ParameterValue>,
    /// Adds to a reason where a parameter got its value.
    with_origin: &'a dyn Fn(&str, String) -> String,
}

impl Values<'_> {
    /// The name with the values of its parameters: several names, where one of them is a list.
    fn fill(&self, declared: &Declared) -> Result<Vec<String>, String> {
        let (mut filled, mut rest) = (vec![String::new()], declared.name);
        let mut list: Option<&str> = None;
        while let Some((before, after)) = rest.split_once("$(") {
            let (parameter, after) = after.split_once(')').unwrap_or((after, ""));
            let texts = self.texts(parameter).map_err(|reason| (self.with_origin)(parameter, reason))?;
            let texts = match texts {
                Texts::One(text) => vec![text],
                Texts::List(_) if !matches!(declared.kind, Kind::Subscription) => {
                    return Err(format!(
                        "the parameter `{parameter}` is a list, and only a subscription can have several names"
                    ));
                }
                Texts::List(texts) => {
                    if let Some(first) = list.replace(parameter) {
                        return Err(format!(
                            "`{first}` and `{parameter}` are lists, and one of them can be in a name"
                        ));
                    }
                    texts
                }
            };
            let with = |text: &String| {
                filled.iter().map(move |start| format!("{start}{before}{text}")).collect::<Vec<_>>()
            };
            filled = texts.iter().flat_map(with).collect();
            rest = after;
        }
        filled.iter_mut().for_each(|filled| filled.push_str(rest));
        Ok(filled)
    }

    /// The parameter of this name, if a name or a period can be of it, with the value that it starts with.
    fn value(&self, parameter: &str, what: &str) -> Result<(ParameterSpec<'static>, ParameterValue), String> {
        let declared = self.facts.fields.iter().filter_map(|field| match &field.kind {
            FieldKind::Parameter(facts) => Some(facts.flatten()),
            _ => None,
        });
        let found = declared.flatten().find(|(name, ..)| name == parameter);
        let (_, _, spec) = found.ok_or_else(|| format!("the node has no parameter `{parameter}`"))?;
        if !spec.read_only {
            return Err(format!(
                "the parameter `{parameter}` may change while the node runs, and {what} can not: make it `read_only`"
            ));
        }
        let value = self.given.get(parameter).cloned().or_else(|| parameters::constant(&spec));
        let value =
            value.ok_or_else(|| format!("the parameter `{parameter}` has no default, and was not given"))?;
        Ok((spec, value))
    }

    fn texts(&self, parameter: &str) -> Result<Texts, String> {
        let (spec, value) = self.value(parameter, "a name")?;
        let is_list = match spec.ty.kind {
            ParameterKind::String => false,
            ParameterKind::Strings => true,
            _ => return Err(format!("the parameter `{parameter}` is no text")),
        };
        match value {
            _ if spec.ty.optional => Err(format!("the parameter `{parameter}` may be unset")),
            ParameterValue::String(text) if !is_list => Ok(Texts::One(text)),
            ParameterValue::Strings(texts) if is_list => {
                let mut seen = BTreeSet::new();
                match texts.iter().find(|text| !seen.insert(text.as_str())) {
                    _ if texts.is_empty() => Err(format!("the parameter `{parameter}` is an empty list")),
                    Some(twice) => Err(format!("the parameter `{parameter}` has `{twice}` twice")),
                    None => Ok(Texts::List(texts)),
                }
            }
            other if is_list => {
                Err(format!("the parameter `{parameter}` is given as {other}, which is no list of texts"))
            }
            other => Err(format!("the parameter `{parameter}` is given as {other}, which is no text")),
        }
    }

    fn number(&self, parameter: &str) -> Result<f64, String> {
        let (spec, value) = self.value(parameter, "a period of the node's start")?;
        match (spec.ty.kind, value) {
            (ParameterKind::Double, ParameterValue::Double(number)) => Ok(number),
            // Beyond 2^53 a period is longer than any program runs.
            #[allow(clippy::cast_precision_loss)]
            (ParameterKind::Integer, ParameterValue::Integer(number)) => Ok(number as f64),
            (ParameterKind::Double | ParameterKind::Integer, other) => {
                Err(format!("the parameter `{parameter}` is given as {other}, which is not of its type"))
            }
            _ => Err(format!("the parameter `{parameter}` is no number")),
        }
    }
}

/// What a parameter puts into a name.
enum Texts {
    One(String),
    List(Vec<String>),
}
