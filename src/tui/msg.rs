//! Everything that can happen, as one closed enum: what is not in here cannot change the screen.
//!
//! A message can be logged, compared and replayed; there are no closures and no handles in it.

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;

use crate::{
    cluster::{LookPart, PodNews, Trouble},
    core::{
        plan::{Applied, Plan, Refusal},
        timeline::Progress,
    },
};

use super::{clipboard::Delivery, draft::Copied, highlight::Painted, keys::Action};

/// Ties an answer to the question: an answer with an old ticket is dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

#[derive(Clone, Debug)]
pub enum Msg {
    /// A key that the table knows here. `at` is when it was pressed.
    Act {
        action: Action,
        at: Timestamp,
    },
    /// A key for the text field that has the focus.
    Typed {
        key: KeyEvent,
        at: Timestamp,
    },
    Pasted(String),
    Mouse(MouseEvent),
    Resized {
        width: u16,
        height: u16,
    },
    Tick(Timestamp),
    Cluster(Ticket, PodNews),
    /// A part of what was asked about the workload under the cursor.
    Looked(Ticket, LookPart),
    Planned {
        ticket: Ticket,
        result: Result<Box<Plan>, Refusal>,
    },
    Applied {
        ticket: Ticket,
        result: Result<Applied, Refusal>,
    },
    Followed {
        ticket: Ticket,
        progress: Progress,
    },
    Connected {
        ticket: Ticket,
        session: Connection,
    },
    /// A long text is ready to be copied, or nothing is.
    Redacted {
        ticket: Ticket,
        result: Result<Copied, String>,
    },
    Delivered {
        lines: usize,
        hidden: String,
        result: Result<Delivery, String>,
    },
    Highlighted {
        text: u64,
        lines: Vec<Painted>,
    },
    /// The terminal was given away and is ours again; all of it must be drawn.
    Resumed,
    /// SIGTERM, SIGHUP or SIGINT.
    Terminated,
}

impl Msg {
    /// Says whether the user did something.
    pub fn is_of_the_user(&self) -> bool {
        matches!(self, Self::Act { .. } | Self::Typed { .. } | Self::Pasted(_) | Self::Mouse(_))
    }
}

/// What became known when a context was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    pub context: String,
    pub server: String,
    pub contexts: Vec<String>,
    /// The namespace that the context names.
    pub namespace: String,
    pub trouble: Option<Trouble>,
}
