//! A PgBouncer of our own before a server, reachable through a socket in a directory of its own.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running pooler. Dropping it ends it.
pub struct Bouncer {
    child: Child,
    directory: tempfile::TempDir,
}

impl Bouncer {
    /// Starts one before the server that listens on this socket. `settings` are lines of its file, `pool_mode` among them.
    pub fn start(server: &Path, user: &str, settings: &str) -> Bouncer {
        let directory = tempfile::tempdir().expect("temporary directories can be made");
        let owner = fs::metadata(server).expect("the server listens");
        let (sockets, port) = (server.parent().expect("it is in a directory"), server.extension().expect("a port"));
        let configuration = format!(
            "[databases]\n* = host={} port={} user={user}\n[pgbouncer]\nauth_type = any\nlisten_port = 6432\n\
             unix_socket_dir = {}\nserver_tls_sslmode = disable\n{settings}\n",
            sockets.display(),
            port.to_string_lossy(),
            directory.path().display()
        );
        let file = directory.path().join("pgbouncer.ini");
        fs::write(&file, configuration).expect("files can be written");
        let mut command = Command::new(program());
        if rustix::process::geteuid().is_root() {
            // It refuses to run as root, and only the server's own account may use the server's socket.
            chown(directory.path(), Some(owner.uid()), Some(owner.gid())).expect("root may");
            fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755)).expect("root may");
            command.uid(owner.uid()).gid(owner.gid());
        }
        command.arg("-q").arg(&file).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let bouncer = Bouncer { child: command.spawn().expect("PgBouncer starts"), directory };
        let begin = Instant::now();
        while UnixStream::connect(bouncer.directory.path().join(".s.PGSQL.6432")).is_err() {
            assert!(begin.elapsed() < Duration::from_secs(20), "PgBouncer doesn't listen");
            std::thread::yield_now();
        }
        bouncer
    }

    pub fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@/{database}?host={}&port=6432", self.directory.path().display())
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).chain(["/usr/sbin", "/opt/homebrew/bin"].map(PathBuf::from));
    let mut programs = places.map(|place| place.join("pgbouncer"));
    programs.find(|program| program.exists()).expect("tests need PgBouncer: scripts/prerequisites --tests installs it")
}
