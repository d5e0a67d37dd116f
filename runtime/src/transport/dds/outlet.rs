//! A writer that does not stop for readers that have: keep last, as ROS 2 means it.
//!
//! RustDDS keeps for each reliable reader what it has not confirmed, up to a limit, and then takes nothing more: one
//! reader that hangs or was killed would stop all others until its lease is over. "Keep last" is no promise to slow
//! readers, so another writer takes over then. It is made when half of the room is used up, so that the other readers
//! have found it by the time that it is needed.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

use rustdds::bytes::Bytes;

use super::matches::Matches;
use super::participant::{Endpoint, Node};
use super::qos;
use super::writer::{Refused, Related, Writer};
use crate::error::TransportError;
use crate::facts::qos::{Durability, History, Qos};
use crate::rt::sync::lock;

pub(super) struct Outlet {
    node: Arc<Node>,
    topic: String,
    type_name: String,
    qos: Qos,
    lines: Mutex<Lines>,
    /// What is called when readers come or go.
    hook: OnceLock<Arc<dyn Fn() + Send + Sync>>,
}

struct Lines {
    /// `None` only while it is dropped.
    current: Option<Line>,
    spare: Option<Line>,
    /// The number up to which all is known to be confirmed.
    confirmed: i64,
    /// Since when there is no room, and the number that was reached then.
    full: Option<(Instant, i64)>,
    /// Whether a reader is known to hang: then nothing is waited for.
    has_hanging: bool,
}

/// How long there must be no room before a reader counts as one that hangs. A burst alone is no reason.
const PATIENCE: Duration = Duration::from_millis(50);

struct Line {
    writer: Writer,
    endpoint: Endpoint,
}

impl Line {
    fn retire(self) {
        self.endpoint.retire(self.writer);
    }
}

impl Outlet {
    pub(super) fn new(
        node: &Arc<Node>,
        topic: String,
        type_name: String,
        qos: &Qos,
    ) -> Result<Outlet, TransportError> {
        let (writer, endpoint) = node.writer(topic.clone(), type_name.clone(), qos)?;
        let lines = Lines {
            current: Some(Line { writer, endpoint }),
            spare: None,
            confirmed: 0,
            full: None,
            has_hanging: false,
        };
        Ok(Outlet {
            node: node.clone(),
            topic,
            type_name,
            qos: *qos,
            lines: Mutex::new(lines),
            hook: OnceLock::new(),
        })
    }

    /// Has `hook` called when readers come or go.
    pub(super) fn on_change(&self, hook: impl Fn() + Send + Sync + 'static) {
        let hook = self.hook.get_or_init(|| Arc::new(hook)).clone();
        if let Some(matches) = self.matches() {
            matches.on_change(move || hook());
        }
    }

    /// Who is connected with it now.
    pub(super) fn matches(&self) -> Option<Arc<Matches>> {
        lock(&self.lines).current.as_ref().map(|line| line.endpoint.matches.clone())
    }

    /// Sends a frame.
    pub(super) fn write(&self, frame: Bytes, related: Option<Related>) -> Result<(), String> {
        let mut lines = lock(&self.lines);
        let Some(line) = &lines.current else { return Ok(()) };
        match line.writer.write_related(frame.clone(), related) {
            Ok(number) => {
                line.sent(number);
                if lines.full.is_some_and(|(_, then)| number - then > qos::room(&self.qos) / 2) {
                    lines.full = None;
                }
                self.prepare(&mut lines, number);
                Ok(())
            }
            Err(Refused::Full) if self.may_change() => match self.other(&mut lines) {
                Some(other) => self.change(lines, other, frame, related),
                None => Err(Refused::Full.to_string()),
            },
            Err(refused) => Err(refused.to_string()),
        }
    }

    /// The writer that takes over, if it is time for it and the readers have found it.
    fn other(&self, lines: &mut Lines) -> Option<Line> {
        let current = lines.current.as_ref()?;
        let sent = current.endpoint.matches.sent.load(Ordering::SeqCst);
        let (since, _) = *lines.full.get_or_insert((Instant::now(), sent));
        let readers = current.endpoint.matches.count();
        if lines.spare.is_none() {
            lines.spare = self.line().ok();
        }
        let is_found = lines.spare.as_ref()?.endpoint.matches.count() >= readers;
        let is_time = lines.has_hanging || since.elapsed() >= PATIENCE;
        if is_found && is_time { lines.spare.take() } else { None }
    }

    fn change(
        &self,
        mut lines: MutexGuard<'_, Lines>,
        other: Line,
        frame: Bytes,
        related: Option<Related>,
    ) -> Result<(), String> {
        let written = other.writer.write_related(frame, related).map(|number| other.sent(number));
        lines.confirmed = 0;
        lines.full = None;
        let is_news = !std::mem::replace(&mut lines.has_hanging, true);
        let stuck = lines.current.replace(other);
        drop(lines);
        if let Some(stuck) = stuck {
            if is_news {
                let name = stuck.endpoint.matches.ros_name().to_owned();
                tracing::warn!(name, "a reader does not keep up, and loses what it has not confirmed");
            }
            stuck.retire();
        }
        written.map_err(|refused| refused.to_string())
    }

    /// Makes the other writer when half of the room is used up.
    fn prepare(&self, lines: &mut Lines, number: i64) {
        let Some(line) = &lines.current else { return };
        if number - lines.confirmed < qos::room(&self.qos) / 2 || !self.may_change() {
            return;
        }
        if line.writer.is_confirmed() {
            lines.confirmed = number;
            lines.has_hanging = false;
        } else if lines.spare.is_none() {
            // Where there is no other, the room is all there is.
            lines.spare = self.line().ok();
        }
    }

    fn line(&self) -> Result<Line, TransportError> {
        let (writer, endpoint) = self.node.writer(self.topic.clone(), self.type_name.clone(), &self.qos)?;
        if let Some(hook) = self.hook.get().cloned() {
            endpoint.matches.on_change(move || hook());
        }
        Ok(Line { writer, endpoint })
    }

    /// Not where late joiners would miss what is kept, nor where all has to come through.
    fn may_change(&self) -> bool {
        self.qos.durability == Durability::Volatile && matches!(self.qos.history, History::KeepLast(_))
    }
}

impl Line {
    fn sent(&self, number: i64) {
        self.endpoint.matches.sent.fetch_max(number, Ordering::SeqCst);
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        let (current, spare) = {
            let mut lines = lock(&self.lines);
            (lines.current.take(), lines.spare.take())
        };
        current.into_iter().chain(spare).for_each(Line::retire);
    }
}
