//! The keys of this place, and everywhere's.

use std::collections::HashSet;

use ratatui::{buffer::Buffer, layout::Rect, text::Line};
use unicode_width::UnicodeWidthStr as _;

use super::{
    brush::{Brush, cells, fitted},
    dialog,
    extent::Extent,
    frame, scrolled,
    wrap::wrap,
};
use crate::tui::{
    keys::pane_places,
    model::{Model, Scroll},
    theme::Role,
};

const WIDTH: u16 = 78;

/// Returns the size of the dialog.
pub(in crate::tui) fn size(model: &Model, screen: Rect) -> (u16, u16) {
    let lines = cells(lines(&Brush::without_stop(model)).len());
    (WIDTH.min(screen.width - 2), lines.saturating_add(2).min(screen.height - 2))
}

pub(super) fn draw(brush: &Brush, top: usize, area: Rect, buffer: &mut Buffer) {
    let inside = dialog::open(brush, area, "Keys", Role::DialogBorder, buffer);
    let scroll = Scroll { line: top, column: 0 };
    let extent: Extent = scrolled::draw(&lines(brush), scroll, inside, buffer);
    frame::position(brush, area, extent, scroll, buffer);
}

/// Returns the whole help; it does not depend on the size of the screen, since its widest place is fixed.
pub(super) fn lines(brush: &Brush) -> Vec<Line<'static>> {
    let model = brush.model;
    let help = model.settings.keymap.help(&pane_places(model));
    let keys = help.iter().flat_map(|(_, rows)| rows).map(|(keys, _)| keys.width()).max().unwrap_or(0);
    let room = usize::from(WIDTH.min(model.width.saturating_sub(2))).saturating_sub(keys + 10);
    let mut lines = vec![Line::default()];
    let mut said = HashSet::new();
    for (heading, rows) in &help {
        // What the inner place has said is not said again by the outer one.
        let rows: Vec<_> = rows.iter().filter(|row| said.insert((&row.0, row.1))).collect();
        if rows.is_empty() {
            continue;
        }
        lines.push(Line::from(brush.span(Role::Strong, *heading)));
        for (keys_of_row, words) in rows {
            for (row, words) in wrap(words, room).into_iter().enumerate() {
                let shown = if row == 0 { keys_of_row.as_str() } else { "" };
                lines.push(Line::from(vec![
                    brush.span(Role::Accent, fitted(shown, keys + 3)),
                    brush.span(Role::Text, words.to_owned()),
                ]));
            }
        }
        lines.push(Line::default());
    }
    lines
}
