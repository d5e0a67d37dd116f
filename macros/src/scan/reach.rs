//! From bodies to callbacks: what a callback does itself and through other methods of the block.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proc_macro2::Ident;

use super::body::{BareCall, Body, CallForm, Leaves, Own, OwnCall, SelfKind, Source, Within};
use super::goals::Awaited;
use super::init::Leaving;
use super::walk::walk;
use crate::attr::Condition;
use crate::syntax::Asyncness;

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
    Declared,
    Lookup,
    Escape,
    Call,
}

/// What a callback does.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) context: ContextUse,
    pub(crate) waits: Vec<Wait>,
    pub(crate) escapes: Vec<Escape>,
}

/// Who uses a callback's context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ContextUse {
    /// The callback alone.
    #[default]
    Own,
    /// Others get it, too: functions, or the callback's own closures.
    HandedOn,
}

/// A wait that is seen or declared.
pub(crate) struct Wait {
    pub(crate) site: usize,
    pub(crate) field: String,
    pub(crate) awaited: Awaited,
    pub(crate) through: Option<String>,
    pub(crate) certain: bool,
    /// What the call may wait on where `field` is no client.
    pub(crate) elsewhere: Reach,
    pub(crate) condition: Condition,
}

/// A place where the context leaves, together with a client.
pub(crate) struct Escape {
    pub(crate) site: usize,
    /// The field whose method gets the context. Where it is a client, nothing leaves.
    pub(crate) into: Option<String>,
    pub(crate) reach: Reach,
    pub(crate) through: Option<String>,
    pub(crate) condition: Condition,
}

/// The fields that leave with a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    All,
    /// The clients of actions but these: somebody's goal gets the context.
    Goals {
        but: Vec<String>,
    },
    Fields(Vec<String>),
}

impl Reach {
    fn nothing() -> Reach {
        Reach::Fields(Vec::new())
    }
}

/// How a callback comes to a method.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) condition: Condition,
    certain: bool,
}

/// A context that leaves.
struct Leak {
    key: (Kind, usize),
    ident: Ident,
    into: Option<String>,
    to: Leaves,
    condition: Condition,
}

