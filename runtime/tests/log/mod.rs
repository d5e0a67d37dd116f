//! The log of a test: what is written on its thread, line by line.

use std::io::Write;
use std::sync::{Arc, Mutex};

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
