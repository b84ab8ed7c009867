//! Where in the definitions an object is declared. For people only: what isn't found has no place.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::head::Action;
use super::source::sources;
use super::sql::script;
use super::subject::{elements, subject};
use super::{File, Loaded};
use crate::error::Place;
use crate::id::{Id, Kind};

impl Loaded {
    /// The statement that declares an object, or else the innermost that it belongs to.
    pub fn place(&self, id: &Id) -> Option<&Place> {
        place(&self.places, id)
    }
}

/// Where the columns and constraints stand that the tables of these files have, by their names as in [`Loaded::places`].
/// Empty for files that can't be read any more.
pub fn parts(files: &[File]) -> BTreeMap<String, Place> {
    let mut places = BTreeMap::new();
    let Ok(sources) = sources(files) else { return places };
    let Ok(script) = script(&sources) else { return places };
    for definition in &script.definitions {
        let source = &sources[definition.source];
        let cursor = Cursor::new(&source.text, definition.range.clone());
        let starts: Vec<usize> = match definition.head.action {
            Action::Create { .. } => elements(&cursor, &definition.head).into_iter().map(|range| range.start).collect(),
            Action::Alter | Action::Drop | Action::Describe | Action::Grant | Action::Other => Vec::new(),
        };
        for start in starts {
            let offset = cursor.bytes(start..start + 1).start;
            let found = subject(&cursor, &definition.head, &definition.schema, offset);
            if let Some(part) = found.part {
                let name = [found.schema, found.name, part].join(".");
                places.entry(name).or_insert_with(|| source.place(offset));
            }
        }
    }
    places
}

/// The place of an object, or of the innermost that it belongs to.
pub fn place<'a>(places: &'a BTreeMap<String, Place>, id: &Id) -> Option<&'a Place> {
    id.lineage().find_map(|id| places.get(&name(id)).or_else(|| places.get(&name_beside_its_table(id)?)))
}

/// As the definitions' statements name it: `public.posts.likes`, `app` for a schema, `extension citext`. What has no name of
/// its own is named as what it belongs to.
pub fn name(id: &Id) -> String {
    let mut named: Vec<&Id> = id.lineage().filter(|id| !id.bare_name().is_empty()).collect();
    named.reverse();
    match named[..] {
        [alone] if alone.kind() != Kind::Schema => format!("{} {}", alone.kind().word(), alone.bare_name()),
        _ => named.iter().map(|id| id.bare_name()).collect::<Vec<_>>().join("."),
    }
}

/// An index has a statement of its own, which names it beside its table.
fn name_beside_its_table(id: &Id) -> Option<String> {
    (id.kind() == Kind::Index).then(|| format!("{}.{}", id.schema().unwrap_or_default(), id.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_stands_on_its_own_line() {
        let text = "create schema app;\ncreate table app.t (\n  a int,\n  b int,\n  constraint c check (a > 0)\n);\n";
        let toml = "[table.u]\ncolumn.a = { type = \"int\" }\ncolumn.b = { type = \"int\" }\n";
        let file = |name: &str, text: &str| File { name: name.to_owned(), text: text.to_owned() };
        let places = parts(&[file("a.sql", text), file("b.toml", toml)]);
        let at = |name: &str| places.get(name).map(ToString::to_string);
        assert_eq!(at("app.t.b").as_deref(), Some("a.sql:4"));
        assert_eq!(at("app.t.c").as_deref(), Some("a.sql:5"));
        assert_eq!(at("public.u.b").as_deref(), Some("b.toml:3"));
    }

    #[test]
    fn what_has_no_statement_of_its_own_stands_with_what_it_belongs_to() {
        let schema = Id::new(Kind::Schema, None, "public");
        let table = Id::new(Kind::Table, Some(schema), "t");
        let column = Id::new(Kind::Column, Some(table.clone()), "a");
        let index = Id::new(Kind::Index, Some(table.clone()), "i");
        let place = |line| Place { file: "a.sql".to_owned(), line, excerpt: String::new() };
        let places = BTreeMap::from([("public.t".to_owned(), place(1)), ("public.i".to_owned(), place(9))]);
        let line = |id: &Id| super::place(&places, id).map(|place| place.line);
        assert_eq!(
            (line(&column), line(&index), line(&Id::new(Kind::Comment, Some(index.clone()), ""))),
            (Some(1), Some(9), Some(9))
        );
    }
}
