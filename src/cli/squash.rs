//! `autogen squash`: one revision in place of several, proved to be the same.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use super::context::{Context, relative, replay};
use super::generate;
use super::history::within;
use super::{Format, Outcome, output};
use crate::compare::{self, Comparison, Options, compared};
use crate::definition::is_about_roles;
use crate::error::{Error, Result};
use crate::history::{
    self, Chain, Direction, FileStatement, Head, ReviewBox, Revision, RevisionId, Script, changes_rows,
};
use crate::kind::foreign_option::leaves_out_secret;
use crate::prove::{Walk, replay_revision};
use crate::report;
use crate::review::Sort;
use crate::source::{Reader, Sourced, differences};

/// Put one migration in the place of several
#[derive(Debug, Args)]
#[command(after_help = "\
FROM:TO are the revisions after the first, up to the second, as for `history`; `base:head` are all.
The new files hold the net change: what leads from the schema before to the schema after. Where a statement changes rows or
roles, or has to run outside of a transaction on a database that is there, or where the net change would ask a person
something, they hold the statements of the old files instead, one after the other.
Before they are written, they are run on a throwaway server, up, down and up: they have to lead where the old files lead.

The old files move to migrations/replaced/, and the new ones say `replaces:` in their heads. A database that has none of the
old ones runs the new one; one that has all of them has the new one, which the next `upgrade` records without running
anything; one that has some runs the rest of the old ones first. Once no database is in the middle, the directory may go.

Examples:
  autogen squash base:head -m \"first year\"
  autogen squash 20260101:20260630 -m \"first half\"
  autogen squash base:head-3 -m \"first year\" --keep-steps")]
pub(super) struct Squash {
    /// Which: FROM:TO, ids or their beginnings, `base`, `head`
    #[arg(value_name = "RANGE")]
    range: String,

    /// What the migration is for; it names the files
    #[arg(short, long, value_name = "TEXT")]
    pub message: String,

    /// Write the statements of the old files one after the other, even if a net change could be had
    #[arg(long)]
    keep_steps: bool,

    /// Write the net change, and leave out what it can't hold, such as changes of rows
    #[arg(long, conflicts_with = "keep_steps")]
    drop_data: bool,

