//! Revisions run on a real server: what stays, what is undone, who waits for whom, and where a rerun goes on.

use std::fs;
use std::time::Duration;

use autogen::apply::{Event, Report, RunOptions, offline, stamp, upgrade};
use autogen::error::Error;
use autogen::history::{self, Destination, Direction, Script, Standing, current, listing, table};

#[path = "apply/project.rs"]
mod project;

use project::{Project, id, psql, quick, refused, silent};

const TWO: [(&str, &str); 2] = [("CREATE TABLE a (b int);", "DROP TABLE a;"), ("CREATE TABLE c ();", "DROP TABLE c;")];

#[tokio::test]
async fn a_database_goes_there_and_back() {
    let project = Project::new(&TWO).await;
    assert_eq!(project.applied().await, 0);
    assert_eq!(project.upgrade().await.expect("it runs").revisions.len(), 2);
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("a c", 2));
    assert_eq!(project.upgrade().await.expect("there is nothing to do"), Report::default());

    let state = table::read(&*project.connect().await).await.expect("the history can be read");
    assert_eq!(current(&state).iter().map(ToString::to_string).collect::<Vec<_>>(), [id(2)]);
    let row = &state.applied[&current(&state)[0]];
    assert_eq!((row.message.as_str(), row.fingerprint.as_str(), row.host.as_str()), ("change 2", "sha256:2", "local"));
    assert_eq!(listing(&project.chain(), &state).iter().filter(|entry| entry.standing == Standing::Applied).count(), 2);

    project.downgrade(Destination::Back(1)).await.expect("it runs");
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("a", 1));
    project.downgrade(Destination::Base).await.expect("it runs");
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("", 0));
}

#[tokio::test]
async fn a_statement_that_fails_undoes_its_revision_and_says_where() {
    let project = Project::new(&[TWO[0], ("CREATE TABLE c ();\nALTER TABLE a ADD d intt;", ""), TWO[1]]).await;
    let error = refused(project.upgrade().await);
    let place = format!("{}:7", project.path(2, "up").display());
    assert_eq!(error.to_string(), format!("cannot apply {}_change: statement 2 of 2 failed, {place}", id(2)));
    let Error::Apply { place, cause, .. } = &error else { panic!("{error:?}") };
    assert_eq!((place.line, cause.sqlstate.as_deref()), (7, Some("42704")));
    assert!(place.excerpt.ends_with("7 | ALTER TABLE a ADD d intt;\n  |                     ^"), "{}", place.excerpt);
    assert_eq!(
        error.hint().expect("there is a way on"),
        format!(
            "everything of this revision was undone; applied by this run: {}; not applied: {}; \
             correct the file or the data and run `autogen upgrade` again",
            id(1),
            id(3)
        )
    );
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("a", 1));
    project.write(2, "ALTER TABLE a ADD d int;", "");
    project.upgrade().await.expect("an unapplied file may be edited");
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("a c", 3));
}

#[tokio::test]
async fn a_commit_that_fails_undoes_its_revision() {
    let deferred = "CREATE TABLE a (b int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1), (1);";
    let project = Project::new(&[(deferred, "")]).await;
    let error = refused(project.upgrade().await);
    assert!(error.hint().expect("a way on").starts_with("at the commit, everything of this revision was undone"));
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("", 0));
}

#[tokio::test]
async fn a_new_enum_value_is_committed_before_its_use() {
    let up = "ALTER TYPE mood ADD VALUE 'new';\n-- autogen: commit\nCREATE TABLE a (b mood DEFAULT 'new'::mood);";
    let project =
        Project::new(&[("CREATE TYPE mood AS ENUM ('old');", ""), (&up.replace("-- autogen: commit", ""), "")]).await;
    let error = refused(project.upgrade().await);
    assert!(error.hint().expect("a way on").contains("put `-- autogen: commit`"), "{error:?}");
    project.write(2, up, "");
    project.upgrade().await.expect("it runs");
    assert_eq!(project.applied().await, 2);
}

