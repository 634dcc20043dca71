//! Ready lines one below the other.

use ratatui::{buffer::Buffer, layout::Rect, text::Line};

use super::extent::Extent;
use crate::tui::model::Scroll;

/// Draws the lines from where the pane is scrolled to, and says how much there is.
pub(super) fn draw(lines: &[Line], scroll: Scroll, area: Rect, buffer: &mut Buffer) -> Extent {
    let extent = extent(lines.len(), area);
    let top = scroll.line.min(extent.lines - extent.page);
    write(&lines[top..], area, buffer);
    extent
}

/// Writes as many of the lines as there are rows. One that is too wide ends with `…`.
pub(super) fn write(lines: &[Line], area: Rect, buffer: &mut Buffer) {
    for (row, line) in area.rows().zip(lines).filter(|(row, _)| !row.is_empty()) {
        buffer.set_style(row, line.style);
        buffer.set_line(row.x, row.y, line, row.width);
        if line.width() > usize::from(row.width) {
            let style = line.spans.last().map(|span| span.style).unwrap_or_default();
            buffer.set_stringn(row.right() - 1, row.y, "…", 1, style);
        }
    }
}

pub(super) fn extent(lines: usize, area: Rect) -> Extent {
    Extent { lines, page: usize::from(area.height).min(lines), width: 0 }
}
