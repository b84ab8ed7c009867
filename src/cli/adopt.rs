//! `autogen adopt`: takes over what somebody has changed in the database by hand.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use dialoguer::Confirm;

use super::answer::Interview;
use super::context::{Context, relative};
use super::drift::{Drift, applied, drift};
use super::identify::by_replay;
use super::stamp::stamp;
use super::{Outcome, export, generate, output};
use crate::catalog::Object;
use crate::compare::{Comparison, Manage, Options, compared, declarable};
use crate::definition;
use crate::error::{Error, Result};
use crate::history::{self, Chain, Destination, Head, RevisionId, current, table};
use crate::report;
use crate::server::{self, Client};
use crate::source::{Reader, Source, as_managed};
use crate::tree::carry::carried;
use crate::tree::edit::{Edits, edited, unified};

/// Take over what was changed in the database by hand: into schema/, and as a revision that counts as applied there
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Adopt {
    /// What the revision is for; it names the files
    #[arg(short, long, value_name = "TEXT", default_value = "adopt what was changed by hand")]
    message: String,

    /// Show what would be written, as a patch, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Don't ask
    #[arg(long)]
    yes: bool,

    /// The revision that the database is at, where it doesn't say so itself
    #[arg(long, value_name = "REVISION")]
    at: Option<String>,

    /// Write the revision beside those that aren't applied yet; `autogen merge` joins them
    #[arg(long)]
    branch: bool,

    #[command(flatten)]
    renames: super::rename::Renames,

    #[command(flatten)]
    answered: super::answer::Answered,
}

const EXAMPLES: &str = "\
Compares the live database with what its applied revisions build. What differs was changed by hand: it is edited into
the definitions, whose comments, order and files stay as they are, and written as a revision, up and down, proved as any
other. The revision counts as applied on this database; the others get it by `autogen upgrade`. What is in schema/ and
in no revision yet stays there for the next `autogen -m`.
Nothing is written before the definitions have been loaded in scratch and say what is wanted. In the database nothing but
its history is changed.

A database without a history is taken for the revision that it is nearest to, or for that of --at. The other ways out:
`autogen diff --revert` prints the SQL that takes the changes back, `autogen export` brings schema/ up to the database.

Exits with 0 if done or nothing differs, 1 if something would be written (--dry-run), 2 in trouble, 3 if a person must
decide: nobody said --yes, or schema/ has changed the same object otherwise.

Examples:
  autogen adopt --dry-run
  autogen adopt -m \"the index of last night\" --yes
  autogen adopt --at 20261121101502             for a database that remembers no revisions";

impl Adopt {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let target = context.need_database()?;
        let paths = context.schema_to_write()?;
        if chain.is_empty() {
            return Err(Error::Usage {
                message: format!("there is no revision in {}", relative(chain.directory()).display()),
                hint: Some("`autogen init --from-database` begins with what the database holds".to_owned()),
            });
        }
        let source = Source::Database(target.clone());
        let reader = context.reader([&source])?;
        let client = reader.connection(&target).await?;
        let parents = self.parents(context, &chain, &reader, &source, &client).await?;
        let has = chain.ancestors(parents.iter().copied());
        let found = context.slow("reading the database", drift(&reader, &chain, &has, &target)).await?;
        let comparison = self.compared(context, &reader, found).await?;
        if comparison.up.is_empty() {
            output::write(None, "nothing to do: the database is what its revisions build\n")?;
            return Ok(Outcome::Done);
        }
        let work = edits(context, &reader, &paths, &comparison);
        let edits = context.slow("editing the definitions", work).await?;
        let head = Head::new(&self.message, history::new_id(&chain.taken_ids()), parents);
        let (id, slug) = (head.id, history::slug(&self.message));
        let (up, down) = generate::texts(head, &comparison, context.config.review_block())?;

