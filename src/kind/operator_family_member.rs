//! An operator or a support function of an operator family that belongs to none of its classes. Its name is how
//! ALTER OPERATOR FAMILY drops it: `OPERATOR 1 (integer, bigint)`.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorFamilyMember {
    /// As ALTER OPERATOR FAMILY adds it.
    pub member: String,
}

impl Model for OperatorFamilyMember {
    const NOUN: &'static str = "OPERATOR FAMILY";
    const ONLY_WITH: Option<&'static str> = Some("pg_opfamily where oid >= 16384");

    fn address(&self, id: &Id) -> String {
        format!("OPERATOR FAMILY {}", id.owner().dotted())
    }

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("ALTER {} ADD {}", self.address(at.id), self.member))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let OperatorFamilyMember { member: _ } = to;
        Alter::Replace
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("ALTER {} DROP {}", self.address(at.id), at.id.name()))]
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
