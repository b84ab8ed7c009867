//! A publication. What it publishes belongs to the tables and schemas: see [`super::publication_table`] and
//! [`super::publication_schema`].

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::sql::quote_literal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub all_tables: bool,
    /// Of `insert`, `update`, `delete` and `truncate`, in this order.
    pub publish: Vec<String>,
    /// Changes to a partition are published as changes to the partitioned table.
    pub via_root: bool,
    /// Since 18.
    pub stored_generated_columns: bool,
}

impl Publication {
    fn options(&self, to: &Publication) -> Vec<String> {
        let Publication { all_tables: _, publish, via_root, stored_generated_columns } = to;
        let mut options = Vec::new();
        if publish != &self.publish {
            options.push(format!("publish = {}", quote_literal(&publish.join(", "))));
        }
        if via_root != &self.via_root {
            options.push(format!("publish_via_partition_root = {via_root}"));
        }
        if stored_generated_columns != &self.stored_generated_columns {
            let columns = if *stored_generated_columns { "stored" } else { "none" };
            options.push(format!("publish_generated_columns = {columns}"));
        }
        options
    }
}

impl Model for Publication {
    const NOUN: &'static str = "PUBLICATION";
    const ONLY_WITH: Option<&'static str> = Some("pg_publication");

    fn create(&self, at: &At) -> Vec<Step> {
        let standard = Publication {
            all_tables: false,
            publish: ["insert", "update", "delete", "truncate"].map(str::to_owned).to_vec(),
            via_root: false,
            stored_generated_columns: false,
        };
        let all_tables = if self.all_tables { " FOR ALL TABLES" } else { "" };
        let options = match standard.options(self) {
            options if options.is_empty() => String::new(),
            options => format!(" WITH ({})", options.join(", ")),
        };
        vec![Step::new(format!("CREATE {}{all_tables}{options}", self.address(at.id)))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        if to.all_tables != self.all_tables {
            return Alter::Replace;
        }
        let options = self.options(to).join(", ");
        Alter::InPlace(vec![Step::new(format!("ALTER {} SET ({options})", self.address(at.id)))])
    }
}
