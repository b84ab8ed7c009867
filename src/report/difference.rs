//! A comparison as a report tells it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use similar::{ChangeTag, TextDiff};

use super::definition::definitions;
use super::model::{
    Blocker, Change, Difference, End, Item, Line, Object, Place, Preflight, Proof, Rename, Sign, Size, StaleAnswer,
    Verb,
};
use super::step::{gentler, renamed_instead, steps};
use crate::compare::{Comparison, Stale};
use crate::definition::{self, place};
use crate::error::{self, Result};
use crate::id::Id;
use crate::plan::Plan;
use crate::prove::{self, Cost};
use crate::review::{self, Restoration};
use crate::source::Sourced;
use crate::{diff, plan};

/// How many unchanged lines stand around a changed one.
const CONTEXT: usize = 2;

/// Everything about a comparison.
///
/// # Errors
/// Where the definitions of what differs can't be written.
pub fn difference(comparison: &Comparison) -> Result<Difference> {
    let Comparison {
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
        sizes,
    } = comparison;
    let changed: BTreeSet<&Id> = up.changes.iter().map(diff::Change::id).collect();
    let places = Places::of(comparison, &changed);
    let changes = changes(up, &places);
    let unmodelled: BTreeSet<&String> = from.catalog.unmodelled.iter().chain(&to.catalog.unmodelled).collect();
    let costs = |costs: Option<&Vec<Cost>>| costs.cloned().unwrap_or_default();
    let up_costs = costs(proof.as_ref().map(|proof| &proof.steps));
    let mut steps = steps(up, &changes, &up_costs, sizes, &places);
    let back: Vec<Change> =
        changes.iter().map(|change| Change { change: reversed(change.change), ..change.clone() }).collect();
    let down_costs = costs(proof.as_ref().map(|proof| &proof.down_steps));
    let mut back_steps = self::steps(down, &back, &down_costs, sizes, &places);
    for (step, restoration) in back_steps.iter_mut().zip(restorations) {
        (step.restores, step.why) = restored(restoration);
    }
    let renamed: HashMap<&Id, &plan::rename::Rename> = renames.iter().map(|rename| (&rename.to, rename)).collect();
    let asked: Vec<(&str, &plan::rename::Rename)> =
        items.iter().filter_map(|item| Some((item.id.as_str(), item.renamed.as_ref()?))).collect();
    for (step, planned) in steps.iter_mut().zip(&up.steps) {
        step.reasons.otherwise.extend(renamed_instead(planned, &asked));
        step.reasons.otherwise.extend(gentler(step, &from.catalog, &to.catalog));
        let rename = renamed.get(&planned.id).filter(|_| planned.why.is_none());
        step.reasons.because.extend(rename.map(|rename| rename.words()));
    }
    Ok(Difference {
        in_step: up.is_empty(),
        from: End { fingerprint: fingerprints.0.clone(), server_major: from.catalog.server_major },
        to: End { fingerprint: fingerprints.1.clone(), server_major: to.catalog.server_major },
        objects: objects(comparison, &changed, &places)?,
        changes,
        renames: renames
            .iter()
            .map(|one| Rename { from: one.from.clone(), to: one.to.clone(), place: places.of_object(&one.to) })
            .collect(),
        steps,
        down: back_steps,
        preflight: preflight(up),
        down_preflight: preflight(down),
        proof: proof.as_ref().map(proved),
        sizes: sizes.iter().map(|(name, size)| (name.clone(), Size { rows: size.rows, bytes: size.bytes })).collect(),
        items: items.iter().map(|one| item(one, places.of_object(&one.subject))).collect(),
        stale_answers: stale_answers.iter().map(stale).collect(),
        missing_roles: missing_roles.iter().map(|missing| missing.role.clone()).collect(),
        unmodelled: unmodelled.into_iter().cloned().collect(),
        left_alone: comparison.left_alone().cloned().collect(),
    })
}

/// Where what differs is declared, as far as a source is definitions.
pub(super) struct Places {
    /// Of the second source, and of the first.
    sources: Vec<BTreeMap<String, error::Place>>,
}

