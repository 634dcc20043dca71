//! Credential plugins: the command that a kubeconfig names to get a token or a client certificate.
//!
//! podmend runs it itself. The client library would run it three times to make one client, with our terminal as its
//! standard input and error, and print its output, the token, in its error (`kube-client/src/client/auth/mod.rs`).
//! Of a plugin that fails, only the name and the exit code are ever told.

mod credential;
mod process;

use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use kube::config::ExecConfig;
use secrecy::ExposeSecret as _;
use tokio::sync::Mutex;

use super::{Trouble, credentials};
use crate::core::redact::Redactor;

pub(super) use credential::{Credential, Token};
pub(super) use process::Terminal;

/// A token is renewed this long before it expires, so that no request is overtaken.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// A plugin that gave a token and can be asked for the next one.
pub(super) struct Plugin {
    config: ExecConfig,
    token: Mutex<Option<Token>>,
    /// Is told every token.
    redactor: Redactor,
}

impl Plugin {
    pub(super) fn new(config: ExecConfig, token: Token, redactor: Redactor) -> Self {
        credentials::tell_token(&token.secret, &redactor);
        Self { config, token: Mutex::new(Some(token)), redactor }
    }

    /// Returns the header for a request, after renewing the token where that is due.
    ///
    /// By now there is a screen that the plugin must not draw on: it gets no terminal.
    pub(super) async fn authorization(&self) -> Result<Option<HeaderValue>, Trouble> {
        let mut token = self.token.lock().await;
        if token.as_ref().is_none_or(|token| token.expires_before(Timestamp::now() + MARGIN)) {
            *token = match run(&self.config, Terminal::Hidden).await? {
                Credential::Token(token) => {
                    credentials::tell_token(&token.secret, &self.redactor);
                    Some(token)
                }
                // A certificate cannot be put under connections that are there; the next `open` takes it.
                Credential::Certificate(_) | Credential::None => None,
            };
        }
        Ok(token.as_ref().and_then(header))
    }

    /// Forgets a token that the server refused; says whether a new one could be better.
    pub(super) async fn discard(&self) -> bool {
        let mut token = self.token.lock().await;
        match token.as_ref() {
            Some(old) if old.is_fresh() => false,
            _ => {
                *token = None;
                true
            }
        }
    }
}

/// Runs a plugin once.
pub(super) async fn run(config: &ExecConfig, terminal: Terminal) -> Result<Credential, Trouble> {
    let output = process::run(config, terminal).await?;
    credential::read(&output).ok_or_else(|| process::trouble(config, "it did not answer with a credential"))
}

fn header(token: &Token) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.secret.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(all(test, unix))]
mod tests;
