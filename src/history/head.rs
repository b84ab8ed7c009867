//! The head of a revision file: the comment lines that say what it is, where it belongs and what a person must decide.
//!
//! ```sql
//! -- add likes
//! --
//! -- revision: 20261121101502
//! -- revises:  20261120093011
//! -- from:     sha256:5c1d…
//! -- to:       sha256:9af0…
//! -- proved:   PostgreSQL 17.10, up reaches the schema, down restores, rows kept
//! --
//! -- review:
//! --   [ ] R1 partial index public.ix_posts_live: …
//! ```
//!
//! A squash also has `-- replaces: 20261119171500, 20261120081544`: the revisions in whose place it stands.
//!
//! People edit heads: keys may stand in any order, between comments of their own, and a key that isn't ours is theirs.
//! What we need and can't read is an error with its line.

use super::RevisionId;

/// What a revision file says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What the revision is for, on one line.
    pub message: String,
    pub id: RevisionId,
    /// The revisions that must have been applied before; none for the first, several for a merge.
    pub parents: Vec<RevisionId>,
    /// The fingerprint of the catalog before this file runs, empty when nobody knows it (a hand-written revision).
    pub from: String,
    /// The fingerprint of the catalog after it, empty when nobody knows it.
    pub to: String,
    /// How the pair was proved, or that it wasn't, in words; empty when nothing was said.
    pub proved: String,
    /// Over the statements of both files as they were then; empty when nobody took it.
    pub checksum: String,
    /// The revisions in whose place this one stands.
    pub replaces: Vec<RevisionId>,
    /// What Alembic called it, where it was imported from there; else empty.
    pub alembic: String,
    /// The questions that a person must answer before the file may run.
    pub reviews: Vec<ReviewBox>,
}

/// A question in the head of a file, `[ ]` while it is open and `[x]` once a person has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewBox {
    /// `R1`, stable within the file.
    pub id: String,
    pub ticked: bool,
    /// The question with its evidence; the lines after the first are indented below it in the file.
    pub text: String,
    /// Where the box stands, counted from 1; what a writer is given here is ignored.
    pub line: usize,
}

/// A head that can't be read: which line, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadError {
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

impl Head {
    /// Of a revision of which nothing is known yet.
    pub fn new(message: &str, id: RevisionId, parents: Vec<RevisionId>) -> Head {
        Head {
            message: message.to_owned(),
            id,
            parents,
            from: String::new(),
            to: String::new(),
            proved: String::new(),
            checksum: String::new(),
            replaces: Vec::new(),
            alembic: String::new(),
            reviews: Vec::new(),
        }
    }

    /// The head of the file that takes this one back: the other way round, and without questions of its own.
    pub fn reversed(&self) -> Head {
        Head {
            message: format!("undo: {}", self.message),
            id: self.id,
            parents: self.parents.clone(),
            from: self.to.clone(),
            to: self.from.clone(),
            proved: self.proved.clone(),
            checksum: self.checksum.clone(),
            replaces: self.replaces.clone(),
            alembic: self.alembic.clone(),
            reviews: Vec::new(),
        }
    }

    /// The comment lines, each with its line feed; [`parse`] reads them back.
    pub fn compose(&self) -> String {
        let Head { message, id, parents, from, to, proved, checksum, replaces, alembic, reviews } = self;
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let listed = |ids: &[RevisionId]| ids.iter().map(RevisionId::to_string).collect::<Vec<_>>().join(", ");
        let (parents, replaces) = (listed(parents), listed(replaces));
        let mut text = String::new();
        // A message such as `to: be` would be read as a key of ours.
        match Line::of(&format!("-- {message}")) {
            Line::Text(_) => text.push_str(&format!("-- {message}\n--\n")),
            Line::Key(..) | Line::Box { .. } | Line::BrokenBox | Line::Blank | Line::End => {
                text.push_str(&format!("-- message:  {message}\n--\n"));
            }
        }
        text.push_str(&format!("-- revision: {id}\n"));
        text.push_str(&format!("-- revises:  {}\n", if parents.is_empty() { "none" } else { &parents }));
        let keys = [
            ("replaces", &replaces),
            ("alembic", alembic),
            ("from", from),
            ("to", to),
            ("proved", proved),
            ("checksum", checksum),
        ];
        for (key, value) in keys {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            if !value.is_empty() {
                text.push_str(&key_line(key, &value));
            }
        }
        if !reviews.is_empty() {
            text.push_str("--\n-- review:\n");
        }
        for ReviewBox { id, ticked, text: question, line: _ } in reviews {
            let mark = if *ticked { 'x' } else { ' ' };
            let mut lines = question.lines();
            text.push_str(&format!("--   [{mark}] {id} {}\n", lines.next().unwrap_or_default().trim_end()));
            for line in lines {
                text.push_str(format!("--          {line}").trim_end());
                text.push('\n');
            }
        }
        text
    }
}

