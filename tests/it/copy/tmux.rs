//! A real tmux, as it comes set up, between podmend and the terminal.

use std::process::{Command, Stdio};

use crate::support::pty::{PATIENCE, Pty, Setting, home::Home};

use super::{WIDE, assert_is_report, assert_truthful, copies, did_not_run, notice, wait_for_the_report};

/// A server of tmux of its own, which ends with the test.
struct Tmux {
    home: Home,
}

impl Tmux {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(self.home.path().join("tmux")).args(arguments).stderr(Stdio::null());
        command.env_clear().envs(self.home.variables());
        command
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let _ = self.command(&["kill-server"]).status();
    }
}

#[test]
fn a_copy_goes_through_tmux_as_it_comes_set_up() {
    if Command::new("tmux").arg("-V").output().is_err() {
        return did_not_run("tmux");
    }
    let tmux = Tmux { home: Home::new() };
    let socket = tmux.home.path().join("tmux").display().to_string();
    let arguments = ["-S", &socket, "-f", "/dev/null", "new-session", env!("CARGO_BIN_EXE_podmend"), "demo"];
    let outside = Pty::spawn("tmux", &arguments, tmux.home.clone(), Setting { size: WIDE, ..Setting::default() });
    wait_for_the_report(&outside);
    outside.send("c");
    outside.wait_for("to the terminal's clipboard");
    let said = notice(&outside.screen());
    let buffer = tmux.command(&["show-buffer"]).output().unwrap();
    outside.send("q");
    outside.wait_exit(PATIENCE);
    let raw = outside.raw();
    let [text] = &copies(&raw)[..] else { panic!("one copy: {:?}", copies(&raw)) };
    assert_is_report(text);
    assert_truthful(&said, text);
    assert_eq!(String::from_utf8(buffer.stdout).unwrap(), *text, "prefix-] pastes it too");
}
