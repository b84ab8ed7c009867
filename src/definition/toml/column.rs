//! Columns of a table.

use super::builder::{Builder, Relation, Section, Text};
use super::object::{comment_on, sequence_options};
use super::shape;

/// Writes a column as an element of `CREATE TABLE`. A partition has its columns' types from its parent.
pub(super) fn column<'a>(builder: &mut Builder<'a>, name: &Text<'a>, section: &Section<'a>, is_partition: bool) {
    builder.allow(section, &shape::COLUMN);
    builder.renamed_from(section);
    builder.mark(name.span.start);
    builder.push(&name.quoted());
    let text = if is_partition { None } else { builder.required(section, "a column", "type") };
    if let Some(text) = text {
        builder.push(" ");
        builder.raw(&text);
    }
    builder.clause(section, "compression", " COMPRESSION ", "");
    builder.clause(section, "collation", " COLLATE ", "");
    if builder.flag(section, "not_null") {
        builder.push(" NOT NULL");
    }
    builder.clause(section, "default", " DEFAULT ", "");
    generated(builder, section);
    identity(builder, section);
}

/// `generated = "a * 2"` is stored; `{ virtual = "a * 2" }` says otherwise.
fn generated<'a>(builder: &mut Builder<'a>, section: &Section<'a>) {
    let Some(value) = section.value("generated") else { return };
    let (expression, word) = match value.get_ref().as_table() {
        Some(table) => {
            let section = Section::new(table, value.span().start);
            builder.allow(&section, &shape::GENERATED);
            match builder.text(&section, "virtual") {
                Some(expression) => (Some(expression), "VIRTUAL"),
                None => (builder.required(&section, "a generated column", "stored"), "STORED"),
            }
        }
        None => (builder.as_text(value), "STORED"),
    };
    if let Some(expression) = expression {
        builder.push(" GENERATED ALWAYS AS (");
        builder.raw(&expression);
        builder.push(&format!(") {word}"));
    }
}

/// `identity = "always"`, or `{ generation = "by default", start = 100 }`.
fn identity<'a>(builder: &mut Builder<'a>, section: &Section<'a>) {
    let Some(value) = section.value("identity") else { return };
    let options = value.get_ref().as_table().map(|table| Section::new(table, value.span().start));
    let generation = match &options {
        Some(options) => {
            builder.allow(options, &shape::IDENTITY);
            builder.required(options, "an identity", "generation")
        }
        None => builder.as_text(value),
    };
    let Some(generation) = generation else { return };
    if !["always", "by default"].contains(&generation.value.to_ascii_lowercase().as_str()) {
        let message = format!("an identity is generated \"always\" or \"by default\", not \"{}\"", generation.value);
        builder.error(generation.span.start, message, None);
    }
    builder.push(" GENERATED ");
    builder.raw(&generation);
    builder.push(" AS IDENTITY");
    if let Some(options) = options {
        builder.push(" (");
        sequence_options(builder, &options);
        builder.push(")");
    }
}

/// Writes what `CREATE TABLE` can't say about a column.
pub(super) fn settings<'a>(builder: &mut Builder<'a>, table: &Relation, name: &Text<'a>, section: &Section<'a>) {
    // STORAGE is part of a column's definition only since PostgreSQL 16.
    for (key, words) in [("storage", "SET STORAGE"), ("statistics", "SET STATISTICS")] {
        if let Some(text) = builder.text(section, key) {
            builder.mark(text.span.start);
            builder.push(&format!("ALTER TABLE {} ALTER COLUMN {} {words} ", table.to_sql(), name.quoted()));
            builder.raw(&text);
            builder.push(";\n");
        }
    }
    if let Some(comment) = builder.text(section, "comment") {
        comment_on(builder, "COLUMN", &format!("{}.{}", table.to_sql(), name.quoted()), &comment);
    }
}
