//! Two sources compared: what differs, the way there and back, what a person must judge, and the proof.

mod doubt;
pub mod ignore;
mod label;
mod live;
mod managed;
mod replaced;
mod role;
mod stale;

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::config::Roles;
use crate::definition::{Instruction, Subject};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::plan::rename::{self, Answer, Answers, By, Decision, Rename};
use crate::plan::{Plan, plan};
use crate::preflight::preflight;
use crate::prove::{Proof, Sizes, prove};
use crate::review::{self, Blocker, Item, MissingRole, Restoration};
use crate::source::{Reader, Source, Sourced, as_managed};
pub use stale::Stale;

/// Whether what nobody declared is compared too: owners, grants, storage parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manage {
    #[default]
    Declared,
    All,
}

/// How to compare.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub manage: Manage,
    /// Whether the plans are replayed in scratch.
    pub prove: bool,
    /// What a person has said about renames, besides the definitions' own comments.
    pub answers: rename::Answers,
    /// The roles that the upgrade may make.
    pub roles: Roles,
}

/// Everything there is to say about two sources.
pub struct Comparison {
    /// As compared: with what isn't managed the same on both sides.
    pub from: Sourced,
    pub to: Sourced,
    /// Of both catalogs, without what isn't managed.
    pub fingerprints: (String, String),
    /// Renames that the upgrade makes, as written; those that were only thought of are among the `items`.
    pub renames: Vec<Rename>,
    pub up: Plan,
    pub down: Plan,
    pub items: Vec<Item>,
    /// What each step of the downgrade brings back.
    pub restorations: Vec<Restoration>,
    /// What was said about renames and changes nothing any more.
    pub stale_answers: Vec<Stale>,
    /// Those that the upgrade names and the live server lacks.
    pub missing_roles: Vec<MissingRole>,
    /// None if nobody asked for one, or nothing differs.
    pub proof: Option<Proof>,
    /// Of the relations that the steps name, where the first source is a live database and there is a proof.
    pub sizes: Sizes,
}

impl Comparison {
    /// The tables of other migration runners, which no side declares.
    pub fn left_alone(&self) -> impl Iterator<Item = &Id> {
        self.from.left_alone.iter().chain(&self.to.left_alone)
    }
}

/// Compares two sources.
pub async fn compare(reader: &Reader, from: &Source, to: &Source, options: &Options) -> Result<Comparison> {
    let live = match from {
        Source::Database(target) if options.prove => Some(target),
        Source::Database(_)
        | Source::Definitions(_)
        | Source::Program { .. }
        | Source::Script(_)
        | Source::Snapshot(_)
        | Source::Empty => None,
    };
    let (from, to) = reader.read_both(from, to).await?;
    let unmodelled: BTreeSet<String> = from.catalog.unmodelled.iter().chain(&to.catalog.unmodelled).cloned().collect();
    let mut comparison = compared(reader, from, to, options).await.map_err(|error| match error {
        // What isn't there in scratch may be what a statement misses.
        Error::Proof { what, mut evidence, cause } => {
            evidence.extend(unmodelled.into_iter().map(|name| format!("autogen doesn't make {name}")));
            Error::Proof { what, evidence, cause }
        }
        error => error,
    })?;
    if let Some(target) = live {
        live::ask(reader, target, &mut comparison).await;
    }
    Ok(comparison)
}

