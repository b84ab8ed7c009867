//! A sequence, unless it is an identity column's. It goes on counting from where it is, if its limits allow that at all.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Attributes, Kind, Model, Object, Step};
use crate::id::Id;

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

    /// What differs from `self` in `to`, as ALTER SEQUENCE says it.
    pub(crate) fn changes(&self, to: &SequenceOptions) -> Vec<String> {
        let SequenceOptions { start: _, min, max, increment, cache, cycle } = to;
        // Unset limits follow the sign of the increment only when they are set anew.
        let turned = (self.increment > 0) != (*increment > 0);
        let limit = |limit: &Option<i64>, word: &str| match limit {
            Some(limit) => format!("{word} {limit}"),
            None => format!("NO {word}"),
        };
        [
            (increment != &self.increment).then(|| format!("INCREMENT BY {increment}")),
            (turned || min != &self.min).then(|| limit(min, "MINVALUE")),
            (turned || max != &self.max).then(|| limit(max, "MAXVALUE")),
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
        words.extend(self.options.changes(options));
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
