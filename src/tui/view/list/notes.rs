//! What is said in the list about the list: that it is not there yet, not whole, not kept up to date, or empty.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    cluster::Trouble,
    core::{
        model::{Gap, Unseen},
        text::{plural, thousands, truncate},
    },
    tui::{
        keys::Action,
        layout::Layout,
        model::{Link, Model},
        theme::Role,
        view::{
            brush::{Brush, cells},
            wrap::wrap,
        },
        widgets::field::Field,
    },
};

/// In a list lower than this each note has one line.
const ROOMY: u16 = 12;

/// Returns how many lines below the rows are taken.
pub(super) fn height(model: &Model, inside: Rect) -> u16 {
    let lines = lines(&Brush::without_stop(model), inside).len();
    // Rows are never crowded out by what is said about them.
    let most = if model.list.rows.is_empty() { inside.height } else { inside.height / 2 };
    cells(lines).min(most)
}

/// Draws the notes at the foot of the list, or at its head when there are no rows.
pub(super) fn draw(brush: &Brush, layout: &Layout, buffer: &mut Buffer) {
    let rows = layout.list_rows();
    let bottom = layout.list.bottom().saturating_sub(1);
    let area = Rect { y: rows.bottom(), height: bottom.saturating_sub(rows.bottom()), ..rows };
    let area = if brush.model.list.rows.is_empty() {
        Rect { y: rows.y, height: bottom.saturating_sub(rows.y), ..rows }
    } else {
        area
    };
    let inside = Rect { height: layout.list.height.saturating_sub(2), ..rows };
    let lines = lines(brush, inside);
    for (row, line) in area.rows().zip(&lines) {
        buffer.set_line(row.x + 1, row.y, line, row.width.saturating_sub(1));
    }
}

fn lines(brush: &Brush, area: Rect) -> Vec<Line<'static>> {
    let model = brush.model;
    let short = area.height < ROOMY && !model.list.rows.is_empty();
    let mut notes = Notes { brush, width: usize::from(area.width.saturating_sub(2)), short, lines: Vec::new() };
    match &model.session.link {
        Link::Connecting => notes.text(Role::Dim, &format!("connecting to {}", model.session.context)),
        Link::Loading { done, of } => notes.loading(*done, *of),
        Link::Troubled { trouble, .. } => notes.trouble(trouble),
        Link::Live { .. } => {}
    }
    if matches!(model.session.link, Link::Live { .. } | Link::Troubled { at: Some(_), .. }) {
        notes.of_the_list();
    }
    notes.lines
}

/// Where something is not seen, in words.
enum Part {
    Cluster,
    Namespaces(String),
}

struct Notes<'a> {
    brush: &'a Brush<'a>,
    width: usize,
    /// Each note has one line, since the rows need the room.
    short: bool,
    lines: Vec<Line<'static>>,
}