/// Compares two sources that were read.
pub async fn compared(reader: &Reader, mut from: Sourced, mut to: Sourced, options: &Options) -> Result<Comparison> {
    let fingerprints = align(reader, &mut from, &mut to, options.manage).await?;
    let answers = answers(&options.answers, &from, &to);
    for sourced in [&mut from, &mut to] {
        sourced.catalog = replaced::with_replacements(sourced)?;
    }
    to.catalog = replaced::with_renamed_values(&to.catalog, &answers);
    let completes = |declaration: &Sourced, live: &Sourced| completes(declaration, live, options.manage);
    let mut candidates = rename::candidates(&from.catalog, &to.catalog, &answers);
    let stale_answers = stale::stale(&answers, &from.catalog, &to.catalog, &candidates);
    let (renames, back, mut up) = loop {
        let renames: Vec<Rename> =
            candidates.iter().filter(|candidate| candidate.is_taken()).map(rename::Candidate::rename).collect();
        let back: Vec<Rename> = renames.iter().rev().map(Rename::reversed).collect();
        let completed = |declared: &Sourced, live: &Sourced, renames: &[Rename]| {
            (!renames.is_empty() && completes(declared, live))
                .then(|| managed::completed(&declared.catalog, &live.catalog, renames))
        };
        let (first, wanted) = (completed(&from, &to, &back), completed(&to, &from, &renames));
        let ends = (first.as_ref().unwrap_or(&from.catalog), wanted.as_ref().unwrap_or(&to.catalog));
        let up = with_renames(reader, ends.0, ends.1, &renames).await?;
        // What is made anew with what it belongs to needs no other name before it goes.
        let known = candidates.len();
        candidates.retain(|candidate| {
            let goes_with_parent = candidate.rename.to.parent().is_some_and(|parent| up.tears_down(parent));
            candidate.decision != Decision::Likely || candidate.holds_data || !goes_with_parent
        });
        if candidates.len() == known {
            from.catalog = first.unwrap_or(from.catalog);
            to.catalog = wanted.unwrap_or(to.catalog);
            break (renames, back, up);
        }
    };
    let mut down = with_renames(reader, &to.catalog, &from.catalog, &back).await?;
    up.preflight = preflight(&from.catalog, &to.catalog, &up, &renames);
    down.preflight = preflight(&to.catalog, &from.catalog, &down, &back);
    let mut proof = match options.prove && !up.is_empty() {
        true => Some(prove(reader, &from.catalog, &to.catalog, &up, &down, &renames).await?),
        false => None,
    };
    let unasked: Vec<&String> = proof.iter().flat_map(|proof| &proof.unasked).map(|(sql, _)| sql).collect();
    for plan in [&mut up, &mut down] {
        plan.preflight.retain(|query| !unasked.contains(&&query.sql));
    }
    let blockers = proof.iter().flat_map(|proof| proof.data_blockers.iter().map(|blocker| (blocker, true)));
    let down_blockers = proof.iter().flat_map(|proof| proof.down_blockers.iter().map(|blocker| (blocker, false)));
    let blockers: Vec<Blocker> = blockers
        .chain(down_blockers)
        .map(|((statement, message), is_up)| Blocker { statement: statement.clone(), message: message.clone(), is_up })
        .collect();
    let missing_roles = role::missing(&from, &up, &options.roles);
    role::make(&missing_roles, &mut up, proof.as_mut());
    let mut items = review::review(&from.catalog, &to.catalog, &up, &candidates, &blockers, &missing_roles);
    if options.prove {
        doubt::settle(reader, &from.catalog, &to.catalog, &renames, &mut items).await?;
    }
    let restorations = review::restorations(&items, &down, &renames, &blockers);
    Ok(Comparison {
        from,
        to,
        fingerprints,
        renames,
        up,
        down,
        items,
        restorations,
        stale_answers,
        missing_roles,
        proof,
        sizes: Sizes::new(),
    })
}

/// Makes two sources comparable: with what isn't managed the same on both sides, and one text for what means the same.
/// Gives the fingerprints of both without what isn't managed.
pub async fn align(reader: &Reader, from: &mut Sourced, to: &mut Sourced, manage: Manage) -> Result<(String, String)> {
    let fingerprints = level(from, to, manage);
    to.catalog = reader.settled(&from.catalog, &to.catalog).await?;
    Ok(fingerprints)
}

/// The same without a server: what means the same may still have two texts.
pub fn level(from: &mut Sourced, to: &mut Sourced, manage: Manage) -> (String, String) {
    if manage == Manage::Declared {
        for sourced in [&mut *from, &mut *to].into_iter().filter(|sourced| standing(sourced) != Standing::Found) {
            sourced.catalog = managed::declared(sourced);
        }
    }
    let mut fingerprints = (from.catalog.fingerprint(), to.catalog.fingerprint());
    if completes(to, from, manage) {
        fingerprints.0 = managed::only_declared(from, &to.catalog).fingerprint();
        to.catalog = managed::completed(&to.catalog, &from.catalog, &[]);
    } else if completes(from, to, manage) {
        fingerprints.1 = managed::only_declared(to, &from.catalog).fingerprint();
        from.catalog = managed::completed(&from.catalog, &to.catalog, &[]);
    }
    fingerprints
}

