//! Nothing is forgotten: every column of the system catalogs is read by a kind, or stands in `completeness/columns.toml`
//! with the reason why not; `docs/objects.md` shows both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use autogen::id::Kind;
use autogen::kind::{READINGS, retype};
use autogen::scratch;
use autogen::source::Reader;

/// What is said of a column, by catalog and column.
type Reasons = BTreeMap<String, BTreeMap<String, String>>;

const WORDS: &[&str] = &["printed", "carried", "ignored", "reported"];

/// Columns that every catalog may have.
const ADDRESS: &str = "oid";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn reasons() -> Reasons {
    let text = std::fs::read_to_string(root().join("tests/completeness/columns.toml")).expect("the list is there");
    toml::from_str(&text).expect("the list is TOML")
}

/// The words of the queries that read kinds and dependencies, less what stands in comments.
fn read_words() -> BTreeSet<String> {
    let load = std::fs::read_to_string(root().join("src/catalog/load.rs")).expect("the loader is there");
    let queries = READINGS.iter().map(|reading| reading.query).chain([load.as_str()]);
    let lines = queries.flat_map(|query| query.lines().map(|line| line.split("--").next().unwrap_or_default()));
    lines
        .flat_map(|line| line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_'))
        .map(str::to_owned)
        .collect()
}

fn on_a_server<T>(work: impl AsyncFnOnce(&autogen::server::Client, u32) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("there are threads");
    runtime.block_on(async {
        let reader = Reader::new(scratch::Options::default());
        let scratch = reader.scratch(None).await.expect("scripts/test installs a server");
        let database = scratch.database().await.expect("a private server makes databases");
        let done = work(&database.client, scratch.major()).await;
        database.close().await.expect("it was there");
        done
    })
}

#[test]
fn every_column_of_the_catalogs_is_answered_for() {
    let (reasons, read) = (reasons(), read_words());
    let columns: BTreeSet<(String, String)> = on_a_server(async |client, _| {
        let rows = client
            .query(
                "select c.relname::text, a.attname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
                 where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r' and a.attnum > 0
                   and not a.attisdropped",
                &[],
            )
            .await
            .expect("everyone may read the catalogs");
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    });
    assert!(columns.len() > 500, "the catalogs have more than {} columns", columns.len());
    let whole = &reasons["*"];
    let reason = |catalog: &str, column: &str| reasons.get(catalog).and_then(|columns| columns.get(column));
    let unknown: Vec<String> = columns
        .iter()
        .filter(|(catalog, column)| {
            column != ADDRESS
                && !whole.contains_key(catalog)
                && !read.contains(column)
                && reason(catalog, column).is_none()
        })
        .map(|(catalog, column)| format!("{catalog}.{column}"))
        .collect();
    assert!(
        unknown.is_empty(),
        "no kind reads these columns, and tests/completeness/columns.toml doesn't say why: {}",
        unknown.join(", ")
    );
}

#[test]
fn the_reasons_are_reasons() {
    let read = read_words();
    for (catalog, columns) in reasons() {
        for (column, reason) in columns {
            let word = reason.split(':').next().unwrap_or_default();
            assert!(WORDS.contains(&word) && reason.contains(": "), "{catalog}.{column}: {reason}");
            let is_read = catalog != "*" && read.contains(&column);
            assert!(!is_read, "{catalog}.{column} is read by a kind and needs no reason");
        }
    }
}

#[test]
fn the_casts_that_retyping_relies_on_are_the_servers() {
    let missing: Vec<String> = on_a_server(async |client, _| {
        let mut missing = Vec::new();
        for (from, to, assigned) in retype::casts() {
            let contexts: &[&str] = if assigned { &["a", "i"] } else { &["e"] };
            let row = client
                .query_one(
                    "select count(*) from pg_cast where castsource = $1::text::regtype
                     and casttarget = $2::text::regtype and castcontext::text = any ($3)",
                    &[&from, &to, &contexts],
                )
                .await
                .expect("everyone may read pg_cast");
            if row.get::<_, i64>(0) == 0 {
                missing.push(format!("{from} to {to}"));
            }
        }
        missing
    });
    assert!(missing.is_empty(), "the server doesn't cast {}", missing.join(", "));
}

/// An attribute of a kind: its name in the catalog's JSON form, and what its comment says.
struct Attribute {
    name: String,
    about: String,
}

/// The file of a kind, its description, and its attributes, as its source has them.
fn described(kind: Kind) -> (PathBuf, String, Vec<Attribute>) {
    let file = Path::new("src/kind").join(format!("{}.rs", kind.word().replace(' ', "_")));
    let source = std::fs::read_to_string(root().join(&file)).expect("each kind has its file");
    let about: Vec<&str> = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let head = format!("pub struct {kind:?} {{");
    let body = source.split_once(head.as_str()).map_or("", |(_, rest)| rest.split("\n}").next().unwrap_or_default());
    let (mut attributes, mut comment, mut renamed) = (Vec::new(), Vec::new(), None);
    for line in body.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim().to_owned());
        } else if let Some(name) = line.strip_prefix("#[serde(rename = \"") {
            renamed = name.split('"').next().map(str::to_owned);
        } else if let Some((name, _)) = line.strip_prefix("pub ").and_then(|field| field.split_once(':')) {
            let name = renamed.take().unwrap_or_else(|| name.to_owned());
            attributes.push(Attribute { name, about: std::mem::take(&mut comment).join(" ") });
        }
    }
    (file, about.join(" "), attributes)
}

fn objects() -> String {
    let mut text = String::from(
        "# Every kind of object, and what autogen does with it\n\n\
         Made by `tests/completeness.rs` from the kinds' own files; `AUTOGEN_UPDATE=1 scripts/test completeness` makes \
         it anew. All of these are created, altered, dropped, compared and, where PostgreSQL can, renamed; attributes \
         marked *not compared* only place an object. What no kind answers for is reported by name with every command, \
         and is an error with `--strict`.\n\n",
    );
    for reading in READINGS {
        let (file, about, attributes) = described(reading.kind);
        let word = reading.kind.word();
        _ = writeln!(text, "## {word}\n\n{about} ([`{0}`](../{0}))", file.display());
        if reading.since > 14 {
            _ = writeln!(text, "\nFrom PostgreSQL {}.", reading.since);
        }
        if !attributes.is_empty() {
            text += "\n| attribute | |\n|---|---|\n";
        }
        for Attribute { name, about } in attributes {
            let mark = if reading.uncompared.contains(&name.as_str()) { " *Not compared.*" } else { "" };
            _ = writeln!(text, "| `{name}` | {}{mark} |", about.replace('|', "\\|"));
        }
        text.push('\n');
    }
    text += "# The columns of the system catalogs that no kind reads\n\n\
             All others are read; a test holds this to each server version.\n\n| column | |\n|---|---|\n";
    for (catalog, columns) in reasons() {
        for (column, reason) in columns {
            let name = if catalog == "*" { column } else { format!("{catalog}.{column}") };
            _ = writeln!(text, "| `{name}` | {reason} |");
        }
    }
    text
}

#[test]
fn the_table_of_objects_is_current() {
    let (path, made) = (root().join("docs/objects.md"), objects());
    if std::env::var_os("AUTOGEN_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("it is in docs/")).expect("docs/ can be made");
        std::fs::write(&path, &made).expect("docs/objects.md can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "docs/objects.md is old: AUTOGEN_UPDATE=1 scripts/test completeness makes it anew");
}
