//! Finds the revision that somebody means: `head`, `3a8`, `head-1`, `20261121101502+2`, `base`, `-1`.

use super::{Chain, Revision, RevisionId};
use crate::error::{Error, Result};

/// Where an upgrade or a downgrade is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// Before the first revision.
    Base,
    /// At every head: all that there is.
    Heads,
    /// At this revision.
    Revision(RevisionId),
    /// Where this revision isn't applied, nor what builds on it; branches beside it stay.
    Before(RevisionId),
    /// `+2`: that many revisions on from where the database is.
    Forward(usize),
    /// `-2`: that many revisions back from where the database is.
    Back(usize),
}

/// Names nearer than this are worth a suggestion; 1 is the same name.
const NEAR: f32 = 0.6;

impl Chain {
    /// What `text` means: `base`, `head`, `heads`, an id or the beginning of one (or of `<id>_<slug>`, or of what
    /// Alembic called it), each with `+N` or `-N` after it, or `+N` and `-N` alone, which count from where the database
    /// is.
    ///
    /// # Errors
    /// Where there is no such revision or several, or `head` when there are several heads.
    pub fn resolve(&self, text: &str) -> Result<Destination> {
        let (name, offset) = name_and_offset(text);
        match (name, offset) {
            ("", Some(Offset::Forward(count))) => Ok(Destination::Forward(count)),
            ("", Some(Offset::Back(count))) => Ok(Destination::Back(count)),
            ("heads", None) => Ok(Destination::Heads),
            ("base", None) => Ok(Destination::Base),
            ("head", None) if self.is_empty() => Ok(Destination::Heads),
            (_, None) => self.locate(name).map(Destination::Revision),
            ("base", Some(Offset::Forward(count))) => self
                .ordered()
                .nth(count.saturating_sub(1))
                .map(|revision| Destination::Revision(revision.id))
                .ok_or_else(|| beyond(text, "there aren't so many revisions")),
            (_, Some(Offset::Forward(count))) => self.forward(text, self.standing(self.locate(name)?), count),
            (_, Some(Offset::Back(count))) => self.back(text, self.standing(self.locate(name)?), count),
        }
    }

    /// Like [`Chain::resolve`], for a way back: `REV-2` takes back `REV`, the one before it and what builds on those, and no
    /// other branch.
    pub fn resolve_back(&self, text: &str) -> Result<Destination> {
        match name_and_offset(text) {
            (name, Some(Offset::Back(count))) if !name.is_empty() && name != "base" && count > 0 => {
                match self.back(text, self.standing(self.locate(name)?), count - 1)? {
                    Destination::Revision(id) => Ok(Destination::Before(id)),
                    _ => Err(beyond(text, "there aren't so many revisions")),
                }
            }
            _ => self.resolve(text),
        }
    }

    /// Like [`Chain::resolve`], for a name that may mean a revision that was replaced: gives the view that has it.
    pub fn resolve_as_written(self, text: &str) -> Result<(Chain, Destination)> {
        let resolved = self.resolve(text);
        if resolved.is_err() && self.has_squashes() {
            let written = self.as_written()?;
            if let Ok(destination) = written.resolve(text) {
                return Ok((written, destination));
            }
        }
        resolved.map(|destination| (self, destination))
    }

    /// The same destination in this view of the history, which may show a squash or what it replaces.
    pub fn in_view(&self, destination: Destination) -> Destination {
        match destination {
            Destination::Revision(id) => Destination::Revision(self.standing(id)),
            Destination::Before(id) => Destination::Before(self.standing(id)),
            Destination::Base | Destination::Heads | Destination::Forward(_) | Destination::Back(_) => destination,
        }
    }

    /// The revision that was imported from Alembic's of this id, also one that was replaced since.
    pub fn of_alembic(&self, id: &str) -> Option<&Revision> {
        self.ordered().chain(self.set_aside.values()).find(|revision| !id.is_empty() && revision.alembic == id)
    }

