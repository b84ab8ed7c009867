//! Values of enums under other names. They are renamed before all else, so that what PostgreSQL makes of it in defaults,
//! conditions and views is read back, and not taken for another difference.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::diff::Change;
use crate::id::{Id, Kind};
use crate::kind::{Attributes, Step};
use crate::plan::rename::{Rename, Renaming};
use crate::plan::{Action, PlannedStep};
use crate::sql::quote_literal;

/// The statements that rename values, to be run after `renames`, and what they change.
pub(super) fn renamed(from: &Catalog, to: &Catalog, renames: &[Rename]) -> (Vec<PlannedStep>, Vec<Change>) {
    let renaming = Renaming::of(renames);
    let (mut steps, mut changes) = (Vec::new(), Vec::new());
    for object in from.of_kind(Kind::Enum) {
        let id: Id = renaming.image(object.id);
        let (Attributes::Enum(old), Some(Attributes::Enum(new))) = (object.attributes, to.get(&id)) else { continue };
        let values = old.renamed_values(new);
        if values.is_empty() {
            continue;
        }
        for (old, new) in values {
            let (old, new) = (quote_literal(&old), quote_literal(&new));
            let step = Step::new(format!("ALTER TYPE {} RENAME VALUE {old} TO {new}", id.dotted()));
            steps.push(PlannedStep::first(id.clone(), Action::Alter, step));
        }
        changes.push(Change::Alter { id, attributes: BTreeSet::from(["values".to_owned()]) });
    }
    (steps, changes)
}
