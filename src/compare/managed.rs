//! What nobody declared is left as it is: owners, grants and storage parameters that a declaration says nothing about.
//!
//! They aren't left out of the live side, because what a plan makes anew has to get them back; the declaration takes
//! them over instead.

use std::collections::HashSet;

use crate::catalog::Catalog;
use crate::id::{Id, Kind};
use crate::plan::rename::{Rename, Renaming};
use crate::source::Sourced;

/// A declaration without owners that are only there because somebody had to own the objects, and without what initdb did.
pub(super) fn declared(sourced: &Sourced) -> Catalog {
    without_defaults(&sourced.catalog, sourced.default_owner.as_deref())
}

/// What somebody asked for of a catalog in which `owner` owns everything by default.
pub(super) fn without_defaults(catalog: &Catalog, owner: Option<&str>) -> Catalog {
    catalog.filtered(|object| !object.attributes.is_by_default(owner))
}

/// A declaration with what it doesn't say taken over from the live side. `renames` lead from the live side's names to the
/// declaration's.
pub(super) fn completed(declaration: &Catalog, live: &Catalog, renames: &[Rename]) -> Catalog {
    let renaming = Renaming::of(renames);
    let spoken: HashSet<(Option<&Id>, Kind)> =
        declaration.objects().map(|object| (object.id.parent(), object.id.kind())).collect();
    let mut taken_over = Vec::new();
    for object in live.objects() {
        let id = renaming.image(object.id);
        if object.attributes.is_managed_on_demand() {
            let is_there = id.parent().is_none_or(|parent| declaration.contains(parent));
            if is_there && !spoken.contains(&(id.parent(), id.kind())) {
                taken_over.push((id, object.attributes.clone()));
            }
        } else if let Some(known) = declaration.get(&id)
            && let Some(completed) = known.completed(object.attributes)
        {
            taken_over.push((id, completed));
        }
    }
    declaration.joined(taken_over)
}

/// The live side without what the declaration doesn't speak of, as fingerprints are taken of it. Of what the declaration
/// lacks, that is what nobody asked for.
pub(super) fn only_declared(live: &Sourced, declaration: &Catalog) -> Catalog {
    let spoken: HashSet<(Option<&Id>, Kind)> =
        declaration.objects().map(|object| (object.id.parent(), object.id.kind())).collect();
    live.catalog.filtered(|object| {
        let knows_parent = object.id.parent().is_none_or(|parent| declaration.contains(parent));
        let is_spoken_of = match knows_parent {
            true => spoken.contains(&(object.id.parent(), object.id.kind())),
            false => !object.attributes.is_by_default(live.default_owner.as_deref()),
        };
        is_spoken_of || !object.attributes.is_managed_on_demand()
    })
}
