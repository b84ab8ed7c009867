//! `autogen generate`, or `autogen -m`: writes the pair of files that takes the database to the schema and back.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::answer::Interview;
use super::context::{Context, relative, replay};
use super::{Format, Outcome, output};
use crate::compare::{Comparison, Options, compare};
use crate::error::{Error, Result};
use crate::history::{self, Chain, Head, Script};
use crate::prove::Proof;
use crate::report;
use crate::server::Client;
use crate::source::Source;

/// Write the migration that takes the database to schema/, and the one back; `autogen -m` for short
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, next_help_heading = "Generate")]
pub(super) struct Generate {
    /// What the migration is for; it names the files
    #[arg(short, long, value_name = "TEXT")]
    pub message: Option<String>,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,

    /// Compare with what the migrations build, whatever the live database holds: `autogen watch --apply` may have
    /// brought it along
    #[arg(long)]
    from_migrations: bool,

    /// Don't replay the migration in scratch; its head will say so
    #[arg(long)]
    no_prove: bool,

    #[command(flatten)]
    strictness: super::strict::Strictness,

    #[command(flatten)]
    renames: super::rename::Renames,

    #[command(flatten)]
    answered: super::answer::Answered,
}

const EXAMPLES: &str = "\
Compares the live database, or where none is configured what the migrations build, with the definitions in schema/. Both
files are proved on a throwaway server before they are written: up reaches the schema, down restores what was.
Questions that only a person can answer stand in the head of the upgrade file as open boxes; `autogen upgrade` waits for
them. On a terminal, possible renames are asked about at once. With --format json, nothing is written while a question is
open: it is listed with its id, and the exit code is 3.

Examples:
  autogen -m \"add likes\"
  autogen -m \"say who\" --rename public.users.full_name=display_name
  autogen generate -m \"add likes\" --format json
  autogen generate -m \"say who\" --format json --answer R1=rename --answer R2=accept";

impl Generate {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let Some(message) = self.message.as_deref().filter(|message| !message.trim().is_empty()) else {
            return Err(Error::Usage {
                message: "a migration needs a message".to_owned(),
                hint: Some("autogen -m \"what changes\"".to_owned()),
            });
        };
        let chain = context.chain()?;
        let to = context.schema()?;
        let from = match context.database()? {
            Some(target) if !self.from_migrations => Source::Database(target),
            Some(_) | None => replay(chain.ordered()),
        };
        let reader = context.reader([&from])?;
        if let Source::Database(target) = &from {
            at_newest(&*reader.connection(target).await?, &chain).await?;
        }
        if chain.heads().len() > 1 {
            return Err(history::several_heads(&chain.heads()));
        }
        let mut options = Options {
            manage: context.manage(),
            prove: !self.no_prove,
            answers: self.renames.answers(context)?,
            roles: context.config.roles().clone(),
        };
        let mut interview = Interview::new(&self.answered, self.format == Format::Text)?;
        let mut comparison = loop {
            let work = compare(&reader, &from, &to, &options);
            let mut comparison = context.slow("comparing and proving", work).await?;
            if !interview.hear(&mut comparison.items, &mut options.answers, context)? {
                break comparison;
            }
        };
        context.explain_set_aside(&comparison.to);
        let open = interview.close(&mut comparison.items)?;
        self.strictness.check(&[&comparison.from.catalog, &comparison.to.catalog])?;
        if self.format == Format::Text {
            context.say(&report::text::stale_answers(&comparison));
            context.say(&report::text::unasked(&comparison));
            context.say(&report::text::left_alone(comparison.left_alone()));
            context.say(&report::text::unmodelled(&[&comparison.from.catalog, &comparison.to.catalog]));
        }
        let sorts = context.config.review_block();
        let waits =
            comparison.items.iter().any(|item| open.contains(&item.id) && report::judgement::blocks(item, sorts));
        // A program is asked before anything is written; a person finds the boxes in the file.
        let is_undecided = self.format == Format::Json && waits;
        let files = match comparison.up.is_empty() || is_undecided {
            true => None,
            false => Some(write(&chain, message, &comparison, sorts)?),
        };
        let files = files.as_ref().map(|(up, down)| (up.as_path(), down.as_path()));
        match self.format {
            Format::Text => output::write(None, &summary(&comparison, files))?,
            Format::Json => output::write(None, &report::json::pretty(&object(&comparison, files, &open)?))?,
        }
        Ok(if is_undecided { Outcome::Undecided } else { Outcome::Done })
    }
}

