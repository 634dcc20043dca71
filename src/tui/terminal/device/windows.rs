//! The console. It is only known to compile.
//!
//! Deliberately absent: the mouse, which a console reports only after a call of its own, and bracketed paste, which
//! crossterm does not read here: a pasted newline is a key.

use std::io::{self, Write};

/// Returns a name for a console that understands escape sequences, and has it understand them.
///
/// There is no TERM here.
pub(in crate::tui::terminal) fn name() -> Option<String> {
    crossterm::ansi_support::supports_ansi().then(|| "console".to_owned())
}

/// Returns the columns and rows that the console claims to have.
pub(in crate::tui::terminal) fn size() -> io::Result<(u16, u16)> {
    crossterm::terminal::size()
}

/// Says whether keys come at once and unseen.
pub(in crate::tui::terminal) fn is_raw() -> io::Result<bool> {
    crossterm::terminal::is_raw_mode_enabled()
}

/// Writes by way of the standard library, which alone gives a console text and not bytes of some code page.
pub(in crate::tui::terminal) fn write(bytes: &[u8]) -> io::Result<usize> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()?;
    Ok(bytes.len())
}