impl Places {
    fn of(comparison: &Comparison, changed: &BTreeSet<&Id>) -> Places {
        let renamed = comparison.renames.iter().flat_map(|rename| [&rename.from, &rename.to]);
        let named: BTreeSet<&Id> = changed.iter().copied().chain(renamed).collect();
        let of = |sourced: &Sourced| {
            let mut places = sourced.loaded.as_ref().map(|loaded| loaded.places.clone()).unwrap_or_default();
            let files: BTreeSet<PathBuf> = named
                .iter()
                .filter_map(|id| place::place(&places, id))
                .map(|place| PathBuf::from(&place.file))
                .collect();
            // What is no file any more, or never was one, has the places of its statements only.
            let files: Vec<PathBuf> = files.into_iter().filter(|file| file.is_file()).collect();
            places.extend(place::parts(&definition::read(&files).unwrap_or_default()));
            places
        };
        Places { sources: vec![of(&comparison.to), of(&comparison.from)] }
    }

    pub(super) fn of_object(&self, id: &Id) -> Option<Place> {
        self.sources.iter().find_map(|places| place::place(places, id)).map(Place::from)
    }
}

fn changes(plan: &Plan, places: &Places) -> Vec<Change> {
    let verbs: HashMap<&Id, Verb> = plan.changes.iter().map(|change| (change.id(), verb(change))).collect();
    let changes = plan.changes.iter().map(|change| {
        let (id, verb) = (change.id(), verb(change));
        let attributes = match change {
            diff::Change::Create { .. } | diff::Change::Drop { .. } => Vec::new(),
            diff::Change::Alter { id: _, attributes } => attributes.iter().cloned().collect(),
        };
        let goes_with_parent =
            verb != Verb::Alter && id.parent().is_some_and(|parent| verbs.get(parent) == Some(&verb));
        let place = places.of_object(id);
        Change { change: verb, id: id.clone(), object: id.to_string(), attributes, place, goes_with_parent }
    });
    changes.collect()
}

fn verb(change: &diff::Change) -> Verb {
    match change {
        diff::Change::Create { .. } => Verb::Create,
        diff::Change::Drop { .. } => Verb::Drop,
        diff::Change::Alter { .. } => Verb::Alter,
    }
}

fn reversed(verb: Verb) -> Verb {
    match verb {
        Verb::Create => Verb::Drop,
        Verb::Drop => Verb::Create,
        Verb::Alter => Verb::Alter,
    }
}

/// The definitions of all that differs, before and after, by their names after it.
fn objects(comparison: &Comparison, changed: &BTreeSet<&Id>, places: &Places) -> Result<Vec<Object>> {
    let Comparison { from, to, renames, up, .. } = comparison;
    if up.is_empty() {
        return Ok(Vec::new());
    }
    let renaming = plan::rename::Renaming::of(renames);
    let renamed = |id: &Id| renaming.image(id);
    let mut roots: BTreeSet<Id> = changed.iter().map(|id| id.whole().clone()).collect();
    roots.extend(renames.iter().map(|rename| rename.to.whole().clone()));
    let old_roots: BTreeSet<Id> = from
        .catalog
        .objects()
        .map(|object| object.id.whole())
        .filter(|id| roots.contains(id) || roots.contains(&renamed(id)))
        .cloned()
        .collect();
    let mut befores: BTreeMap<Id, (Id, String)> = BTreeMap::new();
    for (old, text) in definitions(&from.catalog, &old_roots)? {
        befores.insert(renamed(&old), (old, text));
    }
    let mut afters = definitions(&to.catalog, &roots)?;
    let existed: HashSet<Id> = old_roots.iter().map(renamed).collect();
    let ids: BTreeSet<Id> = roots.into_iter().chain(befores.keys().cloned()).chain(afters.keys().cloned()).collect();
    let object = |id: Id| {
        let (old, before) = befores.remove(&id).unwrap_or_else(|| (id.clone(), String::new()));
        let after = afters.remove(&id).unwrap_or_default();
        let change = match (before.is_empty() && !existed.contains(&id), after.is_empty() && !to.catalog.contains(&id))
        {
            (true, false) => Verb::Create,
            (false, true) => Verb::Drop,
            (true, true) | (false, false) => Verb::Alter,
        };
        let attributes = match before == after {
            true => up.changes.iter().filter(|change| *change.id().whole() == id).map(attributes).collect(),
            false => Vec::new(),
        };
        Object {
            heading: if old == id { id.to_string() } else { format!("{old} → {id}") },
            change,
            place: places.of_object(&id),
            hunks: hunks(&before, &after),
            before,
            after,
            attributes,
            id,
        }
    };
    Ok(ids.into_iter().map(object).collect())
}

