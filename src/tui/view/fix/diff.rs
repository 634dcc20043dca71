//! A diff on the screen: side by side or in one column, folded, coloured, scrolled or wrapped.

use ratatui::{buffer::Buffer, layout::Rect};

use super::entries::{Entry, close_by, in_one_column, side_by_side};
use crate::{
    core::{
        diff::{Diff, Row},
        text::plural,
    },
    tui::{
        highlight::{self, Painted},
        model::{Model, Scroll},
        theme::Role,
        view::{
            brush::{Brush, cells},
            extent::Extent,
            hidden::Stop,
            spec::last_page,
        },
    },
};

mod side;

use side::Side;

/// Less than this is too narrow for two sides.
const SIDE_BY_SIDE: u16 = 70;

/// Unchanged lines round each change in little height.
const CLOSE: usize = 2;

/// In less than this the indentation that all lines share is taken off.
const ROOMY: u16 = 92;

/// A diff prepared for a width.
pub(in crate::tui::view) struct Sides<'a> {
    diff: &'a Diff,
    entries: Vec<Entry>,
    unified: bool,
    wrap: bool,
    /// So many spaces are taken off each line.
    indentation: usize,
    /// Columns of a line number.
    digits: usize,
    colours: [Option<&'a Vec<Painted>>; 2],
    width: u16,
}

impl<'a> Sides<'a> {
    /// Prepares the diff of these two texts; in little height less is shown round the changes.
    pub(in crate::tui::view) fn new(model: &'a Model, diff: &'a Diff, texts: [&str; 2], width: u16, low: bool) -> Self {
        let entries = if low { close_by(diff, CLOSE) } else { side_by_side(diff) };
        let unified = model.panes.unified || width < SIDE_BY_SIDE;
        let colours = texts.map(|text| model.colours.get(&highlight::id(text)));
        Self { wrap: model.panes.wrap, colours, ..Self::plain(diff, entries, unified, width) }
    }

    /// Prepares a diff for a dialog: one column, wrapped, and in little height nothing but the changes.
    pub(in crate::tui::view) fn in_dialog(diff: &'a Diff, width: u16, low: bool) -> Self {
        let entries = close_by(diff, if low { 0 } else { CLOSE });
        let mut sides = Self { wrap: true, ..Self::plain(diff, entries, true, width) };
        if low {
            sides.entries.retain(|entry| !matches!(entry, Entry::Fold(_)));
        }
        sides
    }

    fn plain(diff: &'a Diff, entries: Vec<Entry>, unified: bool, width: u16) -> Self {
        let entries = if unified { in_one_column(diff, entries) } else { entries };
        let indentation = if width < ROOMY { common_indentation(diff, &entries) } else { 0 };
        let digits = diff.rows.len().to_string().len().max(3);
        Self { diff, entries, unified, wrap: false, indentation, digits, colours: [None, None], width }
    }

    pub(in crate::tui::view) fn is_side_by_side(&self) -> bool {
        !self.unified
    }

    /// Returns the lines at which a run of changes begins.
    pub(in crate::tui::view) fn changes(&self) -> Vec<usize> {
        let is_change = |at: usize| match self.entries[at] {
            Entry::Pair(index) => self.diff.rows[index].is_change(),
            Entry::Old(_) | Entry::New(_) => true,
            Entry::Fold(_) | Entry::Same(_) => false,
        };
        (0..self.entries.len()).filter(|at| is_change(*at) && (*at == 0 || !is_change(at - 1))).collect()
    }

    /// Returns how many lines there are to scroll through.
    pub(in crate::tui::view) fn lines(&self) -> usize {
        self.entries.len()
    }

    /// Returns the hidden stretches of both sides; one that stands on both sides of a line is one.
    pub(in crate::tui::view) fn stops(&self, brush: &Brush) -> Vec<Stop> {
        let mut stops = Vec::new();
        for (line, entry) in self.entries.iter().enumerate() {
            for (side, area) in self.sides(*entry, Rect::new(0, 0, self.width, 1)) {
                side.push_stops(brush, line, self.indentation, (!self.wrap).then_some(area), &mut stops);
            }
        }
        stops
    }

    /// Returns how many rows all of it takes.
    pub(in crate::tui::view) fn height(&self) -> usize {
        if self.wrap { self.entries.iter().map(|entry| self.entry_height(*entry)).sum() } else { self.entries.len() }
    }

    /// Returns how many lines there are, and how many of them are shown at the end.
    pub(in crate::tui::view) fn shown(&self, height: u16) -> Extent {
        let lines = self.entries.len();
        if self.wrap {
            let heights = self.entries.iter().rev().map(|entry| self.entry_height(*entry));
            return Extent { lines, page: last_page(heights, height).min(lines), width: 0 };
        }
        Extent { lines, page: usize::from(height).min(lines), width: 0 }
    }

