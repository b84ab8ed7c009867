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
    /// Where the lines of the file begin, in bytes, so that a place is found without reading the file.
    line_starts: Vec<usize>,
    /// The TOML that the text was made from, if it wasn't written as SQL.
    origin: Option<Origin>,
}

/// A text that SQL was made from.
#[derive(Debug, Clone)]
struct Origin {
    text: String,
    /// Ascending by their place in the SQL.
    marks: Vec<Mark>,
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
    /// SQL as it is written in a file.
    pub fn sql(file: &File) -> Source {
        let line_starts = line_starts(&file.text);
        Source { name: file.name.clone(), text: file.text.clone(), line_starts, origin: None }
    }

    /// SQL that was made from the text of a file.
    pub fn made(file: &File, text: String, marks: Vec<Mark>) -> Source {
        let origin = Some(Origin { text: file.text.clone(), marks });
        Source { name: file.name.clone(), text, line_starts: line_starts(&file.text), origin }
    }

    /// Where in the user's file this byte of the SQL stands.
    pub fn place(&self, offset: usize) -> Place {
        let (text, offset) = match &self.origin {
            None => (&self.text, offset),
            Some(origin) => (&origin.text, origin.written(offset)),
        };
        let line = self.line_starts.partition_point(|start| *start <= offset);
        sql::place_on_line(&self.name, text, offset, line)
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
            sources.push(Source::sql(file));
        }
    }
    all_or_errors(sources, errors)
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect()
}

/// The value if there are no errors, else the one, or all of them.
pub(super) fn all_or_errors<T>(value: T, mut errors: Vec<Error>) -> Result<T> {
    match errors.len() {
        0 => Ok(value),
        1 => Err(errors.remove(0)),
        _ => Err(Error::LoadMany(errors)),
    }
}
