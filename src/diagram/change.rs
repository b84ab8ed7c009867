//! The diagram of a change: what there is before it and after it, each with what the change does to it.

use std::collections::BTreeMap;

use super::{Column, Diagram, Link, Mark, Table, Wanted};
use crate::catalog::Catalog;
use crate::diff::Change;
use crate::id::{Id, Kind};
use crate::plan::rename::{Rename, Renaming};

/// Everything that is in either catalog. The changes name objects as they are called once the renames are made.
pub fn between(from: &Catalog, to: &Catalog, renames: &[Rename], changes: &[Change], wanted: Wanted) -> Diagram {
    let (before, after) = (Diagram::of(from, wanted), Diagram::of(to, wanted));
    let marks = Marks::read(changes, renames);
    let renaming = Renaming::of(renames);
    let mut tables: BTreeMap<Id, Table> = BTreeMap::new();
    let mut links: BTreeMap<(Id, Id, String), Link> = BTreeMap::new();
    for (diagram, is_before) in [(&after, false), (&before, true)] {
        let image = |id: &Id| if is_before { renaming.image(id) } else { id.clone() };
        for table in &diagram.tables {
            let id = image(&table.id);
            match tables.get_mut(&id) {
                Some(known) => known.join(table, &renaming, &marks),
                None => {
                    tables.insert(id.clone(), marks.table(Table { id, ..table.clone() }));
                }
            }
        }
        for link in &diagram.links {
            let (from, to) = (&diagram.tables[link.from].id, &diagram.tables[link.to].id);
            let constraint = image(&Id::new(Kind::Constraint, Some(from.clone()), link.name.as_str()));
            let key = (image(from), image(to), constraint.name().to_owned());
            let mark = marks.of(&constraint);
            links.entry(key).or_insert_with(|| Link { name: constraint.name().to_owned(), mark, ..link.clone() });
        }
    }
    let mut tables: Vec<Table> = tables.into_values().collect();
    tables.sort_by(|one, other| {
        let key = |table: &Table| (table.id.schema().map(str::to_owned), table.id.name().to_owned());
        key(one).cmp(&key(other))
    });
    let places: BTreeMap<Id, usize> =
        tables.iter().enumerate().map(|(place, table)| (table.id.clone(), place)).collect();
    let links = links.into_iter().filter_map(|((from, to, _), link)| {
        let (from, to) = (*places.get(&from)?, *places.get(&to)?);
        let ends = [tables[from].mark, tables[to].mark];
        let mark = [Mark::Created, Mark::Dropped].into_iter().find(|mark| ends[0] == *mark).unwrap_or(link.mark);
        Some(Link { from, to, mark, ..link })
    });
    let links = links.collect();
    Diagram { tables, links }
}

impl Table {
    /// Adds what was there before: the columns that go, and how those that stay were.
    fn join(&mut self, before: &Table, renaming: &Renaming, marks: &Marks) {
        if before.id != self.id {
            self.was = Some(before.id.clone());
            if self.mark == Mark::Same {
                self.mark = Mark::Renamed;
            }
        }
        let mut last = 0;
        for column in &before.columns {
            let old = Id::new(Kind::Column, Some(before.id.clone()), column.name.as_str());
            let new = renaming.image(&old);
            match self.columns.iter().position(|known| known.name == new.name()) {
                Some(place) => {
                    let known = &mut self.columns[place];
                    if new.name() != old.name() && known.mark == Mark::Same {
                        known.mark = Mark::Renamed;
                    }
                    let is_shown_the_same = Column { mark: Mark::Same, was: None, ..known.clone() } == *column;
                    if !is_shown_the_same {
                        known.was = Some(Box::new(column.clone()));
                        if known.mark == Mark::Same {
                            known.mark = Mark::Altered;
                        }
                    }
                    last = place + 1;
                }
                None => {
                    let mark = if marks.of(&new) == Mark::Same { Mark::Same } else { Mark::Dropped };
                    self.columns.insert(last, Column { mark, ..column.clone() });
                    last += 1;
                }
            }
        }
        let is_touched = self.columns.iter().any(|column| column.mark != Mark::Same) || !self.notes.is_empty();
        if self.mark == Mark::Same && is_touched {
            self.mark = Mark::Altered;
        }
    }
}

/// What the changes do to each object, by its name once the renames are made.
struct Marks<'a> {
    marks: BTreeMap<&'a Id, Mark>,
    /// Of each table, what changes that belongs to it.
    within: BTreeMap<&'a Id, Vec<(&'a Id, Mark)>>,
}

impl<'a> Marks<'a> {
    fn read(changes: &'a [Change], renames: &'a [Rename]) -> Marks<'a> {
        let mut marks: BTreeMap<&Id, Mark> = renames.iter().map(|rename| (&rename.to, Mark::Renamed)).collect();
        for change in changes {
            let mark = match change {
                Change::Create { .. } => Mark::Created,
                Change::Drop { .. } => Mark::Dropped,
                Change::Alter { .. } => Mark::Altered,
            };
            marks.insert(change.id(), mark);
        }
        let mut within: BTreeMap<&Id, Vec<(&Id, Mark)>> = BTreeMap::new();
        for (id, mark) in &marks {
            let whole = id.whole();
            if whole != *id {
                within.entry(whole).or_default().push((id, *mark));
            }
        }
        Marks { marks, within }
    }

    fn of(&self, id: &Id) -> Mark {
        self.marks.get(id).copied().unwrap_or_default()
    }
    /// The table with the marks of what is known of it after the change, or before it if it goes.
    fn table(&self, table: Table) -> Table {
        let mark = self.of(&table.id);
        if matches!(mark, Mark::Created | Mark::Dropped) {
            return Table { mark, ..table };
        }
        let within = self.within.get(&table.id).map(Vec::as_slice).unwrap_or_default();
        let is_in_column = |id: &Id| id.lineage().any(|id| id.kind() == Kind::Column);
        let in_columns = within.iter().copied().filter(|(id, _)| is_in_column(id));
        let mut touched: BTreeMap<&str, Mark> = BTreeMap::new();
        for (id, mark) in in_columns {
            let column = id.lineage().find(|id| id.kind() == Kind::Column).expect("it is within one");
            // What sits on a column alters it.
            let mark = if column == id { mark } else { Mark::Altered };
            let known = touched.entry(column.name()).or_insert(mark);
            if column == id {
                *known = mark;
            }
        }
        let columns = table.columns.into_iter().map(|column| {
            let mark = touched.get(column.name.as_str()).copied().unwrap_or_default();
            Column { mark, ..column }
        });
        let columns = columns.collect();
        let others = within.iter().filter(|(id, _)| !is_in_column(id));
        let note = |(id, mark): &(&Id, Mark)| {
            let name = if id.has_name_of_its_own() { format!(" {}", id.name()) } else { String::new() };
            (*mark, format!("{}{name}", id.kind().word()))
        };
        Table { columns, mark, notes: others.map(note).collect(), ..table }
    }
}
