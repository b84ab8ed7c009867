//! `autogen init`: makes a project beside what is there, and overwrites nothing.

mod neighbour;

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use dialoguer::Confirm;

use super::context::{Context, relative};
use super::stamp::stamp;
use super::{Outcome, export, generate, output};
use crate::compare::{Options, compare};
use crate::config::FILE_NAME;
use crate::error::{Error, Result};
use crate::history::{Destination, Other, is_of_others, others, table};
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

    /// Say what was found and what would be made, and make nothing
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Nothing that exists is overwritten. The histories of Alembic, Django, Prisma, Drizzle, sqlx, Flyway, golang-migrate, dbmate,
goose, Diesel and Rails are found by their files, and it says how to go on from each. Where schema/ or migrations/ holds
another tool's files, another directory is taken. On a terminal, one question may be asked: whether to fill schema/ from the
database that is named.

With --from-database, schema/ is what `autogen export` writes, and the first revision, `baseline`, makes all of it in an
empty database. It is proved on a throwaway server and recorded as applied in the live database, where nothing else is
changed: `autogen check` finds both in step, and the next `autogen -m` goes on from there.

Examples:
  autogen init
  autogen init --dry-run
  autogen init --from-database --database postgres://localhost/app";

const MANIFEST: &str = "\
# Every key is optional; these are the defaults. For completion in editors: `autogen schema config -o autogen.schema.json`, and
# `#:schema ./autogen.schema.json` as the first line.

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
# A program that prints definitions as SQL, from an object-relational mapper's models: docs/orm.md.
# program = [\"python\", \"-m\", \"app.ddl\"]

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

/// What is made where nobody has said anything else, and where another tool's files are there.
const SCHEMA: [&str; 2] = ["schema", "autogen-schema"];
const MIGRATIONS: [&str; 2] = ["migrations", "autogen-migrations"];

