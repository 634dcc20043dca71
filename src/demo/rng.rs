//! Names, uids and fake passwords that depend on the seed alone.
//!
//! `SplitMix64` is enough: nothing here guards a secret, and the same seed has to give the same cluster
//! on every machine and with every version of every dependency.

use std::fmt::Write as _;

/// What Kubernetes builds random names from: no vowels, so that no words appear
/// (k8s.io/apimachinery/pkg/util/rand).
const NAME_LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
const PASSWORD_LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

/// A small random number generator with a fixed sequence for each seed.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// Returns the generator for one purpose, so that what one part draws does not shift another's names.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        Self(seed ^ u64::from(fnv1a(purpose)).rotate_left(32))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`; the slight bias does not matter here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// Returns what the API server appends to a `generateName`.
    pub(crate) fn name_suffix(&mut self) -> String {
        self.letters(NAME_LETTERS, 5)
    }

    pub(crate) fn password(&mut self) -> String {
        self.letters(PASSWORD_LETTERS, 24)
    }

    /// Returns a version 4 uuid.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0x0fff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff
        )
    }

    /// Returns hexadecimal digits, as in the id of a container or an image.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            write!(text, "{:016x}", self.next()).expect("writing to a String cannot fail");
        }
        text.truncate(digits);
        text
    }

    fn letters(&mut self, alphabet: &[u8], count: usize) -> String {
        let size = u64::try_from(alphabet.len()).unwrap_or(1);
        let mut letter = || {
            let index = usize::try_from(self.below(size)).unwrap_or(0);
            char::from(alphabet[index])
        };
        (0..count).map(|_| letter()).collect()
    }
}

/// Returns the FNV-1a hash of a text: stable over platforms and releases, unlike the standard hasher.
pub(crate) fn fnv1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Returns a hash in the letters of names, as in the label `pod-template-hash`.
pub(crate) fn name_hash(text: &str) -> String {
    let letter = |digit: u8| char::from(NAME_LETTERS[usize::from(digit) % NAME_LETTERS.len()]);
    fnv1a(text).to_string().bytes().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_purpose_give_the_same_sequence() {
        let draw = |seed, purpose| Rng::new(seed, purpose).uuid();
        assert_eq!(draw(7, "names"), draw(7, "names"));
        assert_ne!(draw(7, "names"), draw(8, "names"));
        assert_ne!(draw(7, "names"), draw(7, "uids"));
    }

    #[test]
    fn uuids_have_the_shape_of_version_four() {
        let uuid = Rng::new(1, "uids").uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert!("89ab".contains(&uuid[19..20]), "{uuid}");
    }
}
