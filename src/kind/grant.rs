//! What one role may do with one object, where that isn't what PostgreSQL lets it do by default. The name is the role's;
//! `public`, which no role can be called, is everybody; and nothing is the owner, whoever that is.

use serde::{Deserialize, Serialize};

use super::privilege::{Given, Rights, Securable};
use super::{Alter, At, Attributes, Kind, Model, Step};
use crate::catalog::Catalog;
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    pub rights: Rights,
    /// The owner's name, if the owner is whom this is about.
    pub owner: Option<String>,
    /// Nobody has granted or revoked anything on the object since initdb made it, as majors do in different ways.
    #[serde(default)]
    pub initial: bool,
}

impl Grant {
    fn role<'a>(&'a self, id: &'a Id) -> &'a str {
        self.owner.as_deref().unwrap_or(id.name())
    }

    fn steps(&self, id: &Id, catalog: &Catalog, from: &Rights, to: &Rights) -> Vec<Step> {
        let Some(securable) = Securable::new(catalog, id.owner()) else { return Vec::new() };
        from.steps(to, &securable.on(self.role(id)))
    }

    fn usual(&self, id: &Id, catalog: &Catalog) -> Rights {
        Securable::new(catalog, id.owner())
            .map(|securable| securable.class.default_rights(id.name(), catalog.server_major))
            .unwrap_or_default()
    }
}

/// What a REVOKE on a table takes from its columns, too, is given back where both catalogs have it.
fn columns_again(at: &At, wanted: &Catalog, gone: &Rights) -> Vec<Step> {
    let mut steps = Vec::new();
    for column in wanted.children(at.id.owner()) {
        if !matches!(column.id.kind(), Kind::Column | Kind::ViewColumn) {
            continue;
        }
        let id = Id::new(Kind::Grant, Some(column.id.clone()), at.id.name());
        let stays = at.catalog.contains(&id) && at.other.contains(&id) && !at.is_torn_down(&id);
        if let Some(Attributes::Grant(grant)) = wanted.get(&id).filter(|_| stays) {
            steps.extend(grant.steps(&id, wanted, &grant.rights.without(gone), &grant.rights));
        }
    }
    steps
}

impl Model for Grant {
    const NOUN: &'static str = "GRANT";
    const UNCOMPARED: &'static [&'static str] = &["owner", "initial"];

    fn create(&self, at: &At) -> Vec<Step> {
        let object = at.id.owner();
        let Some(securable) = Securable::new(at.catalog, object) else { return Vec::new() };
        if at.is_built(object) {
            let usual = self.usual(at.id, at.catalog);
            let given = Given::of(at, object, securable.class, at.id.name(), &usual);
            return given.steps(&self.rights, &securable.on(self.role(at.id)));
        }
        self.steps(at.id, at.catalog, &self.usual(at.id, at.catalog), &self.rights)
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Grant { rights, owner: _, initial: _ } = to;
        let mut steps = to.steps(at.id, at.catalog, &self.rights, rights);
        steps.extend(columns_again(at, at.catalog, &self.rights.without(rights)));
        Alter::InPlace(steps)
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        let usual = self.usual(at.id, at.catalog);
        let mut steps = self.steps(at.id, at.catalog, &self.rights, &usual);
        steps.extend(columns_again(at, at.other, &self.rights.without(&usual)));
        steps
    }

    fn slots(&self, _id: &Id) -> Vec<String> {
        Vec::new()
    }

    fn roles(&self, id: &Id) -> Vec<String> {
        Some(self.role(id)).filter(|role| *role != "public").map(str::to_owned).into_iter().collect()
    }

    fn is_by_default(&self, _owner: Option<&str>) -> bool {
        self.initial
    }

    fn is_managed_on_demand(&self) -> bool {
        true
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
