//! What somebody has changed in a database by hand: it compared with what its applied revisions build.

use std::collections::BTreeSet;

use super::context::{Context, replay};
use crate::compare::{Comparison, Options, compared_live, level};
use crate::diff::diff;
use crate::error::{Error, Result};
use crate::history::table::{self, State};
use crate::history::{Chain, RevisionId};
use crate::id::Id;
use crate::report;
use crate::review::Sort;
use crate::server::Target;
use crate::source::{Reader, Source, Sourced};

/// A database, and what its applied revisions build; both are deparsed by one server major.
pub(super) struct Drift {
    pub live: Sourced,
    pub built: Sourced,
}

/// Reads a database, and what revisions build.
pub(super) async fn drift(
    reader: &Reader,
    chain: &Chain,
    has: &BTreeSet<RevisionId>,
    target: &Target,
) -> Result<Drift> {
    let revisions = replay(chain.ordered().filter(|revision| has.contains(&revision.id)));
    let (live, built) = reader.read_both(&Source::Database(target.clone()), &revisions).await?;
    // Revisions say nothing of owners and grants that are there by default.
    let built = Sourced::declaration(built.catalog, built.default_owner);
    Ok(Drift { live, built })
}

impl Drift {
    /// The objects that were changed by hand.
    fn changed(&self, context: &Context) -> BTreeSet<Id> {
        let (mut built, mut live) = (self.built.clone(), self.live.clone());
        level(&mut built, &mut live, context.manage());
        diff(&built.catalog, &live.catalog).iter().map(|change| change.id().whole().clone()).collect()
    }
}

/// The revisions that a database remembers, of which each has to be known, and whole.
pub(super) fn applied(chain: &Chain, state: &State) -> Result<BTreeSet<RevisionId>> {
    if let Some(record) = state.segments.first() {
        return Err(Error::History {
            message: format!("{} is half done, so that what it was to build isn't known", chain.title(record.revision)),
            hint: Some("finish it with `autogen upgrade` or `autogen downgrade`".to_owned()),
        });
    }
    if let Some(unknown) = state.applied.values().find(|applied| chain.get(applied.id).is_none()) {
        return Err(Error::History {
            message: format!("the database has revision {} ({}), whose files aren't here", unknown.id, unknown.message),
            hint: Some("fetch the branch that has its files".to_owned()),
        });
    }
    Ok(state.applied.keys().copied().collect())
}

/// From the live database to what its applied revisions build.
pub(super) async fn reverting(context: &Context, options: &Options) -> Result<Comparison> {
    let chain = context.chain()?;
    let target = context.need_database()?;
    let reader = context.reader([&Source::Database(target.clone())])?;
    let seen = chain.seen_by(table::read(&*reader.connection(&target).await?).await?)?;
    let has = applied(&seen.chain, &seen.state)?;
    if has.is_empty() {
        return Err(Error::History {
            message: "the database remembers no revisions, so that nobody knows what was added to them".to_owned(),
            hint: Some("`autogen identify --stamp` finds out which revision it is at, and records it".to_owned()),
        });
    }
    let Drift { live, built } = context.slow("reading", drift(&reader, &seen.chain, &has, &target)).await?;
    context.slow("comparing", compared_live(&reader, Some(&target), live, built, options)).await
}

/// What is lost by taking changes back, as a comment above the statements.
pub(super) fn warning(comparison: &Comparison) -> String {
    let lost: Vec<_> = comparison.items.iter().filter(|item| item.sort == Sort::DataLoss).collect();
    if lost.is_empty() {
        return String::new();
    }
    let mut text = "-- DATA IS LOST by this, and nothing brings it back:\n".to_owned();
    for item in lost {
        text.push_str(&format!("--   {}\n", report::judgement::title(item)));
        item.evidence.iter().for_each(|line| text.push_str(&format!("--     {line}\n")));
    }
    text + "\n"
}

/// The ways out, where a live database differs from what its revisions build; none where it doesn't, or nobody can know.
pub(super) async fn way_out(context: &Context, reader: &Reader, chain: &Chain, target: &Target) -> Option<String> {
    let connection = reader.connection(target).await.ok()?;
    let seen = chain.seen_by(table::read_if_allowed(&connection).await.ok()??).ok()?;
    let has = applied(&seen.chain, &seen.state).ok().filter(|has| !has.is_empty())?;
    let count = match drift(reader, &seen.chain, &has, target).await.ok()?.changed(context).len() {
        0 => return None,
        1 => "1 object differs".to_owned(),
        count => format!("{count} objects differ"),
    };
    Some(format!(
        "the database was changed by hand: {count} from what its revisions build; the ways out:\n  \
         autogen adopt           takes that over, into schema/ and as a revision\n  \
         autogen diff --revert   prints the SQL that takes it back\n  \
         autogen export          brings schema/ up to the database, without a revision"
    ))
}
