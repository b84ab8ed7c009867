//! A TOML file changed key by key; what nobody changes keeps its bytes.

use std::path::PathBuf;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use toml_edit::{Array, DocumentMut, Item, Key, RawString, Table, TableLike, Value};

use super::super::export::block;
use super::Reach;

/// A file of TOML.
pub(super) struct Form {
    pub file: PathBuf,
    pub document: DocumentMut,
}

impl Form {
    /// Takes what stands at the top and is about the file from the first section.
    fn take_header(&mut self) -> String {
        let kinds = self.document.iter_mut().filter_map(|(_, item)| item.as_table_mut());
        let sections =
            kinds.flat_map(|kind| kind.iter_mut().filter_map(|(_, item)| item.as_table_mut()).collect::<Vec<_>>());
        let Some(first) = sections.filter(|one| one.position().is_some()).min_by_key(|one| one.position()) else {
            return String::new();
        };
        let prefix = first.decor().prefix().and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        let (header, above) = prefix.split_at(directly_above(&prefix));
        first.decor_mut().set_prefix(format!("\n{above}"));
        header.to_owned()
    }

    /// Puts statements under `sql`.
    pub fn say(&mut self, sql: &str) {
        let old = self.document.get("sql").and_then(Item::as_str);
        if old == Some(sql) || old.is_none() && sql.is_empty() {
            return;
        }
        if sql.trim().is_empty() {
            self.document.remove("sql");
            return;
        }
        let written = format!("sql = {}\n", block(sql)).parse::<DocumentMut>();
        let Some(item) = written.ok().and_then(|mut written| written.remove("sql")) else { return };
        match self.document.get_mut("sql") {
            Some(present) => *present = item,
            None => {
                let header = self.take_header();
                self.document.insert("sql", item);
                if let Some(mut key) = self.document.key_mut("sql") {
                    key.leaf_decor_mut().set_prefix(header);
                }
            }
        }
    }
}

/// The sections that a file of these texts has, of which `before` says what `ours` does; gives the comments that went.
pub(super) fn merge(ours: &mut DocumentMut, before: &str, after: &str, reach: Reach) -> Vec<String> {
    let parsed = |text: &str| text.parse::<DocumentMut>().unwrap_or_default();
    let (before, after) = (parsed(before), parsed(after));
    let mut lost = Vec::new();
    let mut paths = sections(&before);
    paths.extend(sections(&after).into_iter().filter(|path| sections(&before).iter().all(|known| known != path)));
    for path in paths {
        let (old, new) = (at(before.as_table(), &path), at(after.as_table(), &path));
        let own = spellings(&path).into_iter().find(|path| at(ours.as_table(), path).is_some());
        match (own, old, new) {
            (Some(own), _, None) => remove_section(ours, &own, &mut lost),
            (Some(own), old, Some(new)) => {
                let Some(item) = at_mut(ours.as_table_mut(), &own) else { continue };
                let empty = Item::Table(Table::new());
                let old = old.unwrap_or(&empty);
                let (Some(old), Some(new)) = (old.as_table_like(), new.as_table_like()) else {
                    if said(old) != said(new) && said(item) != said(new) {
                        lost.extend(item.as_array_of_tables().into_iter().flatten().flat_map(|one| all_comments(one)));
                        replace(item, new, &mut lost);
                    }
                    continue;
                };
                match item.as_table_like_mut() {
                    Some(table) => merge_table(table, old, new, reach, true, &mut lost),
                    None if !are_same(old, new) => {
                        replace(item, at(after.as_table(), &path).expect("it was found"), &mut lost)
                    }
                    None => {}
                }
            }
            (None, _, Some(new)) => add_section(ours, &path, new),
            (None, _, None) => {}
        }
    }
    lost
}

/// The paths of all sections: `table.posts`.
fn sections(document: &DocumentMut) -> Vec<Vec<String>> {
    let kinds = document.iter().filter(|(kind, _)| *kind != "sql");
    kinds
        .flat_map(|(kind, item)| {
            let names = item.as_table_like().map(|table| table.iter().map(|(name, _)| name.to_owned()).collect());
            let names: Vec<String> = names.unwrap_or_default();
            names.into_iter().map(move |name| vec![kind.to_owned(), name])
        })
        .collect()
}