    /// Show the new files, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// The texts of both files, and how they came about.
struct Draft {
    up: String,
    down: String,
    is_net: bool,
    /// Why it isn't the net change, or what that leaves out.
    remarks: Vec<String>,
}

impl Squash {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let range = range(&chain, &self.range)?;
        let id = history::new_id(&chain.taken_ids());
        let parents = parents(&chain, &range)?;
        let replaces: Vec<RevisionId> = range.iter().map(|revision| revision.id).collect();
        let head = Head { replaces: replaces.clone(), ..Head::new(&self.message, id, parents) };
        let reader = context.reader([])?;
        let work = self.proved(context, &reader, &chain, &range, head);
        let draft = context.slow("running the old files and the new ones", work).await?;
        let directory = chain.directory();
        let mut files = None;
        if !self.dry_run {
            let slug = history::slug(&self.message);
            files = Some(history::write_pair(directory, id, &slug, &draft.up, &draft.down)?);
            history::set_aside(directory, &range)?;
        }
        let text = match (self.format, &files) {
            (Format::Text, Some((up, down))) => {
                let (up, down) = (relative(up), relative(down));
                let count = range.len();
                let place = relative(directory);
                format!(
                    "wrote {}\nwrote {}\nmoved {count} revisions to {}/replaced\n",
                    up.display(),
                    down.display(),
                    place.display()
                )
            }
            (Format::Text, None) => format!("{}\n{}", draft.up, draft.down),
            (Format::Json, files) => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "revision": id.to_string(),
                "replaces": replaces.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "is_net": draft.is_net,
                "remarks": draft.remarks,
                "files": files.as_ref().map(|(up, down)| json!({ "up": relative(up), "down": relative(down) })),
                "sql": { "up": draft.up, "down": draft.down },
            })),
        };
        output::write(None, &text)?;
        draft.remarks.iter().for_each(|remark| context.say(remark));
        context.say("proved: the new files lead where the old ones lead, and back");
        Ok(Outcome::Done)
    }

    async fn proved(
        &self,
        context: &Context,
        reader: &Reader,
        chain: &Chain,
        range: &[&Revision],
        head: Head,
    ) -> Result<Draft> {
        let mut draft = self.draft(reader, chain, range, &head).await?;
        let paths = ["up", "down"].map(|way| chain.directory().join(format!("{}_squash.{way}.sql", head.id)));
        let [up_path, down_path] = paths;
        let squash = Revision::parse(head.id, "squash", (up_path, draft.up.clone()), (down_path, draft.down.clone()))?;
        let before = chain.ancestors(squash.parents.iter().copied());
        let old = chain.ordered().chain(chain.set_aside());
        let new = Chain::new(chain.directory(), old.cloned().chain([squash.clone()]).collect())?;

        let mut walk = Walk::new(reader, chain, None);
        walk.to(&before).await?;
        let first = walk.catalog().await?;
        walk.to(&before.iter().copied().chain(range.iter().map(|revision| revision.id)).collect()).await?;
        let last = walk.catalog().await?;
        walk.end().await?;
        let mut walk = Walk::new(reader, &new, None);
        let squash = new.get(squash.id).expect("it was put there");
        let replayed = replay_revision(&mut walk, &new, squash).await?;
        walk.end().await?;
        for (new, old) in [(&replayed.before, &first), (&replayed.after, &last)] {
            let evidence = differences(new, &reader.settled(new, old).await?);
            if !evidence.is_empty() {
                let what = "the new files don't lead where the old ones lead".to_owned();
                return Err(Error::Proof { what, evidence, cause: None });
            }
        }
        let fingerprint = |catalog| compare::fingerprint(catalog, &replayed.default_owner, context.manage());
        let (from, to) = (fingerprint(&replayed.before), fingerprint(&replayed.after));
        let summary = replayed.summary("leads where the replaced ones lead");
        let statements = squash.statements();
        for (text, from, to) in [(&mut draft.up, &from, &to), (&mut draft.down, &to, &from)] {
            let values = [("from", from.as_str()), ("to", to), ("proved", &summary), ("checksum", &statements)];
            *text = history::with_keys(text, &values);
        }
        Ok(draft)
    }

    async fn draft(&self, reader: &Reader, chain: &Chain, range: &[&Revision], head: &Head) -> Result<Draft> {
        let data: Vec<String> = range.iter().flat_map(|revision| data(revision, head.parents.is_empty())).collect();
        let mut remarks = Vec::new();
        if !self.keep_steps && (data.is_empty() || self.drop_data) {
            let before = chain.ancestors(head.parents.iter().copied());
            let after =
                |revision: &&Revision| before.contains(&revision.id) || range.iter().any(|one| one.id == revision.id);
            let from = replay(chain.ordered().filter(|revision| before.contains(&revision.id)));
            let to = replay(chain.ordered().filter(after));
            let (from, to) = reader.read_both(&from, &to).await?;
            let [from, to] = [from, to].map(|one| Sourced::declaration(one.catalog, one.default_owner));
            let comparison = compared(reader, from, to, &Options { prove: true, ..Options::default() }).await?;
            match unclear(&comparison) {
                None => {
                    remarks.extend(data.iter().map(|place| format!("left out: {place}")));
                    // Whoever has decided about the old files has decided.
                    let (up, down) = generate::texts(head.clone(), &comparison, Some(&[]))?;
                    return Ok(Draft { up, down, is_net: true, remarks });
                }
                Some(why) if self.drop_data => {
                    return Err(Error::History {
                        message: format!("there is no net change without a question: {why}"),
                        hint: Some("leave out --drop-data: the statements are kept, in their order".into()),
                    });
                }
                Some(why) => remarks.push(format!("the statements are kept, in their order: {why}")),
            }
        }
        if let Some(place) = data.first().filter(|_| !self.keep_steps && remarks.is_empty()) {
            let others = if data.len() > 1 { format!(" and {} more", data.len() - 1) } else { String::new() };
            remarks.push(format!(
                "the statements are kept, in their order, as no schema shows all that they do: {place}{others}"
            ));
        }
        let text = |head: &Head, direction: Direction| {
            Ok::<_, Error>(format!("{}--\n{}", head.compose(), history::sequence(range, direction)?))
        };
        let reviews = |direction: Direction| decided(range, direction);
        let up = text(&Head { reviews: reviews(Direction::Up), ..head.clone() }, Direction::Up)?;
        let down = text(&Head { reviews: reviews(Direction::Down), ..head.reversed() }, Direction::Down)?;
        Ok(Draft { up, down, is_net: false, remarks })
    }
}

