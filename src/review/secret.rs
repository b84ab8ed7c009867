//! What no file may say: passwords of user mappings, and the like.

use std::collections::HashSet;

use super::{Item, Restoration, Sort};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::kind::foreign_option::leaves_out_secret;
use crate::plan::rename::Renaming;
use crate::plan::{Action, Plan};

/// Objects that are made, altered or dropped with something secret, which the statements have a placeholder for.
pub(super) fn left_out(from: &Catalog, to: &Catalog, up: &Plan, origin: &Renaming) -> Vec<Item> {
    let secrets = |catalog: &Catalog, id: &Id| catalog.get(id).map(|object| object.secrets()).unwrap_or_default();
    let mut items = Vec::new();
    let mut seen: HashSet<&Id> = HashSet::new();
    for step in &up.steps {
        let before = secrets(from, &origin.image(&step.id));
        let item = match step.action {
            Action::TearDown if to.contains(&step.id) || before.is_empty() => continue,
            Action::TearDown => {
                let text = format!("{} is dropped: who knows its {}?", step.id, before.join(" and "));
                let mut item = Item::new(Sort::NotReversible, &step.id, text);
                item.restoration =
                    Restoration::Irreversible(format!("its {} is a placeholder afterwards", before.join(" and ")));
                item.default = "the downgrade makes it again with a placeholder".to_owned();
                item
            }
            Action::Alter | Action::Build => {
                let secrets = secrets(to, &step.id);
                if secrets.is_empty() || !leaves_out_secret(&step.step.sql) {
                    continue;
                }
                let text = format!("{}: who sets its {}?", step.id, secrets.join(" and "));
                let mut item = Item::new(Sort::Security, &step.id, text);
                item.evidence.push("no file has a secret: the statement has a placeholder in its place".to_owned());
                item.default = "the placeholder is set, which opens nothing".to_owned();
                item
            }
        };
        if seen.insert(&step.id) {
            items.push(item);
        }
    }
    items
}
