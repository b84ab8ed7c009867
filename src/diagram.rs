//! The tables of a catalog and the foreign keys between them, as a picture. Nothing here talks to a server or writes a file.

mod change;
mod dot;
mod layout;
mod mermaid;
mod read;
mod svg;

pub use change::between;
pub use dot::dot;
pub use mermaid::{MOST, mermaid};
pub use svg::{Drawing, STYLE, Side, Views, draw, views};

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::id::Id;

/// What to draw of a catalog.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Views and materialized views too, with what they read from.
    pub views: bool,
    /// Each partition as a table of its own, instead of their number at the whole.
    pub partitions: bool,
    pub columns: Columns,
}

/// Which columns of a table are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Columns {
    #[default]
    All,
    /// Those of primary keys and foreign keys.
    Keys,
    None,
}

/// Tables, and what links them.
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    /// By schema, then name.
    pub tables: Vec<Table>,
    pub links: Vec<Link>,
}

/// A table, or what is drawn as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub id: Id,
    pub sort: Sort,
    pub columns: Vec<Column>,
    /// Columns that aren't drawn.
    pub hidden: usize,
    /// How many partitions a partitioned table has.
    pub partitions: usize,
    pub comment: Option<String>,
    pub mark: Mark,
    /// What it was called before a change renamed it.
    pub was: Option<Id>,
    /// What else changes about it, other than its columns and links: `index ix_posts`.
    pub notes: Vec<(Mark, String)>,
}

/// What a box of the picture stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Table,
    Partitioned,
    Partition,
    Foreign,
    View,
    MaterializedView,
}

impl Sort {
    /// As people read it; nothing for an ordinary table.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Table => "",
            Sort::Partitioned => "partitioned",
            Sort::Partition => "partition",
            Sort::Foreign => "foreign",
            Sort::View => "view",
            Sort::MaterializedView => "materialized view",
        }
    }
}

/// A column as the picture has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    /// As `format_type` prints it.
    pub type_name: String,
    pub is_primary: bool,
    pub is_foreign: bool,
    /// Unique by itself, and not the primary key.
    pub is_unique: bool,
    pub not_null: bool,
    pub mark: Mark,
    /// What it was before a change, where the picture shows that.
    pub was: Option<Box<Column>>,
}

/// What links two tables. It leads from the one that refers.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The constraint's name; empty for what has none.
    pub name: String,
    pub sort: LinkSort,
    /// Positions among the tables.
    pub from: usize,
    pub to: usize,
    pub columns: Vec<String>,
    pub referenced: Vec<String>,
    /// Whether a row need not refer to any.
    pub is_optional: bool,
    /// Whether at most one row refers to each.
    pub is_unique: bool,
    pub mark: Mark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkSort {
    ForeignKey,
    /// A view reads from a table.
    Reads,
    PartitionOf,
    Inherits,
}

impl LinkSort {
    pub fn word(self) -> &'static str {
        match self {
            LinkSort::ForeignKey => "references",
            LinkSort::Reads => "reads from",
            LinkSort::PartitionOf => "is a partition of",
            LinkSort::Inherits => "inherits from",
        }
    }
}

/// What a change does to something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    #[default]
    Same,
    Created,
    Dropped,
    Renamed,
    Altered,
}

impl Mark {
    /// The sign that stands beside the colour, which never speaks alone.
    pub fn sign(self) -> &'static str {
        match self {
            Mark::Same => "",
            Mark::Created => "+",
            Mark::Dropped => "\u{2212}",
            Mark::Renamed => "\u{2192}",
            Mark::Altered => "~",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Mark::Same => "",
            Mark::Created => "created",
            Mark::Dropped => "dropped",
            Mark::Renamed => "renamed",
            Mark::Altered => "altered",
        }
    }
}

impl Diagram {
    /// The tables of a catalog.
    pub fn of(catalog: &crate::catalog::Catalog, wanted: Wanted) -> Diagram {
        read::read(catalog, wanted)
    }

