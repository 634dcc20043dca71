//! The frame of the detail, with the tabs in its upper edge.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    brush::{Brush, cells},
    frame,
};
use crate::tui::{
    layout::Layout,
    model::{Focus, Model, Tab},
    theme::Role,
};

/// Returns where each tab is drawn; all that do not fit have no area.
pub(in crate::tui) fn areas(model: &Model, detail: Rect) -> [Rect; 5] {
    let mut x = detail.x + 3;
    Tab::ALL.map(|tab| {
        let width = cells(label(model, tab).iter().map(|part| part.chars().count()).sum());
        let area = Rect { x, y: detail.y, width, height: 1 };
        x += width + 3;
        if area.right() + 2 <= detail.right() { area } else { Rect::ZERO }
    })
}

/// Returns number, title and count.
fn label(model: &Model, tab: Tab) -> [String; 3] {
    let events = model.case.as_ref().map_or(0, |case| case.dossier.events.len());
    let count = if tab == Tab::Events && events > 0 { format!(" {events}") } else { String::new() };
    [format!("{} ", tab as usize + 1), tab.title().to_owned(), count]
}

pub(super) fn draw(brush: &Brush, layout: &Layout, buffer: &mut Buffer) {
    let model = brush.model;
    let area = layout.detail;
    frame::pane(brush, area, model.focus == Focus::Detail, buffer);
    for tab in Tab::ALL {
        let place = layout.tab(tab);
        if place.is_empty() {
            continue;
        }
        clear_edge(place, buffer);
        let [number, title, count] = label(model, tab);
        let (front, back) = if tab == model.tab { (Role::Accent, Role::Strong) } else { (Role::Dim, Role::Dim) };
        let line = Line::from(vec![brush.span(front, number), brush.span(back, title), brush.span(Role::Dim, count)]);
        buffer.set_line(place.x, place.y, &line, place.width);
    }
}

/// The edge is broken round the tab.
fn clear_edge(place: Rect, buffer: &mut Buffer) {
    for x in place.x.saturating_sub(1)..place.right() + 2 {
        if x + 1 < buffer.area.right() {
            buffer.set_span(x, place.y, &Span::raw(" "), 1);
        }
    }
}
