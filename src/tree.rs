//! A directory of definitions brought up to what a source holds: which files are written, which go, and which a person
//! has edited, so that they stay.
//!
//! A file that says the same already isn't touched, whoever wrote it and however it looks. One that autogen wrote and
//! nobody has edited since is written anew or removed; any other is left alone, and told.

pub mod carry;
pub mod convert;
pub mod edit;
mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use manifest::Manifest;

use crate::catalog::Catalog;
use crate::compare::{Manage, align, declarable};
use crate::definition::export::{self, Format, Layout, Placed};
use crate::definition::{self, File, Loaded, place};
use crate::diff::diff;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::source::{Reader, Source, Sourced, as_managed, differences};

/// What is wanted of a directory.
#[derive(Debug, Clone)]
pub struct Options {
    /// It needn't be there.
    pub directory: PathBuf,
    /// All that declares the schema: the directory, and what stands beside it.
    pub declared: Vec<PathBuf>,
    /// For objects that no file defines yet.
    pub layout: Layout,
    /// For files that aren't there yet.
    pub format: Format,
    pub manage: Manage,
    /// Whether files are overwritten, or removed, that autogen didn't write or that were edited since.
    pub force: bool,
    /// Whether the definitions are read back before anything is written.
    pub prove: bool,
}

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Write {
        text: String,
    },
    Remove,
    /// It says otherwise than the source, but isn't as autogen wrote it.
    Keep,
}

/// What becomes of a directory.
#[derive(Debug, Clone)]
pub struct Tree {
    pub directory: PathBuf,
    /// By the path of the file; those that stay as they are aren't among them.
    pub files: BTreeMap<PathBuf, Fate>,
    /// In what the definitions will differ from the source, a line each: files that are kept, or lie elsewhere, say so.
    pub left: Vec<String>,
    /// Owners, grants and default privileges that aren't managed, and so aren't written.
    pub left_out: Vec<Id>,
    /// Tables of other migration runners, which aren't written either.
    pub left_alone: BTreeSet<Id>,
    /// What the source holds.
    pub catalog: Catalog,
}

/// What becomes of a directory that is to say what a source holds.
///
/// # Errors
/// Where the source, or the definitions that are there already, can't be read; [`Error::Proof`] where what would be
/// written doesn't say what the source holds.
pub async fn tree(reader: &Reader, source: &Source, options: &Options) -> Result<Tree> {
    let present: Vec<PathBuf> = options.declared.iter().filter(|path| path.exists()).cloned().collect();
    let existing = definition::read(&present)?;
    let (mut from, mut to) = reader.read_both(source, &Source::Definitions(present)).await?;
    let major = Some(from.catalog.server_major);
    let nothing = reader.read_files(&[], major).await?.catalog.for_server(from.catalog.runs_on);
    let spoken_of = declarable(&to, &nothing, Manage::Declared);
    align(reader, &mut from, &mut to, options.manage).await?;
    let wanted = declarable(&from, &spoken_of, options.manage);
    let fresh = match options.manage {
        Manage::All => nothing,
        Manage::Declared => as_managed(&nothing, &wanted, &[]),
    };
    let statements = export::statements(&fresh, &wanted, options.layout)?;

    let homes = Homes { from: &from.catalog, to: &to.catalog, loaded: to.loaded.as_ref(), options };
    let changed: BTreeSet<Id> = diff(&from.catalog, &to.catalog).iter().map(|change| homes.home(change.id())).collect();
    let stale: BTreeSet<PathBuf> = changed.iter().map(|home| homes.file(home)).collect();
    let mut contents: BTreeMap<PathBuf, Vec<&Placed>> = BTreeMap::new();
    for placed in &statements {
        contents.entry(homes.file(&placed.home)).or_default().push(placed);
    }
    let known: BTreeMap<PathBuf, &String> =
        existing.iter().map(|file| (PathBuf::from(&file.name), &file.text)).collect();
    let manifest = Manifest::read(&options.directory)?;
    let mut files = BTreeMap::new();
    for path in stale {
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        let text = contents.get(&path).map(|placed| match is_toml {
            true => export::toml(&wanted, placed),
            false => export::text(placed, options.layout),
        });
        let old = known.get(&path).copied();
        if text.as_ref() == old {
            continue;
        }
        let is_ours = path.starts_with(&options.directory)
            && old.is_none_or(|old| options.force || manifest.has_written(&options.directory, &path, old));
        files.insert(
            path,
            match text {
                _ if !is_ours => Fate::Keep,
                Some(text) => Fate::Write { text },
                None => Fate::Remove,
            },
        );
    }
    let left = left(reader, &from, &existing, &files, options).await?;
    if existing.is_empty() && !left.is_empty() {
        return Err(Error::Proof {
            what: "the definitions don't say what the source holds".to_owned(),
            evidence: left,
            cause: None,
        });
    }
    let left_out = left_out(&from, &wanted, &fresh);
    Ok(Tree {
        directory: options.directory.clone(),
        files,
        left,
        left_out,
        left_alone: from.left_alone,
        catalog: from.catalog,
    })
}

