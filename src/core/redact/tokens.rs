//! Tokens that are known by their form, wherever they stand: a maker's prefix, or a shape of their own.

mod makers;
mod shapes;

use super::{Class, Find, values};

/// Prefixes of one kind of credential, and what follows them.
struct Family {
    class: Class,
    body: Body,
    /// How many bytes at least follow the prefix.
    least: usize,
    prefixes: &'static [&'static str],
}

/// Of which bytes the part behind a prefix is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    /// Letters, digits, `_` and `-`, with dots between them.
    Word,
    /// The same with the other marks of base64.
    Base64,
    Hex,
    /// Letters and digits alone.
    Plain,
    /// The bytes of a word, and among them letters of both cases and digits.
    Random,
}

/// The bytes with which a prefix or a shape begins: at most other places nothing has to be compared.
const FIRST: [bool; 256] = {
    let mut first = [false; 256];
    let mut family = 0;
    while family < makers::FAMILIES.len() {
        let mut prefix = 0;
        while prefix < makers::FAMILIES[family].prefixes.len() {
            first[makers::FAMILIES[family].prefixes[prefix].as_bytes()[0] as usize] = true;
            prefix += 1;
        }
        family += 1;
    }
    first
};

/// Finds them wherever no letter or digit stands before.
pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds = Vec::new();
    let mut previous = 0_u8;
    for (at, byte) in bytes.iter().enumerate() {
        let is_start = !previous.is_ascii_alphanumeric() || starts_behind_code(bytes, at);
        if is_start && byte.is_ascii_graphic() {
            if FIRST[usize::from(*byte)] {
                finds.extend(known(text, at));
            }
            finds.extend(shapes::find(text, at));
        }
        previous = *byte;
    }
    finds
}

fn known(text: &str, at: usize) -> Option<Find> {
    let rest = &text[at..];
    let (family, prefix) = makers::FAMILIES.iter().find_map(|family| {
        let prefix = family.prefixes.iter().find(|prefix| rest.starts_with(**prefix))?;
        Some((family, prefix))
    })?;
    let body = &rest[prefix.len()..];
    let length = family.body.len(body);
    let body = &body[..length];
    let is_code = if family.body == Body::Random { is_random(body) } else { has_code(body) };
    let is_real = length >= family.least && !values::is_reference(body) && is_code;
    let end = at + prefix.len() + length;
    is_real.then(|| Find::new(at..end, family.class, "begins as a known kind of token does"))
}

impl Body {
    /// Returns the length of the body that a text begins with.
    fn len(self, text: &str) -> usize {
        let is_part = |byte: &u8| match self {
            Self::Word | Self::Random => byte.is_ascii_alphanumeric() || b"_-.~=".contains(byte),
            Self::Base64 => byte.is_ascii_alphanumeric() || b"_-.~=+/".contains(byte),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Plain => byte.is_ascii_alphanumeric(),
        };
        let run = text.bytes().take_while(is_part).count();
        // The full stop or the dash that ends a sentence is no part.
        text[..run].trim_end_matches(['.', '-']).len()
    }
}

/// The letter that ends a colour code is not part of the word behind it, nor that of an escape: `\nghp_`.
fn starts_behind_code(bytes: &[u8], at: usize) -> bool {
    match bytes[..at] {
        [ref code @ .., b'm'] => {
            let digits = code.iter().rev().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
            let code = &code[..code.len() - digits];
            code.ends_with(b"\x1b[") || code.ends_with(b"\\x1b[") || code.ends_with(b"\\u001b[")
        }
        [.., b'\\', b'n' | b't' | b'r'] => true,
        // `%3D` and its like.
        [.., b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        _ => false,
    }
}

/// Tells a token from a name made of words: `sk-learn-model-server`, `sk-some-service-account`.
fn has_code(body: &str) -> bool {
    body.bytes().any(|byte| byte.is_ascii_digit()) || body.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_random(body: &str) -> bool {
    let has = |test: fn(&u8) -> bool| body.bytes().any(|byte| test(&byte));
    has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}
