//! A report as Markdown, for a pull request.

use super::finding::titled;
use super::model::{Change, Difference, Finding, Item, Object, Place, Report, Size, Step, Verb};
use crate::prove::{in_bytes, rounded};

/// What changes, what a person must judge, and the statements.
pub fn report(report: &Report) -> String {
    let mut text = match &report.difference {
        Some(difference) if difference.in_step => format!("**Schema:** {}\n", escaped(report.headline.trim_end())),
        Some(difference) => self::difference(difference),
        None => format!("### {}\n\n{}\n", escaped(&report.title), escaped(report.headline.trim_end())),
    };
    if !report.revisions.is_empty() {
        text.push_str("\n| | revision | |\n|---|---|---|\n");
        for one in &report.revisions {
            let mark = if one.proved { "✓ proved" } else { "✗ **not proved**" };
            let summary = escaped(&one.summary).replace('\n', "<br>");
            text.push_str(&format!("| {mark} | `{}` {} | {summary} |\n", one.revision, escaped(&one.message)));
        }
    }
    if let Some(standing) = &report.standing {
        for name in standing.pending.iter().flatten() {
            text.push_str(&format!("\nNot applied: {}\n", code(name)));
        }
        for open in &standing.open {
            let question = open.text.lines().next().unwrap_or_default();
            text.push_str(&format!("\nUndecided in {}: {}\n", code(&open.revision), escaped(question)));
        }
        for one in standing.ignored.iter().filter(|one| !one.objects.is_empty()) {
            let until = one.until.as_ref().map(|until| format!(" until {until}: {}", one.why)).unwrap_or_default();
            text.push_str(&format!(
                "\nIgnored: {} ({}{})\n",
                listed(&one.objects),
                code(&one.pattern),
                escaped(&until)
            ));
        }
    }
    let is_told_above = report.difference.is_some() || !report.revisions.is_empty();
    for finding in report.findings.iter().filter(|_| !is_told_above) {
        text.push_str(&self::finding(finding));
    }
    text
}

fn finding(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(|place| format!("{}: ", self::place(place))).unwrap_or_default();
    let mut text = format!("\n- {place}{}\n", escaped(&finding.message));
    for line in finding.evidence.iter().chain(&finding.help) {
        text.push_str(&format!("  <br>{}\n", escaped(line)));
    }
    text
}

fn difference(difference: &Difference) -> String {
    let Difference {
        in_step: _,
        from: _,
        to: _,
        changes,
        renames,
        objects,
        steps,
        down,
        preflight,
        down_preflight: _,
        proof,
        sizes: _,
        items,
        stale_answers: _,
        missing_roles,
        unmodelled,
        left_alone: _,
    } = difference;
    let mut text = format!("### Schema: {}\n\n| | object | declared |\n|---|---|---|\n", difference.count());
    for rename in renames {
        let place = rename.place.as_ref().map(self::place).unwrap_or_default();
        let (from, to) = (code(&rename.from.to_string()), code(&rename.to.to_string()));
        text.push_str(&format!("| rename | {from} → {to} | {place} |\n"));
    }
    for Change { change, id: _, object, attributes: _, place, goes_with_parent } in changes {
        if !goes_with_parent {
            let verb = if *change == Verb::Drop { "**drop**" } else { change.word() };
            let place = place.as_ref().map(self::place).unwrap_or_default();
            text.push_str(&format!("| {verb} | {} | {place} |\n", code(object)));
        }
    }
    if !items.is_empty() {
        text.push_str("\n#### To be judged\n\n");
        text.extend(items.iter().map(item));
    }
    if let Some(proof) = proof {
        text.push_str(&format!("\nProved: {}.\n", escaped(&proof.summary)));
    }
    for role in missing_roles {
        text.push_str(&format!("\nThe server has no role {}.\n", code(role)));
    }
    for name in unmodelled {
        text.push_str(&format!("\nNot compared: {}.\n", code(name)));
    }
    text.push_str(&costs(difference));
    let mut is_exact = true;
    for (step, why) in down.iter().filter_map(|step| Some((step, step.why.as_ref()?))) {
        let (object, restores) = (step.object.as_deref().unwrap_or_default(), step.restores.unwrap_or_default());
        let restores = restores.replace('-', " ");
        text.push_str(&format!("\nDowngrade: {restores}, {}: {}.\n", code(object), escaped(why)));
        is_exact = false;
    }
    if is_exact {
        text.push_str("\nDowngrade: exact.\n");
    }
    let diffs: String = objects.iter().map(object).collect();
    text.push_str(&folded("Definitions, before and after", "diff", &diffs));
    let asked: String = preflight.iter().map(|one| format!("-- preflight: {}\n{};\n", one.about, one.sql)).collect();
    text.push_str(&folded("Upgrade", "sql", &format!("{asked}{}", statements(steps))));
    text.push_str(&folded("Downgrade", "sql", &statements(down)));
    text
}

