//! `autogen preflight`: whether rows stand in the way of the revisions that the database lacks.

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::{Format, Outcome, output};
use crate::apply::{self, Answer, Asked};
use crate::error::Result;
use crate::history::{Direction, Revision, table};
use crate::report;

/// Find the rows that would stand in the way of an upgrade
#[derive(Debug, Args)]
#[command(after_help = "\
Asks the queries in the files of all pending revisions that `-- autogen: preflight` stands above, read only, and says
for each revision whether it passes. `autogen upgrade` asks them again before each revision. Nothing is locked.
A revision behind another one that is pending may need what that makes, or repairs: then its verdict is told later.
Exits with 0 if nothing stands in the way, 3 if something does, 2 in trouble.

Examples:
  autogen preflight
  autogen preflight --database \"$PRODUCTION_URL\" --format json
  autogen preflight 20261121101502   up to this revision")]
pub(super) struct Preflight {
    /// Up to which revision: `head`, an id or its beginning, `+N`
    #[arg(value_name = "REVISION", default_value = "head")]
    to: String,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// What is known of one revision.
pub(super) struct Verdict<'a> {
    revision: &'a Revision,
    asked: Vec<Asked>,
    /// Whether an earlier one is pending too.
    is_later: bool,
}

impl Preflight {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let destination = chain.resolve(&self.to)?;
        let client = context.connect().await?;
        let seen = chain.seen_by(table::read(&client).await?)?;
        let chain = &*seen.chain;
        let applied = seen.state.applied.into_keys().collect();
        let route = apply::route_on(chain, &applied, chain.in_view(destination), false)?;
        let route: Vec<&Revision> = route.into_iter().filter_map(|id| chain.get(id)).collect();
        let verdicts = verdicts(context, &client, &route, Direction::Up).await?;
        let text = match self.format {
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "passes": verdicts.iter().all(|verdict| verdict.word() == "passes"),
                "revisions": verdicts.iter().map(Verdict::json).collect::<Vec<_>>(),
            })),
            Format::Text if verdicts.is_empty() => "nothing to apply\n".to_owned(),
            Format::Text => verdicts.iter().map(Verdict::text).collect(),
        };
        output::write(None, &text)?;
        let is_barred = verdicts.iter().any(|verdict| verdict.word() == "fails");
        Ok(if is_barred { Outcome::Undecided } else { Outcome::Done })
    }
}

/// Asks the queries of revisions, in order.
pub(super) async fn verdicts<'a>(
    context: &Context,
    client: &tokio_postgres::Client,
    route: &[&'a Revision],
    direction: Direction,
) -> Result<Vec<Verdict<'a>>> {
    let mut verdicts = Vec::new();
    for revision in route {
        let work = apply::examine(client, revision, direction);
        let asked = context.slow(&format!("asking about {}", revision.name()), work).await?;
        verdicts.push(Verdict { revision, asked, is_later: !verdicts.is_empty() });
    }
    Ok(verdicts)
}

impl Verdict<'_> {
    /// What rows stand in the way, if any do.
    pub fn objection(&self) -> String {
        if self.word() == "passes" { String::new() } else { self.text() }
    }

    /// `passes`, `fails`, or `later`: it can't be told before what comes first is applied, which may repair rows, or make
    /// what a query is about.
    fn word(&self) -> &'static str {
        let is_barred = |asked: &Asked| matches!(asked.answer, Answer::Rows { .. } | Answer::Refused(_));
        match (self.asked.iter().any(is_barred), self.is_later) {
            (false, _) => "passes",
            (true, false) => "fails",
            (true, true) => "later",
        }
    }

    fn text(&self) -> String {
        let Verdict { revision, asked, is_later: _ } = self;
        let verdict = match (self.word(), asked.len()) {
            ("passes", 0) => "passes: it asks nothing".to_owned(),
            ("passes", 1) => "passes 1 query".to_owned(),
            ("passes", count) => format!("passes {count} queries"),
            ("later", _) => "can't be told before the revisions ahead of it are applied; as it is now,".to_owned(),
            _ => "fails".to_owned(),
        };
        let mut text = format!("{} {}: {verdict}\n", revision.id, revision.message);
        for Asked { place, about, answer, .. } in asked {
            let about = if about.is_empty() { "rows that the query finds" } else { about };
            match answer {
                Answer::Clear => {}
                Answer::Rows { count, shown } => {
                    text.push_str(&format!("  {about}: {count} ({place})\n"));
                    shown.iter().for_each(|row| text.push_str(&format!("    {row}\n")));
                    if *count > shown.len() as u64 {
                        text.push_str("    …\n");
                    }
                }
                Answer::Unknown(cause) | Answer::Refused(cause) => {
                    text.push_str(&format!("  {about}: {} ({place})\n", cause.message))
                }
            }
        }
        text
    }

    pub fn json(&self) -> Value {
        let queries = self.asked.iter().map(|Asked { place, about, answer, .. }| {
            let (count, rows, refusal) = match answer {
                Answer::Clear => (Some(0), &[][..], None),
                Answer::Rows { count, shown } => (Some(*count), &shown[..], None),
                Answer::Unknown(cause) | Answer::Refused(cause) => (None, &[][..], Some(cause.to_string())),
            };
            json!({ "place": place, "about": about, "count": count, "rows": rows, "refusal": refusal })
        });
        json!({
            "revision": self.revision.id.to_string(),
            "message": self.revision.message,
            "verdict": self.word(),
            "queries": queries.collect::<Vec<_>>(),
        })
    }
}
