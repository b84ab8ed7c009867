//! Privileges: what PostgreSQL gives by default, what default privileges may give on top, and the statements from one
//! state of a role's rights to another.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::default_privilege::DefaultPrivilege;
use super::policy::role_words;
use super::{At, Attributes, Kind, Step};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::sql::qualified;

/// What a role may do with an object.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    pub privileges: BTreeSet<String>,
    /// Those of the `privileges` that the role may hand on. Empty for the owner, who always may.
    pub grantable: BTreeSet<String>,
}

impl Rights {
    fn new(privileges: &[&str]) -> Rights {
        let privileges = privileges.iter().map(|privilege| (*privilege).to_owned()).collect();
        Rights { privileges, grantable: BTreeSet::new() }
    }

    pub(crate) fn without(&self, other: &Rights) -> Rights {
        Rights { privileges: &self.privileges - &other.privileges, grantable: &self.grantable - &other.grantable }
    }

    fn with(&self, other: &Rights) -> Rights {
        Rights { privileges: &self.privileges | &other.privileges, grantable: &self.grantable | &other.grantable }
    }

    fn within(&self, other: &Rights) -> Rights {
        Rights { privileges: &self.privileges & &other.privileges, grantable: &self.grantable & &other.grantable }
    }

    /// The statements from these rights to others.
    pub(crate) fn steps(&self, to: &Rights, on: &On) -> Vec<Step> {
        [self.revokes(to, on), self.grants(to, on)].concat()
    }

    fn revokes(&self, to: &Rights, on: &On) -> Vec<Step> {
        let gone = self.without(to);
        let only_option = &gone.grantable & &to.privileges;
        [on.revoke("", &gone.privileges), on.revoke("GRANT OPTION FOR ", &only_option)].into_iter().flatten().collect()
    }

    fn grants(&self, to: &Rights, on: &On) -> Vec<Step> {
        let new = to.without(self);
        let plain = &new.privileges - &new.grantable;
        [on.grant(&plain, ""), on.grant(&new.grantable, " WITH GRANT OPTION")].into_iter().flatten().collect()
    }
}

/// What a role may have on a new object before anything is granted on it: default privileges are those of the role that
/// makes the object, which isn't known here.
pub(crate) struct Given {
    certain: Rights,
    possible: Rights,
}

impl Given {
    /// What `grantee`, named as [grants](super::grant) name it, may have on what this plan makes in `place`, an object or a
    /// schema. Without default privileges, that is `usual`.
    pub(crate) fn of(at: &At, place: &Id, class: Class, grantee: &str, usual: &Rights) -> Given {
        let mut given = Given { certain: usual.clone(), possible: usual.clone() };
        for (id, privilege) in in_force(at, place, class) {
            if privilege.grantee_name() == grantee {
                given.possible = given.possible.with(&privilege.rights);
                if id.parent().is_none() {
                    given.certain = given.certain.within(&privilege.rights);
                }
            }
        }
        given
    }

    /// Whom default privileges may give rights on what this plan makes in `place`, or take them from.
    pub(crate) fn possible_roles(at: &At, place: &Id, class: Class) -> BTreeSet<String> {
        in_force(at, place, class).into_iter().map(|(_, privilege)| privilege.grantee_name().to_owned()).collect()
    }

    /// The statements from there to `to`, whoever made the object.
    pub(crate) fn steps(&self, to: &Rights, on: &On) -> Vec<Step> {
        [self.possible.revokes(to, on), self.certain.grants(to, on)].concat()
    }
}

/// What kind of privileges an object has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Table,
    Column,
    Sequence,
    Function,
    Language,
    Schema,
    Type,
    ForeignDataWrapper,
    ForeignServer,
    LargeObject,
}

