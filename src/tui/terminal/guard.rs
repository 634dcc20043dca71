//! Who has the terminal, and what it takes to take it and to give it back.

use std::{
    io::{self, Write},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{canvas::Output, device, signals};

/// Alternate screen, hidden cursor, bracketed paste: a pasted newline is text and never a key.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h";

/// Presses, drags and the wheel, in coordinates without a limit. Bare movement is not asked for: it would be a message
/// for every cell that the mouse crosses.
const ENTER_MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// All of it back in reverse order. What was not switched on is switched off too, so that this needs to know nothing.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?1049l\x1b[?25h";

/// A panic hook gets no arguments, so this is a global. Whoever writes to the terminal holds it, so that no frame comes
/// after the terminal was given back.
static HOLDER: Mutex<Holder> = Mutex::new(Holder::Shell);

/// Who has the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    Shell,
    Us,
    /// The shell, and we do not take it again: the program is ending by a panic, while other threads still run.
    ShellForGood,
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
        guard.take()?;
        Ok(guard)
    }

    /// Gives the terminal to the shell and stops; returns after `fg`, with the terminal taken again.
    pub fn suspend(&self) -> io::Result<()> {
        give_back();
        signals::stop_job()?;
        self.take()
    }

    /// Returns what has to be written for the terminal to be in our modes.
    pub(super) fn modes(&self) -> Vec<u8> {
        match self.mouse {
            Mouse::Captured => [ENTER, ENTER_MOUSE].concat(),
            Mouse::Left => ENTER.to_vec(),
        }
    }

    fn take(&self) -> io::Result<()> {
        let mut holder = holder();
        if *holder == Holder::ShellForGood {
            return Err(io::Error::other("podmend is ending"));
        }
        *holder = Holder::Us;
        keep_raw()?;
        Output.write_all(&self.modes())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Sets raw mode; again, where a shell that stopped us from outside has set its own.
pub(super) fn keep_raw() -> io::Result<()> {
    if !device::is_raw()? {
        crossterm::terminal::disable_raw_mode()?;
        crossterm::terminal::enable_raw_mode()?;
    }
    Ok(())
}

/// Gives the terminal back if it is ours; does nothing the second time.
fn give_back() {
    release(Holder::Shell);
}

/// Gives the terminal back, and never takes it again.
pub(super) fn give_back_for_good() {
    release(Holder::ShellForGood);
}

/// Failures are ignored: a terminal that is gone needs nothing back.
fn release(to: Holder) {
    let mut holder = holder();
    if *holder == Holder::Us {
        let _ = Output.write_all(LEAVE);
        let _ = crossterm::terminal::disable_raw_mode();
    }
    if *holder != Holder::ShellForGood {
        *holder = to;
    }
}

/// Says whether the terminal is ours.
///
/// Who writes to it now counts as having it, so that this never waits for a terminal that takes no more output.
pub(super) fn is_taken() -> bool {
    HOLDER.try_lock().map_or(true, |holder| *holder == Holder::Us)
}

/// Writes frames, as long as the terminal is ours; afterwards a frame is for nobody.
#[derive(Clone, Copy, Debug)]
pub(super) struct WhileTaken;

impl Write for WhileTaken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let holder = holder();
        if *holder == Holder::Us { Output.write_all(bytes) } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn holder() -> MutexGuard<'static, Holder> {
    HOLDER.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_on_is_switched_off() {
        let entered = String::from_utf8(Guard { mouse: Mouse::Captured }.modes()).unwrap();
        let left = String::from_utf8(LEAVE.to_vec()).unwrap();
        for mode in entered.split('\x1b').filter_map(|part| part.strip_suffix('h')) {
            assert!(left.contains(&format!("{mode}l")), "{mode} stays on");
        }
        assert!(left.ends_with("\x1b[?25h"));
    }
}
