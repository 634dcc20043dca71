//! What there is to choose: the way of the repair and the pull secret; in a high pane the object above it.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::AIRY;
use crate::{
    core::{
        fix::Variant,
        text::{plural, truncate},
    },
    tui::{
        keys::Action,
        model::Case,
        theme::Role,
        view::{
            brush::{Brush, cells},
            why::incident,
        },
    },
};

/// Returns how many rows are taken above the diff.
pub(super) fn height(area: Rect) -> u16 {
    if area.height >= AIRY { 5 } else { 1 }
}

pub(super) fn draw(brush: &Brush, case: &Case, area: Rect, buffer: &mut Buffer) {
    let airy = area.height > 1;
    if airy {
        buffer.set_line(area.x, area.y + 1, &object(brush, case), area.width);
    }
    let row = if airy { 3 } else { 0 };
    variants(brush, case, Rect { y: area.y + row, height: 1, ..area }, buffer);
}

fn object(brush: &Brush, case: &Case) -> Line<'static> {
    let workload = &case.workload;
    let mut line = Line::from(vec![
        brush.span(Role::Strong, brush.line(&workload.namespace)),
        brush.span(Role::Dim, " / "),
        brush.span(Role::Strong, brush.line(&format!("{} {}", workload.kind, workload.name))),
    ]);
    let affected = incident(brush.model, case).and_then(|incident| incident.workloads.get(workload));
    if let Some(affected) = affected {
        line.push_span(brush.span(Role::Dim, format!("   {} failing", plural(affected.pods.len(), "pod"))));
    }
    line
}

fn variants(brush: &Brush, case: &Case, area: Rect, buffer: &mut Buffer) {
    let mut left = Line::default();
    for variant in Variant::ALL {
        let role = if variant == case.variant { Role::Chosen } else { Role::Choice };
        let gap = if left.width() == 0 { "" } else { "  " };
        left.push_span(Span::raw(gap));
        left.push_span(brush.span(role, format!(" {} ", variant.title())));
    }
    buffer.set_line(area.x, area.y, &left, area.width);
    let room = usize::from(area.width).saturating_sub(left.width() + 3);
    if let Some(right) = secret(brush, case, room) {
        let x = area.right() - cells(right.width());
        buffer.set_line(x, area.y, &right, area.width);
    }
}

/// Returns the chosen secret, whether it fits, and the key that offers others; as much of it as there is room for.
fn secret(brush: &Brush, case: &Case, room: usize) -> Option<Line<'static>> {
    let name = case.fix.as_ref().ok().map(|fix| fix.secret.as_str()).or(case.secret.as_deref())?;
    let candidate = case.candidates.iter().find(|candidate| candidate.name == *name);
    let fit = match candidate.map(crate::core::fix::Candidate::fits) {
        Some(true) => brush.span(Role::Good, " ✔ fits"),
        Some(false) => brush.span(Role::SeverityCritical, " ✖ does not fit"),
        None => brush.span(Role::Unknown, " ? not known"),
    };
    let name = brush.line(name);
    let key = [Span::raw("   "), brush.key(Action::PickSecret), brush.span(Role::Dim, " others")];
    let mut line =
        Line::from(vec![brush.span(Role::Dim, "secret "), brush.span(Role::Strong, name.clone()), fit.clone()]);
    let key_width: usize = key.iter().map(Span::width).sum();
    if line.width() + key_width <= room {
        line.extend(key);
        return Some(line);
    }
    if line.width() <= room {
        return Some(line);
    }
    let short = room.checked_sub(fit.width()).filter(|room| *room >= 8)?;
    Some(Line::from(vec![brush.span(Role::Strong, truncate(&name, short)), fit]))
}
