//! From bodies to callbacks: what a callback does itself and through other methods of the block.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proc_macro2::Ident;

use super::body::{Body, HasReceiver, Own, Source, walk};
use super::handles::Leaving;
use crate::attr::Condition;

/// What is known of a block.
pub(crate) struct Scan<'a> {
    sources: &'a [Source],
    bodies: Vec<Body>,
    leaving: Leaving,
    /// The places that the facts name, in the order of their numbers.
    pub(crate) sites: Vec<Site>,
}

/// A place that a message can point at.
pub(crate) struct Site {
    pub(crate) ident: Ident,
    pub(crate) condition: Condition,
    key: (usize, Kind, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Wait,
    Escape,
    Call,
}

/// What a callback does.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) waits: Vec<Wait>,
    pub(crate) escapes: Vec<Escape>,
}

/// A wait that is seen.
pub(crate) struct Wait {
    pub(crate) site: usize,
    pub(crate) field: String,
    pub(crate) through: Option<String>,
    pub(crate) certain: bool,
    /// What the call may wait on where `field` is no client.
    pub(crate) elsewhere: Reach,
    pub(crate) condition: Condition,
}

/// A place where the context leaves, together with a client.
pub(crate) struct Escape {
    pub(crate) site: usize,
    pub(crate) reach: Reach,
    pub(crate) through: Option<String>,
    pub(crate) condition: Condition,
}

/// The fields that leave with a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    All,
    Fields(Vec<String>),
}

/// How a callback comes to a method.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) condition: Condition,
    certain: bool,
}

impl<'a> Scan<'a> {
    /// Walks through all bodies. `leaving` are the handles that the node's making gives away.
    pub(crate) fn new(sources: &'a [Source], leaving: Leaving) -> Scan<'a> {
        let own = |name: &str| {
            let named = || sources.iter().filter(|source| source.name == name);
            if named().next().is_none() {
                Own::No
            } else if named().all(|source| source.receiver == HasReceiver::Yes) {
                Own::Method
            } else {
                Own::Function
            }
        };
        let bodies = sources.iter().map(|source| walk(source, &own)).collect();
        Scan { sources, bodies, leaving, sites: Vec::new() }
    }

    /// The methods that `callback` comes to, itself included.
    pub(crate) fn ways(&self, callback: usize) -> BTreeMap<usize, Way> {
        let mut ways = BTreeMap::from([(callback, Way { condition: Condition::always(), certain: true })]);
        let mut queue = VecDeque::from([callback]);
        while let Some(at) = queue.pop_front() {
            let from = ways[&at].clone();
            for call in &self.bodies[at].calls {
                for target in self.named(&call.method) {
                    let step = Way {
                        condition: from.condition.and(&self.sources[target].condition),
                        certain: from.certain && call.certain,
                    };
                    if merge(&mut ways, target, step) {
                        queue.push_back(target);
                    }
                }
            }
        }
        ways
    }

    fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        (0..self.sources.len()).filter(move |&i| self.sources[i].name == name)
    }

    /// What `callback` waits for, and where its context leaves.
    pub(crate) fn found(&mut self, callback: usize) -> Found {
        let mut found = Found::default();
        if self.sources[callback].context.is_none() {
            return found;
        }
        let ways = self.ways(callback);
        let reach = self.reach(&ways);
        for (&at, way) in ways.iter().filter(|(at, _)| self.sources[**at].context.is_some()) {
            let through = (at != callback).then(|| self.sources[at].name.clone());
            for (i, wait) in self.bodies[at].waits.iter().enumerate() {
                found.waits.push(Wait {
                    site: site(&mut self.sites, &self.sources[at], &wait.field, (at, Kind::Wait, i)),
                    field: crate::text::name(&wait.field),
                    through: through.clone(),
                    certain: wait.certain && way.certain,
                    elsewhere: reach.clone(),
                    condition: way.condition.clone(),
                });
            }
            for (kind, i, ident) in self.leaving_contexts(at) {
                if reach != Reach::Fields(Vec::new()) {
                    let site = site(&mut self.sites, &self.sources[at], &ident, (at, kind, i));
                    let (reach, condition) = (reach.clone(), way.condition.clone());
                    found.escapes.push(Escape { site, reach, through: through.clone(), condition });
                }
            }
        }
        found
    }

    /// Where the context leaves in the body at `at`: by itself, or into a method that does not take it as one.
    fn leaving_contexts(&self, at: usize) -> Vec<(Kind, usize, Ident)> {
        let body = &self.bodies[at];
        let escapes = body.escapes.iter().enumerate().map(|(i, ident)| (Kind::Escape, i, ident.clone()));
        let calls = body.calls.iter().enumerate().filter(|(_, call)| self.is_opaque(&call.method));
        let calls = calls.filter_map(|(i, call)| Some((Kind::Call, i, call.context.clone()?)));
        escapes.chain(calls).collect()
    }

    /// Whether a method of the block takes a context as something else, such as an `impl Context`.
    fn is_opaque(&self, method: &str) -> bool {
        self.named(method).all(|at| self.sources[at].context.is_none())
    }

    /// What somebody outside can wait on who gets the context.
    fn reach(&self, ways: &BTreeMap<usize, Way>) -> Reach {
        let reached = || ways.keys().map(|&at| &self.bodies[at]);
        let opaque = reached()
            .any(|body| body.calls.iter().any(|call| call.context.is_some() && self.is_opaque(&call.method)));
        let mut fields: BTreeSet<String> = reached().flat_map(|body| body.fields.iter().cloned()).collect();
        fields.extend(self.bodies.iter().flat_map(|body| body.clones.iter().cloned()));
        match &self.leaving {
            Leaving::All => return Reach::All,
            Leaving::Fields(handles) => fields.extend(handles.iter().cloned()),
        }
        if opaque || reached().any(|body| body.self_leaves) {
            return Reach::All;
        }
        Reach::Fields(fields.into_iter().collect())
    }
}

fn merge(ways: &mut BTreeMap<usize, Way>, target: usize, step: Way) -> bool {
    let Some(known) = ways.get(&target) else {
        ways.insert(target, step);
        return true;
    };
    let merged =
        Way { condition: known.condition.or(&step.condition), certain: known.certain || step.certain };
    let changed = merged != *known;
    ways.insert(target, merged);
    changed
}

/// The number of a place, a new one where it has none yet.
fn site(sites: &mut Vec<Site>, source: &Source, ident: &Ident, key: (usize, Kind, usize)) -> usize {
    sites.iter().position(|site| site.key == key).unwrap_or_else(|| {
        sites.push(Site { ident: ident.clone(), condition: source.condition.clone(), key });
        sites.len() - 1
    })
}
