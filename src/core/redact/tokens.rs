//! Tokens that are known by their form, wherever they stand: a maker's prefix, or a shape of their own.

mod makers;
mod shapes;

use std::{ops::Range, sync::LazyLock};

use super::{
    Class, Find,
    runs::{Kind, long_runs},
    values,
};

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

/// The prefixes by their first byte, and which pairs of bytes any of them begins with: at most places nothing else has
/// to be compared.
struct Index {
    by_first: Vec<Vec<Row>>,
    pairs: Pairs,
}

/// A prefix, and its first four bytes as a number, to be compared at once.
struct Row {
    family: &'static Family,
    prefix: &'static str,
    start: u32,
    /// The bits of those that it has.
    mask: u32,
}

impl Row {
    fn of(family: &'static Family, prefix: &'static str) -> Self {
        let mut bytes = [0; 4];
        let length = prefix.len().min(4);
        bytes[..length].copy_from_slice(&prefix.as_bytes()[..length]);
        let mask = u32::from_le_bytes([0, 1, 2, 3].map(|at| if at < length { 0xff } else { 0 }));
        Self { family, prefix, start: u32::from_le_bytes(bytes), mask }
    }

    fn begins(&self, rest: &[u8]) -> bool {
        let start = u32::from_le_bytes([rest[0], rest[1], rest[2], rest[3]]);
        start & self.mask == self.start && rest.starts_with(self.prefix.as_bytes())
    }
}

/// A bit for each pair of bytes: small enough to stay in the nearest memory.
struct Pairs(Box<[u64; 1024]>);

impl Pairs {
    fn add(&mut self, bytes: &[u8]) {
        let (word, bit) = Self::place(bytes);
        self.0[word] |= bit;
    }

    fn has(&self, bytes: &[u8]) -> bool {
        let (word, bit) = Self::place(bytes);
        self.0[word] & bit != 0
    }

    fn place(bytes: &[u8]) -> (usize, u64) {
        let pair = usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
        (pair / 64, 1 << (pair % 64))
    }
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { by_first: (0..256).map(|_| Vec::new()).collect(), pairs: Pairs(Box::new([0; 1024])) };
    for family in makers::FAMILIES {
        for prefix in family.prefixes {
            let bytes = prefix.as_bytes();
            index.by_first[usize::from(bytes[0])].push(Row::of(family, prefix));
            index.pairs.add(bytes);
        }
    }
    index
});

/// Finds them wherever no letter or digit stands before.
pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let index = &*INDEX;
    let mut finds = Vec::new();
    for run in long_runs(bytes, &IN_TOKEN, SHORTEST).map(|run| run.range) {
        let mut is_inside = false;
        for (at, byte) in (run.start..).zip(&bytes[run.start..=run.end - SHORTEST]) {
            let is_word = is_in_word(*byte);
            if is_word && !is_inside {
                finds.extend(token(text, at..run.end, index));
                let start = behind_code(bytes, at);
                finds.extend(start.and_then(|start| token(text, start..run.end, index)));
            }
            is_inside = is_word;
        }
    }
    finds
}

/// Returns the token that a stretch begins with.
fn token(text: &str, stretch: Range<usize>, index: &Index) -> Option<Find> {
    if stretch.len() < SHORTEST {
        return None;
    }
    let is_known = index.pairs.has(&text.as_bytes()[stretch.start..]);
    let known = if is_known { known(text, stretch.start, index) } else { None };
    let shaped = || (stretch.len() >= shapes::SHORTEST).then(|| shapes::find(text, stretch.start)).flatten();
    known.or_else(shaped)
}

fn is_in_word(byte: u8) -> bool {
    const IN_WORD: Kind = Kind::of(b"");
    IN_WORD.has(byte)
}

/// Letters, digits and the marks that stand in or before a token.
const IN_TOKEN: Kind = Kind::of(b"_-.~:/+=%$@");

/// No token has fewer bytes.
const SHORTEST: usize = 12;

fn known(text: &str, at: usize, index: &Index) -> Option<Find> {
    let rest = &text.as_bytes()[at..];
    let rows = index.by_first[usize::from(rest[0])].iter();
    rows.filter(|row| row.begins(rest)).find_map(|row| of_family(text, at, row.family, row.prefix))
}

