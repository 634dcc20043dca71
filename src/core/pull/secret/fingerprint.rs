//! Which credentials are the same, without saying what they are.

use std::fmt;

use ring::hmac;

/// The key of one process's fingerprints. It comes from a source of random numbers and is never kept: without it a
/// fingerprint cannot be compared with a guess at the password.
#[derive(Clone)]
pub struct FingerprintKey(hmac::Key);

/// Equal for equal credentials, user and password both, under the same key; the first half of an HMAC-SHA256.
///
/// It differs from one run of the program to the next, so that it belongs in no id, file or report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl FingerprintKey {
    pub fn new(random: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, random))
    }

    pub(super) fn fingerprint(&self, username: &str, password: &str) -> Fingerprint {
        let mut context = hmac::Context::with_key(&self.0);
        // The length first, so that no other split of the same text gives the same fingerprint.
        context.update(&username.len().to_le_bytes());
        context.update(username.as_bytes());
        context.update(password.as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&context.sign().as_ref()[..16]);
        Fingerprint(half)
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey(..)")
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({:032x})", u128::from_be_bytes(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_for_the_same_login_under_the_same_key_only() {
        let (key, other) = (FingerprintKey::new(&[7; 32]), FingerprintKey::new(&[8; 32]));
        let password = ["not", "real"].join("-");
        let first = key.fingerprint("robot$ci", &password);
        assert_eq!(first, key.clone().fingerprint("robot$ci", &password));
        assert_ne!(first, other.fingerprint("robot$ci", &password));
        assert_ne!(first, key.fingerprint("robot$cd", &password));
        assert_ne!(first, key.fingerprint("robot$ci", &password[1..]));
        assert_ne!(key.fingerprint("ab", "c"), key.fingerprint("a", "bc"));
        assert_eq!(format!("{key:?}"), "FingerprintKey(..)");
    }
}
