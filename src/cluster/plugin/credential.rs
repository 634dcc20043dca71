//! The answer of a credential plugin: an `ExecCredential` in JSON or, as client-go takes it too, in YAML.

use jiff::{SignedDuration, Timestamp};
use secrecy::{SecretString, zeroize::Zeroizing};
use serde::Deserialize;

/// A token that is younger than this is not thrown away for a 401: the next would fare the same, at every request.
const FRESH: SignedDuration = SignedDuration::from_secs(30);

/// What a plugin gave. No part of it can be printed.
pub(in crate::cluster) enum Credential {
    Token(Token),
    Certificate(Certificate),
    None,
}

pub(in crate::cluster) struct Token {
    pub(in crate::cluster) secret: SecretString,
    expires: Option<Timestamp>,
    received: Timestamp,
}

/// A client certificate and its key, both as PEM.
pub(in crate::cluster) struct Certificate {
    pub(in crate::cluster) certificate: String,
    pub(in crate::cluster) key: SecretString,
}

impl Token {
    pub(super) fn expires_before(&self, time: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires < time)
    }

    pub(super) fn is_fresh(&self) -> bool {
        Timestamp::now().duration_since(self.received) < FRESH
    }
}

#[derive(Deserialize)]
struct Envelope {
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    expiration_timestamp: Option<Timestamp>,
    token: Option<String>,
    client_certificate_data: Option<String>,
    client_key_data: Option<String>,
}

/// Reads what a plugin wrote; `None` when it is not an `ExecCredential`.
pub(super) fn read(output: &Zeroizing<Vec<u8>>) -> Option<Credential> {
    let envelope: Envelope = serde_saphyr::from_slice(output).ok()?;
    let status = envelope.status?;
    if let (Some(certificate), Some(key)) = (status.client_certificate_data, status.client_key_data) {
        return Some(Credential::Certificate(Certificate { certificate, key: key.into() }));
    }
    let received = Timestamp::now();
    Some(match status.token {
        Some(secret) => {
            Credential::Token(Token { secret: secret.into(), expires: status.expiration_timestamp, received })
        }
        None => Credential::None,
    })
}
