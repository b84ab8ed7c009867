//! `-- autogen: batch table=public.users key=id size=5000 pause=100ms`: a data change in ranges of a key, a commit each.
//!
//! The statement says where a range goes: `$1` is its first key and `$2` its last, as in
//! `UPDATE public.users SET phone = '' WHERE phone IS NULL AND id BETWEEN $1 AND $2`.

use std::time::Duration;

use crate::duration;
use crate::sql::lexer::{TokenKind, tokens};
use crate::sql::quote_literal;

/// How a statement is cut into ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// As SQL.
    pub table: String,
    /// A column of the table, as SQL; an index that begins with it makes each range cheap to find.
    pub key: String,
    /// How many rows of the table a range has, whether the statement changes them or not.
    pub size: u64,
    /// Between two commits.
    pub pause: Duration,
    /// Where to begin in a database in which another statement has come some way: behind a key, or `none`. Anywhere else it
    /// says nothing, as every row is to be visited there.
    pub after: Option<String>,
}

/// Settings under which a key as text is the same key again.
const EXACTLY: &str =
    "SET LOCAL extra_float_digits = 1; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'";

/// In a block for psql the user's statement runs under the same settings, so that only what can't matter to it is set.
const EXACT_FLOATS: &str = "SET LOCAL extra_float_digits = 1";

/// What is wrong with a key whose next range is the one before.
pub const STUCK: &str = "the next range would be the same as the one before, up to";

/// Around a statement in the block for psql; no tag of a user's is likely to be it.
const TAG: &str = "$autogen_range$";

impl Batch {
    /// Reads what stands behind the word.
    pub fn parse(text: &str) -> Result<Batch, String> {
        const FORM: &str =
            "write `-- autogen: batch table=public.users key=id size=5000`, and `pause=100ms` if need be";
        let (mut table, mut key, mut size, mut pause, mut after) = (None, None, None, Duration::ZERO, None);
        for word in words(text) {
            let (name, value) = word.split_once('=').ok_or_else(|| format!("{word:?} is no name=value: {FORM}"))?;
            match name {
                "table" => table = Some(value.to_owned()),
                "key" => key = Some(value.to_owned()),
                "size" => size = Some(value.parse().map_err(|_| format!("size={value:?} is no number"))?),
                "pause" => pause = duration::parse(value)?,
                "after" => after = Some(value.to_owned()),
                _ => return Err(format!("a batch has no {name:?}: {FORM}")),
            }
        }
        let lacking = |what: &str| format!("the batch has no {what}: {FORM}");
        Ok(Batch {
            table: table.filter(|table| !table.is_empty()).ok_or_else(|| lacking("table"))?,
            key: key.filter(|key| !key.is_empty()).ok_or_else(|| lacking("key"))?,
            size: size.filter(|size| *size > 0).ok_or_else(|| lacking("size"))?,
            pause,
            after,
        })
    }

    /// A statement without both ends of the range would run on the whole table again and again.
    pub fn check(sql: &str) -> Result<(), String> {
        let mut ends = parameters(sql).map(|(_, number)| number).collect::<Vec<_>>();
        ends.sort_unstable();
        ends.dedup();
        match ends[..] {
            [1, 2] => Ok(()),
            _ => Err("the statement of a batch holds $1 and $2, the first and the last key of a range".to_owned()),
        }
    }

    /// The statement for one range. The server reads both keys as values of the type that they stand beside.
    pub fn statement(sql: &str, first: &str, last: &str) -> String {
        replaced(sql, |number| quote_literal(if number == 1 { first } else { last }))
    }

    /// A query for the next range: its first and last key as text, both null when there are no more rows. `condition` is
    /// empty or begins with ` AND `.
    fn range(&self, condition: &str) -> String {
        let Batch { table, key, size, pause: _, after: _ } = self;
        let rows = format!("SELECT {key} FROM {table} WHERE {key} IS NOT NULL");
        let (last, after) = (size - 1, format!("{rows}{condition} ORDER BY {key}"));
        format!(
            "SELECT ({after} LIMIT 1)::text, coalesce(({after} OFFSET {last} LIMIT 1), \
             ({rows}{condition} ORDER BY {key} DESC LIMIT 1))::text"
        )
    }

    /// The next range behind a key, up to the last one there was when the batch began: the statement may make rows, too.
    pub fn next(&self, behind: Option<&str>, until: &str) -> String {
        let behind = behind.map(|key| format!(" AND {} > {}", self.key, quote_literal(key))).unwrap_or_default();
        self.exactly(&self.range(&format!(" AND {} <= {}{behind}", self.key, quote_literal(until))))
    }

    /// A query for whether rows have no key, which no range would reach, about how many rows there are, and the last key.
    pub fn survey(&self) -> String {
        let Batch { table, key, .. } = self;
        let (name, last) = (quote_literal(table), self.last());
        self.exactly(&format!(
            "SELECT EXISTS (SELECT FROM {table} WHERE {key} IS NULL), \
             (SELECT greatest(reltuples, 0)::bigint FROM pg_catalog.pg_class WHERE oid = {name}::pg_catalog.regclass), \
             {last}"
        ))
    }

