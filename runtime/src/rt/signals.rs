//! The signals that ask a program to end.

#[cfg(unix)]
pub(crate) use unix::asked_to_end;

/// Ready at Ctrl-C.
#[cfg(not(unix))]
pub(crate) async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{self, Read};
    use std::os::unix::net::UnixStream;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, LazyLock};

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::{flag, low_level::pipe};
    use tokio::sync::watch;

    use crate::rt::pool;

    static SIGNALS: LazyLock<Signals> = LazyLock::new(|| {
        let signals = Signals {
            unheeded: Arc::new(AtomicBool::new(true)),
            heeded: AtomicUsize::new(0),
            came: watch::Sender::new(0),
        };
        if let Err(error) = signals.listen() {
            tracing::error!(%error, "signals to end are not heeded");
        }
        signals
    });

    struct Signals {
        /// Whether a signal has its usual effect: nobody waits for one, or one has come. The handlers look at it and
        /// set it themselves, so that no thread is needed for a second signal to end the program.
        unheeded: Arc<AtomicBool>,
        /// How many wait for one.
        heeded: AtomicUsize,
        /// How many have come.
        came: watch::Sender<u64>,
    }

    impl Signals {
        fn listen(&self) -> io::Result<()> {
            let (reader, writer) = UnixStream::pair()?;
            for signal in [SIGINT, SIGTERM] {
                // In this order: the first one is heeded, and makes the next one unheeded.
                flag::register_conditional_default(signal, self.unheeded.clone())?;
                flag::register(signal, self.unheeded.clone())?;
                pipe::register(signal, writer.try_clone()?)?;
            }
            let thread = std::thread::Builder::new().name("rosweave-signals".to_owned());
            thread.spawn(move || tell(reader)).map(drop)
        }
    }

    /// Tells of every signal that comes. Whoever waits for one is the user's: it is woken on the pool.
    fn tell(mut reader: UnixStream) {
        while reader.read_exact(&mut [0]).is_ok() {
            pool::say(|| SIGNALS.came.send_modify(|came| *came += 1));
        }
    }

    /// Somebody waits for a signal.
    struct Heeds;

    impl Heeds {
        fn new() -> Heeds {
            SIGNALS.heeded.fetch_add(1, Ordering::SeqCst);
            SIGNALS.unheeded.store(false, Ordering::SeqCst);
            Heeds
        }
    }

    impl Drop for Heeds {
        fn drop(&mut self) {
            if SIGNALS.heeded.fetch_sub(1, Ordering::SeqCst) == 1 {
                SIGNALS.unheeded.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Ready at the next SIGINT or SIGTERM.
    pub(crate) async fn asked_to_end() {
        let mut came = SIGNALS.came.subscribe();
        let _heeds = Heeds::new();
        // The sender lives as long as the program.
        let _ = came.changed().await;
    }
}
