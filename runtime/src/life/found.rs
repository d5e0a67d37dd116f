//! What the wait graph found out about a node, kept for reports.

use std::sync::Mutex;

use crate::rt::sync::lock;
use crate::waits::UnseenWait;

/// How many of each kind are kept. A wait is found once, so only a program with more of them loses any.
const MAX: usize = 256;

/// What was found out about the waits of one node.
#[derive(Default)]
pub(crate) struct Found {
    unseen: Mutex<Vec<UnseenWait>>,
    deadlocks: Mutex<Vec<String>>,
}

impl Found {
    pub(crate) fn unseen(&self, wait: UnseenWait) {
        keep(&self.unseen, wait);
    }

    pub(crate) fn deadlock(&self, cycle: String) {
        keep(&self.deadlocks, cycle);
    }

    pub(crate) fn unseen_waits(&self) -> Vec<UnseenWait> {
        lock(&self.unseen).clone()
    }

    pub(crate) fn deadlocks(&self) -> Vec<String> {
        lock(&self.deadlocks).clone()
    }
}

fn keep<T>(kept: &Mutex<Vec<T>>, value: T) {
    let mut kept = lock(kept);
    if kept.len() < MAX {
        kept.push(value);
    }
}