impl Class {
    /// All there are, in the manual's order (chapter 5.8, Privileges).
    fn all(self, server_major: u32) -> &'static [&'static str] {
        const TABLE: &[&str] =
            &["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"];
        match self {
            Class::Table if server_major < 17 => &TABLE[..7],
            Class::Table => TABLE,
            Class::Column => &["SELECT", "INSERT", "UPDATE", "REFERENCES"],
            Class::Sequence => &["USAGE", "SELECT", "UPDATE"],
            Class::Function => &["EXECUTE"],
            Class::Schema => &["USAGE", "CREATE"],
            Class::LargeObject => &["SELECT", "UPDATE"],
            Class::Language | Class::Type | Class::ForeignDataWrapper | Class::ForeignServer => &["USAGE"],
        }
    }

    /// What PostgreSQL gives by itself to a grantee, named as a [grant](super::grant) is (its `acldefault`).
    pub(crate) fn default_rights(self, grantee: &str, server_major: u32) -> Rights {
        match (grantee, self) {
            ("", Class::Column) => Rights::default(),
            ("", _) | ("public", Class::Function | Class::Language | Class::Type) => {
                Rights::new(self.all(server_major))
            }
            _ => Rights::default(),
        }
    }

    /// What ALTER DEFAULT PRIVILEGES calls such objects.
    fn objects(self) -> Option<&'static str> {
        match self {
            Class::Table => Some("TABLES"),
            Class::Sequence => Some("SEQUENCES"),
            Class::Function => Some("FUNCTIONS"),
            Class::Type => Some("TYPES"),
            Class::Schema => Some("SCHEMAS"),
            Class::LargeObject => Some("LARGE OBJECTS"),
            Class::Column | Class::Language | Class::ForeignDataWrapper | Class::ForeignServer => None,
        }
    }
}

/// The words of DDL, the words of GRANT, and what they mean.
const WORDS: &[(&str, &str, Class)] = &[
    ("TABLE", "TABLE", Class::Table),
    ("VIEW", "TABLE", Class::Table),
    ("MATERIALIZED VIEW", "TABLE", Class::Table),
    ("FOREIGN TABLE", "TABLE", Class::Table),
    ("SEQUENCE", "SEQUENCE", Class::Sequence),
    ("FUNCTION", "FUNCTION", Class::Function),
    ("PROCEDURE", "PROCEDURE", Class::Function),
    ("AGGREGATE", "FUNCTION", Class::Function),
    ("LANGUAGE", "LANGUAGE", Class::Language),
    ("SCHEMA", "SCHEMA", Class::Schema),
    ("TYPE", "TYPE", Class::Type),
    ("DOMAIN", "TYPE", Class::Type),
    ("FOREIGN DATA WRAPPER", "FOREIGN DATA WRAPPER", Class::ForeignDataWrapper),
    ("SERVER", "FOREIGN SERVER", Class::ForeignServer),
];

/// An object that rights can be given on.
pub(crate) struct Securable {
    pub class: Class,
    /// As GRANT names it: `TABLE public.posts`.
    object: String,
    column: Option<String>,
    server_major: u32,
}

impl Securable {
    /// None for an object that nothing can be granted on.
    pub(crate) fn new(catalog: &Catalog, id: &Id) -> Option<Securable> {
        let server_major = catalog.server_major;
        if matches!(id.kind(), Kind::Column | Kind::ViewColumn) {
            let object = format!("TABLE {}", id.owner().dotted());
            return Some(Securable { class: Class::Column, object, column: Some(id.quoted()), server_major });
        }
        let address = identity_sequence(catalog, id).or_else(|| Some(catalog.get(id)?.address(id)))?;
        let (word, class, name) = WORDS.iter().find_map(|(noun, word, class)| {
            let name = address.strip_prefix(noun)?.strip_prefix(' ')?;
            Some((*word, *class, name))
        })?;
        let name = if address.starts_with("AGGREGATE ") { plain_signature(name) } else { name.to_owned() };
        Some(Securable { class, object: format!("{word} {name}"), column: None, server_major })
    }

    /// Rights of `role` on this.
    pub(crate) fn on(&self, role: &str) -> On {
        On {
            before: String::new(),
            class: self.class,
            object: self.object.clone(),
            column: self.column.clone(),
            grantee: role_words(role),
            server_major: self.server_major,
        }
    }
}

