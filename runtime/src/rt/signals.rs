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
    use std::time::Duration;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::{flag, low_level::pipe};
    use tokio::sync::watch;

    use crate::rt::pool;

    static SIGNALS: LazyLock<Signals> = LazyLock::new(|| {
        let signals = Signals {
            unheeded: Arc::new(AtomicBool::new(true)),
            settles: AtomicBool::new(false),
            heeded: AtomicUsize::new(0),
            came: watch::Sender::new(0),
        };
        if let Err(error) = signals.listen() {
            tracing::error!(%error, "signals to end are not heeded");
        }
        signals
    });

    struct Signals {
        /// Whether a signal has its usual effect: nobody waits for one, or one has come. The handlers look at it, so that
        /// no thread is needed for a second signal to end the program.
        unheeded: Arc<AtomicBool>,
        /// Whether one has come just now.
        settles: AtomicBool,
        /// How many wait for one.
        heeded: AtomicUsize,
        /// How many have come.
        came: watch::Sender<u64>,
    }

    impl Signals {
        fn listen(&self) -> io::Result<()> {
            let (reader, writer) = UnixStream::pair()?;
            for signal in [SIGINT, SIGTERM] {
                flag::register_conditional_default(signal, self.unheeded.clone())?;
                pipe::register(signal, writer.try_clone()?)?;
            }
            let thread = std::thread::Builder::new().name("rosweave-signals".to_owned());
            thread.spawn(move || tell(reader)).map(drop)
        }
    }

    /// How long signals count as one: a process group is often told twice, by a shell's `timeout` for one.
    const ONE: Duration = Duration::from_millis(100);

    /// Tells of every signal that comes, and has the next one end the program. Whoever waits for one is the user's: it is
    /// woken on the pool.
    fn tell(mut reader: UnixStream) {
        let mut more = [0; 64];
        while reader.read(&mut more).is_ok_and(|count| count > 0) {
            SIGNALS.settles.store(true, Ordering::SeqCst);
            pool::say(|| SIGNALS.came.send_modify(|came| *came += 1));
            std::thread::sleep(ONE);
            drain(&mut reader);
            // Not where somebody waits for another one meanwhile.
            if SIGNALS.settles.swap(false, Ordering::SeqCst) {
                SIGNALS.unheeded.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Takes those that belong to the one that was told of.
    fn drain(reader: &mut UnixStream) {
        if reader.set_nonblocking(true).is_ok() {
            while reader.read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
            // Where it fails the thread ends, and the next signal the program.
            let _ = reader.set_nonblocking(false);
        }
    }

    /// Somebody waits for a signal.
    struct Heeds;

    impl Heeds {
        fn new() -> Heeds {
            SIGNALS.heeded.fetch_add(1, Ordering::SeqCst);
            SIGNALS.settles.store(false, Ordering::SeqCst);
            SIGNALS.unheeded.store(false, Ordering::SeqCst);
            Heeds
        }
    }

    impl Drop for Heeds {
        fn drop(&mut self) {
            if SIGNALS.heeded.fetch_sub(1, Ordering::SeqCst) == 1 && !SIGNALS.settles.load(Ordering::SeqCst) {
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
