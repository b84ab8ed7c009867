//! The GitHub Action and the GitLab job, their steps run in a shell as a runner runs them. GitHub's and GitLab's servers
//! are imitated; the database, git and the shell are real.

#[path = "ci/forge.rs"]
mod forge;
#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

#[allow(dead_code, reason = "the runners know more than is asked of them here")]
mod runners;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use forge::Forge;
use project::{Live, Project, Run};
use serde_json::json;
use yaml_rust2::{Yaml, YamlLoader};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

const SECRETS: [&str; 2] = ["t0ken-s3cret", "pass-s3cret"];

type Variables = BTreeMap<String, String>;

fn yaml(file: &str) -> Yaml {
    let text = std::fs::read_to_string(Path::new(ROOT).join(file)).expect("the file is there");
    YamlLoader::load_from_str(&text).expect("it is YAML").remove(0)
}

/// A command of bash with nothing of this machine's CI in its environment.
fn bash(project: &Project, script: &str, variables: &Variables) -> Run {
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(project.path(""));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if ["PG", "AUTOGEN_", "GITHUB_", "GITLAB_", "CI_", "RUNNER_", "DATABASE_"]
            .iter()
            .any(|one| name.starts_with(one))
        {
            command.env_remove(name);
        }
    }
    let own = Path::new(env!("CARGO_BIN_EXE_autogen")).parent().expect("a program is in a directory");
    let path = std::env::var("PATH").expect("there is a path");
    command.env("PATH", format!("{}:{path}", own.display())).env("AUTOGEN_CACHE_DIR", project.path(".cache"));
    let output = command.envs(variables).output().expect("bash runs");
    let run = Run {
        command: script.to_owned(),
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    SECRETS.into_iter().fold(run, Run::hides)
}

/// Puts the values of a job in the place of `${{ … }}`; empty for what it hasn't.
fn expanded(text: &str, values: &Variables) -> String {
    let mut parts = text.split("${{");
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").expect("it is closed");
        expanded.push_str(values.get(name.trim()).map_or("", String::as_str));
        expanded.push_str(rest);
    }
    expanded
}

