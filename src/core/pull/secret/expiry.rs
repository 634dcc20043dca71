//! When a credential ends, as far as it says so itself.
//!
//! Nothing is verified: a signature needs the registry's key, and an end that somebody wrote into a token of their own
//! making deceives nobody but themselves.

use base64::Engine as _;
use jiff::Timestamp;
use secrecy::zeroize::Zeroizing;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

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
    struct Header {
        #[serde(rename = "alg")]
        _algorithm: IgnoredAny,
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
    object::<Header>(&decode(header)?)?;
    object::<Claims>(&decode(claims)?).map(|claims| claims.exp)
}

fn of_ecr(password: &str) -> Option<f64> {
    #[derive(Deserialize)]
    struct Token {
        expiration: f64,
    }
    let token = Zeroizing::new(LENIENT.decode(password).ok()?);
    object::<Token>(&token).map(|token| token.expiration)
}

/// Reads a JSON object; a list, which serde would take as well, is none.
fn object<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let is_object = bytes.trim_ascii_start().starts_with(b"{");
    is_object.then(|| serde_json::from_slice(bytes).ok())?
}

fn instant(seconds: f64) -> Option<Timestamp> {
    if !(EARLIEST..1e12).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it lies between two numbers that an i64 holds")]
    Timestamp::from_second(seconds as i64).ok()
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn jwt(claims: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.{}", part(&json!({"alg": "RS256", "typ": "JWT"})), part(claims), "c2lnbmVk")
    }

    fn end() -> Timestamp {
        "2026-09-21T14:13:20Z".parse().unwrap()
    }

    #[test]
    fn the_end_of_a_jwt_is_read() {
        let token = jwt(&json!({"iss": "registry", "exp": 1_790_000_000, "aud": ["a", "b"]}));
        assert_eq!(expiry(&token), Some(end()));
        assert_eq!(expiry(&format!("glcbt-{token}")), Some(end()));
        assert_eq!(expiry(&jwt(&json!({"exp": 1_790_000_000.9}))), Some(end()));
        let padded = BASE64_URL_SAFE.encode(json!({"exp": 1_790_000_000, "n": "ü?~"}).to_string());
        let header = BASE64_URL_SAFE.encode(json!({"alg": "none"}).to_string());
        assert_eq!(expiry(&format!("{header}.{padded}.x")), Some(end()));
    }

    #[test]
    fn the_end_of_a_token_of_ecr_is_read() {
        let token = json!({
            "payload": "x".repeat(1500), "datakey": "y", "version": "2", "type": "DATA_KEY", "expiration": 1_790_000_000,
        });
        assert_eq!(expiry(&BASE64_STANDARD.encode(token.to_string())), Some(end()));
    }

    #[test]
    fn what_is_no_end_is_none() {
        let whole = jwt(&json!({"exp": 1_790_000_000}));
        for password in [
            String::new(),
            "..".to_owned(),
            jwt(&json!({"sub": "x"})),
            jwt(&json!({"exp": "1790000000"})),
            jwt(&json!({"exp": null})),
            jwt(&json!({"exp": 0})),
            jwt(&json!({"exp": -1})),
            jwt(&json!({"exp": 1_790_000_000_000_i64})),
            jwt(&json!({"exp": 1e300})),
            jwt(&json!([1_790_000_000])),
            format!("{whole}.more"),
            whole.rsplit_once('.').unwrap().0.to_owned(),
            format!("{}.", whole.rsplit_once('.').unwrap().0),
            format!("x{whole}"),
            format!("{}{whole}", "e".repeat(LONGEST)),
            BASE64_STANDARD.encode(json!({"expires": 1_790_000_000}).to_string()),
            BASE64_STANDARD.encode("1790000000"),
        ] {
            assert_eq!(expiry(&password), None, "{}", &password[..password.len().min(80)]);
        }
    }

    #[test]
    fn nested_food_is_refused_and_not_followed() {
        let deep = format!("{{\"exp\":{}1{}}}", "[".repeat(20_000), "]".repeat(20_000));
        let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        assert_eq!(expiry(&format!("{header}.{}.x", BASE64_URL_SAFE_NO_PAD.encode(&deep))), None);
        assert_eq!(expiry(&BASE64_STANDARD.encode(&deep)), None);
    }

    proptest! {
        #[test]
        fn any_text_is_borne(text in any::<String>(), claims in any::<Vec<u8>>()) {
            let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
            let _ = expiry(&text);
            let _ = expiry(&format!("{header}.{}.x", BASE64_URL_SAFE_NO_PAD.encode(&claims)));
            let _ = expiry(&BASE64_STANDARD.encode(&claims));
        }

        #[test]
        fn every_end_comes_back(seconds in 1_000_000_000_i64..253_000_000_000) {
            prop_assert_eq!(expiry(&jwt(&json!({"exp": seconds}))), Timestamp::from_second(seconds).ok());
        }
    }
}
