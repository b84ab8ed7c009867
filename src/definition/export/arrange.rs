//! Brings the statements of a plan together by object.

use std::collections::{HashMap, HashSet};

use super::Placed;
use crate::catalog::Catalog;
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::plan::PlannedStep;

/// The steps of a plan that makes `catalog`, those of one object behind each other, and comments and labels right behind
/// what they are about. If they are to be run in this order, a foreign key waits for the other table.
pub(super) fn arranged(catalog: &Catalog, steps: Vec<PlannedStep>, runs: bool) -> Vec<Placed> {
    let homes: Vec<Id> = steps.iter().map(|planned| home(catalog, &planned.id)).collect();
    let last: HashMap<&Id, usize> = steps.iter().enumerate().map(|(index, planned)| (&planned.id, index)).collect();
    let maker = |id: &Id| id.lineage().find_map(|id| last.get_key_value(id)).map(|(id, _)| *id);
    let groups = groups(&steps, &homes);
    let needs = if runs { needs(catalog, maker) } else { HashMap::new() };

    // The group by whose end everything is there that an object needs. What a plan has later is only mentioned.
    let mut ready: HashMap<&Id, usize> = HashMap::new();
    for (planned, home) in steps.iter().zip(&homes) {
        let needed = needs.get(&planned.id).into_iter().flatten().filter_map(|need| ready.get(need));
        let group = needed.copied().chain([groups[home]]).max().unwrap_or_default();
        let known = ready.entry(&planned.id).or_insert(group);
        *known = group.max(*known);
    }
    let mut keyed: Vec<_> = steps
        .iter()
        .zip(homes)
        .enumerate()
        .map(|(index, (planned, home))| {
            let said_of = if planned.id.has_name_of_its_own() { Some(&planned.id) } else { planned.id.parent() };
            let above =
                said_of.filter(|_| matches!(planned.id.kind(), Kind::Comment | Kind::SecurityLabel)).and_then(maker);
            let place = above.map_or(index, |above| last[above]);
            let said_of = said_of.and_then(maker).or(said_of).unwrap_or(&planned.id).clone();
            ((ready[&planned.id], place, index), Placed { home, said_of, planned: planned.clone() })
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, placed)| placed).collect()
}

/// The object in whose file people look for another: a sequence that a column owns is its table's, as are statistics, and
/// an operator class is its family's.
pub(super) fn home(catalog: &Catalog, id: &Id) -> Id {
    let whole = id.whole();
    let table = catalog.child(whole, Kind::OwnedBy).and_then(|child| match child.attributes {
        Attributes::OwnedBy(owned_by) => Some(owned_by.column_id().whole().clone()),
        _ => None,
    });
    let other = match whole.kind() {
        Kind::OperatorClass => catalog.needs(whole).find(|needed| needed.kind() == Kind::OperatorFamily),
        Kind::Statistics => {
            let relations = [Kind::Table, Kind::ForeignTable, Kind::MaterializedView];
            catalog.needs(whole).map(Id::whole).find(|needed| relations.contains(&needed.kind()))
        }
        _ => None,
    };
    table.or(other.cloned()).filter(|home| catalog.contains(home)).unwrap_or_else(|| whole.clone())
}

/// When each group's turn is: that of its object itself, if that is made at all.
fn groups(steps: &[PlannedStep], homes: &[Id]) -> HashMap<Id, usize> {
    let mut groups: HashMap<Id, usize> = HashMap::new();
    let numbered = || steps.iter().zip(homes).enumerate();
    let own = numbered().filter(|(_, (planned, home))| planned.id == **home);
    for (index, (_, home)) in own.chain(numbered()) {
        groups.entry(home.clone()).or_insert(index);
    }
    groups
}

/// What the objects of each statement need, or had better have, that other statements make.
fn needs<'a>(catalog: &'a Catalog, maker: impl Fn(&Id) -> Option<&'a Id>) -> HashMap<&'a Id, HashSet<&'a Id>> {
    let mut needs: HashMap<&Id, HashSet<&Id>> = HashMap::new();
    for object in catalog.objects() {
        let Some(own) = maker(object.id) else { continue };
        let needed = catalog.needs(object.id).chain(catalog.mentions(object.id)).chain(object.id.parent());
        for needed in needed.filter_map(&maker) {
            if needed != own {
                needs.entry(own).or_default().insert(needed);
            }
        }
    }
    needs
}
