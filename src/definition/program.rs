//! A program that prints definitions: an object-relational mapper's models as SQL, for instance.
//!
//! No shell stands between. It is trusted as the project itself is: whoever writes `autogen.toml` says what runs.

use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncReadExt;
use tokio::process::Command;

use super::File;
use crate::duration;
use crate::error::{Error, Result};
use crate::scratch::at_interrupt;
use crate::sql;

/// How much of what a program said on stderr is shown, in lines: Python says last what went wrong, Node.js first.
const FIRST_LINES: usize = 6;
const LAST_LINES: usize = 10;

/// What to run, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The project's.
    pub directory: PathBuf,
    /// How long it may take.
    pub timeout: Duration,
}

impl Program {
    /// As people would type it.
    pub fn shown(&self) -> String {
        let quoted = |word: &String| match word.is_empty() || word.contains(char::is_whitespace) {
            true => format!("'{word}'"),
            false => word.clone(),
        };
        self.command.iter().map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// What it prints, as a file of SQL.
    ///
    /// # Errors
    /// Where it can't be run, fails, takes too long, or prints no statement: that would drop everything.
    pub async fn run(&self) -> Result<File> {
        let shown = self.shown();
        let (status, stdout, stderr) = self.output().await?;
        let error = |message: String, hint: Option<String>| Error::Program { message, said: said(&stderr), hint };
        if !status.success() {
            let hint = "run it by hand in the directory of autogen.toml; what is printed on stderr stands above";
            return Err(error(
                format!("`{shown}`, [schema] program, ended with {}", end(status)),
                Some(hint.to_owned()),
            ));
        }
        // A byte order mark, which some programs write.
        let text = String::from_utf8(stdout).map_err(|cause| {
            let line = cause.as_bytes()[..cause.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n');
            error(format!("line {} of what `{shown}` prints is not UTF-8", line.count() + 1), None)
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        if sql::split(&text).is_ok_and(|statements| statements.is_empty()) {
            let hint = "it is to print SQL on stdout; without any, everything in the database would be dropped";
            return Err(error(format!("`{shown}`, [schema] program, printed no statement"), Some(hint.to_owned())));
        }
        Ok(File { name: format!("stdout of `{shown}`"), text })
    }

    async fn output(&self) -> Result<(ExitStatus, Vec<u8>, Vec<u8>)> {
        let shown = self.shown();
        let (program, arguments) = self.command.split_first().expect("a program without a name isn't one");
        // A path is relative to the project, whatever directory we were called in.
        let path = if program.contains('/') { self.directory.join(program) } else { PathBuf::from(program) };
        let mut command = Command::new(path);
        command.args(arguments).current_dir(&self.directory).process_group(0).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|cause| not_run(&shown, program, &cause))?;
        let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let stop = move || _ = group.map(|group| kill_process_group(group, Signal::TERM));
        let _registration = at_interrupt(stop);
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut pipes = child.stdout.take().zip(child.stderr.take()).expect("both are piped");
        let read = async {
            let (first, second) = tokio::join!(pipes.0.read_to_end(&mut stdout), pipes.1.read_to_end(&mut stderr));
            first.and(second)?;
            child.wait().await
        };
        let ended = tokio::time::timeout(self.timeout, read).await;
        match ended {
            Ok(Ok(status)) => Ok((status, stdout, stderr)),
            Ok(Err(cause)) => Err(not_run(&shown, program, &cause)),
            Err(_) => {
                // With all that it has started.
                stop();
                let _ = tokio::time::timeout(Duration::from_secs(2), child.wait()).await;
                let _ = group.map(|group| kill_process_group(group, Signal::KILL));
                Err(Error::Program {
                    message: format!(
                        "`{shown}`, [schema] program, wasn't done after {}",
                        duration::shown(self.timeout)
                    ),
                    said: said(&stderr),
                    hint: Some("`timeout = \"5min\"` in [schema] lets it take longer".to_owned()),
                })
            }
        }
    }
}

fn not_run(shown: &str, program: &str, cause: &io::Error) -> Error {
    let (why, hint) = match cause.kind() {
        io::ErrorKind::NotFound if program.contains('/') => {
            ("there is no such program".to_owned(), "its path starts at the directory of autogen.toml")
        }
        io::ErrorKind::NotFound => (
            format!("there is no program {program} in PATH"),
            "install it, activate the environment that has it, or name its path: `program = [\".venv/bin/python\", …]`",
        ),
        _ => (cause.to_string(), "the first word is a program, the others are its arguments; no shell stands between"),
    };
    Error::Program {
        message: format!("cannot run `{shown}`, [schema] program: {why}"),
        said: Vec::new(),
        hint: Some(hint.to_owned()),
    }
}

fn end(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}

/// What it said, first and last, without passwords in URLs.
fn said(stderr: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(stderr);
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let mut lines: Vec<String> = lines.map(without_passwords).collect();
    if lines.len() > FIRST_LINES + LAST_LINES + 1 {
        lines.splice(FIRST_LINES..lines.len() - LAST_LINES, ["…".to_owned()]);
    }
    lines
}

/// `postgres://joe:secret@host` without what stands between the colon and the `@`.
fn without_passwords(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("://") {
        shown.push_str(before);
        shown.push_str("://");
        let authority = after.find(['/', ' ', '"', '\'']).unwrap_or(after.len());
        let secret = after[..authority].rfind('@').and_then(|at| after[..at].find(':').map(|colon| (colon, at)));
        rest = match secret {
            Some((colon, at)) => {
                shown.push_str(&after[..colon]);
                shown.push_str(":…");
                &after[at..]
            }
            None => after,
        };
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_is_not_shown() {
        let line = "could not reach \"postgresql://joe:hu:sh@h:5432/app\" or postgres://h/app";
        assert_eq!(without_passwords(line), "could not reach \"postgresql://joe:…@h:5432/app\" or postgres://h/app");
    }

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let command = ["python", "-c", "print(1) ", ""].map(str::to_owned).to_vec();
        let program = Program { command, directory: PathBuf::new(), timeout: Duration::ZERO };
        assert_eq!(program.shown(), "python -c 'print(1) ' ''");
    }
}
