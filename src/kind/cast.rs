//! A cast. Its name is its two types, `(integer AS public.mood)`: there is at most one from a type to another.
//!
//! PostgreSQL doesn't note what needs a cast, so casts stand before all kinds that have expressions.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    pub method: Method,
    pub context: Context,
}

/// How a value gets from one type to the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By this function, with the types of its arguments.
    Function(String),
    /// Through text.
    Inout,
    /// It is the same bytes.
    Binary,
}

/// Where PostgreSQL casts unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    Explicit,
    Assignment,
    Implicit,
}

impl Model for Cast {
    const NOUN: &'static str = "CAST";
    const ONLY_WITH: Option<&'static str> = Some("pg_cast where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let method = match &self.method {
            Method::Function(function) => format!("WITH FUNCTION {function}"),
            Method::Inout => "WITH INOUT".to_owned(),
            Method::Binary => "WITHOUT FUNCTION".to_owned(),
        };
        let context = match self.context {
            Context::Explicit => "",
            Context::Assignment => " AS ASSIGNMENT",
            Context::Implicit => " AS IMPLICIT",
        };
        vec![Step::new(format!("CREATE {} {method}{context}", self.address(at.id)))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let Cast { method: _, context: _ } = to;
        Alter::Replace
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
