//! Takes the terminal from the shell, and gives it back as it was whatever way the program ends.
//!
//! - [`check`] says beforehand whether there is a terminal to take; [`ground`] asks it for light or dark.
//! - [`Guard`] holds it: raw mode, alternate screen, bracketed paste, mouse. Dropping it gives all of that back, and so
//!   does the hook of [`panic`].
//! - [`Workbench`] is the screen that the loop draws on, by way of [`canvas`]; [`input`] is what comes from the keyboard,
//!   [`signals`] what comes from outside. `device` is what of all this depends on the operating system.
//!
//! Deliberately absent: the window title, which stays the shell's; the kitty keyboard protocol; and `Terminal::clear`,
//! which asks the terminal for its cursor and waits for an answer that the keyboard's thread has already read. A full
//! redraw is a resize here. Nothing brings the screen back after SIGKILL; `reset` does.

use std::io::{self, IsTerminal};

use ratatui::{
    Terminal,
    layout::{Position, Rect, Size},
};

pub mod canvas;
mod device;
pub mod ground;
mod guard;
pub mod input;
pub mod panic;
pub mod signals;

pub use guard::{Guard, Mouse};

use super::{model::Model, run, view::view};
use canvas::Canvas;
use guard::WhileTaken;

/// Why there can be no workbench here, as one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("the workbench needs a terminal, and standard {0} is not one")]
    NotATerminal(&'static str),
    #[error("the workbench needs a terminal that can move its cursor, and TERM is {0}")]
    Dumb(&'static str),
}

/// Says whether the workbench can run here, before anything is written.
pub fn check() -> Result<(), Unfit> {
    judge(io::stdin().is_terminal(), io::stdout().is_terminal(), device::name().as_deref())
}

fn judge(stdin: bool, stdout: bool, term: Option<&str>) -> Result<(), Unfit> {
    match term {
        _ if !stdout => Err(Unfit::NotATerminal("output")),
        _ if !stdin => Err(Unfit::NotATerminal("input")),
        None | Some("") => Err(Unfit::Dumb("not set")),
        Some("dumb") => Err(Unfit::Dumb("\"dumb\"")),
        Some(_) => Ok(()),
    }
}

/// The real screen. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Workbench {
    terminal: Terminal<Canvas<WhileTaken>>,
    guard: Guard,
}

impl Workbench {
    /// Takes the terminal.
    pub fn open(mouse: Mouse) -> io::Result<Self> {
        let guard = Guard::enter(mouse)?;
        Ok(Self { terminal: Terminal::new(Canvas::new(WhileTaken))?, guard })
    }

    /// Returns the size that is drawn.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }
}

impl run::Screen for Workbench {
    fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.terminal.draw(|frame| view(model, frame))?;
        #[cfg(debug_assertions)]
        panic::on_request();
        Ok(())
    }

    /// Sets the modes again too: whoever has written on our screen may have changed them.
    fn redraw(&mut self) -> io::Result<()> {
        guard::keep_raw()?;
        self.terminal.backend_mut().prepend(&self.guard.modes());
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::from((Position::ORIGIN, size)))
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.guard.suspend()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_with_a_name_is_fit() {
        assert_eq!(judge(true, true, Some("xterm-256color")), Ok(()));
        assert_eq!(judge(true, true, Some("vt100")), Ok(()));
    }

    #[test]
    fn a_pipe_and_a_dumb_terminal_are_named() {
        assert_eq!(judge(true, false, Some("xterm")), Err(Unfit::NotATerminal("output")));
        assert_eq!(judge(false, true, Some("xterm")), Err(Unfit::NotATerminal("input")));
        assert_eq!(judge(true, true, None), Err(Unfit::Dumb("not set")));
        assert_eq!(judge(true, true, Some("dumb")), Err(Unfit::Dumb("\"dumb\"")));
    }
}
