//! What a statement is about, as far as its head says: whether two are about the same, and which object that is.

use super::super::cursor::{Cursor, Name};
use super::super::head::{Action, Head};
use super::super::subject::has_schema;
use super::sheet::Piece;
use super::table::Constraint;
use super::token::words;
use crate::id::{Id, Kind};

/// Whether two statements do the same with the same object.
pub(super) fn is_same_subject(one: (&Head, &str, &str), other: (&Head, &str, &str)) -> bool {
    let ((own, own_sql, own_schema), (their, their_sql, their_schema)) = (one, other);
    if std::mem::discriminant(&own.action) != std::mem::discriminant(&their.action) || own.kind != their.kind {
        return false;
    }
    if own.action == Action::Describe {
        return described(own_sql, own_schema) == described(their_sql, their_schema);
    }
    let has_actions = own.kind != "default privileges";
    if own.action == Action::Alter
        && has_actions
        && altered(own_sql, own, own_schema) != altered(their_sql, their, their_schema)
    {
        return false;
    }
    let resolved =
        |name: &Name, schema: &str| (name.schema.clone().unwrap_or_else(|| schema.to_owned()), name.name.clone());
    let table = |head: &Head, schema: &str| head.table.as_ref().map(|name| resolved(name, schema));
    if table(own, own_schema) != table(their, their_schema) {
        return false;
    }
    let names = |head: &Head, schema: &str| -> Vec<(String, String)> {
        let has_table = head.table.is_some() && head.kind != "statistics";
        let schema = if has_table || !has_schema(&head.kind) { "" } else { schema };
        head.names.iter().map(|name| resolved(name, schema)).collect()
    };
    let (own_names, their_names) = (names(own, own_schema), names(their, their_schema));
    // An index needn't have a name.
    own_names == their_names || own.kind == "index" && own.table.is_some() && their_names.is_empty()
}

/// What an ALTER is about, in words: `add constraint posts_pkey`, `owner`.
pub(super) fn altered(sql: &str, head: &Head, schema: &str) -> Vec<String> {
    let cursor = Cursor::new(sql, 0..sql.len());
    let rest = cursor.tokens.get(head.end).map_or("", |token| &sql[token.range.start..]);
    let words = words(rest, schema).into_iter().filter(|word| word != "column");
    let words: Vec<String> = words.take_while(|word| !["to", "for", "(", "=", "by"].contains(&word.as_str())).collect();
    let count = match words.first().map(String::as_str) {
        Some("replica" | "cluster" | "set" | "enable" | "disable" | "force" | "no") => 2,
        Some("alter") => 2,
        _ => 3,
    };
    words.into_iter().take(count).collect()
}

/// The kind of what a statement is about, the table that it sits on, and its name.
pub(in crate::definition) fn names_of(piece: &Piece) -> (String, Option<String>, String) {
    let head = &piece.head;
    let name = head.names.first().map(|name| name.name.clone()).unwrap_or_default();
    let table = head.table.as_ref().map(|table| table.name.clone());
    match (head.kind.as_str(), head.action) {
        ("column", Action::Describe) => {
            (head.kind.clone(), Some(name), described(&piece.text, &piece.schema).pop().unwrap_or_default())
        }
        ("table", Action::Alter) => match Constraint::read(&piece.text) {
            Some(constraint) => (head.kind.clone(), Some(name), constraint.name),
            None => (head.kind.clone(), table, name),
        },
        (kind, _) => (kind.to_owned(), table, name),
    }
}

/// What a statement does to what: the same for two that only one of can be.
pub(in crate::definition) fn described_by(piece: &Piece) -> (String, Vec<String>) {
    let (kind, table, name) = names_of(piece);
    let words = match piece.head.action {
        Action::Describe => described(&piece.text, &piece.schema),
        Action::Alter => altered(&piece.text, &piece.head, &piece.schema),
        Action::Create { .. } => vec!["create".to_owned()],
        Action::Drop | Action::Grant | Action::Other => words(&piece.text, &piece.schema),
    };
    (kind, [table.unwrap_or_default(), name].into_iter().chain(words).collect())
}

/// What a comment is about, in words.
pub(super) fn described(sql: &str, schema: &str) -> Vec<String> {
    words(sql, schema).into_iter().take_while(|word| word != "is").collect()
}

/// Whether a statement is about an object, or about something that sits on it.
pub(super) fn is_about(piece: &Piece, home: &Id) -> bool {
    let Some(name) = piece.head.table.as_ref().or(piece.head.names.first()) else { return false };
    let kind = piece.head.kind.as_str();
    let sits_on_relation = piece.head.table.is_some() || matches!(kind, "table" | "column" | "foreign table");
    let is_kind = match home.kind() {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView => {
            sits_on_relation || matches!(kind, "view" | "materialized view")
        }
        Kind::Sequence => matches!(kind, "sequence" | "table"),
        Kind::Enum | Kind::Composite | Kind::Range => matches!(kind, "type" | "column" | "table"),
        Kind::Domain => matches!(kind, "domain" | "type"),
        Kind::Function => matches!(kind, "function" | "procedure" | "routine"),
        home => kind == home.word(),
    };
    let schema = if has_schema(kind) { name.schema.as_deref().unwrap_or(&piece.schema) } else { "" };
    let own_schema = if home.kind() == Kind::Schema { "" } else { home.schema().unwrap_or_default() };
    // Routines that share a name can't be told apart here.
    is_kind && schema == own_schema && name.name == home.bare_name() && home.kind() != Kind::Function
}