#[tokio::test]
async fn a_rerun_goes_on_behind_what_was_committed() {
    let up = |last: &str| {
        format!("CREATE TABLE a (b int);\n-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);\n{last};")
    };
    let project = Project::new(&[(&up("SELECT 1/0"), "DROP TABLE a;")]).await;
    let error = refused(project.upgrade().await);
    let hint = error.hint().expect("a way on");
    assert!(hint.starts_with("statements 1 to 2 have been committed and stay, statement 3 was undone"), "{hint}");
    assert!(hint.ends_with("it goes on at statement 3"), "{hint}");
    let error = refused(project.downgrade(Destination::Base).await);
    assert!(error.to_string().contains("is half applied"), "{error}");

    project.write(1, &up("SELECT 2").replace("b int", "b bigint"), "DROP TABLE a;");
    let error = refused(project.upgrade().await);
    assert!(error.to_string().ends_with("changed in the statements that an earlier run has committed"), "{error}");
    project.write(1, &up("SELECT 2"), "DROP TABLE a;");
    let mut statements = Vec::new();
    let mut note = |event: Event<'_>| {
        if let Event::Statement { number, .. } = event {
            statements.push(number);
        }
    };
    let mut client = project.connect().await;
    upgrade(&mut client, &project.chain(), Destination::Heads, &quick(), &mut note).await.expect("it runs");
    assert_eq!(statements, [3]);
    assert_eq!(project.applied().await, 1);
}

#[tokio::test]
async fn an_invalid_index_of_an_earlier_run_is_rebuilt() {
    let build = "-- autogen: no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY i ON a (b);";
    let project = Project::new(&[("CREATE TABLE a (b int); INSERT INTO a VALUES (1), (1);", ""), (build, "")]).await;
    let error = refused(project.upgrade().await);
    assert!(matches!(&error, Error::Apply { cause, .. } if cause.sqlstate.as_deref() == Some("23505")), "{error:?}");
    let client = project.connect().await;
    client.batch_execute("DELETE FROM a; INSERT INTO a VALUES (1)").await.expect("the data are repaired");
    project.upgrade().await.expect("it runs");
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("a i", 2));
}

#[tokio::test]
async fn an_index_of_somebody_else_is_left_alone() {
    let build = "-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);";
    let project = Project::new(&[("CREATE TABLE a (b int); CREATE INDEX i ON a (b);", ""), (build, "")]).await;
    for _ in 0..2 {
        let error = refused(project.upgrade().await);
        assert!(
            matches!(&error, Error::Apply { cause, .. } if cause.sqlstate.as_deref() == Some("42P07")),
            "{error:?}"
        );
        assert_eq!((project.tables().await.as_str(), project.applied().await), ("a i", 1));
    }
}

#[tokio::test]
async fn wherever_a_run_is_cut_off_a_rerun_ends_right() {
    let revisions = [
        ("CREATE TABLE a (b int); INSERT INTO a VALUES (1);", "DROP TABLE a;"),
        (
            "-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);\n\
             -- autogen: no-transaction\nDROP INDEX CONCURRENTLY i;\n\
             -- autogen: no-transaction\nCREATE INDEX CONCURRENTLY j ON a (b);\nINSERT INTO a VALUES (2);",
            "DROP INDEX j;",
        ),
        ("INSERT INTO a VALUES (3);\n-- autogen: commit\nINSERT INTO a VALUES (4);", ""),
    ];
    for cut_at in 1..=8 {
        let project = Project::new(&revisions).await;
        let (mut client, chain) = (project.connect().await, project.chain());
        let (cut, mut is_cut) = tokio::sync::mpsc::unbounded_channel();
        let mut count = 0;
        let mut note = move |event: Event<'_>| {
            if matches!(event, Event::Statement { .. }) {
                count += 1;
                if count == cut_at {
                    cut.send(()).expect("somebody listens");
                }
            }
        };
        let options = quick();
        tokio::select! {
            biased;
            _ = is_cut.recv() => {}
            outcome = upgrade(&mut client, &chain, Destination::Heads, &options, &mut note) => panic!("{outcome:?}"),
        }
        drop(client);
        project.upgrade().await.unwrap_or_else(|error| panic!("cut at {cut_at}: {error:?}"));
        assert_eq!((project.tables().await.as_str(), project.applied().await), ("a j", 3), "cut at {cut_at}");
        assert_eq!(project.ask("select b::text from a order by b").await, "1 2 3 4", "cut at {cut_at}");
    }
}

