//! How large a relation of the live database is, in words.

use std::collections::BTreeMap;

/// How large a relation is, as far as the live database knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// As of the last VACUUM or ANALYZE (`pg_class.reltuples`); none before the first.
    pub rows: Option<u64>,
    /// With its indexes and TOAST table (`pg_total_relation_size`), and all partitions.
    pub bytes: u64,
}

/// By the quoted name that costs give a relation.
pub type Sizes = BTreeMap<String, Size>;

/// What is smaller is done in a moment.
const WORTH_A_WORD: u64 = 1024 * 1024;

/// `412 GB, about 3,100,000,000 rows`; none for what is small.
pub(super) fn words(size: Size) -> Option<String> {
    let Size { rows, bytes } = size;
    let rows = rows.map(|rows| format!(", about {} rows", rounded(rows))).unwrap_or_default();
    (bytes >= WORTH_A_WORD).then(|| format!("{}{rows}", in_bytes(bytes)))
}

/// `3.4 MB`, in the units of `pg_size_pretty`.
pub fn in_bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    let mut unit = "bytes";
    let mut value = bytes as f64;
    for larger in UNITS {
        if value < 1024.0 {
            break;
        }
        (value, unit) = (value / 1024.0, larger);
    }
    let digits = usize::from(value < 9.95 && unit != "bytes");
    format!("{value:.digits$} {unit}")
}

/// An estimate with no more digits than it deserves: 3,098,765 is `3,100,000`.
pub fn rounded(estimate: u64) -> String {
    let unit = 10_u64.pow(estimate.checked_ilog10().unwrap_or_default().saturating_sub(1));
    grouped((estimate / unit + u64::from(estimate % unit * 2 >= unit && unit > 1)) * unit)
}

/// `12,345`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_people_read_them() {
        assert_eq!(
            [0, 999, 1000, 12_345, 3_100_000_000].map(grouped),
            ["0", "999", "1,000", "12,345", "3,100,000,000"]
        );
        assert_eq!([0, 7, 99, 104, 105, 3_098_765].map(rounded), ["0", "7", "99", "100", "110", "3,100,000"]);
        assert_eq!([512, 8192, 3_565_158, 412 << 30].map(in_bytes), ["512 bytes", "8.0 kB", "3.4 MB", "412 GB"]);
    }

    #[test]
    fn only_what_is_large_gets_a_word() {
        assert_eq!(words(Size { rows: Some(9), bytes: 8192 }), None);
        assert_eq!(words(Size { rows: None, bytes: 412 << 30 }).as_deref(), Some("412 GB"));
        let known = Size { rows: Some(3_098_765_432), bytes: 412 << 30 };
        assert_eq!(words(known).as_deref(), Some("412 GB, about 3,100,000,000 rows"));
    }
}
