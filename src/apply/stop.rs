//! Somebody's wish that a run stops: Ctrl-C, or the signal of a system that takes us down.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::server::Canceller;

/// Shared by a run and by whoever may stop it. A run that is asked to stop undoes what is open and says where it is.
#[derive(Clone, Default)]
pub struct Stop(Arc<Shared>);

#[derive(Default)]
struct Shared {
    is_wanted: AtomicBool,
    asked: Notify,
    canceller: Mutex<Option<Canceller>>,
}

impl std::fmt::Debug for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stop({})", self.is_wanted())
    }
}

impl Stop {
    /// Asks the run to stop; a statement that is running goes on until [`Stop::cancel`].
    pub fn ask(&self) {
        self.0.is_wanted.store(true, Ordering::SeqCst);
        self.0.asked.notify_waiters();
    }

    pub fn is_wanted(&self) -> bool {
        self.0.is_wanted.load(Ordering::SeqCst)
    }

    /// Says on which connection the run is.
    pub fn watch(&self, canceller: Canceller) {
        *self.canceller() = Some(canceller);
    }

    /// Has the server stop the statement that is running, if one is.
    pub async fn cancel(&self) {
        let canceller = self.canceller().clone();
        if let Some(canceller) = canceller {
            // Where this fails the connection is going down anyway.
            let _ = canceller.cancel().await;
        }
    }

    /// Ends when a stop is asked for.
    pub async fn wanted(&self) {
        let mut asked = std::pin::pin!(self.0.asked.notified());
        // Listening before looking: a wish in between isn't missed.
        asked.as_mut().enable();
        if !self.is_wanted() {
            asked.await;
        }
    }

    /// Pauses, but no longer than until a stop is asked for.
    pub async fn pause(&self, length: Duration) {
        tokio::select! {
            () = tokio::time::sleep(length) => {}
            () = self.wanted() => {}
        }
    }

    fn canceller(&self) -> std::sync::MutexGuard<'_, Option<Canceller>> {
        // It is only ever replaced as a whole.
        self.0.canceller.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
