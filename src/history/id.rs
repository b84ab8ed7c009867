//! What revisions are called: the id, which is a UTC time, and the slug, which is the message made fit for a file name.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// The longest slug, in characters.
const SLUG_LENGTH: usize = 40;

/// When a revision was made, as fourteen digits of UTC time: `20261121101502`.
///
/// Ids sort by age. Two revisions of one directory never share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(u64);

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.0)
    }
}

/// The text isn't fourteen digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no revision id: an id is fourteen digits, as in 20261121101502")]
pub struct InvalidId(String);

impl FromStr for RevisionId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<RevisionId, InvalidId> {
        let invalid = || InvalidId(text.to_owned());
        if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid());
        }
        text.parse().map(RevisionId).map_err(|_| invalid())
    }
}

const FORMAT: &str = "%Y%m%d%H%M%S";

impl RevisionId {
    /// Of a time such as `2026-01-05 09:30:00.123456`, to the second; none where the text begins with no time.
    pub fn dated(text: &str) -> Option<RevisionId> {
        let time: jiff::civil::DateTime = text.get(..19)?.parse().ok()?;
        time.strftime(FORMAT).to_string().parse().ok()
    }

    /// A second later.
    pub fn later(self) -> RevisionId {
        let time = jiff::civil::DateTime::strptime(FORMAT, self.to_string());
        let later = time.map(|time| time.saturating_add(jiff::Span::new().seconds(1)).strftime(FORMAT).to_string());
        // People make ids that are no times.
        later.ok().and_then(|text| text.parse().ok()).unwrap_or(RevisionId(self.0 + 1))
    }

    /// Of so many seconds ago.
    pub fn ago(seconds: usize) -> RevisionId {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        let time = jiff::Timestamp::now().saturating_sub(jiff::SignedDuration::from_secs(seconds));
        free_id(time.unwrap_or(jiff::Timestamp::UNIX_EPOCH), &BTreeSet::new())
    }
}

/// An id for a revision made now, a second later for each one that is `taken`.
pub fn new_id(taken: &BTreeSet<RevisionId>) -> RevisionId {
    free_id(jiff::Timestamp::now(), taken)
}

fn free_id(now: jiff::Timestamp, taken: &BTreeSet<RevisionId>) -> RevisionId {
    let mut time = now.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    loop {
        let id = time.strftime(FORMAT).to_string().parse().expect("a year of four digits gives fourteen");
        if !taken.contains(&id) {
            return id;
        }
        time = time.saturating_add(jiff::Span::new().seconds(1));
    }
}

/// The words of a message in lower case, joined by `_`: "Add likes!" is `add_likes`.
///
/// At most 40 characters, cut between words where there is a place to; a message without an ASCII letter or digit is
/// called `revision`.
pub fn slug(message: &str) -> String {
    let mut slug = String::new();
    let words = message.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        let separator = usize::from(!slug.is_empty());
        if slug.len() + separator + word.len() > SLUG_LENGTH {
            if slug.is_empty() {
                slug.push_str(&word[..SLUG_LENGTH].to_ascii_lowercase());
            }
            break;
        }
        if separator == 1 {
            slug.push('_');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    if slug.is_empty() { "revision".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_fourteen_digits() {
        assert_eq!("20261121101502".parse::<RevisionId>().map(|id| id.to_string()), Ok("20261121101502".to_owned()));
        for text in ["2026112110150", "202611211015022", "2026112110150x", "+2026112110150", ""] {
            assert!(text.parse::<RevisionId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_taken_id_moves_on_by_a_second() {
        let now: jiff::Timestamp = "2026-12-31T23:59:59Z".parse().expect("a timestamp");
        let taken = ["20261231235959", "20270101000000"].map(|id| id.parse().expect("an id"));
        assert_eq!(free_id(now, &BTreeSet::from(taken)).to_string(), "20270101000001");
    }

    #[test]
    fn a_slug_keeps_to_words_and_forty_characters() {
        for (message, expected) in [
            ("add likes", "add_likes"),
            ("  Users: e-mail is UNIQUE! ", "users_e_mail_is_unique"),
            ("../../etc/passwd", "etc_passwd"),
            ("größe", "gr_e"),
            ("日本", "revision"),
            ("rename the column full_name of users to display_name", "rename_the_column_full_name_of_users_to"),
            ("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee", "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd"),
        ] {
            assert_eq!(slug(message), expected);
        }
    }
}
