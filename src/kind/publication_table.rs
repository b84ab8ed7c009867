//! That a publication, whose name this has, publishes the table that it belongs to.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationTable {
    /// None for all of them, those to come included.
    pub columns: Option<Vec<String>>,
    /// Which rows are published.
    pub filter: Option<String>,
}

impl PublicationTable {
    fn on_publication(at: &At, action: &str) -> String {
        // ONLY, because each of the table's children is here by itself.
        format!("ALTER PUBLICATION {} {action} TABLE ONLY {}", at.id.quoted(), at.id.owner().dotted())
    }
}

impl Model for PublicationTable {
    const NOUN: &'static str = "PUBLICATION TABLE";
    const ONLY_WITH: Option<&'static str> = Some("pg_publication");

    fn create(&self, at: &At) -> Vec<Step> {
        let PublicationTable { columns, filter } = self;
        let mut sql = Self::on_publication(at, "ADD");
        if let Some(columns) = columns {
            let columns: Vec<_> = columns.iter().map(|column| quote_identifier(column)).collect();
            sql += &format!(" ({})", columns.join(", "));
        }
        if let Some(filter) = filter {
            sql += &format!(" WHERE ({filter})");
        }
        vec![Step::new(sql)]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        // ALTER PUBLICATION … SET TABLE would have to name all other tables as well.
        let PublicationTable { columns: _, filter: _ } = to;
        Alter::Replace
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Step::new(Self::on_publication(at, "DROP"))]
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