/// Writes the pair of files; `sorts` are the review items whose boxes are left open, none for all.
pub(super) fn write(
    chain: &Chain,
    message: &str,
    comparison: &Comparison,
    sorts: Option<&[String]>,
) -> Result<(PathBuf, PathBuf)> {
    let id = history::new_id(&chain.taken_ids());
    let parents = chain.heads().iter().map(|head| head.id).collect();
    let (up, down) = texts(Head::new(message, id, parents), comparison, sorts)?;
    history::write_pair(chain.directory(), id, &history::slug(message), &up, &down)
}

/// The texts of both files; what the comparison knows is put into the head.
pub(super) fn texts(head: Head, comparison: &Comparison, sorts: Option<&[String]>) -> Result<(String, String)> {
    let Comparison {
        from: _,
        to: _,
        fingerprints,
        renames: _,
        up,
        down,
        items,
        restorations,
        stale_answers: _,
        missing_roles,
        proof,
        sizes,
    } = comparison;
    let head = Head {
        from: fingerprints.0.clone(),
        to: fingerprints.1.clone(),
        proved: proof.as_ref().map_or_else(|| "no, by --no-prove".to_owned(), Proof::summary),
        reviews: items.iter().map(|item| report::judgement::review_box(item, sorts)).collect(),
        ..head
    };
    let costs = proof.as_ref().map(|proof| (&proof.steps[..], &proof.down_steps[..])).unwrap_or_default();
    let up = history::file::compose(&head, &up.preflight, &report::judgement::steps(up, costs.0, sizes, &[]));
    let left = missing_roles.iter().filter(|missing| missing.is_made).zip(1..);
    let reviews = left.map(|(missing, number)| report::judgement::left_by_the_downgrade(missing, number)).collect();
    let head = Head { reviews, ..head.reversed() };
    let down =
        history::file::compose(&head, &down.preflight, &report::judgement::steps(down, costs.1, sizes, restorations));
    let script = |text: &String| Script::parse(&head.message, text.clone());
    let checksum = history::checksum_of_statements(&script(&up)?, &script(&down)?);
    let [up, down] = [up, down].map(|text| match proof {
        Some(_) => history::with_keys(&text, &[("checksum", &checksum)]),
        None => text,
    });
    Ok((up, down))
}

/// Refuses a live database that doesn't have exactly the revisions of the chain.
async fn at_newest(client: &Client, chain: &Chain) -> Result<()> {
    let seen = chain.seen_by(history::table::read(client).await?)?;
    let (chain, state) = (&*seen.chain, &seen.state);
    if let Some(unknown) = state.applied.values().find(|applied| chain.get(applied.id).is_none()) {
        return Err(Error::History {
            message: format!(
                "the database has revision {} ({}), which isn't in {}",
                unknown.id,
                unknown.message,
                relative(chain.directory()).display()
            ),
            hint: Some("fetch the branch that has its files, or go back with it: `autogen downgrade -1`".to_owned()),
        });
    }
    let pending: Vec<String> = chain
        .ordered()
        .filter(|revision| !state.applied.contains_key(&revision.id))
        .map(|revision| revision.name())
        .collect();
    match pending.as_slice() {
        [] => Ok(()),
        pending => Err(Error::History {
            message: format!("the database isn't at the newest revision: {} not applied", pending.join(", ")),
            hint: Some("run `autogen upgrade` first, or compare without a live database".to_owned()),
        }),
    }
}

fn summary(comparison: &Comparison, files: Option<(&Path, &Path)>) -> String {
    let Some((up, down)) = files else {
        return "nothing to do: the database and the schema are in step\n".to_owned();
    };
    let mut text = format!("wrote {}\n      {}\n\n", relative(up).display(), relative(down).display());
    text.push_str(&report::text::outline(comparison));
    if let Some(proof) = &comparison.proof {
        text.push_str(&format!("\nproved: {}\n", proof.summary()));
    }
    for line in report::judgement::downgrade(&comparison.down, &comparison.restorations) {
        text.push_str(&format!("downgrade: {line}\n"));
    }
    if !comparison.items.is_empty() {
        let questions = report::judgement::questions(&comparison.items);
        text.push_str(&format!("\nto be judged, in the head of {}:\n{questions}", relative(up).display()));
    }
    text.push_str("\nnext: read both files, then `autogen upgrade`\n");
    text
}

fn object(comparison: &Comparison, files: Option<(&Path, &Path)>, open: &[String]) -> Result<serde_json::Value> {
    let mut object = report::json::object(comparison)?;
    object["open"] = json!(open);
    object["files"] = match files {
        Some((up, down)) => json!({ "up": relative(up), "down": relative(down) }),
        None => serde_json::Value::Null,
    };
    Ok(object)
}
