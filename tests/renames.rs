//! What is a rename and what isn't, held to pairs of schemas as histories have them: `tests/renames/*.toml`.
//!
//! A pair says which renames a person would find between its two states. Of those that are taken unasked, nearly all have
//! to be right (precision), and of those that a person finds, most have to be taken (recall). Whatever is thought of a
//! pair, no value of its `rows` may get lost unless an open question stands in the way of the upgrade.

use std::collections::BTreeSet;
use std::path::Path;

use autogen::compare::{Comparison, Options, compare};
use autogen::error::ServerMessage;
use autogen::id::Kind;
use autogen::kind::Transaction;
use autogen::plan::rename::Rename;
use autogen::review::Sort;
use autogen::scratch::{self, Database};
use autogen::source::{Reader, Source};
use serde::Deserialize;
use serde_json::Value;

/// Of the renames that are taken, how many have to be right.
const PRECISION: f64 = 0.95;

/// Of the renames that there are, how many have to be taken.
const RECALL: f64 = 0.9;

const WORKERS: usize = 2;

#[derive(Deserialize)]
struct File {
    pair: Vec<Pair>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    name: String,
    from: String,
    /// What the tables hold before the upgrade.
    #[serde(default)]
    rows: String,
    to: String,
    /// As `--rename` takes them; those of an enum's values have the type before them.
    renames: BTreeSet<String>,
    /// Where opinions may differ: what speaks for the answer.
    #[serde(default)]
    why: Option<String>,
}

/// What came of a pair.
struct Outcome {
    pair: Pair,
    taken: BTreeSet<String>,
    /// Values of rows that are gone, though nobody was asked.
    lost: Vec<String>,
}

fn pairs() -> Vec<Pair> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/renames");
    let files =
        ["auth", "columns", "tables", "parts", "schemas", "more"].map(|name| root.join(name).with_extension("toml"));
    let read = |path: &std::path::PathBuf| -> File {
        let text = std::fs::read_to_string(path).expect("the file is there");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    files.iter().flat_map(|path| read(path).pair).collect()
}

#[test]
fn renames_are_found_and_nothing_else_is_taken_for_one() {
    let pairs = pairs();
    assert!(pairs.len() >= 60, "{} pairs", pairs.len());
    let work = |number: usize| {
        let mine: Vec<Pair> = pairs.iter().skip(number).step_by(WORKERS).cloned().collect();
        move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let reader = Reader::new(scratch::Options::default());
                let mut outcomes = Vec::new();
                for pair in mine {
                    let name = pair.name.clone();
                    outcomes.push(outcome(&reader, pair).await.unwrap_or_else(|error| panic!("{name}: {error}")));
                }
                outcomes
            })
        }
    };
    let workers: Vec<_> = (0..WORKERS).map(|number| std::thread::spawn(work(number))).collect();
    let outcomes: Vec<Outcome> =
        workers.into_iter().flat_map(|worker| worker.join().expect("no pair panics")).collect();

    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    let mut lines = Vec::new();
    for Outcome { pair, taken, lost } in &outcomes {
        right += taken.intersection(&pair.renames).count();
        let mut tell = |word: &str, names: Vec<&String>| -> usize {
            let why = pair.why.as_deref().map(|why| format!(" ({why})")).unwrap_or_default();
            lines.extend(names.iter().map(|name| format!("{word} in `{}`: {name}{why}", pair.name)));
            names.len()
        };
        wrong += tell("taken", taken.difference(&pair.renames).collect());
        missed += tell("missed", pair.renames.difference(taken).collect());
        assert!(lost.is_empty(), "`{}` loses {lost:?} unasked", pair.name);
    }
    let share = |of: usize| right as f64 / (right + of) as f64;
    let (precision, recall) = (share(wrong), share(missed));
    let report = format!(
        "{} pairs, {right} renames found, {wrong} taken that are none, {missed} missed: \
         precision {precision:.3}, recall {recall:.3}\n{}",
        outcomes.len(),
        lines.join("\n")
    );
    println!("{report}");
    assert!(precision >= PRECISION && recall >= RECALL, "{report}");
}

