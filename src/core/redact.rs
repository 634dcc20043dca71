//! Hides credentials in any text before it is shown, copied or saved; and as the profile says, places and people.
//!
//! The output is the input with stretches of bytes replaced: comments, order, quoting and line ends stay, and nothing is
//! written anew. One value has one placeholder, wherever it stands and in whatever form, for as long as a session lasts.
//!
//! In reading order: [`policy`] says how much, [`scan`] finds, [`spread`] finds again what was found, [`ledger`] names, and
//! [`render`] replaces. What [`scan`] calls is known by its own form ([`tokens`], [`pem`], [`hashes`], [`url`], [`random`]
//! ..), by the name of its place ([`names`] judges them; [`rules`] for the shape of YAML and JSON, [`assign`], [`flags`],
//! [`directives`], [`tables`] ..), or stands in a text inside the text ([`view`], [`encoded`]).

mod again;
mod assign;
mod class;
mod commands;
pub mod cut;
mod directives;
mod dump;
mod encoded;
mod find;
mod flags;
mod hashes;
mod headers;
mod ledger;
mod markup;
mod names;
mod near;
mod outline;
mod pem;
mod phrases;
mod places;
mod policy;
mod random;
mod render;
mod rules;
mod runs;
mod scan;
mod spread;
mod statements;
mod stream;
mod tables;
mod telling;
mod tokens;
mod url;
mod values;
mod view;
mod webhooks;
mod words;

use std::{
    cmp::Reverse,
    collections::BTreeSet,
    fmt,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::text::thousands;
use find::Find;
use ledger::Ledger;
use names::Names;
use render::Rendered;
use spread::{Known, Needles};

pub use class::Class;
pub use policy::{Lists, Policy, Profile};
pub use stream::Stream;

/// How often the output is scanned again for what only came to light by a replacement.
const ROUNDS: usize = 4;

/// A text that went through the redactor; nothing else can make one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redacted(String);

/// A redacted text, and what is no longer in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    pub text: Redacted,
    /// What was hidden, in the order of the text.
    pub hidden: Vec<Hidden>,
}

/// One stretch of the input that is not in the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    pub class: Class,
    /// The bytes of the input that were replaced.
    pub span: Range<usize>,
    /// Why this is hidden, as a lower-case fragment: `is the value of a Secret`.
    pub reason: &'static str,
    /// What stands in its place: the same for the same value.
    pub placeholder: String,
}

/// Redacts texts of one session: a value keeps its placeholder from one text to the next, and what was found in one text
/// is hidden in the next ones wherever it stands.
///
/// Clones share the session.
#[derive(Clone, Default)]
pub struct Redactor {
    policy: Arc<Policy>,
    /// The words of the policy's list, in all their forms.
    words: Option<Arc<Needles>>,
    /// What the sessions knew that this one was set apart from.
    inherited: Vec<Arc<Needles>>,
    session: Arc<Mutex<Session>>,
}

/// What a session remembers. It holds values in clear and is never shown or written.
#[derive(Default)]
struct Session {
    ledger: Ledger,
    known: Known,
    /// The automaton for as many known values as it was made of.
    needles: Option<(usize, Option<Arc<Needles>>)>,
}

impl Session {
    /// Returns all that is known, to be looked for.
    fn needles(&mut self) -> Option<Arc<Needles>> {
        let count = self.known.count();
        if self.needles.as_ref().is_none_or(|(made_of, _)| *made_of != count) {
            self.needles = Some((count, Needles::of(&self.known).map(Arc::new)));
        }
        self.needles.as_ref().and_then(|(_, needles)| needles.clone())
    }
}

fn own_words(policy: &Policy) -> Option<Arc<Needles>> {
    Needles::of(&Known::words(&policy.lists.values)).map(Arc::new)
}

/// Redacts one text by itself for the user's own eyes: credentials, and nothing else.
pub fn redact(text: &str) -> Redaction {
    Redactor::new(Policy { profile: Profile::Internal, ..Policy::default() }).redact(text)
}

/// Says what was hidden, by class: `3 hidden: 2 secret data, 1 password`.
///
/// A value that stands in several places is counted once.
pub fn summary(hidden: &[Hidden]) -> String {
    let values: BTreeSet<(Class, &str)> =
        hidden.iter().map(|hidden| (hidden.class, hidden.placeholder.as_str())).collect();
    if values.is_empty() {
        return "nothing hidden".to_owned();
    }
    let count = |class: Class| values.iter().filter(|value| value.0 == class).count();
    let mut counts: Vec<(usize, Class)> = Class::ALL.iter().map(|class| (count(*class), *class)).collect();
    counts.retain(|(count, _)| *count > 0);
    counts.sort_by_key(|(count, _)| Reverse(*count));
    let parts: Vec<String> = counts.iter().map(|(count, class)| format!("{} {class}", thousands(*count))).collect();
    format!("{} hidden: {}", thousands(values.len()), parts.join(", "))
}

