//! Commands are sent again until they are acknowledged, as an autopilot's bridge does.

use frame::*;

const ATTEMPTS: u32 = 3;

/// Sends a command, and waits for the acknowledgement.
struct Commands<'a> {
    client: &'a Client<Ping, Io>,
}

impl Commands<'_> {
    fn send_and_wait(&self, cx: &Cx<A>) -> Answer {
        for attempt in 1..=ATTEMPTS {
            match self.client.call_timeout(cx, (), Duration::from_millis(100 * u64::from(attempt))) {
                Err(CallError::Timeout { .. }) if attempt < ATTEMPTS => continue,
                answer => return answer,
            }
        }
        unreachable!("the last attempt returns")
    }
}

#[node]
pub struct Demo {
    #[client("slow")]
    command: Client<Ping, Io>,
    #[client("arm")]
    arm: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[service("arm", type = Ping)]
    #[group(A)]
    fn arm(&self, _request: (), cx: &Cx<A>) -> Answer {
        Commands { client: &self.command }.send_and_wait(cx)
    }

    #[timer("1s", once)]
    #[group(B)]
    fn supervise(&self, cx: &Cx<B>) -> Answer {
        self.arm.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
