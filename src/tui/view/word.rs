//! The field for a word that is to be hidden.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{brush::Brush, dialog, wrap::wrap};
use crate::{
    core::text::plural,
    tui::{model::Word, theme::Role},
};

const WIDTH: u16 = 72;

const HEIGHT: u16 = 9;

const TEXT: &str = "It is hidden wherever it stands, in every copy and in what is shown redacted, until podmend ends. It is \
                    written nowhere; the configuration file has a list for words to hide always.";

/// Returns the size of the dialog.
pub(in crate::tui) fn size(screen: Rect) -> (u16, u16) {
    (WIDTH.min(screen.width.saturating_sub(2)), HEIGHT.min(screen.height.saturating_sub(2)))
}

pub(super) fn draw(brush: &Brush, word: &Word, area: Rect, buffer: &mut Buffer) {
    let inside = dialog::open(brush, area, &title(brush), Role::DialogBorder, buffer);
    let row = Rect { y: inside.y + 1, height: inside.height.min(1), ..inside };
    buffer.set_style(row, brush.style(Role::Field));
    let field = Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row };
    word.field.render(field, buffer, brush.style(Role::Field), Some(brush.style(Role::FieldCursor)));
    let text = Rect { y: inside.y + 3, height: inside.height.saturating_sub(3), ..inside };
    for (row, line) in text.rows().zip(wrap(TEXT, usize::from(text.width))) {
        buffer.set_stringn(row.x, row.y, line, usize::from(row.width), brush.style(Role::Dim));
    }
}

fn title(brush: &Brush) -> String {
    match brush.model.hiding.censor.words() {
        0 => "A word to hide".to_owned(),
        count => format!("A word to hide, beside {}", plural(count, "other")),
    }
}
