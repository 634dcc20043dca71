//! The bytes that ask a terminal to take a text into its clipboard (OSC 52), and what it takes to get them through the
//! programs in between.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The longest payload. The strictest terminals that are still in use cut off here, in silence.
const LONGEST: usize = 74_994;

/// GNU screen passes strings through up to 768 bytes, and some builds of it only 256.
const SCREEN_CHUNK: usize = 250;

/// What stands between us and the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wrapping {
    #[default]
    Nothing,
    Tmux,
    Screen,
}

/// Says whether the terminal can be expected to take all of this text.
pub(super) fn fits(text: &str) -> bool {
    text.len().div_ceil(3) * 4 <= LONGEST
}

/// Returns the bytes that ask for it.
///
/// In tmux that is twice: the bare sequence is for `set-clipboard on`, the wrapped one for `allow-passthrough on`; where
/// both are set, the same text arrives twice.
pub(super) fn bytes(text: &str, wrapping: Wrapping) -> Vec<u8> {
    let bare = format!("\x1b]52;c;{}\x07", STANDARD.encode(text)).into_bytes();
    match wrapping {
        Wrapping::Nothing => bare,
        Wrapping::Tmux => [bare.clone(), in_tmux(&bare)].concat(),
        Wrapping::Screen => in_screen(&bare),
    }
}

/// Every ESC within is doubled.
fn in_tmux(bare: &[u8]) -> Vec<u8> {
    let mut wrapped = b"\x1bPtmux;".to_vec();
    for byte in bare {
        if *byte == b'\x1b' {
            wrapped.push(b'\x1b');
        }
        wrapped.push(*byte);
    }
    wrapped.extend_from_slice(b"\x1b\\");
    wrapped
}

fn in_screen(bare: &[u8]) -> Vec<u8> {
    bare.chunks(SCREEN_CHUNK).flat_map(|chunk| [b"\x1bP", chunk, b"\x1b\\"].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, wrapping: Wrapping) -> String {
        String::from_utf8(bytes(text, wrapping)).unwrap()
    }

    #[test]
    fn bare_and_wrapped() {
        assert_eq!(text("hi", Wrapping::Nothing), "\x1b]52;c;aGk=\x07");
        assert_eq!(text("hi", Wrapping::Tmux), "\x1b]52;c;aGk=\x07\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\");
        assert_eq!(text("hi", Wrapping::Screen), "\x1bP\x1b]52;c;aGk=\x07\x1b\\");
    }

    #[test]
    fn screen_gets_short_strings_that_add_up() {
        let wrapped = text(&"x".repeat(900), Wrapping::Screen);
        let strings: Vec<&str> =
            wrapped.split_terminator("\x1b\\").map(|part| part.strip_prefix("\x1bP").unwrap()).collect();
        assert!(strings.iter().all(|string| string.len() <= SCREEN_CHUNK));
        assert_eq!(strings.concat(), text(&"x".repeat(900), Wrapping::Nothing));
    }

    #[test]
    fn the_text_cannot_end_the_sequence() {
        let hostile = text("\x07\x1b]0;owned\x07\x1b\\", Wrapping::Nothing);
        assert_eq!(hostile.matches(['\x07', '\x1b']).count(), 2);
    }

    #[test]
    fn a_text_of_56_kilobytes_is_too_long() {
        assert!(fits(&"x".repeat(56_244)));
        assert!(!fits(&"x".repeat(56_246)));
    }
}