        if self.dry_run {
            let mut text = edits.diff();
            for (end, script) in [("up", &up), ("down", &down)] {
                let path = relative(chain.directory()).join(format!("{id}_{slug}.{end}.sql"));
                text.push_str(&unified(&path, None, Some(script)));
            }
            output::write(None, &text)?;
            remarks(context, &edits, &comparison);
            return Ok(Outcome::Different);
        }
        output::write(None, &report::text::changes(&report::difference(&comparison)?))?;
        if !self.is_confirmed(&edits)? {
            context.say("nothing was written");
            return Ok(Outcome::Different);
        }
        edits.write()?;
        let (up, down) = history::write_pair(chain.directory(), id, &slug, &up, &down)?;
        let edited = edits.after.files.iter().map(|(path, text)| {
            let verb = if text.is_some() { "edited " } else { "removed" };
            format!("{verb} {}\n", path.display())
        });
        let files = [up, down].map(|path| format!("wrote   {}\n", relative(&path).display()));
        output::write(None, &(String::from("\n") + &edited.chain(files).collect::<String>()))?;
        remarks(context, &edits, &comparison);
        let runs = server::connect(&context.database_to_run()?).await?;
        stamp(context, &runs, &context.chain()?, Destination::Revision(id), false).await?;
        context.say("the revision counts as applied here; `autogen upgrade` brings it to the other databases");
        Ok(Outcome::Done)
    }

    /// What the new revision follows: the revision that the database is at.
    async fn parents(
        &self,
        context: &Context,
        chain: &Chain,
        reader: &Reader,
        source: &Source,
        client: &Client,
    ) -> Result<Vec<RevisionId>> {
        let seen = chain.seen_by(table::read(client).await?)?;
        let has = applied(&seen.chain, &seen.state)?;
        let at = match &self.at {
            Some(_) if !has.is_empty() => {
                return Err(Error::Usage {
                    message: "--at is for a database that remembers no revisions".to_owned(),
                    hint: Some(format!("this one is at {}", titles(chain, &current(&seen.state)))),
                });
            }
            Some(text) => vec![chain.locate(text)?],
            None if has.is_empty() => vec![nearest(context, chain, reader, source).await?],
            None => current(&seen.state),
        };
        let has = chain.ancestors(at.iter().copied());
        let unapplied = chain.ids().into_iter().filter(|id| !has.contains(id)).collect::<Vec<_>>();
        let is_split = at.iter().any(|id| chain.get(*id).is_none());
        if !unapplied.is_empty() && (!self.branch || is_split) {
            return Err(Error::History {
                message: format!("the database isn't at the newest revision: not applied are {}", titles(chain, &unapplied)),
                hint: Some(
                    "run `autogen upgrade` first; where the changes are in its way, take them back (`autogen diff --revert`), or \
                     adopt them beside those revisions with --branch, and `autogen merge`"
                        .to_owned(),
                ),
            });
        }
        Ok(at)
    }

    /// From what the revisions build to what the database holds, with the questions that this raises.
    async fn compared(&self, context: &Context, reader: &Reader, mut found: Drift) -> Result<Comparison> {
        if context.manage() == Manage::Declared {
            leave_out(context, &mut found);
        }
        let mut options = Options {
            manage: context.manage(),
            prove: true,
            answers: self.renames.answers(context)?,
            roles: context.config.roles().clone(),
        };
        let mut interview = Interview::new(&self.answered, true)?;
        loop {
            let work = compared(reader, found.built.clone(), found.live.clone(), &options);
            let mut comparison = context.slow("comparing and proving", work).await?;
            if !interview.hear(&mut comparison.items, &mut options.answers, context)? {
                interview.close(&mut comparison.items)?;
                return Ok(comparison);
            }
        }
    }

    fn is_confirmed(&self, edits: &Edits) -> Result<bool> {
        if self.yes {
            return Ok(true);
        }
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Err(Error::Undecided {
                message: "this was changed in the database by hand, and somebody has to say that it is to stay"
                    .to_owned(),
                items: edits.after.files.keys().map(|path| format!("{} would be edited", path.display())).collect(),
                hint: "--yes adopts it, --dry-run shows the files, `autogen diff --revert` takes it back".to_owned(),
            });
        }
        let question = "Adopt this: edit the definitions, and write a revision that counts as applied?";
        let answer = Confirm::new().with_prompt(question).default(false).interact();
        answer.map_err(|dialoguer::Error::IO(cause)| Error::file("read", "the terminal", cause))
    }
}

