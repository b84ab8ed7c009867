//! Answers about renames that change nothing any more: the rename is made, or there is nothing of the name.

use super::replaced::renamed_value;
use crate::catalog::Catalog;
use crate::error::Place;
use crate::id::Id;
use crate::kind::Attributes;
use crate::plan::rename::{Answer, Answers, By, Candidate, Rename, Renaming, is_at};

/// An answer that can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// `public.users.display_name renamed from full_name`.
    pub answer: String,
    /// None for the command line.
    pub place: Option<Place>,
    pub why: &'static str,
}

/// The answers that nothing in either catalog is left for. Those of the definitions at the start have no place, as it is
/// their way forward that counts.
pub(super) fn stale(answers: &Answers, from: &Catalog, to: &Catalog, candidates: &[Candidate]) -> Vec<Stale> {
    let renames: Vec<Rename> = candidates.iter().filter(|one| one.is_taken()).map(Candidate::rename).collect();
    let back: Vec<Rename> = renames.iter().map(Rename::reversed).collect();
    let (image, origin) = (Renaming::of(&renames), Renaming::of(&back));
    let goes = |id: &Id| !to.contains(&image.image(id));
    let comes = |id: &Id| !from.contains(&origin.image(id));
    let any = |catalog: &Catalog, holds: &dyn Fn(&Id) -> bool| catalog.objects().any(|object| holds(object.id));
    let mut stale = Vec::new();
    for said in answers.iter() {
        let is_needed = match &said.answer {
            Answer::NotRenamed { path } => {
                any(from, &|id| is_at(id, path) && goes(id)) || any(to, &|id| is_at(id, path) && comes(id))
            }
            answer => {
                renames.iter().any(|rename| answer.says_yes(&rename.from, &rename.to))
                    || renames_a_value(answer, from, to, &origin)
            }
        };
        let is_mine = said.place.is_some() || said.by == By::Person;
        if !is_needed && is_mine {
            let stays = |path: &[String]| any(to, &|id| is_at(id, path) && !comes(id));
            let (old, new) = match &said.answer {
                Answer::RenamedTo { path, to } => (path.clone(), beside(path, to)),
                Answer::RenamedFrom { path, kind: _, from } => (beside(path, from), path.clone()),
                Answer::NotRenamed { path } => (path.clone(), Vec::new()),
            };
            let is_dropped = any(from, &|id| is_at(id, &old) && goes(id)) && stays(&new);
            let why = match (stays(&new), stays(&old)) {
                _ if is_dropped && !matches!(said.answer, Answer::NotRenamed { .. }) => {
                    "both are there, so that nothing can be renamed: the one that isn't declared is dropped"
                }
                (true, false) => "it is made, so that this can go",
                (true, true) => "it is made, or can't be told from one that is: `--rename` makes it all the same",
                (false, _) => "nothing is left that it could be about",
            };
            stale.push(Stale { answer: said.answer.to_string(), place: said.place.clone(), why });
        }
    }
    stale
}

/// The path of what has this name, beside what is at `path` unless more is said.
fn beside(path: &[String], name: &[String]) -> Vec<String> {
    let parents = path.iter().take(path.len().saturating_sub(name.len()));
    parents.chain(name).cloned().collect()
}

/// Whether an answer is about a value of an enum that the first catalog has under its old name.
fn renames_a_value(answer: &Answer, from: &Catalog, to: &Catalog, origin: &Renaming) -> bool {
    let Some((id, old, new)) = renamed_value(answer) else { return false };
    match (from.get(&origin.image(&id)), to.get(&id)) {
        (Some(Attributes::Enum(before)), Some(Attributes::Enum(after))) => {
            before.values.contains(old) && after.values.contains(new) && !after.values.contains(old)
        }
        _ => false,
    }
}
