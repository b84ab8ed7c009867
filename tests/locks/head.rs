//! What sort of statement a statement is: `ALTER TABLE ADD COLUMN DEFAULT`.

use autogen::sql::lexer::{self, TokenKind};

/// What ends the part of an ALTER that says what it does; other words only say how.
const BEHIND: &[&str] = &[
    "AFTER",
    "AS",
    "BEFORE",
    "CACHE",
    "CYCLE",
    "FOR",
    "FROM",
    "IN",
    "INCREMENT",
    "INITIALLY",
    "MAXVALUE",
    "MINVALUE",
    "START",
    "TO",
    "WHERE",
    "WITH",
];

/// The same, but as the last word of that part.
const LAST: &[&str] = &["DEFAULT", "EXCLUDE", "KEY", "STORAGE", "UNIQUE", "USING"];

/// The keywords of a statement that say what it does to what. autogen writes them, and nothing else, in capitals.
pub fn head(sql: &str) -> String {
    let words = keywords(sql);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let plain = |words: &[&'_ str]| words.iter().copied().filter(|word| *word != NAME).collect::<Vec<_>>().join(" ");
    let until = |ends: &[&str]| words.iter().position(|word| ends.contains(word)).unwrap_or(words.len());
    match words.first().copied().unwrap_or_default() {
        "ALTER" if words.get(1) == Some(&"DEFAULT") => "ALTER DEFAULT PRIVILEGES".to_owned(),
        "ALTER" => alteration(&words).join(" "),
        "COMMENT" | "SECURITY" => {
            let said: Vec<&str> = words[..until(&["IS"])].iter().copied().filter(|word| *word != "FOR").collect();
            plain(&said)
        }
        verb @ ("GRANT" | "REVOKE") => format!("{verb} {}", plain(&words[until(&["ON"])..until(&["TO", "FROM"])])),
        "CREATE" | "DROP" | "REFRESH" => words[..until(&[NAME, "FOR"])].join(" "),
        verb => verb.to_owned(),
    }
}

/// Stands for a name, a literal or what is in parentheses.
const NAME: &str = "…";

/// The keywords outside of parentheses, with [`NAME`] for the first of what stands between them.
fn keywords(sql: &str) -> Vec<String> {
    let mut depth = 0;
    let mut words: Vec<String> = Vec::new();
    for token in lexer::tokens(sql).filter(|token| !token.is_trivia()) {
        let text = token.text(sql);
        let is_keyword = token.kind == TokenKind::Word && text.chars().all(|letter| letter.is_ascii_uppercase());
        depth -= i32::from(text == ")");
        if depth == 0 && is_keyword {
            words.push(text.to_owned());
        } else if words.last().is_none_or(|word| word != NAME) {
            words.push(NAME.to_owned());
        }
        depth += i32::from(text == "(");
    }
    words
}

fn alteration<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let is_of_operators =
        words.starts_with(&["ALTER", "OPERATOR", "CLASS"]) || words.starts_with(&["ALTER", "OPERATOR", "FAMILY"]);
    let is_elsewhere = words.starts_with(&["ALTER", "SERVER"]) || words.starts_with(&["ALTER", "FOREIGN", "DATA"]);
    let mut said = Vec::new();
    let mut rest = words.iter().copied().filter(|word| ![NAME, "ONLY"].contains(word)).peekable();
    while let Some(word) = rest.next() {
        let is_address = word == "USING" && is_of_operators;
        let sequence_says_no = word == "NO" && rest.peek().is_some_and(|next| BEHIND.contains(next));
        if is_address {
            continue;
        }
        let says_how = is_elsewhere && ["HANDLER", "NO", "OPTIONS", "VALIDATOR", "VERSION"].contains(&word);
        if BEHIND.contains(&word) || sequence_says_no || says_how || (is_of_operators && said.len() == 5) {
            break;
        }
        said.push(word);
        match word {
            "GENERATED" => {
                said.extend(rest.by_ref().find(|word| ["STORED", "VIRTUAL"].contains(word)));
                break;
            }
            "REFERENCES" => {
                let all: Vec<&str> = rest.collect();
                said.extend(
                    all.windows(2)
                        .filter(|pair| [["NOT", "VALID"], ["NOT", "ENFORCED"]].contains(&[pair[0], pair[1]]))
                        .flatten(),
                );
                break;
            }
            "KEY" if said.contains(&"FOREIGN") => {}
            word if LAST.contains(&word) => break,
            _ => {}
        }
    }
    said
}
