//! What a directive is about: the statement's object, or a part of it that stands below the directive.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::error::Place;

use super::cursor::Cursor;
use super::head::Head;

/// A directive with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    pub place: Place,
    pub subject: Subject,
    /// `renamed from hearts`, without the `autogen:` before it.
    pub text: String,
}

/// An object of the definitions, or a part of one, by the names that the catalog will have.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// The statement's kind, in lower case: `table`, `materialized view`; `column`, `constraint` or `label` for a part.
    pub kind: String,
    /// Empty for what has no schema.
    pub schema: String,
    /// Of the object; of the table for its parts, and for its triggers, policies and rules.
    pub name: String,
    /// The column, constraint, label of an enum, trigger, policy or rule.
    pub part: Option<String>,
}

/// What stands at this byte of a statement: the part that begins there, else the object itself.
pub(super) fn subject(cursor: &Cursor, head: &Head, schema: &str, offset: usize) -> Subject {
    let mut subject = object(head, schema);
    if let Some((kind, part)) = part(cursor, head, offset) {
        subject.kind = kind.to_owned();
        subject.part = Some(part);
    }
    subject
}

/// The object that the head names; an unqualified name is in `schema`.
pub(super) fn object(head: &Head, schema: &str) -> Subject {
    let name = head.names.first();
    let owner = head.table.as_ref().filter(|_| super::head::sits_on_table(&head.kind)).or(name);
    // An index lies in the schema of its table, whatever the search path.
    let written = match (&head.table, owner) {
        (Some(table), Some(_)) => table.schema.clone(),
        (_, Some(owner)) => owner.schema.clone(),
        _ => None,
    };
    Subject {
        kind: head.kind.clone(),
        schema: if has_schema(&head.kind) { written.unwrap_or_else(|| schema.to_owned()) } else { String::new() },
        name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
        part: name.filter(|_| super::head::sits_on_table(&head.kind)).map(|name| name.name.clone()),
    }
}

/// Whether objects of the kind lie in a schema.
pub(super) fn has_schema(kind: &str) -> bool {
    !matches!(
        kind,
        "schema"
            | "extension"
            | "language"
            | "server"
            | "foreign data wrapper"
            | "event trigger"
            | "publication"
            | "subscription"
            | "access method"
            | "role"
            | "user"
            | "group"
            | "database"
            | "tablespace"
            | "cast"
            | "transform"
            | "user mapping"
    )
}

/// The token indexes of the elements in a table's, type's or enum's parentheses.
pub(super) fn elements(cursor: &Cursor, head: &Head) -> Vec<Range<usize>> {
    let mut body = cursor.moved_to(head.end);
    if head.kind == "type" {
        body.eat(&["as"]);
        body.eat(&["enum"]);
    }
    if head.kind == "table" && body.eat(&["partition", "of"]) {
        body.name();
    }
    if body.eat(&["of"]) {
        body.name();
    }
    body.parenthesis().map(|list| cursor.elements(list)).unwrap_or_default()
}

fn part(cursor: &Cursor, head: &Head, offset: usize) -> Option<(&'static str, String)> {
    if !matches!(head.kind.as_str(), "table" | "foreign table" | "type") {
        return None;
    }
    let element = elements(cursor, head).into_iter().find(|element| {
        let bytes = cursor.bytes(element.clone());
        bytes.contains(&offset)
    })?;
    let mut inner = cursor.moved_to(element.start);
    if inner.eat(&["constraint"]) {
        return Some(("constraint", inner.identifier()?));
    }
    if let Some(column) = inner.identifier() {
        return Some(("column", column));
    }
    let label = cursor.text(element.start).strip_prefix('\'')?.strip_suffix('\'')?;
    Some(("label", label.replace("''", "'")))
}

#[cfg(test)]
mod tests {
    use super::super::head::head;
    use super::*;

    fn check(sql: &str, above: &str, kind: &str, full: &str) {
        let cursor = Cursor::new(sql, 0..sql.len());
        let offset = sql.find(above).expect("the text is there");
        let found = subject(&cursor, &head(&cursor), "public", offset);
        let name = [found.schema.as_str(), found.name.as_str(), found.part.as_deref().unwrap_or_default()].join("/");
        assert_eq!((found.kind.as_str(), name.as_str()), (kind, full));
    }

    #[test]
    fn a_directive_finds_the_part_below_it() {
        let table = "create table app.t (a int, b numeric(1, 2), constraint c check (a > 0))";
        check(table, "create", "table", "app/t/");
        check(table, "b numeric", "column", "app/t/b");
        check(table, "constraint", "constraint", "app/t/c");
        check("create type mood as enum ('sad', 'it''s')", "'it", "label", "public/mood/it's");
        check("create type pair as (a int, b int)", "b int", "column", "public/pair/b");
        check("create table c partition of p (a default 1) for values in (1)", "a default", "column", "public/c/a");
    }

    #[test]
    fn a_directive_finds_what_sits_on_a_table() {
        check("create trigger g after insert on app.t execute function f()", "create", "trigger", "app/t/g");
        check("create index i on app.t (a)", "create", "index", "app/i/");
        check("create schema s", "create", "schema", "/s/");
    }
}
