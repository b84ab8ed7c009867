//! What a plan destroys of what users stored.

use std::collections::HashSet;

use super::{Changed, Item, Restoration, Sort};
use crate::catalog::Catalog;
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::r#enum::Enum;
use crate::kind::retype::{using, widens};
use crate::plan::rename::Renaming;
use crate::plan::{Action, Plan};

/// Tables and columns that are dropped, or made anew without what they held.
pub(super) fn torn_down(from: &Catalog, to: &Catalog, up: &Plan, origin: &Renaming) -> Vec<Item> {
    let mut items = Vec::new();
    let mut seen: HashSet<&Id> = HashSet::new();
    for step in up.steps.iter().filter(|step| step.action == Action::TearDown) {
        let before = origin.image(&step.id);
        let Some(object) = from.get(&before) else { continue };
        // A partitioned table's rows are in its partitions.
        let is_whole = matches!(object, Attributes::Table(table) if table.partition_key.is_some());
        let holds_rows = object.holds_data() && before.parent().is_some() && !is_whole && !is_elsewhere(&before);
        if !holds_rows || !seen.insert(&step.id) {
            continue;
        }
        let what = match before.kind() {
            Kind::Column | Kind::Attribute => "its values",
            _ => "its rows",
        };
        let is_made_anew = to.contains(&step.id);
        let mut item = Item::new(
            Sort::DataLoss,
            &before,
            match is_made_anew {
                true => format!("{before} is dropped and made anew: may {what} go?"),
                false => format!("{before} is dropped: may {what} go?"),
            },
        );
        item.default = format!("{what} are deleted");
        if is_made_anew {
            item.evidence.push("PostgreSQL can't change it in place".to_owned());
        }
        item.restoration = Restoration::StructureOnly(format!("made again without {what}"));
        item.evidence.push(format!("the downgrade makes it again without {what}"));
        items.push(item);
    }
    items
}

/// Narrowed types and removed labels.
pub(super) fn change(changed: &Changed) -> Option<Item> {
    let (before, old) = changed.old.as_ref()?;
    let new = changed.new?;
    let id = changed.change.id();
    let (old, new) = (old.compared(), new.compared());
    match id.kind() {
        Kind::Column if !is_elsewhere(id) => {
            let (old, new) = (old.get("type")?.as_str()?, new.get("type")?.as_str()?);
            if old == new || widens(old, new) {
                return None;
            }
            let mut item = Item::new(
                Sort::DataLoss,
                id,
                format!("{before} changes its type from {old} to {new}: does every value fit?"),
            );
            item.default = "converted; a value that doesn't fit is rounded, or the upgrade fails".to_owned();
            if let Some(values) = using(&id.quoted(), old, new) {
                item.evidence.push(format!("PostgreSQL makes no such cast by itself: converted by {values}"));
            }
            item.restoration = Restoration::StructureOnly("what the conversion dropped isn't brought back".to_owned());
            item.evidence.push("the downgrade can't bring back what the conversion drops".to_owned());
            Some(item)
        }
        Kind::Enum => {
            let labels = |value: &serde_json::Value| -> Vec<String> {
                let labels = value.get("values").and_then(|labels| labels.as_array());
                labels.into_iter().flatten().filter_map(|label| label.as_str().map(str::to_owned)).collect()
            };
            let new = labels(&new);
            let gone: Vec<String> = labels(&old).into_iter().filter(|label| !new.contains(label)).collect();
            if gone.is_empty() {
                return None;
            }
            if let (Attributes::Enum(old), Attributes::Enum(new)) = (changed.old.as_ref()?.1, changed.new?) {
                let renamed = old.renamed_values(new);
                if !renamed.is_empty() {
                    return relabelled(id, &renamed, new);
                }
            }
            let mapped = match (changed.old.as_ref()?.1, changed.new?) {
                (Attributes::Enum(old), Attributes::Enum(new)) => old.replaced(new),
                _ => Vec::new(),
            };
            let evidence = mapped.iter().map(|(old, new)| format!("rows that have {old} get {new}"));
            let mut item = match mapped.len() == gone.len() {
                true => {
                    let text = format!(
                        "{before} loses {}: may the downgrade leave its rows as they are then?",
                        gone.join(", ")
                    );
                    let mut item = Item::new(Sort::NotReversible, id, text);
                    item.restoration = Restoration::StructureOnly("which rows had the value isn't known".to_owned());
                    item.default = "the downgrade brings back the value, but not which rows had it".to_owned();
                    item
                }
                false => {
                    let text = format!("{before} loses {}: what becomes of rows that have it?", gone.join(", "));
                    let mut item = Item::new(Sort::DataLoss, id, text);
                    item.default = "the upgrade fails while a row has it".to_owned();
                    item
                }
            };
            item.evidence.extend(evidence);
            if mapped.is_empty() {
                item.evidence
                    .push("`-- autogen: map 'old' to 'new'` above CREATE TYPE says what rows get instead".to_owned());
            }
            Some(item)
        }
        _ => None,
    }
}

/// A value that is taken for one of another name, unless the definition says so.
fn relabelled(id: &Id, renamed: &[(String, String)], new: &Enum) -> Option<Item> {
    let (old, name) = renamed.iter().find(|(old, _)| !new.replacements.contains_key(old))?;
    let text = format!("{id} has '{name}' in the place of '{old}': is it the same under another name?");
    let mut item = Item::new(Sort::Rename, id, text);
    item.evidence.push("it stands at the same place, and no other value differs".to_owned());
    item.evidence.push(format!("`-- autogen: map '{old}' to '{name}'` above CREATE TYPE says that it is"));
    item.default = "renamed: rows keep it under its new name, and so does the downgrade".to_owned();
    Some(item)
}

/// Whether it belongs to a foreign table, whose rows are another server's.
fn is_elsewhere(id: &Id) -> bool {
    id.lineage().any(|id| id.kind() == Kind::ForeignTable)
}
