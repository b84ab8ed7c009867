//! Waits until definitions have been saved. Editors write a file in several steps, which count as one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::error::{Error, Result};

/// After so much quiet, a save is over; at the latest after [`LONGEST`].
const QUIET: Duration = Duration::from_millis(60);
const LONGEST: Duration = Duration::from_secs(1);

/// Files and directories that are watched.
pub(super) struct Files {
    watcher: RecommendedWatcher,
    events: UnboundedReceiver<notify::Event>,
    paths: Vec<PathBuf>,
}

impl Files {
    /// Watches from now on. Each is watched by the directory that it is in, too: editors put another file in the place of
    /// the first, and a checkout removes a directory and makes it anew.
    pub fn watch(paths: Vec<PathBuf>) -> Result<Files> {
        let (sender, events) = unbounded_channel();
        let hear = move |event: notify::Result<notify::Event>| {
            // Whoever listened is gone when the program ends.
            let _ = event.map(|event| sender.send(event));
        };
        let watcher = notify::recommended_watcher(hear).map_err(|cause| failed(Path::new("files"), cause))?;
        let mut files = Files { watcher, events, paths };
        for path in files.paths.clone() {
            if let Some(directory) = path.parent() {
                let watched = files.watcher.watch(directory, RecursiveMode::NonRecursive);
                watched.map_err(|cause| failed(directory, cause))?;
            }
            files.watch_below(&path)?;
        }
        Ok(files)
    }

    fn watch_below(&mut self, path: &Path) -> Result<()> {
        if !path.is_dir() {
            return Ok(());
        }
        self.watcher.watch(path, RecursiveMode::Recursive).map_err(|cause| failed(path, cause))
    }

    /// The files that were saved, once they are.
    pub async fn saved(&mut self) -> Result<BTreeSet<PathBuf>> {
        let mut saved = BTreeSet::new();
        while saved.is_empty() {
            let event = self.events.recv().await.expect("the sender lives as long as the watcher");
            saved.extend(touched(event).into_iter().filter(|path| is_meant(path, &self.paths)));
        }
        let more = async {
            while let Ok(Some(event)) = tokio::time::timeout(QUIET, self.events.recv()).await {
                saved.extend(touched(event));
            }
        };
        let _ = tokio::time::timeout(LONGEST, more).await;
        saved.retain(|path| is_meant(path, &self.paths));
        let made_anew: Vec<PathBuf> = self.paths.iter().filter(|path| saved.contains(*path)).cloned().collect();
        for path in made_anew {
            let _ = self.watcher.unwatch(&path);
            self.watch_below(&path)?;
        }
        Ok(saved)
    }
}

fn failed(path: &Path, cause: notify::Error) -> Error {
    let cause = match cause.kind {
        notify::ErrorKind::Io(cause) => cause,
        _ => std::io::Error::other(cause),
    };
    Error::file("watch", path, cause)
}

/// What an event has changed; reading changes nothing.
fn touched(event: notify::Event) -> Vec<PathBuf> {
    match event.kind {
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => event.paths,
        EventKind::Any | EventKind::Access(_) | EventKind::Other => Vec::new(),
    }
}

/// Whether a path is one that is watched, or below one, and no editor's own file.
fn is_meant(path: &Path, watched: &[PathBuf]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_editors =
        name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name.contains("__pycache__");
    let is_below = watched.iter().any(|one| {
        path.strip_prefix(one).is_ok_and(|rest| !rest.components().any(|part| part.as_os_str() == "__pycache__"))
    });
    is_below && !is_editors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_and_programs_keep_for_themselves_is_no_definition() {
        let watched = [PathBuf::from("/p/schema"), PathBuf::from("/p/one.sql")];
        for path in ["/p/schema/posts.sql", "/p/schema/deep/tags.toml", "/p/one.sql", "/p/schema/gone"] {
            assert!(is_meant(Path::new(path), &watched), "{path}");
        }
        for path in ["/p/two.sql", "/p/schema/.posts.sql.swp", "/p/schema/posts.sql~", "/p/schema/__pycache__/a.pyc"] {
            assert!(!is_meant(Path::new(path), &watched), "{path}");
        }
    }
}
