//! A column of a view or materialized view: something for comments, grants and defaults to sit on, and for other
//! objects to depend on. It comes and goes with its view.

use serde::{Deserialize, Serialize};

use super::column::default_storage;
use super::materialized_view::MaterializedView;
use super::view::View;
use super::{Alter, At, Kind, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    /// From 1.
    pub position: u32,
    /// As `format_type` prints it, qualified. The view compares it.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Of a materialized view's column; none for the type's own.
    pub storage: Option<String>,
    /// Of a materialized view's column; none for the server's default.
    pub compression: Option<String>,
    /// Only a materialized view's column has a target of its own.
    pub statistics: Option<i32>,
    pub options: Vec<String>,
}

impl ViewColumn {
    /// What CREATE says nothing about.
    pub(crate) fn settings(&self, at: &At) -> Vec<Step> {
        let blank = ViewColumn {
            storage: None,
            compression: None,
            statistics: None,
            options: Vec::new(),
            ..self.clone()
        };
        blank.changes(self, at)
    }

    fn changes(&self, to: &ViewColumn, at: &At) -> Vec<Step> {
        let ViewColumn { position: _, type_name, storage, compression, statistics, options } = to;
        let mut steps = Vec::new();
        let column = format!("ALTER {} ALTER COLUMN {}", at.parent_address(), at.id.quoted());
        let mut set = |action: String| steps.push(Step::new(format!("{column} {action}")));
        if compression != &self.compression {
            set(format!("SET COMPRESSION {}", compression.as_deref().unwrap_or("default")));
        }
        if storage != &self.storage {
            set(format!("SET STORAGE {}", storage.as_deref().unwrap_or(default_storage(type_name))));
        }
        if statistics != &self.statistics {
            set(format!("SET STATISTICS {}", statistics.unwrap_or(-1)));
        }
        if options != &self.options {
            if !self.options.is_empty() {
                let names: Vec<_> = self.options.iter().filter_map(|option| option.split('=').next()).collect();
                set(format!("RESET ({})", names.join(", ")));
            }
            if !options.is_empty() {
                set(format!("SET ({})", options.join(", ")));
            }
        }
        steps
    }
}

impl Model for ViewColumn {
    const NOUN: &'static str = "COLUMN";
    const UNCOMPARED: &'static [&'static str] = &["position", "type"];

    fn rank(&self) -> u32 {
        self.position
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        let noun = match id.owner().kind() {
            Kind::MaterializedView => MaterializedView::NOUN,
            _ => View::NOUN,
        };
        let (view, name) = (id.owner().dotted(), quote_identifier(name));
        Some(Step::new(format!("ALTER {noun} {view} RENAME COLUMN {} TO {name}", id.quoted())))
    }

    fn create(&self, at: &At) -> Vec<Step> {
        self.settings(at)
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        Alter::InPlace(self.changes(to, at))
    }

    fn drop(&self, _at: &At) -> Vec<Step> {
        Vec::new()
    }
}
