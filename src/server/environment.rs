//! The variables that lead a program of PostgreSQL (`psql`, `pg_dump`) to a target.

use std::ffi::OsString;
use std::path::Path;

use tokio_postgres::config::{ChannelBinding, TargetSessionAttrs};

use super::target::Target;

impl Target {
    /// `PG*` variables for a child process, as the manual's chapter "Environment Variables" names them. They may hold a
    /// password; those that aren't among them must be kept from the child, or they would still count.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let list = |part: &dyn Fn(usize) -> String| -> OsString {
            (0..self.endpoints.len()).map(part).collect::<Vec<_>>().join(",").into()
        };
        let mut variables = vec![
            ("PGHOST", list(&|at| self.endpoints[at].host.clone())),
            ("PGPORT", list(&|at| self.endpoints[at].port.to_string())),
            ("PGUSER", self.user.clone().into()),
            ("PGDATABASE", self.database.clone().into()),
            ("PGSSLMODE", self.tls.mode.to_string().into()),
        ];
        if self.endpoints.iter().any(|endpoint| endpoint.address.is_some()) {
            let address = |at: usize| self.endpoints[at].address.map(|address| address.to_string()).unwrap_or_default();
            variables.push(("PGHOSTADDR", list(&address)));
        }
        let first = &self.endpoints[0];
        if let Some(password) = self.passwords.find(&first.host, first.port, &self.database, &self.user) {
            variables.push(("PGPASSWORD", password.text.into()));
        }
        let (roots, identity) = self.tls.files();
        variables.extend(roots.map(|path| ("PGSSLROOTCERT", path.as_os_str().to_owned())));
        let path = |path: &Path| path.as_os_str().to_owned();
        variables.extend(
            identity.iter().flat_map(|(certificate, key)| [("PGSSLCERT", path(certificate)), ("PGSSLKEY", path(key))]),
        );
        variables.extend(self.options.iter().map(|options| ("PGOPTIONS", options.clone().into())));
        variables.extend(match self.session {
            TargetSessionAttrs::ReadWrite => Some(("PGTARGETSESSIONATTRS", "read-write".into())),
            TargetSessionAttrs::ReadOnly => Some(("PGTARGETSESSIONATTRS", "read-only".into())),
            _ => None,
        });
        variables.extend(match self.channel_binding {
            ChannelBinding::Disable => Some(("PGCHANNELBINDING", "disable".into())),
            ChannelBinding::Require => Some(("PGCHANNELBINDING", "require".into())),
            _ => None,
        });
        variables
    }
}

/// The variables that [`Target::environment`] may set, and those that would take their place.
pub const VARIABLES: &[&str] = &[
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGUSER",
    "PGDATABASE",
    "PGPASSWORD",
    "PGSERVICE",
    "PGSSLMODE",
    "PGSSLROOTCERT",
    "PGSSLCERT",
    "PGSSLKEY",
    "PGOPTIONS",
    "PGTARGETSESSIONATTRS",
    "PGCHANNELBINDING",
];
