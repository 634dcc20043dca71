//! The page about a cause: its Markdown set for the screen.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    brush::{Brush, cells, fitted},
    dialog, frame, scrolled,
    wrap::wrap,
};
use crate::{
    core::cause::Cause,
    tui::{
        model::{Model, Scroll},
        theme::Role,
    },
};

const WIDTH: u16 = 84;

/// Borders and margins of the dialog beside its text.
const AROUND: u16 = 6;

/// Returns the size of the dialog.
pub(in crate::tui) fn size(model: &Model, cause: Cause, screen: Rect) -> (u16, u16) {
    let lines = cells(lines(&Brush::without_stop(model), cause).len());
    (width(screen.width), lines.saturating_add(2).min(screen.height.saturating_sub(2)))
}

pub(super) fn draw(brush: &Brush, cause: Cause, top: usize, area: Rect, buffer: &mut Buffer) {
    let inside = dialog::open(brush, area, "About the cause", Role::DialogBorder, buffer);
    let scroll = Scroll { line: top, column: 0 };
    let extent = scrolled::draw(&lines(brush, cause), scroll, inside, buffer);
    frame::position(brush, area, extent, scroll, buffer);
}

fn width(screen: u16) -> u16 {
    WIDTH.min(screen.saturating_sub(2))
}

/// Returns the whole page, wrapped for the width of the screen.
pub(super) fn lines(brush: &Brush, cause: Cause) -> Vec<Line<'static>> {
    let room = usize::from(width(brush.model.width).saturating_sub(AROUND)).max(20);
    let mut lines = vec![Line::default()];
    let mut in_fence = false;
    for block in blocks(&cause.page()) {
        if block.starts_with("```") {
            in_fence = !in_fence;
        } else if in_fence || block.starts_with("    ") {
            lines.push(Line::from(brush.span(Role::Accent, format!("  {}", block.trim_end()))));
        } else {
            lines.extend(set(brush, &block, room));
        }
    }
    lines
}

/// Joins the lines of each paragraph and of each item; everything else stays a line of its own.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut in_fence = false;
    for line in page.lines() {
        let fence = line.starts_with("```");
        let goes_on = !in_fence && !fence && is_prose(line) && blocks.last().is_some_and(|last| takes_more(last));
        match blocks.last_mut() {
            Some(last) if goes_on => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => blocks.push(line.to_owned()),
        }
        in_fence ^= fence;
    }
    blocks
}

/// Says whether the line is text that may belong to what stands above it.
fn is_prose(line: &str) -> bool {
    let is_code = line.starts_with("    ");
    !line.trim().is_empty() && !is_code && !line.starts_with('#') && marker(line).is_empty()
}

fn takes_more(last: &str) -> bool {
    is_prose(last) && !last.starts_with("```") || !marker(last).is_empty()
}

/// Returns what an item of a list begins with: `- `, `1. `.
fn marker(line: &str) -> &str {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match line.as_bytes() {
        [b'-' | b'*', b' ', ..] => &line[..2],
        _ if digits > 0 && line[digits..].starts_with(". ") => &line[..digits + 2],
        _ => "",
    }
}

fn set(brush: &Brush, block: &str, room: usize) -> Vec<Line<'static>> {
    if let Some(heading) = block.strip_prefix("# ").or_else(|| block.strip_prefix("## ")) {
        let rows = wrap(heading, room);
        return rows.into_iter().map(|row| Line::from(brush.span(Role::Strong, row.to_owned()))).collect();
    }
    let marker = marker(block);
    let text = block[marker.len()..].replace('`', "");
    let rows = wrap(&text, room.saturating_sub(marker.len()));
    rows.into_iter().enumerate().map(|(row, text)| item(brush, marker, row, text)).collect()
}

fn item(brush: &Brush, marker: &str, row: usize, text: &str) -> Line<'static> {
    let lead = if row == 0 { marker.to_owned() } else { fitted("", marker.len()) };
    let spans: Vec<Span> = vec![brush.span(Role::Dim, lead), brush.span(Role::Text, text.to_owned())];
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_items_are_joined_and_code_is_not() {
        let page = "# name: title\n\nOne\ntwo.\n\n- an item\n  goes on\n- another\n\n```sh\nkubectl get\npods\n```\n";
        let expected = [
            "# name: title",
            "",
            "One two.",
            "",
            "- an item goes on",
            "- another",
            "",
            "```sh",
            "kubectl get",
            "pods",
            "```",
        ];
        assert_eq!(blocks(page), expected);
    }

    #[test]
    fn an_item_is_known_by_its_marker() {
        for (line, expected) in [("- a", "- "), ("12. b", "12. "), ("3.5 GB", ""), ("-x", ""), ("text", "")] {
            assert_eq!(marker(line), expected, "{line}");
        }
    }
}
