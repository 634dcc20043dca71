//! All that is on the screen, as data. Whatever can be worked out from something else here is worked out again when that
//! changes (`update::derive`), and is never edited.

use std::collections::{BTreeSet, HashMap};

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    cluster::{Scope, Trouble},
    core::{
        cause::Cause,
        diagnose::Finding,
        diff::Diff,
        fix::{Candidate, Fix, NoFix, Variant},
        incident::{Board, Incident, Member},
        model::{Dossier, ObjectId, PodKey, Snapshot, Subject},
        plan::{Plan, Refusal},
        redact::Redactor,
        timeline::{Entry, Rollout, Verdict},
    },
};

use super::{highlight::Painted, keys::Keymap, msg::Ticket, theme::Theme, widgets::field::Field};

mod hiding;

pub use hiding::{Hiding, Keep, Word};

/// The whole state of the workbench.
#[derive(Clone, Debug)]
pub struct Model {
    pub width: u16,
    pub height: u16,
    /// The time of the last tick; nothing below `run` asks the clock.
    pub now: Timestamp,
    pub zone: TimeZone,
    pub quit: bool,
    pub settings: Settings,
    pub session: Session,
    pub snapshot: Snapshot,
    pub list: List,
    pub focus: Focus,
    pub tab: Tab,
    /// The focused pane has the whole screen.
    pub zoomed: bool,
    /// The share of the list, in percent of the width or height; changed by dragging the border.
    pub split: u16,
    pub held: Held,
    /// What is known of the workload under the cursor.
    pub case: Option<Case>,
    pub panes: Panes,
    /// What was applied in this session, by workload.
    pub repairs: HashMap<ObjectId, Repair>,
    pub dialog: Option<Dialog>,
    /// One line above the footer, until it is answered or too old.
    pub notice: Option<Notice>,
    pub hiding: Hiding,
    /// Syntax colours by the hash of the text they belong to.
    pub colours: HashMap<u64, Vec<Painted>>,
    pub(crate) tickets: u64,
}

/// What the mouse has hold of while its button is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Nothing,
    /// The border between the panes.
    Border,
}

/// What does not change while the program runs.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that the user sets")]
pub struct Settings {
    pub theme: Theme,
    pub keymap: Keymap,
    /// Marks are drawn in ASCII.
    pub ascii: bool,
    pub read_only: bool,
    /// Contexts whose name contains one of these are protected: an apply wants the object's name typed.
    pub protected: Vec<String>,
    pub demo: bool,
    /// What hides in copies, and on the screen where that is on.
    pub redactor: Redactor,
    /// The Secrets of the shown namespaces are read, to hide their values wherever they stand.
    pub learns_secrets: bool,
}

/// Which cluster is looked at, and how fresh the view of it is.
#[derive(Clone, Debug)]
pub struct Session {
    /// Of the watch, or of the opening of a context, that is under way.
    pub ticket: Ticket,
    pub context: String,
    pub server: String,
    pub contexts: Vec<String>,
    pub scope: Scope,
    pub link: Link,
    pub protected: bool,
}

impl Session {
    /// Returns a context that is still to be watched.
    pub fn new(context: &str, server: &str, scope: Scope) -> Self {
        Self {
            ticket: Ticket::default(),
            context: context.to_owned(),
            server: server.to_owned(),
            contexts: Vec::new(),
            scope,
            link: Link::Connecting,
            protected: false,
        }
    }
}

/// How the view relates to the cluster as it is now.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    Connecting,
    Loading {
        done: usize,
        of: usize,
    },
    /// Kept up to date; the server last answered at this time.
    Live {
        at: Timestamp,
    },
    /// What is shown is as of `at`, or nothing is shown when there was no first list.
    Troubled {
        at: Option<Timestamp>,
        trouble: Trouble,
    },
}

/// The incidents on the left.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Derived from the snapshot, and from the case for its pod.
    pub board: Board,
    /// Derived: the lines as they are drawn.
    pub rows: Vec<Row>,
    /// The row under the cursor; it stays on its object when rows come and go.
    pub cursor: Option<RowKey>,
    /// The cursor stays where it is. Until the user does something, or all that fails was read around once, it stays at the
    /// head of the list instead, whatever comes to stand there.
    pub placed: bool,
    /// Incidents whose workloads are hidden.
    pub folded: BTreeSet<String>,
    /// Workloads whose pods are shown, with the incident they belong to.
    pub opened: BTreeSet<(String, ObjectId)>,
    pub filter: Option<Field>,
    /// The filter still takes keys; after Enter it only filters.
    pub filtering: bool,
    pub top: usize,
    /// Derived: pods that are not fine and do not fail, and may come to fail by the mere passing of time.
    pub unsettled: BTreeSet<PodKey>,
}

