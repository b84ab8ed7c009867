//! A function, procedure or window function. It is redefined in place wherever PostgreSQL allows it, so that what uses
//! it stays.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// `pg_proc.prokind`: `f` function, `p` procedure, `w` window function.
    pub kind: String,
    /// Names, modes and types of the arguments, without defaults.
    pub arguments: String,
    /// How many of the last arguments have a default.
    pub defaults: u32,
    /// None for a procedure.
    pub result: Option<String>,
    pub language: String,
    /// As `pg_get_functiondef` prints it: the body byte for byte, in dollar quotes that don't occur in it.
    pub definition: String,
    /// The body as a string; none for one that PostgreSQL has parsed, whose needs it knows.
    pub body: Option<String>,
}

impl Model for Function {
    const NOUN: &'static str = "FUNCTION";
    const UNCOMPARED: &'static [&'static str] = &["body"];

    fn address(&self, id: &Id) -> String {
        let noun = if self.kind == "p" { "PROCEDURE" } else { "FUNCTION" };
        format!("{noun} {}", id.dotted())
    }

    fn create(&self, _at: &At) -> Vec<Step> {
        vec![Step::new(self.definition.replacen("CREATE OR REPLACE ", "CREATE ", 1))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let Function { kind, arguments, defaults, result, language: _, definition, body: _ } = to;
        // What CREATE OR REPLACE refuses: ProcedureCreate in PostgreSQL's `pg_proc.c`.
        let is_kept = (kind, arguments, result) == (&self.kind, &self.arguments, &self.result);
        match is_kept && *defaults >= self.defaults {
            true => Alter::InPlace(vec![Step::new(definition.clone())]),
            false => Alter::Replace,
        }
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        rename_signature(&self.address(id), id, name)
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        routine_slots(id)
    }

    fn string_body(&self) -> Option<&str> {
        self.body.as_deref()
    }
}

/// The signature that a function, procedure or aggregate occupies.
pub(crate) fn routine_slots(id: &Id) -> Vec<String> {
    vec![format!("routine {}", id.dotted())]
}

/// The statement that gives the object the name in the signature `to`; none where more than the name differs.
pub(crate) fn rename_signature(address: &str, id: &Id, to: &str) -> Option<Step> {
    let to = Id::new(id.kind(), None, to);
    let ((_, rest), (new, new_rest)) = (id.signature(), to.signature());
    (rest == new_rest).then(|| Step::new(format!("ALTER {address} RENAME TO {new}")))
}
