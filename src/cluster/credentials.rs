//! What a context is opened with, told to the redactor before anything can repeat it.
//!
//! A credential goes from where it was read straight into the memory of the redactor, which is wiped when it ends; it is in
//! no message and in no value that could be printed.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use kube::{Config, config::AuthInfo};
use secrecy::{ExposeSecret as _, SecretString, zeroize::Zeroizing};

use crate::core::redact::{Class, Redactor};

/// Tells every credential of a context.
pub(super) fn tell(config: &Config, redactor: &Redactor) {
    for url in std::iter::once(&config.cluster_url).chain(&config.proxy_url) {
        if let Some(password) = password_of(url) {
            redactor.know(password, Class::UrlCredential);
        }
    }
    let auth = &config.auth_info;
    if let Some(password) = &auth.password {
        redactor.know(password.expose_secret(), Class::Password);
    }
    if let Some(token) = &auth.token {
        tell_token(token, redactor);
    }
    if let Some(token) = auth.token_file.as_deref().and_then(read) {
        redactor.know(token.trim(), Class::Token);
    }
    if let Some(key) = key(auth) {
        redactor.know(&key, Class::PrivateKey);
    }
    let provided = auth.auth_provider.iter().flat_map(|provider| &provider.config);
    for (_, value) in provided.filter(|(name, _)| name.contains("token") || name.contains("secret")) {
        redactor.know(value, Class::Token);
    }
}

/// Tells a token, from wherever it came.
pub(super) fn tell_token(token: &SecretString, redactor: &Redactor) {
    redactor.know(token.expose_secret(), Class::Token);
}

/// Returns the key of the client certificate as PEM. One that a plugin gave is among the data too.
fn key(auth: &AuthInfo) -> Option<Zeroizing<String>> {
    let Some(data) = &auth.client_key_data else { return read(auth.client_key.as_deref()?) };
    let decoded = Zeroizing::new(BASE64_STANDARD.decode(data.expose_secret().trim()).ok()?);
    Some(Zeroizing::new(std::str::from_utf8(&decoded).ok()?.to_owned()))
}

/// A file that cannot be read is explained by whoever needs it.
fn read(path: &str) -> Option<Zeroizing<String>> {
    std::fs::read_to_string(path).ok().map(Zeroizing::new)
}

fn password_of(url: &http::Uri) -> Option<&str> {
    let (user, _) = url.authority()?.as_str().rsplit_once('@')?;
    user.split_once(':').map(|(_, password)| password)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that are secret only because of where they stand.
    const WORDS: [&str; 3] = ["sesame-street-1", "sesame-street-2", "sesame-street-3"];

    fn config() -> Config {
        Config::new("https://jane:sesame-street-1@127.0.0.1:6443".parse().unwrap())
    }

    fn shown(redactor: &Redactor, text: &str) -> String {
        redactor.redact(text).text.to_string()
    }

    #[test]
    fn each_credential_of_a_context_is_hidden_wherever_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, format!("{}\n", WORDS[2])).unwrap();
        let mut config = config();
        config.auth_info.password = Some(WORDS[1].to_owned().into());
        config.auth_info.token_file = Some(file.display().to_string());
        let redactor = Redactor::default();
        let text = format!("the node said {} and {} and {}", WORDS[0], WORDS[1], WORDS[2]);
        assert_eq!(shown(&redactor, &text), text, "nothing tells what these are");
        tell(&config, &redactor);
        let expected = "the node said REDACTED-url-credential-1 and REDACTED-password-1 and REDACTED-token-1";
        assert_eq!(shown(&redactor, &text), expected);
    }

    #[test]
    fn a_key_is_hidden_line_by_line_and_a_provider_s_tokens_too() {
        let line = "plainwords/".repeat(5);
        let pem = format!("-----BEGIN EC {} KEY-----\n{line}\n-----END EC {} KEY-----\n", "PRIVATE", "PRIVATE");
        let mut config = config();
        config.auth_info.client_key_data = Some(BASE64_STANDARD.encode(&pem).into());
        let provider = serde_json::json!({ "name": "oidc", "config": { "id-token": WORDS[0], "client-id": WORDS[1] } });
        config.auth_info.auth_provider = serde_json::from_value(provider).unwrap();
        let redactor = Redactor::default();
        tell(&config, &redactor);
        assert!(!shown(&redactor, &format!("it logged {line} once")).contains("plainwords"));
        let said = shown(&redactor, &format!("it logged {} for {}", WORDS[0], WORDS[1]));
        assert!(!said.contains(WORDS[0]) && said.ends_with(WORDS[1]), "{said}");
    }
}
