//! The one way to a PostgreSQL server, and what its address says of TLS.
//!
//! `sslmode` and `sslrootcert` mean here what they mean to PostgreSQL's own programs, which are given the same address:
//! `disable`, `prefer` (what is usual: TLS where the server has it, from whomever), `require` (TLS; with `sslrootcert`
//! from somebody those certificates vouch for) and `verify-full` (from the server of that name alone).

use std::error::Error as _;
use std::fmt::Write as _;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A line to a server, secured or not; drive it for the client to work.
pub(crate) type Line = Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// What is said where nothing could be verified by.
const NO_ROOTS: &str = "sslmode=verify-full needs sslrootcert: a file of certificates (PEM), or `system` for those this \
                        machine trusts";

/// Why a server cannot be reached; each text is one sentence, and says what to do where there is something.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is none, or says something that cannot be.
    #[error("the address of the database cannot be used: {0}")]
    Address(String),
    /// There is no line to be had that is as secure as the address asks.
    #[error(
        "no TLS with the database at {server}: {reason}; sslmode={mode} in its address asks for {wanted} (docs/OPERATIONS.md, \
         \"TLS to PostgreSQL\")"
    )]
    Tls {
        /// Host and port.
        server: String,
        /// What the address says.
        mode: &'static str,
        /// What that asks for.
        wanted: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The server does not answer or lets nobody in.
    #[error("{}", reason(.0))]
    Refused(#[from] tokio_postgres::Error),
}

impl ServerError {
    /// Whether the same may be done in a moment: nobody answers there, or the server is starting, stopping or full.
    pub fn passes(&self) -> bool {
        let Self::Refused(error) = self else { return false };
        match error.code() {
            Some(code) => {
                [SqlState::CANNOT_CONNECT_NOW, SqlState::TOO_MANY_CONNECTIONS, SqlState::ADMIN_SHUTDOWN]
                    .contains(code)
            }
            None => true,
        }
    }
}

/// The server's own sentence where there is one; the driver's text alone says only "db error".
pub(crate) fn reason(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(refusal) => refusal.to_string(),
        None => error.source().map_or_else(|| error.to_string(), |inner| format!("{error}: {inner}")),
    }
}

/// How a line must be secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Disable,
    Prefer,
    Require,
    VerifyFull,
}

impl Mode {
    const ALL: [Self; 4] = [Self::Disable, Self::Prefer, Self::Require, Self::VerifyFull];

    const fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyFull => "verify-full",
        }
    }

    const fn wanted(self) -> &'static str {
        match self {
            Self::Disable | Self::Prefer => "none where there is none",
            Self::Require => {
                "TLS, from a server that the certificates of sslrootcert vouch for where there are any"
            }
            Self::VerifyFull => "a certificate of exactly that name which those of sslrootcert vouch for",
        }
    }
}

/// Where a server is and how the line to it is secured.
pub(crate) struct Server {
    config: Config,
    mode: Mode,
    tls: MakeRustlsConnect,
}

impl Server {
    /// Reads an address: `postgres://user@host:port/database?sslmode=verify-full&sslrootcert=/path`.
    ///
    /// # Errors
    /// [`ServerError::Address`], also where the certificates it names cannot be read.
    pub(crate) fn of(address: &str) -> Result<Self, ServerError> {
        let (address, asked, roots) = split(address)?;
        let mut config = Config::from_str(&address).map_err(|error| {
            ServerError::Address(format!("{}; write postgres://user@host:port/database", reason(&error)))
        })?;
        let by_socket = config.get_hosts().iter().any(|host| matches!(host, Host::Unix(_)));
        // Nobody but this machine hears what passes through a socket of its own, and no server secures it.
        let mode = if by_socket { Mode::Disable } else { asked };
        config.ssl_mode(match mode {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require | Mode::VerifyFull => SslMode::Require,
        });
        let tls = MakeRustlsConnect::new(client_config(mode, roots.as_deref())?);
        Ok(Self { config, mode, tls })
    }

    /// The driver's settings, for what else is to be said to the server.
    pub(crate) fn config(&mut self) -> &mut Config {
        &mut self.config
    }

    /// A connection, and the line that has to be driven.
    ///
    /// # Errors
    /// [`ServerError::Tls`], [`ServerError::Refused`].
    pub(crate) async fn connect(&self) -> Result<(Client, Line), ServerError> {
        self.config.connect(self.tls.clone()).await.map_err(|error| {
            // The driver tells the kind of its errors by their text alone.
            if !error.to_string().contains("TLS handshake") {
                return ServerError::Refused(error);
            }
            let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            let (mode, wanted) = (self.mode.name(), self.mode.wanted());
            ServerError::Tls { server: self.name(), mode, wanted, reason }
        })
    }

