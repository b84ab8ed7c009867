//! A foreign server: where a foreign-data wrapper finds its tables.

use serde::{Deserialize, Serialize};

use super::foreign_option::ForeignOptions;
use super::{Alter, At, Model, Object, Step};
use crate::sql::{quote_identifier, quote_literal};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    #[serde(rename = "type")]
    pub server_type: Option<String>,
    pub version: Option<String>,
    pub wrapper: String,
    pub options: ForeignOptions,
}

impl Model for Server {
    const NOUN: &'static str = "SERVER";
    const ONLY_WITH: Option<&'static str> = Some("pg_foreign_server");
    const FORM: &'static [&'static str] = &["wrapper"];

    fn create(&self, at: &At) -> Vec<Step> {
        let Server { server_type, version, wrapper, options } = self;
        let mut sql = format!("CREATE {}", self.address(at.id));
        if let Some(server_type) = server_type {
            sql += &format!(" TYPE {}", quote_literal(server_type));
        }
        if let Some(version) = version {
            sql += &format!(" VERSION {}", quote_literal(version));
        }
        sql += &format!(" FOREIGN DATA WRAPPER {}{}", quote_identifier(wrapper), options.clause());
        vec![Step::new(sql)]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Server { server_type, version, wrapper, options } = to;
        if (server_type, wrapper) != (&self.server_type, &self.wrapper) {
            return Alter::Replace;
        }
        let mut sql = format!("ALTER {}", self.address(at.id));
        if version != &self.version {
            let version = version.as_deref().map_or_else(|| "NULL".to_owned(), quote_literal);
            sql += &format!(" VERSION {version}");
        }
        if let Some(changes) = options.changes_from(&self.options) {
            sql += &format!(" {changes}");
        }
        Alter::InPlace(vec![Step::new(sql)])
    }

    fn drop_takes(&self, child: &Object) -> bool {
        // DROP SERVER without CASCADE refuses while it has user mappings.
        !child.id.has_name_of_its_own()
    }

    fn secrets(&self) -> Vec<String> {
        self.options.secrets()
    }
}