impl<'a> Scan<'a> {
    /// Walks through all bodies. `leaving` are the handles that the node's making gives away.
    pub(crate) fn new(sources: &'a [Source], leaving: Leaving) -> Scan<'a> {
        let own = |name: &str| {
            let named = || sources.iter().filter(|source| source.name == name);
            if named().next().is_none() {
                Own::No
            } else if named().all(|source| source.receiver != SelfKind::None) {
                Own::Method
            } else {
                Own::Function
            }
        };
        let bodies = sources.iter().map(|source| walk(source, &own)).collect();
        Scan { sources, bodies, leaving, sites: Vec::new() }
    }

    /// The calls without a context, each with the number of the method that it stands in.
    pub(crate) fn bare(&self) -> impl Iterator<Item = (usize, &BareCall)> {
        self.bodies.iter().enumerate().flat_map(|(at, body)| body.bare.iter().map(move |call| (at, call)))
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

    /// The methods that `callback` runs itself, itself included: what its closures call may run elsewhere.
    pub(crate) fn runs(&self, callback: usize) -> BTreeSet<usize> {
        let mut runs = BTreeSet::from([callback]);
        let mut queue = VecDeque::from([callback]);
        while let Some(at) = queue.pop_front() {
            let calls = self.bodies[at].calls.iter().filter(|call| call.within == Within::Body);
            for target in calls.flat_map(|call| self.named(&call.method)) {
                if runs.insert(target) {
                    queue.push_back(target);
                }
            }
        }
        runs
    }

    fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        (0..self.sources.len()).filter(move |&i| self.sources[i].name == name)
    }

    /// What `callback` waits for, and where its context leaves.
    pub(crate) fn found(&mut self, callback: usize) -> Found {
        let mut found = Found::default();
        let source = &self.sources[callback];
        // Who has no context can hand none out, but an async one may have got one from somewhere else: a sync one
        // is never lent the context that it would need.
        if source.contexts.is_empty() && source.asyncness == Asyncness::Sync {
            return found;
        }
        let body = &self.bodies[callback];
        let captured = body.waits.iter().any(|wait| wait.within == Within::Closure);
        let handed_on = body.calls.iter().any(|call| !call.contexts.is_empty());
        if captured || handed_on || !body.escapes.is_empty() {
            found.context = ContextUse::HandedOn;
        }
        let ways = self.ways(callback);
        let silent = self.sources[callback].contexts.is_empty() || self.sources[callback].declared.is_some();
        let reach = if silent { Reach::nothing() } else { self.reach(&ways) };
        let elsewhere = self.elsewhere(&ways);
        for (&at, way) in &ways {
            let through = (at != callback).then(|| self.sources[at].name.clone());
            let told = self.sources[at].declared.is_some();
            let place = Place { at, way, through };
            let beside = if told { Reach::nothing() } else { reach.clone() };
            self.add_waits(&place, &beside, &mut found);
            if !silent && !told {
                self.add_escapes(&place, &reach, &elsewhere, &mut found);
            }
        }
        found
    }

    /// The waits that are seen at a place, and those that are declared.
    fn add_waits(&mut self, place: &Place<'_>, elsewhere: &Reach, found: &mut Found) {
        let source = &self.sources[place.at];
        let seen = self.bodies[place.at].waits.iter().enumerate();
        let seen = seen.map(|(i, wait)| {
            let certain = wait.certain && place.way.certain;
            (Kind::Wait, i, &wait.at, wait.field.clone(), wait.awaited, certain)
        });
        let declared =
            source.declared.iter().flatten().enumerate().map(|(i, client)| {
                (Kind::Declared, i, client, crate::text::name(client), Awaited::Reply, false)
            });
        for (kind, i, ident, field, awaited, certain) in seen.chain(declared) {
            found.waits.push(Wait {
                site: site(&mut self.sites, source, ident, (place.at, kind, i)),
                field,
                awaited,
                through: place.through.clone(),
                certain,
                elsewhere: elsewhere.clone(),
                condition: place.way.condition.clone(),
            });
        }
    }

    /// Where a context leaves at a place. Where something else may stand for a method of the block, that gets all.
    fn add_escapes(&mut self, place: &Place<'_>, reach: &Reach, elsewhere: &Condition, found: &mut Found) {
        for leak in self.leaks(place.at) {
            let (kind, i) = leak.key;
            let condition = place.way.condition.and(&leak.condition);
            let but = || Reach::Goals { but: self.spent() };
            let goals = (leak.to == Leaves::ToAGoal).then(|| (but(), condition.clone()));
            let cases = [(reach.clone(), condition.clone()), (Reach::All, condition.and(elsewhere))];
            for (reach, condition) in cases.into_iter().chain(goals) {
                if reach == Reach::nothing() || condition.is_never() {
                    continue;
                }
                let source = &self.sources[place.at];
                let site = site(&mut self.sites, source, &leak.ident, (place.at, kind, i));
                let (into, through) = (leak.into.clone(), place.through.clone());
                found.escapes.push(Escape { site, into, reach, through, condition });
            }
        }
    }

    /// Where a context leaves in the body at `at`: by itself, by a method of a field, or into a method that does not
    /// take it as one.
    fn leaks(&self, at: usize) -> Vec<Leak> {
        let body = &self.bodies[at];
        let leak = |key, ident: &Ident, into, condition| {
            let to = Leaves::ToAnybody;
            Leak { key, ident: ident.clone(), into, to, condition }
        };
        let escapes = body.escapes.iter().enumerate();
        let escapes = escapes.map(|(i, escape)| Leak {
            to: escape.to,
            ..leak((Kind::Escape, i), &escape.ident, None, Condition::always())
        });
        let lookups = body.lookups.iter().enumerate().map(|(i, field)| {
            leak((Kind::Lookup, i), field, Some(crate::text::name(field)), Condition::always())
        });
        let calls = body.calls.iter().enumerate().filter_map(|(i, call)| {
            let ident = call.contexts.first()?;
            Some(leak((Kind::Call, i), ident, None, self.opaque(at, call)))
        });
        escapes.chain(lookups).chain(calls.filter(|leak| !leak.condition.is_never())).collect()
    }

    /// When a call within the block hands its contexts to something that is not followed with them.
    fn opaque(&self, from: usize, call: &OwnCall) -> Condition {
        let takes_fewer = |at: &usize| self.sources[*at].contexts.len() < call.contexts.len();
        let fewer = self.named(&call.method).filter(takes_fewer);
        let fewer = fewer.map(|at| self.sources[at].condition.clone());
        fewer.fold(self.absent(from, call), |either, condition| either.or(&condition))
    }

    /// When a call within the block is of something else: a method that is cut out here may have another form in a
    /// second block or a trait, and a trait's method may be the only one that fits the receiver.
    fn absent(&self, from: usize, call: &OwnCall) -> Condition {
        let receiver = self.sources[from].receiver;
        let fits = |at: &usize| call.form == CallForm::Path || self.sources[*at].receiver == receiver;
        let present = self.named(&call.method).filter(fits);
        let present = present.map(|at| self.sources[at].condition.clone());
        present.fold(Condition::never(), |either, condition| either.or(&condition)).negated()
    }

    /// When one of the calls on the way is of something else, which then has the node.
    fn elsewhere(&self, ways: &BTreeMap<usize, Way>) -> Condition {
        let calls =
            ways.iter().flat_map(|(&at, way)| self.bodies[at].calls.iter().map(move |call| (at, way, call)));
        let absent = calls.map(|(at, way, call)| way.condition.and(&self.absent(at, call)));
        absent.fold(Condition::never(), |either, condition| either.or(&condition))
    }

    /// The clients whose goals all end where they are sent, in sight: a goal from elsewhere is none of theirs.
    fn spent(&self) -> Vec<String> {
        let Leaving::Fields(handles) = &self.leaving else { return Vec::new() };
        if self.bodies.iter().any(|body| body.self_leaves) {
            return Vec::new();
        }
        let waits = self.bodies.iter().flat_map(|body| &body.waits);
        let mut sent: BTreeSet<&String> =
            waits.filter(|wait| wait.awaited == Awaited::Goal).map(|wait| &wait.field).collect();
        let out = self.bodies.iter().flat_map(|body| body.kept.iter().chain(&body.lent));
        for field in out.chain(handles) {
            sent.remove(field);
        }
        sent.into_iter().cloned().collect()
    }

    /// What somebody outside can wait on who gets the context.
    fn reach(&self, ways: &BTreeMap<usize, Way>) -> Reach {
        let reached = || ways.keys().map(|&at| &self.bodies[at]);
        let mut fields: BTreeSet<String> = reached().flat_map(|body| body.lent.iter().cloned()).collect();
        fields.extend(self.bodies.iter().flat_map(|body| body.kept.iter().cloned()));
        match &self.leaving {
            Leaving::All => return Reach::All,
            Leaving::Fields(handles) => fields.extend(handles.iter().cloned()),
        }
        if reached().any(|body| body.self_leaves) {
            return Reach::All;
        }
        Reach::Fields(fields.into_iter().collect())
    }
}

/// A method on the way of a callback.
struct Place<'w> {
    at: usize,
    way: &'w Way,
    through: Option<String>,
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
