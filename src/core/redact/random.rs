//! Words that nobody would have chosen: letters of both cases and digits in no order.
//!
//! Hex is never among them: digests, trace ids and uids are hex.

use std::ops::Range;

use super::{Class, Find, values};

/// The shortest such word in bytes anywhere, and where spaces or quotes stand round it.
const SHORTEST: usize = 20;
const SHORTEST_ALONE: usize = 14;

/// What stands before a digest or a name of contents.
const DIGESTS: [&str; 14] = [
    "sha256:", "sha512:", "sha1:", "sha384:", "sha256-", "sha512-", "sha384-", "sha1-", "h1:", "md5:", "SHA256:",
    "SHA1:", "@", "W/\"",
];

/// Beginnings of base64 that holds pictures, certificates, public keys or ciphertext.
const HARMLESS: [&str; 22] = [
    "sha512-",
    "sha384-",
    "sha256-",
    "sha1-",
    "iVBOR",
    "PHN2Zy",
    "R0lGOD",
    "/9j/",
    "UklGR",
    "AAABAA",
    "LS0tLS1CRUdJTiBD",
    "LS0tLS1CRUdJTiBQVUJ",
    "MII",
    "AAAAB3NzaC1",
    "AAAAC3NzaC1",
    "AAAAE2VjZHNh",
    "AAAAGnNr",
    "AgA",
    "AgB",
    "AgC",
    "AgD",
    "d09GR",
];

/// Finds them in runs of letters, digits and the marks of base64.
pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if KIND[usize::from(bytes[at])] == 0 {
            at += 1;
            continue;
        }
        let start = at;
        let mut shape = Shape::default();
        while at < bytes.len() && KIND[usize::from(bytes[at])] != 0 {
            shape.add(KIND[usize::from(bytes[at])]);
            at += 1;
        }
        if shape.length >= SHORTEST_ALONE && shape.is_mixed() {
            finds.extend(judged(text, start..at));
        }
    }
    finds
}

const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 3;
const MARK: u8 = 4;

/// The kind of each byte of a run; 0 ends it.
const KIND: [u8; 256] = {
    let mut kind = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kind[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'+' | b'/' | b'-' | b'_' | b'=' => MARK,
            _ => 0,
        };
        byte += 1;
    }
    kind
};

/// What a run is made of.
#[derive(Clone, Copy, Default)]
struct Shape {
    length: usize,
    lower: usize,
    upper: usize,
    digits: usize,
    /// How often one kind of sign follows another.
    changes: usize,
    last: u8,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut shape = Self::default();
        for byte in text.bytes() {
            shape.add(KIND[usize::from(byte)]);
        }
        shape
    }

    fn add(&mut self, kind: u8) {
        if kind == MARK {
            return;
        }
        self.length += 1;
        match kind {
            LOWER => self.lower += 1,
            UPPER => self.upper += 1,
            DIGIT => self.digits += 1,
            _ => {}
        }
        self.changes += usize::from(self.last != 0 && self.last != kind);
        self.last = kind;
    }

    fn is_mixed(&self) -> bool {
        self.lower >= 2 && self.upper >= 2 && self.digits >= 1
    }

    /// Of signs in no order about six in ten differ in kind from the one before; of names made of words few do.
    fn is_random(&self) -> bool {
        self.is_mixed()
            && self.changes * 100 >= self.length * 38
            && self.lower.max(self.upper) * 100 <= self.length * 72
    }
}

fn judged(text: &str, run: Range<usize>) -> Option<Find> {
    let lead = &text[..run.start];
    let bare = without_names(text, bare(text, run));
    let word = &text[bare.clone()];
    let shape = Shape::of(word);
    let before = &text[..bare.start];
    let is_harmless = || {
        HARMLESS.iter().any(|start| word.starts_with(start))
            || DIGESTS.iter().any(|start| before.ends_with(start) || lead.ends_with(start))
            || before.ends_with("data:image/png;base64,")
            || values::is_reference(word)
            || super::encoded::text_of_base64(word).is_some()
    };
    let least = if stands_alone(text, &bare) { SHORTEST_ALONE } else { SHORTEST };
    let is_found = shape.length >= least && (shape.length >= SHORTEST || shape.digits >= 2) && shape.is_random();
    (is_found && !is_harmless()).then(|| Find::new(bare, Class::Token, "is a word in no order").guessed())
}

/// Leaves out what belongs to the text around: a name before `=`, a path before the last word.
fn bare(text: &str, run: Range<usize>) -> Range<usize> {
    // The letter of an escape is none of the word: `\nMII`.
    let is_escape = text[..run.start].ends_with('\\') && text[run.clone()].starts_with(['n', 't', 'r']);
    let run = run.start + usize::from(is_escape)..run.end;
    let written = &text[run.clone()];
    let padding = written.len() - written.trim_end_matches('=').len();
    let body = written.trim_end_matches(['=', '-', '/']);
    let start = body.rfind('=').map_or(0, |sign| sign + 1);
    // The slashes of a URL.
    let start = start + if body[start..].starts_with("//") { 2 } else { 0 };
    let end = if padding > 0 && body.len() + padding == written.len() { written.len() } else { body.len() };
    run.start + start..run.start + end.max(start)
}

/// Leaves out the parts of a path that are names: the longest stretch of others stays.
fn without_names(text: &str, range: Range<usize>) -> Range<usize> {
    let word = &text[range.clone()];
    if !word.contains('/') {
        return range;
    }
    let is_name = |part: &str| {
        let shape = Shape::of(part);
        let is_lower = part.len() >= 3 && shape.upper == 0;
        let is_word = part.len() >= 3 && shape.digits == 0 && shape.changes <= part.len() / 4;
        is_lower || is_word
    };
    let (mut best, mut current) = (range.start..range.start, range.start..range.start);
    let mut at = range.start;
    for part in word.split('/') {
        if is_name(part) {
            current = at + part.len() + 1..at + part.len() + 1;
        } else {
            current.end = at + part.len();
            if current.len() > best.len() {
                best = current.clone();
            }
        }
        at += part.len() + 1;
    }
    best
}

fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let is_edge =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '(' | ')' | '[' | ']' | ',' | '<' | '>');
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].trim_start_matches(['.', ';', ':', '\\']).chars().next();
    [before, behind].into_iter().flatten().all(is_edge)
}
