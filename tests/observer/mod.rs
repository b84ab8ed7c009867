//! `pg_dump`, the observer that shares nothing with autogen: what two databases are to it, statement by statement.

use std::collections::BTreeMap;
use std::process::Command;

use autogen::scratch::Database;
use autogen::scratch::programs::Programs;

/// The schema of a database, as statements with how often each occurs.
pub fn dump(programs: &Programs, database: &Database) -> Result<BTreeMap<String, usize>, String> {
    let output = Command::new(programs.directory.join("pg_dump"))
        .args(["--schema-only", "--dbname", &database.target.to_string()])
        .output()
        .map_err(|error| format!("pg_dump: {error}"))?;
    if !output.status.success() {
        return Err(format!("pg_dump: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut statements = BTreeMap::new();
    for statement in autogen::sql::split(&text).map_err(|error| format!("{error:?}"))? {
        let statement = text[statement.range.clone()].trim().to_owned();
        // pg_dump's own key for \restrict is different each time.
        if !statement.starts_with('\\') {
            *statements.entry(normal(&statement)).or_default() += 1;
        }
    }
    Ok(statements)
}

/// A CREATE TABLE with its lines in the order of their text: a column that is added stands last in the table, wherever it
/// is declared. A NOT NULL without the name that PostgreSQL chose for it, which nobody asked for and what inherits it can't
/// change. And `varchar IN (…)` in the one of PostgreSQL's two spellings that it reads back as it is.
fn normal(statement: &str) -> String {
    let statement = match ["CREATE TABLE", "CREATE UNLOGGED TABLE", "CREATE FOREIGN TABLE"]
        .iter()
        .any(|head| statement.starts_with(head))
    {
        true => {
            let mut lines: Vec<String> =
                statement.lines().map(|line| without_chosen_name(line.trim().trim_end_matches(','))).collect();
            lines.sort_unstable();
            lines.join("\n")
        }
        false => statement.to_owned(),
    };
    let statement = match statement.find("WITH (") {
        Some(start) => with_sorted_options(&statement, start + "WITH (".len()),
        None => statement,
    };
    if !statement.contains(" ANY (") {
        return statement;
    }
    statement
        .replace("ANY ((ARRAY[", "ANY (ARRAY[")
        .replace("])::text[]", "]")
        .replace("('", "'")
        .replace("'::character varying)::text", "'::text")
        .replace("'::character varying", "'::text")
}

/// A column's line without ` CONSTRAINT posts_title_not_null` in front of NOT NULL.
fn without_chosen_name(line: &str) -> String {
    let Some((before, after)) = line.split_once(" CONSTRAINT ") else { return line.to_owned() };
    let Some((name, rest)) = after.split_once(" NOT NULL") else { return line.to_owned() };
    match name.trim_matches('"').trim_end_matches(|digit: char| digit.is_ascii_digit()).ends_with("_not_null") {
        true => format!("{before} NOT NULL{rest}"),
        false => line.to_owned(),
    }
}

/// A statement with what stands in the parentheses that open at `start` in the order of its text.
fn with_sorted_options(statement: &str, start: usize) -> String {
    let end = statement[start..].find(')').map_or(statement.len(), |length| start + length);
    let mut options: Vec<&str> = statement[start..end].split(", ").collect();
    options.sort_unstable();
    format!("{}{}{}", &statement[..start], options.join(", "), &statement[end..])
}

/// An error that names every statement which only one of two dumps has.
pub fn same(wanted: &BTreeMap<String, usize>, found: &BTreeMap<String, usize>, after: &str) -> Result<(), String> {
    let only = |one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>| -> Vec<String> {
        one.iter().filter(|(text, count)| other.get(*text) != Some(*count)).map(|(text, _)| text.clone()).collect()
    };
    let (missing, extra) = (only(wanted, found), only(found, wanted));
    match missing.is_empty() && extra.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "pg_dump sees a difference after {after}\nmissing:\n{}\ntoo much:\n{}",
            missing.join("\n"),
            extra.join("\n")
        )),
    }
}
