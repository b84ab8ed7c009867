//! What scratch gave before, kept in files by what it was made from, so that an unchanged schema needs no scratch.
//!
//! Nothing here fails: what can't be read isn't there, and what can't be written is made again the next time.

use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// How many entries are kept, the last used ones.
const MOST_ENTRIES: usize = 64;

/// How many bytes all entries may have together.
const MOST_BYTES: u64 = 256 << 20;

/// A directory of entries; none to keep nothing.
#[derive(Debug, Clone)]
pub struct Cache {
    directory: Option<PathBuf>,
}

/// What an entry was made from, and by which autogen.
#[derive(Debug, Clone)]
pub struct Content(Sha256);

impl Content {
    /// Of one sort of entries: two sorts never meet.
    pub fn of(sort: &str) -> Content {
        Content(Sha256::new()).with(tool()).with(sort)
    }

    /// With one more part. Where one ends and the next begins counts.
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Content {
        let part = part.as_ref();
        self.0.update(part.len().to_le_bytes());
        self.0.update(part);
        self
    }
}

/// The version of this program, and what tells builds of one version apart.
fn tool() -> String {
    let metadata = std::env::current_exe().and_then(|program| program.metadata());
    let build = metadata.map(|metadata| (metadata.len(), metadata.modified().ok())).ok();
    format!("{} {build:?}", env!("CARGO_PKG_VERSION"))
}

impl Cache {
    /// In `$AUTOGEN_CACHE_DIR`, else where this user's caches are.
    pub fn of_this_user() -> Cache {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let absolute = |path: &PathBuf| path.is_absolute();
        let home = || variable("HOME").filter(absolute).map(|home| home.join(".cache"));
        let usual = || variable("XDG_CACHE_HOME").filter(absolute).or_else(home).map(|cache| cache.join("autogen"));
        Cache::at(variable("AUTOGEN_CACHE_DIR").or_else(usual))
    }

    /// Keeps nothing and knows nothing.
    pub fn off() -> Cache {
        Cache::at(None)
    }

    fn at(directory: Option<PathBuf>) -> Cache {
        // The directory may hold other things, such as the clusters that private servers start from.
        Cache { directory: directory.map(|directory| directory.join("loaded")) }
    }

    pub fn is_off(&self) -> bool {
        self.directory.is_none()
    }

    /// What `maker`, a server, once made from `content`. Without a maker: what any has made, the last one first.
    pub fn get<T: DeserializeOwned>(&self, content: &Content, maker: Option<&str>) -> Option<T> {
        let directory = self.directory.as_deref()?;
        let paths = match maker {
            Some(maker) => vec![directory.join(name(content, maker))],
            None => {
                let prefix = prefix(content);
                let entries = entries(directory).into_iter();
                entries.map(|entry| entry.path).filter(|path| has_prefix(path, &prefix)).collect()
            }
        };
        paths.iter().find_map(|path| read(path))
    }

    /// Keeps what `maker` made from `content`.
    pub fn put<T: Serialize>(&self, content: &Content, maker: &str, value: &T) {
        let Some(directory) = &self.directory else { return };
        // The next run makes and keeps it again, if it can.
        let _ = write(directory, &name(content, maker), value);
        forget_the_oldest(directory, MOST_ENTRIES, MOST_BYTES);
    }
}

fn prefix(content: &Content) -> String {
    hexadecimal(&content.0.clone().finalize()[..20]) + "-"
}

fn name(content: &Content, maker: &str) -> String {
    prefix(content) + &hexadecimal(&Sha256::digest(maker)[..8])
}

fn has_prefix(path: &Path, prefix: &str) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first line of an entry is the hash of the others: what was cut off or changed isn't taken for another schema.
fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let text = std::fs::read_to_string(path).ok()?;
    let (sum, body) = text.split_once('\n')?;
    if sum != hexadecimal(&Sha256::digest(body)) {
        return None;
    }
    let value = serde_json::from_str(body).ok()?;
    // What was used last is forgotten last.
    let _ = std::fs::File::options().write(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
    Some(value)
}

/// Writes beside the entry and moves it there in one step, so that nobody ever reads half of it.
fn write<T: Serialize>(directory: &Path, name: &str, value: &T) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let body = serde_json::to_string(value)?;
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    writeln!(file, "{}", hexadecimal(&Sha256::digest(&body)))?;
    file.write_all(body.as_bytes())?;
    file.persist(directory.join(name)).map_err(|refused| refused.error)?;
    Ok(())
}

struct Entry {
    path: PathBuf,
    used: SystemTime,
    bytes: u64,
}

/// The last used first.
fn entries(directory: &Path) -> Vec<Entry> {
    let files = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut entries: Vec<Entry> = files
        .filter_map(|file| {
            let metadata = file.metadata().ok()?;
            Some(Entry { path: file.path(), used: metadata.modified().ok()?, bytes: metadata.len() })
        })
        .collect();
    entries.sort_by(|one, other| other.used.cmp(&one.used).then_with(|| one.path.cmp(&other.path)));
    entries
}

fn forget_the_oldest(directory: &Path, most_entries: usize, most_bytes: u64) {
    let mut total = 0;
    for (index, entry) in entries(directory).into_iter().enumerate() {
        total += entry.bytes;
        if index >= most_entries || total > most_bytes {
            // Another run may have been quicker.
            let _ = std::fs::remove_file(entry.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn aged(cache: &Cache, content: &Content, maker: &str, hours: u64) {
        let directory = cache.directory.as_deref().expect("the cache is on");
        let file = std::fs::File::options().write(true).open(directory.join(name(content, maker)));
        let past = SystemTime::now() - Duration::from_secs(hours * 3600);
        file.and_then(|file| file.set_modified(past)).expect("the entry is there");
    }

    #[test]
    fn what_is_used_least_is_forgotten_first() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let cache = Cache::at(Some(directory.path().to_owned()));
        let contents: Vec<Content> = ["a", "b", "c"].map(Content::of).into();
        for (content, hours) in contents.iter().zip([3, 2, 1]) {
            cache.put(content, "maker", &hours);
            aged(&cache, content, "maker", hours);
        }
        assert_eq!(cache.get(&contents[0], Some("maker")), Some(3));
        forget_the_oldest(&directory.path().join("loaded"), 2, MOST_BYTES);
        let left: Vec<Option<u64>> = contents.iter().map(|content| cache.get(content, Some("maker"))).collect();
        assert_eq!(left, [Some(3), None, Some(1)]);
        forget_the_oldest(&directory.path().join("loaded"), 2, 0);
        assert!(entries(&directory.path().join("loaded")).is_empty());
    }

    #[test]
    fn an_entry_is_its_makers_unless_nobody_asks_for_a_maker() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let cache = Cache::at(Some(directory.path().to_owned()));
        let content = Content::of("definitions").with("a").with("b");
        cache.put(&content, "15", &"old");
        aged(&cache, &content, "15", 1);
        cache.put(&content, "16", &"new");
        let get = |content: &Content, maker| cache.get::<String>(content, maker);
        assert_eq!(get(&content, Some("15")).as_deref(), Some("old"));
        assert_eq!(get(&content, Some("17")), None);
        assert_eq!(get(&Content::of("definitions").with("ab"), None), None);
        aged(&cache, &content, "15", 1);
        assert_eq!(get(&content, None).as_deref(), Some("new"));
    }
}
