//! The end of a program one of whose callbacks holds standard error for ever.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result, StopError};

/// How long standard error may be held by who is still writing.
const PATIENCE: Duration = Duration::from_millis(100);

/// Whoever returns the outcome from `main` has its error printed, which takes the lock of standard error. Where what did
/// not return has that, the error is written past it, and the program ends here.
pub(super) fn end_where_it_can_not_be_told(outcome: &Result) {
    let Err(Error::Stop(error @ StopError::StillRunning { .. })) = outcome else { return };
    let (told, is_free) = mpsc::channel();
    let asks = thread::Builder::new().spawn(move || {
        drop(io::stderr().lock());
        // Nobody listens where that took too long.
        let _ = told.send(());
    });
    if asks.is_ok() && is_free.recv_timeout(PATIENCE).is_err() {
        if let Ok(unlocked) = io::stderr().as_fd().try_clone_to_owned() {
            // Where it can not be written, nobody is left to be told.
            let _ = writeln!(File::from(unlocked), "Error: {error}");
        }
        std::process::exit(1);
    }
}