/// The sequence behind an identity, as DDL names it.
pub(crate) fn identity_sequence(catalog: &Catalog, id: &Id) -> Option<String> {
    match catalog.get(id) {
        Some(Attributes::Identity(identity)) => {
            let (schema, name) = &identity.sequence;
            Some(format!("SEQUENCE {}", qualified(schema, name)))
        }
        _ => None,
    }
}

/// An aggregate's signature as a function's: GRANT knows no `*` and no ORDER BY.
fn plain_signature(signature: &str) -> String {
    let Some((name, arguments)) = signature.strip_suffix(')').and_then(|whole| whole.split_once('(')) else {
        return signature.to_owned();
    };
    let arguments = match arguments {
        "*" => String::new(),
        arguments => arguments.trim_start_matches("ORDER BY ").replace(" ORDER BY ", ", "),
    };
    format!("{name}({arguments})")
}

/// Whose rights on what a statement is about.
pub(crate) struct On {
    /// What stands before GRANT or REVOKE.
    pub before: String,
    pub class: Class,
    pub object: String,
    /// Quoted.
    pub column: Option<String>,
    /// As GRANT names it.
    pub grantee: String,
    pub server_major: u32,
}

impl On {
    /// On an object by its words in GRANT: `FUNCTION public.crosstab(text)`. None if GRANT knows no such words.
    pub(crate) fn member(object: &str, column: Option<&str>, role: &str, server_major: u32) -> Option<On> {
        let class =
            WORDS.iter().find(|(_, word, _)| object.strip_prefix(word).is_some_and(|name| name.starts_with(' ')));
        Some(On {
            before: String::new(),
            class: if column.is_some() { Class::Column } else { class?.2 },
            object: object.to_owned(),
            column: column.map(str::to_owned),
            grantee: role_words(role),
            server_major,
        })
    }

    fn grant(&self, privileges: &BTreeSet<String>, option: &str) -> Option<Step> {
        let On { before, object, grantee, .. } = self;
        let list = self.list(privileges)?;
        Some(Step::new(format!("{before}GRANT {list} ON {object} TO {grantee}{option}")))
    }

    fn revoke(&self, option: &str, privileges: &BTreeSet<String>) -> Option<Step> {
        let On { before, object, grantee, .. } = self;
        let list = self.list(privileges)?;
        Some(Step::new(format!("{before}REVOKE {option}{list} ON {object} FROM {grantee}")))
    }

    /// The privileges as text; none if there aren't any.
    fn list(&self, privileges: &BTreeSet<String>) -> Option<String> {
        if privileges.is_empty() {
            return None;
        }
        let all = self.class.all(self.server_major);
        let mut names: Vec<&str> = all.iter().copied().filter(|name| privileges.contains(*name)).collect();
        if names.len() == all.len() && all.len() > 1 {
            names = vec!["ALL"];
        }
        let column = self.column.as_ref().map(|column| format!(" ({column})")).unwrap_or_default();
        Some(names.iter().map(|name| format!("{name}{column}")).collect::<Vec<_>>().join(", "))
    }
}

/// The default privileges of any role that may be in force when this plan makes something in `place`: the first catalog's,
/// less those that it drops, as those that it adds come late.
fn in_force<'a>(at: &At<'a>, place: &Id, class: Class) -> Vec<(&'a Id, &'a DefaultPrivilege)> {
    let counts = |id: &Id, privilege: &DefaultPrivilege| {
        let is_here = id.parent().is_none_or(|schema| place.is_within(schema));
        is_here && Some(privilege.objects.as_str()) == class.objects() && !at.is_torn_down(id)
    };
    let defaults = at.other.of_kind(Kind::DefaultPrivilege).filter_map(|default| match default.attributes {
        Attributes::DefaultPrivilege(privilege) => Some((default.id, privilege)),
        _ => None,
    });
    defaults.filter(|(id, privilege)| counts(id, privilege)).collect()
}
