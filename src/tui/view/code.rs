//! Lines of code: diff colours over syntax colours, scrolled sideways or wrapped.

use std::ops::Range;

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::brush::Brush;
use crate::tui::{highlight::Paint, theme::Role};

/// The look of a line: its own style lies over the syntax colours, that of its words over both.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) line: Style,
    pub(super) word: Style,
}

/// Cuts a line into spans of one style each.
///
/// Paints that do not reach to the line's end belong to another text and are left out.
pub(super) fn spans<'t>(
    brush: &Brush,
    text: &'t str,
    paints: &[Paint],
    words: &[Range<usize>],
    look: Look,
) -> Vec<Span<'t>> {
    let fits = paints.last().is_some_and(|last| last.range.end == text.len());
    let paints = if fits { paints } else { &[] };
    let mut edges: Vec<usize> = paints.iter().map(|paint| paint.range.start).chain([0, text.len()]).collect();
    edges.extend(words.iter().flat_map(|word| [word.start, word.end]));
    edges.retain(|edge| text.is_char_boundary(*edge));
    edges.sort_unstable();
    edges.dedup();
    let mut spans = Vec::with_capacity(edges.len());
    for pair in edges.windows(2) {
        let syntax = paints.iter().find(|paint| paint.range.contains(&pair[0])).map_or(Role::Text, |paint| paint.role);
        let mut style = brush.style(syntax).patch(look.line);
        if words.iter().any(|word| word.contains(&pair[0])) {
            style = style.patch(look.word);
        }
        spans.push(Span::styled(&text[pair[0]..pair[1]], style));
    }
    spans
}

/// Takes so many spaces off the front; what is not a space stays.
pub(super) fn without_indentation(mut spans: Vec<Span<'_>>, columns: usize) -> Vec<Span<'_>> {
    let mut left = columns;
    for span in &mut spans {
        let spaces = span.content.bytes().take(left).take_while(|byte| *byte == b' ').count();
        let whole = spaces == span.content.len();
        span.content = span.content[spaces..].to_owned().into();
        left -= spaces;
        if left == 0 || !whole {
            break;
        }
    }
    spans
}

/// Draws one row of a line, from column `from` of it on. What is cut off on either side is marked with `…`.
pub(super) fn draw_scrolled(spans: &[Span], from: usize, area: Rect, mark: Style, buffer: &mut Buffer) {
    let whole = draw_columns(spans, from..from + usize::from(area.width), area, buffer);
    if !whole && area.width > 0 {
        buffer.set_stringn(area.right() - 1, area.y, "…", 1, mark);
    }
    if from > 0 && area.width > 0 && spans.iter().any(|span| !span.content.trim().is_empty()) {
        buffer.set_stringn(area.x, area.y, "…", 1, mark);
    }
}

/// Draws a line over as many rows as it needs, or as there are.
pub(super) fn draw_wrapped(spans: &[Span], area: Rect, buffer: &mut Buffer) {
    let text: String = spans.iter().map(|span| span.content.as_ref()).collect();
    let breaks = breaks(&text, usize::from(area.width));
    for (row, (index, from)) in area.rows().zip(breaks.iter().enumerate()) {
        let to = breaks.get(index + 1).copied().unwrap_or(usize::MAX);
        draw_columns(spans, *from..to, row, buffer);
    }
}

/// Returns how many rows the line needs when it is wrapped.
pub(super) fn wrapped_height(text: &str, width: usize) -> usize {
    breaks(text, width).len()
}

/// Returns the column of the line at which each of its rows begins.
fn breaks(text: &str, width: usize) -> Vec<usize> {
    let mut breaks = vec![0];
    let (mut column, mut used) = (0, 0);
    for grapheme in text.graphemes(true) {
        let wide = grapheme.width();
        if used + wide > width && used > 0 {
            breaks.push(column);
            used = 0;
        }
        column += wide;
        used += wide;
    }
    breaks
}

/// Draws these columns of a line; answers whether the line ends within them.
fn draw_columns(spans: &[Span], columns: Range<usize>, area: Rect, buffer: &mut Buffer) -> bool {
    let mut column = 0;
    for span in spans {
        for grapheme in span.content.graphemes(true) {
            let next = column + grapheme.width();
            if next > columns.end {
                return false;
            }
            if column >= columns.start && next - columns.start <= usize::from(area.width) {
                let x = area.x + super::brush::cells(column - columns.start);
                buffer.set_stringn(x, area.y, grapheme, next - column, span.style);
            }
            column = next;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, from: usize, width: u16) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        draw_scrolled(&[Span::raw(text)], from, buffer.area, Style::new(), &mut buffer);
        buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn what_is_cut_off_is_marked() {
        assert_eq!(drawn("image: app", 0, 10), "image: app");
        assert_eq!(drawn("image: app", 0, 7), "image:…");
        assert_eq!(drawn("image: app", 2, 5), "…ge:…");
        assert_eq!(drawn("image: app", 2, 20).trim_end(), "…ge: app");
        assert_eq!(drawn("日本語", 0, 5), "日 本 …");
    }

    #[test]
    fn a_wrapped_line_keeps_all_its_characters() {
        assert_eq!(breaks("日本語", 5), [0, 4]);
        assert_eq!(breaks("", 5), [0]);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 3));
        draw_wrapped(&[Span::raw("harbor"), Span::raw("/app")], buffer.area, &mut buffer);
        let text: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(text, "harbor/app  ");
    }

    #[test]
    fn words_lie_over_the_line_and_the_line_over_the_syntax() {
        let model = crate::tui::view::fixture::model();
        let brush = Brush::new(&model);
        let look = Look { line: brush.style(Role::DiffAdded), word: brush.style(Role::DiffAddedWord) };
        let paints = [Paint { range: 0..4, role: Role::SyntaxKey }, Paint { range: 4..9, role: Role::SyntaxString }];
        let spans = spans(&brush, "name: web", &paints, std::slice::from_ref(&(6..9)), look);
        let texts: Vec<&str> = spans.iter().map(|span| span.content.as_ref()).collect();
        assert_eq!(texts, ["name", ": ", "web"]);
        assert_eq!(spans[0].style.fg, brush.style(Role::SyntaxKey).fg);
        assert_eq!(spans[0].style.bg, brush.style(Role::DiffAdded).bg);
        assert_eq!(spans[2].style.bg, brush.style(Role::DiffAddedWord).bg);
    }
}