impl Confirm {
    /// Returns the plan that waits for an answer.
    pub fn plan(&self) -> Option<&Plan> {
        match &self.stage {
            Stage::Ready { plan, .. } => Some(plan),
            _ => None,
        }
    }
}

impl List {
    /// Returns the index of the row under the cursor.
    pub fn position(&self) -> Option<usize> {
        let cursor = self.cursor.as_ref()?;
        self.rows.iter().position(|row| row.key == *cursor)
    }

    /// Returns the incident that a row is of or below.
    pub fn incident(&self, row: &RowKey) -> Option<&Incident> {
        let (RowKey::Incident(id) | RowKey::Workload(id, _) | RowKey::Pod(id, _)) = row;
        self.board.get(id)
    }
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub key: RowKey,
    pub text: String,
    /// How many pods fail, or should be there and cannot be created.
    pub pods: usize,
    /// How many of these cannot be created.
    pub missing: usize,
    /// `Some(true)` when the rows below it are shown, `None` when there can be none.
    pub open: Option<bool>,
}

/// The incident by its id, and what is below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    Incident(String),
    Workload(String, ObjectId),
    Pod(String, PodKey),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    #[default]
    List,
    Detail,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Why,
    Events,
    Fix,
    Spec,
    Timeline,
}

impl Tab {
    pub const ALL: [Self; 5] = [Self::Why, Self::Events, Self::Fix, Self::Spec, Self::Timeline];

    pub fn title(self) -> &'static str {
        match self {
            Self::Why => "Why",
            Self::Events => "Events",
            Self::Fix => "Fix",
            Self::Spec => "Spec",
            Self::Timeline => "Timeline",
        }
    }
}

/// One failing pod or owner, its workload, and what was found out about them.
#[derive(Clone, Debug)]
pub struct Case {
    pub ticket: Ticket,
    /// When the cursor came to it.
    pub opened: Timestamp,
    /// Whom it is about: the pod under the cursor or the first of the workload, or an owner that cannot create its pods.
    pub member: Member,
    pub workload: ObjectId,
    pub dossier: Dossier,
    /// Derived from the pod and the dossier.
    pub finding: Option<Finding>,
    /// Derived: the pull secrets of the namespace, fitting ones first.
    pub candidates: Vec<Candidate>,
    /// The user's choice among them.
    pub secret: Option<String>,
    pub variant: Variant,
    /// Derived: the repair of this variant.
    pub fix: Result<Fix, NoFix>,
    /// Derived: both sides of the repair as they are shown, redacted where that is on.
    pub before: String,
    pub after: String,
    /// Derived: the difference of the two.
    pub diff: Diff,
    /// Derived: the object of the Spec pane as YAML, the pod's or the workload's, redacted where that is on.
    pub spec: String,
    /// The Spec pane shows the pod, because the cursor is on it.
    pub on_pod: bool,
    /// The pod or owner as it was when the derived parts were worked out.
    pub subject: Option<Subject>,
}

impl Case {
    /// Returns the pod that it is about, if it is about one.
    pub fn pod(&self) -> Option<&PodKey> {
        match &self.member {
            Member::Pod(pod) => Some(pod),
            Member::Owner(_) => None,
        }
    }

    /// Tells whether the objects that it is about are still to be read. What is secret in an event may be told by them
    /// alone.
    pub fn is_unread(&self) -> bool {
        self.dossier.workload.is_pending() || (self.pod().is_some() && self.dossier.pod.is_pending())
    }
}

/// Where each pane of the detail is scrolled to, and how it shows its text.
#[derive(Clone, Debug, Default)]
pub struct Panes {
    pub why: Scroll,
    pub events: Scroll,
    pub fix: Scroll,
    pub spec: Scroll,
    pub timeline: Scroll,
    pub unified: bool,
    pub wrap: bool,
    /// The Spec pane shows managed fields and status too.
    pub noise: bool,
}

