//! `autogen import`: the history of another tool, made into migrations of ours.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::context::{Context, relative};
use super::stamp::{stamp_as_alembic, told};
use super::{Outcome, output};
use crate::alembic::{self, Pair, Place, Project};
use crate::error::{Error, Result};
use crate::history::{self, Chain, Revision, RevisionId};
use crate::server;

/// Make migrations of another tool's history
#[derive(Debug, Args)]
#[command(after_help = "\
Histories of plain SQL (sqlx, Flyway, Prisma …) need no import: `autogen init --from-database` begins with what they have built.

Examples:
  autogen import alembic --help
  autogen import alembic backend/")]
pub(super) struct Import {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    Alembic(Alembic),
}

/// Make migrations of an Alembic project, and take over the databases that it has built
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
struct Alembic {
    /// The project: the directory with alembic.ini, or what `alembic upgrade base:heads --sql` wrote
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// What `alembic downgrade heads:base --sql` wrote, where PATH is such a file
    #[arg(long, value_name = "FILE")]
    down: Option<PathBuf>,

    /// The Python that has the project's Alembic [default: VIRTUAL_ENV, .venv or venv, that of `alembic`, python3]
    #[arg(long, value_name = "PROGRAM", conflicts_with = "down")]
    python: Option<String>,

    /// The table in which Alembic says where a database is, where PATH is a file and env.py gives it another name
    #[arg(long, value_name = "TABLE", default_value = "alembic_version")]
    version_table: String,

    /// Write what can't be rendered offline with an open box, so that nobody runs it before it is written by hand
    #[arg(long)]
    stub: bool,

    /// Record in the live database that it is where its table alembic_version says
    #[arg(long)]
    stamp: bool,

    /// Say what would be written, and write nothing
    #[arg(long, conflicts_with = "stamp")]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Each revision becomes a pair of files with what `alembic upgrade` and `alembic downgrade` would run, rendered by the
project's own Alembic in its offline mode: no database is asked. Its Create Date becomes the id, and its own id is kept:
`autogen show 3a8f` finds it. Revisions that were imported before are left as they are.

A revision that reads from the database (`op.get_bind().execute(…).fetchall()`) can't be rendered; --stub leaves it to be
written by hand.

A database that Alembic has built is taken over by `--stamp` here, or by `autogen stamp --alembic` anywhere else. The table
alembic_version stays as it is, and no comparison looks at it.

Examples:
  autogen import alembic backend/ --dry-run
  autogen import alembic backend/ --python backend/.venv/bin/python
  autogen import alembic backend/ --stamp          and the live database is where Alembic says
  alembic upgrade base:heads --sql > up.sql && alembic downgrade heads:base --sql > down.sql
  autogen import alembic up.sql --down down.sql    without Python";

impl Import {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let From::Alembic(alembic) = &self.from;
        alembic.run(context).await
    }
}

