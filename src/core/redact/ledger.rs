//! Which value has which placeholder.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use zeroize::Zeroize as _;

use super::{Class, encoded};

/// What every placeholder begins with; behind it stand letters, digits and dashes only, so that
/// it is plain YAML and fits into JSON, a URL, a shell word and a diff.
pub(super) const START: &str = "REDACTED-";

/// The placeholders of a session. It holds the values in clear and is never shown or written.
#[derive(Default)]
pub(super) struct Ledger {
    known: HashMap<String, String>,
    last: BTreeMap<Class, usize>,
}

impl Drop for Ledger {
    fn drop(&mut self) {
        for (mut value, _) in self.known.drain() {
            value.zeroize();
        }
    }
}

impl Ledger {
    /// Returns the placeholder of a value; one value keeps the class under which it came first.
    pub(super) fn placeholder(&mut self, value: &str, class: Class) -> String {
        let value = canonical(value);
        if let Some(known) = self.known.get(value.as_ref()) {
            return known.clone();
        }
        let number = self.last.entry(class).or_default();
        *number += 1;
        let placeholder = format!("{START}{}-{number}", class.slug());
        self.known.insert(value.into_owned(), placeholder.clone());
        placeholder
    }

    /// Keeps the numbers free that placeholders in a text already have.
    pub(super) fn reserve(&mut self, text: &str) {
        for (at, _) in text.match_indices(START) {
            let rest = &text[at + START.len()..];
            for class in Class::ALL {
                if let Some(number) = number_after(rest, class) {
                    let last = self.last.entry(class).or_default();
                    *last = number.max(*last);
                }
            }
        }
    }
}

/// Returns the length in bytes of the placeholder that a text begins with.
pub(super) fn placeholder_len(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(START)?;
    Class::ALL.iter().find_map(|class| {
        let digits = rest.strip_prefix(class.slug())?.strip_prefix('-')?;
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        (count > 0).then(|| START.len() + class.slug().len() + 1 + count)
    })
}

/// Returns the form of a value that its encodings share: decoded from base64, without space round
/// it.
pub(super) fn canonical(value: &str) -> Cow<'_, str> {
    let mut value = Cow::Borrowed(value.trim());
    // A value may by accident decode to something; so may what it decodes to. All of them lead to the same end.
    for _ in 0..DEEPEST {
        match encoded::text_of_base64(&value) {
            Some(decoded) => value = Cow::Owned(decoded.trim().to_owned()),
            None => break,
        }
    }
    value
}

/// How often a value is decoded.
const DEEPEST: usize = 4;

fn number_after(rest: &str, class: Class) -> Option<usize> {
    let digits = rest.strip_prefix(class.slug())?.strip_prefix('-')?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    // A number too large to be ours must not overflow the next one.
    digits[..end].parse().ok().filter(|number| *number < usize::MAX / 2)
}