/// The ways to write the path of what lies in a schema.
fn spellings(path: &[String]) -> Vec<Vec<String>> {
    let [kind, name] = path else { return vec![path.to_vec()] };
    let (schema, bare) = name.split_once('.').unwrap_or(("public", name));
    let below = |schema: &str| ["schema", schema, kind.as_str(), bare].map(str::to_owned).to_vec();
    let dotted = vec![kind.clone(), format!("{schema}.{bare}")];
    vec![path.to_vec(), dotted, below(schema)]
}

fn at<'a>(table: &'a Table, path: &[String]) -> Option<&'a Item> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(first)?, |item, key| item.as_table_like()?.get(key))
}

fn at_mut<'a>(table: &'a mut Table, path: &[String]) -> Option<&'a mut Item> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get_mut(first)?, |item, key| item.as_table_like_mut()?.get_mut(key))
}

fn merge_table(
    ours: &mut dyn TableLike,
    old: &dyn TableLike,
    new: &dyn TableLike,
    reach: Reach,
    is_section: bool,
    lost: &mut Vec<String>,
) {
    let keys = |table: &dyn TableLike| table.iter().map(|(key, _)| key.to_owned()).collect::<Vec<_>>();
    let mut gone: Vec<String> = keys(old).into_iter().filter(|key| !new.contains_key(key)).collect();
    if reach == Reach::Object {
        let own = keys(ours).into_iter().filter(|key| !new.contains_key(key) && !gone.contains(key));
        gone.extend(own.filter(|key| key != "renamed_from").collect::<Vec<_>>());
    }
    for key in gone {
        if let Some(name) = ours.key(&key) {
            lost.extend(comments(name.leaf_decor().prefix().and_then(|text| text.as_str()).unwrap_or_default()));
        }
        if let Some(Item::Value(value)) = ours.remove(&key) {
            lost.extend(comments(value.decor().suffix().and_then(|text| text.as_str()).unwrap_or_default()));
        }
    }
    let mut above: Option<String> = None;
    for (key, wanted) in new.iter() {
        let before = old.get(key);
        match ours.get_mut(key) {
            Some(own) => {
                let is_same = before.is_some_and(|before| said(before) == said(wanted));
                let reaches = reach == Reach::Object || !is_same;
                if reaches && said(own) != said(wanted) {
                    let empty = Table::new();
                    let before = before.and_then(Item::as_table_like).unwrap_or(&empty);
                    let goes_in = is_section || reach == Reach::Words;
                    match (own.as_table_like_mut(), wanted.as_table_like()) {
                        (Some(own), Some(wanted)) if goes_in => {
                            merge_table(own, before, wanted, reach, is_section && !is_value(wanted), lost)
                        }
                        _ => replace(own, wanted, lost),
                    }
                    tidy(own);
                }
            }
            None => {
                let name = new.key(key).cloned().unwrap_or_else(|| Key::new(key));
                insert_behind(ours, above.as_deref(), name, wanted.clone());
            }
        }
        above = Some(key.to_owned());
    }
    if reach == Reach::Object {
        // The order of keys is that of columns.
        for (key, _) in new.iter() {
            let name = ours.key(key).cloned();
            if let (Some(name), Some(item)) = (name, ours.remove(key)) {
                put(ours, name, item);
            }
        }
    }
}

/// Whether a table says what one thing is, and doesn't hold several by their names.
fn is_value(table: &dyn TableLike) -> bool {
    table.iter().all(|(_, item)| !item.is_table_like())
}

