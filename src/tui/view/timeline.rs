//! What happened, from the first failing event to the last new pod that became ready, and what is still to do.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Modifier,
    text::{Line, Span},
};

use super::{
    brush::{Brush, cells, fitted},
    clock,
    extent::Extent,
    hidden, scrolled, why,
    wrap::wrap,
};
use crate::{
    core::{
        text::{plural, thousands},
        timeline::{Entry, Tone, Verdict},
    },
    tui::{
        keys::Action,
        model::{Case, Repair},
        theme::Role,
    },
};

pub(super) fn draw(brush: &Brush, case: &Case, area: Rect, buffer: &mut Buffer) -> Extent {
    let head = head(brush, case, area);
    scrolled::write(&head, area, buffer);
    let mut lines = lines(brush, case, area);
    hidden::set_off_all(brush, 0, &mut lines);
    scrolled::draw(&lines, brush.model.panes.timeline, below(&head, area), buffer)
}

pub(super) fn extent(brush: &Brush, case: &Case, area: Rect) -> Extent {
    let rest = below(&head(brush, case, area), area);
    scrolled::extent(lines(brush, case, area).len(), rest)
}

fn below(head: &[Line], area: Rect) -> Rect {
    let taken = cells(head.len()).min(area.height);
    Rect { y: area.y + taken, height: area.height - taken, ..area }
}

/// Returns what stays at the top: how it stands.
fn head(brush: &Brush, case: &Case, area: Rect) -> Vec<Line<'static>> {
    let mut lines = if area.height >= 12 { vec![Line::default()] } else { Vec::new() };
    match brush.model.repair() {
        Some(repair) => verdict(brush, case, repair, &mut lines),
        None => nothing_applied(brush, case, &mut lines),
    }
    lines.push(Line::default());
    lines
}

pub(super) fn lines(brush: &Brush, case: &Case, area: Rect) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let Some(repair) = brush.model.repair() else { return lines };
    let width = usize::from(area.width);
    for entry in &repair.entries {
        self::entry(brush, entry, width, &mut lines);
    }
    still_to_do(brush, case, repair, width, &mut lines);
    lines
}

fn nothing_applied(brush: &Brush, case: &Case, lines: &mut Vec<Line<'static>>) {
    let workload = brush.line(&case.workload.to_string());
    lines.push(Line::from(brush.span(Role::Text, format!("Nothing was applied to {workload} in this session."))));
    if case.fix.is_ok() {
        lines.push(Line::default());
        lines.push(Line::from(vec![brush.key(Action::ShowFix), brush.span(Role::Text, " see the fix as a diff")]));
    }
}

/// The message of a new failure is the last entry below, so that it is not said here too.
fn verdict(brush: &Brush, case: &Case, repair: &Repair, lines: &mut Vec<Line<'static>>) {
    let (role, words) = verdict_words(brush, repair);
    let workload = brush.line(&format!("{}/{}", case.workload.namespace, case.workload.name));
    let mut line = Line::from(brush.span(role, words).patch_style(Modifier::BOLD));
    line.push_span(brush.span(Role::Text, format!("   {workload}   {}", readiness(repair))));
    lines.push(line);
}

fn verdict_words(brush: &Brush, repair: &Repair) -> (Role, String) {
    let what = if repair.undone { "Taken back, " } else { "" };
    match &repair.verdict {
        Verdict::Healed { at } => {
            let word = if repair.undone { "Taken back and rolled out in" } else { "Healed in" };
            (Role::Good, format!("{word} {}", clock::age(repair.started, *at)))
        }
        Verdict::Waiting => {
            let word = if repair.undone { "waiting" } else { "Waiting" };
            (Role::SeverityWarning, format!("{what}{word} {}", clock::age(repair.started, brush.model.now)))
        }
        Verdict::FailsAnew { .. } if repair.undone => {
            (Role::SeverityCritical, "Taken back; it fails as before".to_owned())
        }
        Verdict::FailsAnew { reason, .. } => {
            (Role::SeverityCritical, format!("A new pod fails: {}", brush.line(reason)))
        }
    }
}

fn readiness(repair: &Repair) -> String {
    let ready = thousands(repair.rollout.ready());
    match repair.rollout.wanted {
        Some(wanted) => format!("{ready} of {} Ready", plural(wanted as usize, "new pod")),
        None => "the controller has not seen the change yet".to_owned(),
    }
}

fn entry(brush: &Brush, entry: &Entry, width: usize, lines: &mut Vec<Line<'static>>) {
    let time = clock::time(entry.at, brush.model.now, &brush.model.zone);
    let (mark_role, mark, role) = match entry.tone {
        Tone::Bad => (Role::SeverityCritical, "✖", Role::Text),
        Tone::Plain => (Role::Dim, "·", Role::Text),
        Tone::Written => (Role::Accent, "▲", Role::Strong),
        Tone::Good => (Role::Good, "✔", Role::Text),
    };
    let indent = time.chars().count() + 5;
    for (row, text) in wrap(&brush.line(&entry.text), width.saturating_sub(indent)).into_iter().enumerate() {
        let lead = if row == 0 {
            [brush.span(Role::Dim, format!("{time}  ")), brush.span(mark_role, format!("{mark}  "))]
        } else {
            [Span::raw(fitted("", indent)), Span::raw("")]
        };
        let mut line = Line::from_iter(lead);
        line.push_span(brush.span(role, text.to_owned()));
        lines.push(line);
    }
}

fn still_to_do(brush: &Brush, case: &Case, repair: &Repair, width: usize, lines: &mut Vec<Line<'static>>) {
    let mut todo = Vec::new();
    if !repair.undone && matches!(repair.verdict, Verdict::FailsAnew { .. }) {
        todo.push((format!("the {} fix did not heal it", repair.variant), Some((Action::Undo, "takes it back"))));
        todo.push(("the new cause is on the first tab".to_owned(), Some((Action::ShowWhy, "shows it"))));
    }
    if let Some(rest) = rest_of_the_incident(brush, case, repair) {
        todo.push((rest, None));
    }
    if todo.is_empty() {
        return;
    }
    why::heading(brush, "Still to do", lines);
    for (text, key) in todo {
        item(brush, &text, key, width, lines);
    }
}

fn item(brush: &Brush, text: &str, key: Option<(Action, &'static str)>, width: usize, lines: &mut Vec<Line<'static>>) {
    for (row, text) in wrap(&brush.line(text), width.saturating_sub(2)).into_iter().enumerate() {
        let mark = brush.span(Role::SeverityWarning, if row == 0 { "● " } else { "  " });
        lines.push(Line::from(vec![mark, brush.span(Role::Text, text.to_owned())]));
    }
    if let (Some((action, words)), Some(last)) = (key, lines.last_mut()) {
        last.push_span(Span::raw("    "));
        last.push_span(brush.key(action));
        last.push_span(brush.span(Role::Text, format!(" {words}")));
    }
}

/// Names the other workloads of the incident that still fail.
fn rest_of_the_incident(brush: &Brush, case: &Case, repair: &Repair) -> Option<String> {
    let incident = brush.model.list.board.get(repair.incident.as_ref()?)?;
    let names: Vec<String> = incident
        .workloads
        .values()
        .filter(|affected| affected.workload != case.workload)
        .map(|affected| format!("{}/{}", affected.workload.namespace, affected.workload.name))
        .collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("{one} fails in the same incident")),
        [one, other] => Some(format!("{one} and {other} fail in the same incident")),
        [one, other, rest @ ..] => {
            Some(format!("{one}, {other} and {} fail in the same incident", plural(rest.len(), "other")))
        }
    }
}
