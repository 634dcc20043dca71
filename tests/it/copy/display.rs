//! The clipboard of a display: an X server without a screen.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::support::pty::PATIENCE;

use super::{assert_is_report, assert_truthful, copies, demo, did_not_run, notice};

/// Where a text that was read begins and ends in the output of [`says_what_is_in_the_clipboard`].
const MARK: &str = "=== clipboard ===";

/// An X server, which ends with the test.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Returns `None` where there is no Xvfb.
    fn start() -> Option<Self> {
        let arguments = ["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "640x480x24"];
        let mut server =
            Command::new("Xvfb").args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Some(Self { server, name: format!(":{}", number.trim()) })
    }

    /// Pastes, in a process of its own: which display is meant is a matter of the environment.
    fn clipboard(&self) -> String {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "copy::display::says_what_is_in_the_clipboard", "--ignored", "--nocapture"]);
        let output = command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let [_, pasted, _] = &text.split(MARK).collect::<Vec<_>>()[..] else { panic!("nothing was pasted: {text}") };
        (*pasted).to_owned()
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
#[ignore = "run by the other tests, with a display"]
#[expect(clippy::print_stdout, reason = "the other process reads it there")]
fn says_what_is_in_the_clipboard() {
    print!("{MARK}{}{MARK}", arboard::Clipboard::new().unwrap().get_text().unwrap());
}

#[test]
fn on_a_desktop_the_display_has_it_and_the_terminal_gets_nothing() {
    let Some(display) = Display::start() else { return did_not_run("Xvfb") };
    let podmend = demo(&[("DISPLAY", &display.name)]);
    podmend.send("c");
    podmend.wait_for("copied ");
    let said = notice(&podmend.screen());
    let text = display.clipboard();
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
    assert_is_report(&text);
    assert!(said.starts_with("copied "), "{said}");
    assert_truthful(&said, &text);
    assert!(copies(&podmend.raw()).is_empty());
}

/// Whoever attached to the session may sit at another machine than the display's.
#[test]
fn in_tmux_the_display_alone_is_not_enough() {
    let Some(display) = Display::start() else { return did_not_run("Xvfb") };
    let podmend = demo(&[("DISPLAY", &display.name), ("TMUX", "/nonexistent/tmux,1,0")]);
    podmend.send("c");
    podmend.wait_for("to the terminal's clipboard");
    let text = display.clipboard();
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
    assert_eq!(copies(&podmend.raw()), [text]);
}

/// A display that is named and not there, as in a session that outlived its desktop.
#[test]
fn a_display_that_is_gone_leaves_the_terminal() {
    let podmend = demo(&[("DISPLAY", ":4711")]);
    podmend.send("c");
    podmend.wait_for("to the terminal's clipboard");
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
    let raw = podmend.raw();
    let [text] = &copies(&raw)[..] else { panic!("one copy: {:?}", copies(&raw)) };
    assert_is_report(text);
}
