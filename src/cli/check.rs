//! `autogen check`: whether the database is what the schema says.

use clap::Args;
use serde_json::json;

use super::context::{Context, relative, replay};
use super::current::fingerprints;
use super::report::{Forms, name};
use super::{Outcome, output};
use crate::compare::{Options, compare, ignore};
use crate::error::{Error, Result};
use crate::history::{Chain, Revision, RevisionId, current, table};
use crate::report::finding::{self, Names};
use crate::report::model::{Finding, Level, Open, Place, Report, Rule, Standing, Verdict};
use crate::server::Target;
use crate::source::{Reader, Source};
use crate::{render, report};

/// Fail if the database differs from schema/
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    #[command(flatten)]
    pub forms: Forms,

    /// Fail as well while a question in a revision that isn't applied is open
    #[arg(long)]
    reviews: bool,

    /// Compare what the migrations build, even if there is a live database: has somebody forgotten `autogen -m`?
    #[arg(long)]
    migrations: bool,

    /// Compare the live database with the fingerprint that its last upgrade recorded: has somebody changed it by hand?
    #[arg(long, conflicts_with_all = ["migrations", "reviews", "strict"])]
    quick: bool,

    /// Look at the files of the history instead: one head, nothing edited, every question decided, every revision proved
    #[arg(long, conflicts_with_all = ["quick", "reviews", "strict", "ignore"])]
    history: bool,

    #[command(flatten)]
    ignoring: super::ignore::Ignoring,

    #[command(flatten)]
    strictness: super::strict::Strictness,
}

const EXAMPLES: &str = "\
Without a live database, what the migrations build is compared: so CI needs no database of its own.
--history needs no server; where a live database is named, the checksums that it recorded are compared with the files,
unless --migrations says not to ask it. It exits with 3 where all that is left is for a person to decide.
--quick needs neither definitions nor a scratch server, and says no more than whether the database is as it was left.
Also told are revisions that aren't applied, questions in them that nobody has decided, and answers about renames that can
go.
Exits with 0 in step, 1 different, 2 in trouble, 3 in step but with an open question (--reviews).

Examples:
  autogen check
  autogen check --reviews
  autogen check --migrations
  autogen check --history
  autogen check --ignore 'table public.tmp_*'
  autogen check --quick --database \"$PRODUCTION_URL\"
  autogen check --database \"$PRODUCTION_URL\"
  autogen check --format markdown >> \"$GITHUB_STEP_SUMMARY\"
  autogen check --format github --report sarif=autogen.sarif --report junit=autogen.xml";

