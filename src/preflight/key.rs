//! Rows that a key forbids: duplicates, conflicts, references to nothing.

use super::rows::{Rows, Source};
use super::{Bar, COUNT, SHOWN, Way, clause, select};
use crate::id::{Id, Kind};
use crate::kind::constraint::Constraint;
use crate::kind::index::Index;
use crate::sql::quote_identifier;

/// Duplicates under a primary key or a unique constraint.
pub(super) fn duplicates_of_key(id: &Id, definition: &str, rows: &Rows) -> Option<Bar> {
    let (list, _) = clause::parenthesised(definition)?;
    let elements = clause::elements(list);
    // Since 18: the last column's ranges may not overlap.
    if let Some((last, others)) = elements.split_last()
        && let Some(last) = last.strip_suffix(" WITHOUT OVERLAPS")
    {
        let pairs = others.iter().map(|column| ((*column).to_owned(), "=".to_owned()));
        let pairs = pairs.chain([(last.to_owned(), "&&".to_owned())]).collect();
        return Some(overlapping(id, pairs, None, &rows.source(id, false)?));
    }
    let keys = elements.into_iter().map(clause::expression).collect();
    duplicates(id, keys, definition, None, &rows.source(id, false)?)
}

/// Duplicates under a unique index.
pub(super) fn duplicates_of_index(id: &Id, index: &Index, rows: &Rows) -> Option<Bar> {
    let (list, behind) = clause::parenthesised(clause::behind_using(&index.definition)?)?;
    let keys = clause::elements(list).into_iter().map(clause::expression).collect();
    let predicate = index.predicate.as_deref().map(clause::grouped);
    duplicates(id, keys, behind, predicate.as_deref(), &rows.source(id, false)?)
}

fn duplicates(id: &Id, keys: Vec<String>, definition: &str, predicate: Option<&str>, source: &Source) -> Option<Bar> {
    let from = source.from();
    let are_nulls_distinct = !definition.contains("NULLS NOT DISTINCT");
    // Nulls are equal to nothing.
    if are_nulls_distinct && source.has_null && predicate.is_none() {
        return None;
    }
    // Beside the predicate, nothing may stand in WHERE: PostgreSQL would be free to compute it first.
    let predicate = predicate.map(|predicate| format!("\nWHERE {predicate}")).unwrap_or_default();
    let several = match are_nulls_distinct {
        true => keys.iter().map(|key| format!("count({key}) > 1")).collect::<Vec<_>>().join(" AND "),
        false => "count(*) > 1".to_owned(),
    };
    let places: Vec<String> = (1..=keys.len()).map(|place| place.to_string()).collect();
    let (keys, places) = (keys.join(", "), places.join(", "));
    Some(Bar::new(
        format!("values that {} allows only once", id.name()),
        format!(
            "SELECT {keys}, count(*) AS times, count(*) OVER () AS {COUNT}\nFROM {from}{predicate}\n\
             GROUP BY {places}\nHAVING {several}\nORDER BY {places}\nLIMIT {SHOWN}"
        ),
    ))
}

/// Pairs of rows that an exclusion constraint forbids.
pub(super) fn conflicts(id: &Id, definition: &str, rows: &Rows) -> Option<Bar> {
    let (list, behind) = clause::parenthesised(definition)?;
    let pair = |element: &str| {
        let (key, operator) = element.rsplit_once(" WITH ")?;
        Some((clause::expression(key), operator.to_owned()))
    };
    let pairs = clause::elements(list).into_iter().map(pair).collect::<Option<Vec<_>>>()?;
    Some(overlapping(id, pairs, clause::predicate(behind), &rows.source(id, false)?))
}

