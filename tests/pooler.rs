//! Behind PgBouncer: what works through a pool that lends connections for one transaction, and what is refused there.

#[path = "pooler/bouncer.rs"]
mod bouncer;
#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use autogen::server::{self, Pooling, Surroundings, Target};
use bouncer::Bouncer;
use project::{Live, Project, Run};

const TRANSACTION: &str = "pool_mode = transaction";
const SESSION: &str = "pool_mode = session";

/// A database, a pooler before it, and a project that knows only the pooler.
struct Pooled {
    bouncer: Bouncer,
    live: Live,
    project: Project,
}

impl Pooled {
    fn start(settings: &str) -> Pooled {
        let live = Live::start();
        let bouncer = Bouncer::start(&live.socket(), live.user(), settings);
        Pooled { bouncer, live, project: Project::new() }
    }

    fn url(&self) -> String {
        self.bouncer.url(self.live.user(), self.live.database())
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.project.run_with(arguments, &[("DATABASE_URL", &self.url())])
    }

    /// Writes revision number `number`, which comes after the one before.
    fn revision(&self, number: usize, up: &str, down: &str) {
        let id = |number: usize| format!("{:014}", 20_260_000_000_000_u64 + number as u64);
        let parent = if number == 1 { "none".to_owned() } else { id(number - 1) };
        for (direction, script) in [("up", up), ("down", down)] {
            let text = format!("-- change\n-- revision: {}\n-- revises: {parent}\n\n{script}", id(number));
            self.project.write(&format!("migrations/{}_change.{direction}.sql", id(number)), &text);
        }
    }

    fn pooling(&self) -> Pooling {
        let target = Target::parse_in(&self.url(), &Surroundings::default()).expect("it's a URL");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let client = server::connect(&target).await.expect("the pooler lets us in");
            server::pooling(&client, &target).await.expect("it can be told")
        })
    }
}

#[test]
fn what_stands_before_the_server_is_found_out() {
    for (settings, expected) in [
        (TRANSACTION, Pooling::Transaction),
        ("pool_mode = transaction\nserver_round_robin = 1\nmin_pool_size = 3", Pooling::Transaction),
        ("pool_mode = transaction\ndefault_pool_size = 1", Pooling::Transaction),
        (SESSION, Pooling::Session),
        ("pool_mode = session\ndefault_pool_size = 1", Pooling::Session),
    ] {
        assert_eq!(Pooled::start(settings).pooling(), expected, "{settings}");
    }
}

#[test]
fn the_server_itself_is_no_pooler() {
    let live = Live::start();
    let target = Target::parse(&live.url()).expect("it's a URL");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let found = runtime.block_on(async {
        let client = server::connect(&target).await.expect("the server lets us in");
        server::pooling(&client, &target).await.expect("it can be told")
    });
    assert_eq!(found, Pooling::None);
}

#[test]
fn a_day_through_a_transaction_pooler() {
    let pooled = Pooled::start(TRANSACTION);
    pooled.project.write("schema/posts.sql", "create table posts (id int primary key);");
    pooled.run(&["-m", "add posts"]).ends(0);
    pooled.run(&["upgrade"]).ends(0).complains("there is a transaction pooler before the server");
    pooled.run(&["check"]).ends(0).says("in step");
    pooled.project.write("schema/posts.sql", "create table posts (id int primary key, title text);");
    pooled.run(&["check"]).ends(1);
    pooled.run(&["diff"]).ends(1).says("title");
    pooled.run(&["-m", "add titles"]).ends(0);
    pooled.run(&["preflight"]).ends(0);
    pooled.run(&["upgrade"]).ends(0).complains("(1 of 1)");
    pooled.run(&["upgrade"]).ends(0);
    pooled.run(&["inspect", "--standard"]).ends(0);
    pooled.run(&["downgrade", "-1", "--accept-data-loss"]).ends(0);
    pooled.run(&["check"]).ends(1).says("title");
    pooled.run(&["stamp"]).ends(0);
    pooled.run(&["current"]).ends(0).says("add titles");
    let left = "select count(*)::text from pg_locks where locktype = 'advisory'";
    assert_eq!(pooled.live.value(left), "0", "no lock stays behind in the pool");
}

