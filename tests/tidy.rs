//! The rules of the house that a machine can check.

use std::path::{Path, PathBuf};

/// The layers of ARCHITECTURE.md, lowest first; a module may use what stands no higher than itself.
const LAYERS: &[&[&str]] = &[
    &["error", "sql", "id", "duration"],
    &["kind", "catalog"],
    &["diff", "plan", "preflight", "review", "render", "diagram"],
    &[
        "server",
        "config",
        "definition",
        "scratch",
        "source",
        "history",
        "prove",
        "apply",
        "compare",
        "tree",
        "alembic",
        "layout",
    ],
    &["report", "cli"],
];

/// Files of a lower layer's folder that belong to the world: they talk to servers.
const WORLDLY: &[&str] = &["catalog/load", "catalog/standard"];

fn sources() -> Vec<(PathBuf, String)> {
    fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).expect("src is a directory").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => collect(&path, files),
                false if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
                false => {}
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a source file is text");
        (path.strip_prefix(&root).expect("it was found there").to_owned(), text)
    };
    files.into_iter().map(read).collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

fn layer_of(path: &Path) -> Option<usize> {
    let name = path.with_extension("").to_string_lossy().into_owned();
    if WORLDLY.iter().any(|worldly| name.starts_with(worldly)) {
        return layer("source");
    }
    layer(name.split('/').next().unwrap_or_default())
}

#[test]
fn no_module_uses_one_of_a_higher_layer() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(own) = layer_of(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            let Some(used) = line.trim_start().strip_prefix("use crate::") else { continue };
            let module = used.split([':', ';', '{', ' ']).next().unwrap_or_default();
            if layer(module).is_some_and(|layer| layer > own) {
                wrong.push(format!("src/{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "uses a higher layer:\n{}", wrong.join("\n"));
}

#[test]
fn the_generic_core_names_no_kind() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let name = path.to_string_lossy().into_owned();
        let is_core = ["diff", "plan", "render", "prove"].iter().any(|core| name.starts_with(core));
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate().filter(|_| is_core && !name.ends_with("/tests.rs")) {
            let names_one = line.match_indices("Kind::").any(|(at, word)| {
                let (before, after) = (&line[..at], &line[at + word.len()..]);
                !before.ends_with(char::is_alphanumeric) && after.starts_with(|first: char| first.is_uppercase())
            });
            if names_one || line.contains("Attributes::") {
                wrong.push(format!("src/{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "names a kind:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_fits_in_the_head() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if !text.starts_with("//! ") {
            wrong.push(format!("src/{} doesn't begin with `//! `", path.display()));
        }
        let lines = text.lines().count();
        if lines > 600 {
            wrong.push(format!("src/{} has {lines} lines", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_kind_writes_what_hides_drift() {
    let mut wrong = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with("kind")) {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if ["CASCADE", "IF EXISTS", "IF NOT EXISTS"].iter().any(|word| code.contains(word)) {
                wrong.push(format!("src/{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