impl Notes<'_> {
    fn text(&mut self, role: Role, text: &str) {
        let text = self.brush.line(text);
        if self.short {
            self.lines.push(Line::from(self.brush.span(role, truncate(&text, self.width))));
            return;
        }
        let lines = wrap(&text, self.width);
        self.lines.extend(lines.into_iter().map(|line| Line::from(self.brush.span(role, line.to_owned()))));
    }

    fn blank(&mut self) {
        let follows = !self.lines.is_empty() || !self.brush.model.list.rows.is_empty();
        if follows && !self.short {
            self.lines.push(Line::default());
        }
    }

    fn loading(&mut self, done: usize, of: usize) {
        if of == 0 {
            self.text(Role::Dim, "reading the pods");
            return;
        }
        self.text(Role::Dim, &format!("reading the pods: {} of {}", thousands(done), plural(of, "namespace")));
        let width = self.width.min(40);
        let filled = (done.min(of) * width).checked_div(of).unwrap_or(0);
        self.lines.push(Line::from(vec![
            self.brush.span(Role::Accent, "━".repeat(filled)),
            self.brush.span(Role::Faint, "─".repeat(width - filled)),
        ]));
    }

    fn trouble(&mut self, trouble: &Trouble) {
        if self.short {
            self.text(Role::SeverityCritical, &format!("✖ {}: {}", trouble.what, trouble.why));
            return;
        }
        self.blank();
        self.text(Role::SeverityCritical, &format!("✖ {}", trouble.what));
        self.text(Role::Text, &trouble.why);
        if !trouble.hint.is_empty() {
            self.text(Role::Dim, &trouble.hint);
        }
        let retry = vec![self.brush.key(Action::Retry), self.brush.span(Role::Text, " try again")];
        self.lines.push(Line::from(retry));
    }

    /// What is said of a list that was read: what it leaves out, and why it is empty.
    fn of_the_list(&mut self) {
        let model = self.brush.model;
        if model.list.rows.is_empty() {
            self.blank();
            self.empty(model);
        }
        let snapshot = &model.snapshot;
        self.unseen(&snapshot.unseen, |part| match part {
            Part::Cluster => "pods of all namespaces".to_owned(),
            Part::Namespaces(names) => names,
        });
        let is_said = |owners: &&Unseen| snapshot.unseen.iter().any(|pods| pods.namespace == owners.namespace);
        let owners: Vec<Unseen> = snapshot.unseen_owners.iter().filter(|owners| !is_said(owners)).cloned().collect();
        self.unseen(&owners, |part| match part {
            Part::Cluster => "owners that cannot create pods".to_owned(),
            Part::Namespaces(names) => format!("owners that cannot create pods in {names}"),
        });
    }

    fn unseen(&mut self, unseen: &[Unseen], what: impl Fn(Part) -> String) {
        for (why, count, name) in grouped(unseen) {
            self.blank();
            let part = match (name, count) {
                (None, _) => Part::Cluster,
                (Some(name), 1) => Part::Namespaces(format!("namespace {name}")),
                (Some(_), count) => Part::Namespaces(plural(count, "namespace")),
            };
            self.text(Role::Unknown, &format!("? {} not shown: {why}", what(part)));
        }
    }

    fn empty(&mut self, model: &Model) {
        let filter = model.list.filter.as_ref().map(Field::text);
        if let Some(filter) = filter.filter(|_| !model.list.board.is_empty()) {
            self.text(Role::Dim, &format!("nothing matches {filter}"));
            return;
        }
        let pods = plural(model.snapshot.total, "pod");
        if model.snapshot.unseen.is_empty() && !model.snapshot.unseen_owners.is_empty() {
            self.text(Role::Text, "no pod is failing");
            self.text(Role::Dim, &format!("{pods} looked at"));
        } else if model.snapshot.unseen.is_empty() {
            self.text(Role::Good, "✔ nothing is failing");
            self.text(Role::Dim, &format!("{pods} looked at"));
        } else if model.snapshot.total == 0 {
            self.text(Role::Text, "no pod could be seen");
            self.lines.push(Line::from(vec![
                self.brush.key(Action::Namespaces),
                self.brush.span(Role::Text, " choose or name a namespace that you may read"),
            ]));
        } else {
            self.text(Role::Text, "nothing is failing in what could be read");
            self.text(Role::Dim, &format!("{pods} looked at, and not all there are"));
        }
    }
}

/// Gathers what is not seen by why: the reason, how many namespaces, and the first one's name.
fn grouped(unseen: &[Unseen]) -> Vec<(String, usize, Option<String>)> {
    let mut groups: Vec<(String, usize, Option<String>)> = Vec::new();
    for part in unseen {
        let why = reason(&part.why, part.namespace.is_some());
        match groups.iter_mut().find(|(known, _, name)| *known == why && name.is_some() == part.namespace.is_some()) {
            Some(group) => group.1 += 1,
            None => groups.push((why, 1, part.namespace.clone())),
        }
    }
    groups
}

/// The right without its namespace, since that is what differs within a group.
fn reason(gap: &Gap, namespaced: bool) -> String {
    match gap {
        Gap::Forbidden(right) if namespaced => format!("not allowed to {} {}", right.verb, right.resource),
        other => other.to_string(),
    }
}