/// What changes about an object, by the names of its attributes.
fn attributes(change: &diff::Change) -> String {
    match change {
        diff::Change::Create { id } => format!("+ {id}"),
        diff::Change::Drop { id } => format!("- {id}"),
        diff::Change::Alter { id, attributes } => {
            let names: Vec<&str> = attributes.iter().map(String::as_str).collect();
            format!("  {id}: {}", names.join(", "))
        }
    }
}

fn hunks(before: &str, after: &str) -> Vec<Vec<Line>> {
    let diff = TextDiff::from_lines(before, after);
    let line = |change: similar::Change<&str>| {
        let sign = match change.tag() {
            ChangeTag::Equal => Sign::Same,
            ChangeTag::Delete => Sign::Old,
            ChangeTag::Insert => Sign::New,
        };
        Line { sign, text: change.value().trim_end_matches('\n').to_owned() }
    };
    let hunk = |group: &Vec<similar::DiffOp>| group.iter().flat_map(|one| diff.iter_changes(one)).map(line).collect();
    diff.grouped_ops(CONTEXT).iter().map(hunk).collect()
}

fn preflight(plan: &Plan) -> Vec<Preflight> {
    let queries = plan.preflight.iter().map(|asked| {
        let plan::Preflight { subject, about, sql, is_slow: _ } = asked;
        Preflight { object: subject.to_string(), about: about.clone(), sql: sql.clone() }
    });
    queries.collect()
}

/// The word for what a step of a downgrade brings back, and why that isn't all.
pub(super) fn restored(restoration: &Restoration) -> (Option<&'static str>, Option<String>) {
    match restoration {
        Restoration::Exact => (Some("exact"), None),
        Restoration::StructureOnly(why) => (Some("structure-only"), Some(why.clone())),
        Restoration::Irreversible(why) => (Some("irreversible"), Some(why.clone())),
    }
}

fn stale(stale: &Stale) -> StaleAnswer {
    let Stale { answer, place, why } = stale;
    let (file, line) = place.as_ref().map(|place| (place.file.clone(), place.line)).unzip();
    StaleAnswer { answer: answer.clone(), file, line, why: (*why).to_owned() }
}

fn item(item: &review::Item, place: Option<Place>) -> Item {
    let review::Item { id, sort, subject, text, evidence, default, blocks, renamed, restoration: _ } = item;
    Item {
        id: id.clone(),
        sort: sort.word().to_owned(),
        subject: subject.to_string(),
        question: text.clone(),
        evidence: evidence.clone(),
        default: default.clone(),
        blocks: *blocks,
        answers: if renamed.is_some() { vec!["rename", "drop", "later"] } else { vec!["accept", "later"] },
        place,
        is_decided: None,
    }
}

fn proved(proof: &prove::Proof) -> Proof {
    let blockers = |blockers: &[(String, String)]| -> Vec<Blocker> {
        blockers.iter().map(|(sql, message)| Blocker { sql: sql.clone(), message: message.clone() }).collect()
    };
    Proof {
        summary: proof.summary(),
        server: proof.server.clone(),
        data_blockers: blockers(&proof.data_blockers),
        down_blockers: blockers(&proof.down_blockers),
        unasked: blockers(&proof.unasked),
        given_up: proof.given_up.iter().map(ToString::to_string).collect(),
    }
}
