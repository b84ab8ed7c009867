//! What differs between two catalogs, carried over to a third that has changes of its own.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::diff::{Change, diff};
use crate::id::Id;

/// `onto` with what differs between `from` and `to`.
///
/// # Errors
/// The objects that `onto` has changed in another way, a line each: only a person knows which is meant.
pub fn carried(from: &Catalog, to: &Catalog, onto: &Catalog) -> Result<Catalog, Vec<String>> {
    let says = |catalog: &Catalog, id: &Id| catalog.get(id).map(|attributes| attributes.compared());
    let (mut gone, mut come, mut clashes) = (BTreeSet::new(), Vec::new(), Vec::new());
    for change in diff(from, to) {
        let id = change.id();
        let own = says(onto, id);
        if own == says(to, id) {
            continue;
        }
        if own != says(from, id) {
            clashes.push(match (&change, own) {
                (Change::Create { .. }, _) => format!("{id} was added to both, and isn't the same"),
                (Change::Drop { .. }, _) => format!("{id} was dropped from the one and changed in the other"),
                (Change::Alter { .. }, None) => format!("{id} was changed in the one and dropped from the other"),
                (Change::Alter { .. }, Some(_)) => format!("{id} was changed in both, in two ways"),
            });
            continue;
        }
        match change {
            Change::Drop { id } => {
                let is_new = |object: &&Id| object.is_within(&id) && !from.contains(object);
                if let Some(new) = onto.objects().map(|object| object.id).find(is_new) {
                    clashes.push(format!("{id} was dropped from the one, and {new} was added to it in the other"));
                }
                gone.insert(id);
            }
            Change::Create { id } | Change::Alter { id, .. } => {
                let missing = id.parent().filter(|parent| !onto.contains(parent) && !to_has_new(from, to, parent));
                if let Some(parent) = missing {
                    clashes.push(format!("{id} was changed in the one, and {parent} was dropped from the other"));
                }
                come.push(id);
            }
        }
    }
    match clashes.is_empty() {
        true => Ok(onto.overlaid(&gone, to, &come)),
        false => Err(clashes),
    }
}

fn to_has_new(from: &Catalog, to: &Catalog, id: &Id) -> bool {
    !from.contains(id) && to.contains(id)
}