async fn outcome(reader: &Reader, pair: Pair) -> Result<Outcome, String> {
    let scratch = reader.scratch(None).await.map_err(explain)?;
    let live = scratch.database().await.map_err(explain)?;
    run(&live, &pair.from).await?;
    run(&live, &pair.rows).await?;
    let definitions = tempfile::Builder::new().suffix(".sql").tempfile().map_err(|error| error.to_string())?;
    std::fs::write(definitions.path(), &pair.to).map_err(|error| error.to_string())?;
    let (from, to) = (Source::Database(live.target.clone()), Source::Definitions(vec![definitions.path().to_owned()]));
    let comparison = compare(reader, &from, &to, &Options::default()).await.map_err(explain)?;

    let values = renamed_values(&comparison);
    let taken = comparison.renames.iter().map(|rename| {
        let Rename { from, to } = rename;
        let is_moved =
            from.parent().is_some_and(|parent| parent.kind() == Kind::Schema) && from.schema() != to.schema();
        format!("{}={}", from.dotted(), if is_moved { to.dotted() } else { to.bare_name().to_owned() })
    });
    let taken = taken.chain(values.iter().map(|(of, old, new)| format!("{of}.{old}={new}"))).collect();
    let mut before = values_of(&live).await?;
    for (_, old, new) in &values {
        before.iter_mut().filter(|value| *value == old).for_each(|value| new.clone_into(value));
    }
    // What fails is rolled back, and loses nothing.
    if upgrade(&live, &comparison).await.is_err() {
        let _ = run(&live, "rollback").await;
    }
    let mut lost = before;
    for value in values_of(&live).await? {
        if let Some(at) = lost.iter().position(|kept| *kept == value) {
            lost.remove(at);
        }
    }
    let is_asked = |sort: Sort| comparison.items.iter().any(|item| item.blocks && item.sort == sort);
    if is_asked(Sort::DataLoss) || is_asked(Sort::Rename) {
        lost.clear();
    }
    live.close().await.map_err(explain)?;
    Ok(Outcome { pair, taken, lost })
}

/// The values of enums that the upgrade renames: the type, the old one, the new one.
fn renamed_values(comparison: &Comparison) -> Vec<(String, String, String)> {
    let renamed = comparison.up.steps.iter().filter_map(|planned| {
        let (_, values) = planned.step.sql.split_once(" RENAME VALUE '")?;
        let (old, new) = values.trim_end_matches('\'').split_once("' TO '")?;
        Some((planned.id.dotted(), old.to_owned(), new.to_owned()))
    });
    renamed.collect()
}

async fn upgrade(live: &Database, comparison: &Comparison) -> Result<(), String> {
    let is_one_transaction = comparison
        .up
        .steps
        .iter()
        .all(|planned| planned.step.transaction == Transaction::Inside && !planned.step.commit_after);
    let statements: Vec<&str> = comparison.up.steps.iter().map(|planned| planned.step.sql.as_str()).collect();
    run(live, "set check_function_bodies = off").await?;
    if is_one_transaction {
        return run(live, &format!("begin;\n{};\ncommit", statements.join(";\n"))).await;
    }
    for statement in statements {
        run(live, statement).await?;
    }
    Ok(())
}

/// All values in all rows of all tables, as texts.
async fn values_of(live: &Database) -> Result<Vec<String>, String> {
    const TABLES: &str = "select format('select to_jsonb(t)::text from only %s as t', oid::regclass) from pg_class
        where relkind = 'r' and oid >= 16384 order by oid";
    let ask =
        async |sql: &str| live.client.query(sql, &[]).await.map_err(|error| ServerMessage::from(error).to_string());
    let mut values = Vec::new();
    for table in ask(TABLES).await? {
        for row in ask(table.get(0)).await? {
            let row: Value = serde_json::from_str(row.get(0)).map_err(|error| error.to_string())?;
            leaves(&row, &mut values);
        }
    }
    Ok(values)
}

fn leaves(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Array(values) => values.iter().for_each(|value| leaves(value, into)),
        Value::Object(map) => map.values().for_each(|value| leaves(value, into)),
        Value::String(text) => into.push(text.clone()),
        other => into.push(other.to_string()),
    }
}

async fn run(database: &Database, sql: &str) -> Result<(), String> {
    database.client.batch_execute(sql).await.map_err(|error| format!("{}\n{sql}", ServerMessage::from(error)))
}

fn explain(error: autogen::error::Error) -> String {
    let mut lines = vec![error.to_string()];
    lines.extend(std::error::Error::source(&error).map(|cause| format!("caused by: {cause}")));
    lines.extend(error.evidence());
    lines.join("\n")
}
