//! The statements of a revision file, with what stands above them for the runner, and where transactions begin and end.
//!
//! A directive that nobody knows is an error: a misspelt `no-transaction` must not be taken for a remark.

use std::ops::Range;
use std::time::Duration;

use super::Batch;
use crate::duration;
use crate::error::{Error, Result};
use crate::review::Restoration;
use crate::sql::{self, StatementKind};

/// One of the two files of a revision: its text, and the statements in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    pub text: String,
    pub statements: Vec<FileStatement>,
}

/// A statement of a revision file. It reaches the server byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStatement {
    /// Its bytes in the file, without the semicolon.
    pub sql: Range<usize>,
    /// The rows below a `COPY … FROM stdin`.
    pub data: Option<Range<usize>>,
    /// Of its first byte, counted from 1.
    pub line: usize,
    pub directives: Directives,
    /// What the file says about it after `-- step 3 ·`, or `-- preflight ·`, if it does.
    pub step: Option<String>,
}

/// What `-- autogen:` comments ask of the runner, for one statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    /// `no-transaction`: it can't run in a transaction block, as `CREATE INDEX CONCURRENTLY` can't.
    pub no_transaction: bool,
    /// `commit` before it: what stands above must have been committed, as a new enum value must be before its use.
    pub commit_before: bool,
    /// `commit` behind its semicolon.
    pub commit_after: bool,
    /// `timeout 5s`: the server cancels it after this time.
    pub timeout: Option<Duration>,
    /// `preflight`: a query whose rows stand in the way; it runs, read only, before the revision does.
    pub preflight: bool,
    /// `batch table=… key=… size=…`: it runs on one range of keys after the other, a commit each.
    pub batch: Option<Batch>,
    /// `structure-only WHY` or `irreversible WHY`: what a statement of a downgrade doesn't bring back.
    pub restoration: Restoration,
}

/// Statements that succeed or fail together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Indexes into [`Script::statements`].
    pub statements: Vec<usize>,
    /// False for a single statement that runs by itself: outside of a transaction block, or in ranges with a commit each.
    pub transaction: bool,
}

impl Script {
    /// Reads the statements of `text`; `file` is what errors call it.
    pub fn parse(file: &str, text: String) -> Result<Script> {
        let history = |line: usize, message: String, hint: Option<&str>| Error::History {
            message: format!("{file}:{line}: {message}"),
            hint: hint.map(str::to_owned),
        };
        let split = sql::split(&text).map_err(|error| Error::History {
            message: format!("{file}:{}: {} never ends", error.line, error.what),
            hint: None,
        })?;
        let mut statements: Vec<FileStatement> = Vec::new();
        for statement in split {
            let sql = statement.text(&text);
            match statement.kind {
                StatementKind::Sql => {}
                StatementKind::CopyData => {
                    statements.last_mut().expect("rows stand below their COPY").data = Some(statement.range);
                    continue;
                }
                StatementKind::MetaCommand => {
                    let hint = "a revision is run by autogen, not by psql: remove the line";
                    return Err(history(statement.line, format!("{sql:?} is for psql"), Some(hint)));
                }
            }
            if let Some(word) = transaction_word(sql) {
                let hint = "`-- autogen: commit` between two statements commits what stands above it";
                let message = format!("{word} isn't allowed here, autogen begins and commits");
                return Err(history(statement.line, message, Some(hint)));
            }
            if sql::lexer::tokens(sql)
                .find(|token| !token.is_trivia())
                .is_some_and(|token| token.is_word(sql, "DISCARD"))
            {
                let hint = "`RESET ALL` takes settings back; each revision begins with a session as it was anyway";
                let message = "DISCARD isn't allowed here, it would give the lock of the run away".to_owned();
                return Err(history(statement.line, message, Some(hint)));
            }
            let mut directives = Directives::default();
            for directive in &statement.directives {
                let stands_behind = directive.offset >= statement.range.end;
                directives.read(&directive.text, stands_behind).map_err(|message| {
                    history(directive.line, message, Some("see \"Directives\" in the README for those that there are"))
                })?;
            }
            if let Some(wrong) = directives.wrong(sql) {
                return Err(history(statement.line, wrong, None));
            }
            let step = step_heading(&text[statement.leading.clone()]);
            statements.push(FileStatement { sql: statement.range, data: None, line: statement.line, directives, step });
        }
        Ok(Script { text, statements })
    }

