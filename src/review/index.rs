//! Partial indexes: their predicate decides which queries may use them, and what a unique one forbids.

use super::{Changed, Item, Sort};
use crate::catalog::Catalog;
use crate::diff::Change;
use crate::id::Id;
use crate::kind::Attributes;
use crate::kind::index::Index;

/// The question about a partial index that is made, changed or dropped.
pub(super) fn partial(changed: &Changed) -> Option<Item> {
    let index = |attributes: &Attributes| match attributes {
        Attributes::Index(index) => Some(index.clone()),
        _ => None,
    };
    let old = changed.old.as_ref().and_then(|(_, attributes)| index(attributes));
    let new = changed.new.and_then(index);
    if old.iter().chain(&new).all(|index| index.predicate.is_none()) {
        return None;
    }
    let id = changed.change.id();
    let (text, default) = match changed.change {
        Change::Create { .. } => ("does the predicate cover what is meant?", "made as declared"),
        Change::Drop { .. } => ("does nothing need it any more?", "dropped"),
        Change::Alter { .. } => ("does the new one still serve its queries?", "made anew as declared"),
    };
    let mut item = Item::new(Sort::PartialIndex, id, format!("partial {id}: {text}"));
    item.default = default.to_owned();
    item.evidence.extend(old.as_ref().map(|index| format!("old: {}", words(index))));
    item.evidence.extend(new.as_ref().map(|index| format!("new: {}", words(index))));
    if let Some((old, new)) = old.as_ref().zip(new.as_ref())
        && old.predicate == new.predicate
    {
        item.evidence.push("the predicate stays".to_owned());
    }
    let is_unique = |index: &Option<Index>| index.as_ref().is_some_and(|index| index.unique);
    match (is_unique(&old), is_unique(&new)) {
        (_, true) if new.as_ref().is_some_and(|new| new.predicate.is_some()) => {
            item.evidence.push("rows outside of its predicate may be duplicates".to_owned());
        }
        (_, true) => {}
        (true, false) => item.evidence.push("duplicates are no longer refused".to_owned()),
        (false, false) => {}
    }
    item.evidence.extend(full_twin(changed.to, id, old.as_ref().or(new.as_ref())?));
    Some(item)
}

/// An index of the same table and the same keys that isn't partial.
fn full_twin(catalog: &Catalog, id: &Id, index: &Index) -> Option<String> {
    let on = |index: &Index| {
        let (_, on) = index.definition.split_once(" USING ")?;
        let end = index.predicate.as_ref().map_or(0, |predicate| " WHERE ".len() + predicate.len());
        Some(on[..on.len() - end].to_owned())
    };
    let wanted = on(index)?;
    let twin = catalog.children(id.owner()).find(|child| match child.attributes {
        Attributes::Index(other) => child.id != id && other.predicate.is_none() && on(other).as_ref() == Some(&wanted),
        _ => false,
    })?;
    Some(format!("{} has the same keys and all rows", twin.id))
}

/// `unique, btree (email) WHERE (deleted_at IS NULL)`.
fn words(index: &Index) -> String {
    let unique = if index.unique { "unique" } else { "not unique" };
    let on = index.definition.split_once(" USING ").map_or("", |(_, on)| on);
    let on = match &index.predicate {
        Some(_) => on.to_owned(),
        None => format!("{on}, all rows"),
    };
    format!("{unique}, {on}")
}
