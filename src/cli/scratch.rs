//! `autogen scratch`: a throwaway server for the length of one command.

use std::process::Stdio;

use clap::Args;

use super::Outcome;
use super::context::Context;
use crate::error::{Error, Result};
use crate::scratch::private::Server;
use crate::scratch::programs;

/// Run a command with DATABASE_URL naming a throwaway server
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Scratch {
    /// The server's major version [default: the newest on this machine]
    #[arg(long, value_name = "MAJOR")]
    server: Option<u32>,

    /// What to run, with its arguments
    #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

const EXAMPLES: &str = "\
Starts a private PostgreSQL server from programs on this machine, without durability and reachable over a socket only, and
runs the command with DATABASE_URL set to its database `postgres`. When the command ends, the server and its data are gone.
The exit code is 0 if the command's was, else 2.

Examples:
  autogen scratch -- sh -c 'psql \"$DATABASE_URL\"'
  autogen scratch --server 15 -- ./integration-tests";

impl Scratch {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let (found, looked) = programs::find();
        let programs = programs::choose(&found, self.server).ok_or_else(|| Error::Scratch {
            looked,
            hint: "install a server, for instance `apt-get install postgresql`".to_owned(),
        })?;
        if self.server.is_some_and(|wanted| wanted != programs.major) {
            return Err(Error::Usage {
                message: format!("there is no PostgreSQL {} on this machine", self.server.unwrap_or_default()),
                hint: Some(format!("there is {}", programs.version)),
            });
        }
        let server = Server::start_loading(programs, context.config.scratch_preload()).await?;
        context.explain(&format!("PostgreSQL {} from {}", programs.version, programs.directory.display()));
        let (program, arguments) = self.command.split_first().expect("clap requires a command");
        let status = tokio::process::Command::new(program)
            .args(arguments)
            .env("DATABASE_URL", server.target().to_string())
            .stdin(Stdio::inherit())
            .status()
            .await
            .map_err(|cause| Error::file("run", program, cause))?;
        server.stop();
        match status.success() {
            true => Ok(Outcome::Done),
            false => Err(Error::usage(format!("{program} ended with {status}"))),
        }
    }
}