/// In what the definitions as they will be differ from the source. Where a file stays that says otherwise, the rest may
/// not even load: then the file is all that is told.
async fn left(
    reader: &Reader,
    from: &Sourced,
    existing: &[File],
    fates: &BTreeMap<PathBuf, Fate>,
    options: &Options,
) -> Result<Vec<String>> {
    let kept: Vec<&PathBuf> = fates.iter().filter(|(_, fate)| **fate == Fate::Keep).map(|(path, _)| path).collect();
    if !kept.is_empty() || !options.prove {
        return Ok(kept.into_iter().map(|path| format!("{} says otherwise", path.display())).collect());
    }
    let untouched = existing.iter().filter(|file| !fates.contains_key(Path::new(&file.name))).cloned();
    let written = fates.iter().filter_map(|(path, fate)| match fate {
        Fate::Write { text } => Some(File { name: path.display().to_string(), text: text.clone() }),
        Fate::Remove | Fate::Keep => None,
    });
    let mut files: Vec<File> = untouched.chain(written).collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let mut to = reader.read_files(&files, Some(from.catalog.server_major)).await?;
    let mut from = from.clone();
    to.catalog = to.catalog.for_server(from.catalog.runs_on);
    align(reader, &mut from, &mut to, options.manage).await?;
    Ok(differences(&to.catalog, &from.catalog))
}

/// What a source says that is nobody's default and isn't written.
fn left_out(from: &Sourced, wanted: &Catalog, fresh: &Catalog) -> Vec<Id> {
    let owner = from.default_owner.as_deref();
    let all = from.catalog.objects().filter(|object| {
        !wanted.contains(object.id)
            && !object.attributes.is_by_default(owner)
            && fresh.get(object.id) != Some(object.attributes)
    });
    all.map(|object| object.id.clone()).collect()
}

/// Where objects are defined, or will be.
struct Homes<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    loaded: Option<&'a Loaded>,
    options: &'a Options,
}

impl Homes<'_> {
    fn home(&self, id: &Id) -> Id {
        export::home(if self.from.contains(id) { self.from } else { self.to }, id)
    }

    /// The file that creates the object, else the one that the layout has for it.
    fn file(&self, home: &Id) -> PathBuf {
        let loaded = self.loaded.filter(|_| self.to.contains(home));
        let known = loaded.and_then(|loaded| loaded.places.get(&place::name(home)));
        known.map(|place| PathBuf::from(&place.file)).unwrap_or_else(|| {
            let catalog = if self.from.contains(home) { self.from } else { self.to };
            self.options.directory.join(export::file(catalog, home, self.options.layout, self.options.format))
        })
    }
}

impl Tree {
    /// Whether everything is as it is to be already.
    pub fn is_done(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes and removes what is to be, each file whole or not at all.
    pub fn write(&self) -> Result<()> {
        let mut manifest = Manifest::read(&self.directory)?;
        for (path, fate) in &self.files {
            match fate {
                Fate::Write { text } => {
                    write(path, text)?;
                    manifest.wrote(&self.directory, path, text);
                }
                Fate::Remove => {
                    fs::remove_file(path).map_err(|cause| Error::file("remove", path, cause))?;
                    manifest.forget(&self.directory, path);
                    self.remove_empty_above(path);
                }
                Fate::Keep => {}
            }
        }
        match self.files.values().any(|fate| *fate != Fate::Keep) {
            true => write(&Manifest::path(&self.directory), &manifest.to_string()),
            false => Ok(()),
        }
    }

    /// Removes directories that held nothing but the file; one that isn't empty stays.
    fn remove_empty_above(&self, path: &Path) {
        let above = path.ancestors().skip(1).take_while(|above| *above != self.directory);
        for directory in above {
            if fs::remove_dir(directory).is_err() {
                return;
            }
        }
    }
}

/// Writes a file whole or not at all, and makes its directory.
pub fn write(path: &Path, text: &str) -> Result<()> {
    // A link stays one, and leads to the new text.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(directory).map_err(|cause| Error::file("make", directory, cause))?;
    let failed = |cause| Error::file("write", path, cause);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".autogen-");
    #[cfg(unix)]
    {
        // The umask decides, as for any other source file.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(directory).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