impl Alembic {
    async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let project = context.slow("asking Alembic", async { self.project(context) }).await?;
        let pairs = alembic::pairs(&project, &chain, RevisionId::ago(project.revisions.len()), self.stub)?;
        // What is written has to read back, whatever stands in a message.
        let whole = with(&chain, &pairs)?;
        let left = project.revisions.len() - pairs.len();
        let written = if self.dry_run { Vec::new() } else { write(chain.directory(), &pairs)? };
        let verb = if self.dry_run { "would write" } else { "wrote" };
        let lines = pairs.iter().map(|pair| {
            let name = whole.get(pair.id).map(Revision::name).unwrap_or_default();
            format!("{verb} {name} (alembic {})\n", pair.alembic)
        });
        output::write(None, &lines.collect::<String>())?;
        if left > 0 {
            context.say(&format!("{left} revisions were imported before, and stay as they are"));
        }
        let asks =
            |pair: &&Pair| project.revisions.iter().any(|one| one.id == pair.alembic && one.asks_whether_offline);
        for pair in pairs.iter().filter(asks) {
            context.say(&format!(
                "look at {}: it asks whether it is rendered, and may do more when it isn't",
                pair.alembic
            ));
        }
        for why in pairs.iter().flat_map(|pair| &pair.open) {
            context.say(&format!("to be written by hand, behind an open box: {why}"));
        }
        if self.dry_run {
            return Ok(Outcome::Done);
        }
        self.take_over(context, &project).await?;
        if !written.is_empty() {
            context.say(
                "next: `autogen verify --all` proves them; `autogen export --from migrations` writes the definitions; \
                 then `autogen check`",
            );
        }
        Ok(Outcome::Done)
    }

    fn project(&self, context: &Context) -> Result<Project> {
        let read = |path: &Path| fs::read_to_string(path).map_err(|cause| Error::file("read", path, cause));
        match alembic::project(&self.path)? {
            Place::Project(_) if self.down.is_some() => {
                Err(Error::usage("--down goes with a script; a project's downgrades are rendered like its upgrades"))
            }
            Place::Project(configuration) => alembic::render(&configuration, self.python.as_deref()),
            Place::Script(path) => {
                let (up, down) = (read(&path)?, self.down.as_deref().map(read).transpose()?);
                if let Some(line) = up.lines().position(|line| line.contains("%%")) {
                    context.say(&format!(
                        "{}:{}: `%%` is what Alembic writes for `%` where env.py lacks dialect_opts={{\"paramstyle\": \
                         \"named\"}}; importing the directory needs no such thing",
                        relative(&path).display(),
                        line + 1
                    ));
                }
                alembic::split(&up, down.as_deref(), self.version_table.parse()?)
            }
        }
    }

    /// Says where the live database is, and records that if it is wanted.
    async fn take_over(&self, context: &Context, project: &Project) -> Result<()> {
        if self.stamp {
            context.need_database()?;
        }
        let Some(target) = context.database()? else { return Ok(()) };
        let chain = context.chain()?;
        let client = server::connect(&target).await?;
        let table = &project.version_table;
        if self.stamp {
            let recorded = stamp_as_alembic(context, &client, &chain, table, false).await?;
            return told(&chain, &recorded);
        }
        let Some(versions) = alembic::versions(&client, table).await? else {
            context
                .say(&format!("the database has no {table}: `autogen upgrade` builds it from the first revision on"));
            return Ok(());
        };
        let standing = alembic::standing(&chain, &versions)?;
        let titles: Vec<String> = standing.iter().map(|id| chain.title(*id)).collect();
        let titles = if titles.is_empty() { "none of the revisions".to_owned() } else { titles.join(" and ") };
        context.say(&format!("the database is at {titles}: `autogen stamp --alembic` records that"));
        Ok(())
    }
}

/// The chain with what is about to be written.
fn with(chain: &Chain, pairs: &[Pair]) -> Result<Chain> {
    let mut revisions: Vec<Revision> = chain.ordered().cloned().collect();
    for pair in pairs {
        let file = |direction: &str, text: &str| {
            (chain.directory().join(format!("{}_{}.{direction}.sql", pair.id, pair.slug)), text.to_owned())
        };
        let (up, down) = (file("up", &pair.up), file("down", &pair.down));
        revisions.push(Revision::parse(pair.id, &pair.slug, up, down)?);
    }
    Chain::new(chain.directory(), revisions)
}

/// Writes all pairs, or none.
fn write(directory: &Path, pairs: &[Pair]) -> Result<Vec<PathBuf>> {
    let mut written: Vec<PathBuf> = Vec::new();
    for pair in pairs {
        match history::write_pair(directory, pair.id, &pair.slug, &pair.up, &pair.down) {
            Ok((up, down)) => written.extend([up, down]),
            Err(error) => {
                for path in written {
                    fs::remove_file(&path).map_err(|cause| Error::file("remove", &path, cause))?;
                }
                return Err(error);
            }
        }
    }
    Ok(written)
}
