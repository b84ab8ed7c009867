//! Comments carried from a file of definitions to one that says the same in the other form: above what they stood above.
//!
//! Nothing here talks to a server. A comment for which no place is found stands at the top of the file, so that none is
//! lost.

use toml_edit::{DocumentMut, Item, Table, TableLike};

use super::edit::{Sheet, comments, described_by, directly_above_in_toml, elements, names_of};
use super::export::block;

/// The SQL text `made`, with the comments of the TOML text that it stands for.
pub fn with_comments_of_toml(made: &str, toml: &str) -> String {
    let (Ok(document), Some(mut sheet)) = (toml.parse::<DocumentMut>(), Sheet::new(made)) else {
        return made.to_owned();
    };
    let mut top = Vec::new();
    let sql = document.get("sql").and_then(Item::as_str).and_then(Sheet::new);
    for piece in sql.iter().flat_map(|sheet| &sheet.pieces) {
        let same = sheet.pieces.iter().position(|one| described_by(one) == described_by(piece));
        let own: Vec<String> =
            [&piece.leading, &piece.text].into_iter().flat_map(|text| comments(text)).map(str::to_owned).collect();
        match same {
            Some(index) => own.iter().for_each(|comment| sheet.pieces[index].leading.push_str(&format!("{comment}\n"))),
            None => top.extend(own),
        }
    }
    let sections = || document.iter().filter(|(kind, _)| *kind != "sql");
    let named = || sections().flat_map(|(_, item)| item.as_table_like().into_iter().flat_map(|table| table.iter()));
    let first = named().filter_map(|(_, section)| section.as_table()?.position()).min();
    let first = first.filter(|_| sql.is_none()).or(Some(isize::MIN));
    for (kind, item) in sections() {
        for (name, section) in item.as_table_like().into_iter().flat_map(|table| table.iter()) {
            let Some(table) = section.as_table_like() else { continue };
            let name = name.strip_prefix("public.").unwrap_or(name);
            let mut notes = Vec::new();
            let header = section.as_table().and_then(|table| table.decor().prefix()).and_then(|text| text.as_str());
            let header = header.unwrap_or_default();
            // What a blank line parts from the first section is about the file.
            let is_first = section.as_table().is_some_and(|table| table.position() == first);
            let (of_file, above) = header.split_at(if is_first { directly_above_in_toml(header) } else { 0 });
            top.extend(said(of_file));
            notes.extend(said(above).map(|text| (Vec::new(), text)));
            walk(table, &mut Vec::new(), &mut notes);
            for (path, text) in notes {
                if !put_into_sql(&mut sheet, (kind, name), &path, &text) {
                    top.push(text);
                }
            }
        }
    }
    top.extend(said(document.trailing().as_str().unwrap_or_default()));
    let text = sheet.text();
    if top.is_empty() { text } else { format!("{}\n\n{text}", top.join("\n")) }
}

/// Comments in TOML as those of SQL.
fn said(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().map(str::trim).filter_map(|line| line.strip_prefix('#'));
    lines.map(|line| format!("--{line}")).collect::<Vec<_>>().into_iter()
}

/// The comments of a section, each with the path of the key that it belongs to.
fn walk(table: &dyn TableLike, path: &mut Vec<String>, notes: &mut Vec<(Vec<String>, String)>) {
    for (key, item) in table.iter() {
        path.push(key.to_owned());
        let above = table.key(key).and_then(|key| key.leaf_decor().prefix()).and_then(|text| text.as_str());
        let beside = item.as_value().and_then(|value| value.decor().suffix()).and_then(|text| text.as_str());
        let own = [above, beside].into_iter().flatten().flat_map(said);
        notes.extend(own.map(|text| (path.clone(), text)));
        if let Some(inside) = item.as_table_like() {
            walk(inside, path, notes);
        }
        if let (true, Some(old)) = (key == "renamed_from", item.as_str()) {
            notes.push((path[..path.len() - 1].to_vec(), format!("-- autogen: renamed from {old}")));
        }
        path.pop();
    }
}

/// Puts a comment above what a path names; false if that isn't there.
fn put_into_sql(sheet: &mut Sheet, (kind, section): (&str, &str), path: &[String], comment: &str) -> bool {
    let bare = section.rsplit_once('.').map_or(section, |(_, bare)| bare);
    let kind = kind.replace('_', " ");
    let makes = |names: &(String, Option<String>, String)| {
        let (own, _, name) = names;
        let is_kind = *own == kind || own == "type" && matches!(kind.as_str(), "enum" | "composite");
        is_kind && name == bare
    };
    let Some(main) = sheet.pieces.iter().position(|piece| piece.makes() && makes(&names_of(piece))) else {
        return false;
    };
    let part = path.get(1).map(String::as_str);
    if let (Some(part), Some(list)) = (part, elements(&sheet.pieces[main].text)) {
        let element = list.iter().find(|element| element.name.text() == Some(part));
        if let Some(element) = element {
            let text = &sheet.pieces[main].text;
            let start = text[..element.range.start].rfind('\n').map_or(element.range.start, |newline| newline + 1);
            let changed = format!("{}    {comment}\n{}", &text[..start], &text[start..]);
            sheet.pieces[main].text = changed;
            return true;
        }
    }
    let of_part = |piece: &super::edit::Piece| {
        let (_, table, name) = names_of(piece);
        table.as_deref() == Some(bare) && part == Some(&name)
    };
    let index = sheet.pieces.iter().position(of_part).unwrap_or(main);
    sheet.pieces[index].leading.push_str(&format!("{comment}\n"));
    true
}

