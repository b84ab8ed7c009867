//! The default of a column of a table or a view.

use serde::{Deserialize, Serialize};

use super::inheritance::{lasting_children, parents, stays_a_child};
use super::{Alter, At, Attributes, Kind, Model, Step};
use crate::catalog::Catalog;
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Default {
    pub expression: String,
}

/// What fills a column where INSERT doesn't.
pub(crate) fn expression<'a>(catalog: &'a Catalog, column: &Id) -> Option<&'a str> {
    match catalog.child(column, Kind::Default)?.attributes {
        Attributes::Default(default) => Some(&default.expression),
        _ => None,
    }
}

/// A column's default on its way from one catalog to the other.
struct Change<'a> {
    at: &'a At<'a>,
    from: &'a Catalog,
    to: &'a Catalog,
}

impl Change<'_> {
    fn step(&self, action: &str) -> Vec<Step> {
        let column = self.at.id.owner();
        if self.is_brought(column) {
            return Vec::new();
        }
        let address = self.at.with(column).parent_address();
        let only = if self.spreads(column) { "" } else { "ONLY " };
        let nouns = ["TABLE ", "FOREIGN TABLE "];
        let table = match nouns.iter().find_map(|noun| Some((noun, address.strip_prefix(noun)?))) {
            Some((noun, table)) => format!("{noun}{only}{table}"),
            None => address,
        };
        vec![Step::new(format!("ALTER {table} ALTER COLUMN {} {action}", column.quoted()))]
    }

    /// Whether all children are to have the column's default, so that one statement can be for them all.
    fn spreads(&self, column: &Id) -> bool {
        lasting_children(column.owner(), self.at).into_iter().all(|table| {
            let own = Id::new(Kind::Column, Some(table.clone()), column.name());
            expression(self.to, &own) == expression(self.to, column)
        })
    }

    /// Whether the statement for a parent's column is for this one too.
    fn is_brought(&self, column: &Id) -> bool {
        stays_a_child(column.owner(), self.at)
            && parents(column.owner(), self.at).any(|parent| {
                let parent = Id::new(Kind::Column, Some(parent), column.name());
                let wanted = expression(self.to, &parent);
                self.from.contains(&parent)
                    && self.to.contains(&parent)
                    && !self.at.is_built(&parent)
                    && wanted != expression(self.from, &parent)
                    && wanted == expression(self.to, column)
                    && self.spreads(&parent)
            })
    }
}

impl Model for Default {
    const NOUN: &'static str = "DEFAULT";

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn create(&self, at: &At) -> Vec<Step> {
        let change = Change { at, from: at.other, to: at.catalog };
        change.step(&format!("SET DEFAULT {}", self.expression))
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Default { expression: _ } = to;
        Alter::InPlace(to.create(at))
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        Change { at, from: at.catalog, to: at.other }.step("DROP DEFAULT")
    }
}