    /// Hosts and ports, for a message.
    fn name(&self) -> String {
        let mut name = String::new();
        for (number, host) in self.config.get_hosts().iter().enumerate() {
            let ports = self.config.get_ports();
            let port = ports.get(number).or(ports.first()).copied().unwrap_or(5432);
            if let Host::Tcp(host) = host {
                let _ = write!(name, "{}{host}:{port}", if name.is_empty() { "" } else { ", " });
            }
        }
        name
    }
}

/// The address without what only PostgreSQL's own programs read of it, and that.
fn split(address: &str) -> Result<(String, Mode, Option<String>), ServerError> {
    let ours = ["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme));
    let Some((before, query)) = address.split_once('?').filter(|_| ours) else {
        return Ok((address.to_owned(), Mode::Prefer, None));
    };
    let (mut kept, mut mode, mut roots) =
        (url::form_urlencoded::Serializer::new(String::new()), Mode::Prefer, None);
    for (name, value) in url::form_urlencoded::parse(query.replace('+', "%2B").as_bytes()) {
        match &*name {
            "sslmode" => {
                let known = Mode::ALL.into_iter().find(|mode| mode.name() == value);
                mode = known.ok_or_else(|| {
                    let all = Mode::ALL.map(Mode::name).join(", ");
                    ServerError::Address(format!("sslmode={value} is none of {all}"))
                })?;
            }
            "sslrootcert" => roots = Some(value.into_owned()),
            _ => {
                kept.append_pair(&name, &value);
            }
        }
    }
    let kept = kept.finish().replace('+', "%20");
    let address = if kept.is_empty() { before.to_owned() } else { format!("{before}?{kept}") };
    Ok((address, mode, roots))
}

/// What a line must prove.
fn client_config(mode: Mode, roots: Option<&str>) -> Result<ClientConfig, ServerError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let broken = |error: &dyn std::fmt::Display| ServerError::Address(error.to_string());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| broken(&error))?;
    let chain = match (mode, roots) {
        (Mode::VerifyFull, None) => {
            return Err(ServerError::Address(NO_ROOTS.to_owned()));
        }
        (Mode::Require | Mode::VerifyFull, Some(file)) => {
            let roots = Arc::new(root_certificates(file)?);
            let chain = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build();
            Some(chain.map_err(|error| broken(&error))?)
        }
        _ => None,
    };
    let verifier: Arc<dyn ServerCertVerifier> = match chain {
        Some(chain) if mode == Mode::VerifyFull => chain,
        chain => Arc::new(AnyName { chain, provider }),
    };
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// The certificates of a file, or those this machine trusts.
fn root_certificates(file: &str) -> Result<RootCertStore, ServerError> {
    let mut roots = RootCertStore::empty();
    if file == "system" {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    } else {
        let unusable = |why: String| ServerError::Address(format!("sslrootcert={file}: {why}"));
        let all =
            CertificateDer::pem_file_iter(Path::new(file)).map_err(|error| unusable(error.to_string()))?;
        for certificate in all {
            let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
            roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
        }
    }
    if roots.is_empty() {
        return Err(ServerError::Address(format!("sslrootcert={file} holds no certificate")));
    }
    Ok(roots)
}

/// Takes a certificate of any name: of anybody, or of whom other certificates vouch for.
#[derive(Debug)]
struct AnyName {
    chain: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        use CertificateError::{NotValidForName, NotValidForNameContext};
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // The name is looked at last: all else is well.
            Err(rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => {
                Ok(ServerCertVerified::assertion())
            }
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str) -> String {
        match Server::of(address) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{address} is taken"),
        }
    }

    #[test]
    fn an_address_says_how_the_line_is_secured() {
        let mode = |address: &str| Server::of(address).map(|server| server.mode).unwrap();
        assert_eq!(mode("postgres://kad@db.example/kad"), Mode::Prefer);
        assert_eq!(mode("postgresql://kad@db.example/kad?sslmode=disable"), Mode::Disable);
        assert_eq!(
            mode("postgres://kad@db.example/kad?application_name=a%20b&sslmode=require"),
            Mode::Require
        );
        assert_eq!(mode("postgres://kad@%2Frun%2Fkad:5432/kad?sslmode=require"), Mode::Disable, "a socket");
        assert_eq!(mode("host=db.example user=kad"), Mode::Prefer);
    }

    #[test]
    fn what_an_address_cannot_ask_for_is_said() {
        let unknown = refused("postgres://kad@db.example/kad?sslmode=verify-ca");
        assert!(unknown.contains("verify-ca") && unknown.contains("verify-full"), "{unknown}");
        assert!(refused("postgres://kad@db.example/kad?sslmode=verify-full").contains("sslrootcert"));
        let missing =
            refused("postgres://kad@db.example/kad?sslmode=verify-full&sslrootcert=/nowhere/root.crt");
        assert!(missing.contains("/nowhere/root.crt"), "{missing}");
        assert!(refused("postgres://kad@db.example/kad?ssl=true").contains("ssl"));
    }
}
