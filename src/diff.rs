//! What differs between two catalogs, with no knowledge of any kind.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::catalog::{Catalog, Object};
use crate::id::Id;

/// One object that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    Create {
        id: Id,
    },
    Drop {
        id: Id,
    },
    Alter {
        id: Id,
        /// The attributes that differ, by name.
        attributes: BTreeSet<String>,
    },
}

impl Change {
    pub fn id(&self) -> &Id {
        match self {
            Change::Create { id } | Change::Drop { id } | Change::Alter { id, .. } => id,
        }
    }
}

/// What has to happen to `from` for it to be `to`, by identity. Empty exactly when the fingerprints are equal.
pub fn diff(from: &Catalog, to: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    for old in from.objects() {
        match to.object(old.id) {
            None => changes.push(Change::Drop { id: old.id.clone() }),
            Some(new) => {
                let attributes = differences(old, new);
                if !attributes.is_empty() {
                    changes.push(Change::Alter { id: old.id.clone(), attributes });
                }
            }
        }
    }
    let created = to.objects().filter(|new| !from.contains(new.id));
    changes.extend(created.map(|new| Change::Create { id: new.id.clone() }));
    changes
}

/// The names of the compared attributes in which two states of one object differ.
fn differences(old: Object, new: Object) -> BTreeSet<String> {
    if old.attributes == new.attributes {
        return BTreeSet::new();
    }
    let (old, new) = (old.attributes.compared(), new.attributes.compared());
    let names = |value: &serde_json::Value| -> BTreeSet<String> {
        value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
    };
    names(&old).union(&names(&new)).filter(|name| old.get(name) != new.get(name)).cloned().collect()
}
