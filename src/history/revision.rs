//! A revision: a pair of files, read.
//!
//! Nothing here talks to a server or touches a file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::head::{self, Head, ReviewBox};
use super::{Directives, RevisionId, Script};
use crate::error::{Error, Result};

/// Which of the two files of a revision: there, or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Up,
    Down,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Direction::Up => "up",
            Direction::Down => "down",
        })
    }
}

/// A pair of files that takes a database there and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub id: RevisionId,
    /// What it is for, on one line.
    pub message: String,
    /// The message as the file names have it: `add_likes`.
    pub slug: String,
    /// What must have been applied before; none for a first revision, several for a merge.
    pub parents: Vec<RevisionId>,
    /// The revisions in whose place it stands, for a squash.
    pub replaces: Vec<RevisionId>,
    /// The fingerprint of the catalog before it; empty when nobody knows.
    pub from: String,
    /// The fingerprint of the catalog after it; empty when nobody knows.
    pub to: String,
    /// How the pair was proved, in words; empty when nothing was said.
    pub proved: String,
    /// Over the statements that were proved; empty when nobody took it.
    pub proved_checksum: String,
    /// What Alembic called it, where it was imported from there; else empty.
    pub alembic: String,
    /// The questions in the head of the upgrade file.
    pub reviews: Vec<ReviewBox>,
    /// The questions in the head of the downgrade file, where people may put some too.
    pub down_reviews: Vec<ReviewBox>,
    pub up: Script,
    pub down: Script,
    pub up_path: PathBuf,
    pub down_path: PathBuf,
    /// Tells whether a file was edited after it was applied.
    pub checksum: Checksum,
}

impl Revision {
    /// Reads a pair of files that are called `<id>_<slug>.up.sql` and `.down.sql`, each given with its text.
    pub fn parse(id: RevisionId, slug: &str, up: (PathBuf, String), down: (PathBuf, String)) -> Result<Revision> {
        let ((up_path, up), (down_path, down)) = (up, down);
        let checksum = Checksum::of(&up, &down);
        let Head { message, id: _, parents, from, to, proved, checksum: proved_checksum, replaces, alembic, reviews } =
            parse_head(id, &up_path, &up)?;
        let down_head = parse_head(id, &down_path, &down)?;
        for (key, is_same) in [("revises", down_head.parents == parents), ("replaces", down_head.replaces == replaces)]
        {
            if !is_same {
                let (down_path, up_path) = (down_path.display(), up_path.display());
                return Err(Error::History {
                    message: format!("{down_path}: `{key}:` isn't what {up_path} says"),
                    hint: None,
                });
            }
        }
        Ok(Revision {
            id,
            message,
            slug: slug.to_owned(),
            parents,
            replaces,
            from,
            to,
            proved,
            proved_checksum,
            alembic,
            reviews,
            down_reviews: down_head.reviews,
            up: Script::parse(&up_path.display().to_string(), up)?,
            down: Script::parse(&down_path.display().to_string(), down)?,
            up_path,
            down_path,
            checksum,
        })
    }

    /// Whether the files were proved as they are. A head without a checksum is older than those, and believed.
    pub fn is_proved(&self) -> bool {
        let is_said = !self.proved.is_empty() && !self.proved.starts_with("no");
        is_said && (self.proved_checksum.is_empty() || self.proved_checksum == self.statements())
    }

    /// A checksum over the statements of both files, whatever stands around them.
    pub fn statements(&self) -> String {
        checksum_of_statements(&self.up, &self.down)
    }

    /// `20261121101502_add_likes`.
    pub fn name(&self) -> String {
        format!("{}_{}", self.id, self.slug)
    }

    /// The statements of one of the files.
    pub fn script(&self, direction: Direction) -> &Script {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }

    /// Where one of the files is.
    pub fn path(&self, direction: Direction) -> &Path {
        match direction {
            Direction::Up => &self.up_path,
            Direction::Down => &self.down_path,
        }
    }

    /// The questions in the head of one of the files.
    pub fn reviews(&self, direction: Direction) -> &[ReviewBox] {
        match direction {
            Direction::Up => &self.reviews,
            Direction::Down => &self.down_reviews,
        }
    }

    /// The files that aren't what they were when `recorded` was taken.
    pub fn changed_files(&self, recorded: &Checksum) -> Vec<&Path> {
        let Checksum { up, down } = &self.checksum;
        // Once it was taken over the whole file.
        let is_changed = |now: &str, text: &str, then: &str| now != then && sum(text) != then;
        let mut changed = Vec::new();
        if is_changed(up, &self.up.text, &recorded.up) {
            changed.push(self.up_path.as_path());
        }
        if is_changed(down, &self.down.text, &recorded.down) {
            changed.push(self.down_path.as_path());
        }
        changed
    }
}