    /// The text of a statement, as the server gets it.
    pub fn sql(&self, statement: &FileStatement) -> &str {
        &self.text[statement.sql.clone()]
    }

    /// How many of the statements up to this one are steps, as preflight queries aren't.
    pub fn number(&self, index: usize) -> usize {
        self.statements[..=index].iter().filter(|statement| !statement.directives.preflight).count()
    }

    /// How many of the statements are steps.
    pub fn total(&self) -> usize {
        self.steps().count()
    }

    /// The statements that are steps.
    pub fn steps(&self) -> impl Iterator<Item = &FileStatement> {
        self.statements.iter().filter(|statement| !statement.directives.preflight)
    }

    /// What runs together, in order.
    ///
    /// The last segment always is a transaction, an empty one if need be: it carries the row of the history.
    pub fn segments(&self) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut open = Segment { statements: Vec::new(), transaction: true };
        for (index, FileStatement { directives, .. }) in self.statements.iter().enumerate() {
            let Directives {
                no_transaction,
                commit_before,
                commit_after,
                timeout: _,
                preflight,
                batch,
                restoration: _,
            } = directives;
            if *preflight {
                continue;
            }
            let is_alone = *no_transaction || batch.is_some();
            if (is_alone || *commit_before) && !open.statements.is_empty() {
                segments.push(open.renewed());
            }
            open.statements.push(index);
            open.transaction = !is_alone;
            if is_alone || *commit_after {
                segments.push(open.renewed());
            }
        }
        if !open.statements.is_empty() || segments.last().is_none_or(|segment: &Segment| !segment.transaction) {
            segments.push(open);
        }
        segments
    }
}

impl Segment {
    /// Takes what was gathered and leaves an empty transaction.
    fn renewed(&mut self) -> Segment {
        std::mem::replace(self, Segment { statements: Vec::new(), transaction: true })
    }
}

impl Directives {
    /// What doesn't go with a statement, or with another directive.
    fn wrong(&self, sql: &str) -> Option<String> {
        self.batch.as_ref()?;
        if self.no_transaction || self.preflight {
            return Some("a batch has transactions of its own".to_owned());
        }
        Batch::check(sql).err()
    }

