//! Takes the terminal from the shell, and gives it back as it was whatever way the program ends.
//!
//! - [`check`] says beforehand whether there is a terminal to take; [`ground`] asks it for light or dark.
//! - [`Guard`] holds it: raw mode, alternate screen, bracketed paste, mouse. Dropping it gives all of that back, and so
//!   does the hook of [`panic`].
//! - [`Workbench`] is the screen that the loop draws on, by way of [`canvas`]; [`input`] is what comes from the keyboard,
//!   [`signals`] what comes from outside.
//!
//! Deliberately absent: the window title, which stays the shell's; the kitty keyboard protocol; and `Terminal::clear`,
//! which asks the terminal for its cursor and waits for an answer that the keyboard's thread has already read. A full
//! redraw is a resize here. Nothing brings the screen back after SIGKILL; `reset` does.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use ratatui::{
    Terminal,
    layout::{Position, Rect, Size},
};

pub mod canvas;
pub mod ground;
pub mod input;
pub mod panic;
pub mod signals;

use super::{model::Model, run, view::view};
use canvas::{Canvas, Output};

/// Alternate screen, hidden cursor, bracketed paste: a pasted newline is text and never a key.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h";

/// Presses, drags and the wheel, in coordinates without a limit. Bare movement is not asked for: it would be a message
/// for every cell that the mouse crosses.
const ENTER_MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// All of it back in reverse order. What was not switched on is switched off too, so that this needs to know nothing.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?1049l\x1b[?25h";

/// Whether the terminal is ours. A panic hook gets no arguments, so this is a global.
static TAKEN: AtomicBool = AtomicBool::new(false);

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
    let term = std::env::var("TERM").ok();
    judge(io::stdin().is_terminal(), io::stdout().is_terminal(), term.as_deref())
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

/// Whether the mouse is ours. Without it the terminal's own selection works as everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    Captured,
    Left,
}

/// Holds the terminal, and gives it back when dropped.
#[derive(Debug)]
pub struct Guard {
    mouse: Mouse,
}

impl Guard {
    /// Takes the terminal.
    pub fn enter(mouse: Mouse) -> io::Result<Self> {
        // With NO_COLOR crossterm writes colours as `ESC[;m`, which is a full reset and takes bold and reverse along.
        // NO_COLOR is the theme's business.
        crossterm::style::force_color_output(true);
        let guard = Self { mouse };
        guard.retake()?;
        Ok(guard)
    }

    /// Takes the terminal again after somebody else had it: a shell that stopped us from outside sets its own modes.
    pub fn retake(&self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        crossterm::terminal::disable_raw_mode()?;
        crossterm::terminal::enable_raw_mode()?;
        Output.write_all(ENTER)?;
        match self.mouse {
            Mouse::Captured => Output.write_all(ENTER_MOUSE),
            Mouse::Left => Ok(()),
        }
    }

    /// Gives the terminal to the shell and stops; returns after `fg`, with the terminal taken again.
    pub fn suspend(&self) -> io::Result<()> {
        give_back();
        signals::stop_job()?;
        self.retake()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Says whether the terminal is ours.
fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// Gives the terminal back if it is ours; does nothing the second time.
///
/// Failures are ignored: a terminal that is gone needs nothing back.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = Output.write_all(LEAVE);
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

/// The real screen. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Workbench {
    terminal: Terminal<Canvas<Output>>,
    guard: Guard,
}

impl Workbench {
    /// Takes the terminal.
    pub fn open(mouse: Mouse) -> io::Result<Self> {
        let guard = Guard::enter(mouse)?;
        Ok(Self { terminal: Terminal::new(Canvas::new(Output))?, guard })
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
        self.guard.retake()?;
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
        let dumb = judge(true, true, Some("dumb")).unwrap_err();
        assert_eq!(dumb.to_string(), "the workbench needs a terminal that can move its cursor, and TERM is \"dumb\"");
    }

    #[test]
    fn what_is_switched_on_is_switched_off() {
        let entered = String::from_utf8([ENTER, ENTER_MOUSE].concat()).unwrap();
        let left = String::from_utf8(LEAVE.to_vec()).unwrap();
        for mode in entered.split('\x1b').filter_map(|part| part.strip_suffix('h')) {
            assert!(left.contains(&format!("{mode}l")), "{mode} stays on");
        }
        assert!(left.ends_with("\x1b[?25h"));
    }
}
