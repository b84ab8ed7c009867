//! The JSON Schemas that the program prints: committed as they are, told in words, and held to real files by taplo, which
//! editors have. `scripts/recipes` fetches it.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::path::{Path, PathBuf};
use std::process::Command;

use project::Project;
use serde_json::Value;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn printed(what: &str) -> String {
    Project::new().run(&["schema", what]).ends(0).stdout
}

#[test]
fn the_committed_schemas_are_what_the_program_prints() {
    for what in ["config", "definitions", "report"] {
        let path = root(&format!("docs/schemas/{what}.json"));
        if std::env::var_os("AUTOGEN_UPDATE").is_some() {
            std::fs::write(&path, printed(what)).expect("it can be written");
        }
        let committed = std::fs::read_to_string(&path).expect("it is committed");
        assert!(committed == printed(what), "{} is old: AUTOGEN_UPDATE=1 writes it anew", path.display());
    }
}

#[test]
fn every_key_says_what_it_means() {
    fn keys(value: &Value, path: &str, silent: &mut Vec<String>) {
        for (name, value) in value.as_object().into_iter().flatten() {
            let path = format!("{path}.{name}");
            if path.ends_with(&format!(".properties.{name}")) && value["description"].as_str().is_none_or(str::is_empty)
            {
                silent.push(path.clone());
            }
            keys(value, &path, silent);
        }
        for value in value.as_array().into_iter().flatten() {
            keys(value, path, silent);
        }
    }
    for what in ["config", "definitions", "report"] {
        let mut silent = Vec::new();
        keys(&serde_json::from_str(&printed(what)).expect("it is JSON"), what, &mut silent);
        assert!(silent.is_empty(), "without a description: {silent:#?}");
    }
}

/// Where taplo and Python's jsonschema are, unless they can't be had here.
fn tools() -> Option<PathBuf> {
    let output = Command::new(root("scripts/recipes")).output().expect("scripts/recipes can be run");
    if output.status.success() {
        return Some(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(std::env::var_os("AUTOGEN_OFFLINE").is_some(), "no taplo, and AUTOGEN_OFFLINE isn't set: {said}");
    eprintln!("NOT RUN: no schema was held to taplo, which can't be had here (AUTOGEN_OFFLINE)");
    None
}

/// The blocks of TOML in a document, and the files of the repository and of the example, by what they are.
fn good(what: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for document in ["README.md", "docs/orm.md", "docs/deploy.md"] {
        let text = std::fs::read_to_string(root(document)).expect("the document is there");
        let blocks = text.split("\n```toml\n").skip(1).filter_map(|block| block.split("\n```").next());
        texts.extend(blocks.map(str::to_owned));
    }
    let files = ["autogen.toml", "schema/tags.toml"].map(root).into_iter();
    let recipes = std::fs::read_dir(root("tests/recipes")).expect("they are there").flatten();
    let files = files.chain(recipes.map(|entry| entry.path().join("autogen.toml")));
    texts.extend(files.map(|path| std::fs::read_to_string(path).expect("it can be read")));
    let project = Project::new();
    project.run(&["init"]).ends(0);
    texts.push(project.read("autogen.toml"));
    let is_definition = |text: &String| ["[table.", "[enum", "[view."].iter().any(|table| text.contains(table));
    texts.into_iter().filter(|text| is_definition(text) == (what == "definitions")).collect()
}

const BAD_CONFIG: &[&str] = &[
    "[schema]\npath = ['x']",
    "[schema]\nprogram = 'python -m app'",
    "[schema]\ntimeout = 60",
    "[manage]\nmode = 'some'",
    "[run]\npatience = '5 days'",
    "[env.staging]\ndatabase = 'postgres://h/x'",
    "[env.staging.schema]\npath = ['x']",
];

const BAD_DEFINITIONS: &[&str] = &[
    "[table.posts]\ncolumn.id = 'bigint'",
    "[table.posts]\ncolumn.id = { typ = 'bigint' }",
    "[table.posts.column.id]\ntype = 'bigint'\nnot_null = 'yes'",
    "[tables.posts]",
    "[schema.app.view.v]\ncolumns = ['a']",
    "[table.t]\nrow_level_security = 'forced'",
];

#[test]
fn taplo_takes_what_we_take_and_refuses_what_we_refuse() {
    let Some(taplo) = tools().map(|tools| tools.join("node_modules/.bin/taplo")) else { return };
    for (what, bad) in [("config", BAD_CONFIG), ("definitions", BAD_DEFINITIONS)] {
        let project = Project::new();
        let good = good(what);
        assert!(good.len() > 1, "there are files to be held to the schema of {what}");
        for (number, text) in good.iter().enumerate() {
            project.write(&format!("good/{number}.toml"), text);
        }
        for (number, text) in bad.iter().enumerate() {
            project.write(&format!("bad/{number}.toml"), text);
        }
        let schema = format!("file://{}", root(&format!("docs/schemas/{what}.json")).display());
        let mut command = Command::new(&taplo);
        command.args(["lint", "--colors", "never", "--schema", &schema, "good/*.toml", "bad/*.toml"]);
        let output = command.current_dir(project.path("")).output().expect("taplo runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("good/"), "{said}");
        for (number, text) in bad.iter().enumerate() {
            assert!(said.contains(&format!("bad/{number}.toml")), "taplo has nothing against\n{text}\n{said}");
            // So does the program itself.
            let ours = match what {
                "config" => project.run(&["--config", &format!("bad/{number}.toml"), "heads"]),
                _ => project.run(&["inspect", &format!("bad/{number}.toml")]),
            };
            ours.ends(2);
        }
    }
}

#[test]
fn every_report_is_as_its_schema_says() {
    let Some(tools) = tools() else { return };
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write(
        "schema/a.sql",
        "create table t (id int primary key, a varchar(9));\ncreate view v as select a from t;\n",
    );
    project.run(&["-m", "first"]).ends(0);
    project.write(
        "schema/a.sql",
        "create table t (id int primary key, b text);\ncreate view v as select b as a from t;\n",
    );
    let arguments: &[(&[&str], i32)] = &[
        (&["diff"], 1),
        (&["diff", "--no-prove"], 1),
        (&["diff", "--from", "migrations", "--to", "migrations"], 0),
        (&["check"], 1),
        (&["check", "--history"], 0),
        (&["verify", "--all", "--dry-run"], 0),
        (&["explain", "head"], 0),
    ];
    let mut files = Vec::new();
    for (number, (arguments, code)) in arguments.iter().enumerate() {
        let name = format!("{number}.json");
        project.write(&name, &project.run(&[arguments, &["--format", "json"][..]].concat()).ends(*code).stdout);
        files.push(name);
    }
    // What isn't of the schema is refused, so that the check can fail.
    project.write("bad.json", &project.read("0.json").replacen("\"headline\"", "\"headlines\"", 1));
    let script = "import json, jsonschema, sys\n\
                  schema = json.load(open(sys.argv[1]))\n\
                  jsonschema.validators.validator_for(schema).check_schema(schema)\n\
                  for file in sys.argv[2:]: jsonschema.validate(json.load(open(file)), schema)";
    let validate = |files: &[String]| {
        let mut command = Command::new(tools.join("bin/python"));
        command.args(["-c", script]).arg(root("docs/schemas/report.json")).args(files);
        command.current_dir(project.path("")).output().expect("Python runs")
    };
    let output = validate(&files);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!validate(&["bad.json".to_owned()]).status.success());
}