#[tokio::test]
async fn an_index_that_was_built_and_not_noted_is_kept() {
    let build = "-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);";
    for (is_edited, statement) in [(false, build.to_owned()), (true, build.replace("(b)", "(c)"))] {
        let project = Project::new(&[("CREATE TABLE a (b int, c int);", ""), (build, "")]).await;
        let (mut client, chain) = (project.connect().await, project.chain());
        upgrade(&mut client, &chain, Destination::Forward(1), &quick(), &mut silent).await.expect("it runs");
        let started = table::mark(&table::SegmentRecord {
            reached: None,
            revision: id(2).parse().expect("an id"),
            direction: Direction::Up,
            segment: 0,
            progress: table::Progress::Started,
            checksum: history::sum("CREATE INDEX CONCURRENTLY i ON a (b);\n"),
        });
        client.batch_execute(&format!("CREATE INDEX i ON a (b); {started}")).await.expect("they run");
        let before = project.ask("select 'i'::regclass::oid::text").await;
        project.write(2, &statement, "");
        if is_edited {
            // What was built isn't what the file says now.
            let error = refused(project.upgrade().await);
            assert!(
                matches!(&error, Error::Apply { cause, .. } if cause.sqlstate.as_deref() == Some("42P07")),
                "{error:?}"
            );
            continue;
        }
        project.upgrade().await.expect("it goes on");
        assert_eq!((project.ask("select 'i'::regclass::oid::text").await, project.applied().await), (before, 2));
    }
}

#[tokio::test]
async fn a_server_that_dies_undoes_the_revision() {
    let project = Project::new(&[
        (TWO[0].0, ""),
        ("INSERT INTO a VALUES (1); SELECT pg_terminate_backend(pg_backend_pid());", ""),
    ])
    .await;
    let error = refused(project.upgrade().await);
    let hint = error.hint().expect("a way on");
    assert!(hint.starts_with("everything of this revision was undone"), "{hint}");
    assert_eq!((project.ask("select count(*)::text from a").await.as_str(), project.applied().await), ("0", 1));
}

#[tokio::test]
async fn two_runners_apply_everything_once() {
    let project =
        Project::new(&[("CREATE TABLE a (b int);", ""), ("INSERT INTO a VALUES (1); SELECT pg_sleep(0.3);", "")]).await;
    let (first, second) = tokio::join!(project.upgrade(), project.upgrade());
    let ran = first.expect("it runs").revisions.len() + second.expect("it runs").revisions.len();
    assert_eq!((ran, project.ask("select count(*)::text from a").await.as_str()), (2, "1"));
}

#[tokio::test]
async fn a_runner_that_waits_in_vain_names_the_other() {
    let project = Project::new(&TWO).await;
    let other = project.connect().await;
    let lock =
        format!("set application_name = 'deploy'; select pg_advisory_lock({})", i64::from_be_bytes(*b"\0autogen"));
    other.batch_execute(&lock).await.expect("the lock is free");
    let options = RunOptions { patience: Duration::ZERO, ..quick() };
    let mut client = project.connect().await;
    let mut holders = Vec::new();
    let mut note = |event: Event<'_>| {
        if let Event::Waiting { holder } = event {
            holders.push(holder.application.clone());
        }
    };
    let outcome = upgrade(&mut client, &project.chain(), Destination::Heads, &options, &mut note).await;
    let error = refused(outcome).to_string();
    assert!(error.contains("application deploy"), "{error}");
    assert_eq!(holders, ["deploy"]);
}

#[tokio::test]
async fn a_lock_is_tried_for_again_and_its_holder_named() {
    let project =
        Project::new(&[("CREATE TABLE locked (b int);", ""), ("CREATE TABLE c (); ALTER TABLE locked ADD d int;", "")])
            .await;
    let (chain, mut client) = (project.chain(), project.connect().await);
    let first = chain.ordered().next().expect("there are two").id;
    upgrade(&mut client, &chain, Destination::Revision(first), &quick(), &mut silent).await.expect("it runs");
    let other = project.connect().await;
    other.batch_execute("set application_name = 'report'; BEGIN; LOCK TABLE locked").await.expect("it is free");
    let mut tries = 0;
    let mut note = |event: Event<'_>| {
        if let Event::Retry { blockers, .. } = event {
            tries += 1;
            assert_eq!(blockers.iter().map(|one| one.application.as_str()).collect::<Vec<_>>(), ["report"]);
        }
    };
    let error = refused(upgrade(&mut client, &chain, Destination::Heads, &quick(), &mut note).await);
    assert_eq!(tries, 2);
    assert!(error.hint().expect("a way on").contains("the lock may be held by pid"), "{error:?}");
    assert_eq!(project.tables().await, "locked");

    let (release, mut released) = tokio::sync::mpsc::unbounded_channel();
    let mut note = move |event: Event<'_>| {
        if matches!(event, Event::Retry { attempt: 1, .. }) {
            release.send(()).expect("somebody listens");
        }
    };
    let options = RunOptions { lock_retries: 50, ..quick() };
    let let_go = async {
        released.recv().await.expect("there is a retry");
        other.batch_execute("COMMIT").await.expect("it commits");
    };
    let (outcome, ()) = tokio::join!(upgrade(&mut client, &chain, Destination::Heads, &options, &mut note), let_go);
    outcome.expect("it runs once the lock is free");
    assert_eq!(project.applied().await, 2);
}

