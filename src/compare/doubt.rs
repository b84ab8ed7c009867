//! What only PostgreSQL's planner can say of what a person must judge: whether one predicate implies another, and which
//! index serves which ON CONFLICT. It is asked in scratch, about the wanted tables without their rows.

use std::collections::BTreeSet;

use tokio_postgres::SimpleQueryMessage;

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::index::Index;
use crate::plan::rename::{Rename, Renaming};
use crate::review::{Item, Sort};
use crate::server::Client;
use crate::source::Reader;

/// What is asked for one item.
struct Doubt<'a> {
    item: usize,
    table: &'a Id,
    old: Option<Predicate>,
    new: Option<Predicate>,
    /// What ON CONFLICT would say to name the old index, or the new one.
    conflicts: Vec<String>,
}

/// Which rows something is about; none of it for all rows.
type Predicate = Option<String>;

/// Adds to the items what the planner says.
pub(super) async fn settle(
    reader: &Reader,
    from: &Catalog,
    to: &Catalog,
    renames: &[Rename],
    items: &mut [Item],
) -> Result<()> {
    let back: Vec<Rename> = renames.iter().map(Rename::reversed).collect();
    let origin = Renaming::of(&back);
    let doubts: Vec<Doubt> =
        items.iter().enumerate().filter_map(|(number, item)| doubt(number, item, from, to, &origin)).collect();
    if doubts.is_empty() {
        return Ok(());
    }
    let tables = doubts.iter().map(|doubt| doubt.table);
    let database = reader.build(&needed(to, tables)).await?;
    let mut told: Vec<(usize, Vec<String>)> = Vec::new();
    for doubt in &doubts {
        told.push((doubt.item, evidence(&database.client, doubt).await?));
    }
    database.close().await?;
    for (number, lines) in told {
        items[number].evidence.extend(lines);
    }
    Ok(())
}

fn doubt<'a>(number: usize, item: &Item, from: &Catalog, to: &'a Catalog, origin: &Renaming) -> Option<Doubt<'a>> {
    let id = &item.subject;
    let (old, new) = (from.get(&origin.image(id)), to.get(id));
    // The table as the wanted catalog has it; a dropped index may be of one that stays.
    let table = to.object(id.parent()?)?.id;
    match item.sort {
        Sort::PartialIndex => {
            let index = |attributes: Option<&Attributes>| match attributes {
                Some(Attributes::Index(index)) => Some(index.clone()),
                _ => None,
            };
            let (old, new) = (index(old), index(new));
            let mut conflicts: Vec<String> = [&old, &new].into_iter().flatten().filter_map(target).collect();
            // Who doesn't say the predicate finds no partial index.
            let bare = conflicts.iter().filter_map(|target| Some(target.split_once(" WHERE ")?.0.to_owned()));
            let bare: Vec<String> = bare.collect();
            conflicts.extend(bare);
            conflicts.dedup();
            let predicate = |index: Index| index.predicate;
            Some(Doubt { item: number, table, old: old.map(predicate), new: new.map(predicate), conflicts })
        }
        Sort::Security => {
            let using = |attributes: Option<&Attributes>| match attributes {
                Some(Attributes::Policy(policy)) => Some(policy.using.clone()),
                _ => None,
            };
            let (old, new) = (using(old)?, using(new)?);
            (old != new).then_some(Doubt { item: number, table, old: Some(old), new: Some(new), conflicts: Vec::new() })
        }
        _ => None,
    }
}

/// `(lower(email)) WHERE (deleted_at IS NULL)`, for a unique index.
fn target(index: &Index) -> Option<String> {
    let (_, on) = index.definition.split_once(" USING ")?;
    let (_, on) = on.split_once(' ')?;
    let elements = index.unique.then(|| crate::preflight::key_expressions(on))??;
    // An expression stands in parentheses there, but for a function's call.
    let elements = elements.join(", ");
    let predicate = index.predicate.as_ref().map(|predicate| format!(" WHERE {predicate}")).unwrap_or_default();
    Some(format!("({elements}){predicate}"))
}

