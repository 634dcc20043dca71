//! Moving: the cursor of the list or of a dialog, or the text of a pane.

use crate::tui::{
    effect::Effect,
    model::{Dialog, Focus, Model, Scroll, Tab},
    view::extent::{Extent, change_lines, confirm_lines, extent, reading_lines},
};

use super::list;

/// How many columns one step sideways goes.
const SIDESTEP: usize = 8;

pub(super) fn by(model: &mut Model, steps: isize) -> Vec<Effect> {
    if model.dialog.is_some() {
        return dialog(model, steps);
    }
    match model.focus {
        Focus::List => list::move_by(model, steps),
        Focus::Detail => pane_by(model, steps),
    }
}

pub(super) fn half_page(model: &mut Model, direction: isize) -> Vec<Effect> {
    let half = page(model) / 2;
    by(model, direction * isize::try_from(half.max(1)).unwrap_or(1))
}

pub(super) fn to_end(model: &mut Model, end: bool) -> Vec<Effect> {
    by(model, if end { isize::MAX / 2 } else { isize::MIN / 2 })
}

fn page(model: &Model) -> usize {
    match (&model.dialog, model.focus) {
        (None, Focus::List) => usize::from(crate::tui::layout::layout(model).list_rows().height),
        (None, Focus::Detail) => extent(model, model.tab).page,
        (Some(_), _) => usize::from(model.height) / 2,
    }
}

fn dialog(model: &mut Model, steps: isize) -> Vec<Effect> {
    let (reading, diff) = (reading_lines(model), confirm_lines(model));
    match &mut model.dialog {
        Some(Dialog::Confirm(confirm)) => confirm.scroll = confirm.scroll.saturating_add_signed(steps).min(diff),
        Some(Dialog::Pick(pick) | Dialog::Palette(pick)) => {
            let last = pick.shown().len().saturating_sub(1);
            pick.cursor = pick.cursor.saturating_add_signed(steps).min(last);
        }
        Some(Dialog::Help { top } | Dialog::Page { top, .. }) => {
            *top = top.saturating_add_signed(steps).min(reading);
        }
        Some(Dialog::Keep(keep)) => keep.scroll = keep.scroll.saturating_add_signed(steps).min(reading),
        Some(Dialog::Word(_)) | None => {}
    }
    Vec::new()
}

fn pane_by(model: &mut Model, steps: isize) -> Vec<Effect> {
    let Extent { lines, page, .. } = extent(model, model.tab);
    let grows_at_the_end = matches!(model.tab, Tab::Events | Tab::Timeline);
    let scroll = pane(model);
    let last = lines.saturating_sub(page);
    let line = scroll.line.min(last).saturating_add_signed(steps).min(last);
    let stays = grows_at_the_end && line == last && steps > 0;
    scroll.line = if stays { Scroll::END.line } else { line };
    Vec::new()
}

/// Left and right: in the list shows or hides, elsewhere goes sideways.
pub(super) fn sideways(model: &mut Model, right: bool) -> Vec<Effect> {
    if model.focus == Focus::List && model.dialog.is_none() && model.tab != Tab::Fix && model.tab != Tab::Spec {
        return list::sideways(model, right);
    }
    let widest = extent(model, model.tab).width;
    let scroll = pane(model);
    scroll.column = if right { (scroll.column + SIDESTEP).min(widest) } else { scroll.column.saturating_sub(SIDESTEP) };
    Vec::new()
}

/// `]` and `[`: puts the next or the previous change at the top of the Fix pane.
pub(super) fn to_change(model: &mut Model, next: bool) -> Vec<Effect> {
    let lines = change_lines(model);
    let here = model.panes.fix.line;
    let target =
        if next { lines.iter().find(|line| **line > here) } else { lines.iter().rev().find(|line| **line < here) };
    if let Some(line) = target {
        model.panes.fix.line = *line;
    }
    Vec::new()
}

/// Returns where the pane of the current tab is scrolled to.
pub(super) fn pane(model: &mut Model) -> &mut Scroll {
    match model.tab {
        Tab::Why => &mut model.panes.why,
        Tab::Events => &mut model.panes.events,
        Tab::Fix => &mut model.panes.fix,
        Tab::Spec => &mut model.panes.spec,
        Tab::Timeline => &mut model.panes.timeline,
    }
}
