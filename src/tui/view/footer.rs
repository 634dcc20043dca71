//! The last lines: what just happened, and the keys that count here.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr as _;

use super::{
    brush::{Brush, cells},
    wrap::wrap,
};
use crate::tui::{
    keys::{Action, places},
    layout::Layout,
    model::{Confirm, Dialog, Model, NoticeKind, Stage, Tab},
    theme::Role,
};

/// A notice is cut after so many lines.
const NOTICE_LINES: usize = 3;

/// Returns how many lines the notice takes at this width.
pub(in crate::tui) fn notice_height(model: &Model, width: u16) -> u16 {
    let Some(notice) = &model.notice else { return 0 };
    let text = Brush::without_stop(model).line(&notice.text);
    cells(wrap(&text, notice_width(width)).len().min(NOTICE_LINES))
}

fn notice_width(width: u16) -> usize {
    usize::from(width.saturating_sub(4))
}

pub(super) fn draw(brush: &Brush, layout: &Layout, buffer: &mut Buffer) {
    notice(brush, layout.notice, buffer);
    let area = layout.footer;
    buffer.set_style(area, brush.style(Role::Bar));
    let line = keys_line(brush, usize::from(area.width.saturating_sub(2)));
    buffer.set_line(area.x + 1, area.y, &line, area.width.saturating_sub(2));
}

fn notice(brush: &Brush, area: Rect, buffer: &mut Buffer) {
    let Some(notice) = &brush.model.notice else { return };
    let (role, mark) = match notice.kind {
        NoticeKind::Done => (Role::NoticeDone, "✔"),
        NoticeKind::Problem => (Role::NoticeProblem, "✖"),
    };
    let text = brush.line(&notice.text);
    let lines = wrap(&text, notice_width(area.width));
    for (index, (row, line)) in area.rows().zip(&lines).enumerate() {
        let mark = if index == 0 { mark } else { " " };
        let cut = index + 1 == NOTICE_LINES && lines.len() > NOTICE_LINES;
        let more = if cut { "…" } else { "" };
        let line =
            Line::from(vec![brush.span(role, format!("{mark} ")), brush.span(Role::Text, format!("{line}{more}"))]);
        buffer.set_line(row.x + 1, row.y, &line, row.width.saturating_sub(1));
    }
}

/// Returns the keys that there is room for; help and commands are never among those left out.
fn keys_line(brush: &Brush, room: usize) -> Line<'static> {
    let mut items = offered(brush);
    let keymap = &brush.model.settings.keymap;
    let kept = [keymap.hint(Action::Help), keymap.hint(Action::Palette)];
    while width(&items) > room {
        let Some(index) = items.iter().rposition(|(key, _)| !kept.contains(key)) else { break };
        items.remove(index);
    }
    let mut line = Line::default();
    for (index, (key, label)) in items.into_iter().enumerate() {
        line.push_span(Span::raw(if index == 0 { "" } else { "   " }));
        line.push_span(brush.span(Role::Accent, key));
        line.push_span(brush.span(Role::Text, format!(" {label}")));
    }
    line
}

fn width(items: &[(String, &str)]) -> usize {
    items.iter().map(|(key, label)| key.width() + 1 + label.width() + 3).sum::<usize>().saturating_sub(3)
}

fn offered(brush: &Brush) -> Vec<(String, &'static str)> {
    let model = brush.model;
    let keymap = &model.settings.keymap;
    match &model.dialog {
        Some(Dialog::Confirm(confirm)) => in_front_of_a_write(model, confirm),
        Some(_) => keymap.footer(&places(model)),
        None => elsewhere(brush),
    }
}

/// Keys that would do nothing here are not offered.
fn elsewhere(brush: &Brush) -> Vec<(String, &'static str)> {
    let model = brush.model;
    let keymap = &model.settings.keymap;
    let idle: Vec<String> = idle(brush).into_iter().map(|action| keymap.hint(action)).collect();
    let mut items = keymap.footer(&places(model));
    items.retain(|(key, _)| !idle.contains(key));
    items
}

fn idle(brush: &Brush) -> Vec<Action> {
    let model = brush.model;
    let fix = model.case.as_ref().is_some_and(|case| case.fix.is_ok());
    let undo = model.repair().is_some_and(|repair| !repair.undone);
    [
        (model.tab == Tab::Fix || model.case.is_none(), Action::ShowFix),
        (!fix, Action::Apply),
        (!undo, Action::Undo),
        (model.case.is_none(), Action::Copy),
        (brush.stops.is_empty(), Action::NextHidden),
    ]
    .into_iter()
    .filter_map(|(idle, action)| idle.then_some(action))
    .collect()
}

/// While there is nothing to confirm, no key is offered that would.
fn in_front_of_a_write(model: &Model, confirm: &Confirm) -> Vec<(String, &'static str)> {
    let keymap = &model.settings.keymap;
    match confirm.stage {
        Stage::Ready { .. } => keymap.footer(&places(model)),
        Stage::Planning => vec![(keymap.hint(Action::Back), "cancel")],
        Stage::Applying { .. } => Vec::new(),
        Stage::Refused(_) => {
            vec![(keymap.hint(Action::Back), "close"), (keymap.hint(Action::CopyMenu), "copy the command")]
        }
    }
}
