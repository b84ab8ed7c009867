//! An operator. Its commutator and its negator are operators that PostgreSQL doesn't depend on: whichever of two is made
//! later completes the link of both, and whichever is dropped takes it back.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Attributes, Kind, Model, Step, written_list};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    pub function: String,
    /// None for a prefix operator.
    pub left: Option<String>,
    pub right: String,
    pub commutator: Option<Partner>,
    pub negator: Option<Partner>,
    /// The function that estimates the selectivity of a restriction; `join` that of a join.
    pub restrict: Option<String>,
    pub join: Option<String>,
    pub hashes: bool,
    pub merges: bool,
}

/// Another operator; which types it takes follows from what it is to the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    pub schema: String,
    pub symbol: String,
}

impl Partner {
    fn dotted(&self) -> String {
        format!("OPERATOR({}.{})", quote_identifier(&self.schema), self.symbol)
    }
}

/// What another operator is to an operator.
#[derive(Clone, Copy)]
enum Role {
    Commutator,
    Negator,
}

impl Role {
    const ALL: [Role; 2] = [Role::Commutator, Role::Negator];

    fn words(self) -> &'static str {
        match self {
            Role::Commutator => "COMMUTATOR",
            Role::Negator => "NEGATOR",
        }
    }

    fn of(self, operator: &Operator) -> Option<&Partner> {
        match self {
            Role::Commutator => operator.commutator.as_ref(),
            Role::Negator => operator.negator.as_ref(),
        }
    }

    /// The identity of the partner that `operator` has in this role.
    fn partner(self, operator: &Operator) -> Option<Id> {
        let Partner { schema, symbol } = self.of(operator)?;
        let left = operator.left.as_deref().unwrap_or("NONE");
        let (left, right) = match self {
            Role::Commutator => (operator.right.as_str(), left),
            Role::Negator => (left, operator.right.as_str()),
        };
        let schema = Id::new(Kind::Schema, None, schema.as_str());
        Some(Id::new(Kind::Operator, Some(schema), format!("{symbol}({left}, {right})")))
    }
}

/// How the partner of an operator that stays gets to be another one.
enum Link {
    /// It is the same, or PostgreSQL sees to it while it makes or drops the partner, or alters it.
    Done,
    /// Since 17, where it had none.
    Set(String),
    Impossible,
}

fn link(from: &Operator, to: &Operator, role: Role, at: &At) -> Link {
    if role.of(from) == role.of(to) {
        return Link::Done;
    }
    // Of two operators whose links to each other change, the first one sees to both.
    let is_left_to = |partner: &Id| {
        let partner_of = |id: &Id| match at.catalog.get(id).zip(at.other.get(id)) {
            Some((Attributes::Operator(new), Attributes::Operator(old))) => Some((role.partner(old), role.partner(new))),
            _ => None,
        };
        let links = |end: &Option<Id>| end.as_ref() == Some(at.id);
        partner < at.id && partner_of(partner).is_some_and(|(old, new)| links(&old) != links(&new))
    };
    let is_free = role.partner(from).is_none_or(|partner| at.is_torn_down(&partner) || is_left_to(&partner));
    match role.partner(to) {
        _ if !is_free => Link::Impossible,
        None => Link::Done,
        Some(partner) if at.is_built(&partner) || is_left_to(&partner) => Link::Done,
        Some(_) if at.catalog.server_major >= 17 => {
            let partner = role.of(to).map(Partner::dotted).unwrap_or_default();
            Link::Set(format!("{} = {partner}", role.words()))
        }
        Some(_) => Link::Impossible,
    }
}

impl Model for Operator {
    const NOUN: &'static str = "OPERATOR";
    const ONLY_WITH: Option<&'static str> = Some("pg_operator where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let Operator { function, left, right, commutator, negator, restrict, join, hashes, merges } = self;
        let mut parts = vec![format!("FUNCTION = {function}")];
        parts.extend(left.iter().map(|left| format!("LEFTARG = {left}")));
        parts.push(format!("RIGHTARG = {right}"));
        parts.extend(commutator.iter().map(|partner| format!("COMMUTATOR = {}", partner.dotted())));
        parts.extend(negator.iter().map(|partner| format!("NEGATOR = {}", partner.dotted())));
        parts.extend(restrict.iter().map(|function| format!("RESTRICT = {function}")));
        parts.extend(join.iter().map(|function| format!("JOIN = {function}")));
        parts.extend(hashes.then(|| "HASHES".to_owned()));
        parts.extend(merges.then(|| "MERGES".to_owned()));
        let name = format!("{}.{}", at.id.owner().quoted(), at.id.bare_name());
        vec![Step::new(format!("CREATE OPERATOR {name} {}", written_list(&parts)))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Operator { function, left, right, commutator: _, negator: _, restrict, join, hashes, merges } = to;
        if (function, left, right) != (&self.function, &self.left, &self.right) {
            return Alter::Replace;
        }
        let mut parts = Vec::new();
        for (word, old, new) in [("RESTRICT", &self.restrict, restrict), ("JOIN", &self.join, join)] {
            if old != new {
                parts.push(format!("{word} = {}", new.as_deref().unwrap_or("NONE")));
            }
        }
        for role in Role::ALL {
            match link(self, to, role, at) {
                Link::Done => {}
                Link::Set(part) => parts.push(part),
                Link::Impossible => return Alter::Replace,
            }
        }
        for (word, old, new) in [("HASHES", self.hashes, *hashes), ("MERGES", self.merges, *merges)] {
            match (old, new) {
                (false, true) if at.catalog.server_major >= 17 => parts.push(word.to_owned()),
                _ if old == new => {}
                _ => return Alter::Replace,
            }
        }
        match parts.is_empty() {
            true => Alter::InPlace(Vec::new()),
            false => {
                let parts = parts.join(", ");
                Alter::InPlace(vec![Step::new(format!("ALTER {} SET ({parts})", self.address(at.id)))])
            }
        }
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
