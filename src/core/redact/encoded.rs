//! Texts inside other forms: base64 of both alphabets, padded or not, hex, gzip and UTF-16.

use std::{borrow::Cow, io::Read as _, ops::Range};

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use flate2::read::MultiGzDecoder;

use super::{
    near,
    runs::{self, BASE64, Run},
};

/// The shortest run in bytes that is decoded when nothing says that it is encoded.
const SHORTEST_RUN: usize = 16;

/// The shortest value in bytes that is taken for base64 of another value.
const SHORTEST_VALUE: usize = 8;

/// The shortest line in bytes of base64 that was broken into lines.
const SHORTEST_LINE: usize = 40;

/// How many bytes are unpacked at most. What is larger is not looked into, and so hidden whole.
const LARGEST: u64 = 8 << 20;

/// How many bytes are decoded before it is clear whether a run holds text.
const PEEKED: usize = 24;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// What an encoded run holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    /// More than is unpacked.
    TooLarge,
}

/// Returns the text that a base64 value holds; `None` if it holds none that could be read.
pub(super) fn text_of_base64(value: &str) -> Option<String> {
    match content_of_base64(value)? {
        Content::Text(text) => Some(text),
        Content::TooLarge => None,
    }
}

pub(super) fn content_of_base64(value: &str) -> Option<Content> {
    if value.len() < SHORTEST_VALUE || !value.bytes().all(is_base64) {
        return None;
    }
    // So many signs of base64 are never all digits of hex: this is a digest that reads as a text by accident.
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if value.len() >= SHORTEST_RUN && value.bytes().all(is_hex) {
        return None;
    }
    // Only `+` and `/`, or only `-` and `_`: what has both is a path or a name.
    let is_url_safe = memchr::memchr2(b'-', b'_', value.as_bytes()).is_some();
    let engine = if is_url_safe { &URL_SAFE } else { &STANDARD };
    let head = &value[..value.len().min(PEEKED) / 4 * 4];
    let mut peeked = [0; PEEKED];
    let length = engine.decode_slice(head, &mut peeked).ok()?;
    if !promises_text(&peeked[..length]) {
        return None;
    }
    let whole = value.trim_end_matches('=');
    // A cut that leaves one character of a group over leaves nothing of a byte.
    let whole = if whole.len() % 4 == 1 { &whole[..whole.len() - 1] } else { whole };
    content(engine.decode(whole).ok()?)
}

/// Returns the text that hex digits hold.
pub(super) fn text_of_hex(value: &str) -> Option<String> {
    let digits = value.as_bytes();
    if digits.len() < SHORTEST_VALUE || !digits.len().is_multiple_of(2) {
        return None;
    }
    let pairs = digits.chunks_exact(2).map(|pair| {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()
    });
    match content(pairs.collect::<Option<Vec<u8>>>()?)? {
        Content::Text(text) => Some(text),
        Content::TooLarge => None,
    }
}

/// Returns the stretches of a text that are base64 or hex, and what they hold.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Content)> {
    find_in(text, &runs::promising(text))
}

/// The same, of a text whose runs are known.
pub(super) fn find_in(text: &str, runs: &[Run]) -> Vec<(Range<usize>, Content)> {
    let mut found = Vec::new();
    for run in runs.iter().filter(|run| may_be_encoded(text, run)) {
        let run = near::behind_escape(text, run.range.clone());
        let whole = ends_of(text, run.clone()).into_iter().find_map(|range| {
            let piece = &text[range.clone()];
            Some((range, content_of_base64(piece).or_else(|| text_of_hex(piece).map(Content::Text))?))
        });
        match whole {
            Some(whole) => found.push(whole),
            None => found.extend(parts(text, run)),
        }
    }
    found.extend(broken_runs(text));
    found
}

/// How many words before an encoded text are looked beyond: `--blob=`, `a-`, `data/`.
const WORDS_BEFORE: usize = 3;

/// Returns a run, and what is left of it behind its first marks.
fn ends_of(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let body = text[run.clone()].trim_end_matches('=');
    let mut ends = vec![run.clone()];
    let marks =
        body.char_indices().filter(|(_, c)| matches!(c, '=' | '-' | '_' | '/')).map(|(mark, _)| run.start + mark + 1);
    ends.extend(marks.take(WORDS_BEFORE).map(|start| start..run.end));
    ends
}

