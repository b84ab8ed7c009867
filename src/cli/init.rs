//! `autogen init`: makes a project, and overwrites nothing.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::Args;

use super::context::{Context, relative};
use super::stamp::stamp;
use super::{Outcome, export, generate, output};
use crate::compare::{Options, compare};
use crate::config::FILE_NAME;
use crate::error::{Error, Result};
use crate::history::{Destination, table};
use crate::server::Target;
use crate::source::{Reader, Source};
use crate::tree::tree;

/// Make autogen.toml, schema/ and migrations/ in this directory
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Init {
    /// Fill schema/ with what the live database holds, and write the revision that makes all of it, as applied there
    #[arg(long)]
    from_database: bool,
}

const EXAMPLES: &str = "\
Nothing that exists is overwritten.

With --from-database, schema/ is what `autogen export` writes, and the first revision, `baseline`, makes all of it in an
empty database. It is proved on a throwaway server and recorded as applied in the live database, where nothing else is
changed: `autogen check` finds both in step, and the next `autogen -m` goes on from there.

Examples:
  autogen init
  autogen init --from-database --database postgres://localhost/app";

const MANIFEST: &str = "\
# Every key is optional; these are the defaults.

# The live database. The order is: --database, the variable DATABASE_URL, this, DATABASE_URL in .env.
# [database]
# url = \"${DATABASE_URL}\"
# Where that leads to a pooler: the server itself, for what runs migrations.
# direct_url = \"${DIRECT_URL}\"

# Other databases, by `--env staging`: a URL, and whatever differs from the sections below.
# [env.staging]
# database_url = \"${STAGING_URL}\"
# manage.mode = \"all\"

[schema]
paths = [\"schema\"]

[migrations]
directory = \"migrations\"

# A server on which autogen may make throwaway databases; without one it starts a private server.
# [scratch]
# url = \"postgres://localhost/postgres\"
# Libraries that the private server loads when it starts: a provider of security labels.
# preload = [\"provider\"]

# Owners, grants and storage parameters are compared where they are declared, or all of them with \"all\".
[manage]
mode = \"declared\"
# Roles that the definitions name and the server lacks: whether a migration may make them, or a list of those.
# roles = true
";

const DOT_ENV: &str = "\
# Copy to .env, which belongs into .gitignore.
DATABASE_URL=postgres://postgres@localhost:5432/app
# AUTOGEN_SCRATCH_URL=postgres://postgres@localhost:5432/postgres
";

impl Init {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let here = std::env::current_dir().map_err(|cause| Error::file("find", ".", cause))?;
        let database = match self.from_database {
            true => Some(context.need_database()?),
            false => None,
        };
        let definitions = export::options(context, None)?;
        if self.from_database && fs::read_dir(&definitions.directory).is_ok_and(|mut entries| entries.next().is_some())
        {
            return Err(Error::Usage {
                message: format!(
                    "{}/ isn't empty, so it isn't filled from a database",
                    definitions.directory.display()
                ),
                hint: Some("`autogen export` brings it up to the database, and keeps what was edited".to_owned()),
            });
        }
        // Before anything is made: the database may not be there.
        let filled = match &database {
            Some(target) => {
                let source = Source::Database(target.clone());
                let reader = context.reader([&source])?;
                let tree = context.slow("reading the database", tree(&reader, &source, &definitions)).await?;
                Some((target, reader, tree))
            }
            None => None,
        };
        let mut text = String::new();
        for directory in [&definitions.directory, &relative(&context.config.migrations_directory())] {
            if !directory.is_dir() {
                fs::create_dir_all(directory).map_err(|cause| Error::file("make", directory, cause))?;
                text.push_str(&format!("made  {}/\n", directory.display()));
            }
        }
        for (name, content) in [(FILE_NAME, MANIFEST), (".env.example", DOT_ENV)] {
            let verb = if write_new(&here.join(name), content)? { "wrote" } else { "kept " };
            text.push_str(&format!("{verb} {name}\n"));
        }
        output::write(None, &text)?;
        let Some((target, reader, tree)) = filled else {
            context.say("next: declare tables in schema/, then `autogen -m \"first\"`");
            return Ok(Outcome::Done);
        };
        tree.write()?;
        output::write(None, &export::summary(&tree))?;
        export::remarks(context, &tree);
        baseline(context, &reader, target, &definitions.declared).await?;
        Ok(Outcome::Done)
    }
}

/// Writes the revision that makes all that is declared, and records it as applied.
async fn baseline(context: &Context, reader: &Reader, target: &Target, declared: &[std::path::PathBuf]) -> Result<()> {
    let chain = context.chain()?;
    let client = reader.connection(target).await?;
    let applied = table::read(&client).await?.applied;
    if !chain.is_empty() || !applied.is_empty() {
        context.say("no baseline is written: there are revisions already");
        return Ok(());
    }
    let options = Options { manage: context.manage(), prove: true, ..Options::default() };
    let declared = Source::Definitions(declared.to_vec());
    let compared = compare(reader, &Source::Empty, &declared, &options);
    let comparison = context.slow("proving the baseline", compared).await?;
    if comparison.up.is_empty() {
        context.say("the database is empty: declare tables in schema/, then `autogen -m \"first\"`");
        return Ok(());
    }
    // Nobody has to decide about what is so already.
    let (up, down) = generate::write(&chain, "baseline", &comparison, Some(&[]))?;
    output::write(None, &format!("wrote {}\nwrote {}\n", relative(&up).display(), relative(&down).display()))?;
    stamp(context, &client, &context.chain()?, Destination::Heads, false).await?;
    context.say("the database and schema/ are in step; the baseline counts as applied there");
    Ok(())
}

/// Whether the file was written; one that exists is left alone.
fn write_new(path: &Path, content: &str) -> Result<bool> {
    let failed = |cause| Error::file("write", path, cause);
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(content.as_bytes()).map_err(failed).map(|()| true),
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(cause) => Err(failed(cause)),
    }
}
