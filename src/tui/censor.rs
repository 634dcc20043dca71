//! Goes over every text before it is shown redacted or copied: one for the whole program, so that a value has the same
//! placeholder in every pane and in every copy.
//!
//! It remembers what it has redacted, so that a frame costs no scanning, and why each value is hidden. It holds values in
//! clear and is never shown, logged or written.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    ops::Range,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::core::redact::{Class, Hidden, Lists, Policy, Redaction, Redactor, summary};

/// How many bytes of texts are remembered before all are forgotten.
const REMEMBERED: usize = 8 << 20;

/// What every placeholder begins with.
const START: &str = "REDACTED-";

/// Clones share what is remembered, so that a copy that is made away from the screen has the screen's placeholders.
#[derive(Clone)]
pub struct Censor {
    /// What the configuration says, and the words that were added since.
    policy: Policy,
    /// Words of this session among those of the policy.
    words: usize,
    /// Values that the next copy shows, in every form in which they were met.
    kept: BTreeMap<String, BTreeSet<String>>,
    redactor: Redactor,
    texts: Arc<Mutex<Texts>>,
    known: Arc<Mutex<BTreeMap<String, Known>>>,
    /// How often the redactor was told something that no text had told it.
    told: Arc<AtomicUsize>,
}

/// What was redacted under one policy.
#[derive(Default)]
struct Texts {
    redactions: HashMap<String, Arc<Redaction>>,
    bytes: usize,
    /// How often the redactor had been told something by then.
    told: usize,
}

/// What stands behind a placeholder.
#[derive(Clone)]
pub struct Known {
    pub class: Class,
    /// Why it is hidden, in the order in which it was met.
    pub reasons: Vec<&'static str>,
    /// The value as it stands in the texts: in clear, or encoded.
    pub forms: BTreeSet<String>,
}

impl Texts {
    fn remembered(&self, text: &str, told: usize) -> Option<Arc<Redaction>> {
        self.redactions.get(text).filter(|_| self.told == told).cloned()
    }
}

impl Censor {
    /// Begins a session.
    pub fn new(policy: Policy) -> Self {
        Self::of(Redactor::new(policy))
    }

    /// Goes on with the session of a redactor.
    pub fn of(redactor: Redactor) -> Self {
        Self {
            policy: redactor.policy().clone(),
            redactor,
            words: 0,
            kept: BTreeMap::new(),
            texts: Arc::default(),
            known: Arc::default(),
            told: Arc::default(),
        }
    }

    /// Redacts a text, or remembers how it was redacted.
    pub fn redact(&self, text: &str) -> Arc<Redaction> {
        let told = self.told.load(Ordering::Acquire);
        if let Some(known) = lock(&self.texts).remembered(text, told) {
            return known;
        }
        // Nothing is locked here: a long text that is redacted for a copy does not hold up the screen.
        let redaction = Arc::new(self.redactor.redact(text));
        let is_news = self.learn(text, &redaction.hidden);
        let mut texts = lock(&self.texts);
        if is_news || texts.told != told || texts.bytes > REMEMBERED {
            // What was not known before may stand in texts that have been gone over already.
            *texts = Texts { told, ..Texts::default() };
        }
        texts.bytes += text.len();
        texts.redactions.insert(text.to_owned(), Arc::clone(&redaction));
        redaction
    }

    /// Returns a redacted text as it is shown.
    pub fn shown(&self, text: &str) -> String {
        self.redact(text).text.as_str().to_owned()
    }

    /// Remembers what was hidden, and says whether anything of it was not known.
    fn learn(&self, text: &str, hidden: &[Hidden]) -> bool {
        let mut known = lock(&self.known);
        let before = known.len();
        for stretch in hidden {
            let entry = known.entry(stretch.placeholder.clone()).or_insert_with(|| Known {
                class: stretch.class,
                reasons: Vec::new(),
                forms: BTreeSet::new(),
            });
            if !entry.reasons.contains(&stretch.reason) {
                entry.reasons.push(stretch.reason);
            }
            entry.forms.insert(text[stretch.span.clone()].to_owned());
        }
        known.len() > before
    }

    /// Returns what stands behind a placeholder; `None` for one that was in a text already.
    pub fn known(&self, placeholder: &str) -> Option<Known> {
        lock(&self.known).get(placeholder).cloned()
    }

