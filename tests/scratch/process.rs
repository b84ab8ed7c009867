//! What a server leaves behind, and other processes of the test program.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use autogen::scratch::private::Server;
use autogen::server::Target;

/// Set in a process that a test has started: what it's to do, and on which server.
pub const ROLE: &str = "AUTOGEN_TEST_ROLE";

/// What must be gone once a private server's owner has ended.
pub struct Left {
    pub process: i32,
    pub directory: PathBuf,
}

impl Left {
    pub fn of(server: &Server) -> Left {
        let process = server.process().expect("the server runs");
        let directory = server.directory().expect("the server has a directory");
        Left { process: i32::try_from(process).expect("process numbers are small"), directory }
    }

    pub fn is_alive(&self) -> bool {
        rustix::process::Pid::from_raw(self.process)
            .is_some_and(|process| rustix::process::test_kill_process(process).is_ok())
    }

    #[track_caller]
    pub fn check(&self) {
        assert!(!self.is_alive(), "process {} is still there", self.process);
        assert!(!self.directory.exists(), "{} is still there", self.directory.display());
        let lock = self.directory.with_extension("lock");
        assert!(!lock.exists(), "{} is still there", lock.display());
    }
}

/// Another process of this program.
pub struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// One that needs no server.
    pub fn start_alone(role: &str) -> Process {
        Process::start_in(role, "", &[])
    }

    pub fn start(role: &str, target: &Target, environment: &[(&str, &str)]) -> Process {
        Process::start_in(role, &target.to_string(), environment)
    }

    pub fn start_in(role: &str, target: &str, environment: &[(&str, &str)]) -> Process {
        let program = std::env::current_exe().expect("this program is a file");
        let mut child = Command::new(program)
            .args(["--exact", "process_of_a_test", "--nocapture", "--quiet"])
            .env(ROLE, format!("{role} {target}"))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be run");
        let output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        Process { child, output }
    }

    /// The next line that the process says, without what the test runner says.
    pub fn line(&mut self) -> String {
        loop {
            let mut line = String::new();
            let length = self.output.read_line(&mut line).expect("its output can be read");
            assert!(length > 0, "the process ended before it said anything");
            if let Some(said) = line.strip_prefix("said: ") {
                return said.trim_end().to_owned();
            }
        }
    }

    pub fn left(&mut self) -> Left {
        let line = self.line();
        let (process, directory) = line.split_once(' ').expect("it says two things");
        Left { process: process.parse().expect("it's a number"), directory: Path::new(directory).to_owned() }
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let process = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        rustix::process::kill_process(process.expect("it has a number"), signal).expect("it runs");
    }

    /// Waits for its end; gives its exit code, none after a signal, and the rest of what it said.
    pub fn finish(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("its output can be read");
        let said = rest.lines().filter_map(|line| line.strip_prefix("said: ")).map(|line| format!("{line}\n"));
        let said = said.collect();
        (self.child.wait().expect("it can be waited for").code(), said)
    }
}
