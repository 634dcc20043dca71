//! The terminal that standard input and output are connected to.

use std::io;

use rustix::{
    event::{PollFd, PollFlags},
    fs::Timespec,
    termios::{LocalModes, tcgetattr, tcgetwinsize},
};

/// Returns what kind of terminal this is.
pub(in crate::tui::terminal) fn name() -> Option<String> {
    std::env::var("TERM").ok()
}

/// Returns the columns and rows that the terminal claims to have.
pub(in crate::tui::terminal) fn size() -> io::Result<(u16, u16)> {
    let window = tcgetwinsize(rustix::stdio::stdout())?;
    Ok((window.ws_col, window.ws_row))
}

/// Says whether keys come at once and unseen.
pub(in crate::tui::terminal) fn is_raw() -> io::Result<bool> {
    let modes = tcgetattr(rustix::stdio::stdin())?.local_modes;
    Ok(!modes.intersects(LocalModes::ICANON | LocalModes::ECHO))
}

/// Writes past the buffer and the lock of the standard library.
pub(in crate::tui::terminal) fn write(bytes: &[u8]) -> io::Result<usize> {
    match rustix::io::write(rustix::stdio::stdout(), bytes) {
        Err(rustix::io::Errno::AGAIN) => {
            // Another program on this terminal has made it non-blocking for all of us.
            wait_until_writable()?;
            Err(io::ErrorKind::Interrupted.into())
        }
        written => Ok(written?),
    }
}

fn wait_until_writable() -> io::Result<()> {
    let stdout = rustix::stdio::stdout();
    let second = Timespec { tv_sec: 1, tv_nsec: 0 };
    rustix::event::poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], Some(&second))?;
    Ok(())
}
