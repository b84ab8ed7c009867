//! What has to be undone when a signal ends this process.
//!
//! Whoever makes something that outlives the process registers how to undo it *before* making it. Once a signal has come,
//! nothing more can be registered: whoever tries waits for the end.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::error::{Error, Result};

type Undo = Box<dyn FnOnce() + Send>;

struct Registry {
    next: u64,
    undo: BTreeMap<u64, Undo>,
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry { next: 0, undo: BTreeMap::new() });

/// Keeps an undoing registered for as long as it lives.
#[derive(Debug)]
pub struct Registration(u64);

/// Registers what a signal has to undo. `undo` runs on another thread, and must neither register nor drop a
/// [`Registration`].
pub fn at_interrupt(undo: impl FnOnce() + Send + 'static) -> Registration {
    let mut registry = registry();
    let number = registry.next;
    registry.next += 1;
    registry.undo.insert(number, Box::new(undo));
    Registration(number)
}

impl Drop for Registration {
    fn drop(&mut self) {
        let undo = registry().undo.remove(&self.0);
        // Dropped after the lock is free: what it has captured is not ours to know.
        drop(undo);
    }
}

fn registry() -> MutexGuard<'static, Registry> {
    // Every change of the registry is a single insert or remove, so that it's whole even after a panic.
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on SIGINT, SIGTERM and SIGHUP undo everything that is registered and end the process with 130, 143 or 129. A second
/// signal ends it at once. Calling it again changes nothing.
pub fn on_signal() -> Result<()> {
    static ONCE: Once = Once::new();
    let mut outcome = Ok(());
    ONCE.call_once(|| outcome = install());
    outcome.map_err(|cause| Error::usage(format!("cannot listen for signals: {cause}")))
}

fn install() -> std::io::Result<()> {
    let (report, installed) = mpsc::channel();
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_io().build() {
            Ok(runtime) => runtime,
            Err(cause) => return drop(report.send(Err(cause))),
        };
        runtime.block_on(async {
            let mut signals = match Signals::listen() {
                Ok(signals) => signals,
                Err(cause) => return drop(report.send(Err(cause))),
            };
            drop(report.send(Ok(())));
            let code = signals.next().await;
            std::thread::spawn(move || {
                undo_everything();
                std::process::exit(code);
            });
            let code = signals.next().await;
            std::process::exit(code);
        });
    })?;
    installed.recv().unwrap_or_else(|_| Err(std::io::Error::other("the thread for signals ended")))
}

fn undo_everything() {
    let mut registry = registry();
    let undo = std::mem::take(&mut registry.undo);
    // Databases go before the servers that they are on.
    for (_, undo) in undo.into_iter().rev() {
        undo();
    }
    // The lock stays held until the process has ended: nothing new is made.
    std::mem::forget(registry);
}

struct Signals {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Signals> {
        Ok(Signals {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The exit code that the next signal asks for, 128 and its number.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.hangup.recv() => 129,
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
        }
    }
}
