//! A sequence, unless it is an identity column's. It goes on counting from where it is, if its limits allow that at all.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Attributes, Kind, Model, Object, Step};
use crate::id::Id;
use crate::sql::quote_literal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// `smallint`, `integer` or `bigint`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// From 15.
    pub unlogged: bool,
    pub options: SequenceOptions,
}

/// How a sequence counts, an identity column's included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequenceOptions {
    /// None for the end it starts from: the minimum, or counting down, the maximum.
    pub start: Option<i64>,
    /// None for 1, or counting down, what the type holds.
    pub min: Option<i64>,
    /// None for what the type holds, or counting down, -1.
    pub max: Option<i64>,
    pub increment: i64,
    pub cache: i64,
    pub cycle: bool,
}

impl SequenceOptions {
    /// What differs from the usual, as CREATE SEQUENCE says it.
    pub(crate) fn clauses(&self) -> Vec<String> {
        let SequenceOptions { start, min, max, increment, cache, cycle } = self;
        [
            (*increment != 1).then(|| format!("INCREMENT BY {increment}")),
            min.map(|min| format!("MINVALUE {min}")),
            max.map(|max| format!("MAXVALUE {max}")),
            start.map(|start| format!("START WITH {start}")),
            (*cache != 1).then(|| format!("CACHE {cache}")),
            cycle.then(|| "CYCLE".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What differs from `self` in `to`, as ALTER SEQUENCE says it; `retyped` where it also says AS.
    pub(crate) fn changes(&self, to: &SequenceOptions, retyped: bool) -> Vec<String> {
        let SequenceOptions { start: _, min, max, increment, cache, cycle } = to;
        // Limits that are left out stay when the increment changes its sign, and may follow a new type.
        let turned = (self.increment > 0) != (*increment > 0);
        let is_said = |old: &Option<i64>, new: &Option<i64>| turned || old != new || (retyped && new.is_some());
        let (usual_min, usual_max) = match *increment > 0 {
            true => ("MINVALUE 1", "NO MAXVALUE"),
            false => ("NO MINVALUE", "MAXVALUE -1"),
        };
        let min_clause = || min.map_or_else(|| usual_min.to_owned(), |min| format!("MINVALUE {min}"));
        let max_clause = || max.map_or_else(|| usual_max.to_owned(), |max| format!("MAXVALUE {max}"));
        [
            (increment != &self.increment).then(|| format!("INCREMENT BY {increment}")),
            is_said(&self.min, min).then(min_clause),
            is_said(&self.max, max).then(max_clause),
            (to.first() != self.first()).then(|| format!("START WITH {}", to.first())),
            (cache != &self.cache).then(|| format!("CACHE {cache}")),
            (cycle != &self.cycle).then(|| if *cycle { "CYCLE" } else { "NO CYCLE" }.to_owned()),
            // PostgreSQL refuses limits that the present value lies outside of, as here it must.
            to.excludes_all_of(self).then(|| "RESTART".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The limits that a sequence of this type can't have, left to the type, as ALTER SEQUENCE says it on the way to `to`.
    pub(crate) fn fitted(&self, type_name: &str, to: &SequenceOptions) -> Vec<String> {
        let largest = match type_name {
            "smallint" => i64::from(i16::MAX),
            "integer" => i64::from(i32::MAX),
            _ => i64::MAX,
        };
        let is_beyond = |value: &i64| !(-largest - 1..=largest).contains(value);
        [
            self.min.filter(is_beyond).map(|_| "NO MINVALUE".to_owned()),
            self.max.filter(is_beyond).map(|_| "NO MAXVALUE".to_owned()),
            Some(self.first()).filter(is_beyond).map(|_| format!("START WITH {}", to.first())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Lets a new sequence go on where the rows of a column end, which another way of numbering has filled so far.
    pub(crate) fn catch_up(&self, sequence: &str, column: &Id) -> Step {
        let (name, first) = (column.quoted(), self.first());
        let (end, reaches) = if self.increment > 0 { ("max", ">=") } else { ("min", "<=") };
        let (sequence, table) = (quote_literal(sequence), column.owner().dotted());
        Step::new(format!(
            "SELECT pg_catalog.setval({sequence}, {end}({name})) FROM {table} HAVING {end}({name}) {reaches} {first}"
        ))
    }

    fn excludes_all_of(&self, other: &SequenceOptions) -> bool {
        let ((min, max), (other_min, other_max)) = (self.limits(), other.limits());
        min > other_max || max < other_min
    }

    fn limits(&self) -> (i64, i64) {
        match self.increment > 0 {
            true => (self.min.unwrap_or(1), self.max.unwrap_or(i64::MAX)),
            false => (self.min.unwrap_or(i64::MIN), self.max.unwrap_or(-1)),
        }
    }

    /// The first value that the sequence gives.
    fn first(&self) -> i64 {
        let end = if self.increment > 0 { self.min.unwrap_or(1) } else { self.max.unwrap_or(-1) };
        self.start.unwrap_or(end)
    }
}

impl Model for Sequence {
    const NOUN: &'static str = "SEQUENCE";
    const ONLY_WITH: Option<&'static str> = Some("pg_sequence");
    // A new one would count from the start.
    const IS_STORED: bool = true;

    fn create(&self, at: &At) -> Vec<Step> {
        let Sequence { type_name, unlogged, options } = self;
        let mut words = vec![format!("CREATE {}SEQUENCE {}", if *unlogged { "UNLOGGED " } else { "" }, at.id.dotted())];
        if type_name != "bigint" {
            words.push(format!("AS {type_name}"));
        }
        words.extend(options.clauses());
        vec![Step::new(words.join(" "))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Sequence { type_name, unlogged, options } = to;
        let address = self.address(at.id);
        let mut words = vec![format!("ALTER {address}")];
        if type_name != &self.type_name {
            words.push(format!("AS {type_name}"));
        }
        words.extend(self.options.changes(options, type_name != &self.type_name));
        let mut steps = Vec::new();
        if words.len() > 1 {
            steps.push(Step::new(words.join(" ")));
        }
        if unlogged != &self.unlogged {
            steps.push(Step::new(format!("ALTER {address} SET {}", if *unlogged { "UNLOGGED" } else { "LOGGED" })));
        }
        Alter::InPlace(steps)
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        if let Some(child) = at.catalog.child(at.id, Kind::OwnedBy)
            && let Attributes::OwnedBy(owned_by) = child.attributes
            && owned_by.column_id().lineage().any(|id| at.is_torn_down(id))
        {
            // It goes with the column that owns it.
            return Vec::new();
        }
        vec![Step::new(format!("DROP {}", self.address(at.id)))]
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        vec![format!("relation {}", id.dotted())]
    }

    fn drop_takes(&self, child: &Object) -> bool {
        // Its owner lets go of it first, so that the owner's default can go with the table.
        child.id.kind() != Kind::OwnedBy
    }
}
