//! How values of one type become values of another: what ALTER COLUMN says behind USING.

/// Types that every type's values are assigned to, and that are cast to every type, through the types' text forms.
const STRINGS: &[&str] = &["text", "character varying", "character", "name", "bpchar", "\"char\""];

/// What PostgreSQL (pg_cast) casts by itself where a value is assigned.
const ASSIGNED: &[(&str, &[&str])] = &[
    ("bigint", &["smallint", "integer", "money", "oid", "real", "double precision", "numeric"]),
    ("smallint", &["bigint", "integer", "oid", "real", "double precision", "numeric"]),
    ("integer", &["smallint", "bigint", "money", "oid", "real", "double precision", "numeric"]),
    ("oid", &["bigint", "integer"]),
    ("real", &["bigint", "smallint", "integer", "numeric", "double precision"]),
    ("double precision", &["bigint", "smallint", "integer", "real", "numeric"]),
    ("numeric", &["bigint", "smallint", "integer", "money", "real", "double precision"]),
    ("money", &["numeric"]),
    ("json", &["jsonb"]),
    ("jsonb", &["json"]),
    ("point", &["box"]),
    ("path", &["polygon"]),
    ("box", &["polygon"]),
    ("polygon", &["path"]),
    ("cidr", &["inet"]),
    ("inet", &["cidr"]),
    ("macaddr", &["macaddr8"]),
    ("macaddr8", &["macaddr"]),
    ("date", &["timestamp without time zone", "timestamp with time zone"]),
    ("time without time zone", &["interval", "time with time zone"]),
    ("time with time zone", &["time without time zone"]),
    ("timestamp without time zone", &["date", "time without time zone", "timestamp with time zone"]),
    (
        "timestamp with time zone",
        &["date", "time without time zone", "timestamp without time zone", "time with time zone"],
    ),
    ("interval", &["time without time zone"]),
    ("bit", &["bit varying"]),
    ("bit varying", &["bit"]),
];

/// What it casts where it is told to.
const EXPLICIT: &[(&str, &[&str])] = &[
    ("boolean", &["integer"]),
    ("integer", &["boolean", "bit"]),
    ("bigint", &["bit"]),
    ("bit", &["bigint", "integer"]),
    ("lseg", &["point"]),
    ("box", &["point", "lseg", "circle"]),
    ("polygon", &["point", "box", "circle"]),
    ("circle", &["point", "box", "polygon"]),
    ("jsonb", &["boolean", "bigint", "smallint", "integer", "real", "double precision", "numeric"]),
    ("int4range", &["int4multirange"]),
    ("int8range", &["int8multirange"]),
    ("numrange", &["nummultirange"]),
    ("tsrange", &["tsmultirange"]),
    ("tstzrange", &["tstzmultirange"]),
    ("daterange", &["datemultirange"]),
];

/// Every cast between built-in types that we know of: source, target, whether PostgreSQL makes it where a value is
/// assigned.
pub fn casts() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    let told = |casts: &'static [(&'static str, &'static [&'static str])], assigned: bool| {
        casts.iter().flat_map(move |(from, targets)| targets.iter().map(move |to| (*from, *to, assigned)))
    };
    told(ASSIGNED, true).chain(told(EXPLICIT, false))
}

/// The values of `column` as values of another type; none where PostgreSQL casts them by itself. Types are as
/// `format_type` prints them. Where there is no cast, the text of a value is read as one of the other type.
pub(crate) fn using(column: &str, from: &str, to: &str) -> Option<String> {
    let (old, new) = (without_modifier(from), without_modifier(to));
    let (old_element, new_element) = (old.trim_end_matches("[]"), new.trim_end_matches("[]"));
    match (old.ends_with("[]"), new.ends_with("[]")) {
        (false, true) if old_element == new_element || !is_string(old_element) => {
            let element = match old_element == new_element {
                true => column.to_owned(),
                false => cast(column, old_element, to.trim_end_matches("[]"), ""),
            };
            return Some(format!("CASE WHEN {column} IS NOT NULL THEN ARRAY[{element}]::{to} END"));
        }
        (true, false) if !is_string(new_element) => {
            return Some(cast(&format!("({column}[1])"), old_element, to, ""));
        }
        (false, true) => return Some(format!("{column}::{to}")),
        (true, false) => return None,
        (true, true) | (false, false) => {}
    }
    let is_assigned = old_element == new_element || is_string(new_element) || has(ASSIGNED, old_element, new_element);
    (!is_assigned).then(|| cast(column, old_element, to, if new.ends_with("[]") { "[]" } else { "" }))
}

