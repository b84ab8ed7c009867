//! What this machine has: server programs, and whether a throwaway server starts.

use std::time::Instant;

use super::Finding;
use crate::error::{Error, Result};
use crate::scratch::programs;
use crate::source::Reader;

/// The server programs, by major.
pub(super) fn programs() -> Vec<Finding> {
    const ABOUT: &str = "programs";
    let (found, looked) = programs::find();
    if found.is_empty() {
        let what = format!("no PostgreSQL server programs were found\n{}", looked.join("\n"));
        return vec![Finding::note(
            ABOUT,
            what,
            "install a server, `apt-get install postgresql`, or name one with --scratch-url",
        )];
    }
    let line = |one: &programs::Programs| {
        Finding::ok(ABOUT, format!("PostgreSQL {} in {}", one.version, one.directory.display()))
    };
    found.iter().map(line).collect()
}

/// Opens scratch, makes a database there and asks it something.
pub(super) async fn scratch(reader: &Reader, live_major: Option<u32>) -> Finding {
    let begun = Instant::now();
    let tried: Result<(String, u32)> = async {
        let scratch = reader.scratch(live_major).await?;
        let database = scratch.database().await?;
        let asked = database.client.simple_query("select 1").await;
        asked.map_err(|cause| Error::query("ask a scratch database", cause))?;
        database.close().await?;
        Ok((scratch.describe().to_owned(), scratch.major()))
    }
    .await;
    let took = begun.elapsed().as_millis();
    match tried {
        Err(error) => Finding::error("scratch", &error),
        Ok((description, major)) => {
            let what = format!("{description}: ready in {took} ms");
            match live_major.filter(|live| *live != major) {
                Some(live) => Finding::note(
                    "scratch",
                    what,
                    format!("the database is of {live}: it works, but slower; install PostgreSQL {live} here"),
                ),
                None => Finding::ok("scratch", what),
            }
        }
    }
}
