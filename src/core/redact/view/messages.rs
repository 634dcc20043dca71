//! What a program printed line by line, where a log keeps each line as a string of JSON.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use super::{View, lines, prefixes, strings};

/// The field that holds the line, by its names.
static FIELDS: LazyLock<[Finder<'static>; 4]> =
    LazyLock::new(|| ["\"log\":", "\"msg\":", "\"message\":", "\"line\":"].map(Finder::new));

/// Returns the lines that a program printed, if they look like those of a file or one tells of what another one shows.
pub(in super::super) fn messages(text: &str) -> Option<View> {
    let found: Vec<(usize, &str)> =
        lines(text).filter_map(|(at, line)| message(line).map(|place| (at + place.0, place.1))).collect();
    if found.len() < 2 {
        return None;
    }
    let mut view = View { keeps_lines: true, ..View::of_string() };
    for (at, message) in found {
        strings::push_unescaped(&mut view, message, at);
        if !view.text.ends_with('\n') {
            view.push_for("\n", at + message.len(), 0);
        }
    }
    let tells = || memmem::find(view.text.as_bytes(), b"assword").is_some();
    (prefixes::is_file(view.text.lines()) || tells()).then_some(view)
}

/// Returns where in a line of JSON the message begins, and what it is.
fn message(line: &str) -> Option<(usize, &str)> {
    if !line.starts_with('{') {
        return None;
    }
    let field = FIELDS.iter().find_map(|field| field.find(line.as_bytes()).map(|at| at + field.needle().len()))?;
    let rest = line[field..].trim_start_matches(' ').strip_prefix('"')?;
    let length = strings::string_end(rest.as_bytes())?;
    Some((line.len() - rest.len(), &rest[..length]))
}
