//! Ctrl-C during a run: the server stops the statement, what is open is undone, and it is said where the database is.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::apply::Stop;
use crate::error::{Error, Result};
use crate::scratch::{Registration, at_interrupt};

/// Between two requests to the server: the first may come just before the statement does.
const PAUSE: Duration = Duration::from_millis(200);

/// For how long an undoing is waited for. The server finishes it by itself when this process is gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// Has a signal stop a run instead of cutting it off.
pub(super) struct Interruption {
    stop: Stop,
    ended: mpsc::Sender<()>,
    _registration: Registration,
}

impl Interruption {
    pub fn of(stop: Stop) -> Interruption {
        let (ended, end) = mpsc::channel();
        let asked = stop.clone();
        let registration = at_interrupt(move || {
            asked.ask();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            let begin = Instant::now();
            while begin.elapsed() < PATIENCE {
                runtime.block_on(async { _ = tokio::time::timeout(PAUSE, asked.cancel()).await });
                if end.recv_timeout(PAUSE) != Err(mpsc::RecvTimeoutError::Timeout) {
                    return;
                }
            }
        });
        Interruption { stop, ended, _registration: registration }
    }

    /// Passes on how a run ended. If it was a signal that ended it, `tell` is called here, since the process ends at once.
    pub fn pass<T>(self, outcome: Result<T>, tell: impl FnOnce(&Error)) -> Result<T> {
        if !self.stop.is_wanted() {
            return outcome;
        }
        match &outcome {
            Ok(_) => anstream::eprintln!("the signal came too late: the run is done"),
            Err(error) => tell(error),
        }
        // The other thread ends the process; it may have given up waiting.
        let _ = self.ended.send(());
        loop {
            std::thread::park();
        }
    }
}
