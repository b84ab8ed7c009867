//! Rows that partition bounds forbid: those of a table to be attached, and those of the default partition that belong to a
//! new one. Bounds over several columns, and hashes, aren't looked at.

use super::rows::Rows;
use super::{Bar, Way, clause, select};
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::partition::Partition;

pub(super) fn barred(way: &Way, id: &Id, new: &Partition) -> Option<Bar> {
    let table = id.owner();
    let whole = new.parent_id();
    let Some(Attributes::Table(attributes)) = way.to.get(&whole) else { return None };
    let key = attributes.partition_key.as_deref()?;
    let columns = way.to.children(&whole).filter(|child| child.id.kind() == Kind::Column);
    // A type that is made anew may give the rows other values.
    let is_known = |column: &Id| !way.changed.contains(column) && way.means_the_same(column);
    let mut in_key = columns.filter(|child| match child.attributes {
        Attributes::Column(column) => column.in_partition_key,
        _ => false,
    });
    if !in_key.all(|column| is_known(column.id)) || !way.means_the_same(&whole) {
        return None;
    }
    let condition = condition(key, &new.bound)?;
    if let Some(rows) = Rows::of(way, table) {
        let about = format!("rows of {} that are out of its bound", table.dotted());
        return Some(Bar::new(about, select(&rows.plain(), &[], Some(&format!("({condition}) IS NOT TRUE")))));
    }
    let rest = way.to.needed_by(&whole).find(|link| match way.to.get(link) {
        Some(Attributes::Partition(part)) => part.bound == "DEFAULT",
        _ => false,
    })?;
    let was_default = |id: &Id| match way.from.get(id) {
        Some(Attributes::Partition(part)) => part.bound == "DEFAULT",
        _ => false,
    };
    let rows = Rows::of(way, rest.owner()).filter(|_| was_default(&way.origin.image(rest)))?;
    let about = format!("rows of {} that belong into {}", rest.owner().dotted(), table.dotted());
    Some(Bar::new(about, select(&rows.plain(), &[], Some(&condition))))
}

/// Which rows a bound is about; none where that isn't said of one column.
fn condition(key: &str, bound: &str) -> Option<String> {
    let (strategy, columns) = key.split_once(' ')?;
    let columns = clause::elements(clause::parenthesised(columns)?.0);
    let [column] = columns[..] else { return None };
    let column = clause::expression(column);
    match strategy {
        "LIST" => {
            let values = clause::elements(clause::parenthesised(bound.strip_prefix("FOR VALUES IN ")?)?.0);
            let (nulls, values): (Vec<&str>, Vec<&str>) = values.into_iter().partition(|value| *value == "NULL");
            let mut conditions = Vec::new();
            if !values.is_empty() {
                conditions.push(format!("{column} IN ({})", values.join(", ")));
            }
            if !nulls.is_empty() {
                conditions.push(format!("{column} IS NULL"));
            }
            Some(conditions.join(" OR "))
        }
        "RANGE" => {
            let (first, behind) = clause::parenthesised(bound.strip_prefix("FOR VALUES FROM ")?)?;
            let (last, _) = clause::parenthesised(behind.strip_prefix(" TO ")?)?;
            let mut conditions = vec![format!("{column} IS NOT NULL")];
            let ends = [(">=", clause::elements(first)), ("<", clause::elements(last))];
            let told = ends.iter().filter(|(_, value)| !matches!(value[..], ["MINVALUE" | "MAXVALUE"]));
            conditions.extend(told.map(|(operator, value)| format!("{column} {operator} {}", value.join(", "))));
            Some(conditions.join(" AND "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::condition;

    #[test]
    fn bounds_are_conditions() {
        let said = |key: &str, bound: &str| condition(key, bound).unwrap_or_default();
        assert_eq!(
            said("RANGE (at)", "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"),
            "at IS NOT NULL AND at >= '2024-01-01' AND at < '2025-01-01'"
        );
        assert_eq!(said("RANGE (id)", "FOR VALUES FROM (MINVALUE) TO (10)"), "id IS NOT NULL AND id < 10");
        assert_eq!(said("LIST (a)", "FOR VALUES IN ('x', NULL)"), "a IN ('x') OR a IS NULL");
        assert_eq!(condition("RANGE (a, b)", "FOR VALUES FROM (1, 2) TO (3, 4)"), None);
        assert_eq!(condition("LIST (a)", "DEFAULT"), None);
    }
}
