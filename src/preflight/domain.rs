//! Values that a domain refuses.

use super::rows::Rows;
use super::{Bar, Way, clause, select};
use crate::catalog::Catalog;
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::column::Column;
use crate::kind::domain::Domain;
use crate::kind::retype::using;

/// Whether the type of a column is a domain that has no nulls, nor a default in their place.
pub(super) fn refuses_null(catalog: &Catalog, id: &Id, column: &Column) -> bool {
    of_column(catalog, id, column).is_some_and(|(_, domain)| domain.not_null && domain.default.is_none())
}

/// Values of the columns of a domain that break what it newly asks for.
pub(super) fn changed(way: &Way, id: &Id, old: &Domain, new: &Domain) -> Vec<Bar> {
    if old.base != new.base || !way.means_the_same(id) {
        return Vec::new();
    }
    let is_met = |name: &str, definition: &str| {
        old.constraints.iter().any(|one| one.name == name && one.definition == definition && one.validated)
    };
    let mut bars = Vec::new();
    for (column, _, rows) in way.columns_of(id).filter(|(_, column, _)| !column.type_name.ends_with("[]")) {
        let value = column.quoted();
        if new.not_null && !old.not_null {
            bars.push(without_value(id, &column, &value, &rows));
        }
        let added = new.constraints.iter().filter(|one| !is_met(&one.name, &one.definition) && one.validated);
        bars.extend(added.filter_map(|one| broken(&one.name, &one.definition, &column, &value, &rows)));
    }
    bars
}

/// Values of a column that its new type, a domain which is there already, refuses.
pub(super) fn entered(way: &Way, id: &Id, value: &str, old: &Column, new: &Column, rows: &Rows) -> Vec<Bar> {
    let Some((domain, attributes)) = of_column(way.to, id, new) else { return Vec::new() };
    if !way.means_the_same(domain) {
        return Vec::new();
    }
    let value = match using(value, &old.type_name, &attributes.base) {
        Some(converted) => converted,
        None if old.type_name == attributes.base => value.to_owned(),
        None => format!("{value}::{}", attributes.base),
    };
    let mut bars = Vec::new();
    if attributes.not_null && !old.not_null {
        bars.push(without_value(domain, id, &value, rows));
    }
    let validated = attributes.constraints.iter().filter(|one| one.validated);
    bars.extend(validated.filter_map(|one| broken(&one.name, &one.definition, id, &value, rows)));
    bars
}

fn of_column<'a>(catalog: &'a Catalog, id: &'a Id, column: &Column) -> Option<(&'a Id, &'a Domain)> {
    let id = catalog.needs(id).find(|id| id.kind() == Kind::Domain && id.dotted() == column.type_name)?;
    match catalog.get(id)? {
        Attributes::Domain(domain) => Some((id, domain)),
        _ => None,
    }
}

fn without_value(domain: &Id, column: &Id, value: &str, rows: &Rows) -> Bar {
    let (column, domain) = (column.name(), domain.dotted());
    let about = format!("rows without a value of {column}, whose type {domain} is to be NOT NULL");
    Bar::new(about, select(&rows.plain(), &[], Some(&super::is_null(value, &domain))))
}

/// Outside of a domain, VALUE is read as the name of a column: so that is what the value is called.
fn broken(name: &str, definition: &str, column: &Id, value: &str, rows: &Rows) -> Option<Bar> {
    let (condition, _) = clause::parenthesised(definition)?;
    let sql = select(
        &rows.plain(),
        &[value],
        Some(&format!(
            "EXISTS (SELECT FROM (SELECT {value} AS value) AS given WHERE {} IS FALSE)",
            clause::inner(condition)
        )),
    );
    Some(Bar::new(format!("rows whose {} breaks {name}", column.name()), sql))
}
