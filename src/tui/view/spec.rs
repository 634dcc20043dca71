//! The object as YAML, with line numbers and syntax colours.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr as _;

use super::{
    brush::{Brush, cells},
    code::{self, Look},
    extent::Extent,
    hidden::{self, Stop},
    wrap::wrap,
};
use crate::{
    core::{model::Reading, text::neutralise_line},
    tui::{
        highlight::{self, Painted},
        model::Case,
        theme::Role,
    },
};

pub(super) fn draw(brush: &Brush, case: &Case, area: Rect, buffer: &mut Buffer) -> Extent {
    if case.spec.is_empty() {
        missing(brush, case, area, buffer);
        return Extent::default();
    }
    let extent = shown(brush, case, area);
    let colours = brush.model.colours.get(&highlight::id(&case.spec));
    let scroll = brush.model.panes.spec;
    let top = scroll.line.min(extent.lines - extent.page);
    let mut rest = area;
    for (index, line) in case.spec.lines().enumerate().skip(top) {
        if rest.is_empty() {
            break;
        }
        let paints = colours.and_then(|colours| colours.get(index));
        let used = row(brush, (index, line), paints, gutter(extent.lines), rest, buffer);
        rest = Rect { y: rest.y + used, height: rest.height - used, ..rest };
    }
    extent
}

/// Draws one line of the text and returns how many rows it took.
fn row(
    brush: &Brush,
    (index, text): (usize, &str),
    paints: Option<&Painted>,
    gutter: u16,
    area: Rect,
    buffer: &mut Buffer,
) -> u16 {
    let number = format!("{:>width$}", index + 1, width = usize::from(gutter) - 2);
    buffer.set_stringn(area.x, area.y, number, usize::from(area.width), brush.style(Role::Faint));
    let text = neutralise_line(text);
    let paints = paints.map(Vec::as_slice).unwrap_or_default();
    let spans = hidden::set_off(brush, index, code::spans(brush, &text, paints, &[], Look::default()));
    let code = Rect { x: area.x + gutter, width: area.width.saturating_sub(gutter), ..area };
    if brush.model.panes.wrap {
        code::draw_wrapped(&spans, code, buffer);
        return cells(code::wrapped_height(&text, usize::from(code.width))).min(area.height);
    }
    let line = Rect { height: 1, ..code };
    code::draw_scrolled(&spans, brush.model.panes.spec.column, line, brush.style(Role::Dim), buffer);
    1
}

/// Number and two spaces.
fn gutter(lines: usize) -> u16 {
    cells(lines.to_string().len().max(3) + 2)
}

/// Returns how many lines there are, and how many of them are shown at the end.
fn shown(brush: &Brush, case: &Case, area: Rect) -> Extent {
    let lines = case.spec.lines().count();
    if brush.model.panes.wrap {
        let room = usize::from(area.width.saturating_sub(gutter(lines)));
        let heights = case.spec.lines().rev().map(|line| code::wrapped_height(&neutralise_line(line), room));
        return Extent { lines, page: last_page(heights, area.height).min(lines), width: 0 };
    }
    Extent { lines, page: usize::from(area.height).min(lines), width: 0 }
}

pub(super) fn extent(brush: &Brush, case: &Case, area: Rect) -> Extent {
    let shown = shown(brush, case, area);
    let room = usize::from(area.width.saturating_sub(gutter(shown.lines)));
    let widest = case.spec.lines().map(|line| neutralise_line(line).width()).max().unwrap_or(0);
    Extent { width: if brush.model.panes.wrap { 0 } else { widest.saturating_sub(room) }, ..shown }
}

/// Returns the hidden stretches of the text.
pub(super) fn stops(brush: &Brush, case: &Case, area: Rect) -> Vec<Stop> {
    let lines = case.spec.lines().count();
    let room = usize::from(area.width.saturating_sub(gutter(lines)));
    let room = (!brush.model.panes.wrap).then_some(room);
    let mut stops = Vec::new();
    for (index, line) in case.spec.lines().enumerate() {
        hidden::push(brush, index, &neutralise_line(line), room, &mut stops);
    }
    stops
}

/// Returns how many of these heights, counted from the end, fit on the page: at least one.
pub(super) fn last_page(heights: impl Iterator<Item = usize>, height: u16) -> usize {
    let mut room = usize::from(height);
    let fitting = heights.take_while(|needed| {
        let fits = *needed <= room;
        room = room.saturating_sub(*needed);
        fits
    });
    fitting.count().max(1)
}

/// Says why there is no text: not there yet, not allowed, gone.
fn missing(brush: &Brush, case: &Case, area: Rect, buffer: &mut Buffer) {
    let reading = if case.on_pod { &case.dossier.pod } else { &case.dossier.workload };
    let what = if case.on_pod { case.member.id().to_string() } else { case.workload.to_string() };
    let (role, text) = match reading {
        Reading::NotAsked | Reading::Asked => (Role::Dim, format!("{what} is being read.")),
        Reading::Found { .. } => (Role::Dim, format!("{what} is empty.")),
        Reading::Absent { .. } => (Role::SeverityCritical, format!("✖ {what} does not exist any more.")),
        Reading::Unknown(gap) => (Role::Unknown, format!("? {what} not shown: {gap}")),
    };
    let text = brush.line(&text);
    for (row, line) in area.rows().skip(1).zip(wrap(&text, usize::from(area.width))) {
        buffer.set_stringn(row.x, row.y, line, usize::from(row.width), brush.style(role));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_holds_what_fits_and_never_nothing() {
        assert_eq!(last_page([1, 2, 3].into_iter(), 4), 2);
        assert_eq!(last_page([9, 1].into_iter(), 4), 1);
    }
}
