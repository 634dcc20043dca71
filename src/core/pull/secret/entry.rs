//! One registry's entry in a pull secret.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use secrecy::zeroize::Zeroizing;
use serde_json::{Map, Value};

use super::{EntryProblem, Fit};

/// What may be known of one registry's credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The registry as the file names it; see [`super::super::key_matches`].
    pub key: String,
    /// The user that the kubelet would name.
    pub username: Option<String>,
    pub problem: Option<EntryProblem>,
}

impl Entry {
    /// Outlines an entry. `in_store` tells that the file names a credential store.
    pub(super) fn outline(key: &str, fields: &Value, in_store: bool) -> Self {
        let (username, problem) = match Login::read(fields) {
            Ok(login) => (login.known_username(), login.problem(in_store)),
            Err(problem) => (None, Some(problem)),
        };
        Self { key: key.to_owned(), username, problem }
    }

    /// Returns what an image of this registry gets.
    pub(super) fn fit(&self) -> Fit {
        match self.problem {
            Some(problem) if !problem.is_usable() => Fit::Unusable { key: self.key.clone(), problem },
            _ => Fit::Fits { key: self.key.clone(), username: self.username.clone() },
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
        let has_token = ["identitytoken", "registrytoken"].iter().any(|key| fields.contains_key(*key));
        let auth = text(fields, "auth")?;
        if auth.is_empty() {
            return Ok(Self { username, password, disagrees: false, has_token });
        }
        let (auth_username, auth_password) = decode(auth)?;
        let disagrees = differs(&username, &auth_username) || differs(&password, &auth_password);
        Ok(Self { username: auth_username, password: auth_password, disagrees, has_token })
    }

    fn known_username(&self) -> Option<String> {
        (!self.username.is_empty()).then(|| self.username.clone())
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
fn text<'a>(fields: &'a Map<String, Value>, key: &str) -> Result<&'a str, EntryProblem> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(EntryProblem::Malformed),
    }
}

fn differs(field: &str, auth: &str) -> bool {
    !field.is_empty() && field != auth
}

/// Go's decoder takes unpadded text, stray bits at the end, and line breaks anywhere. Source:
/// `decodeDockerConfigFieldAuth`.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

fn decode(auth: &str) -> Result<(String, Zeroizing<String>), EntryProblem> {
    let unwrapped: Zeroizing<String> = Zeroizing::new(auth.chars().filter(|c| !matches!(c, '\r' | '\n')).collect());
    let bytes = LENIENT.decode(unwrapped.as_bytes()).map_err(|_| EntryProblem::NotBase64)?;
    let bytes = Zeroizing::new(bytes);
    let colon = bytes.iter().position(|byte| *byte == b':').ok_or(EntryProblem::NoColon)?;
    let part = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((part(&bytes[..colon]), Zeroizing::new(part(&bytes[colon + 1..]))))
}