#[tokio::test]
async fn a_statement_is_cancelled_after_its_own_timeout() {
    let project = Project::new(&[("-- autogen: timeout 20ms\nSELECT pg_sleep(5);", "")]).await;
    let error = refused(project.upgrade().await);
    assert!(matches!(&error, Error::Apply { cause, .. } if cause.sqlstate.as_deref() == Some("57014")), "{error:?}");
    project.write(1, "-- autogen: timeout 20ms\nSELECT 1;\nSELECT pg_sleep(0.1);", "");
    project.upgrade().await.expect("the limit ends with its statement");
}

#[tokio::test]
async fn an_edited_or_lost_file_is_named() {
    let project = Project::new(&TWO).await;
    project.upgrade().await.expect("it runs");
    project.write(1, TWO[0].0, "DROP TABLE a; -- edited");
    let error = refused(project.upgrade().await).to_string();
    assert_eq!(error, format!("{} changed after it was applied", project.path(1, "down").display()));
    let (client, chain) = (project.connect().await, project.chain());
    let stamped = stamp(&client, &chain, Destination::Heads, false, Duration::ZERO, &mut silent).await;
    assert_eq!(stamped.expect("the files are taken as they are").len(), 2);
    project.upgrade().await.expect("nothing is wrong any more");

    for direction in ["up", "down"] {
        fs::remove_file(project.path(2, direction)).expect("it is there");
    }
    let error = refused(project.downgrade(Destination::Base).await).to_string();
    assert!(error.starts_with(&format!("{} change 2 is applied, but its files aren't in", id(2))), "{error}");
    let chain = project.chain();
    let stamped = stamp(&client, &chain, Destination::Heads, false, Duration::ZERO, &mut silent).await;
    assert!(stamped.is_err(), "only --purge forgets what has no files");
    stamp(&client, &chain, Destination::Heads, true, Duration::ZERO, &mut silent).await.expect("it is forgotten");
    assert_eq!(project.applied().await, 1);
}

#[tokio::test]
async fn nothing_runs_while_a_question_is_open() {
    let project = Project::new(&[TWO[0]]).await;
    let path = project.path(1, "up");
    let text = fs::read_to_string(&path).expect("it is there");
    fs::write(&path, text.replace("-- to:", "-- review:\n--   [ ] R1 rows are lost\n-- to:")).expect("it is written");
    let error = refused(project.upgrade().await);
    assert!(matches!(error, Error::Undecided { .. }), "{error:?}");
    assert_eq!(error.evidence(), [format!("{}:5: R1 rows are lost", path.display())]);
    let ticked = history::tick(&fs::read_to_string(&path).expect("it is there"), "R1").expect("the box is there");
    fs::write(&path, ticked).expect("it is written");
    project.upgrade().await.expect("it is decided");
}

#[tokio::test]
async fn a_preflight_query_stops_a_revision_before_it_begins() {
    let up =
        "CREATE TABLE c ();\n-- autogen: preflight\nSELECT b FROM a WHERE b < 0;\nALTER TABLE a ADD CHECK (b >= 0);";
    let project = Project::new(&[("CREATE TABLE a (b int); INSERT INTO a VALUES (-7), (7);", ""), (up, "")]).await;
    let error = refused(project.upgrade().await);
    let place = format!("{}:8: 1", project.path(2, "up").display());
    assert_eq!(error.evidence(), [place, "  b = -7".to_owned()]);
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("a", 1));
    project.connect().await.batch_execute("DELETE FROM a WHERE b < 0").await.expect("the data are repaired");
    project.upgrade().await.expect("nothing stands in the way");
}

