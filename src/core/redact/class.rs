//! The kinds of things that are hidden.

use std::fmt;

/// What a hidden value is, as far as its place or its form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    SecretData,
    Password,
    Token,
    Key,
    PrivateKey,
    UrlCredential,
    AuthHeader,
    /// A credential whose kind its name does not tell.
    Credential,
}

impl Class {
    pub const ALL: [Self; 8] = [
        Self::SecretData,
        Self::Password,
        Self::Token,
        Self::Key,
        Self::PrivateKey,
        Self::UrlCredential,
        Self::AuthHeader,
        Self::Credential,
    ];

    /// Returns the class as it stands in a placeholder: letters and dashes only.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::SecretData => "secret-data",
            Self::Password => "password",
            Self::Token => "token",
            Self::Key => "key",
            Self::PrivateKey => "private-key",
            Self::UrlCredential => "url-credential",
            Self::AuthHeader => "auth-header",
            Self::Credential => "credential",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.slug().replace('-', " "))
    }
}