/// Runs the action's steps as GitHub does: what one offers in its files the next ones have. Gives what each did.
fn run_action(project: &Project, inputs: &[(&str, &str)], variables: &Variables) -> Vec<Run> {
    let action = yaml("action.yml");
    let mut values: Variables = BTreeMap::new();
    for (name, input) in action["inputs"].as_hash().expect("it has inputs") {
        let default = input["default"].as_str().unwrap_or_default().to_owned();
        values.insert(format!("inputs.{}", name.as_str().expect("a name")), default);
    }
    values.extend(inputs.iter().map(|(name, value)| (format!("inputs.{name}"), (*value).to_owned())));
    values.insert("runner.temp".to_owned(), project.path("temp").display().to_string());
    std::fs::create_dir_all(project.path("temp")).expect("directories can be made");
    let mut runs = Vec::new();
    for step in action["runs"]["steps"].as_vec().expect("it has steps") {
        let Some(script) = step["run"].as_str() else {
            assert!(step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/upload-artifact@")));
            let path = expanded(step["with"]["path"].as_str().expect("it keeps a directory"), &values);
            assert!(Path::new(&path).join("report.md").is_file(), "{path}");
            continue;
        };
        assert_eq!(step["shell"].as_str(), Some("bash"));
        let mut given = variables.clone();
        for (name, value) in step["env"].as_hash().expect("what comes from outside comes by the environment") {
            let value = expanded(value.as_str().expect("a text"), &values);
            given.insert(name.as_str().expect("a name").to_owned(), value);
        }
        assert!(!script.contains("${{"), "an input in a script is code: {script}");
        let output = project.path("temp/output");
        std::fs::write(&output, "").expect("files can be written");
        given.insert("GITHUB_OUTPUT".to_owned(), output.display().to_string());
        runs.push(bash(project, script, &given));
        for line in std::fs::read_to_string(&output).expect("it is there").lines() {
            let (name, value) = line.split_once('=').expect("an output has a name");
            values.insert(format!("steps.{}.outputs.{name}", step["id"].as_str().expect("an id")), value.to_owned());
        }
    }
    runs
}

/// A project whose branch `main` has this schema, with what migrations it takes, as its origin has it.
fn project_with(schema: &str) -> Project {
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write("schema/a.sql", schema);
    project.run(&["-m", "first"]).ends(0);
    let git = "export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
               git init -q -b main . && git add schema migrations autogen.toml && git commit -qm first
               git clone -q --bare . origin.git && git remote add origin \"file://$PWD/origin.git\"";
    bash(&project, git, &BTreeMap::new()).ends(0);
    project
}

fn variables(pairs: &[(&str, &str)]) -> Variables {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_action_keeps_one_comment_up_to_date() {
    let project = project_with("create table posts (id int);");
    let forge = Forge::start(project.path(""));
    // More than a page of other people's comments.
    forge.kept().comments = (0..105).map(|id| json!({ "id": id, "body": "<!-- somebody's --> autogen" })).collect();
    project.write("event.json", r#"{ "pull_request": { "number": 7 } }"#);
    let summary = project.path("summary.md").display().to_string();
    let event = project.path("event.json").display().to_string();
    let job = variables(&[
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_ACTION_PATH", ROOT),
        ("GITHUB_API_URL", &forge.address),
        ("GITHUB_REPOSITORY", "o/r"),
        ("GITHUB_BASE_REF", "main"),
        ("GITHUB_EVENT_PATH", &event),
        ("GITHUB_STEP_SUMMARY", &summary),
    ]);
    let inputs = [("token", SECRETS[0]), ("args", "--strict --ignore 'table public.tmp_*'")];

    project.write("schema/a.sql", "create table posts (id int);\ncreate table likes (id int);");
    let [install, check, comment] = &run_action(&project, &inputs, &job)[..] else { panic!("three steps run") };
    install.clone().ends(0).complains("which is on the PATH");
    check
        .clone()
        .ends(1)
        .says("::error file=schema/a.sql,line=2,")
        .says("--ignore 'table public.tmp_*' ignores nothing");
    comment.clone().ends(0).complains("made a comment");
    let body = forge.kept().comments.last().expect("there are comments")["body"].as_str().expect("a text").to_owned();
    assert!(body.starts_with("<!-- autogen: autogen -->\n**autogen:** not in step\n"), "{body}");
    assert!(body.contains("| create | `table public.likes` | `schema/a.sql:2` |"), "{body}");
    assert!(project.read("summary.md").contains("table public.likes"));
    assert!(project.read("temp/autogen-reports/junit.xml").contains("failures=\"1\""));
    let has_html = project.run(&["diff", "--help"]).stdout.contains("- html:");
    assert_eq!(project.path("temp/autogen-reports/report.html").is_file(), has_html);

    project.run(&["-m", "add likes"]).ends(0);
    let [_, check, comment] = &run_action(&project, &inputs, &job)[..] else { panic!("three steps run") };
    check.clone().ends(0);
    comment.clone().ends(0).complains("changed the comment 1105");
    {
        let kept = forge.kept();
        assert_eq!(kept.comments.len(), 106);
        let body = kept.comments[105]["body"].as_str().expect("a text");
        // What the branch does to the schema of the other one is told when it is in step, too.
        assert!(body.contains("**autogen:** in step") && body.contains("| create | `table public.likes` |"), "{body}");
        assert!(kept.credentials.iter().all(|one| *one == format!("Bearer {}", SECRETS[0])));
        let written: Vec<&String> = kept.requests.iter().filter(|request| !request.starts_with("GET")).collect();
        assert_eq!(written, ["POST /repos/o/r/issues/7/comments", "PATCH /repos/o/r/issues/comments/1105"]);
    }

    // A fork's token may only read; without a pull request or a token there is nothing to write to.
    forge.kept().is_read_only = true;
    project.write("report.md", "x");
    let comment = format!("{ROOT}/ci/comment report.md");
    let mut given = job.clone();
    bash(&project, &comment, &given).ends(0).complains("there is no token");
    given.insert("GITHUB_TOKEN".to_owned(), SECRETS[0].to_owned());
    bash(&project, &comment, &given).ends(0).complains("can't be changed: the answer is 403");
    forge.kept().is_read_only = false;
    project.write("report.md", &"ä\n".repeat(60_000));
    bash(&project, &comment, &given).ends(0);
    let length = forge.kept().comments[105]["body"].as_str().expect("a text").chars().count();
    assert!((60_000..65_536).contains(&length), "{length}");
    given.insert("GITHUB_API_URL".to_owned(), "http://127.0.0.1:1".to_owned());
    bash(&project, &format!("{comment} || echo ends $?"), &given).says("ends");
    given.remove("GITHUB_EVENT_PATH");
    bash(&project, &comment, &given).ends(0).complains("about no request");
}

#[test]
fn a_live_database_is_checked_without_its_password_in_the_log() {
    let live = Live::start();
    let project = project_with("create table posts (id int);");
    project.write("autogen.toml", "[env.staging]\ndatabase_url = '${STAGING}'");
    let url = live.url();
    let url = format!("{url}{}password={}", if url.contains('?') { '&' } else { '?' }, SECRETS[1]);
    let job = variables(&[("GITHUB_ACTION_PATH", ROOT), ("STAGING", &url)]);
    for inputs in
        [[("database-url", url.as_str()), ("fail-on", "trouble")], [("environment", "staging"), ("fail-on", "trouble")]]
    {
        let runs = run_action(&project, &inputs, &job);
        runs[1].clone().ends(0).says("TABLE public.posts").complains("autogen upgrade");
    }
    let unreachable = format!("postgres://u:{}@127.0.0.1:1/x", SECRETS[1]);
    let runs = run_action(&project, &[("database-url", &unreachable), ("fail-on", "trouble")], &job);
    runs[1].clone().ends(2).complains("cannot connect");
    let runs = run_action(&project, &[("fail-on", "sometimes")], &job);
    runs[1].clone().ends(2).complains("not `sometimes`");
}

#[test]
fn the_gitlab_job_changes_its_note() {
    let project = project_with("create table posts (id int);");
    let forge = Forge::start(project.path(""));
    project.write("schema/a.sql", "create table posts (id int);\ncreate table likes (id int);");
    let script: Vec<String> = yaml("ci/gitlab.yml")[".autogen"]["script"]
        .as_vec()
        .expect("it is a list")
        .iter()
        .map(|line| line.as_str().expect("a line").replace("/usr/local/share/autogen", ROOT))
        .collect();
    let job = variables(&[
        ("GITLAB_CI", "true"),
        ("CI_API_V4_URL", &forge.address),
        ("CI_PROJECT_ID", "12"),
        ("CI_MERGE_REQUEST_IID", "3"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("AUTOGEN_TOKEN", SECRETS[0]),
    ]);
    for _ in 0..2 {
        bash(&project, &script.join("\n"), &job).ends(1).says("CREATE TABLE public.likes");
    }
    let kept = forge.kept();
    let written: Vec<&String> = kept.requests.iter().filter(|request| !request.starts_with("GET")).collect();
    let notes = "/projects/12/merge_requests/3/notes";
    assert_eq!(written, [&format!("POST {notes}"), &format!("PUT {notes}/1000")]);
    assert_eq!(kept.credentials[0], SECRETS[0]);
    let quality: serde_json::Value =
        serde_json::from_str(&project.read("autogen-reports/codequality.json")).expect("it is JSON");
    assert_eq!(quality[0]["location"]["path"], "schema/a.sql");
}

#[test]
fn a_release_is_installed_by_its_checksum() {
    let project = Project::new();
    let forge = Forge::start(project.path(""));
    let release = "
        name=autogen-9.9.9-$(uname -m)-unknown-linux-musl
        mkdir -p v9.9.9 \"$name\" && ln -s \"$(command -v autogen)\" \"$name/autogen\"
        tar -czf \"v9.9.9/$name.tar.gz\" \"$name\" && cd v9.9.9 && sha256sum *.tar.gz >SHA256SUMS";
    if cfg!(not(target_os = "linux")) {
        println!("not run: the archive is for Linux");
        return;
    }
    bash(&project, release, &BTreeMap::new()).ends(0);
    let releases = format!("{}/files", forge.address);
    let bin = project.path("bin").display().to_string();
    let path = project.path("path").display().to_string();
    let mut job = variables(&[
        ("AUTOGEN_VERSION", "v9.9.9"),
        ("AUTOGEN_RELEASES", &releases),
        ("AUTOGEN_BIN", &bin),
        ("GITHUB_PATH", &path),
    ]);
    let install = format!("{ROOT}/ci/install");
    bash(&project, &install, &job).ends(0).complains(&format!("in {bin}"));
    assert_eq!(project.read("path"), format!("{bin}\n"));
    std::fs::remove_dir_all(project.path("bin")).expect("it is there");
    job.insert("AUTOGEN_SHA256".to_owned(), "0".repeat(64));
    bash(&project, &install, &job).ends(2).complains("is not what was published");
    assert!(!project.path("bin/autogen").exists());
    job.insert("AUTOGEN_VERSION".to_owned(), "9.9.8".to_owned());
    let missing = bash(&project, &install, &job);
    assert_ne!(missing.code, Some(0), "{missing:?}");
}

#[test]
fn a_hook_stops_a_commit_that_forgets_the_migration() {
    let Some(pre_commit) = runners::runner("pre-commit") else { return };
    let project = project_with("create table posts (id int);");
    std::fs::create_dir(project.path("hooks")).expect("directories can be made");
    std::fs::copy(format!("{ROOT}/.pre-commit-hooks.yaml"), project.path("hooks/.pre-commit-hooks.yaml"))
        .expect("it is there");
    let home = project.path("home").display().to_string();
    let job = variables(&[("PRE_COMMIT_HOME", &home), ("GIT_CONFIG_GLOBAL", "/dev/null")]);
    let commit = "cd hooks && git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm hooks";
    bash(&project, commit, &job).ends(0);
    let hook = format!("git add schema && '{}' try-repo ./hooks autogen-check-migrations", pre_commit.display());
    project.write("schema/a.sql", "create table posts (id int);\n");
    bash(&project, &hook, &job).ends(0).says("Passed");
    project.write("schema/a.sql", "create table likes (id int);\n");
    bash(&project, &hook, &job).ends(1).says("Failed").says("writes the migration that is missing");
    for hook in yaml(".pre-commit-hooks.yaml").as_vec().expect("a list") {
        let entry = hook["entry"].as_str().expect("a command");
        let verb = entry.split(' ').nth(1).expect("a verb");
        // `fmt` is another branch's.
        let is_known = project.run(&[verb, "--help"]).code == Some(0);
        assert!(is_known || verb == "fmt", "{entry}");
    }
}

/// Where the machine has it, as CI and developers' machines do.
#[test]
fn the_scripts_please_shellcheck() {
    let files = ["ci/install", "ci/check", "ci/comment", "scripts/release"];
    let Ok(output) = Command::new("shellcheck").args(files).current_dir(ROOT).output() else {
        println!("not run: there is no shellcheck");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
