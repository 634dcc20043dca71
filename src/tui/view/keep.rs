//! The question whether a hidden value may stand in the next copy. It shows the value: whoever says yes knows to what.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    brush::{Brush, cells},
    dialog, frame, scrolled,
    wrap::wrap,
};
use crate::{
    core::text::neutralise,
    tui::{
        keys::Action,
        model::{Keep, Model, Scroll},
        theme::Role,
    },
};

const WIDTH: u16 = 72;

/// Borders and margins of the dialog beside its text.
const AROUND: u16 = 6;

/// The blank lines round the keys, and the keys.
const FOOT: u16 = 2;

/// Returns the size of the dialog.
pub(in crate::tui) fn size(model: &Model, keep: &Keep, screen: Rect) -> (u16, u16) {
    let lines = cells(lines(&Brush::without_stop(model), keep).len());
    (width(screen.width), (lines + FOOT + 2).min(screen.height.saturating_sub(2)))
}

fn width(screen: u16) -> u16 {
    WIDTH.min(screen.saturating_sub(2))
}

/// Returns how many of the lines are not on the screen.
pub(super) fn scrollable(brush: &Brush, keep: &Keep, area: Rect) -> usize {
    lines(brush, keep).len().saturating_sub(usize::from(area.height.saturating_sub(2 + FOOT)))
}

pub(super) fn draw(brush: &Brush, keep: &Keep, area: Rect, buffer: &mut Buffer) {
    let inside = dialog::open(brush, area, "Keep in the next copy?", Role::DialogWarning, buffer);
    let text = Rect { height: inside.height.saturating_sub(FOOT), ..inside };
    let scroll = Scroll { line: keep.scroll, column: 0 };
    let extent = scrolled::draw(&lines(brush, keep), scroll, text, buffer);
    frame::position(brush, area, extent, scroll, buffer);
    keys(brush, Rect { y: text.bottom(), height: inside.height - text.height, ..inside }, buffer);
}

/// Cancel comes first, since that is what happens when in doubt.
fn keys(brush: &Brush, area: Rect, buffer: &mut Buffer) {
    let Some(row) = area.rows().next() else { return };
    let left = Line::from(vec![brush.key(Action::Back), brush.span(Role::Text, " leave it hidden")]);
    let right = Line::from(vec![brush.key(Action::Confirm), brush.span(Role::Text, " keep")]);
    buffer.set_line(row.x, row.y, &left, row.width);
    let x = row.right().saturating_sub(cells(right.width()));
    buffer.set_line(x, row.y, &right, row.width);
}

pub(super) fn lines(brush: &Brush, keep: &Keep) -> Vec<Line<'static>> {
    let room = usize::from(width(brush.model.width).saturating_sub(AROUND)).max(20);
    let known = &keep.known;
    let mut lines = vec![
        Line::default(),
        fact(brush, "hidden as", Span::styled(keep.placeholder.clone(), brush.style(Role::Hidden))),
        fact(brush, "because", brush.span(Role::Text, format!("{}: {}", known.class, known.reasons.join("; ")))),
        Line::default(),
    ];
    push(brush, "The next copy would show, wherever it stands:", room, &mut lines);
    for form in &known.forms {
        let text = neutralise(form.trim_end()).into_owned();
        for row in wrap(&text, room.saturating_sub(2)) {
            lines.push(Line::from(brush.span(Role::QuoteCore, format!("  {row}"))));
        }
    }
    lines.push(Line::default());
    push(brush, "After that copy it is hidden again. Until then the screen shows it too.", room, &mut lines);
    lines.push(Line::default());
    lines
}

fn fact(brush: &Brush, name: &'static str, value: Span<'static>) -> Line<'static> {
    Line::from(vec![brush.span(Role::Dim, format!("{name:<12}")), value])
}

fn push(brush: &Brush, text: &str, room: usize, lines: &mut Vec<Line<'static>>) {
    lines.extend(wrap(text, room).into_iter().map(|line| Line::from(brush.span(Role::Text, line.to_owned()))));
}