/// First line and first column shown. A line beyond the end shows the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    pub line: usize,
    pub column: usize,
}

impl Scroll {
    /// Stays at the end when lines come, as one reads what is still happening.
    pub const END: Self = Self { line: usize::MAX, column: 0 };
}

/// A repair of this session and what came of it.
#[derive(Clone, Debug)]
pub struct Repair {
    pub ticket: Ticket,
    pub journal: String,
    pub variant: String,
    /// The id of the incident that the workload was part of: what is left of it is still to do.
    pub incident: Option<String>,
    pub entries: Vec<Entry>,
    pub rollout: Rollout,
    pub verdict: Verdict,
    pub started: Timestamp,
    pub undone: bool,
    /// A new pod that fails, until the cursor was put on it.
    pub failing: Option<PodKey>,
}

/// What lies over the panes and takes the keys.
#[derive(Clone, Debug)]
pub enum Dialog {
    Confirm(Box<Confirm>),
    Pick(Pick),
    Palette(Pick),
    Help {
        top: usize,
    },
    /// The page about a cause.
    Page {
        cause: Cause,
        top: usize,
    },
    Keep(Box<Keep>),
    Word(Word),
}

/// The dialog in front of every write.
#[derive(Clone, Debug)]
pub struct Confirm {
    pub ticket: Ticket,
    pub stage: Stage,
    /// What is asked for, before the server has answered.
    pub title: String,
    pub workload: ObjectId,
    /// The name to be typed in a protected context.
    pub typed: Field,
    pub scroll: usize,
    /// When the plan came to be shown: a key pressed before it was there is no answer to it.
    pub shown: Option<Timestamp>,
    /// An earlier review was void because the object had changed.
    pub changed: bool,
}

#[derive(Clone, Debug)]
pub enum Stage {
    /// Access reviews and dry run are under way.
    Planning,
    /// To be confirmed. The diff is that of live object and server's answer.
    Ready {
        plan: Box<Plan>,
        diff: Diff,
    },
    /// Sent; the answer is not there yet.
    Applying {
        plan: Box<Plan>,
    },
    Refused(Refusal),
}

/// A list to choose from, with a filter on top.
#[derive(Clone, Debug)]
pub struct Pick {
    pub title: String,
    pub purpose: Purpose,
    pub items: Vec<Item>,
    pub filter: Field,
    /// Index into the items that pass the filter.
    pub cursor: usize,
}

impl Pick {
    /// Returns the items that pass the filter, best match first, with their index among all.
    pub fn shown(&self) -> Vec<(usize, &Item)> {
        let labels: Vec<&str> = self.items.iter().map(|item| item.label.as_str()).collect();
        let order = super::widgets::fuzzy::matching(&self.filter.text(), &labels);
        order.into_iter().map(|index| (index, &self.items[index])).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Secret,
    Namespace,
    Context,
    Copy,
    Command,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What is chosen.
    pub value: String,
    pub label: String,
    /// Dim text beside it.
    pub note: String,
}

/// What happened to a thing the user asked for, in one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub text: String,
    pub kind: NoticeKind,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Done,
    Problem,
}

impl Model {
    /// Returns the workbench as it is before anything is known.
    pub fn new(settings: Settings, session: Session, now: Timestamp, zone: TimeZone) -> Self {
        Self {
            width: 80,
            height: 24,
            now,
            zone,
            quit: false,
            hiding: Hiding::new(settings.redactor.clone()),
            settings,
            session,
            snapshot: Snapshot::default(),
            list: List::default(),
            focus: Focus::default(),
            tab: Tab::default(),
            zoomed: false,
            held: Held::Nothing,
            split: 33,
            case: None,
            panes: Panes::default(),
            repairs: HashMap::new(),
            dialog: None,
            notice: None,
            colours: HashMap::new(),
            tickets: 0,
        }
    }

    /// Returns a new ticket; answers to older ones of the same question are dropped from now on.
    pub(crate) fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// Puts one line above the footer.
    pub(crate) fn notify(&mut self, kind: NoticeKind, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), kind, at: self.now });
    }

    /// Returns the repair of the workload under the cursor, if there was one in this session.
    pub fn repair(&self) -> Option<&Repair> {
        self.repairs.get(&self.case.as_ref()?.workload)
    }
}
