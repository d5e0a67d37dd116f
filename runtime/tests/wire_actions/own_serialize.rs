//! Results whose `Serialize` is the user's: it may panic, and it takes no thread that others need.

use std::thread;

use rosweave::Message;
use rosweave::prelude::*;
use serde::{Deserialize, Serialize, Serializer};

use super::crowd::two;

const LIMIT: Duration = Duration::from_secs(60);

/// Panics where it is to be sent and is 13.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Message)]
#[ros("own_msgs/action/Count_Result")]
struct Count {
    count: u64,
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let thread = thread::current();
        assert_ne!(thread.name(), Some("rosweave-tasks"), "the keeper's thread is to go on");
        assert_ne!(self.count, 13, "an unlucky number");
        self.count.serialize(serializer)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Message)]
#[ros("own_msgs/action/Count_Goal")]
struct Upto {
    count: u64,
}

#[derive(Action)]
#[ros("own_msgs/action/Count", goal = Upto, result = Count, feedback = Upto)]
struct Counting;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node(on_panic = resume)]
struct Counter;

#[node]
impl Counter {
    #[action("count", type = Counting)]
    fn count(&self, goal: Goal<Counting>) -> Count {
        Count { count: goal.count }
    }
}

#[node]
struct Asker {
    #[action_client("count", timeout = "60s")]
    count: ActionClient<Counting, Io>,
}

#[node]
impl Asker {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_whose_serialize_panics_aborts_its_goal_and_no_other() -> rosweave::Result {
    let [here, there] = two();
    let server = NodeOptions::new().start_on::<Counter, _>(&here).await?;
    let client = NodeOptions::new().start_on::<Asker, _>(&there).await?;
    let (counting, cx) = (&client.node().count, client.async_cx());
    counting.wait_for_server(&cx).await?;
    for count in 0..20 {
        let goal = counting.send(&cx, Upto { count }).await?;
        // Some ask before the goal ends, and some after it.
        let result = goal.result_timeout(&cx, LIMIT).await?;
        let wanted = match count {
            13 => (GoalOutcome::Aborted, Count::default()),
            _ => (GoalOutcome::Succeeded, Count { count }),
        };
        assert_eq!((result.outcome, *result.result), wanted);
    }
    let stats = server.stats();
    assert_eq!(stats.callback("count").expect("it is there").panicked, 1);
    server.stop().await?;
    client.stop().await?;
    Ok(())
}
