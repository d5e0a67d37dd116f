//! An async callback blocks on the call with an executor that the check does not know.
//! expect: runs: stall: `/demo`: `tick` has kept group `Control` busy

use rosweave::prelude::*;

struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

#[derive(Group, Default)]
struct Control;

#[node]
struct Server;

#[node]
impl Server {
    #[service("echo", type = Echo)]
    fn echo(&self, number: u64) -> u64 {
        number
    }
}

#[node]
struct Demo {
    #[client("echo", timeout = "1s")]
    echo: Client<Echo, Control>,
}

#[node]
impl Demo {
    #[timer("10ms", once)]
    #[group(Control)]
    async fn tick(&self, cx: &AsyncCx<Control>) -> Result<(), CallError> {
        finish(self.echo.call(cx, 1)).map(drop)
    }
}

/// Somebody else's executor, under a name that the check does not know.
fn finish<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::task::Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = std::pin::pin!(future);
    loop {
        let mut context = std::task::Context::from_waker(&waker);
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        std::thread::park();
    }
}

fn main() -> rosweave::Result {
    rosweave::block_on(async {
        let server = NodeOptions::new().start::<Server>().await?;
        let demo = NodeOptions::new().stall_after(Duration::from_millis(100)).start::<Demo>().await?;
        let watch = std::thread::spawn(|| std::thread::sleep(Duration::from_secs(60)));
        while demo.stats().callback("tick").is_none_or(|tick| tick.failed == 0) && !watch.is_finished() {
            // The runtime's timers may stand still meanwhile.
            std::thread::sleep(Duration::from_millis(20));
        }
        for stall in demo.stalls() {
            println!("stall: {stall}");
        }
        demo.stop().await?;
        server.stop().await?;
        Ok(())
    })?
}
