//! Diffs: the text behind their gutter.

use memchr::memmem;

use super::{View, lines};

/// Returns the text behind the `+`, `-` and space column of a diff, or behind the `< ` and `> ` of one without context;
/// `None` for any other text.
///
/// Headers become the end of a document, since a hunk starts anywhere.
pub(in super::super) fn behind_gutter(text: &str) -> Option<View> {
    if is_without_context(text) {
        let mut view = View::of_lines();
        for (at, line) in lines(text) {
            match line.strip_prefix("< ").or_else(|| line.strip_prefix("> ")) {
                Some(content) => view.push(content, at + 2),
                None => view.push_end(at),
            }
        }
        return Some(view);
    }
    if !is_diff(text) {
        return None;
    }
    let mut view = View::of_lines();
    for (at, line) in lines(text) {
        if is_header(line) {
            view.push_end(at);
        } else if let Some(content) = line.strip_prefix(['+', '-', ' ']) {
            view.push(content, at + 1);
        } else {
            view.push(line, at);
        }
    }
    Some(view)
}

/// Tells a diff by its hunks, or by a gutter that no line breaks and in which a line is added.
fn is_diff(text: &str) -> bool {
    let has_hunk = text.starts_with("@@ ") || text.contains("\n@@ ");
    let has_added = || text.starts_with('+') || memmem::find(text.as_bytes(), b"\n+").is_some();
    let in_gutter = |line: &str| line.is_empty() || line.starts_with(['+', '-', ' ', '\\']);
    has_hunk
        || (has_added() && memmem::find(text.as_bytes(), b") has ").is_some() && text.lines().any(heads_object)
            || has_added() && text.lines().all(in_gutter))
}

/// Tells whether a line says which lines were changed, `90,91c90,91`, and another shows one of them.
fn is_without_context(text: &str) -> bool {
    let is_change = |line: &str| {
        line.len() <= 30
            && line.starts_with(|c: char| c.is_ascii_digit())
            && line.bytes().all(|byte| byte.is_ascii_digit() || b",acd".contains(&byte))
            && line.bytes().filter(u8::is_ascii_alphabetic).count() == 1
    };
    let shows = |line: &str| line.starts_with("< ") || line.starts_with("> ");
    (text.contains("\n< ") || text.contains("\n> ")) && text.lines().any(is_change) && text.lines().any(shows)
}

/// A line with which a plugin of Helm heads an object: `shop, web, Secret (v1) has changed:`.
fn heads_object(line: &str) -> bool {
    [" has changed:", " has been added:", " has been removed:"].iter().any(|end| line.trim_end().ends_with(end))
}

fn is_header(line: &str) -> bool {
    if heads_object(line) {
        return true;
    }
    ["@@ ", "--- ", "+++ ", "diff ", "index "].iter().any(|start| line.starts_with(start))
}
