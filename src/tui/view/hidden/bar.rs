//! The last lines of a pane whose content is shown redacted: how much is hidden in it, and why the stretch that is looked
//! at is.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::Stop;
use crate::{
    core::text::thousands,
    tui::{
        keys::Action,
        model::Model,
        theme::Role,
        view::{
            brush::{Brush, cells},
            scrolled,
        },
    },
};

/// What stands at the right of a row.
enum Beside {
    /// Stays, and what is left of it is cut.
    Needed(Line<'static>),
    /// Is left out where there is no room for it.
    Spare(Line<'static>),
}

/// Returns how many lines it takes: none while everything is shown as it is.
pub(in crate::tui) fn height(model: &Model) -> u16 {
    if model.hiding.on && model.case.is_some() { 1 + u16::from(model.hiding.at.is_some()) } else { 0 }
}

pub(in crate::tui::view) fn draw(brush: &Brush, stops: &[Stop], area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    buffer.set_style(area, brush.style(Role::Quote));
    let mut rows = area.rows();
    if let Some(row) = rows.next() {
        halves(counts(brush, stops), &state(brush, stops), row, buffer);
    }
    if let (Some(row), Some(stop)) = (rows.next(), &brush.stop) {
        let keys = Line::from(vec![brush.key(Action::Keep), brush.span(Role::Dim, " keep")]);
        let room = usize::from(row.width).saturating_sub(keys.width() + 4);
        halves(reason(brush, stop, stops, room), &Beside::Needed(keys), row, buffer);
    }
}

/// Says how much is hidden, by class.
fn counts(brush: &Brush, stops: &[Stop]) -> Line<'static> {
    let text = if stops.is_empty() {
        "nothing hidden here".to_owned()
    } else {
        brush.model.hiding.censor.summary(stops.iter().map(|stop| stop.placeholder.as_str()))
    };
    Line::from(vec![brush.span(Role::Hidden, "REDACTED"), Span::raw("  "), brush.span(Role::Text, text)])
}

/// Says what the next copy would show all the same; else which keys there are.
fn state(brush: &Brush, stops: &[Stop]) -> Beside {
    let kept = brush.model.hiding.censor.kept();
    if kept > 0 {
        let text = format!("{} kept for the next copy", thousands(kept));
        return Beside::Needed(Line::from(brush.span(Role::SeverityWarning, text)));
    }
    let mut spans = Vec::new();
    if !stops.is_empty() {
        spans.extend([brush.key(Action::NextHidden), brush.span(Role::Dim, " why   ")]);
    }
    spans.extend([brush.key(Action::HideWord), brush.span(Role::Dim, " hide a word")]);
    Beside::Spare(Line::from(spans))
}

/// Says which stretch this is and why it is hidden: `2 of 5  password: its name says so   REDACTED-password-1`. In little
/// room the placeholder, which is set off above, is not repeated, and of several reasons the first is given.
fn reason(brush: &Brush, stop: &Stop, stops: &[Stop], room: usize) -> Line<'static> {
    let at = stops.iter().position(|known| known == stop).map_or(0, |at| at + 1);
    let known = brush.model.hiding.censor.known(&stop.placeholder);
    let (class, reasons) = known.map(|known| (known.class.to_string(), known.reasons)).unwrap_or_default();
    let line = |reasons: &[&str]| {
        Line::from(vec![
            brush.span(Role::Dim, format!("{} of {}  ", thousands(at), thousands(stops.len()))),
            brush.span(Role::Strong, class.clone()),
            brush.span(Role::Text, format!(": {}", reasons.join("; "))),
        ])
    };
    let mut whole = line(&reasons);
    if whole.width() > room {
        whole = line(&reasons[..reasons.len().min(1)]);
    }
    if whole.width() + 3 + stop.placeholder.len() <= room {
        whole.extend([Span::raw("   "), brush.span(Role::HiddenHere, stop.placeholder.clone())]);
    }
    whole
}

/// Draws what stands at either side of a row.
fn halves(left: Line<'static>, right: &Beside, row: Rect, buffer: &mut Buffer) {
    let row = Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row };
    let (Beside::Needed(line) | Beside::Spare(line)) = right;
    let for_right = cells(line.width() + 2);
    let has_room = left.width() + usize::from(for_right) <= usize::from(row.width);
    let is_drawn = (has_room || matches!(right, Beside::Needed(_))) && for_right < row.width;
    let taken = if is_drawn { for_right } else { 0 };
    scrolled::write(&[left], Rect { width: row.width - taken, ..row }, buffer);
    if is_drawn {
        buffer.set_line(row.right() - (for_right - 2), row.y, line, for_right - 2);
    }
}
