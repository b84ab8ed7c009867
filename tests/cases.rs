//! Every file under `tests/cases/` is a test: one behaviour, gone through both ways on a real server.
//!
//! A case says in its first comment what it shows. Its lines `-- from`, `-- to` and `-- then` begin what a database
//! holds, what the definitions want, and (if there) a query that is true of the rows after the upgrade; `-- since: 17`
//! is the first server major that can run it, `-- until: 17` the last. Where definitions are the same as what `from` says, nothing may be planned.
//!
//! Our catalog and `pg_dump` have to agree, after the upgrade and after the downgrade; the statements, as PostgreSQL 15
//! prints them, are snapshots. In both
//! states, the catalog and `information_schema` have nothing to say against each other.

mod observer;
mod provider;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use autogen::catalog::{Catalog, load, standard};
use autogen::compare::{Comparison, Manage, Options, compare};
use autogen::id::{Id, Kind};
use autogen::kind::Attributes;
use autogen::plan::Plan;
use autogen::scratch::{self, Database};
use autogen::server::Client;
use autogen::source::{Reader, Source, differences};
use libtest_mimic::{Arguments, Failed, Trial};

/// The server major whose statements are the snapshots, where it can run the case.
const SNAPSHOTS_OF: u32 = 15;

/// Who makes everything in a private server.
const OURSELVES: &str = "autogen";

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let trials = files
        .into_iter()
        .map(|file| {
            let relative = file.strip_prefix(&root).expect("the file was found under the root");
            let name = relative.with_extension("").to_string_lossy().replace('/', "::");
            Trial::test(name, move || check(&file))
        })
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
}

/// The sections of a case by their names.
fn sections(text: &str) -> BTreeMap<&str, String> {
    let mut sections: BTreeMap<&str, String> = BTreeMap::new();
    let mut name = "about";
    for line in text.lines() {
        match line.trim_end() {
            "-- from" => name = "from",
            "-- to" => name = "to",
            "-- then" => name = "then",
            line => {
                let section = sections.entry(name).or_default();
                section.push_str(line);
                section.push('\n');
            }
        }
    }
    sections
}

fn check(file: &Path) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let text = std::fs::read_to_string(file)?;
    runtime.block_on(check_case(file, &sections(&text))).map_err(|failure| failure.into())
}

async fn check_case(file: &Path, sections: &BTreeMap<&str, String>) -> Result<(), String> {
    let section = |name: &str| sections.get(name).map(String::as_str).unwrap_or_default();
    let major =
        |word: &str| section("about").lines().find_map(|line| line.strip_prefix(word)?.trim().parse::<u32>().ok());
    let (since, until) = (major("-- since: ").unwrap_or(0), major("-- until: ").unwrap_or(u32::MAX));
    if !(since..=until).contains(&scratch_programs().major) {
        return Ok(());
    }
    let Some(options) = provider::options_for(section("to")) else { return Ok(()) };
    let reader = Reader::new(options);
    let scratch = reader.scratch(None).await.map_err(explain)?;

    let roles = ["alice", "bob"].map(str::to_owned).into();
    let missing = scratch.ensure_roles(&roles).await.map_err(explain)?;
    assert!(missing.is_empty(), "a private server lets us make roles");
    if section("from").contains("tablespace") || section("to").contains("tablespace") {
        let tablespaces = ["fast", "Slow one"].map(str::to_owned).into();
        let missing = scratch.ensure_tablespaces(&tablespaces).await.map_err(explain)?;
        assert!(missing.is_empty(), "a private server lets us make tablespaces");
    }
    let live = scratch.database().await.map_err(explain)?;
    run(&live.client, section("from")).await?;
    let dumped_before = observer::dump(scratch_programs(), &live)?;
    let definitions = tempfile::Builder::new().suffix(".sql").tempfile().map_err(|error| error.to_string())?;
    std::fs::write(definitions.path(), section("to")).map_err(|error| error.to_string())?;
    let wanted = scratch.database().await.map_err(explain)?;
    run(&wanted.client, section("to")).await?;
    let dumped_wanted = observer::dump(scratch_programs(), &wanted)?;
    for (database, state) in [(&live, "from"), (&wanted, "to")] {
        let catalog = contradicted_by_nobody(database, state).await?;
        printed_as_the_server_does(database, &catalog).await?;
    }

    let from = Source::Database(live.target.clone());
    let to = Source::Definitions(vec![definitions.path().to_owned()]);
    let options = Options { manage: Manage::All, prove: true, ..Options::default() };
    let there = compare(&reader, &from, &to, &options).await.map_err(explain)?;
    unmodelled(&there)?;

    let unasked = there.proof.iter().flat_map(|proof| &proof.unasked).next();
    if let Some((query, message)) = unasked {
        return Err(format!("a preflight query can't be asked: {message}\n{query}"));
    }
    let text = format!("-- up\n{}\n-- down\n{}", statements(&there.up), statements(&there.down));
    let shown = |failure: String| format!("{failure}\n{text}");
    apply(&live, &there.up).await?;
    let reached = load::load(&live.client).await.map_err(explain)?;
    let left = differences(&reached, &there.to.catalog);
    if !left.is_empty() {
        // What is left may be PostgreSQL's way of printing the same.
        let again = compare(&reader, &from, &to, &options).await.map_err(explain)?;
        if !again.up.is_empty() {
            let left = format!("the upgrade leaves something to do:\n{}\n{}", left.join("\n"), statements(&again.up));
            return Err(shown(left));
        }
    }
    observer::same(&dumped_wanted, &observer::dump(scratch_programs(), &live)?, "the upgrade").map_err(shown)?;
    if !section("then").trim().is_empty() {
        let row = live.client.query_one(section("then"), &[]).await.map_err(|error| format!("{error:?}"))?;
        if !row.get::<_, Option<bool>>(0).unwrap_or(false) {
            return Err(shown(format!("not true after the upgrade: {}", section("then"))));
        }
    }

    apply(&live, &there.down).await?;
    observer::same(&dumped_before, &observer::dump(scratch_programs(), &live)?, "the downgrade").map_err(shown)?;
    for database in [live, wanted] {
        database.close().await.map_err(explain)?;
    }

    let group = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // Each major prints expressions in its own way.
    if scratch.major() != SNAPSHOTS_OF.max(since) {
        return Ok(());
    }
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(group));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
    Ok(())
}

