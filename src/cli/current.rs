//! `autogen current`: which revision the database is at.

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::{Format, Outcome, output};
use crate::error::Result;
use crate::history::{RevisionId, table};
use crate::report;

/// Say which revision the database is at
#[derive(Debug, Args)]
pub(super) struct Current {
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

impl Current {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let client = context.connect().await?;
        let state = table::read(&client).await?;
        // What has been applied and is nobody's parent among that.
        let is_parent = |id: &RevisionId| state.applied.values().any(|other| other.parents.contains(id));
        let current: Vec<_> = state.applied.values().filter(|applied| !is_parent(&applied.id)).collect();
        let pending: Vec<_> = chain.ordered().filter(|one| !state.applied.contains_key(&one.id)).collect();
        let text = match self.format {
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "current": current
                    .iter()
                    .map(|applied| json!({
                        "revision": applied.id.to_string(),
                        "message": applied.message,
                        "applied_at": applied.applied_at,
                        "applied_by": applied.applied_by,
                    }))
                    .collect::<Vec<_>>(),
                "pending": pending.iter().map(|revision| revision.name()).collect::<Vec<_>>(),
            })),
            Format::Text => {
                let mut text = String::new();
                for applied in &current {
                    text.push_str(&format!("{} {}\n", applied.id, applied.message));
                }
                if current.is_empty() {
                    text.push_str("no revision has been applied\n");
                }
                text
            }
        };
        output::write(None, &text)?;
        if self.format == Format::Text {
            match pending.len() {
                0 => context.say("this is the newest"),
                count => context.say(&format!("{count} to apply: `autogen upgrade`")),
            }
        }
        Ok(Outcome::Done)
    }
}
