//! Errors: one `?` for all that a callback does, with the sources kept.
#![allow(missing_docs)]
// The messages here are plain `String`s, which a callback borrows whole.
#![allow(clippy::ptr_arg)]

mod log;

use std::error::Error as StdError;
use std::fmt;

use log::Log;
use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{Error, InProcess, Transport, TransportError};

type BoxError = Box<dyn StdError + Send + Sync>;

struct Plan;

impl Service for Plan {
    type Request = ();
    type Response = u64;
}

/// An error of the user's, with a source.
#[derive(Debug)]
struct NoPlan(std::num::ParseIntError);

impl fmt::Display for NoPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no plan")
    }
}

impl StdError for NoPlan {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

/// What can be shown, and is no error for the standard library.
struct OnlyShown;

impl fmt::Display for OnlyShown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("only shown")
    }
}

/// An error that borrows.
#[derive(Debug)]
struct Borrowed<'a>(&'a str);

impl fmt::Display for Borrowed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no plan for {}", self.0)
    }
}

impl StdError for Borrowed<'_> {}

fn plan(text: &str) -> Result<u64, NoPlan> {
    text.parse().map_err(NoPlan)
}

#[derive(Group, Default)]
struct Replies;

#[node]
struct Planner {
    #[client("elsewhere")]
    elsewhere: Client<Plan, Replies>,
    #[publisher("plans")]
    plans: Publisher<u64>,
}

#[node]
impl Planner {
    /// Everything that can fail, with one `?` each.
    #[subscribe("all")]
    fn all(&self, text: &String, cx: &Cx) -> rosweave::Result {
        cx.sleep(Duration::from_millis(1))?;
        self.plans.publish(plan(text)?)?;
        if text == "1" {
            Err("one is too few")?;
        }
        if text == "2" {
            Err(BoxError::from("two are boxed"))?;
        }
        self.elsewhere.call(cx, ())?;
        Ok(())
    }

    #[subscribe("boxed")]
    async fn boxed(&self, text: &String) -> Result<(), BoxError> {
        self.plans.publish(plan(text)?)?;
        Ok(())
    }

    #[subscribe("own")]
    fn own(&self, text: &String) -> Result<(), NoPlan> {
        plan(text).map(drop)
    }

    #[subscribe("shown")]
    fn shown(&self, _text: &String) -> Result<(), OnlyShown> {
        Err(OnlyShown)
    }

    /// Borrows of its node, and can be shown.
    #[subscribe("borrowed")]
    fn borrowed(&self, _text: &String) -> Result<(), Borrowed<'_>> {
        Err(Borrowed(self.plans.topic_name()))
    }

    #[service("plan", type = Plan)]
    fn plan(&self, _request: ()) -> Result<u64, NoPlan> {
        plan("no number")
    }

    /// One error for the sleep and the call.
    #[service("ask", type = Plan)]
    #[group(Asking)]
    fn ask(&self, _request: (), cx: &Cx<Asking>) -> Result<u64, CallError> {
        cx.sleep(Duration::from_millis(1))?;
        self.elsewhere.call(cx, ())
    }
}

#[derive(Group, Default)]
struct Asking;

const FAILED: &str = "a callback failed";

fn logged(topic: &str, text: &str) -> rosweave::Result<String> {
    let log = Log::keep();
    let world = World::new(1);
    let _planner = world.start::<Planner>()?;
    world.publish::<String>(topic, text.to_owned())?;
    world.advance(Duration::from_secs(1))?;
    Ok(log.take(FAILED).concat())
}

#[test]
fn one_question_mark_takes_all_that_a_callback_does() -> rosweave::Result {
    for (text, error) in [
        ("x", "error=there is no plan error.sources=[invalid digit found in string]"),
        ("1", "error=one is too few"),
        ("2", "error=two are boxed"),
        ("3", "error=nobody serves `/elsewhere`"),
    ] {
        let log = logged("all", text)?;
        assert!(log.ends_with(error), "{log}");
        assert!(log.contains("callback=\"all\""), "{log}");
    }
    Ok(())
}

