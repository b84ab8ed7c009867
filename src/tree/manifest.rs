//! Which files autogen wrote, and what it wrote there: `.autogen-export` in the directory of definitions, in the format
//! of `sha256sum`, which also checks it. It belongs into version control with the files.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// The checksum of each file, by its path below the directory, with `/` between.
#[derive(Debug, Clone, Default)]
pub(super) struct Manifest(BTreeMap<String, String>);

impl Manifest {
    pub fn path(directory: &Path) -> PathBuf {
        directory.join(".autogen-export")
    }

    /// What is remembered of a directory; a line that isn't ours is as good as none.
    pub fn read(directory: &Path) -> Result<Manifest> {
        let path = Manifest::path(directory);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Manifest::default()),
            Err(error) => return Err(Error::file("read", path, error)),
        };
        let lines = text.lines().filter_map(|line| line.split_once("  "));
        Ok(Manifest(lines.map(|(sum, name)| (name.to_owned(), sum.to_owned())).collect()))
    }

    /// Whether autogen wrote the file, and nobody has edited it since.
    pub fn has_written(&self, directory: &Path, path: &Path, text: &str) -> bool {
        self.0.get(&name(directory, path)) == Some(&sum(text))
    }

    pub fn wrote(&mut self, directory: &Path, path: &Path, text: &str) {
        self.0.insert(name(directory, path), sum(text));
    }

    pub fn forget(&mut self, directory: &Path, path: &Path) {
        self.0.remove(&name(directory, path));
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, sum)| writeln!(f, "{sum}  {name}"))
    }
}

fn name(directory: &Path, path: &Path) -> String {
    let below = path.strip_prefix(directory).unwrap_or(path);
    below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn sum(text: &str) -> String {
    // A checkout may turn line ends around; that is no edit.
    let text = text.replace("\r\n", "\n");
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
