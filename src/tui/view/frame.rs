//! The frames round panes and dialogs.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Modifier,
    text::Line,
    widgets::{Block, BorderType, Widget as _},
};

use super::{
    brush::{Brush, cells},
    extent::Extent,
};
use crate::{
    core::text::thousands,
    tui::{model::Scroll, theme::Role},
};

/// Draws the border of a pane; the focused one is told by its colour and by heavier lines where there is no colour.
pub(super) fn pane(brush: &Brush, area: Rect, focused: bool, buffer: &mut Buffer) {
    let style = brush.style(if focused { Role::PaneFocused } else { Role::PaneBorder });
    let is_told_by_colour = style.fg.is_some();
    let border = if focused && !is_told_by_colour { BorderType::Thick } else { BorderType::Rounded };
    Block::bordered().border_type(border).border_style(style).render(area, buffer);
}

/// Puts a title into the upper edge.
pub(super) fn title(brush: &Brush, area: Rect, role: Role, text: &str, buffer: &mut Buffer) {
    let line = Line::from(brush.span(role, format!(" {text} ")).patch_style(Modifier::BOLD));
    buffer.set_line(area.x + 2, area.y, &line, area.width.saturating_sub(4));
}

/// Says in the lower edge which lines are shown, when that is not all of them.
pub(super) fn position(brush: &Brush, area: Rect, extent: Extent, scroll: Scroll, buffer: &mut Buffer) {
    if extent.lines <= extent.page || area.is_empty() {
        return;
    }
    let first = scroll.line.min(extent.lines - extent.page);
    let shown = format!(" {}–{} of {} ", thousands(first + 1), thousands(first + extent.page), thousands(extent.lines));
    foot(brush, area, &shown, buffer);
}

/// Puts a dim text into the lower edge, at the right.
pub(super) fn foot(brush: &Brush, area: Rect, text: &str, buffer: &mut Buffer) {
    let width = cells(text.chars().count());
    if width + 4 <= area.width {
        buffer.set_string(area.right() - width - 2, area.bottom() - 1, text, brush.style(Role::Dim));
    }
}