impl Check {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        if self.quick {
            return self.quick(context).await;
        }
        if self.history {
            return super::sound::run(context, &self.forms, !self.migrations).await;
        }
        let chain = context.chain()?;
        let to = context.schema()?;
        let from = match context.database()? {
            Some(target) if !self.migrations => Source::Database(target),
            Some(_) | None => replay(chain.ordered()),
        };
        let reader = context.reader([&from])?;
        let pending = match &from {
            Source::Database(target) => pending(context, &chain, &reader, target).await?,
            Source::Definitions(_)
            | Source::Program { .. }
            | Source::Script(_)
            | Source::Snapshot(_)
            | Source::Empty => Some(Vec::new()),
        };
        let is_live = matches!(from, Source::Database(_));
        let options = Options { manage: context.manage(), answers: context.answers(), ..Options::default() };
        let ignores = self.ignoring.in_force(context)?;
        let mut comparison = context.slow("comparing", compare(&reader, &from, &to, &options)).await?;
        let ignored = ignore::take_out(&mut comparison, &ignores);
        context.explain_set_aside(&comparison.to);
        self.strictness.check(&[&comparison.from.catalog, &comparison.to.catalog])?;
        let unapplied = match &pending {
            Some(pending) if is_live => pending.clone(),
            Some(_) | None => chain.ids().into_iter().collect(),
        };
        let open = open_boxes(&chain, &unapplied);
        let in_step = comparison.up.is_empty();
        let verdict = match (in_step, is_live) {
            (true, true) => "in step: the database is what the schema says\n".to_owned(),
            (true, false) => "in step: the migrations build what the schema says\n".to_owned(),
            (false, _) => format!("different: {} isn't what {} says\n", name(&from, context), name(&to, context)),
        };
        let mend = match (is_live, &pending) {
            (true, Some(pending)) if !pending.is_empty() => "`autogen upgrade` applies what is pending",
            (true, _) => {
                "`autogen -m \"…\"` writes the migration that is missing; where the database is right, `autogen export` brings \
                 schema/ up to it"
            }
            (false, _) => "`autogen -m \"…\"` writes the migration that is missing",
        };
        // What is in step, and told in words, needs no definitions written.
        if in_step && self.forms.is_text_alone() {
            output::write(self.forms.output.as_deref(), &verdict)?;
        } else {
            let difference = report::difference(&comparison)?;
            let names = Names { from: &name(&from, context), to: &name(&to, context) };
            let mut findings = finding::of_difference(&difference, names, Level::Error, Some(mend));
            let not_applied = pending.iter().flatten().filter_map(|id| chain.get(*id));
            findings.extend(
                not_applied.map(|one| self::finding(one, Rule::NotApplied, "isn't applied", "`autogen upgrade`")),
            );
            let not_proved = chain.ordered().filter(|one| unapplied.contains(&one.id) && !one.is_proved());
            findings.extend(
                not_proved.map(|one| self::finding(one, Rule::NotProved, "isn't proved as it is", "`autogen verify`")),
            );
            findings
                .extend(chain.ordered().filter(|one| unapplied.contains(&one.id)).flat_map(|one| self.questions(one)));
            findings.extend(ignored.iter().map(super::ignore::finding));
            let told = Report {
                version: report::json::VERSION,
                command: "check",
                title: format!("{} against {}", names.from, names.to),
                headline: verdict.trim_end().to_owned(),
                verdict: match in_step {
                    true if self.reviews && !open.is_empty() => Verdict::Undecided,
                    true => Verdict::InStep,
                    false => Verdict::Different,
                },
                findings,
                difference: Some(difference),
                revisions: Vec::new(),
                standing: Some(Standing {
                    pending: pending.as_ref().map(|ids| ids.iter().map(ToString::to_string).collect()),
                    open: open
                        .iter()
                        .map(|(revision, text)| Open { revision: revision.clone(), text: text.clone() })
                        .collect(),
                    ignored: ignored.iter().map(super::ignore::told).collect(),
                }),
                catalogs: Some((&comparison.from.catalog, &comparison.to.catalog)),
            };
            let text = || match &told.difference {
                Some(difference) if !in_step => report::text::changes(difference),
                Some(_) | None => verdict.clone(),
            };
            self.forms.write(&told, text, || render::render(&comparison.up))?;
        }
        if self.forms.is_for_people() {
            for id in pending.iter().flatten() {
                context.say(&format!("not applied: {}", chain.title(*id)));
            }
            for revision in chain.ordered().filter(|one| unapplied.contains(&one.id) && !one.is_proved()) {
                context.say(&format!("not proved as it is: {} (`autogen verify`)", revision.name()));
            }
            for (name, text) in &open {
                context.say(&format!("undecided in {name}: {}", text.lines().next().unwrap_or_default()));
            }
            if in_step && self.reviews && !open.is_empty() {
                context.say("`autogen review` answers what is undecided");
            }
            if !in_step {
                context.say(mend);
            }
            context.say(&super::ignore::text(&ignored));
            context.say(&report::text::stale_answers(&comparison));
            context.say(&report::text::missing_roles(&comparison));
            context.say(&report::text::left_alone(comparison.left_alone()));
            context.say(&report::text::unmodelled(&[&comparison.from.catalog, &comparison.to.catalog]));
        }
        Ok(match comparison.up.is_empty() {
            true if self.reviews && !open.is_empty() => Outcome::Undecided,
            true => Outcome::Done,
            false => Outcome::Different,
        })
    }
}

impl Check {
    /// The questions of a revision that nobody has decided, each at its box.
    fn questions(&self, revision: &Revision) -> Vec<Finding> {
        let file = relative(&revision.up_path).display().to_string();
        let open = revision.reviews.iter().filter(|one| !one.ticked);
        let questions = open.map(|one| {
            let mut lines = one.text.lines().map(str::to_owned);
            Finding {
                rule: Rule::Review,
                level: if self.reviews { Level::Error } else { Level::Warning },
                message: format!("{} {}", one.id, lines.next().unwrap_or_default()),
                evidence: lines.collect(),
                object: None,
                place: Some(Place { file: file.clone(), line: one.line }),
                help: Some(format!("`autogen review {}` answers it", revision.id)),
            }
        });
        questions.collect()
    }