/// Reads the head that `text` begins with.
///
/// The head ends at the first statement, at the first `-- step` or `-- preflight` and at the first directive.
pub fn parse(text: &str) -> Result<Head, HeadError> {
    let mut message = None;
    let mut keys: [Option<(usize, &str)>; KEYS.len()] = [None; KEYS.len()];
    let mut reviews: Vec<ReviewBox> = Vec::new();
    // The lines right below a box, deeper than it, are its evidence.
    let mut in_box = false;
    for (index, raw) in text.lines().enumerate() {
        let line = index + 1;
        let error = |message: String| HeadError { line, message };
        if in_box
            && let Some(evidence) = raw.strip_prefix("--       ")
            && let Some(review) = reviews.last_mut()
        {
            review.text.push('\n');
            review.text.push_str(evidence.strip_prefix("   ").unwrap_or(evidence.trim_start()));
            continue;
        }
        in_box = false;
        match Line::of(raw) {
            Line::End => break,
            Line::Blank => {}
            Line::BrokenBox => {
                return Err(error("a review box is `[ ]` or `[x]`, then its id and the question".into()));
            }
            Line::Box { ticked, id, text } => {
                if reviews.iter().any(|review| review.id == id) {
                    return Err(error(format!("there are two review boxes {id}")));
                }
                reviews.push(ReviewBox { id: id.to_owned(), ticked, text: text.to_owned(), line });
                in_box = true;
            }
            Line::Key(key, value) => {
                let slot = &mut keys[key];
                if let Some((first, _)) = slot {
                    return Err(error(format!("`{}:` stands here and in line {first}", KEYS[key])));
                }
                *slot = Some((line, value));
            }
            Line::Text(text) => _ = message.get_or_insert(text),
        }
    }
    let [revision, revises, replaces, from, to, proved, checksum, alembic, named_message, _review] = keys;
    let Some((line, id)) = revision else {
        return Err(HeadError { line: 1, message: "the head has no `-- revision:` line".to_owned() });
    };
    let id = id.parse().map_err(|error| HeadError { line, message: format!("`revision:` {error}") })?;
    let Some((line, parents)) = revises else {
        let message = "the head has no `-- revises:` line (`none` for the first revision)".to_owned();
        return Err(HeadError { line: 1, message });
    };
    let parents = ids_of("revises", parents).map_err(|message| HeadError { line, message })?;
    let replaces = replaces.map(|(line, ids)| ids_of("replaces", ids).map_err(|message| HeadError { line, message }));
    let replaces = replaces.transpose()?.unwrap_or_default();
    let value = |key: Option<(usize, &str)>| key.map(|(_, value)| value.to_owned()).unwrap_or_default();
    // A fingerprint is one word; what follows it is somebody's remark.
    let word = |key| value(key).split_whitespace().next().unwrap_or_default().to_owned();
    Ok(Head {
        message: named_message.map(|(_, value)| value).or(message).unwrap_or_default().to_owned(),
        id,
        parents,
        from: word(from),
        to: word(to),
        proved: value(proved),
        checksum: word(checksum),
        replaces,
        alembic: word(alembic),
        reviews,
    })
}

/// Where the head's own lines end: behind its last key or box. What people wrote below belongs to the statements.
pub fn end(text: &str) -> usize {
    let (mut at, mut end, mut in_box) = (0, 0, false);
    for line in text.split_inclusive('\n') {
        at += line.len();
        in_box = match Line::of(line) {
            Line::End => break,
            Line::Key(..) => false,
            Line::Box { .. } | Line::BrokenBox => true,
            Line::Text(_) | Line::Blank if in_box && line.starts_with("--       ") => true,
            Line::Text(_) | Line::Blank => {
                in_box = false;
                continue;
            }
        };
        end = at;
    }
    end
}

/// `-- from:     sha256:5c1d…`, with its line feed.
fn key_line(key: &str, value: &str) -> String {
    format!("-- {:<9} {value}\n", format!("{key}:"))
}

