//! What a connection takes from around the process: `PG*` variables, service files, the user's name and home.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::parameters::Parameters;

/// The environment as plain data, so that what depends on it can be tested.
#[derive(Clone, Default)]
pub struct Surroundings {
    /// Environment variables; those that aren't UTF-8 are left out.
    pub variables: BTreeMap<String, String>,
    /// Where `.pgpass`, `.pg_service.conf` and `.postgresql/` are.
    pub home: Option<PathBuf>,
    /// The name that the operating system knows us by.
    pub user: Option<String>,
}

/// The environment variable for each parameter, as in the manual's chapter "Environment Variables".
const VARIABLES: &[(&str, &str)] = &[
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGDATABASE", "dbname"),
    ("PGGSSENCMODE", "gssencmode"),
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ("PGOPTIONS", "options"),
    ("PGPASSFILE", "passfile"),
    ("PGPASSWORD", "password"),
    ("PGPORT", "port"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGSERVICE", "service"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGUSER", "user"),
];

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Surroundings {
        let variables: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let user = user_name().or_else(|| variables.get("USER").cloned()).or_else(|| variables.get("LOGNAME").cloned());
        Surroundings { variables, home: std::env::home_dir(), user }
    }

    /// What the variables say, by parameter; an empty variable says nothing.
    pub(super) fn parameters(&self) -> Parameters {
        VARIABLES
            .iter()
            .filter_map(|(variable, parameter)| {
                let value = self.variables.get(*variable).filter(|value| !value.is_empty())?;
                Some(((*parameter).to_owned(), value.clone()))
            })
            .collect()
    }

    /// What the service file says about `service`: `PGSERVICEFILE` or `~/.pg_service.conf`, then
    /// `PGSYSCONFDIR/pg_service.conf`.
    pub(super) fn service(&self, service: &str) -> Result<Parameters> {
        let own = self
            .variables
            .get("PGSERVICEFILE")
            .map(PathBuf::from)
            .or_else(|| Some(self.home.as_ref()?.join(".pg_service.conf")));
        let system = self.variables.get("PGSYSCONFDIR").map(|directory| Path::new(directory).join("pg_service.conf"));
        for path in own.into_iter().chain(system).filter(|path| path.exists()) {
            let text = std::fs::read_to_string(&path).map_err(|cause| Error::file("read", &path, cause))?;
            if let Some(parameters) = section(&text, service) {
                return Ok(parameters);
            }
        }
        Err(Error::Usage {
            message: format!("the service `{service}` is not defined"),
            hint: Some("define it in ~/.pg_service.conf, or name another file in PGSERVICEFILE".to_owned()),
        })
    }

    /// A file in `~/.postgresql/`, if it is there.
    pub(super) fn postgresql_file(&self, name: &str) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join(".postgresql").join(name)).filter(|path| path.exists())
    }
}

/// The lines of one `[section]`.
fn section(text: &str, name: &str) -> Option<Parameters> {
    let mut found: Option<Parameters> = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(heading) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            if found.is_some() {
                break;
            }
            if heading == name {
                found = Some(Parameters::new());
            }
        } else if let (Some(parameters), Some((key, value))) = (found.as_mut(), line.split_once('=')) {
            parameters.insert(key.trim().to_owned(), value.trim().to_owned());
        }
    }
    found
}

/// Our name in `/etc/passwd`.
fn user_name() -> Option<String> {
    let uid = rustix::process::geteuid().as_raw().to_string();
    let passwd = std::fs::read_to_string("/etc/passwd").ok()?;
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_owned())
    })
}
