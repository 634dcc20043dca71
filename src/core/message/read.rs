//! Reads what was found in a text from left to right: frames say what it speaks of, facts how that failed.
//!
//! A statement is a stretch that speaks of one thing: an error with all that wraps it, or an event of a description. The
//! innermost fact decides in a statement, the latest statement in a text.

use std::ops::Range;

use super::{
    Credential,
    anchor::{Fact, Rank, Role, TOPICS, Topic, Topics},
    frame,
    scan::Hit,
    wrap::Unwrapped,
};
use crate::core::cause::{
    Cause, Grade,
    credentials::{AUTH_FORBIDDEN, AUTH_MISSING_OR_REJECTED, SECRET_NOT_FOUND},
    start::AMBIGUOUS,
};

/// How many causes beside the first a text can name; what comes later adds nothing a reader could use.
const BESIDE: usize = 8;

/// What a text says, as far as it was read.
pub(super) struct Reader<'a> {
    text: &'a [u8],
    topic: Topic,
    /// Whether the line may still turn to another topic of its own accord.
    fresh: bool,
    line_end: usize,
    first_line: bool,
    /// Up to here nothing counts, and further up to this text if it was not on the line.
    muted: usize,
    muted_until: &'static str,
    statement: Statement,
    /// The last statement about each topic that told something.
    told: [Option<Verdict>; TOPICS],
    root: Option<Verdict>,
    echo: Option<Verdict>,
    count: usize,
    /// How many bytes were looked at to find the ends of lines and asides.
    #[cfg(test)]
    pub(super) looked: usize,
}

struct Statement {
    topic: Topic,
    best: Option<Verdict>,
    beside: Vec<Cause>,
    sent: Credential,
    /// Whether several attempts are told of, each with an end of its own.
    several: bool,
}

/// What a statement comes to.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) fact: Fact,
    pub(super) also: Vec<Cause>,
    pub(super) grade: Grade,
    pub(super) range: Range<usize>,
    pub(super) credential: Credential,
    order: usize,
}

impl<'a> Reader<'a> {
    /// Begins a text that is known to speak of this.
    pub(super) fn new(text: &'a [u8], topic: Topic) -> Self {
        let mut reader = Self {
            text,
            topic,
            fresh: true,
            line_end: 0,
            first_line: true,
            muted: 0,
            muted_until: "",
            statement: Statement::about(topic),
            told: [const { None }; TOPICS],
            root: None,
            echo: None,
            count: 0,
            #[cfg(test)]
            looked: 0,
        };
        reader.line_end = reader.line_end_after(0);
        reader.set_out(0..0);
        reader
    }

    /// Takes what was found next.
    pub(super) fn take(&mut self, hit: &Hit) {
        while hit.range.start > self.line_end {
            self.next_line();
        }
        if hit.range.start < self.muted {
            return;
        }
        match hit.anchor.role {
            Role::Fact(_) | Role::Code => self.fact(hit),
            Role::Frame(topic) => self.frame(topic, &hit.range),
            Role::Hint(topic) if matches!(self.topic, Topic::Unknown | Topic::Start) => self.frame(topic, &hit.range),
            Role::Hint(_) => {}
            Role::Sent(credential) => self.statement.sent = credential,
            Role::Several => self.statement.several = true,
            Role::Aside(until) => self.mute(hit.range.end, until),
            Role::Event => self.begin(Topic::Unknown),
            Role::Settled(topics) => self.settle(topics),
        }
    }

    /// Ends the text: what it comes to, and what it spoke of last.
    pub(super) fn finish(mut self) -> (Option<Verdict>, Topic) {
        self.close();
        let topic = self.topic;
        let told = self.told.iter().flatten().max_by_key(|verdict| verdict.order).cloned();
        let missing = self.told[Topic::Secret as usize].is_some();
        let mut verdict = self.root.or(told).or(self.echo);
        if let Some(verdict) = verdict.as_mut().filter(|_| missing) {
            verdict.blame_secret();
        }
        (verdict, topic)
    }

    fn fact(&mut self, hit: &Hit) {
        let Some(fact) = hit.fact.filter(|_| hit.anchor.within.has(self.topic)) else { return };
        let lone = self.topic == Topic::Unknown && fact.common;
        self.statement.weigh(fact, hit.range.clone(), lone);
    }

    fn frame(&mut self, topic: Topic, range: &Range<usize>) {
        if topic == self.topic {
            self.fresh = false;
            return;
        }
        if !self.fresh && !frame::leads(self.topic, topic) {
            return;
        }
        if self.fresh && self.topic != Topic::Unknown && !(self.first_line && frame::leads(self.topic, topic)) {
            self.begin(topic);
        }
        if self.topic == Topic::Start && topic == Topic::Pull {
            // What was to be started is not there yet.
            self.statement.best.take_if(|best| best.fact.rank <= Rank::Setting);
        }
        self.topic = topic;
        self.fresh = false;
        if self.statement.best.is_none() {
            self.statement.topic = topic;
        }
        self.set_out(range.clone());
    }

    /// Puts down what holds if nothing better is said about the topic.
    fn set_out(&mut self, range: Range<usize>) {
        if let Some(fact) = frame::default(self.topic) {
            self.statement.weigh(fact, range, false);
        }
    }

    fn begin(&mut self, topic: Topic) {
        self.close();
        self.statement = Statement::about(topic);
        self.topic = topic;
        self.fresh = true;
    }