    fn read(&mut self, text: &str, stands_behind: bool) -> Result<(), String> {
        let (word, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let value = value.trim();
        match word {
            "timeout" => {
                self.timeout = Some(duration::parse(value)?);
                return Ok(());
            }
            "batch" => {
                self.batch = Some(Batch::parse(value)?);
                return Ok(());
            }
            "structure-only" => {
                self.restoration = Restoration::StructureOnly(value.to_owned());
                return Ok(());
            }
            "irreversible" => {
                self.restoration = Restoration::Irreversible(value.to_owned());
                return Ok(());
            }
            "no-transaction" => self.no_transaction = true,
            "commit" if stands_behind => self.commit_after = true,
            "commit" => self.commit_before = true,
            "preflight" => self.preflight = true,
            _ => return Err(format!("unknown directive {word:?}")),
        }
        if value.is_empty() { Ok(()) } else { Err(format!("{word:?} takes no value, {value:?} is one")) }
    }
}

/// The word with which a statement would begin or end a transaction behind our back.
fn transaction_word(sql: &str) -> Option<String> {
    let mut words =
        sql::lexer::tokens(sql).filter(|token| !token.is_trivia()).map(|token| token.text(sql).to_ascii_uppercase());
    let first = words.next()?;
    let second = words.next().unwrap_or_default();
    let third = words.next().unwrap_or_default();
    let ends_or_begins = match first.as_str() {
        "BEGIN" | "COMMIT" | "END" | "ABORT" => true,
        "ROLLBACK" => second != "TO" && third != "TO",
        "START" | "PREPARE" => second == "TRANSACTION",
        _ => false,
    };
    ends_or_begins.then_some(first)
}

fn step_heading(leading: &str) -> Option<String> {
    leading.lines().rev().find_map(|line| {
        let (place, heading) = line.trim().strip_prefix("-- ")?.split_once('·')?;
        let is_numbered = place.strip_prefix("step ").is_some_and(|number| number.trim().parse::<usize>().is_ok());
        (is_numbered || place.trim() == "preflight").then(|| heading.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str) -> Script {
        Script::parse("a.up.sql", text.to_owned()).expect("the file is whole")
    }

    fn segments(text: &str) -> Vec<(Vec<usize>, bool)> {
        let segments = script(text).segments().into_iter();
        segments.map(|Segment { statements, transaction }| (statements, transaction)).collect()
    }

    fn refused(text: &str) -> String {
        Script::parse("a.up.sql", text.to_owned()).expect_err("the file is broken").to_string()
    }

    #[test]
    fn statements_run_together_until_something_says_otherwise() {
        assert_eq!(segments("select 1; select 2;"), [(vec![0, 1], true)]);
        assert_eq!(segments("select 1;\n-- autogen: commit\nselect 2;"), [(vec![0], true), (vec![1], true)]);
        assert_eq!(segments("select 1; -- autogen: commit\nselect 2;"), [(vec![0], true), (vec![1], true)]);
        assert_eq!(
            segments("select 1;\n-- autogen: no-transaction\nvacuum;\nselect 2;"),
            [(vec![0], true), (vec![1], false), (vec![2], true)]
        );
    }

    #[test]
    fn the_last_segment_is_a_transaction() {
        assert_eq!(segments(""), [(vec![], true)]);
        assert_eq!(segments("-- autogen: no-transaction\nvacuum;"), [(vec![0], false), (vec![], true)]);
        assert_eq!(segments("select 1;\n-- autogen: commit\n"), [(vec![0], true)]);
        assert_eq!(segments("select 1; -- autogen: commit"), [(vec![0], true)]);
    }

    #[test]
    fn a_preflight_query_is_no_step() {
        assert_eq!(segments("-- autogen: preflight\nselect 1;\nselect 2;"), [(vec![1], true)]);
    }

    #[test]
    fn a_step_keeps_its_comment_and_rows() {
        let script =
            script("-- step 1 · no lock\n-- mine\nCOPY a FROM stdin;\n1\n\\.\n\n-- autogen: timeout 2min\nselect 1;");
        let [copy, select] = &script.statements[..] else { panic!("there are two statements") };
        assert_eq!(copy.step.as_deref(), Some("no lock"));
        assert_eq!(copy.data.clone().map(|data| &script.text[data]), Some("1\n"));
        assert_eq!((select.line, select.directives.timeout), (8, Some(Duration::from_secs(120))));
    }

    #[test]
    fn what_nobody_knows_is_refused_with_its_line() {
        assert!(refused("\n-- autogen: no-transactions\nselect 1").starts_with("a.up.sql:2: unknown directive"));
        assert!(refused("-- autogen: timeout 0s\nselect 1").contains("no time"));
        assert!(refused("-- autogen: commit now\nselect 1").contains("takes no value"));
        assert!(refused("select 1;\n\\d").starts_with("a.up.sql:2:"));
        assert!(refused("select 1;\nselect 'a").starts_with("a.up.sql:2: a quoted string never ends"));
    }

    #[test]
    fn a_file_does_not_commit_behind_our_back() {
        for text in ["begin", "COMMIT", "end;", "rollback", "start transaction", "/* a */ prepare transaction 'a'"] {
            assert!(refused(text).contains("autogen begins and commits"), "{text}");
        }
        assert!(refused("-- x\ndiscard all;").contains("a.up.sql:2: DISCARD isn't allowed here"));
        script("savepoint a; rollback to a; rollback to savepoint a; rollback work to a; prepare a as select 1;");
    }
}
