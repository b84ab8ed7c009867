//! An operator family: the operators and functions by which an access method orders or searches related types. Those of
//! a class belong to the class, see [`super::operator_class`]; the others are [`super::operator_family_member`]s.

use serde::{Deserialize, Serialize};

use super::function::rename_signature;
use super::{Alter, At, Attributes, Model, Object, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorFamily {}

impl Model for OperatorFamily {
    const NOUN: &'static str = "OPERATOR FAMILY";
    const ONLY_WITH: Option<&'static str> = Some("pg_opfamily where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let address = self.address(at.id);
        let members: Vec<&str> = at
            .absorbed()
            .filter_map(|child| match child.attributes {
                Attributes::OperatorFamilyMember(member) => Some(member.member.as_str()),
                _ => None,
            })
            .collect();
        let mut steps = vec![Step::new(format!("CREATE {address}"))];
        if !members.is_empty() {
            steps.push(Step::new(format!("ALTER {address} ADD\n    {}", members.join(",\n    "))));
        }
        steps
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let (OperatorFamily {}, OperatorFamily {}) = (self, to);
        Alter::InPlace(Vec::new())
    }

    fn absorbs(&self, child: &Object) -> bool {
        matches!(child.attributes, Attributes::OperatorFamilyMember(_))
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        rename_signature(&self.address(id), id, name)
    }
}
