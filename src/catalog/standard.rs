//! The standard's `information_schema`, read as a second observer of a live database, and what it says against a catalog.
//!
//! Both are read in one snapshot, so a contradiction is never a moment that one of them has missed. PostgreSQL's
//! `information_schema` is defined in its source's `information_schema.sql`; where that says something else than the
//! catalog without either being wrong, [`said`] and [`expected`] say why it isn't compared.

mod definition;
mod expected;
mod said;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use tokio_postgres::Client;

use super::{Catalog, load};
use crate::error::{Error, Result};
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use expected::expected;

/// What `information_schema` shows to a role.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Each attribute with its value; with several, where the standard can't say which of some objects has which.
    said: BTreeMap<Id, BTreeMap<String, BTreeSet<String>>>,
    /// The roles whose objects are this role's own. Every view shows an owner what is his.
    roles: BTreeSet<String>,
}

/// What two observers of one database say of each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// How many objects both know.
    pub agreed: usize,
    pub contradictions: Vec<Contradiction>,
    /// What `pg_catalog` has and `information_schema` doesn't show to this role. A hidden table's columns aren't listed.
    pub hidden: Vec<Hidden>,
}

/// What both can't be right in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contradiction {
    pub id: Id,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// Only the catalog has the object.
    OnlyInCatalog,
    /// Only `information_schema` has the object.
    OnlyInStandard,
    /// They differ in an attribute. `standard` is none where `information_schema` has the object without it.
    Differs { attribute: String, standard: Option<String>, catalog: String },
}

/// What a role isn't shown: an object, or one attribute of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hidden {
    pub id: Id,
    pub attribute: Option<String>,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = &self.id;
        match &self.what {
            What::OnlyInCatalog => write!(f, "{id}: the catalog has it, information_schema doesn't"),
            What::OnlyInStandard => write!(f, "{id}: information_schema has it, the catalog doesn't"),
            What::Differs { attribute, standard, catalog } => {
                let standard = standard.as_deref().unwrap_or("nothing");
                write!(f, "{id}: information_schema says {attribute} is {standard}, the catalog says {catalog}")
            }
        }
    }
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.attribute {
            Some(attribute) => write!(f, "{}: {attribute}", self.id),
            None => write!(f, "{}", self.id),
        }
    }
}

/// Reads the catalog of a live database and its `information_schema`, in one read-only snapshot.
///
/// Fails when the server refuses a query.
pub async fn observe(client: &Client) -> Result<(Catalog, Standard)> {
    load::in_snapshot(client, async || futures_util::try_join!(load::read(client, client), read(client))).await
}

async fn read(client: &Client) -> Result<Standard> {
    let query = |cause| Error::query("ask whose objects are this role's", cause);
    let roles = async {
        let rows = client.query_typed("select rolname::text from pg_roles where pg_has_role(oid, 'usage')", &[]).await;
        rows.map_err(query)?.iter().map(|row| row.try_get(0).map_err(query)).collect::<Result<BTreeSet<String>>>()
    };
    let (said, roles) = futures_util::try_join!(said::read(client), roles)?;
    Ok(Standard { said, roles })
}

