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

impl<'a> Way<'a> {
    /// The objects that the plan drops, by their names after its renames.
    fn torn_down(&self) -> HashSet<&'a Id> {
        self.plan.steps.iter().filter(|step| step.action == Action::TearDown).map(|step| &step.id).collect()
    }

    /// Whether the plan has to do with something that `id` stands on, however far down: an attribute of its type, say.
    fn changes_what_is_under(&self, id: &Id) -> bool {
        let touched =
            |under: &Id| self.plan.steps.iter().any(|step| step.id == *under || step.id.parent() == Some(under));
        let mut waiting: Vec<&Id> = self.from.needs(id).collect();
        let mut seen = HashSet::new();
        while let Some(under) = waiting.pop() {
            if seen.insert(under) {
                if touched(under) {
                    return true;
                }
                waiting.extend(self.from.needs(under));
            }
        }
        false
    }

    /// Whether something goes whose rows `id` shows as its own: a partition, a child.
    fn parts_with_rows_of(&self, id: &Id, torn_down: &HashSet<&Id>) -> bool {
        let links: Vec<(&Id, Id)> =
            self.from.objects().filter_map(|object| Some((object.id, object.attributes.shows_rows_to()?))).collect();
        let mut wholes = vec![id.clone()];
        while let Some(whole) = wholes.pop() {
            for (link, _) in links.iter().filter(|(_, shown_to)| *shown_to == whole) {
                if link.lineage().any(|id| torn_down.contains(id)) {
                    return true;
                }
                wholes.push(link.owner().clone());
            }
        }
        false
    }

    /// What becomes of `id`; none if it doesn't keep what it holds.
    fn image(&self, id: &Id, torn_down: &HashSet<&Id>) -> Option<Id> {
        let image = Renaming::of(self.renames).image(id);
        if image.lineage().any(|id| torn_down.contains(id)) {
            return None;
        }
        if self.to.contains(&image) {
            return Some(image);
        }
        // An inherited column is renamed with its parent's, which is what the rename speaks of.
        let of_this_name = self.renames.iter().filter(|rename| rename.from.name() == id.name());
        of_this_name
            .map(|rename| Id::new(id.kind(), image.parent().cloned(), rename.to.name()))
            .find(|image| self.to.contains(image))
    }
}

/// Compares the seeded rows with what is there after all of the `ways` in turn.
pub(super) async fn survival(client: &Client, seeds: &[Seed], ways: &[Way<'_>]) -> Result<Survival> {
    let mut survival = Survival::default();
    let Some(first) = ways.first() else { return Ok(survival) };
    let torn_down: Vec<HashSet<&Id>> = ways.iter().map(Way::torn_down).collect();
    let follow =
        |id: &Id| ways.iter().zip(&torn_down).try_fold(id.clone(), |id, (way, torn_down)| way.image(&id, torn_down));
    let tables = tables(first.from);
    let mut wanted = Vec::new();
    let mut images = Vec::new();
    for (number, seed) in seeds.iter().enumerate() {
        let Some(id) = tables.get(&seed.address) else { continue };
        match follow(id) {
            None => survival.given_up.push((*id).clone()),
            Some(image) => {
                wanted.push((number, seed.relation(&image.dotted())));
                images.push((number, (*id).clone(), image));
            }
        }
    }
    let found = rows(client, &wanted).await?;
    for (number, id, image) in images {
        let Some(Some(row)) = found.get(&number) else {
            match ways.iter().zip(&torn_down).any(|(way, torn_down)| way.parts_with_rows_of(&id, torn_down)) {
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
            if is_same_form(ways, &torn_down, column.id) {
                let now = row.get(after.name()).unwrap_or(&Value::Null);
                if now != before {
                    survival.lost.push(format!("{} had {before} and has {now} as {after}", column.id));
                }
            }
        }
    }
    Ok(survival)
}

/// Whether the object has one form in all catalogs on the way, and isn't computed, so that its value is to stay.
fn is_same_form(ways: &[Way], torn_down: &[HashSet<&Id>], id: &Id) -> bool {
    let mut id = id.clone();
    for (way, torn_down) in ways.iter().zip(torn_down) {
        let Some(image) = way.image(&id, torn_down) else { return false };
        let (Some(old), Some(new)) = (way.from.get(&id), way.to.get(&image)) else { return false };
        let is_computed = |value: Value| value.get("expression").is_some_and(|expression| !expression.is_null());
        let is_other_form = old.form() != new.form() || way.changes_what_is_under(&id);
        if is_other_form || is_computed(old.compared()) || is_computed(new.compared()) {
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
