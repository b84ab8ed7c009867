//! How alike two names are.

use std::collections::BTreeSet;

use similar::TextDiff;

/// From 0, nothing in common, to 1: the mean of the letters that they share in order and the words that they share.
pub(super) fn likeness(old: &str, new: &str) -> f64 {
    let letters = f64::from(TextDiff::from_chars(old, new).ratio());
    let (old, new) = (words(old), words(new));
    let shared = old.intersection(&new).count();
    let words = 2.0 * shared as f64 / (old.len() + new.len()).max(1) as f64;
    ((letters + words) / 2.0).max(letters - 0.2)
}

/// The words of a name, in the singular: `created_at`, `createdAt` and `created-ats` have the same.
pub(super) fn words(name: &str) -> BTreeSet<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        let begins_word = character.is_uppercase() && was_lower;
        if begins_word || !character.is_alphanumeric() {
            words.push(String::new());
        }
        was_lower = character.is_lowercase();
        if character.is_alphanumeric() {
            words.last_mut().expect("it starts with one").extend(character.to_lowercase());
        }
    }
    words
        .into_iter()
        .filter(|word| !word.is_empty())
        .map(|word| match (word.strip_suffix("ies"), word.strip_suffix('s')) {
            (Some(stem), _) if stem.len() > 2 => format!("{stem}y"),
            (_, Some(singular)) if singular.len() > 2 => singular.to_owned(),
            _ => word,
        })
        .collect()
}

/// The numbers in a name: a year, a month.
pub(super) fn numbers(name: &str) -> Vec<&str> {
    name.split(|character: char| !character.is_ascii_digit()).filter(|number| !number.is_empty()).collect()
}
