//! What happens while migrations run, on stderr: for people, with a bar on a terminal, or as JSON, a line for each event.

use std::io::IsTerminal;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::context::Context;
use crate::apply::{Event, Events, Progress, Session, When};
use crate::error::Error;
use crate::history::{Direction, Revision};
use crate::report;

/// How to tell what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Text,
    /// For programs: an object a line, each with `time` and `event`
    Json,
}

pub(super) struct Log<'a> {
    context: &'a Context,
    format: LogFormat,
    /// How far an index is, on a terminal.
    bar: Option<ProgressBar>,
    /// What was told of it last: elsewhere than on a terminal, a line for every tenth.
    told: (String, u64),
}

impl<'a> Log<'a> {
    pub fn new(context: &'a Context, format: LogFormat) -> Log<'a> {
        Log { context, format, bar: None, told: (String::new(), 0) }
    }

    fn progress(&mut self, progress: &Progress) {
        let Progress { phase, done, total } = progress;
        if std::io::stderr().is_terminal() {
            let bar = self.bar.get_or_insert_with(|| {
                let style = ProgressStyle::with_template("  {msg} {wide_bar} {percent} % {eta}");
                let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
                ProgressBar::new(*total).with_style(style).with_message(phase.clone())
            });
            bar.set_length(*total);
            bar.set_position(*done);
            bar.set_message(phase.clone());
            return;
        }
        let tenth = (done * 10).checked_div(*total).unwrap_or_default();
        if self.told != (phase.clone(), tenth) {
            let percent = (done * 100).checked_div(*total).map(|percent| format!(", {percent} %")).unwrap_or_default();
            self.context.say(&format!("  {phase}{percent}"));
            self.told = (phase.clone(), tenth);
        }
    }
}

/// The error that ended a run, as a line.
pub(super) fn error(error: &Error, code: u8) {
    let mut event = report::error::object(error, code);
    event["event"] = json!("error");
    line(event);
}

fn line(event: Value) {
    let mut line = serde_json::Map::new();
    // Milliseconds do for a log.
    let now = jiff::Timestamp::now().round(jiff::Unit::Millisecond);
    line.insert("time".to_owned(), json!(now.map(|now| now.to_string()).unwrap_or_default()));
    line.extend(event.as_object().cloned().unwrap_or_default());
    eprintln!("{}", Value::Object(line));
}

impl Events for Log<'_> {
    fn tell(&mut self, event: Event<'_>) {
        if self.format == LogFormat::Json {
            return line(json(event));
        }
        if let Event::Progress { progress, revision: _ } = event {
            if !self.context.is_quiet() {
                self.progress(progress);
            }
            return;
        }
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        let context = self.context;
        match event {
            Event::Waiting { holder } => context.say(&format!("waiting for another run: {holder}")),
            Event::Hook { when: _, command } => context.say(&format!("running {command}")),
            Event::Revision { revision, direction, number, total } => {
                let verb = match direction {
                    Direction::Up => "applying",
                    Direction::Down => "taking back",
                };
                context.say(&format!("{verb} {} {} ({number} of {total})", revision.id, revision.message));
            }
            Event::Pooled => context.say(
                "there is a transaction pooler before the server: each transaction takes the lock anew, and what can't be \
                 in one is refused",
            ),
            Event::Overtaken => context.say("another run came between; looking again at what is left"),
            Event::Resuming { revision, line, direction: _ } => {
                context.say(&format!("{} goes on at line {line}: what stands above is done", revision.name()));
            }
            Event::Statement { number, total, step, sql, revision: _ } => {
                context.explain(&format!("  {number}/{total} {}", statement(step, sql)));
            }
            Event::Progress { .. } => {}
            Event::Batch { ranges, rows, revision: _ } => {
                context.explain(&format!("  {rows} rows in {ranges} ranges"));
            }
            Event::Blocked { blockers, revision: _ } => context.say(&format!("  waiting for {}", listed(blockers))),
            Event::Retry { attempt, retries, pause, blockers, revision: _ } => {
                let who = if blockers.is_empty() { String::new() } else { format!(", held by {}", listed(blockers)) };
                let pause = pause.as_millis();
                context.say(&format!("  a lock wasn't to be had{who}; again in {pause} ms ({attempt} of {retries})"));
            }
            Event::DroppingInvalidIndex { index } => {
                context.say(&format!("  dropping {index}, which a failed build left invalid"));
            }
            Event::Reconnecting { cause } => {
                context.say(&format!("the server closed the idle connection ({cause}); connecting again"));
            }
            Event::TakingOver { squash, count } => {
                context.say(&format!("{} {} stands for {count} revisions that are applied", squash.id, squash.message));
            }
            Event::Done { .. } => {}
        }
    }
}