#[tokio::test]
async fn rows_below_a_copy_are_loaded() {
    let project =
        Project::new(&[("CREATE TABLE a (b text, c text);\nCOPY a FROM stdin;\nü;\t\\N\n2\tx\n\\.\n", "")]).await;
    project.upgrade().await.expect("it runs");
    assert_eq!(project.ask("select concat(b, '|', c) from a order by b").await, "2|x ü;|");
}

#[tokio::test]
async fn settings_of_one_revision_do_not_reach_the_next() {
    let project =
        Project::new(&[("SELECT set_config('search_path', '', false);", ""), ("CREATE TABLE a ();", "")]).await;
    project.upgrade().await.expect("it runs");
    assert_eq!(project.tables().await, "a");
}

#[tokio::test]
async fn psql_alone_can_run_the_script() {
    let project = Project::new(&[
        ("CREATE TABLE a (b int);\n-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);", "DROP TABLE a;"),
        ("COPY a FROM stdin;\n1\n\\.\n", "DELETE FROM a;"),
    ])
    .await;
    let chain = project.chain();
    let up = offline(&chain, Direction::Up, Destination::Base, Destination::Heads, false).expect("it can be written");
    let down =
        offline(&chain, Direction::Down, Destination::Heads, Destination::Base, false).expect("it can be written");
    for _ in 0..2 {
        assert_eq!(psql(&project, &up), "");
        assert_eq!((project.tables().await.as_str(), project.applied().await), ("a i", 2));
        assert!(psql(&project, &up).contains("is applied already"));
        assert_eq!(project.upgrade().await.expect("there is nothing to do"), Report::default());
        assert_eq!(psql(&project, &down), "");
        assert_eq!((project.tables().await.as_str(), project.applied().await), ("", 0));
    }
    // A script that stops in the middle is finished by a run.
    let cut = up.find("INSERT INTO public.autogen_revision (").expect("the first row of the history");
    assert_eq!(psql(&project, &up[..cut]), "");
    project.upgrade().await.expect("it goes on");
    assert_eq!((project.tables().await.as_str(), project.applied().await), ("a i", 2));
}

/// 25 rows of a table in ranges of 10; each change of a row is counted.
const BATCH: [(&str, &str); 2] = [
    (
        "CREATE TABLE a (id text PRIMARY KEY, phone text, changes int NOT NULL DEFAULT 0);\n\
         INSERT INTO a SELECT 'o''' || lpad(n::text, 3, '0') FROM generate_series(1, 25) n;",
        "DROP TABLE a;",
    ),
    (
        "CREATE TABLE c ();\n-- autogen: batch table=public.a key=id size=10\n\
         UPDATE a SET phone = '5%', changes = changes + 1 WHERE id BETWEEN $1 AND $2;\n\
         ALTER TABLE a ALTER phone SET NOT NULL;",
        "ALTER TABLE a ALTER phone DROP NOT NULL;\nDROP TABLE c;",
    ),
];

const CHANGED: &str = "select string_agg(distinct changes || coalesce(phone, '-'), ' ') || ' ' || count(*) from a";

#[tokio::test]
async fn a_batch_goes_through_every_row_once() {
    let project = Project::new(&BATCH).await;
    let mut seen = Vec::new();
    let mut note = |event: Event<'_>| {
        if let Event::Batch { ranges, rows, .. } = event {
            seen.push((ranges, rows));
        }
    };
    let mut client = project.connect().await;
    upgrade(&mut client, &project.chain(), Destination::Heads, &quick(), &mut note).await.expect("it runs");
    assert_eq!(seen, [(3, 25)]);
    assert_eq!((project.ask(CHANGED).await.as_str(), project.applied().await), ("15% 25", 2));
    project.downgrade(Destination::Base).await.expect("it runs");
}

#[tokio::test]
async fn a_batch_goes_on_behind_the_last_range_that_was_committed() {
    for cut_at in 1..=3 {
        let project = Project::new(&BATCH).await;
        let (mut client, chain) = (project.connect().await, project.chain());
        let (cut, mut is_cut) = tokio::sync::mpsc::unbounded_channel();
        let mut count = 0;
        let mut note = move |event: Event<'_>| {
            count += usize::from(matches!(event, Event::Progress { .. }));
            if count == cut_at {
                cut.send(()).expect("somebody listens");
            }
        };
        let options = quick();
        tokio::select! {
            biased;
            _ = is_cut.recv() => {}
            outcome = upgrade(&mut client, &chain, Destination::Heads, &options, &mut note) => panic!("{outcome:?}"),
        }
        drop(client);
        assert_eq!(project.ask("select count(*)::text from a where changes = 1").await, ["10", "20", "25"][cut_at - 1]);
        project.upgrade().await.unwrap_or_else(|error| panic!("cut at {cut_at}: {error:?}"));
        assert_eq!((project.ask(CHANGED).await.as_str(), project.applied().await), ("15% 25", 2), "cut at {cut_at}");
    }
}

