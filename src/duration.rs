//! Lengths of time as people write them: `500ms`, `5s`, `2min`, `1h`.

use std::time::Duration;

/// What a length of time looks like, for errors.
pub const FORM: &str = "500ms, 5s, 2min or 1h";

/// A number and its unit. Nothing is shorter than a millisecond, which a server would take for no limit.
pub fn parse(text: &str) -> Result<Duration, String> {
    let read = || {
        let digits = text.find(|character: char| !character.is_ascii_digit())?;
        let number: u64 = text[..digits].parse().ok().filter(|number| *number > 0)?;
        let unit = match text[digits..].trim() {
            "ms" => 1,
            "s" => 1_000,
            "min" | "m" => 60_000,
            "h" => 3_600_000,
            _ => return None,
        };
        number.checked_mul(unit).map(Duration::from_millis)
    };
    read().ok_or_else(|| format!("{text:?} is no time: write {FORM}"))
}

/// A limit; `none` is none.
pub fn limit(text: &str) -> Result<Option<Duration>, String> {
    match text {
        "none" => Ok(None),
        text => parse(text).map(Some),
    }
}

/// As people write it, in the largest unit that leaves nothing over.
pub fn shown(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let units = [("h", 3_600_000), ("min", 60_000), ("s", 1_000)];
    let unit = units.into_iter().find(|(_, length)| milliseconds > 0 && milliseconds.is_multiple_of(*length));
    unit.map_or_else(|| format!("{milliseconds}ms"), |(unit, length)| format!("{}{unit}", milliseconds / length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_and_is_no_nothing() {
        assert_eq!(parse("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse("2 min"), Ok(Duration::from_secs(120)));
        assert_eq!(limit("none"), Ok(None));
        for text in ["500ms", "90s", "2min", "1h"] {
            assert_eq!(parse(text).map(shown), Ok(text.to_owned()));
        }
        for text in ["", "5", "0s", "s", "-1s", "99999999999999999999s", "18446744073709551615h"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