/// What a statement is called in a list: what its file says of it, or its first line.
pub(super) fn statement<'a>(step: Option<&'a str>, sql: &'a str) -> &'a str {
    step.unwrap_or_else(|| sql.lines().next().unwrap_or_default())
}

fn listed(sessions: &[Session]) -> String {
    sessions.iter().map(Session::to_string).collect::<Vec<_>>().join(" and ")
}

fn json(event: Event<'_>) -> Value {
    let title = |revision: &Revision| (revision.id.to_string(), revision.message.clone());
    let sessions = |sessions: &[Session]| -> Vec<Value> { sessions.iter().map(session).collect() };
    match event {
        Event::Waiting { holder } => json!({ "event": "waiting", "holder": session(holder) }),
        Event::Hook { when, command } => {
            json!({ "event": "command", "when": if when == When::Before { "before" } else { "after" }, "command": command })
        }
        Event::Revision { revision, direction, number, total } => {
            let (id, message) = title(revision);
            json!({
                "event": "revision",
                "revision": id,
                "message": message,
                "direction": direction.to_string(),
                "number": number,
                "total": total,
            })
        }
        Event::Pooled => json!({ "event": "pooled" }),
        Event::Overtaken => json!({ "event": "overtaken" }),
        Event::Resuming { revision, direction, line } => json!({
            "event": "resuming",
            "revision": revision.id.to_string(),
            "direction": direction.to_string(),
            "line": line,
        }),
        Event::Statement { revision, number, total, sql, step } => json!({
            "event": "statement",
            "revision": revision.id.to_string(),
            "number": number,
            "total": total,
            "step": step,
            "sql": sql,
        }),
        Event::Progress { revision, progress: Progress { phase, done, total } } => json!({
            "event": "progress",
            "revision": revision.id.to_string(),
            "phase": phase,
            "done": done,
            "total": total,
        }),
        Event::Batch { revision, ranges, rows } => {
            json!({ "event": "batch", "revision": revision.id.to_string(), "ranges": ranges, "rows": rows })
        }
        Event::Blocked { revision, blockers } => {
            json!({ "event": "blocked", "revision": revision.id.to_string(), "blockers": sessions(blockers) })
        }
        Event::Retry { revision, attempt, retries, pause, blockers } => json!({
            "event": "retry",
            "revision": revision.id.to_string(),
            "attempt": attempt,
            "retries": retries,
            "pause_ms": report::json::milliseconds(pause),
            "blockers": sessions(blockers),
        }),
        Event::DroppingInvalidIndex { index } => json!({ "event": "dropping_invalid_index", "index": index }),
        Event::Reconnecting { cause } => json!({ "event": "reconnecting", "cause": cause }),
        Event::TakingOver { squash, count } => {
            json!({ "event": "taking_over", "revision": squash.id.to_string(), "replaced": count })
        }
        Event::Done { revision, direction, duration } => json!({
            "event": "done",
            "revision": revision.id.to_string(),
            "direction": direction.to_string(),
            "duration_ms": report::json::milliseconds(duration),
        }),
    }
}

fn session(session: &Session) -> Value {
    let Session { pid, application, role, state, query_age } = session;
    json!({
        "pid": pid,
        "application": application,
        "role": role,
        "state": state,
        "query_age_s": query_age.as_secs(),
    })
}