fn item(item: &Item) -> String {
    let tick = if item.is_decided == Some(true) { "x" } else { " " };
    let place = item.place.as_ref().map(|place| format!(" ({})", self::place(place))).unwrap_or_default();
    let mut text = format!("- [{tick}] **{}** {}{place}\n", item.id, escaped(&titled(item)));
    for line in &item.evidence {
        text.push_str(&format!("  <br>{}\n", escaped(line)));
    }
    if !item.default.is_empty() {
        text.push_str(&format!("  <br>unless decided otherwise: {}\n", escaped(&item.default)));
    }
    text
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

/// What each step costs and why it is there, where there is something to say; else empty.
fn costs(difference: &Difference) -> String {
    let is_measured = |step: &&Step| step.locks.is_some() && !step.cost.is_empty();
    let rows = difference.steps.iter().filter(is_measured).map(|step| {
        let locks = step.locks.iter().flatten();
        let waited_for = locks.clone().filter(|lock| lock.mode != "ACCESS SHARE");
        let held: Vec<String> = waited_for.map(|lock| format!("{} on {}", lock.mode, code(&lock.relation))).collect();
        let rewrites = step.rewrites.as_deref().unwrap_or_default();
        let rewrites = if rewrites.is_empty() { "no".to_owned() } else { listed(rewrites) };
        let live: Vec<String> = locks
            .filter_map(|lock| {
                let Size { rows, bytes } = difference.sizes.get(&lock.relation)?;
                let rows = rows.map(|rows| format!(", about {} rows", rounded(rows))).unwrap_or_default();
                Some(format!("{} {}{rows}", code(&lock.relation), in_bytes(*bytes)))
            })
            .collect();
        let (held, live) = (held.join("<br>"), live.join("<br>"));
        let blocks = step.blocks.as_deref().unwrap_or_default().join(", ");
        let (scans, wal) = (listed(step.scans.as_deref().unwrap_or_default()), in_bytes(step.wal_bytes.unwrap_or(0)));
        let object = code(step.object.as_deref().unwrap_or_default());
        let because = step.reasons.because.iter().map(|one| escaped(one)).collect::<Vec<_>>().join("<br>");
        let number = step.number;
        format!("| {number} | {object} | {because} | {held} | {blocks} | {rewrites} | {scans} | {live} | {wal} |\n")
    });
    let rows: String = rows.collect();
    if rows.is_empty() {
        return rows;
    }
    let head =
        "| step | object | because | locks | blocks | rewrites | scans | live size | WAL, with one row a table |";
    format!("\n#### What it costs\n\n{head}\n|---|---|---|---|---|---|---|---|---|\n{rows}")
}

fn object(object: &Object) -> String {
    let mut text = format!("# {} ({})\n", object.heading, object.change.done());
    for (number, hunk) in object.hunks.iter().enumerate() {
        let gap = if number > 0 { "  …\n" } else { "" };
        let lines = hunk.iter().map(|line| format!("{} {}\n", line.sign.character(), line.text));
        text.push_str(gap);
        text.extend(lines);
    }
    text.extend(object.attributes.iter().map(|line| format!("{line}\n")));
    text
}

fn statements(steps: &[Step]) -> String {
    let statement = |step: &Step| {
        let outside = if step.in_transaction { "" } else { "-- autogen: no-transaction\n" };
        format!("{outside}{}", crate::render::terminated(&step.sql))
    };
    steps.iter().map(statement).collect::<Vec<_>>().join("\n")
}

/// A block that a reader opens; its fence is longer than any in the text.
fn folded(title: &str, language: &str, text: &str) -> String {
    let longest = text.split(|one| one != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n<details><summary>{title}</summary>\n\n{fence}{language}\n{text}{fence}\n\n</details>\n")
}

/// `schema/posts.sql:12`, which reads as a link where the service makes one of it.
fn place(place: &Place) -> String {
    code(&place.to_string())
}

/// Text as code, whatever ticks are in it; a bar would end a cell of a table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|").replace('\n', " ");
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}

/// Text in which nothing is markup: a name may hold anything.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '*' | '[' | ']' | '\\' | '`' => escaped.extend(['\\', one]),
            _ => escaped.push(one),
        }
    }
    escaped
}
