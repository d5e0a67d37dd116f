//! Pure functions of the user's, run for a protocol of the keeper's.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, oneshot};

use super::Exec;
use super::guard::guard;
use super::sync::until;

/// Runs the pure functions of one node: validators of parameters, acceptors of goals. One after the other, on the
/// pool, each within a time limit.
pub(crate) struct Pure {
    exec: Exec,
    limit: Duration,
    turn: Mutex<()>,
    /// Whether one runs. While one that took too long goes on, no further thread is risked.
    occupied: Arc<AtomicBool>,
}

/// Why a pure function has said nothing: what was asked is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoVerdict {
    #[error("it panicked: {0}")]
    Panicked(String),
    #[error("it did not return within {0:?}")]
    Late(Duration),
    #[error("an earlier one has not returned yet")]
    Occupied,
    #[error("the node has ended")]
    Gone,
}

impl Pure {
    pub(crate) fn new(exec: Exec, limit: Duration) -> Pure {
        Pure { exec, limit, turn: Mutex::new(()), occupied: Arc::default() }
    }

    /// What `function` returns. Those that wait for their turn get it in the order in which they asked.
    ///
    /// # Errors
    /// [`NoVerdict`] says why there is nothing.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        function: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoVerdict> {
        let _turn = self.turn.lock().await;
        if self.occupied.load(Ordering::Acquire) {
            return Err(NoVerdict::Occupied);
        }
        let (done, verdict) = oneshot::channel();
        self.occupied.store(true, Ordering::Release);
        let occupies = Occupies(self.occupied.clone());
        self.exec.spawn(Box::pin(async move {
            let result = guard(function);
            drop(occupies);
            // Nobody listens any more when it was late.
            let _ = done.send(result);
        }));
        let deadline = self.exec.sleep_until(self.exec.now() + self.limit);
        match until(verdict, deadline).await {
            Some(Ok(result)) => result.map_err(NoVerdict::Panicked),
            Some(Err(_)) => Err(NoVerdict::Gone),
            None => Err(NoVerdict::Late(self.limit)),
        }
    }
}

struct Occupies(Arc<AtomicBool>);

impl Drop for Occupies {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn pure(limit: Duration) -> Pure {
        Pure::new(Exec::current().expect("in a runtime"), limit)
    }

    #[tokio::test]
    async fn a_function_that_panics_refuses_and_the_next_one_runs() {
        let pure = pure(Duration::from_secs(10));
        let refused = pure.run(|| -> u32 { panic!("not today") }).await;
        assert_eq!(refused, Err(NoVerdict::Panicked("not today".to_owned())));
        assert_eq!(pure.run(|| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn a_function_that_does_not_return_refuses_and_takes_one_thread_at_the_most() {
        let pure = pure(Duration::from_millis(20));
        let (open, gate) = mpsc::channel::<()>();
        let (left, has_left) = mpsc::channel::<()>();
        let late = pure.run(move || {
            let _left = left;
            gate.recv().is_ok()
        });
        assert_eq!(late.await, Err(NoVerdict::Late(Duration::from_millis(20))));
        assert_eq!(pure.run(|| 7).await, Err(NoVerdict::Occupied));
        drop(open);
        assert!(has_left.recv().is_err());
        while pure.occupied.load(Ordering::Acquire) {
            tokio::task::yield_now().await;
        }
        assert_eq!(pure.run(|| 7).await, Ok(7));
    }
}