fn of_family(text: &str, at: usize, family: &Family, prefix: &str) -> Option<Find> {
    let start = at + prefix.len();
    let length = family.body.len(&text[start..]);
    let body = &text[start..start + length];
    if values::is_filler(body) {
        return None;
    }
    let is_code = if family.body == Body::Random { is_random(body) } else { has_code(body) };
    let is_real = length >= family.least && !values::is_reference(body) && is_code;
    is_real.then(|| Find::new(at..start + length, family.class, "begins as a known kind of token does"))
}

impl Body {
    /// Returns the length of the body that a text begins with.
    fn len(self, text: &str) -> usize {
        let is_part = |byte: &u8| match self {
            Self::Random => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Word => byte.is_ascii_alphanumeric() || b"_-.~=".contains(byte),
            Self::Base64 => byte.is_ascii_alphanumeric() || b"_-.~=+/".contains(byte),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Plain => byte.is_ascii_alphanumeric(),
        };
        let run = text.bytes().take_while(is_part).count();
        // The full stop or the dash that ends a sentence is no part.
        text[..run].trim_end_matches(['.', '-']).len()
    }
}

/// Returns where in a run of letters and digits a word begins behind what ends an escape: the letter of a colour code,
/// the `n` of `\n`, the digits of `%3D`.
fn behind_code(bytes: &[u8], start: usize) -> Option<usize> {
    let before = *bytes[..start].last().filter(|byte| matches!(byte, b'\\' | b'%' | b'[' | b';'))?;
    let word = &bytes[start..];
    let word = &word[..word.iter().take_while(|byte| is_in_word(**byte)).count()];
    let length = match before {
        b'\\' if matches!(word[0], b'n' | b't' | b'r') => 1,
        b'%' if word.len() > 2 && word[..2].iter().all(u8::is_ascii_hexdigit) => 2,
        b'[' | b';' => {
            let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let code = &bytes[..start];
            let code = &code
                [..code.len() - code.iter().rev().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count()];
            let is_code = code.ends_with(b"\x1b[") || code.ends_with(b"x1b[") || code.ends_with(b"u001b[");
            (is_code && word.get(digits) == Some(&b'm')).then_some(digits + 1)?
        }
        _ => return None,
    };
    (length < word.len()).then_some(start + length)
}

/// Tells a token from a name made of words: `sk-learn-model-server`, `sk-some-service-account`.
fn has_code(body: &str) -> bool {
    body.bytes().any(|byte| byte.is_ascii_digit()) || body.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_random(body: &str) -> bool {
    let has = |test: fn(&u8) -> bool| body.bytes().any(|byte| test(&byte));
    has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No prefix stands behind one that it begins with, which would be tried first and in vain.
    #[test]
    fn every_prefix_is_reached() {
        for family in makers::FAMILIES {
            for prefix in family.prefixes {
                let code = if family.body == Body::Hex { "0a1b2c3d4e5f6789" } else { "a7Bq9Zk2XwLm4Tr8" };
                let body: String = code.chars().cycle().take(family.least + 4).collect();
                let text = format!("said {prefix}{body} and more");
                let expected = 5..5 + prefix.len() + body.len();
                assert!(find(&text).iter().any(|find| find.range == expected), "{text}");
            }
        }
    }

    #[test]
    fn forms_without_a_prefix_are_known() {
        let run = |code: &str, count: usize| code.chars().cycle().take(count).collect::<String>();
        for token in [
            format!("SU{}", run("AB3CD5EF7G", 56)),
            format!("A3-{}", ["ZUBERR", "I15MKT", "RJQD5", "U6JRX", "VCP2G", "5PXX3"].join("-")),
            format!("A3-{}", ["J29JCL", "UEM3P37KVI4", "9D8F7", "VAFG1", "W2VY6"].join("-")),
            format!("{}:fx", ["0b4ad3c1", "7d5e", "4f38", "9a55", "0123456789ab"].join("-")),
            format!("{}:{}", run("0a1b2c3d", 24), run("4e5f6071", 64)),
            format!("{}.{}", run("0a1b2c3d", 24), run("4e5f6071", 32)),
            format!("{}-us21", run("0a1b2c3d", 32)),
            format!("{}-{}-{}", run("0a1b2c3d", 32), run("4e5f6071", 8), run("5f60714e", 8)),
        ] {
            let text = format!("said {token}, and more");
            assert!(find(&text).iter().any(|find| find.range == (5..5 + token.len())), "{text}");
        }
        let identity = format!("a3418ef86a:0:{}:{}", run("0a1b2c3d", 128), run("4e5f6071", 128));
        let found = find(&identity);
        assert_eq!(found.first().map(|find| find.range.clone()), Some(142..270), "the rest is public");
    }
}
