//! One side of a line of the diff: its number, its sign, its text.

use std::{borrow::Cow, ops::Range};

use ratatui::{buffer::Buffer, layout::Rect, text::Span};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    core::{
        diff::{Piece, Row},
        text::neutralise_line,
    },
    tui::{
        highlight::{Paint, Painted},
        theme::Role,
        view::{
            brush::{Brush, cells},
            code::{self, Look},
            hidden::{self, Stop},
        },
    },
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Same,
    Added,
    Removed,
    /// The other side has a line here and this one has none.
    Gap,
}

pub(super) struct Side<'a> {
    kind: Kind,
    /// The text of the gutter without the sign.
    number: String,
    text: Cow<'a, str>,
    words: Vec<Range<usize>>,
    paints: &'a [Paint],
}

/// Returns the columns before the text: number, space, sign, space; in one column there are two numbers.
pub(super) fn gutter(digits: usize, one_column: bool) -> usize {
    if one_column { 2 * digits + 4 } else { digits + 3 }
}

pub(super) fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

impl<'a> Side<'a> {
    /// Returns the left side of a row.
    pub(super) fn old(row: &'a Row, colours: Option<&'a Vec<Painted>>, digits: usize) -> Self {
        match row {
            Row::Same { left, text, .. } => Self::plain(*left, text, colours, digits),
            Row::Removed { left, text } | Row::Changed { left, old: text, .. } => {
                Self::pieces(Kind::Removed, *left, text, colours, digits)
            }
            Row::Added { .. } => Self::gap(digits),
        }
    }

    /// Returns the right side of a row.
    pub(super) fn new(row: &'a Row, colours: Option<&'a Vec<Painted>>, digits: usize) -> Self {
        match row {
            Row::Same { right, text, .. } => Self::plain(*right, text, colours, digits),
            Row::Added { right, text } | Row::Changed { right, new: text, .. } => {
                Self::pieces(Kind::Added, *right, text, colours, digits)
            }
            Row::Removed { .. } => Self::gap(digits),
        }
    }

    /// Returns a row that did not change, with both its numbers.
    pub(super) fn same(row: &'a Row, colours: Option<&'a Vec<Painted>>, digits: usize) -> Self {
        let side = Self::new(row, colours, digits);
        let left = match row {
            Row::Same { left, .. } => left.to_string(),
            _ => String::new(),
        };
        Self { number: format!("{left:>digits$} {}", side.number), ..side }
    }

    /// Leaves room for the number of the other text.
    pub(super) fn in_one_column(self) -> Self {
        let room = " ".repeat(self.number.len());
        let number = match self.kind {
            Kind::Removed => format!("{} {room}", self.number),
            _ => format!("{room} {}", self.number),
        };
        Self { number, ..self }
    }

    fn plain(number: u32, text: &'a str, colours: Option<&'a Vec<Painted>>, digits: usize) -> Self {
        Self {
            kind: Kind::Same,
            number: format!("{number:>digits$}"),
            text: neutralise_line(text),
            words: Vec::new(),
            paints: paints(colours, number),
        }
    }

    fn pieces(kind: Kind, number: u32, pieces: &[Piece], colours: Option<&'a Vec<Painted>>, digits: usize) -> Self {
        let whole = joined(pieces);
        let text = neutralise_line(&whole).into_owned();
        // Escapes move everything behind them, so that the places of words are no longer right.
        let words = if text == whole { words(pieces) } else { Vec::new() };
        Self { kind, number: format!("{number:>digits$}"), text: text.into(), words, paints: paints(colours, number) }
    }

    fn gap(digits: usize) -> Self {
        Self { kind: Kind::Gap, number: " ".repeat(digits), text: "".into(), words: Vec::new(), paints: &[] }
    }

