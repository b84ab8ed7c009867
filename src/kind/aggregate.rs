//! An aggregate function.

use serde::{Deserialize, Serialize};

use super::function::{rename_signature, routine_slots};
use super::{Alter, At, Model, Step, written_list};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// `pg_aggregate.aggkind`: `n` normal, `o` ordered-set, `h` hypothetical-set.
    pub kind: String,
    /// As DDL names the aggregate: `*` for none, ORDER BY before what is aggregated of an ordered set.
    pub arguments: String,
    pub result: String,
    /// The options of CREATE AGGREGATE that aren't the usual, in the manual's order; a flag's value is empty.
    pub options: Vec<(String, String)>,
}

impl Aggregate {
    /// `schema.name(arguments)`: the identity lists the types alone.
    fn signature(&self, id: &Id) -> String {
        format!("{}.{}({})", id.owner().dotted(), id.signature().0, self.arguments)
    }

    fn statement(&self, id: &Id, verb: &str) -> Step {
        let options: Vec<_> = self
            .options
            .iter()
            .map(|(name, value)| match (name.as_str(), value.as_str()) {
                (_, "") => name.clone(),
                ("FINALFUNC_MODIFY" | "MFINALFUNC_MODIFY", code) => format!("{name} = {}", modification(code)),
                (_, value) => format!("{name} = {value}"),
            })
            .collect();
        Step::new(format!("{verb} AGGREGATE {} {}", self.signature(id), written_list(&options)))
    }
}

impl Model for Aggregate {
    const NOUN: &'static str = "AGGREGATE";
    const ONLY_WITH: Option<&'static str> = Some("pg_aggregate where aggfnoid::oid >= 16384");

    fn address(&self, id: &Id) -> String {
        format!("AGGREGATE {}", self.signature(id))
    }

    fn create(&self, at: &At) -> Vec<Step> {
        vec![self.statement(at.id, "CREATE")]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Aggregate { kind, arguments, result, options: _ } = to;
        match (kind, arguments, result) == (&self.kind, &self.arguments, &self.result) {
            true => Alter::InPlace(vec![to.statement(at.id, "CREATE OR REPLACE")]),
            false => Alter::Replace,
        }
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        rename_signature(&self.address(id), id, name)
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        routine_slots(id)
    }
}

/// What a final function does to the state, from its code in `pg_aggregate`.
pub(crate) fn modification(code: &str) -> &'static str {
    match code {
        "r" => "READ_ONLY",
        "s" => "SHAREABLE",
        _ => "READ_WRITE",
    }
}
