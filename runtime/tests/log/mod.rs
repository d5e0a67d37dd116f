//! The log of a test: what is written on its thread, line by line.
#![allow(dead_code, reason = "no test needs all of it")]

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use tracing::Dispatch;
use tracing::subscriber::DefaultGuard;

/// Keeps the log of this thread until it is dropped. A `World` runs groups on the thread of its test.
pub(crate) struct Log {
    written: Written,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub(crate) fn keep() -> Log {
        ask_every_log();
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_ansi(false)
            .with_target(false)
            .without_time()
            .finish();
        Log { written, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// The lines since the last time that have `text`.
    pub(crate) fn take(&self, text: &str) -> Vec<String> {
        let bytes = std::mem::take(&mut *self.written.0.lock().unwrap());
        let all = String::from_utf8(bytes).unwrap();
        all.lines().map(|line| line.trim().to_owned()).filter(|line| line.contains(text)).collect()
    }
}

/// Has every place that logs ask all logs of this process whether one wants its line, and not only the first thread
/// that comes by. While there is one log, `tracing` asks that thread alone: where another test comes by first, who has
/// no log, the answer is "nobody ever", and the log of the test beside it stays empty. With a second one it asks all.
pub(crate) fn ask_every_log() {
    static SECOND: OnceLock<Dispatch> = OnceLock::new();
    SECOND.get_or_init(|| tracing_subscriber::fmt().with_writer(std::io::sink).finish().into());
}