/// Takes owners and grants out of what was made by hand: nothing declares them, and other databases have other roles.
fn leave_out(context: &Context, found: &mut Drift) {
    let Drift { live, built } = found;
    let is_known = |object: Object| object.id.parent().is_none_or(|parent| built.catalog.contains(parent));
    let all = live.catalog.clone();
    live.catalog = all.filtered(|object| !object.attributes.is_managed_on_demand() || is_known(object));
    let owner = live.default_owner.as_deref();
    let gone = all.objects().filter(|one| !live.catalog.contains(one.id) && !one.attributes.is_by_default(owner));
    let gone: Vec<String> = gone.map(|object| object.id.to_string()).collect();
    if !gone.is_empty() {
        context.say(&format!("not adopted, as nothing declares them: {} (`--manage all` does)", gone.join(", ")));
    }
}

/// The revision that a database is nearest to which remembers none.
async fn nearest(context: &Context, chain: &Chain, reader: &Reader, source: &Source) -> Result<RevisionId> {
    let live = reader.read(source).await?;
    let work = by_replay(context, reader, chain, live);
    let found = context.slow("running the revisions in scratch", work).await?;
    let states: Vec<_> = match found.fits.is_empty() {
        false => found.fits.iter().map(|state| (*state, 0)).collect(),
        true => found.nearest.iter().map(|(state, differences)| (*state, differences.len())).collect(),
    };
    let least = states.first().map_or(0, |(_, count)| *count);
    let title = |state: &Option<RevisionId>| state.map_or("base".to_owned(), |id| chain.title(id));
    let counted = |count: usize| if count == 1 { "1 difference".to_owned() } else { format!("{count} differences") };
    let lines = states.iter().map(|(state, count)| format!("{}: {}", title(state), counted(*count)));
    let lines: Vec<String> = lines.collect();
    match &states.iter().filter(|(_, count)| *count == least).collect::<Vec<_>>()[..] {
        [(Some(id), count)] => {
            context.say(&format!(
                "the database remembers no revisions; taken for {}: {}",
                chain.title(*id),
                counted(*count)
            ));
            Ok(*id)
        }
        _ => Err(Error::Undecided {
            message: "the database remembers no revisions, and is near to no single one".to_owned(),
            items: lines,
            hint: "--at REVISION says which it is at".to_owned(),
        }),
    }
}

/// The definitions with what was changed by hand.
async fn edits(context: &Context, reader: &Reader, paths: &[PathBuf], comparison: &Comparison) -> Result<Edits> {
    let files = definition::read(paths)?;
    let Comparison { from, to, .. } = comparison;
    let mut declared = reader.read_files(&files, Some(from.catalog.server_major)).await?;
    declared.catalog = declared.catalog.for_server(from.catalog.runs_on);
    let manage = context.manage();
    declared.catalog = declarable(&declared, &declared.catalog, manage);
    let spoken = |catalog| match manage {
        Manage::All => Clone::clone(catalog),
        Manage::Declared => as_managed(catalog, &declared.catalog, &[]),
    };
    let wanted = carried(&spoken(&from.catalog), &spoken(&to.catalog), &declared.catalog);
    let wanted = wanted.map_err(|items| Error::Undecided {
        message: "schema/ and the database have changed the same objects in two ways".to_owned(),
        items,
        hint: "bring schema/ into line with the database there, by hand, and adopt then".to_owned(),
    })?;
    let options = export::options(context, None)?;
    edited(reader, files, &declared, &wanted, &comparison.renames, &options).await
}

fn titles(chain: &Chain, ids: &[RevisionId]) -> String {
    ids.iter().map(|id| chain.title(*id)).collect::<Vec<_>>().join(", ")
}

/// What people have to know besides, on stderr.
fn remarks(context: &Context, edits: &Edits, comparison: &Comparison) {
    for (file, comment) in &edits.after.lost {
        context.say(&format!("goes with what it is about, in {}: {comment}", file.display()));
    }
    let questions = report::judgement::questions(&comparison.items);
    if !questions.is_empty() {
        context.say(&format!("to be judged before other databases get it:\n{questions}"));
    }
    context.say(&report::text::left_alone(comparison.left_alone()));
    context.say(&report::text::unmodelled(&[&comparison.from.catalog, &comparison.to.catalog]));
}
