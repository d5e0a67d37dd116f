// All that a public node is made of may be private to its module.
mod arm {
    use rosweave::prelude::*;

    struct Goal(u8);

    struct Move;

    impl Service for Move {
        type Request = Goal;
        type Response = ();
    }

    #[derive(Group, Default)]
    struct Control {
        goal: u8,
    }

    #[node]
    pub struct Demo {
        #[client("move")]
        mover: Client<Move, Control>,
        #[publisher("goal")]
        goal: Publisher<Goal>,
    }

    #[node]
    impl Demo {
        #[timer("1s")]
        async fn tick(&self, cx: &AsyncCx) -> Result<(), Box<dyn std::error::Error>> {
            self.goal.publish(Goal(1))?;
            Ok(self.mover.call(cx, Goal(2)).await?)
        }

        #[subscribe("goal")]
        #[group(Control)]
        fn on_goal(&self, msg: &Goal, state: &mut Control) {
            state.goal = msg.0;
        }
    }
}

fn main() -> rosweave::Result {
    let world = rosweave::testing::World::new(1);
    drop(world.start::<arm::Demo>()?);
    Ok(())
}