/// The file with other values for some keys of its head, every other byte as it was. What the head lacks is added behind
/// its last key.
pub fn with_keys(text: &str, values: &[(&str, &str)]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let keys = lines.iter().map_while(|line| match Line::of(line) {
        Line::End => None,
        Line::Key(key, _) => Some(Some(KEYS[key])),
        _ => Some(None),
    });
    let keys: Vec<Option<&str>> = keys.collect();
    let last = keys.iter().rposition(|key| key.is_some_and(|key| key != "review"));
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let key_line = |key: &str, value: &str| key_line(key, value).replace('\n', end);
    let mut changed = String::new();
    for (index, line) in lines.iter().enumerate() {
        let key = keys.get(index).copied().flatten();
        match values.iter().find(|(wanted, _)| key == Some(*wanted)) {
            Some((key, value)) => changed.push_str(&key_line(key, value)),
            None => changed.push_str(line),
        }
        if Some(index) == last {
            let missing = values.iter().filter(|(key, _)| !keys.contains(&Some(*key)));
            missing.for_each(|(key, value)| changed.push_str(&key_line(key, value)));
        }
    }
    changed
}

/// The file without what its head says about proofs, which `autogen verify` may write anew whenever it likes.
pub fn without_proof(text: &str) -> String {
    let mut in_head = true;
    let is_kept = |line: &&str| {
        let key = Some(*line).filter(|_| in_head).map(Line::of);
        in_head = !matches!(key, None | Some(Line::End));
        !matches!(key, Some(Line::Key(key, _)) if ["from", "to", "proved", "checksum"].contains(&KEYS[key]))
    };
    text.split_inclusive('\n').filter(is_kept).collect()
}

