//! The directory of revisions: reads every pair in it, and writes a new one without ever touching what is there.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Chain, Direction, Revision, RevisionId};
use crate::error::{Error, Result};

/// Where the files are kept of revisions that another one stands in place of, below those of the others.
const REPLACED: &str = "replaced";

/// Every revision in a directory, and in `replaced/` below it. Files that aren't called `….up.sql` or `….down.sql` are somebody else's; a directory
/// that doesn't exist holds no revision.
///
/// # Errors
/// Where a file can't be read, lacks its partner, isn't named or headed as a revision is, shares its id with another,
/// or revises what isn't there.
pub fn read(directory: &Path) -> Result<Chain> {
    let mut found: BTreeMap<(RevisionId, String, Option<PathBuf>), Pair> = BTreeMap::new();
    for path in paths(directory)?.into_iter().chain(paths(&directory.join(REPLACED))?) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((stem, direction)) = stem_and_direction(name) else { continue };
        let (id, slug) = id_and_slug(stem, &path)?;
        let pair = found.entry((id, slug, path.parent().map(Path::to_owned))).or_default();
        match direction {
            Direction::Up => pair.up = Some(path),
            Direction::Down => pair.down = Some(path),
        }
    }
    let mut revisions: Vec<Revision> = Vec::new();
    for ((id, slug, _), pair) in found {
        let (up, down) = pair.both()?;
        if let Some(twin) = revisions.last().filter(|revision| revision.id == id) {
            let (one, other) = (twin.up_path.display(), up.display());
            return Err(Error::History {
                message: format!("two revisions share the id {id}: {one} and {other}"),
                hint: Some("give one of them another id, in its file names, its heads and what revises it".into()),
            });
        }
        let text = |path: PathBuf| match fs::read_to_string(&path) {
            Ok(text) => Ok((path, text)),
            Err(error) => Err(Error::file("read", path, error)),
        };
        revisions.push(Revision::parse(id, &slug, text(up)?, text(down)?)?);
    }
    let chain = Chain::new(directory, revisions)?;
    let replaced = directory.join(REPLACED);
    if let Some(stray) = chain.ordered().find(|revision| revision.up_path.starts_with(&replaced)) {
        return Err(Error::History {
            message: format!("{} is replaced by nothing", stray.up_path.display()),
            hint: Some(format!("move both files to {}, or bring back what replaces them", directory.display())),
        });
    }
    Ok(chain)
}

/// Moves the files of revisions to where those are that were replaced.
pub fn set_aside(directory: &Path, revisions: &[&Revision]) -> Result<()> {
    let replaced = directory.join(REPLACED);
    fs::create_dir_all(&replaced).map_err(|error| Error::file("make", &replaced, error))?;
    for path in revisions.iter().flat_map(|revision| [&revision.up_path, &revision.down_path]) {
        let name = path.file_name().unwrap_or_default();
        fs::rename(path, replaced.join(name)).map_err(|error| Error::file("move", path, error))?;
    }
    Ok(())
}

/// Writes `<id>_<slug>.up.sql` and `.down.sql`, makes the directory where there is none, and gives both paths.
///
/// Either both files are there afterwards, or nothing is: no file is ever overwritten, and none is left half written.
pub fn write_pair(directory: &Path, id: RevisionId, slug: &str, up: &str, down: &str) -> Result<(PathBuf, PathBuf)> {
    let made_directory = !directory.exists();
    fs::create_dir_all(directory).map_err(|error| Error::file("make", directory, error))?;
    let written = write_both(directory, &format!("{id}_{slug}"), up, down);
    if made_directory && written.is_err() {
        // It is empty again; if it isn't, it isn't ours alone any more.
        let _ = fs::remove_dir(directory);
    }
    written
}

fn write_both(directory: &Path, stem: &str, up: &str, down: &str) -> Result<(PathBuf, PathBuf)> {
    let up_path = directory.join(format!("{stem}.up.sql"));
    let down_path = directory.join(format!("{stem}.down.sql"));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| Error::file("write", path, error)
    };
    let up_file = temporary(directory, up).map_err(failed(&up_path))?;
    let down_file = temporary(directory, down).map_err(failed(&down_path))?;
    up_file.persist_noclobber(&up_path).map_err(|error| failed(&up_path)(error.error))?;
    if let Err(error) = down_file.persist_noclobber(&down_path) {
        fs::remove_file(&up_path).map_err(|error| Error::file("remove", &up_path, error))?;
        return Err(failed(&down_path)(error.error));
    }
    Ok((up_path, down_path))
}

/// Puts another text in the place of a file, wholly or not at all.
pub fn overwrite(path: &Path, text: &str) -> Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let written = temporary(directory, text).and_then(|file| file.persist(path).map_err(|error| error.error));
    written.map(|_| ()).map_err(|cause| Error::file("write", path, cause))
}