/// The tables with all that belongs to them, and what these can't be without.
fn needed<'a>(catalog: &Catalog, tables: impl Iterator<Item = &'a Id>) -> Catalog {
    let mut kept: BTreeSet<Id> = BTreeSet::new();
    let mut open: Vec<Id> = tables.cloned().collect();
    while let Some(id) = open.pop() {
        // Nobody asks where a foreign key leads to, nor what a trigger or a policy does.
        let is_asked_for = match catalog.get(&id) {
            Some(Attributes::Constraint(constraint)) => constraint.constraint_type != "f",
            Some(_) => !matches!(id.kind(), Kind::Trigger | Kind::Policy | Kind::Rule | Kind::Grant | Kind::Owner),
            None => false,
        };
        if !is_asked_for || !kept.insert(id.clone()) {
            continue;
        }
        open.extend(id.lineage().skip(1).cloned());
        open.extend(catalog.needs(&id).cloned());
        if id.kind() != Kind::Schema {
            open.extend(catalog.children(&id).map(|child| child.id.clone()));
        }
    }
    catalog.filtered(|object| kept.contains(object.id))
}

async fn evidence(client: &Client, doubt: &Doubt<'_>) -> Result<Vec<String>> {
    let Doubt { item: _, table, old, new, conflicts } = doubt;
    let table = table.dotted();
    let mut lines = Vec::new();
    if let (Some(old), Some(new)) = (old, new)
        && old != new
    {
        let (narrower, wider) = (implies(client, &table, new, old).await?, implies(client, &table, old, new).await?);
        lines.push(
            match (narrower, wider) {
                (true, true) => "the same rows: each predicate implies the other",
                (true, false) => "narrower: the new predicate implies the old one",
                (false, true) => "wider: the old predicate implies the new one",
                (false, false) => "neither wider nor narrower, as far as PostgreSQL can tell",
            }
            .to_owned(),
        );
    }
    for target in conflicts {
        let serves = arbiters(client, &table, target).await?;
        lines.push(match serves {
            Some(names) => format!("ON CONFLICT {target} is served by {names}"),
            None => format!("ON CONFLICT {target} is served by nothing afterwards"),
        });
    }
    Ok(lines)
}

/// Whether PostgreSQL can show that every row of `first` is one of `second`: whether it would use an index on the rows of
/// `second` to find those of `first`.
async fn implies(client: &Client, table: &str, first: &Predicate, second: &Predicate) -> Result<bool> {
    let Some(second) = second else { return Ok(true) };
    let Some(first) = first else { return Ok(false) };
    let sql = format!(
        "begin; create temporary table autogen_rows (like {table}); \
         create index autogen_probe on autogen_rows ((0)) where {second}; \
         set local enable_seqscan = off; set local enable_bitmapscan = off; \
         explain (costs off) select from autogen_rows where {first}"
    );
    Ok(explained(client, &sql).await?.is_some_and(|lines| lines.iter().any(|line| line.contains("autogen_probe"))))
}

/// The indexes that an ON CONFLICT finds; none where the server refuses it.
async fn arbiters(client: &Client, table: &str, target: &str) -> Result<Option<String>> {
    let sql = format!("begin; explain (costs off) insert into {table} default values on conflict {target} do nothing");
    let lines = explained(client, &sql).await?.unwrap_or_default();
    Ok(lines.iter().find_map(|line| Some(line.split_once("Conflict Arbiter Indexes: ")?.1.to_owned())))
}

/// The lines of a plan; none where the server refuses the question.
async fn explained(client: &Client, sql: &str) -> Result<Option<Vec<String>>> {
    let answer = client.simple_query(sql).await;
    let ended = client.batch_execute("rollback").await;
    ended.map_err(|cause| Error::query("ask the planner in scratch", cause))?;
    let Ok(messages) = answer else { return Ok(None) };
    let lines = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(Some(lines.collect()))
}
