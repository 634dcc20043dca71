//! Values that must not get out, and the search for them.

use std::{
    collections::{BTreeSet, HashMap},
    hash::{BuildHasher, RandomState},
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// How much of a value, in whatever form, counts as the value. A screen may break it into lines or cut it short.
const PIECE: usize = 10;

/// How much of the text around a find is told.
const AROUND: usize = 60;

/// All canaries of a scene, each under a name that tells where it was planted.
#[derive(Default)]
pub(super) struct Canaries {
    names: BTreeSet<&'static str>,
    pieces: HashMap<[u8; PIECE], &'static str>,
}

impl Canaries {
    /// Makes up a value.
    ///
    /// Nothing in its looks gives it away, so it is its place that has to. It has a character that stands otherwise in an
    /// address.
    pub(super) fn hatch(&mut self, name: &'static str) -> String {
        let random = RandomState::new();
        let half = |number: u8| base36(random.hash_one(number));
        let value = format!("{}+{}", half(1), half(2));
        self.add(name, &value);
        value
    }

    /// Adds a value that somebody else has made up.
    pub(super) fn add(&mut self, name: &'static str, value: &str) {
        self.names.insert(name);
        for form in forms(value) {
            let pieces = form.as_bytes().windows(PIECE).filter_map(|piece| piece.try_into().ok());
            self.pieces.extend(pieces.map(|piece: [u8; PIECE]| (piece, name)));
        }
    }

    /// Returns the names of all.
    pub(super) fn names(&self) -> BTreeSet<&'static str> {
        self.names.clone()
    }

    /// Returns the names of those of which a piece stands here in any form.
    pub(super) fn found_in(&self, bytes: &[u8]) -> BTreeSet<&'static str> {
        self.finds(bytes).map(|(name, _)| name).collect()
    }

    /// Fails, and shows the place, when any of them stands here in any form.
    #[track_caller]
    pub(super) fn absent_from(&self, bytes: &[u8], place: &str) {
        if let Some((name, at)) = self.finds(bytes).next() {
            let (start, end) = (at.saturating_sub(AROUND), bytes.len().min(at + PIECE + AROUND));
            panic!("the canary of {name} is in {place}: ..{}..", bytes[start..end].escape_ascii());
        }
    }

    fn finds(&self, bytes: &[u8]) -> impl Iterator<Item = (&'static str, usize)> {
        bytes.windows(PIECE).enumerate().filter_map(|(at, piece)| Some((*self.pieces.get(piece)?, at)))
    }
}

/// Returns a number in eleven lower case letters and digits.
fn base36(mut number: u64) -> String {
    let mut text = String::new();
    for _ in 0..11 {
        text.extend(char::from_digit((number % 36).try_into().unwrap_or_default(), 36));
        number /= 36;
    }
    text
}

/// Returns a value as it may be written. What is encoded may be encoded again, as the login in a pull secret is.
fn forms(value: &str) -> Vec<String> {
    let encoded = [base64s(value), vec![hexadecimal(value), percent(value)]].concat();
    let twice: Vec<String> = encoded.iter().flat_map(|form| base64s(form)).collect();
    let mut forms = [vec![value.to_owned()], encoded, twice].concat();
    forms.push(hexadecimal(value).to_uppercase());
    forms
}

/// Returns what base64 makes of a value in the middle of a text, without the digits that also tell of its neighbours.
fn base64s(value: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for before in 0..3 {
        let text = format!("{}{value}", &"xx"[..before]);
        let first = [0, 2, 3][before];
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let digits = engine.encode(&text);
            let last = if text.len().is_multiple_of(3) { digits.len() } else { digits.len() - 1 };
            forms.push(digits[first..last].to_owned());
        }
    }
    forms
}

fn hexadecimal(value: &str) -> String {
    value.bytes().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn percent(value: &str) -> String {
    let encode =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    value.bytes().map(encode).collect()
}

#[test]
fn a_canary_is_found_in_every_form() {
    let mut canaries = Canaries::default();
    let value = canaries.hatch("test");
    let login = STANDARD.encode(format!("robot$project:{value}"));
    let texts = [
        format!("password={value}"),
        format!("{}\r\n   {}", &value[..12], &value[12..]),
        login.clone(),
        STANDARD.encode(format!("{{\"auth\":\"{login}\"}}")),
        URL_SAFE_NO_PAD.encode(format!("a:{value}?")),
        format!("https://robot:{}@host", percent(&value)),
        hexadecimal(&value),
        hexadecimal(&value).to_uppercase(),
    ];
    for text in texts {
        assert_eq!(canaries.found_in(text.as_bytes()), canaries.names(), "{text}");
    }
    canaries.absent_from(b"REDACTED-password-1", "a text without it");
    let other = Canaries::default().hatch("test");
    canaries.absent_from(other.as_bytes(), "another canary");
}
