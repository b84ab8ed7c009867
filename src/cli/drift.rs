//! What somebody has changed in a database by hand: it compared with what its applied revisions build.

use std::collections::BTreeSet;

use super::context::{Context, replay};
use crate::compare::level;
use crate::error::{Error, Result};
use crate::history::table::State;
use crate::history::{Chain, RevisionId};
use crate::server::Target;
use crate::source::{Reader, Source, Sourced, differences};

/// A database, and what its applied revisions build; both are deparsed by one server major.
pub(super) struct Drift {
    pub live: Sourced,
    pub built: Sourced,
}

/// Reads a database, and what revisions build.
pub(super) async fn drift(reader: &Reader, chain: &Chain, has: &BTreeSet<RevisionId>, target: &Target) -> Result<Drift> {
    let revisions = replay(chain.ordered().filter(|revision| has.contains(&revision.id)));
    let (live, built) = reader.read_both(&Source::Database(target.clone()), &revisions).await?;
    // Revisions say nothing of owners and grants that are there by default.
    let built = Sourced::declaration(built.catalog, built.default_owner);
    Ok(Drift { live, built })
}

impl Drift {
    /// In what the database differs from what its revisions build, a line each.
    pub fn differences(&self, context: &Context) -> Vec<String> {
        let (mut built, mut live) = (self.built.clone(), self.live.clone());
        level(&mut built, &mut live, context.manage());
        differences(&built.catalog, &live.catalog)
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
