//! The first line: which cluster, how much of it fails, what holds for this session, and how fresh the view is.

use jiff::SignedDuration;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    brush::{Brush, cells},
    clock,
};
use crate::{
    cluster::Scope,
    core::text::{plural, thousands, truncate},
    tui::{
        model::{Link, Model},
        theme::Role,
    },
};

/// A view that was not confirmed for longer than this is called stale.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

/// How much is said, from everything to the least.
const DETAILS: [Detail; 4] = [Detail::All, Detail::NoName, Detail::Short, Detail::Least];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Detail {
    All,
    NoName,
    Short,
    Least,
}

pub(super) fn draw(brush: &Brush, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, brush.style(Role::Bar));
    let room = usize::from(area.width.saturating_sub(2));
    let (left, right) = fitting(brush, room);
    let start = area.right().saturating_sub(1 + cells(right.width()));
    buffer.set_line(area.x + 1, area.y, &left, start.saturating_sub(area.x + 2));
    buffer.set_line(start, area.y, &right, area.width);
}

/// Returns the two halves of the line with as much in them as there is room for.
fn fitting(brush: &Brush, room: usize) -> (Line<'static>, Line<'static>) {
    for detail in DETAILS {
        let right = right(brush, detail);
        let left = left(brush, detail, usize::MAX);
        if left.width() + right.width() + 2 <= room {
            return (left, right);
        }
    }
    let right = right(brush, Detail::Least);
    let left = left(brush, Detail::Least, room.saturating_sub(right.width() + 2));
    (left, right)
}

fn left(brush: &Brush, detail: Detail, room: usize) -> Line<'static> {
    let session = &brush.model.session;
    let mut line = Line::default();
    if detail == Detail::All {
        line.push_span(brush.span(Role::Accent, "podmend  "));
    }
    let scope = match &session.scope {
        Scope::AllNamespaces if detail < Detail::Short => "all namespaces".to_owned(),
        Scope::AllNamespaces => "all".to_owned(),
        Scope::Namespace(name) => brush.line(name),
    };
    let context = if session.context.is_empty() { "no context".to_owned() } else { brush.line(&session.context) };
    let for_context = room.saturating_sub(scope.chars().count() + 3).max(room.min(12));
    line.push_span(brush.span(Role::Strong, truncate(&context, for_context)));
    line.push_span(brush.span(Role::Dim, " / "));
    let used = line.width();
    line.push_span(brush.span(Role::Dim, truncate(&scope, room.saturating_sub(used))));
    line
}

fn right(brush: &Brush, detail: Detail) -> Line<'static> {
    let mut line = Line::default();
    if let Some(counts) = counts(brush.model, detail) {
        line.push_span(brush.span(Role::Text, counts));
        line.push_span(Span::raw("  "));
    }
    for (role, text) in badges(brush.model) {
        line.push_span(Span::raw(" "));
        line.push_span(brush.span(role, format!(" {text} ")));
    }
    if let Some((role, text)) = freshness(brush.model) {
        line.push_span(Span::raw(if detail < Detail::Short { "  " } else { " " }));
        line.push_span(brush.span(role, text));
    }
    line
}

/// Says how much fails; nothing before the first list is there.
fn counts(model: &Model, detail: Detail) -> Option<String> {
    let known = matches!(model.session.link, Link::Live { .. } | Link::Troubled { at: Some(_), .. });
    if !known {
        return None;
    }
    let board = &model.list.board;
    let failing = thousands(board.pods());
    let total = thousands(model.snapshot.total);
    Some(match detail {
        Detail::All | Detail::NoName => {
            format!("{failing} of {total} pods failing · {}", plural(board.incidents().len(), "incident"))
        }
        Detail::Short => format!("{failing} of {total} failing"),
        Detail::Least => format!("{failing} failing"),
    })
}

fn badges(model: &Model) -> Vec<(Role, String)> {
    let fixed = [
        (model.settings.demo, Role::BadgeDemo, "DEMO"),
        (model.settings.read_only, Role::BadgeReadOnly, "READ-ONLY"),
        (model.session.protected, Role::BadgeProtected, "PROTECTED"),
        (model.hiding.on, Role::BadgeRedacted, "REDACTED"),
    ];
    let mut badges: Vec<(Role, String)> =
        fixed.into_iter().filter(|(on, ..)| *on).map(|(_, role, text)| (role, text.to_owned())).collect();
    if let Some(age) = stale(model) {
        badges.push((Role::BadgeStale, format!("STALE {age}")));
    }
    badges
}

/// Returns the age of what is shown, when it is no longer kept up to date.
fn stale(model: &Model) -> Option<String> {
    match &model.session.link {
        Link::Live { at } if model.now.duration_since(*at) <= FRESH => None,
        Link::Live { at } | Link::Troubled { at: Some(at), .. } => Some(clock::age(*at, model.now)),
        _ => None,
    }
}

fn freshness(model: &Model) -> Option<(Role, String)> {
    match &model.session.link {
        Link::Connecting => Some((Role::Dim, "○ connecting".to_owned())),
        Link::Loading { done, of } if *of > 0 => {
            Some((Role::Dim, format!("○ loading {} of {}", thousands(*done), thousands(*of))))
        }
        Link::Loading { .. } => Some((Role::Dim, "○ loading".to_owned())),
        Link::Live { at } if stale(model).is_none() => {
            Some((Role::Good, format!("● live {}", clock::age(*at, model.now))))
        }
        Link::Troubled { at: None, .. } => Some((Role::SeverityCritical, "✖ no connection".to_owned())),
        Link::Live { .. } | Link::Troubled { .. } => None,
    }
}
