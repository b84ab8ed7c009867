//! The roles that definitions mention, so that a scratch server can have them first.

use std::collections::BTreeSet;

use crate::sql::{self, StatementKind};

use super::cursor::Cursor;
use super::head::{Action, Head, head};
use super::{File, source};

/// The roles that definitions mention: owners, those that something is granted to, those of policies.
///
/// Files that can't be read as SQL or TOML mention none; loading them says why.
pub fn roles(files: &[File]) -> BTreeSet<String> {
    let sources = files.iter().filter_map(|file| source::sources(std::slice::from_ref(file)).ok()).flatten();
    sources.flat_map(|source| roles_in(&source.text)).collect()
}

/// The roles that statements mention, as [`roles`] those of definitions.
pub fn roles_in(text: &str) -> BTreeSet<String> {
    let mut roles = BTreeSet::new();
    for cursor in cursors(text) {
        mentioned(&cursor, &head(&cursor), &mut roles);
    }
    roles
}

/// Whether a statement is about roles themselves, which are the whole server's: it makes, changes or drops one, or makes
/// one a member of another.
pub fn is_about_roles(sql: &str) -> bool {
    cursors(sql).any(|cursor| matches!(head(&cursor).kind.as_str(), "role" | "user" | "group"))
}

/// The roles that statements make.
pub fn roles_made(text: &str) -> BTreeSet<String> {
    let heads = cursors(text).map(|cursor| head(&cursor));
    let makes = |head: &Head| {
        matches!(head.kind.as_str(), "role" | "user" | "group") && matches!(head.action, Action::Create { .. })
    };
    heads.filter(makes).filter_map(|head| head.names.first().map(|name| name.name.clone())).collect()
}

fn cursors(text: &str) -> impl Iterator<Item = Cursor<'_>> {
    let statements = sql::split(text).unwrap_or_default().into_iter();
    let statements = statements.filter(|statement| statement.kind == StatementKind::Sql);
    statements.map(|statement| Cursor::new(text, statement.range))
}

/// Adds the roles that one statement mentions.
pub(super) fn mentioned(cursor: &Cursor, head: &Head, roles: &mut BTreeSet<String>) {
    let at = |at| cursor.moved_to(at);
    let is_default = head.kind == "default privileges";
    if head.action == Action::Grant && head.kind != "role" || is_default {
        let mut grantees = at(head.end);
        if let Some(words) = is_default.then_some(()).and_then(|()| privileges(&grantees)) {
            grantees.at = words;
        }
        let word = if at(0).sees("revoke") || (is_default && at(grantees.at).sees("revoke")) { "from" } else { "to" };
        if grantees.seek(word) {
            list(&mut grantees, roles);
        }
    }
    if head.kind == "policy" {
        let mut policy = at(head.end);
        while policy.seek("to") {
            if !policy.is_word(policy.at.saturating_sub(2), "rename") {
                list(&mut policy, roles);
            }
        }
    }
    for index in 0..cursor.tokens.len() {
        let two = |first: &str, second: &str| cursor.is_word(index, first) && cursor.is_word(index + 1, second);
        if two("owner", "to") || two("granted", "by") {
            one(&mut at(index + 2), roles);
        } else if is_default && (two("for", "role") || two("for", "user")) {
            list(&mut at(index + 2), roles);
        } else if (cursor.is_word(index, "authorization") && index > 0)
            || (head.kind == "user mapping" && cursor.is_word(index, "for"))
        {
            one(&mut at(index + 1), roles);
        } else if index == 0 && two("set", "role") {
            one(&mut at(2), roles);
        }
    }
}

/// Where `GRANT` or `REVOKE` stands in `ALTER DEFAULT PRIVILEGES`.
fn privileges(cursor: &Cursor) -> Option<usize> {
    (cursor.at..cursor.tokens.len()).find(|index| cursor.is_word(*index, "grant") || cursor.is_word(*index, "revoke"))
}

fn list(cursor: &mut Cursor, roles: &mut BTreeSet<String>) {
    loop {
        cursor.eat(&["group"]);
        one(cursor, roles);
        if !cursor.eat_mark(",") {
            return;
        }
    }
}

/// Words that stand for a role without being one's name.
const PSEUDO_ROLES: &[&str] = &["public", "current_user", "current_role", "session_user", "user", "default", "none"];

fn one(cursor: &mut Cursor, roles: &mut BTreeSet<String>) {
    let is_pseudo = PSEUDO_ROLES.contains(&cursor.word().as_str());
    // A string is accepted by SET ROLE and SET SESSION AUTHORIZATION only.
    if let Some(role) = cursor.identifier().filter(|role| !is_pseudo && !role.starts_with("pg_")) {
        roles.insert(role);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let file = File { name: "a.sql".to_owned(), text: text.to_owned() };
        assert_eq!(roles(&[file]).into_iter().collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn every_way_to_mention_a_role_is_found() {
        check("grant select on t to a, \"B\" with grant option granted by c", &["B", "a", "c"]);
        check("revoke all on schema s from public, group a cascade", &["a"]);
        check("alter table t owner to a; alter view v owner to current_user", &["a"]);
        check("create policy p on t for select to a, b using (x in (select 1))", &["a", "b"]);
        check("alter policy p on t rename to q", &[]);
        check("create schema authorization a; create schema s authorization b", &["a", "b"]);
        check("alter default privileges for role a, b in schema s grant select on tables to c", &["a", "b", "c"]);
        check("alter default privileges in schema s revoke all on tables from c", &["c"]);
        check("create user mapping for a server s; set session authorization b", &["a", "b"]);
    }
}
