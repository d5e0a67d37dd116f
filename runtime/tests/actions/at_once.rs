//! A client has the answer of a server in its process by the time that it has sent a goal. What that leaves as it was.

use std::sync::{Mutex, mpsc};

use rosweave::prelude::*;

use crate::{CountTo, Io, Work};

#[node]
struct Server;

#[node]
impl Server {
    #[action("count", type = CountTo)]
    async fn count(&self, goal: Goal<CountTo>) -> u32 {
        *goal
    }

    #[action("wait", type = CountTo, busy = reject)]
    #[group(Work)]
    async fn wait(&self, goal: Goal<CountTo>, cx: &AsyncCx<Work>) -> Result<GoalEnd<u32>, Stopped> {
        goal.canceled(cx).await?;
        Ok(GoalEnd::Canceled(*goal))
    }
}

#[derive(Group, Default)]
struct Held;

/// A callback that blocks the group of the node's client.
#[node]
struct Holder {
    #[action_client("count")]
    count: ActionClient<CountTo, Held>,
    #[publisher("hold")]
    hold: Publisher<u64>,
    gate: Mutex<Option<(mpsc::Sender<()>, mpsc::Receiver<()>)>>,
}

#[node]
impl Holder {
    #[subscribe("hold")]
    #[group(Held)]
    fn holds(&self, _: u64, _cx: &Cx<Held>) {
        let gate = self.gate.lock().unwrap().take();
        if let Some((begun, opened)) = gate {
            let _ = begun.send(());
            let _ = opened.recv();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_waits_for_a_callback_that_blocks_the_clients_group() -> rosweave::Result {
    let graph = InProcess::private();
    let server = NodeOptions::new().start_on::<Server, _>(&graph).await?;
    let holder = NodeOptions::new().start_on::<Holder, _>(&graph).await?;
    let ((begin, begun), (open, opened)) = (mpsc::channel(), mpsc::channel());
    *holder.node().gate.lock().unwrap() = Some((begin, opened));
    holder.node().hold.publish(1_u64)?;
    tokio::task::spawn_blocking(move || begun.recv()).await.expect("no panic").expect("it begins");
    let (count, cx) = (&holder.node().count, holder.async_cx());
    let sent = count.send_timeout(&cx, 7, Duration::from_millis(50)).await;
    assert!(matches!(sent, Err(ActionError::Call(CallError::Timeout { .. }))), "{sent:?}");
    drop(open);
    let result = count.send(&cx, 8).await?.result(&cx).await?;
    assert_eq!((result.outcome, *result.result), (GoalOutcome::Succeeded, 8));
    holder.stop().await?;
    server.stop().await?;
    Ok(())
}

/// Sends goals until one is not refused.
#[node]
struct Insistent {
    #[action_client("wait")]
    wait: ActionClient<CountTo, Io>,
    #[publisher("insist")]
    insist: Publisher<u64>,
    begun: tokio::sync::Notify,
}

#[node]
impl Insistent {
    #[subscribe("insist")]
    async fn insists(&self, _: u64, cx: &AsyncCx) {
        while let Err(ActionError::Refused { .. }) = self.wait.send(cx, 1).await {
            self.begun.notify_one();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_that_sends_goals_in_a_loop_keeps_its_node_from_nothing() -> rosweave::Result {
    let graph = InProcess::private();
    let server = NodeOptions::new().start_on::<Server, _>(&graph).await?;
    let options = NodeOptions::new().grace(Duration::from_millis(1));
    let insistent = options.start_on::<Insistent, _>(&graph).await?;
    let cx = insistent.async_cx();
    let held = insistent.node().wait.send(&cx, 0).await?;
    insistent.node().insist.publish(1_u64)?;
    insistent.node().begun.notified().await;
    held.detach();
    let stopped = tokio::time::timeout(Duration::from_secs(60), insistent.stop()).await;
    stopped.expect("its callback is dropped where it waits")?;
    server.stop().await?;
    Ok(())
}
