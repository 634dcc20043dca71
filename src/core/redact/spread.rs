//! The other places of a value that was found in one.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    fmt::Write as _,
    mem,
    ops::Range,
};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use zeroize::{Zeroize as _, Zeroizing};

use super::{
    Class, Find, Lists, Policy, encoded, encoded::Content, ledger::canonical, places, scan::scan, values, view,
};

/// The shortest value in bytes that is looked for elsewhere.
const SHORTEST: usize = 8;

/// The shortest needle in bytes of an encoded form: fewer signs of base64 stand in many words.
const SHORTEST_ENCODED: usize = 8;

/// The longest text in bytes in which a value is looked for that was broken over lines.
const LONGEST_WRAPPED: usize = 256 << 10;

/// How many strings with escapes may stand in each other.
const DEEPEST_STRING: usize = 3;

/// How many values a session remembers. One that is found later is hidden in its own text only.
const MOST: usize = 20_000;

/// The values that are looked for: those of a session, in clear.
#[derive(Default)]
pub(super) struct Known {
    values: BTreeMap<String, Class>,
}

impl Known {
    /// Adds what was found in a text, and the credentials inside a value that is a file: a docker config in a Secret.
    pub(super) fn learn<'f>(&mut self, text: &str, finds: impl Iterator<Item = &'f Find>, policy: &Policy) {
        for find in finds.filter(|find| find.spreads) {
            let value = find.value(text).trim();
            self.learn_value(value, find.class, policy);
            let decoded = canonical(value);
            if decoded != value {
                self.learn_value(&decoded, find.class, policy);
            }
        }
    }

    /// Takes words of the user's own, however short or common they are.
    pub(super) fn words(words: &[String]) -> Self {
        Self { values: words.iter().map(|word| (word.trim().to_owned(), Class::Word)).collect() }
    }

    /// Adds a value that is known for certain, however common it looks.
    pub(super) fn insist(&mut self, value: &str, class: Class, policy: &Policy) {
        let value = value.trim();
        self.learn_value(value, class, policy);
        if value.len() >= Lists::SHORTEST {
            self.values.entry(value.to_owned()).or_insert(class);
        }
    }

    /// Adds a value.
    pub(super) fn learn_value(&mut self, value: &str, class: Class, policy: &Policy) {
        if value.contains(['{', '\n']) && !class.is_place() {
            self.learn_inner(value, policy);
        }
        self.add(value, class);
        if value.contains('\\') {
            self.add(&view::unescaped(value), class);
        }
        // A reader of URLs that stops at the first @ takes the rest for the host.
        if let Some((_, tail)) =
            value.rsplit_once('@').filter(|(_, tail)| !class.is_place() && values::stands_out(tail))
        {
            self.add(tail, class);
        }
        // The lines of a key are each as telling as the whole.
        if class == Class::PrivateKey {
            for line in value.lines().filter(|line| line.len() >= 40) {
                self.add(line.trim(), class);
            }
        }
    }

    fn learn_inner(&mut self, value: &str, policy: &Policy) {
        for find in scan(value, policy).iter().filter(|find| !find.class.is_place()) {
            let inner = canonical(find.value(value)).into_owned();
            if let Some((_, password)) = inner.split_once(':') {
                self.add(password, find.class);
            }
            self.add(&inner, find.class);
        }
    }

    fn add(&mut self, value: &str, class: Class) {
        // A number may be anything, but for that of an account.
        let is_account = class == Class::Account && value.len() == 12;
        if value.len() >= SHORTEST && (is_account || !values::is_common(value)) && self.values.len() < MOST {
            self.values.entry(value.to_owned()).or_insert(class);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.values.len()
    }
}

impl Drop for Known {
    fn drop(&mut self) {
        for (mut value, _) in mem::take(&mut self.values) {
            value.zeroize();
        }
    }
}

/// All forms of the known values, so that one pass over a text looks for all.
pub(super) struct Needles {
    automaton: AhoCorasick,
    needles: Vec<Needle>,
}

