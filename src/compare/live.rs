//! What only the live database can say of a plan: how large the relations are that it locks, how many rows and values it
//! destroys, and how many rows stand in its way.
//!
//! Everything is asked read only and within a few seconds, and what isn't answered is said where the answer would stand: no
//! comparison fails for it.

mod loss;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio_postgres::types::Type;

use super::Comparison;
use crate::error::ServerMessage;
use crate::id::Kind;
use crate::plan::rename::{Rename, Renaming};
use crate::prove::{Size, Sizes};
use crate::server::{Client, Target};
use crate::source::Reader;

/// For one question, and for all of them.
const PATIENCE: Duration = Duration::from_secs(2);
const PATIENCE_FOR_ALL: Duration = Duration::from_secs(10);

/// The live database, while there is time to ask.
struct Live {
    client: Rc<Client>,
    until: Instant,
}

/// What the server knows of a relation without counting.
struct Relation {
    /// With its partitions; none if one of them was never analysed.
    rows: Option<u64>,
    /// With all that inherits from it, too.
    all_rows: Option<u64>,
    /// Whether some of that is a foreign table.
    is_elsewhere: bool,
}

/// By their quoted names in the live database.
type Relations = BTreeMap<String, Relation>;

/// Adds to a comparison what the live database, its first source, says of it.
pub(super) async fn ask(reader: &Reader, target: &Target, comparison: &mut Comparison) {
    let back: Vec<Rename> = comparison.renames.iter().map(Rename::reversed).collect();
    let origin = Renaming::of(&back);
    let questions = loss::questions(comparison, &origin);
    let named = live_names(comparison, &origin);
    if questions.is_empty() && named.is_empty() {
        return;
    }
    let client = match reader.connection(target).await {
        Ok(client) => client,
        Err(error) => {
            let message = error.to_string();
            return questions.iter().for_each(|asked| comparison.items[asked.item].evidence.push(refused(&message)));
        }
    };
    let live = Live { client, until: Instant::now() + PATIENCE_FOR_ALL };
    let tables = questions.iter().flat_map(|asked| &asked.tables);
    let names: BTreeSet<&String> = named.values().chain(tables).collect();
    let relations = live.relations(names.into_iter().cloned().collect()).await.unwrap_or_default();
    let bytes = live.bytes(named.values().cloned().collect()).await.unwrap_or_default();
    let size = |(name, known_as): (String, String)| {
        let bytes = *bytes.get(&known_as)?;
        Some((name, Size { rows: relations.get(&known_as).and_then(|relation| relation.rows), bytes }))
    };
    let sizes: Sizes = named.into_iter().filter_map(size).collect();
    for (item, line) in loss::answers(&live, &relations, &questions).await {
        comparison.items[item].evidence.push(line);
    }
    comparison.sizes = sizes;
}

/// The relations that the steps' costs name, each with what the live database calls it.
fn live_names(comparison: &Comparison, origin: &Renaming) -> BTreeMap<String, String> {
    let relations = comparison.to.catalog.objects().map(|object| object.id);
    let relations = relations.filter(|id| matches!(id.kind(), Kind::Table | Kind::MaterializedView));
    let renamed: BTreeMap<String, String> = match comparison.renames.is_empty() {
        true => BTreeMap::new(),
        false => relations.map(|id| (id.dotted(), origin.image(id).dotted())).collect(),
    };
    let costs = comparison.proof.iter().flat_map(|proof| proof.steps.iter().chain(&proof.down_steps));
    let names = costs.flat_map(|cost| {
        let locked = cost.locks.iter().map(|(_, name)| name);
        locked.chain(&cost.rewrites).chain(&cost.scans)
    });
    names.map(|name| (name.clone(), renamed.get(name).unwrap_or(name).clone())).collect()
}

fn refused(message: &str) -> String {
    format!("not counted: {}", message.lines().next().unwrap_or_default())
}

impl Live {
    /// Waits for an answer, in a transaction that changes nothing and ends in time; none where there's no time left.
    async fn asked<T>(
        &self,
        question: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Option<Result<T, ServerMessage>> {
        let left = self.until.saturating_duration_since(Instant::now()).min(PATIENCE).as_millis();
        if left == 0 {
            return None;
        }
        // Whom row security keeps from rows is told so, instead of a smaller number.
        let begin = format!(
            "begin read only; set local statement_timeout = {left}; set local row_security = off; \
             set local search_path = ''"
        );
        let answer = match self.client.batch_execute(&begin).await {
            Ok(()) => question.await,
            Err(cause) => Err(cause),
        };
        let ended = self.client.batch_execute("rollback").await;
        Some(answer.and_then(|answer| ended.map(|()| answer)).map_err(ServerMessage::from))
    }

    async fn relations(&self, names: Vec<String>) -> Option<Relations> {
        let rows = self
            .asked(self.client.query_typed(include_str!("live/rows.sql"), &[(&names, Type::TEXT_ARRAY)]))
            .await?
            .ok()?;
        let count = |count: Option<i64>| count.and_then(|count| u64::try_from(count).ok());
        let relation = |row: tokio_postgres::Row| {
            let (rows, all_rows) = (count(row.get("rows")), count(row.get("all_rows")));
            (row.get("name"), Relation { rows, all_rows, is_elsewhere: row.get("is_elsewhere") })
        };
        Some(rows.into_iter().map(relation).collect())
    }

    /// This waits for whoever locks one of them.
    async fn bytes(&self, names: Vec<String>) -> Option<BTreeMap<String, u64>> {
        let rows = self
            .asked(self.client.query_typed(include_str!("live/bytes.sql"), &[(&names, Type::TEXT_ARRAY)]))
            .await?
            .ok()?;
        let bytes = |row: tokio_postgres::Row| {
            let bytes: Option<i64> = row.get("bytes");
            Some((row.get("name"), u64::try_from(bytes?).ok()?))
        };
        Some(rows.into_iter().filter_map(bytes).collect())
    }
}
