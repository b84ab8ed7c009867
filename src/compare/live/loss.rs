//! How many rows and values a plan destroys, and how many stand in its way: counted, or of large tables estimated.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::types::{ToSql, Type};

use super::{Comparison, Live, PATIENCE, Relation, Relations, refused};
use crate::error::ServerMessage;
use crate::id::{Id, Kind};
use crate::plan::Action;
use crate::plan::rename::Renaming;
use crate::preflight::COUNT;
use crate::prove::{grouped, rounded};
use crate::review::{Item, Sort};

/// A table that has more rows isn't read.
const COUNTED: u64 = 1_000_000;

/// What a query is that is stopped, by a timeout or by somebody.
const CANCELED: &str = "57014";

/// What is asked about one item.
pub(super) struct Question {
    pub item: usize,
    /// Those that are read, quoted, as the live database calls them.
    pub tables: Vec<String>,
    what: What,
}

enum What {
    /// How many rows a table has.
    Rows(Id),
    /// How many rows the table of a column has, and how many of them have a value there.
    Values(Id),
    /// How many rows a preflight query finds.
    Barring { about: String, sql: String },
}

/// What can be asked about the items of a comparison, item by item.
pub(super) fn questions(comparison: &Comparison, origin: &Renaming) -> Vec<Question> {
    let torn_down = comparison.up.steps.iter().filter(|step| step.action == Action::TearDown);
    let torn_down: BTreeSet<Id> = torn_down.map(|step| origin.image(&step.id)).collect();
    let items = comparison.items.iter().enumerate();
    let lossy = items.filter(|(_, item)| matches!(item.sort, Sort::DataLoss | Sort::NeedsData));
    lossy.flat_map(|(number, item)| about(comparison, origin, &torn_down, number, item)).collect()
}

fn about(
    comparison: &Comparison,
    origin: &Renaming,
    torn_down: &BTreeSet<Id>,
    number: usize,
    item: &Item,
) -> Vec<Question> {
    // What goes is called by its old name, what stays by its new one.
    let before = if torn_down.contains(&item.subject) { item.subject.clone() } else { origin.image(&item.subject) };
    let from = &comparison.from.catalog;
    let table_of = |id: &Id| id.lineage().find(|id| id.kind() == Kind::Table).map(Id::dotted);
    let tables: BTreeSet<String> = match before.kind() {
        Kind::Enum => from.needed_by(&before).filter_map(table_of).collect(),
        _ => table_of(&before).into_iter().collect(),
    };
    let tables: Vec<String> = tables.into_iter().collect();
    let is_lost = item.sort == Sort::DataLoss && from.contains(&before) && !tables.is_empty();
    let lost = match before.kind() {
        Kind::Table if is_lost => Some(What::Rows(before)),
        Kind::Column if is_lost => Some(What::Values(before)),
        _ => None,
    };
    let barring = comparison.up.preflight.iter().filter(|query| query.subject == item.subject);
    let barring = barring.map(|query| What::Barring { about: query.about.clone(), sql: query.sql.clone() });
    let asked = lost.into_iter().chain(barring);
    asked.map(|what| Question { item: number, tables: tables.clone(), what }).collect()
}

/// A line for each question, with the number of its item.
pub(super) async fn answers(live: &Live, relations: &Relations, questions: &[Question]) -> Vec<(usize, String)> {
    // A column that needs data first is often narrowed as well.
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    let mut lines = Vec::new();
    for question in questions {
        let line = match &question.what {
            What::Barring { about: _, sql } if known.contains_key(sql.as_str()) => known[sql.as_str()].clone(),
            _ => answer(live, relations, question).await,
        };
        if let What::Barring { about: _, sql } = &question.what {
            known.insert(sql, line.clone());
        }
        lines.push((question.item, line));
    }
    lines
}

