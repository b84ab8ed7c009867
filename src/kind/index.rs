//! An index that backs no constraint. That of a partitioned table is made for it ONLY: each partition makes its own,
//! which [`super::index_partition`] attaches.

use serde::{Deserialize, Serialize};

use super::index_partition::goes_with_parent;
use super::{Alter, At, Kind, Model, Object, Options, Step, alter_options, storage_clause};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// As `pg_get_indexdef` prints it, without the storage parameters.
    pub definition: String,
    /// Storage parameters.
    pub options: Options,
    pub unique: bool,
    /// Which rows a partial index covers.
    pub predicate: Option<String>,
    /// False after a failed CREATE INDEX CONCURRENTLY; only a rebuild repairs it.
    pub valid: bool,
    /// Statistics targets of expressions: column number, target.
    pub statistics: Vec<(u32, i32)>,
    /// None for the database's own.
    pub tablespace: Option<String>,
}

/// An index lives in its table's schema, without the table's name.
pub(crate) fn index_name(id: &Id) -> String {
    format!("{}.{}", quote_identifier(id.schema().unwrap_or_default()), id.quoted())
}

impl Index {
    /// The storage parameters that have no effect on an index that is there already.
    fn shape(&self) -> Vec<&String> {
        self.options.iter().filter(|option| option.starts_with("pages_per_range=")).collect()
    }
}

impl Model for Index {
    const NOUN: &'static str = "INDEX";

    fn address(&self, id: &Id) -> String {
        format!("INDEX {}", index_name(id))
    }

    fn gentler(&self, _old: Option<&Self>) -> Option<&'static str> {
        Some("CREATE INDEX CONCURRENTLY, below `-- autogen: no-transaction`, lets others write meanwhile")
    }

    fn create(&self, at: &At) -> Vec<Step> {
        let predicate = self.predicate.as_ref().map(|predicate| format!(" WHERE {predicate}")).unwrap_or_default();
        let definition = self.definition.strip_suffix(&predicate).expect("a predicate ends its index's definition");
        let options = storage_clause(&self.options);
        let tablespace = match &self.tablespace {
            Some(tablespace) => format!(" TABLESPACE {}", quote_identifier(tablespace)),
            None => String::new(),
        };
        let mut steps = vec![Step::new(format!("{definition}{options}{tablespace}{predicate}"))];
        for (column, target) in &self.statistics {
            let action = format!("ALTER COLUMN {column} SET STATISTICS {target}");
            steps.push(Step::new(format!("ALTER {} {action}", self.address(at.id))));
        }
        steps
    }

    fn completed(&self, live: &Self) -> Option<Self> {
        let is_silent = self.options.is_empty() && !live.options.is_empty();
        is_silent.then(|| Index { options: live.options.clone(), ..self.clone() })
    }

    fn tablespace(&self) -> Option<&str> {
        self.tablespace.as_deref()
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Index { definition, options, unique: _, predicate: _, valid, statistics, tablespace } = to;
        if definition != &self.definition || valid != &self.valid || self.shape() != to.shape() {
            return Alter::Replace;
        }
        let address = self.address(at.id);
        let mut steps = alter_options(&address, &self.options, options);
        if tablespace != &self.tablespace {
            let tablespace = quote_identifier(tablespace.as_deref().unwrap_or("pg_default"));
            steps.push(Step::new(format!("ALTER {address} SET TABLESPACE {tablespace}")));
        }
        let gone = self.statistics.iter().filter(|(column, _)| !statistics.iter().any(|(kept, _)| kept == column));
        let changed = statistics.iter().filter(|target| !self.statistics.contains(target)).copied();
        for (column, target) in gone.map(|(column, _)| (*column, -1)).chain(changed) {
            steps.push(Step::new(format!("ALTER {address} ALTER COLUMN {column} SET STATISTICS {target}")));
        }
        Alter::InPlace(steps)
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        if goes_with_parent(at) {
            return Vec::new();
        }
        vec![Step::new(format!("DROP {}", self.address(at.id)))]
    }

    fn drop_takes(&self, child: &Object) -> bool {
        // A table whose identity lost its index has none, instead of the primary key again.
        child.id.kind() != Kind::ReplicaIdentity
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        vec![format!("relation {}", index_name(id))]
    }
}
