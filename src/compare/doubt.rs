//! What only PostgreSQL's planner can say of what a person must judge: whether one predicate implies another, and which
//! index serves which ON CONFLICT. It is asked in scratch, about the wanted tables without their rows.

use std::collections::BTreeSet;

use tokio_postgres::SimpleQueryMessage;

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::index::Index;
use crate::kind::policy::Policy;
use crate::plan::rename::{Rename, Renaming};
use crate::review::{Item, Sort};
use crate::server::Client;
use crate::source::Reader;

/// What is asked for one item.
struct Doubt<'a> {
    item: usize,
    table: &'a Id,
    /// Conditions before and after, with what they are called.
    pairs: Vec<(&'static str, Predicate, Predicate)>,
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
    // Nobody uses yet what is only made now.
    if !from.contains(&origin.image(table)) {
        return None;
    }
    // A condition is read under the names of the wanted table.
    let columns = to.children(table).filter(|child| child.id.kind() == Kind::Column);
    if columns.map(|column| (column.id, origin.image(column.id))).any(|(new, old)| new.name() != old.name()) {
        return None;
    }
    let mut doubt = Doubt { item: number, table, pairs: Vec::new(), conflicts: Vec::new() };
    match item.sort {
        Sort::PartialIndex => {
            let index = |attributes: Option<&Attributes>| match attributes {
                Some(Attributes::Index(index)) => Some(index.clone()),
                _ => None,
            };
            let (old, new) = (index(old), index(new));
            for index in [&old, &new].into_iter().flatten().filter(|index| index.unique) {
                let keys = target(index)?;
                let predicate = index.predicate.as_ref().map(|predicate| format!("{keys} WHERE {predicate}"));
                // Who doesn't say the predicate finds no partial index.
                for target in predicate.into_iter().chain([keys]) {
                    if !doubt.conflicts.contains(&target) {
                        doubt.conflicts.push(target);
                    }
                }
            }
            if let (Some(old), Some(new)) = (old, new) {
                doubt.pairs.push(("", old.predicate, new.predicate));
            }
        }
        Sort::Security => {
            let (Some(Attributes::Policy(old)), Some(Attributes::Policy(new))) = (old, new) else { return None };
            if (old.permissive, &old.command, &old.roles) != (new.permissive, &new.command, &new.roles) {
                return None;
            }
            // Without USING, no row is there to be seen; without WITH CHECK, that is USING.
            let none = || Some("false".to_owned());
            let all = |condition: &String| condition != "true";
            let using = |policy: &Policy| policy.using.clone().or_else(none).filter(all);
            let check =
                |policy: &Policy| policy.check.clone().map_or_else(|| using(policy), |check| Some(check).filter(all));
            if old.command != "INSERT" {
                doubt.pairs.push(("USING: ", using(old), using(new)));
            }
            if old.check.is_some() || new.check.is_some() {
                doubt.pairs.push(("WITH CHECK: ", check(old), check(new)));
            }
        }
        _ => return None,
    }
    Some(doubt)
}

/// `(lower(email), tenant)`, as ON CONFLICT names the keys of an index.
fn target(index: &Index) -> Option<String> {
    Some(format!("({})", crate::preflight::keys_of_index(&index.definition)?.join(", ")))
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
    let Doubt { item: _, table, pairs, conflicts } = doubt;
    let table = table.dotted();
    let mut lines = Vec::new();
    for (clause, old, new) in pairs.iter().filter(|(_, old, new)| old != new) {
        let (narrower, wider) = (implies(client, &table, new, old).await?, implies(client, &table, old, new).await?);
        let told = match (narrower, wider) {
            (true, true) => "the same rows: each predicate implies the other",
            (true, false) => "narrower: the new predicate implies the old one",
            (false, true) => "wider: the old predicate implies the new one",
            (false, false) => "neither wider nor narrower, as far as PostgreSQL can tell",
        };
        lines.push(format!("{clause}{told}"));
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
    // No row is one of any rows; of this the planner makes no scan.
    if first == "false" {
        return Ok(true);
    }
    let sql = format!(
        "begin; create temporary table autogen_rows (like {table}); \
         create index autogen_probe on autogen_rows ((0)) where {second}; \
         set local enable_seqscan = off; set local enable_bitmapscan = off; \
         explain (costs off) select from autogen_rows where {first}"
    );
    Ok(explained(client, &sql)
        .await?
        .is_some_and(|lines| lines.iter().any(|line| line.contains("using autogen_probe on autogen_rows"))))
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
