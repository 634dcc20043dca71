//! The dialog in front of every write: where, what, what the server said to a dry run, and how to take it back.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    brush::{Brush, cells},
    dialog,
    extent::Extent,
    fix::diff::Sides,
    frame,
};
use crate::{
    core::diff::Diff,
    tui::{
        keys::Action,
        model::{Confirm, Dialog, Model, Scroll, Stage},
        theme::Role,
    },
};

mod facts;
mod refusal;

const WIDTH: u16 = 88;

/// The diff keeps so many rows, whatever else there is to say.
const LEAST_DIFF: u16 = 3;

/// Returns the size of the dialog.
pub(in crate::tui) fn size(model: &Model, screen: Rect) -> (u16, u16) {
    let Some(Dialog::Confirm(confirm)) = &model.dialog else { return (0, 0) };
    let width = WIDTH.min(screen.width - 2);
    // Borders and the margins that `dialog::open` takes.
    let parts = Parts::new(&Brush::new(model), confirm, width - 6);
    (width, cells(parts.height() + 2).min(screen.height - 2))
}

pub(super) fn draw(brush: &Brush, confirm: &Confirm, area: Rect, buffer: &mut Buffer) {
    let inside = dialog::open(brush, area, &title(brush, confirm), border(brush.model, confirm), buffer);
    let parts = Parts::new(brush, confirm, inside.width);
    let places = parts.places(inside);
    write(&parts.head, places.head, buffer);
    if let Some(sides) = &parts.sides {
        let scroll = Scroll { line: confirm.scroll, column: 0 };
        sides.draw(brush, scroll, places.diff, buffer);
        frame::position(brush, area, sides.shown(places.diff.height), scroll, buffer);
    }
    write(&parts.facts, places.facts, buffer);
    if asks_for_name(brush.model, confirm) {
        name_field(brush, confirm, places.field, buffer);
    }
    keys(brush, confirm, places.keys, buffer);
}

/// Returns how far the diff can be scrolled.
pub(super) fn scrollable(brush: &Brush, confirm: &Confirm, area: Rect) -> usize {
    let inside = Rect { x: 0, y: 0, width: area.width.saturating_sub(6), height: area.height.saturating_sub(2) };
    let parts = Parts::new(brush, confirm, inside.width);
    let height = parts.places(inside).diff.height;
    let extent = parts.sides.map(|sides| sides.shown(height)).unwrap_or_default();
    let Extent { lines, page, .. } = extent;
    lines.saturating_sub(page)
}

fn title(brush: &Brush, confirm: &Confirm) -> String {
    let context = brush.line(&brush.model.session.context);
    match confirm.stage {
        Stage::Refused(_) => format!("Not applied to {context}"),
        Stage::Applying { .. } => format!("Applying to {context}"),
        Stage::Planning | Stage::Ready { .. } => format!("Apply to {context}"),
    }
}

fn border(model: &Model, confirm: &Confirm) -> Role {
    match confirm.stage {
        Stage::Refused(_) => Role::DialogRefused,
        _ if model.session.protected => Role::DialogWarning,
        _ => Role::DialogBorder,
    }
}

fn asks_for_name(model: &Model, confirm: &Confirm) -> bool {
    model.session.protected && matches!(confirm.stage, Stage::Ready { .. })
}

/// All that the dialog says, from top to bottom.
struct Parts<'a> {
    head: Vec<Line<'static>>,
    sides: Option<Sides<'a>>,
    facts: Vec<Line<'static>>,
    /// Rows of the field for the name.
    field: u16,
}

struct Places {
    head: Rect,
    diff: Rect,
    facts: Rect,
    field: Rect,
    keys: Rect,
}

impl<'a> Parts<'a> {
    fn new(brush: &Brush<'a>, confirm: &'a Confirm, width: u16) -> Self {
        let asks = asks_for_name(brush.model, confirm);
        let (diff, facts): (Option<&Diff>, _) = match &confirm.stage {
            Stage::Planning => (None, facts::planning(brush, width)),
            Stage::Ready { plan, diff } => (Some(diff), facts::of_plan(brush, confirm, plan, asks, width)),
            Stage::Applying { plan } => (None, facts::applying(brush, plan, width)),
            Stage::Refused(refusal) => (None, refusal::lines(brush, refusal, width)),
        };
        Self {
            head: facts::head(brush, confirm, width),
            sides: diff.map(|diff| Sides::in_dialog(diff, width)),
            facts,
            field: if asks { 2 } else { 0 },
        }
    }