/// Base64 of a text has letters of both cases, and hex has nothing else than hex between its other signs.
fn may_be_encoded(text: &str, Run { range, signs }: &Run) -> bool {
    range.len() >= SHORTEST_RUN && (signs.has_both_cases() || has_hex(&text.as_bytes()[range.clone()]))
}

/// Tells whether a run holds so many hex digits between its marks, and nothing else.
fn has_hex(run: &[u8]) -> bool {
    let (mut length, mut is_hex) = (0, true);
    for byte in run {
        if byte.is_ascii_alphanumeric() {
            length += 1;
            is_hex &= byte.is_ascii_hexdigit();
        } else if is_hex && length >= SHORTEST_RUN {
            return true;
        } else {
            (length, is_hex) = (0, true);
        }
    }
    is_hex && length >= SHORTEST_RUN
}

/// The parts of a run that is none by itself: a path, an assignment, words with dashes.
fn parts(text: &str, run: Range<usize>) -> Vec<(Range<usize>, Content)> {
    let mut found = Vec::new();
    let mut start = run.start;
    let piece = &text[run];
    for part in piece.split_inclusive(['/', '=', '-', '_']) {
        let bare = part.trim_end_matches(['/', '=', '-', '_']);
        if bare.len() >= SHORTEST_RUN && bare.len() < piece.len() {
            // Padding may follow.
            let end = start + bare.len() + text[start + bare.len()..].bytes().take_while(|byte| *byte == b'=').count();
            let content = content_of_base64(bare).or_else(|| text_of_hex(bare).map(Content::Text));
            found.extend(content.map(|content| (start..end, content)));
        }
        start += part.len();
    }
    found
}

/// Base64 that was broken into lines of one length; the range spans all of them.
fn broken_runs(text: &str) -> Vec<(Range<usize>, Content)> {
    let mut found = Vec::new();
    // The range of the lines, their width, and how many signs they have together.
    let mut block: Option<(Range<usize>, usize, usize)> = None;
    for (_, line) in near::lines(text) {
        if block.is_none() && line.len() < SHORTEST_LINE {
            continue;
        }
        let word = line.trim_ascii();
        let at = near::range_of(text, word).start;
        let is_long = word.len() >= SHORTEST_LINE;
        let goes_on = block.as_ref().is_some_and(|(_, width, total)| {
            word.len() == *width
                || (word.len() < *width && (word.ends_with('=') || (total + word.len()).is_multiple_of(4)))
        });
        let is_material = !word.is_empty() && (is_long || goes_on) && word.bytes().all(is_base64);
        match &mut block {
            Some((range, width, total)) if is_material && goes_on => {
                range.end = at + word.len();
                *total += word.len();
                if word.len() < *width {
                    found.extend(joined(text, block.take()));
                }
            }
            _ => {
                found.extend(joined(text, block.take()));
                block = (is_material && is_long).then_some((at..at + word.len(), word.len(), word.len()));
            }
        }
    }
    found.extend(joined(text, block));
    found
}

fn joined(text: &str, block: Option<(Range<usize>, usize, usize)>) -> Option<(Range<usize>, Content)> {
    let (range, ..) = block?;
    let written = &text[range.clone()];
    if !written.contains('\n') {
        return None;
    }
    let run: String = written.split_whitespace().collect();
    content_of_base64(&run).map(|content| (range, content))
}