impl Init {
    pub async fn run(&self, mut context: Context) -> Result<Outcome> {
        let here = std::env::current_dir().map_err(|cause| Error::file("find", ".", cause))?;
        let found = others(&here);
        let mut text: String = found.iter().map(neighbour::line).collect();
        if context.config.file.is_none() {
            let schema = choose(SCHEMA, |directory| is_taken(directory, &found))?;
            let migrations = choose(MIGRATIONS, is_of_others)?;
            for (chosen, usual) in [(schema, SCHEMA[0]), (migrations, MIGRATIONS[0])] {
                if chosen != usual {
                    text.push_str(&format!("chose {chosen}/, as {usual}/ holds files of another tool\n"));
                }
            }
            context.config.choose_directories(schema, migrations);
        }
        let migrations = relative(&context.config.migrations_directory());
        if let Some(other) = found.iter().find(|other| other.directories.contains(&migrations)) {
            return Err(Error::Usage {
                message: format!("{}/ holds the migrations of {}", migrations.display(), other.tool.name()),
                hint: Some("name another directory in autogen.toml: `[migrations] directory`".to_owned()),
            });
        }
        let from_database = self.from_database || self.asks_for_database(&context)?;
        let database = match from_database {
            true => Some(context.need_database()?),
            false => None,
        };
        // Where a program prints the definitions, they have no directory.
        let definitions = match context.config.schema_program() {
            Some(_) if !from_database => None,
            Some(_) | None => Some(export::options(&context, None)?),
        };
        let filled = database.as_ref().and(definitions.as_ref()).map(|definitions| &definitions.directory);
        if let Some(directory) = filled
            && fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some())
        {
            return Err(Error::Usage {
                message: format!("{}/ isn't empty, so it isn't filled from a database", directory.display()),
                hint: Some("`autogen export` brings it up to the database, and keeps what was edited".to_owned()),
            });
        }
        // Before anything is made: the database may not be there.
        let filled = match database.as_ref().zip(definitions.as_ref()) {
            Some((target, definitions)) => {
                let source = Source::Database(target.clone());
                let reader = context.reader([&source])?;
                let tree = context.slow("reading the database", tree(&reader, &source, definitions)).await?;
                Some((target, definitions, reader, tree))
            }
            None => None,
        };
        let directories: Vec<PathBuf> =
            definitions.iter().map(|options| options.directory.clone()).chain([migrations]).collect();
        text.push_str(&self.make(&context, &here, &directories)?);
        output::write(None, &text)?;
        for other in &found {
            context.say(&neighbour::advice(other));
        }
        let Some((target, definitions, reader, tree)) = filled else {
            context.say(&neighbour::next(&context, &found, &directories));
            return Ok(Outcome::Done);
        };
        if self.dry_run {
            return Ok(Outcome::Done);
        }
        tree.write()?;
        output::write(None, &export::summary(&tree))?;
        export::remarks(&context, &tree);
        baseline(&context, &reader, target, &definitions.declared).await?;
        Ok(Outcome::Done)
    }

    /// Makes directories and files that aren't there, and gives a line for each.
    fn make(&self, context: &Context, here: &Path, directories: &[PathBuf]) -> Result<String> {
        let mut text = String::new();
        let would = |verb: &'static str, other: &'static str| if self.dry_run { other } else { verb };
        for directory in directories.iter().filter(|directory| !directory.is_dir()) {
            if !self.dry_run {
                fs::create_dir_all(directory).map_err(|cause| Error::file("make", directory, cause))?;
            }
            text.push_str(&format!("{}  {}/\n", would("made", "would make"), directory.display()));
        }
        for (name, content) in [(FILE_NAME, manifest(context)), (".env.example", DOT_ENV.to_owned())] {
            let path = here.join(name);
            let is_new = if self.dry_run { !path.exists() } else { write_new(&path, &content)? };
            let verb = if is_new { would("wrote", "would write") } else { would("kept ", "would keep") };
            text.push_str(&format!("{verb} {name}\n"));
        }
        Ok(text)
    }

    /// Whether whoever sits at the terminal wants the definitions to be what the database holds.
    fn asks_for_database(&self, context: &Context) -> Result<bool> {
        let is_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let is_fresh = |directory: &PathBuf| fs::read_dir(directory).map_or(true, |mut all| all.next().is_none());
        let is_begun = context.config.schema_program().is_some() || !context.config.schema_paths().iter().all(is_fresh);
        // A URL that can't be used is told later on.
        let Ok(Some(target)) = context.database() else { return Ok(false) };
        if !is_terminal || is_begun || self.dry_run || context.is_quiet() {
            return Ok(false);
        }
        let question =
            format!("Fill {}/ with what {target} holds?", relative(&context.config.schema_paths()[0]).display());
        let answer = Confirm::new().with_prompt(question).default(false).interact();
        answer.map_err(|dialoguer::Error::IO(cause)| Error::file("read", "the terminal", cause))
    }
}

/// The first of these directories that isn't another's.
fn choose(names: [&'static str; 2], is_taken: impl Fn(&Path) -> bool) -> Result<&'static str> {
    names.into_iter().find(|name| !is_taken(Path::new(name))).ok_or_else(|| Error::Usage {
        message: format!("{} hold files of another tool", names.map(|name| format!("{name}/")).join(" and ")),
        hint: Some(
            "write an autogen.toml that names other directories: `[schema] paths`, `[migrations] directory`".into(),
        ),
    })
}

/// Whether a directory for definitions is another tool's: of files that hold none, or with its migrations among them.
fn is_taken(directory: &Path, found: &[Other]) -> bool {
    fn names(directory: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
        entries.flat_map(|path| if path.is_dir() { names(&path) } else { vec![path] }).collect()
    }
    let is_definition =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "sql" || extension == "toml");
    let files = names(directory);
    let holds_history = found.iter().flat_map(|other| &other.directories).any(|other| other.starts_with(directory));
    holds_history || !files.is_empty() && !files.iter().any(is_definition)
}

/// The text of autogen.toml, with the directories that were chosen. Within another project nothing was.
fn manifest(context: &Context) -> String {
    let mut text = MANIFEST.to_owned();
    if context.config.file.is_none() {
        let name = |path: PathBuf| relative(&path).display().to_string();
        for schema in context.config.schema_paths() {
            text = text.replace("paths = [\"schema\"]", &format!("paths = [\"{}\"]", name(schema)));
        }
        let migrations = format!("directory = \"{}\"", name(context.config.migrations_directory()));
        text = text.replace("directory = \"migrations\"", &migrations);
    }
    text
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
