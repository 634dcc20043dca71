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
    frame, scrolled,
};
use crate::{
    core::{diff::Diff, text::plural},
    tui::{
        keys::Action,
        model::{Confirm, Dialog, Model, Scroll, Stage},
        theme::Role,
    },
};

mod facts;
mod refusal;

const WIDTH: u16 = 88;

/// On a screen lower than this everything is said closely, and shortly where there is a diff to review, unless all of it
/// has room.
const ROOMY: u16 = 20;
const ROOMY_FOR_REVIEW: u16 = 34;

/// The diff keeps so many rows, whatever else there is to say.
const LEAST_DIFF: u16 = 3;

/// Returns the size of the dialog.
pub(in crate::tui) fn size(model: &Model, screen: Rect) -> (u16, u16) {
    let Some(Dialog::Confirm(confirm)) = &model.dialog else { return (0, 0) };
    let width = WIDTH.min(screen.width - 2);
    // Borders and the margins that `dialog::open` takes.
    let parts = Parts::new(&Brush::without_stop(model), confirm, width - 6);
    (width, cells(parts.height() + 2).min(screen.height - 2))
}

pub(super) fn draw(brush: &Brush, confirm: &Confirm, area: Rect, buffer: &mut Buffer) {
    let inside = dialog::open(brush, area, &title(brush, confirm), border(brush.model, confirm), buffer);
    let parts = Parts::new(brush, confirm, inside.width);
    let places = parts.places(inside);
    write(brush, &parts.head, places.head, buffer);
    if let Some(sides) = &parts.sides {
        let scroll = Scroll { line: confirm.scroll, column: 0 };
        sides.draw(brush, scroll, places.diff, buffer);
        frame::position(brush, area, sides.shown(places.diff.height), scroll, buffer);
    }
    write(brush, &parts.facts, places.facts, buffer);
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
    /// The question for the name and the field below it.
    field: u16,
    low: bool,
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
        let is_reviewed = matches!(confirm.stage, Stage::Ready { .. });
        let height = brush.model.height;
        let roomy = Self::said(brush, confirm, width, false);
        // Borders, and a row above and below.
        let has_room = roomy.height() + 4 <= usize::from(height);
        if has_room || height >= if is_reviewed { ROOMY_FOR_REVIEW } else { ROOMY } {
            return roomy;
        }
        Self::said(brush, confirm, width, true)
    }

    fn said(brush: &Brush<'a>, confirm: &'a Confirm, width: u16, low: bool) -> Self {
        let (diff, facts): (Option<&Diff>, _) = match &confirm.stage {
            Stage::Planning => (None, facts::planning(brush, width)),
            Stage::Ready { plan, diff } => (Some(diff), facts::of_plan(brush, confirm, plan, low, width)),
            Stage::Applying { plan } => (None, facts::applying(brush, plan, width)),
            Stage::Refused(refusal) => (None, refusal::lines(brush, refusal, low, width)),
        };
        let asks = asks_for_name(brush.model, confirm);
        Self {
            head: facts::head(brush, confirm, low, width),
            sides: diff.map(|diff| Sides::in_dialog(diff, width, low)),
            facts,
            field: u16::from(asks) * if low { 2 } else { 4 },
            low,
        }
    }

    /// Returns how many rows it takes: with a blank line below the diff, and the keys with one round them.
    fn height(&self) -> usize {
        let diff = self.sides.as_ref().map_or(0, |sides| sides.height() + 1);
        self.head.len() + diff + self.facts.len() + usize::from(self.field + self.keys_height())
    }

    fn keys_height(&self) -> u16 {
        if self.low { 1 } else { 3 }
    }

    /// In little room the facts are cut before the diff, and the diff before head, name and keys.
    fn places(&self, inside: Rect) -> Places {
        let (rest, keys) = from_bottom(inside, self.keys_height());
        let keys = Rect { y: keys.y + keys.height / 2, height: keys.height.min(1), ..keys };
        let (rest, field) = from_bottom(rest, self.field);
        let (head, rest) = from_top(rest, cells(self.head.len()));
        let wanted = self.sides.as_ref().map_or(0, |sides| cells(sides.height() + 1));
        let facts = cells(self.facts.len()).min(rest.height.saturating_sub(wanted.min(LEAST_DIFF + 1)));
        let (diff, rest) = from_top(rest, wanted.min(rest.height - facts));
        let (facts, _) = from_top(rest, facts);
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

/// Writes the lines; when there are more of them than rows the last row says so.
fn write(brush: &Brush, lines: &[Line], area: Rect, buffer: &mut Buffer) {
    scrolled::write(lines, area, buffer);
    if lines.len() > usize::from(area.height) && !area.is_empty() {
        let more = format!(" … {}", plural(lines.len() - usize::from(area.height), "more line"));
        let x = area.right().saturating_sub(cells(more.chars().count()));
        buffer.set_span(x, area.bottom() - 1, &brush.span(Role::Dim, more), area.width);
    }
}

fn name_field(brush: &Brush, confirm: &Confirm, area: Rect, buffer: &mut Buffer) {
    let question = brush.span(Role::Text, "Protected context. Type the object's name to apply:");
    let question_row = area.y + u16::from(area.height > 2);
    buffer.set_span(area.x, question_row, &question, area.width);
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