    pub(super) fn draw_scrolled(
        &self,
        brush: &Brush,
        line: usize,
        [indentation, from]: [usize; 2],
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let code = self.draw_gutter(brush, area, buffer);
        code::draw_scrolled(&self.spans(brush, line, indentation), from, code, brush.style(Role::Dim), buffer);
    }

    pub(super) fn draw_wrapped(&self, brush: &Brush, line: usize, indentation: usize, area: Rect, buffer: &mut Buffer) {
        let code = self.draw_gutter(brush, area, buffer);
        code::draw_wrapped(&self.spans(brush, line, indentation), code, buffer);
    }

    fn spans(&self, brush: &Brush, line: usize, indentation: usize) -> Vec<Span<'_>> {
        let look = match self.kind {
            Kind::Same | Kind::Gap => Look::default(),
            Kind::Added => Look { line: brush.style(Role::DiffAdded), word: brush.style(Role::DiffAddedWord) },
            Kind::Removed => Look { line: brush.style(Role::DiffRemoved), word: brush.style(Role::DiffRemovedWord) },
        };
        let spans = code::spans(brush, &self.text, self.paints, &self.words, look);
        code::without_indentation(hidden::set_off(brush, line, spans), indentation)
    }

    /// Adds what is hidden on this side of a line. `area` is where the side lies when its text can be shifted.
    pub(super) fn push_stops(
        &self,
        brush: &Brush,
        line: usize,
        indentation: usize,
        area: Option<Rect>,
        stops: &mut Vec<Stop>,
    ) {
        let room = area.map(|area| usize::from(self.text_area(area).width));
        hidden::push(brush, line, self.text.get(indentation..).unwrap_or_default(), room, stops);
    }

    /// Draws ground, number and sign, and returns the place of the text.
    fn draw_gutter(&self, brush: &Brush, area: Rect, buffer: &mut Buffer) -> Rect {
        let (ground, gutter, sign) = match self.kind {
            Kind::Same => (None, Role::Faint, " "),
            Kind::Added => (Some(Role::DiffAdded), Role::DiffAddedGutter, "+"),
            Kind::Removed => (Some(Role::DiffRemoved), Role::DiffRemovedGutter, "-"),
            Kind::Gap => (Some(Role::DiffGap), Role::Faint, " "),
        };
        if let Some(ground) = ground {
            buffer.set_style(area, brush.style(ground));
        }
        let text = format!("{} {sign}", self.number);
        buffer.set_span(area.x, area.y, &brush.span(gutter, text), area.width);
        self.text_area(area)
    }

    fn text_area(&self, area: Rect) -> Rect {
        let gutter = cells(self.number.len() + 3).min(area.width);
        Rect { x: area.x + gutter, width: area.width - gutter, ..area }
    }

    /// Returns how many columns of the text have no room.
    pub(super) fn overhang(&self, area: Rect, indentation: usize) -> usize {
        self.text.width().saturating_sub(indentation + usize::from(self.text_area(area).width))
    }

    /// Returns how many rows it takes when it is wrapped.
    pub(super) fn height(&self, area: Rect, indentation: usize) -> usize {
        let text = self.text.get(indentation..).unwrap_or_default();
        code::wrapped_height(text, usize::from(self.text_area(area).width))
    }
}

fn paints(colours: Option<&Vec<Painted>>, number: u32) -> &[Paint] {
    let line = (number as usize).checked_sub(1);
    let painted = colours.zip(line).and_then(|(colours, line)| colours.get(line));
    painted.map(Vec::as_slice).unwrap_or_default()
}

/// Returns where the changed words of a line are; a line that is new as a whole has none.
fn words(pieces: &[Piece]) -> Vec<Range<usize>> {
    if pieces.iter().all(|piece| piece.changed) {
        return Vec::new();
    }
    let mut at = 0;
    let mut words = Vec::new();
    for piece in pieces {
        let end = at + piece.text.len();
        if piece.changed {
            words.push(at..end);
        }
        at = end;
    }
    words
}
