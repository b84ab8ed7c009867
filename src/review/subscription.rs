//! What has to be done with a subscription beside its statements, none of which connects to the publisher.

use super::{Changed, Item, Restoration, Sort};
use crate::kind::Attributes;
use crate::kind::subscription::Subscription;

/// Whether somebody has to enable or refresh it, or to drop its slot on the publisher.
pub(super) fn change(changed: &Changed) -> Option<Item> {
    let subscription = |attributes: &Attributes| match attributes {
        Attributes::Subscription(subscription) => Some(subscription.clone()),
        _ => None,
    };
    let old = changed.old.as_ref().and_then(|(_, attributes)| subscription(attributes));
    let new = changed.new.and_then(subscription);
    let id = changed.change.id();
    let is_gone = new.is_none();
    let (text, default) = match (old, new) {
        (None, Some(_)) => ("made without connecting: who enables it?", "it stays disabled, and its slot isn't made"),
        (Some(Subscription { slot: Some(_), .. }), None) => {
            ("dropped without connecting: who drops its slot?", "the slot stays on the publisher and keeps its log")
        }
        (Some(old), Some(new)) if old.is_remade_for(&new) => (
            "made anew without connecting: who drops its slot and enables it?",
            "it stays disabled; the old slot stays on the publisher and keeps its log",
        ),
        (Some(old), Some(new)) if old.publications != new.publications => {
            ("changed without connecting: who refreshes it?", "tables that are new to it aren't copied")
        }
        _ => return None,
    };
    let mut item = Item::new(Sort::NeedsData, id, format!("{id} is {text}"));
    item.default = default.to_owned();
    if is_gone {
        item.restoration = Restoration::StructureOnly("made again disabled, without its slot".to_owned());
    }
    Some(item)
}
