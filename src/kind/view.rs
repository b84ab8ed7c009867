//! A view. It is redefined in place while its columns only grow at the end, as PostgreSQL allows.

use serde::{Deserialize, Serialize};

use super::table::relation_slots;
use super::{Alter, At, Kind, Model, Object, Options, Step, alter_options, storage_clause};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Name, type, and the collation unless it is the type's own.
    pub columns: Option<Vec<(String, String, Option<String>)>>,
    /// As `pg_get_viewdef` prints it, without the semicolon.
    pub definition: String,
    /// `security_barrier=true`, `check_option=local` and the like.
    pub options: Options,
}

impl View {
    fn statement(&self, id: &Id, verb: &str) -> Step {
        let options = storage_clause(&self.options);
        Step::new(format!("{verb} VIEW {}{options} AS\n{}", id.dotted(), self.definition))
    }
}

impl Model for View {
    const NOUN: &'static str = "VIEW";

    fn create(&self, at: &At) -> Vec<Step> {
        vec![self.statement(at.id, "CREATE")]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let View { columns, definition, options } = to;
        let (old, new) = (self.columns.as_deref().unwrap_or_default(), columns.as_deref().unwrap_or_default());
        if !new.starts_with(old) {
            return Alter::Replace;
        }
        if definition == &self.definition && columns == &self.columns {
            return Alter::InPlace(alter_options(&self.address(at.id), &self.options, options));
        }
        Alter::InPlace(vec![to.statement(at.id, "CREATE OR REPLACE")])
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        relation_slots(id)
    }

    fn absorbs(&self, child: &Object) -> bool {
        child.id.kind() == Kind::ViewColumn
    }
}