fn parse_head(id: RevisionId, path: &Path, text: &str) -> Result<Head> {
    let broken = |line: usize, message: String| Error::History {
        message: format!("{}:{line}: {message}", path.display()),
        hint: None,
    };
    let head = head::parse(text).map_err(|error| broken(error.line, error.message))?;
    if head.id != id {
        return Err(broken(1, format!("`revision: {}` isn't the id in the file's name", head.id)));
    }
    Ok(head)
}

/// SHA-256 of both files of a revision, whatever their line ends: `sha256:5c1d…:9af0…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    up: String,
    down: String,
}

impl Checksum {
    /// Of the texts of both files, whatever their heads say about proofs.
    pub fn of(up: &str, down: &str) -> Checksum {
        let of_one = |text| sum(&head::without_proof(text));
        Checksum { up: of_one(up), down: of_one(down) }
    }
}

/// `sha256:` over the statements of two files, with what is said of their transactions.
pub fn checksum_of_statements(up: &Script, down: &Script) -> String {
    let text = |script: &Script| -> String {
        let statements = script.statements.iter().map(|statement| {
            let Directives {
                no_transaction,
                commit_before,
                commit_after,
                timeout: _,
                preflight,
                batch,
                restoration: _,
            } = &statement.directives;
            // How large its ranges are changes nothing.
            let batch = batch.as_ref().map(|batch| format!("{} {}", batch.table, batch.key)).unwrap_or_default();
            let data = statement.data.clone().map(|data| &script.text[data]).unwrap_or_default();
            let flags = [no_transaction, commit_before, commit_after, preflight].map(|flag| u8::from(*flag));
            format!("{flags:?}{batch}{};\n{data}", script.sql(statement))
        });
        statements.collect()
    };
    format!("sha256:{}", sum(&format!("{}--\n{}", text(up), text(down))))
}

/// SHA-256 as 64 hexadecimal digits; what git does to line ends doesn't change it.
pub fn sum(text: &str) -> String {
    let digest = Sha256::digest(text.replace("\r\n", "\n").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}:{}", self.up, self.down)
    }
}

/// The history table holds something that autogen didn't write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no checksum of a revision")]
pub struct InvalidChecksum(String);

impl FromStr for Checksum {
    type Err = InvalidChecksum;

    fn from_str(text: &str) -> Result<Checksum, InvalidChecksum> {
        let sums = text.strip_prefix("sha256:").and_then(|sums| sums.split_once(':'));
        let (up, down) = sums.ok_or_else(|| InvalidChecksum(text.to_owned()))?;
        Ok(Checksum { up: up.to_owned(), down: down.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(up: &str, down: &str) -> Result<Revision> {
        let id = "20261121101502".parse().expect("an id");
        Revision::parse(id, "a", ("m/a.up.sql".into(), up.into()), ("m/a.down.sql".into(), down.into()))
    }

    const HEAD: &str = "-- a\n-- revision: 20261121101502\n-- revises: none\n";

    #[test]
    fn a_checksum_names_the_file_that_changed() {
        let before = parse(HEAD, HEAD).expect("the pair is whole").checksum;
        let read = before.to_string().parse().expect("a checksum reads back");
        assert_eq!(before, read);
        let after = parse(HEAD, &format!("{HEAD}select 1;")).expect("the pair is whole");
        assert_eq!(after.changed_files(&before), [Path::new("m/a.down.sql")]);
        let windows = parse(&HEAD.replace('\n', "\r\n"), HEAD).expect("the pair is whole");
        assert_eq!(windows.changed_files(&before), [] as [&Path; 0]);
    }

    #[test]
    fn a_proof_in_the_head_changes_no_file() {
        let proved = format!("{HEAD}-- proved: PostgreSQL 15.18\n-- checksum: sha256:1\nselect 1;\n-- proved: no\n");
        let before = parse(&proved, HEAD).expect("the pair is whole").checksum;
        let again = proved.replace("15.18", "18.4").replace("sha256:1", "sha256:2");
        assert_eq!(parse(&again, HEAD).expect("it is whole").changed_files(&before), [] as [&Path; 0]);
        let edited = parse(&proved.replace("-- proved: no", "-- proved: yes"), HEAD).expect("it is whole");
        assert_eq!(
            edited.changed_files(&before),
            [Path::new("m/a.up.sql")],
            "below the head it is a remark of somebody's"
        );
        let whole = Checksum { up: sum(&proved), down: sum(HEAD) };
        assert_eq!(parse(&proved, HEAD).expect("it is whole").changed_files(&whole), [] as [&Path; 0]);
    }

    #[test]
    fn the_files_of_a_pair_agree() {
        let refused = |up: &str, down: &str| parse(up, down).expect_err("the pair is broken").to_string();
        let other = HEAD.replace("1502", "1503");
        assert_eq!(refused(HEAD, &other), "m/a.down.sql:1: `revision: 20261121101503` isn't the id in the file's name");
        let late = HEAD.replace("none", "20261121101501");
        assert!(refused(HEAD, &late).starts_with("m/a.down.sql: `revises:`"));
    }
}
