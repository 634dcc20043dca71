//! Long runs of bytes of one kind, found by looking at few of the others.

use std::ops::Range;

/// The bytes that a run is made of.
pub(super) type Kind = [bool; 256];

/// Letters, digits, and some marks.
pub(super) const fn kind_of(marks: &[u8]) -> Kind {
    let mut kind = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        kind[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut mark = 0;
    while mark < marks.len() {
        kind[marks[mark] as usize] = true;
        mark += 1;
    }
    kind
}

/// Which kinds of signs a stretch is made of: a bit for each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Signs(u8);

impl Signs {
    const LOWER: u8 = 1;
    const UPPER: u8 = 2;
    const DIGIT: u8 = 4;

    const OF_BYTE: [u8; 256] = {
        let mut signs = [0; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            signs[byte as usize] = match byte {
                b'a'..=b'z' => Self::LOWER,
                b'A'..=b'Z' => Self::UPPER,
                b'0'..=b'9' => Self::DIGIT,
                _ => 0,
            };
            byte += 1;
        }
        signs
    };

    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(0, |signs, byte| signs | Self::OF_BYTE[usize::from(*byte)]))
    }

    /// Tells whether letters of both cases are among them.
    pub(super) fn has_both_cases(self) -> bool {
        self.0 & (Self::LOWER | Self::UPPER) == Self::LOWER | Self::UPPER
    }

    pub(super) fn has_digits(self) -> bool {
        self.0 & Self::DIGIT != 0
    }
}

/// The signs of base64 of both alphabets.
pub(super) const BASE64: Kind = kind_of(b"+/-_=");

/// Returns every run of at least so many bytes, from end to end.
///
/// A byte of another kind rules out all runs across it, so most bytes of a text are never looked at.
pub(super) fn long_runs<'b>(bytes: &'b [u8], kind: &'b Kind, least: usize) -> impl Iterator<Item = Range<usize>> + 'b {
    let is_part = move |at: usize| kind[usize::from(bytes[at])];
    // No run that is not yet returned begins before here.
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let probe = from + least - 1;
            if probe >= bytes.len() {
                return None;
            }
            if !is_part(probe) {
                from = probe + 1;
                continue;
            }
            let start = (from..probe).rev().find(|at| !is_part(*at)).map_or(from, |at| at + 1);
            let end = (probe..bytes.len()).find(|at| !is_part(*at)).unwrap_or(bytes.len());
            from = end + 1;
            if end - start >= least {
                return Some(start..end);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LETTERS: Kind = {
        let mut kind = [false; 256];
        kind[b'a' as usize] = true;
        kind
    };

    proptest! {
        #[test]
        fn every_long_run_is_found_whole(text in "[ab]{0,60}", least in 1_usize..6) {
            let found: Vec<Range<usize>> = long_runs(text.as_bytes(), &LETTERS, least).collect();
            let mut expected = Vec::new();
            let mut at = 0;
            for run in text.split('b') {
                if run.len() >= least {
                    expected.push(at..at + run.len());
                }
                at += run.len() + 1;
            }
            prop_assert_eq!(found, expected);
        }
    }
}