    async fn quick(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let seen = chain.seen_by(table::read(&*context.connect().await?).await?)?;
        let (chain, state) = (&*seen.chain, &seen.state);
        let unknown = |message: String| Error::History {
            message,
            hint: Some("`autogen check` compares the database with schema/".to_owned()),
        };
        let applied = match &current(state)[..] {
            [id] => &state.applied[id],
            [] => return Err(unknown("no revision is applied, so that no fingerprint was recorded".to_owned())),
            several => {
                let titles: Vec<String> = several.iter().map(|id| chain.title(*id)).collect();
                return Err(unknown(format!("the database is on several branches: {}", titles.join(", "))));
            }
        };
        let title = chain.title(applied.id);
        if applied.fingerprint.is_empty() {
            return Err(unknown(format!("{title} recorded no fingerprint, as the head of its file has none")));
        }
        let is_same = fingerprints(context).await?.contains(&applied.fingerprint);
        let verdict = match is_same {
            true => format!("in step: the database is as {title} left it\n"),
            false => format!("different: the database isn't as {title} left it\n"),
        };
        if self.forms.wants_json() {
            let object = json!({
                "version": report::json::VERSION,
                "in_step": is_same,
                "revision": applied.id.to_string(),
                "fingerprint": applied.fingerprint,
            });
            output::write(self.forms.output.as_deref(), &report::json::pretty(&object))?;
        } else {
            let place = chain.get(applied.id).map(head);
            let finding = Finding {
                rule: Rule::Alter,
                level: Level::Error,
                message: verdict.trim_end().to_owned(),
                evidence: Vec::new(),
                object: None,
                place,
                help: Some("`autogen check` says what differs".to_owned()),
            };
            let told = Report {
                version: report::json::VERSION,
                command: "check",
                title: "the database against its recorded fingerprint".to_owned(),
                headline: verdict.trim_end().to_owned(),
                verdict: if is_same { Verdict::InStep } else { Verdict::Different },
                findings: if is_same { Vec::new() } else { vec![finding] },
                difference: None,
                revisions: Vec::new(),
                standing: None,
                catalogs: None,
            };
            self.forms.write(&told, || verdict.clone(), String::new)?;
        }
        if !is_same && self.forms.is_for_people() {
            context.say("what differs, `autogen check` says; where the database fits best, `autogen identify`");
        }
        Ok(if is_same { Outcome::Done } else { Outcome::Different })
    }
}

/// The head of a revision's upgrade file.
fn head(revision: &Revision) -> Place {
    Place { file: relative(&revision.up_path).display().to_string(), line: 1 }
}

/// What is to be known of a whole revision.
fn finding(revision: &Revision, rule: Rule, what: &str, help: &str) -> Finding {
    Finding {
        rule,
        level: Level::Warning,
        message: format!("{} {} {what}", revision.id, revision.message),
        evidence: Vec::new(),
        object: None,
        place: Some(head(revision)),
        help: Some(help.to_owned()),
    }
}

/// The revisions that the live database lacks; none where the role may not know.
async fn pending(
    context: &Context,
    chain: &Chain,
    reader: &Reader,
    target: &Target,
) -> Result<Option<Vec<RevisionId>>> {
    let Some(state) = table::read_if_allowed(&*reader.connection(target).await?).await? else {
        context.say(&format!(
            "which revisions are applied isn't known: the role {} may not read {}.{} ({})",
            target.user(),
            table::SCHEMA,
            table::NAMES[0],
            table::grant()
        ));
        return Ok(None);
    };
    let seen = chain.seen_by(state)?;
    let (chain, state) = (&*seen.chain, &seen.state);
    for stray in state.applied.values().filter(|applied| chain.get(applied.id).is_none()) {
        context.say(&format!("applied, but its files are missing: {} {}", stray.id, stray.message));
    }
    let pending = chain.ordered().filter(|one| !state.applied.contains_key(&one.id)).map(|one| one.id);
    Ok(Some(pending.collect()))
}

/// The questions that nobody has decided, each with its revision.
fn open_boxes(chain: &Chain, ids: &[RevisionId]) -> Vec<(String, String)> {
    let revisions = chain.ordered().filter(|revision| ids.contains(&revision.id));
    revisions.flat_map(|revision| open(revision).map(|text| (revision.name(), text))).collect()
}

fn open(revision: &Revision) -> impl Iterator<Item = String> {
    revision.reviews.iter().filter(|one| !one.ticked).map(|one| format!("{} {}", one.id, one.text))
}