fn ids_of(key: &str, value: &str) -> Result<Vec<RevisionId>, String> {
    if value == "none" {
        return Ok(Vec::new());
    }
    let mut ids = Vec::new();
    for id in value.split(',') {
        let id = id.trim().parse().map_err(|error| format!("`{key}:` {error}, or `none`"))?;
        if ids.contains(&id) {
            return Err(format!("`{key}:` names {id} twice"));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// The keys that mean something to us, in the order in which [`parse`] takes them apart.
const KEYS: [&str; 10] =
    ["revision", "revises", "replaces", "from", "to", "proved", "checksum", "alembic", "message", "review"];

/// What a line of a head is.
enum Line<'a> {
    /// Index into [`KEYS`], and the value.
    Key(usize, &'a str),
    Box {
        ticked: bool,
        id: &'a str,
        text: &'a str,
    },
    /// It wants to be a box, and isn't: it must not be lost, or a revision would run undecided.
    BrokenBox,
    Text(&'a str),
    Blank,
    /// The head is over.
    End,
}

impl<'a> Line<'a> {
    fn of(raw: &'a str) -> Line<'a> {
        let raw = raw.trim_start_matches('\u{feff}').trim();
        if raw.is_empty() {
            return Line::Blank;
        }
        let Some(text) = raw.strip_prefix("--").map(str::trim) else { return Line::End };
        if text.is_empty() {
            return Line::Blank;
        }
        if ["step ", "preflight ·", "autogen:"].iter().any(|start| text.starts_with(start)) {
            return Line::End;
        }
        if let Some(inner) = text.strip_prefix('[') {
            return match inner.split_once(']') {
                Some((mark, question)) => Line::boxed(mark.trim(), question.trim()),
                None => Line::BrokenBox,
            };
        }
        if let Some((key, value)) = text.split_once(':')
            && let Some(key) = KEYS.iter().position(|known| *known == key.trim_end())
        {
            return Line::Key(key, value.trim());
        }
        Line::Text(text)
    }

    fn boxed(mark: &str, question: &'a str) -> Line<'a> {
        let ticked = match mark {
            "" => false,
            "x" | "X" => true,
            _ => return Line::BrokenBox,
        };
        let (id, text) = question.split_once(char::is_whitespace).unwrap_or((question, ""));
        if id.is_empty() { Line::BrokenBox } else { Line::Box { ticked, id, text: text.trim() } }
    }
}

/// The file with the box `id` ticked, every other byte as it was; none when the head has no such box.
pub fn tick(text: &str, id: &str) -> Option<String> {
    let line = parse(text).ok()?.reviews.into_iter().find(|review| review.id == id)?.line;
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let open = start + text[start..].find('[').expect("a box begins with [");
    let close = open + text[open..].find(']').expect("a box ends with ]");
    Some(format!("{}[x{}", &text[..open], &text[close..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        let question = |id: &str, ticked, text: &str| ReviewBox { id: id.into(), ticked, text: text.into(), line: 0 };
        Head {
            message: "add likes".into(),
            id: "20261121101502".parse().expect("an id"),
            parents: vec!["20261120093011".parse().expect("an id"), "20261120093012".parse().expect("an id")],
            from: "sha256:5c1d".into(),
            to: "sha256:9af0".into(),
            proved: "PostgreSQL 17.10, up reaches the schema, down restores, rows kept".into(),
            checksum: "sha256:77aa".into(),
            replaces: vec!["20261121091502".parse().expect("an id")],
            alembic: "3a8f".into(),
            reviews: vec![
                question("R1", false, "partial index public.ix\nwas: WHERE (a)\n  is: WHERE (b)"),
                question("R2", true, "rename? public.users.name"),
            ],
        }
    }

    fn without_lines(mut head: Head) -> Head {
        head.reviews.iter_mut().for_each(|review| review.line = 0);
        head
    }

    fn refused(text: &str) -> (usize, String) {
        let HeadError { line, message } = parse(text).expect_err("the head is broken");
        (line, message)
    }

    #[test]
    fn what_is_composed_reads_back() {
        let first = Head { parents: Vec::new(), from: String::new(), reviews: Vec::new(), ..head() };
        let poem = Head { message: "to: be or not to be".into(), ..head() };
        let tidy = Head { message: "[wip] tidy".into(), ..head() };
        let silent = Head { message: String::new(), ..head() };
        let step = Head { message: "step 2 of the rename".into(), ..head() };
        for head in [head(), first, poem, tidy, silent, step] {
            let text = format!("{}--\n-- step 1 · x\nSELECT 1;\n", head.compose());
            assert_eq!(parse(&text).map(without_lines), Ok(head), "{text}");
        }
    }

    #[test]
    fn people_may_reorder_and_add() {
        let text =
            "-- revises: none\n-- JIRA: 7\n\n--revision:20261121101502\n-- Add likes, as agreed\n-- more\nSELECT 1;";
        let head = parse(text).expect("the head is whole");
        assert_eq!((head.message.as_str(), head.parents.len()), ("JIRA: 7", 0));
        let crlf =
            "-- likes\r\n-- revision: 20261121101502\r\n-- revises: none\r\n-- to: sha256:1 (after)\r\nSELECT 1;";
        let head = parse(crlf).expect("the head is whole");
        assert_eq!((head.message.as_str(), head.to.as_str()), ("likes", "sha256:1"));
    }

    #[test]
    fn a_broken_head_says_where() {
        assert_eq!(refused("SELECT 1;").0, 1);
        assert_eq!(refused("-- a\n-- revision: 12").0, 2);
        assert!(refused("-- a\n-- revision: 20261121101502").1.contains("revises"));
        assert_eq!(refused("-- revision: 20261121101502\n-- revises: HEAD").0, 2);
        assert_eq!(refused("-- revision: 20261121101502\n-- revision: 20261121101503").0, 2);
    }

    #[test]
    fn a_box_that_cannot_be_read_is_never_lost() {
        let start = "-- revision: 20261121101502\n-- revises: none\n";
        for line in ["-- [?] R1 a", "-- [v] R1 a", "-- [ R1 a", "-- [ ]"] {
            assert_eq!(refused(&format!("{start}{line}\n")).0, 3, "{line}");
        }
        let open = parse(&format!("{start}-- []R1 a\n")).expect("the head is whole");
        assert_eq!(open.reviews.iter().map(|review| review.ticked).collect::<Vec<_>>(), [false]);
    }

    #[test]
    fn keys_are_changed_where_they_stand() {
        let text = head().compose();
        let changed = with_keys(&text, &[("to", "sha256:1"), ("proved", "again")]);
        let wanted = text.replace("-- to:       sha256:9af0", "-- to:       sha256:1");
        let proved = "PostgreSQL 17.10, up reaches the schema, down restores, rows kept";
        assert_eq!(changed, wanted.replace(proved, "again"));
        let bare = "-- a\n-- revision: 20261121101502\n-- revises:  none\n\nselect 1;\n-- to: be\n";
        assert_eq!(with_keys(bare, &[("to", "sha256:1")]), bare.replace("none\n", "none\n-- to:       sha256:1\n"),);
    }

    #[test]
    fn a_tick_changes_one_character() {
        let text = head().compose();
        let ticked = tick(&text, "R1").expect("R1 is there");
        assert_eq!(ticked, text.replace("[ ] R1", "[x] R1"));
        assert_eq!(tick(&text, "R9"), None);
    }
}
