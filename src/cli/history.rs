//! `autogen history`: every revision, and which of them the database has.

use clap::Args;
use clap::builder::styling::Style;
use serde_json::json;

use super::context::Context;
use super::{Format, Outcome, output};
use crate::error::Result;
use crate::history::table::{self, State};
use crate::{report, server};

/// List the revisions, the newest first
#[derive(Debug, Args)]
pub(super) struct History {
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

impl History {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let state = match context.database()? {
            Some(target) => {
                let client = server::connect(&target).await?;
                Some(table::read(&client).await?)
            }
            None => None,
        };
        let applied = |state: &State, id| state.applied.get(&id).cloned();
        let mut text = String::new();
        let mut rows = Vec::new();
        for revision in chain.ordered().rev() {
            let applied = state.as_ref().map(|state| applied(state, revision.id));
            let open: Vec<_> = revision.reviews.iter().filter(|one| !one.ticked).map(|one| one.id.as_str()).collect();
            let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
            text.push_str(&format!("{bold}{}{bold:#} {}", revision.id, revision.message));
            match &applied {
                Some(Some(applied)) => {
                    let (at, by) = (&applied.applied_at, &applied.applied_by);
                    text.push_str(&format!(" {dim}applied {at} by {by}{dim:#}"));
                }
                Some(None) => text.push_str(" · not applied"),
                None => {}
            }
            if !open.is_empty() {
                text.push_str(&format!(" · undecided: {}", open.join(", ")));
            }
            text.push('\n');
            rows.push(json!({
                "revision": revision.id.to_string(),
                "message": revision.message,
                "parents": revision.parents.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "up": revision.up_path,
                "down": revision.down_path,
                "open": open,
                "applied": applied.map(|applied| applied.map(|applied| json!({
                    "at": applied.applied_at,
                    "by": applied.applied_by,
                    "duration_ms": u64::try_from(applied.duration.as_millis()).unwrap_or(u64::MAX),
                }))),
            }));
        }
        // What the database has and no file tells of.
        for stray in state.iter().flat_map(|state| state.applied.values()) {
            if chain.get(stray.id).is_none() {
                context.say(&format!("the database also has {} {}, whose files are missing", stray.id, stray.message));
            }
        }
        match self.format {
            Format::Text => {
                output::write(None, &text)?;
                if chain.is_empty() {
                    context.say("there is no revision yet: `autogen -m \"…\"` writes the first");
                }
            }
            Format::Json => {
                let object = json!({ "version": report::json::VERSION, "revisions": rows });
                output::write(None, &report::json::pretty(&object))?;
            }
        }
        Ok(Outcome::Done)
    }
}
