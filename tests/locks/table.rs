//! The table of locks as people read it: `docs/locks.md`.

use std::fmt::Write as _;

use super::{Form, Forms, Group, Measured, OfMajor, head};

const ABOUT: &str = "# Locks

What the statements that autogen writes lock, on PostgreSQL 14 to 18. This is measured: `tests/locks.rs` runs each statement in
a small database, looks at its locks with the code that measures the steps of a migration, and rolls back. Where the manual
says otherwise, the last column has what it says. The statements and that database stand in `tests/locks/forms.toml`.

- **locks**: the relations that were there before, an index only where its lock is stronger than its table's. ACCESS SHARE,
  which every query takes, is left out.
- **waits**: who has to wait for the end of the transaction. A lock on an index keeps those out who use its table. While the
  statement itself waits for a lock, everybody behind it waits, too; `lock_timeout` is against that.
- **rewrites**: every row is written anew. **scans**: every row is read, under that lock.
- The last column also says what isn't so on every major.
";

/// Everything that was measured, as one document.
pub fn text(forms: &Forms, all: &[(u32, OfMajor)]) -> String {
    let mut text = ABOUT.to_owned();
    let mut lockless = Vec::new();
    for group in &forms.group {
        let mut rows = String::new();
        for form in &group.forms {
            match row(group, form, all) {
                Some(row) => rows.push_str(&row),
                None => lockless.push(head::head(&form.sql)),
            }
        }
        if !rows.is_empty() {
            let head = "| statement | locks | waits | rewrites | scans | |\n|---|---|---|---|---|---|";
            _ = write!(text, "\n## {}\n\n{head}\n{rows}", group.about);
        }
    }
    lockless.sort();
    lockless.dedup();
    _ = write!(text, "\n## Nothing\n\nThese lock no relation that is there already, or only read from one.\n\n");
    for verbs in lockless.chunk_by(|one, other| verb(one) == verb(other)) {
        let list: Vec<&str> = verbs.iter().map(|head| head.trim_start_matches(verb(head)).trim()).collect();
        _ = writeln!(text, "- **{}** {}", verb(&verbs[0]), list.join(", "));
    }
    text
}

fn verb(head: &str) -> &str {
    head.split(' ').next().unwrap_or_default()
}

/// None for what locks nothing, on any major.
fn row(group: &Group, form: &Form, all: &[(u32, OfMajor)]) -> Option<String> {
    let of: Vec<(u32, &Measured)> =
        all.iter().filter_map(|(major, measured)| Some((*major, measured.get(&form.sql)?))).collect();
    let (_, newest) = of.last()?;
    let locks_nothing = of.iter().all(|(_, measured)| locks(measured).is_empty() && measured.scans.is_empty());
    if locks_nothing && form.because.is_none() {
        return None;
    }
    let mut notes: Vec<String> = form.when.clone().into_iter().collect();
    let mut others: Vec<(&Measured, Vec<u32>)> = Vec::new();
    for (major, measured) in of.iter().filter(|(_, measured)| measured != newest) {
        match others.iter_mut().find(|(other, _)| other == measured) {
            Some((_, majors)) => majors.push(*major),
            None => others.push((measured, vec![*major])),
        }
    }
    for (measured, majors) in others {
        notes.push(format!("{}: {}", spans(&majors), said(measured)));
    }
    notes.extend(form.since.filter(|since| *since > 14).map(|since| format!("from {since} on")));
    notes.extend(form.only.map(|only| format!("measured on {only}")));
    if let Some(because) = &form.because {
        let manual = form.manual.as_ref().unwrap_or(&group.manual);
        notes.push(format!("the manual: {manual}; {because}"));
    }
    let Measured { rewrites, scans, locks: _ } = newest;
    let only_read: Vec<String> = scans.iter().filter(|name| !rewrites.contains(name)).cloned().collect();
    let cells = [
        format!("`{}`", form.sql),
        by_mode(newest),
        waits(newest),
        names(rewrites),
        names(&only_read),
        notes.join("; "),
    ];
    Some(format!("| {} |\n", cells.join(" | ")))
}

/// The locks that are more than reading.
fn locks(measured: &Measured) -> Vec<&(String, String)> {
    measured.locks.iter().filter(|(mode, _)| mode != "ACCESS SHARE").collect()
}

/// What was measured, in a few words.
fn said(measured: &Measured) -> String {
    let mut parts = Vec::new();
    if !locks(measured).is_empty() {
        parts.push(by_mode(measured));
    }
    if !measured.rewrites.is_empty() {
        parts.push(format!("rewrites {}", names(&measured.rewrites)));
    }
    let scans: Vec<String> = measured.scans.iter().filter(|name| !measured.rewrites.contains(name)).cloned().collect();
    if !scans.is_empty() {
        parts.push(format!("scans {}", names(&scans)));
    }
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// `ACCESS EXCLUSIVE on t, u, ROW SHARE on v`
fn by_mode(measured: &Measured) -> String {
    let mut modes: Vec<(&str, Vec<String>)> = Vec::new();
    for (mode, name) in locks(measured) {
        match modes.iter_mut().find(|(known, _)| known == mode) {
            Some((_, names)) => names.push(name.clone()),
            None => modes.push((mode, vec![name.clone()])),
        }
    }
    let parts: Vec<String> = modes.iter().map(|(mode, on)| format!("{mode} on {}", names(on))).collect();
    parts.join(", ")
}

/// Whom the locks keep out.
fn waits(measured: &Measured) -> String {
    let of = |strong: &[&str]| -> Vec<String> {
        locks(measured)
            .into_iter()
            .filter(|(mode, _)| strong.contains(&mode.as_str()))
            .map(|(_, name)| name.clone())
            .collect()
    };
    let all = of(&["ACCESS EXCLUSIVE"]);
    let writers = of(&["EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE"]);
    let said = |who: &str, on: &[String]| (!on.is_empty()).then(|| format!("{who} of {}", names(on)));
    [said("readers and writers", &all), said("writers", &writers)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn names(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// `14 to 16`, `14`, `14, 16`
fn spans(majors: &[u32]) -> String {
    match majors {
        [first, .., last] if (last - first) as usize == majors.len() - 1 => format!("{first} to {last}"),
        majors => majors.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
    }
}
