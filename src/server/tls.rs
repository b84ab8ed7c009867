//! `sslmode` as libpq means it, put together from what native-tls can do.

use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

use native_tls::{Certificate, Identity, TlsConnector, TlsConnectorBuilder};
use postgres_native_tls::TlsStream;
use tokio_postgres::Socket;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};

use crate::error::{Error, Result};

use super::parameters::Parameters;
use super::surroundings::Surroundings;

/// libpq's six modes, in order of rising protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mode::Disable => "disable",
            Mode::Allow => "allow",
            Mode::Prefer => "prefer",
            Mode::Require => "require",
            Mode::VerifyCa => "verify-ca",
            Mode::VerifyFull => "verify-full",
        })
    }
}

impl FromStr for Mode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Mode> {
        Ok(match text {
            "disable" => Mode::Disable,
            "allow" => Mode::Allow,
            "prefer" => Mode::Prefer,
            "require" => Mode::Require,
            "verify-ca" => Mode::VerifyCa,
            "verify-full" => Mode::VerifyFull,
            _ => {
                return Err(Error::Usage {
                    message: "this sslmode does not exist".to_owned(),
                    hint: Some("it is disable, allow, prefer, require, verify-ca or verify-full".to_owned()),
                });
            }
        })
    }
}

/// Whose signature makes a server's certificate good.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Roots {
    /// Nobody's is asked for.
    Unchecked,
    /// Those that the operating system trusts.
    System,
    File(PathBuf),
}

/// How a connection is protected.
#[derive(Debug, Clone)]
pub struct Tls {
    pub mode: Mode,
    roots: Roots,
    /// Certificate and key, both PEM, the key in PKCS #8.
    identity: Option<(PathBuf, PathBuf)>,
}

impl Tls {
    /// What the parameters and the files in `~/.postgresql/` ask for.
    pub fn new(parameters: &Parameters, surroundings: &Surroundings) -> Result<Tls> {
        let given = parameters.get("sslrootcert").map(String::as_str);
        let mode = match parameters.get("sslmode") {
            Some(text) => text.parse()?,
            // As libpq: whoever names the system's roots wants the certificate checked in full.
            None if given == Some("system") => Mode::VerifyFull,
            None => Mode::Prefer,
        };
        let roots = match given {
            Some("system") if mode < Mode::VerifyFull && mode > Mode::Prefer => {
                return Err(Error::Usage {
                    message: "`sslrootcert=system` needs `sslmode=verify-full`".to_owned(),
                    hint: Some("with a weaker mode anybody's certificate would do".to_owned()),
                });
            }
            Some("system") => Roots::System,
            Some(path) => Roots::File(PathBuf::from(path)),
            None => surroundings.postgresql_file("root.crt").map_or(Roots::Unchecked, Roots::File),
        };
        if mode >= Mode::VerifyCa && roots == Roots::Unchecked {
            return Err(Error::Usage {
                message: "this sslmode checks the server's certificate, but no root certificate is known".to_owned(),
                hint: Some("set sslrootcert to a file, or to `system` for those that this machine trusts".to_owned()),
            });
        }
        let file = |parameter: &str, default: &str| {
            parameters.get(parameter).map(PathBuf::from).or_else(|| surroundings.postgresql_file(default))
        };
        let identity = file("sslcert", "postgresql.crt").zip(file("sslkey", "postgresql.key"));
        Ok(Tls { mode, roots, identity })
    }

    /// The root certificates as `sslrootcert` names them, and the certificate with its key.
    pub fn files(&self) -> (Option<&Path>, Option<&(PathBuf, PathBuf)>) {
        let roots = match &self.roots {
            Roots::Unchecked => None,
            Roots::System => Some(Path::new("system")),
            Roots::File(path) => Some(path.as_path()),
        };
        (roots, self.identity.as_ref())
    }

    /// Makes the connector. What isn't checked in this mode isn't checked here either.
    pub fn connector(&self) -> Result<Connector> {
        let mut builder = TlsConnector::builder();
        // With a root certificate at hand `require` checks the chain; the manual says so under `sslmode`.
        let checks_chain = match self.mode {
            Mode::Disable | Mode::Allow | Mode::Prefer => false,
            Mode::Require => self.roots != Roots::Unchecked,
            Mode::VerifyCa | Mode::VerifyFull => true,
        };
        if !checks_chain {
            builder.danger_accept_invalid_certs(true);
        }
        if self.mode != Mode::VerifyFull {
            builder.danger_accept_invalid_hostnames(true);
        }
        if let (true, Roots::File(path)) = (checks_chain, &self.roots) {
            builder.disable_built_in_roots(true);
            let certificates = Certificate::stack_from_pem(&read(path)?).map_err(|cause| unusable(path, &cause))?;
            for certificate in certificates {
                builder.add_root_certificate(certificate);
            }
        }
        if let Some((certificate, key)) = &self.identity {
            let identity = Identity::from_pkcs8(&read(certificate)?, &read(key)?).map_err(|cause| Error::Usage {
                message: format!("cannot use the certificate {} with its key: {cause}", certificate.display()),
                hint: Some("the key is in PKCS #8; `openssl pkcs8 -topk8 -nocrypt` makes one".to_owned()),
            })?;
            builder.identity(identity);
        }
        Ok(Connector(Arc::new(builder)))
    }
}

/// Encrypts connections. To read the certificates that this machine trusts takes longer than all else about connecting,
/// so that is done only for a server which says that it encrypts.
#[derive(Clone)]
pub struct Connector(Arc<TlsConnectorBuilder>);

impl MakeTlsConnect<Socket> for Connector {
    type Stream = TlsStream<Socket>;
    type TlsConnect = Handshake;
    type Error = native_tls::Error;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Handshake, native_tls::Error> {
        Ok(Handshake { connector: self.clone(), domain: domain.to_owned() })
    }
}

/// What begins the encryption of one connection.
pub struct Handshake {
    connector: Connector,
    domain: String,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = TlsStream<Socket>;
    type Error = native_tls::Error;
    type Future = Pin<Box<dyn Future<Output = Result<TlsStream<Socket>, native_tls::Error>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move {
            let connector = self.connector.0.build()?;
            postgres_native_tls::TlsConnector::new(connector, &self.domain).connect(socket).await
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| Error::file("read", path, cause))
}

fn unusable(path: &Path, cause: &native_tls::Error) -> Error {
    Error::usage(format!("cannot use the certificates in {}: {cause}", path.display()))
}
