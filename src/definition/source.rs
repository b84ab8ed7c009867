//! SQL text with the way back to the file that it came from.

use crate::error::{Error, Place, Result};
use crate::sql;

use super::{File, toml};

/// The SQL of one file of definitions.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The file's name.
    pub name: String,
    pub text: String,
    /// The TOML that the text was made from, if it wasn't written as SQL.
    pub origin: Option<Origin>,
}

/// A text that SQL was made from.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    pub text: String,
    /// Ascending by their place in the SQL.
    pub marks: Vec<Mark>,
}

/// From which byte of the SQL on, which byte of the written text it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub sql: usize,
    pub written: usize,
    /// Whether the bytes that follow are the same in both.
    pub is_verbatim: bool,
}

impl Origin {
    /// The byte of this text that the byte of the SQL was made from.
    fn written(&self, offset: usize) -> usize {
        let after = self.marks.partition_point(|mark| mark.sql <= offset);
        let Some(mark) = after.checked_sub(1).map(|index| self.marks[index]) else { return 0 };
        mark.written + if mark.is_verbatim { offset - mark.sql } else { 0 }
    }
}

impl Source {
    /// Where in the user's file this byte of the SQL stands.
    pub fn place(&self, offset: usize) -> Place {
        match &self.origin {
            None => sql::place(&self.name, &self.text, offset),
            Some(origin) => sql::place(&self.name, &origin.text, origin.written(offset)),
        }
    }

    /// An error that stands at this byte of the SQL.
    pub fn error(&self, offset: usize, message: impl Into<String>, hint: Option<String>) -> Error {
        Error::Load { place: self.place(offset), message: message.into(), hint }
    }
}

/// The SQL of each file; that of TOML files is made here.
pub(super) fn sources(files: &[File]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut errors = Vec::new();
    for file in files {
        if file.name.ends_with(".toml") {
            match toml::source(file) {
                Ok(source) => sources.push(source),
                Err(mut more) => errors.append(&mut more),
            }
        } else {
            sources.push(Source { name: file.name.clone(), text: file.text.clone(), origin: None });
        }
    }
    all_or_errors(sources, errors)
}

/// The value if there are no errors, else the one, or all of them.
pub(super) fn all_or_errors<T>(value: T, mut errors: Vec<Error>) -> Result<T> {
    match errors.len() {
        0 => Ok(value),
        1 => Err(errors.remove(0)),
        _ => Err(Error::LoadMany(errors)),
    }
}
