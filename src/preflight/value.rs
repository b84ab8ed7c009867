//! Values that a narrower type has no room for.

use super::Way;
use crate::id::Id;
use crate::kind::Attributes;
use crate::kind::column::Column;
use crate::kind::r#enum::Enum;
use crate::kind::retype::{parts, using, widens, without_modifier};
use crate::sql::quote_literal;

const INTEGERS: &[(&str, &str, &str)] = &[
    ("smallint", "-32768", "32767"),
    ("integer", "-2147483648", "2147483647"),
    ("bigint", "-9223372036854775808", "9223372036854775807"),
];

/// The condition of the values that the conversion fails for; none where all fit, or where nobody can tell without trying.
pub(super) fn unfit(way: &Way, id: &Id, value: &str, old: &Column, new: &Column) -> Option<String> {
    if widens(&old.type_name, &new.type_name) {
        return None;
    }
    let (from, _) = parts(&old.type_name);
    let (to, numbers) = parts(&new.type_name);
    let (from, to) = (from.as_str(), to.as_str());
    let (is_text, is_number) = (STRINGS.contains(&from), is_number(from));
    let is_float = matches!(from, "real" | "double precision");
    let of_new_type = way.to.needs(id).find(|id| id.dotted() == new.type_name).and_then(|id| way.to.get(id));
    if let Some(Attributes::Enum(Enum { values: labels, .. })) = of_new_type {
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
            let is_too_large = format!("abs(round({value}::numeric, {scale})) >= {limit}");
            Some(if from == "numeric" { format!("{value} <> 'NaN' AND {is_too_large}") } else { is_too_large })
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
            // A domain's conditions are asked of its base type.
            _ if matches!(of_new_type, Some(Attributes::Domain(_))) => None,
            _ => {
                let is_known = way.means_the_same(id);
                let unreadable = || unreadable(value, new, way.to.runs_on);
                (is_text && is_known && !STRINGS.contains(&to)).then(unreadable).flatten()
            }
        },
    }
}

const STRINGS: &[&str] = &["text", "character varying", "character", "bpchar", "name"];

/// A text that isn't a value of a type.
fn unreadable(value: &str, new: &Column, server_major: u32) -> Option<String> {
    if server_major >= 16 {
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
