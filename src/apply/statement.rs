//! What the runner must know of a statement, from its words alone: whether it waits for locks without blocking others,
//! and which index it builds or drops.
//!
//! A word that isn't recognised costs a lock timeout, or a message; it never changes what the server is sent.

use crate::sql::lexer::{Token, tokens};
use crate::sql::{qualified, quote_literal};

/// Whether a statement may wait for its locks for as long as it takes: `CONCURRENTLY` and `VALIDATE CONSTRAINT` take
/// locks that ordinary reads and writes don't queue behind (PostgreSQL manual, chapter "Explicit Locking").
pub fn waits_patiently(sql: &str) -> bool {
    let words = Words::of(sql);
    let validates = words.starts(&["ALTER", "TABLE"])
        && words.has("VALIDATE")
        && !["ADD", "DROP", "ALTER COLUMN", "SET", "ATTACH"].iter().any(|word| words.has(word));
    let concurrently = ["CREATE", "DROP", "REINDEX", "REFRESH", "ALTER"].iter().any(|verb| words.starts(&[verb]));
    validates || concurrently && words.has("CONCURRENTLY")
}

/// An index by the names in a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexName {
    /// Empty where the statement doesn't say.
    pub schema: String,
    pub name: String,
}

impl IndexName {
    /// As SQL, quoted where need be.
    pub fn sql(&self) -> String {
        qualified(&self.schema, &self.name)
    }

    /// A query that gives the index as SQL with its schema, and whether it is valid; no row when there is none.
    pub fn query(&self) -> String {
        format!(
            "select n.nspname, c.relname, i.indisvalid from pg_catalog.pg_index i \
             join pg_catalog.pg_class c on c.oid = i.indexrelid \
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
             where c.oid = pg_catalog.to_regclass({})",
            quote_literal(&self.sql())
        )
    }
}

/// The index that a `CREATE INDEX CONCURRENTLY` builds. An index lives in its table's schema, so that is where its own
/// comes from.
pub fn index_built(sql: &str) -> Option<IndexName> {
    let words = Words::of(sql);
    let mut at = if words.starts(&["CREATE", "INDEX", "CONCURRENTLY"]) {
        3
    } else if words.starts(&["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY"]) {
        4
    } else {
        return None;
    };
    if words.is(at, "IF") {
        at += 3;
    }
    let name = words.name(at)?;
    if !words.is(at + 1, "ON") {
        return None;
    }
    at += if words.is(at + 2, "ONLY") { 3 } else { 2 };
    let schema = if words.is(at + 1, ".") { words.name(at)? } else { String::new() };
    Some(IndexName { schema, name })
}

/// The index that a `DROP INDEX CONCURRENTLY` drops; the server takes no more than one.
pub fn index_dropped(sql: &str) -> Option<IndexName> {
    let words = Words::of(sql);
    if !words.starts(&["DROP", "INDEX", "CONCURRENTLY"]) {
        return None;
    }
    let at = if words.is(3, "IF") { 5 } else { 3 };
    let first = words.name(at)?;
    match words.is(at + 1, ".") {
        true => Some(IndexName { schema: first, name: words.name(at + 2)? }),
        false => Some(IndexName { schema: String::new(), name: first }),
    }
}

/// Whether a statement that was done would be done once more without a word: one that changes rows, or may. A statement
/// that makes or drops something is refused the second time, and what maintains may be done twice.
pub fn may_double(sql: &str) -> bool {
    let words = Words::of(sql);
    ["INSERT", "UPDATE", "DELETE", "MERGE", "CALL", "DO", "SELECT", "WITH", "COPY", "EXECUTE"]
        .iter()
        .any(|word| words.is(0, word))
}

/// The tokens that mean something to the server.
struct Words<'a> {
    sql: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Words<'a> {
    fn of(sql: &'a str) -> Words<'a> {
        Words { sql, tokens: tokens(sql).filter(|token| !token.is_trivia()).collect() }
    }

    fn is(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| token.is_word(self.sql, word) || token.is_mark(self.sql, word))
    }

    fn starts(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(index, word)| self.is(index, word))
    }

    /// One word, or several in a row.
    fn has(&self, words: &str) -> bool {
        (0..self.tokens.len()).any(|from| words.split(' ').enumerate().all(|(index, word)| self.is(from + index, word)))
    }

    fn name(&self, index: usize) -> Option<String> {
        self.tokens.get(index)?.name(self.sql)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_blocks_nobody_waits_patiently() {
        for (sql, expected) in [
            ("create index /* x */ concurrently a on b (c)", true),
            ("DROP INDEX CONCURRENTLY a", true),
            ("ALTER TABLE a DETACH PARTITION b CONCURRENTLY", true),
            ("ALTER TABLE a VALIDATE CONSTRAINT b", true),
            ("ALTER TABLE a ADD CHECK (b > 0) NOT VALID, VALIDATE CONSTRAINT c", false),
            ("ALTER TABLE a ADD COLUMN b text DEFAULT 'CONCURRENTLY'", false),
            ("ALTER TABLE \"validate\" ADD b int", false),
            ("INSERT INTO a SELECT concurrently FROM b", false),
        ] {
            assert_eq!(waits_patiently(sql), expected, "{sql}");
        }
    }

    #[test]
    fn an_index_is_named_by_its_statement() {
        let name = |schema: &str, name: &str| Some(IndexName { schema: schema.into(), name: name.into() });
        let built = "CREATE UNIQUE INDEX CONCURRENTLY \"Ix\" ON ONLY app.posts USING btree (a)";
        assert_eq!(index_built(built), name("app", "Ix"));
        assert_eq!(index_built("create index concurrently if not exists ix on posts (a)"), name("", "ix"));
        assert_eq!(index_built("CREATE INDEX CONCURRENTLY ON posts (a)"), None);
        assert_eq!(index_built("CREATE INDEX ix ON posts (a)"), None);
        assert_eq!(index_dropped("DROP INDEX CONCURRENTLY app.\"Ix\""), name("app", "Ix"));
        assert_eq!(index_dropped("DROP INDEX CONCURRENTLY IF EXISTS ix"), name("", "ix"));
    }
}
