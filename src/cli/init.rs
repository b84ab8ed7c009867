//! `autogen init`: makes a project, and overwrites nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::context::Context;
use super::{Outcome, output};
use crate::compare::{self, Options, compare};
use crate::config::FILE_NAME;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::plan::plan;
use crate::plan::rename::Answers;
use crate::render::terminated;
use crate::report;
use crate::source::Source;

/// Make autogen.toml, schema/ and migrations/ in this directory
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Init {
    /// Fill schema/ with the definitions of the live database
    #[arg(long)]
    from_database: bool,
}

const EXAMPLES: &str = "\
Nothing that exists is overwritten.

Examples:
  autogen init
  autogen init --from-database --database postgres://localhost/app";

const MANIFEST: &str = "\
# Every key is optional; these are the defaults.

# The live database. The order is: --database, the variable DATABASE_URL, this, DATABASE_URL in .env.
# [database]
# url = \"${DATABASE_URL}\"

[schema]
paths = [\"schema\"]

[migrations]
directory = \"migrations\"

# A server on which autogen may make throwaway databases; without one it starts a private server.
# [scratch]
# url = \"postgres://localhost/postgres\"

# Owners, grants and storage parameters are compared where they are declared, or all of them with \"all\".
[manage]
mode = \"declared\"
";

const DOT_ENV: &str = "\
# Copy to .env, which belongs into .gitignore.
DATABASE_URL=postgres://postgres@localhost:5432/app
# AUTOGEN_SCRATCH_URL=postgres://postgres@localhost:5432/postgres
";

impl Init {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let here = std::env::current_dir().map_err(|cause| Error::file("find", ".", cause))?;
        let schema = here.join("schema");
        let definitions = match self.from_database {
            true => Some(self.definitions(context, &schema).await?),
            false => None,
        };
        let mut text = String::new();
        let mut files =
            vec![(PathBuf::from(FILE_NAME), MANIFEST.to_owned()), (".env.example".into(), DOT_ENV.to_owned())];
        files.extend(definitions.into_iter().flatten());
        for directory in ["schema", "migrations"] {
            let path = here.join(directory);
            if !path.is_dir() {
                fs::create_dir_all(&path).map_err(|cause| Error::file("make", &path, cause))?;
                text.push_str(&format!("made  {directory}/\n"));
            }
        }
        for (path, content) in files {
            let verb = if write_new(&here.join(&path), &content)? { "wrote" } else { "kept " };
            text.push_str(&format!("{verb} {}\n", path.display()));
        }
        output::write(None, &text)?;
        if self.from_database {
            verify(context, &schema).await?;
        } else {
            context.say("next: declare tables in schema/, then `autogen -m \"first\"`");
        }
        Ok(Outcome::Done)
    }

    /// What the live database holds, by the file it goes to.
    async fn definitions(&self, context: &Context, schema: &Path) -> Result<BTreeMap<PathBuf, String>> {
        let is_filled = fs::read_dir(schema).is_ok_and(|mut entries| entries.next().is_some());
        if is_filled {
            return Err(Error::Usage {
                message: "schema/ isn't empty, so it isn't filled from a database".to_owned(),
                hint: Some(
                    "move what is there away, or run `autogen diff --from schema/` with --to the URL".to_owned(),
                ),
            });
        }
        let database = Source::Database(context.need_database()?);
        let reader = context.reader([&database])?;
        let (empty, live) = context.slow("reading the database", reader.read_both(&Source::Empty, &database)).await?;
        context.say(&report::text::unmodelled(&[&live.catalog]));
        // An owner that everything has by default needn't be said.
        let owner = live.default_owner.as_deref();
        let declared = match context.manage() {
            compare::Manage::All => live.catalog.clone(),
            compare::Manage::Declared => live.catalog.filtered(|object| !object.attributes.is_by_default(owner)),
        };
        let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
        for planned in plan(&empty.catalog, &declared)?.steps {
            let text = files.entry(file_of(report::definition::root(&planned.id))).or_default();
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&terminated(&planned.step.sql));
        }
        Ok(files)
    }
}

/// `schema/public/posts.sql` for what is in a schema, else `schema/extensions.sql`.
fn file_of(root: &Id) -> PathBuf {
    let plain = |name: &str| -> String {
        // Names that differ in case alone share a file, since some file systems can't tell them apart.
        let name = name.to_lowercase();
        name.chars().map(|one| if one.is_alphanumeric() || "_-".contains(one) { one } else { '_' }).collect()
    };
    let kind = format!("{}s", root.kind().word().replace(' ', "_"));
    match (root.schema(), root.parent()) {
        (Some(schema), Some(_)) => {
            // An operator's name is no name for a file.
            let name = Some(root.bare_name()).filter(|name| name.contains(char::is_alphanumeric)).unwrap_or(&kind);
            format!("schema/{}/{}.sql", plain(schema), plain(name)).into()
        }
        _ => format!("schema/{kind}.sql").into(),
    }
}

/// Whether the file was written; one that exists is left alone.
fn write_new(path: &Path, content: &str) -> Result<bool> {
    let failed = |cause| Error::file("write", path, cause);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|cause| Error::file("make", parent, cause))?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(content.as_bytes()).map_err(failed).map(|()| true),
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(cause) => Err(failed(cause)),
    }
}

/// Says whether the files that were written mean what the database is.
async fn verify(context: &Context, schema: &Path) -> Result<()> {
    let database = Source::Database(context.need_database()?);
    let reader = context.reader([&database])?;
    let options = Options { manage: context.manage(), prove: false, answers: Answers::default() };
    let declared = Source::Definitions(vec![super::context::relative(schema)]);
    let comparison = context.slow("comparing", compare(&reader, &database, &declared, &options)).await?;
    if comparison.up.is_empty() {
        context.say("the database and schema/ are in step");
    } else {
        context.say("the database and schema/ still differ:");
        context.say(&report::text::changes(&comparison)?);
    }
    Ok(())
}
