use super::declare::Problem;
use super::set::{Commit, MAX_EVENTS, Refusal};
use super::*;
use crate::facts::parameter::{
    Constant, ParameterFacts, ParameterKind, ParameterRange, ParameterShape, ParameterSpec,
    ParameterTypeFacts,
};
use crate::facts::{FieldFacts, FieldKind, NodeFacts};
use crate::parameters::listen::MAX_CHANGES;
use crate::rt::Exec;

const fn spec(kind: ParameterKind, default: Option<Constant<'static>>) -> ParameterSpec<'static> {
    ParameterSpec {
        ty: ParameterTypeFacts::new(kind),
        default,
        range: None,
        read_only: false,
        constraints: "",
    }
}

const fn field(name: &'static str, spec: ParameterSpec<'static>) -> FieldFacts<'static> {
    let facts = ParameterFacts { name, doc: "", shape: ParameterShape::One(spec) };
    FieldFacts { name, doc: "", kind: FieldKind::Parameter(facts) }
}

const FIELDS: &[FieldFacts<'static>] = &[
    field(
        "radius",
        ParameterSpec {
            range: Some(ParameterRange::Double { from: 0.0, to: 1.0, step: 0.0 }),
            ..spec(ParameterKind::Double, Some(Constant::Double(0.5)))
        },
    ),
    field(
        "frame",
        ParameterSpec { read_only: true, ..spec(ParameterKind::String, Some(Constant::String("odom"))) },
    ),
    field(
        "limit",
        ParameterSpec {
            ty: ParameterTypeFacts::new(ParameterKind::Integer).optional(),
            ..spec(ParameterKind::Integer, None)
        },
    ),
];

fn given(values: &[(&str, ParameterValue)]) -> BTreeMap<String, ParameterValue> {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

fn declare(undeclared: Undeclared, values: &[(&str, ParameterValue)]) -> Result<Store, Vec<Problem>> {
    let facts = NodeFacts::new("Node", "node", "/", FIELDS, &[]);
    let declared = Store::declare(&facts, undeclared, given(values), &[]);
    if declared.problems.is_empty() { Ok(declared.store) } else { Err(declared.problems) }
}

fn store() -> Store {
    declare(Undeclared::Refused, &[]).expect("the defaults are right")
}

fn set(store: &Store, sets: &[(&str, ParameterValue)]) -> Result<(), String> {
    let sets: Vec<_> = sets.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    store.set(&sets).map_err(Refusal::reason)
}

fn value(store: &Store, name: &str) -> ParameterValue {
    store.values()[name].clone()
}

fn events(store: &Store) -> Vec<Event> {
    let context = Context::from_waker(Waker::noop());
    std::iter::from_fn(|| match store.poll_event(&context) {
        Poll::Ready(event) => Some(event),
        Poll::Pending => None,
    })
    .collect()
}

#[test]
fn a_node_starts_with_what_is_given_else_with_its_defaults() {
    let store = declare(Undeclared::Refused, &[("radius", 0.25.into()), ("unknown", 1.into())]);
    let store = store.expect("a name that nobody declares is a warning");
    assert_eq!(value(&store, "radius"), 0.25.into());
    assert_eq!(value(&store, "frame"), "odom".into());
    assert_eq!(value(&store, "limit"), ParameterValue::NotSet);
    assert!(!store.values().contains_key("unknown"));
}

#[test]
fn all_that_is_wrong_at_the_start_is_told_together() {
    let problems = declare(Undeclared::Refused, &[("radius", 2.0.into()), ("frame", 1.into())]).err();
    assert_eq!(problems.map(|problems| problems.len()), Some(2));
}

#[test]
fn the_newest_use_sim_time_says_what_the_clock_shows() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let _inside = runtime.enter();
    let clock = NodeClock::new(Exec::current().expect("inside a runtime"));
    let store = store();
    assert_eq!(value(&store, "use_sim_time"), false.into());
    store.drive(clock.clone());
    assert!(!clock.is_simulated());
    set(&store, &[("use_sim_time", true.into())]).expect("it is a bool");
    assert!(clock.is_simulated());
    set(&store, &[("use_sim_time", true.into()), ("use_sim_time", false.into())])
        .expect("the last one counts");
    assert!(!clock.is_simulated());
}

#[test]
fn a_set_is_all_or_nothing() {
    let store = store();
    let mut sets: Vec<(&str, ParameterValue)> = vec![("radius", 0.75.into()); 499];
    sets.push(("radius", 7.0.into()));
    let told = set(&store, &sets).expect_err("the last one is out of range");
    assert!(told.contains("doesn't comply with floating point range"), "{told}");
    assert_eq!(value(&store, "radius"), 0.5.into());
}

#[test]
fn what_can_not_be_set_is_refused_in_rclcpps_words() {
    let store = store();
    let cases = [
        ("nope", 1.into(), "parameter 'nope' cannot be set because it was not declared"),
        ("frame", "map".into(), "parameter 'frame' cannot be set because it is read-only"),
        ("radius", ParameterValue::NotSet, "cannot undeclare a statically typed parameter"),
        ("", 1.into(), "parameter name must not be empty"),
    ];
    for (name, value, expected) in cases {
        assert_eq!(set(&store, &[(name, value)]), Err(expected.to_owned()));
    }
    assert!(set(&store, &[]).expect_err("it is empty").starts_with("parameter list cannot be empty"));
}

