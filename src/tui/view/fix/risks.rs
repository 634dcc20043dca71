//! What else the fix does, and what about it is not known.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use crate::{
    core::{
        fix::{Fix, Risk, Weight},
        text::{plural, truncate},
    },
    tui::{
        keys::Action,
        theme::Role,
        view::{
            brush::{Brush, cells},
            hidden, scrolled,
            wrap::wrap,
        },
    },
};

/// In little room not more rows than these.
const MOST_LOW: u16 = 4;

/// Returns how many rows it takes to say all; in little room there is one a risk.
pub(super) fn height(brush: &Brush, fix: &Fix, width: u16, airy: bool) -> u16 {
    if fix.risks.is_empty() {
        return 0;
    }
    if !airy {
        return cells(fix.risks.len()).min(MOST_LOW);
    }
    cells(lines(brush, &fix.risks, usize::from(width)).len() + LEAD)
}

/// Two blank lines and the heading.
const LEAD: usize = 3;

/// Returns what is said, also what there is no room for.
pub(super) fn lines_of(brush: &Brush, fix: &Fix, area: Rect, airy: bool) -> Vec<Line<'static>> {
    let all = if airy { lines } else { short };
    all(brush, &fix.risks, usize::from(area.width))
}

/// Draws as much as there is room for and says how much more there is. `first` is the line of the tab that this begins with.
pub(super) fn draw(brush: &Brush, fix: &Fix, area: Rect, airy: bool, first: usize, buffer: &mut Buffer) {
    let mut lines = lines_of(brush, fix, area, airy);
    hidden::set_off_all(brush, first, &mut lines);
    if !airy {
        write(brush, lines, area, buffer);
        return;
    }
    let lead = cells(LEAD).min(area.height);
    if area.height > lead {
        buffer.set_span(area.x, area.y + lead - 1, &brush.span(Role::Strong, "What else happens"), area.width);
    }
    let area = Rect { y: area.y + lead, height: area.height - lead, ..area };
    write(brush, lines, area, buffer);
}

fn write(brush: &Brush, mut lines: Vec<Line<'static>>, area: Rect, buffer: &mut Buffer) {
    let room = usize::from(area.height);
    if lines.len() > room && room > 0 {
        let more = lines.len() - room + 1;
        lines.truncate(room - 1);
        lines.push(Line::from(vec![
            brush.span(Role::Dim, format!("… {}: ", plural(more, "more line"))),
            brush.key(Action::Zoom),
            brush.span(Role::Dim, " gives this pane the whole screen"),
        ]));
    }
    scrolled::write(&lines, area, buffer);
}

pub(in crate::tui::view) fn lines(brush: &Brush, risks: &[Risk], width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for risk in risks {
        push(brush, risk, width, &mut lines);
    }
    lines
}

/// Returns a line a risk, those worth a thought first.
pub(in crate::tui::view) fn short(brush: &Brush, risks: &[Risk], width: usize) -> Vec<Line<'static>> {
    let mut risks: Vec<&Risk> = risks.iter().collect();
    risks.sort_by_key(|risk| match risk.weight {
        Weight::Caution => 0,
        Weight::Unknown => 1,
        Weight::Fine => 2,
    });
    let line = |risk: &Risk| {
        let (role, mark) = mark(risk.weight);
        let text = truncate(&brush.line(&risk.text), width.saturating_sub(2));
        Line::from(vec![brush.span(role, mark), brush.span(Role::Text, text)])
    };
    risks.into_iter().map(line).collect()
}

fn mark(weight: Weight) -> (Role, &'static str) {
    match weight {
        Weight::Fine => (Role::Good, "✔ "),
        Weight::Caution => (Role::SeverityWarning, "● "),
        Weight::Unknown => (Role::Unknown, "? "),
    }
}

/// Adds a risk: its mark, and its text with a hanging indent.
fn push(brush: &Brush, risk: &Risk, width: usize, lines: &mut Vec<Line<'static>>) {
    let (role, mark) = mark(risk.weight);
    for (row, text) in wrap(&brush.line(&risk.text), width.saturating_sub(2)).into_iter().enumerate() {
        let mark = if row == 0 { mark } else { "  " };
        lines.push(Line::from(vec![brush.span(role, mark), brush.span(Role::Text, text.to_owned())]));
    }
}