/// The revisions that are to be replaced, parents first.
fn range<'a>(chain: &'a Chain, text: &str) -> Result<Vec<&'a Revision>> {
    let ids: BTreeSet<RevisionId> = within(chain, text)?.into_iter().collect();
    let range: Vec<&Revision> = chain.ordered().filter(|revision| ids.contains(&revision.id)).collect();
    let refused = |message: String, hint: &str| Error::History { message, hint: Some(hint.to_owned()) };
    let Some(last) = range.last().filter(|_| range.len() > 1) else {
        let message = format!("`{text}` are {} revisions, and one takes the place of two or more", range.len());
        return Err(refused(message, "FROM isn't one of them, TO is: `base:head` are all"));
    };
    for revision in &range {
        let children = chain.children(revision.id);
        let outside = children.iter().find(|child| !ids.contains(&child.id));
        if let Some(outside) = outside.filter(|_| revision.id != last.id) {
            let message = format!("{} revises {}, which isn't the last of `{text}`", outside.name(), revision.name());
            return Err(refused(message, "end before the branch, or after what joins it"));
        }
        if children.is_empty() && revision.id != last.id {
            let message = format!("`{text}` has two ends, {} and {}", revision.name(), last.name());
            return Err(refused(message, "join them first: `autogen merge`"));
        }
        let open = [Direction::Up, Direction::Down].into_iter().find_map(|way| {
            let open = revision.reviews(way).iter().find(|question| !question.ticked)?;
            Some(format!("{}:{}: {} is open", revision.path(way).display(), open.line, open.id))
        });
        if let Some(open) = open {
            return Err(refused(open, "decide first: `autogen review`"));
        }
    }
    Ok(range)
}

/// What the new revision follows: what the old ones follow that isn't one of them.
fn parents(chain: &Chain, range: &[&Revision]) -> Result<Vec<RevisionId>> {
    let is_inside = |id: &RevisionId| range.iter().any(|revision| revision.id == *id);
    let parents: BTreeSet<RevisionId> =
        range.iter().flat_map(|one| &one.parents).copied().filter(|id| !is_inside(id)).collect();
    match parents.iter().find(|parent| chain.ancestors([**parent]).iter().any(is_inside)) {
        None => Ok(parents.into_iter().collect()),
        Some(parent) => Err(Error::History {
            message: format!("{} stands between the revisions of the range", chain.title(*parent)),
            hint: Some("take a range with all that is between its ends".into()),
        }),
    }
}

/// The statements of an upgrade that no net change holds, each with its place: they change rows or roles, or, where there are
/// rows, somebody wanted them to run in a way of their own.
fn data(revision: &Revision, is_from_base: bool) -> Vec<String> {
    let script: &Script = &revision.up;
    let is_data = |statement: &&FileStatement| {
        let (sql, directives) = (script.sql(statement), &statement.directives);
        let is_special = directives.no_transaction || directives.timeout.is_some();
        changes_rows(sql) || is_about_roles(sql) || (is_special && !is_from_base)
    };
    let told = script.steps().filter(is_data).map(|statement| {
        let first = script.sql(statement).lines().next().unwrap_or_default();
        format!("{}:{}: {first}", relative(&revision.up_path).display(), statement.line)
    });
    told.collect()
}

/// Why a net change isn't the same without somebody's word for it.
fn unclear(comparison: &Comparison) -> Option<String> {
    let asks =
        comparison.items.iter().find(|item| matches!(item.sort, Sort::Rename | Sort::DataLoss | Sort::NeedsData));
    if let Some(item) = asks {
        return Some(report::judgement::title(item));
    }
    let mut steps = comparison.up.steps.iter().chain(&comparison.down.steps);
    if let Some(planned) = steps.find(|planned| leaves_out_secret(&planned.step.sql)) {
        return Some(format!("{} has a secret, which no catalog has", planned.id));
    }
    let (from, to) = (&comparison.from.catalog.unmodelled, &comparison.to.catalog.unmodelled);
    to.iter()
        .chain(from)
        .find(|name| !from.contains(name) || !to.contains(name))
        .map(|name| format!("autogen doesn't make {name}"))
}

/// The questions of the old files, with what was decided.
fn decided(range: &[&Revision], direction: Direction) -> Vec<ReviewBox> {
    let all = range.iter().flat_map(|revision| revision.reviews(direction));
    all.zip(1..).map(|(question, number)| ReviewBox { id: format!("R{number}"), ..question.clone() }).collect()
}
