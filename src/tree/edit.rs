//! Definitions edited so that they say what a catalog holds, with the server as the judge: what is given has been loaded
//! and is equal, or it is an error and nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::manifest::Manifest;
use super::{Options, write};
use crate::catalog::Catalog;
use crate::compare::{Manage, declarable};
use crate::definition::edit::{self, Change, Edited, Reach};
use crate::definition::export::{self, Layout};
use crate::definition::{File, Loaded, place};
use crate::diff::diff;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::plan::rename::Rename;
use crate::source::{Reader, Sourced, as_managed, differences};

/// Files of definitions, before and after.
#[derive(Debug, Clone)]
pub struct Edits {
    directory: PathBuf,
    before: Vec<File>,
    pub after: Edited,
    /// How much had to change for it.
    pub reach: Reach,
}

/// The files, edited so that they say what `wanted` has. `declared` is what they say now; what is renamed is changed where
/// it stands.
///
/// # Errors
/// [`Error::Proof`] where no edit says it.
pub async fn edited(
    reader: &Reader,
    files: Vec<File>,
    declared: &Sourced,
    wanted: &Catalog,
    renames: &[Rename],
    options: &Options,
) -> Result<Edits> {
    let mut changes = changes(reader, declared, wanted, renames, options).await?;
    loop {
        let after = edit::edit(&files, &changes);
        let reach = changes.iter().map(|change| change.reach).max().unwrap_or_default();
        let edits = Edits { directory: options.directory.clone(), before: files.clone(), after, reach };
        let wrong = match judged(reader, &edits, declared, wanted).await {
            Ok(differences) if differences.is_empty() => return Ok(edits),
            Ok(differences) => Wrong { ids: differences, evidence: Vec::new(), cause: None },
            Err(error @ (Error::Load { .. } | Error::LoadMany(_))) => {
                Wrong { ids: Vec::new(), evidence: told(&error), cause: Some(error) }
            }
            Err(error) => return Err(error),
        };
        if !reach_further(&mut changes, &wrong) {
            let evidence = wrong.ids.into_iter().map(|(_, text)| text).chain(wrong.evidence).collect();
            let what = "the definitions can't be edited so that they say this".to_owned();
            return Err(Error::Proof { what, evidence, cause: None });
        }
    }
}

/// What an edit made wrong.
struct Wrong {
    /// What differs, with how.
    ids: Vec<(Id, String)>,
    evidence: Vec<String>,
    cause: Option<Error>,
}

fn told(error: &Error) -> Vec<String> {
    match error {
        Error::LoadMany(errors) => errors.iter().map(ToString::to_string).collect(),
        error => vec![error.to_string()],
    }
}

/// Allows more text to change where an edit went wrong; false where it may all change already.
fn reach_further(changes: &mut [Change], wrong: &Wrong) -> bool {
    let homes: BTreeSet<&Id> = wrong.ids.iter().map(|(id, _)| id.whole()).collect();
    let is_concerned = |change: &Change| {
        wrong.cause.is_some()
            || homes.contains(change.becomes.whole())
            || change.before.iter().chain(&change.after).any(|(id, _)| homes.contains(id.whole()))
    };
    let all = !changes.iter().any(|change| is_concerned(change) && change.reach < Reach::Object);
    let mut any = false;
    for change in changes.iter_mut().filter(|change| all || is_concerned(change)) {
        let further = match change.reach {
            Reach::Words => Reach::Statements,
            Reach::Statements | Reach::Object => Reach::Object,
        };
        any |= further != change.reach;
        change.reach = further;
    }
    any
}

