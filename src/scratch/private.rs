//! A PostgreSQL server of our own, reachable only through a socket that nobody else can open, gone when it's dropped.
//!
//! Each server runs on a fresh copy of a cached cluster, so that no two meet and nothing of an earlier run is seen.

mod child;
mod directory;
mod place;
mod template;

use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::error::{Error, Result};
use crate::server::{self, Surroundings, Target};
use crate::sql::quote_identifier;

use super::interrupt::{Registration, at_interrupt};
use super::programs::Programs;
use directory::RunDirectory;
use place::Place;

/// The superuser of a private server.
pub const SUPERUSER: &str = "autogen";

/// What a server is started with. Durability is off: its data isn't kept for a second longer than the process.
const SETTINGS: &[(&str, &str)] = &[
    ("listen_addresses", ""),
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("autovacuum", "off"),
    ("jit", "off"),
    ("max_parallel_workers_per_gather", "0"),
    ("shared_buffers", "32MB"),
    ("min_wal_size", "32MB"),
    ("max_wal_size", "256MB"),
    // Publications and subscriptions can be declared.
    ("wal_level", "logical"),
    ("max_connections", "24"),
    // A schema of ten thousand tables is loaded in one transaction, which holds all of its locks.
    ("max_locks_per_transaction", "3072"),
    // Shared memory in the data's directory goes with it, even when the server is killed.
    ("dynamic_shared_memory_type", "mmap"),
    ("log_min_messages", "fatal"),
    ("log_min_error_statement", "panic"),
    ("lc_messages", "C"),
    ("timezone", "UTC"),
    ("datestyle", "ISO, MDY"),
];

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running private server. Dropping it stops it and deletes all of its data.
#[derive(Debug)]
pub struct Server {
    programs: Programs,
    target: Target,
    running: Arc<Mutex<Running>>,
    _registration: Registration,
}

/// What has to be undone; empty once it was.
#[derive(Debug)]
struct Running {
    child: Option<Child>,
    directory: Option<RunDirectory>,
}

impl Server {
    /// Starts a server of these programs.
    pub async fn start(programs: &Programs) -> Result<Server> {
        Server::start_with(programs, &[]).await
    }

    /// Starts a server that loads these libraries first, each named as PostgreSQL looks for it, or by its absolute path.
    pub async fn start_loading(programs: &Programs, preload: &[String]) -> Result<Server> {
        if preload.is_empty() {
            return Server::start(programs).await;
        }
        let libraries: Vec<_> = preload.iter().map(|library| quote_identifier(library)).collect();
        let (libraries, place) = (libraries.join(","), Place::find()?);
        let settings = [("shared_preload_libraries", libraries.as_str())];
        if let Ok(server) = Server::try_start(programs, &settings, &place).await {
            return Ok(server);
        }
        // Without the libraries it is seen, and mended, whether they or the cached cluster stood in the way.
        Server::start(programs).await?.stop();
        Server::try_start(programs, &settings, &place).await
    }

    /// Starts a server with settings of its own on top of ours, such as `listen_addresses`.
    pub async fn start_with(programs: &Programs, settings: &[(&str, &str)]) -> Result<Server> {
        let place = Place::find()?;
        match Server::try_start(programs, settings, &place).await {
            Ok(server) => Ok(server),
            // A cached cluster that something has damaged is made anew, once.
            Err(_) if template::discard(programs, &place) => Server::try_start(programs, settings, &place).await,
            Err(error) => Err(error),
        }
    }

    async fn try_start(programs: &Programs, settings: &[(&str, &str)], place: &Place) -> Result<Server> {
        let template = template::ready(programs, place)?;
        let running = Arc::new(Mutex::new(Running { child: None, directory: None }));
        let undo = Arc::clone(&running);
        let registration = at_interrupt(move || stop(&undo));
        let (socket, address) = {
            let mut running = lock(&running);
            let directory = running.directory.insert(RunDirectory::make(place)?);
            directory::copy(&template, &directory.data(), place.account)?;
            let log = directory.log(place.account)?;
            let child = child::server(programs, place.account, directory, SETTINGS.iter().chain(settings), log)
                .map_err(|cause| unusable(programs, &cause.to_string()))?;
            let port = port(settings);
            let reached = (directory.socket(port), address(&directory.path, port));
            running.child = Some(child);
            reached
        };
        // Only what the string says: a PGPORT or PGOPTIONS of the user is about other servers.
        let target = Target::parse_in(&address, &Surroundings::default())?;
        let server = Server { programs: programs.clone(), target, running, _registration: registration };
        server.wait(&socket).await?;
        Ok(server)
    }

    /// Waits until the server lets us in.
    async fn wait(&self, socket: &Path) -> Result<()> {
        let begin = Instant::now();
        loop {
            if socket.exists() && server::connect(&self.target).await.is_ok() {
                return Ok(());
            }
            let (ended, log) = {
                let mut running = lock(&self.running);
                let ended = match running.child.as_mut() {
                    Some(child) => !matches!(child.try_wait(), Ok(None)),
                    None => true,
                };
                (ended, running.directory.as_ref().map(RunDirectory::last_words).unwrap_or_default())
            };
            if ended {
                return Err(unusable(&self.programs, &format!("the server ended: {log}")));
            }
            if begin.elapsed() > PATIENCE {
                return Err(unusable(&self.programs, &format!("the server doesn't answer: {log}")));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// The server's database `postgres`, as its superuser.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The programs that it runs.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// The number of the server's process; none after [`Server::stop`].
    pub fn process(&self) -> Option<u32> {
        lock(&self.running).child.as_ref().map(Child::id)
    }

    /// The directory that holds its socket and all of its data.
    pub fn directory(&self) -> Option<PathBuf> {
        lock(&self.running).directory.as_ref().map(|directory| directory.path.clone())
    }

    /// Stops the server and deletes its data.
    pub fn stop(self) {}
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&self.running);
    }
}

fn lock(running: &Mutex<Running>) -> MutexGuard<'_, Running> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The port, which is part of the socket's name.
fn port<'a>(settings: &[(&str, &'a str)]) -> &'a str {
    settings.iter().find(|(name, _)| *name == "port").map_or("5432", |(_, port)| port)
}

/// The connection string for the socket in a directory.
fn address(directory: &Path, port: &str) -> String {
    let directory = directory.to_string_lossy().replace('\\', "\\\\").replace('\'', "\\'");
    format!("host='{directory}' port={port} user={SUPERUSER} dbname=postgres sslmode=disable")
}

/// Ends the server, whose data isn't needed any more, and deletes it.
fn stop(running: &Mutex<Running>) {
    let mut running = lock(running);
    if let Some(mut child) = running.child.take() {
        end(&mut child);
    }
    running.directory = None;
}

fn end(child: &mut Child) {
    let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    // SIGQUIT is PostgreSQL's immediate shutdown, SIGKILL would leave its shared memory behind.
    if let Some(process) = process
        && kill_process(process, Signal::QUIT).is_ok()
    {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(5) {
            match child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
    }
    // It has ended already, or nothing else helps; either way there's no one to tell.
    let _ = child.kill();
    let _ = child.wait();
}

/// Programs that don't give a server.
fn unusable(programs: &Programs, why: &str) -> Error {
    Error::Scratch {
        looked: vec![format!("PostgreSQL {} in {}: {why}", programs.version, programs.directory.display())],
        hint: "set AUTOGEN_PG_BIN to the directory of other server programs, or --scratch-url".to_owned(),
    }
}
