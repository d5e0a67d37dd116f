//! ROS 2's names as DDS has them, and back.

/// The topic that carries the messages of ROS topic `name`.
pub(super) fn topic(name: &str) -> String {
    format!("rt{name}")
}

/// The topic that carries the requests of ROS service `name`.
pub(super) fn requests(name: &str) -> String {
    format!("rq{name}Request")
}

/// The topic that carries the replies of ROS service `name`.
pub(super) fn replies(name: &str) -> String {
    format!("rr{name}Reply")
}

/// What a DDS topic is in ROS.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning<'a> {
    Topic(&'a str),
    Requests(&'a str),
    Replies(&'a str),
    /// None of ROS' business.
    Foreign,
}

/// What DDS topic `name` is in ROS.
pub(super) fn meaning(name: &str) -> Meaning<'_> {
    let is_absolute = |name: &&str| name.starts_with('/');
    if let Some(name) = name.strip_prefix("rt").filter(is_absolute) {
        return Meaning::Topic(name);
    }
    let service = |prefix, suffix| name.strip_prefix(prefix)?.strip_suffix(suffix).filter(is_absolute);
    match (service("rq", "Request"), service("rr", "Reply")) {
        (Some(name), _) => Meaning::Requests(name),
        (_, Some(name)) => Meaning::Replies(name),
        _ => Meaning::Foreign,
    }
}

/// What a DDS topic is called in ROS.
pub(super) fn ros_name(topic: &str) -> &str {
    match meaning(topic) {
        Meaning::Topic(name) | Meaning::Requests(name) | Meaning::Replies(name) => name,
        Meaning::Foreign => topic,
    }
}

/// The DDS name of ROS type `name` with `suffix`: `std_msgs::msg::dds_::String_` for `std_msgs/msg/String`.
pub(super) fn type_name(name: &str, suffix: &str) -> String {
    match name.rsplit_once('/') {
        Some((package, name)) => format!("{}::dds_::{name}{suffix}_", package.replace('/', "::")),
        None => format!("dds_::{name}{suffix}_"),
    }
}

/// The ROS name of a DDS type, or the DDS name where it is none of ROS' types.
pub(super) fn ros_type_name(name: &str) -> String {
    let Some((package, rest)) = name.split_once("::dds_::") else { return name.to_owned() };
    let Some(rest) = rest.strip_suffix('_') else { return name.to_owned() };
    format!("{}/{rest}", package.replace("::", "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_and_services_are_named_as_rmw_names_them() {
        assert_eq!(topic("/chatter"), "rt/chatter");
        assert_eq!(requests("/ns/add"), "rq/ns/addRequest");
        assert_eq!(replies("/ns/add"), "rr/ns/addReply");
        assert_eq!(type_name("std_msgs/msg/String", ""), "std_msgs::msg::dds_::String_");
        assert_eq!(
            type_name("example_interfaces/srv/AddTwoInts", "_Request"),
            "example_interfaces::srv::dds_::AddTwoInts_Request_"
        );
    }

    #[test]
    fn names_lead_back_to_what_they_were_made_of() {
        assert_eq!(meaning("rt/chatter"), Meaning::Topic("/chatter"));
        assert_eq!(meaning("rq/ns/addRequest"), Meaning::Requests("/ns/add"));
        assert_eq!(meaning("rr/ns/addReply"), Meaning::Replies("/ns/add"));
        for foreign in ["ros_discovery_info", "rtabmap", "rq/add", "DCPSTopic"] {
            assert_eq!(meaning(foreign), Meaning::Foreign);
        }
        assert_eq!(ros_type_name("std_msgs::msg::dds_::String_"), "std_msgs/msg/String");
        assert_eq!(ros_type_name("HelloWorld::Msg"), "HelloWorld::Msg");
    }
}
