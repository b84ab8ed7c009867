//! Where a database is and how to log in there.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::config::ChannelBinding;

use crate::error::{Error, Result};

use super::parameters::{self, Parameters};
use super::password::{Password, Passwords};
use super::surroundings::Surroundings;
use super::tls::Tls;

/// One database on one server (or the first of several hosts that answers).
///
/// [`Display`](fmt::Display) gives a URL that leads there again wherever no password and no `sslmode` is needed. Neither it
/// nor [`Debug`] shows a password.
#[derive(Clone)]
pub struct Target {
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) user: String,
    pub(super) database: String,
    pub(super) passwords: Passwords,
    pub(super) tls: Tls,
    pub(super) application_name: String,
    pub(super) options: Option<String>,
    /// None waits for as long as the operating system does.
    pub(super) connect_timeout: Option<Duration>,
    pub(super) session: Session,
    pub(super) channel_binding: ChannelBinding,
    pub(super) keepalives: bool,
    pub(super) keepalives_idle: Option<Duration>,
    /// None where a refusal is an error at once.
    pub(super) wait: Option<Wait>,
}

/// `target_session_attrs`: which of several servers will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Session {
    Any,
    /// One that lets us write.
    ReadWrite,
    ReadOnly,
    /// One that isn't in recovery, even if it lets nobody write.
    Primary,
    Standby,
    /// A standby if there is one, else any.
    PreferStandby,
}

impl Session {
    const ALL: [Session; 6] = [
        Session::Any,
        Session::ReadWrite,
        Session::ReadOnly,
        Session::Primary,
        Session::Standby,
        Session::PreferStandby,
    ];

    /// As the connection string says it.
    pub fn word(self) -> &'static str {
        match self {
            Session::Any => "any",
            Session::ReadWrite => "read-write",
            Session::ReadOnly => "read-only",
            Session::Primary => "primary",
            Session::Standby => "standby",
            Session::PreferStandby => "prefer-standby",
        }
    }
}

/// How long a server is waited for that isn't there yet, and who is told why.
#[derive(Clone, Copy)]
pub struct Wait {
    pub patience: Duration,
    /// Told once for each connection, with what was refused first.
    pub tell: fn(&Error),
}

/// One place where the server may listen.
#[derive(Clone)]
pub(super) struct Endpoint {
    /// A host name, an address, or the directory of a socket.
    pub host: String,
    /// The address to use, so that `host` need not be looked up.
    pub address: Option<IpAddr>,
    pub port: u16,
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Target> {
        Target::parse(text)
    }
}

impl Target {
    /// Reads a URL or a keyword string; what it doesn't say comes from this process's environment.
    pub fn parse(text: &str) -> Result<Target> {
        Target::parse_in(text, &Surroundings::of_process())
    }

    /// Reads a URL or a keyword string; what it doesn't say comes from `surroundings`. As in libpq, the string comes
    /// before the service file, and that before the variables.
    pub fn parse_in(text: &str, surroundings: &Surroundings) -> Result<Target> {
        let mut given = parameters::parse(text)?;
        let variables = surroundings.parameters();
        let mut password_origin = "the connection string".to_owned();
        if let Some(service) = given.get("service").or(variables.get("service")).cloned() {
            let defined = surroundings.service(&service)?;
            if !given.contains_key("password") {
                password_origin = format!("the service file, under [{service}]");
            }
            for (name, value) in defined {
                given.entry(name).or_insert(value);
            }
        }
        if !given.contains_key("password") {
            password_origin = "PGPASSWORD".to_owned();
        }
        for (name, value) in variables {
            given.entry(name).or_insert(value);
        }
        // Once more, since a service file and variables may say what we'd have to heed, too.
        parameters::supported(&given)?;
        Target::from_parameters(&given, password_origin, surroundings)
    }

    fn from_parameters(parameters: &Parameters, origin: String, surroundings: &Surroundings) -> Result<Target> {
        let get = |name: &str| parameters.get(name).map(String::as_str).filter(|value| !value.is_empty());
        let user =
            get("user").map(str::to_owned).or_else(|| surroundings.user.clone()).ok_or_else(|| Error::Usage {
                message: "no user to connect as".to_owned(),
                hint: Some("name one in the database URL or in PGUSER".to_owned()),
            })?;
        let passwords = match (get("password"), get("passfile"), &surroundings.home) {
            (Some(text), _, _) => Passwords::Given(Password { text: text.to_owned(), origin }),
            (None, Some(path), _) => Passwords::read(Path::new(path)),
            (None, None, Some(home)) => Passwords::read(&home.join(".pgpass")),
            (None, None, None) => Passwords::None,
        };
        let connect_timeout = match number(get("connect_timeout"), "connect_timeout")? {
            None => Some(Duration::from_secs(10)),
            Some(0) => None,
            // As libpq: less than two seconds is rounded up.
            Some(seconds) => Some(Duration::from_secs(seconds.max(2))),
        };
        Ok(Target {
            endpoints: endpoints(get("host"), get("hostaddr"), get("port"))?,
            database: get("dbname").unwrap_or(&user).to_owned(),
            user,
            passwords,
            tls: Tls::new(parameters, surroundings)?,
            application_name: get("application_name").unwrap_or("autogen").to_owned(),
            options: get("options").map(str::to_owned),
            connect_timeout,
            session: match get("target_session_attrs") {
                None => Session::Any,
                Some(word) => {
                    let wanted = Session::ALL.into_iter().find(|session| session.word() == word);
                    let known = || Session::ALL.map(Session::word).join(", ");
                    wanted.ok_or_else(|| unknown("target_session_attrs", &known()))?
                }
            },
            channel_binding: match get("channel_binding") {
                None | Some("prefer") => ChannelBinding::Prefer,
                Some("disable") => ChannelBinding::Disable,
                Some("require") => ChannelBinding::Require,
                Some(_) => return Err(unknown("channel_binding", "disable, prefer, require")),
            },
            keepalives: get("keepalives") != Some("0"),
            keepalives_idle: number(get("keepalives_idle"), "keepalives_idle")?.map(Duration::from_secs),
            wait: None,
        })
    }

