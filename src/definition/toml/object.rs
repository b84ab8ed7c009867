//! Schemas, extensions, types, sequences and views; and what all objects have: comment, owner and grants.

use super::builder::{Builder, Relation, Section, Text, Value};
use super::{part, shape};
use crate::sql::{quote_identifier, quote_literal};

/// Writes `CREATE SCHEMA`; `public` is there already.
pub(super) fn schema<'a>(builder: &mut Builder<'a>, name: &Text<'a>, section: &Section<'a>) {
    if name.value != "public" {
        builder.mark(name.span.start);
        builder.push(&format!("CREATE SCHEMA {};\n", name.quoted()));
    }
    described(builder, "SCHEMA", &name.quoted(), section);
}

/// Writes `CREATE EXTENSION`.
pub(super) fn extension<'a>(builder: &mut Builder<'a>, name: &Text<'a>, section: &Section<'a>) {
    builder.allow(section, &shape::EXTENSION);
    builder.mark(name.span.start);
    builder.push(&format!("CREATE EXTENSION {}", name.quoted()));
    if let Some(schema) = builder.text(section, "schema") {
        builder.push(&format!(" WITH SCHEMA {}", schema.quoted()));
    }
    if let Some(version) = builder.text(section, "version") {
        builder.push(&format!(" VERSION {}", quote_literal(version.value)));
    }
    builder.push(";\n");
    described(builder, "EXTENSION", &name.quoted(), section);
}

/// Writes `CREATE TYPE … AS ENUM`; the value is the array of labels, or a table with `values`.
pub(super) fn enumeration<'a>(builder: &mut Builder<'a>, name: &Relation, value: &Value<'a>) {
    let empty = Text { value: "", span: name.at..name.at };
    let section = if value.get_ref().is_array() { None } else { builder.section(&empty, value) };
    let labels = match &section {
        Some(section) => {
            builder.allow(section, &shape::ENUM);
            builder.renamed_from(section);
            builder.mapped(section);
            builder.list(section, "values")
        }
        None if value.get_ref().is_array() => builder.as_list(value),
        None => return,
    };
    builder.mark(name.at);
    builder.push(&format!("CREATE TYPE {} AS ENUM (", name.to_sql()));
    for (index, label) in labels.iter().enumerate() {
        builder.push(if index > 0 { ", " } else { "" });
        builder.mark(label.span.start);
        builder.push(&quote_literal(label.value));
    }
    builder.push(");\n");
    if let Some(section) = section {
        described(builder, "TYPE", &name.to_sql(), &section);
    }
}

/// Writes `CREATE TYPE … AS (…)`; an attribute is its type, or a table with `type`.
pub(super) fn composite<'a>(builder: &mut Builder<'a>, name: &Relation, section: &Section<'a>) {
    builder.allow(section, &shape::COMPOSITE);
    builder.renamed_from(section);
    builder.mark(name.at);
    builder.push(&format!("CREATE TYPE {} AS (", name.to_sql()));
    let mut comments = Vec::new();
    for (index, (attribute, value)) in builder.entries(section, "attribute").into_iter().enumerate() {
        builder.push(if index > 0 { ",\n    " } else { "\n    " });
        let Some(table) = value.get_ref().as_table() else {
            builder.mark(attribute.span.start);
            builder.push(&format!("{} ", attribute.quoted()));
            if let Some(type_name) = builder.as_text(value) {
                builder.raw(&type_name);
            }
            continue;
        };
        let section = Section::new(table, attribute.span.start);
        builder.allow(&section, &shape::ATTRIBUTE);
        builder.renamed_from(&section);
        builder.mark(attribute.span.start);
        builder.push(&format!("{} ", attribute.quoted()));
        if let Some(type_name) = builder.required(&section, "an attribute", "type") {
            builder.raw(&type_name);
        }
        builder.clause(&section, "collation", " COLLATE ", "");
        comments.extend(builder.text(&section, "comment").map(|comment| (attribute, comment)));
    }
    builder.push("\n);\n");
    described(builder, "TYPE", &name.to_sql(), section);
    for (attribute, comment) in comments {
        comment_on(builder, "COLUMN", &format!("{}.{}", name.to_sql(), attribute.quoted()), &comment);
    }
}

/// Writes `CREATE DOMAIN`.
pub(super) fn domain<'a>(builder: &mut Builder<'a>, name: &Relation, section: &Section<'a>) {
    builder.allow(section, &shape::DOMAIN);
    builder.renamed_from(section);
    builder.mark(name.at);
    builder.push(&format!("CREATE DOMAIN {} AS ", name.to_sql()));
    if let Some(text) = builder.required(section, "a domain", "type") {
        builder.raw(&text);
    }
    builder.clause(section, "collation", " COLLATE ", "");
    builder.clause(section, "default", " DEFAULT ", "");
    if builder.flag(section, "not_null") {
        builder.push(" NOT NULL");
    }
    for (check, value) in builder.entries(section, "check") {
        builder.mark(check.span.start);
        builder.push(&format!(" CONSTRAINT {} CHECK (", check.quoted()));
        if let Some(text) = builder.as_text(value) {
            builder.raw(&text);
        }
        builder.push(")");
    }
    builder.push(";\n");
    described(builder, "DOMAIN", &name.to_sql(), section);
}

