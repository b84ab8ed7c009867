//! A foreign table, with the columns and checks that its CREATE spells out. Its columns, constraints and triggers are of
//! the same kinds as a table's; its rows are elsewhere.

use serde::{Deserialize, Serialize};

use super::foreign_option::ForeignOptions;
use super::table::{Parts, absorbed_by_tables, relation_slots};
use super::{Alter, At, Model, Object, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignTable {
    pub server: String,
    pub options: ForeignOptions,
}

impl Model for ForeignTable {
    const NOUN: &'static str = "FOREIGN TABLE";
    const ONLY_WITH: Option<&'static str> = Some("pg_foreign_table");
    const FORM: &'static [&'static str] = &["server"];

    fn create(&self, at: &At) -> Vec<Step> {
        let ForeignTable { server, options } = self;
        let Parts { elements, parents, settings } = Parts::of(at, false);
        let mut sql = format!("CREATE {}", self.address(at.id));
        sql += &match elements.is_empty() {
            true => " ()".to_owned(),
            false => format!(" (\n    {}\n)", elements.join(",\n    ")),
        };
        if !parents.is_empty() {
            sql += &format!(" INHERITS ({})", parents.join(", "));
        }
        sql += &format!(" SERVER {}{}", quote_identifier(server), options.clause());
        [vec![Step::new(sql)], settings].concat()
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let ForeignTable { server, options } = to;
        if server != &self.server {
            return Alter::Replace;
        }
        let changes = options.changes_from(&self.options);
        Alter::InPlace(changes.map(|changes| Step::new(format!("ALTER {} {changes}", self.address(at.id)))).into_iter().collect())
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        relation_slots(id)
    }

    fn absorbs(&self, child: &Object) -> bool {
        absorbed_by_tables(child)
    }

    fn secrets(&self) -> Vec<String> {
        self.options.secrets()
    }
}
