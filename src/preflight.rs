//! The rows that would stand in the way of a plan, and the queries that find them before anything is locked. Pure: the
//! queries are run by the proof, which sees that they can be asked, and by `apply`, on the database as it then is.
//!
//! Each query shows a few of the rows by their keys, and in its last column how many there are.

mod bound;
mod clause;
mod domain;
mod key;
mod rows;
mod value;

use std::collections::HashSet;

use crate::catalog::Catalog;
use crate::diff::Change;
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::column::Column;
use crate::kind::constraint::Constraint;
use crate::kind::r#enum::Enum;
use crate::kind::index::Index;
use crate::kind::retype::widens;
use crate::plan::rename::{Rename, Renaming};
use crate::plan::{Action, Plan, Preflight};
use crate::sql::quote_literal;
use rows::{Rows, Source};

/// The last column of a query: how many rows stand in the way, of which only some are shown.
pub const COUNT: &str = "in_the_way";

/// So many rows are shown.
const SHOWN: usize = 5;

/// The queries that a plan from one catalog to another has to be preceded by, in the order of its changes.
pub fn preflight(from: &Catalog, to: &Catalog, plan: &Plan, renames: &[Rename]) -> Vec<Preflight> {
    let back: Vec<Rename> = renames.iter().map(Rename::reversed).collect();
    let torn_down = plan.steps.iter().filter(|step| step.action == Action::TearDown).map(|step| &step.id).collect();
    let changed = plan.changes.iter().map(Change::id).collect();
    let way = Way { from, to, origin: Renaming::of(&back), torn_down, changed };
    let (mut found, mut known) = (Vec::new(), HashSet::new());
    for change in &plan.changes {
        let id = change.id();
        let Some(new) = to.get(id) else { continue };
        let old = from.get(&way.origin.image(id));
        let bars = match (old, new) {
            (Some(Attributes::Column(old)), Attributes::Column(new)) => way.column(id, Some(old), new),
            (None, Attributes::Column(new)) => way.column(id, None, new),
            (old, Attributes::Constraint(new)) => {
                let old = old.and_then(|old| if let Attributes::Constraint(old) = old { Some(old) } else { None });
                way.constraint(id, old, new).into_iter().collect()
            }
            (old, Attributes::Index(new)) => {
                let old = old.and_then(|old| if let Attributes::Index(old) = old { Some(old) } else { None });
                way.index(id, old, new).into_iter().collect()
            }
            (old, Attributes::Partition(new)) if old.is_none_or(|old| old.bound() != Some(&new.bound)) => {
                bound::barred(&way, id, new).into_iter().collect()
            }
            (Some(Attributes::Domain(old)), Attributes::Domain(new)) => domain::changed(&way, id, old, new),
            (Some(Attributes::Enum(old)), Attributes::Enum(new)) => way.labels(id, old, new),
            _ => Vec::new(),
        };
        for Bar { about, sql, is_slow } in bars {
            // A key over two columns that both change is asked about once.
            if known.insert(sql.clone()) {
                found.push(Preflight { subject: id.clone(), about, sql, is_slow });
            }
        }
    }
    found
}

/// What the keys of an index are computed from, without operator classes and the like.
pub fn keys_of_index(definition: &str) -> Option<Vec<String>> {
    let (list, _) = clause::parenthesised(clause::behind_using(definition)?)?;
    Some(clause::elements(list).into_iter().map(clause::expression).collect())
}

/// What a query looks for.
struct Bar {
    /// In words: `rows without a value of email, which is to be NOT NULL`.
    about: String,
    sql: String,
    is_slow: bool,
}

impl Bar {
    fn new(about: String, sql: String) -> Bar {
        Bar { about, sql, is_slow: false }
    }
}

/// The way from one catalog to another.
struct Way<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    /// From names of the wanted catalog to those of the first.
    origin: Renaming<'a>,
    torn_down: HashSet<&'a Id>,
    changed: HashSet<&'a Id>,
}

impl<'a> Way<'a> {
    /// Whether the types and functions that an object needs are there before the plan, as they are after it: else nobody
    /// can ask before what will be true then.
    fn means_the_same(&self, id: &Id) -> bool {
        const RELATIONS: &[Kind] =
            &[Kind::Schema, Kind::Table, Kind::MaterializedView, Kind::Column, Kind::Constraint, Kind::Index];
        let mut needed = self.to.needs(id).filter(|id| !RELATIONS.contains(&id.kind()));
        needed.all(|id| self.from.contains(id) && !self.changed.contains(id) && !self.torn_down.contains(id))
    }

