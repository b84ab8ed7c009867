//! Reports in all their forms: each says the same, at the right place, whatever the names are.

mod answers;
#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use project::{Live, Project, Run};
use serde_json::Value;

const BEFORE: &str = "\
create table users (id bigint primary key, full_name text not null);
create table posts (id bigint primary key, author bigint references users, title varchar(20));
create view titles as select id, title from posts;
";

const AFTER: &str = "\
create table users (
  id bigint primary key,
  display_name text not null
);
create table posts (
  id bigint primary key,
  author bigint references users,
  title text,
  likes int not null default 0
);
create index posts_likes on posts (likes);
create view titles as select id, title from posts;
";

/// A name that every form has its own trouble with.
const HOSTILE: &str = "\"a|b`c</script><b>%0A::error::x,y\"";

fn text_of(run: &Run) -> String {
    run.stdout.clone()
}

#[test]
fn every_form_has_every_finding() {
    let project = Project::new();
    project.write("a.sql", BEFORE);
    project.write("b.sql", &format!("{AFTER}create table {HOSTILE} (\n  id int,\n  \"line\nend\" text\n);\n"));
    let told = |form: &str| project.run(&["diff", "--from", "a.sql", "--to", "b.sql", "--format", form]).ends(1);
    let json = told("json").json();
    let findings = json["findings"].as_array().expect("a list").clone();
    let of_rule = |rule: &str| findings.iter().filter(|one| one["rule"] == rule).count();
    assert_eq!(
        (of_rule("create"), of_rule("rename"), of_rule("review"), of_rule("alter")),
        (3, 1, 1, 2),
        "{findings:#?}"
    );
    assert!(of_rule("lock") > 2);

    let github = text_of(&told("github"));
    let commands: Vec<&str> = github.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), findings.len(), "{github}");
    assert!(commands.iter().all(|line| line.contains("file=b.sql,line=")), "{github}");
    // A name can't end a command and begin another.
    assert_eq!(github.lines().count(), findings.len() + 1, "{github}");
    assert!(github.contains("%250A::error::x"), "{github}");

    let gitlab: Value = serde_json::from_str(&text_of(&told("gitlab"))).expect("JSON");
    let gitlab = gitlab.as_array().expect("an array");
    let prints: std::collections::BTreeSet<&str> =
        gitlab.iter().map(|one| one["fingerprint"].as_str().expect("a text")).collect();
    assert_eq!((gitlab.len(), prints.len()), (findings.len(), findings.len()));
    let sarif: Value = serde_json::from_str(&text_of(&told("sarif"))).expect("JSON");
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("an array");
    assert_eq!(results.len(), findings.len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("it is small");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "b.sql");
    }

    let junit = text_of(&told("junit"));
    let mut reader = quick_xml::Reader::from_str(&junit);
    let mut cases = 0;
    loop {
        match reader.read_event().expect("well-formed XML") {
            quick_xml::events::Event::Start(element) if element.name().as_ref() == "testcase" => cases += 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(cases, findings.len(), "{junit}");

    let markdown = text_of(&told("markdown"));
    assert!(
        !markdown
            .lines()
            .filter(|line| line.starts_with('|'))
            .any(|line| line.contains("</script>") && !line.contains('`'))
    );
    for heading in ["#### To be judged", "#### What it costs", "Downgrade: exact", "```diff", "| rename |"] {
        assert!(markdown.contains(heading), "{heading} isn't in\n{markdown}");
    }
}

#[test]
fn what_differs_has_its_line() {
    let project = Project::new();
    project.write("a.sql", BEFORE);
    project.write("b/b.sql", AFTER);
    project.write("b/c.toml", "[table.notes]\nprimary_key = [\"id\"]\ncolumn.id = { type = \"int\" }\n");
    let json = project.run(&["diff", "--from", "a.sql", "--to", "b", "--format", "json"]).ends(1).json();
    let place = |object: &str| {
        let changes = json["changes"].as_array().expect("a list");
        let change = changes.iter().find(|one| one["object"] == object).expect(object);
        format!("{}:{}", change["place"]["file"].as_str().unwrap_or_default(), change["place"]["line"])
    };
    assert_eq!(place("column public.posts.likes"), "b/b.sql:9");
    assert_eq!(place("index public.posts.posts_likes"), "b/b.sql:11");
    assert_eq!(place("column public.notes.id"), "b/c.toml:3");
    let back = project.run(&["diff", "--from", "b", "--to", "a.sql"]).ends(1);
    back.says("table public.notes (dropped) b/c.toml:1").says("table public.posts (changed) a.sql:2");
}

#[test]
fn an_error_stands_where_it_was_made() {
    let project = Project::new();
    project.write("a.sql", "create table a (id int);\ncreate table b (\n  id nonsense\n);\n");
    let arguments = ["diff", "--from", "empty", "--to", "a.sql", "--format", "github", "--report", "junit=out.xml"];
    project.run(&arguments).ends(2).says("::error file=a.sql,line=3,").complains("nonsense");
    assert!(project.read("out.xml").contains("failures=\"1\""));
    let sarif = project.run(&["diff", "--from", "empty", "--to", "a.sql", "--format", "sarif"]).ends(2);
    let sarif: Value = serde_json::from_str(&text_of(&sarif)).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    project.run(&["diff", "--report", "paper=a.txt"]).ends(2).complains("there is no form `paper`");
}

#[test]
fn a_check_writes_several_forms_at_once() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    project.write("schema/a.sql", BEFORE);
    project.run(&["-m", "first"]).ends(0);
    let arguments = ["check", "--format", "github", "--report", "sarif=a.sarif", "--report", "markdown=a.md"];
    project.run(&arguments).ends(1).says("::error file=schema/a.sql,line=2,").says("not-applied");
    assert!(project.read("a.sarif").contains("\"ruleId\": \"create\""));
    assert!(project.read("a.md").contains("Not applied: `"));
    project.run(&["upgrade"]).ends(0);
    project.run(&arguments).ends(0).says("in step: the database is what the schema says");
    assert!(project.read("a.md").contains("**Schema:** in step"));
    let json = project.run(&["check", "--format", "json"]).ends(0).json();
    assert_eq!(
        (&json["in_step"], &json["verdict"], &json["findings"]),
        (&true.into(), &"in_step".into(), &Value::Array(Vec::new()))
    );
}

