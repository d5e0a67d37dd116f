//! rclpy #834: `await` in a mutually exclusive group. It hangs there and works here.
//!
//! The report's handler of a service awaits a timer before it answers; both are in the default group. rclpy
//! keeps an exclusive group taken until the coroutine has ended, and takes up nothing of a group that is taken:
//! neither the timer, nor the reply of a client that a callback awaits.
//!
//! Here, too, a callback keeps its exclusive group until it returns, so that no other callback changes the
//! state across an `.await`. But a reply is no callback. The group's task goes on delivering replies to the
//! callback that awaits them, and sleeping needs no group at all. So this is the one layout of the gallery
//! that compiles as it is. With `&Cx` in place of `&AsyncCx` the same call would block the task, and is refused.

use rosweave::prelude::*;

/// Adds two numbers.
struct AddTwoInts;

impl Service for AddTwoInts {
    type Request = (i64, i64);
    type Response = i64;
}

/// Adds late, and has the adding done elsewhere. All of it is in the default group.
#[node]
struct SlowAdder {
    #[client("add_two_ints", timeout = "1s")]
    add: Client<AddTwoInts>,
}

#[node]
impl SlowAdder {
    #[service("add_slowly", type = AddTwoInts)]
    async fn add_slowly(&self, numbers: (i64, i64), cx: &AsyncCx) -> Result<i64, CallError> {
        cx.sleep(Duration::from_secs(1)).await;
        self.add.call(cx, numbers).await
    }
}

rosweave::main!(SlowAdder);

#[test]
fn it_answers_after_a_second() -> rosweave::Result {
    let world = rosweave::testing::World::new(834);
    let _adder = world.serve::<AddTwoInts>("add_two_ints", |(a, b)| a + b)?;
    let _slow = world.start::<SlowAdder>()?;
    let asked = world.now();
    assert_eq!(world.call::<AddTwoInts>("add_slowly", (2, 3))?, 5);
    assert_eq!(world.now().since(asked), Duration::from_secs(1));
    Ok(())
}
