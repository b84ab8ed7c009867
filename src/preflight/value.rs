//! Values that a narrower type has no room for.

use crate::catalog::Catalog;
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::column::Column;
use crate::kind::retype::{parts, using, widens, without_modifier};
use crate::sql::quote_literal;

const INTEGERS: &[(&str, &str, &str)] = &[
    ("smallint", "-32768", "32767"),
    ("integer", "-2147483648", "2147483647"),
    ("bigint", "-9223372036854775808", "9223372036854775807"),
];

/// The condition of the values that the conversion fails for; none where all fit, or where nobody can tell without trying.
/// `is_known` is whether the new type is there already.
pub(super) fn unfit(value: &str, old: &Column, new: &Column, catalog: &Catalog, is_known: bool) -> Option<String> {
    if widens(&old.type_name, &new.type_name) {
        return None;
    }
    let (from, _) = parts(&old.type_name);
    let (to, numbers) = parts(&new.type_name);
    let (from, to) = (from.as_str(), to.as_str());
    let (is_text, is_number) = (STRINGS.contains(&from), is_number(from));
    let is_float = matches!(from, "real" | "double precision");
    if let Some(labels) = labels(catalog, new) {
        let list: Vec<String> = labels.iter().map(|label| quote_literal(label)).collect();
        let is_plain = !from.ends_with("[]");
        return is_plain.then(|| format!("{value}::text NOT IN ({})", list.join(", ")));
    }
    match (to, numbers.as_slice()) {
        // What is converted by an expression is cut off without a word.
        ("character varying" | "character", [length]) if using(value, &old.type_name, &new.type_name).is_none() => {
            let text = if is_text { value.to_owned() } else { format!("{value}::text") };
            Some(format!("length(rtrim({text}, ' ')) > {length}"))
        }
        ("numeric", [digits, scale]) if is_number && !is_float => {
            let limit = power_of_ten(digits - scale);
            Some(format!("{value} <> 'NaN' AND abs(round({value}::numeric, {scale})) >= {limit}"))
        }
        _ => match INTEGERS.iter().find(|(name, ..)| *name == to) {
            // A float is rounded as a float.
            Some((_, least, most)) if is_float => {
                let number = format!("round({value}::double precision)");
                let (least, beyond) = (format!("{least}::double precision"), format!("{most}::double precision + 1"));
                let beyond = if *most == "9223372036854775807" { format!("{most}::double precision") } else { beyond };
                Some(format!("NOT ({number} >= {least} AND {number} < {beyond})"))
            }
            Some((_, least, most)) if is_number => {
                let is_whole = INTEGERS.iter().any(|(name, ..)| *name == from);
                let number = if is_whole { value.to_owned() } else { format!("round({value}::numeric)") };
                Some(format!("{number} NOT BETWEEN {least} AND {most}"))
            }
            _ => (is_text && is_known && !STRINGS.contains(&to)).then(|| unreadable(value, new, catalog)).flatten(),
        },
    }
}

const STRINGS: &[&str] = &["text", "character varying", "character", "bpchar", "name"];

/// A text that isn't a value of a type.
fn unreadable(value: &str, new: &Column, catalog: &Catalog) -> Option<String> {
    // A domain's conditions are asked of its base type.
    if catalog.of_kind(Kind::Domain).any(|object| object.id.dotted() == new.type_name) {
        return None;
    }
    if catalog.runs_on >= 16 {
        // A cast cuts off what is too long, but for numbers.
        let is_numeric = new.type_name.starts_with("numeric");
        let type_name = match without_modifier(&new.type_name) {
            _ if is_numeric => new.type_name.clone(),
            // By itself, that is one bit.
            bits if bits == "bit" => "bit varying".to_owned(),
            other => other,
        };
        let type_name = quote_literal(&type_name);
        return Some(format!("NOT pg_input_is_valid({value}::text, {type_name})"));
    }
    let pattern = match new.type_name.as_str() {
        "smallint" | "integer" | "bigint" => "^[[:space:]]*[+-]?[0-9]+[[:space:]]*$",
        "uuid" => "^[{]?[0-9A-Fa-f]{4}(-?[0-9A-Fa-f]{4}){7}[}]?$",
        _ => return None,
    };
    Some(format!("{value} !~ {}", quote_literal(pattern)))
}

/// The labels of the enum that a column is of.
fn labels<'a>(catalog: &'a Catalog, column: &Column) -> Option<&'a [String]> {
    let is_it = |id: &Id| id.dotted() == column.type_name;
    let found = catalog.of_kind(Kind::Enum).find(|object| is_it(object.id))?;
    match found.attributes {
        Attributes::Enum(values) => Some(&values.values),
        _ => None,
    }
}

fn is_number(type_name: &str) -> bool {
    let is_whole = INTEGERS.iter().any(|(name, ..)| *name == type_name);
    is_whole || matches!(type_name, "numeric" | "real" | "double precision")
}

/// `1000` for 3, `0.01` for -2.
fn power_of_ten(exponent: i64) -> String {
    match usize::try_from(exponent) {
        Ok(zeros) => format!("1{}", "0".repeat(zeros)),
        Err(_) => format!("0.{}1", "0".repeat(usize::try_from(-exponent - 1).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_numerics() {
        assert_eq!((power_of_ten(3), power_of_ten(0), power_of_ten(-2)), ("1000".into(), "1".into(), "0.01".into()));
    }
}