/// The TOML text `made`, with the comments of the SQL text that it stands for.
pub fn with_comments_of_sql(made: &str, sql: &str) -> String {
    let (Ok(mut document), Some(sheet)) = (made.parse::<DocumentMut>(), Sheet::new(sql)) else {
        return made.to_owned();
    };
    let mut rest = document.get("sql").and_then(Item::as_str).and_then(Sheet::new);
    let mut top: Vec<String> = comments(sheet.start()).map(str::to_owned).collect();
    for piece in &sheet.pieces {
        // What a blank line parts from the statement is about more than that.
        let (header, above) = piece.leading.split_at(super::edit::directly_above(&piece.leading));
        let same =
            rest.as_mut().and_then(|rest| rest.pieces.iter_mut().find(|one| described_by(one) == described_by(piece)));
        let own = comments(above).chain(comments(piece.tail()));
        let list = elements(&piece.text).unwrap_or_default();
        if let Some(same) = same {
            comments(header)
                .chain(own)
                .chain(comments(&piece.text))
                .for_each(|comment| same.leading.push_str(&format!("{comment}\n")));
            continue;
        }
        let is_first = top.is_empty() && std::ptr::eq(piece, &sheet.pieces[0]);
        let (_, table, name) = names_of(piece);
        for comment in comments(header) {
            match is_first {
                true => top.push(comment.to_owned()),
                false => put_into_toml(&mut document, &table, &name, None, comment, &mut top),
            }
        }
        own.for_each(|comment| put_into_toml(&mut document, &table, &name, None, comment, &mut top));
        for token in
            crate::sql::lexer::tokens(&piece.text).filter(|token| token.kind == crate::sql::lexer::TokenKind::Comment)
        {
            // Beside an element, or above the next.
            let before = &piece.text[..token.range.start];
            let is_beside = before.rsplit('\n').next().is_some_and(|line| !line.trim().is_empty());
            let element = match is_beside {
                true => list.iter().rfind(|element| element.range.start < token.range.start),
                false => list.iter().find(|element| element.range.end > token.range.start),
            };
            let element = element.and_then(|element| element.name.text());
            put_into_toml(&mut document, &table, &name, element, token.text(&piece.text), &mut top);
        }
    }
    if let Some(rest) = rest {
        let written = format!("sql = {}\n", block(&rest.text())).parse::<DocumentMut>();
        if let Some(item) = written.ok().and_then(|mut written| written.remove("sql")) {
            document["sql"] = item;
        }
    }
    let end: Vec<String> = comments(sheet.rest()).flat_map(lines).collect();
    let mut text = document.to_string();
    if !end.is_empty() {
        text.push_str(&format!("\n{}\n", end.join("\n")));
    }
    let top: Vec<String> = top.iter().flat_map(|comment| lines(comment)).collect();
    if top.is_empty() { text } else { format!("{}\n\n{text}", top.join("\n")) }
}

/// A comment of SQL as lines of TOML.
fn lines(comment: &str) -> Vec<String> {
    if let Some(line) = comment.strip_prefix("--") {
        return vec![format!("#{line}")];
    }
    let inside = comment.trim_start_matches("/*").trim_end_matches("*/");
    let lines = inside.lines().map(|line| line.trim().trim_start_matches("* ")).filter(|line| !line.is_empty());
    lines.map(|line| format!("# {line}")).collect()
}

/// Puts a comment above the key of a part, or above the section; else among those for the top.
fn put_into_toml(
    document: &mut DocumentMut,
    table: &Option<String>,
    name: &str,
    element: Option<&str>,
    comment: &str,
    top: &mut Vec<String>,
) {
    let whole = table.as_deref().unwrap_or(name);
    let part = element.or(table.as_ref().map(|_| name));
    let renamed =
        comment.strip_prefix("--").map(str::trim).and_then(|text| text.strip_prefix("autogen: renamed from "));
    let kinds: Vec<String> = document.iter().map(|(kind, _)| kind.to_owned()).filter(|kind| kind != "sql").collect();
    for kind in kinds {
        let Some(sections) = document.get_mut(&kind).and_then(Item::as_table_like_mut) else { continue };
        let is_it = |key: &str| key == whole || key.rsplit_once('.').is_some_and(|(_, bare)| bare == whole);
        let Some(key) = sections.iter().map(|(key, _)| key.to_owned()).find(|key| is_it(key)) else { continue };
        let Some(section) = sections.get_mut(&key).and_then(Item::as_table_mut) else { continue };
        if let Some(old) = renamed {
            rename(section, part, old.trim());
            return;
        }
        if !part.is_some_and(|part| put_above(section, part, comment)) {
            let prefix = section.decor().prefix().and_then(|text| text.as_str()).unwrap_or_default().to_owned();
            section.decor_mut().set_prefix(prefix + &lines(comment).join("\n") + "\n");
        }
        return;
    }
    top.push(comment.to_owned());
}

/// Puts a comment above the key of a column, a constraint or an index.
fn put_above(section: &mut Table, part: &str, comment: &str) -> bool {
    for (_, group) in section.iter_mut() {
        let Some(mut key) = group.as_table_like_mut().and_then(|group| group.key_mut(part)) else { continue };
        let prefix = key.leaf_decor().prefix().and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        key.leaf_decor_mut().set_prefix(prefix + &lines(comment).join("\n") + "\n");
        return true;
    }
    false
}

fn rename(section: &mut Table, part: Option<&str>, old: &str) {
    let column =
        part.and_then(|part| section.get_mut("column")?.as_table_like_mut()?.get_mut(part)?.as_table_like_mut());
    match (column, part) {
        (Some(column), _) => {
            column.insert("renamed_from", toml_edit::value(old));
            if let Some(inline) = part.and_then(|part| section.get_mut("column")?.get_mut(part)?.as_inline_table_mut())
            {
                inline.fmt();
            }
        }
        (None, _) => {
            section.insert("renamed_from", toml_edit::value(old));
        }
    }
}