    /// Whether a parent's column changes as well, whose query finds the rows of this table, too.
    fn is_asked_of_the_parent(&self, id: &Id, new: &Column) -> bool {
        let parents = self.to.children(id.owner()).filter_map(|link| match link.attributes {
            Attributes::Partition(partition) => Some(partition.parent_id()),
            Attributes::Inheritance(inheritance) => Some(inheritance.parent_id()),
            _ => None,
        });
        let mut columns = parents.map(|parent| Id::new(Kind::Column, Some(parent), id.name()));
        new.inherited
            && columns.any(|column| {
                let is_same = match self.to.get(&column) {
                    Some(Attributes::Column(parents)) => {
                        parents.not_null == new.not_null && parents.type_name == new.type_name
                    }
                    _ => false,
                };
                is_same && self.changed.contains(&column)
            })
    }

    /// A column that is made, gets another type, or may no longer be null.
    fn column(&self, id: &Id, old: Option<&Column>, new: &Column) -> Vec<Bar> {
        // The query about the parent's column finds the rows of its children.
        let Some(rows) = Rows::of(self, id.owner()).filter(|_| !self.is_asked_of_the_parent(id, new)) else {
            return Vec::new();
        };
        let old = old.filter(|_| !self.torn_down.contains(id));
        let name = id.name();
        let Some(old) = old else {
            let is_filled = new.generated.is_some()
                || [Kind::Default, Kind::Identity].iter().any(|kind| self.to.child(id, *kind).is_some());
            let refuses = new.not_null || domain::refuses_null(self.to, id, new);
            let about = format!("rows that would have no value of {name}, which is NOT NULL and has no default");
            let bar = || Bar::new(about, select(&rows.plain(), &[], None));
            return (refuses && !is_filled).then(bar).into_iter().collect();
        };
        let mut bars = Vec::new();
        let before = self.origin.image(id).quoted();
        let was_proved = old.not_null && !old.not_null_unvalidated;
        // The first of several values may be none.
        let is_array = |column: &Column| column.type_name.ends_with("[]");
        let stays = old.expression == new.expression && (is_array(new) || !is_array(old));
        if new.not_null && !new.not_null_unvalidated && !was_proved && stays {
            let about = format!("rows without a value of {name}, which is to be NOT NULL");
            bars.push(Bar::new(about, select(&rows.plain(), &[], Some(&is_null(&before, &old.type_name)))));
        }
        if old.type_name != new.type_name && new.generated.is_none() {
            if let Some(unfit) = value::unfit(self, id, &before, old, new) {
                let about = format!("rows whose {name} doesn't fit into {}", new.type_name);
                bars.push(Bar::new(about, select(&rows.plain(), &[&before], Some(&unfit))));
            }
            bars.extend(domain::entered(self, id, &before, old, new, &rows));
        }
        let is_retyped = (&old.type_name, &old.collation) != (&new.type_name, &new.collation);
        let are_whole =
            [old, new].iter().all(|column| matches!(column.type_name.as_str(), "smallint" | "integer" | "bigint"));
        if is_retyped && !are_whole && !widens(&old.type_name, &new.type_name) {
            let keys = self.to.needed_by(id).filter(|key| key.parent() == id.parent() && !self.changed.contains(key));
            bars.extend(keys.filter_map(|key| self.key_over(key, &rows)));
        }
        bars
    }

    /// A key that stays while values of its columns change, which may then be equal.
    fn key_over(&self, id: &Id, rows: &Rows) -> Option<Bar> {
        let is_part = self.to.child(id, Kind::IndexPartition).is_some();
        match self.to.get(id).filter(|_| !is_part && self.means_the_same(id))? {
            Attributes::Constraint(key) if matches!(key.constraint_type.as_str(), "p" | "u") => {
                key::duplicates_of_key(id, &key.definition, rows)
            }
            Attributes::Index(index) if index.unique => key::duplicates_of_index(id, index, rows),
            _ => None,
        }
    }

