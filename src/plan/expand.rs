//! What a drop or a replacement forces upon other objects: everything that needs what goes, goes first.

use std::collections::HashSet;

use super::Decisions;
use crate::catalog::{Catalog, Object};
use crate::diff::Change;
use crate::id::Id;
use crate::kind::{Alter, Attributes};

/// Decides which objects are torn down, built and altered in place.
pub(super) fn expand(from: &Catalog, to: &Catalog, changes: &[Change]) -> Decisions {
    let mut decisions = Decisions::default();
    let mut dropped = Vec::new();
    for change in changes {
        match change {
            Change::Create { id } => {
                decisions.built.insert(id.clone());
            }
            Change::Drop { id } => dropped.push(id.clone()),
            Change::Alter { id, .. } => {
                decisions.altered.insert(id.clone());
            }
        }
    }
    tear_down(from, to, &mut decisions, dropped);
    // What is torn down can change how a neighbour has to be altered, so this goes on until nothing changes.
    loop {
        let mut forced = forced_by_alterations(from, to, &decisions);
        forced.extend(forced_by_drops(from, to, &decisions));
        if forced.is_empty() {
            return decisions;
        }
        tear_down(from, to, &mut decisions, forced);
    }
}

/// Tears down `ids`, what belongs to them and what needs them; what the wanted catalog still has is built again.
fn tear_down(from: &Catalog, to: &Catalog, decisions: &mut Decisions, mut ids: Vec<Id>) {
    while let Some(id) = ids.pop() {
        if !decisions.torn_down.insert(id.clone()) {
            continue;
        }
        decisions.altered.remove(&id);
        if to.contains(&id) {
            decisions.built.insert(id.clone());
        }
        ids.extend(from.children(&id).map(|child| child.id.clone()));
        for dependent in from.needed_by(&id) {
            // An alteration that lets go of what is dropped comes before the drop, unless it takes hold of what comes
            // only after.
            let goes = |needed: &Id| needed.lineage().any(|id| decisions.torn_down.contains(id));
            let lets_go = decisions.altered.contains(dependent) && !to.needs(dependent).any(goes);
            if lets_go {
                continue;
            }
            ids.push(dependent.clone());
            let takes_parent = from.get(dependent).is_some_and(|attributes| attributes.takes_parent());
            if takes_parent && let Some(parent) = dependent.parent() {
                ids.push(parent.clone());
            }
        }
    }
}

/// What has to go because something else can't go without it.
fn forced_by_drops(from: &Catalog, to: &Catalog, decisions: &Decisions) -> Vec<Id> {
    let taken = decisions
        .torn_down
        .iter()
        .filter_map(|id| Some(from.get(id)?.takes_along(&decisions.at(id, from, to))))
        .flatten()
        .filter(|id| from.contains(id) && !decisions.torn_down.contains(id));
    let mut forced: Vec<Id> = taken.collect();
    forced.sort();
    forced
}

/// What alterations can't be made in place, or stand in the way of one that can.
fn forced_by_alterations(from: &Catalog, to: &Catalog, decisions: &Decisions) -> Vec<Id> {
    let mut forced = HashSet::new();
    for id in &decisions.altered {
        let (Some(old), Some(new)) = (from.get(id), to.get(id)) else { continue };
        match old.alter(new, &decisions.at(id, to, from)) {
            Alter::Replace => {
                forced.insert(id.clone());
            }
            Alter::InPlace(_) => {
                for dependent in concerned(from, id) {
                    match old.rebuilds(new, &dependent) {
                        true => _ = forced.insert(dependent.id.clone()),
                        false => barring(from, old, new, dependent, &mut forced),
                    }
                }
            }
        }
    }
    let mut forced: Vec<Id> = forced.difference(&decisions.torn_down).cloned().collect();
    forced.sort();
    forced
}

/// Collects what stands in the way of carrying `first` over, or of what is carried over along with it.
fn barring(from: &Catalog, old: &Attributes, new: &Attributes, first: Object, forced: &mut HashSet<Id>) {
    let mut seen = HashSet::new();
    let mut carried = vec![first];
    while let Some(object) = carried.pop() {
        if !old.carries(new, &object) || !seen.insert(object.id) {
            continue;
        }
        for further in concerned(from, object.id) {
            match old.rebuilds_through(new, &object, &further) {
                true => _ = forced.insert(further.id.clone()),
                false => carried.push(further),
            }
        }
    }
}

/// What needs an object, and what belongs to it.
fn concerned<'a>(catalog: &'a Catalog, id: &Id) -> Vec<Object<'a>> {
    let dependents = catalog.needed_by(id).filter_map(|dependent| catalog.object(dependent));
    dependents.chain(catalog.children(id)).collect()
}
