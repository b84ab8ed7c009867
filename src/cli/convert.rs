//! `autogen convert`: definitions in the other form.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::context::Context;
use super::{Outcome, export, output};
use crate::definition;
use crate::definition::export::Format;
use crate::error::Result;
use crate::tree::convert::converted;

/// Write definitions in the other form: TOML for SQL, or SQL for TOML
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Convert {
    /// The form to write
    #[arg(long, value_name = "FORM")]
    to: Form,

    /// Files, and directories of them [default: schema/, as autogen.toml has it]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Show what would be written, as a patch, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Sql,
    Toml,
}

const EXAMPLES: &str = "\
posts.sql becomes posts.toml, file by file. What has no form in TOML stays SQL in it, under `sql`. Comments stand above what they
stood above, a column's above its key; one without a place stands at the top of the file.
Before a file is written or removed, all definitions are loaded into scratch with the new files, and have to say what they said
before. Nothing is overwritten.

Exits with 0 if done or there is nothing to convert, 1 if something would be written (--dry-run), 2 in trouble.

Examples:
  autogen convert --to toml
  autogen convert --to sql schema/posts.toml
  autogen convert --to toml --dry-run";

impl Convert {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let declared = context.schema_to_write()?;
        let (format, other) = match self.to {
            Form::Sql => (Format::Sql, ".toml"),
            Form::Toml => (Format::Toml, ".sql"),
        };
        let paths = if self.paths.is_empty() { &declared } else { &self.paths };
        let mut all = definition::read(&declared)?;
        let mut chosen = BTreeSet::new();
        for file in definition::read(paths)?.into_iter().filter(|file| file.name.ends_with(other)) {
            let same = all.iter().find(|one| is_same_file(&one.name, &file.name)).map(|one| one.name.clone());
            chosen.insert(same.unwrap_or_else(|| {
                all.push(file.clone());
                file.name.clone()
            }));
        }
        if chosen.is_empty() {
            output::write(None, &format!("nothing to do: there is no {other} file\n"))?;
            return Ok(Outcome::Done);
        }
        let options = export::options(context, None)?;
        let reader = context.reader([])?;
        let work = converted(&reader, &all, &chosen, format, &options);
        let files = context.slow("converting", work).await?;
        if self.dry_run {
            output::write(None, &files.iter().map(|file| file.diff()).collect::<String>())?;
            return Ok(Outcome::Different);
        }
        for file in &files {
            file.write()?;
            output::write(None, &format!("{} → {}\n", file.old.name, file.path.display()))?;
        }
        Ok(Outcome::Done)
    }
}

fn is_same_file(one: &str, other: &str) -> bool {
    let whole = |name: &str| PathBuf::from(name).canonicalize().ok();
    one == other || whole(one).is_some_and(|path| whole(other) == Some(path))
}
