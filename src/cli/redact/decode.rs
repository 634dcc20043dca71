//! Bytes to text and back, without a loss: what is no text keeps its place and comes out as it went in.
//!
//! Bytes that are no character are one stand-in each in the text, so that a value with such a byte in it is still one
//! value. UTF-16 is known by its byte order mark, or else by every other byte being zero.

use std::{
    io::{self, Write},
    mem,
};

use crate::core::redact::{Hidden, Redaction};

/// Stands for bytes that are no character.
const STAND_IN: char = char::REPLACEMENT_CHARACTER;

/// How many bytes tell UTF-16 that has no byte order mark, and how few do not.
const SAMPLE: std::ops::RangeInclusive<usize> = 8..=512;

const MARKS: [(&[u8], Encoding); 3] = [
    (b"\xef\xbb\xbf", Encoding::Utf8),
    (b"\xff\xfe", Encoding::Utf16 { pair: u16::from_le_bytes, bytes: u16::to_le_bytes }),
    (b"\xfe\xff", Encoding::Utf16 { pair: u16::from_be_bytes, bytes: u16::to_be_bytes }),
];

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Utf8,
    Utf16 { pair: fn([u8; 2]) -> u16, bytes: fn(u16) -> [u8; 2] },
}

/// A place in an input; lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// In bytes of the input.
    pub(super) offset: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What a stand-in stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Odd {
    /// Where in the text the stand-in is.
    at: usize,
    bytes: Vec<u8>,
}

/// A stretch of an input as text.
#[derive(Debug)]
pub(super) struct Window {
    text: String,
    odd: Vec<Odd>,
    encoding: Encoding,
    /// The byte order mark that stands before the text.
    mark: &'static [u8],
    start: Place,
}

/// Takes bytes in as they come and gives windows out.
#[derive(Debug)]
pub(super) struct Decoder {
    /// Bytes that are no text yet.
    raw: Vec<u8>,
    encoding: Option<Encoding>,
    mark: &'static [u8],
    text: String,
    odd: Vec<Odd>,
    place: Place,
}

impl Decoder {
    pub(super) fn new() -> Self {
        let place = Place { offset: 0, line: 1, column: 1 };
        Self { raw: Vec::new(), encoding: None, mark: b"", text: String::new(), odd: Vec::new(), place }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        self.decode(false);
    }

    /// Takes for text, or for no text, what is left when nothing more comes.
    pub(super) fn finish(&mut self) {
        self.decode(true);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Gives the first part of the text out.
    pub(super) fn take(&mut self, end: usize) -> Window {
        let rest = self.text.split_off(end);
        let mut odd_rest = self.odd.split_off(self.odd.partition_point(|odd| odd.at < end));
        for odd in &mut odd_rest {
            odd.at -= end;
        }
        let window = Window {
            text: mem::replace(&mut self.text, rest),
            odd: mem::replace(&mut self.odd, odd_rest),
            encoding: self.encoding.unwrap_or(Encoding::Utf8),
            mark: mem::take(&mut self.mark),
            start: self.place,
        };
        let mut cursor = window.cursor();
        self.place = cursor.place(end);
        window
    }

    fn decode(&mut self, whole: bool) {
        if self.encoding.is_none() {
            let Some((mark, encoding)) = sniff(&self.raw, whole) else { return };
            (self.mark, self.encoding) = (mark, Some(encoding));
            self.place.offset += mark.len();
            self.raw.drain(..mark.len());
        }
        let raw = mem::take(&mut self.raw);
        let used = match self.encoding {
            Some(Encoding::Utf16 { pair, .. }) => self.decode_utf16(&raw, pair, whole),
            _ => self.decode_utf8(&raw, whole),
        };
        self.raw = raw;
        self.raw.drain(..used);
    }

    /// Returns how many bytes are used; a character of which the end is missing waits for it.
    fn decode_utf8(&mut self, raw: &[u8], whole: bool) -> usize {
        let mut used = 0;
        for chunk in raw.utf8_chunks() {
            self.push_text(chunk.valid());
            used += chunk.valid().len();
            let invalid = chunk.invalid();
            let cut_off = used + invalid.len() == raw.len()
                && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
            if cut_off && !whole {
                break;
            }
            if !invalid.is_empty() {
                self.push_odd(invalid);
            }
            used += invalid.len();
        }
        used
    }

    fn decode_utf16(&mut self, raw: &[u8], pair: fn([u8; 2]) -> u16, whole: bool) -> usize {
        let units: Vec<u16> = raw.chunks_exact(2).map(|unit| pair([unit[0], unit[1]])).collect();
        let cut_off = units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) && !whole;
        let units = &units[..units.len() - usize::from(cut_off)];
        let mut used = 0;
        for decoded in char::decode_utf16(units.iter().copied()) {
            let length = 2 * decoded.as_ref().map_or(1, |c| c.len_utf16());
            match decoded {
                Ok(c) if c != STAND_IN => self.text.push(c),
                _ => self.push_odd(&raw[used..used + length]),
            }
            used += length;
        }
        if whole && used < raw.len() {
            self.push_odd(&raw[used..]);
            used = raw.len();
        }
        used
    }