    /// Says whether a placeholder stands for a value that this session has hidden.
    pub fn is_known(&self, placeholder: &str) -> bool {
        lock(&self.known).contains_key(placeholder)
    }

    /// Returns how many values are known; when there are more than before, what was redacted before may be out of date.
    pub fn learnt(&self) -> usize {
        lock(&self.known).len() + self.told.load(Ordering::Acquire)
    }

    /// Hides a value of which no text tells that it is secret, such as one that is typed into a form.
    pub fn know(&self, value: &str, class: Class) {
        self.redactor.know(value, class);
        self.told();
    }

    /// Hides the values of Secrets, each given with its key, as far as they are no names and no common words.
    pub fn know_secrets<'a>(&self, secrets: impl IntoIterator<Item = (&'a str, &'a str)>) {
        for (key, value) in secrets {
            self.redactor.know_secret(key, value);
        }
        self.told();
    }

    /// Somebody else has told the redactor of values: what was redacted before is out of date.
    pub fn told(&self) {
        self.told.fetch_add(1, Ordering::AcqRel);
    }

    /// Says what stands behind these placeholders, by class: `3 hidden: 2 secret data, 1 password`.
    pub fn summary<'a>(&self, placeholders: impl IntoIterator<Item = &'a str>) -> String {
        let known = lock(&self.known);
        let distinct: BTreeSet<&str> = placeholders.into_iter().collect();
        let hidden = distinct.into_iter().filter_map(|placeholder| {
            let class = known.get(placeholder)?.class;
            Some(Hidden { class, span: 0..0, reason: "", placeholder: placeholder.to_owned() })
        });
        summary(&hidden.collect::<Vec<_>>())
    }

    /// Hides a word wherever it stands, until the program ends.
    ///
    /// # Errors
    /// In words, which do not repeat the word.
    pub fn hide(&mut self, word: &str) -> Result<(), String> {
        let word = word.trim();
        if word.len() < Lists::SHORTEST {
            return Err(format!("a word of less than {} characters stands in every text", Lists::SHORTEST));
        }
        let mut policy = self.policy.clone();
        policy.lists.values.push(word.to_owned());
        policy.lists.check().map_err(|_| "that is a placeholder already".to_owned())?;
        if !self.policy.lists.values.iter().any(|known| known == word) {
            self.policy = policy;
            self.words += 1;
            self.renew();
        }
        Ok(())
    }

    /// Returns how many words were added in this session.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Shows the value behind a placeholder until [`Censor::release`].
    pub fn keep(&mut self, placeholder: &str) {
        if let Some(known) = self.known(placeholder) {
            self.kept.insert(placeholder.to_owned(), known.forms);
            self.renew();
        }
    }

    /// Returns how many values are kept.
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// Returns how many of the kept values stand in a text.
    pub fn kept_in(&self, text: &str) -> usize {
        self.kept.values().filter(|forms| forms.iter().any(|form| text.contains(form.as_str()))).count()
    }

    /// Hides again what was kept, and says whether there was any.
    pub fn release(&mut self) -> bool {
        let was_kept = !self.kept.is_empty();
        if was_kept {
            self.kept.clear();
            self.renew();
        }
        was_kept
    }

    /// Goes on under another policy: the placeholders stay, what was redacted under the old one does not.
    fn renew(&mut self) {
        let mut policy = self.policy.clone();
        policy.lists.keeps.extend(self.kept.values().flatten().cloned());
        self.redactor = self.redactor.with(policy);
        self.texts = Arc::default();
    }

    #[cfg(test)]
    pub(crate) fn lists(&self) -> &Lists {
        &self.redactor.policy().lists
    }
}

/// Returns where the placeholders of a text stand, ours or not.
pub fn placeholders(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(START).filter_map(|(at, _)| Some(at..at + placeholder_len(&text[at..])?))
}

/// Returns the length in bytes of the placeholder that a text begins with: its start, a class, a number.
pub(super) fn placeholder_len(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(START)?.as_bytes();
    let class = rest.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'-').count();
    let digits = rest[class..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_whole = class > 1 && rest[class - 1] == b'-' && digits > 0;
    is_whole.then_some(START.len() + class + digits)
}

impl Default for Censor {
    fn default() -> Self {
        Self::new(Policy::default())
    }
}

