//! From the text of a runtime, registry, kubelet, scheduler or controller to the cause that it tells.
//!
//! Reads the text alone; what the cluster shows beside it is the business of `diagnose`.
//!
//! In reading order: `wrap` joins what was wrapped; `anchor` is the shape of a row; one family of texts a file (`credentials`, `name`, `network`,
//! `content`, `node`, `start`, `schedule`, `admission`) says what the sources emit and what it tells; `frame` says what a
//! text speaks of; `scan` finds all rows in one pass; `read` weighs them; `reason` knows the reasons of events.

mod anchor;
mod frame;
mod read;
mod reason;
mod scan;
mod wrap;

mod admission;
mod content;
mod credentials;
mod name;
mod network;
mod node;
mod schedule;
mod start;

use std::ops::Range;

use super::cause::{Cause, Grade, start::AMBIGUOUS};
use anchor::{Rank, Topic};
use read::{Reader, Verdict};

/// What a text tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub cause: Cause,
    /// What the text does not rule out beside it.
    pub also: Vec<Cause>,
    pub grade: Grade,
    /// The bytes of the text that decided; none where the reason did.
    pub decisive: Range<usize>,
    pub credential: Credential,
}

/// What a text tells about the credential of a pull.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credential {
    /// None reached the runtime: `no basic auth credentials`, `failed to fetch anonymous token`.
    NotSent,
    /// One was sent and refused.
    Sent,
    /// An authorization was sent and refused: a credential, or the token that the registry gives to anybody.
    SomeToken,
    #[default]
    Untold,
}

/// Says what a message tells.
///
/// `reason` is that of the event or of the waiting container, and may be empty. The text may be wrapped, aggregated, cut,
/// or pasted with what stood around it. Takes time in proportion to the length of the text.
pub fn explain(reason: &str, message: &str) -> Explanation {
    let known = reason::known(reason);
    let topic = if starts_container(reason, message) { Topic::Start } else { known.topic };
    let (told, topic) = read(message, topic);
    let by_reason = known.fact.filter(|fact| fact.rank != Rank::Echo || message.trim().is_empty());
    let by_reason = by_reason.map(Verdict::of_reason);
    let says_most = |verdict: &Verdict| verdict.fact.rank > Rank::Echo;
    let verdict = match (told, by_reason) {
        (_, Some(reason)) if reason.fact.rank == Rank::Root => Some(reason),
        (Some(told), reason) if says_most(&told) || reason.is_none() => Some(told),
        (_, Some(reason)) => Some(reason),
        (told, None) => told,
    };
    let verdict = verdict.or_else(|| if known.says_nothing() { by_odd_reason(reason) } else { None });
    verdict.map_or_else(|| nothing_told(topic), Explanation::from)
}

/// The kubelet takes the text of an error for the reason, too.
fn by_odd_reason(reason: &str) -> Option<Verdict> {
    read(reason, Topic::Unknown).0.map(Verdict::without_place)
}

fn read(text: &str, topic: Topic) -> (Option<Verdict>, Topic) {
    let text = wrap::unwrap(text.as_bytes());
    let mut reader = Reader::new(&text.lines, topic);
    for hit in scan::hits(&text) {
        reader.take(&hit);
    }
    let (verdict, topic) = reader.finish();
    (verdict.map(|verdict| verdict.placed_in(&text)), topic)
}

/// The kubelet's event for a container that could not be created or started; the reason is that of a failed pull too.
fn starts_container(reason: &str, message: &str) -> bool {
    let text = message.trim_start();
    let text = text.strip_prefix("(combined from similar events): ").unwrap_or(text);
    let text = text.strip_prefix("spec.").and_then(|text| text.split_once("}: ")).map_or(text, |(_, text)| text);
    reason.trim().eq_ignore_ascii_case("Failed") && text.starts_with("Error: ")
}

fn nothing_told(topic: Topic) -> Explanation {
    Explanation {
        cause: AMBIGUOUS,
        also: frame::possible(topic).to_vec(),
        grade: Grade::CannotTell,
        decisive: 0..0,
        credential: Credential::default(),
    }
}

impl From<Verdict> for Explanation {
    fn from(verdict: Verdict) -> Self {
        Self {
            cause: verdict.fact.cause,
            also: verdict.also,
            grade: verdict.grade,
            decisive: verdict.range,
            credential: verdict.credential,
        }
    }
}

#[cfg(test)]
mod tests;
