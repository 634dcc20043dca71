//! Long runs of bytes of one kind, found by looking at few of the others.

use std::ops::Range;

/// The bytes that a run is made of: for each byte which sign it is, and 0 for what ends a run.
pub(super) struct Kind([u8; 256]);

/// Which kinds of signs a run is made of: a bit for each.
#[derive(Clone, Copy)]
pub(super) struct Signs(u8);

/// A run of bytes of one kind, from end to end.
pub(super) struct Run {
    pub range: Range<usize>,
    pub signs: Signs,
}

impl Kind {
    /// Letters, digits, and some marks.
    pub(super) const fn of(marks: &[u8]) -> Self {
        let mut kind = [0; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            kind[byte as usize] = match byte {
                b'a'..=b'z' => Signs::LOWER,
                b'A'..=b'Z' => Signs::UPPER,
                b'0'..=b'9' => Signs::DIGIT,
                _ => 0,
            };
            byte += 1;
        }
        let mut mark = 0;
        while mark < marks.len() {
            kind[marks[mark] as usize] = Signs::MARK;
            mark += 1;
        }
        Self(kind)
    }

    /// The same with the letters of other scripts.
    pub(super) const fn with_other_scripts(mut self) -> Self {
        let mut byte = 128;
        while byte < 256 {
            self.0[byte] = Signs::MARK;
            byte += 1;
        }
        self
    }

    pub(super) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)] != 0
    }

    /// Returns how many of the next bytes are of this kind.
    pub(super) fn count<'b>(&self, bytes: impl Iterator<Item = &'b u8>) -> usize {
        self.extent(bytes).0
    }

    /// Returns how many of the next bytes are of this kind, and which signs they are.
    fn extent<'b>(&self, bytes: impl Iterator<Item = &'b u8>) -> (usize, u8) {
        let (mut length, mut signs) = (0, 0);
        for byte in bytes {
            let sign = self.0[usize::from(*byte)];
            if sign == 0 {
                break;
            }
            length += 1;
            signs |= sign;
        }
        (length, signs)
    }
}

impl Signs {
    const LOWER: u8 = 1;
    const UPPER: u8 = 2;
    const DIGIT: u8 = 4;
    const MARK: u8 = 8;

    /// Tells whether letters of both cases are among them.
    pub(super) fn has_both_cases(self) -> bool {
        self.0 & (Self::LOWER | Self::UPPER) == Self::LOWER | Self::UPPER
    }

    pub(super) fn has_digits(self) -> bool {
        self.0 & Self::DIGIT != 0
    }
}

/// The signs of base64 of both alphabets.
pub(super) const BASE64: Kind = Kind::of(b"+/-_=");

/// The shortest run in bytes that holds a word in no order or an encoded text.
const SHORTEST: usize = 10;

/// Returns every run in which a word in no order or an encoded text may stand: one with digits or letters of both cases.
pub(super) fn promising(text: &str) -> Vec<Run> {
    let runs = long_runs(text.as_bytes(), &BASE64, SHORTEST);
    runs.filter(|run| run.signs.has_both_cases() || run.signs.has_digits()).collect()
}

/// Returns every run of at least so many bytes.
///
/// A byte of another kind rules out all runs across it, so most bytes of a text are never looked at.
pub(super) fn long_runs<'b>(bytes: &'b [u8], kind: &'b Kind, least: usize) -> impl Iterator<Item = Run> + 'b {
    // No run that is not yet returned begins before here.
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let probe = from + least - 1;
            if !kind.has(*bytes.get(probe)?) {
                from = probe + 1;
                continue;
            }
            let (before, signs_before) = kind.extent(bytes[from..probe].iter().rev());
            let (behind, signs_behind) = kind.extent(bytes[probe..].iter());
            let range = probe - before..probe + behind;
            from = range.end + 1;
            if range.len() >= least {
                return Some(Run { range, signs: Signs(signs_before | signs_behind) });
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LETTERS: Kind = Kind::of(b"");

    proptest! {
        #[test]
        fn every_long_run_is_found_whole(text in "[aB7 ]{0,60}", least in 1_usize..6) {
            let found: Vec<Range<usize>> = long_runs(text.as_bytes(), &LETTERS, least).map(|run| run.range).collect();
            let mut expected = Vec::new();
            let mut at = 0;
            for run in text.split(' ') {
                if run.len() >= least {
                    expected.push(at..at + run.len());
                }
                at += run.len() + 1;
            }
            prop_assert_eq!(found, expected);
        }
    }
}
