//! A TOML file in one layout: spaces around `=`, no indentation, a blank line above each section.

use toml_edit::{Decor, DocumentMut, InlineTable, Item, RawString, TableLike, Value};

use crate::error::{Error, Result};
use crate::sql;

use super::super::File;
use super::super::edit::said;

pub(super) fn formatted(file: &File) -> Result<String> {
    let mut document = file.text.parse::<DocumentMut>().map_err(|error| Error::Load {
        place: sql::place(&file.name, &file.text, error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
        hint: None,
    })?;
    let before = said(document.as_item());
    let mut is_first = true;
    section(document.as_table_mut(), &mut is_first);
    let trailing = above(document.trailing().as_str().unwrap_or_default(), false);
    document.set_trailing(trailing.trim_end().to_owned());
    let text = document.to_string();
    let text = text.trim_end().to_owned();
    let text = if text.is_empty() { text } else { text + "\n" };
    let is_same = text.parse::<DocumentMut>().is_ok_and(|again| said(again.as_item()) == before);
    let comments = |text: &str| text.matches('#').count();
    match is_same && comments(&text) == comments(&file.text) {
        true => Ok(text),
        false => Err(Error::usage(format!("{} can't be formatted without changing what it says", file.name))),
    }
}

fn section(table: &mut toml_edit::Table, is_first: &mut bool) {
    if !table.is_implicit() && !table.is_dotted() && table.position().is_some() {
        header(table.decor_mut(), *is_first);
    }
    let mut is_first_key = !table.is_dotted();
    let is_root = *is_first;
    keys(table, &mut is_first_key);
    if !table.is_empty() && (!is_first_key || !is_root) {
        *is_first = false;
    }
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(one) if !one.is_dotted() => {
                section(one, is_first);
                *is_first = false;
            }
            Item::ArrayOfTables(all) => {
                for one in all.iter_mut() {
                    section(one, is_first);
                    *is_first = false;
                }
            }
            Item::Table(_) | Item::Value(_) | Item::None => {}
        }
    }
}

fn header(decor: &mut Decor, is_first: bool) {
    let prefix = above(text(decor.prefix()), is_first);
    let has_blank = is_first || prefix.starts_with('\n');
    decor.set_prefix(if has_blank { prefix } else { format!("\n{prefix}") });
}

/// The keys of a section, those with dots among them.
fn keys(table: &mut dyn TableLike, is_first_key: &mut bool) {
    for (mut key, item) in table.iter_mut() {
        match item {
            Item::Table(one) if one.is_dotted() => keys(one, is_first_key),
            Item::Value(value) => {
                let decor = key.leaf_decor_mut();
                let prefix = above(text(decor.prefix()), *is_first_key);
                decor.set_prefix(prefix);
                if text(decor.suffix()).is_empty() {
                    decor.set_suffix(" ");
                }
                *is_first_key = false;
                let suffix = text(value.decor().suffix()).trim().to_owned();
                value.decor_mut().set_prefix(" ");
                value.decor_mut().set_suffix(if suffix.is_empty() { suffix } else { format!(" {suffix}") });
                if let Value::InlineTable(inline) = value
                    && !bare(inline).contains(['\n', '#'])
                {
                    inline.fmt();
                }
            }
            Item::Table(_) | Item::ArrayOfTables(_) | Item::None => {}
        }
    }
}

/// A table on one line without what stands beside it.
fn bare(inline: &InlineTable) -> String {
    let mut bare = inline.clone();
    bare.decor_mut().clear();
    bare.to_string()
}

/// Comments and blank lines above something: no indentation, and no more than one blank line.
fn above(text: &str, is_first: bool) -> String {
    let mut made = String::new();
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.pop();
    for line in lines.into_iter().map(str::trim) {
        let is_too_much = line.is_empty() && (made.is_empty() && is_first || made == "\n" || made.ends_with("\n\n"));
        if !is_too_much {
            made.push_str(line);
            made.push('\n');
        }
    }
    made
}

fn text(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_keys_have_one_layout() {
        let file = |text: &str| File { name: "a.toml".to_owned(), text: text.to_owned() };
        let text = "\n\n# The blog.\n[table.posts]\n  # Key.\n  column.id={type=\"bigint\"}   # never  \n  column.title   =   { type = \"text\" }\n\n\n\n  primary_key = [\n \"id\" ]\n[table.tags]\ncolumn.name = { type = \"text\" }\n\n\n# end\n\n";
        let wanted = "# The blog.\n[table.posts]\n# Key.\ncolumn.id = { type = \"bigint\" } # never\ncolumn.title   = { type = \"text\" }\n\nprimary_key = [\n \"id\" ]\n\n[table.tags]\ncolumn.name = { type = \"text\" }\n\n# end\n";
        let once = formatted(&file(text)).expect("it is TOML");
        assert_eq!(once, wanted);
        assert_eq!(formatted(&file(&once)).expect("it is TOML"), once);
    }
}
