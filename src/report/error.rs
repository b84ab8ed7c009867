//! How an error is told: what, why, the evidence, the way out.

use std::error::Error as _;

use clap::builder::styling::{AnsiColor, Style};

use crate::error::Error;

/// Prints an error to stderr, coloured only on a terminal.
pub fn print(error: &Error) {
    anstream::eprint!("{}", text(error));
}

/// The error with its causes, evidence and hint, with escape codes for its colours.
pub fn text(error: &Error) -> String {
    let red = AnsiColor::Red.on_default().bold();
    let mut text = format!("{red}error:{red:#} {error}\n");
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&format!("caused by: {inner}\n"));
        cause = inner.source();
    }
    for line in error.evidence() {
        text.push_str(&format!("  {line}\n"));
    }
    if let Some(hint) = error.hint() {
        let bold = Style::new().bold();
        text.push_str(&format!("{bold}hint:{bold:#} {hint}\n"));
    }
    text
}

/// The error for programs, with the exit code of the run, as text.
pub fn json(error: &Error, code: u8) -> String {
    super::json::pretty(&serde_json::json!({ "version": super::json::VERSION, "error": object(error, code) }))
}

/// The error for programs.
pub fn object(error: &Error, code: u8) -> serde_json::Value {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        causes.push(inner.to_string());
        cause = inner.source();
    }
    serde_json::json!({
        "message": error.to_string(),
        "causes": causes,
        "evidence": error.evidence(),
        "hint": error.hint(),
        "exit_code": code,
    })
}
