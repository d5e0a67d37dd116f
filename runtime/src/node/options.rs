//! How a node is started.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::given::Given;
use super::substitute;
use crate::args::Args;
use crate::args::file::Origin;
use crate::error::StartError;
use crate::facts::names::{self, NameKind};
use crate::facts::{FieldKind, NodeFacts, PublisherFacts, Role};
use crate::life::{Identity, Limits};
use crate::parameters::qos::{End, OF_USERS, Overridable};
use crate::parameters::serve;
use crate::parameters::store::declare::{Declaration, Problem};
use crate::parameters::store::{Store, Undeclared, Validator};
use crate::parameters::value::ParameterValue;
use crate::sim_time;
use crate::stall;
use crate::wait_graph::OnDeadlock;

/// How long running callbacks may go on when their node stops, unless its options say otherwise.
pub(crate) const DEFAULT_GRACE: Duration = Duration::from_secs(2);

/// How a node is started: under which names, and with how much time to stop.
///
/// ```no_run
/// # use rosweave::prelude::*;
/// # #[node] struct Talker;
/// # #[node] impl Talker { #[timer("1s")] fn tick(&self) {} }
/// # async fn f() -> rosweave::Result {
/// let talker = NodeOptions::new().namespace("/robot1").remap("chatter", "/speech").start::<Talker>().await?;
/// talker.stop().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NodeOptions {
    name: Option<String>,
    namespace: Option<String>,
    remaps: Vec<(String, String)>,
    args: Args,
    parameters: Vec<(String, ParameterValue)>,
    pub(super) limits: Limits,
    pub(super) logs: Logs,
    pub(super) given: Given,
    pub(super) on_deadlock: OnDeadlock,
}

impl Default for NodeOptions {
    fn default() -> NodeOptions {
        let limits = Limits { grace: DEFAULT_GRACE, stall: stall::DEFAULT_LIMIT };
        let (args, given, on_deadlock) = (Args::default(), Given::default(), OnDeadlock::default());
        let (remaps, parameters, logs) = (Vec::new(), Vec::new(), Logs::default());
        NodeOptions {
            name: None,
            namespace: None,
            remaps,
            args,
            parameters,
            limits,
            logs,
            given,
            on_deadlock,
        }
    }
}

impl NodeOptions {
    /// The node as it is declared.
    pub fn new() -> NodeOptions {
        NodeOptions::default()
    }

    /// Another name for the node.
    pub fn name(mut self, name: impl Into<String>) -> NodeOptions {
        self.name = Some(name.into());
        self
    }

    /// Another namespace for the node, absolute.
    pub fn namespace(mut self, namespace: impl Into<String>) -> NodeOptions {
        self.namespace = Some(namespace.into());
        self
    }

    /// Another topic or service for a name that the node uses. Both are resolved like names of the node.
    pub fn remap(mut self, from: impl Into<String>, to: impl Into<String>) -> NodeOptions {
        self.remaps.push((from.into(), to.into()));
        self
    }

    /// A value for the node's `#[init]`, which takes it by its type: `fn init(h: Handles<Self>, config: Config) -> Self`.
    ///
    /// It is moved to the node that starts. Clones of these options share it: whichever node starts first has it.
    pub fn with<C: Send + 'static>(mut self, value: C) -> NodeOptions {
        self.given.put(value);
        self
    }

    /// The value that a parameter starts with, instead of its default. It wins over those of arguments and files.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<ParameterValue>) -> NodeOptions {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// What the program's arguments say of names and parameters. Among the rules that replace topics and services those of
    /// [`remap`](NodeOptions::remap) come first; the node's name and namespace are what the arguments say.
    pub fn args(mut self, args: &Args) -> NodeOptions {
        self.args = args.clone();
        self
    }

    pub(crate) fn given_args(&self) -> &Args {
        &self.args
    }

    /// How long running callbacks may go on when the node stops. The default is two seconds.
    pub fn grace(mut self, grace: Duration) -> NodeOptions {
        self.limits.grace = grace;
        self
    }

    /// How long a callback may run before it is reported: while somebody waits, for its reply or for its exclusive
    /// group, or in any case where its code does not pause and it has no thread of its own. The default is two
    /// seconds. In wall time it is seen up to a quarter later.
    pub fn stall_after(mut self, limit: Duration) -> NodeOptions {
        self.limits.stall = limit;
        self
    }

    /// Whether the node publishes its log on `/rosout`. It does, unless this or `--disable-rosout-logs` says otherwise.
    pub fn rosout(mut self, rosout: bool) -> NodeOptions {
        self.logs.rosout = rosout;
        self
    }

    /// Whether the node answers `~/get_logger_levels` and `~/set_logger_levels`. It does not, unless this says so.
    pub fn logger_services(mut self, services: bool) -> NodeOptions {
        self.logs.services = services;
        self
    }

    /// What becomes of a wait of the node's that would close a cycle of waits, and of the node's start where the waits
    /// that its callbacks show do so together with those of nodes that run. Refused, unless this says otherwise.
    pub fn on_deadlock(mut self, on_deadlock: OnDeadlock) -> NodeOptions {
        self.on_deadlock = on_deadlock;
        self
    }
}