/// Puts a key behind another: the order of columns is that of keys.
fn insert_behind(table: &mut dyn TableLike, above: Option<&str>, key: Key, item: Item) {
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    let behind = above.and_then(|above| keys.iter().position(|key| key == above)).map_or(0, |index| index + 1);
    let behind = if above.is_none() { keys.len() } else { behind };
    let later: Vec<(Key, Item)> = keys[behind..]
        .iter()
        .filter_map(|key| {
            let name = table.key(key)?.clone();
            Some((name, table.remove(key)?))
        })
        .collect();
    put(table, key, item);
    for (key, item) in later {
        put(table, key, item);
    }
}

fn put(table: &mut dyn TableLike, key: Key, item: Item) {
    let name = key.get().to_owned();
    table.entry_format(&key).or_insert(item);
    if let Some(mut kept) = table.key_mut(&name) {
        *kept.leaf_decor_mut() = key.leaf_decor().clone();
    }
}

/// Puts another value there, with the comments of the old one.
fn replace(item: &mut Item, new: &Item, lost: &mut Vec<String>) {
    if let (Some(own), Some(wanted)) = (item.as_array_mut(), new.as_array()) {
        return replace_elements(own, wanted, lost);
    }
    let decor = item.as_value().map(|value| value.decor().clone());
    *item = new.clone();
    if let (Some(decor), Some(value)) = (decor, item.as_value_mut()) {
        *value.decor_mut() = decor;
    }
}

/// Takes elements out of a list and puts others in; those that stay keep their lines and comments.
fn replace_elements(own: &mut Array, wanted: &Array, lost: &mut Vec<String>) {
    let texts = |array: &Array| array.iter().map(|one| said(&Item::Value(one.clone()))).collect::<Vec<_>>();
    let above = own
        .iter()
        .filter_map(|one| text(one.decor().prefix()).rsplit_once('\n'))
        .map(|(_, indent)| format!("\n{indent}"));
    let line = above.last();
    let (old, new) = (texts(own), texts(wanted));
    for op in capture_diff_slices(Algorithm::Myers, &old, &new).into_iter().rev() {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let at = op.old_range().start;
        for index in op.old_range().rev() {
            let gone = own.remove(index);
            lost.extend(comments(text(gone.decor().prefix())));
        }
        for index in op.new_range().rev() {
            let Some(value) = wanted.get(index) else { continue };
            let space = line.clone().unwrap_or_else(|| if at == 0 { String::new() } else { " ".to_owned() });
            own.insert_formatted(at, value.clone().decorated(space, ""));
        }
    }
    if own.is_empty() {
        own.clear();
    }
}

fn text(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or_default()
}

/// Spaces between what was put into a table on one line.
fn tidy(item: &mut Item) {
    if let Item::Value(Value::InlineTable(table)) = item {
        table.fmt();
    }
}

fn remove_section(document: &mut DocumentMut, path: &[String], lost: &mut Vec<String>) {
    let Some((name, parents)) = path.split_last() else { return };
    let parent = match parents.is_empty() {
        true => None,
        false => at_mut(document.as_table_mut(), parents).and_then(Item::as_table_like_mut),
    };
    let Some(parent) = parent else { return };
    let removed = parent.remove(name);
    if parent.is_empty() && parents.len() == 1 {
        document.remove(&parents[0]);
    }
    let Some(Item::Table(table)) = removed else { return };
    let prefix = table.decor().prefix().and_then(|text| text.as_str()).unwrap_or_default().to_owned();
    let (kept, above) = prefix.split_at(directly_above(&prefix));
    lost.extend(comments(above));
    lost.extend(all_comments(&table));
    if !kept.trim().is_empty() {
        let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing(format!("{}\n{trailing}", kept.trim_end()));
    }
}

fn add_section(document: &mut DocumentMut, path: &[String], item: &Item) {
    let is_empty = document.is_empty();
    let [kind, name] = path else { return };
    let mut item = item.clone();
    if let Item::Table(table) = &mut item {
        table.set_position(None);
        table.decor_mut().set_prefix(if is_empty { "" } else { "\n" });
    }
    let parent = document.entry(kind).or_insert_with(|| {
        let mut parent = Table::new();
        parent.set_implicit(true);
        Item::Table(parent)
    });
    if let Some(parent) = parent.as_table_like_mut() {
        parent.insert(name, item);
    }
}