    /// The one revision that a name means, without `+N` or `-N`.
    pub fn locate(&self, name: &str) -> Result<RevisionId> {
        if name == "head" {
            return match &self.heads()[..] {
                [head] => Ok(head.id),
                heads => Err(several_heads(heads)),
            };
        }
        if let Some(revision) = self.of_alembic(name).filter(|one| self.get(one.id).is_some()) {
            return Ok(revision.id);
        }
        let begins = |revision: &&Revision| {
            !name.is_empty() && (revision.name().starts_with(name) || revision.alembic.starts_with(name))
        };
        let mut found: Vec<&Revision> = self.ordered().filter(begins).collect();
        if found.is_empty() {
            // Where what it replaces is shown, a squash can be named all the same.
            let is_meant = |one: &&Revision| !one.replaces.is_empty() && self.replaced_by(one.id).is_none();
            found = self.set_aside.values().filter(begins).filter(is_meant).collect();
        }
        match &found[..] {
            [revision] => Ok(revision.id),
            [] => Err(self.replaced(name).unwrap_or_else(|| self.not_located(name))),
            several => Err(Error::History {
                message: format!("{name:?} is the beginning of {} revisions", several.len()),
                hint: Some(format!("say which: {}", titles(several))),
            }),
        }
    }

    fn forward(&self, text: &str, mut id: RevisionId, count: usize) -> Result<Destination> {
        for _ in 0..count {
            id = match &self.children(id)[..] {
                [child] => child.id,
                [] => return Err(beyond(text, &format!("nothing comes after {}", self.title(id)))),
                several => return Err(beyond(text, &format!("{id} is a branch point: {}", titles(several)))),
            };
        }
        Ok(Destination::Revision(id))
    }

    fn back(&self, text: &str, mut id: RevisionId, count: usize) -> Result<Destination> {
        for step in 1..=count {
            id = match &self.get(id).expect("it was located, or is a parent").parents[..] {
                [parent] => *parent,
                [] if step == count => return Ok(Destination::Base),
                [] => return Err(beyond(text, &format!("nothing comes before {}", self.title(id)))),
                several => {
                    let several: Vec<&Revision> = several.iter().filter_map(|parent| self.get(*parent)).collect();
                    return Err(beyond(text, &format!("{id} is a merge: {}", titles(&several))));
                }
            };
        }
        Ok(Destination::Revision(id))
    }

    /// What is said of a name that means a revision in whose place another stands.
    fn replaced(&self, name: &str) -> Option<Error> {
        let id = self.taken_ids().into_iter().find(|id| !name.is_empty() && id.to_string().starts_with(name))?;
        let squash = self.replaced_by(id)?;
        Some(Error::History {
            message: format!("cannot locate revision {name}: {id} was replaced by {}", self.title(squash.id)),
            hint: Some(format!("say {}, which stands for all that it replaces", squash.id)),
        })
    }

    fn not_located(&self, name: &str) -> Error {
        let count = match self.len() {
            1 => "1 revision".to_owned(),
            count => format!("{count} revisions"),
        };
        let looked = format!("looked in {} ({count})", self.directory().display());
        let likeness = |revision: &Revision| {
            let whole = revision.name();
            let id = revision.id.to_string();
            let ratio = |candidate: &str| similar::TextDiff::from_chars(candidate, name).ratio();
            [whole.as_str(), &id, &id[..name.len().min(id.len())], &revision.slug]
                .into_iter()
                .map(ratio)
                .fold(0.0, f32::max)
        };
        let nearest = self
            .ordered()
            .map(|revision| (likeness(revision), same_beginning(&revision.name(), name), revision))
            .filter(|(likeness, _, _)| name.is_ascii() && *likeness >= NEAR)
            .max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let nearest = nearest.map(|(_, _, revision)| format!("the nearest is {}; ", self.title(revision.id)));
        Error::History {
            message: format!("cannot locate revision {name}"),
            hint: Some(nearest.unwrap_or_default() + &looked),
        }
    }
}

/// Several heads where one is asked for.
pub fn several_heads(heads: &[&Revision]) -> Error {
    Error::History {
        message: match heads.len() {
            0 => "there is no revision yet".to_owned(),
            count => format!("there are {count} heads: {}", titles(heads)),
        },
        hint: Some(match heads.len() {
            0 => "`autogen -m \"…\"` writes the first one".to_owned(),
            _ => "join them with `autogen merge`, name one of them, or say `heads` for all".to_owned(),
        }),
    }
}

