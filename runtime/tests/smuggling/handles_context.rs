//! A sync callback blocks with the context of a node's handle, out of sight.
//! expect: runs: refused: deadlock: `tick` blocks on client `echo`

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

static HANDLE: std::sync::Mutex<Option<NodeHandle<Demo>>> = std::sync::Mutex::new(None);

#[node]
impl Demo {
    #[timer("10ms", once)]
    #[group(Control)]
    fn tick(&self, _cx: &Cx<Control>) -> Result<(), CallError> {
        let result = ask(&self.echo);
        if let Err(error) = &result {
            println!("refused: {error}");
        }
        result
    }
}

fn ask(echo: &Client<Echo, Control>) -> Result<(), CallError> {
    let handle = HANDLE.lock().unwrap();
    handle.as_ref().map_or(Ok(()), |handle| echo.call(&handle.cx(), 1).map(drop))
}

fn main() -> rosweave::Result {
    rosweave::block_on(async {
        let server = NodeOptions::new().start::<Server>().await?;
        let mut handle = HANDLE.lock().unwrap();
        let demo = handle.insert(NodeOptions::new().start::<Demo>().await?);
        let failed = demo.async_cx();
        drop(handle);
        while HANDLE.lock().unwrap().as_ref().is_none_or(|demo| demo.stats().callback("tick").is_none_or(|tick| tick.failed == 0)) {
            failed.sleep(Duration::from_millis(5)).await;
        }
        let demo = HANDLE.lock().unwrap().take();
        drop(demo);
        server.stop().await?;
        Ok(())
    })?
}
