//! What is exported means what it was exported from: every state of every case under `tests/cases/` is written as
//! definitions, in SQL and TOML, and read back on a real server; and as one file, which is run there as it stands.

mod provider;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use autogen::catalog::{Catalog, load};
use autogen::definition::export::{self, Format, Layout, Placed};
use autogen::definition::{self, File};
use autogen::scratch::{Database, Scratch, programs};
use autogen::source::{Reader, differences};
use libtest_mimic::{Arguments, Failed, Trial};

const FORMS: [(Format, Layout); 3] =
    [(Format::Sql, Layout::Object), (Format::Toml, Layout::Object), (Format::Sql, Layout::Single)];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut kinds: Vec<PathBuf> = entries(&root);
    kinds.sort();
    let trials = kinds
        .into_iter()
        .map(|kind| {
            let name = kind.file_name().expect("it was found by its name").to_string_lossy().into_owned();
            Trial::test(format!("{name}_reads_back"), move || check(&kind))
        })
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// All cases of one kind, on one server.
fn check(kind: &Path) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (found, _) = programs::find();
        let major = programs::choose(&found, None).map(|programs| programs.major).unwrap_or_default();
        let mut files = entries(kind);
        files.sort();
        let mut cases = Vec::new();
        for file in files {
            let states = states(&std::fs::read_to_string(&file)?, major);
            cases.extend(states.into_iter().map(|(section, sql)| (file.clone(), section, sql)));
        }
        let all: String = cases.iter().map(|(_, _, sql)| sql.as_str()).collect();
        let Some(options) = provider::options_for(&all) else { return Ok(()) };
        let reader = Reader::new(options);
        let scratch = reader.scratch(None).await.map_err(explain)?;
        let roles = ["alice", "bob"].map(str::to_owned).into();
        scratch.ensure_roles(&roles).await.map_err(explain)?;
        // 14 can't make one without a directory of the machine's; the cases that need one begin with 15.
        let tablespaces = ["fast", "Slow one"].map(str::to_owned).into();
        scratch.ensure_tablespaces(&tablespaces).await.map_err(explain)?;
        let fresh = state(&scratch, "").await?;
        let mut failures = Vec::new();
        for (file, section, sql) in cases {
            let catalog = state(&scratch, &sql).await?;
            for form in FORMS {
                if let Err(failure) = check_state(&reader, &scratch, &fresh, &catalog, form).await {
                    failures.push(format!("{} {section} {form:?}: {failure}", file.display()));
                }
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(failures.join("\n\n").into()) }
    })
}

/// The states of a case that a server of this major can be in.
fn states(text: &str, major: u32) -> Vec<(&'static str, String)> {
    let mut states = vec![("about", String::new())];
    for line in text.lines() {
        match line.trim_end() {
            "-- from" => states.push(("from", String::new())),
            "-- to" => states.push(("to", String::new())),
            "-- then" => states.push(("then", String::new())),
            line => states.last_mut().expect("it begins with one").1.extend([line, "\n"]),
        }
    }
    let about = states.remove(0).1;
    let said = |word: &str| about.lines().find_map(|line| line.strip_prefix(word)?.trim().parse::<u32>().ok());
    states.retain(|(section, _)| *section != "then");
    let (since, until) = (said("-- since: ").unwrap_or(0), said("-- until: ").unwrap_or(u32::MAX));
    if (since..=until).contains(&major) { states } else { Vec::new() }
}

async fn check_state(
    reader: &Reader,
    scratch: &Scratch,
    fresh: &Catalog,
    catalog: &Catalog,
    (format, layout): (Format, Layout),
) -> Result<(), String> {
    let statements = export::statements(fresh, catalog, layout).map_err(explain)?;
    let mut placed: BTreeMap<PathBuf, Vec<&Placed>> = BTreeMap::new();
    for statement in &statements {
        let path = export::file(catalog, &statement.home, layout, format);
        placed.entry(path).or_default().push(statement);
    }
    let files: Vec<File> = placed
        .into_iter()
        .map(|(path, placed)| File {
            name: path.display().to_string(),
            text: match format {
                Format::Sql => export::text(&placed, layout),
                Format::Toml => export::toml(catalog, &placed),
            },
        })
        .collect();
    let written = files.iter().map(|file| format!("-- {}\n{}", file.name, file.text)).collect::<Vec<_>>().join("\n");
    let shown = |failure: String| format!("{failure}\n{written}");

    let mut database = scratch.database().await.map_err(explain)?;
    match layout {
        Layout::Single => {
            for file in &files {
                run(&database, &file.text).await.map_err(shown)?;
            }
        }
        Layout::Object | Layout::Schema => {
            definition::load(&mut database.client, &files).await.map_err(explain).map_err(shown)?;
        }
    }
    let again = load::load(&database.client).await.map_err(explain)?;
    database.close().await.map_err(explain)?;
    let again = reader.settled(catalog, &again).await.map_err(explain)?;
    let left = differences(&again, catalog);
    if left.is_empty() { Ok(()) } else { Err(shown(left.join("\n"))) }
}

/// The catalog of a database in which these statements were run.
async fn state(scratch: &Scratch, sql: &str) -> Result<Catalog, String> {
    let database: Database = scratch.database().await.map_err(explain)?;
    run(&database, sql).await?;
    let catalog = load::load(&database.client).await.map_err(explain)?;
    database.close().await.map_err(explain)?;
    Ok(catalog)
}

async fn run(database: &Database, sql: &str) -> Result<(), String> {
    let ran = database.client.batch_execute(sql).await;
    ran.map_err(|error| autogen::error::ServerMessage::from(error).to_string())
}

fn explain(error: autogen::error::Error) -> String {
    let mut lines = vec![error.to_string()];
    lines.extend(std::error::Error::source(&error).map(|cause| format!("caused by: {cause}")));
    lines.extend(error.evidence());
    if let autogen::error::Error::LoadMany(errors) = error {
        lines.extend(errors.into_iter().map(explain));
    }
    lines.join("\n")
}