#[tokio::test]
async fn a_batch_that_fails_says_how_far_it_came() {
    let failing = BATCH[1].0.replace("changes + 1", "changes + 1 / (CASE id WHEN 'o''015' THEN 0 ELSE 1 END)");
    let project = Project::new(&[BATCH[0], (&failing, "")]).await;
    let error = refused(project.upgrade().await);
    let hint = error.hint().expect("there is a way on");
    assert!(hint.starts_with("statement 1 has been committed and stays, the ranges up to o'010 have been"), "{hint}");
    assert!(hint.ends_with("it goes on behind them"), "{hint}");
    // Another statement doesn't take over where this one was, unless the file says so.
    project.write(2, BATCH[1].0, "");
    let error = refused(project.upgrade().await);
    assert!(error.to_string().ends_with("another batch stood here when ranges up to o'010 were committed"), "{error}");
    assert!(error.hint().expect("there is a way on").contains("`after=o'010` or `after=none`"), "{error:?}");
    project.write(2, &BATCH[1].0.replace("size=10", "size=10 after=o'010"), "");
    let chain = project.chain();
    let (from, to) = (Destination::Revision(id(1).parse().expect("an id")), Destination::Heads);
    let script = offline(&chain, Direction::Up, from, to, false).expect("it can be written");
    assert!(psql(&project, &script).contains("is half applied"));
    project.upgrade().await.expect("it goes on");
    assert_eq!((project.ask(CHANGED).await.as_str(), project.applied().await), ("15% 25", 2));

    // A database in which nothing was cut off has every row visited.
    for by_psql in [false, true] {
        let fresh = Project::new(&[BATCH[0], (&BATCH[1].0.replace("size=10", "size=10 after=o'010"), "")]).await;
        if by_psql {
            let script = offline(&fresh.chain(), Direction::Up, Destination::Base, Destination::Heads, false);
            assert_eq!(psql(&fresh, &script.expect("it can be written")), "");
        } else {
            fresh.upgrade().await.expect("it runs");
        }
        assert_eq!(fresh.ask(CHANGED).await, "15% 25");
    }
}

#[tokio::test]
async fn a_script_does_not_take_over_where_another_batch_was() {
    let failing = |by: &str| {
        format!(
            "-- autogen: batch table=public.a key=id size=10\nUPDATE a SET phone = '{by}' || 1 / (CASE id WHEN 'o''015' THEN 0 ELSE 1 END) WHERE id BETWEEN $1 AND $2;"
        )
    };
    let project = Project::new(&[BATCH[0], (&failing("a"), "")]).await;
    refused(project.upgrade().await);
    project.write(2, &failing("b"), "");
    let (from, to) = (Destination::Revision(id(1).parse().expect("an id")), Destination::Heads);
    let script = offline(&project.chain(), Direction::Up, from, to, false).expect("it can be written");
    assert!(psql(&project, &script).contains("is begun with another batch"));
}

#[tokio::test]
async fn a_batch_ends_even_if_it_makes_rows() {
    let more = "-- autogen: batch table=a key=id size=10\n\
                INSERT INTO a SELECT 'p' || id FROM a WHERE id BETWEEN $1 AND $2;";
    let project = Project::new(&[BATCH[0], (more, "")]).await;
    project.upgrade().await.expect("it ends");
    assert_eq!(project.ask("select count(*)::text from a").await, "50");
}

