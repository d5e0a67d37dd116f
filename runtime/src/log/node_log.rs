//! What a node has logged and is still to be published on `/rosout`.

#![cfg_attr(not(feature = "log"), allow(dead_code, reason = "lines come from its layer"))]

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use super::severity::Severity;
use crate::facts::CallbackFacts;
use crate::life::current::InstanceId;
use crate::rt::Exec;
use crate::rt::lock::wake;
use crate::rt::sync::lock;
use crate::rt::time::Time;

/// More lines wait for no node; the oldest are dropped, counted, and told.
pub(crate) const MAX_LINES: usize = 1000;

/// The logs of the nodes of this process.
static LOGS: Mutex<BTreeMap<InstanceId, Weak<NodeLog>>> = Mutex::new(BTreeMap::new());

/// The log of one node.
pub(crate) struct NodeLog {
    instance: InstanceId,
    /// The name of its logger.
    pub(crate) logger: String,
    exec: Exec,
    callbacks: &'static [CallbackFacts<'static>],
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// Whether anybody publishes it.
    open: bool,
    /// Callbacks that hear `/rosout`: what they log would come back to them.
    deaf: Vec<usize>,
    lines: VecDeque<Line>,
    lost: u64,
    publisher: Option<Waker>,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) time: Time,
    pub(crate) severity: Severity,
    pub(crate) logger: String,
    pub(crate) text: String,
    pub(crate) file: &'static str,
    pub(crate) function: &'static str,
    pub(crate) line: u32,
}

impl NodeLog {
    pub(crate) fn new(
        instance: InstanceId,
        full_name: &str,
        exec: Exec,
        callbacks: &'static [CallbackFacts<'static>],
    ) -> Arc<NodeLog> {
        let logger = full_name.trim_start_matches('/').replace('/', ".");
        let log = Arc::new(NodeLog { instance, logger, exec, callbacks, queue: Mutex::default() });
        lock(&LOGS).insert(instance, Arc::downgrade(&log));
        log
    }

    /// The log of a node that lives.
    pub(crate) fn of(instance: InstanceId) -> Option<Arc<NodeLog>> {
        lock(&LOGS).get(&instance).and_then(Weak::upgrade)
    }

    /// The time of a line: the system's, as ROS 2 has it, also where the node's is simulated.
    pub(crate) fn now(&self) -> Time {
        self.exec.system_time()
    }

    /// The name of a callback.
    pub(crate) fn function(&self, callback: usize) -> Option<&'static str> {
        self.callbacks.get(callback).map(|facts| facts.name)
    }

    /// Has lines kept from now on, but for those of the callbacks that hear them.
    pub(crate) fn open(&self, deaf: Vec<usize>) {
        let mut queue = lock(&self.queue);
        (queue.open, queue.deaf) = (true, deaf);
    }

    /// Whether what this callback logs is published.
    pub(crate) fn takes(&self, callback: Option<usize>) -> bool {
        let queue = lock(&self.queue);
        queue.open && callback.is_none_or(|callback| !queue.deaf.contains(&callback))
    }

    /// Adds a line. It never waits.
    pub(crate) fn add(&self, line: Line) {
        let mut queue = lock(&self.queue);
        if queue.lines.len() == MAX_LINES {
            queue.lines.pop_front();
            queue.lost += 1;
        }
        queue.lines.push_back(line);
        let publisher = queue.publisher.take();
        drop(queue);
        if let Some(publisher) = publisher {
            wake(publisher);
        }
    }

    /// The next line, and how many were lost before it.
    pub(crate) fn poll_line(&self, context: &Context<'_>) -> Poll<(Line, u64)> {
        let mut queue = lock(&self.queue);
        match queue.lines.pop_front() {
            Some(line) => Poll::Ready((line, std::mem::take(&mut queue.lost))),
            None => {
                queue.publisher = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for NodeLog {
    fn drop(&mut self) {
        lock(&LOGS).remove(&self.instance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        let (logger, text) = (String::new(), text.to_owned());
        Line { time: Time::EPOCH, severity: Severity::Info, logger, text, file: "", function: "", line: 0 }
    }

    fn log(full_name: &str) -> (InstanceId, Arc<NodeLog>) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let _inside = runtime.enter();
        let instance = InstanceId::next();
        (instance, NodeLog::new(instance, full_name, Exec::current().expect("inside a runtime"), &[]))
    }

    #[test]
    fn the_oldest_lines_are_dropped_and_counted() {
        let (_, log) = log("/left/arm");
        assert_eq!(log.logger, "left.arm");
        (0..=MAX_LINES).for_each(|number| log.add(line(&number.to_string())));
        let context = Context::from_waker(Waker::noop());
        let Poll::Ready((first, lost)) = log.poll_line(&context) else { panic!("there are lines") };
        assert_eq!((first.text.as_str(), lost), ("1", 1));
        let Poll::Ready((second, lost)) = log.poll_line(&context) else { panic!("there are lines") };
        assert_eq!((second.text.as_str(), lost), ("2", 0));
    }

    #[test]
    fn a_node_that_is_gone_has_no_log() {
        let (instance, log) = log("/arm");
        assert!(NodeLog::of(instance).is_some());
        drop(log);
        assert!(NodeLog::of(instance).is_none());
    }
}
