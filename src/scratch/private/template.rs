//! The cached cluster that each private server starts from: made once by `initdb`, copied ever after.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{FlockOperation, flock};

use crate::error::{Error, Result};
use crate::scratch::interrupt::at_interrupt;
use crate::scratch::name::digest;
use crate::scratch::programs::Programs;

use super::place::Place;
use super::{SUPERUSER, child, directory, end, unusable};

/// Changes whenever `initdb` is called differently.
const GENERATION: u32 = 1;

/// The template for these programs, made now if there is none.
pub fn ready(programs: &Programs, place: &Place) -> Result<PathBuf> {
    let path = path(programs, place);
    if path.is_dir() {
        return Ok(path);
    }
    let lock = place.cache.join("template.lock");
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&lock)
        .map_err(|cause| Error::file("open", &lock, cause))?;
    flock(&file, FlockOperation::LockExclusive).map_err(|cause| Error::file("lock", &lock, cause.into()))?;
    // Another run may have made it while we waited for the lock.
    if !path.is_dir() {
        make(programs, place, &path)?;
        forget_older(programs, place, &path);
    }
    Ok(path)
}

/// Deletes the template, so that it's made anew. False if there is none.
pub fn discard(programs: &Programs, place: &Place) -> bool {
    let path = path(programs, place);
    // Renamed first, so that nobody copies one that is half deleted.
    let condemned = path.with_extension(super::super::name::random());
    std::fs::rename(&path, &condemned).is_ok() && std::fs::remove_dir_all(&condemned).is_ok()
}

/// `template-<programs and user>-<exact version>`.
fn path(programs: &Programs, place: &Place) -> PathBuf {
    let version = digest(&format!("{GENERATION} {}", programs.banner), 8);
    place.cache.join(format!("{}{version}", prefix(programs, place)))
}

fn prefix(programs: &Programs, place: &Place) -> String {
    let account = place.account.map(|account| account.uid);
    format!("template-{}-", digest(&format!("{} {account:?}", programs.directory.display()), 12))
}

/// Deletes what earlier versions of the same programs left.
fn forget_older(programs: &Programs, place: &Place, current: &Path) {
    let prefix = prefix(programs, place);
    let Ok(entries) = std::fs::read_dir(&place.cache) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let is_older = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix));
        if is_older && path != current {
            // It's only a cache: the next new version tries again.
            let _ = std::fs::remove_dir_all(&path);
        }
    }
}

/// Runs `initdb` beside the final place, and moves the result there in one step.
fn make(programs: &Programs, place: &Place, path: &Path) -> Result<()> {
    let unfinished = path.with_extension("new");
    let mut why = String::new();
    // Not every system knows C.UTF-8, under which text beyond ASCII has upper and lower case.
    for locale in ["C.UTF-8", "C"] {
        let _ = std::fs::remove_dir_all(&unfinished);
        directory::make_directory(&unfinished, 0o700, place.account)?;
        match initdb(programs, place, &unfinished, locale) {
            Ok(()) => {
                return std::fs::rename(&unfinished, path).map_err(|cause| Error::file("create", path, cause));
            }
            Err(message) => why = message,
        }
    }
    let _ = std::fs::remove_dir_all(&unfinished);
    Err(unusable(programs, &why))
}

fn initdb(programs: &Programs, place: &Place, data: &Path, locale: &str) -> std::result::Result<(), String> {
    let mut command = child::command(programs, "initdb", place.account);
    command.arg("-D").arg(data).args(["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]);
    command.arg(format!("--locale={locale}")).stdout(Stdio::null()).stderr(Stdio::piped());
    let running = Arc::new(Mutex::new(None));
    let (undo, unfinished) = (Arc::clone(&running), data.to_owned());
    let _registration = at_interrupt(move || {
        if let Some(mut child) = undo.lock().unwrap_or_else(PoisonError::into_inner).take() {
            end(&mut child);
        }
        let _ = std::fs::remove_dir_all(&unfinished);
    });
    let lock = || running.lock().unwrap_or_else(PoisonError::into_inner);
    let mut said = String::new();
    let pipe = {
        let mut running = lock();
        let child = running.insert(child::spawn(command).map_err(|cause| cause.to_string())?);
        child.stderr.take()
    };
    // The pipe is read without the lock, which an interrupt needs; it ends with initdb.
    if let Some(mut pipe) = pipe {
        std::io::Read::read_to_string(&mut pipe, &mut said).map_err(|cause| cause.to_string())?;
    }
    let Some(mut child) = lock().take() else { return Err("interrupted".to_owned()) };
    let status = child.wait().map_err(|cause| cause.to_string())?;
    if status.success() {
        return Ok(());
    }
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    Err(format!("initdb failed: {}", lines.join("; ")))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::super::Server;
    use super::{Place, Programs, discard, path};
    use crate::scratch::programs;

    #[tokio::test]
    async fn a_damaged_template_is_made_anew() {
        let (found, _) = programs::find();
        let found = programs::choose(&found, None).expect("tests need a PostgreSQL server");
        // The same programs by another name have a template of their own.
        let directory = tempfile::tempdir().expect("temporary directories can be made");
        std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755)).expect("it's ours");
        symlink(&found.directory, directory.path().join("bin")).expect("links can be made");
        let programs = Programs::at(&directory.path().join("bin")).expect("the link leads to programs");
        let place = Place::find().expect("there is a place for templates");
        Server::start(&programs).await.expect("a private server starts").stop();
        let vital = path(&programs, &place).join("global/pg_control");
        std::fs::remove_file(&vital).expect("the template is there");
        Server::start(&programs).await.expect("a private server starts").stop();
        assert!(vital.exists());
        assert!(discard(&programs, &place));
    }
}
