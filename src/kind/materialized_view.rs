//! A materialized view. PostgreSQL can't redefine one in place.

use serde::{Deserialize, Serialize};

use super::table::relation_slots;
use super::{Alter, At, Attributes, Kind, Model, Object, Options, Step, alter_options, storage_clause};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterializedView {
    /// Name, type, and the collation unless it is the type's own.
    pub columns: Option<Vec<(String, String, Option<String>)>>,
    /// As `pg_get_viewdef` prints it, without the semicolon.
    pub definition: String,
    /// Whether it holds rows; its rows are the server's to compute, so this is part of how it is made only.
    pub populated: bool,
    /// None for `heap`.
    pub access_method: Option<String>,
    /// None for the database's own.
    pub tablespace: Option<String>,
    /// Storage parameters.
    pub options: Options,
}

impl Model for MaterializedView {
    const NOUN: &'static str = "MATERIALIZED VIEW";

    fn create(&self, at: &At) -> Vec<Step> {
        let MaterializedView { columns: _, definition, populated, access_method, tablespace, options } = self;
        let mut sql = format!("CREATE MATERIALIZED VIEW {}", at.id.dotted());
        if let Some(method) = access_method {
            sql += &format!(" USING {}", quote_identifier(method));
        }
        sql += &storage_clause(options);
        if let Some(tablespace) = tablespace {
            sql += &format!(" TABLESPACE {}", quote_identifier(tablespace));
        }
        sql += &format!(" AS\n{definition}\nWITH {}DATA", if *populated { "" } else { "NO " });
        let mut steps = vec![Step::new(sql)];
        let mut columns: Vec<_> = at
            .absorbed()
            .filter_map(|child| match child.attributes {
                Attributes::ViewColumn(column) => Some((column.position, column, child.id)),
                _ => None,
            })
            .collect();
        columns.sort_by_key(|(position, _, _)| *position);
        steps.extend(columns.into_iter().flat_map(|(_, column, id)| column.settings(&at.with(id))));
        steps
    }

    fn completed(&self, live: &Self) -> Option<Self> {
        let is_silent = self.options.is_empty() && !live.options.is_empty();
        is_silent.then(|| MaterializedView { options: live.options.clone(), ..self.clone() })
    }

    fn tablespace(&self) -> Option<&str> {
        self.tablespace.as_deref()
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let MaterializedView { columns, definition, populated, access_method, tablespace, options } = to;
        if columns != &self.columns || definition != &self.definition {
            return Alter::Replace;
        }
        let address = self.address(at.id);
        let mut steps = Vec::new();
        if access_method != &self.access_method {
            let method = quote_identifier(access_method.as_deref().unwrap_or("heap"));
            steps.push(Step::new(format!("ALTER {address} SET ACCESS METHOD {method}")));
        }
        if tablespace != &self.tablespace {
            let tablespace = quote_identifier(tablespace.as_deref().unwrap_or("pg_default"));
            steps.push(Step::new(format!("ALTER {address} SET TABLESPACE {tablespace}")));
        }
        steps.extend(alter_options(&address, &self.options, options));
        if populated != &self.populated {
            let data = if *populated { "" } else { " WITH NO DATA" };
            steps.push(Step::new(format!("REFRESH {address}{data}")));
        }
        Alter::InPlace(steps)
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        relation_slots(id)
    }

    fn absorbs(&self, child: &Object) -> bool {
        child.id.kind() == Kind::ViewColumn
    }
}
