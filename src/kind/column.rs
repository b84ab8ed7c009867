//! A column of a table, with everything but its default and its identity, which are objects of their own.

use serde::{Deserialize, Serialize};

use super::comment::NOT_NULL;
use super::foreign_option::ForeignOptions;
use super::inheritance::{lasting_children, parents, stays_a_child};
use super::not_null;
use super::retype::{using, without_modifier};
use super::table::{table_words, table_words_only};
use super::{Alter, At, Attributes, Kind, Model, Object, Step};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The physical position, from 1; dropped columns leave gaps.
    pub position: u32,
    /// As `format_type` prints it, qualified.
    #[serde(rename = "type")]
    pub type_name: String,
    pub not_null: bool,
    /// The name of the constraint that NOT NULL is, from 18 on.
    pub not_null_constraint: Option<String>,
    /// A parent has that constraint too, by INHERITS or as the whole; then it can't be renamed.
    #[serde(default)]
    pub not_null_inherited: bool,
    /// The same name where somebody chose it, for a constraint that isn't inherited.
    pub not_null_name: Option<String>,
    /// And for one that is.
    pub not_null_parents_name: Option<String>,
    /// It doesn't reach children.
    #[serde(default)]
    pub not_null_no_inherit: bool,
    /// Rows from before the constraint may be null still.
    #[serde(default)]
    pub not_null_unvalidated: bool,
    /// Qualified and quoted; none for the type's own.
    pub collation: Option<String>,
    /// `s` stored, `v` virtual (18).
    pub generated: Option<String>,
    /// What a generated column is computed from.
    pub expression: Option<String>,
    /// None for the type's own.
    pub storage: Option<String>,
    /// None for the server's default.
    pub compression: Option<String>,
    pub statistics: Option<i32>,
    /// `n_distinct=…` and the like.
    #[serde(default)]
    pub options: Vec<String>,
    /// What a foreign-data wrapper is told about the column.
    #[serde(default)]
    pub foreign_options: ForeignOptions,
    /// Part of what the table is partitioned by, by itself or in an expression.
    #[serde(default)]
    pub in_partition_key: bool,
    /// Declared on this table itself.
    pub local: bool,
    /// Comes from a parent, by INHERITS or as a partition.
    pub inherited: bool,
}

impl Column {
    /// Whether CREATE TABLE lists the column: not where INHERITS brings it.
    pub(crate) fn is_spelled_out(&self, at: &At) -> bool {
        self.local || !self.inherited || at.catalog.child(at.id.owner(), Kind::Partition).is_some()
    }

    /// The column as CREATE TABLE and ADD COLUMN write it, with the default and identity that it absorbs.
    pub(crate) fn clause(&self, at: &At) -> String {
        let mut sql = format!("{} {}", at.id.quoted(), self.type_name);
        if let Some(compression) = &self.compression {
            sql += &format!(" COMPRESSION {compression}");
        }
        sql += &self.foreign_options.clause();
        if let Some(collation) = &self.collation {
            sql += &format!(" COLLATE {collation}");
        }
        if let Some(expression) = &self.expression {
            let kind = if self.generated.as_deref() == Some("v") { "VIRTUAL" } else { "STORED" };
            sql += &format!(" GENERATED ALWAYS AS ({expression}) {kind}");
        }
        sql + &self.constraints(at)
    }

    /// The column as CREATE TABLE … OF writes it: only what the type doesn't say.
    pub(crate) fn typed_clause(&self, at: &At) -> Option<String> {
        let constraints = self.constraints(at);
        (!constraints.is_empty()).then(|| format!("{} WITH OPTIONS{constraints}", at.id.quoted()))
    }

    fn constraints(&self, at: &At) -> String {
        let mut sql = String::new();
        for child in at.absorbed() {
            match child.attributes {
                Attributes::Default(default) => sql += &format!(" DEFAULT {}", default.expression),
                Attributes::Identity(identity) => sql += &format!(" {}", identity.clause(child.id)),
                _ => {}
            }
        }
        // Only ADD takes NOT VALID.
        if self.not_null && !self.not_null_unvalidated {
            sql += &format!(" {}NOT NULL{}", self.not_null_naming(at.id), self.not_null_reach());
        }
        sql
    }

