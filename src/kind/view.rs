//! A view. It is redefined in place while its columns only grow at the end, as PostgreSQL allows.

use serde::{Deserialize, Serialize};

use super::table::relation_slots;
use super::{Alter, At, Kind, Model, Object, Step, alter_options};
use crate::id::Id;
use crate::sql::quote_literal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Name, type, and whether it has a collation of its own.
    pub columns: Option<Vec<(String, String, bool)>>,
    /// As `pg_get_viewdef` prints it, without the semicolon.
    pub definition: String,
    /// `security_barrier=true`, `check_option=local` and the like, sorted.
    pub options: Vec<String>,
}

impl View {
    fn statement(&self, id: &Id, verb: &str) -> Step {
        let options = match self.options.as_slice() {
            [] => String::new(),
            options => {
                let options: Vec<_> = options
                    .iter()
                    .map(|option| {
                        let (name, value) = option.split_once('=').unwrap_or((option, "true"));
                        format!("{name}={}", quote_literal(value))
                    })
                    .collect();
                format!(" WITH ({})", options.join(", "))
            }
        };
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