impl Redactor {
    /// Begins a session.
    pub fn new(policy: Policy) -> Self {
        Self { words: own_words(&policy), policy: Arc::new(policy), ..Self::default() }
    }

    /// Returns a redactor with another policy that shares this one's session.
    #[must_use]
    pub fn with(&self, policy: Policy) -> Self {
        Self { words: own_words(&policy), policy: Arc::new(policy), ..self.clone() }
    }

    /// Begins a session of its own that hides all that this one has found, and counts its placeholders from one.
    #[must_use]
    pub fn apart(&self) -> Self {
        let mut apart = Self { session: Arc::default(), ..self.clone() };
        apart.inherited.extend(self.session().needles());
        apart
    }

    /// Begins to redact an input that comes in windows.
    pub fn stream(&self) -> Stream {
        Stream::of(self.clone())
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Hides a value in every text of this session, in all its forms, however common it looks.
    ///
    /// One of fewer than [`Lists::SHORTEST`] bytes is left out: it stands in every text. So is a common word out of a
    /// Secret, `production` or `5432`, which is no credential there.
    pub fn know(&self, value: &str, class: Class) {
        let known = &mut self.session().known;
        match class {
            Class::SecretData => known.learn_value(value, class, &self.policy),
            _ => known.insist(value, class, &self.policy),
        }
    }

    /// Hides what stands under a key of a Secret in every text of this session, unless it is a name or a common word.
    pub fn know_secret(&self, key: &str, value: &str) {
        if telling::is_telling(key) {
            self.know(value, Class::SecretData);
        }
    }

    /// Redacts a text. Redacting the result changes nothing more.
    pub fn redact(&self, text: &str) -> Redaction {
        let mut finds = self.scan(text);
        // The session is asked for between two scans and never held during one: others may be drawing from it.
        let mut needles = self.learn(text, finds.iter().filter(|find| !find.is_guess));
        finds.extend(self.known_in(text, needles.as_deref()));
        finds = find::merged(text, finds);
        // What was guessed is learnt only where nothing that is known explains it.
        if finds.iter().any(|find| find.is_guess) {
            needles = self.learn(text, finds.iter().filter(|find| find.is_guess));
            finds.extend(self.known_in(text, needles.as_deref()));
            finds = find::merged(text, finds);
        }
        let mut rendered = self.render(text, &finds);
        for _ in 0..ROUNDS {
            if finds.is_empty() {
                break;
            }
            let more = again::look(&rendered.text, &rendered.placeholders(), &self.policy);
            let mut more = find::merged(&rendered.text, self.allowed(&rendered.text, more));
            more.extend(self.known_in(&rendered.text, needles.as_deref()));
            if more.is_empty() {
                break;
            }
            finds.extend(more.iter().map(|find| rendered.to_input(find)));
            finds = find::merged(text, finds);
            rendered = self.render(text, &finds);
        }
        Redaction { text: Redacted(rendered.text), hidden: rendered.hidden }
    }

    /// Finds what the text itself gives away.
    fn scan(&self, text: &str) -> Vec<Find> {
        find::merged(text, self.allowed(text, scan::scan(text, &self.policy)))
    }

    /// Finds what is known from elsewhere, and the user's own words.
    fn known_in(&self, text: &str, needles: Option<&Needles>) -> Vec<Find> {
        let mut finds = needles.map(|needles| needles.find(text)).unwrap_or_default();
        finds.extend(self.words.iter().chain(&self.inherited).flat_map(|known| known.find(text)));
        self.allowed(text, finds)
    }

    fn render(&self, text: &str, finds: &[Find]) -> Rendered {
        let mut session = self.session();
        session.ledger.reserve(text);
        render::render(text, finds, &mut session.ledger)
    }

    /// Remembers what was found, and returns all that is known.
    fn learn<'f>(&self, text: &str, finds: impl Iterator<Item = &'f Find>) -> Option<Arc<Needles>> {
        let session = &mut *self.session();
        session.known.learn(text, finds, &self.policy);
        session.needles()
    }

    /// Leaves out what was hidden before, and what the user wants to keep.
    fn allowed(&self, text: &str, mut finds: Vec<Find>) -> Vec<Find> {
        finds.retain(|find| !values::is_blank(&text[find.range.clone()]));
        if !self.policy.lists.keeps.is_empty() {
            finds.retain(|find| !self.policy.lists.keeps(find.value(text), &text[find.range.clone()]));
        }
        finds
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Redacted {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Redactor {
    /// The session holds the values themselves and is never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("policy", &self.policy).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
