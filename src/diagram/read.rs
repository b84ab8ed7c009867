//! Tables, columns and links out of a catalog.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Column, Columns, Diagram, Link, LinkSort, Mark, Sort, Table, Wanted};
use crate::catalog::{Catalog, Object};
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::sql::{lexer, quote_identifier};

pub(super) fn read(catalog: &Catalog, wanted: Wanted) -> Diagram {
    let kinds: &[Kind] = match wanted.views {
        true => &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView],
        false => &[Kind::Table, Kind::ForeignTable],
    };
    let objects = kinds.iter().flat_map(|kind| catalog.of_kind(*kind));
    let is_partition = |id: &Id| catalog.child(id, Kind::Partition).is_some();
    let mut objects: Vec<Object> = objects.filter(|object| wanted.partitions || !is_partition(object.id)).collect();
    objects.sort_by_key(|object| (object.id.schema(), object.id.name(), object.id.kind()));
    let places: HashMap<&Id, usize> = objects.iter().enumerate().map(|(place, object)| (object.id, place)).collect();

    let mut partitions: BTreeMap<Id, usize> = BTreeMap::new();
    let mut wholes: HashMap<&Id, Id> = HashMap::new();
    for object in catalog.of_kind(Kind::Partition) {
        if let Attributes::Partition(partition) = object.attributes {
            *partitions.entry(partition.parent_id()).or_default() += 1;
            wholes.insert(object.id.owner(), partition.parent_id());
        }
    }
    let mut diagram = Diagram::default();
    for object in &objects {
        let keys = Keys::of(catalog, object.id);
        let place = places[object.id];
        diagram.links.extend(keys.links(catalog, object.id, place, &places));
        diagram.links.extend(other_links(catalog, object, place, &places));
        let columns = columns(catalog, object, &keys);
        let all = columns.len();
        let columns: Vec<Column> = columns.into_iter().filter(|column| is_shown(column, wanted.columns)).collect();
        diagram.tables.push(Table {
            id: object.id.clone(),
            sort: sort(object, is_partition(object.id)),
            hidden: all - columns.len(),
            columns,
            partitions: partitions.get(object.id).copied().unwrap_or_default(),
            comment: comment(catalog, object.id),
            mark: Mark::Same,
            was: None,
            notes: Vec::new(),
        });
    }
    if !wanted.partitions {
        add_links_of_partitions(catalog, &wholes, &places, &mut diagram);
    }
    diagram
}

/// Foreign keys may be each partition's own, with none at the whole: what they say is drawn there once.
fn add_links_of_partitions(
    catalog: &Catalog,
    wholes: &HashMap<&Id, Id>,
    places: &HashMap<&Id, usize>,
    diagram: &mut Diagram,
) {
    let outermost = |id: &Id| std::iter::successors(Some(id.clone()), |id| wholes.get(id).cloned()).last();
    let key = |link: &Link| (link.from, link.to, link.columns.clone());
    let mut known: BTreeSet<(usize, usize, Vec<String>)> = diagram.links.iter().map(key).collect();
    let mut partitions: Vec<&&Id> = wholes.keys().collect();
    partitions.sort();
    for partition in partitions {
        let Some(from) = outermost(partition).and_then(|whole| places.get(&whole).copied()) else { continue };
        for link in Keys::of(catalog, partition).links(catalog, partition, from, places) {
            if known.insert(key(&link)) {
                let columns = &mut diagram.tables[from].columns;
                columns.iter_mut().filter(|one| link.columns.contains(&one.name)).for_each(|one| one.is_foreign = true);
                diagram.links.push(link);
            }
        }
    }
}

fn is_shown(column: &Column, columns: Columns) -> bool {
    match columns {
        Columns::All => true,
        Columns::Keys => column.is_primary || column.is_foreign,
        Columns::None => false,
    }
}

fn sort(object: &Object, is_partition: bool) -> Sort {
    match object.attributes {
        Attributes::Table(table) if table.partition_key.is_some() => Sort::Partitioned,
        _ if is_partition => Sort::Partition,
        Attributes::ForeignTable(_) => Sort::Foreign,
        Attributes::View(_) => Sort::View,
        Attributes::MaterializedView(_) => Sort::MaterializedView,
        _ => Sort::Table,
    }
}

fn comment(catalog: &Catalog, id: &Id) -> Option<String> {
    match catalog.child(id, Kind::Comment)?.attributes {
        Attributes::Comment(comment) => Some(comment.text.clone()),
        _ => None,
    }
}

fn columns(catalog: &Catalog, table: &Object, keys: &Keys) -> Vec<Column> {
    let mut columns: Vec<(u32, Column)> = Vec::new();
    for child in catalog.children(table.id) {
        let (position, type_name, not_null) = match child.attributes {
            Attributes::Column(column) => (column.position, &column.type_name, column.not_null),
            Attributes::ViewColumn(column) => (column.position, &column.type_name, false),
            _ => continue,
        };
        let name = child.id.name().to_owned();
        let column = Column {
            is_primary: keys.primary.contains(&name),
            is_foreign: keys.foreign.iter().any(|key| key.columns.contains(&name)),
            is_unique: keys.unique.iter().any(|key| key.len() == 1 && key.contains(&name)),
            not_null,
            type_name: near(type_name, table.id),
            name,
            mark: Mark::Same,
            was: None,
        };
        columns.push((position, column));
    }
    columns.sort_by_key(|(position, _)| *position);
    columns.into_iter().map(|(_, column)| column).collect()
}

