//! What a person has said about renames.

use std::fmt;

use crate::error::Place;
use crate::id::Id;
use crate::sql::quote_identifier;

/// Who has said it; a later one is believed before an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// A comment in the definitions, which stays there after the rename is made.
    Definition,
    /// A list in `autogen.toml`, which stays there as well.
    Configuration,
    /// The command line, a prompt.
    Person,
}

impl By {
    const ALL: [By; 3] = [By::Person, By::Configuration, By::Definition];

    /// Whether it is said again the next time.
    pub(super) fn stays(self) -> bool {
        self != By::Person
    }
}

/// One answer. Paths are unquoted names from the outermost: `public`, `users`, `full_name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// What is at `path` in the first catalog has the name `to` in the wanted one. Where `to` says of which schema, it may
    /// be another one.
    RenamedTo { path: Vec<String>, to: Vec<String> },
    /// What is at `path` in the wanted catalog had the name `from`, maybe in another schema; of the kind with this word, if
    /// any is given.
    RenamedFrom { path: Vec<String>, kind: Option<String>, from: Vec<String> },
    /// What is at `path`, in either catalog, is no other object renamed.
    NotRenamed { path: Vec<String> },
}

/// An answer, who gave it and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub answer: Answer,
    pub by: By,
    /// None for the command line.
    pub place: Option<Place>,
}

/// Everything that has been said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    answers: Vec<Said>,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dotted = |path: &[String]| path.iter().map(|name| quote_identifier(name)).collect::<Vec<_>>().join(".");
        match self {
            Answer::RenamedTo { path, to } => write!(f, "{} renamed to {}", dotted(path), dotted(to)),
            Answer::RenamedFrom { path, kind: _, from } => {
                write!(f, "{} renamed from {}", dotted(path), dotted(from))
            }
            Answer::NotRenamed { path } => write!(f, "{} not renamed", dotted(path)),
        }
    }
}

impl Answer {
    /// Reads `public.users.full_name=display_name`. Names are quoted as in SQL where they need it.
    pub fn renamed(text: &str) -> Result<Answer, String> {
        let wrong = || format!("`{text}` isn't OLD=NEW, such as public.users.full_name=display_name");
        let (old, new) = split(text, '=').ok_or_else(wrong)?;
        let (path, to) = (names(old).ok_or_else(wrong)?, names(new).ok_or_else(wrong)?);
        Ok(Answer::RenamedTo { path, to })
    }

    /// Reads `public.users.full_name`.
    pub fn not_renamed(text: &str) -> Result<Answer, String> {
        let path = names(text).ok_or_else(|| format!("`{text}` isn't a name, such as public.users.full_name"))?;
        Ok(Answer::NotRenamed { path })
    }

    /// Whether the answer is that `from` is `to`.
    pub(crate) fn says_yes(&self, from: &Id, to: &Id) -> bool {
        match self {
            Answer::RenamedTo { path, to: name } => is_at(from, path) && is_named(to, name),
            Answer::RenamedFrom { path, kind, from: name } => {
                let is_kind = kind.as_ref().is_none_or(|kind| to.kind().word() == *kind);
                is_kind && is_at(to, path) && is_named(from, name)
            }
            Answer::NotRenamed { .. } => false,
        }
    }

    fn says_no(&self, from: &Id, to: &Id) -> bool {
        match self {
            Answer::NotRenamed { path } => is_at(from, path) || is_at(to, path),
            // Who names one says that it is no other.
            Answer::RenamedTo { path, to: name } => is_at(from, path) && !is_named(to, name),
            Answer::RenamedFrom { path, kind, from: name } => {
                let is_kind = kind.as_ref().is_none_or(|kind| to.kind().word() == *kind);
                is_kind && is_at(to, path) && !is_named(from, name)
            }
        }
    }
}

