//! What `init` says about the histories of other tools that it found, and where to go on from there.

use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::history::{Other, Tool};

/// What was found, a line.
pub(super) fn line(other: &Other) -> String {
    let Other { tool, project: _, directories, count } = other;
    let directories: Vec<String> = directories.iter().map(|path| shown(path)).collect();
    let plural = if *count == 1 { "" } else { "s" };
    format!("found {}: {count} migration{plural} in {}\n", tool.name(), directories.join(", "))
}

/// How to go on from a history, with the commands.
pub(super) fn advice(other: &Other) -> String {
    const DATABASE: (&str, &str) =
        ("autogen init --from-database", "schema/ and a first migration from a database that it has built");
    let project = shown(&other.project);
    let alembic = format!("autogen import alembic {project}");
    let layout = |name: &str| format!("autogen export-history --layout {name}");
    let (prisma, drizzle) = (
        format!(
            "program = [\"npx\", \"prisma\", \"migrate\", \"diff\", \"--from-empty\", \"--to-schema\", \"{}\", \"--script\"]",
            schema(other)
        ),
        "program = [\"node_modules/.bin/drizzle-kit\", \"export\"]".to_owned(),
    );
    const ONWARDS: &str = "writes what autogen makes as its files, if it is to go on running them";
    const MODELS: &str = "in [schema] of autogen.toml: the models are the schema (docs/orm.md)";
    let commands: Vec<(String, &str)> = match other.tool {
        Tool::Alembic => vec![
            (alembic, "takes the whole history over, and the databases that it has built"),
            ("program = [\"python\", \"-m\", \"app.ddl\"]".to_owned(), MODELS),
        ],
        Tool::Django => vec![("program = [\"python\", \"ddl.py\"]".to_owned(), MODELS)],
        Tool::Prisma => vec![(prisma, MODELS)],
        Tool::Drizzle => vec![(drizzle, MODELS)],
        Tool::Sqlx => vec![(layout("sqlx"), ONWARDS)],
        Tool::Flyway => vec![(layout("flyway"), ONWARDS)],
        Tool::GolangMigrate => vec![(layout("golang-migrate"), ONWARDS)],
        Tool::Dbmate => vec![(layout("dbmate"), ONWARDS)],
        Tool::Goose => vec![(layout("goose"), ONWARDS)],
        Tool::Diesel => vec![(layout("diesel"), ONWARDS)],
        Tool::Rails | Tool::Unknown => Vec::new(),
    };
    let imports = other.tool == Tool::Alembic;
    let first = Some((DATABASE.0.to_owned(), DATABASE.1)).filter(|_| !imports);
    let lines = first.into_iter().chain(commands).map(|(command, why)| format!("\n  {command}\n      {why}"));
    format!("from {}, in {project}:{}", other.tool.name(), lines.collect::<String>())
}

/// What to do next where nothing was filled from a database.
pub(super) fn next(context: &Context, found: &[Other], directories: &[PathBuf]) -> String {
    let is_empty = std::fs::read_dir(&directories[0]).map_or(true, |mut entries| entries.next().is_none());
    let mut text = match context.database_and_origin() {
        Ok(Some(_)) if !is_empty || context.config.schema_program().is_some() => String::new(),
        Ok(Some((target, origin))) => format!(
            "found a database: {target}, from {origin}; `autogen init --from-database` fills {}/ with what it holds\n",
            shown(&directories[0])
        ),
        Ok(None) => "no database is named yet: set DATABASE_URL, in the environment or in .env\n".to_owned(),
        Err(error) => format!("{error}{}\n", error.hint().map(|hint| format!(": {hint}")).unwrap_or_default()),
    };
    if found.is_empty() {
        text.push_str(&match context.config.schema_program() {
            Some(program) => format!("next: `autogen -m \"first\"`, with what `{}` prints", program.shown()),
            None => format!("next: declare tables in {}/, then `autogen -m \"first\"`", shown(&directories[0])),
        });
    }
    text
}

/// Where Prisma keeps its models: beside its migrations.
fn schema(other: &Other) -> String {
    let directory = other.directories.first().and_then(|migrations| migrations.parent()).unwrap_or(Path::new(""));
    directory.join("schema.prisma").display().to_string()
}

fn shown(path: &Path) -> String {
    if path.as_os_str().is_empty() { ".".to_owned() } else { path.display().to_string() }
}
