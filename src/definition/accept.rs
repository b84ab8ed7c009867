//! Which statements a file of definitions may hold, decided before anything runs.
//!
//! Accepted is what defines objects of a database. What reaches outside of it, or changes rows, is refused.

use super::cursor::Cursor;
use super::head::{Action, Head};
use super::setting::{self, Setting};

/// What is done with a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The server gets it.
    Load,
    /// It does nothing here: transactions are ours, roles belong to the server.
    Skip,
    /// It holds for the statements below it.
    Set(Setting),
    /// It ends what was set: one setting, or all.
    Reset(Option<String>),
    /// It declares a role; roles are made elsewhere.
    Role(String),
    /// It isn't a definition.
    Refuse { why: String, hint: Option<String> },
}

const ONLY_DEFINITIONS: &str = "only definitions are accepted here";

/// What is done with this statement.
pub(super) fn verdict(cursor: &Cursor, head: &Head, sql: &str) -> Verdict {
    let first = cursor.moved_to(0).word();
    match first.as_str() {
        "begin" | "start" | "commit" | "end" | "rollback" | "abort" | "savepoint" | "release" => Verdict::Skip,
        "set" => match setting::set(cursor, sql) {
            Some(setting) if !setting::is_ignored(&setting.name) => Verdict::Set(setting),
            _ => Verdict::Skip,
        },
        "reset" => Verdict::Reset(setting::reset(cursor)),
        "discard" => Verdict::Reset(None),
        "select" => select(cursor, sql),
        "insert" | "update" | "delete" | "truncate" | "merge" | "with" | "values" | "table" => {
            let hint = "move changes of rows into a revision, `autogen new` makes one";
            refuse(format!("{} changes or reads rows; {ONLY_DEFINITIONS}", first.to_uppercase()), Some(hint))
        }
        "copy" => refuse(
            format!("COPY moves rows; {ONLY_DEFINITIONS}"),
            Some("write definitions with `pg_dump --schema-only`"),
        ),
        "load" => refuse("LOAD runs code of the server's machine".to_owned(), None),
        "import" => refuse(
            "IMPORT FOREIGN SCHEMA reaches outside of the database".to_owned(),
            Some("write the foreign tables out"),
        ),
        "create" | "alter" | "drop" | "comment" | "security" | "grant" | "revoke" => definition(cursor, head),
        "do" | "refresh" | "reassign" => Verdict::Load,
        _ => refuse(format!("{} defines nothing; {ONLY_DEFINITIONS}", first.to_uppercase()), None),
    }
}

fn refuse(why: String, hint: Option<&str>) -> Verdict {
    Verdict::Refuse { why, hint: hint.map(str::to_owned) }
}

fn select(cursor: &Cursor, sql: &str) -> Verdict {
    let mut call = cursor.moved_to(1);
    let name = call.name();
    let is_last = call.parenthesis().is_some() && call.is_done();
    match name.as_ref().filter(|_| is_last).map(|name| name.name.as_str()) {
        Some("set_config") => match setting::set_config(cursor, sql) {
            Some(setting) if !setting::is_ignored(&setting.name) => Verdict::Set(setting),
            _ => Verdict::Skip,
        },
        // The position of a sequence is data.
        Some("setval") => Verdict::Skip,
        _ => refuse(format!("SELECT reads rows or calls a function; {ONLY_DEFINITIONS}"), None),
    }
}

fn definition(cursor: &Cursor, head: &Head) -> Verdict {
    let has = |word: &str| (0..cursor.tokens.len()).any(|index| cursor.is_word(index, word));
    let verb = cursor.text(0).to_uppercase();
    match head.kind.as_str() {
        "system" => refuse("ALTER SYSTEM changes the whole server".to_owned(), None),
        "role" | "user" | "group" if has("password") => {
            let hint = "give the password by hand, where the role is used";
            refuse("a password doesn't belong into a definition".to_owned(), Some(hint))
        }
        "role" | "user" | "group" => match (head.action, head.names.first()) {
            (Action::Create { .. }, Some(role)) => Verdict::Role(role.name.clone()),
            // Comments and memberships of roles belong to the server, too.
            _ => Verdict::Skip,
        },
        "database" | "tablespace" if matches!(head.action, Action::Create { .. } | Action::Alter | Action::Drop) => {
            refuse(format!("{verb} {} is about the whole server", head.kind.to_uppercase()), None)
        }
        "subscription" => subscription(cursor, head),
        _ => Verdict::Load,
    }
}

/// A subscription is fine as long as it connects to nothing.
fn subscription(cursor: &Cursor, head: &Head) -> Verdict {
    let is_off = |option: &str| {
        (0..cursor.tokens.len()).any(|index| {
            let value = cursor.text(index + 2).trim_matches('\'').to_ascii_lowercase();
            cursor.is_word(index, option)
                && cursor.is_mark(index + 1, "=")
                && ["false", "off", "0", "no"].contains(&value.as_str())
        })
    };
    let has = |word: &str| (head.end..cursor.tokens.len()).any(|index| cursor.is_word(index, word));
    match head.action {
        Action::Create { .. } if !is_off("connect") => {
            refuse("CREATE SUBSCRIPTION would connect to the publisher".to_owned(), Some("add WITH (connect = false)"))
        }
        Action::Alter if has("enable") || has("refresh") || (has("publication") && !is_off("refresh")) => {
            refuse("ALTER SUBSCRIPTION would connect to the publisher".to_owned(), None)
        }
        _ => Verdict::Load,
    }
}

#[cfg(test)]
mod tests {
    use super::super::head::head;
    use super::*;

    fn verdict_of(sql: &str) -> Verdict {
        let cursor = Cursor::new(sql, 0..sql.len());
        verdict(&cursor, &head(&cursor), sql)
    }

    #[test]
    fn what_is_no_definition_is_refused() {
        for sql in [
            "copy t from program 'x'",
            "copy t from stdin",
            "create subscription s connection '' publication p",
            "create subscription s connection '' publication p with (connect = true)",
            "alter subscription s enable",
            "alter system set a = 1",
            "create role joe password 'x'",
            "alter user joe with encrypted password 'x'",
            "create database d",
            "drop database d",
            "create tablespace t location '/x'",
            "load 'x'",
            "insert into t values (1)",
            "with a as (delete from t returning *) select * from a",
            "truncate t",
            "select 1",
            "select setval('s', 1), drop_it()",
            "import foreign schema s from server x into y",
            "call p()",
            "vacuum",
        ] {
            assert!(matches!(verdict_of(sql), Verdict::Refuse { .. }), "{sql}");
        }
    }

    #[test]
    fn what_defines_is_loaded() {
        for sql in [
            "create table t ()",
            "comment on table t is 'password'",
            "do $$ begin end $$",
            "alter default privileges grant select on tables to joe",
            "create subscription s connection '' publication p with (connect = false)",
            "create user mapping for joe server s options (user 'a', password 'b')",
            "security label on table t is 'x'",
        ] {
            assert_eq!(verdict_of(sql), Verdict::Load, "{sql}");
        }
    }

    #[test]
    fn what_is_ours_or_the_servers_is_skipped() {
        for sql in [
            "begin",
            "commit",
            "select pg_catalog.setval('s', 1, true)",
            "set statement_timeout = 0",
            "grant a to b",
            "alter role joe set x = 1",
        ] {
            assert_eq!(verdict_of(sql), Verdict::Skip, "{sql}");
        }
        assert_eq!(verdict_of("create role joe login"), Verdict::Role("joe".to_owned()));
    }
}
