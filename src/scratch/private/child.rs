//! Starting programs that end when we do.

use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, mpsc};

use super::directory::RunDirectory;
use super::place::Account;
use crate::scratch::programs::Programs;

/// Starts `postgres` on the data in a directory, its socket there too.
pub fn server<'a>(
    programs: &Programs,
    account: Option<Account>,
    directory: &RunDirectory,
    settings: impl Iterator<Item = &'a (&'a str, &'a str)>,
    log: File,
) -> io::Result<Child> {
    let mut command = command(programs, "postgres", account);
    command.arg("-D").arg(directory.data()).arg("-k").arg(&directory.path);
    // Later settings win, so that a caller's `port` may.
    command.args(["-c", "port=5432"]);
    for (name, value) in settings {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    command.stdout(Stdio::null()).stderr(log);
    spawn(command)
}

/// One of the programs, run under an account, with nothing of our environment that it might heed.
pub fn command(programs: &Programs, name: &str, account: Option<Account>) -> Command {
    let mut command = Command::new(programs.directory.join(name));
    for (variable, _) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        if name.starts_with("PG") || name.starts_with("LC_") || name == "LANG" || name == "LANGUAGE" {
            command.env_remove(&variable);
        }
    }
    // An account of its own can't enter every directory that we can.
    command.current_dir("/").stdin(Stdio::null());
    // A Ctrl-C at the terminal is for us; we end our servers ourselves.
    command.process_group(0);
    if let Some(Account { uid, gid }) = account {
        command.uid(uid).gid(gid);
    }
    end_with_us(&mut command);
    command
}

/// Has the kernel end the program when the thread that started it ends, however that happens.
#[cfg(target_os = "linux")]
fn end_with_us(command: &mut Command) {
    use rustix::process::{Pid, Signal, getpid, getppid, set_parent_process_death_signal};
    let parent = getpid();
    let arrange = move || {
        set_parent_process_death_signal(Some(Signal::QUIT))?;
        // The parent may have ended before the line above.
        if getppid().map(Pid::as_raw_nonzero) == Some(parent.as_raw_nonzero()) {
            Ok(())
        } else {
            Err(io::Error::other("the parent has ended"))
        }
    };
    // SAFETY: between fork and exec `arrange` does two system calls and allocates nothing when it succeeds.
    unsafe { command.pre_exec(arrange) };
}

#[cfg(not(target_os = "linux"))]
fn end_with_us(_command: &mut Command) {}

type Request = (Command, mpsc::Sender<io::Result<Child>>);

/// Starts a program from a thread that lives as long as the process: the kernel's "parent" in
/// [`end_with_us`] is the thread, and a caller's may end earlier.
pub fn spawn(command: Command) -> io::Result<Child> {
    static STARTER: OnceLock<mpsc::Sender<Request>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (requests, inbox) = mpsc::channel::<Request>();
        std::thread::spawn(move || {
            for (mut command, answer) in inbox {
                // Nobody waits for the answer only if the caller has panicked; the child then ends with us.
                let _ = answer.send(command.spawn());
            }
        });
        requests
    });
    let gone = |_| io::Error::other("the thread that starts programs has ended");
    let (answer, answered) = mpsc::channel();
    starter.send((command, answer)).map_err(|_| gone(mpsc::RecvError))?;
    answered.recv().map_err(gone)?
}