/// The keys that set the options of a sequence, of its own or of an identity column.
pub(super) const SEQUENCE_OPTIONS: &[(&str, &str)] = &[
    ("start", " START WITH "),
    ("increment", " INCREMENT BY "),
    ("min", " MINVALUE "),
    ("max", " MAXVALUE "),
    ("cache", " CACHE "),
];

/// Writes `CREATE SEQUENCE`.
pub(super) fn sequence<'a>(builder: &mut Builder<'a>, name: &Relation, section: &Section<'a>) {
    builder.allow(section, &shape::SEQUENCE);
    builder.renamed_from(section);
    builder.mark(name.at);
    let unlogged = if builder.flag(section, "unlogged") { "UNLOGGED " } else { "" };
    builder.push(&format!("CREATE {unlogged}SEQUENCE {}", name.to_sql()));
    builder.clause(section, "type", " AS ", "");
    sequence_options(builder, section);
    builder.push(";\n");
    // The table may need the sequence for its default, so that it must come first.
    if let Some(column) = builder.text(section, "owned_by") {
        builder.mark(name.at);
        builder.push(&format!("ALTER SEQUENCE {} OWNED BY ", name.to_sql()));
        builder.raw(&column);
        builder.push(";\n");
    }
    described(builder, "SEQUENCE", &name.to_sql(), section);
}

pub(super) fn sequence_options<'a>(builder: &mut Builder<'a>, section: &Section<'a>) {
    for (key, words) in SEQUENCE_OPTIONS {
        builder.clause(section, key, words, "");
    }
    if builder.flag(section, "cycle") {
        builder.push(" CYCLE");
    }
}

/// Writes `CREATE VIEW` or `CREATE MATERIALIZED VIEW`, with what hangs on it.
pub(super) fn view<'a>(builder: &mut Builder<'a>, name: &Relation, section: &Section<'a>, kind: &str) {
    builder.allow(section, if kind == "VIEW" { &shape::VIEW } else { &shape::MATERIALIZED_VIEW });
    builder.renamed_from(section);
    builder.mark(name.at);
    builder.push(&format!("CREATE {kind} {}", name.to_sql()));
    if section.has("columns") {
        let columns = builder.names(section, "columns");
        builder.push(&format!(" ({columns})"));
    }
    builder.clause(section, "using", " USING ", "");
    part::options(builder, section);
    builder.clause(section, "tablespace", " TABLESPACE ", "");
    builder.push(" AS\n");
    if let Some(query) = builder.required(section, "a view", "query") {
        let trimmed = query.value.trim_end().trim_end_matches(';');
        builder.raw(&Text { value: trimmed, span: query.span });
    }
    builder.push("\n");
    builder.clause(section, "check_option", " WITH ", " CHECK OPTION");
    if section.has("with_data") && !builder.flag(section, "with_data") {
        builder.push(" WITH NO DATA");
    }
    builder.push(";\n");
    part::indexes(builder, name, section, &[]);
    part::triggers(builder, name, section, kind);
    described(builder, kind, &name.to_sql(), section);
    for (column, comment) in builder.entries(section, "column_comment") {
        if let Some(comment) = builder.as_text(comment) {
            comment_on(builder, "COLUMN", &format!("{}.{}", name.to_sql(), column.quoted()), &comment);
        }
    }
}

/// Writes comment, owner and grants.
pub(super) fn described<'a>(builder: &mut Builder<'a>, kind: &str, address: &str, section: &Section<'a>) {
    if let Some(comment) = builder.text(section, "comment") {
        comment_on(builder, kind, address, &comment);
    }
    if let Some(owner) = builder.text(section, "owner") {
        builder.mark(owner.span.start);
        builder.push(&format!("ALTER {kind} {address} OWNER TO {};\n", role(owner.value)));
    }
    // GRANT has no word of its own for some kinds.
    let kind = match kind {
        "VIEW" | "MATERIALIZED VIEW" | "FOREIGN TABLE" => "TABLE",
        kind => kind,
    };
    for (grantee, value) in builder.entries(section, "grant") {
        let privileges = match value.get_ref().as_table() {
            Some(table) => {
                let section = Section::new(table, grantee.span.start);
                builder.allow(&section, &shape::GRANTED);
                let suffix = if builder.flag(&section, "with_grant_option") { " WITH GRANT OPTION" } else { "" };
                (builder.list(&section, "privileges"), suffix)
            }
            None => (builder.as_list(value), ""),
        };
        builder.mark(grantee.span.start);
        builder.push("GRANT ");
        builder.raw_list(&privileges.0);
        builder.push(&format!(" ON {kind} {address} TO {}{};\n", role(grantee.value), privileges.1));
    }
}

/// Writes `COMMENT ON`.
pub(super) fn comment_on(builder: &mut Builder, kind: &str, address: &str, comment: &Text) {
    builder.mark(comment.span.start);
    builder.push(&format!("COMMENT ON {kind} {address} IS {};\n", quote_literal(comment.value)));
}

/// A role as SQL; `public` stands for everybody.
pub(super) fn role(name: &str) -> String {
    if name.eq_ignore_ascii_case("public") { "PUBLIC".to_owned() } else { quote_identifier(name) }
}
