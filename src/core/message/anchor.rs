//! One text that a source emits, and what it tells: the rows of the families' tables.
//!
//! A row is looked for without regard to case. It counts only where its edges are those of the text that the source
//! emits, and only while the text speaks of something that the row can be about ([`Topics`]).

use crate::core::{
    cause::{Cause, Grade},
    message::Credential,
};

/// What a text speaks of, as far as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Unknown,
    /// Pulling an image.
    Pull,
    /// Reading a pull secret.
    Secret,
    /// Making the pod's sandbox.
    Sandbox,
    /// The network of that sandbox.
    PodNetwork,
    /// Attaching, mounting or provisioning a volume.
    Volume,
    /// Creating or starting a container.
    Start,
    /// Starting its process.
    Process,
    Probe,
    /// Asking the runtime what there is, or telling it to clear away.
    Runtime,
    Schedule,
    /// Creating the pod at the API server.
    Admission,
    /// Speaking with the API server about something else.
    Elsewhere,
}

/// How many topics there are.
pub(super) const TOPICS: usize = 13;

/// A set of topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Topics(u16);

/// What pulling facts are about: a text without a frame mostly is about a pull too, but less surely.
pub(super) const PULL: Topics = Topics::of(&[Topic::Pull, Topic::Unknown]);
/// As [`PULL`], for words so much a registry's own that they count in any text about a container too.
pub(super) const REGISTRY: Topics = Topics::of(&[Topic::Pull, Topic::Unknown, Topic::Start, Topic::Process]);
pub(super) const START: Topics = Topics::of(&[Topic::Start, Topic::Process, Topic::Unknown]);
pub(super) const PROCESS: Topics = Topics::of(&[Topic::Process]);
pub(super) const SANDBOX: Topics = Topics::of(&[Topic::Sandbox]);
pub(super) const SCHEDULE: Topics = Topics::of(&[Topic::Schedule, Topic::Unknown]);
pub(super) const ADMISSION: Topics = Topics::of(&[Topic::Admission, Topic::Unknown]);
pub(super) const VOLUME: Topics = Topics::of(&[Topic::Volume]);
/// Everything but a probe, whose text is whatever the probed program says.
pub(super) const ALL: Topics = Topics(((1 << TOPICS) - 1) & !(1 << Topic::Probe as u16));

/// How much a fact counts beside others of the same statement; of equals the last one counts, which is the innermost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Repeats that something failed: `Back-off pulling image`.
    Echo,
    /// Says what was being done.
    Setting,
    /// Holds unless something says it better: `pull access denied`, `context deadline exceeded`.
    Vague,
    /// Says how it failed.
    Plain,
    /// Says it better than what stands around it: a failed look-up beside the time-out that it caused.
    Sharp,
    /// Explains all the rest, in other statements too: a full disk, an OOM kill.
    Root,
}

/// What must stand beside a text so that it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Anything.
    Free,
    /// No character of a word before it.
    Left,
    /// As it is spelt, and on neither side a character of a word, nor one that joins words in names and paths: a container
    /// may be called `oomkilled`.
    Token,
    /// As `Left`, nor a character before it that joins words in names and paths.
    Apart,
    /// As `Left`, and after it the end, a quote, a bracket, a comma, or a colon.
    End,
}

/// What must follow a text so that it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follow {
    Anything,
    /// A name, in quotes or not, and then this.
    Name(&'static str),
    /// A word that begins with a capital.
    Capital,
    /// Anything but the value `false`: a field of that name may say that it is not so.
    NotFalse,
    /// A status code of HTTP, right after it; it tells the cause.
    Status,
    /// A status code of HTTP after a colon on the same line; it tells the cause.
    StatusLater,
    /// The exit code of a container; it tells the cause.
    ExitCode,
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    pub(super) text: &'static str,
    pub(super) edge: Edge,
    pub(super) follow: Follow,
    pub(super) within: Topics,
    pub(super) role: Role,
}

