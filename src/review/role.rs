//! Roles that the upgrade names and its server lacks: who makes them, or who gives them what they are for.

use super::{Item, Sort};
use crate::id::Id;

/// A role that the upgrade names and that isn't there before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRole {
    pub role: String,
    /// The object whose statement names it first.
    pub named_by: Id,
    /// Whether the upgrade makes it.
    pub is_made: bool,
}

pub(super) fn missing(missing: &MissingRole) -> Item {
    let MissingRole { role, named_by, is_made } = missing;
    let (text, evidence, default) = match is_made {
        true => (
            format!("role {role} is made: who gives it login, password and memberships?"),
            "the downgrade leaves it, as other databases of the server may use it",
            "made without any of these",
        ),
        false => (
            format!("role {role} isn't on the server: who makes it?"),
            "autogen makes a role only where `[manage] roles` says so",
            "the upgrade stops before it changes anything",
        ),
    };
    let mut item = Item::new(Sort::Role, named_by, text);
    item.evidence.push(evidence.to_owned());
    item.default = default.to_owned();
    // An upgrade without its roles stops anyway.
    item.blocks = *is_made;
    item
}
