//! What a terminal, or a program in between, gets of a copy.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Returns the texts that a terminal would put into its clipboard, in their order; those that are wrapped it does not know.
pub(super) fn copies(raw: &[u8]) -> Vec<String> {
    let is_wrapped = |before: &[u8]| before.ends_with(b"\x1bP") || before.ends_with(b"\x1b");
    let bare = strings(raw, b"\x1b]52;", b"\x07").into_iter().filter(|(before, _)| !is_wrapped(before));
    bare.map(|(_, string)| text_of(&string)).collect()
}

/// Decodes what follows the number of the sequence: which clipboard, and a payload.
fn text_of(string: &[u8]) -> String {
    let (which, payload) = string.split_at(string.iter().position(|byte| *byte == b';').unwrap() + 1);
    assert!(which == b"c;" || which == b";", "{}", which.escape_ascii());
    String::from_utf8(STANDARD.decode(payload).unwrap()).unwrap()
}

/// Returns what GNU screen would pass on: the strings as it gets them.
pub(super) fn in_screen(raw: &[u8]) -> Vec<Vec<u8>> {
    strings(raw, b"\x1bP", b"\x1b\\").into_iter().map(|(_, string)| string).collect()
}

/// Returns what tmux would pass on of what is wrapped for it.
pub(super) fn in_tmux(raw: &[u8]) -> Vec<u8> {
    let wrapped = strings(raw, b"\x1bPtmux;", b"\x1b\\");
    let mut passed = Vec::new();
    for (_, string) in wrapped {
        let mut bytes = string.into_iter().peekable();
        while let Some(byte) = bytes.next() {
            if byte == b'\x1b' {
                assert_eq!(bytes.next(), Some(b'\x1b'), "an ESC that is not doubled ends the string");
            }
            passed.push(byte);
        }
    }
    passed
}

/// Returns what stands between these marks, each with what stands before.
fn strings<'a>(raw: &'a [u8], start: &[u8], end: &[u8]) -> Vec<(&'a [u8], Vec<u8>)> {
    let find = |haystack: &[u8], needle: &[u8]| haystack.windows(needle.len()).position(|window| window == needle);
    let mut strings = Vec::new();
    let mut at = 0;
    while let Some(found) = find(&raw[at..], start) {
        let from = at + found + start.len();
        let Some(length) = find(&raw[from..], end) else { panic!("a string without an end") };
        strings.push((&raw[..at + found], raw[from..from + length].to_vec()));
        at = from + length + end.len();
    }
    strings
}