fn overlapping(id: &Id, pairs: Vec<(String, String)>, predicate: Option<&str>, source: &Source) -> Bar {
    let (from, keys) = (source.from(), &source.keys);
    let part = |prefix: &str, number: usize| quote_identifier(&format!("{prefix} {number}"));
    let listed = keys.iter().enumerate().map(|(number, key)| format!("{key} AS {}", part("row", number + 1)));
    let compared = pairs.iter().enumerate().map(|(number, (key, _))| format!("{key} AS {}", part("key", number + 1)));
    let listed: Vec<String> = listed.chain(compared).collect();
    let predicate = predicate.map(|predicate| format!(" WHERE {predicate}")).unwrap_or_default();
    let shown = |side: &str| {
        let keys = (1..=keys.len()).map(|number| format!("{side}.{}", part("row", number)));
        keys.collect::<Vec<_>>().join(", ")
    };
    let conditions: Vec<String> = pairs
        .iter()
        .enumerate()
        .map(|(number, (_, operator))| {
            let key = part("key", number + 1);
            format!("one.{key} {operator} other.{key}")
        })
        .collect();
    let (one, other) = (shown("one"), shown("other"));
    let about = format!("pairs of rows that {} forbids", id.name());
    // Every row is compared with every other one.
    let sql = format!(
        "WITH rows AS (SELECT {} FROM {from}{predicate})\n\
             SELECT {one}, {other}, count(*) OVER () AS {COUNT}\n\
             FROM rows AS one JOIN rows AS other ON ({one}) < ({other}) AND {}\n\
             ORDER BY {one}, {other}\nLIMIT {SHOWN}",
        listed.join(", "),
        conditions.join(" AND ")
    );
    Bar { about, sql, is_slow: true }
}

/// Rows that a foreign key would have refer to nothing.
pub(super) fn orphans(way: &Way, id: &Id, key: &Constraint, rows: &Rows) -> Option<Bar> {
    let (columns, behind) = clause::parenthesised(&key.definition)?;
    let (referenced, _) = clause::parenthesised(behind)?;
    let (columns, referenced) = (clause::elements(columns), clause::elements(referenced));
    if columns.iter().any(|column| column.starts_with("PERIOD ")) {
        return None;
    }
    let source = rows.source(id, false).filter(|source| !source.has_null)?;
    let behind = behind.trim().strip_prefix("REFERENCES ")?;
    let needed =
        way.to.needs(id).filter_map(|needed| if needed.kind() == Kind::Table { Some(needed) } else { needed.parent() });
    let is_named = |table: &&Id| behind.strip_prefix(&table.dotted()).is_some_and(|rest| rest.starts_with('('));
    let target = needed.chain([id.owner()]).find(is_named)?;
    // The operator of an extension's type needn't be the one that `=` finds.
    let of_an_extension = |column: &Id| way.to.needs(column).any(|id| id.kind() == Kind::Extension);
    if way.to.needs(id).any(|needed| needed.kind() == Kind::Extension || of_an_extension(needed)) {
        return None;
    }
    let given: Vec<String> = columns.iter().map(|column| format!("{column} IS NOT NULL")).collect();
    let all_given = given.join(" AND ");
    // A table that is only made now has no row to refer to.
    let unmet = match Rows::of(way, target) {
        Some(target) => {
            let Source { table, .. } = target.source(id, false)?;
            let met: Vec<String> = columns
                .iter()
                .zip(&referenced)
                .map(|(column, referenced)| format!("target.{referenced} = origin.{column}"))
                .collect();
            format!("{all_given} AND NOT EXISTS (SELECT FROM {table} AS target WHERE {})", met.join(" AND "))
        }
        None => all_given,
    };
    // MATCH FULL allows no mixture of nulls and values.
    let unmet = match behind.contains(" MATCH FULL") && columns.len() > 1 {
        true => {
            let (null, not_null) = (columns.join(" IS NULL OR "), columns.join(" IS NOT NULL OR "));
            format!("({unmet}) OR (({null} IS NULL) AND ({not_null} IS NOT NULL))")
        }
        false => unmet,
    };
    let source = Source { alias: Some("origin"), ..source };
    let about = format!("rows for which {} finds nothing in {}", id.name(), target.dotted());
    Some(Bar::new(about, select(&source, &columns, Some(&unmet))))
}