    /// `CONSTRAINT <name> ` where PostgreSQL would choose another.
    fn not_null_naming(&self, id: &Id) -> String {
        let choice = format!("{}_{}_not_null", id.owner().name(), id.name());
        match &self.not_null_constraint {
            Some(name) if *name != choice => format!("CONSTRAINT {} ", quote_identifier(name)),
            _ => String::new(),
        }
    }

    fn not_null_reach(&self) -> &'static str {
        if self.not_null_no_inherit { " NO INHERIT" } else { "" }
    }

    /// What makes a column that is there NOT NULL.
    fn set_not_null(&self, id: &Id) -> Step {
        let (naming, reach) = (self.not_null_naming(id), self.not_null_reach());
        let validity = if self.not_null_unvalidated { " NOT VALID" } else { "" };
        match naming.is_empty() && reach.is_empty() && validity.is_empty() {
            true => alter_column(id, "SET NOT NULL"),
            false => Step::new(format!(
                "ALTER TABLE {} ADD {naming}NOT NULL {}{reach}{validity}",
                id.owner().dotted(),
                id.quoted()
            )),
        }
    }

    /// Whether a child's NOT NULL comes with this column's.
    fn has_same_not_null(&self, child: &Column) -> bool {
        self.not_null && self.not_null_constraint == child.not_null_constraint
    }

    /// From one NOT NULL to another.
    fn alter_not_null(&self, to: &Column, at: &At) -> Vec<Step> {
        let (Some(old), Some(new)) = (&self.not_null_constraint, &to.not_null_constraint) else { return Vec::new() };
        if to.not_null_unvalidated && !self.not_null_unvalidated {
            return vec![alter_column(at.id, "DROP NOT NULL"), to.set_not_null(at.id)];
        }
        let mut steps = Vec::new();
        let mut name = old;
        let is_free = !self.not_null_inherited && !to.not_null_inherited;
        if self.not_null_name != to.not_null_name && is_free && old != new {
            if !not_null::is_called_so_below(at.id, at.other, old) {
                return [vec![alter_column(at.id, "DROP NOT NULL")], to.keep_not_null(at), vec![to.set_not_null(at.id)]]
                    .concat();
            }
            steps.push(not_null::rename(at.id, old, new));
            name = new;
        }
        let table = at.id.owner().dotted();
        if self.not_null_unvalidated && !to.not_null_unvalidated && !to.not_null_inherited {
            steps.push(Step::new(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", quote_identifier(name))));
        }
        if self.not_null_no_inherit != to.not_null_no_inherit {
            let reach = if to.not_null_no_inherit { "NO INHERIT" } else { "INHERIT" };
            steps.push(Step::new(format!("ALTER TABLE {table} ALTER CONSTRAINT {} {reach}", quote_identifier(name))));
        }
        steps
    }

    /// What CREATE TABLE can't say on every server.
    pub(crate) fn settings(&self, at: &At) -> Vec<Step> {
        let blank = Column { storage: None, statistics: None, options: Vec::new(), ..self.clone() };
        let mut steps = blank.alter_settings(self, at);
        if self.not_null_unvalidated {
            steps.push(self.set_not_null(at.id));
        }
        steps
    }

    /// What makes the column as it is of the column that INHERITS, or ADD COLUMN on the parent, brings.
    pub(crate) fn departures(&self, at: &At) -> Vec<Step> {
        let parents: Vec<Id> = parents(at.id.owner(), at)
            .map(|parent| Id::new(Kind::Column, Some(parent), at.id.name()))
            .filter(|column| at.catalog.contains(column))
            .collect();
        let brought = parents.iter().find_map(|id| match at.catalog.get(id)? {
            Attributes::Column(column) => Some(column),
            _ => None,
        });
        let Some(brought) = brought else { return self.settings(at) };
        // Targets and options aren't inherited.
        let brought = Column {
            statistics: None,
            options: Vec::new(),
            foreign_options: ForeignOptions::default(),
            ..brought.clone()
        };
        let mut steps = Vec::new();
        if self.not_null && !(brought.not_null && self.not_null_inherited == brought.not_null_constraint.is_some()) {
            steps.push(self.set_not_null(at.id));
        }
        if self.compression != brought.compression {
            let method = self.compression.as_deref().unwrap_or("default");
            steps.push(alter_column(at.id, format!("SET COMPRESSION {method}")));
        }
        steps.extend(brought.alter_settings(self, at));
        let default = |column: &Id| super::default::expression(at.catalog, column);
        match (default(at.id), parents.iter().find_map(default)) {
            (own, brought) if own == brought => {}
            (Some(own), _) => steps.push(alter_column(at.id, format!("SET DEFAULT {own}"))),
            (None, _) => steps.push(alter_column(at.id, "DROP DEFAULT")),
        }
        steps
    }

    fn alter_settings(&self, to: &Column, at: &At) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut set = |action: String| steps.push(alter_column(at.id, action));
        if self.storage != to.storage {
            match &to.storage {
                Some(storage) => set(format!("SET STORAGE {storage}")),
                // SET STORAGE DEFAULT came with 16; what the type's own is, is not known here.
                None => set(format!("SET STORAGE {}", default_storage(&to.type_name))),
            }
        }
        if self.statistics != to.statistics {
            set(format!("SET STATISTICS {}", to.statistics.unwrap_or(-1)));
        }
        let name = |option: &String| option.split('=').next().unwrap_or_default().to_owned();
        let new: Vec<_> = to.options.iter().filter(|option| !self.options.contains(option)).cloned().collect();
        let gone: Vec<_> =
            self.options.iter().map(name).filter(|gone| !to.options.iter().any(|option| name(option) == *gone)).collect();
        if !new.is_empty() {
            set(format!("SET ({})", new.join(", ")));
        }
        if !gone.is_empty() {
            set(format!("RESET ({})", gone.join(", ")));
        }
        if let Some(changes) = to.foreign_options.changes_from(&self.foreign_options) {
            set(changes);
        }
        steps
    }

    /// What ALTER COLUMN says to give this column the type and collation of `to`.
    pub(crate) fn retyping(&self, id: &Id, to: &Column) -> String {
        let mut action = format!("TYPE {}", to.type_name);
        if let Some(collation) = &to.collation {
            action += &format!(" COLLATE {collation}");
        }
        if to.expression.is_none()
            && let Some(values) = using(&id.quoted(), &self.type_name, &to.type_name)
        {
            action += &using_clause(id, &values);
        }
        action
    }

    /// Whether what happens to the parent's column happens to this one too, without a statement of its own.
    pub(crate) fn follows_parent(&self, at: &At) -> bool {
        self.inherited && stays_a_child(at.id.owner(), at)
    }

    /// Whether a table that inherits this column is to have it still.
    fn a_child_keeps_it(&self, at: &At) -> bool {
        at.catalog
            .needed_by(at.id.owner())
            .filter(|child| child.kind() == Kind::Inheritance && !at.is_torn_down(child))
            .any(|child| at.other.contains(&Id::new(Kind::Column, child.parent().cloned(), at.id.name())))
    }

    /// Whether a parent's column becomes NOT NULL, or ceases to be, as well, which its children do with it.
    fn nullability_follows(&self, at: &At) -> bool {
        self.follows_parent(at)
            && parents(at.id.owner(), at).any(|parent| {
                let column = Id::new(Kind::Column, Some(parent), at.id.name());
                let not_null = |catalog: &Catalog| match catalog.get(&column)? {
                    Attributes::Column(column) => Some(column.not_null),
                    _ => None,
                };
                not_null(at.catalog) == Some(self.not_null) && not_null(at.other) == Some(!self.not_null)
            })
    }

    /// What DROP NOT NULL takes from the children that are to keep it, under names of their own.
    fn keep_not_null(&self, at: &At) -> Vec<Step> {
        lasting_children(at.id.owner(), at)
            .into_iter()
            .map(|table| Id::new(Kind::Column, Some(table.clone()), at.id.name()))
            .filter_map(|id| match at.catalog.get(&id) {
                Some(Attributes::Column(column)) if column.not_null && !self.has_same_not_null(column) => {
                    Some(column.set_not_null(&id))
                }
                _ => None,
            })
            .collect()
    }
}

