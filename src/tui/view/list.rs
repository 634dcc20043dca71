//! The incidents: one line for each thing that is wrong, below it the workloads, below those the pods.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    brush::{Brush, cells},
    frame,
};
use crate::{
    core::{
        health::SymptomKind,
        text::{plural, thousands, truncate},
    },
    tui::{
        layout::Layout,
        model::{Focus, Model, Row, RowKey},
        theme::Role,
    },
};

mod notes;

/// Returns where the rows lie: below the filter, above what is said of the list itself.
pub(in crate::tui) fn rows_area(model: &Model, inside: Rect) -> Rect {
    let filter = u16::from(model.list.filter.is_some()).min(inside.height);
    let notes = notes::height(model, inside).min(inside.height - filter);
    Rect { y: inside.y + filter, height: inside.height - filter - notes, ..inside }
}

pub(super) fn draw(brush: &Brush, layout: &Layout, buffer: &mut Buffer) {
    let model = brush.model;
    if layout.list.is_empty() {
        return;
    }
    frame::pane(brush, layout.list, model.focus == Focus::List, buffer);
    frame::title(brush, layout.list, Role::Strong, "Incidents", buffer);
    let area = layout.list_rows();
    filter(brush, area, buffer);
    notes::draw(brush, layout, buffer);
    for (place, (index, row)) in area.rows().zip(model.list.rows.iter().enumerate().skip(model.list.top)) {
        let is_chosen = model.list.position() == Some(index);
        self::row(brush, row, is_chosen, place, buffer);
    }
    position(brush, layout, buffer);
}

/// Draws the filter in the line above the rows.
fn filter(brush: &Brush, rows: Rect, buffer: &mut Buffer) {
    let Some(field) = &brush.model.list.filter else { return };
    let line = Rect { y: rows.y.saturating_sub(1), height: 1, ..rows };
    buffer.set_span(line.x + 1, line.y, &brush.span(Role::Accent, "/ "), 2);
    let place = Rect { x: line.x + 3, width: line.width.saturating_sub(4), ..line };
    let cursor = brush.model.list.filtering.then(|| brush.style(Role::FieldCursor));
    field.render(place, buffer, brush.style(Role::Strong), cursor);
}

fn position(brush: &Brush, layout: &Layout, buffer: &mut Buffer) {
    let list = &brush.model.list;
    let page = usize::from(layout.list_rows().height);
    if list.rows.len() > page {
        let here = list.position().map_or(list.top, |position| position) + 1;
        let text = format!(" {} of {} ", thousands(here), thousands(list.rows.len()));
        frame::foot(brush, layout.list, &text, buffer);
    }
}

fn row(brush: &Brush, row: &Row, is_chosen: bool, area: Rect, buffer: &mut Buffer) {
    let count = count(brush, row, is_chosen);
    let width = usize::from(area.width);
    let mut line = lead(brush, row, is_chosen);
    let room = width.saturating_sub(line.width() + count.width() + 4);
    let role = if matches!(row.key, RowKey::Incident(_)) { Role::Strong } else { Role::Text };
    line.push_span(brush.span(role, truncate(&brush.line(&row.text), room)));
    buffer.set_line(area.x, area.y, &line, area.width);
    if count.width() + 1 < width {
        let x = area.right() - cells(count.width()) - 1;
        buffer.set_span(x, area.y, &count, area.width);
    }
    if is_chosen {
        buffer.set_style(area, brush.style(Role::Selection));
        buffer.set_span(area.x, area.y, &brush.span(Role::SelectionBar, "▌"), 1);
    }
}

/// Returns what stands before the text: bar, fold mark, and for an incident what kind it is.
fn lead(brush: &Brush, row: &Row, is_chosen: bool) -> Line<'static> {
    let fold = match row.open {
        Some(true) => "▾ ",
        Some(false) => "▸ ",
        None => "  ",
    };
    let mut line = Line::from(Span::raw(" "));
    match &row.key {
        RowKey::Incident(_) => {
            let kind = brush.model.list.incident(&row.key).map(|incident| incident.kind);
            let (role, mark) = kind.map_or((Role::Dim, " "), kind_mark);
            line.push_span(brush.span(Role::Dim, fold));
            line.push_span(brush.span(role, format!("{mark} ")));
        }
        RowKey::Workload(..) => {
            // The mark is shown where it tells something, and where Enter would act on it.
            let shown = row.open == Some(true) || is_chosen;
            line.push_span(brush.span(Role::Dim, if shown { format!("  {fold}") } else { "    ".to_owned() }));
        }
        RowKey::Pod(..) => line.push_span(Span::raw("      ")),
    }
    line
}

fn kind_mark(kind: SymptomKind) -> (Role, &'static str) {
    match kind {
        SymptomKind::ImagePull | SymptomKind::Start | SymptomKind::Failed | SymptomKind::NoPods => {
            (Role::SeverityCritical, "✖")
        }
        SymptomKind::CrashLoop | SymptomKind::OutOfMemory => (Role::SeverityWarning, "↻"),
        SymptomKind::Unschedulable => (Role::SeverityInfo, "◌"),
        SymptomKind::NotStarted | SymptomKind::NotReady | SymptomKind::Terminating => (Role::SeverityWarning, "○"),
    }
}

/// Returns the number of pods; the chosen row says that they are pods, or that they are not there.
fn count(brush: &Brush, row: &Row, is_chosen: bool) -> Span<'static> {
    match (&row.key, is_chosen) {
        (RowKey::Pod(..), _) => Span::raw(""),
        (_, true) if row.missing == row.pods => brush.span(Role::Dim, format!("{} not created", thousands(row.pods))),
        (_, true) => brush.span(Role::Dim, plural(row.pods, "pod")),
        (RowKey::Incident(_), false) => brush.span(Role::Text, thousands(row.pods)),
        (RowKey::Workload(..), false) => brush.span(Role::Dim, thousands(row.pods)),
    }
}
