//! One direction of one revision, as Alembic's offline mode writes it, made into steps: without Alembic's bookkeeping, and
//! with what its transactions mean.
//!
//! Nothing here talks to a server or touches a file.

use crate::error::{Error, Result};
use crate::history::file::StepText;
use crate::review::Restoration;
use crate::sql::lexer::tokens;
use crate::sql::{StatementKind, split};

/// Where Alembic keeps which revision a database is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionTable {
    /// Empty where the search path decides.
    pub schema: String,
    pub name: String,
}

impl Default for VersionTable {
    fn default() -> VersionTable {
        VersionTable { schema: String::new(), name: "alembic_version".to_owned() }
    }
}

impl std::str::FromStr for VersionTable {
    type Err = Error;

    fn from_str(text: &str) -> Result<VersionTable> {
        let (schema, name) = text.rsplit_once('.').unwrap_or(("", text));
        Ok(VersionTable { schema: schema.to_owned(), name: name.to_owned() })
    }
}

impl std::fmt::Display for VersionTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let VersionTable { schema, name } = self;
        if schema.is_empty() { f.write_str(name) } else { write!(f, "{schema}.{name}") }
    }
}

/// The statements of an offline script. Alembic's `COMMIT` and `BEGIN` around an `autocommit_block` become what a revision
/// file says of transactions.
pub fn steps(about: &str, sql: &str, version_table: &VersionTable) -> Result<Vec<StepText>> {
    let statements = split(sql).map_err(|error| Error::History {
        message: format!("what Alembic renders for {about} can't be read: {error}"),
        hint: None,
    })?;
    let mut steps: Vec<StepText> = Vec::new();
    let mut in_transaction = false;
    // Where a transaction ended, what comes after it needs what stands before it committed.
    let mut has_committed = false;
    for statement in statements {
        let text = statement.text(sql);
        if statement.kind != StatementKind::Sql {
            return Err(Error::History { message: format!("{about} has {text:?}, which is for psql"), hint: None });
        }
        let words = words(text);
        match words.first().map(String::as_str) {
            Some("BEGIN") => in_transaction = true,
            Some("COMMIT") => (in_transaction, has_committed) = (false, true),
            _ if version_table.is_kept_by(&words) => {}
            _ => {
                if has_committed
                    && in_transaction
                    && let Some(last) = steps.last_mut().filter(|last| last.transaction)
                {
                    last.commit_after = true;
                }
                has_committed = false;
                steps.push(StepText {
                    heading: String::new(),
                    sql: text.to_owned(),
                    transaction: in_transaction,
                    commit_after: false,
                    restoration: Restoration::Exact,
                });
            }
        }
    }
    Ok(steps)
}

impl VersionTable {
    /// Whether a statement only keeps this table.
    fn is_kept_by(&self, words: &[String]) -> bool {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let named = match &words[..] {
            ["CREATE" | "ALTER" | "DROP", "TABLE", named @ ..] => named,
            ["INSERT", "INTO", named @ ..] | ["DELETE", "FROM", named @ ..] | ["UPDATE", named @ ..] => named,
            _ => return false,
        };
        let is = |word: &str, name: &str| word.trim_matches('"').eq_ignore_ascii_case(name);
        match named {
            [schema, ".", name, ..] if is(name, &self.name) => self.schema.is_empty() || is(schema, &self.schema),
            [name, ..] => is(name, &self.name),
            [] => false,
        }
    }
}

/// The first words of a statement, keywords in upper case.
fn words(sql: &str) -> Vec<String> {
    let words = tokens(sql).filter(|token| !token.is_trivia()).take(6);
    words.map(|token| token.text(sql).to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sql: &str) -> Vec<(String, bool, bool)> {
        let steps = steps("a", sql, &VersionTable::default()).expect("the script is whole");
        steps.into_iter().map(|step| (step.sql, step.transaction, step.commit_after)).collect()
    }

    #[test]
    fn bookkeeping_goes_and_transactions_stay() {
        let sql = "BEGIN; CREATE TABLE alembic_version (a int); -- Running upgrade  -> a
            ALTER TABLE a ADD b int; COMMIT; CREATE INDEX CONCURRENTLY c ON a (b); BEGIN; COMMIT; BEGIN; SELECT 1;
            UPDATE x.alembic_version SET version_num = 'a'; INSERT INTO alembic_versions VALUES (1); COMMIT; BEGIN;
            SELECT 2; COMMIT;";
        let wanted = [
            ("ALTER TABLE a ADD b int", true, false),
            ("CREATE INDEX CONCURRENTLY c ON a (b)", false, false),
            ("SELECT 1", true, false),
            ("INSERT INTO alembic_versions VALUES (1)", true, true),
            ("SELECT 2", true, false),
        ];
        assert_eq!(read(sql), wanted.map(|(sql, transaction, commit)| (sql.to_owned(), transaction, commit)));
    }
}
