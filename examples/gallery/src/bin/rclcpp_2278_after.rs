//! rclcpp #2278 with the report's own layout: service and client in one reentrant group. Here that works
//! wherever it runs, for no executor can have too few threads: a callback that blocks gets a thread of its
//! group, and replies are delivered by a task.

use rosweave::prelude::*;

struct Question;

impl Service for Question {
    type Request = i64;
    type Response = i64;
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Relays;

#[node]
struct Relay {
    #[client("inner", timeout = "1s")]
    inner: Client<Question, Relays>,
}

#[node]
impl Relay {
    #[service("outer", type = Question)]
    #[group(Relays)]
    fn outer(&self, number: i64, cx: &Cx<Relays>) -> Result<i64, CallError> {
        Ok(self.inner.call(cx, number)? + 1)
    }
}

rosweave::main!(Relay);

#[test]
fn the_inner_answer_comes_back() -> rosweave::Result {
    let world = rosweave::testing::World::new(2278);
    let _inner = world.serve::<Question>("inner", |number| number * 10)?;
    let _relay = world.start::<Relay>()?;
    assert_eq!(world.call::<Question>("outer", 4)?, 41);
    Ok(())
}
