//! The one way out of the screen: redacted text into a clipboard, or into a file where there is none.
//!
//! Over SSH and without a display the terminal is asked to take it (OSC 52). No terminal confirms that, and many cut a
//! long text silently; so a long one goes into a file that only its owner can read. Text that the redactor has not made
//! cannot be given to this module.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::{core::redact::Redacted, tui::private_file};

mod sequence;
mod surroundings;

use sequence::Wrapping;
use surroundings::Surroundings;

/// Where a copied text went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The system has it.
    Native,
    /// The terminal was asked to take it; whether it did, nobody says.
    Terminal,
    File(PathBuf),
    /// It is in a file, because it is longer than what a terminal takes.
    LongFile(PathBuf),
}

/// Delivers text. Lives as long as the workbench: under X11 and Wayland a clipboard is only there while somebody offers
/// it.
pub struct Clipboard {
    surroundings: Surroundings,
    native: Option<arboard::Clipboard>,
}

impl std::fmt::Debug for Clipboard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Clipboard").field("surroundings", &self.surroundings).finish_non_exhaustive()
    }
}

impl Default for Clipboard {
    fn default() -> Self {
        Self::new()
    }
}

impl Clipboard {
    pub fn new() -> Self {
        Self { surroundings: Surroundings::of(|name| std::env::var(name).ok()), native: None }
    }

    /// Delivers a text; `out` is the terminal.
    ///
    /// # Errors
    /// In words: not even a file could be written.
    pub fn deliver(&mut self, text: &Redacted, out: &mut impl Write) -> Result<Delivery, String> {
        let native = self.surroundings.display && self.give_to_system(text);
        if native && !self.surroundings.elsewhere() {
            return Ok(Delivery::Native);
        }
        if self.give_to_terminal(text, out) {
            return Ok(Delivery::Terminal);
        }
        match private_file::save("copies", "txt", text) {
            Ok(path) if sequence::fits(text.as_str()) => Ok(Delivery::File(path)),
            Ok(path) => Ok(Delivery::LongFile(path)),
            Err(error) => Err(format!("cannot copy: no clipboard takes it, and not even a file: {error}")),
        }
    }

    fn give_to_system(&mut self, text: &Redacted) -> bool {
        if self.native.is_none() {
            self.native = arboard::Clipboard::new().ok();
        }
        self.native.as_mut().is_some_and(|clipboard| set(clipboard, text).is_ok())
    }

    fn give_to_terminal(&self, text: &Redacted, out: &mut impl Write) -> bool {
        if !sequence::fits(text.as_str()) {
            return false;
        }
        if self.surroundings.inside_tmux && give_to_tmux(text).is_ok_and(|taken| taken) {
            return true;
        }
        out.write_all(&sequence::bytes(text.as_str(), self.surroundings.wrapping)).and_then(|()| out.flush()).is_ok()
    }
}

/// Keeps the text out of clipboard histories, which outlive it.
fn set(clipboard: &mut arboard::Clipboard, text: &Redacted) -> Result<(), arboard::Error> {
    #[cfg(target_os = "macos")]
    use arboard::SetExtApple as _;
    #[cfg(target_os = "linux")]
    use arboard::SetExtLinux as _;
    #[cfg(windows)]
    use arboard::SetExtWindows as _;
    clipboard.set().exclude_from_history().text(text.as_str())
}

/// Hands the text to tmux itself, which passes it on. As it comes set up, tmux ignores the sequence from a program in it,
/// wrapped or not; this it always takes (since 3.2).
fn give_to_tmux(text: &Redacted) -> io::Result<bool> {
    let mut child = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_str().as_bytes())?;
    }
    Ok(child.wait()?.success())
}
