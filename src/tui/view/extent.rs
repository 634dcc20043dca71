//! How much there is to scroll, for `update`: the same arithmetic as the drawing, without the drawing.

use super::{brush::Brush, confirm, events, fix, help, hidden, keep, page, spec, timeline, why};

pub use super::hidden::{Stop, stops};
use crate::tui::{
    layout::layout,
    model::{Dialog, Model, Scroll, Tab},
};

/// The size of a pane's content and of the part that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// How many lines there are to scroll through.
    pub lines: usize,
    /// How many of them the pane shows at its end.
    pub page: usize,
    /// How many columns the content can be shifted to the left.
    pub width: usize,
}

/// Returns the extent of this tab.
pub fn extent(model: &Model, tab: Tab) -> Extent {
    let Some(case) = &model.case else { return Extent::default() };
    let area = layout(model).detail_content();
    let brush = Brush::without_stop(model);
    match tab {
        Tab::Why => why::extent(&brush, case, area),
        Tab::Events => events::extent(&brush, case, area),
        Tab::Fix => fix::extent(&brush, case, area),
        Tab::Spec => spec::extent(&brush, case, area),
        Tab::Timeline => timeline::extent(&brush, case, area),
    }
}

/// Returns the lines of the Fix pane at which a change begins.
pub fn change_lines(model: &Model) -> Vec<usize> {
    let Some(case) = &model.case else { return Vec::new() };
    let area = layout(model).detail_content();
    fix::change_lines(&Brush::without_stop(model), case, area)
}

/// Returns how far the help, the page or the question in front can be scrolled.
pub fn reading_lines(model: &Model) -> usize {
    let shown = usize::from(layout(model).dialog.height.saturating_sub(2));
    let brush = Brush::without_stop(model);
    let lines = match &model.dialog {
        Some(Dialog::Help { .. }) => help::lines(&brush).len(),
        Some(Dialog::Page { cause, .. }) => page::lines(&brush, *cause).len(),
        Some(Dialog::Keep(keep)) => return keep::scrollable(&brush, keep, layout(model).dialog),
        _ => 0,
    };
    lines.saturating_sub(shown)
}

/// Returns how far the dialog in front of a write can be scrolled.
pub fn confirm_lines(model: &Model) -> usize {
    match &model.dialog {
        Some(Dialog::Confirm(dialog)) => confirm::scrollable(&Brush::without_stop(model), dialog, layout(model).dialog),
        _ => 0,
    }
}

/// Returns the hidden stretch at this place of the screen.
pub fn stop_at(model: &Model, column: u16, row: u16) -> Option<usize> {
    hidden::at(model, column, row)
}

/// Returns where the pane of the current tab is scrolled to.
pub(super) fn scroll(model: &Model) -> Scroll {
    match model.tab {
        Tab::Why => model.panes.why,
        Tab::Events => model.panes.events,
        Tab::Fix => model.panes.fix,
        Tab::Spec => model.panes.spec,
        Tab::Timeline => model.panes.timeline,
    }
}
