//! A server on the loopback interface that asks who we are.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use autogen::error::{Error, Result};
use autogen::scratch::private::Server;
use autogen::scratch::programs;
use autogen::server::{self, Client, Surroundings, Target};

pub const PASSWORD: &str = "hush p@ss:w/rd%";
pub const WRONG: &str = "sesame";

/// Who may come from where: the role's name says how.
const ACCESS: &str = "
local   all,replication all trust
host    all guarded   127.0.0.1/32 scram-sha-256
host    all welcome   127.0.0.1/32 trust
hostssl all secured   127.0.0.1/32 trust
hostssl all certified 127.0.0.1/32 cert
";

/// A server on a port of the loopback interface.
pub struct Listening {
    pub server: Server,
    pub port: String,
    pub files: tempfile::TempDir,
}

impl Listening {
    /// Starts one that offers TLS.
    pub async fn start() -> Listening {
        Listening::start_with("on", "server").await
    }

    /// Starts one with this certificate among the fixtures, and its key.
    pub async fn start_with(ssl: &str, certificate: &str) -> Listening {
        let (found, looked) = programs::find();
        let chosen =
            programs::choose(&found, None).unwrap_or_else(|| panic!("tests need a PostgreSQL server: {looked:?}"));
        let files = tempfile::tempdir().expect("temporary directories can be made");
        fs::set_permissions(files.path(), PermissionsExt::from_mode(0o755)).expect("it's ours");
        let file = |name: &str| files.path().join(name).display().to_string();
        fs::write(file("access"), ACCESS).expect("files can be written");
        for (from, to) in [(format!("{certificate}.crt"), "server.crt"), (format!("{certificate}.key"), "server.key")] {
            fs::copy(fixture(&from), file(to)).expect("files can be copied");
        }
        fs::copy(fixture("ca.crt"), file("ca.crt")).expect("files can be copied");
        fs::set_permissions(file("server.key"), PermissionsExt::from_mode(0o600)).expect("it's ours");
        if rustix::process::geteuid().is_root() {
            let probe = Server::start(chosen).await.expect("a private server starts");
            let owner = fs::metadata(probe.directory().expect("it runs")).expect("the directory is there");
            chown(file("server.key"), Some(owner.uid()), Some(owner.gid())).expect("root may");
        }
        let (access, certificate, key, root) = (file("access"), file("server.crt"), file("server.key"), file("ca.crt"));
        let port = free_port();
        let settings = [
            ("listen_addresses", "127.0.0.1"),
            ("port", port.as_str()),
            ("hba_file", access.as_str()),
            ("ssl", ssl),
            ("ssl_cert_file", certificate.as_str()),
            ("ssl_key_file", key.as_str()),
            ("ssl_ca_file", root.as_str()),
        ];
        let server = Server::start_with(chosen, &settings).await.expect("a private server starts");
        let client = server::connect(server.target()).await.expect("the socket is ours");
        let roles = format!(
            "create role guarded login password '{PASSWORD}'; create role welcome login; create role secured login;
             create role certified login"
        );
        client.batch_execute(&roles).await.expect("roles can be made");
        Listening { server, port, files }
    }

    /// A target there, as a string of keywords.
    pub fn keywords(&self, rest: &str) -> String {
        format!("host=127.0.0.1 port={} dbname=postgres {rest}", self.port)
    }

    pub async fn connect(&self, rest: &str) -> Result<Client> {
        server::connect(&target(&self.keywords(rest), &Surroundings::default())?).await
    }

    #[track_caller]
    pub fn refused(&self, outcome: Result<Client>) -> String {
        let Err(error) = outcome else { panic!("it let us in") };
        shown(&error)
    }

    /// Whether a connection is encrypted.
    pub async fn is_encrypted(&self, rest: &str) -> bool {
        let client = self.connect(rest).await.unwrap_or_else(|error| panic!("{}", shown(&error)));
        let query = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        client.query_one(query, &[]).await.expect("the view is there").get(0)
    }
}

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

/// A port that nobody listens on.
pub fn free_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a loopback interface");
    listener.local_addr().expect("it is bound").port().to_string()
}

pub fn target(text: &str, surroundings: &Surroundings) -> Result<Target> {
    Target::parse_in(text, surroundings)
}

pub fn variables(pairs: &[(&str, &str)]) -> Surroundings {
    let variables: BTreeMap<_, _> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Surroundings { variables, ..Surroundings::default() }
}

/// All that is ever shown of an error; no password is in it.
#[track_caller]
pub fn shown(error: &Error) -> String {
    let source = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    let shown = format!("{error}{source} ({})", error.hint().unwrap_or_default());
    for secret in [PASSWORD, WRONG, "hush"] {
        assert!(!shown.contains(secret) && !format!("{error:?}").contains(secret), "{shown}");
    }
    shown
}

#[track_caller]
pub fn check(shown: &str, expected: &[&str]) {
    for part in expected {
        assert!(shown.contains(part), "{shown}\ndoesn't say: {part}");
    }
}
