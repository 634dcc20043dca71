//! Draws the model. Looks and never decides: what is on the screen follows from the model alone.
//!
//! A file a pane or dialog, named as in `update`. Whatever came from a cluster is drawn through `brush`, which makes it
//! harmless and, where that is on, redacted. Only what is visible is built.

use ratatui::{Frame, buffer::Buffer};

use super::{
    layout::{Arrangement, Layout, SMALLEST, layout},
    model::{Dialog, Model, Tab},
    theme::Role,
};

mod ascii;
mod brush;
mod clock;
mod code;
mod dialog;
mod events;
mod fix;
mod frame;
mod header;
mod idle;
mod scrolled;
mod spec;
mod timeline;
mod why;
mod wrap;

pub(super) mod confirm;
pub mod extent;
pub(super) mod footer;
pub(super) mod help;
pub(super) mod hidden;
pub(super) mod keep;
pub(super) mod list;
pub(super) mod page;
pub(super) mod pick;
pub(super) mod tabs;
pub(super) mod word;

pub(crate) use ascii::text as twins;
pub(crate) use wrap::wrap;

use brush::Brush;
use extent::scroll;

/// Draws the whole screen.
pub fn view(model: &Model, frame: &mut Frame) {
    let brush = Brush::new(model);
    let layout = layout(model);
    let buffer = frame.buffer_mut();
    buffer.set_style(buffer.area, brush.style(Role::Ground));
    // While the size is changing the terminal may be smaller than the model knows.
    if buffer.area.intersection(layout.screen) == layout.screen {
        draw(&brush, &layout, buffer);
    }
    if model.settings.ascii {
        ascii::twins(buffer);
    }
}

fn draw(brush: &Brush, layout: &Layout, buffer: &mut Buffer) {
    if layout.arrangement == Arrangement::TooSmall {
        idle::too_small(brush, layout.screen, SMALLEST, buffer);
        return;
    }
    header::draw(brush, layout.header, buffer);
    list::draw(brush, layout, buffer);
    detail(brush, layout, buffer);
    footer::draw(brush, layout, buffer);
    if let Some(dialog) = &brush.model.dialog {
        in_front(brush, dialog, layout, buffer);
    }
}

fn detail(brush: &Brush, layout: &Layout, buffer: &mut Buffer) {
    if layout.detail.is_empty() {
        return;
    }
    tabs::draw(brush, layout, buffer);
    let area = layout.detail_content();
    let Some(case) = &brush.model.case else {
        idle::draw(brush, area, buffer);
        return;
    };
    let extent = match brush.model.tab {
        Tab::Why => why::draw(brush, case, area, buffer),
        Tab::Events => events::draw(brush, case, area, buffer),
        Tab::Fix => fix::draw(brush, case, area, buffer),
        Tab::Spec => spec::draw(brush, case, area, buffer),
        Tab::Timeline => timeline::draw(brush, case, area, buffer),
    };
    frame::position(brush, layout.detail, extent, scroll(brush.model), buffer);
    hidden::bar::draw(brush, &brush.stops, layout.detail_foot(), buffer);
}

fn in_front(brush: &Brush, dialog: &Dialog, layout: &Layout, buffer: &mut Buffer) {
    dialog::push_back(brush, layout, buffer);
    match dialog {
        Dialog::Confirm(confirm) => confirm::draw(brush, confirm, layout.dialog, buffer),
        Dialog::Pick(pick) | Dialog::Palette(pick) => pick::draw(brush, pick, layout, buffer),
        Dialog::Help { top } => help::draw(brush, *top, layout.dialog, buffer),
        Dialog::Page { cause, top } => page::draw(brush, *cause, *top, layout.dialog, buffer),
        Dialog::Keep(keep) => keep::draw(brush, keep, layout.dialog, buffer),
        Dialog::Word(word) => word::draw(brush, word, layout.dialog, buffer),
    }
}

#[cfg(test)]
pub(super) mod fixture;
#[cfg(test)]
mod tests;
