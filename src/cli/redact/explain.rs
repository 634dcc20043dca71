//! `podmend redact --explain`: what was hidden and why, as one JSON object a line.

use std::io::{self, Write};

use serde::Serialize;

use super::{decode::Window, source::Source};
use crate::{cli::ndjson, core::redact::Redaction};

/// One stretch that is hidden; never what stands there.
#[derive(Serialize)]
struct Span<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    line: usize,
    column: usize,
    /// The first byte of the input, and the one behind the last.
    start: usize,
    end: usize,
    class: String,
    reason: &'a str,
    placeholder: &'a str,
}

/// Writes the spans of a window.
pub(super) fn write(source: &Source, window: &Window, redaction: &Redaction, out: &mut impl Write) -> io::Result<()> {
    let mut cursor = window.cursor();
    let mut lines = Vec::new();
    for hidden in &redaction.hidden {
        let start = cursor.place(hidden.span.start);
        let end = cursor.place(hidden.span.end);
        let span = Span {
            file: source.name.as_deref(),
            line: start.line,
            column: start.column,
            start: start.offset,
            end: end.offset,
            class: hidden.class.to_string().replace(' ', "-"),
            reason: hidden.reason,
            placeholder: &hidden.placeholder,
        };
        ndjson::write(&span, &mut lines)?;
    }
    out.write_all(&lines)
}