#[test]
fn every_statement_of_a_revision_is_explained() {
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write("schema/a.sql", BEFORE);
    project.run(&["-m", "first"]).ends(0);
    project.write("schema/a.sql", AFTER);
    let files = project.run(&["-m", "second", "--format", "json", "--rename", "public.users.full_name=display_name"]);
    let files = files.ends(0).json()["files"].clone();
    let [up, down] = ["up", "down"].map(|way| files[way].as_str().expect("a path").to_owned());
    // What migrations build in scratch belongs to nobody whom another server would know.
    assert!(!project.read(&up).contains("OWNER TO"), "{}", project.read(&up));
    let by_hand = "UPDATE public.posts SET likes = 1;\nCREATE TABLE public.extra (a int);\n";
    project.write(&up, &format!("{}\n{by_hand}", project.read(&up)));
    project.write(&down, &format!("{}\nDROP TABLE public.extra;\n", project.read(&down)));

    let json = project.run(&["explain", "head", "--format", "json"]).ends(0).json();
    let step = |beginning: &str| {
        let steps = json["steps"].as_array().expect("a list");
        steps.iter().find(|one| one["sql"].as_str().is_some_and(|sql| sql.starts_with(beginning))).expect(beginning)
    };
    let number = |beginning: &str| step(beginning)["number"].as_u64().expect("a number");
    let view = step("CREATE VIEW public.titles");
    let after: Vec<u64> =
        view["reasons"]["after"].as_array().expect("a list").iter().filter_map(|one| one["step"].as_u64()).collect();
    assert_eq!(after, [number("DROP VIEW public.titles"), number("ALTER TABLE public.posts ALTER COLUMN title")]);
    assert!(view["reasons"]["because"][0].as_str().is_some_and(|why| why.contains("can't be altered in place")));
    let index = step("CREATE INDEX posts_likes");
    assert!(index["reasons"]["otherwise"].to_string().contains("CONCURRENTLY"), "{index:#}");
    assert_eq!(index["place"]["file"].as_str(), Some(up.as_str()));
    let (rows, extra) = (step("UPDATE public.posts"), step("CREATE TABLE public.extra"));
    assert!(rows["reasons"]["because"].to_string().contains("changes no object, but rows"));
    assert!(extra["reasons"]["because"].to_string().contains("creates table public.extra"), "{extra:#}");
    let last = json["steps"].as_array().expect("a list").len();
    assert_eq!(extra["number"].as_u64(), Some(last as u64));

    project
        .run(&["explain"])
        .ends(0)
        .says("because     column public.users.full_name → display_name")
        .says("could stand only here")
        .says("after       step")
        .says("written by hand, and seen to do this:");
    project.run(&["show", "head", "--format", "markdown"]).ends(0).says("#### What it costs");
    project.run(&["show", "head", "--format", "sql"]).ends(0).says("-- second");
}

#[test]
fn a_proof_is_a_test_for_each_revision() {
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write("schema/a.sql", BEFORE);
    project.run(&["-m", "first"]).ends(0);
    project.write("schema/a.sql", &format!("{BEFORE}create table notes (id int);\n"));
    let up = project.run(&["-m", "second", "--format", "json"]).ends(0).json()["files"]["up"].clone();
    let up = up.as_str().expect("a path");
    project.run(&["verify", "--all", "--format", "junit"]).ends(0).says("tests=\"2\" failures=\"0\"");
    let line = project.read(up).lines().count() + 1;
    project.write(up, &format!("{}SELECT nonsense;\n", project.read(up)));
    let broken = project.run(&["verify", "--all", "--dry-run", "--format", "github"]).ends(2);
    broken.says(&format!("::error file={up},line={line},title=autogen unsound::"));
    project.run(&["verify", "--all", "--dry-run", "--format", "junit"]).ends(2).says("tests=\"2\" failures=\"1\"");
}
