//! Finds an Alembic project and has it rendered by its own Python, in one run.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::{AlembicRevision, Project, Rendered, VersionTable};
use crate::error::{Error, Result};

/// What Alembic's own classes are asked for.
const RENDER: &str = include_str!("render.py");

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A project, by its `alembic.ini` or `pyproject.toml`.
    Project(PathBuf),
    /// What `alembic upgrade head --sql` wrote.
    Script(PathBuf),
}

/// What stands at a path: a project's directory or one within it (`versions`), its `alembic.ini`, or an offline script.
pub fn project(path: &Path) -> Result<Place> {
    let path = std::path::absolute(path).map_err(|cause| Error::file("find", path, cause))?;
    if path.is_file() {
        let is_configuration = path.extension().is_some_and(|extension| extension == "ini" || extension == "toml");
        return Ok(if is_configuration { Place::Project(path) } else { Place::Script(path) });
    }
    if !path.exists() {
        return Err(Error::Usage { message: format!("there is no {}", path.display()), hint: None });
    }
    let mut candidates = path.ancestors().take(4).flat_map(|directory| {
        let configured =
            |path: &PathBuf| std::fs::read_to_string(path).is_ok_and(|text| text.contains("[tool.alembic"));
        let ini = Some(directory.join("alembic.ini")).filter(|path| path.is_file());
        ini.or_else(|| Some(directory.join("pyproject.toml")).filter(configured))
    });
    candidates.next().map(Place::Project).ok_or_else(|| Error::Usage {
        message: format!("there is no alembic.ini in {} or above it", path.display()),
        hint: Some("name the directory with alembic.ini, or a file that `alembic upgrade head --sql` wrote".into()),
    })
}

#[derive(Deserialize)]
struct Answer {
    version_table: (String, String),
    revisions: Vec<AlembicRevision>,
}

/// Renders every revision of a project in both directions, with the Python that has its Alembic.
///
/// # Errors
/// Where there is no such Python, or Alembic can't read the project. A revision that can't be rendered is none.
pub fn render(configuration: &Path, python: Option<&str>) -> Result<Project> {
    let directory = configuration.parent().expect("a file is in a directory");
    let python = match python {
        // It runs in another directory; what is only a name is looked for in PATH.
        Some(python) if python.contains('/') => {
            std::path::absolute(python).map_err(|cause| Error::file("find", python, cause))?
        }
        Some(python) => PathBuf::from(python),
        None => python_of(directory),
    };
    let work = tempfile::tempdir().map_err(|cause| Error::file("make", std::env::temp_dir(), cause))?;
    let (program, output) = (work.path().join("render.py"), work.path().join("output.json"));
    std::fs::write(&program, RENDER).map_err(|cause| Error::file("write", &program, cause))?;
    let ran = Command::new(&python)
        .arg("-B")
        .args([&program, configuration, &output])
        .current_dir(directory)
        .output()
        .map_err(|cause| Error::file("run", &python, cause))?;
    let words = String::from_utf8_lossy(&ran.stderr);
    if !ran.status.success() {
        let why = words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it says nothing").trim();
        let hint = match why.contains("ModuleNotFoundError") {
            true => "--python names the Python that runs this project: venv/bin/python".to_owned(),
            false => format!("`alembic upgrade head --sql` in {} has to work first", directory.display()),
        };
        let message = format!("{} can't read the project of {}: {why}", python.display(), configuration.display());
        return Err(Error::Usage { message, hint: Some(hint) });
    }
    let json = std::fs::read_to_string(&output).map_err(|cause| Error::file("read", &output, cause))?;
    let answer: Answer = serde_json::from_str(&json)
        .map_err(|error| Error::usage(format!("what Alembic gave can't be read: {error}")))?;
    // What no revision gets as far as its own file with is the project's fault, and no revision's.
    let outside = |rendered: &Rendered| match rendered {
        Rendered::Failed { error, line: None, is_refusal: _, source: _ } => Some(error.clone()),
        Rendered::Failed { .. } | Rendered::Script { sql: _ } => None,
    };
    let errors: Vec<String> = answer.revisions.iter().filter_map(|revision| outside(&revision.up)).collect();
    if let Some(error) = errors.first().filter(|_| errors.len() == answer.revisions.len()) {
        return Err(Error::Usage {
            message: format!("Alembic can't render the project of {}: {error}", configuration.display()),
            hint: Some(format!("`alembic upgrade head --sql` in {} has to work first", directory.display())),
        });
    }
    let (schema, name) = answer.version_table;
    Ok(Project { version_table: VersionTable { schema, name }, revisions: answer.revisions })
}

/// The Python of the virtual environment that is active or lies beside the project, else the one behind `alembic`.
fn python_of(directory: &Path) -> PathBuf {
    let active = std::env::var_os("VIRTUAL_ENV").map(PathBuf::from);
    let beside = directory.ancestors().take(3).flat_map(|directory| [".venv", "venv"].map(|name| directory.join(name)));
    let environments = active.into_iter().chain(beside).map(|environment| environment.join("bin/python"));
    let found = environments.into_iter().find(|python| python.is_file());
    found.or_else(behind_alembic).unwrap_or_else(|| PathBuf::from("python3"))
}

/// What the first line of the program `alembic` names.
fn behind_alembic() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let program =
        std::env::split_paths(&path).map(|directory| directory.join("alembic")).find(|path| path.is_file())?;
    let text = std::fs::read_to_string(program).ok()?;
    let python = PathBuf::from(text.lines().next()?.strip_prefix("#!")?.trim());
    python.is_file().then_some(python)
}