impl fmt::Debug for Censor {
    /// Even its policy holds what must not be shown: words that were typed to be hidden.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Censor").field("words", &self.words).field("kept", &self.kept.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("class", &self.class).field("reasons", &self.reasons).finish_non_exhaustive()
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "url: https://robot:hunter2-and-a-half@harbor.corp/v2\n";

    #[test]
    fn a_value_has_one_placeholder_and_its_reason_is_known() {
        let censor = Censor::default();
        let placeholder = censor.redact(TEXT).hidden[0].placeholder.clone();
        assert_eq!(censor.clone().redact(&format!("again {TEXT}")).hidden[0].placeholder, placeholder);
        let known = censor.known(&placeholder).unwrap();
        assert!(!known.reasons.is_empty() && known.forms.iter().any(|form| form.contains("hunter2-and-a-half")));
        assert!(censor.summary([placeholder.as_str()]).starts_with("1 hidden: 1 "));
    }

    #[test]
    fn a_text_is_gone_over_once() {
        let censor = Censor::default();
        let first = censor.redact("nothing here");
        assert!(Arc::ptr_eq(&first, &censor.redact("nothing here")));
        censor.redact(TEXT);
        assert!(!Arc::ptr_eq(&first, &censor.redact("nothing here")), "what was learnt may stand in it");
    }

    #[test]
    fn what_no_text_tells_is_hidden_from_then_on_in_every_clone() {
        let censor = Censor::default();
        let clone = censor.clone();
        assert_eq!(censor.shown("it said sesame-street-1"), "it said sesame-street-1");
        let before = censor.learnt();
        clone.know("sesame-street-1", Class::Password);
        assert_eq!(censor.shown("it said sesame-street-1"), "it said REDACTED-password-1");
        clone.know_secrets([("note", "sesame-street-2"), ("database", "checkout-7"), ("mode", "production")]);
        assert_eq!(
            censor.shown("sesame-street-2 of checkout-7 in production"),
            "REDACTED-secret-data-1 of checkout-7 in production"
        );
        assert!(censor.learnt() > before, "the screen is out of date");
    }

    #[test]
    fn a_keep_and_a_word_are_part_of_the_policy_and_a_release_ends_the_keep() {
        let mut censor = Censor::default();
        let placeholder = censor.redact(TEXT).hidden[0].placeholder.clone();
        censor.keep(&placeholder);
        censor.hide(" projekt-adler ").unwrap();
        censor.hide("projekt-adler").unwrap();
        assert_eq!((censor.kept(), censor.words()), (1, 1));
        assert_eq!(censor.lists().keeps, ["hunter2-and-a-half"]);
        assert!(
            censor.shown(TEXT).contains(":hunter2-and-a-half@")
                && censor.shown("of projekt-adler") == "of REDACTED-word-1"
        );
        assert_eq!(censor.lists().values, ["projekt-adler"]);
        assert!(censor.release() && !censor.release());
        assert!(censor.lists().keeps.is_empty() && censor.lists().values.len() == 1);
        assert!(censor.shown(TEXT).contains(&placeholder), "it has the placeholder that it had");
    }

    #[test]
    fn a_word_that_cannot_be_hidden_is_refused_without_being_repeated() {
        let mut censor = Censor::default();
        assert!(!censor.hide("abc").unwrap_err().contains("abc"));
        assert!(censor.hide("REDACTED-password-1").is_err());
        assert_eq!(censor.words(), 0);
    }

    #[test]
    fn nothing_of_a_value_is_in_what_is_printed_for_debugging() {
        let mut censor = Censor::default();
        let placeholder = censor.redact(TEXT).hidden[0].placeholder.clone();
        censor.keep(&placeholder);
        censor.hide("projekt-adler").unwrap();
        let printed = format!("{censor:?} {:?}", censor.known(&placeholder));
        assert!(!printed.contains("hunter2") && !printed.contains("adler"), "{printed}");
    }

    #[test]
    fn placeholders_are_known_by_their_form() {
        let text = "a REDACTED-secret-data-12, REDACTED- REDACTED-x REDACTED-host-1/v2";
        let found: Vec<&str> = placeholders(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["REDACTED-secret-data-12", "REDACTED-host-1"]);
    }
}
