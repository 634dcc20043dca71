//! Who else is hit by the same cause, and what to do next.

use ratatui::text::{Line, Span};

use super::{MEASURE, heading, push_wrapped};
use crate::{
    core::{
        incident::{Affected, Incident},
        text::{plural, thousands},
    },
    tui::{
        keys::Action,
        model::{Case, Model},
        theme::Role,
        view::brush::Brush,
    },
};

/// So many other workloads are named, the rest is counted.
const NAMED: usize = 8;

/// Between two steps on a line.
const GAP: &str = "    ";

pub(super) fn push(brush: &Brush, case: &Case, width: usize, lines: &mut Vec<Line<'static>>) {
    if let Some(incident) = incident(brush.model, case) {
        others(brush, case, incident, width, lines);
    }
    next(brush, case, width, lines);
}

/// Returns the incident that the case is part of.
pub(in crate::tui::view) fn incident<'a>(model: &'a Model, case: &Case) -> Option<&'a Incident> {
    model.list.board.of(&case.member)
}

fn others(brush: &Brush, case: &Case, incident: &Incident, width: usize, lines: &mut Vec<Line<'static>>) {
    let others: Vec<&Affected> =
        incident.workloads.values().filter(|affected| affected.workload != case.workload).collect();
    if others.is_empty() {
        return;
    }
    let mut names: Vec<String> = others
        .iter()
        .take(NAMED)
        .map(|affected| {
            let workload = &affected.workload;
            format!("{}/{} {}", workload.namespace, workload.name, count(affected))
        })
        .collect();
    if others.len() > NAMED {
        names.push(format!("and {} more", thousands(others.len() - NAMED)));
    }
    heading(brush, "Also in this incident", lines);
    push_wrapped(brush, Role::Text, &brush.line(&names.join(", ")), width, lines);
}

fn count(affected: &Affected) -> String {
    if affected.pods.is_empty() {
        return format!("{} not created", plural(affected.missing as usize, "pod"));
    }
    plural(affected.pods.len(), "pod")
}

fn next(brush: &Brush, case: &Case, width: usize, lines: &mut Vec<Line<'static>>) {
    heading(brush, "Next", lines);
    if let Some(finding) = case.finding.as_ref().filter(|finding| !finding.next.is_empty()) {
        push_wrapped(brush, Role::Text, &brush.line(&finding.next), width.min(MEASURE), lines);
    }
    let mut steps = Vec::new();
    if case.fix.is_ok() {
        steps.push((Action::ShowFix, "see the fix as a diff"));
    }
    if brush.model.repair().is_some() {
        steps.push((Action::ShowTimeline, "see how the repair goes"));
    }
    if case.finding.is_some() {
        steps.push((Action::ShowCause, "about this cause"));
    }
    steps.push((Action::ShowEvents, "the events"));
    steps.push((Action::Copy, "copy a report"));
    let mut line = Line::default();
    for (action, words) in steps {
        let item = [brush.key(action), brush.span(Role::Text, format!(" {words}"))];
        if line.width() + GAP.len() + item.iter().map(Span::width).sum::<usize>() > width {
            lines.push(std::mem::take(&mut line));
        }
        let gap = if line.width() == 0 { "" } else { GAP };
        line.push_span(Span::raw(gap));
        line.extend(item);
    }
    lines.push(line);
}