#[tokio::test]
async fn a_key_whose_text_is_not_the_key_does_not_go_round() {
    let floats = "ALTER DATABASE postgres SET extra_float_digits = 0;\nCREATE TABLE f (k float8, n int DEFAULT 0);\n\
                  INSERT INTO f SELECT 0.1::float8 + g * 0.2::float8 FROM generate_series(1, 30) g;";
    let batch = "-- autogen: batch table=f key=k size=7\nUPDATE f SET n = n + 1 WHERE k BETWEEN $1 AND $2;";
    let project = Project::new(&[(floats, ""), (batch, "")]).await;
    let (mut client, chain) = (project.connect().await, project.chain());
    upgrade(&mut client, &chain, Destination::Forward(1), &quick(), &mut silent).await.expect("it runs");
    let script =
        offline(&chain, Direction::Up, Destination::Revision(id(1).parse().expect("an id")), Destination::Heads, false);
    project.upgrade().await.expect("each row once");
    assert_eq!(project.ask("select min(n) || ' ' || max(n) || ' ' || count(*) from f").await, "1 1 30");
    project.downgrade(Destination::Back(1)).await.expect("it runs");
    assert_eq!(psql(&project, &script.expect("it can be written")), "");
    assert_eq!(project.ask("select min(n) || ' ' || max(n) || ' ' || count(*) from f").await, "2 2 30");
}

#[tokio::test]
async fn what_a_file_has_set_holds_after_a_retry_and_a_rerun() {
    let setup = "CREATE SCHEMA tenant;\nCREATE TABLE posts (b int);\nCREATE TABLE tenant.posts (b int);";
    let up = |last: &str| {
        format!(
            "SET search_path = tenant, public;\n-- autogen: no-transaction\nALTER TABLE posts ADD COLUMN a int;\n\
             ALTER TABLE posts ADD COLUMN c int;\n{last};"
        )
    };
    let project = Project::new(&[(setup, ""), (&up("SELECT 1/0"), "")]).await;
    let (mut client, chain) = (project.connect().await, project.chain());
    upgrade(&mut client, &chain, Destination::Forward(1), &quick(), &mut silent).await.expect("it runs");
    let other = project.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE tenant.posts").await.expect("it is free");
    let (release, mut released) = tokio::sync::mpsc::unbounded_channel();
    let mut note = move |event: Event<'_>| {
        if matches!(event, Event::Retry { attempt: 1, .. }) {
            release.send(()).expect("somebody listens");
        }
    };
    let options = RunOptions { lock_retries: 50, ..quick() };
    let let_go = async {
        released.recv().await.expect("there is a retry");
        other.batch_execute("COMMIT").await.expect("it commits");
    };
    let (outcome, ()) = tokio::join!(upgrade(&mut client, &chain, Destination::Heads, &options, &mut note), let_go);
    refused(outcome);
    project.write(2, &up("SELECT 2"), "");
    project.upgrade().await.expect("it goes on");
    let columns = "select string_agg(attname::text, ' ' order by attnum) from pg_attribute \
                   where attnum > 0 and attrelid = ";
    assert_eq!(project.ask(&format!("{columns} 'tenant.posts'::regclass")).await, "b a c");
    assert_eq!(project.ask(&format!("{columns} 'public.posts'::regclass")).await, "b");
}

#[tokio::test]
async fn a_change_of_rows_of_which_nobody_knows_is_not_done_twice() {
    let build = "-- autogen: no-transaction\nUPDATE a SET b = b + 1;";
    let project = Project::new(&[("CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);", ""), (build, "")]).await;
    let (mut client, chain) = (project.connect().await, project.chain());
    upgrade(&mut client, &chain, Destination::Forward(1), &quick(), &mut silent).await.expect("it runs");
    let started = table::mark(&table::SegmentRecord {
        reached: None,
        revision: id(2).parse().expect("an id"),
        direction: Direction::Up,
        segment: 0,
        progress: table::Progress::Started,
        checksum: String::new(),
    });
    client.batch_execute(&format!("UPDATE a SET b = b + 1; {started}")).await.expect("they run");
    let error = refused(project.upgrade().await);
    assert!(error.to_string().contains("whether this statement was done isn't known"), "{error}");
    let hint = error.hint().expect("there is a way on");
    let forget = hint.split('`').nth(1).expect("the statement stands there");
    assert_eq!(project.ask("select b::text from a").await, "2");
    client.batch_execute(forget).await.expect("it is a statement");
    project.upgrade().await.expect("it runs again");
    assert_eq!((project.ask("select b::text from a").await.as_str(), project.applied().await), ("3", 2));
}

