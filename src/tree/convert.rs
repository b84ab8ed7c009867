//! Files of definitions written in the other form, file by file; what comes of it has been loaded and says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::edit::unified;
use super::{Options, write};
use crate::compare::{Manage, declarable};
use crate::definition::convert::{with_comments_of_sql, with_comments_of_toml};
use crate::definition::edit::file_of;
use crate::definition::export::{self, Format, Layout, Placed};
use crate::definition::{File, Instruction, place};
use crate::error::{Error, Result};
use crate::source::{Reader, Sourced, as_managed, differences};

/// A file, and the one that takes its place.
#[derive(Debug, Clone)]
pub struct Converted {
    pub old: File,
    pub path: PathBuf,
    pub text: String,
}

/// The chosen files in another form. `all` are those that declare the schema, the chosen among them.
///
/// # Errors
/// [`Error::Proof`] where what would be written doesn't say the same; [`Error::Usage`] where a file is in the way, or holds
/// what is known in no other form.
pub async fn converted(
    reader: &Reader,
    all: &[File],
    chosen: &BTreeSet<String>,
    format: Format,
    options: &Options,
) -> Result<Vec<Converted>> {
    let mut declared = reader.read_files(all, None).await?;
    declared.catalog = said(&declared, options.manage);
    let catalog = &declared.catalog;
    let nothing = reader.read_files(&[], Some(catalog.server_major)).await?.catalog.for_server(catalog.runs_on);
    let fresh = match options.manage {
        Manage::All => nothing,
        Manage::Declared => as_managed(&nothing, catalog, &[]),
    };
    let statements = export::statements(&fresh, catalog, Layout::Object)?;
    let places = declared.loaded.as_ref().map(|loaded| &loaded.places);
    let mut contents: BTreeMap<PathBuf, Vec<&Placed>> = BTreeMap::new();
    let mut known = BTreeMap::new();
    for placed in &statements {
        let home = known.entry(&placed.home).or_insert_with(|| {
            let place = places.and_then(|places| places.get(&place::name(&placed.home)));
            place.map(|place| PathBuf::from(&place.file))
        });
        // A table and its index may stand in two files.
        let said = (placed.planned.id.clone(), placed.planned.step.sql.clone());
        let file = match chosen.len() == all.len() && all.len() == 1 {
            true => Some(PathBuf::from(&all[0].name)),
            false => file_of(all, &said).or_else(|| home.clone()),
        };
        let Some(file) = file else {
            return Err(Error::usage(format!("in which file {} is declared isn't known", placed.home)));
        };
        contents.entry(file).or_default().push(placed);
    }
    let mut files = Vec::new();
    for old in all.iter().filter(|file| chosen.contains(&file.name)) {
        let mut placed = contents.remove(Path::new(&old.name)).unwrap_or_default();
        // Objects stand in the order in which they stood.
        let line =
            |home| places.and_then(|places| places.get(&place::name(home))).map_or(usize::MAX, |place| place.line);
        placed.sort_by_key(|one| line(&one.home));
        let path = Path::new(&old.name).with_extension(extension(format));
        if path.exists() {
            return Err(Error::Usage {
                message: format!("{} is there already, so that {} isn't converted", path.display(), old.name),
                hint: Some("move one of them, or give the paths of the others".to_owned()),
            });
        }
        let text = match format {
            Format::Toml => with_comments_of_sql(&export::toml(catalog, &placed), &old.text),
            Format::Sql => with_comments_of_toml(&export::text(&placed, Layout::Object), &old.text),
        };
        files.push(Converted { old: old.clone(), path, text });
    }
    judge(reader, all, &files, &declared, options).await?;
    Ok(files)
}

/// What files say, but for what nobody asked for.
fn said(declared: &Sourced, manage: Manage) -> crate::catalog::Catalog {
    declarable(declared, &declared.catalog, manage)
}

/// Whether the files say the same in their other form, with all that their comments say to autogen.
async fn judge(
    reader: &Reader,
    all: &[File],
    files: &[Converted],
    declared: &Sourced,
    options: &Options,
) -> Result<()> {
    let is_old = |file: &&File| files.iter().all(|one| one.old.name != file.name);
    let new = files.iter().map(|one| File { name: one.path.display().to_string(), text: one.text.clone() });
    let after: Vec<File> = all.iter().filter(is_old).cloned().chain(new).collect();
    let mut loaded = reader.read_files(&after, Some(declared.catalog.server_major)).await?;
    loaded.catalog = said(&loaded, options.manage).for_server(declared.catalog.runs_on);
    let settled = reader.settled(&declared.catalog, &loaded.catalog).await?;
    let mut evidence = differences(&settled, &declared.catalog);
    let told = |sourced: &Sourced| {
        let all = sourced.loaded.iter().flat_map(|loaded| loaded.instructions.clone());
        all.map(|Instruction { place, subject, text }| ((subject, text), place)).collect::<BTreeMap<_, _>>()
    };
    let (before, after) = (told(declared), told(&loaded));
    let lost = before.iter().filter(|(said, _)| !after.contains_key(*said));
    evidence
        .extend(lost.map(|((_, text), place)| format!("{place}: `autogen: {text}` has no place in the other form")));
    match evidence.is_empty() {
        true => Ok(()),
        false => Err(Error::Proof {
            what: "the definitions wouldn't say the same in the other form; nothing was written".to_owned(),
            evidence,
            cause: None,
        }),
    }
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Sql => "sql",
        Format::Toml => "toml",
    }
}

impl Converted {
    /// Both files as a patch.
    pub fn diff(&self) -> String {
        unified(Path::new(&self.old.name), Some(&self.old.text), None) + &unified(&self.path, None, Some(&self.text))
    }

    /// Writes the one and removes the other.
    pub fn write(&self) -> Result<()> {
        write(&self.path, &self.text)?;
        fs::remove_file(&self.old.name).map_err(|cause| Error::file("remove", &self.old.name, cause))
    }
}
