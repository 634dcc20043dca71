//! Everything that podmend can ask of the world, as data. `exec` carries it out and answers with messages.

use crate::{
    cluster::Scope,
    core::{
        model::{ObjectId, Subject},
        plan::{Plan, Request},
        redact::Redacted,
    },
};

use super::{censor::Censor, draft::Draft, msg::Ticket};

#[derive(Clone, Debug)]
pub enum Effect {
    /// Opens a context: reads the kubeconfig, makes a client. Answers `Connected`.
    Connect { ticket: Ticket, context: Option<String> },
    /// Lists and watches pods until the next `Watch`. Answers `Cluster`.
    Watch { ticket: Ticket, scope: Scope },
    /// Reads what concerns this pod or owner and keeps its events live until the next `Look`. Answers `Looked`.
    Look { ticket: Ticket, subject: Subject },
    /// Access reviews and a server-side dry run. Answers `Planned`.
    Plan { ticket: Ticket, request: Box<Request> },
    /// Plans the undoing of a journal entry. Answers `Planned`.
    PlanUndo { ticket: Ticket, id: String },
    /// Writes the journal, then sends the plan. Answers `Applied`.
    Apply { ticket: Ticket, plan: Box<Plan> },
    /// Watches the workload's rollout until the next `Follow`. Answers `Followed`.
    Follow { ticket: Ticket, workload: ObjectId, generation: i64 },
    /// Redacts a text that is too long for it to be done between two frames. Answers `Redacted`.
    Redact { ticket: Ticket, draft: Box<Draft>, censor: Censor },
    /// Reads the Secrets of these namespaces and hides their values. Answers nothing: the censor knows more then.
    LearnSecrets { namespaces: Vec<String>, censor: Censor },
    /// Puts text that the redactor made into the clipboard. Answers `Delivered`.
    Copy { text: Redacted, lines: usize, hidden: String },
    /// Colours a text. Answers `Highlighted`.
    Highlight { id: u64, text: String },
    /// Draws all of the screen anew.
    Redraw,
    /// Gives the terminal back to the shell until `fg`.
    Suspend,
}