    /// Only these tables and those at most so many links away.
    pub fn around(&self, tables: &[usize], depth: usize) -> Diagram {
        let mut neighbours = vec![BTreeSet::new(); self.tables.len()];
        for link in &self.links {
            neighbours[link.from].insert(link.to);
            neighbours[link.to].insert(link.from);
        }
        let mut kept: BTreeSet<usize> = tables.iter().copied().collect();
        let mut queue: VecDeque<(usize, usize)> = kept.iter().map(|table| (*table, 0)).collect();
        while let Some((table, distance)) = queue.pop_front() {
            if distance < depth {
                let new: Vec<usize> = neighbours[table].iter().copied().filter(|other| kept.insert(*other)).collect();
                queue.extend(new.into_iter().map(|other| (other, distance + 1)));
            }
        }
        self.only(&kept)
    }

    /// Only these tables, with the links between them.
    pub(crate) fn only(&self, kept: &BTreeSet<usize>) -> Diagram {
        let places: BTreeMap<usize, usize> = kept.iter().enumerate().map(|(place, table)| (*table, place)).collect();
        let links = self.links.iter().filter_map(|link| {
            let (from, to) = (*places.get(&link.from)?, *places.get(&link.to)?);
            Some(Link { from, to, ..link.clone() })
        });
        Diagram { tables: kept.iter().map(|table| self.tables[*table].clone()).collect(), links: links.collect() }
    }

    /// The first so many tables.
    pub fn first(&self, count: usize) -> Diagram {
        self.only(&(0..count.min(self.tables.len())).collect())
    }

    /// The same with fewer columns: what changes and keys, and others up to so many; fewer in a table that doesn't change.
    pub fn with_columns(mut self, most: usize, most_beside: usize) -> Diagram {
        for table in &mut self.tables {
            let most = if table.mark == Mark::Same { most_beside } else { most };
            let is_needed = |column: &Column| column.mark != Mark::Same || column.is_primary || column.is_foreign;
            let needed = table.columns.iter().filter(|column| is_needed(column)).count();
            let (mut room, all) = (most.saturating_sub(needed), table.columns.len());
            table.columns.retain(|column| {
                let is_kept = is_needed(column) || room > 0;
                room -= usize::from(is_kept && !is_needed(column));
                is_kept
            });
            table.hidden += all - table.columns.len();
        }
        self
    }

    /// The schemas with tables in them, in order.
    pub fn schemas(&self) -> Vec<&str> {
        let mut schemas: Vec<&str> = self.tables.iter().filter_map(|table| table.id.schema()).collect();
        schemas.dedup();
        schemas
    }

    /// What the picture shows, in a sentence.
    pub fn summary(&self) -> String {
        let count = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        let is_view = |table: &&Table| matches!(table.sort, Sort::View | Sort::MaterializedView);
        let views = self.tables.iter().filter(is_view).count();
        let keys = self.links.iter().filter(|link| link.sort == LinkSort::ForeignKey).count();
        let mut parts = vec![count(self.tables.len() - views, "table", "tables")];
        if views > 0 {
            parts.push(count(views, "view", "views"));
        }
        parts.push(count(keys, "foreign key", "foreign keys"));
        let schemas = self.schemas();
        if schemas.len() > 1 {
            parts.push(count(schemas.len(), "schema", "schemas"));
        }
        parts.join(", ")
    }
}

/// The type in PostgreSQL's shorter words: `timestamptz`, `varchar(20)`.
pub(crate) fn short_type(name: &str) -> String {
    let array = &name[name.trim_end_matches("[]").len()..];
    let name = name.trim_end_matches("[]");
    let (word, rest) = name.split_at(name.find(['(', ' ']).unwrap_or(name.len()));
    let precision = rest.find('(').zip(rest.find(')')).map(|(from, to)| &rest[from..=to]).unwrap_or_default();
    let with_zone = rest.ends_with("with time zone");
    let short = match word {
        "timestamp" | "time" if with_zone => format!("{word}tz{precision}"),
        "timestamp" | "time" => format!("{word}{precision}"),
        "character" if rest.starts_with(" varying") => format!("varchar{precision}"),
        "bit" if rest.starts_with(" varying") => format!("varbit{precision}"),
        "character" => format!("char{precision}"),
        "double" if rest == " precision" => "float8".to_owned(),
        _ => name.to_owned(),
    };
    short + array
}
