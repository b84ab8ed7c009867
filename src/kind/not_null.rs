//! What the NOT NULL of a column is called. From 18 on it is a constraint, whose name PostgreSQL makes of the table's and
//! the column's, and leaves as it is when those are renamed.

use super::column::Column;
use super::inheritance::descendants;
use super::{At, Attributes, Kind, Step};
use crate::catalog::{Catalog, Object};
use crate::id::Id;
use crate::sql::quote_identifier;

/// Gives the constraints of a table that becomes a child, or is one no more, the names that they are to have: before that,
/// or after it, because what is inherited can't be renamed. A column that is made anew has its name from the start.
pub(crate) fn rename_all(table: &Id, from: &Catalog, to: &Catalog, at: &At) -> Vec<Step> {
    let renamed = |column: Object| {
        if at.is_torn_down(column.id) {
            return None;
        }
        let (old, new) = (column_of(from, column.id)?, column_of(to, column.id)?);
        let (old_name, new_name) = old.not_null_constraint.as_ref().zip(new.not_null_constraint.as_ref())?;
        let chosen = [old, new].map(|column| column.not_null_name.as_ref().or(column.not_null_parents_name.as_ref()));
        let is_meant = chosen.iter().any(Option::is_some)
            || (parent_count(from, table) + parent_count(to, table) == 1
                && can_rename(column.id, from, old_name, new_name));
        (is_meant && old.not_null_inherited != new.not_null_inherited && old_name != new_name)
            .then(|| rename(column.id, old_name, new_name))
    };
    from.children(table).filter_map(renamed).collect()
}

/// Gives the constraint of a column that is called `new` from now on, itself or through its table, the name that it is to
/// have, where PostgreSQL chose both names.
pub(super) fn follow((column, old, from): (&Column, &Id, &Catalog), (wanted, new): (&Column, &Id)) -> Option<Step> {
    let is_inherited = column.not_null_inherited || wanted.not_null_inherited;
    let is_chosen = column.not_null_name.is_some() || wanted.not_null_name.is_some();
    let (name, wanted) = column.not_null_constraint.as_ref().zip(wanted.not_null_constraint.as_ref())?;
    let is_meant = !is_inherited && !is_chosen && name != wanted;
    (is_meant && can_rename(old, from, name, wanted)).then(|| rename(new, name, wanted))
}

/// Whether PostgreSQL would rename the constraint: it does so in all tables that inherit it, none of which may have
/// anything of the new name.
fn can_rename(column: &Id, catalog: &Catalog, from: &str, to: &str) -> bool {
    let is_free = |table: &Id| {
        catalog.children(table).all(|child| match child.attributes {
            Attributes::Column(column) => column.not_null_constraint.as_deref() != Some(to),
            Attributes::Constraint(_) => child.id.name() != to,
            _ => true,
        })
    };
    let table = column.owner();
    let is_free_below = || descendants(table, catalog, |_| true).into_iter().all(is_free);
    is_free(table) && is_free_below() && is_called_so_below(column, catalog, from)
}

/// Whether the constraint has the same name in all tables that inherit it. They may have had one of their own before; then
/// PostgreSQL can't rename it.
pub(super) fn is_called_so_below(column: &Id, catalog: &Catalog, name: &str) -> bool {
    descendants(column.owner(), catalog, |_| true).into_iter().all(|table| {
        let column = Id::new(Kind::Column, Some(table.clone()), column.name());
        column_of(catalog, &column).is_none_or(|column| column.not_null_constraint.as_deref() == Some(name))
    })
}

pub(super) fn rename(column: &Id, from: &str, to: &str) -> Step {
    let (from, to) = (quote_identifier(from), quote_identifier(to));
    Step::new(format!("ALTER TABLE {} RENAME CONSTRAINT {from} TO {to}", column.owner().dotted()))
}

fn column_of<'a>(catalog: &'a Catalog, id: &Id) -> Option<&'a Column> {
    match catalog.get(id)? {
        Attributes::Column(column) => Some(column),
        _ => None,
    }
}

/// How many tables a table is a partition or a child of.
fn parent_count(catalog: &Catalog, table: &Id) -> usize {
    catalog.children(table).filter(|child| child.attributes.shows_rows_to().is_some()).count()
}
