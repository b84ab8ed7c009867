//! `autogen export-history`: the revisions as another runner's files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::context::{Context, relative};
use super::history::within;
use super::{Format, Outcome, output};
use crate::error::{Error, Result};
use crate::history::Revision;
use crate::layout::{Exported, Layout, export};
use crate::report;

/// Write the migrations as the files of another runner
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExportHistory {
    /// Only these: FROM:TO, ids or their beginnings, `base`, `head`
    #[arg(value_name = "RANGE")]
    range: Option<String>,

    /// The runner that is to read the files
    #[arg(long, value_name = "RUNNER")]
    layout: Runner,

    /// Where to write them [default: RUNNER-migrations]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Runner {
    /// <version>_<name>.up.sql and .down.sql, `-- no-transaction`
    Sqlx,
    /// <version>_<name>.up.sql and .down.sql, with BEGIN and COMMIT
    GolangMigrate,
    /// V<version>__<name>.sql, U….sql, and .conf files
    Flyway,
    /// `-- migrate:up` and `-- migrate:down` in one file
    Dbmate,
    /// `-- +goose Up` and `-- +goose Down` in one file
    Goose,
    /// <version>_<name>/up.sql, down.sql, and metadata.toml
    Diesel,
    /// Python files with the same graph
    Alembic,
}

const EXAMPLES: &str = "\
Most runners have one transaction for a file, or none. A revision that needs both, or a commit within, becomes several
files with versions a second apart. Branches stand one behind the other, except for Alembic, which knows them. Preflight
queries become statements that fail where rows stand in the way. Whatever the files can't say is told.

A revision with an open question isn't written, nor are the rows of a COPY. No file is ever overwritten.

Examples:
  autogen export-history --layout sqlx --output migrations-sqlx
  autogen export-history --layout goose 2026112:head    only what comes after a revision
  autogen export-history --layout flyway --dry-run --format json";

impl ExportHistory {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let wanted = self.range.as_deref().map(|range| within(&chain, range)).transpose()?;
        let is_wanted = |one: &Revision| wanted.as_ref().is_none_or(|wanted| wanted.contains(&one.id));
        let layout = self.layout.layout();
        let directory = match &self.output {
            Some(directory) => directory.clone(),
            None => PathBuf::from(format!("{}-migrations", layout.name())),
        };
        let exported = export(layout, &chain, is_wanted)?;
        if !self.dry_run {
            write(&directory, &exported)?;
        }
        let text = match self.format {
            Format::Text => {
                let verb = if self.dry_run { "would write" } else { "wrote" };
                let paths = exported.files.iter().map(|file| relative(&directory.join(&file.path)));
                paths.map(|path| format!("{verb} {}\n", path.display())).collect()
            }
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "layout": layout.name(),
                "files": exported.files.iter().map(|file| json!({
                    "path": relative(&directory.join(&file.path)),
                    "revision": file.revision.to_string(),
                    "transaction": file.transaction,
                })).collect::<Vec<_>>(),
                "notes": exported.notes,
                "is_written": !self.dry_run,
            })),
        };
        output::write(None, &text)?;
        if self.format == Format::Text {
            exported.notes.iter().for_each(|note| context.say(&format!("note: {note}")));
            if !self.dry_run && !exported.files.is_empty() {
                let directory = directory.display().to_string();
                context.say(&format!("next, on an empty database: {}", layout.command(&directory)));
            }
        }
        Ok(Outcome::Done)
    }
}

impl Runner {
    fn layout(self) -> Layout {
        match self {
            Runner::Sqlx => Layout::Sqlx,
            Runner::GolangMigrate => Layout::GolangMigrate,
            Runner::Flyway => Layout::Flyway,
            Runner::Dbmate => Layout::Dbmate,
            Runner::Goose => Layout::Goose,
            Runner::Diesel => Layout::Diesel,
            Runner::Alembic => Layout::Alembic,
        }
    }
}

/// Writes all files, or none: not where one of them is there.
fn write(directory: &Path, exported: &Exported) -> Result<()> {
    let mut written: Vec<PathBuf> = Vec::new();
    for file in &exported.files {
        let path = directory.join(&file.path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        let outcome = made.and_then(|()| fs::File::create_new(&path)).and_then(|mut new| {
            written.push(path.clone());
            new.write_all(file.text.as_bytes())
        });
        if let Err(cause) = outcome {
            for path in &written {
                fs::remove_file(path).map_err(|cause| Error::file("remove", path, cause))?;
            }
            return Err(Error::file("write", path, cause));
        }
    }
    Ok(())
}
