//! Diffs: the text behind their gutter.

use super::{View, lines};

/// Returns the text behind the `+`, `-` and space column of a diff, or behind the `< ` and `> ` of one without context;
/// `None` for any other text.
///
/// Headers become the end of a document, since a hunk starts anywhere.
pub(in super::super) fn behind_gutter(text: &str) -> Option<View> {
    let starts = Starts::of(text);
    if is_without_context(text, &starts) {
        let mut view = View::of_lines();
        for (at, line) in lines(text) {
            match line.strip_prefix("< ").or_else(|| line.strip_prefix("> ")) {
                Some(content) => view.push(content, at + 2),
                None => view.push_end(at),
            }
        }
        return Some(view);
    }
    if !is_diff(text, &starts) {
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

/// The bytes that the lines of a text begin with.
struct Starts([bool; 256]);

impl Starts {
    fn of(text: &str) -> Self {
        let mut starts = [false; 256];
        for (_, line) in lines(text) {
            starts[usize::from(line.as_bytes()[0])] = true;
        }
        Self(starts)
    }

    fn have(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }
}

/// Tells a diff by its hunks, or by a gutter that no line breaks and in which a line is added.
fn is_diff(text: &str, starts: &Starts) -> bool {
    let has_hunk = starts.have(b'@') && text.lines().any(|line| line.starts_with("@@ "));
    let in_gutter = |line: &str| line.is_empty() || line.starts_with(['+', '-', ' ', '\\']);
    has_hunk || starts.have(b'+') && (text.lines().any(heads_object) || text.lines().all(in_gutter))
}

/// Tells whether a line says which lines were changed, `90,91c90,91`, and another shows one of them.
fn is_without_context(text: &str, starts: &Starts) -> bool {
    let is_change = |line: &str| {
        line.len() <= 30
            && line.starts_with(|c: char| c.is_ascii_digit())
            && line.bytes().all(|byte| byte.is_ascii_digit() || b",acd".contains(&byte))
            && line.bytes().filter(u8::is_ascii_alphabetic).count() == 1
    };
    let shows = |line: &str| line.starts_with("< ") || line.starts_with("> ");
    (starts.have(b'<') || starts.have(b'>')) && text.lines().any(is_change) && text.lines().any(shows)
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
