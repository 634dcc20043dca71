//! What else the fix does, and what about it is not known.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    core::{
        fix::{Fix, Risk, Weight},
        text::plural,
    },
    tui::{
        keys::Action,
        theme::Role,
        view::{
            brush::{Brush, cells},
            wrap::wrap,
        },
    },
};

/// Returns how many rows it takes to say all.
pub(super) fn height(brush: &Brush, fix: &Fix, width: u16, airy: bool) -> u16 {
    if fix.risks.is_empty() {
        return 0;
    }
    cells(lines(brush, &fix.risks, usize::from(width)).len() + lead(airy))
}

/// Blank lines, and a heading where there is room for one.
fn lead(airy: bool) -> usize {
    if airy { 3 } else { 1 }
}

/// Draws as much as there is room for and says how much more there is.
pub(super) fn draw(brush: &Brush, fix: &Fix, area: Rect, airy: bool, buffer: &mut Buffer) {
    let lead = cells(lead(airy));
    if area.height <= lead {
        return;
    }
    if airy {
        buffer.set_span(area.x, area.y + lead - 1, &brush.span(Role::Strong, "What else happens"), area.width);
    }
    let area = Rect { y: area.y + lead, height: area.height - lead, ..area };
    let mut lines = lines(brush, &fix.risks, usize::from(area.width));
    let room = usize::from(area.height);
    if lines.len() > room {
        let more = lines.len() - room + 1;
        lines.truncate(room - 1);
        lines.push(Line::from(vec![
            brush.span(Role::Dim, format!("… {}: ", plural(more, "more line"))),
            brush.key(Action::Zoom),
            brush.span(Role::Dim, " gives this pane the whole screen"),
        ]));
    }
    for (row, line) in area.rows().zip(&lines) {
        buffer.set_line(row.x, row.y, line, row.width);
    }
}

fn lines(brush: &Brush, risks: &[Risk], width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for risk in risks {
        push(brush, risk, width, &mut lines);
    }
    lines
}

/// Adds a risk: its mark, and its text with a hanging indent.
pub(in crate::tui::view) fn push(brush: &Brush, risk: &Risk, width: usize, lines: &mut Vec<Line<'static>>) {
    let (role, mark) = match risk.weight {
        Weight::Fine => (Role::Good, "✔ "),
        Weight::Caution => (Role::SeverityWarning, "● "),
        Weight::Unknown => (Role::Unknown, "? "),
    };
    for (row, text) in wrap(&brush.line(&risk.text), width.saturating_sub(2)).into_iter().enumerate() {
        let mark = if row == 0 { mark } else { "  " };
        lines.push(Line::from(vec![brush.span(role, mark), brush.span(Role::Text, text.to_owned())]));
    }
}
