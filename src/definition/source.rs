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
    /// From which byte of the SQL on, which byte of this text it was made from; ascending.
    pub marks: Vec<(usize, usize)>,
}

impl Source {
    /// Where in the user's file this byte of the SQL stands.
    pub fn place(&self, offset: usize) -> Place {
        match &self.origin {
            None => sql::place(&self.name, &self.text, offset),
            Some(origin) => {
                let after = origin.marks.partition_point(|(sql, _)| *sql <= offset);
                let written = after.checked_sub(1).map_or(0, |index| origin.marks[index].1);
                sql::place(&self.name, &origin.text, written)
            }
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
