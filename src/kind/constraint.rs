//! A constraint of a table: primary key, unique, exclusion, check, foreign key. The index behind a key is part of it.

use serde::{Deserialize, Serialize};

use super::index_partition::goes_with_parent;
use super::inheritance::{lasting_children, links, stays_a_child};
use super::table::{table_words, table_words_only};
use super::{Alter, At, Kind, Model, Object, Options, Step, storage_clause};
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
    /// Storage parameters of the index behind it; an exclusion constraint's are in its definition.
    pub options: Options,
    /// Where the index behind it lies; none for the database's own tablespace.
    pub tablespace: Option<String>,
    /// Declared on this table itself.
    pub local: bool,
    /// Comes from a parent, by INHERITS or as a partition, as no primary key, unique or exclusion constraint does.
    pub inherited: bool,
}

impl Constraint {
    /// A foreign key is always added by itself, so that tables can need each other; and CREATE TABLE takes no NOT VALID.
    pub(crate) fn fits_in_create_table(&self) -> bool {
        self.constraint_type != "f" && !self.definition.ends_with(" NOT VALID")
    }

    /// Whether CREATE TABLE lists the constraint: not where INHERITS brings it. A partition has to have it before it is
    /// attached.
    pub(crate) fn is_spelled_out(&self, at: &At) -> bool {
        self.local || !self.inherited || at.catalog.child(at.id.owner(), Kind::Partition).is_some()
    }

    /// Whether what happens to the parent's constraint happens to this one too, without a statement of its own.
    fn follows_parent(&self, at: &At) -> bool {
        self.inherited && !self.local && stays_a_child(at.id.owner(), at)
    }

    /// Whether a child that is to have the constraint is left with it where the parent loses it.
    fn a_child_keeps_it(&self, at: &At) -> bool {
        lasting_children(at.id.owner(), at)
            .into_iter()
            .any(|table| at.other.contains(&Id::new(Kind::Constraint, Some(table.clone()), at.id.name())))
    }

    fn is_partitioned(at: &At) -> bool {
        matches!(
            at.catalog.get(at.id.owner()),
            Some(super::Attributes::Table(table)) if table.partition_key.is_some()
        )
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

    pub(crate) fn is_key(&self) -> bool {
        matches!(self.constraint_type.as_str(), "p" | "u" | "x")
    }

    /// Whether the table's partitions get the constraint by themselves, in which case ONLY keeps them out of it: each
    /// makes its own, which [`super::index_partition`] attaches.
    fn only(&self, at: &At) -> bool {
        self.is_key() && Self::is_partitioned(at)
    }

    fn terms(&self) -> Terms<'_> {
        let ends = ["NOT VALID", "NOT ENFORCED"];
        let standing = ends.into_iter().find(|end| self.definition.ends_with(&format!(" {end}"))).unwrap_or_default();
        let rest = self.definition[..self.definition.len() - standing.len()].trim_end();
        let (body, deferral) = rest.split_at(rest.find(" DEFERRABLE").unwrap_or(rest.len()));
        Terms { body, deferral: deferral.trim_start(), standing }
    }

    /// From one foreign key to another that refers in the same way, if there is a way: verbs of ALTER TABLE, each with
    /// what stands behind the constraint's name.
    fn alter_foreign_key(&self, to: &Constraint) -> Option<Vec<(&'static str, String)>> {
        let (old, new) = (self.terms(), to.terms());
        let mut actions = Vec::new();
        let enforcement = match (old.standing, new.standing) {
            _ if old.body != new.body => return None,
            (old, new) if old == new => None,
            ("NOT VALID", "") => {
                actions.push(("VALIDATE", String::new()));
                None
            }
            ("NOT ENFORCED", "") => Some("ENFORCED"),
            (_, "NOT ENFORCED") => Some("NOT ENFORCED"),
            _ => return None,
        };
        let deferral = match new.deferral {
            deferral if deferral == old.deferral => None,
            "" => Some("NOT DEFERRABLE"),
            "DEFERRABLE" => Some("DEFERRABLE INITIALLY IMMEDIATE"),
            deferral => Some(deferral),
        };
        let changes: Vec<&str> = deferral.into_iter().chain(enforcement).collect();
        if !changes.is_empty() {
            actions.push(("ALTER", format!(" {}", changes.join(" "))));
        }
        Some(actions)
    }
}

