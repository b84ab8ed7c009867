//! A subscription to publications of another server. Nothing here connects to that: it is made disabled and without a
//! slot, dropped without touching the slot, and whether it is enabled isn't read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::foreign_option::Conninfo;
use super::{Alter, At, Model, Step};
use crate::sql::{quote_identifier, quote_literal};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// How the publisher is reached, less the password.
    pub connection: Conninfo,
    pub publications: Vec<String>,
    /// The replication slot on the publisher; none for `slot_name = NONE`.
    pub slot: Option<String>,
    /// Those of the options behind WITH that the server knows, by name.
    pub options: BTreeMap<String, Value>,
}

impl Subscription {
    /// Whether it can't become `to`: the publisher's slot is made for these options, and changing them connects to it.
    pub(crate) fn is_remade_for(&self, to: &Subscription) -> bool {
        ["two_phase", "failover"].iter().any(|name| self.options.get(*name) != to.options.get(*name))
    }

    fn publications(&self) -> String {
        self.publications.iter().map(|publication| quote_identifier(publication)).collect::<Vec<_>>().join(", ")
    }

    fn slot_option(&self) -> String {
        format!("slot_name = {}", self.slot.as_deref().map_or_else(|| "NONE".to_owned(), quote_literal))
    }
}

fn option_text((name, value): (&String, &Value)) -> String {
    match value {
        Value::String(value) => format!("{name} = {}", quote_literal(value)),
        value => format!("{name} = {value}"),
    }
}

/// What CREATE gives where nothing is said; `streaming` differs by version.
fn is_usual(name: &str, value: &Value, server_major: u32) -> bool {
    match name {
        "password_required" => value == true,
        "origin" => value == "any",
        "synchronous_commit" => value == "off",
        "streaming" => value == if server_major >= 18 { "parallel" } else { "off" },
        _ => value == false,
    }
}

impl Model for Subscription {
    const NOUN: &'static str = "SUBSCRIPTION";
    const ONLY_WITH: Option<&'static str> = Some("pg_subscription");
    const FORM: &'static [&'static str] = &["connection", "publications"];

    fn create(&self, at: &At) -> Vec<Step> {
        let Subscription { connection, publications: _, slot: _, options } = self;
        let mut with = vec!["connect = false".to_owned(), self.slot_option()];
        let unusual = options.iter().filter(|(name, value)| !is_usual(name, value, at.catalog.server_major));
        with.extend(unusual.map(option_text));
        vec![Step::new(format!(
            "CREATE {} CONNECTION {} PUBLICATION {} WITH ({})",
            self.address(at.id),
            quote_literal(connection),
            self.publications(),
            with.join(", ")
        ))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Subscription { connection, publications, slot, options } = to;
        if self.is_remade_for(to) {
            return Alter::Replace;
        }
        let changed = options.iter().filter(|(name, value)| self.options.get(*name) != Some(value));
        let address = self.address(at.id);
        let mut actions = Vec::new();
        if connection != &self.connection {
            actions.push(format!("CONNECTION {}", quote_literal(connection)));
        }
        if publications != &self.publications {
            actions.push(format!("SET PUBLICATION {} WITH (refresh = false)", to.publications()));
        }
        let mut set: Vec<String> = changed.map(option_text).collect();
        if slot != &self.slot {
            if slot.is_none() {
                actions.push("DISABLE".to_owned());
            }
            set.push(to.slot_option());
        }
        if !set.is_empty() {
            actions.push(format!("SET ({})", set.join(", ")));
        }
        Alter::InPlace(actions.into_iter().map(|action| Step::new(format!("ALTER {address} {action}"))).collect())
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        let address = self.address(at.id);
        let mut steps = Vec::new();
        if self.slot.is_some() {
            // DROP would go to the publisher for the slot, and not in a transaction.
            steps.push(Step::new(format!("ALTER {address} DISABLE")));
            steps.push(Step::new(format!("ALTER {address} SET (slot_name = NONE)")));
        }
        steps.push(Step::new(format!("DROP {address}")));
        steps
    }

    fn secrets(&self) -> Vec<String> {
        if self.connection.has_secret() { vec!["password".to_owned()] } else { Vec::new() }
    }
}
