//! What a test publishes and nobody hears: most often a name with a slip in it.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;

use crate::rt::sync::lock;

/// How many messages met nobody, by topic.
#[derive(Default)]
pub(super) struct Unheard(Mutex<BTreeMap<String, u64>>);

impl Unheard {
    pub(super) fn add(&self, topic: &str, messages: u64) {
        *lock(&self.0).entry(topic.to_owned()).or_default() += messages;
    }

    pub(super) fn topics(&self) -> Vec<(String, u64)> {
        lock(&self.0).iter().map(|(topic, messages)| (topic.clone(), *messages)).collect()
    }

    /// Says it, with what a topic may have been `meant` to be, in the log, or where the program has none on standard error.
    pub(super) fn tell(&self, meant: impl Fn(&str) -> String) {
        for (topic, messages) in self.topics() {
            let meant = meant(&topic);
            if tracing::dispatcher::has_been_set() {
                tracing::warn!(topic, messages, "the test has published what nobody heard{meant}");
            } else {
                warn(&format!(
                    "the test has published {messages} messages on `{topic}` that nobody heard{meant}"
                ));
            }
        }
    }
}

/// Says something on standard error. Where that is closed there is nobody to tell.
pub(super) fn warn(what: &str) {
    let _ = writeln!(std::io::stderr(), "warning: {what}");
}
