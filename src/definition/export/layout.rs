//! Which file an object's definition is looked for in.

use std::path::PathBuf;

use super::{Format, Layout};
use crate::catalog::Catalog;
use crate::id::{Id, Kind};

/// The file of an object, below the directory of definitions.
pub(super) fn file(catalog: &Catalog, home: &Id, layout: Layout, format: Format) -> PathBuf {
    let extension = match format {
        Format::Sql => "sql",
        Format::Toml => "toml",
    };
    let stem = match layout {
        Layout::Single => "schema".to_owned(),
        Layout::Schema => home.schema().map_or_else(|| "database".to_owned(), file_name),
        Layout::Object => match home.schema().map(file_name) {
            None => plural(&noun(catalog, home)),
            Some(schema) if home.kind() == Kind::Schema => format!("{schema}/schema"),
            // They have no names, but say what is given to whom.
            Some(schema) if home.kind() == Kind::DefaultPrivilege => format!("{schema}/{}", noun(catalog, home)),
            Some(schema) => format!("{schema}/{}/{}", plural(&noun(catalog, home)), file_name(home.name())),
        },
    };
    format!("{stem}.{extension}").into()
}

/// The word that DDL has for an object, as a file name: enums and composites are both `type`.
fn noun(catalog: &Catalog, id: &Id) -> String {
    let address = catalog.get(id).map(|object| object.address(id)).unwrap_or_default();
    // A name in upper case has quotes.
    let words = address.split(' ').take_while(|word| word.chars().all(|one| one.is_ascii_uppercase()));
    let noun = words.collect::<Vec<_>>().join("_").to_lowercase();
    if noun.is_empty() { id.kind().word().replace(' ', "_") } else { noun }
}

fn plural(noun: &str) -> String {
    match noun {
        noun if noun.ends_with("ss") => format!("{noun}es"),
        noun if noun.ends_with('s') => noun.to_owned(),
        noun if noun.ends_with('y') => format!("{}ies", &noun[..noun.len() - 1]),
        noun => format!("{noun}s"),
    }
}

/// A name that all file systems can tell from others: names that differ in case alone share a file, as overloaded
/// routines do.
fn file_name(name: &str) -> String {
    let name = name.split('(').next().unwrap_or_default();
    let name = name.trim_matches('"').to_lowercase();
    name.chars().map(|one| if one.is_alphanumeric() || "_-".contains(one) { one } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_file_names() {
        assert_eq!(file_name("\"Odd name\"(integer, text)"), "odd_name");
        assert_eq!(file_name("../secret"), "___secret");
    }

    #[test]
    fn nouns_become_directories() {
        for (noun, directory) in [
            ("table", "tables"),
            ("operator_class", "operator_classes"),
            ("operator_family", "operator_families"),
            ("statistics", "statistics"),
        ] {
            assert_eq!(plural(noun), directory);
        }
    }
}
