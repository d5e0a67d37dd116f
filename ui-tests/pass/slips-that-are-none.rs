//! What looks like a mistake of a first day, and is none: methods of the user's own, and names that are bound anew.
use rosweave::prelude::*;

trait HasLogger {
    fn get_logger(&self) -> &'static str;
}

#[derive(Clone, Debug)]
struct Speed {
    limit: f64,
}

/// Counts seconds in whole numbers, and is no client.
#[derive(Default)]
struct Retrying;

impl Retrying {
    fn call_timeout(&self, cx: &AsyncCx, seconds: u64) -> Result<std::future::Ready<Time>, Stopped> {
        assert!(seconds > 0);
        Ok(std::future::ready(cx.now()))
    }
}

#[node]
struct Demo {
    #[parameter(default = 1.5)]
    rate: Parameter<f64>,
    retrying: Retrying,
}

impl HasLogger for Demo {
    fn get_logger(&self) -> &'static str {
        "mine"
    }
}

impl Demo {
    fn create_timer(&self, name: &str) -> usize {
        name.len()
    }
}

#[node]
impl Demo {
    #[subscribe("speed")]
    fn on_speed(&self, msg: Arc<Speed>) {
        let copied = *self.retrying_limit(&msg);
        let mut msg = Arc::unwrap_or_clone(msg);
        msg.limit *= 0.5;
        assert!(msg.limit < copied);
    }

    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), Stopped> {
        assert_eq!(self.get_logger(), "mine");
        assert_eq!(self.create_timer("tick"), 4);
        assert_eq!(format!("{} {:.2}", self.rate, self.rate), "1.5 1.50");
        self.retrying.call_timeout(cx, 5)?.await;
        Ok(())
    }

    fn retrying_limit<'a>(&self, speed: &'a Speed) -> &'a f64 {
        &speed.limit
    }
}

fn main() -> rosweave::Result {
    let world = rosweave::testing::World::new(1);
    let (demo, speed) = (world.start::<Demo>()?, world.publisher::<Speed>("speed", Default::default())?);
    speed.publish(Speed { limit: 2.0 })?;
    world.advance(Duration::from_secs(1))?;
    let stats = demo.stats();
    assert_eq!(stats.callback("on_speed").map(|of| (of.calls, of.panicked)), Some((1, 0)));
    assert_eq!(stats.callback("tick").map(|of| (of.calls, of.failed, of.panicked)), Some((1, 0, 0)));
    Ok(())
}
