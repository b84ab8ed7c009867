//! Finds and reads the files that hold definitions.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file of definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// As it is shown to the user. One that ends in `.toml` holds TOML, any other SQL.
    pub name: String,
    pub text: String,
}

/// Reads files, and all `.sql` and `.toml` files below directories, in the order of their names.
///
/// Files and directories whose name begins with a dot are left out, unless they are given themselves.
///
/// # Errors
/// Where a path can't be read or isn't UTF-8.
pub fn read(paths: &[PathBuf]) -> Result<Vec<File>> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            find(path, &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    found.iter().map(|path| file(path)).collect()
}

fn file(path: &Path) -> Result<File> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::file("read", path, error))?;
    Ok(File { name: path.display().to_string(), text })
}

fn find(directory: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let cannot_read = |error| Error::file("read", directory, error);
    let mut entries = std::fs::read_dir(directory)
        .map_err(cannot_read)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<PathBuf>>>()
        .map_err(cannot_read)?;
    entries.sort();
    for path in entries {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_hidden {
            continue;
        }
        if path.is_dir() {
            find(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "sql" || extension == "toml") {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_the_order_of_their_names_without_hidden_ones() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        std::fs::create_dir_all(directory.path().join("b/.git")).expect("a directory can be made");
        for name in ["c.sql", "a.toml", "b/z.sql", "b/.x.sql", "b/.git/y.sql", "readme.md"] {
            std::fs::write(directory.path().join(name), name).expect("a file can be written");
        }
        let files = read(&[directory.path().to_owned()]).expect("the directory can be read");
        let texts: Vec<_> = files.iter().map(|file| file.text.as_str()).collect();
        assert_eq!(texts, ["a.toml", "b/z.sql", "c.sql"]);
    }

    #[test]
    fn a_file_that_is_missing_is_an_error() {
        assert!(read(&[PathBuf::from("no/such/file.sql")]).is_err());
    }
}