#[test]
fn what_may_be_unset_keeps_its_type() {
    let store = store();
    set(&store, &[("limit", 5.into())]).expect("it is an integer");
    assert!(set(&store, &[("limit", "five".into())]).is_err());
    set(&store, &[("limit", ParameterValue::NotSet)]).expect("it may be unset");
    assert_eq!(value(&store, "limit"), ParameterValue::NotSet);
    let told = events(&store);
    assert_eq!(told.last().map(|event| event.deleted.clone()), Some(vec!["limit".to_owned()]));
}

#[test]
fn names_that_nobody_declared_are_kept_where_that_is_allowed() {
    let store = declare(Undeclared::Allowed, &[("early", 1.into())]).expect("it is allowed");
    assert_eq!(value(&store, "early"), 1.into());
    set(&store, &[("late", "a".into())]).expect("it is allowed");
    set(&store, &[("late", 2.into())]).expect("it has any type");
    set(&store, &[("late", ParameterValue::NotSet)]).expect("it can go");
    assert!(!store.values().contains_key("late"));
    let told = events(&store);
    let [.., new, changed, deleted] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((new.new.len(), changed.changed.len(), deleted.deleted.len()), (1, 1, 1));
}

#[test]
fn a_validator_sees_the_whole_proposal_and_may_refuse_it() {
    let store = store();
    let judge = |values: &Values| match (&values["radius"], &values["limit"]) {
        (ParameterValue::Double(radius), ParameterValue::Integer(limit))
            if *radius * 10.0 > *limit as f64 =>
        {
            Err("the radius is beyond the limit".to_owned())
        }
        (_, ParameterValue::Integer(13)) => panic!("thirteen"),
        _ => Ok(()),
    };
    store.validate_by(Arc::new(judge)).expect("the defaults are right");
    assert_eq!(set(&store, &[("limit", 1.into())]), Err("the radius is beyond the limit".to_owned()));
    set(&store, &[("limit", 1.into()), ("radius", 0.1.into())]).expect("together they are right");
    let told = set(&store, &[("limit", 13.into())]).expect_err("the validator panics");
    assert_eq!(told, "the validator panicked: thirteen");
    assert_eq!(value(&store, "limit"), 1.into());
}

#[test]
fn of_two_sets_that_meet_the_later_one_is_looked_at_anew() {
    let store = store();
    let Ok(first) = store.propose(vec![("radius".to_owned(), 0.1.into())]) else { panic!("it is right") };
    set(&store, &[("limit", 3.into())]).expect("it is right");
    assert!(matches!(store.commit(first), Commit::Stale));
    assert_eq!((value(&store, "radius"), value(&store, "limit")), (0.5.into(), 3.into()));
}

#[test]
fn a_listener_is_told_once_for_each_set_that_changes_what_it_listens_to() {
    let store = store();
    let listener = store.listen(&["radius"]);
    let context = Context::from_waker(Waker::noop());
    set(&store, &[("limit", 3.into())]).expect("it is right");
    set(&store, &[("radius", 0.5.into())]).expect("it is right");
    assert!(listener.poll(&context).is_pending());
    set(&store, &[("radius", 0.1.into()), ("limit", 4.into())]).expect("it is right");
    let Poll::Ready(change) = listener.poll(&context) else { panic!("nothing is told") };
    assert_eq!(
        (change.names.as_slice(), &change.old["radius"]),
        (["radius".to_owned()].as_slice(), &0.5.into())
    );
    assert_eq!(change.new["limit"], 4.into());
    assert!(listener.poll(&context).is_pending());
}

#[test]
fn changes_and_events_that_nobody_takes_are_bounded_and_counted() {
    let store = store();
    let listener = store.listen(&[]);
    for i in 0..MAX_CHANGES + 5 {
        set(&store, &[("limit", (i as i64).into())]).expect("it is right");
    }
    assert_eq!(listener.lost(), 5);
    // Those of the declarations went first.
    assert_eq!(store.lost_events(), 9);
    assert_eq!(events(&store).len(), MAX_EVENTS);
}

#[tokio::test]
async fn a_wait_for_a_change_ends_with_the_next_other_value() {
    let store = Arc::new(store());
    let mut changed = std::pin::pin!(store.changed("radius"));
    let mut context = Context::from_waker(Waker::noop());
    assert!(changed.as_mut().poll(&mut context).is_pending());
    set(&store, &[("radius", 0.5.into())]).expect("it is right");
    assert!(changed.as_mut().poll(&mut context).is_pending());
    set(&store, &[("radius", 0.6.into())]).expect("it is right");
    assert!(changed.as_mut().poll(&mut context).is_ready());
}

#[test]
fn what_a_dump_says_of_an_unset_parameter_leaves_it_unset() {
    let (name, ..) = FIELDS.iter().find_map(optional).expect("one may be unset");
    let store = declare(Undeclared::Refused, &[(&name, "null".into())]).expect("it is right");
    assert_eq!(store.values().get(&name), Some(&ParameterValue::NotSet));
    let told = declare(Undeclared::Refused, &[(&name, "nul".into())]);
    assert!(told.is_err(), "another text is none of its type");
}

fn optional(field: &FieldFacts<'static>) -> Option<(String, &'static str, ParameterSpec<'static>)> {
    let FieldKind::Parameter(facts) = &field.kind else { return None };
    facts.flatten().into_iter().find(|(.., spec)| spec.ty.optional)
}
