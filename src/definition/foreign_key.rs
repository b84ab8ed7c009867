//! Takes foreign keys out of `CREATE TABLE`, so that tables can need each other.

use std::ops::Range;

use crate::sql::quote_identifier;

use super::cursor::{Cursor, Name};
use super::head::{Action, Head};
use super::subject::elements;

/// A foreign key that is written inside a `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignKey {
    /// The table that it refers to.
    pub target: Name,
    /// The bytes of the constraint, with its name.
    pub clause: Range<usize>,
    /// The bytes of it that stand as written in the `ALTER TABLE` that adds it, behind the prefix.
    pub sent: Range<usize>,
    /// What stands before them in the `ALTER TABLE` that adds it.
    ///
    /// A foreign key without a name gets the same one there as in `CREATE TABLE`: the server chooses both alike.
    pub prefix: String,
    /// The index of the element, where the clause is all of it.
    element: Option<usize>,
}

/// The foreign keys inside a `CREATE TABLE`.
pub(super) fn foreign_keys(cursor: &Cursor, head: &Head) -> Vec<ForeignKey> {
    let (Action::Create { .. }, "table", Some(table)) = (head.action, head.kind.as_str(), head.names.first()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (index, element) in elements(cursor, head).into_iter().enumerate() {
        let mut inner = cursor.moved_to(element.start);
        let is_named = inner.eat(&["constraint"]) && inner.identifier().is_some();
        if inner.eat(&["foreign", "key"]) {
            if inner.seek("references")
                && let Some(target) = inner.name()
            {
                let prefix = format!("ALTER TABLE {} ADD ", table.to_sql());
                let clause = cursor.bytes(element);
                found.push(ForeignKey { target, sent: clause.clone(), clause, prefix, element: Some(index) });
            }
        } else if !is_named {
            found.extend(of_column(cursor, table, element));
        }
    }
    found
}

/// The foreign keys of one column.
fn of_column(cursor: &Cursor, table: &Name, element: Range<usize>) -> Vec<ForeignKey> {
    let mut found = Vec::new();
    let mut inner = cursor.moved_to(element.start);
    let Some(column) = inner.identifier() else { return found };
    while inner.at < element.end {
        if !inner.sees("references") {
            if inner.parenthesis().is_none() {
                inner.at += 1;
            }
            continue;
        }
        let references = inner.at;
        inner.at += 1;
        let Some(target) = inner.name() else { break };
        actions(&mut inner);
        // `CONSTRAINT name` belongs to it; between them and the column's type nothing else can stand.
        let name =
            (references >= 2 && cursor.is_word(references - 2, "constraint")).then(|| cursor.text(references - 1));
        let start = if name.is_some() { references - 2 } else { references };
        let named = name.map(|name| format!("CONSTRAINT {name} ")).unwrap_or_default();
        let prefix = format!("ALTER TABLE {} ADD {named}FOREIGN KEY ({}) ", table.to_sql(), quote_identifier(&column));
        let sent = cursor.bytes(references..inner.at);
        found.push(ForeignKey { target, clause: cursor.bytes(start..inner.at), sent, prefix, element: None });
    }
    found
}

/// Steps over what may follow `REFERENCES table`.
fn actions(cursor: &mut Cursor) {
    cursor.parenthesis();
    loop {
        let is_action = cursor.eat(&["match"]) && cursor.eat_any(&["full", "partial", "simple"]).is_some()
            || cursor.eat(&["on", "delete"]) && action(cursor)
            || cursor.eat(&["on", "update"]) && action(cursor)
            || cursor.eat(&["not", "deferrable"])
            || cursor.eat(&["not", "enforced"])
            || cursor.eat_any(&["deferrable", "enforced"]).is_some()
            || cursor.eat(&["initially"]) && cursor.eat_any(&["deferred", "immediate"]).is_some();
        if !is_action {
            return;
        }
    }
}

fn action(cursor: &mut Cursor) -> bool {
    if cursor.eat(&["no", "action"]) || cursor.eat_any(&["cascade", "restrict"]).is_some() {
        return true;
    }
    let sets = cursor.eat(&["set"]) && cursor.eat_any(&["null", "default"]).is_some();
    cursor.parenthesis();
    sets
}

/// The bytes to leave out of a `CREATE TABLE` without these of its foreign keys: their clauses, and commas that would
/// have nothing to separate any more.
pub(super) fn without(cursor: &Cursor, head: &Head, removed: &[ForeignKey]) -> Vec<Range<usize>> {
    let mut blanks: Vec<Range<usize>> = removed.iter().map(|key| key.clause.clone()).collect();
    let elements = elements(cursor, head);
    let mut has_kept = false;
    for (index, element) in elements.iter().enumerate() {
        let is_removed = removed.iter().any(|key| key.element == Some(index));
        has_kept |= !is_removed;
        if is_removed {
            let comma = if has_kept { element.start - 1 } else { element.end };
            if cursor.is_mark(comma, ",") {
                blanks.push(cursor.bytes(comma..comma + 1));
            }
        }
    }
    blanks
}

#[cfg(test)]
mod tests {
    use super::super::head::head;
    use super::*;

    /// What is left of the statement, and the foreign keys to add afterwards.
    fn check(sql: &str, left: &str, added: &[&str]) {
        let cursor = Cursor::new(sql, 0..sql.len());
        let head = head(&cursor);
        let keys = foreign_keys(&cursor, &head);
        let texts: Vec<String> = keys.iter().map(ForeignKey::prefix_and_clause(sql)).collect();
        assert_eq!(texts, added);
        let mut text = sql.to_owned();
        for blank in without(&cursor, &head, &keys) {
            text.replace_range(blank.clone(), &" ".repeat(blank.len()));
        }
        assert_eq!(text.split_whitespace().collect::<Vec<_>>().join(" "), left);
    }

    impl ForeignKey {
        fn prefix_and_clause(sql: &str) -> impl Fn(&ForeignKey) -> String {
            move |key| format!("{}{}", key.prefix, &sql[key.sent.clone()])
        }
    }

    #[test]
    fn a_column_loses_its_reference_only() {
        check(
            "create table a (b int references c (d) on delete set null not null default 1, e int)",
            "create table a (b int not null default 1, e int)",
            &["ALTER TABLE a ADD FOREIGN KEY (b) references c (d) on delete set null"],
        );
    }

    #[test]
    fn commas_separate_what_is_left() {
        check(
            "create table a (foreign key (x) references c, foreign key (y) references d, x int, y int)",
            "create table a ( x int, y int)",
            &["ALTER TABLE a ADD foreign key (x) references c", "ALTER TABLE a ADD foreign key (y) references d"],
        );
        check(
            "create table a (x int constraint k references c, y int)",
            "create table a (x int , y int)",
            &["ALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (x) references c"],
        );
        check(
            "create table a (x int, constraint \"K\" foreign key (x) references s.c deferrable)",
            "create table a (x int )",
            &["ALTER TABLE a ADD constraint \"K\" foreign key (x) references s.c deferrable"],
        );
    }
}