#[test]
fn runners_through_a_transaction_pooler_and_beside_it_apply_once() {
    let pooled = Pooled::start(TRANSACTION);
    pooled.revision(1, "create table done (what int, id int);", "drop table done;");
    for number in 2..8 {
        let up = format!("select pg_sleep(0.05);\ninsert into done values ({number});\n-- autogen: commit\nselect 1;");
        pooled.revision(number, &up, &format!("select pg_sleep(0.05);\ninsert into done values (-{number});"));
    }
    // It refers to what the revision changes: whoever comes late finds that it can't be asked any more.
    let up = "-- autogen: preflight\nselect id from done where id is not null;\nalter table done drop column id;";
    pooled.revision(8, up, "alter table done add id int;");
    let three_times = |arguments: &[&str]| {
        let urls = [pooled.url(), pooled.url(), pooled.live.url()];
        std::thread::scope(|scope| {
            let run = |url: String| pooled.project.run_with(arguments, &[("DATABASE_URL", &url)]).ends(0);
            let runs = urls.map(|url| scope.spawn(move || run(url)));
            runs.into_iter().for_each(|run| drop(run.join().expect("it ends well")));
        });
    };
    let done = "select string_agg(what::text, ' ' order by what) from done";
    pooled.project.write("autogen.toml", "[run]\nbefore = 'echo before >> hooks'\nafter = 'echo after >> hooks'");
    three_times(&["upgrade"]);
    let hooks = pooled.project.read("hooks");
    assert!(hooks.matches("before").count() <= 3 && hooks.contains("after"), "not once more for each try: {hooks}");
    assert_eq!(pooled.live.value(done), "2 3 4 5 6 7");
    assert_eq!(pooled.live.value("select count(*)::text from autogen_revision"), "8");
    assert_eq!(pooled.live.value("select count(*)::text from autogen_revision_step"), "0");
    three_times(&["downgrade", "20260000000001", "--yes"]);
    assert_eq!(pooled.live.value(done), "-7 -6 -5 -4 -3 -2 2 3 4 5 6 7");
}

#[test]
fn what_needs_a_connection_of_its_own_is_refused_before_anything_runs() {
    let pooled = Pooled::start(TRANSACTION);
    pooled.revision(1, "create table a (b int);", "drop table a;");
    pooled.revision(2, "-- autogen: no-transaction\ncreate index concurrently c on a (b);", "drop index c;");
    pooled.run(&["upgrade"]).ends(2).complains("_change.up.sql:6: this statement runs outside of a transaction");
    pooled.run(&["upgrade"]).complains("connect to the server itself: --database URL, or `[database] direct_url`");
    assert_eq!(pooled.live.value("select coalesce(to_regclass('a')::text, 'none')"), "none");

    pooled.revision(
        2,
        "-- autogen: batch table=a key=b size=10\nupdate a set b = b where b between $1 and $2;",
        "select 1;",
    );
    pooled.run(&["upgrade"]).ends(2).complains("this statement runs in a transaction for each range of rows");
    pooled.revision(2, "set search_path = elsewhere;", "select 1;");
    pooled.run(&["upgrade"]).ends(2).complains("this statement is about the session, which others use next");
    pooled.revision(2, "set local search_path = elsewhere;", "select 1;");
    pooled.run(&["upgrade"]).ends(0);
}

#[test]
fn what_others_left_in_a_connection_does_not_matter() {
    let pooled = Pooled::start("pool_mode = transaction\ndefault_pool_size = 1");
    pooled.live.execute("create schema elsewhere; create role other; grant all on schema elsewhere to other");
    let target = Target::parse(&pooled.url()).expect("it's a URL");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let client = server::connect(&target).await.expect("the pooler lets us in");
        client.batch_execute("set search_path = elsewhere; set role other").await.expect("it can be set");
    });
    let up = "-- autogen: preflight\nselect 1 where current_schema() <> 'public';\ncreate table a (b int);";
    pooled.revision(1, up, "drop table a;");
    pooled.run(&["upgrade"]).ends(0);
    assert_eq!(
        pooled.live.value("select schemaname || ' ' || tableowner from pg_tables where tablename = 'a'"),
        "public autogen"
    );
    pooled.live.execute("drop owned by other; drop role other");
}

#[test]
fn a_session_pooler_is_as_good_as_the_server() {
    let pooled = Pooled::start(SESSION);
    pooled.revision(1, "set search_path = public;\ncreate table a (b int);", "drop table a;");
    pooled.revision(2, "-- autogen: no-transaction\ncreate index concurrently c on a (b);", "drop index c;");
    pooled.run(&["upgrade"]).ends(0);
    pooled.run(&["downgrade", "base", "--yes"]).ends(0);
}

#[test]
fn scratch_is_not_looked_for_behind_a_transaction_pooler() {
    let pooled = Pooled::start(TRANSACTION);
    pooled.project.write("schema/a.sql", "create table a (b int);");
    let run = pooled.run(&["check", "--scratch-url", &pooled.url()]);
    run.ends(2).complains("leads to a transaction pooler, where no scratch database can be");
}
