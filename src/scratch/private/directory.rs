//! The directory of one running server: made for it, locked while it's used, and deleted with it.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process};

use crate::error::{Error, Result};
use crate::scratch::name;

use super::place::{Account, Place};

/// A directory and the lock file beside it. The lock, which the kernel frees when we end, tells other runs that it's in use.
#[derive(Debug)]
pub struct RunDirectory {
    pub path: PathBuf,
    lock: PathBuf,
    _held: File,
}

impl RunDirectory {
    /// Makes a directory, and deletes those that dead runs have left.
    pub fn make(place: &Place) -> Result<RunDirectory> {
        sweep(&place.runs);
        loop {
            let path = place.runs.join(name::random());
            let lock = path.with_extension("lock");
            let attempt = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&lock);
            let held = match attempt {
                Ok(file) => file,
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(cause) => return Err(Error::file("create", lock, cause)),
            };
            // Another run's sweep may have taken the file for a dead run's before it was locked.
            let is_locked = flock(&held, FlockOperation::NonBlockingLockExclusive).is_ok();
            if !is_locked || held.metadata().map_or(0, |metadata| metadata.nlink()) == 0 {
                continue;
            }
            let directory = RunDirectory { path, lock, _held: held };
            make_directory(&directory.path, 0o700, place.account)?;
            return Ok(directory);
        }
    }

    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    pub fn socket(&self, port: &str) -> PathBuf {
        self.path.join(format!(".s.PGSQL.{port}"))
    }

    /// The file for what the server says before it can be asked.
    pub fn log(&self, account: Option<Account>) -> Result<File> {
        let path = self.path.join("log");
        let file = File::create(&path).map_err(|cause| Error::file("create", &path, cause))?;
        give(&path, account)?;
        Ok(file)
    }

    /// The end of the log, in one line.
    pub fn last_words(&self) -> String {
        let log = std::fs::read(self.path.join("log")).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(3)..].join("; ")
    }
}

impl Drop for RunDirectory {
    fn drop(&mut self) {
        delete(&self.path, &self.lock);
    }
}

/// Deletes a directory, then its lock file: what has no lock file has no directory. What can't be deleted now is left to the
/// next sweep.
fn delete(path: &Path, lock: &Path) {
    let gone = match std::fs::remove_dir_all(path) {
        Ok(()) => true,
        Err(cause) => cause.kind() == io::ErrorKind::NotFound,
    };
    if gone {
        // The next sweep would find it again.
        let _ = std::fs::remove_file(lock);
    }
}

/// Deletes the directories of runs that have ended without doing so.
fn sweep(runs: &Path) {
    let Ok(entries) = std::fs::read_dir(runs) else { return };
    for lock in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if lock.extension().is_none_or(|extension| extension != "lock") {
            continue;
        }
        let Ok(file) = OpenOptions::new().write(true).open(&lock) else { continue };
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
            let path = lock.with_extension("");
            if has_ended(&path) {
                delete(&path, &lock);
            }
        }
    }
}

/// Whether the server of a dead run has ended too. One that hasn't is told to end; a later sweep deletes its data.
fn has_ended(path: &Path) -> bool {
    let data = path.join("data");
    let process = std::fs::read_to_string(data.join("postmaster.pid"))
        .ok()
        .and_then(|text| text.lines().next()?.trim().parse::<i32>().ok());
    let Some(process) = process.filter(|process| !name::is_dead(*process)) else { return true };
    if !is_server_on(process, path, &data) {
        return true;
    }
    if let Some(process) = Pid::from_raw(process) {
        // It may have ended in this moment.
        let _ = kill_process(process, Signal::QUIT);
    }
    false
}

/// Whether a process is the server on this data: its number may be another program's by now.
#[cfg(target_os = "linux")]
fn is_server_on(process: i32, _path: &Path, data: &Path) -> bool {
    // A server's working directory is its data directory. One that has ended but isn't waited for has none.
    std::fs::read_link(format!("/proc/{process}/cwd")).is_ok_and(|directory| directory == data)
}

#[cfg(not(target_os = "linux"))]
fn is_server_on(_process: i32, path: &Path, _data: &Path) -> bool {
    // Whoever answers in this directory of ours is our server.
    sockets(path).iter().any(|socket| std::os::unix::net::UnixStream::connect(socket).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn sockets(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    let is_socket =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".s.PGSQL."));
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_socket).collect()
}

/// Copies a data directory and hands it over to an account.
pub fn copy(from: &Path, to: &Path, account: Option<Account>) -> Result<()> {
    make_directory(to, 0o700, account)?;
    let entries = std::fs::read_dir(from).map_err(|cause| Error::file("read", from, cause))?;
    for entry in entries {
        let entry = entry.map_err(|cause| Error::file("read", from, cause))?;
        let (source, destination) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().map_err(|cause| Error::file("read", &source, cause))?;
        if kind.is_dir() {
            copy(&source, &destination, account)?;
        } else {
            std::fs::copy(&source, &destination).map_err(|cause| Error::file("copy", &source, cause))?;
            give(&destination, account)?;
        }
    }
    Ok(())
}

pub fn make_directory(path: &Path, mode: u32, account: Option<Account>) -> Result<()> {
    DirBuilder::new().mode(mode).create(path).map_err(|cause| Error::file("create", path, cause))?;
    give(path, account)
}

fn give(path: &Path, account: Option<Account>) -> Result<()> {
    match account {
        Some(Account { uid, gid }) => {
            chown(path, Some(uid), Some(gid)).map_err(|cause| Error::file("hand over", path, cause))
        }
        None => Ok(()),
    }
}