    /// The same server and login, another database.
    pub fn with_database(&self, name: &str) -> Target {
        Target { database: name.to_owned(), ..self.clone() }
    }

    /// The same, waited for while the server isn't there yet.
    pub fn waiting(&self, patience: Duration, tell: fn(&Error)) -> Target {
        Target { wait: Some(Wait { patience, tell }), ..self.clone() }
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The role that logs in.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Whether this is an address under which a provider has a pooler that lends connections for one transaction: Neon's
    /// hosts, and Supabase's port.
    pub fn is_known_pooler(&self) -> bool {
        self.endpoints.iter().any(|Endpoint { host, address: _, port }| {
            let (name, domain) = host.split_once('.').unwrap_or((host, ""));
            name.ends_with("-pooler") && !domain.is_empty() || host.ends_with(".pooler.supabase.com") && *port == 6543
        })
    }

    /// Whether the server is on this machine: a socket or the loopback interface, for every host that is named.
    pub fn is_local(&self) -> bool {
        self.endpoints.iter().all(|endpoint| match endpoint.address {
            Some(address) => address.is_loopback(),
            None => {
                endpoint.is_socket()
                    || endpoint.host == "localhost"
                    || endpoint.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            }
        })
    }

    /// Whether every host is a unix socket.
    pub fn is_socket(&self) -> bool {
        self.endpoints.iter().all(Endpoint::is_socket)
    }

    /// How the line is protected, as `sslmode` says it.
    pub fn sslmode(&self) -> String {
        self.tls.mode.to_string()
    }
}

impl Endpoint {
    pub fn is_socket(&self) -> bool {
        self.address.is_none() && self.host.starts_with('/')
    }
}

/// Pairs hosts with ports; one port stands for all hosts.
fn endpoints(host: Option<&str>, hostaddr: Option<&str>, port: Option<&str>) -> Result<Vec<Endpoint>> {
    let list = |text: Option<&str>| text.map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>());
    let (hosts, addresses) = (list(host), list(hostaddr));
    let ports = list(port).unwrap_or_default();
    let count = hosts.as_ref().or(addresses.as_ref()).map_or(1, Vec::len);
    let uneven = |length: usize| length != count;
    if addresses.as_ref().is_some_and(|list| uneven(list.len())) || ports.len() > 1 && uneven(ports.len()) {
        return Err(Error::usage("the connection string names a different number of hosts and ports or addresses"));
    }
    (0..count)
        .map(|at| {
            let part = |list: &Option<Vec<String>>| {
                list.as_ref().and_then(|list| list.get(at)).filter(|text| !text.is_empty()).cloned()
            };
            let address = part(&addresses)
                .map(|text| text.parse().map_err(|_| Error::usage("`hostaddr` is not an IP address")))
                .transpose()?;
            let port = ports.get(at).or(ports.first()).filter(|text| !text.is_empty());
            Ok(Endpoint {
                host: part(&hosts).or_else(|| part(&addresses)).unwrap_or_else(default_host),
                address,
                port: port
                    .map_or(Ok(5432), |text| text.parse().map_err(|_| Error::usage("the port is not a number")))?,
            })
        })
        .collect()
}

/// libpq has one socket directory built in; which one depends on who built it.
fn default_host() -> String {
    let usual = ["/var/run/postgresql", "/tmp"];
    usual.iter().find(|directory| Path::new(directory).is_dir()).map_or("localhost", |directory| directory).to_owned()
}

fn number(text: Option<&str>, name: &str) -> Result<Option<u64>> {
    text.map(|text| text.parse().map_err(|_| Error::usage(format!("`{name}` is not a whole number")))).transpose()
}

fn unknown(name: &str, values: &str) -> Error {
    Error::Usage { message: format!("`{name}` has an unknown value"), hint: Some(format!("it is one of {values}")) }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |part: &dyn Fn(&Endpoint) -> String| self.endpoints.iter().map(part).collect::<Vec<_>>().join(",");
        let (user, database) = (encode(&self.user), encode(&self.database));
        // A socket's directory is easier to read as a parameter than percent-encoded in the host's place.
        if self.endpoints.iter().all(Endpoint::is_socket) {
            let (hosts, ports) = (list(&|endpoint| endpoint.host.clone()), list(&|endpoint| endpoint.port.to_string()));
            return write!(f, "postgres://{user}@/{database}?host={hosts}&port={ports}");
        }
        let hosts = list(&|endpoint| {
            let Endpoint { host, address: _, port } = endpoint;
            let host = if host.contains(':') { format!("[{host}]") } else { encode(host) };
            format!("{host}:{port}")
        });
        write!(f, "postgres://{user}@{hosts}/{database}")
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
