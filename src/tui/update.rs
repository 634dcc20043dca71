//! Decides: a message comes in, the model changes, effects go out. Nothing here waits, reads or draws.

use crossterm::event::KeyEvent;
use jiff::{SignedDuration, Timestamp};

use super::{
    effect::Effect,
    model::{Dialog, Focus, Link, Model, Notice, NoticeKind, Tab},
    msg::Msg,
};

mod act;
mod case;
mod confirm;
mod copy;
mod derive;
mod hidden;
mod list;
mod mouse;
mod pick;
mod repair;
mod scroll;
mod session;

pub use session::{is_protected, start};

/// How long a notice stays.
const NOTICE_TIME: SignedDuration = SignedDuration::from_secs(8);

/// Takes one message in.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    if msg.is_of_the_user() {
        model.list.placed = true;
    }
    match msg {
        Msg::Act { action, at } => {
            pass_time(model, at);
            act::act(model, action)
        }
        Msg::Typed { key, at } => {
            pass_time(model, at);
            typed(model, key)
        }
        Msg::Pasted(text) => pasted(model, &text),
        Msg::Mouse(event) => mouse::mouse(model, event),
        Msg::Resized { width, height } => resized(model, width, height),
        Msg::Tick(now) => tick(model, now),
        Msg::Cluster(ticket, news) if ticket == model.session.ticket => session::news(model, news),
        Msg::Connected { ticket, session } if ticket == model.session.ticket => session::connected(model, session),
        Msg::Looked(ticket, part) => case::looked(model, ticket, part),
        Msg::Planned { ticket, result } => confirm::planned(model, ticket, result),
        Msg::Applied { ticket, result } => confirm::applied(model, ticket, result),
        Msg::Followed { ticket, progress } => repair::followed(model, ticket, progress),
        Msg::Redacted { ticket, result } => copy::redacted(model, ticket, result),
        Msg::Delivered { lines, hidden, result } => copy::delivered(model, lines, &hidden, result),
        Msg::Highlighted { text, lines } => {
            model.colours.insert(text, lines);
            Vec::new()
        }
        Msg::Resumed => vec![Effect::Redraw],
        Msg::Terminated => {
            model.quit = true;
            Vec::new()
        }
        Msg::Cluster(..) | Msg::Connected { .. } => Vec::new(),
    }
}

/// Time only goes forward here, whatever the clock of the machine does.
fn pass_time(model: &mut Model, now: Timestamp) {
    model.now = model.now.max(now);
}

fn tick(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    pass_time(model, now);
    let is_old = |notice: &Notice| model.now.duration_since(notice.at) > NOTICE_TIME;
    // While a copy is being made the notice says so.
    if model.hiding.copying.is_none() && model.notice.as_ref().is_some_and(is_old) {
        model.notice = None;
    }
    repair::judge(model);
    let mut effects = derive::outdated(model);
    if !model.list.unsettled.is_empty() {
        effects.extend(derive::unsettled(model));
    }
    effects
}

fn resized(model: &mut Model, width: u16, height: u16) -> Vec<Effect> {
    (model.width, model.height) = (width, height);
    list::keep_in_view(model);
    // What a terminal does with the old lines is its own affair, even when it soon has its old size again.
    vec![Effect::Redraw]
}

/// A key for the text field that has the focus.
fn typed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    match &mut model.dialog {
        Some(Dialog::Confirm(confirm)) => confirm.typed.input(key),
        Some(Dialog::Pick(pick) | Dialog::Palette(pick)) => {
            pick.filter.input(key);
            pick.cursor = 0;
        }
        Some(Dialog::Word(word)) => word.field.input(key),
        Some(Dialog::Help { .. } | Dialog::Page { .. } | Dialog::Keep(_)) => {}
        None => return list::filter_typed(model, key),
    }
    Vec::new()
}

/// A paste is text for a field, and never an answer to a question.
fn pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    match &mut model.dialog {
        Some(Dialog::Word(word)) => word.field.paste(text),
        Some(Dialog::Confirm(_) | Dialog::Keep(_)) => {
            model.notify(NoticeKind::Problem, "a paste confirms nothing; type it");
        }
        Some(Dialog::Pick(pick) | Dialog::Palette(pick)) => {
            pick.filter.paste(text);
            pick.cursor = 0;
        }
        None if model.list.filtering => return list::filter_pasted(model, text),
        Some(Dialog::Help { .. } | Dialog::Page { .. }) | None => {}
    }
    Vec::new()
}

fn show(model: &mut Model, tab: Tab) -> Vec<Effect> {
    if model.tab != tab {
        model.tab = tab;
        model.hiding.at = None;
    }
    if model.case.is_some() && model.focus == Focus::List && model.zoomed {
        model.focus = Focus::Detail;
    }
    case::colour(model)
}

fn back(model: &mut Model) -> Vec<Effect> {
    if model.dialog.is_some() {
        return confirm::closed(model);
    }
    if model.list.filter.is_some() {
        return list::clear_filter(model);
    }
    if model.zoomed {
        model.zoomed = false;
    } else {
        model.notice = None;
        model.focus = Focus::List;
    }
    Vec::new()
}

fn retry(model: &mut Model) -> Vec<Effect> {
    if matches!(model.session.link, Link::Troubled { .. }) || model.case.is_none() {
        return session::watch_again(model);
    }
    case::look_again(model)
}

/// Whether this is an answer to a question that was on the screen long enough to be read.
fn is_deliberate(shown: Option<Timestamp>, now: Timestamp) -> bool {
    const LOOKING_TIME: SignedDuration = SignedDuration::from_millis(250);
    shown.is_some_and(|shown| now.duration_since(shown) >= LOOKING_TIME)
}

#[cfg(test)]
mod tests;