#[tokio::test]
async fn a_script_for_psql_does_not_begin_again_what_is_half_done() {
    let up = |last: &str| {
        format!("CREATE TABLE IF NOT EXISTS a (b int);\nINSERT INTO a VALUES (1);\n-- autogen: commit\n{last};")
    };
    let project = Project::new(&[(&up("SELECT 1/0"), "")]).await;
    let script = || {
        let chain = project.chain();
        offline(&chain, Direction::Up, Destination::Base, Destination::Heads, false).expect("it can be written")
    };
    assert!(psql(&project, &script()).contains("division by zero"));
    project.write(1, &up("SELECT 1"), "");
    assert!(psql(&project, &script()).contains("is half applied"));
    project.upgrade().await.expect("it goes on");
    assert_eq!((project.ask("select count(*)::text from a").await.as_str(), project.applied().await), ("1", 1));
}

#[tokio::test]
async fn a_batch_refuses_rows_that_it_would_not_reach() {
    let no_key = BATCH[0].0.replace("text PRIMARY KEY", "text").replace("25) n", "25) n UNION ALL SELECT NULL");
    let project = Project::new(&[(&no_key, ""), BATCH[1]]).await;
    let error = refused(project.upgrade().await).to_string();
    assert!(error.contains("_change.up.sql:8: rows of public.a have no id"), "{error}");
}

#[tokio::test]
async fn psql_alone_can_run_a_batch() {
    let project = Project::new(&BATCH).await;
    let script = offline(&project.chain(), Direction::Up, Destination::Base, Destination::Heads, false);
    assert_eq!(psql(&project, &script.expect("it can be written")), "");
    assert_eq!((project.ask(CHANGED).await.as_str(), project.applied().await), ("15% 25", 2));
}

#[tokio::test]
async fn a_role_of_one_revision_does_not_reach_the_next() {
    let role = "CREATE ROLE writer;\nCREATE TABLE a (b text DEFAULT current_user);\nGRANT ALL ON a TO writer;";
    let project = Project::new(&[
        (role, "DROP TABLE a;\nDROP ROLE writer;"),
        ("SET ROLE writer;\nINSERT INTO a DEFAULT VALUES;\n-- autogen: commit\nINSERT INTO a DEFAULT VALUES;", ""),
        ("INSERT INTO a DEFAULT VALUES;", ""),
    ])
    .await;
    let script = offline(&project.chain(), Direction::Up, Destination::Base, Destination::Heads, false);
    project.upgrade().await.expect("it runs");
    let who = "select string_agg(b, ' ' order by ctid) from a";
    let ours = project.ask("select current_user::text").await;
    assert_eq!(project.ask(who).await, format!("writer writer {ours}"));
    project.downgrade(Destination::Base).await.expect("it runs");
    assert_eq!(psql(&project, &script.expect("it can be written")), "");
    assert_eq!(project.ask(who).await, format!("writer writer {ours}"));
}

#[tokio::test]
async fn a_key_may_be_called_as_the_script_calls_its_own() {
    for key in ["first", "last", "done", "until"] {
        let table = format!(
            "CREATE TABLE a ({key} int PRIMARY KEY, n int DEFAULT 0);\nINSERT INTO a SELECT generate_series(1, 25);"
        );
        let batch = format!(
            "-- autogen: batch table=a key={key} size=10\nUPDATE a SET n = n + 1 WHERE {key} BETWEEN $1 AND $2;"
        );
        let project = Project::new(&[(&table, ""), (&batch, "")]).await;
        let script = offline(&project.chain(), Direction::Up, Destination::Base, Destination::Heads, false);
        assert_eq!(psql(&project, &script.expect("it can be written")), "", "{key}");
        assert_eq!(project.ask("select min(n) || ' ' || max(n) || ' ' || count(*) from a").await, "1 1 25", "{key}");
    }
}

#[test]
fn a_batch_says_what_it_lacks() {
    for (statement, said) in [
        ("-- autogen: batch table=a key=id\nUPDATE a SET b = 1 WHERE id BETWEEN $1 AND $2;", "the batch has no size"),
        ("-- autogen: batch table=a key=id size=10\nUPDATE a SET b = 1;", "holds $1 and $2"),
        (
            "-- autogen: no-transaction\n-- autogen: batch table=a key=id size=10\nDELETE FROM a WHERE id IN ($1, $2);",
            "has transactions of its own",
        ),
    ] {
        let error = Script::parse("a.up.sql", statement.to_owned()).expect_err("it is broken").to_string();
        assert!(error.contains(said), "{error}");
    }
}