    /// With a blank line round the diff, before the keys, and after them.
    fn height(&self) -> usize {
        let diff = self.sides.as_ref().map_or(0, |sides| sides.height() + 1);
        self.head.len() + diff + self.facts.len() + usize::from(self.field) + 3
    }

    /// In little room blank lines go first, then the facts are cut; head, name and keys stay.
    fn places(&self, inside: Rect) -> Places {
        let keys_height = if inside.height > 14 { 3 } else { 1 }.min(inside.height);
        let (rest, keys) = from_bottom(inside, keys_height);
        let keys = Rect { y: keys.y + keys.height / 2, height: keys.height.min(1), ..keys };
        let (rest, field) = from_bottom(rest, self.field);
        let (head, rest) = from_top(rest, cells(self.head.len()));
        let keep = if self.sides.is_some() { LEAST_DIFF + 1 } else { 0 };
        let (diff, facts) = from_bottom(rest, cells(self.facts.len()).min(rest.height.saturating_sub(keep)));
        Places { head, diff: Rect { height: diff.height.saturating_sub(1), ..diff }, facts, field, keys }
    }
}

fn from_top(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (Rect { height: rows, ..area }, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

fn from_bottom(area: Rect, rows: u16) -> (Rect, Rect) {
    from_top(area, area.height.saturating_sub(rows))
}

fn write(lines: &[Line], area: Rect, buffer: &mut Buffer) {
    for (row, line) in area.rows().zip(lines) {
        buffer.set_style(row, line.style);
        buffer.set_line(row.x, row.y, line, row.width);
    }
}

fn name_field(brush: &Brush, confirm: &Confirm, area: Rect, buffer: &mut Buffer) {
    let row =
        Rect { y: area.bottom().saturating_sub(1), width: area.width.min(48), height: area.height.min(1), ..area };
    buffer.set_style(row, brush.style(Role::Field));
    let field = Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row };
    confirm.typed.render(field, buffer, brush.style(Role::Field), Some(brush.style(Role::FieldCursor)));
}

/// Draws the keys: cancel first, since that is what happens when in doubt, and apply at the far end.
fn keys(brush: &Brush, confirm: &Confirm, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() || matches!(confirm.stage, Stage::Applying { .. }) {
        return;
    }
    let back = if matches!(confirm.stage, Stage::Refused(_)) { " close" } else { " cancel" };
    let mut left = Line::from(vec![brush.key(Action::Back), brush.span(Role::Text, back)]);
    if !matches!(confirm.stage, Stage::Planning) && !asks_for_name(brush.model, confirm) {
        left.extend([
            Span::raw("      "),
            brush.key(Action::CopyMenu),
            brush.span(Role::Text, " copy the command instead"),
        ]);
    }
    buffer.set_line(area.x, area.y, &left, area.width);
    if let Some(right) = apply_key(brush, confirm) {
        let x = area.right().saturating_sub(cells(right.width()));
        buffer.set_line(x, area.y, &right, area.width);
    }
}

/// Returns the key that applies; faint until the name is typed.
fn apply_key(brush: &Brush, confirm: &Confirm) -> Option<Line<'static>> {
    if !matches!(confirm.stage, Stage::Ready { .. }) {
        return None;
    }
    let keymap = &brush.model.settings.keymap;
    if !brush.model.session.protected {
        return Some(Line::from(vec![brush.key(Action::Confirm), brush.span(Role::Text, " apply")]));
    }
    if confirm.typed.text() == confirm.workload.name {
        return Some(Line::from(vec![brush.key(Action::Accept), brush.span(Role::Text, " apply")]));
    }
    Some(Line::from(brush.span(Role::Faint, format!("{} apply", keymap.hint(Action::Accept)))))
}
