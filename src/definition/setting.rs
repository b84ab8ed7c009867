//! The settings in force at a statement: `SET`, `RESET` and `SELECT set_config(…)` above it in its file.

use crate::sql::lexer::{Token, TokenKind, tokens};

use super::cursor::Cursor;

/// The settings in force, in the order in which they were set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settings(pub Vec<Setting>);

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// In lower case.
    pub name: String,
    /// The statement that makes it.
    pub sql: String,
    /// What `search_path` is set to, where that is what is set.
    pub schemas: Vec<String>,
}

impl Settings {
    /// Puts a setting in the place of what it overrides.
    pub fn set(&mut self, setting: Setting) {
        self.0.retain(|other| other.name != setting.name);
        self.0.push(setting);
    }

    /// Takes a setting back, or all of them.
    pub fn reset(&mut self, name: Option<&str>) {
        self.0.retain(|setting| name.is_some_and(|name| setting.name != name));
    }

    /// The schema in which a name without one is created.
    pub fn schema(&self) -> &str {
        let path = self.0.iter().find(|setting| setting.name == "search_path");
        path.map_or("public", |path| {
            path.schemas.iter().find(|schema| *schema != "$user").map_or("", |schema| schema.as_str())
        })
    }
}

/// Settings of a session that loading must not take over: limits and chatter that are ours to choose, and those that
/// would change how bytes are read.
const IGNORED: &[&str] = &[
    "allow_in_place_tablespaces",
    "check_function_bodies",
    "client_encoding",
    "client_min_messages",
    "deadlock_timeout",
    "escape_string_warning",
    "event_triggers",
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "lock_timeout",
    "log_statement",
    "row_security",
    "session_replication_role",
    "standard_conforming_strings",
    "statement_timeout",
    "synchronous_commit",
    "transaction_timeout",
];

/// Whether a setting has no meaning for what is defined.
pub(super) fn is_ignored(name: &str) -> bool {
    IGNORED.contains(&name)
}

/// Reads `SET name = …`; none when it sets something that belongs to a transaction.
pub(super) fn set(cursor: &Cursor, sql: &str) -> Option<Setting> {
    let mut cursor = cursor.moved_to(1);
    if !cursor.is_word(cursor.at + 1, "authorization") {
        // What was local to a transaction of the file is as good as the session's here.
        cursor.eat_any(&["session", "local"]);
    }
    let name = match cursor.word().as_str() {
        "session" => "session_authorization".to_owned(),
        "constraints" | "transaction" | "characteristics" => return None,
        "time" if cursor.is_word(cursor.at + 1, "zone") => "timezone".to_owned(),
        "xml" => "xmloption".to_owned(),
        "names" => "client_encoding".to_owned(),
        "schema" => "search_path".to_owned(),
        _ => cursor.parts()?.join(".").to_ascii_lowercase(),
    };
    let schemas = if name == "search_path" { schemas(&cursor, cursor.at) } else { Vec::new() };
    Some(Setting { name, sql: sql.to_owned(), schemas })
}

/// Reads `SELECT [pg_catalog.]set_config('name', 'value', …)`.
pub(super) fn set_config(cursor: &Cursor, sql: &str) -> Option<Setting> {
    let open = (0..cursor.tokens.len()).find(|index| cursor.is_mark(*index, "("))?;
    let name = unquoted(cursor, open + 1)?.to_ascii_lowercase();
    let value = unquoted(cursor, open + 3)?;
    let schemas = if name == "search_path" {
        tokens(&value).filter_map(|token| token.name(&value)).collect()
    } else {
        Vec::new()
    };
    Some(Setting { name, sql: sql.to_owned(), schemas })
}

/// Reads `RESET name`; the inner none stands for all.
pub(super) fn reset(cursor: &Cursor) -> Option<String> {
    let mut cursor = cursor.moved_to(1);
    match cursor.word().as_str() {
        "all" => None,
        "time" => Some("timezone".to_owned()),
        "session" => Some("session_authorization".to_owned()),
        _ => cursor.parts().map(|parts| parts.join(".").to_ascii_lowercase()),
    }
}

/// The schemas listed behind `TO`, `=` or `SCHEMA`.
fn schemas(cursor: &Cursor, start: usize) -> Vec<String> {
    (start..cursor.tokens.len())
        .filter(|index| !["to", "schema", "search_path"].iter().any(|word| cursor.is_word(*index, word)))
        .filter_map(|index| cursor.tokens[index].name(cursor.source).or_else(|| unquoted(cursor, index)))
        .filter(|schema| !schema.is_empty())
        .collect()
}

/// The text of a plain string.
fn unquoted(cursor: &Cursor, index: usize) -> Option<String> {
    let token: &Token = cursor.tokens.get(index)?;
    let inner = token.text(cursor.source).strip_prefix('\'')?.strip_suffix('\'')?;
    (token.kind == TokenKind::String).then(|| inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, name: &str, schema: &str) {
        let cursor = Cursor::new(sql, 0..sql.len());
        let setting = if sql.starts_with("select") { set_config(&cursor, sql) } else { set(&cursor, sql) };
        let mut settings = Settings::default();
        settings.set(setting.expect("it is a setting"));
        assert_eq!((settings.0[0].name.as_str(), settings.schema()), (name, schema), "{sql}");
    }

    #[test]
    fn the_first_schema_of_the_path_takes_new_names() {
        check("SET search_path = app, public", "search_path", "app");
        check("set local search_path to \"$user\", 'App'", "search_path", "App");
        check("set schema 'app'", "search_path", "app");
        check("select pg_catalog.set_config('search_path', '', false)", "search_path", "");
        check("select set_config('search_path', '\"$user\", app', false)", "search_path", "app");
    }

    #[test]
    fn a_setting_keeps_its_name() {
        check("set time zone 'UTC'", "timezone", "public");
        check("SET default_table_access_method = heap", "default_table_access_method", "public");
        check("SET SESSION AUTHORIZATION joe", "session_authorization", "public");
        check("set session my.option = 'x'", "my.option", "public");
    }

    #[test]
    fn reset_takes_back_one_or_all() {
        let mut settings = Settings::default();
        for name in ["a", "b", "c"] {
            settings.set(Setting { name: name.to_owned(), sql: String::new(), schemas: Vec::new() });
        }
        settings.reset(Some("b"));
        assert_eq!(settings.0.len(), 2);
        settings.reset(None);
        assert_eq!(settings, Settings::default());
    }
}
