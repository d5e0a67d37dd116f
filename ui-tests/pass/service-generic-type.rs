use std::marker::PhantomData;

use rosweave::prelude::*;
use rosweave_ui_tests::Io;

struct Get<T>(PhantomData<T>);

impl<T: Send + Sync + 'static> Service for Get<T> {
    type Request = ();
    type Response = T;
}

#[node]
struct Demo {
    #[client("get")]
    get_client: Client<Get<u8>>,
}

#[node]
impl Demo {
    #[service("get", type = Get<u8>)]
    #[group(Io)]
    fn get(&self, _request: ()) -> u8 {
        7
    }

    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        assert_eq!(self.get_client.call(cx, ()).await?, 7);
        Ok(())
    }
}

fn main() -> rosweave::Result {
    let world = rosweave::testing::World::new(1);
    let _demo = world.start::<Demo>()?;
    Ok(world.advance(Duration::from_secs(2))?)
}
