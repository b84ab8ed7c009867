//! `autogen completions` and `autogen man`: what the command line says of itself, for shells and for `man`.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Outcome, output};
use crate::error::{Error, Result};

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  autogen completions bash > /etc/bash_completion.d/autogen
  autogen completions zsh > ~/.zfunc/_autogen
  autogen completions fish > ~/.config/fish/completions/autogen.fish")]
pub(super) struct Completions {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Write the manual pages
#[derive(Debug, Args)]
#[command(after_help = "\
A page for autogen and one for each verb: autogen.1, autogen-upgrade.1 … Files of these names are overwritten.

Examples:
  autogen man --to man/man1
  autogen man --to /usr/local/share/man/man1 && man autogen-upgrade")]
pub(super) struct Man {
    /// The directory, which is made if need be
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

impl Completions {
    pub fn run(&self) -> Result<Outcome> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "autogen", &mut text);
        output::write(None, &String::from_utf8_lossy(&text))?;
        Ok(Outcome::Done)
    }
}

impl Man {
    pub fn run(&self) -> Result<Outcome> {
        std::fs::create_dir_all(&self.to).map_err(|cause| Error::file("make", &self.to, cause))?;
        let mut command = Cli::command();
        command.build();
        let verbs = command.get_subcommands().filter(|verb| !verb.is_hide_set());
        let verbs: Vec<Command> =
            verbs.map(|verb| verb.clone().bin_name(format!("autogen {}", verb.get_name()))).collect();
        let pages = verbs.into_iter().map(|verb| (format!("autogen-{}", verb.get_name()), verb));
        for (name, command) in std::iter::once(("autogen".to_owned(), command.clone())).chain(pages) {
            let path = self.to.join(format!("{name}.1"));
            let mut text = Vec::new();
            let page = clap_mangen::Man::new(command.name(name));
            page.render(&mut text).map_err(|cause| Error::file("write", &path, cause))?;
            std::fs::write(&path, text).map_err(|cause| Error::file("write", &path, cause))?;
        }
        Ok(Outcome::Done)
    }
}
