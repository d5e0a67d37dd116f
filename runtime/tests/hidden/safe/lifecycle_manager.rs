//! A manager brings its nodes up, one after the other, and watches them.

use std::sync::atomic::{AtomicBool, Ordering};

use frame::*;

#[node]
pub struct Demo {
    #[client("slow", timeout = "5s")]
    controller: Client<Ping, Io>,
    #[client("fast", timeout = "5s")]
    planner: Client<Ping, Io>,
    active: AtomicBool,
}

impl Demo {
    fn change_state_for_all(&self, cx: &Cx<A>) -> Answer {
        for client in [&self.controller, &self.planner] {
            client.call(cx, ())?;
        }
        Ok(())
    }
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn start_up(&self, cx: &Cx<A>) -> Answer {
        self.change_state_for_all(cx)?;
        self.active.store(true, Ordering::SeqCst);
        Ok(())
    }

    #[service("is_active", type = Ping)]
    #[group(Io)]
    fn is_active(&self, _request: ()) -> Result<(), &'static str> {
        if self.active.load(Ordering::SeqCst) { Ok(()) } else { Err("not yet") }
    }

    #[timer("200ms")]
    #[group(B)]
    fn check_bonds(&self, cx: &Cx<B>) -> Answer {
        if self.active.load(Ordering::SeqCst) {
            self.planner.call(cx, ())?;
        }
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
