//! Why there is no connection: the errors of the network, TLS and the proxy, told apart.
//!
//! The client library wraps them in one another; this walks down to the one that says something.

use std::{error::Error, io};

use rustls::{AlertDescription, CertificateError, Error as TlsError};

/// What stands between podmend and the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The name could not be resolved.
    Name,
    /// Nobody listens there.
    Refused,
    /// No route to the host.
    NoRoute,
    /// The connection could not be made in time.
    Slow,
    /// An established connection ended.
    Cut,
    /// The server's certificate did not pass this check.
    Certificate(Check),
    /// The server did not like ours, or the protocol.
    Tls(String),
    Proxy(ProxyFault),
    /// None of these; the text is neutralised.
    Other(String),
}

/// The check of the server's certificate that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// It has expired; the second is that of Unix time, where known.
    Expired(Option<u64>),
    NotYetValid,
    /// It is made out to other names.
    Name(Vec<String>),
    /// Whoever signed it is not trusted.
    Issuer,
    Revoked,
    Other(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ProxyFault {
    WantsCredentials,
    Failed,
}

impl Cause {
    /// Finds the error that says most in a chain of them.
    pub(super) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut cause = None;
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(found) = specific(error) {
                cause = Some(found);
            }
            // What happened behind a proxy happened to the proxy.
            if matches!(cause, Some(Self::Proxy(_))) {
                break;
            }
            next = wrapped(error).or_else(|| error.source());
        }
        cause.unwrap_or_else(|| Self::Other(super::failure::shown(&innermost(error))))
    }
}

/// Returns what an `io::Error` wraps: its `source` is not that, but the source of that.
fn wrapped<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let inner = error.downcast_ref::<io::Error>()?.get_ref()?;
    Some(inner)
}

fn specific(error: &(dyn Error + 'static)) -> Option<Cause> {
    if let Some(tls) = error.downcast_ref::<TlsError>() {
        return Some(of_tls(tls));
    }
    if let Some(io) = error.downcast_ref::<io::Error>() {
        return of_io(io);
    }
    let text = error.to_string();
    if text.starts_with("dns error") {
        return Some(Cause::Name);
    }
    if text.contains("proxy authorization required") {
        return Some(Cause::Proxy(ProxyFault::WantsCredentials));
    }
    if text.starts_with("tunnel error") || text.starts_with("SOCKS error") {
        return Some(Cause::Proxy(ProxyFault::Failed));
    }
    None
}

fn of_io(error: &io::Error) -> Option<Cause> {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, HostUnreachable, NetworkUnreachable,
        TimedOut, UnexpectedEof,
    };
    match error.kind() {
        ConnectionRefused => Some(Cause::Refused),
        HostUnreachable | NetworkUnreachable => Some(Cause::NoRoute),
        TimedOut => Some(Cause::Slow),
        ConnectionReset | ConnectionAborted | BrokenPipe | UnexpectedEof => Some(Cause::Cut),
        _ => None,
    }
}

fn of_tls(error: &TlsError) -> Cause {
    match error {
        TlsError::InvalidCertificate(certificate) => Cause::Certificate(check(certificate)),
        TlsError::AlertReceived(alert) => Cause::Tls(alert_text(*alert)),
        other => Cause::Tls(super::failure::shown(&other.to_string())),
    }
}

fn check(error: &CertificateError) -> Check {
    match error {
        CertificateError::Expired => Check::Expired(None),
        CertificateError::ExpiredContext { not_after, .. } => Check::Expired(Some(not_after.as_secs())),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Check::NotYetValid,
        CertificateError::NotValidForName => Check::Name(Vec::new()),
        CertificateError::NotValidForNameContext { presented, .. } => Check::Name(presented.clone()),
        CertificateError::UnknownIssuer => Check::Issuer,
        CertificateError::Revoked => Check::Revoked,
        other => Check::Other(super::failure::shown(&other.to_string())),
    }
}

/// A server that wants a client certificate says by an alert what is wrong with ours.
fn alert_text(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::CertificateExpired => "the server says that the client certificate has expired".to_owned(),
        AlertDescription::UnknownCA => "the server does not know who signed the client certificate".to_owned(),
        AlertDescription::CertificateRequired => "the server wants a client certificate".to_owned(),
        AlertDescription::ProtocolVersion => "the server speaks no TLS 1.2 or 1.3".to_owned(),
        other => format!("the server ended the TLS handshake: {other:?}"),
    }
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(error: impl Error + Send + Sync + 'static) -> io::Error {
        io::Error::other(io::Error::other(error))
    }

    #[test]
    fn finds_the_check_under_the_wrapping() {
        let error = wrap(TlsError::InvalidCertificate(CertificateError::UnknownIssuer));
        assert_eq!(Cause::of(&error), Cause::Certificate(Check::Issuer));
    }

    #[test]
    fn tells_a_refused_connection_from_a_cut_one() {
        assert_eq!(Cause::of(&wrap(io::Error::from(io::ErrorKind::ConnectionRefused))), Cause::Refused);
        assert_eq!(Cause::of(&wrap(io::Error::from(io::ErrorKind::ConnectionReset))), Cause::Cut);
    }

    #[test]
    fn text_of_a_stranger_is_neutralised() {
        assert_eq!(Cause::of(&wrap(io::Error::other("odd\x07"))), Cause::Other(r"odd\x07".to_owned()));
    }
}
