//! `~/get_type_description`: what ROS 2's tools ask of the types that a node uses. Answered by the keeper.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::Arc;

use rosweave_interfaces::description::{
    ActionDescription, Description, Individual, ServiceDescription, Source, TypeDescription as Whole,
};

use crate::error::TransportError;
use crate::facts::NodeFacts;
use crate::group::task::yield_now;
use crate::life::Life;
use crate::message::Message;
use crate::message::known::{Known, Parts, Travels};
use crate::msgs::action_msgs::msg::GoalStatusArray;
use crate::msgs::action_msgs::srv::CancelGoal;
use crate::msgs::builtin_interfaces::msg::Time;
use crate::msgs::rcl_interfaces::msg::{Log, ParameterEvent};
use crate::msgs::rcl_interfaces::srv::{
    DescribeParameters, GetParameterTypes, GetParameters, ListParameters, SetParameters,
    SetParametersAtomically,
};
use crate::msgs::service_msgs::msg::ServiceEventInfo;
use crate::msgs::type_description_interfaces::msg::{
    Field, FieldType, IndividualTypeDescription, TypeDescription, TypeSource,
};
use crate::msgs::type_description_interfaces::srv::{
    GetTypeDescription, GetTypeDescriptionRequest, GetTypeDescriptionResponse,
};
use crate::msgs::unique_identifier_msgs::msg::UUID;
use crate::parameters::serve::server;
use crate::rt::BoxFuture;
use crate::transport::Serves;

/// The task that answers until the node is cancelled.
pub(crate) fn task<T: Serves<GetTypeDescription>>(
    node: &T::Node,
    life: &Arc<Life>,
) -> Result<Option<BoxFuture<'static, ()>>, TransportError> {
    let server = match server::<T, GetTypeDescription>(node, life, "~/get_type_description") {
        // Humble has no such service, and a ROS 2 can be built without it: nodes do, too.
        Err(TransportError::UnknownType { .. }) => None,
        server => server?,
    };
    let Some(mut port) = server else { return Ok(None) };
    let facts = life.facts;
    Ok(Some(Box::pin(async move {
        // Described when somebody asks for the first time.
        let mut types = None;
        while let Some(asked) = poll_fn(|context| port.poll_request(context)).await {
            let types = types.get_or_insert_with(|| Types::of(&facts));
            asked.responder.send(types.answer(&asked.request));
            yield_now().await;
        }
    })))
}

/// What every node uses.
fn common() -> [&'static Known; 9] {
    [
        Known::message::<Log>(),
        Known::message::<ParameterEvent>(),
        Known::service::<DescribeParameters>(),
        Known::service::<GetParameterTypes>(),
        Known::service::<GetParameters>(),
        Known::service::<ListParameters>(),
        Known::service::<SetParameters>(),
        Known::service::<SetParametersAtomically>(),
        Known::service::<GetTypeDescription>(),
    ]
}

/// What a node uses for the sake of an action.
fn travelling(known: &Known) -> impl Iterator<Item = &'static Known> {
    let of_all = || [Known::service::<CancelGoal>(), Known::message::<GoalStatusArray>()];
    let travels = known.travels().map(|Travels { send_goal, get_result, feedback }| {
        [send_goal, get_result, feedback].into_iter().chain(of_all())
    });
    travels.into_iter().flatten()
}

/// The types that a node uses.
struct Types(Vec<Described>);

struct Described {
    hash: String,
    whole: Whole,
    sources: BTreeMap<&'static str, Source>,
}

impl Types {
    fn of(facts: &NodeFacts<'static>) -> Types {
        let fields = facts.fields.iter().filter_map(|field| field.kind.end());
        let ends = fields.chain(facts.callbacks.iter().flat_map(|callback| callback.role.ends()));
        let known = ends.filter_map(|end| end.ros_type?.known);
        let known = known.flat_map(|of| std::iter::once(of).chain(travelling(of)));
        Types(known.chain(common()).filter_map(describe).collect())
    }

