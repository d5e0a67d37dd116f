//! The layouts of ROS 2's "Using Callback Groups" page: a timer that waits on a client.
//!
//! Those that the check accepts run and get responses. Those that it rejects are run through the door that
//! leaves the check out, and really hang: virtual time comes to a state in which nothing can go on, and names
//! who waits. What the compiler says to the sixteen is in `ui-tests/layouts`.
#![allow(missing_docs)]

use rosweave::__private::call_unchecked;
use rosweave::prelude::*;
use rosweave::testing::World;

struct Add;

impl Service for Add {
    type Request = (i64, i64);
    type Response = i64;
}

#[derive(Group, Default)]
struct E1;

#[derive(Group, Default)]
struct E2;

#[derive(Group, Default)]
#[group(reentrant)]
struct R;

/// A node whose timer in one group waits on a client in another, blocking and awaiting.
macro_rules! layout {
    ($name:ident: client $client:ident, timer $timer:ident) => {
        mod $name {
            use super::*;

            #[node]
            pub(super) struct Blocking {
                #[client("add")]
                add: Client<Add, $client>,
                #[publisher("sum")]
                sum: Publisher<i64>,
            }

            #[node]
            impl Blocking {
                #[timer("1s")]
                #[group($timer)]
                fn tick(&self, cx: &Cx<$timer>) -> rosweave::Result {
                    let sum = call_unchecked(&self.add, cx, (1, 2), None)?;
                    Ok(self.sum.publish(sum)?)
                }
            }

            #[node]
            pub(super) struct Awaiting {
                #[client("add")]
                add: Client<Add, $client>,
                #[publisher("sum")]
                sum: Publisher<i64>,
            }

            #[node]
            impl Awaiting {
                #[timer("1s")]
                #[group($timer)]
                async fn tick(&self, cx: &AsyncCx<$timer>) -> rosweave::Result {
                    let sum = self.add.call(cx, (1, 2)).await?;
                    Ok(self.sum.publish(sum)?)
                }
            }
        }
    };
}

layout!(d_d: client DefaultGroup, timer DefaultGroup);
layout!(e1_e1: client E1, timer E1);
layout!(e1_e2: client E1, timer E2);
layout!(e1_d: client E1, timer DefaultGroup);
layout!(d_e1: client DefaultGroup, timer E1);
layout!(r_r: client R, timer R);
layout!(r_d: client R, timer DefaultGroup);
layout!(d_r: client DefaultGroup, timer R);

/// How many different orders each layout is run in.
const SEEDS: u64 = 20;

fn responses<N: rosweave::Node>(seed: u64) -> rosweave::Result<usize> {
    let world = World::new(seed);
    let _server = world.serve::<Add>("add", |(a, b)| a + b)?;
    let sums = world.subscribe::<i64>("sum")?;
    let _node = world.start::<N>()?;
    world.advance(Duration::from_secs(3))?;
    let sums = sums.take();
    assert!(sums.iter().all(|sum| *sum == 3));
    Ok(sums.len())
}

fn runs<N: rosweave::Node>() {
    for seed in 0..SEEDS {
        assert_eq!(responses::<N>(seed).expect("it does not hang"), 3);
    }
}

fn hangs<N: rosweave::Node>(group: &str) {
    for seed in 0..SEEDS {
        let error = responses::<N>(seed).expect_err("it hangs");
        let expected = format!(
            "nothing can go on\n  `/{}`: `tick` in {group} blocks on client `add` of `/add` for 2s; \
             its reply can only be delivered by {group}, which `tick` blocks",
            N::NAME
        );
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn the_two_that_are_rejected_hang() {
    hangs::<d_d::Blocking>("the default group");
    hangs::<e1_e1::Blocking>("group `E1`");
}

#[test]
fn the_six_that_are_accepted_run() {
    runs::<e1_e2::Blocking>();
    runs::<e1_d::Blocking>();
    runs::<d_e1::Blocking>();
    runs::<r_r::Blocking>();
    runs::<r_d::Blocking>();
    runs::<d_r::Blocking>();
}

#[test]
fn the_eight_that_await_run() {
    runs::<d_d::Awaiting>();
    runs::<e1_e1::Awaiting>();
    runs::<e1_e2::Awaiting>();
    runs::<e1_d::Awaiting>();
    runs::<d_e1::Awaiting>();
    runs::<r_r::Awaiting>();
    runs::<r_d::Awaiting>();
    runs::<d_r::Awaiting>();
}
