//! Passwords and where they came from. A password's text leaves this module only towards the server.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where passwords are taken from, looked up for each host anew.
#[derive(Clone, Default)]
pub enum Passwords {
    #[default]
    None,
    Given(Password),
    /// The lines of a password file.
    File {
        path: PathBuf,
        entries: Vec<Entry>,
    },
    /// A password file that others may read, which libpq therefore ignores.
    Unsafe {
        path: PathBuf,
    },
}

/// One password.
#[derive(Clone)]
pub struct Password {
    pub text: String,
    /// For people: "the URL", "PGPASSWORD", "/home/me/.pgpass".
    pub origin: String,
}

/// One line of a password file: five fields, `*` matches anything.
#[derive(Clone)]
pub struct Entry {
    host: String,
    port: String,
    database: String,
    user: String,
    password: String,
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a password from {}", self.origin)
    }
}

impl Passwords {
    /// Reads a password file; one that isn't there holds nothing.
    pub fn read(path: &Path) -> Passwords {
        use std::os::unix::fs::PermissionsExt;
        let Ok(metadata) = path.metadata() else { return Passwords::None };
        if !metadata.is_file() {
            return Passwords::None;
        }
        if metadata.permissions().mode() & 0o077 != 0 {
            return Passwords::Unsafe { path: path.to_owned() };
        }
        match std::fs::read_to_string(path) {
            Ok(text) => Passwords::File { path: path.to_owned(), entries: text.lines().filter_map(entry).collect() },
            Err(_) => Passwords::None,
        }
    }

    /// The password for one login; the first line that matches wins.
    pub fn find(&self, host: &str, port: u16, database: &str, user: &str) -> Option<Password> {
        match self {
            Passwords::None | Passwords::Unsafe { .. } => None,
            Passwords::Given(password) => Some(password.clone()),
            Passwords::File { path, entries } => {
                let matches = |pattern: &str, value: &str| pattern == "*" || pattern == value;
                let port = port.to_string();
                let entry = entries.iter().find(|entry| {
                    // Password files call the socket in its usual place `localhost`.
                    (matches(&entry.host, host) || host.starts_with('/') && entry.host == "localhost")
                        && matches(&entry.port, &port)
                        && matches(&entry.database, database)
                        && matches(&entry.user, user)
                })?;
                Some(Password { text: entry.password.clone(), origin: path.display().to_string() })
            }
        }
    }
}

fn entry(line: &str) -> Option<Entry> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = vec![String::new()];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        let field = fields.last_mut().expect("there is a first field from the start");
        match character {
            '\\' => field.extend(characters.next()),
            ':' => fields.push(String::new()),
            character => field.push(character),
        }
    }
    let [host, port, database, user, password] = <[String; 5]>::try_from(fields).ok()?;
    Some(Entry { host, port, database, user, password })
}

#[cfg(test)]
mod tests {
    use super::{Passwords, entry};

    #[test]
    fn the_first_line_that_matches_wins() {
        let text = "# h:1:d:u:commented\nh:1:other:u:a\n*:*:d:u:b\\:c\nh:1:d:u:late";
        let entries = text.lines().filter_map(entry).collect();
        let passwords = Passwords::File { path: "/p".into(), entries };
        assert_eq!(passwords.find("h", 1, "d", "u").map(|password| password.text), Some("b:c".to_owned()));
        assert!(passwords.find("h", 1, "x", "u").is_none());
    }
}
