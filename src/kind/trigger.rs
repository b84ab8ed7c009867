//! A trigger, with when it fires. The copies that partitions have of a trigger come and go with it; a copy is an object
//! of its own only where it fires at other times than its original.

use serde::{Deserialize, Serialize};

use super::table::table_words;
use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// As `pg_get_triggerdef` prints it; none for a partition's copy.
    pub definition: Option<String>,
    pub firing: Firing,
    /// When the original fires, for a partition's copy.
    pub inherited: Option<Firing>,
}

/// In which sessions a trigger or a rule fires, by `session_replication_role`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Firing {
    /// In all but replicas, as by default.
    #[serde(rename = "O")]
    Origin,
    #[serde(rename = "D")]
    Disabled,
    #[serde(rename = "R")]
    Replica,
    #[serde(rename = "A")]
    Always,
}

impl Firing {
    /// The words between `ALTER TABLE t` and `TRIGGER` or `RULE`.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Firing::Origin => "ENABLE",
            Firing::Disabled => "DISABLE",
            Firing::Replica => "ENABLE REPLICA",
            Firing::Always => "ENABLE ALWAYS",
        }
    }

    /// The statement that sets it for the trigger or rule `id`; `noun` says which.
    pub(crate) fn set(self, noun: &str, id: &Id) -> Step {
        Step::new(format!("ALTER {} {} {noun} {}", table_words(id.owner()), self.words(), id.quoted()))
    }
}

impl Model for Trigger {
    const NOUN: &'static str = "TRIGGER";
    const ONLY_WITH: Option<&'static str> = Some("pg_trigger");

    fn address(&self, id: &Id) -> String {
        format!("TRIGGER {} ON {}", id.quoted(), id.owner().dotted())
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        // A partition's copy is renamed with its original.
        let address = self.address(id);
        self.definition.is_some().then(|| Step::new(format!("ALTER {address} RENAME TO {}", quote_identifier(name))))
    }

    fn create(&self, at: &At) -> Vec<Step> {
        let Trigger { definition, firing, inherited } = self;
        let mut steps: Vec<_> = definition.iter().map(Step::new).collect();
        if *firing != inherited.unwrap_or(Firing::Origin) {
            steps.push(firing.set(Self::NOUN, at.id));
        }
        steps
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Trigger { definition, firing, inherited: _ } = to;
        match definition == &self.definition {
            true => Alter::InPlace(vec![firing.set(Self::NOUN, at.id)]),
            false => Alter::Replace,
        }
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        match self.inherited {
            Some(original) => vec![original.set(Self::NOUN, at.id)],
            None => vec![Step::new(format!("DROP {}", self.address(at.id)))],
        }
    }
}
