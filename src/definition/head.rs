//! What the head of a statement says: what it does, to which kind of object, of which name.
//!
//! A head that isn't understood gives less, never an error: it only names, and the server decides.

use super::cursor::{Cursor, Name};

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Create {
        or_replace: bool,
        if_not_exists: bool,
    },
    Alter,
    Drop,
    /// `COMMENT ON`, `SECURITY LABEL ON`.
    Describe,
    /// `GRANT` and `REVOKE`.
    Grant,
    Other,
}

/// The head of a statement.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub action: Action,
    /// In lower case, as PostgreSQL's manual names it: `table`, `materialized view`. Empty when there is none.
    pub kind: String,
    /// The objects: one for most statements, several for `GRANT` and `DROP`.
    pub names: Vec<Name>,
    /// The table of an index, trigger, policy, rule, constraint or statistics object.
    pub table: Option<Name>,
    /// The arguments of a routine, as token indexes.
    pub arguments: Option<std::ops::Range<usize>>,
    /// The index of the first token behind the head.
    pub end: usize,
}

/// Reads the head of a statement.
pub(super) fn head(cursor: &Cursor) -> Head {
    let mut cursor = cursor.moved_to(0);
    let cursor = &mut cursor;
    let verb = cursor.eat_any(&["create", "alter", "drop", "comment", "security", "grant", "revoke"]);
    let mut head =
        Head { action: Action::Other, kind: String::new(), names: Vec::new(), table: None, arguments: None, end: 0 };
    match verb {
        Some("create") => create(cursor, &mut head),
        Some("alter") => alter(cursor, &mut head),
        Some("drop") => drop(cursor, &mut head),
        Some("comment") => describe(cursor, &mut head),
        Some("security") if cursor.sees("label") => describe(cursor, &mut head),
        Some("grant" | "revoke") => grant(cursor, &mut head),
        _ => {}
    }
    head.end = cursor.at;
    head
}

fn create(cursor: &mut Cursor, head: &mut Head) {
    let or_replace = cursor.eat(&["or", "replace"]);
    while cursor
        .eat_any(&[
            "global",
            "local",
            "temp",
            "temporary",
            "unlogged",
            "unique",
            "recursive",
            "trusted",
            "procedural",
            "constraint",
            "default",
        ])
        .is_some()
    {}
    head.kind = kind(cursor);
    cursor.eat(&["concurrently"]);
    let if_not_exists = cursor.eat(&["if", "not", "exists"]);
    head.action = Action::Create { or_replace, if_not_exists };
    match head.kind.as_str() {
        "index" if cursor.sees("on") => {}
        "cast" | "transform" | "user mapping" => return,
        "operator" => {
            head.names.extend(operator(cursor));
            return;
        }
        "schema" if cursor.eat(&["authorization"]) => head.names.extend(cursor.name()),
        _ => head.names.extend(cursor.name()),
    }
    head.arguments = arguments(cursor, &head.kind);
    head.table = match head.kind.as_str() {
        "index" | "policy" if cursor.eat(&["on"]) => {
            cursor.eat(&["only"]);
            cursor.name()
        }
        "trigger" => ahead(cursor, "on"),
        "rule" => ahead(cursor, "to"),
        "statistics" => ahead(cursor, "from"),
        _ => None,
    };
}

fn alter(cursor: &mut Cursor, head: &mut Head) {
    head.action = Action::Alter;
    if cursor.eat(&["default", "privileges"]) {
        head.kind = "default privileges".to_owned();
        return;
    }
    head.kind = kind(cursor);
    if matches!(head.kind.as_str(), "user mapping" | "system") {
        return;
    }
    if head.kind == "operator" {
        head.names.extend(operator(cursor));
        return;
    }
    cursor.eat(&["if", "exists"]);
    cursor.eat(&["only"]);
    head.names.extend(cursor.name());
    head.arguments = arguments(cursor, &head.kind);
    if sits_on_table(&head.kind) && cursor.eat(&["on"]) {
        head.table = cursor.name();
    }
}

fn drop(cursor: &mut Cursor, head: &mut Head) {
    head.action = Action::Drop;
    head.kind = kind(cursor);
    cursor.eat(&["concurrently"]);
    cursor.eat(&["if", "exists"]);
    while let Some(name) = cursor.name() {
        head.names.push(name);
        cursor.parenthesis();
        if !cursor.eat_mark(",") {
            break;
        }
    }
    if sits_on_table(&head.kind) && cursor.eat(&["on"]) {
        head.table = cursor.name();
    }
}

fn describe(cursor: &mut Cursor, head: &mut Head) {
    head.action = Action::Describe;
    if !cursor.seek("on") {
        return;
    }
    head.kind = kind(cursor);
    if head.kind == "column" {
        // The last part is the column.
        if let Some(mut parts) = cursor.parts() {
            parts.pop();
            head.names.extend(parts.pop().map(|name| Name { schema: parts.pop(), name }));
        }
        return;
    }
    if matches!(head.kind.as_str(), "cast" | "transform" | "large object") {
        return;
    }
    if head.kind == "operator" {
        head.names.extend(operator(cursor));
        return;
    }
    head.names.extend(cursor.name());
    head.arguments = arguments(cursor, &head.kind);
    if sits_on_table(&head.kind) && cursor.eat(&["on"]) {
        cursor.eat(&["domain"]);
        head.table = cursor.name();
    }
}

