//! What a statement defines, what it is about, and what it mentions; all by name, all only hints.

use std::collections::HashSet;
use std::ops::Range;

use crate::sql::lexer::{TokenKind, tokens};

use super::cursor::{Cursor, Name};
use super::head::{Action, Head, head, sits_on_table};
use super::subject::{elements, object};

/// The names in a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hint {
    /// What exists once the statement has run. Only names that others can mention, so no triggers or policies.
    pub defines: Vec<Defined>,
    /// The objects that it changes, describes or hangs something on. Statements about one object keep their order.
    pub about: Vec<Name>,
    /// Every name that may be one, each once, in the order of the text.
    pub mentions: Vec<Name>,
    /// What it is about may be gone afterwards; such a statement never moves behind a definition below it.
    pub drops: bool,
    /// It would react to the statements that are loaded after it.
    pub stands_last: bool,
    /// What it is in the making of a partitioned table.
    pub role_in_partitioning: PartitionRole,
    /// It makes an index, and PostgreSQL may choose the operator class.
    pub makes_index: bool,
    /// It makes an operator class that PostgreSQL chooses for its type.
    pub is_default_class: bool,
    /// The tables that it copies, with all that hangs on them: `LIKE`.
    pub copies: Vec<Name>,
    /// The schemas in which it is about all objects that there are.
    pub sweeps: Vec<String>,
}

/// What a statement is in the making of a partitioned table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum PartitionRole {
    #[default]
    None,
    /// `ALTER TABLE … ATTACH PARTITION`.
    Attach,
    /// A key or an index on `ONLY` one table, as pg_dump writes it: those of the partitions are attached by name.
    KeyOfOne,
}

/// A name that a statement defines.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Defined {
    /// Empty for what has none.
    pub schema: String,
    pub name: String,
}

/// The names in a statement, but for those within the `hidden` bytes. An unqualified name is created in `schema`.
pub(super) fn hint(cursor: &Cursor, head: &Head, schema: &str, hidden: &[Range<usize>]) -> Hint {
    let sweeps = head.kind.strip_prefix("all ").map(|_| head.names.iter().map(|name| name.name.clone()).collect());
    Hint {
        defines: defines(cursor, head, schema),
        about: about(cursor, head),
        mentions: mentions(cursor, head, hidden),
        drops: head.action == Action::Drop,
        stands_last: head.kind == "event trigger",
        role_in_partitioning: role_in_partitioning(cursor, head),
        makes_index: makes_index(cursor, head),
        is_default_class: head.kind == "operator class" && cursor.moved_to(head.end).eat(&["default"]),
        copies: copies(cursor, head),
        sweeps: sweeps.unwrap_or_default(),
    }
}

fn makes_index(cursor: &Cursor, head: &Head) -> bool {
    let is_key = |index: &usize| ["primary", "unique", "exclude"].iter().any(|word| cursor.is_word(*index, word));
    match (head.action, head.kind.as_str()) {
        (Action::Create { .. }, "index") => true,
        (Action::Create { .. } | Action::Alter, "table") => (head.end..cursor.tokens.len()).any(|index| is_key(&index)),
        _ => false,
    }
}

fn role_in_partitioning(cursor: &Cursor, head: &Head) -> PartitionRole {
    let mut rest = cursor.moved_to(head.end);
    let is_only = (0..head.end).any(|index| cursor.is_word(index, "only"));
    match (head.action, head.kind.as_str()) {
        (Action::Alter, "table") if rest.eat(&["attach", "partition"]) => PartitionRole::Attach,
        (Action::Alter, "table") if is_only && keys(cursor, head).next().is_some() => PartitionRole::KeyOfOne,
        (Action::Create { .. }, "index") if is_only => PartitionRole::KeyOfOne,
        _ => PartitionRole::None,
    }
}