fn scratch_programs() -> &'static scratch::programs::Programs {
    static FOUND: std::sync::OnceLock<scratch::programs::Programs> = std::sync::OnceLock::new();
    FOUND.get_or_init(|| {
        let (found, _) = scratch::programs::find();
        scratch::programs::choose(&found, None).expect("scripts/test installs a server").clone()
    })
}

fn unmodelled(comparison: &Comparison) -> Result<(), String> {
    let names: Vec<&String> =
        comparison.from.catalog.unmodelled.iter().chain(&comparison.to.catalog.unmodelled).collect();
    match names.is_empty() {
        true => Ok(()),
        false => Err(format!("no kind answers for {names:?}")),
    }
}

/// Holds our catalog of a state to the standard's `information_schema`.
async fn contradicted_by_nobody(database: &Database, state: &str) -> Result<Catalog, String> {
    let (catalog, said) = standard::observe(&database.client).await.map_err(explain)?;
    let standard::Report { agreed: _, contradictions, hidden } = standard::compare(&catalog, &said);
    let contradictions = contradictions.iter().map(ToString::to_string);
    let lines: Vec<String> = contradictions.chain(hidden.iter().map(|one| format!("{one} is hidden"))).collect();
    match lines.is_empty() {
        true => Ok(catalog),
        false => Err(format!("information_schema sees `{state}` otherwise:\n{}", lines.join("\n"))),
    }
}

/// Holds the definitions that our queries put together to those that the server prints.
async fn printed_as_the_server_does(database: &Database, catalog: &Catalog) -> Result<(), String> {
    run(&database.client, "begin; set local search_path = ''").await?;
    let rows = database
        .client
        .query(
            "select k.connamespace::regnamespace::text, c.relname::text, k.conname::text, pg_get_constraintdef(k.oid)
             from pg_constraint k join pg_class c on c.oid = k.conrelid where k.oid >= 16384
             union all
             select c.relnamespace::regnamespace::text, r.relname::text, c.relname::text, pg_get_indexdef(c.oid)
             from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class r on r.oid = i.indrelid
             where c.oid >= 16384 and c.reloptions is null",
            &[],
        )
        .await
        .map_err(|error| format!("{error:?}"))?;
    run(&database.client, "rollback").await?;
    for row in &rows {
        let [schema, table, name, printed]: [String; 4] = std::array::from_fn(|column| row.get(column));
        let table = Id::new(Kind::Table, Some(Id::new(Kind::Schema, None, schema)), table);
        let ours = [Kind::Constraint, Kind::Index].into_iter().find_map(|kind| {
            match catalog.get(&Id::new(kind, Some(table.clone()), name.as_str()))? {
                Attributes::Constraint(constraint) => Some(&constraint.definition),
                Attributes::Index(index) => Some(&index.definition),
                _ => None,
            }
        });
        if let Some(ours) = ours
            && (ours.starts_with("CREATE") == printed.starts_with("CREATE"))
            && *ours != printed
        {
            return Err(format!("the server prints {printed}, not {ours}"));
        }
    }
    Ok(())
}

/// The statements of a plan, less those that give to us what we make anyway.
fn statements(plan: &Plan) -> String {
    let to_us = format!(" OWNER TO {OURSELVES}");
    let asked = plan.preflight.iter().map(|asked| format!("-- {}\n{};\n", asked.about, asked.sql));
    let steps = plan.steps.iter().filter(|planned| !planned.step.sql.ends_with(&to_us));
    asked.chain(steps.map(|planned| format!("{};\n", planned.step.sql))).collect()
}

async fn run(client: &Client, sql: &str) -> Result<(), String> {
    client.batch_execute(sql).await.map_err(|error| autogen::error::ServerMessage::from(error).to_string())
}

/// Runs a plan a statement at a time, as psql would.
async fn apply(database: &Database, plan: &Plan) -> Result<(), String> {
    run(&database.client, "set check_function_bodies = off").await?;
    for planned in &plan.steps {
        run(&database.client, &planned.step.sql).await.map_err(|error| format!("{}\n{error}", planned.step.sql))?;
    }
    Ok(())
}

fn explain(error: autogen::error::Error) -> String {
    let mut lines = vec![error.to_string()];
    lines.extend(std::error::Error::source(&error).map(|cause| format!("caused by: {cause}")));
    lines.extend(error.evidence());
    lines.join("\n")
}