fn grant(cursor: &mut Cursor, head: &mut Head) {
    head.action = Action::Grant;
    if !cursor.seek("on") {
        // A role is granted to a role.
        head.kind = "role".to_owned();
        return;
    }
    if cursor.eat(&["all"]) {
        head.kind = format!("all {}", cursor.word());
        cursor.at += 1;
        cursor.eat(&["in", "schema"]);
    } else {
        let start = cursor.at;
        head.kind = kind(cursor);
        let is_name = cursor.sees_mark(",") || cursor.sees_mark(".") || cursor.sees("to") || cursor.sees("from");
        if is_name {
            head.kind = "table".to_owned();
            cursor.at = start;
        }
    }
    while let Some(name) = cursor.name() {
        head.names.push(name);
        cursor.parenthesis();
        if !cursor.eat_mark(",") {
            break;
        }
    }
}

/// Steps over the name of a kind.
fn kind(cursor: &mut Cursor) -> String {
    for words in [
        &["materialized", "view"][..],
        &["foreign", "table"],
        &["foreign", "data", "wrapper"],
        &["foreign", "server"],
        &["event", "trigger"],
        &["access", "method"],
        &["user", "mapping"],
        &["operator", "class"],
        &["operator", "family"],
        &["large", "object"],
        &["text", "search", "configuration"],
        &["text", "search", "dictionary"],
        &["text", "search", "parser"],
        &["text", "search", "template"],
    ] {
        if cursor.eat(words) {
            return words.join(" ");
        }
    }
    cursor.eat(&["procedural"]);
    let word = cursor.word();
    cursor.at += usize::from(!word.is_empty());
    word
}

/// Steps over an operator, which may have a schema.
fn operator(cursor: &mut Cursor) -> Option<Name> {
    let schema = match cursor.is_mark(cursor.at + 1, ".") {
        true => cursor.identifier(),
        false => None,
    };
    cursor.eat_mark(".");
    let name = cursor.operator(cursor.at)?.to_owned();
    cursor.at += 1;
    Some(Name { schema, name })
}

/// Whether the kind's name is one of its table's.
pub(super) fn sits_on_table(kind: &str) -> bool {
    matches!(kind, "trigger" | "policy" | "rule" | "constraint")
}

/// Whether the kind is told apart by its arguments.
pub(super) fn is_routine(kind: &str) -> bool {
    matches!(kind, "function" | "procedure" | "aggregate" | "routine")
}

fn arguments(cursor: &mut Cursor, kind: &str) -> Option<std::ops::Range<usize>> {
    if is_routine(kind) { cursor.parenthesis() } else { None }
}

/// The name behind the next such word; nothing is stepped over.
fn ahead(cursor: &Cursor, word: &str) -> Option<Name> {
    let mut cursor = cursor.clone();
    if cursor.seek(word) {
        cursor.eat(&["only"]);
        cursor.name()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, kind: &str, names: &[&str], table: Option<&str>) {
        let head = head(&Cursor::new(sql, 0..sql.len()));
        let seen: Vec<String> = head.names.iter().map(Name::to_sql).collect();
        assert_eq!(
            (head.kind.as_str(), seen.as_slice()),
            (kind, names.iter().map(|n| n.to_string()).collect::<Vec<_>>().as_slice()),
            "{sql}"
        );
        assert_eq!(head.table.map(|name| name.to_sql()).as_deref(), table, "{sql}");
    }

    #[test]
    fn a_head_names_what_it_creates() {
        check("create unlogged table if not exists app.\"T\" (a int)", "table", &["app.\"T\""], None);
        check("create unique index concurrently i on only app.t (a)", "index", &["i"], Some("app.t"));
        check("create index on t (a)", "index", &[], Some("t"));
        check("create or replace function f(a int) returns int", "function", &["f"], None);
        check("create constraint trigger g after insert on t", "trigger", &["g"], Some("t"));
        check("create rule r as on insert to t do nothing", "rule", &["r"], Some("t"));
        check("create policy p on a.t for select", "policy", &["p"], Some("a.t"));
        check("create statistics s (ndistinct) on a, b from t", "statistics", &["s"], Some("t"));
        check("create materialized view v as select 1", "materialized view", &["v"], None);
        check("create schema authorization joe", "schema", &["joe"], None);
        check("create operator app.<# (function = f)", "operator", &["app.\"<#\""], None);
        check("create operator class app.ops for type a using btree", "operator class", &["app.ops"], None);
    }

    #[test]
    fn a_head_names_what_it_is_about() {
        check("alter table only a.t add constraint c check (true)", "table", &["a.t"], None);
        check("comment on column a.t.c is 'x'", "column", &["a.t"], None);
        check("comment on trigger g on t is 'x'", "trigger", &["g"], Some("t"));
        check("security label for p on column a.t.c is 'x'", "column", &["a.t"], None);
        check("security label on function a.f(int) is null", "function", &["a.f"], None);
        check("comment on constraint c on domain d is 'x'", "constraint", &["c"], Some("d"));
        check("grant select (a), insert on a.t, u to joe", "table", &["a.t", "u"], None);
        check("grant usage on schema app to joe", "schema", &["app"], None);
        check("grant all on all tables in schema app to joe", "all tables", &["app"], None);
        check("revoke all on function f(int), g() from public", "function", &["f", "g"], None);
        check("grant a to b", "role", &[], None);
        check("comment on operator @ (none, a) is 'x'", "operator", &["\"@\""], None);
        check("drop view if exists a, b.c cascade", "view", &["a", "b.c"], None);
    }
}