/// What changes about each object, in statements.
async fn changes(
    reader: &Reader,
    declared: &Sourced,
    wanted: &Catalog,
    renames: &[Rename],
    options: &Options,
) -> Result<Vec<Change>> {
    let now = &declared.catalog;
    let changed = diff(now, wanted);
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let nothing = reader.read_files(&[], Some(now.server_major)).await?.catalog.for_server(now.runs_on);
    let statements = |catalog: &Catalog| {
        let fresh = match options.manage {
            Manage::All => nothing.clone(),
            Manage::Declared => as_managed(&nothing, catalog, &[]),
        };
        export::statements(&fresh, catalog, Layout::Object)
    };
    let (placed_before, placed_after) = (statements(now)?, statements(wanted)?);
    let home = |id: &Id| export::home(if wanted.contains(id) { wanted } else { now }, id);
    let mut homes: BTreeSet<Id> = changed.iter().map(|change| home(change.id())).collect();
    // What is made in other words because of that: a foreign key of a table whose key has another name.
    let texts = |all: &[export::Placed]| {
        let mut texts: BTreeMap<Id, Vec<edit::Said>> = BTreeMap::new();
        for placed in all {
            let said = (placed.planned.id.clone(), placed.planned.step.sql.clone());
            texts.entry(placed.home.clone()).or_default().push(said);
        }
        texts
    };
    let (mut before, mut after) = (texts(&placed_before), texts(&placed_after));
    homes.extend(after.keys().filter(|home| before.get(*home) != after.get(*home)).cloned());
    let places = Places { loaded: declared.loaded.as_ref(), now, wanted, options };
    let form = |catalog: &Catalog, all: &[export::Placed], home: &Id| {
        // Routines that share a name share a section.
        let name = |id: &Id| (id.kind(), id.parent().cloned(), id.bare_name().to_owned());
        let shares = |other: &Id| home.kind().is_named_by_signature() && name(other) == name(home);
        let own: Vec<_> = all.iter().filter(|placed| placed.home == *home || shares(&placed.home)).collect();
        export::toml(catalog, &own)
    };
    let mut change = |home: Id, new: Id| {
        let file = places.file(&home);
        let is_toml = file.extension().is_some_and(|extension| extension == "toml");
        let after = after.remove(&new).unwrap_or_default();
        Change {
            before: before.remove(&home).unwrap_or_default(),
            after: after.into_iter().map(|(id, sql)| (id.renamed(&new, &home), sql)).collect(),
            forms: is_toml.then(|| (form(now, &placed_before, &home), form(wanted, &placed_after, &new))),
            file,
            reach: Reach::Words,
            home,
            becomes: new,
        }
    };
    let mut changes = Vec::new();
    for Rename { from, to, .. } in renames {
        let is_whole = now.contains(from) && !wanted.contains(from) && wanted.contains(to) && !now.contains(to);
        if is_whole && homes.contains(from) && homes.remove(to) {
            homes.remove(from);
            changes.push(change(from.clone(), to.clone()));
        }
    }
    changes.extend(homes.into_iter().map(|home| change(home.clone(), home)));
    Ok(changes)
}

/// In what the edited definitions differ from what is wanted.
async fn judged(reader: &Reader, edits: &Edits, declared: &Sourced, wanted: &Catalog) -> Result<Vec<(Id, String)>> {
    let major = declared.catalog.server_major;
    let mut loaded = reader.read_files(&edits.files(), Some(major)).await?;
    loaded.catalog = loaded.catalog.for_server(wanted.runs_on);
    let own = declarable(&loaded, wanted, Manage::Declared);
    let settled = reader.settled(wanted, &own).await?;
    let ids = diff(&settled, wanted).into_iter().map(|change| change.id().clone());
    Ok(ids.zip(differences(&settled, wanted)).collect())
}

/// Where objects are defined, or will be.
struct Places<'a> {
    loaded: Option<&'a Loaded>,
    now: &'a Catalog,
    wanted: &'a Catalog,
    options: &'a Options,
}