    fn push_text(&mut self, text: &str) {
        let start = self.text.len();
        let mut bytes = [0; 4];
        let own = STAND_IN.encode_utf8(&mut bytes).as_bytes();
        self.odd.extend(text.match_indices(STAND_IN).map(|(at, _)| Odd { at: start + at, bytes: own.to_vec() }));
        self.text.push_str(text);
    }

    fn push_odd(&mut self, bytes: &[u8]) {
        self.odd.push(Odd { at: self.text.len(), bytes: bytes.to_vec() });
        self.text.push(STAND_IN);
    }
}

/// Returns the byte order mark and the encoding of an input that begins with these bytes; `None` to wait for more.
fn sniff(raw: &[u8], whole: bool) -> Option<(&'static [u8], Encoding)> {
    if let Some(found) = MARKS.iter().find(|(mark, _)| raw.starts_with(mark)) {
        return Some(*found);
    }
    if !whole && MARKS.iter().any(|(mark, _)| mark.starts_with(raw)) {
        return None;
    }
    let sample = &raw[..raw.len().min(*SAMPLE.end())];
    let all_zero = |at: usize| sample.iter().skip(at).step_by(2).all(|byte| *byte == 0);
    let little = sample.len() >= *SAMPLE.start() && all_zero(1) && !all_zero(0);
    let big = sample.len() >= *SAMPLE.start() && all_zero(0) && !all_zero(1);
    Some(match (little, big) {
        (true, _) => (b"", MARKS[1].1),
        (_, true) => (b"", MARKS[2].1),
        _ => (b"", Encoding::Utf8),
    })
}

impl Window {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns what tells the places of this window, one behind the other.
    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor { window: self, at: 0, place: self.start }
    }

    /// Writes the window as it was redacted, in the encoding of its input.
    ///
    /// # Errors
    /// Also, and before anything is written, when a stand-in is not where it was.
    pub(super) fn write(&self, redaction: &Redaction, out: &mut impl Write) -> io::Result<()> {
        let text = redaction.text.as_str();
        out.write_all(self.mark)?;
        if self.odd.is_empty() && matches!(self.encoding, Encoding::Utf8) {
            return out.write_all(text.as_bytes());
        }
        let lost = || io::Error::other("bytes that are no text cannot be put back where they were");
        let mut kept = self.odd.iter().filter(|odd| !is_hidden(odd.at, &redaction.hidden));
        let mut bytes = Vec::with_capacity(text.len());
        for (at, part) in text.split(STAND_IN).enumerate() {
            if at > 0 {
                bytes.extend_from_slice(&kept.next().ok_or_else(lost)?.bytes);
            }
            self.encoding.encode(part, &mut bytes);
        }
        if kept.next().is_some() {
            return Err(lost());
        }
        out.write_all(&bytes)
    }
}

/// Spans are in the order of the text.
fn is_hidden(at: usize, hidden: &[Hidden]) -> bool {
    let next = hidden.partition_point(|hidden| hidden.span.end <= at);
    hidden.get(next).is_some_and(|hidden| hidden.span.start <= at)
}

impl Encoding {
    fn encode(self, text: &str, out: &mut Vec<u8>) {
        match self {
            Self::Utf8 => out.extend_from_slice(text.as_bytes()),
            Self::Utf16 { bytes, .. } => out.extend(text.encode_utf16().flat_map(bytes)),
        }
    }

    /// Returns how many bytes of the input a text is that has no stand-ins.
    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 { .. } => 2 * text.chars().map(char::len_utf16).sum::<usize>(),
        }
    }
}

/// Goes through a window and knows where in the input it is.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    window: &'a Window,
    at: usize,
    place: Place,
}

impl Cursor<'_> {
    /// Returns the place of an offset in the text, which is not before the one that was asked for last.
    pub(super) fn place(&mut self, at: usize) -> Place {
        let passed = &self.window.text[self.at..at];
        let odd = &self.window.odd;
        let odd = &odd[odd.partition_point(|odd| odd.at < self.at)..odd.partition_point(|odd| odd.at < at)];
        let encoding = self.window.encoding;
        let stand_ins = encoding.length(STAND_IN.encode_utf8(&mut [0; 4])) * odd.len();
        let theirs: usize = odd.iter().map(|odd| odd.bytes.len()).sum();
        self.place.offset += encoding.length(passed) + theirs - stand_ins;
        self.place.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        match passed.rfind('\n') {
            Some(end) => self.place.column = passed[end + 1..].chars().count() + 1,
            None => self.place.column += passed.chars().count(),
        }
        self.at = at;
        self.place
    }
}

#[cfg(test)]
mod tests;
