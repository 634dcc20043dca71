//! An interactive shell in the terminal, from which podmend is started as a user does: with jobs, and with modes of the
//! terminal that can be compared before and after.

use std::cell::Cell;

use super::{Home, Pty, Setting};

/// What the prompt looks like.
const PROMPT: &str = "ready> ";

pub(crate) struct Shell {
    pub(crate) pty: Pty,
    commands: Cell<u32>,
}

/// Everything that a program may leave changed.
#[derive(Debug, PartialEq)]
pub(crate) struct Modes {
    stty: String,
    alternate_screen: bool,
    cursor_hidden: bool,
    bracketed_paste: bool,
    application_keys: (bool, bool),
    mouse: String,
    attributes: String,
}

impl Shell {
    pub(crate) fn start(setting: Setting<'_>) -> Self {
        let home = Home::new();
        // The shell's own line editor switches bracketed paste on and off, which would be taken for podmend's doing.
        home.write(".inputrc", "set enable-bracketed-paste off\n");
        let mut environment = setting.environment.to_vec();
        let input = home.path().join(".inputrc").display().to_string();
        environment.extend([("INPUTRC", input.as_str()), ("PS1", PROMPT), ("PODMEND", env!("CARGO_BIN_EXE_podmend"))]);
        let setting = Setting { environment: &environment, ..setting };
        let pty = Pty::spawn("bash", &["--norc", "--noprofile", "-i"], home, setting);
        pty.wait_for(PROMPT);
        Self { pty, commands: Cell::new(0) }
    }

    /// Types a line and presses Enter.
    pub(crate) fn type_line(&self, line: &str) {
        self.pty.send(&format!("{line}\n"));
    }

    /// Runs a command to its end. What it prints stays on the screen.
    #[track_caller]
    pub(crate) fn run(&self, command: &str) {
        self.type_line(&format!("{command}{}", self.mark()));
        self.wait_for_mark();
    }

    /// Returns what has to be appended to a command so that [`Self::wait_for_mark`] notices its end.
    pub(crate) fn mark(&self) -> String {
        self.commands.set(self.commands.get() + 1);
        // The echo of the line does not look like its output.
        format!("; printf 'ended %s with %s.\\n' {} $?", self.commands.get())
    }

    #[track_caller]
    pub(crate) fn wait_for_mark(&self) {
        self.pty.wait_until("the end of the command", |screen| self.code_in(&screen.contents()).is_some());
    }

    /// Returns the exit code of the command that ended last.
    #[track_caller]
    pub(crate) fn exit_code(&self) -> u8 {
        self.code_in(&self.pty.screen()).expect("the command has ended")
    }

    fn code_in(&self, screen: &str) -> Option<u8> {
        let (_, rest) = screen.rsplit_once(&format!("ended {} with ", self.commands.get()))?;
        rest.split_once('.')?.0.parse().ok()
    }

    /// Returns the modes of the terminal as they are now.
    #[track_caller]
    pub(crate) fn modes(&self) -> Modes {
        self.run("stty -a > \"$HOME/stty\"");
        let stty = std::fs::read_to_string(self.pty.home.path().join("stty")).unwrap();
        let terminal = self.pty.terminal();
        Modes {
            stty,
            alternate_screen: terminal.alternate_screen(),
            cursor_hidden: terminal.hide_cursor(),
            bracketed_paste: terminal.bracketed_paste(),
            application_keys: (terminal.application_cursor(), terminal.application_keypad()),
            mouse: format!("{:?} {:?}", terminal.mouse_protocol_mode(), terminal.mouse_protocol_encoding()),
            attributes: terminal.attributes_formatted(),
        }
    }
}