impl Model for Column {
    const NOUN: &'static str = "COLUMN";
    const FORM: &'static [&'static str] = &["type", "generated"];
    const HOLDS_DATA: bool = true;
    // PostgreSQL has no statement that makes a column its parent's alone again, once it was the table's own as well.
    const UNCOMPARED: &'static [&'static str] = &[
        "position",
        "in_partition_key",
        "local",
        "not_null_constraint",
        "not_null_inherited",
        "not_null_parents_name",
    ];

    fn rank(&self) -> u32 {
        self.position
    }

    fn create(&self, at: &At) -> Vec<Step> {
        if self.follows_parent(at) && !self.local {
            return self.departures(at);
        }
        let table = at.parent_address();
        let mut steps = vec![Step::new(format!("ALTER {table} ADD COLUMN {}", self.clause(at)))];
        steps.extend(self.settings(at));
        steps
    }

    fn gentler(&self, old: Option<&Self>) -> Option<&'static str> {
        let old = old?;
        if old.type_name != self.type_name {
            return Some(
                "a column of the new type beside it, filled in ranges (`-- autogen: batch`), and renamed in the end: nobody \
                 waits for all rows to be written anew",
            );
        }
        (self.not_null && !old.not_null).then_some(
            "a CHECK (… IS NOT NULL) NOT VALID, validated in a transaction of its own: SET NOT NULL then reads no rows",
        )
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Column {
            position: _,
            type_name,
            not_null,
            not_null_constraint: _,
            not_null_inherited: _,
            not_null_name: _,
            not_null_parents_name: _,
            not_null_no_inherit: _,
            not_null_unvalidated: _,
            collation,
            generated,
            expression,
            storage: _,
            statistics: _,
            options: _,
            foreign_options: _,
            compression,
            in_partition_key: _,
            local: _,
            inherited: _,
        } = to;
        let is_retyped = type_name != &self.type_name || collation != &self.collation;
        if is_retyped && self.in_partition_key {
            return Alter::Replace;
        }
        let follows = to.follows_parent(at);
        let mut steps = Vec::new();
        if generated != &self.generated || expression != &self.expression {
            if follows {
                return Alter::Replace;
            }
            match (&self.expression, expression) {
                (Some(_), None) if self.generated.as_deref() == Some("s") => {
                    steps.push(alter_column(at.id, "DROP EXPRESSION"));
                }
                (Some(_), Some(new)) if at.catalog.runs_on >= 17 && generated == &self.generated => {
                    steps.push(alter_column(at.id, format!("SET EXPRESSION AS ({new})")));
                }
                _ => return Alter::Replace,
            }
        }
        if is_retyped && !follows {
            steps.extend(super::identity::fitted(type_name, at));
            steps.push(alter_column(at.id, self.retyping(at.id, to)));
        }
        if not_null != &self.not_null && !to.nullability_follows(at) {
            match not_null {
                true => steps.push(to.set_not_null(at.id)),
                false => {
                    steps.push(alter_column(at.id, "DROP NOT NULL"));
                    steps.extend(to.keep_not_null(at));
                }
            }
        }
        steps.extend(self.alter_not_null(to, at));
        if compression != &self.compression {
            let method = compression.as_deref().unwrap_or("default");
            steps.push(alter_column(at.id, format!("SET COMPRESSION {method}")));
        }
        let retyped = type_name != &self.type_name;
        // A new type brings its own storage along.
        let before = if retyped { Column { storage: None, ..self.clone() } } else { self.clone() };
        steps.extend(before.alter_settings(to, at));
        Alter::InPlace(steps)
    }

    fn completed(&self, live: &Self) -> Option<Self> {
        let is_silent = self.not_null_name.is_none() && self.not_null_constraint.is_some();
        let differs = live.not_null_constraint.is_some() && live.not_null_constraint != self.not_null_constraint;
        if !is_silent || !differs {
            return None;
        }
        let named = Column { not_null_constraint: live.not_null_constraint.clone(), ..self.clone() };
        match self.not_null_inherited {
            true => Some(named),
            // What a parent named is named anew once the parent is gone.
            false if live.not_null_name.is_none() => None,
            false => Some(Column { not_null_name: live.not_null_name.clone(), ..named }),
        }
    }

    fn known_to(&self, server_major: u32) -> Option<Self> {
        // The name of NOT NULL means nothing but to those who change it.
        (server_major < 18 && self.not_null_constraint.is_some()).then(|| Column {
            not_null_constraint: None,
            not_null_inherited: false,
            not_null_name: None,
            not_null_parents_name: None,
            ..self.clone()
        })
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        if self.follows_parent(at) && !self.local {
            return Vec::new();
        }
        let table = at.id.owner();
        let only = self.a_child_keeps_it(at);
        vec![Step::new(format!("ALTER {} DROP COLUMN {}", table_words_only(table, only), at.id.quoted()))]
    }

    fn takes_along(&self, at: &At) -> Vec<Id> {
        // Rows are in the partitions, which are detached and stay.
        if self.in_partition_key { vec![at.id.owner().clone()] } else { Vec::new() }
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        // An inherited column is renamed with its parent's.
        let action = format!("RENAME COLUMN {} TO {}", id.quoted(), quote_identifier(name));
        (!self.inherited).then(|| Step::new(format!("ALTER {} {action}", table_words(id.owner()))))
    }

    fn follow(&self, to: &Self, old: &Id, from: &Catalog, new: &Id) -> Option<Step> {
        not_null::follow((self, old, from), (to, new))
    }

    fn absorbs(&self, child: &Object) -> bool {
        matches!(child.id.kind(), Kind::Default | Kind::Identity)
    }

    fn rebuilds(&self, to: &Self, dependent: &Object) -> bool {
        if dependent.id.kind() == Kind::Comment && dependent.id.name() == NOT_NULL {
            return to.not_null_unvalidated && !self.not_null_unvalidated;
        }
        if self.expression != to.expression && dependent.id.kind() == Kind::Column {
            return true;
        }
        if let Attributes::Constraint(constraint) = dependent.attributes {
            // While only one side has the new type, the two have to be comparable still.
            return constraint.constraint_type == "f" && !are_comparable(&self.type_name, &to.type_name);
        }
        (self.type_name != to.type_name || self.collation != to.collation)
            && matches!(
                dependent.id.kind(),
                Kind::View
                    | Kind::MaterializedView
                    | Kind::Rule
                    | Kind::Policy
                    | Kind::Trigger
                    | Kind::Default
                    | Kind::Column
                    | Kind::Function
                    | Kind::PublicationTable
            )
    }
}

