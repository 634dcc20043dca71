//! What is hidden in a pane: where its placeholders stand, which of them is looked at, and how they are set off.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr as _;

use super::{brush::Brush, events, extent::scroll, fix, spec, timeline, why};
use crate::tui::{
    censor::placeholders,
    layout::layout,
    model::{Case, Model, Tab},
    theme::Role,
};

pub(in crate::tui) mod bar;

/// A hidden stretch of a tab. What stands twice on a line is one stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The line of the tab on which it stands, as the tab counts them when it is scrolled.
    pub line: usize,
    pub placeholder: String,
    /// How far the text must at least be shifted for all of it to be seen.
    pub shift: usize,
}

/// Returns the hidden stretches of the current tab in their order.
pub fn stops(model: &Model) -> Vec<Stop> {
    let (true, Some(case)) = (model.hiding.on, &model.case) else { return Vec::new() };
    // Not `Brush::new`, which asks for the stops itself to know which one is looked at.
    of_tab(&Brush::without_stop(model), case, layout(model).detail_content())
}

fn of_tab(brush: &Brush, case: &Case, area: Rect) -> Vec<Stop> {
    match brush.model.tab {
        Tab::Why => of_lines(brush, &why::lines(brush, case, area), 0),
        Tab::Events => of_lines(brush, &events::lines(brush, case, area), 0),
        Tab::Fix => fix::stops(brush, case, area),
        Tab::Spec => spec::stops(brush, case, area),
        Tab::Timeline => of_lines(brush, &timeline::lines(brush, case, area), 0),
    }
}

/// Returns the stretch at this place of the screen, by its place among all.
///
/// It is read off the pane as it is drawn, since that alone knows how lines are wrapped, shifted and folded.
pub(super) fn at(model: &Model, column: u16, row: u16) -> Option<usize> {
    let layout = layout(model);
    let area = layout.detail_content();
    if !area.contains((column, row).into()) {
        return None;
    }
    let mut buffer = Buffer::empty(layout.screen);
    super::detail(&Brush::new(model), &layout, &mut buffer);
    let cells: Vec<&str> = (area.left()..area.right()).map(|x| buffer[(x, row)].symbol()).collect();
    // Whatever is wide or odd becomes one byte, so that bytes are columns; a placeholder is neither.
    let text: String = cells.iter().map(|cell| cell.chars().next().filter(char::is_ascii).unwrap_or(' ')).collect();
    let pointed = usize::from(column - area.x);
    let placeholder = placeholders(&text).find(|range| range.contains(&pointed)).map(|range| &text[range])?;
    let stops = stops(model);
    let named = |index: &usize| stops[*index].placeholder == placeholder;
    let line = scroll(model).line.min(usize::MAX / 2) + usize::from(row - area.y);
    (0..stops.len()).filter(named).min_by_key(|index| stops[*index].line.abs_diff(line))
}

/// Returns the stretches of ready lines, of which the first is line `first` of the tab.
pub(super) fn of_lines(brush: &Brush, lines: &[Line], first: usize) -> Vec<Stop> {
    let mut stops = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        // A placeholder may lie across several spans.
        let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
        push(brush, first + index, &text, None, &mut stops);
    }
    stops
}

/// Adds the stretches of a line. `room` is how many columns are seen of a text that can be shifted.
pub(super) fn push(brush: &Brush, line: usize, text: &str, room: Option<usize>, stops: &mut Vec<Stop>) {
    for range in placeholders(text) {
        let placeholder = &text[range.clone()];
        let mut on_line = stops.iter().rev().take_while(|stop| stop.line == line);
        let is_new = !on_line.any(|stop| stop.placeholder == placeholder);
        // One that stood in the text before it came to us hides nothing here.
        if is_new && brush.model.hiding.censor.is_known(placeholder) {
            // The last column may show that the line goes on.
            let end = text[..range.end].width() + 1;
            let shift = room.map_or(0, |room| end.saturating_sub(room));
            stops.push(Stop { line, placeholder: placeholder.to_owned(), shift });
        }
    }
}

/// Sets the placeholders of a line off from the rest of it.
pub(super) fn set_off<'t>(brush: &Brush, line: usize, spans: Vec<Span<'t>>) -> Vec<Span<'t>> {
    if !brush.model.hiding.on {
        return spans;
    }
    let text: String = spans.iter().map(|span| span.content.as_ref()).collect();
    let styled = placeholders(&text).map(|range| {
        let is_here =
            brush.stop.as_ref().is_some_and(|stop| stop.line == line && stop.placeholder == text[range.clone()]);
        (range, brush.style(if is_here { Role::HiddenHere } else { Role::Hidden }))
    });
    let mut spans = spans;
    for (range, style) in styled {
        spans = restyled(spans, range, style);
    }
    spans
}

/// Does what [`set_off`] does to ready lines, of which the first is line `first` of the tab.
pub(super) fn set_off_all(brush: &Brush, first: usize, lines: &mut [Line<'static>]) {
    for (index, line) in lines.iter_mut().enumerate() {
        line.spans = set_off(brush, first + index, std::mem::take(&mut line.spans));
    }
}

/// Lays a style over these bytes of a line.
fn restyled(spans: Vec<Span<'_>>, range: std::ops::Range<usize>, style: Style) -> Vec<Span<'_>> {
    let mut cut = Vec::with_capacity(spans.len() + 2);
    let mut at = 0;
    for span in spans {
        let whole = span.content.len();
        let (from, to) = (range.start.clamp(at, at + whole) - at, range.end.clamp(at, at + whole) - at);
        at += whole;
        if from == to {
            cut.push(span);
            continue;
        }
        for (part, style) in [(0..from, None), (from..to, Some(style)), (to..whole, None)] {
            if !part.is_empty() {
                cut.push(Span::styled(span.content[part].to_owned(), span.style.patch(style.unwrap_or_default())));
            }
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::view::fixture;

    #[test]
    fn a_placeholder_is_set_off_across_spans_and_the_one_looked_at_more_so() {
        let mut model = fixture::redacted(Tab::Spec);
        let stop = stops(&model).remove(0);
        model.hiding.at = Some(0);
        let brush = Brush::new(&model);
        let (start, end) = stop.placeholder.split_at(4);
        let spans = vec![Span::raw("a: "), Span::raw(start.to_owned()), Span::raw(format!("{end} b"))];
        let set = |line| set_off(&brush, line, spans.clone());
        let styles: Vec<Style> = set(stop.line).iter().map(|span| span.style).collect();
        let here = Style::default().patch(brush.style(Role::HiddenHere));
        assert_eq!(styles, [Style::default(), here, here, Style::default()]);
        assert_eq!(set(stop.line + 1)[1].style, Style::default().patch(brush.style(Role::Hidden)));
    }

    #[test]
    fn what_was_a_placeholder_before_is_no_stretch() {
        let model = fixture::redacted(Tab::Spec);
        let mut stops = Vec::new();
        push(&Brush::new(&model), 0, "x: REDACTED-token-977", None, &mut stops);
        assert!(stops.is_empty());
    }

    #[test]
    fn every_tab_knows_what_is_hidden_in_it() {
        for tab in Tab::ALL {
            let mut model = fixture::redacted(tab);
            for (width, height) in [(80, 24), (140, 38)] {
                (model.width, model.height) = (width, height);
                let stops = stops(&model);
                assert!(!stops.is_empty(), "{tab:?} at {width}x{height}");
                assert!(stops.is_sorted_by_key(|stop| stop.line), "{tab:?} {stops:?}");
            }
        }
    }
}