async fn answer(live: &Live, relations: &Relations, question: &Question) -> String {
    let Question { item: _, tables, what } = question;
    let of_tables = || tables.iter().filter_map(|name| relations.get(name).map(|relation| (name, relation)));
    if let Some((name, _)) = of_tables().find(|(_, relation)| relation.is_elsewhere) {
        return format!("not counted: some rows of {name} are on a foreign server");
    }
    let rows = |relation: &Relation| match what {
        What::Rows(_) => relation.rows,
        What::Values(_) | What::Barring { .. } => relation.all_rows,
    };
    let large = of_tables().find_map(|(name, relation)| Some((name, rows(relation).filter(|rows| *rows > COUNTED)?)));
    if let Some((name, rows)) = large {
        return match estimate(live, what, rows).await {
            Some(line) => line,
            None => format!("not counted: {name} has about {} rows (estimated)", rounded(rows)),
        };
    }
    let (why, cause) = match counted(live, what).await {
        Some(Ok(line)) => return line,
        Some(Err(cause)) => (format!("within {} s", PATIENCE.as_secs()), Some(cause)),
        None => ("as the others took long".to_owned(), None),
    };
    if let Some(cause) = cause.filter(|cause| cause.sqlstate.as_deref() != Some(CANCELED)) {
        return refused(&cause.message);
    }
    let known = of_tables().find_map(|(_, relation)| rows(relation));
    let estimated = match known {
        Some(rows) => estimate(live, what, rows).await,
        None => None,
    };
    estimated.unwrap_or_else(|| format!("not counted {why}"))
}

/// The line of a count; none where no time is left.
async fn counted(live: &Live, what: &What) -> Option<Result<String, ServerMessage>> {
    let sql = match what {
        // What inherits from a table stays, or has an item of its own.
        What::Rows(table) => format!("select count(*) from only {}", table.dotted()),
        What::Values(column) => {
            format!("select count(*), count({}) from {}", column.quoted(), column.owner().dotted())
        }
        What::Barring { about: _, sql } => sql.clone(),
    };
    let found = match live.asked(live.client.simple_query(&sql)).await? {
        Ok(found) => found,
        Err(cause) => return Some(Err(cause)),
    };
    let row = found.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
    let first = |column: usize| row.map(|row| number(row.get(column))).unwrap_or_default();
    Some(Ok(match what {
        What::Rows(_) => format!("{} (counted)", in_rows(first(0))),
        What::Values(_) if first(0) == 0 => format!("{} (counted)", in_rows(0)),
        What::Values(_) => {
            format!("{}, {} of them with a value (counted)", in_rows(first(0)), grouped(first(1)))
        }
        What::Barring { about, sql: _ } => {
            let count = row.map(|row| number(row.get(COUNT))).unwrap_or_default();
            let stand = if count == 1 { "stands" } else { "stand" };
            format!("{} {stand} in the way (counted): {about}", in_rows(count))
        }
    }))
}

/// The line of an estimate; none where nothing can be estimated.
async fn estimate(live: &Live, what: &What, rows: u64) -> Option<String> {
    let column = match what {
        What::Rows(_) => return Some(format!("about {} rows (estimated)", rounded(rows))),
        What::Values(column) => column,
        What::Barring { .. } => return None,
    };
    // Of a table with children, what is known of all of them counts.
    let sql = "select null_frac from pg_catalog.pg_stats \
               where schemaname = $1 and tablename = $2 and attname = $3 order by inherited desc limit 1";
    let (schema, table, name) = (column.schema().unwrap_or_default(), column.owner().name(), column.name());
    let parameters = [(&schema as &(dyn ToSql + Sync), Type::TEXT), (&table, Type::TEXT), (&name, Type::TEXT)];
    let found = live.asked(live.client.query_typed_opt(sql, &parameters)).await;
    let null_fraction = found.and_then(Result::ok).flatten().map(|row| f64::from(row.get::<_, f32>(0)));
    let values = null_fraction
        .map(|fraction| format!(", about {} of them with a value", rounded((rows as f64 * (1.0 - fraction)) as u64)));
    Some(format!("about {} rows{} (estimated)", rounded(rows), values.unwrap_or_default()))
}

fn in_rows(count: u64) -> String {
    match count {
        0 => "no rows".to_owned(),
        1 => "1 row".to_owned(),
        count => format!("{} rows", grouped(count)),
    }
}