/// What it means that a text is there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    /// From here on the text speaks of this.
    Frame(Topic),
    /// As `Frame`, unless the text was already known to speak of something.
    Hint(Topic),
    /// How it failed.
    Fact(Fact),
    /// The code that follows says how it failed.
    Code,
    /// Says whether a credential was sent.
    Sent(Credential),
    /// Up to this text, or else to the end of the line, nothing counts.
    Aside(&'static str),
    /// Begins an event of its own.
    Event,
    /// Several errors follow, each of an attempt of its own.
    Several,
    /// Says that what these topics were about has gone well by now.
    Settled(Topics),
}

/// What a text tells where it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    pub(super) cause: Cause,
    /// What it does not rule out.
    pub(super) also: &'static [Cause],
    pub(super) grade: Grade,
    pub(super) rank: Rank,
    /// Whether it is less sure where the text does not say what it is about.
    pub(super) common: bool,
    /// Whether it holds beside other facts, each for a share of the nodes.
    pub(super) beside: bool,
    pub(super) credential: Credential,
}

impl Topics {
    pub(super) const fn of(topics: &[Topic]) -> Self {
        let mut set = 0;
        let mut at = 0;
        while at < topics.len() {
            set |= 1 << topics[at] as u16;
            at += 1;
        }
        Self(set)
    }

    pub(super) const fn has(self, topic: Topic) -> bool {
        self.has_number(topic as usize)
    }

    pub(super) const fn has_number(self, topic: usize) -> bool {
        self.0 & (1 << topic) != 0
    }
}

impl Fact {
    pub(super) const fn new(cause: Cause, grade: Grade, rank: Rank) -> Self {
        let credential = Credential::Untold;
        Self { cause, also: &[], grade, rank, common: false, beside: false, credential }
    }

    pub(super) const fn also(self, also: &'static [Cause]) -> Self {
        Self { also, ..self }
    }
}

/// A text that tells one cause.
pub(super) const fn tells(text: &'static str, cause: Cause) -> Anchor {
    fact(text, Fact::new(cause, Grade::Certain, Rank::Plain))
}

/// A text that tells a cause and does not rule out others.
pub(super) const fn suggests(text: &'static str, cause: Cause, also: &'static [Cause]) -> Anchor {
    fact(text, Fact::new(cause, Grade::Likely, Rank::Plain).also(also))
}

/// A text after which this is spoken of.
pub(super) const fn frame(text: &'static str, topic: Topic) -> Anchor {
    Anchor { text, edge: Edge::Left, follow: Follow::Anything, within: ALL, role: Role::Frame(topic) }
}

/// A text that lets one suppose what is spoken of.
pub(super) const fn hint(text: &'static str, topic: Topic) -> Anchor {
    Anchor { role: Role::Hint(topic), edge: Edge::Free, ..frame(text, topic) }
}

/// A text with another role.
pub(super) const fn mark(text: &'static str, role: Role) -> Anchor {
    Anchor { text, edge: Edge::Left, follow: Follow::Anything, within: ALL, role }
}

const fn fact(text: &'static str, fact: Fact) -> Anchor {
    Anchor { text, edge: Edge::Left, follow: Follow::Anything, within: ALL, role: Role::Fact(fact) }
}

impl Anchor {
    pub(super) const fn within(self, within: Topics) -> Self {
        Self { within, ..self }
    }

    pub(super) const fn edge(self, edge: Edge) -> Self {
        Self { edge, ..self }
    }

    pub(super) const fn follow(self, follow: Follow) -> Self {
        Self { follow, ..self }
    }

    pub(super) const fn rank(self, rank: Rank) -> Self {
        self.map(Fact { rank, ..self.fact() })
    }

    /// Is less sure where the text does not say what it is about.
    pub(super) const fn common(self) -> Self {
        self.map(Fact { common: true, ..self.fact() })
    }

    /// Holds beside others of its kind, each for a share of the nodes.
    pub(super) const fn beside(self) -> Self {
        self.map(Fact { beside: true, ..self.fact() })
    }

    pub(super) const fn credential(self, credential: Credential) -> Self {
        self.map(Fact { credential, ..self.fact() })
    }

    const fn fact(&self) -> Fact {
        match self.role {
            Role::Fact(fact) => fact,
            _ => panic!("only a fact has this"),
        }
    }

    const fn map(self, fact: Fact) -> Self {
        Self { role: Role::Fact(fact), ..self }
    }
}