    fn close(&mut self) {
        let topic = self.statement.topic;
        self.count += 1;
        let Some(verdict) = self.statement.verdict(self.count) else { return };
        match verdict.fact.rank {
            Rank::Root => self.root = Some(verdict),
            Rank::Echo => self.echo = Some(verdict),
            _ => self.told[topic as usize] = Some(verdict),
        }
    }

    fn settle(&mut self, topics: Topics) {
        self.begin(Topic::Unknown);
        for (at, told) in self.told.iter_mut().enumerate() {
            if topics.has_number(at) {
                *told = None;
            }
        }
    }

    /// Goes on to the next line; one that was wrapped is none of its own.
    fn next_line(&mut self) {
        let start = self.line_end + 1;
        let wrapped = is_within_a_sentence(&self.text[..self.line_end], self.text[start]);
        let muted = self.muted == self.line_end;
        self.line_end = self.line_end_after(start);
        if !wrapped {
            self.fresh = true;
            self.first_line = false;
        } else if muted {
            self.muted = self.end_of_aside(start);
        }
    }

    fn line_end_after(&mut self, at: usize) -> usize {
        let end = memchr::memchr(b'\n', &self.text[at..]).map_or(self.text.len(), |length| at + length);
        self.look(end - at);
        end
    }

    fn mute(&mut self, at: usize, until: &'static str) {
        while at > self.line_end + 1 {
            self.next_line();
        }
        self.muted_until = until;
        self.muted = self.end_of_aside(at);
    }

    fn end_of_aside(&mut self, at: usize) -> usize {
        let rest = &self.text[at..self.line_end.max(at)];
        let until = self.muted_until;
        let end =
            memchr::memmem::find(rest, until.as_bytes()).map_or(at + rest.len(), |length| at + length + until.len());
        self.look(end - at);
        end
    }

    #[cfg(test)]
    fn look(&mut self, bytes: usize) {
        self.looked += bytes;
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "only the tests count")]
    fn look(&mut self, _: usize) {}
}

/// Tells whether a line that begins so goes on with what was said before it.
fn is_within_a_sentence(before: &[u8], first: u8) -> bool {
    let unfinished = before.last().is_some_and(|last| b"=,(".contains(last));
    unfinished || first.is_ascii_lowercase() || b"\"'/=".contains(&first)
}

impl Statement {
    fn about(topic: Topic) -> Self {
        Self { topic, best: None, beside: Vec::new(), sent: Credential::Untold, several: false }
    }

    /// Takes a fact for the best so far, unless a better one was there; `lone` makes it less sure.
    fn weigh(&mut self, fact: Fact, range: Range<usize>, lone: bool) {
        let counts_beside = fact.beside || self.several && fact.rank >= Rank::Vague;
        if counts_beside {
            // Of what tells no cause by itself, what it may be counts.
            let causes = if fact.cause == AMBIGUOUS { fact.also } else { &[fact.cause] };
            for cause in causes {
                self.put_beside(*cause);
            }
        }
        if self.best.as_ref().is_some_and(|best| best.fact.rank > fact.rank) {
            return;
        }
        let grade = if lone { fact.grade.max(Grade::Likely) } else { fact.grade };
        let (also, credential) = (fact.also.to_vec(), fact.credential);
        self.best = Some(Verdict { fact, also, grade, range, credential, order: 0 });
    }

    fn put_beside(&mut self, cause: Cause) {
        if self.beside.len() < BESIDE && !self.beside.contains(&cause) {
            self.beside.push(cause);
        }
    }

    fn verdict(&mut self, order: usize) -> Option<Verdict> {
        let mut verdict = self.best.take()?;
        verdict.order = order;
        let cause = verdict.fact.cause;
        if verdict.fact.beside || self.several {
            self.beside.iter().for_each(|other| verdict.allow(*other));
        }
        if self.sent != Credential::Untold && cause == AUTH_FORBIDDEN {
            // Refused while asking for the token: some registries answer so to a bad login.
            verdict.allow(AUTH_MISSING_OR_REJECTED);
        }
        if cause == AUTH_MISSING_OR_REJECTED && verdict.credential == Credential::Untold {
            verdict.credential = self.sent;
        }
        Some(verdict)
    }
}

impl Verdict {
    /// Returns what a reason says by itself.
    pub(super) fn of_reason(fact: Fact) -> Self {
        let (also, credential) = (fact.also.to_vec(), fact.credential);
        Self { grade: fact.grade, fact, also, range: 0..0, credential, order: 0 }
    }

    /// Forgets where it stood, since that was in another text.
    pub(super) fn without_place(self) -> Self {
        Self { range: 0..0, ..self }
    }

    /// Stands in the text as it came, no longer in what it was unwrapped to.
    pub(super) fn placed_in(self, text: &Unwrapped) -> Self {
        Self { range: text.place(self.range.clone()), ..self }
    }

    /// Does not rule out another cause, and so is sure of its own no more.
    fn allow(&mut self, other: Cause) {
        if other != self.fact.cause {
            self.grade = self.grade.max(Grade::Likely);
            if !self.also.contains(&other) {
                self.also.push(other);
            }
        }
    }

    /// A pull that wanted a login, where a secret could not be read: that will be why.
    fn blame_secret(&mut self) {
        if self.fact.cause == AUTH_MISSING_OR_REJECTED {
            self.fact.cause = SECRET_NOT_FOUND;
            self.allow(AUTH_MISSING_OR_REJECTED);
        }
    }
}