    fn last(&self) -> String {
        let Batch { table, key, .. } = self;
        format!("(SELECT {key} FROM {table} WHERE {key} IS NOT NULL ORDER BY {key} DESC LIMIT 1)::text")
    }

    /// A query whose text is read back as the same keys, whatever the role's settings are.
    fn exactly(&self, query: &str) -> String {
        format!("BEGIN READ ONLY; {EXACTLY}; {query}; COMMIT")
    }

    /// A block for psql that does the whole: it begins behind the key that `reached` (a query) gives, and `mark` is a
    /// statement that writes down the variable `last`.
    pub fn block(&self, sql: &str, reached: &str, mark: &str) -> String {
        let pause = self.pause.as_secs_f64();
        self.ranges(sql, reached, &format!("{mark};\n    COMMIT;\n    PERFORM pg_catalog.pg_sleep({pause});"))
    }

    /// A block that goes through all rows at once, for a database that nobody else uses.
    pub fn whole(&self, sql: &str) -> String {
        Batch { size: i64::MAX.unsigned_abs(), ..self.clone() }.ranges(sql, "NULL", "")
    }

    fn ranges(&self, sql: &str, reached: &str, after_each: &str) -> String {
        let Batch { table, key, .. } = self;
        // What stands in a format string doubles its percent signs.
        let format = |sql: &str| sql.replace('%', "%%");
        let ranged = replaced(&format(sql), |number| format!("%{number}$L"));
        let next = format(&self.range("\u{1}")).replace('\u{1}', "%1$s");
        let behind = quote_literal(&format!(" AND {} > %L", format(key)));
        let until = quote_literal(&format!(" AND {} <= %L", format(key)));
        let behind =
            format!("format({until}, until) || CASE WHEN last IS NULL THEN '' ELSE format({behind}, last) END");
        let end = self.last();
        let missing = quote_literal(&format!("rows of {table} have no {key}, so that no range reaches them"));
        let stuck = quote_literal(&format!("{key} isn't a key that ranges can go by: {STUCK} "));
        format!(
            "DO $autogen$\n#variable_conflict use_column\nDECLARE\n  first text;\n  last text := ({reached});\n  done text;\n  \
             until text;\nBEGIN\n  {EXACT_FLOATS};\n  until := {end};\n  \
             IF EXISTS (SELECT FROM {table} WHERE {key} IS NULL) THEN RAISE EXCEPTION USING MESSAGE = {missing}; END IF;\n  \
             LOOP\n    \
             {EXACT_FLOATS};\n    \
             EXECUTE format({TAG}{next}{TAG}, {behind}) INTO first, last;\n    \
             EXIT WHEN first IS NULL;\n    \
             IF last = done THEN RAISE EXCEPTION USING MESSAGE = {stuck} || last; END IF;\n    \
             done := last;\n    \
             EXECUTE format({TAG}{ranged}{TAG}, first, last);\n    \
             {after_each}\n  \
             END LOOP;\nEND $autogen$"
        )
    }
}

/// Cut at spaces, but for those in quoted names.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for character in text.chars() {
        is_quoted ^= character == '"';
        match character.is_whitespace() && !is_quoted {
            true => words.push(String::new()),
            false => words.last_mut().expect("there is one").push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Where a statement holds `$1`, `$2` …
fn parameters(sql: &str) -> impl Iterator<Item = (std::ops::Range<usize>, u32)> + '_ {
    let parameters = tokens(sql).filter(|token| token.kind == TokenKind::Parameter);
    parameters.filter_map(|token| Some((token.range.clone(), token.text(sql)[1..].parse().ok()?)))
}

fn replaced(sql: &str, with: impl Fn(u32) -> String) -> String {
    let (mut text, mut at) = (String::new(), 0);
    for (range, number) in parameters(sql) {
        text.push_str(&sql[at..range.start]);
        text.push_str(&with(number));
        at = range.end;
    }
    text + &sql[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_says_table_key_and_size() {
        let batch = Batch::parse("table=public.\"My Users\" key=id  size=100 pause=1s").expect("it is whole");
        assert_eq!((batch.table.as_str(), batch.key.as_str()), ("public.\"My Users\"", "id"));
        assert_eq!((batch.size, batch.pause), (100, Duration::from_secs(1)));
        for (text, said) in [
            ("table=a key=b", "has no size"),
            ("table=a key=b size=0", "has no size"),
            ("table=a key=b size=x", "is no number"),
            ("table=a key=b size=1 limit=2", "has no \"limit\""),
            ("a", "no name=value"),
        ] {
            assert!(Batch::parse(text).expect_err("it is broken").contains(said), "{text}");
        }
    }

    #[test]
    fn a_range_takes_the_place_of_parameters_only() {
        let sql = "UPDATE a SET b = '$1', c = $f$ $2 $f$ WHERE d BETWEEN $1 AND $2 -- $2";
        Batch::check(sql).expect("both are there");
        assert_eq!(
            Batch::statement(sql, "1", "o'clock"),
            "UPDATE a SET b = '$1', c = $f$ $2 $f$ WHERE d BETWEEN '1' AND 'o''clock' -- $2"
        );
        assert!(Batch::check("UPDATE a SET b = $1").is_err());
        assert!(Batch::check("UPDATE a SET b = $1 WHERE c < $2 AND d < $3").is_err());
    }
}