fn defines(cursor: &Cursor, head: &Head, schema: &str) -> Vec<Defined> {
    let own = object(head, schema);
    let in_own_schema = |name: String| Defined { schema: own.schema.clone(), name };
    let mut defined = Vec::new();
    match head.action {
        Action::Create { .. } if !sits_on_table(&head.kind) => {
            defined.extend(head.names.first().map(|name| in_own_schema(name.name.clone())));
        }
        Action::Alter => {
            let mut rest = cursor.moved_to(head.end);
            if rest.eat(&["rename", "to"]) {
                defined.extend(rest.identifier().map(in_own_schema));
            } else if rest.eat(&["set", "schema"]) {
                defined.extend(rest.identifier().map(|schema| Defined { schema, name: own.name.clone() }));
            }
        }
        Action::Other if cursor.is_word(0, "do") => return created_by_block(cursor, schema),
        Action::Create { .. } | Action::Drop | Action::Describe | Action::Grant | Action::Other => {}
    }
    if head.kind == "table" {
        defined.extend(keys(cursor, head).map(in_own_schema));
    }
    defined
}

/// The names of a table's keys, which are indexes and are mentioned as such.
fn keys(cursor: &Cursor, head: &Head) -> impl Iterator<Item = String> {
    (head.end..cursor.tokens.len()).filter_map(|index| {
        let mut key = cursor.moved_to(index);
        key.eat(&["constraint"]).then_some(())?;
        let name = key.identifier()?;
        key.eat_any(&["primary", "unique", "exclude"]).map(|_| name)
    })
}

fn copies(cursor: &Cursor, head: &Head) -> Vec<Name> {
    if !matches!((head.action, head.kind.as_str()), (Action::Create { .. }, "table")) {
        return Vec::new();
    }
    let elements = elements(cursor, head).into_iter().map(|element| cursor.moved_to(element.start));
    elements.filter_map(|mut element| element.eat(&["like"]).then(|| element.name()).flatten()).collect()
}

/// What the statements inside a `DO` block create: blocks are the usual way to create a type only once.
fn created_by_block(cursor: &Cursor, schema: &str) -> Vec<Defined> {
    let Some(body) = block_body(cursor) else { return Vec::new() };
    let block = Cursor::new(cursor.source, body);
    (0..block.tokens.len())
        .filter(|index| block.is_word(*index, "create"))
        .flat_map(|index| {
            // The statements inside aren't split: a head needs no end.
            let statement = Cursor::new(cursor.source, block.bytes(index..block.tokens.len()));
            let head = head(&statement);
            let own = object(&head, schema);
            let name = head.names.first().filter(|_| !sits_on_table(&head.kind)).map(|name| name.name.clone());
            name.map(|name| Defined { schema: own.schema, name })
        })
        .collect()
}

/// The bytes inside the dollar quotes of a `DO` block.
fn block_body(cursor: &Cursor) -> Option<Range<usize>> {
    let token = cursor.tokens.iter().find(|token| token.kind == TokenKind::DollarString)?;
    let delimiter = token.text(cursor.source)[1..].find('$')? + 2;
    Some(token.range.start + delimiter..token.range.end - delimiter)
}

fn about(cursor: &Cursor, head: &Head) -> Vec<Name> {
    let mut about: Vec<Name> = head.table.iter().cloned().collect();
    match head.action {
        Action::Alter | Action::Drop | Action::Describe | Action::Grant if !sits_on_table(&head.kind) => {
            about.extend(head.names.iter().cloned());
        }
        Action::Create { .. } | Action::Alter | Action::Drop | Action::Describe | Action::Grant | Action::Other => {}
    }
    let mut rest = cursor.moved_to(head.end);
    if head.action == Action::Alter && rest.eat(&["attach", "partition"]) {
        about.extend(rest.name());
    }
    about
}

fn mentions(cursor: &Cursor, head: &Head, hidden: &[Range<usize>]) -> Vec<Name> {
    let mut mentions = Mentions::default();
    for index in 0..cursor.tokens.len() {
        let token = &cursor.tokens[index];
        if hidden.iter().any(|range| range.contains(&token.range.start)) {
            continue;
        }
        match token.kind {
            TokenKind::Word | TokenKind::QuotedIdentifier if index == 0 || !cursor.is_mark(index - 1, ".") => {
                mentions.add(cursor.moved_to(index).parts().unwrap_or_default());
            }
            // An operator that isn't there may be another one of the same name, of other types or in another schema.
            TokenKind::Operator if index >= head.end && !is_list_of_settings(head) => {
                mentions.add(vec![token.text(cursor.source).to_owned()]);
            }
            TokenKind::String if names_an_object(cursor, index) => {
                let text = token.text(cursor.source).trim_matches('\'');
                let tokens: Vec<String> = tokens(text).filter_map(|token| token.name(text)).collect();
                mentions.add(tokens);
            }
            _ => {}
        }
    }
    if head.action == Action::Other
        && let Some(body) = block_body(cursor)
    {
        let block = Cursor::new(cursor.source, body);
        for index in 0..block.tokens.len() {
            if index == 0 || !block.is_mark(index - 1, ".") {
                mentions.add(block.moved_to(index).parts().unwrap_or_default());
            }
        }
    }
    mentions.names
}