/// The type without the schema that it shares with its table.
fn near(type_name: &str, table: &Id) -> String {
    let schema = table.schema().map(|schema| format!("{}.", quote_identifier(schema))).unwrap_or_default();
    type_name.strip_prefix(&schema).unwrap_or(type_name).to_owned()
}

/// The keys of a table.
#[derive(Default)]
struct Keys {
    primary: BTreeSet<String>,
    unique: Vec<BTreeSet<String>>,
    foreign: Vec<ForeignKey>,
}

struct ForeignKey {
    name: String,
    columns: Vec<String>,
    table: Id,
    referenced: Vec<String>,
}

impl Keys {
    fn of(catalog: &Catalog, table: &Id) -> Keys {
        let mut keys = Keys::default();
        for child in catalog.children(table) {
            match child.attributes {
                // What a partition has from the whole is drawn there.
                Attributes::Constraint(key) if key.constraint_type == "f" && (key.local || !key.inherited) => {
                    keys.foreign.extend(foreign_key(catalog, child.id, &key.definition));
                }
                Attributes::Constraint(key) if key.constraint_type == "p" => {
                    keys.primary = lists(&key.definition).0.into_iter().collect();
                }
                Attributes::Constraint(key) if key.constraint_type == "u" => {
                    keys.unique.push(lists(&key.definition).0.into_iter().collect());
                }
                _ => {}
            }
        }
        keys
    }

    fn links(&self, catalog: &Catalog, table: &Id, from: usize, places: &HashMap<&Id, usize>) -> Vec<Link> {
        let links = self.foreign.iter().filter_map(|key| {
            let columns: BTreeSet<String> = key.columns.iter().cloned().collect();
            let is_within = |unique: &BTreeSet<String>| !unique.is_empty() && unique.is_subset(&columns);
            let is_null = |name: &String| {
                let column = Id::new(Kind::Column, Some(table.clone()), name.as_str());
                matches!(catalog.get(&column), Some(Attributes::Column(column)) if !column.not_null)
            };
            Some(Link {
                name: key.name.clone(),
                sort: LinkSort::ForeignKey,
                from,
                to: *places.get(&key.table)?,
                columns: key.columns.clone(),
                referenced: key.referenced.clone(),
                is_optional: key.columns.iter().any(is_null),
                is_unique: is_within(&self.primary) || self.unique.iter().any(is_within),
                mark: Mark::Same,
            })
        });
        links.collect()
    }
}

/// What the definition says, as PostgreSQL prints it; the table is the one that it needs.
fn foreign_key(catalog: &Catalog, id: &Id, definition: &str) -> Option<ForeignKey> {
    let (columns, referenced) = lists(definition);
    let is_other = |needed: &&Id| needed.kind() == Kind::Column && needed.parent() != id.parent();
    let other = catalog.needs(id).find(is_other).and_then(Id::parent);
    Some(ForeignKey { name: id.name().to_owned(), columns, table: other.or_else(|| id.parent())?.clone(), referenced })
}

/// The names in the first two parentheses of a key's definition.
fn lists(definition: &str) -> (Vec<String>, Vec<String>) {
    let mut lists: Vec<Vec<String>> = Vec::new();
    let mut element: Option<Vec<String>> = None;
    for token in lexer::tokens(definition).filter(|token| !token.is_trivia()) {
        if token.is_mark(definition, "(") {
            lists.push(Vec::new());
            element = Some(Vec::new());
        } else if let Some(words) = &mut element
            && (token.is_mark(definition, ",") || token.is_mark(definition, ")"))
        {
            // Since 18: `PERIOD valid`, where a foreign key says it, and `valid WITHOUT OVERLAPS`, where a primary key does.
            let name = if words.len() == 2 { words.pop() } else { words.drain(..).next() };
            lists.last_mut().expect("it was opened").extend(name);
            element = token.is_mark(definition, ",").then(Vec::new);
        } else if let Some(words) = &mut element {
            words.extend(token.name(definition));
        }
    }
    let mut lists = lists.into_iter();
    (lists.next().unwrap_or_default(), lists.next().unwrap_or_default())
}

/// What links a table to another without a key.
fn other_links(catalog: &Catalog, object: &Object, from: usize, places: &HashMap<&Id, usize>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut link = |sort: LinkSort, to: &Id| {
        if let Some(to) = places.get(to).copied().filter(|to| *to != from) {
            links.push(Link {
                name: String::new(),
                sort,
                from,
                to,
                columns: Vec::new(),
                referenced: Vec::new(),
                is_optional: false,
                is_unique: false,
                mark: Mark::Same,
            });
        }
    };
    if matches!(object.attributes, Attributes::View(_) | Attributes::MaterializedView(_)) {
        let read: BTreeSet<&Id> = catalog.needs(object.id).map(Id::whole).collect();
        read.into_iter().for_each(|table| link(LinkSort::Reads, table));
    }
    for child in catalog.children(object.id) {
        match child.attributes {
            Attributes::Partition(partition) => link(LinkSort::PartitionOf, &partition.parent_id()),
            Attributes::Inheritance(inheritance) => link(LinkSort::Inherits, &inheritance.parent_id()),
            _ => {}
        }
    }
    links
}
