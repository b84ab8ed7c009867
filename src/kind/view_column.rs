//! A column of a view or materialized view: something for comments, grants and defaults to sit on, and for other
//! objects to depend on. It comes and goes with its view.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    /// From 1.
    pub position: u32,
    /// Only a materialized view's column has a target of its own.
    pub statistics: Option<i32>,
    pub options: Vec<String>,
}

impl ViewColumn {
    fn settings(&self, to: &ViewColumn, at: &At) -> Vec<Step> {
        let ViewColumn { position: _, statistics, options } = to;
        let column = format!("ALTER {} ALTER COLUMN {}", at.parent_address(), at.id.quoted());
        let mut steps = Vec::new();
        if statistics != &self.statistics {
            steps.push(Step::new(format!("{column} SET STATISTICS {}", statistics.unwrap_or(-1))));
        }
        if options != &self.options {
            if !self.options.is_empty() {
                let names: Vec<_> = self.options.iter().filter_map(|option| option.split('=').next()).collect();
                steps.push(Step::new(format!("{column} RESET ({})", names.join(", "))));
            }
            if !options.is_empty() {
                steps.push(Step::new(format!("{column} SET ({})", options.join(", "))));
            }
        }
        steps
    }
}

impl Model for ViewColumn {
    const NOUN: &'static str = "COLUMN";
    const UNCOMPARED: &'static [&'static str] = &["position"];

    fn rank(&self) -> u32 {
        self.position
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn create(&self, at: &At) -> Vec<Step> {
        ViewColumn { position: 0, statistics: None, options: Vec::new() }.settings(self, at)
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        Alter::InPlace(self.settings(to, at))
    }

    fn drop(&self, _at: &At) -> Vec<Step> {
        Vec::new()
    }
}
