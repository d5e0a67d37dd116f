//! Simulated time: while a node has `use_sim_time`, the keeper tells its clock what `/clock` says. So a callback that
//! sleeps in simulated time wakes up, in the only group of its node too.

use std::future::poll_fn;
use std::sync::Arc;

use crate::facts::qos::{History, Qos, Reliability};
use crate::group::task::{BUDGET, yield_now};
use crate::life::{Identity, Life};
use crate::msgs::rosgraph_msgs::msg::Clock;
use crate::parameters::qos::{End, OF_EVERY_NODE, Overridable};
use crate::parameters::store::Store;
use crate::rt::BoxFuture;
use crate::rt::sync::until;
use crate::transport::{Carries, SubscriptionPort};

const TOPIC: &str = "/clock";

/// As rclcpp hears it: the newest time is the one that counts.
const QOS: Qos = Qos { history: History::KeepLast(1), reliability: Reliability::BestEffort, ..Qos::DEFAULT };

/// The end that hears `/clock`.
pub(crate) fn end(identity: &Identity) -> Overridable {
    let topic = identity.resolve_topic(TOPIC);
    Overridable { topic, end: End::Subscription, policies: OF_EVERY_NODE, qos: QOS }
}

/// The task that hears `/clock` while the node's clock is simulated, and only then.
pub(crate) fn task<T: Carries<Clock>>(
    node: &Arc<T::Node>,
    life: &Arc<Life>,
    store: &Arc<Store>,
) -> BoxFuture<'static, ()> {
    let (node, life, end) = (node.clone(), life.clone(), end(&life.identity));
    let store = store.clone();
    let subscribe = move || {
        let qos = store.declare_end(&end);
        <T as Carries<Clock>>::subscription(&node, &end.topic, &qos)
    };
    // There from the beginning, like all other ends of the node's.
    let mut first = life.clock.is_simulated().then(&subscribe);
    Box::pin(async move {
        loop {
            life.clock.switched_to(true).await;
            match first.take().unwrap_or_else(&subscribe) {
                Ok(port) => {
                    until(hear(port, &life), life.clock.switched_to(false)).await;
                }
                Err(error) => {
                    let said = life.clone();
                    life.exec.say(move || {
                        tracing::error!(node = said.full_name(), %error, "the node can not follow `/clock`");
                    });
                    life.clock.switched_to(false).await;
                }
            }
        }
    })
}

/// Tells the clock what is heard.
async fn hear(mut port: Box<dyn SubscriptionPort<Clock>>, life: &Arc<Life>) {
    let mut complained = false;
    let mut budget = BUDGET;
    while let Some(delivery) = poll_fn(|context| port.poll_next(context)).await {
        let time = &delivery.message.clock;
        if time.sec >= 0 {
            life.clock.tell((*time).into());
        } else if !std::mem::replace(&mut complained, true) {
            let (said, sec) = (life.clone(), time.sec);
            life.exec.say(move || {
                tracing::warn!(node = said.full_name(), sec, "`/clock` says a time before zero: left out");
            });
        }
        budget -= 1;
        if budget == 0 {
            budget = BUDGET;
            yield_now().await;
        }
    }
    // The transport is gone; the clock stands still, as after the last message of a simulator.
    std::future::pending::<()>().await;
}
