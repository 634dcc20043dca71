//! The chain of evidence in two columns: what is so, and where that is known from.

use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::heading;
use crate::{
    core::{
        diagnose::{Evidence, Finding, Mark},
        model::ObjectId,
        report::source_beside,
    },
    tui::{
        theme::Role,
        view::{
            brush::{Brush, fitted},
            wrap::wrap,
        },
    },
};

/// Mark and space before the text.
const INDENT: usize = 2;

/// Space between the columns.
const GAP: usize = 4;

/// The least room of a source: a field path such as `spec.imagePullSecrets` is not to be broken.
const SOURCE: usize = 22;

/// In less room the source stands below the text; so does one with a word that would have to be broken.
const TWO_COLUMNS: usize = 66;

pub(super) fn push(brush: &Brush, subject: &ObjectId, finding: &Finding, width: usize, lines: &mut Vec<Line<'static>>) {
    if finding.evidence.is_empty() {
        return;
    }
    heading(brush, "Evidence", lines);
    let chain: Vec<(&Evidence, String, String)> = finding
        .evidence
        .iter()
        .map(|link| (link, brush.line(&link.text), brush.line(&known_from(brush, subject, link))))
        .collect();
    let longest = chain.iter().map(|(_, text, _)| text.width()).max().unwrap_or(0);
    let column = longest.min(width * 2 / 3).min(width.saturating_sub(INDENT + GAP + SOURCE));
    let room = width.saturating_sub(INDENT + column + GAP);
    for (link, text, source) in &chain {
        let longest_word = source.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0);
        if width < TWO_COLUMNS || longest_word > room {
            stacked(brush, link.mark, text, source, width, lines);
        } else {
            beside(brush, link.mark, [text, source], column, width, lines);
        }
    }
}

/// Where a link is known from, or what would settle it.
fn known_from(brush: &Brush, subject: &ObjectId, link: &Evidence) -> String {
    match &link.needs {
        Some(needs) => format!("needs {needs}"),
        None => source_beside(subject, &link.source, &brush.model.zone),
    }
}

fn beside(
    brush: &Brush,
    mark: Mark,
    [text, source]: [&String; 2],
    column: usize,
    width: usize,
    lines: &mut Vec<Line<'static>>,
) {
    let left = wrap(text, column);
    let right = wrap(source, width.saturating_sub(INDENT + column + GAP));
    for row in 0..left.len().max(right.len()) {
        let text = left.get(row).copied().unwrap_or_default();
        let source = right.get(row).copied().unwrap_or_default().to_owned();
        lines.push(Line::from(vec![
            lead(brush, mark, row),
            brush.span(Role::Text, fitted(text, column + GAP)),
            brush.span(Role::Dim, source),
        ]));
    }
}

fn stacked(brush: &Brush, mark: Mark, text: &str, source: &str, width: usize, lines: &mut Vec<Line<'static>>) {
    for (row, line) in wrap(text, width.saturating_sub(INDENT)).into_iter().enumerate() {
        lines.push(Line::from(vec![lead(brush, mark, row), brush.span(Role::Text, line.to_owned())]));
    }
    let indent = INDENT + 2;
    for line in wrap(source, width.saturating_sub(indent)).into_iter().filter(|line| !line.is_empty()) {
        lines.push(Line::from(brush.span(Role::Dim, format!("{}{line}", fitted("", indent)))));
    }
}

/// Returns the mark on the first row of a link, and the room for it on the others.
fn lead(brush: &Brush, mark: Mark, row: usize) -> ratatui::text::Span<'static> {
    let (role, glyph) = match mark {
        Mark::Sound => (Role::Good, "✔ "),
        Mark::Broken => (Role::SeverityCritical, "✖ "),
        Mark::Unknown => (Role::Unknown, "? "),
    };
    brush.span(role, if row == 0 { glyph } else { "  " })
}