    /// Does what [`Sides::shown`] does, and says how far the text can be shifted.
    pub(in crate::tui::view) fn extent(&self, height: u16) -> Extent {
        let overhang = |entry: &Entry| {
            let sides = self.sides(*entry, Rect::new(0, 0, self.width, 1));
            sides.iter().map(|(side, area)| side.overhang(*area, self.indentation)).max().unwrap_or(0)
        };
        let width = if self.wrap { 0 } else { self.entries.iter().map(overhang).max().unwrap_or(0) };
        Extent { width, ..self.shown(height) }
    }

    fn entry_height(&self, entry: Entry) -> usize {
        let sides = self.sides(entry, Rect::new(0, 0, self.width, 1));
        sides.iter().map(|(side, area)| side.height(*area, self.indentation)).max().unwrap_or(1)
    }

    /// Draws it from this line on.
    pub(in crate::tui::view) fn draw(&self, brush: &Brush, scroll: Scroll, area: Rect, buffer: &mut Buffer) {
        let extent = self.shown(area.height);
        let top = scroll.line.min(extent.lines - extent.page);
        let mut rest = area;
        for (line, entry) in self.entries.iter().enumerate().skip(top) {
            if rest.is_empty() {
                break;
            }
            let wanted = if self.wrap { self.entry_height(*entry) } else { 1 };
            let place = Rect { height: cells(wanted).min(rest.height), ..rest };
            self.entry(brush, (line, *entry), scroll.column, place, buffer);
            rest = Rect { y: place.bottom(), height: rest.height - place.height, ..rest };
        }
    }

    fn entry(&self, brush: &Brush, (line, entry): (usize, Entry), column: usize, area: Rect, buffer: &mut Buffer) {
        if let Entry::Fold(count) = entry {
            self.fold(brush, count, area, buffer);
            return;
        }
        let sides = self.sides(entry, area);
        for (side, place) in &sides {
            if self.wrap {
                side.draw_wrapped(brush, line, self.indentation, *place, buffer);
            } else {
                side.draw_scrolled(brush, line, [self.indentation, column], *place, buffer);
            }
        }
        if sides.len() == 2 {
            for y in area.top()..area.bottom() {
                buffer.set_span(self.middle(area), y, &brush.span(Role::Faint, "│"), 1);
            }
        }
    }

    fn fold(&self, brush: &Brush, count: usize, area: Rect, buffer: &mut Buffer) {
        buffer.set_style(area, brush.style(Role::Quote));
        let text = brush.span(Role::Dim, format!("··· {}", plural(count, "unchanged line")));
        let gutter = cells(side::gutter(self.digits, self.unified));
        buffer.set_span(area.x + gutter, area.y, &text, area.width.saturating_sub(gutter));
        if !self.unified {
            let x = self.middle(area) + 1 + gutter;
            buffer.set_span(x, area.y, &text, area.right().saturating_sub(x));
        }
    }

    /// Names the sides above them.
    pub(in crate::tui::view) fn captions(&self, brush: &Brush, area: Rect, buffer: &mut Buffer) {
        let gutter = cells(side::gutter(self.digits, false));
        buffer.set_span(area.x + gutter, area.y, &brush.span(Role::Dim, "current"), area.width);
        buffer.set_span(self.middle(area) + 1 + gutter, area.y, &brush.span(Role::Dim, "with the fix"), area.width);
    }

    /// The column between the sides.
    fn middle(&self, area: Rect) -> u16 {
        area.x + self.width / 2
    }

    /// Returns what stands on this line, each side with its place.
    fn sides(&self, entry: Entry, area: Rect) -> Vec<(Side<'a>, Rect)> {
        let row = |index: usize| &self.diff.rows[index];
        match entry {
            Entry::Fold(_) => Vec::new(),
            Entry::Same(index) => vec![(Side::same(row(index), self.colours[1], self.digits), area)],
            Entry::Old(index) => vec![(Side::old(row(index), self.colours[0], self.digits).in_one_column(), area)],
            Entry::New(index) => vec![(Side::new(row(index), self.colours[1], self.digits).in_one_column(), area)],
            Entry::Pair(index) => {
                let middle = self.middle(area);
                let left = Rect { width: middle - area.x, ..area };
                let right = Rect { x: middle + 1, width: area.right().saturating_sub(middle + 1), ..area };
                vec![
                    (Side::old(row(index), self.colours[0], self.digits), left),
                    (Side::new(row(index), self.colours[1], self.digits), right),
                ]
            }
        }
    }
}

/// Returns how many spaces all lines that are shown begin with; empty lines do not count.
fn common_indentation(diff: &Diff, entries: &[Entry]) -> usize {
    let rows = entries.iter().filter_map(|entry| match entry {
        Entry::Fold(_) => None,
        Entry::Pair(index) | Entry::Same(index) | Entry::Old(index) | Entry::New(index) => Some(&diff.rows[*index]),
    });
    let texts = rows.flat_map(|row| match row {
        Row::Changed { old, new, .. } => vec![side::joined(old), side::joined(new)],
        other => vec![other.text()],
    });
    let indentations =
        texts.filter(|text| !text.trim().is_empty()).map(|text| text.len() - text.trim_start_matches(' ').len());
    indentations.min().unwrap_or(0)
}