impl Places<'_> {
    /// The file that defines an object; for a new one, that of its kin, or one beside it if each has its own.
    fn file(&self, home: &Id) -> PathBuf {
        if let Some(file) = self.known(home) {
            return file;
        }
        let catalog = if self.wanted.contains(home) { self.wanted } else { self.now };
        let fallback =
            self.options.directory.join(export::file(catalog, home, self.options.layout, self.options.format));
        let kin: Vec<(&Id, PathBuf)> = self
            .now
            .of_kind(home.kind())
            .filter(|other| other.id.schema() == home.schema() && other.id.whole() == other.id)
            .filter_map(|other| Some((other.id, self.known(other.id)?)))
            .collect();
        let Some((last, file)) = kin.last() else {
            let files: BTreeSet<&String> =
                self.loaded.iter().flat_map(|loaded| loaded.places.values().map(|place| &place.file)).collect();
            // All stands in one file.
            return match files.into_iter().collect::<Vec<_>>()[..] {
                [only] if self.now.len() > 3 => PathBuf::from(only),
                _ => fallback,
            };
        };
        let is_alone = kin.iter().filter(|(_, other)| other == file).count() == 1;
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let is_named_after = |id: &Id, stem: &str| stem.eq_ignore_ascii_case(id.bare_name());
        let own_name = fallback.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        match is_alone && is_named_after(last, &stem) {
            true => file.with_file_name(own_name).with_extension(file.extension().unwrap_or_default()),
            false => file.clone(),
        }
    }

    fn known(&self, home: &Id) -> Option<PathBuf> {
        let place = self.loaded.filter(|_| self.now.contains(home))?.places.get(&place::name(home))?;
        Some(PathBuf::from(&place.file))
    }
}

impl Edits {
    /// All files as they will be.
    pub fn files(&self) -> Vec<File> {
        let is_untouched = |file: &&File| !self.after.files.contains_key(Path::new(&file.name));
        let untouched = self.before.iter().filter(is_untouched).cloned();
        let changed = self
            .after
            .files
            .iter()
            .filter_map(|(path, text)| Some(File { name: path.display().to_string(), text: text.clone()? }));
        let mut files: Vec<File> = untouched.chain(changed).collect();
        files.sort_by(|one, other| one.name.cmp(&other.name));
        files
    }

    fn old(&self, path: &Path) -> Option<&File> {
        self.before.iter().find(|file| Path::new(&file.name) == path)
    }

    /// The change of each file as a patch.
    pub fn diff(&self) -> String {
        let mut text = String::new();
        for (path, new) in &self.after.files {
            let old = self.old(path).map(|file| file.text.as_str());
            text.push_str(&unified(path, old, new.as_deref()));
        }
        text
    }

    /// Writes what changes, each file whole or not at all.
    pub fn write(&self) -> Result<()> {
        let mut manifest = Manifest::read(&self.directory)?;
        let mut is_known = false;
        for (path, new) in &self.after.files {
            let old = self.old(path).map(|file| file.text.as_str()).unwrap_or_default();
            // What autogen wrote, and nobody else has touched, is still autogen's.
            let is_ours = manifest.has_written(&self.directory, path, old);
            is_known |= is_ours;
            match new {
                Some(text) => {
                    write(path, text)?;
                    if is_ours {
                        manifest.wrote(&self.directory, path, text);
                    }
                }
                None => {
                    fs::remove_file(path).map_err(|cause| Error::file("remove", path, cause))?;
                    manifest.forget(&self.directory, path);
                }
            }
        }
        match is_known {
            true => write(&Manifest::path(&self.directory), &manifest.to_string()),
            false => Ok(()),
        }
    }
}

/// The change of one file as a patch; none for a file that isn't there.
pub fn unified(path: &Path, old: Option<&str>, new: Option<&str>) -> String {
    let name = |prefix: &str, text: Option<&str>| match text {
        Some(_) => format!("{prefix}/{}", path.display()),
        None => "/dev/null".to_owned(),
    };
    let diff = TextDiff::from_lines(old.unwrap_or_default(), new.unwrap_or_default());
    diff.unified_diff().header(&name("a", old), &name("b", new)).to_string()
}