fn titles(revisions: &[&Revision]) -> String {
    let titles: Vec<String> = revisions.iter().map(|one| format!("{} {}", one.id, one.message)).collect();
    titles.join(", ")
}

fn beyond(text: &str, why: &str) -> Error {
    Error::History { message: format!("cannot locate revision {text}: {why}"), hint: None }
}

fn same_beginning(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
}

enum Offset {
    Forward(usize),
    Back(usize),
}

fn name_and_offset(text: &str) -> (&str, Option<Offset>) {
    if let Some(sign) = text.rfind(['+', '-'])
        && let Ok(count) = text[sign + 1..].parse()
    {
        let offset = if text[sign..].starts_with('+') { Offset::Forward(count) } else { Offset::Back(count) };
        return (&text[..sign], Some(offset));
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::chain::chain_of;

    fn line() -> Chain {
        chain_of(&[(11, &[], "", ""), (12, &[11], "", ""), (23, &[12], "", "")]).expect("a line")
    }

    fn resolved(chain: &Chain, text: &str) -> String {
        match chain.resolve(text) {
            Ok(Destination::Revision(id)) => id.to_string()[12..].to_owned(),
            Ok(other) => format!("{other:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn every_way_to_name_a_revision() {
        for (text, expected) in [
            ("head", "23"),
            ("heads", "Heads"),
            ("base", "Base"),
            ("20260000000012", "12"),
            ("20260000000012_chan", "12"),
            ("2026000000002", "23"),
            ("head-1", "12"),
            ("head-3", "Base"),
            ("20260000000011+2", "23"),
            ("base+1", "11"),
            ("-1", "Back(1)"),
            ("+2", "Forward(2)"),
        ] {
            assert_eq!(resolved(&line(), text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_located_says_where_it_looked() {
        let error = line().resolve("20260000000013").expect_err("it isn't there");
        assert_eq!(error.to_string(), "cannot locate revision 20260000000013");
        assert_eq!(error.hint(), Some("the nearest is 20260000000012 change 12; looked in m (3 revisions)"));
        let error = line().resolve("3a8f").expect_err("it isn't there");
        assert_eq!(error.hint(), Some("looked in m (3 revisions)"));
        assert_eq!(resolved(&line(), ""), "cannot locate revision ");
        assert_eq!(
            resolved(&line(), "head+1"),
            "cannot locate revision head+1: nothing comes after 20260000000023 change 23"
        );
        assert!(resolved(&line(), "head-4").ends_with("nothing comes before 20260000000011 change 11"));
    }

    #[test]
    fn what_alembic_called_it_is_a_name_too() {
        let file = |direction: &str| {
            let head = "-- a\n-- revision: 20261121101502\n-- revises: none\n-- alembic: 3a8fbc\n";
            (format!("m/a.{direction}.sql").into(), head.to_owned())
        };
        let id = "20261121101502".parse().expect("an id");
        let revision = Revision::parse(id, "a", file("up"), file("down")).expect("the pair is whole");
        let chain = Chain::new(std::path::Path::new("m"), vec![revision]).expect("a line");
        for text in ["3a8fbc", "3a8f", "2026"] {
            assert_eq!(resolved(&chain, text), "02", "{text}");
        }
    }

    #[test]
    fn a_beginning_of_several_names_them() {
        let error = line().resolve("2026000000001").expect_err("there are two");
        assert_eq!(error.to_string(), "\"2026000000001\" is the beginning of 2 revisions");
    }

    #[test]
    fn two_heads_are_shown() {
        let fork = chain_of(&[(1, &[], "", ""), (2, &[1], "", ""), (3, &[1], "", "")]).expect("a graph");
        assert_eq!(resolved(&fork, "head"), "there are 2 heads: 20260000000002 change 2, 20260000000003 change 3");
        assert!(resolved(&fork, "20260000000001+1").contains("is a branch point"));
    }
}
