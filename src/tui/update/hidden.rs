//! What is hidden: switching it on, going from one hidden stretch to the next, keeping one for a copy, hiding a word more.

use crate::tui::{
    effect::Effect,
    model::{Dialog, Keep, Model, NoticeKind, Word},
    view::extent::{Stop, extent, stop_at, stops},
};

use super::{derive, is_deliberate, scroll};

/// `r`: shows everything as the redactor leaves it, or as it is.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    model.hiding.on = !model.hiding.on;
    model.hiding.at = None;
    // What is kept was chosen looking at the redacted text; who does not see that any more is not to copy it by surprise.
    model.hiding.censor.release();
    derive::all(model)
}

/// `}` and `{`: goes to the next or the previous hidden stretch of the tab, and round at its end.
pub(super) fn step(model: &mut Model, forward: bool) -> Vec<Effect> {
    let stops = stops(model);
    let (Some(last), true) = (stops.len().checked_sub(1), model.hiding.on) else {
        model.notify(NoticeKind::Problem, "nothing is hidden here");
        return Vec::new();
    };
    let index = match model.hiding.at {
        Some(at) if forward => {
            if at < last {
                at + 1
            } else {
                0
            }
        }
        Some(at) => at.min(last + 1).checked_sub(1).unwrap_or(last),
        None => first_in_view(model, &stops, forward),
    };
    if model.notice.as_ref().is_some_and(|notice| notice.kind == NoticeKind::Problem) {
        // Such as that nothing was hidden on the last tab.
        model.notice = None;
    }
    look_at(model, index, &stops[index]);
    Vec::new()
}

/// The first step goes to what is on the screen, not back to where the text begins.
fn first_in_view(model: &mut Model, stops: &[Stop], forward: bool) -> usize {
    let (top, end) = view_of(model);
    if forward {
        stops.iter().position(|stop| stop.line >= top).unwrap_or(0)
    } else {
        stops.iter().rposition(|stop| stop.line < end).unwrap_or(stops.len() - 1)
    }
}

/// Returns the lines of the tab that are on the screen.
fn view_of(model: &mut Model) -> (usize, usize) {
    let extent = extent(model, model.tab);
    let top = scroll::pane(model).line.min(extent.lines.saturating_sub(extent.page));
    (top, top + extent.page)
}

/// Puts the stretch on the screen, moving the text only where it is not there already.
fn look_at(model: &mut Model, index: usize, stop: &Stop) {
    model.hiding.at = Some(index);
    let (top, end) = view_of(model);
    let third = (end - top) / 3;
    let scroll = scroll::pane(model);
    if stop.line < top || stop.line >= end {
        scroll.line = stop.line.saturating_sub(third);
    }
    scroll.column = stop.shift;
}

/// A click on a hidden stretch tells why it is hidden.
pub(super) fn point_at(model: &mut Model, column: u16, row: u16) {
    if model.hiding.on
        && let Some(index) = stop_at(model, column, row)
    {
        model.hiding.at = Some(index);
    }
}

/// `K`: asks whether the value that is looked at may stand in the next copy.
pub(super) fn ask_keep(model: &mut Model) -> Vec<Effect> {
    let stop = model.hiding.at.and_then(|at| stops(model).into_iter().nth(at));
    let known = stop.and_then(|stop| Some((model.hiding.censor.known(&stop.placeholder)?, stop.placeholder)));
    let Some((known, placeholder)) = known else {
        let key = model.settings.keymap.hint(crate::tui::keys::Action::NextHidden);
        model.notify(NoticeKind::Problem, format!("no hidden value is chosen; {key} goes to the next one"));
        return Vec::new();
    };
    model.dialog = Some(Dialog::Keep(Box::new(Keep { placeholder, known, scroll: 0, shown: model.now })));
    Vec::new()
}

/// `y`: shows the value in the next copy, and on the screen until then.
pub(super) fn keep(model: &mut Model) -> Vec<Effect> {
    let Some(Dialog::Keep(keep)) = &model.dialog else { return Vec::new() };
    if !is_deliberate(Some(keep.shown), model.now) {
        return Vec::new();
    }
    let placeholder = keep.placeholder.clone();
    model.dialog = None;
    model.hiding.censor.keep(&placeholder);
    model.hiding.at = None;
    model.notify(NoticeKind::Done, "kept for the next copy, and shown here until then");
    derive::all(model)
}

/// Hides again what was kept: the copy that it was kept for has been made, or will not be.
pub(super) fn release(model: &mut Model) -> Vec<Effect> {
    if !model.hiding.censor.release() {
        return Vec::new();
    }
    model.hiding.at = None;
    derive::all(model)
}

/// `H`: asks for a word.
pub(super) fn ask_word(model: &mut Model) -> Vec<Effect> {
    model.dialog = Some(Dialog::Word(Word::default()));
    Vec::new()
}

/// Enter: hides the word that was typed. What is said of it does not repeat it.
pub(super) fn hide_word(model: &mut Model) -> Vec<Effect> {
    let Some(Dialog::Word(word)) = &model.dialog else { return Vec::new() };
    if let Err(why) = model.hiding.censor.hide(&word.field.text()) {
        model.notify(NoticeKind::Problem, format!("not hidden: {why}"));
        return Vec::new();
    }
    model.dialog = None;
    model.hiding.at = None;
    model.notify(
        NoticeKind::Done,
        "the word is hidden in every copy until podmend ends, and on the screen while redacted",
    );
    derive::all(model)
}
