//! The repair: which way, with which secret, the change as a diff, and what else it does.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    brush::{Brush, cells},
    extent::Extent,
    hidden::{Stop, of_lines},
    wrap::wrap,
};
use crate::{
    core::fix::Fix,
    tui::{model::Case, theme::Role},
};

mod choices;
pub(super) mod diff;
mod entries;
pub(super) mod risks;

use diff::Sides;

/// From this height on there is room for headings and blank lines.
const AIRY: u16 = 24;

/// The diff keeps so many rows, whatever else there is to say.
const LEAST_DIFF: u16 = 5;

/// Where the parts of the pane lie.
struct Parts {
    airy: bool,
    choices: Rect,
    captions: Rect,
    diff: Rect,
    risks: Rect,
}

pub(super) fn draw(brush: &Brush, case: &Case, area: Rect, buffer: &mut Buffer) -> Extent {
    let fix = match &case.fix {
        Ok(fix) => fix,
        Err(reason) => {
            let choices = Rect { height: choices::height(area), ..area };
            choices::draw(brush, case, choices, buffer);
            none(brush, &reason.0, below(area, choices.height + 1), buffer);
            return Extent::default();
        }
    };
    let sides = sides(brush, case, area);
    let parts = parts(brush, fix, &sides, area);
    choices::draw(brush, case, parts.choices, buffer);
    if !parts.captions.is_empty() {
        sides.captions(brush, parts.captions, buffer);
    }
    sides.draw(brush, brush.model.panes.fix, parts.diff, buffer);
    risks::draw(brush, fix, parts.risks, parts.airy, sides.lines(), buffer);
    sides.shown(parts.diff.height)
}

pub(super) fn extent(brush: &Brush, case: &Case, area: Rect) -> Extent {
    let Ok(fix) = &case.fix else { return Extent::default() };
    let sides = sides(brush, case, area);
    sides.extent(parts(brush, fix, &sides, area).diff.height)
}

/// Returns the lines of the diff at which a change begins.
pub(super) fn change_lines(brush: &Brush, case: &Case, area: Rect) -> Vec<usize> {
    if case.fix.is_ok() { sides(brush, case, area).changes() } else { Vec::new() }
}

/// Returns the hidden stretches of the diff, and then those of what else the fix does.
pub(super) fn stops(brush: &Brush, case: &Case, area: Rect) -> Vec<Stop> {
    let Ok(fix) = &case.fix else { return Vec::new() };
    let sides = sides(brush, case, area);
    let parts = parts(brush, fix, &sides, area);
    let mut stops = sides.stops(brush);
    stops.extend(of_lines(brush, &risks::lines_of(brush, fix, parts.risks, parts.airy), sides.lines()));
    stops
}

fn sides<'a>(brush: &Brush<'a>, case: &'a Case, area: Rect) -> Sides<'a> {
    Sides::new(brush.model, &case.diff, [&case.before, &case.after], area.width, area.height < AIRY)
}

fn parts(brush: &Brush, fix: &Fix, sides: &Sides, area: Rect) -> Parts {
    let airy = area.height >= AIRY;
    let choices = Rect { height: choices::height(area).min(area.height), ..area };
    let body = below(area, choices.height);
    let captions = Rect { height: u16::from(airy && sides.is_side_by_side()), ..body };
    let body = below(body, captions.height);
    let risks = risks::height(brush, fix, area.width, airy).min(body.height.saturating_sub(LEAST_DIFF));
    let diff = Rect { height: cells(sides.height()).min(body.height - risks), ..body };
    Parts { airy, choices, captions, diff, risks: Rect { height: risks, ..below(body, diff.height) } }
}

fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// Says in the place of the diff why there is none.
fn none(brush: &Brush, reason: &str, area: Rect, buffer: &mut Buffer) {
    let text = brush.line(&format!("No fix of this kind: {reason}"));
    for (row, line) in area.rows().zip(wrap(&text, usize::from(area.width).min(84))) {
        buffer.set_stringn(row.x, row.y, line, usize::from(row.width), brush.style(Role::Text));
    }
}
