//! One row in every table, so that a replay shows what becomes of rows.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::server::Client;
use crate::sql::quote_literal;

/// The row of one table.
#[derive(Debug, Clone)]
pub(super) struct Seed {
    /// Schema and name, quoted; of the partition that the row went to, where the table is partitioned.
    pub address: String,
    pub row: Map<String, Value>,
    /// False where the table had rows of its own already, of which this is the first.
    pub is_ours: bool,
}

/// The seeded rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Seeds {
    pub seeds: Vec<Seed>,
    /// Tables that no row was found for, each with what the server said.
    pub refused: Vec<(String, String)>,
}

/// Puts a row into every table that has none: the same value for every column of one type, so that foreign keys hold.
pub(super) async fn seed(client: &Client) -> Result<Seeds> {
    #[derive(Deserialize)]
    struct Table {
        address: String,
        refusal: Option<String>,
        is_ours: bool,
    }
    const DOING: &str = "put rows into the tables of the scratch database";
    let (value, seed) = (include_str!("value.sql"), include_str!("seed.sql"));
    let drop = "drop function pg_temp.autogen_value(oid, integer, integer, integer)";
    let tables: Vec<Table> = answer(client, DOING, &format!("{value};\n{seed};\n{drop}")).await?;
    let mut seeds = Seeds::default();
    let mut seeded = Vec::new();
    let mut ours = Vec::new();
    for Table { address, refusal, is_ours } in tables {
        match refusal {
            Some(refusal) => seeds.refused.push((address, refusal)),
            None => {
                seeded.push((seeded.len(), address));
                ours.push(is_ours);
            }
        }
    }
    let mut rows = rows(client, &seeded).await?;
    for ((number, address), is_ours) in seeded.into_iter().zip(ours) {
        match rows.remove(&number).flatten() {
            Some(row) => seeds.seeds.push(Seed { address, row, is_ours }),
            None => seeds.refused.push((address, "it doesn't keep the row".to_owned())),
        }
    }
    Ok(seeds)
}

/// The tables whose seeded row isn't there, or isn't as it was.
pub(super) async fn changed(client: &Client, seeds: &Seeds) -> Result<Vec<String>> {
    let addresses: Vec<(usize, String)> =
        seeds.seeds.iter().enumerate().map(|(number, seed)| (number, seed.address.clone())).collect();
    let mut found = rows(client, &addresses).await?;
    let changed = seeds.seeds.iter().enumerate().filter(|(number, seed)| {
        let row = found.remove(number).flatten();
        row.as_ref() != Some(&seed.row)
    });
    Ok(changed.map(|(_, seed)| seed.address.clone()).collect())
}

/// Takes the rows away again, and what came of them in the same tables.
pub(super) async fn clear(client: &Client, seeds: &Seeds) -> Result<()> {
    let ours: Vec<Value> = seeds.seeds.iter().filter(|seed| seed.is_ours).map(|seed| json!(seed.address)).collect();
    let set = format!("set autogen.question = {}", quote_literal(&Value::Array(ours).to_string()));
    let cleared = client.batch_execute(&format!("{set};\n{}", include_str!("clear.sql"))).await;
    cleared.map_err(|cause| Error::query("empty the tables of the scratch database", cause))
}

/// A row of each of the numbered tables; none in it where the table is empty, and no entry where there's no such table.
pub(super) async fn rows(
    client: &Client,
    wanted: &[(usize, String)],
) -> Result<HashMap<usize, Option<Map<String, Value>>>> {
    #[derive(Deserialize)]
    struct Row {
        number: usize,
        row: Option<Map<String, Value>>,
    }
    let question: Vec<Value> =
        wanted.iter().map(|(number, address)| json!({ "number": number, "address": address })).collect();
    let question = quote_literal(&Value::Array(question).to_string());
    let set = format!("set autogen.question = {question}");
    let found: Vec<Row> =
        answer(client, "read the rows of the scratch database", &format!("{set};\n{}", include_str!("rows.sql")))
            .await?;
    Ok(found.into_iter().map(|Row { number, row }| (number, row)).collect())
}

/// Runs what leaves its answer in a setting, the only way out of a DO block.
async fn answer<T: serde::de::DeserializeOwned>(client: &Client, doing: &str, sql: &str) -> Result<T> {
    let query = |cause| Error::query(doing, cause);
    let (ran, answer) = futures_util::join!(
        client.batch_execute(sql),
        client.simple_query("select current_setting('autogen.answer', true)")
    );
    ran.map_err(query)?;
    let text = first_value(answer.map_err(query)?).unwrap_or_default();
    serde_json::from_str(&text).map_err(|error| Error::usage(format!("cannot {doing}: {error}")))
}

/// The first column of the first row of a simple query.
pub(super) fn first_value(messages: Vec<tokio_postgres::SimpleQueryMessage>) -> Option<String> {
    messages.iter().find_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    })
}
