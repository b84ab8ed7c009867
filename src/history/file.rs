//! A revision file as text: its head, then its steps.
//!
//! Nothing here reads or writes a file, and nothing here knows what a statement means.

use super::head::Head;
use crate::plan::Preflight;
use crate::review::Restoration;

/// One statement of a file about to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepText {
    /// What it costs, for people: `SHARE on public.posts · blocks writes`. Empty when there is nothing to say.
    pub heading: String,
    /// The statement, with or without its semicolon.
    pub sql: String,
    /// False for a statement that can't run in a transaction block.
    pub transaction: bool,
    /// True when what comes after needs this statement committed, as the first use of a new enum value does.
    pub commit_after: bool,
    /// What a statement of a downgrade brings back.
    pub restoration: Restoration,
}

/// The text of a revision file.
pub fn compose(head: &Head, preflight: &[Preflight], steps: &[StepText]) -> String {
    let mut text = head.compose();
    text.push_str("--\n");
    for Preflight { subject: _, about, sql, is_slow } in preflight {
        let timeout = if *is_slow { "-- autogen: timeout 10s\n" } else { "" };
        text.push_str(&format!("-- preflight · {about}\n-- autogen: preflight\n{timeout}{sql}{}\n", end_of(sql)));
    }
    if steps.is_empty() {
        text.push_str("-- nothing to do\n");
    }
    for (index, StepText { heading, sql, transaction, commit_after, restoration }) in steps.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
        let separator = if heading.is_empty() { "" } else { " · " };
        text.push_str(&format!("-- step {}{separator}{heading}\n", index + 1));
        match restoration {
            Restoration::Exact => {}
            Restoration::StructureOnly(why) => text.push_str(&format!("-- autogen: structure-only {why}\n")),
            Restoration::Irreversible(why) => text.push_str(&format!("-- autogen: irreversible {why}\n")),
        }
        if !transaction {
            text.push_str("-- autogen: no-transaction\n");
        }
        text.push_str(sql.trim_end());
        text.push_str(end_of(sql));
        if *commit_after {
            text.push_str("-- autogen: commit\n");
        }
    }
    text
}

/// What ends a statement; a semicolon must not end up in a comment on the statement's last line.
fn end_of(sql: &str) -> &'static str {
    let sql = sql.trim_end();
    let last = crate::sql::lexer::tokens(sql).last().map(|token| token.text(sql).to_owned()).unwrap_or_default();
    if last == ";" {
        "\n"
    } else if last.starts_with("--") {
        "\n;\n"
    } else {
        ";\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::script::{Script, Segment};
    use crate::id::{Id, Kind};

    fn step(heading: &str, sql: &str, transaction: bool, commit_after: bool) -> StepText {
        let restoration = Restoration::Exact;
        StepText { heading: heading.into(), sql: sql.into(), transaction, commit_after, restoration }
    }

    #[test]
    fn steps_read_back_as_they_were_written() {
        let head = Head {
            message: "add likes".into(),
            id: "20261121101502".parse().expect("an id"),
            parents: Vec::new(),
            from: "sha256:5c1d".into(),
            to: "sha256:9af0".into(),
            proved: "PostgreSQL 17.10".into(),
            checksum: String::new(),
            replaces: Vec::new(),
            alembic: String::new(),
            reviews: Vec::new(),
        };
        let preflight = [Preflight {
            subject: Id::new(Kind::Schema, None, "public"),
            about: "rows without b".into(),
            sql: "SELECT a FROM a\nWHERE b IS NULL".into(),
            is_slow: false,
        }];
        let steps = [
            step("SHARE on public.mood", "ALTER TYPE public.mood ADD VALUE 'new'", true, true),
            step("no rewrite", "ALTER TABLE a ADD COLUMN b integer;", true, false),
            step("", "CREATE INDEX CONCURRENTLY c ON a USING btree (b)", false, false),
            StepText {
                restoration: Restoration::StructureOnly("made again without its rows".into()),
                ..step("last", "SELECT 1 -- one", true, false)
            },
        ];
        let text = compose(&head, &preflight, &steps);
        assert!(text.starts_with("-- add likes\n--\n-- revision: 20261121101502\n-- revises:  none\n"), "{text}");
        let script = Script::parse("a.up.sql", text.clone()).expect("the file is whole");
        let (asked, script_steps) = script.statements.split_first().expect("there are statements");
        assert!(asked.directives.preflight && script.sql(asked) == preflight[0].sql, "{text}");
        let read: Vec<_> = script_steps.iter().map(|one| (script.sql(one), one.step.as_deref())).collect();
        assert_eq!(
            read,
            [
                ("ALTER TYPE public.mood ADD VALUE 'new'", Some("SHARE on public.mood")),
                ("ALTER TABLE a ADD COLUMN b integer", Some("no rewrite")),
                ("CREATE INDEX CONCURRENTLY c ON a USING btree (b)", None),
                ("SELECT 1", Some("last")),
            ]
        );
        assert_eq!(script.statements[4].directives.restoration, steps[3].restoration);
        let segments: Vec<_> = script.segments().into_iter().map(|Segment { statements, .. }| statements).collect();
        assert_eq!(segments, [vec![1], vec![2], vec![3], vec![4]]);
    }

    #[test]
    fn a_file_without_steps_says_so() {
        let head = Head {
            message: "nothing".into(),
            id: "20261121101502".parse().expect("an id"),
            parents: Vec::new(),
            from: String::new(),
            to: String::new(),
            proved: String::new(),
            checksum: String::new(),
            replaces: Vec::new(),
            alembic: String::new(),
            reviews: Vec::new(),
        };
        let text = compose(&head, &[], &[]);
        assert!(text.ends_with("-- revises:  none\n--\n-- nothing to do\n"), "{text}");
    }
}