/// How many parameters that a node does not declare are named: a file for a whole robot can have thousands.
const TOLD_STRANGERS: usize = 10;

/// What a node's type says of its parameters beside their facts.
pub(super) struct ParametersOf {
    pub(super) undeclared: Undeclared,
    pub(super) validator: Option<Validator>,
}

impl NodeOptions {
    /// The parameters of a node with these options.
    pub(super) fn store(
        &self,
        facts: &NodeFacts<'static>,
        of_type: ParametersOf,
        identity: &Identity,
    ) -> Result<Store, StartError> {
        let node = identity.full();
        let given = self.given(&node);
        let ends = overridable(facts, identity, given.get("use_sim_time"));
        let Declaration { store, problems, strangers } =
            Store::declare(facts, of_type.undeclared, given, &ends);
        // Of values that are not there the validator can say nothing.
        let validator = of_type.validator.filter(|_| problems.is_empty());
        let mut told: Vec<String> = self.told(&node, problems).collect();
        // What arguments and files give may be for another node; what the program itself gives is for this one.
        let of_program = |name: &String| self.parameters.iter().any(|(given, _)| given == name);
        let (own, shared): (Vec<_>, Vec<_>) = strangers.into_iter().partition(of_program);
        told.extend(own.iter().map(|name| {
            let help = store.suggestion(name).map(|help| format!("; {help}")).unwrap_or_default();
            format!("the node declares no parameter `{name}`{help}")
        }));
        // Those of `/clock` are declared when it is heard.
        let clock: Vec<String> = sim_time::end(identity).parameters().map(|(name, ..)| name).collect();
        let strangers: Vec<String> = shared.into_iter().filter(|name| !clock.contains(name)).collect();
        for parameter in strangers.iter().take(TOLD_STRANGERS) {
            let help = store.suggestion(parameter);
            tracing::warn!(node, parameter, help, "a parameter was given that the node does not declare");
        }
        if let Some(more @ 1..) = strangers.len().checked_sub(TOLD_STRANGERS) {
            tracing::warn!(node, more, "more parameters were given that the node does not declare");
        }
        told.extend(validator.and_then(|validator| store.validate_by(validator).err()));
        if told.is_empty() { Ok(store) } else { Err(StartError::Parameters { node, problems: told }) }
    }

    /// What is wrong with names and periods, with all values that do not fit their parameters.
    fn all_at_once(
        &self,
        identity: &Identity,
        facts: &NodeFacts<'static>,
        given: BTreeMap<String, ParameterValue>,
        mut wrong: Vec<StartError>,
    ) -> StartError {
        // Of an end whose name could not be made, the parameters have none.
        let mut ends = overridable(facts, identity, given.get("use_sim_time"));
        ends.retain(|end| !names::has_parameter(&end.topic));
        let problems = Store::declare(facts, Undeclared::Allowed, given, &ends).problems;
        // Each parameter once: one that is wrong makes all names wrong that have it.
        let mut told: BTreeSet<String> = problems.iter().map(|problem| problem.name.clone()).collect();
        wrong.retain(|error| {
            let parameters = parameters_of(error);
            let is_news = !parameters.iter().any(|parameter| told.contains(*parameter));
            told.extend(parameters.into_iter().map(str::to_owned));
            is_news
        });
        match (problems.is_empty(), wrong.pop()) {
            (true, Some(only)) if wrong.is_empty() => only,
            (_, last) => {
                let node = identity.full();
                let values = self.told(&node, problems);
                let problems = values.chain(wrong.into_iter().chain(last).map(of_member)).collect();
                StartError::Parameters { node, problems }
            }
        }
    }

    fn told(&self, node: &str, problems: Vec<Problem>) -> impl Iterator<Item = String> {
        problems.into_iter().map(move |Problem { name, reason }| self.with_origin(node, &name, reason))
    }