impl Answers {
    pub fn new(answers: impl IntoIterator<Item = (Answer, By)>) -> Answers {
        let said = |(answer, by)| Said { answer, by, place: None };
        Answers { answers: answers.into_iter().map(said).collect() }
    }

    pub fn push(&mut self, answer: Answer, by: By, place: Option<Place>) {
        self.answers.push(Said { answer, by, place });
    }

    pub fn iter(&self) -> impl Iterator<Item = &Said> {
        self.answers.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Whether `to`, an object of the wanted catalog, may be what an answer is about.
    pub(super) fn concern(&self, to: &Id) -> bool {
        self.answers.iter().any(|said| match &said.answer {
            Answer::RenamedTo { path: _, to: name } => is_named(to, name),
            Answer::RenamedFrom { path, kind: _, from: _ } => is_at(to, path),
            Answer::NotRenamed { path: _ } => false,
        })
    }

    /// Who has said that `from` is `to` in another schema.
    pub(super) fn moves(&self, from: &Id, to: &Id) -> Option<By> {
        let says_where = |said: &&Said| match &said.answer {
            Answer::RenamedTo { path: _, to: names } | Answer::RenamedFrom { path: _, kind: _, from: names } => {
                names.len() > 1
            }
            Answer::NotRenamed { path: _ } => false,
        };
        let is_elsewhere = from.schema() != to.schema();
        let mut said = self.answers.iter().filter(says_where).filter(|said| said.answer.says_yes(from, to));
        said.find(|_| is_elsewhere).map(|said| said.by)
    }

    /// What was said about `from` being `to`. What a person says at the command counts before what is written down.
    pub(super) fn about(&self, from: &Id, to: &Id) -> Option<(bool, By)> {
        let said = |by: By| {
            let mut answers = self.answers.iter().filter(move |said| said.by == by).map(|said| &said.answer);
            answers.find_map(|answer| match (answer.says_yes(from, to), answer.says_no(from, to)) {
                (true, _) => Some((true, by)),
                (false, true) => Some((false, by)),
                (false, false) => None,
            })
        };
        By::ALL.into_iter().find_map(said)
    }
}

/// Whether the names are the last of those that lead to `id`.
fn is_named(id: &Id, names: &[String]) -> bool {
    let lineage = id.lineage().map(Id::bare_name).filter(|name| !name.is_empty());
    let is_last = names.iter().rev().map(String::as_str).eq(lineage.take(names.len()));
    is_last || (names.len() > 1 && is_at(id, names))
}

/// Whether `path` leads to `id`. An index may be named by its schema alone, as DDL does.
pub(crate) fn is_at(id: &Id, path: &[String]) -> bool {
    // Most objects are told by their last name, unless they have none.
    if !id.bare_name().is_empty() && path.last().is_none_or(|name| name != id.bare_name()) {
        return false;
    }
    let lineage: Vec<&str> = id.lineage().map(Id::bare_name).filter(|name| !name.is_empty()).collect();
    let is_whole = lineage.iter().rev().eq(path.iter());
    let in_schema = matches!(path, [schema, name] if Some(schema.as_str()) == id.schema() && name == id.bare_name());
    is_whole || in_schema
}

/// Cuts at the first `separator` outside of quotes.
fn split(text: &str, separator: char) -> Option<(&str, &str)> {
    let mut quoted = false;
    let (at, _) = text.char_indices().find(|(_, character)| {
        quoted ^= *character == '"';
        *character == separator && !quoted
    })?;
    Some((&text[..at], &text[at + separator.len_utf8()..]))
}

/// The names of a dotted path, each as PostgreSQL would fold it.
pub fn names(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (name, after) = match split(text, '.') {
            Some((name, after)) => (name, Some(after)),
            None => (text, None),
        };
        let name = name.trim();
        let name = match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
            Some(quoted) => quoted.replace("\"\"", "\""),
            None => name.to_lowercase(),
        };
        if name.is_empty() {
            return None;
        }
        names.push(name);
        rest = after;
    }
    Some(names)
}
