//! The mouse: click, wheel, and dragging the border between the panes. Each does what a key does too.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::tui::{
    effect::Effect,
    layout::{Spot, layout},
    model::{Dialog, Focus, Held, Model, Tab},
};

use super::{hidden, list, scroll, show};

/// How many lines one step of the wheel goes.
const WHEEL: isize = 3;

pub(super) fn mouse(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    match event.kind {
        MouseEventKind::ScrollDown => wheel(model, event, WHEEL),
        MouseEventKind::ScrollUp => wheel(model, event, -WHEEL),
        MouseEventKind::Down(MouseButton::Left) => click(model, event),
        MouseEventKind::Drag(MouseButton::Left) => drag(model, event),
        MouseEventKind::Up(MouseButton::Left) => {
            model.held = Held::Nothing;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn wheel(model: &mut Model, event: MouseEvent, steps: isize) -> Vec<Effect> {
    if model.dialog.is_none() {
        match layout(model).at(event.column, event.row) {
            Some(Spot::Row(_)) => model.focus = Focus::List,
            Some(Spot::Detail) => model.focus = Focus::Detail,
            _ => return Vec::new(),
        }
    }
    scroll::by(model, steps)
}

/// A click never answers a question: in front of a write only keys count.
fn click(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    let spot = layout(model).at(event.column, event.row);
    let on_border = model.dialog.is_none() && spot == Some(Spot::Border);
    model.held = if on_border { Held::Border } else { Held::Nothing };
    match (&mut model.dialog, spot) {
        (Some(Dialog::Pick(pick) | Dialog::Palette(pick)), Some(Spot::Item(index))) => {
            pick.cursor = index.min(pick.shown().len().saturating_sub(1));
            Vec::new()
        }
        (None, Some(Spot::Row(row))) => {
            model.focus = Focus::List;
            let position = model.list.top + row;
            if model.list.position() == Some(position) { list::open(model) } else { list::put_cursor(model, position) }
        }
        (None, Some(Spot::Tab(tab))) => {
            model.focus = Focus::Detail;
            show(model, Tab::ALL[tab.min(Tab::ALL.len() - 1)])
        }
        (None, Some(Spot::Detail)) => {
            model.focus = Focus::Detail;
            hidden::point_at(model, event.column, event.row);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Dragging starts on the border; while the button is held the border follows.
fn drag(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    if model.held == Held::Border && model.dialog.is_none() && !model.zoomed {
        model.split = layout(model).split_at(event.column, event.row).clamp(15, 70);
        list::keep_in_view(model);
    }
    Vec::new()
}
