//! What has become of the seeded rows.

use std::collections::HashSet;

use serde_json::Value;

use super::seed::{Seed, rows};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::id::Id;
use crate::plan::rename::{Rename, Renaming};
use crate::plan::{Action, Plan};
use crate::server::Client;

/// What a replay did to rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Survival {
    /// How many seeded rows are still there.
    pub kept: usize,
    /// Tables and columns that the plan drops, or makes anew, with what they held.
    pub given_up: Vec<Id>,
    /// What was lost without the plan saying so, a line each.
    pub lost: Vec<String>,
}

/// A way from one catalog to another.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    pub from: &'a Catalog,
    pub to: &'a Catalog,
    pub plan: &'a Plan,
    pub renames: &'a [Rename],
}

/// A way, with what is asked of it for every row.
struct Road<'a> {
    way: Way<'a>,
    renaming: Renaming<'a>,
    /// The objects that the plan drops, by their names after its renames.
    torn_down: HashSet<&'a Id>,
    /// The objects that it does anything with, or with what belongs to them.
    touched: HashSet<&'a Id>,
}

impl<'a> Road<'a> {
    fn of(way: Way<'a>) -> Road<'a> {
        let steps = &way.plan.steps;
        let torn_down = steps.iter().filter(|step| step.action == Action::TearDown).map(|step| &step.id).collect();
        let touched = steps.iter().flat_map(|step| step.id.lineage()).collect();
        Road { way, renaming: Renaming::of(way.renames), torn_down, touched }
    }

    /// Whether something goes whose rows `id` shows as its own: a partition, a child.
    fn parts_with_rows_of(&self, id: &Id) -> bool {
        let links: Vec<(&Id, Id)> = self
            .way
            .from
            .objects()
            .filter_map(|object| Some((object.id, object.attributes.shows_rows_to()?)))
            .collect();
        let mut wholes = vec![id.clone()];
        while let Some(whole) = wholes.pop() {
            for (link, _) in links.iter().filter(|(_, shown_to)| *shown_to == whole) {
                if link.lineage().any(|id| self.torn_down.contains(id)) {
                    return true;
                }
                wholes.push(link.owner().clone());
            }
        }
        false
    }

    /// What becomes of `id`; none if it doesn't keep what it holds.
    fn image(&self, id: &Id) -> Option<Id> {
        let image = self.renaming.image(id);
        if image.lineage().any(|id| self.torn_down.contains(id)) {
            return None;
        }
        if self.way.to.contains(&image) {
            return Some(image);
        }
        // An inherited column is renamed with its parent's, which is what the rename speaks of.
        let of_this_name = self.way.renames.iter().filter(|rename| rename.from.name() == id.name());
        of_this_name
            .map(|rename| Id::new(id.kind(), image.parent().cloned(), rename.to.name()))
            .find(|image| self.way.to.contains(image))
    }

    /// Whether the plan does anything with what `id` needs: its type, or the types in that.
    fn touches_needs(&self, id: &Id, depth: usize) -> bool {
        const DEEP: usize = 8;
        self.way.from.needs(id).any(|needed| {
            self.touched.contains(&self.renaming.image(needed)) || depth < DEEP && self.touches_needs(needed, depth + 1)
        })
    }
}

/// Compares the seeded rows with what is there after all of the `ways` in turn.
pub(super) async fn survival(client: &Client, seeds: &[Seed], ways: &[Way<'_>]) -> Result<Survival> {
    let mut survival = Survival::default();
    let Some(first) = ways.first() else { return Ok(survival) };
    let roads: Vec<Road> = ways.iter().map(|way| Road::of(*way)).collect();
    let follow = |id: &Id| roads.iter().try_fold(id.clone(), |id, road| road.image(&id));
    let tables = tables(first.from);
    let mut wanted = Vec::new();
    let mut images = Vec::new();
    for (number, seed) in seeds.iter().enumerate() {
        let Some(id) = tables.get(&seed.address) else { continue };
        match follow(id) {
            None => survival.given_up.push((*id).clone()),
            Some(image) => {
                wanted.push((number, image.dotted()));
                images.push((number, (*id).clone(), image));
            }
        }
    }
    let found = rows(client, &wanted).await?;
    for (number, id, image) in images {
        let Some(Some(row)) = found.get(&number) else {
            match roads.iter().any(|road| road.parts_with_rows_of(&id)) {
                true => survival.given_up.push(id),
                false => survival.lost.push(format!("the row of {id} is gone")),
            }
            continue;
        };
        survival.kept += 1;
        for column in first.from.children(&id).filter(|child| child.attributes.holds_data()) {
            let Some(before) = seeds[number].row.get(column.id.name()) else { continue };
            let Some(after) = follow(column.id).filter(|after| after.parent() == Some(&image)) else {
                survival.given_up.push(column.id.clone());
                continue;
            };
            if is_same_form(&roads, column.id) {
                let now = row.get(after.name()).unwrap_or(&Value::Null);
                if now != before {
                    survival.lost.push(format!("{} had {before} and has {now} as {after}", column.id));
                }
            }
        }
    }
    Ok(survival)
}

/// Whether the object has one form in all catalogs on the way, isn't computed, and nothing happens to what it needs (its
/// type), so that its value is to stay.
fn is_same_form(roads: &[Road], id: &Id) -> bool {
    let mut id = id.clone();
    for road in roads {
        let Some(image) = road.image(&id) else { return false };
        let (Some(old), Some(new)) = (road.way.from.get(&id), road.way.to.get(&image)) else { return false };
        let is_computed = |value: Value| value.get("expression").is_some_and(|expression| !expression.is_null());
        if old.form() != new.form() || is_computed(old.compared()) || is_computed(new.compared()) {
            return false;
        }
        if road.touches_needs(&id, 0) {
            return false;
        }
        id = image;
    }
    true
}

/// What may hold rows, by its quoted name.
fn tables(catalog: &Catalog) -> std::collections::HashMap<String, &Id> {
    let in_schema = |id: &Id| id.parent().is_some_and(|parent| parent.parent().is_none());
    let tables = catalog.objects().filter(|object| object.attributes.holds_data() && in_schema(object.id));
    tables.map(|object| (object.id.dotted(), object.id)).collect()
}