    fn constraint(&self, id: &Id, old: Option<&Constraint>, new: &Constraint) -> Option<Bar> {
        let is_unproved =
            |definition: &str| definition.ends_with(" NOT VALID") || definition.ends_with(" NOT ENFORCED");
        let is_given = new.inherited && !new.local;
        // What is attached to the whole's finds nothing that the whole's doesn't.
        let is_part = self.to.child(id, Kind::IndexPartition).is_some();
        if is_unproved(&new.definition) || is_given || is_part || !self.means_the_same(id) {
            return None;
        }
        // Every row has met it already, whatever else of it changes.
        let met = |old: &Constraint| {
            !is_unproved(&old.definition) && clause::condition(&old.definition) == clause::condition(&new.definition)
        };
        if old.is_some_and(met) {
            return None;
        }
        let rows = Rows::of(self, id.owner())?;
        let name = id.name();
        match new.constraint_type.as_str() {
            "c" => {
                let (condition, _) = clause::parenthesised(&new.definition)?;
                let source = rows.source(id, !new.definition.ends_with(" NO INHERIT"))?;
                // Not NOT: that PostgreSQL takes apart, and computes in another order.
                let sql = select(&source, &[], Some(&format!("{} IS FALSE", clause::inner(condition))));
                Some(Bar::new(format!("rows that break {name}"), sql))
            }
            "f" => key::orphans(self, id, new, &rows),
            "x" => key::conflicts(id, &new.definition, &rows),
            _ => key::duplicates_of_key(id, &new.definition, &rows),
        }
    }

    fn index(&self, id: &Id, old: Option<&Index>, new: &Index) -> Option<Bar> {
        let is_same = old.is_some_and(|old| old.unique && old.definition == new.definition && old.valid);
        if !new.unique || is_same || !self.means_the_same(id) || self.to.child(id, Kind::IndexPartition).is_some() {
            return None;
        }
        key::duplicates_of_index(id, new, &Rows::of(self, id.owner())?)
    }

    /// Labels that an enum loses while rows may have them.
    fn labels(&self, id: &Id, old: &Enum, new: &Enum) -> Vec<Bar> {
        let replaced = old.replaced(new);
        let gone = old.values.iter().filter(|value| !new.values.contains(value));
        let gone: Vec<String> = gone
            .filter(|value| !replaced.iter().any(|(replaced, _)| replaced == *value))
            .map(|value| quote_literal(value))
            .collect();
        if gone.is_empty() || !old.renamed_values(new).is_empty() {
            return Vec::new();
        }
        let list = gone.join(", ");
        let bar = |(column, of_type, rows): (Id, &Column, Rows)| {
            let value = column.quoted();
            let condition = match of_type.type_name.ends_with("[]") {
                true => format!("{value}::text[] && ARRAY[{list}]"),
                false => format!("{value}::text IN ({list})"),
            };
            let about = format!("rows of {} that have {}", column.dotted(), gone.join(" or "));
            Bar::new(about, select(&rows.plain(), &[&value], Some(&condition)))
        };
        self.columns_of(id).map(bar).collect()
    }

    /// The columns that stay of a type that stays, by their old names, with their tables' rows. Those that a parent has too
    /// are left out: it has them of the same type.
    fn columns_of(&self, id: &Id) -> impl Iterator<Item = (Id, &'a Column, Rows<'_>)> {
        let before = self.origin.image(id);
        let kept: Vec<(Id, &'a Column, Rows<'_>)> = self
            .to
            .needed_by(id)
            .filter_map(|column| {
                let (old, Attributes::Column(new)) = (self.origin.image(column), self.to.get(column)?) else {
                    return None;
                };
                let Attributes::Column(was) = self.from.get(&old)? else { return None };
                let stays = self.from.needs(&old).any(|needed| *needed == before) && !self.torn_down.contains(column);
                (stays && !new.inherited).then(|| Some((old, was, Rows::of(self, column.owner())?))).flatten()
            })
            .collect();
        kept.into_iter()
    }
}

/// Whether a value is no value; a row of nulls is one.
fn is_null(value: &str, type_name: &str) -> String {
    let test = if type_name.contains('.') { "IS NOT DISTINCT FROM NULL" } else { "IS NULL" };
    format!("{value} {test}")
}

/// A query for the rows that meet a condition, with what is shown of them.
fn select(source: &Source, shown: &[&str], condition: Option<&str>) -> String {
    let (from, keys) = (source.from(), &source.keys);
    let mut columns: Vec<&str> = keys.iter().map(String::as_str).collect();
    columns.extend(shown.iter().filter(|column| !keys.iter().any(|key| key == *column)));
    let condition = condition.map(|condition| format!("\nWHERE {condition}")).unwrap_or_default();
    format!(
        "SELECT {}, count(*) OVER () AS {COUNT}\nFROM {from}{condition}\nORDER BY {}\nLIMIT {SHOWN}",
        columns.join(", "),
        keys.join(", "),
    )
}
