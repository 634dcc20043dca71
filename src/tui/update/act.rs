//! What each action does: one arm an action, and every arm calls by name.

use crate::tui::{
    effect::Effect,
    keys::Action,
    model::{Dialog, Focus, Model, NoticeKind, Scroll, Tab},
};

use super::{back, case, confirm, copy, hidden, list, pick, repair, retry, scroll, session, show};

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Down => scroll::by(model, 1),
        Action::Up => scroll::by(model, -1),
        Action::HalfPageDown => scroll::half_page(model, 1),
        Action::HalfPageUp => scroll::half_page(model, -1),
        Action::Top => scroll::to_end(model, false),
        Action::Bottom => scroll::to_end(model, true),
        Action::Left => scroll::sideways(model, false),
        Action::Right => scroll::sideways(model, true),
        Action::Open => list::open(model),
        Action::Back => back(model),
        Action::Quit => quit(model),
        Action::NextPane => next_pane(model),
        Action::ShowWhy => show(model, Tab::Why),
        Action::ShowEvents => show(model, Tab::Events),
        Action::ShowFix => show(model, Tab::Fix),
        Action::ShowSpec => show(model, Tab::Spec),
        Action::ShowTimeline => show(model, Tab::Timeline),
        Action::Zoom => zoom(model),
        Action::Filter => list::filter(model),
        Action::Palette => pick::palette(model),
        Action::Help => help(model),
        Action::ShowCause => show_cause(model),
        Action::Namespaces => session::pick_namespace(model),
        Action::Contexts => session::pick_context(model),
        Action::Retry => retry(model),
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => suspend(model),
        Action::NextVariant => case::next_variant(model),
        Action::PickSecret => case::pick_secret(model),
        Action::ToggleUnified => toggle_unified(model),
        Action::ToggleWrap => toggle_wrap(model),
        Action::NextChange => scroll::to_change(model, true),
        Action::PreviousChange => scroll::to_change(model, false),
        Action::ToggleNoise => case::toggle_noise(model),
        Action::Apply => confirm::ask(model),
        Action::Undo => repair::ask_undo(model),
        Action::ToggleRedaction => hidden::toggle(model),
        Action::NextHidden => hidden::step(model, true),
        Action::PreviousHidden => hidden::step(model, false),
        Action::Keep => hidden::ask_keep(model),
        Action::HideWord => hidden::ask_word(model),
        Action::Copy => copy::in_focus(model),
        Action::CopyMenu => copy::menu(model),
        Action::Confirm => confirm(model),
        Action::Accept => accept(model),
    }
}

/// Ends the program, but never with a write on its way: its outcome is still to be seen and recorded.
fn quit(model: &mut Model) -> Vec<Effect> {
    model.quit = true;
    Vec::new()
}

/// Only Unix has a shell that takes the terminal and gives it back.
fn suspend(model: &mut Model) -> Vec<Effect> {
    if cfg!(unix) {
        return vec![Effect::Suspend];
    }
    model.notify(NoticeKind::Problem, "cannot suspend: this system has no way back");
    Vec::new()
}

fn next_pane(model: &mut Model) -> Vec<Effect> {
    model.focus = match model.focus {
        Focus::List => Focus::Detail,
        Focus::Detail => Focus::List,
    };
    Vec::new()
}

fn zoom(model: &mut Model) -> Vec<Effect> {
    model.zoomed = !model.zoomed;
    list::keep_in_view(model);
    Vec::new()
}

fn help(model: &mut Model) -> Vec<Effect> {
    model.dialog = Some(Dialog::Help { top: 0 });
    Vec::new()
}

/// Opens the page about the cause that the Why pane names.
fn show_cause(model: &mut Model) -> Vec<Effect> {
    match model.case.as_ref().and_then(|case| case.finding.as_ref()) {
        Some(finding) => model.dialog = Some(Dialog::Page { cause: finding.cause, top: 0 }),
        None => model.notify(NoticeKind::Problem, "no cause is known here"),
    }
    Vec::new()
}

fn toggle_unified(model: &mut Model) -> Vec<Effect> {
    model.panes.unified = !model.panes.unified;
    model.hiding.at = None;
    model.panes.fix = Scroll::default();
    Vec::new()
}

fn toggle_wrap(model: &mut Model) -> Vec<Effect> {
    model.panes.wrap = !model.panes.wrap;
    Vec::new()
}

/// `y`: the answer to whatever is asked.
fn confirm(model: &mut Model) -> Vec<Effect> {
    match &model.dialog {
        Some(Dialog::Keep(_)) => hidden::keep(model),
        _ => confirm::confirm(model),
    }
}

/// Enter: takes the chosen thing, or the typed name as the answer.
fn accept(model: &mut Model) -> Vec<Effect> {
    match &model.dialog {
        Some(Dialog::Confirm(_)) => confirm::confirm_by_name(model),
        Some(Dialog::Pick(_) | Dialog::Palette(_)) => pick::accept(model),
        Some(Dialog::Word(_)) => hidden::hide_word(model),
        Some(Dialog::Help { .. } | Dialog::Page { .. } | Dialog::Keep(_)) => Vec::new(),
        None => list::keep_filter(model),
    }
}
