//! A table, partitioned or not, with the columns and constraints that its CREATE spells out. A partition is a table of
//! its own which [`super::partition`] attaches, so that it can come and go without touching rows.

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::{Alter, At, Attributes, Kind, Model, Object, Options, Step, alter_options, storage_clause};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub unlogged: bool,
    /// `RANGE (created_at)`; none for a table that isn't partitioned.
    pub partition_key: Option<String>,
    /// The composite type of a typed table.
    pub of_type: Option<String>,
    /// None for `heap`.
    pub access_method: Option<String>,
    /// None for the database's own.
    pub tablespace: Option<String>,
    /// Storage parameters as `name=value`; those of the TOAST table with `toast.` in front.
    pub options: Options,
}

impl Model for Table {
    const NOUN: &'static str = "TABLE";
    const HOLDS_DATA: bool = true;

    fn create(&self, at: &At) -> Vec<Step> {
        let Table { unlogged, partition_key, of_type, access_method, tablespace, options } = self;
        let Parts { elements, parents, settings } = Parts::of(at, of_type.is_some());
        let mut sql = format!("CREATE {}TABLE {}", if *unlogged { "UNLOGGED " } else { "" }, at.id.dotted());
        if let Some(of_type) = of_type {
            sql += &format!(" OF {of_type}");
        }
        match (elements.is_empty(), of_type) {
            (true, Some(_)) => {}
            (true, None) => sql += " ()",
            (false, _) => sql += &format!(" (\n    {}\n)", elements.join(",\n    ")),
        }
        if !parents.is_empty() {
            sql += &format!(" INHERITS ({})", parents.join(", "));
        }
        if let Some(key) = partition_key {
            sql += &format!(" PARTITION BY {key}");
        }
        if let Some(method) = access_method {
            sql += &format!(" USING {}", quote_identifier(method));
        }
        sql += &storage_clause(options);
        if let Some(tablespace) = tablespace {
            sql += &format!(" TABLESPACE {}", quote_identifier(tablespace));
        }
        [vec![Step::new(sql)], settings].concat()
    }

    fn completed(&self, live: &Self) -> Option<Self> {
        let is_silent = self.options.is_empty() && !live.options.is_empty();
        is_silent.then(|| Table { options: live.options.clone(), ..self.clone() })
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Table { unlogged, partition_key, of_type, access_method, tablespace, options } = to;
        if partition_key != &self.partition_key {
            return Alter::Replace;
        }
        let address = self.address(at.id);
        let mut steps = Vec::new();
        let mut set = |action: String| steps.push(Step::new(format!("ALTER {address} {action}")));
        if of_type != &self.of_type {
            match of_type {
                Some(of_type) => set(format!("OF {of_type}")),
                None => set("NOT OF".to_owned()),
            }
        }
        if unlogged != &self.unlogged {
            set(format!("SET {}", if *unlogged { "UNLOGGED" } else { "LOGGED" }));
        }
        if access_method != &self.access_method {
            set(format!("SET ACCESS METHOD {}", quote_identifier(access_method.as_deref().unwrap_or("heap"))));
        }
        if tablespace != &self.tablespace {
            set(format!("SET TABLESPACE {}", quote_identifier(tablespace.as_deref().unwrap_or("pg_default"))));
        }
        steps.extend(alter_options(&address, &self.options, options));
        Alter::InPlace(steps)
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        let partition = at.catalog.child(at.id, Kind::Partition);
        // DROP TABLE alone fails for a partition of a table that a foreign key points at.
        let mut steps: Vec<Step> = match partition {
            Some(partition) => partition.attributes.drop(&at.with(partition.id)),
            None => Vec::new(),
        };
        steps.push(Step::new(format!("DROP {}", self.address(at.id))));
        steps
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        relation_slots(id)
    }

    fn absorbs(&self, child: &Object) -> bool {
        absorbed_by_tables(child)
    }

    fn rebuilds(&self, to: &Self, dependent: &Object) -> bool {
        // A typed table's columns are its type's: they can't be changed while it is one.
        self.of_type != to.of_type && matches!(dependent.id.kind(), Kind::View)
    }
}

/// The names that a relation competes for: relations share one space in a schema, and each has a row type.
pub(crate) fn relation_slots(id: &Id) -> Vec<String> {
    vec![format!("relation {}", id.dotted()), format!("type {}", id.dotted())]
}

/// How ALTER names the table that a column, constraint or trigger belongs to.
pub(crate) fn table_words(table: &Id) -> String {
    table_words_only(table, false)
}

/// The same, without the table's children if `only`.
pub(crate) fn table_words_only(table: &Id, only: bool) -> String {
    let foreign = if table.kind() == Kind::ForeignTable { "FOREIGN " } else { "" };
    format!("{foreign}TABLE {}{}", if only { "ONLY " } else { "" }, table.dotted())
}

/// Whether the CREATE of a table, foreign or not, spells out `child`.
pub(crate) fn absorbed_by_tables(child: &Object) -> bool {
    match child.attributes {
        Attributes::Column(_) | Attributes::Inheritance(_) => true,
        Attributes::Constraint(constraint) => constraint.fits_in_create_table(),
        _ => false,
    }
}

/// What the CREATE of a table, foreign or not, has in its parentheses and after them.
pub(crate) struct Parts {
    /// Columns and constraints.
    pub elements: Vec<String>,
    /// The names behind INHERITS.
    pub parents: Vec<String>,
    /// What CREATE can't say about the columns.
    pub settings: Vec<Step>,
}

impl Parts {
    /// Those of the table at hand, which is one `OF` a type if `is_typed`.
    pub(crate) fn of(at: &At, is_typed: bool) -> Parts {
        let mut columns: Vec<(&Column, &Id)> = at
            .absorbed()
            .filter_map(|child| match child.attributes {
                Attributes::Column(column) => Some((column, child.id)),
                _ => None,
            })
            .collect();
        columns.sort_by_key(|(column, _)| column.position);
        let mut elements: Vec<String> = columns
            .iter()
            .filter_map(|(column, id)| match is_typed {
                true => column.typed_clause(&at.with(id)),
                false => column.is_spelled_out(&at.with(id)).then(|| column.clause(&at.with(id))),
            })
            .collect();
        elements.extend(at.absorbed().filter_map(|child| match child.attributes {
            Attributes::Constraint(constraint) => {
                constraint.is_spelled_out(&at.with(child.id)).then(|| constraint.clause(child.id))
            }
            _ => None,
        }));
        let mut parents: Vec<_> = at
            .absorbed()
            .filter_map(|child| match child.attributes {
                Attributes::Inheritance(inheritance) => Some((inheritance.position, inheritance.parent_name())),
                _ => None,
            })
            .collect();
        parents.sort();
        let parents = parents.into_iter().map(|(_, name)| name).collect();
        let mut settings = Vec::new();
        for (column, id) in columns {
            settings.extend(match is_typed || column.is_spelled_out(&at.with(id)) {
                true => column.settings(&at.with(id)),
                false => column.departures(&at.with(id)),
            });
        }
        Parts { elements, parents, settings }
    }
}