/// What a definition consists of.
struct Terms<'a> {
    body: &'a str,
    /// `DEFERRABLE INITIALLY DEFERRED`, `DEFERRABLE` or nothing.
    deferral: &'a str,
    /// `NOT VALID`, `NOT ENFORCED` (since 18) or nothing.
    standing: &'a str,
}

impl Model for Constraint {
    const NOUN: &'static str = "CONSTRAINT";
    // As for a column, PostgreSQL has no statement that makes it its parent's alone again.
    const UNCOMPARED: &'static [&'static str] = &["local"];

    fn address(&self, id: &Id) -> String {
        format!("CONSTRAINT {} ON {}", id.quoted(), id.owner().dotted())
    }

    fn create(&self, at: &At) -> Vec<Step> {
        // Attaching a partition gives it the foreign keys of the whole, but not the checks: those it must have already.
        let is_given = self.constraint_type == "f" && self.inherited && !self.local;
        if is_given || self.follows_parent(at) {
            return Vec::new();
        }
        let table = table_words_only(at.id.owner(), self.only(at));
        vec![Step::new(format!("ALTER {table} ADD {}", self.clause(at.id)))]
    }

    fn gentler(&self, _old: Option<&Self>) -> Option<&'static str> {
        match self.constraint_type.as_str() {
            "c" | "f" => Some(
                "ADD CONSTRAINT … NOT VALID first, and VALIDATE CONSTRAINT in a transaction of its own, which others needn't \
                 wait for while it reads the rows",
            ),
            "p" | "u" => Some(
                "CREATE UNIQUE INDEX CONCURRENTLY first, below `-- autogen: no-transaction`, and ADD CONSTRAINT … USING \
                 INDEX, which only makes it known",
            ),
            _ => None,
        }
    }

    fn completed(&self, live: &Self) -> Option<Self> {
        let is_silent = self.options.is_empty() && !live.options.is_empty();
        is_silent.then(|| Constraint { options: live.options.clone(), ..self.clone() })
    }

    fn tablespace(&self) -> Option<&str> {
        self.tablespace.as_deref()
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Constraint { constraint_type, definition, options, tablespace, local: _, inherited: _ } = to;
        let address = format!("ALTER {}", table_words(at.id.owner()));
        let name = at.id.quoted();
        if constraint_type != &self.constraint_type {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if definition != &self.definition {
            if self.inherited && to.follows_parent(at) {
                return Alter::InPlace(Vec::new());
            }
            match to.constraint_type == "f" {
                true => match self.alter_foreign_key(to) {
                    Some(actions) => steps.extend(actions.into_iter().map(|(verb, terms)| {
                        Step::new(format!("{address} {verb} CONSTRAINT {name}{terms}"))
                    })),
                    None => return Alter::Replace,
                },
                false if self.definition.strip_suffix(" NOT VALID") == Some(definition) => {
                    steps.push(Step::new(format!("{address} VALIDATE CONSTRAINT {name}")));
                }
                false => return Alter::Replace,
            }
        }
        let index = format!("INDEX {}.{name}", quote_identifier(at.id.schema().unwrap_or_default()));
        steps.extend(super::alter_options(&index, &self.options, options));
        if tablespace != &self.tablespace {
            let tablespace = quote_identifier(tablespace.as_deref().unwrap_or("pg_default"));
            steps.push(Step::new(format!("ALTER {index} SET TABLESPACE {tablespace}")));
        }
        // Detaching makes an inherited constraint the table's own, and attaching merges it: neither is ours to write.
        // But what a partition has from the whole goes with the whole's, even where the partition is to keep it.
        let is_left = self.inherited && !self.local && !to.inherited && stays_a_child(at.id.owner(), at);
        if is_left && at.catalog.child(at.id.owner(), Kind::Partition).is_some() {
            steps.extend(to.create(at));
        }
        Alter::InPlace(steps)
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        let whole_goes = links(at.id.owner(), at).any(|link| match link.attributes {
            super::Attributes::Partition(partition) => at.is_torn_down(&partition.parent_id()),
            _ => false,
        });
        if self.follows_parent(at) || (self.inherited && whole_goes) || goes_with_parent(at) {
            return Vec::new();
        }
        let keeps = !self.is_key() && !Self::is_partitioned(at) && self.a_child_keeps_it(at);
        let table = table_words_only(at.id.owner(), keeps);
        vec![Step::new(format!("ALTER {table} DROP CONSTRAINT {}", at.id.quoted()))]
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
