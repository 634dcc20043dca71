//! One registry's entry in a pull secret.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use jiff::Timestamp;
use secrecy::zeroize::Zeroizing;
use serde_json::{Map, Value};

use super::{EntryProblem, Fingerprint, FingerprintKey, Fit, Hint, expiry::expiry, hint::hints};
use crate::core::pull::{keyring::Key, shown};

/// What may be known of one registry's credential. No text in it is dangerous to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The registry as the file names it.
    pub key: String,
    /// The user that the kubelet would name.
    pub username: Option<String>,
    pub problem: Option<EntryProblem>,
    /// When the credential ends, where it says so itself. `None` does not mean that it lasts.
    pub expires: Option<Timestamp>,
    /// What is suspicious about the login; warnings only.
    pub hints: Vec<Hint>,
    /// The same for the same user and password; `None` without a password, and where none was asked for.
    pub fingerprint: Option<Fingerprint>,
    /// The key in the file, where it differs from what may be shown.
    written: Option<String>,
    /// The key in the kubelet's keyring; `None` for one that it ignores.
    ring: Option<Key>,
}

impl Entry {
    /// Outlines an entry. `in_store` tells that the file names a credential store.
    pub(super) fn outline(key: &str, fields: &Value, in_store: bool, secret: Option<&FingerprintKey>) -> Self {
        let shown = shown(key);
        let mut entry = Self {
            ring: Key::read(key),
            written: (shown != key).then(|| key.to_owned()),
            key: shown,
            username: None,
            problem: None,
            expires: None,
            hints: Vec::new(),
            fingerprint: None,
        };
        match Login::read(fields) {
            Ok(login) => entry.describe(&login, in_store, secret),
            Err(problem) => entry.problem = Some(problem),
        }
        entry
    }

    fn describe(&mut self, login: &Login, in_store: bool, secret: Option<&FingerprintKey>) {
        let (username, password) = (login.username.as_str(), login.password.as_str());
        self.username = (!username.is_empty()).then(|| shown(username));
        self.problem = login.problem(in_store);
        self.expires = expiry(password);
        self.hints = hints(self.written_key(), username, password);
        self.fingerprint = secret.filter(|_| !password.is_empty()).map(|secret| secret.fingerprint(username, password));
    }

    /// Returns the key as the kubelet reads it; see [`super::super::key_matches`]. It may hold any character.
    pub(in crate::core::pull) fn written_key(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.key)
    }

    pub(in crate::core::pull) fn ring_key(&self) -> Option<&Key> {
        self.ring.as_ref()
    }

    /// Tells whether the credential says of itself that it is over.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|end| end <= now)
    }

    /// Returns what an image of this registry gets.
    pub(super) fn fit(&self) -> Fit {
        match self.problem {
            Some(problem) if !problem.is_usable() => Fit::Unusable { key: self.key.clone(), problem },
            _ => Fit::Fits {
                key: self.key.clone(),
                username: self.username.clone(),
                expires: self.expires,
                hints: self.hints.clone(),
                fingerprint: self.fingerprint,
            },
        }
    }

    /// Returns what every image gets, where this entry makes the kubelet give up.
    pub(super) fn blocking(&self) -> Option<Fit> {
        self.problem.filter(|problem| problem.blocks_pod()).map(|_| self.fit())
    }
}

/// A login while it is looked at. The password is wiped on drop; there is no `Debug` on purpose.
struct Login {
    username: String,
    password: Zeroizing<String>,
    /// The fields beside `auth` say something else.
    disagrees: bool,
    has_token: bool,
}

impl Login {
    /// Reads the fields as the kubelet does: `auth`, where present, wins over the other two.
    fn read(fields: &Value) -> Result<Self, EntryProblem> {
        let empty = Map::new();
        let fields = match fields {
            Value::Object(fields) => fields,
            Value::Null => &empty,
            _ => return Err(EntryProblem::Malformed),
        };
        let username = text(fields, "username")?.to_owned();
        let password = Zeroizing::new(text(fields, "password")?.to_owned());
        text(fields, "email")?;
        let has_token = ["identitytoken", "registrytoken"].iter().any(|key| fields.contains_key(*key));
        let auth = text(fields, "auth")?;
        if auth.is_empty() {
            return Ok(Self { username, password, disagrees: false, has_token });
        }
        let (auth_username, auth_password) = decode(auth)?;
        let disagrees = differs(&username, &auth_username) || differs(&password, &auth_password);
        Ok(Self { username: auth_username, password: auth_password, disagrees, has_token })
    }

    fn problem(&self, in_store: bool) -> Option<EntryProblem> {
        match (self.username.is_empty(), self.password.is_empty()) {
            (true, true) if self.has_token => Some(EntryProblem::TokenOnly),
            (true, true) if in_store => Some(EntryProblem::InStore),
            (true, true) => Some(EntryProblem::Empty),
            (true, false) => Some(EntryProblem::NoUsername),
            (false, true) => Some(EntryProblem::NoPassword),
            _ if self.password.ends_with(char::is_whitespace) => Some(EntryProblem::TrailingSpace),
            _ => self.disagrees.then_some(EntryProblem::Disagrees),
        }
    }
}

/// Returns a field's text, empty where it is missing or null.
///
/// Go takes a field's name in any case, and the last of several.
fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, EntryProblem> {
    let mut found = "";
    for (_, value) in fields.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)) {
        match value {
            Value::String(text) => found = text,
            Value::Null => {}
            _ => return Err(EntryProblem::Malformed),
        }
    }
    Ok(found)
}

fn differs(field: &str, auth: &str) -> bool {
    !field.is_empty() && field != auth
}

/// Go's decoders take stray bits at the end, and line breaks anywhere.
const fn decoder(alphabet: &alphabet::Alphabet, padding: DecodePaddingMode) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(padding).with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config)
}

const PADDED: GeneralPurpose = decoder(&alphabet::STANDARD, DecodePaddingMode::RequireCanonical);
const UNPADDED: GeneralPurpose = decoder(&alphabet::STANDARD, DecodePaddingMode::RequireNone);
pub(super) const LENIENT: GeneralPurpose = decoder(&alphabet::STANDARD, DecodePaddingMode::Indifferent);
pub(super) const LENIENT_URL_SAFE: GeneralPurpose = decoder(&alphabet::URL_SAFE, DecodePaddingMode::Indifferent);

/// Splits `auth` into user and password. Source: `decodeDockerConfigFieldAuth`.
fn decode(auth: &str) -> Result<(String, Zeroizing<String>), EntryProblem> {
    let unwrapped: Zeroizing<String> = Zeroizing::new(auth.chars().filter(|c| !matches!(c, '\r' | '\n')).collect());
    let decoder = if unwrapped.ends_with('=') { PADDED } else { UNPADDED };
    let bytes = decoder.decode(unwrapped.as_bytes()).map_err(|_| EntryProblem::NotBase64)?;
    let bytes = Zeroizing::new(bytes);
    let colon = bytes.iter().position(|byte| *byte == b':').ok_or(EntryProblem::NoColon)?;
    let part = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((part(&bytes[..colon]), Zeroizing::new(part(&bytes[colon + 1..]))))
}
