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
    /// A word of the user's own list.
    Word,
    Address,
    Host,
    Email,
    /// An account, subscription or tenant of a cloud.
    Account,
    /// A registry's account for machines.
    Robot,
    /// A name of the cluster's own: a namespace, a user, an object.
    Name,
}

impl Class {
    pub const ALL: [Self; 15] = [
        Self::SecretData,
        Self::Password,
        Self::Token,
        Self::Key,
        Self::PrivateKey,
        Self::UrlCredential,
        Self::AuthHeader,
        Self::Credential,
        Self::Word,
        Self::Address,
        Self::Host,
        Self::Email,
        Self::Account,
        Self::Robot,
        Self::Name,
    ];

    /// Tells whether this is no credential but a place, a person or a name, which some profiles show.
    pub fn is_place(self) -> bool {
        self >= Self::Address
    }

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
            Self::Word => "word",
            Self::Address => "address",
            Self::Host => "host",
            Self::Email => "email",
            Self::Account => "account",
            Self::Robot => "robot",
            Self::Name => "name",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.slug().replace('-', " "))
    }
}
