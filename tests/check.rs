//! `autogen check`: what it lets be, and whether a history is sound.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use project::{Live, Project};
use serde_json::json;

const IGNORES: &str = r#"
[check]
ignore = [
    { object = "table public.tmp_*", until = 9999-12-31, why = "the nightly job's" },
    { object = 'column public."Odd name".x', until = 9999-12-31, why = "moved next week" },
    { object = "gone", until = 9999-12-31, why = "was needed once" },
]
"#;

#[test]
fn what_is_ignored_is_counted_and_told() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    project.write("schema/a.sql", "create table posts (id int); create table \"Odd name\" (id int);");
    live.execute(
        "create table posts (id int); create table \"Odd name\" (id int, x int);
         create table tmp_a (id int primary key); create view tmp_of_a as select * from tmp_a",
    );
    project.run(&["check"]).ends(1).says("tmp_a");
    let config = project.read("autogen.toml");
    project.write("autogen.toml", &(config.clone() + IGNORES));
    // The view isn't a table.
    let told =
        project.run(&["check"]).ends(1).says("tmp_of_a").complains("ignored: table public.tmp_a (table public.tmp_*");
    let told = told
        .complains("until 9999-12-31: the nightly job's")
        .complains("`gone` ignores nothing and can go (autogen.toml:");
    assert!(!told.stdout.contains("TABLE public.tmp_a"), "{told:?}");
    let rest = ["check", "--ignore", "view *"];
    project.run(&rest).ends(0).says("in step").complains("ignored: view public.tmp_of_a (view *)");
    project.run(&[&rest[..], &["--format", "markdown"]].concat()).ends(0).says("Ignored: `view public.tmp_of_a`");
    let told = project.run(&[&rest[..], &["--format", "json"]].concat()).ends(0).json();
    assert_eq!((&told["in_step"], &told["changes"]), (&json!(true), &json!([])));
    assert_eq!(
        told["ignored"][0],
        json!({
            "pattern": "view *", "until": null, "why": "--ignore", "place": null, "objects": ["view public.tmp_of_a"],
        })
    );
    assert_eq!(told["ignored"][2]["objects"], json!(["column public.\"Odd name\".x"]));
    assert_eq!(told["ignored"][3]["objects"], json!([]));

    // Nothing else lets anything be.
    project.run(&["diff"]).ends(1).says("TABLE public.tmp_a");
    project.run(&["check", "--quick", "--ignore", "x"]).ends(2).complains("cannot be used with");

    let first = config.lines().count() + 1;
    for (wrong, line, said) in [
        ("{ object = 'a', until = 2026-01-31, why = 'b' }", 1, "`a` was to be ignored until 2026-01-31, and today is"),
        ("{ object = 'a', why = 'b' }", 1, "missing field `until`"),
        ("{ object = 'a', until = 2027-01-31 }", 1, "missing field `why`"),
        ("\n  { object = 'a', until = 2027-01-31T10:00:00, why = 'b' }", 2, "until = 2027-01-31"),
        ("{ object = 'a', until = 2027-01-31, why = ' ' }", 1, "`why` says why"),
        ("{ objekt = 'a', until = 2027-01-31, why = 'b' }", 1, "did you mean `object`?"),
    ] {
        project.write("autogen.toml", &format!("{config}[check]\nignore = [{wrong}]"));
        project.run(&["check"]).ends(2).complains(&format!("autogen.toml:{}: ", first + line)).complains(said);
    }
}

#[test]
fn a_history_is_sound_or_it_is_told_where_it_isnt() {
    let project = Project::new();
    let check = ["check", "--history"];
    project.run(&["init"]).ends(0);
    project.run(&check).ends(0).says("there is no revision yet");
    project.write("schema/a.sql", "create table a (id int);");
    let wrote = project.run(&["-m", "first"]).ends(0);
    let first = wrote.stdout.lines().next().and_then(|line| line.strip_prefix("wrote ")).expect("a file").to_owned();
    let id = |path: &str| path.trim_start_matches("migrations/")[..14].to_owned();
    project.run(&check).ends(0).says("sound: 1 revision, one head, nothing edited, all reviewed and proved");

    // What only a person can decide has an exit code of its own.
    project.write("schema/a.sql", "");
    let wrote = project.run(&["-m", "second"]).ends(0);
    let second = wrote.stdout.lines().next().and_then(|line| line.strip_prefix("wrote ")).expect("a file").to_owned();
    let undecided = project.run(&check).ends(3).says(&format!("{second}:"));
    undecided.says("undecided: R1 data loss").says(&format!("mend it: autogen review {}", id(&second)));
    let told = project.run(&[&check[..], &["--format", "json"]].concat()).ends(3).json();
    assert_eq!((&told["verdict"], &told["findings"][0]["rule"]), (&json!("undecided"), &json!("review")));
    let boxed = project.read(&second);
    project.write(&second, &boxed.replace("[ ]", "[x]"));
    project.run(&check).ends(0).says("sound: 2 revisions");

    // A statement that is put in isn't what was proved.
    let proved = project.read(&first);
    project.write(&first, &format!("{}\r\nCREATE TABLE sneaked (id int);\r\n", proved.replace('\n', "\r\n")));
    let line = proved.lines().position(|line| line.starts_with("-- proved:")).expect("it was proved") + 1;
    let edited = project.run(&check).ends(1).says(&format!("{first}:{line}: {} first was edited", id(&first)));
    edited.says(&format!("mend it: autogen verify {}", id(&first)));
    project
        .run(&[&check[..], &["--format", "github"]].concat())
        .ends(1)
        .says(&format!("::error file={first},line={line}"));
    project.write(&first, &proved.replace('\n', "\r\n"));
    project.run(&check).ends(0);

    project.run(&["new", "-m", "by hand", "--from", &id(&first)]).ends(0);
    project.run(&check).ends(1).says("there are 2 heads: ").says("autogen merge").says("by hand was never proved");

    // The database knows what was applied.
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    project.write("schema/a.sql", "create table a (id int);");
    let wrote = project.run(&["-m", "first"]).ends(0);
    let first = wrote.stdout.lines().next().and_then(|line| line.strip_prefix("wrote ")).expect("a file").to_owned();
    project.run(&["upgrade"]).ends(0);
    let applied = project.read(&first);
    project.write(&first, &applied.replace("-- first", "-- first, they say"));
    project
        .run(&check)
        .ends(1)
        .says(&format!("{first}:1: "))
        .says("changed after it was applied")
        .says("autogen stamp");
    project.run(&["check", "--history", "--migrations"]).ends(0);
    std::fs::remove_file(project.path(&first)).expect("it is there");
    project.run(&check).ends(2).complains("has no .up.sql beside it");
    std::fs::remove_file(project.path(&first.replace(".up.", ".down."))).expect("it is there");
    project.run(&check).ends(1).says("is applied, but its files aren't here").says("version control");
}
