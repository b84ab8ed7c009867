//! The pages that are made from the program: the commands from what they say with `--help`, the keys of `autogen.toml` from
//! the comments above them. `AUTOGEN_UPDATE=1 cargo nextest run --test book` makes them anew.

use std::fmt::Write;
use std::process::Command;

use super::DOCS;

const MADE: &str = "Made by `tests/book.rs`; `AUTOGEN_UPDATE=1 scripts/test book` makes it anew.";

/// Holds a page to what it should be, or makes it so.
fn check(page: &str, wanted: &str) {
    let path = format!("{DOCS}/reference/{page}");
    if std::env::var_os("AUTOGEN_UPDATE").is_some() {
        std::fs::write(&path, wanted).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let different = wanted.lines().zip(found.lines()).find(|(wanted, found)| wanted != found);
    assert!(found == wanted, "{path} isn't what the program says ({MADE}): {different:?}");
}

fn help(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_autogen")).args(arguments).arg("--help").env_remove("COLUMNS").output();
    let text = String::from_utf8(output.expect("the program runs").stdout).expect("it is text");
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn the_commands_are_as_they_say() {
    let first = help(&[]);
    let verbs =
        first.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("it lists its verbs");
    let names = verbs.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 20, "{names:?}");
    // What every verb takes is said once.
    let everywhere = "\nEverywhere:\n";
    let (own, rest) = first.split_once(everywhere).expect("it says what every verb takes");
    let (shared, examples) = rest.split_once("\n\nA first day:").expect("it ends with examples");
    let mut page = format!("# Commands\n\n{MADE}\n\n```text\n{}\n\nA first day:{examples}```\n", own.trim_end());
    for name in names {
        let text = help(&[name]);
        let (own, rest) = text.split_once(everywhere).unwrap_or((&text, ""));
        let examples = rest.split_once("\n\n").map_or("", |(_, examples)| examples);
        // Its options come in paragraphs, too; what follows them isn't indented.
        let start = examples.lines().position(|line| !line.starts_with(' ') && !line.is_empty());
        let after: String = start
            .map(|start| examples.lines().skip(start).map(|line| line.to_owned() + "\n").collect())
            .unwrap_or_default();
        let _ = write!(page, "\n## {name}\n\n```text\n{}\n", own.trim_end());
        if !after.is_empty() {
            let _ = write!(page, "\n{after}");
        }
        page.push_str("```\n");
    }
    let _ = write!(page, "\n## Everywhere\n\n```text\n{}\n```\n", shared.trim_end());
    check("commands.md", &page);
}

#[test]
fn the_keys_are_as_the_code_reads_them() {
    let code = include_str!("../../src/config/file.rs");
    let mut page = format!(
        "# Configuration\n\n{MADE}\n\n`autogen.toml` stands where the project begins. Every section may be left out, and may be \
         laid over by an environment: `[env.staging.database]`.\n"
    );
    let (mut about, mut is_section) = (Vec::new(), false);
    for line in code.lines() {
        let trimmed = line.trim();
        if let Some(text) = trimmed.strip_prefix("///") {
            about.push(text.trim().to_owned());
        } else if let Some(field) = trimmed.strip_suffix(',').filter(|_| is_section && line.starts_with("    ")) {
            let (name, _) = field.trim_start_matches("pub ").split_once(':').expect("a field has a type");
            // What was read from the others is no key.
            if !about.iter().any(|text| text == "#[serde(skip)]") {
                let _ = writeln!(page, "| `{name}` | {} |", about.join(" "));
            }
            about.clear();
        } else if trimmed == "#[serde(skip)]" {
            about.push(trimmed.to_owned());
        } else if trimmed.starts_with("pub struct") {
            let name = about.first().filter(|name| name.starts_with("`[") && name.ends_with("]`"));
            is_section = name.is_some();
            if let Some(name) = name {
                let _ = write!(page, "\n## {}\n\n| key | |\n|---|---|\n", name.trim_matches('`'));
            }
            about.clear();
        } else if !trimmed.starts_with("#[") {
            is_section &= trimmed != "}";
            about.clear();
        }
    }
    assert!(page.matches("\n## [").count() > 6, "{page}");
    check("configuration.md", &page);
}
