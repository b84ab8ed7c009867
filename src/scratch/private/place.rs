//! Where private servers keep their data, and which account they run under.

use std::fs::DirBuilder;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Room that memory-backed storage must have, in bytes.
const ROOM: u64 = 1 << 30;

/// The longest directory whose socket a `sockaddr_un` can name: 103 bytes on macOS, less `/.s.PGSQL.5432.lock` and the run's name.
const LONGEST: usize = 103 - 19 - 9;

/// A user and a group that may run a server; PostgreSQL refuses to run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
}

/// The places of this user on this machine.
#[derive(Debug)]
pub struct Place {
    /// Holds the cached clusters.
    pub cache: PathBuf,
    /// Holds a directory for each running server.
    pub runs: PathBuf,
    /// None where servers run as ourselves.
    pub account: Option<Account>,
}

impl Place {
    pub fn find() -> Result<Place> {
        let uid = rustix::process::geteuid().as_raw();
        let is_root = uid == 0;
        let mine = format!("autogen-{uid}");
        let temporary = [std::env::temp_dir().join(&mine), Path::new("/tmp").join(&mine)];
        let cache = first_usable(cache_directories(is_root).into_iter().chain(temporary.clone()), is_root)?;
        let memory = Path::new("/dev/shm");
        let runs = memory_has_room(memory).then(|| memory.join(&mine)).into_iter().chain([cache.join("run")]);
        let runs = runs.chain(temporary).filter(|path| path.as_os_str().len() <= LONGEST);
        let runs = first_usable(runs, is_root)?;
        Ok(Place { cache, runs, account: is_root.then(unprivileged) })
    }
}

fn memory_has_room(path: &Path) -> bool {
    cfg!(target_os = "linux")
        && rustix::fs::statvfs(path).is_ok_and(|room| room.f_bavail.saturating_mul(room.f_frsize) >= ROOM)
}

fn cache_directories(is_root: bool) -> Vec<PathBuf> {
    if is_root {
        // The unprivileged account can't reach into root's home.
        return vec![PathBuf::from("/var/cache/autogen")];
    }
    let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    let home = std::env::home_dir().filter(|home| home.is_dir()).map(|home| home.join(usual));
    named.or(home).map(|cache| cache.join("autogen")).into_iter().collect()
}

/// The first of these directories that is, or can be made, ours alone.
fn first_usable(paths: impl Iterator<Item = PathBuf>, is_root: bool) -> Result<PathBuf> {
    let mut looked = Vec::new();
    for path in paths {
        match make_ours(&path, is_root) {
            Ok(()) => return Ok(path),
            Err(why) => looked.push(format!("{}: {why}", path.display())),
        }
    }
    Err(Error::Scratch { looked, hint: "make one of these directories writable for you alone".to_owned() })
}

fn make_ours(path: &Path, is_root: bool) -> std::result::Result<(), String> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|cause| cause.to_string())?;
    }
    // As root the servers' account has to pass through.
    let mode = if is_root { 0o711 } else { 0o700 };
    match DirBuilder::new().mode(mode).create(path) {
        Ok(()) => {}
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(cause) => return Err(cause.to_string()),
    }
    // Somebody else may have made it first, in a directory that everybody can write to.
    let metadata = path.symlink_metadata().map_err(|cause| cause.to_string())?;
    let is_ours = metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw();
    if !is_ours || metadata.mode() & 0o022 != 0 {
        return Err("it belongs to somebody else, or others may write to it".to_owned());
    }
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).map_err(|cause| cause.to_string())
}

/// PostgreSQL's own account if there is one, else the one that owns nothing.
fn unprivileged() -> Account {
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let account = |name: &str| {
        passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == name).then_some(())?;
            let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
            Some(Account { uid, gid })
        })
    };
    account("postgres").or_else(|| account("nobody")).unwrap_or(Account { uid: 65534, gid: 65534 })
}
