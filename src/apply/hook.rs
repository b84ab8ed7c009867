//! The commands that a user wants around a run: a backup before it, a message after it.

use std::ffi::OsString;
use std::io;
use std::os::fd::AsFd;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Command;

use super::{Event, Events, Stop};
use crate::error::{Error, Result};
use crate::history::{Direction, Revision};
use crate::server::VARIABLES;

/// How long a command that is to stop may take to.
const GRACE: Duration = Duration::from_secs(5);

/// What to run, and with which variables.
#[derive(Clone, Default)]
pub struct Hooks {
    /// Commands for `sh -c`, before the first revision; the run stops at the first that fails.
    pub before: Vec<String>,
    /// After the last revision.
    pub after: Vec<String>,
    /// How `psql` and `pg_dump` find the database; it may hold a password.
    pub environment: Vec<(&'static str, OsString)>,
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Hooks { before, after, environment } = self;
        write!(f, "Hooks({before:?}, {after:?}, {} variables)", environment.len())
    }
}

/// When a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Before,
    After,
}

impl Hooks {
    /// Runs the commands of one side. What they print goes to stderr, as stdout is for the answer.
    pub async fn run(
        &self,
        when: When,
        route: &[&Revision],
        direction: Direction,
        stop: &Stop,
        events: &mut dyn Events,
    ) -> Result<()> {
        let (commands, word) = match when {
            When::Before => (&self.before, "before"),
            When::After => (&self.after, "after"),
        };
        let run = match direction {
            Direction::Up => "upgrade",
            Direction::Down => "downgrade",
        };
        let ids: Vec<String> = route.iter().map(|revision| revision.id.to_string()).collect();
        for command in commands {
            events.tell(Event::Hook { when, command });
            let mut child = Command::new("sh");
            child.arg("-c").arg(command).stdin(Stdio::null()).stdout(stderr()?).process_group(0);
            VARIABLES.iter().for_each(|name| _ = child.env_remove(name));
            child.envs(self.environment.iter().map(|(name, value)| (name, value)));
            child.env("AUTOGEN_RUN", run).env("AUTOGEN_REVISIONS", ids.join(" "));
            let outcome = async {
                let mut child = child.spawn()?;
                let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
                tokio::select! {
                    status = child.wait() => status,
                    () = stop.wanted() => {
                        // With all that the shell has started.
                        let _ = group.map(|group| kill_process_group(group, Signal::TERM));
                        let _ = tokio::time::timeout(GRACE, child.wait()).await;
                        let _ = group.map(|group| kill_process_group(group, Signal::KILL));
                        Err(io::Error::other("interrupted"))
                    }
                }
            };
            let cause = match outcome.await {
                Ok(status) if status.success() => continue,
                Ok(status) => io::Error::other(status.to_string()),
                Err(cause) => cause,
            };
            let hint = match when {
                When::Before => "nothing of this run has been done".to_owned(),
                When::After => format!("the {run} itself is done; put right what failed and run the command by hand"),
            };
            let when = format!("{word} the {run}");
            return Err(Error::Hook { when, command: command.clone(), cause, hint: Some(hint) });
        }
        Ok(())
    }
}

fn stderr() -> Result<Stdio> {
    let copy = io::stderr().as_fd().try_clone_to_owned();
    copy.map(Stdio::from).map_err(|cause| Error::file("open", "stderr", cause))
}