/// Returns the stretch of base64 round a range.
pub(super) fn run_around(text: &str, range: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let before = bytes[..range.start].iter().rev().take_while(|byte| is_base64(**byte) && **byte != b'=').count();
    let after = bytes[range.end..].iter().take_while(|byte| is_base64(**byte) && **byte != b'=').count();
    let end = range.end + after;
    let padding = bytes[end..].iter().take_while(|byte| **byte == b'=').count();
    let start = near::behind_escape(text, range.start - before..range.start).start;
    start..end + padding.min(2)
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

/// Decodes `%2F` and its like, so that a value has one placeholder in both forms.
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some(first) = rest.first() {
        let digits = rest.get(1..3).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let code = digits.filter(|hex| !hex.starts_with('+')).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = &rest[if code.is_some() { 3 } else { 1 }..];
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// Tells by its first bytes whether something may be a text in one of the known forms.
fn promises_text(head: &[u8]) -> bool {
    let is_text = |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace();
    // A character may be cut off at the end.
    let is_utf8 = || valid_up_to(head) + LONGEST_CHARACTER > head.len();
    head.starts_with(&GZIP) || is_utf16(head) || head.iter().all(is_text) && is_utf8()
}

/// The longest character in bytes.
const LONGEST_CHARACTER: usize = 4;

fn valid_up_to(bytes: &[u8]) -> usize {
    std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len)
}

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Every second byte of at least four is zero.
fn is_utf16(bytes: &[u8]) -> bool {
    let zeros = |start: usize| bytes.iter().skip(start).step_by(2).take(8).all(|byte| *byte == 0);
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    bytes.len() >= 4 && (marked || (zeros(1) != zeros(0)))
}

fn content(bytes: Vec<u8>) -> Option<Content> {
    let bytes = if bytes.starts_with(&GZIP) {
        let mut unpacked = Vec::new();
        // What is cut off is read up to the cut.
        let _ = MultiGzDecoder::new(bytes.as_slice()).take(LARGEST + 1).read_to_end(&mut unpacked);
        if unpacked.len() as u64 > LARGEST {
            return Some(Content::TooLarge);
        }
        unpacked
    } else {
        bytes
    };
    let text = if is_utf16(&bytes) { utf16(&bytes)? } else { utf8(bytes)?.replace(BETWEEN_WORDS, " ") };
    let is_readable = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    (is_readable && !text.trim().is_empty()).then_some(Content::Text(text))
}

/// What stands between the words of a command line where the kernel shows it.
const BETWEEN_WORDS: char = '\0';

/// Text of which the end may be cut in the middle of a character.
fn utf8(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).map_or_else(
        |error| {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            (bytes.len() - valid < LONGEST_CHARACTER && valid > 0)
                .then(|| String::from_utf8_lossy(&bytes[..valid]).into_owned())
        },
        Some,
    )
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let is_big = bytes.starts_with(&[0xfe, 0xff]) || bytes[0] == 0;
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let text = char::decode_utf16(units).collect::<Result<String, _>>().ok()?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

fn is_base64(byte: u8) -> bool {
    BASE64.has(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_every_form() {
        let plain = "db: one\npass: two three four\n";
        let encoded = STANDARD.encode(plain);
        assert_eq!(text_of_base64(&encoded).as_deref(), Some(plain));
        assert_eq!(text_of_base64(encoded.trim_end_matches('=')).as_deref(), Some(plain), "without padding");
        let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text_of_base64(&STANDARD.encode(wide)).as_deref(), Some(plain), "UTF-16");
        let hex = plain.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(text_of_hex(&hex).as_deref(), Some(plain));
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, plain.as_bytes()).unwrap();
        assert_eq!(text_of_base64(&STANDARD.encode(packed.finish().unwrap())).as_deref(), Some(plain), "gzip");
    }

    #[test]
    fn what_unpacks_to_too_much_is_said_so() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, &vec![b'a'; usize::try_from(LARGEST).unwrap() + 1]).unwrap();
        assert_eq!(content_of_base64(&STANDARD.encode(packed.finish().unwrap())), Some(Content::TooLarge));
    }

    #[test]
    fn digests_and_names_hold_no_text() {
        for value in [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3",
            "registry-1",
            "kubernetes/ingress-nginx",
        ] {
            assert_eq!(text_of_base64(value).or_else(|| text_of_hex(value)), None, "{value}");
        }
    }

    #[test]
    fn lines_of_base64_are_read_as_one() {
        let encoded = STANDARD.encode("a".repeat(100) + "password: x\n");
        let text = format!("blob:\n  {}\n  {}\nend", &encoded[..76], &encoded[76..]);
        let found = find(&text);
        let whole = found.iter().find(|(range, _)| text[range.clone()].contains('\n')).expect("the lines are joined");
        assert!(matches!(&whole.1, Content::Text(text) if text.ends_with("password: x\n")));
        assert!(text[whole.0.end..].starts_with("\nend"));
    }
}
