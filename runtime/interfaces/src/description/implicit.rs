//! What ROS 2 derives from the definition of a service or an action.

use super::type_id::{ARRAY, BOOLEAN, BOUNDED_SEQUENCE, INT8, INT32, INT64, UINT8, UINT32};
use super::{Field, TypeDescription};

fn time() -> TypeDescription {
    let fields = vec![Field::new("sec", INT32), Field::new("nanosec", UINT32)];
    TypeDescription::new("builtin_interfaces/msg/Time".to_owned(), fields, [])
}

fn uuid() -> TypeDescription {
    let fields = vec![Field { capacity: 16, ..Field::new("uuid", UINT8 + ARRAY) }];
    TypeDescription::new("unique_identifier_msgs/msg/UUID".to_owned(), fields, [])
}

fn service_event_info() -> TypeDescription {
    let time = time();
    let fields = vec![
        Field::new("event_type", UINT8),
        Field::nested("stamp", &time),
        Field { capacity: 16, ..Field::new("client_gid", UINT8 + ARRAY) },
        Field::new("sequence_number", INT64),
    ];
    TypeDescription::new("service_msgs/msg/ServiceEventInfo".to_owned(), fields, [&time])
}

/// What ROS 2 derives from a service's two halves.
#[derive(Clone, Debug)]
pub struct ServiceDescription {
    /// The service.
    pub service: TypeDescription,
    /// Its request.
    pub request: TypeDescription,
    /// Its response.
    pub response: TypeDescription,
    /// What is told to who watches it.
    pub event: TypeDescription,
}

impl ServiceDescription {
    /// The service with this full name.
    pub fn new(name: &str, request: TypeDescription, response: TypeDescription) -> ServiceDescription {
        let info = service_event_info();
        let one = |name, of| Field {
            type_id: super::type_id::NESTED + BOUNDED_SEQUENCE,
            capacity: 1,
            ..Field::nested(name, of)
        };
        let fields = vec![Field::nested("info", &info), one("request", &request), one("response", &response)];
        let event = TypeDescription::new(format!("{name}_Event"), fields, [&info, &request, &response]);
        let fields = vec![
            Field::nested("request_message", &request),
            Field::nested("response_message", &response),
            Field::nested("event_message", &event),
        ];
        let service = TypeDescription::new(name.to_owned(), fields, [&request, &response, &event]);
        ServiceDescription { service, request, response, event }
    }

    /// The service, its halves and its event.
    pub fn all(&self) -> [&TypeDescription; 4] {
        [&self.service, &self.request, &self.response, &self.event]
    }
}

/// What ROS 2 derives from an action's three parts.
#[derive(Clone, Debug)]
pub struct ActionDescription {
    /// The action.
    pub action: TypeDescription,
    /// Its goal, result and feedback.
    pub parts: [TypeDescription; 3],
    /// The service that sends a goal.
    pub send_goal: ServiceDescription,
    /// The service that brings a result.
    pub get_result: ServiceDescription,
    /// The message that brings feedback.
    pub feedback_message: TypeDescription,
}

impl ActionDescription {
    /// The action with this full name, out of its goal, result and feedback.
    pub fn new(name: &str, parts: [TypeDescription; 3]) -> ActionDescription {
        let [goal, result, feedback] = &parts;
        let id = |of: &TypeDescription| Field::nested("goal_id", of);
        let (uuid, time) = (uuid(), time());
        let half = |suffix: &str, fields, parts: &[&TypeDescription]| {
            TypeDescription::new(format!("{name}_{suffix}"), fields, parts.iter().copied())
        };
        let send_goal = ServiceDescription::new(
            &format!("{name}_SendGoal"),
            half("SendGoal_Request", vec![id(&uuid), Field::nested("goal", goal)], &[&uuid, goal]),
            half(
                "SendGoal_Response",
                vec![Field::new("accepted", BOOLEAN), Field::nested("stamp", &time)],
                &[&time],
            ),
        );
        let get_result = ServiceDescription::new(
            &format!("{name}_GetResult"),
            half("GetResult_Request", vec![id(&uuid)], &[&uuid]),
            half(
                "GetResult_Response",
                vec![Field::new("status", INT8), Field::nested("result", result)],
                &[result],
            ),
        );
        let feedback_message =
            half("FeedbackMessage", vec![id(&uuid), Field::nested("feedback", feedback)], &[&uuid, feedback]);
        let fields = vec![
            Field::nested("goal", goal),
            Field::nested("result", result),
            Field::nested("feedback", feedback),
            Field::nested("send_goal_service", &send_goal.service),
            Field::nested("get_result_service", &get_result.service),
            Field::nested("feedback_message", &feedback_message),
        ];
        let inside = [goal, result, feedback, &send_goal.service, &get_result.service, &feedback_message];
        let action = TypeDescription::new(name.to_owned(), fields, inside);
        ActionDescription { action, parts, send_goal, get_result, feedback_message }
    }

    /// The action, and all that belongs to it.
    pub fn all(&self) -> Vec<&TypeDescription> {
        let mut all = vec![&self.action, &self.feedback_message];
        all.extend(&self.parts);
        all.extend(self.send_goal.all());
        all.extend(self.get_result.all());
        all
    }
}
