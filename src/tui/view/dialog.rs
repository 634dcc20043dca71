//! What all dialogs share: what lies behind them steps back, and they stand on a ground of their own.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Modifier,
    widgets::{Block, BorderType, Clear, Widget as _},
};

use super::{brush::Brush, frame};
use crate::tui::{layout::Layout, theme::Role};

/// Takes the colour out of everything but notice and footer, which speak of the dialog.
pub(super) fn push_back(brush: &Brush, layout: &Layout, buffer: &mut Buffer) {
    let behind = brush.style(Role::Behind).remove_modifier(Modifier::all());
    for area in [layout.header, layout.body] {
        buffer.set_style(area, behind);
    }
}

/// Draws the empty dialog and returns the room in it.
pub(super) fn open(brush: &Brush, area: Rect, title: &str, border: Role, buffer: &mut Buffer) -> Rect {
    Clear.render(area, buffer);
    buffer.set_style(area, brush.style(Role::Dialog));
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(brush.style(border));
    let inside = block.inner(area);
    block.render(area, buffer);
    let told = if border == Role::DialogBorder { Role::Strong } else { border };
    frame::title(brush, area, told, title, buffer);
    let margin = u16::from(inside.width > 40) + 1;
    Rect { x: inside.x + margin.min(inside.width), width: inside.width.saturating_sub(2 * margin), ..inside }
}
