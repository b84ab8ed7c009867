//! A constraint of a table: primary key, unique, exclusion, check, foreign key. The index behind a key is part of it.

use serde::{Deserialize, Serialize};

use super::index_partition::goes_with_parent;
use super::{Alter, At, Kind, Model, Object, Step, storage_clause};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// `p` primary key, `u` unique, `x` exclusion, `c` check, `f` foreign key.
    #[serde(rename = "type")]
    pub constraint_type: String,
    /// As `pg_get_constraintdef` prints it.
    pub definition: String,
    /// Storage parameters of the index behind it.
    pub options: Vec<String>,
    /// Where the index behind it lies; none for the database's own tablespace.
    pub tablespace: Option<String>,
    /// Comes from the table's parent and goes with it, as no primary key, unique or exclusion constraint does.
    pub inherited: bool,
}

impl Constraint {
    /// A foreign key is always added by itself, so that tables can need each other; and CREATE TABLE takes no NOT VALID.
    pub(crate) fn fits_in_create_table(&self) -> bool {
        self.constraint_type != "f" && !self.inherited && !self.definition.ends_with(" NOT VALID")
    }

    /// The constraint as CREATE TABLE and ADD write it.
    pub(crate) fn clause(&self, id: &Id) -> String {
        let options = storage_clause(&self.options);
        let tablespace = match &self.tablespace {
            Some(tablespace) => format!(" USING INDEX TABLESPACE {}", quote_identifier(tablespace)),
            None => String::new(),
        };
        let index = format!("{options}{tablespace}");
        let definition = match index.is_empty() {
            true => self.definition.clone(),
            // Index parameters stand before WHERE and DEFERRABLE.
            false => {
                let at = [" WHERE (", " DEFERRABLE", " INITIALLY "]
                    .iter()
                    .filter_map(|word| self.definition.find(word))
                    .min()
                    .unwrap_or(self.definition.len());
                format!("{}{index}{}", &self.definition[..at], &self.definition[at..])
            }
        };
        format!("CONSTRAINT {} {definition}", id.quoted())
    }

    fn is_key(&self) -> bool {
        matches!(self.constraint_type.as_str(), "p" | "u" | "x")
    }

    /// Whether the table's partitions get the constraint by themselves, in which case ONLY keeps them out of it: each
    /// makes its own, which [`super::index_partition`] attaches.
    fn only(&self, at: &At) -> &'static str {
        let partitioned = matches!(
            at.catalog.get(at.id.owner()),
            Some(super::Attributes::Table(table)) if table.partition_key.is_some()
        );
        if partitioned && self.is_key() { "ONLY " } else { "" }
    }

    /// Without what ALTER CONSTRAINT can change.
    fn without_deferral(&self) -> &str {
        let cut = self.definition.find(" DEFERRABLE").unwrap_or(self.definition.len());
        &self.definition[..cut]
    }
}

impl Model for Constraint {
    const NOUN: &'static str = "CONSTRAINT";

    fn address(&self, id: &Id) -> String {
        format!("CONSTRAINT {} ON {}", id.quoted(), id.owner().dotted())
    }

    fn create(&self, at: &At) -> Vec<Step> {
        if self.inherited {
            return Vec::new();
        }
        let table = at.id.owner().dotted();
        vec![Step::new(format!("ALTER TABLE {}{table} ADD {}", self.only(at), self.clause(at.id)))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Constraint { constraint_type, definition, options, tablespace, inherited } = to;
        let address = format!("ALTER TABLE {}", at.id.owner().dotted());
        let name = at.id.quoted();
        if constraint_type != &self.constraint_type {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if definition != &self.definition {
            if *inherited {
                return Alter::InPlace(Vec::new());
            }
            let without = |text: &str| text.strip_suffix(" NOT VALID").map(str::to_owned);
            if without(&self.definition).as_ref() == Some(definition) {
                steps.push(Step::new(format!("{address} VALIDATE CONSTRAINT {name}")));
            } else if constraint_type == "f" && self.without_deferral() == to.without_deferral() {
                let deferral = match definition[to.without_deferral().len()..].trim() {
                    "" => "NOT DEFERRABLE",
                    "DEFERRABLE" => "DEFERRABLE INITIALLY IMMEDIATE",
                    deferral => deferral,
                };
                if deferral.contains("NOT VALID") || self.definition.contains("NOT VALID") {
                    return Alter::Replace;
                }
                steps.push(Step::new(format!("{address} ALTER CONSTRAINT {name} {deferral}")));
            } else {
                return Alter::Replace;
            }
        }
        let index = format!("INDEX {}.{name}", quote_identifier(at.id.schema().unwrap_or_default()));
        steps.extend(super::alter_options(&index, &self.options, options));
        if tablespace != &self.tablespace {
            let tablespace = quote_identifier(tablespace.as_deref().unwrap_or("pg_default"));
            steps.push(Step::new(format!("ALTER {index} SET TABLESPACE {tablespace}")));
        }
        // Detaching makes an inherited constraint the table's own, and attaching merges it: neither is ours to write.
        Alter::InPlace(steps)
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        if self.inherited || goes_with_parent(at) {
            return Vec::new();
        }
        vec![Step::new(format!("ALTER TABLE {} DROP CONSTRAINT {}", at.id.owner().dotted(), at.id.quoted()))]
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        let action = format!("RENAME CONSTRAINT {} TO {}", id.quoted(), quote_identifier(name));
        (!self.inherited).then(|| Step::new(format!("ALTER TABLE {} {action}", id.owner().dotted())))
    }

    fn drop_takes(&self, child: &Object) -> bool {
        // A table whose identity lost its index has none, instead of the primary key again.
        child.id.kind() != Kind::ReplicaIdentity
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        let mut slots = vec![format!("constraint {}", id.dotted())];
        if self.is_key() {
            slots.push(format!("relation {}.{}", quote_identifier(id.schema().unwrap_or_default()), id.quoted()));
        }
        slots
    }

    fn stands_alone(&self) -> bool {
        !self.fits_in_create_table()
    }
}
