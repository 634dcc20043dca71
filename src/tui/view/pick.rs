//! A list to choose from, with a filter on top: secrets, namespaces, contexts, what to copy, commands.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr as _;

use super::{
    brush::{Brush, cells, fitted},
    dialog, frame,
};
use crate::{
    core::text::{thousands, truncate},
    tui::{
        layout::Layout,
        model::{Item, Pick, Purpose},
        theme::Role,
    },
};

const WIDTH: u16 = 84;

/// Not more items than these are on the screen at once.
const MOST: u16 = 18;

/// Filter, blank line and borders.
const AROUND: u16 = 5;

/// Returns the size of the dialog, which stays the same whatever passes the filter.
pub(in crate::tui) fn size(pick: &Pick, screen: Rect) -> (u16, u16) {
    let items = cells(pick.items.len()).clamp(1, MOST);
    (WIDTH.min(screen.width - 2), (items + AROUND).min(screen.height - 2))
}

/// Returns where the items lie in a dialog of this place.
pub(in crate::tui) fn items_area(dialog: Rect) -> Rect {
    Rect {
        x: dialog.x + 1,
        y: dialog.y + 4,
        width: dialog.width.saturating_sub(2),
        height: dialog.height.saturating_sub(AROUND),
    }
}

pub(super) fn draw(brush: &Brush, pick: &Pick, layout: &Layout, buffer: &mut Buffer) {
    let inside = dialog::open(brush, layout.dialog, &brush.line(&pick.title), Role::DialogBorder, buffer);
    let (area, first) = layout.items();
    filter(brush, pick, Rect { y: inside.y + 1, height: 1, ..inside }, buffer);
    let shown = pick.shown();
    let labels = shown.iter().map(|(_, item)| item.label.width()).max().unwrap_or(0);
    let column = labels.min(usize::from(area.width) / 2);
    for (row, (index, (_, item))) in area.rows().zip(shown.iter().enumerate().skip(first)) {
        self::item(brush, item, index == pick.cursor, column, row, buffer);
    }
    if shown.is_empty() {
        let text = match pick.purpose {
            Purpose::Namespace => "not in the list; it is tried as it is typed",
            _ => "nothing matches",
        };
        buffer.set_span(inside.x, area.y, &brush.span(Role::Dim, text), inside.width);
    }
    if shown.len() > usize::from(area.height) {
        let text = format!(" {} of {} ", thousands(pick.cursor + 1), thousands(shown.len()));
        frame::foot(brush, layout.dialog, &text, buffer);
    }
}

fn filter(brush: &Brush, pick: &Pick, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, brush.style(Role::Field));
    buffer.set_span(area.x + 1, area.y, &brush.span(Role::Accent, "›"), 1);
    let field = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    pick.filter.render(field, buffer, brush.style(Role::Field), Some(brush.style(Role::FieldCursor)));
}

fn item(brush: &Brush, item: &Item, is_chosen: bool, column: usize, area: Rect, buffer: &mut Buffer) {
    let room = usize::from(area.width).saturating_sub(column + 6);
    let line = Line::from(vec![
        Span::raw("  "),
        brush.span(if is_chosen { Role::Strong } else { Role::Text }, fitted(&brush.line(&item.label), column)),
        Span::raw("   "),
        brush.span(Role::Dim, truncate(&brush.line(&item.note), room)),
    ]);
    buffer.set_line(area.x, area.y, &line, area.width);
    if is_chosen {
        buffer.set_style(area, brush.style(Role::Selection));
        buffer.set_span(area.x, area.y, &brush.span(Role::SelectionBar, "▌"), 1);
    }
}
