//! The statements of a plan as a report tells them: what each costs, why it is there, and why there.

use std::collections::HashMap;

use super::difference::Places;
use super::model::{After, Change, Lock, Step, Verb};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::kind::Transaction;
use crate::plan::rename::Rename;
use crate::plan::{Action, Bond, Plan, PlannedStep, Prior};
use crate::prove::{Cost, Sizes};

/// What a step does with its object, and those changes that it can make good.
fn does(action: Action) -> (Verb, [Verb; 2]) {
    match action {
        Action::TearDown => (Verb::Drop, [Verb::Drop, Verb::Alter]),
        Action::Alter => (Verb::Alter, [Verb::Alter, Verb::Alter]),
        Action::Build => (Verb::Create, [Verb::Create, Verb::Alter]),
    }
}

/// The statements of a plan, each with its reasons and its cost.
pub(super) fn steps(plan: &Plan, changes: &[Change], costs: &[Cost], sizes: &Sizes, places: &Places) -> Vec<Step> {
    let mut numbers: HashMap<(Action, &Id), Vec<usize>> = HashMap::new();
    for (index, planned) in plan.steps.iter().enumerate() {
        numbers.entry((planned.action, &planned.id)).or_default().push(index);
    }
    let mut makes: Vec<Vec<usize>> = vec![Vec::new(); plan.steps.len()];
    for (number, change) in changes.iter().enumerate() {
        for action in [Action::TearDown, Action::Alter, Action::Build] {
            if !does(action).1.contains(&change.change) {
                continue;
            }
            let own = change.id.lineage().find_map(|id| numbers.get(&(action, id)));
            // What belongs to an object doesn't change by altering that.
            let own = own.filter(|own| action != Action::Alter || plan.steps[own[0]].id == change.id);
            own.into_iter().flatten().for_each(|step| makes[*step].push(number));
        }
    }
    let after = |planned: &PlannedStep| -> Vec<After> {
        let priors = planned.why.iter().flat_map(|why| &why.after);
        let mut after: Vec<After> = priors
            .filter_map(|prior| {
                let Prior { action, id, bond } = prior;
                let last = numbers.get(&(*action, id))?.last()?;
                let is_made_anew = *bond == Bond::Name && *id == planned.id;
                let because = if is_made_anew { "is made anew".to_owned() } else { format!("{} {id}", bond.words()) };
                Some(After { step: last + 1, because })
            })
            .collect();
        after.sort_by_key(|one| one.step);
        after
    };
    let by_id: HashMap<&Id, &Change> = changes.iter().map(|change| (&change.id, change)).collect();
    let mut steps: Vec<Step> = plan
        .steps
        .iter()
        .enumerate()
        .map(|(index, planned)| {
            let mut step = written(index, planned);
            if let Some(cost) = costs.get(index).filter(|cost| cost.is_measured) {
                set_cost(&mut step, cost, sizes);
            }
            step.declared = places.of_object(&planned.id);
            step.reasons.changes = std::mem::take(&mut makes[index]);
            step.reasons.because = because(planned, &step.reasons.changes, changes, &by_id);
            step.reasons.after = after(planned);
            step
        })
        .collect();
    let is_sorted: Vec<bool> = plan.steps.iter().map(|planned| planned.why.is_some()).collect();
    set_room(&mut steps, &is_sorted);
    steps
}

fn written(index: usize, planned: &PlannedStep) -> Step {
    Step {
        number: index + 1,
        sql: planned.step.sql.clone(),
        object: Some(planned.id.to_string()),
        id: Some(planned.id.clone()),
        action: Some(does(planned.action).0),
        in_transaction: planned.step.transaction == Transaction::Inside,
        commit_after: planned.step.commit_after,
        ..Step::default()
    }
}

pub(super) fn set_cost(step: &mut Step, cost: &Cost, sizes: &Sizes) {
    let lock = |(mode, relation): &(String, String)| Lock { mode: mode.clone(), relation: relation.clone() };
    step.cost = cost.text(sizes);
    step.locks = Some(cost.locks.iter().map(lock).collect());
    step.blocks = Some(cost.blocks().iter().map(ToString::to_string).collect());
    step.rewrites = Some(cost.rewrites.clone());
    step.scans = Some(cost.scans.clone());
    step.wal_bytes = Some(cost.wal_bytes);
}

