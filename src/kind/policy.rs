//! A row security policy.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub permissive: bool,
    /// `ALL`, or the one command that it applies to.
    pub command: String,
    /// Sorted. `public` is everybody: no role can have that name.
    pub roles: Vec<String>,
    pub using: Option<String>,
    pub check: Option<String>,
}

/// A role as GRANT and TO name it; `public`, which no role can be called, is everybody.
pub(crate) fn role_words(role: &str) -> String {
    if role == "public" { "PUBLIC".to_owned() } else { quote_identifier(role) }
}

impl Policy {
    fn to_clause(&self) -> String {
        let roles: Vec<_> = self.roles.iter().map(|role| role_words(role)).collect();
        format!(" TO {}", roles.join(", "))
    }
}

fn using_clause(using: Option<&str>) -> String {
    using.map(|expression| format!(" USING ({expression})")).unwrap_or_default()
}

fn check_clause(check: Option<&str>) -> String {
    check.map(|expression| format!(" WITH CHECK ({expression})")).unwrap_or_default()
}

impl Model for Policy {
    const NOUN: &'static str = "POLICY";
    const ONLY_WITH: Option<&'static str> = Some("pg_policy");

    fn address(&self, id: &Id) -> String {
        format!("POLICY {} ON {}", id.quoted(), id.owner().dotted())
    }

    fn create(&self, at: &At) -> Vec<Step> {
        let Policy { permissive, command, roles, using, check } = self;
        let mut sql = format!("CREATE {}", self.address(at.id));
        if !permissive {
            sql += " AS RESTRICTIVE";
        }
        if command != "ALL" {
            sql += &format!(" FOR {command}");
        }
        if roles != &["public"] {
            sql += &self.to_clause();
        }
        sql += &using_clause(using.as_deref());
        sql += &check_clause(check.as_deref());
        vec![Step::new(sql)]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Policy { permissive, command, roles, using, check } = to;
        // ALTER POLICY can't take an expression away.
        let loses_expression = (self.using.is_some() && using.is_none()) || (self.check.is_some() && check.is_none());
        if permissive != &self.permissive || command != &self.command || loses_expression {
            return Alter::Replace;
        }
        let mut sql = format!("ALTER {}", self.address(at.id));
        if roles != &self.roles {
            sql += &to.to_clause();
        }
        if using != &self.using {
            sql += &using_clause(using.as_deref());
        }
        if check != &self.check {
            sql += &check_clause(check.as_deref());
        }
        Alter::InPlace(vec![Step::new(sql)])
    }

    fn roles(&self, _id: &Id) -> Vec<String> {
        self.roles.iter().filter(|role| *role != "public").cloned().collect()
    }
}
