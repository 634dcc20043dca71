//! When a credential ends, as far as it says so itself.
//!
//! Nothing is verified: a signature needs the registry's key, and an end that somebody wrote into a token of their own
//! making deceives nobody but themselves.

use base64::Engine as _;
use jiff::Timestamp;
use secrecy::zeroize::Zeroizing;
use serde::Deserialize;

use super::entry::{LENIENT, LENIENT_URL_SAFE};

/// The longest password that is looked into, in bytes. ECR's have about 2,500, a JWT with many groups some more.
const LONGEST: usize = 64 * 1024;

/// What stands before the token of a GitLab job.
const JOB_TOKEN: &str = "glcbt-";

/// Before the year 2001 no token was made; issuers write 0 or 1 for "never".
const EARLIEST: f64 = 1_000_000_000.0;

/// Returns the end that a password names: the `exp` of a JWT (Azure, GitLab, Google, Artifactory), or the `expiration`
/// in the JSON that ECR's tokens are. `None` for every other password, and for a time that makes no sense.
pub(super) fn expiry(password: &str) -> Option<Timestamp> {
    if password.len() > LONGEST {
        return None;
    }
    of_jwt(password).or_else(|| of_ecr(password)).and_then(instant)
}

fn of_jwt(password: &str) -> Option<f64> {
    #[derive(Deserialize)]
    struct Header<'a> {
        #[serde(borrow, rename = "alg")]
        _algorithm: std::borrow::Cow<'a, str>,
    }
    #[derive(Deserialize)]
    struct Claims {
        exp: f64,
    }
    let mut parts = password.strip_prefix(JOB_TOKEN).unwrap_or(password).split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if signature.is_empty() || parts.next().is_some() {
        return None;
    }
    let decode = |part: &str| LENIENT_URL_SAFE.decode(part).ok().map(Zeroizing::new);
    serde_json::from_slice::<Header<'_>>(&decode(header)?).ok()?;
    serde_json::from_slice::<Claims>(&decode(claims)?).ok().map(|claims| claims.exp)
}

fn of_ecr(password: &str) -> Option<f64> {
    #[derive(Deserialize)]
    struct Token {
        expiration: f64,
    }
    let token = Zeroizing::new(LENIENT.decode(password).ok()?);
    serde_json::from_slice::<Token>(&token).ok().map(|token| token.expiration)
}

fn instant(seconds: f64) -> Option<Timestamp> {
    if !(EARLIEST..1e12).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it lies between two numbers that an i64 holds")]
    Timestamp::from_second(seconds as i64).ok()
}