/// Whether a `=` in the statement compares nothing.
fn is_list_of_settings(head: &Head) -> bool {
    let kind = head.kind.as_str();
    matches!(kind, "operator" | "aggregate" | "type" | "collation" | "publication") || kind.starts_with("text search")
}

/// Whether a string is the name of an object: `'public.s'::regclass`, `nextval('public.s')`.
fn names_an_object(cursor: &Cursor, index: usize) -> bool {
    let is_cast = cursor.is_mark(index + 1, "::")
        && (cursor.text(index + 2).starts_with("reg") || cursor.text(index + 4).starts_with("reg"));
    let is_sequence = index >= 2
        && cursor.is_mark(index - 1, "(")
        && ["nextval", "currval", "setval"].iter().any(|function| cursor.is_word(index - 2, function));
    is_cast || is_sequence
}

#[derive(Default)]
struct Mentions {
    names: Vec<Name>,
    seen: HashSet<Name>,
}

impl Mentions {
    /// Adds what the parts of a dotted name may be: `a.b.c` is the schema, table or alias `a`, and `b` in `a`, and `c` in
    /// `b`.
    fn add(&mut self, parts: Vec<String>) {
        let Some(first) = parts.first() else { return };
        let bare = Name { schema: None, name: first.clone() };
        let pairs = parts.windows(2).map(|pair| Name { schema: Some(pair[0].clone()), name: pair[1].clone() });
        for name in std::iter::once(bare).chain(pairs) {
            if self.seen.insert(name.clone()) {
                self.names.push(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint_of(sql: &str) -> Hint {
        let cursor = Cursor::new(sql, 0..sql.len());
        hint(&cursor, &head(&cursor), "public", &[])
    }

    fn defined(sql: &str) -> Vec<String> {
        hint_of(sql).defines.into_iter().map(|defined| format!("{}.{}", defined.schema, defined.name)).collect()
    }

    #[test]
    fn a_statement_defines_what_others_can_mention() {
        assert_eq!(defined("create table a (b int constraint c primary key)"), ["public.a", "public.c"]);
        assert_eq!(defined("alter table only app.a add constraint c unique (b)"), ["app.c"]);
        assert_eq!(defined("alter table app.a rename to b"), ["app.b"]);
        assert_eq!(defined("alter table a set schema app"), ["app.a"]);
        assert_eq!(defined("create index i on app.a (b)"), ["app.i"]);
        assert_eq!(defined("create operator app.<# (function = f)"), ["app.<#"]);
        assert_eq!(defined("create trigger g after insert on a execute function f()"), [""; 0]);
        assert_eq!(defined("do $x$ begin create type mood as enum ('a'); end $x$"), ["public.mood"]);
    }

    #[test]
    fn a_mention_may_be_a_string_that_names_an_object() {
        let mentions = |sql| hint_of(sql).mentions.iter().map(Name::to_sql).collect::<Vec<_>>();
        assert!(mentions("alter table t alter a set default nextval('app.s'::regclass)").contains(&"app.s".to_owned()));
        assert!(!mentions("comment on table t is 'app.s'").contains(&"app.s".to_owned()));
        assert!(mentions("do $$ begin perform app.f(); end $$").contains(&"app.f".to_owned()));
    }

    #[test]
    fn a_statement_is_about_what_it_hangs_on() {
        let about = |sql| hint_of(sql).about.iter().map(Name::to_sql).collect::<Vec<_>>();
        assert_eq!(about("create index i on app.t (a)"), ["app.t"]);
        assert_eq!(about("comment on trigger g on t is 'x'"), ["t"]);
        assert_eq!(about("alter table p attach partition c default"), ["p", "c"]);
        assert_eq!(about("grant select on a, b to joe"), ["a", "b"]);
    }
}
