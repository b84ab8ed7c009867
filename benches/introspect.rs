//! What reading and planning cost, beside `pg_dump` on the same database in the same run.
//!
//!   cargo bench                             a schema of 1000 tables
//!   cargo bench -- 1000 3000 10000          several sizes, which show the slope
//!   cargo bench -- postgres://host/large    a database that is there, which is only read
//!
//! The schema is that of `benches/many-tables`, on a private server. Where there is no /proc, memory isn't told.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use autogen::catalog::{Catalog, load};
use autogen::id::Kind;
use autogen::plan::plan;
use autogen::scratch::private::Server;
use autogen::scratch::programs::{self, Programs};
use autogen::server::{self, Target};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// How often each side is run, one after the other.
const RUNS: usize = 3;

const DEFAULT_SIZE: &str = "1000";

fn main() -> Result<()> {
    // Cargo itself says `--bench`.
    let mut wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if wanted.is_empty() {
        wanted.push(DEFAULT_SIZE.to_owned());
    }
    let (found, looked) = programs::find();
    let programs = programs::choose(&found, None).ok_or_else(|| format!("no server programs: {looked:?}"))?;
    println!("PostgreSQL {}, medians of {RUNS} runs, seconds\n", programs.version);
    println!("  tables  objects     load  pg_dump  ratio  client MiB  plan: no-op  column  create    drop");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for wanted in &wanted {
        let row = match wanted.parse::<u32>() {
            Ok(tables) => runtime.block_on(of_size(programs, tables))?,
            Err(_) => runtime.block_on(measured(programs, &Target::parse(wanted)?, None))?,
        };
        println!("{row}");
    }
    println!("\nno-op check of the example, warm: {:.3}", runtime.block_on(check(programs))?);
    Ok(())
}

/// Measures a schema of so many tables, on a server of its own.
async fn of_size(programs: &Programs, tables: u32) -> Result<String> {
    let server = Server::start(programs).await?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/many-tables");
    let mut writer = Command::new(script).arg(tables.to_string()).stdout(Stdio::piped()).spawn()?;
    let written = writer.stdout.take().ok_or("its output is a pipe")?;
    let loaded = Command::new(programs.directory.join("psql"))
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"])
        .arg(server.target().to_string())
        .stdin(written)
        .status()?;
    if !writer.wait()?.success() || !loaded.success() {
        return Err("the schema can't be loaded".into());
    }
    let middle = format!("t{:05}", tables.div_ceil(2));
    let change = format!("alter table {middle} add column likes integer default 0 not null");
    measured(programs, server.target(), Some(&change)).await
}

/// A row of the table; `change` is run on the database for the plan of one change.
async fn measured(programs: &Programs, target: &Target, change: Option<&str>) -> Result<String> {
    let (mut loads, mut dumps, mut memory, mut tables) = (Vec::new(), Vec::new(), 0, 0);
    let mut catalog = Catalog::empty(0);
    for _ in 0..RUNS {
        // Only one is there at a time.
        drop(std::mem::replace(&mut catalog, Catalog::empty(0)));
        forget_peak_memory();
        let begin = Instant::now();
        // A new connection each time, as a new process would have it: the server's caches are per connection.
        let client = server::connect(target).await?;
        let read = load::load_live(&client, target).await?;
        loads.push(begin.elapsed().as_secs_f64());
        memory = memory.max(peak_memory());
        tables = read.of_kind(Kind::Table).count();
        catalog = read;
        dumps.push(dumped(programs, target)?);
    }
    let column = match change {
        None => None,
        Some(change) => {
            let client = server::connect(target).await?;
            client.batch_execute(change).await?;
            Some(planned(&catalog, &load::load(&client).await?)?)
        }
    };
    let empty = Catalog::empty(catalog.server_major);
    let (load, dump) = (median(loads), median(dumps));
    Ok(format!(
        "{tables:8} {:8} {load:8.2} {dump:8.2} {:6.2} {:11} {:12.3} {:>7} {:7.2} {:7.2}",
        catalog.len(),
        load / dump,
        memory >> 10,
        planned(&catalog, &catalog.clone())?,
        column.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.3}")),
        planned(&empty, &catalog)?,
        planned(&catalog, &empty)?,
    ))
}

fn planned(from: &Catalog, to: &Catalog) -> Result<f64> {
    let begin = Instant::now();
    plan(from, to)?;
    Ok(begin.elapsed().as_secs_f64())
}

/// Seconds that `pg_dump` takes to write the schema to nowhere.
fn dumped(programs: &Programs, target: &Target) -> Result<f64> {
    let begin = Instant::now();
    let status = Command::new(programs.directory.join("pg_dump"))
        .args(["--schema-only", "--dbname", &target.to_string()])
        .stdout(Stdio::null())
        .status()?;
    match status.success() {
        true => Ok(begin.elapsed().as_secs_f64()),
        false => Err("pg_dump failed".into()),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Begins to count the peak of this process's memory anew, where the system can.
fn forget_peak_memory() {
    // Only Linux knows this, and only its figure is shown.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that this process has had, in KiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// Seconds of `autogen check` on a database in step with the example, once a check has filled the cache.
async fn check(programs: &Programs) -> Result<f64> {
    let server = Server::start(programs).await?;
    let cache = tempfile::tempdir()?;
    let autogen = |arguments: &[&str]| -> Result<()> {
        let output = Command::new(env!("CARGO_BIN_EXE_autogen"))
            .args(arguments)
            .args(["--database", &server.target().to_string()])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("AUTOGEN_CACHE_DIR", cache.path())
            .output()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned().into()),
        }
    };
    autogen(&["upgrade"])?;
    autogen(&["check"])?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let begin = Instant::now();
        autogen(&["check"])?;
        times.push(begin.elapsed().as_secs_f64());
    }
    Ok(median(times))
}