/// What leads from the step's object to what differs, where the step isn't simply what that takes:
/// `view public.v needs column public.posts.likes`.
fn because(planned: &PlannedStep, makes: &[usize], changes: &[Change], by_id: &HashMap<&Id, &Change>) -> Vec<String> {
    let Some(why) = &planned.why else { return Vec::new() };
    let wanted = does(planned.action).0;
    if makes.iter().any(|number| changes[*number].change == wanted) {
        return Vec::new();
    }
    let mut from = &planned.id;
    let mut because = Vec::new();
    for link in &why.because {
        because.push(format!("{from} {} {}", link.bond.words(), link.to));
        from = &link.to;
    }
    // The end of the path: what has to be made anew, since no statement alters it.
    let own = by_id.get(from).filter(|change| !change.attributes.is_empty());
    if let Some(own) = own.filter(|_| why.because.last().is_none_or(|link| link.bond != Bond::Bars)) {
        because.push(format!("{from} can't be altered in place ({})", own.attributes.join(", ")));
    }
    because
}

/// Between which others each step could stand, all others staying where they are. What stands before the sorted plan
/// (renames) stays there.
pub(super) fn set_room(steps: &mut [Step], is_sorted: &[bool]) {
    let first = is_sorted.iter().position(|is_sorted| *is_sorted).unwrap_or(steps.len());
    let mut last = vec![steps.len(); steps.len()];
    for step in &*steps {
        for after in &step.reasons.after {
            last[after.step - 1] = last[after.step - 1].min(step.number - 1);
        }
    }
    // The statements about one object stay together, in their order.
    let is_same = |one: &Step, other: &Step| one.id.is_some() && one.id == other.id && one.action == other.action;
    for index in 0..steps.len() {
        let earliest = steps[index].reasons.after.iter().map(|after| after.step + 1).max().unwrap_or(first + 1);
        let mut room = (earliest.max(first + 1).min(index + 1), last[index].max(index + 1));
        if index > 0 && is_same(&steps[index - 1], &steps[index]) {
            room.0 = index + 1;
        }
        if index + 1 < steps.len() && is_same(&steps[index], &steps[index + 1]) {
            room.1 = index + 1;
        }
        steps[index].reasons.could_stand = is_sorted[index].then_some(room);
    }
}

/// How others could be kept waiting for less long, where a step was seen to keep them waiting while it reads or writes rows.
pub(super) fn gentler(step: &Step, from: &Catalog, to: &Catalog) -> Option<String> {
    let reads_rows =
        [&step.rewrites, &step.scans].iter().any(|names| names.as_ref().is_some_and(|one| !one.is_empty()));
    let blocks = step.blocks.as_ref().is_some_and(|blocks| !blocks.is_empty());
    let id = step.id.as_ref().filter(|_| reads_rows && blocks)?;
    to.get(id)?.gentler(from.get(id)).map(str::to_owned)
}

/// The other answer to a question about a rename, at the steps that would be others then.
pub(super) fn renamed_instead(planned: &PlannedStep, asked: &[(&str, &Rename)]) -> Vec<String> {
    let concerned = asked.iter().filter(|(_, rename)| match planned.action {
        Action::Alter | Action::Build => planned.id == rename.to,
        Action::TearDown => planned.id == rename.from,
    });
    let told = concerned.map(|(item, rename)| {
        let (old, new) = (rename.from.dotted(), rename.to.quoted());
        match planned.action {
            Action::Alter => {
                format!("{item}: if they are two objects, `--not-renamed {old}` drops one and creates the other")
            }
            Action::TearDown => {
                format!("{item}: if it only gets another name, `--rename {old}={new}` keeps what it holds")
            }
            Action::Build => {
                format!("{item}: if it had another name before, `--rename {old}={new}` keeps what it held")
            }
        }
    });
    told.collect()
}
