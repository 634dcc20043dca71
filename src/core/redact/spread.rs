//! The other places of a value that was found in one.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use super::{Class, Find, Policy, encoded, ledger::canonical, scan::scan, values};

/// The shortest value in bytes that is looked for elsewhere.
const SHORTEST: usize = 6;

/// From this length in bytes on a value is also found inside a longer word.
const LONG_ENOUGH_INSIDE: usize = 8;

/// Finds the values of earlier finds wherever else they stand, in clear, in base64, or percent-encoded.
///
/// Short and common values stay: hiding every `default` would leave no text.
pub(super) fn spread(text: &str, finds: &[Find]) -> Vec<Find> {
    let needles = Needles::of(text, finds);
    (0..text.len()).flat_map(|at| needles.at(text, at)).collect()
}

/// What is looked for, so that one pass over the text looks for all.
#[derive(Default)]
struct Needles {
    by_text: HashMap<String, Needle>,
    /// The lengths in bytes of the needles that begin with these bytes.
    lengths: HashMap<[u8; SHORTEST], BTreeSet<usize>>,
}

struct Needle {
    value: String,
    class: Class,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// Found inside a stretch of base64, which then goes as a whole.
    Base64,
}

impl Needles {
    fn of(text: &str, finds: &[Find]) -> Self {
        let mut needles = Self::default();
        for find in finds {
            let value = canonical(find.value(text)).into_owned();
            needles.add_inner(&value);
            needles.add(&value, find.class);
        }
        needles
    }

    /// Adds the credentials inside a value that is a file: a docker config in a Secret.
    fn add_inner(&mut self, value: &str) {
        if !value.contains(['{', '\n']) {
            return;
        }
        for find in scan(value, &Policy::default()) {
            let inner = canonical(find.value(value)).into_owned();
            if let Some((_, password)) = inner.split_once(':') {
                self.add(password, find.class);
            }
            self.add(&inner, find.class);
        }
    }

    fn add(&mut self, value: &str, class: Class) {
        if value.len() < SHORTEST || values::is_common(value) {
            return;
        }
        self.add_form(value.to_owned(), value, class, Form::Plain);
        self.add_form(values::percent_encoded(value), value, class, Form::Plain);
        for encoded in encoded::alignments(value) {
            self.add_form(encoded, value, class, Form::Base64);
        }
    }

    fn add_form(&mut self, text: String, value: &str, class: Class, form: Form) {
        if let Some(start) = text.as_bytes().first_chunk() {
            self.lengths.entry(*start).or_default().insert(text.len());
            self.by_text.entry(text).or_insert_with(|| Needle { value: value.to_owned(), class, form });
        }
    }

    /// Finds every needle that begins at an offset.
    fn at<'a>(&'a self, text: &'a str, at: usize) -> impl Iterator<Item = Find> + 'a {
        let lengths = text.as_bytes()[at..].first_chunk().and_then(|start| self.lengths.get(start));
        lengths.into_iter().flatten().filter_map(move |length| {
            // A needle is made of whole characters, and so is the place where it stands.
            let range = at..at + length;
            let needle = self.by_text.get(text.get(range.clone())?)?;
            needle.found(text, range)
        })
    }
}

impl Needle {
    fn found(&self, text: &str, range: Range<usize>) -> Option<Find> {
        if self.form == Form::Base64 {
            return Some(self.found_encoded(text, range));
        }
        let is_whole = range.len() >= LONG_ENOUGH_INSIDE || stands_alone(text, &range);
        is_whole.then(|| Find::new(range, self.class, "was found elsewhere").of(self.value.as_str()))
    }

    fn found_encoded(&self, text: &str, range: Range<usize>) -> Find {
        let run = encoded::run_around(text, range);
        let inner = encoded::text_of_base64(&text[run.clone()]);
        let find = Find::new(run, self.class, "was found elsewhere, here in base64");
        match inner {
            Some(inner) if inner.trim() == self.value => find.of(self.value.as_str()),
            _ => find,
        }
    }
}

fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}