#[test]
fn the_log_keeps_the_sources_of_whatever_error_a_callback_returns() -> rosweave::Result {
    let whole = "error=there is no plan error.sources=[invalid digit found in string]";
    for topic in ["boxed", "own"] {
        let log = logged(topic, "x")?;
        assert!(log.ends_with(whole), "{log}");
    }
    Ok(())
}

#[test]
fn an_error_that_can_only_be_shown_is_one_too() -> rosweave::Result {
    let log = logged("shown", "x")?;
    assert!(log.ends_with("error=only shown"), "{log}");
    let log = logged("borrowed", "x")?;
    assert!(log.ends_with("error=no plan for /plans"), "{log}");
    Ok(())
}

#[test]
fn the_error_of_a_handler_is_logged_with_its_sources_and_answered() -> rosweave::Result {
    let log = Log::keep();
    let world = World::new(1);
    let _planner = world.start::<Planner>()?;
    let error = world.call::<Plan>("plan", ()).unwrap_err();
    assert_eq!(error.to_string(), "`/plan` failed: there is no plan");
    let log = log.take(FAILED).concat();
    assert!(log.ends_with("error.sources=[invalid digit found in string]"), "{log}");
    Ok(())
}

#[test]
fn a_call_and_a_sleep_before_it_have_one_error() -> rosweave::Result {
    assert_eq!(CallError::from(Stopped), CallError::Stopped { service: None });
    assert_eq!(CallError::from(Stopped).to_string(), Stopped.to_string());
    let world = World::new(1);
    let _planner = world.start::<Planner>()?;
    let error = world.call::<Plan>("ask", ()).unwrap_err();
    assert_eq!(error.to_string(), "`/ask` failed: nobody serves `/elsewhere`");
    Ok(())
}

#[test]
fn what_is_rosweaves_keeps_its_variant_whatever_way_it_takes() {
    let boxed = BoxError::from(Stopped);
    assert!(matches!(Error::from(Stopped), Error::Stopped(_)));
    assert!(matches!(Error::from(boxed), Error::Stopped(_)));
    assert!(matches!(Error::from(TransportError::Other(String::new())), Error::Transport(_)));
    let other = Error::from(NoPlan("x".parse::<u64>().unwrap_err()));
    assert!(matches!(&other, Error::Other(error) if error.is::<NoPlan>()));
}

#[test]
fn an_error_shows_its_sources_where_main_prints_it_and_goes_into_a_box() {
    fn test() -> Result<(), Box<dyn StdError>> {
        Err(Error::from(NoPlan("x".parse::<u64>().unwrap_err())))?;
        Ok(())
    }
    let error = test().unwrap_err();
    assert!(error.is::<NoPlan>());
    let error = Error::from(NoPlan("x".parse::<u64>().unwrap_err()));
    assert_eq!(format!("{error:?}"), "there is no plan\n  because: invalid digit found in string");
    assert!(error.into_boxed().is::<NoPlan>());
}

#[test]
fn a_transport_that_can_not_be_had_is_taken_too() -> rosweave::Result {
    InProcess::open()?;
    Ok(())
}

#[node]
struct Unmade;

#[node]
impl Unmade {
    #[init]
    fn init(_h: Handles<Self>) -> Result<Self, NoPlan> {
        plan("x").map(|_| Unmade)
    }

    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn the_error_of_an_init_is_told_with_its_sources() {
    let error = World::new(1).start::<Unmade>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`/unmade` could not be made: there is no plan: invalid digit found in string"
    );
}

/// Its response is a `Result`.
struct Try;

impl Service for Try {
    type Request = u64;
    type Response = Result<u64, std::num::ParseIntError>;
}

#[node]
struct Tries;

#[node]
impl Tries {
    #[service("try", type = Try)]
    fn attempt(&self, _request: u64) -> Result<u64, std::num::ParseIntError> {
        "x".parse()
    }
}

#[test]
fn a_response_that_is_a_result_is_no_failure() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Tries>()?;
    assert!(world.call::<Try>("try", 1)?.is_err());
    assert_eq!(node.stats().callbacks[0].failed, 0);
    Ok(())
}