/// What a value says, however it is written.
pub(in crate::definition) fn said(item: &Item) -> String {
    fn value(one: &Value) -> String {
        match one {
            Value::String(text) => format!("{:?}", text.value()),
            Value::Integer(number) => number.value().to_string(),
            Value::Float(number) => number.value().to_string(),
            Value::Boolean(is_so) => is_so.value().to_string(),
            Value::Datetime(time) => time.value().to_string(),
            Value::Array(all) => format!("[{}]", all.iter().map(value).collect::<Vec<_>>().join(",")),
            Value::InlineTable(inline) => table(inline),
        }
    }
    fn table(table: &dyn TableLike) -> String {
        let mut all: Vec<String> = table.iter().map(|(key, item)| format!("{key:?}={}", said(item))).collect();
        all.sort();
        format!("{{{}}}", all.join(","))
    }
    match item {
        Item::None => String::new(),
        Item::Value(one) => value(one),
        Item::Table(one) => table(one),
        Item::ArrayOfTables(all) => all.iter().map(|one| table(one)).collect::<Vec<_>>().join(";"),
    }
}

fn are_same(one: &dyn TableLike, other: &dyn TableLike) -> bool {
    let said = |table: &dyn TableLike| {
        table.iter().map(|(key, item)| (key.to_owned(), self::said(item))).collect::<std::collections::BTreeMap<_, _>>()
    };
    said(one) == said(other)
}

fn comments(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with('#'));
    lines.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The comments of a whole section.
fn all_comments(table: &dyn TableLike) -> Vec<String> {
    let mut all = Vec::new();
    for (key, item) in table.iter() {
        let above = table.key(key).and_then(|key| key.leaf_decor().prefix()).and_then(|text| text.as_str());
        let beside = item.as_value().and_then(|value| value.decor().suffix()).and_then(|text| text.as_str());
        all.extend([above, beside].into_iter().flatten().flat_map(comments));
        all.extend(item.as_table_like().into_iter().flat_map(all_comments));
    }
    all
}

/// Where the comments begin that stand directly above what follows the text.
pub(in crate::definition) fn directly_above(text: &str) -> usize {
    let end = text.len() - text.trim_end().len();
    let has_blank = text[text.len() - end..].matches('\n').count() > 1;
    let blank = text.trim_end().rfind("\n\n").or_else(|| text.trim_end().rfind("\n\r\n"));
    if has_blank { text.len() } else { blank.map_or(0, |blank| blank + 2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_changes_and_the_others_keep_their_bytes() {
        let ours = "# The blog.\n\n# What they write.\n[table.posts]\n# The key.\ncolumn.id = {type=\"bigint\"} # never reused\ncolumn.title = { type = \"text\" }\n# When.\ncolumn.at = { type = \"date\" }\nprimary_key = [\n  \"id\",\n]\n";
        let before = "[table.posts]\ncolumn.id = { type = \"bigint\" }\ncolumn.title = { type = \"text\" }\ncolumn.at = { type = \"date\" }\nprimary_key = [\"id\"]\n";
        let after = "[table.posts]\ncolumn.id = { type = \"bigint\" }\ncolumn.title = { type = \"text\", not_null = true }\ncolumn.likes = { type = \"integer\" }\nprimary_key = [\"id\"]\ncomment = \"All\"\n\n[table.tags]\ncolumn.name = { type = \"text\" }\n";
        let mut document: DocumentMut = ours.parse().expect("it is TOML");
        let lost = merge(&mut document, before, after, Reach::Words);
        assert_eq!(
            document.to_string(),
            "# The blog.\n\n# What they write.\n[table.posts]\n# The key.\ncolumn.id = {type=\"bigint\"} # never reused\ncolumn.title = { type = \"text\", not_null = true }\ncolumn.likes = { type = \"integer\" }\nprimary_key = [\n  \"id\",\n]\ncomment = \"All\"\n\n[table.tags]\ncolumn.name = { type = \"text\" }\n"
        );
        assert_eq!(lost, ["# When."]);
    }
}