/// The fingerprint of what files build, without what isn't managed; `owner` is who owns what nobody gave an owner.
pub fn fingerprint(built: &Catalog, owner: &str, manage: Manage) -> String {
    match manage {
        Manage::All => built.fingerprint(),
        Manage::Declared => managed::without_defaults(built, Some(owner)).fingerprint(),
    }
}

/// Whether a declaration takes over from the live side what it doesn't say itself.
fn completes(declaration: &Sourced, live: &Sourced, manage: Manage) -> bool {
    manage == Manage::Declared && standing(declaration) < standing(live)
}

/// What a source says of owners and grants that nobody asked for. What says less takes them over from what says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// Definitions: nothing.
    Declared,
    /// Migrations: who owns what they build in scratch is nobody they'd know elsewhere. What they give away, they mean.
    Replayed,
    /// A database, or a catalog of one: all are as somebody has left them.
    Found,
}

fn standing(sourced: &Sourced) -> Standing {
    match (&sourced.loaded, sourced.is_live, &sourced.default_owner) {
        (Some(_), _, _) => Standing::Declared,
        (None, true, _) | (None, false, None) => Standing::Found,
        (None, false, Some(_)) => Standing::Replayed,
    }
}

/// What of a source belongs into definitions which say of owners and grants what `spoken_of` does.
pub fn declarable(sourced: &Sourced, spoken_of: &Catalog, manage: Manage) -> Catalog {
    match manage {
        Manage::All => sourced.catalog.clone(),
        Manage::Declared if standing(sourced) > Standing::Declared => as_managed(&sourced.catalog, spoken_of, &[]),
        Manage::Declared => managed::declared(sourced),
    }
}

/// What a person has said, and what the definitions' comments say.
fn answers(given: &Answers, from: &Sourced, to: &Sourced) -> Answers {
    let mut answers = given.clone();
    for (sourced, is_wanted) in [(to, true), (from, false)] {
        for instruction in sourced.loaded.iter().flat_map(|loaded| &loaded.instructions) {
            if let Some(answer) = answer(instruction, is_wanted) {
                answers.push(answer, By::Definition, is_wanted.then(|| instruction.place.clone()));
            }
        }
    }
    answers
}

/// What a comment in the definitions says about renames, if it is about them. On the way back from a definition, what it
/// says is turned around.
fn answer(instruction: &Instruction, is_wanted: bool) -> Option<Answer> {
    let Instruction { place: _, subject: Subject { kind, schema, name, part }, text } = instruction;
    let path: Vec<String> = [schema, name].into_iter().chain(part).filter(|name| !name.is_empty()).cloned().collect();
    let mut words = text.splitn(3, char::is_whitespace);
    match (words.next()?, words.next()?, words.next()) {
        ("not", "renamed", _) => Some(Answer::NotRenamed { path }),
        ("renamed", "from", Some(old)) => {
            let old = match kind.as_str() {
                "label" => vec![old.trim().strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'")],
                _ => rename::names(old.trim())?,
            };
            // `column` may be an attribute of a type, and `type` be of several kinds.
            let kind = Some(kind.clone()).filter(|kind| !matches!(kind.as_str(), "column" | "type" | "procedure"));
            Some(match is_wanted {
                true => Answer::RenamedFrom { path, kind, from: old },
                false => Answer::RenamedTo { path, to: old },
            })
        }
        _ => None,
    }
}

/// The plan that renames first. What PostgreSQL makes of the renames (in views, in bodies) is read back from scratch.
async fn with_renames(reader: &Reader, from: &Catalog, to: &Catalog, renames: &[Rename]) -> Result<Plan> {
    let (labels, changes) = label::renamed(from, to, renames);
    if renames.is_empty() && labels.is_empty() {
        return plan(from, to);
    }
    let mut steps = rename::steps(from, to, renames);
    steps.extend(labels);
    let back: Vec<Rename> = renames.iter().map(Rename::reversed).collect();
    let renamed = as_managed(&reader.after(from, &steps).await?, from, &back);
    let mut plan = plan(&renamed, &reader.settled(&renamed, to).await?)?;
    plan.steps.splice(0..0, steps);
    plan.changes.splice(0..0, changes);
    Ok(plan)
}