/// What two observers of one database say of each other. All that the catalog expects has to be said of what the role
/// owns; of all else, what is said has to be so.
pub fn compare(catalog: &Catalog, standard: &Standard) -> Report {
    let expected = expected(catalog);
    let mut report = Report { agreed: 0, contradictions: Vec::new(), hidden: Vec::new() };
    // What only one of them has. Whatever belongs to it needs no line of its own; but rights on a schema are no rights
    // on what is in it.
    let mut missing: BTreeSet<&Id> = BTreeSet::new();
    for (id, attributes) in &expected {
        let is_owned = standard.owns(catalog, id);
        let Some(said) = standard.said.get(id) else {
            let goes_with_parent = id.parent().is_some_and(|parent| missing.contains(parent));
            if id.kind() != Kind::Schema {
                missing.insert(id);
            }
            match (goes_with_parent, is_owned) {
                (true, _) => {}
                (false, true) => {
                    report.contradictions.push(Contradiction { id: id.clone(), what: What::OnlyInCatalog });
                }
                (false, false) => report.hidden.push(Hidden { id: id.clone(), attribute: None }),
            }
            continue;
        };
        report.agreed += 1;
        for (attribute, value) in attributes {
            let values = said.get(*attribute);
            if values.is_some_and(|values| values.contains(value)) {
                continue;
            }
            // Of a key, a role sees the columns that it has rights on.
            let is_hidden = values.is_none() || *attribute == "columns";
            if is_hidden && !is_owned {
                report.hidden.push(Hidden { id: id.clone(), attribute: Some((*attribute).to_owned()) });
                continue;
            }
            let standard = values.map(|values| values.iter().cloned().collect::<Vec<_>>().join(" or "));
            let what = What::Differs { attribute: (*attribute).to_owned(), standard, catalog: value.clone() };
            report.contradictions.push(Contradiction { id: id.clone(), what });
        }
    }
    let unexpected = standard
        .said
        .iter()
        .filter(|(id, said)| !expected.contains_key(*id) && !may_be_not_null(said) && !may_be_copy(catalog, id, said));
    for (id, _) in unexpected {
        let is_new = |id: &Id| standard.said.contains_key(id) && !expected.contains_key(id);
        if !id.parent().is_some_and(is_new) || id.parent().is_some_and(|parent| parent.kind() == Kind::Schema) {
            report.contradictions.push(Contradiction { id: id.clone(), what: What::OnlyInStandard });
        }
    }
    report
}

impl Standard {
    /// Whether the object is this role's own, or belongs to one that is.
    fn owns(&self, catalog: &Catalog, id: &Id) -> bool {
        let owner = id.lineage().find_map(|id| catalog.child(id, Kind::Owner));
        match owner.map(|owner| owner.attributes) {
            Some(Attributes::Owner(owner)) => self.roles.contains(&owner.current),
            _ => false,
        }
    }
}

/// Whether this may be one of the foreign keys that PostgreSQL keeps for the partitions of a table that another foreign
/// key refers to. They are part of that one, and stand beside it under names of PostgreSQL's own.
fn may_be_copy(catalog: &Catalog, id: &Id, said: &BTreeMap<String, BTreeSet<String>>) -> bool {
    let is_foreign_key = said.get("constraint_type").is_some_and(|types| types.contains("FOREIGN KEY"));
    let is_partitioned = |id: &Id| match catalog.get(id) {
        Some(Attributes::Table(table)) => table.partition_key.is_some(),
        _ => false,
    };
    let refers_to_partitioned = |constraint: &Id| {
        catalog.needs(constraint).any(|needed| id.parent() != Some(needed) && needed.lineage().any(is_partitioned))
    };
    is_foreign_key
        && id.parent().is_some_and(|table| {
            catalog.children(table).any(|child| match child.attributes {
                Attributes::Constraint(constraint) => {
                    constraint.constraint_type == "f" && refers_to_partitioned(child.id)
                }
                _ => false,
            })
        })
}

/// Whether this may be a NOT NULL, which the standard has as a CHECK constraint: up to 17 with a name made of OIDs, and
/// the catalog has it as an attribute of the column or domain. Only an owner is told the clause.
fn may_be_not_null(said: &BTreeMap<String, BTreeSet<String>>) -> bool {
    let is_check = said.get("constraint_type").is_none_or(|types| types.contains("CHECK"));
    let is_constraint = said.contains_key("constraint_type") || said.contains_key("check_clause");
    let clauses = said.get("check_clause");
    // The clause of any other check ends with a parenthesis or NOT VALID.
    is_constraint && is_check && clauses.is_none_or(|clauses| clauses.iter().any(|one| one.ends_with(" IS NOT NULL")))
}