/// A file in the directory that goes away unless it is renamed.
fn temporary(directory: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".autogen-");
    #[cfg(unix)]
    {
        // The umask decides, as for any other source file.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[derive(Default)]
struct Pair {
    up: Option<PathBuf>,
    down: Option<PathBuf>,
}

impl Pair {
    fn both(self) -> Result<(PathBuf, PathBuf)> {
        let (there, missing) = match (self.up, self.down) {
            (Some(up), Some(down)) => return Ok((up, down)),
            (Some(up), None) => (up, "down"),
            (None, Some(down)) => (down, "up"),
            (None, None) => unreachable!("a pair is made for a file"),
        };
        Err(Error::History {
            message: format!("{} has no .{missing}.sql beside it", there.display()),
            hint: Some("a revision is a pair of files; bring the other one back, or remove this one".into()),
        })
    }
}

fn stem_and_direction(name: &str) -> Option<(&str, Direction)> {
    let up = name.strip_suffix(".up.sql").map(|stem| (stem, Direction::Up));
    up.or_else(|| name.strip_suffix(".down.sql").map(|stem| (stem, Direction::Down)))
}

fn id_and_slug(stem: &str, path: &Path) -> Result<(RevisionId, String)> {
    let parts = stem.split_once('_').and_then(|(id, slug)| Some((id.parse().ok()?, slug.to_owned())));
    parts.ok_or_else(|| Error::History {
        message: format!("{} isn't named as a revision is", path.display()),
        hint: Some("names are <id>_<slug>.up.sql and .down.sql: 20261121101502_add_likes.up.sql".into()),
    })
}

/// In the order of their names.
fn paths(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::file("read", directory, error)),
    };
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(|error| Error::file("read", directory, error))?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> RevisionId {
        text.parse().expect("an id")
    }

    fn names(directory: &Path) -> Vec<String> {
        let paths = paths(directory).expect("the directory can be read").into_iter();
        paths.map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect()
    }

    fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().expect("a directory");
        for (name, text) in files {
            fs::write(directory.path().join(name), text).expect("a file");
        }
        directory
    }

    fn refused(files: &[(&str, &str)]) -> String {
        read(directory(files).path()).expect_err("the directory is broken").to_string()
    }

    const FIRST: &str = "-- a\n-- revision: 20261121101502\n-- revises: none\n";

    #[test]
    fn a_pair_that_was_written_reads_back() {
        let parent = tempfile::tempdir().expect("a directory");
        let directory = parent.path().join("migrations");
        assert!(read(&directory).expect("no directory, no revision").is_empty());
        let written = write_pair(&directory, id("20261121101502"), "add_likes", FIRST, FIRST).expect("it is written");
        assert_eq!(names(&directory), ["20261121101502_add_likes.down.sql", "20261121101502_add_likes.up.sql"]);
        let chain = read(&directory).expect("the pair is whole");
        let revision = chain.get(id("20261121101502")).expect("it is there");
        assert_eq!((&revision.up_path, &revision.down_path), (&written.0, &written.1));
    }

    #[test]
    fn nothing_is_overwritten_and_nothing_left_behind() {
        for taken in ["20261121101502_a.up.sql", "20261121101502_a.down.sql"] {
            let directory = directory(&[(taken, "mine")]);
            let error = write_pair(directory.path(), id("20261121101502"), "a", "up", "down").expect_err("it is taken");
            assert!(matches!(error, Error::File { doing: "write", .. }), "{error:?}");
            assert_eq!(names(directory.path()), [taken]);
            assert_eq!(fs::read_to_string(directory.path().join(taken)).expect("a file"), "mine");
        }
    }

    #[test]
    fn a_directory_that_cannot_be_is_an_error() {
        let directory = directory(&[("file", "")]);
        let below = directory.path().join("file").join("migrations");
        let error = write_pair(&below, id("20261121101502"), "a", "up", "down").expect_err("a file isn't a directory");
        assert!(matches!(error, Error::File { .. }), "{error:?}");
        assert_eq!(names(directory.path()), ["file"]);
    }

    #[test]
    fn every_broken_directory_is_told_with_its_file() {
        let (up, down) = ("20261121101502_a.up.sql", "20261121101502_a.down.sql");
        assert!(refused(&[(up, FIRST)]).ends_with("20261121101502_a.up.sql has no .down.sql beside it"));
        assert!(refused(&[(down, FIRST)]).ends_with("20261121101502_a.down.sql has no .up.sql beside it"));
        assert!(refused(&[("7_a.up.sql", FIRST)]).ends_with("7_a.up.sql isn't named as a revision is"));
        let twins =
            [(up, FIRST), (down, FIRST), ("20261121101502_b.up.sql", FIRST), ("20261121101502_b.down.sql", FIRST)];
        assert!(refused(&twins).contains("two revisions share the id 20261121101502"));
        let broken = FIRST.replace("revises", "revizes");
        assert!(refused(&[(up, &broken), (down, FIRST)]).contains("_a.up.sql:1: the head has no `-- revises:`"));
        read(directory(&[("README.md", ""), (".gitkeep", ""), ("seed.sql", "")]).path()).expect("these are not ours");
    }
}