struct Needle {
    value: Zeroizing<String>,
    class: Class,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// Found inside a stretch of base64, which then goes as a whole.
    Base64,
    Hex,
}

impl Needles {
    /// Makes the automaton; `None` if there is nothing to look for.
    pub(super) fn of(known: &Known) -> Option<Self> {
        let mut forms: HashMap<String, Needle> = HashMap::new();
        for (value, class) in &known.values {
            for (text, form) in forms_of(value, *class) {
                let needle = Needle { value: Zeroizing::new(value.clone()), class: *class, form };
                match forms.entry(text) {
                    Entry::Vacant(entry) => drop(entry.insert(needle)),
                    // What is a value itself may be another one in base64 too.
                    Entry::Occupied(mut entry) if form == Form::Plain && entry.get().form != Form::Plain => {
                        entry.insert(needle);
                    }
                    Entry::Occupied(_) => {}
                }
            }
        }
        if forms.is_empty() {
            return None;
        }
        let (patterns, needles): (Vec<String>, Vec<Needle>) = forms.into_iter().unzip();
        // The table of a DFA would take longer to fill than the text takes to read: keys are thousands of bytes long.
        let mut builder = AhoCorasick::builder();
        builder.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::ContiguousNFA));
        let automaton = builder.build(&patterns);
        Some(Self { automaton: automaton.expect("short patterns fit into an automaton"), needles })
    }

    /// Finds every known value in a text, in clear, in base64, in hex, percent-encoded or with escapes.
    pub(super) fn find(&self, text: &str) -> Vec<Find> {
        let matches = self.automaton.find_iter(text);
        let mut finds: Vec<Find> =
            matches.filter_map(|found| self.needles[found.pattern().as_usize()].found(text, found.range())).collect();
        for view in view::percent_encoded(text) {
            finds.extend(view.back(&self.plain(&view.text)));
        }
        finds.extend(self.escaped(text, 0));
        if text.len() <= LONGEST_WRAPPED && text.contains('\n') {
            finds.extend(self.broken(text));
        }
        for (range, content) in encoded::find(text) {
            let is_unsafe = matches!(&content, Content::Text(inner) if !self.plain(inner).is_empty());
            if is_unsafe {
                finds.push(
                    Find::new(range, Class::Credential, "holds what was found elsewhere in an encoded form").guessed(),
                );
            }
        }
        finds
    }

    /// Finds what was broken over lines.
    fn broken(&self, text: &str) -> Vec<Find> {
        let view = view::unwrapped(text);
        let matches = self.automaton.find_iter(&view.text);
        let parts = matches.flat_map(|found| {
            let needle = &self.needles[found.pattern().as_usize()];
            let pieces = view.pieces(found.range());
            let is_broken = pieces.len() > 1 && needle.form == Form::Plain && !needle.class.is_place();
            pieces.into_iter().filter(move |_| is_broken).map(|piece| needle.find(piece, "was found elsewhere"))
        });
        parts.collect()
    }

    /// Finds what was written with other escapes than most would use, in strings and in strings inside them.
    fn escaped(&self, text: &str, depth: usize) -> Vec<Find> {
        if depth == DEEPEST_STRING {
            return Vec::new();
        }
        let mut finds = Vec::new();
        for view in view::quoted_strings(text) {
            finds.extend(view.back(&self.plain(&view.text)));
            finds.extend(view.back(&self.escaped(&view.text, depth + 1)));
        }
        finds
    }

    fn plain(&self, text: &str) -> Vec<Find> {
        let matches = self.automaton.find_iter(text);
        matches.filter_map(|found| self.needles[found.pattern().as_usize()].found(text, found.range())).collect()
    }
}

