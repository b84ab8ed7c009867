//! What a drop or a replacement forces upon other objects: everything that needs what goes, goes first.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

use super::{Bond, Decisions, Link};
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
            Change::Drop { id } => dropped.push((id.clone(), None)),
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
            let dropped = changes.iter().filter(|change| matches!(change, Change::Drop { .. }));
            dropped.for_each(|change| _ = decisions.forced.remove(change.id()));
            return decisions;
        }
        tear_down(from, to, &mut decisions, forced);
    }
}

/// An object that has to go, and what forces that; none where it differs itself.
type Forced = (Id, Option<Link>);

/// Several of them, by name.
type Links = BTreeMap<Id, Option<Link>>;

/// Tears down `ids`, what belongs to them and what needs them; what the wanted catalog still has is built again.
fn tear_down(from: &Catalog, to: &Catalog, decisions: &mut Decisions, mut ids: Vec<Forced>) {
    while let Some((id, link)) = ids.pop() {
        if !decisions.torn_down.insert(id.clone()) {
            continue;
        }
        decisions.forced.extend(link.map(|link| (id.clone(), link)));
        let linked = |bond| Some(Link { bond, to: id.clone() });
        decisions.altered.remove(&id);
        if to.contains(&id) {
            decisions.built.insert(id.clone());
        }
        ids.extend(from.children(&id).map(|child| (child.id.clone(), linked(Bond::BelongsTo))));
        for dependent in from.needed_by(&id) {
            // An alteration that lets go of what is dropped comes before the drop, unless it takes hold of what comes
            // only after.
            let goes = |needed: &Id| needed.lineage().any(|id| decisions.torn_down.contains(id));
            let lets_go = decisions.altered.contains(dependent) && !to.needs(dependent).any(goes);
            if lets_go {
                continue;
            }
            ids.push((dependent.clone(), linked(Bond::Needs)));
            let takes_parent = from.get(dependent).is_some_and(|attributes| attributes.takes_parent());
            if takes_parent && let Some(parent) = dependent.parent() {
                ids.push((parent.clone(), Some(Link { bond: Bond::Holds, to: dependent.clone() })));
            }
        }
    }
}

/// What has to go because something else can't go without it.
fn forced_by_drops(from: &Catalog, to: &Catalog, decisions: &Decisions) -> Vec<Forced> {
    let mut forced = Links::new();
    for id in &decisions.torn_down {
        let taken = from.get(id).map(|object| object.takes_along(&decisions.at(id, from, to))).unwrap_or_default();
        for taken in taken.into_iter().filter(|taken| from.contains(taken) && !decisions.torn_down.contains(taken)) {
            force(&mut forced, taken, Some(Link { bond: Bond::GoesWith, to: id.clone() }));
        }
    }
    forced.into_iter().collect()
}

/// What alterations can't be made in place, or stand in the way of one that can.
fn forced_by_alterations(from: &Catalog, to: &Catalog, decisions: &Decisions) -> Vec<Forced> {
    let mut forced = Links::new();
    for id in &decisions.altered {
        let (Some(old), Some(new)) = (from.get(id), to.get(id)) else { continue };
        match old.alter(new, &decisions.at(id, to, from)) {
            Alter::Replace => force(&mut forced, id.clone(), None),
            Alter::InPlace(_) => {
                for dependent in concerned(from, id) {
                    let bars = match old.rebuilds(new, &dependent) {
                        true => vec![dependent.id],
                        false => barring(from, old, new, dependent),
                    };
                    for bar in bars {
                        force(&mut forced, bar.clone(), Some(Link { bond: Bond::Bars, to: id.clone() }));
                    }
                }
            }
        }
    }
    forced.retain(|id, _| !decisions.torn_down.contains(id));
    forced.into_iter().collect()
}

/// Notes that an object has to go; of several reasons its own difference comes first, then the first by name.
fn force(forced: &mut Links, id: Id, link: Option<Link>) {
    match forced.entry(id) {
        Entry::Vacant(entry) => _ = entry.insert(link),
        Entry::Occupied(mut entry) => {
            let rank = |link: &Option<Link>| link.as_ref().map(|link| link.to.clone());
            if rank(&link) < rank(entry.get()) {
                entry.insert(link);
            }
        }
    }
}

/// What stands in the way of carrying `first` over, or of what is carried over along with it.
fn barring<'a>(from: &'a Catalog, old: &Attributes, new: &Attributes, first: Object<'a>) -> Vec<&'a Id> {
    let mut barring = Vec::new();
    let mut seen = HashSet::new();
    let mut carried = vec![first];
    while let Some(object) = carried.pop() {
        if !old.carries(new, &object) || !seen.insert(object.id) {
            continue;
        }
        for further in concerned(from, object.id) {
            match old.rebuilds_through(new, &object, &further) {
                true => barring.push(further.id),
                false => carried.push(further),
            }
        }
    }
    barring
}

/// What needs an object, and what belongs to it.
fn concerned<'a>(catalog: &'a Catalog, id: &Id) -> Vec<Object<'a>> {
    let dependents = catalog.needed_by(id).filter_map(|dependent| catalog.object(dependent));
    dependents.chain(catalog.children(id)).collect()
}