    /// What is wrong with a parameter, and where its value was given.
    fn with_origin(&self, node: &str, name: &str, reason: String) -> String {
        match self.origin(node, name) {
            Some(origin) => format!("{reason} ({origin})"),
            None => reason,
        }
    }

    /// Where a value was given, if it was not by the program itself.
    fn origin(&self, node: &str, name: &str) -> Option<&Origin> {
        let by_program = self.parameters.iter().any(|(given, _)| given == name);
        self.args.ros.overrides.origin(node, name).filter(|_| !by_program)
    }

    /// What the parameters of the node with this full name start with, where it is not their default.
    fn given(&self, node: &str) -> BTreeMap<String, ParameterValue> {
        let mut given = self.args.ros.overrides.of(node);
        given.extend(self.parameters.iter().cloned());
        given
    }

    /// The names that a node with these options runs under.
    pub(crate) fn identity(self, facts: NodeFacts<'static>) -> Result<Identity, StartError> {
        let declared = Identity::declared(&facts);
        let name = self.name.clone().unwrap_or(declared.name);
        let names = self.args.names(name, self.namespace.clone().unwrap_or(declared.namespace));
        let own = || self.remaps.iter().cloned();
        let mut identity = Identity {
            remaps: own().chain(names.services).collect(),
            topic_remaps: own().chain(names.topics).collect(),
            name: names.name,
            namespace: names.namespace,
            uses: Vec::new(),
            lists: Vec::new(),
            periods: Vec::new(),
        };
        check_names(&identity)?;
        let node = identity.full();
        let given = self.given(&node);
        let with_origin = |name: &str, reason: String| self.with_origin(&node, name, reason);
        let wrong = substitute::apply(&mut identity, &facts, &given, &with_origin);
        if !wrong.is_empty() {
            return Err(self.all_at_once(&identity, &facts, given, wrong));
        }
        Ok(identity)
    }
}

/// The parameters that a name or a period is made of.
fn parameters_of(error: &StartError) -> Vec<&str> {
    let (StartError::NameFromParameter { name: written, .. }
    | StartError::PeriodFromParameter { period: written, .. }) = error
    else {
        return Vec::new();
    };
    written.split("$(").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

/// The error without its node, which is named once for all.
fn of_member(error: StartError) -> String {
    match error {
        StartError::NameFromParameter { member, name, reason, .. } => {
            format!("`{member}` can not use the name `{name}`: {reason}")
        }
        StartError::PeriodFromParameter { callback, period, reason, .. } => {
            format!("`{callback}` can not have the period `{period}`: {reason}")
        }
        other => other.to_string(),
    }
}

/// What a node does for its log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Logs {
    pub(crate) rosout: bool,
    pub(crate) services: bool,
}

impl Default for Logs {
    fn default() -> Logs {
        Logs { rosout: true, services: false }
    }
}

/// The ends of topics whose quality of service parameters may change.
fn overridable(
    facts: &NodeFacts<'static>,
    identity: &Identity,
    use_sim_time: Option<&ParameterValue>,
) -> Vec<Overridable> {
    let end = |topic: &str, end, policies, qos| Overridable {
        topic: identity.resolve_topic(topic),
        end,
        policies,
        qos,
    };
    let mut ends = vec![serve::events(identity)];
    ends.extend((use_sim_time == Some(&ParameterValue::Bool(true))).then(|| sim_time::end(identity)));
    ends.extend(facts.fields.iter().filter_map(|field| match field.kind {
        FieldKind::Publisher(PublisherFacts { topic, qos, overridable: true, .. }) => {
            Some(end(topic, End::Publisher, OF_USERS, qos))
        }
        _ => None,
    }));
    for callback in facts.callbacks {
        if let Role::Subscription { topics, qos, overridable: true, .. } = callback.role {
            let topics = topics.iter().flat_map(|topic| identity.topics(topic));
            ends.extend(topics.map(|topic| Overridable {
                topic,
                end: End::Subscription,
                policies: OF_USERS,
                qos,
            }));
        }
    }
    ends
}

fn check_names(identity: &Identity) -> Result<(), StartError> {
    let valid = |kind, name: &str| match names::check(kind, name) {
        None => Ok(()),
        Some(reason) => Err(StartError::BadName { name: name.to_owned(), reason }),
    };
    valid(NameKind::Node, &identity.name)?;
    valid(NameKind::Namespace, &identity.namespace)?;
    identity.remaps.iter().chain(&identity.topic_remaps).try_for_each(|(from, to)| {
        valid(NameKind::Topic, from)?;
        valid(NameKind::Topic, to)
    })
}
