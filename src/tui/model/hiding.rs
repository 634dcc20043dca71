//! What is hidden on the screen and in copies, and the questions about it.

use std::{collections::BTreeSet, fmt};

use jiff::Timestamp;

use crate::{
    core::redact::Redactor,
    tui::{
        censor::{Censor, Known},
        msg::Ticket,
        widgets::field::Field,
    },
};

/// What is hidden, and where the user looks at it.
#[derive(Clone, Debug)]
pub struct Hiding {
    /// Everything on the screen is shown as the redactor leaves it.
    pub on: bool,
    /// The hidden stretch of the current tab that is looked at, counted from its first.
    pub at: Option<usize>,
    pub censor: Censor,
    /// How many values were known when the texts of the case were redacted.
    pub seen: usize,
    /// A long text is being redacted for a copy.
    pub copying: Option<Ticket>,
    /// The namespaces whose Secrets were asked for.
    pub learning: BTreeSet<String>,
}

impl Hiding {
    /// Returns a screen on which nothing is hidden yet.
    pub fn new(redactor: Redactor) -> Self {
        Self { on: false, at: None, censor: Censor::of(redactor), seen: 0, copying: None, learning: BTreeSet::new() }
    }
}

/// The question whether a hidden value may stand in the next copy.
#[derive(Clone, Debug)]
pub struct Keep {
    pub placeholder: String,
    /// The value itself: whoever answers sees what would be shown.
    pub known: Known,
    pub scroll: usize,
    /// When it was asked: a key pressed before is no answer.
    pub shown: Timestamp,
}

/// A word that is being typed, to be hidden.
#[derive(Clone, Default)]
pub struct Word {
    pub field: Field,
}

impl fmt::Debug for Word {
    /// What is typed here is typed because nobody is to see it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Word").finish_non_exhaustive()
    }
}