/// `ALTER TABLE … ALTER COLUMN … <action>`, for the column `id`.
pub(crate) fn alter_column(id: &Id, action: impl AsRef<str>) -> Step {
    Step::new(format!("ALTER {} ALTER COLUMN {} {}", table_words(id.owner()), id.quoted(), action.as_ref()))
}

/// How the rows of a column that gets another type are converted; a foreign table has none here.
pub(crate) fn using_clause(column: &Id, using: &str) -> String {
    match column.owner().kind() {
        Kind::ForeignTable => String::new(),
        _ => format!(" USING {using}"),
    }
}

/// The storage that a built-in type has by itself; EXTENDED is that of everything of variable length but these.
pub(crate) fn default_storage(type_name: &str) -> &'static str {
    match base_type(type_name) {
        "numeric" | "inet" | "cidr" | "tsquery" => "MAIN",
        _ => "EXTENDED",
    }
}

/// `character varying(20)` without what is in parentheses, and without `[]`.
fn base_type(type_name: &str) -> &str {
    type_name.split(['(', '[']).next().unwrap_or(type_name).trim_end()
}

/// Whether one operator family (pg_opfamily) compares both types with each other.
fn are_comparable(one: &str, other: &str) -> bool {
    const FAMILIES: &[&[&str]] = &[
        &["smallint", "integer", "bigint"],
        &["text", "character varying"],
        &["date", "timestamp without time zone", "timestamp with time zone"],
    ];
    let (one, other) = (without_modifier(one), without_modifier(other));
    one == other || FAMILIES.iter().any(|family| family.contains(&one.as_str()) && family.contains(&other.as_str()))
}
