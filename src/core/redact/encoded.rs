//! Base64 in its everyday forms: padded or not, of either alphabet.

use std::ops::Range;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// The shortest run in bytes that is decoded when nothing says that it is base64.
const SHORTEST_RUN: usize = 24;

/// The shortest value in bytes that is taken for base64 of another value.
const SHORTEST_VALUE: usize = 8;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Returns the text that a base64 value holds; `None` if it holds none that could be read.
pub(super) fn text_of_base64(value: &str) -> Option<String> {
    if value.len() < SHORTEST_VALUE || !value.bytes().all(is_base64) {
        return None;
    }
    let bytes = STANDARD.decode(value).or_else(|_| URL_SAFE.decode(value)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let is_readable = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    (is_readable && !text.trim().is_empty()).then_some(text)
}

/// Returns the stretches of a text that are base64 of a text, with what they hold.
pub(super) fn runs(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let runs = text.as_bytes().chunk_by(|a, b| is_base64(*a) == is_base64(*b));
    let mut end = 0;
    runs.filter_map(move |run| {
        let start = end;
        end += run.len();
        if run.len() < SHORTEST_RUN || !is_base64(run[0]) {
            return None;
        }
        Some((start..end, text_of_base64(&text[start..end])?))
    })
}

/// Returns the stretch of base64 round a range.
pub(super) fn run_around(text: &str, range: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let before = bytes[..range.start].iter().rev().take_while(|byte| is_base64(**byte)).count();
    let after = bytes[range.end..].iter().take_while(|byte| is_base64(**byte)).count();
    range.start - before..range.end + after
}

/// Returns base64 of a value at each of the three places it can have in a longer text, without
/// the characters at the edges that depend on its neighbours.
pub(super) fn alignments(value: &str) -> [String; 3] {
    [0, 1, 2].map(|shift| {
        let shifted = [vec![0; shift], value.as_bytes().to_vec()].concat();
        let encoded = STANDARD.encode(&shifted);
        let first = (shift * 8).div_ceil(6);
        let last = shifted.len() * 8 / 6;
        encoded[first..last.max(first)].to_owned()
    })
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}