fn cast(value: &str, old: &str, to: &str, array: &str) -> String {
    let new = without_modifier(to);
    let new = new.trim_end_matches("[]");
    let is_direct =
        old == new || is_string(old) || is_string(new) || has(ASSIGNED, old, new) || has(EXPLICIT, old, new);
    match is_direct {
        true => format!("{value}::{to}"),
        false => format!("{value}::text{array}::{to}"),
    }
}

fn has(casts: &[(&str, &[&str])], from: &str, to: &str) -> bool {
    casts.iter().any(|(source, targets)| *source == from && targets.contains(&to))
}

/// The type without its length or precision: `timestamp(3) with time zone` has it in the middle.
pub(crate) fn without_modifier(type_name: &str) -> String {
    match (type_name.find('('), type_name.find(')')) {
        (Some(open), Some(close)) => format!("{}{}", &type_name[..open], &type_name[close + 1..]),
        _ => type_name.to_owned(),
    }
}

fn is_string(type_name: &str) -> bool {
    STRINGS.contains(&type_name)
}

/// Whether every value of the old type is one of the new type, unchanged.
pub(crate) fn widens(old: &str, new: &str) -> bool {
    const LADDERS: &[&[&str]] = &[
        &["smallint", "integer", "bigint", "numeric"],
        &["real", "double precision"],
        &["character varying", "text"],
        &["cidr", "inet"],
        &["date", "timestamp without time zone"],
        &["json", "text"],
        &["uuid", "text"],
        &["name", "text"],
    ];
    let (old_base, old_numbers) = parts(old);
    let (new_base, new_numbers) = parts(new);
    if old_base == new_base {
        return match (old_numbers.as_slice(), new_numbers.as_slice()) {
            (_, []) => true,
            ([], _) => false,
            ([old], [new]) => old <= new,
            // Both the digits before the point and those after it have to fit.
            ([old, old_scale], [new, new_scale]) => old_scale <= new_scale && old - old_scale <= new - new_scale,
            _ => false,
        };
    }
    let step =
        |base: &str| LADDERS.iter().find_map(|ladder| Some((*ladder, ladder.iter().position(|name| *name == base)?)));
    let rises = LADDERS.iter().any(|ladder| {
        let at = |base: &str| ladder.iter().position(|name| *name == base);
        at(&old_base).zip(at(&new_base)).is_some_and(|(old, new)| old < new)
    });
    step(&old_base).is_some() && rises && new_numbers.is_empty()
}

/// A type's name without what is in parentheses, and the numbers in them.
pub(crate) fn parts(name: &str) -> (String, Vec<i64>) {
    match (name.find('('), name.find(')')) {
        (Some(open), Some(close)) if open < close => {
            let numbers = name[open + 1..close].split(',').filter_map(|number| number.trim().parse().ok()).collect();
            (format!("{}{}", &name[..open], &name[close + 1..]), numbers)
        }
        _ => (name.to_owned(), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::widens;

    #[test]
    fn a_type_widens_only_where_every_value_stays() {
        assert!(widens("integer", "bigint"));
        assert!(widens("character varying(20)", "character varying(40)"));
        assert!(widens("character varying(20)", "text"));
        assert!(widens("numeric(8,2)", "numeric(10,2)"));
        assert!(!widens("numeric(8,2)", "numeric(9,4)"));
        assert!(!widens("bigint", "integer"));
        assert!(!widens("text", "character varying(20)"));
        assert!(!widens("timestamp without time zone", "date"));
    }
}
