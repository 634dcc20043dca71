//! The events of the pod, its owner and its workload: newest last, repeated ones once with their count.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr as _;

use super::{
    brush::{Brush, fitted},
    clock,
    extent::Extent,
    hidden, scrolled,
    wrap::wrap,
};
use crate::{
    core::{
        model::Event,
        text::{thousands, truncate},
    },
    tui::{model::Case, theme::Role},
};

/// Width of the column with the age.
const AGE: usize = 8;

/// Width of the column with the count.
const COUNT: usize = 7;

pub(super) fn draw(brush: &Brush, case: &Case, area: Rect, buffer: &mut Buffer) -> Extent {
    let notes = notes(brush, case, area);
    let events = in_order(case);
    let heights = heights(brush, &events, area);
    let extent = total(&notes, &heights, area);
    let top = brush.model.panes.events.line.min(extent.lines - extent.page);
    let mut begins = notes.len();
    let mut lines: Vec<Line> = notes.into_iter().skip(top).collect();
    for (event, height) in events.iter().zip(heights) {
        let ends = begins + height;
        if ends > top && begins < top + extent.page {
            lines.extend(entry(brush, event, area).into_iter().skip(top.saturating_sub(begins)));
        }
        begins = ends;
    }
    hidden::set_off_all(brush, top, &mut lines);
    scrolled::write(&lines, area, buffer);
    extent
}

pub(super) fn extent(brush: &Brush, case: &Case, area: Rect) -> Extent {
    total(&notes(brush, case, area), &heights(brush, &in_order(case), area), area)
}

/// Returns all lines, also those that are not on the screen.
pub(super) fn lines(brush: &Brush, case: &Case, area: Rect) -> Vec<Line<'static>> {
    let mut lines = notes(brush, case, area);
    lines.extend(in_order(case).into_iter().flat_map(|event| entry(brush, event, area)));
    lines
}

fn total(notes: &[Line], heights: &[usize], area: Rect) -> Extent {
    scrolled::extent(notes.len() + heights.iter().sum::<usize>(), area)
}

fn in_order(case: &Case) -> Vec<&Event> {
    let mut events: Vec<&Event> = case.dossier.events.values().map(AsRef::as_ref).collect();
    events.sort_by_key(|event| (event.last.or(event.first), event.first));
    events
}

/// What stands above the events: that there are none, or why some are missing.
fn notes(brush: &Brush, case: &Case, area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let mut lines = if area.height >= 12 { vec![Line::default()] } else { Vec::new() };
    let (role, text) = match &case.dossier.events_gap {
        Some(gap) => (Role::Unknown, format!("? events not shown: {}", brush.line(&gap.to_string()))),
        None if case.dossier.events.is_empty() && case.dossier.workload.is_pending() => {
            (Role::Dim, "The events are being read.".to_owned())
        }
        None if case.dossier.events.is_empty() => {
            (Role::Dim, "There are no events. A cluster forgets them, most of them after an hour.".to_owned())
        }
        None => return lines,
    };
    lines.extend(wrap(&text, width).into_iter().map(|line| Line::from(brush.span(role, line.to_owned()))));
    lines.push(Line::default());
    lines
}

fn heights(brush: &Brush, events: &[&Event], area: Rect) -> Vec<usize> {
    let height = |event: &&Event| 2 + wrap(&message(brush, event), message_width(area)).len();
    events.iter().map(height).collect()
}

fn message(brush: &Brush, event: &Event) -> String {
    brush.held_back().map_or_else(|| brush.block(event.message.trim()), ToOwned::to_owned)
}

fn message_width(area: Rect) -> usize {
    usize::from(area.width).saturating_sub(AGE + COUNT)
}

/// Returns the lines of an event: when, how often, what, who; then what it says; then nothing.
fn entry(brush: &Brush, event: &Event, area: Rect) -> Vec<Line<'static>> {
    let mut lines = vec![head(brush, event, area)];
    let indent = AGE + COUNT;
    for line in wrap(&message(brush, event), message_width(area)) {
        lines.push(Line::from(brush.span(Role::Text, format!("{}{line}", fitted("", indent)))));
    }
    lines.push(Line::default());
    lines
}

fn head(brush: &Brush, event: &Event, area: Rect) -> Line<'static> {
    let age = event.last.or(event.first).map(|at| clock::age(at, brush.model.now)).unwrap_or_default();
    let count = if event.count > 1 { format!("x{}", thousands(event.count as usize)) } else { String::new() };
    let reason = brush.line(&event.reason);
    let role = if event.warning { Role::SeverityWarning } else { Role::Strong };
    let about = about(brush, event);
    let room = message_width(area).saturating_sub(reason.width() + 3);
    Line::from(vec![
        brush.span(Role::Dim, format!("{age:>width$}  ", width = AGE - 2)),
        brush.span(Role::Text, format!("{count:<COUNT$}")),
        brush.span(role, reason),
        Span::raw("   "),
        brush.span(Role::Dim, truncate(&about, room)),
    ])
}

/// Says since when it repeats, who reported it, and what it is about.
fn about(brush: &Brush, event: &Event) -> String {
    let mut parts = Vec::new();
    if let (Some(first), true) = (event.first, event.count > 1) {
        parts.push(format!("since {}", clock::time(first, brush.model.now, &brush.model.zone)));
    }
    if !event.source.is_empty() {
        parts.push(event.source.clone());
    }
    parts.push(format!("{} {}", event.regarding.kind, event.regarding.name));
    brush.line(&parts.join("   "))
}
