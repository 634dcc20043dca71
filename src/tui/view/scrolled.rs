//! A pane that is a column of ready lines.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use super::extent::Extent;
use crate::tui::model::Scroll;

/// Draws the lines from where the pane is scrolled to, and says how much there is.
pub(super) fn draw(lines: &[Line], scroll: Scroll, area: Rect, buffer: &mut Buffer) -> Extent {
    let extent = extent(lines.len(), area);
    let top = scroll.line.min(extent.lines - extent.page);
    for (row, line) in area.rows().zip(&lines[top..]) {
        buffer.set_style(row, line.style);
        buffer.set_line(row.x, row.y, line, row.width);
    }
    extent
}

pub(super) fn extent(lines: usize, area: Rect) -> Extent {
    Extent { lines, page: usize::from(area.height).min(lines), width: 0 }
}
