//! A patrol: long calls that send the robot from place to place, and a service that cancels the one under way.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example patrol_manager -- --for 6s
//! ```
//!
//! The call is a future: whoever drops it gives it up, and a request that its handler has not begun is not begun any
//! more. The service is in a group of its own, so that it answers while the patrol waits.
#![allow(clippy::print_stdout)]

use std::sync::atomic::{AtomicBool, Ordering};

use rosweave::System;
use rosweave::prelude::*;
use tokio::sync::Notify;

/// Goes to a place, and says whether it got there.
struct Navigate;

impl Service for Navigate {
    type Request = String;
    type Response = bool;
}

/// Cancels the patrol, or lets it go on, and says whether that changed anything.
struct Switch;

impl Service for Switch {
    type Request = bool;
    type Response = bool;
}

/// The round: only the patrol itself is in this group.
#[derive(Group, Default)]
struct Round {
    next: usize,
}

/// Goes to one place after the other, again and again.
#[node]
struct Patrol {
    #[client("navigate", timeout = "60s")]
    navigate: Client<Navigate, Round>,
    #[publisher("patrol")]
    news: Publisher<String>,
    places: Vec<String>,
    paused: AtomicBool,
    cancelled: Notify,
}

#[node]
impl Patrol {
    #[init]
    fn init(h: Handles<Self>, places: Vec<String>) -> Result<Self, String> {
        if places.is_empty() {
            return Err("a patrol needs places to go to".to_owned());
        }
        let (navigate, news) = (h.navigate, h.news);
        Ok(Patrol { navigate, news, places, paused: AtomicBool::new(false), cancelled: Notify::new() })
    }

    #[timer("500ms")]
    #[group(Round)]
    async fn go_on(&self, round: &mut Round, cx: &AsyncCx<Round>) -> rosweave::Result {
        // Registered before the switch is read, so that no cancelling falls between.
        let cancelled = self.cancelled.notified();
        if self.paused.load(Ordering::SeqCst) {
            return Ok(());
        }
        let place = &self.places[round.next];
        let arrived = tokio::select! {
            arrived = self.navigate.call(cx, place.clone()) => arrived?,
            () = cancelled => return Ok(self.news.publish(format!("cancelled on the way to {place}"))?),
        };
        if arrived {
            round.next = (round.next + 1) % self.places.len();
            self.news.publish(format!("at {place}"))?;
        }
        Ok(())
    }

    /// Answers while the patrol is on its way: it is in another group.
    #[service("pause", type = Switch)]
    fn pause(&self, pause: bool) -> bool {
        let was = self.paused.swap(pause, Ordering::SeqCst);
        if pause {
            self.cancelled.notify_waiters();
        }
        was != pause
    }
}

/// A robot that needs a second for each way.
#[node]
struct Robot;

#[node]
impl Robot {
    #[service("navigate", type = Navigate)]
    async fn navigate(&self, _place: String, cx: &AsyncCx) -> bool {
        cx.sleep(Duration::from_secs(1)).await;
        true
    }
}

/// Somebody who interrupts the patrol.
#[node]
struct Operator {
    #[client("pause", timeout = "1s")]
    pause: Client<Switch>,
    calls: u64,
}

#[node]
impl Operator {
    #[timer("1700ms")]
    async fn interrupt(&mut self, cx: &AsyncCx) -> Result<(), CallError> {
        self.calls += 1;
        self.pause.call(cx, self.calls % 2 == 1).await.map(drop)
    }

    #[subscribe("patrol")]
    fn on_news(&self, news: Arc<String>) {
        println!("[operator] {news}");
    }
}

fn main() -> rosweave::Result {
    let places = ["the dock", "the gate", "the hall"].map(str::to_owned).to_vec();
    rosweave_examples::run(
        System::new()
            .node::<Robot>(NodeOptions::new())
            .node::<Operator>(NodeOptions::new())
            .node::<Patrol>(NodeOptions::new().with(places)),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use rosweave::testing::World;
    use rosweave::transport::Request;

    use super::*;

    fn options() -> NodeOptions {
        NodeOptions::new().with(vec!["a".to_owned(), "b".to_owned()])
    }

    #[test]
    fn the_patrol_goes_from_place_to_place_and_begins_again() -> rosweave::Result {
        let world = World::new(1);
        let news = world.subscribe::<String>("patrol")?;
        let _robot = world.serve::<Navigate>("navigate", |_| true)?;
        let _patrol = world.start_with::<Patrol>(options())?;
        world.advance(Duration::from_millis(1500))?;
        assert_eq!(news.take(), ["at a", "at b", "at a"]);
        Ok(())
    }

    #[test]
    fn a_place_that_was_not_reached_is_tried_again() -> rosweave::Result {
        let world = World::new(1);
        let news = world.subscribe::<String>("patrol")?;
        let mut tries = 0;
        let _robot = world.serve::<Navigate>("navigate", move |_| {
            tries += 1;
            tries > 1
        })?;
        let patrol = world.start_with::<Patrol>(options())?;
        world.advance(Duration::from_millis(1000))?;
        assert_eq!(news.take(), ["at a"]);
        assert_eq!(world.look_at(&patrol, |round: &Round| round.next)?, 1);
        Ok(())
    }

    #[test]
    fn pausing_cancels_the_long_call_and_the_patrol_takes_it_up_again() -> rosweave::Result {
        let world = World::new(1);
        let news = world.subscribe::<String>("patrol")?;
        let ways: Arc<Mutex<Vec<Request<Navigate>>>> = Arc::default();
        let kept = ways.clone();
        let _robot = world.serve_with::<Navigate>("navigate", move |way| kept.lock().unwrap().push(way))?;
        let patrol = world.start_with::<Patrol>(options())?;
        world.advance(Duration::from_secs(10))?;
        assert_eq!(ways.lock().unwrap().len(), 1, "one call, and it is under way");
        assert!(world.look_at(&patrol, |round: &Round| round.next).is_err(), "the patrol has its state");

        assert!(world.call::<Switch>("pause", true)?);
        world.advance(Duration::from_secs(10))?;
        assert_eq!(news.take(), ["cancelled on the way to a"]);
        assert!(patrol.waiting().is_empty(), "nobody waits for the answer");

        assert!(world.call::<Switch>("pause", false)?);
        world.advance(Duration::from_secs(1))?;
        let way = ways.lock().unwrap().pop().unwrap();
        way.responder.send(true);
        world.settle();
        assert_eq!(news.take(), ["at a"]);
        Ok(())
    }

    #[test]
    fn a_patrol_without_places_does_not_start() {
        let error = World::new(1).start_with::<Patrol>(NodeOptions::new().with(Vec::<String>::new()));
        let error = error.unwrap_err().to_string();
        assert_eq!(error, "`/patrol` could not be made: a patrol needs places to go to");
    }
}