fn forms_of(value: &str, class: Class) -> Vec<(String, Form)> {
    let mut forms = vec![(value.to_owned(), Form::Plain)];
    if class.is_place() {
        return forms;
    }
    if value.len() >= 16 && value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        forms.push((value.to_ascii_lowercase(), Form::Plain));
        forms.push((value.to_ascii_uppercase(), Form::Plain));
    }
    forms.extend(written_forms(value).into_iter().map(|text| (text, Form::Plain)));
    for encoded in encoded::alignments(value) {
        forms.push((encoded.replace('+', "-").replace('/', "_"), Form::Base64));
        forms.push((encoded, Form::Base64));
    }
    let mut hex = String::with_capacity(2 * value.len());
    for byte in value.bytes() {
        write!(hex, "{byte:02x}").expect("a string takes all");
    }
    forms.push((hex.to_ascii_uppercase(), Form::Hex));
    forms.push((hex, Form::Hex));
    forms.retain(|(text, form)| *form == Form::Plain || text.len() >= SHORTEST_ENCODED);
    forms
}

/// Returns a value as it is written where some of its signs mean something: in URLs, JSON, YAML, HTML, a shell, a table of
/// commas, a file of properties.
fn written_forms(value: &str) -> Vec<String> {
    let encoded = values::percent_encoded(value);
    let mut forms = vec![with_lowercase_codes(&encoded), encoded.replace("%20", "+"), encoded];
    if let Ok(json) = serde_json::to_string(value) {
        let json = &json[1..json.len() - 1];
        // Go leaves no signs in JSON that would mean something in HTML.
        forms.push(json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e"));
        forms.push(json.to_owned());
    }
    forms.extend(["''", "'\\''", "'\"'\"'"].map(|quote| value.replace('\'', quote)));
    forms.push(value.replace('"', "\"\""));
    let html = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    for (double, single) in
        [("&quot;", "'"), ("&quot;", "&#39;"), ("&quot;", "&#x27;"), ("&quot;", "&apos;"), ("&#34;", "&#39;")]
    {
        forms.push(html.replace('"', double).replace('\'', single));
    }
    for signs in [[':', '=', '\\'].as_slice(), &[':', '=', '\\', '#', '!']] {
        let escaped = value.chars().flat_map(|c| signs.contains(&c).then_some('\\').into_iter().chain([c]));
        forms.push(escaped.collect());
    }
    forms.retain(|form| form != value);
    forms
}

/// `%2f` for `%2F`; what is no code stays.
fn with_lowercase_codes(encoded: &str) -> String {
    let mut left = 0_u8;
    let lowered = encoded.chars().map(|c| {
        left = if c == '%' { 3 } else { left };
        let c = if left > 0 { c.to_ascii_lowercase() } else { c };
        left = left.saturating_sub(1);
        c
    });
    lowered.collect()
}

impl Needle {
    fn found(&self, text: &str, range: Range<usize>) -> Option<Find> {
        match self.form {
            Form::Base64 => Some(self.found_encoded(text, range)),
            Form::Hex => Some(self.find(range, "was found elsewhere, here in hex")),
            Form::Plain => {
                let is_whole =
                    !self.class.is_place() || (stands_alone(text, &range) && !is_registry_as_key(self, text, &range));
                is_whole.then(|| self.find(range, "was found elsewhere"))
            }
        }
    }

    fn find(&self, range: Range<usize>, reason: &'static str) -> Find {
        Find::new(range, self.class, reason).of(self.value.as_str())
    }

    fn found_encoded(&self, text: &str, range: Range<usize>) -> Find {
        let run = encoded::run_around(text, range);
        let inner = encoded::text_of_base64(&text[run.clone()]);
        let find = Find::new(run, self.class, "was found elsewhere, here in base64");
        match inner {
            Some(inner) if inner.trim() == self.value.as_str() => find.of(self.value.as_str()),
            _ => find,
        }
    }
}

/// See `places::host`: a registry that a cloud runs stays where it is a key.
fn is_registry_as_key(needle: &Needle, text: &str, range: &Range<usize>) -> bool {
    needle.class == Class::Host && places::is_key_of_login(&text[range.clone()], &text[range.end..])
}

fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}
