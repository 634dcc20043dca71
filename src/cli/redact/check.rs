//! `podmend redact --check`: what would be hidden, a line each, and an exit code for scripts.

use std::io::{self, Write};

use super::{decode::Window, source::Source};
use crate::{
    cli::exit,
    core::{
        redact::{Class, Hidden, Redaction},
        text::neutralise_line,
    },
};

/// What a finding in standard input is said to be in.
const STANDARD_INPUT: &str = "standard input";

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Check {
    found: bool,
    /// The key that the last finding is a line of, and the line: a key is told once.
    key: Option<(String, usize)>,
    /// Nobody reads the list any more; the exit code is still to be right.
    unread: bool,
}

impl Check {
    /// Begins with another input.
    pub(super) fn begin(&mut self) {
        self.key = None;
    }

    /// Writes `FILE:LINE: CLASS, REASON` for each value; never the value.
    pub(super) fn write(
        &mut self,
        source: &Source,
        window: &Window,
        redaction: &Redaction,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let name = neutralise_line(source.name.as_deref().unwrap_or(STANDARD_INPUT));
        let mut cursor = window.cursor();
        let mut lines = Vec::new();
        for hidden in &redaction.hidden {
            self.found = true;
            let line = cursor.place(hidden.span.start).line;
            if !self.continues_key(hidden, line) {
                writeln!(lines, "{name}:{line}: {}, {}", hidden.class, hidden.reason)?;
            }
            let end = cursor.place(hidden.span.end).line;
            self.key = (hidden.class == Class::PrivateKey).then(|| (hidden.placeholder.clone(), end));
        }
        if self.unread {
            return Ok(());
        }
        match out.write_all(&lines).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.unread = true;
                Ok(())
            }
            written => written,
        }
    }

    fn continues_key(&self, hidden: &Hidden, line: usize) -> bool {
        self.key.as_ref().is_some_and(|(key, last)| *key == hidden.placeholder && line <= last + 1)
    }

    pub(super) fn code(&self) -> u8 {
        if self.found { exit::FOUND } else { exit::DONE }
    }
}
