//! The definitions of whole objects, as autogen would write them: a table with all that sits on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::error::Result;
use crate::id::{Id, Kind};
use crate::plan::{Plan, plan};
use crate::render::terminated;

/// The statements that make all of it from a fresh database.
pub fn script(catalog: &Catalog) -> Result<Plan> {
    plan(&fresh(catalog), catalog)
}

/// What of a catalog a fresh database has: the schema `public`, with its comment.
fn fresh(catalog: &Catalog) -> Catalog {
    let is_public = |id: &Id| id.kind() == Kind::Schema && id.name() == "public";
    catalog.filtered(|object| is_public(object.id) || object.id.kind() == Kind::Comment && is_public(object.id.owner()))
}

/// The statements that make each of these roots from nothing, with all that belongs to it. A root that the catalog
/// doesn't have is left out.
pub fn definitions(catalog: &Catalog, roots: &BTreeSet<Id>) -> Result<BTreeMap<Id, String>> {
    let shown = catalog.filtered(|object| object.id.kind() == Kind::Schema || roots.contains(object.id.whole()));
    let mut texts: BTreeMap<Id, String> = BTreeMap::new();
    for planned in script(&shown)?.steps {
        let root = planned.id.whole();
        if roots.contains(root) {
            texts.entry(root.clone()).or_default().push_str(&terminated(&planned.step.sql));
        }
    }
    Ok(texts)
}
