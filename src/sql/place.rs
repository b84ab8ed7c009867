//! Where in a file something stands, with the lines to show for it.

use crate::error::Place;

/// The line of a byte, counted from 1.
pub fn line_at(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    text.as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The place of a byte, with its line and the one above it as the excerpt, and a caret below the byte.
pub fn place(file: &str, text: &str, offset: usize) -> Place {
    place_on_line(file, text, offset, line_at(text, offset))
}

/// The same, for a byte whose line is known: no line before it is read.
pub fn place_on_line(file: &str, text: &str, offset: usize, line: usize) -> Place {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let line_start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let source_line = text[line_start..].lines().next().unwrap_or_default();
    let line_above = text[..line_start].lines().next_back().filter(|line| !line.trim().is_empty());

    let width = line.to_string().len();
    let mut excerpt = String::new();
    if let Some(line_above) = line_above {
        excerpt += &format!("{:width$} | {line_above}\n", line - 1);
    }
    excerpt += &format!("{line:width$} | {source_line}\n");
    // Tabs stay tabs, so that the caret stands below its byte whatever their width.
    let indent: String =
        text[line_start..offset].chars().map(|character| if character == '\t' { '\t' } else { ' ' }).collect();
    excerpt += &format!("{:width$} | {indent}^", "");
    Place { file: file.to_owned(), line, excerpt }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_the_byte() {
        let place = place("a.sql", "create table a (\n\tü integr\n);\n", 19 + 1);
        assert_eq!(place.to_string(), "a.sql:2");
        assert_eq!(place.excerpt, "1 | create table a (\n2 | \tü integr\n  | \t ^");
    }

    #[test]
    fn an_offset_beyond_the_end_is_the_end() {
        assert_eq!(place("a.sql", "a\n", 10).line, 2);
        assert_eq!(place("a.sql", "", 0).excerpt, "1 | \n  | ^");
    }
}
