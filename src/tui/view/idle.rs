//! What is said where there is nothing to show.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{brush::Brush, wrap::wrap};
use crate::tui::{
    model::{Link, Model},
    theme::Role,
};

/// Says which size is needed.
pub(super) fn too_small(brush: &Brush, screen: Rect, smallest: (u16, u16), buffer: &mut Buffer) {
    let text = format!(
        "podmend needs {} columns and {} lines; here are {} and {}.",
        smallest.0, smallest.1, screen.width, screen.height
    );
    paragraph(brush, &text, Role::Text, screen, buffer);
}

/// Fills the detail while no workload is looked at.
pub(super) fn draw(brush: &Brush, area: Rect, buffer: &mut Buffer) {
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    paragraph(brush, words(brush.model), Role::Dim, area, buffer);
}

fn words(model: &Model) -> &'static str {
    match &model.session.link {
        Link::Connecting => "Opening the context.",
        Link::Loading { .. } => {
            "The first list of pods is being read. Until it is whole nothing is said about the cluster."
        }
        Link::Troubled { at: None, .. } => "Nothing can be said about the pods until their list can be read.",
        _ if !model.list.rows.is_empty() => "Choose an incident or a workload in the list.",
        _ if !model.snapshot.unseen.is_empty() => "Nothing can be said about pods that may not be read.",
        _ => "Whatever comes to fail shows up in the list by itself.",
    }
}

fn paragraph(brush: &Brush, text: &str, role: Role, area: Rect, buffer: &mut Buffer) {
    for (row, line) in area.rows().zip(wrap(text, usize::from(area.width).min(76))) {
        buffer.set_stringn(row.x, row.y, line, usize::from(row.width), brush.style(role));
    }
}
