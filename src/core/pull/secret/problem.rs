//! What can be wrong with a pull secret, in words.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use thiserror::Error;

/// What is wrong with a pull secret as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    #[error("it has no key {0}")]
    KeyMissing(&'static str),
    #[error("its content is empty")]
    Empty,
    #[error("its content is larger than a secret may be")]
    TooLarge,
    #[error("its content is base64 inside base64: it was encoded twice")]
    EncodedTwice,
    #[error("its content is not JSON: line {line}, column {column}")]
    NotJson { line: usize, column: usize },
    #[error("its content is JSON, but not a mapping of registries")]
    NotAnObject,
    #[error("its HttpHeaders are not a mapping of texts")]
    Headers,
    #[error("its content has no registry under auths")]
    NoAuths,
    #[error("its registries do not stand under auths")]
    Unwrapped,
    #[error("its registries stand under auths, which this type does not have")]
    Wrapped,
    #[error("it names a credential store on somebody's machine and holds no credential")]
    InStore,
}

impl Problem {
    /// Tells whether the kubelet gives up the lookup for all secrets of the pod.
    ///
    /// What is missing or empty is skipped in silence; what does not parse is an error. Source:
    /// `secretsToTrackedDockerConfigs`.
    pub fn blocks_pod(&self) -> bool {
        matches!(self, Self::EncodedTwice | Self::NotJson { .. } | Self::NotAnObject | Self::Headers)
    }

    pub(super) fn not_json(bytes: &[u8], error: &serde_json::Error) -> Self {
        let text = bytes.trim_ascii();
        if BASE64_STANDARD.decode(text).is_ok_and(|inner| inner.trim_ascii_start().starts_with(b"{")) {
            return Self::EncodedTwice;
        }
        Self::NotJson { line: error.line(), column: error.column() }
    }
}

/// What is wrong with the entry of one registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EntryProblem {
    #[error("it is not a mapping of texts")]
    Malformed,
    #[error("its auth is not base64")]
    NotBase64,
    #[error("its auth has no colon between user and password")]
    NoColon,
    #[error("it holds neither user nor password")]
    Empty,
    #[error("its credential is in a store on somebody's machine")]
    InStore,
    #[error("it holds a token only, which the kubelet does not read")]
    TokenOnly,
    #[error("it has no user")]
    NoUsername,
    #[error("it has no password")]
    NoPassword,
    #[error("its password ends in white space, which is sent to the registry too")]
    TrailingSpace,
    #[error("its user and password differ from those in auth, which win")]
    Disagrees,
}

impl EntryProblem {
    /// Tells whether the kubelet gives up the lookup for all secrets of the pod. Source:
    /// `DockerConfigEntry.UnmarshalJSON`.
    pub fn blocks_pod(self) -> bool {
        matches!(self, Self::Malformed | Self::NotBase64 | Self::NoColon)
    }

    /// Tells whether a registry can still take what the entry sends.
    pub fn is_usable(self) -> bool {
        self == Self::Disagrees
    }
}