    fn answer(&self, request: &GetTypeDescriptionRequest) -> GetTypeDescriptionResponse {
        let GetTypeDescriptionRequest { type_name, type_hash, include_type_sources } = request;
        let failed = |reason: String| GetTypeDescriptionResponse {
            failure_reason: reason,
            ..GetTypeDescriptionResponse::default()
        };
        if !type_hash.is_empty() && !is_hash(type_hash) {
            return failed(format!("`{type_hash}` is no type hash"));
        }
        let is_asked = |of: &&Described| of.hash == *type_hash || type_hash.is_empty();
        let of_name = self.0.iter().filter(|of| of.whole.main.type_name == *type_name);
        let Some(described) = of_name.clone().find(is_asked) else {
            return failed(match of_name.map(|of| &of.hash).next() {
                Some(hash) => format!("this node has `{type_name}` with the hash {hash}"),
                None => format!("this node does not use `{type_name}`"),
            });
        };
        GetTypeDescriptionResponse {
            successful: true,
            type_description: message(&described.whole),
            type_sources: if *include_type_sources { described.sources() } else { Vec::new() },
            ..GetTypeDescriptionResponse::default()
        }
    }
}

fn is_hash(text: &str) -> bool {
    let digits = text.strip_prefix("RIHS01_").unwrap_or_default();
    digits.len() == 64 && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// What is known of a type; `None` where a part of it has no description.
fn describe(known: &'static Known) -> Option<Described> {
    let mut sources = BTreeMap::new();
    let mut note = |description: &'static Description| {
        description.visit(&mut |of| {
            if let Some(source) = of.source {
                sources.insert(of.name, source);
            }
        });
    };
    let whole = match known.parts {
        Parts::Message(description) => {
            note(description?);
            description?.whole()?
        }
        Parts::Service { source, halves: [request, response] } => {
            let (request, response) = (request?, response?);
            note(request);
            note(response);
            note(ServiceEventInfo::DESCRIPTION?);
            sources.extend(source.map(|source| (known.name, source)));
            ServiceDescription::new(known.name, request.whole()?, response.whole()?).service
        }
        Parts::Action { source, parts: [goal, result, feedback], .. } => {
            let parts = [goal?, result?, feedback?];
            parts.into_iter().for_each(&mut note);
            [UUID::DESCRIPTION, Time::DESCRIPTION, ServiceEventInfo::DESCRIPTION]
                .into_iter()
                .flatten()
                .for_each(&mut note);
            sources.extend(source.map(|source| (known.name, source)));
            let [goal, result, feedback] = parts.map(Description::whole);
            ActionDescription::new(known.name, [goal?, result?, feedback?]).action
        }
    };
    Some(Described { hash: whole.hash(), whole, sources })
}

impl Described {
    /// The definitions of the type and of what is in it.
    fn sources(&self) -> Vec<TypeSource> {
        let names = std::iter::once(&self.whole.main.type_name).chain(self.whole.referenced.keys());
        let sources = names.map(|name| match self.sources.get(&**name) {
            Some(source) => TypeSource {
                type_name: name.clone(),
                encoding: source.encoding.to_owned(),
                raw_file_contents: source.text.to_owned(),
            },
            None => TypeSource {
                type_name: name.clone(),
                encoding: "implicit".to_owned(),
                ..TypeSource::default()
            },
        });
        sources.collect()
    }
}

fn message(whole: &Whole) -> TypeDescription {
    TypeDescription {
        type_description: individual(&whole.main),
        referenced_type_descriptions: whole.referenced.values().map(individual).collect(),
    }
}

fn individual(of: &Individual) -> IndividualTypeDescription {
    let fields = of.fields.iter().map(|field| Field {
        name: field.name.clone(),
        r#type: FieldType {
            type_id: field.type_id,
            capacity: field.capacity,
            string_capacity: field.string_capacity,
            nested_type_name: field.nested_type_name.clone(),
        },
        default_value: field.default_value.clone(),
    });
    IndividualTypeDescription { type_name: of.type_name.clone(), fields: fields.collect() }
}
