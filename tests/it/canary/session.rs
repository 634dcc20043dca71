//! A workbench at the other end of an SSH connection, where the terminal is asked to take what is copied.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::scene::Scene;
use crate::support::pty::{Answers, PATIENCE, Pty, Setting, Size, blank, grammar::assert_only_known_sequences};

/// Large enough to show every tab as a whole.
const SIZE: Size = (300, 150);

/// What a terminal is set to that has come over SSH.
const OVER_SSH: [(&str, &str); 2] = [("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.8 22"), ("SSH_TTY", "/dev/pts/7")];

/// Each tab with what it shows as soon as it is read.
const TABS: [(&str, &[&str]); 5] = [
    ("1", &["pod names a pull secret"]),
    ("2", &["401 Unauthorized for", "no entry for host", "the webhook was told"]),
    ("4", &["restartPolicy"]),
    ("5", &["Nothing was applied"]),
    ("3", &["What else happens"]),
];

/// All but the timeline, in which nothing stands before something was applied.
pub(super) const TABS_WITH_COPIES: usize = TABS.len() - 1;

/// Stands in the first line while everything is shown redacted.
const REDACTED: &str = "REDACTED  ";

pub(super) struct Session {
    pub(super) pty: Pty,
}

/// All that a session wrote.
pub(super) struct Record {
    raw: Vec<u8>,
}

impl Session {
    pub(super) fn open(scene: &Scene) -> Self {
        Self::with(scene, &[])
    }

    /// Opens it with further variables. It may leave as large a core as it likes.
    pub(super) fn with(scene: &Scene, environment: &[(&str, &str)]) -> Self {
        let environment = [&OVER_SSH, environment].concat();
        let setting = Setting { size: SIZE, environment: &environment, answers: Answers::Dark };
        let limitless = "ulimit -c unlimited; exec \"$0\" \"$@\"";
        let podmend = [env!("CARGO_BIN_EXE_podmend"), "--namespace", &scene.namespace.name, "--theme", "dark"];
        let arguments = [&["-c", limitless], &podmend[..]].concat();
        Self { pty: Pty::spawn("bash", &arguments, scene.home.clone(), setting) }
    }

    /// Presses `r`.
    pub(super) fn redact(&self) {
        self.pty.wait_for("redact");
        self.pty.send("r");
        self.pty.wait_for(REDACTED);
    }

    /// From here on the spec has all that the object has.
    pub(super) fn show_all_fields(&self) {
        self.pty.wait_for("no pull secret for");
        self.show("4");
        self.pty.send("m");
        self.pty.wait_for("managedFields");
    }

    /// Shows one tab after the other, and returns all that was on the screen.
    pub(super) fn look_around(&self) -> String {
        let look = |tab: &str| {
            self.show(tab);
            self.pty.screen()
        };
        TABS.map(|(tab, _)| look(tab)).concat()
    }

    /// Shows a tab, and waits until all that matters is in it.
    pub(super) fn show(&self, tab: &str) {
        let (key, texts) = TABS.iter().find(|(key, _)| *key == tab).expect("there is such a tab");
        self.pty.send(key);
        for text in *texts {
            self.pty.wait_for(text);
        }
    }

    /// Copies each of these by the menu.
    pub(super) fn copy_each(&self, kinds: &[&str]) {
        for kind in kinds {
            self.copy(kind, || {
                self.pty.send("C");
                self.pty.wait_for("Copy, always redacted");
                self.pty.send(&format!("{kind}\r"));
            });
        }
    }

    /// Copies what is in focus, in each tab in which there is something to copy.
    pub(super) fn copy_every_tab(&self) {
        for (tab, _) in TABS.iter().filter(|(tab, _)| *tab != "5") {
            self.show(tab);
            self.copy(&format!("tab {tab}"), || self.pty.send("c"));
        }
    }

    #[track_caller]
    fn copy(&self, what: &str, press: impl FnOnce()) {
        let copies = payloads(&self.pty.raw_so_far()).len();
        press();
        self.pty.wait_until_written(&format!("the copy of {what}"), |raw| payloads(raw).len() > copies);
    }

    /// Answers the dialog as soon as it counts.
    pub(super) fn confirm(&self, then: &str) {
        self.pty.wait_for("accepted by the server");
        self.pty.press_until("y", then);
    }

    pub(super) fn quit(self) -> Record {
        self.pty.send("\x03");
        assert!(self.pty.wait_exit(PATIENCE).success());
        let raw = self.pty.raw();
        assert_only_known_sequences(&raw);
        Record { raw }
    }
}

impl Record {
    pub(super) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Returns what the terminal was asked to take.
    pub(super) fn copies(&self) -> Vec<Vec<u8>> {
        payloads(&self.raw)
    }

    /// Calls for every frame, with its bytes and all that is on the screen after it, from the first redacted one on.
    pub(super) fn redacted_frames(&self, mut look: impl FnMut(&[u8], &str)) {
        let mut terminal = blank(SIZE);
        let mut redacted = false;
        for frame in frames(&self.raw) {
            terminal.process(frame);
            let screen = terminal.screen().contents();
            redacted |= screen.contains(REDACTED);
            if redacted {
                look(frame, &screen);
            }
        }
        assert!(redacted, "it was never redacted");
    }
}

/// Cuts what was written after every frame.
fn frames(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    const END: &[u8] = b"\x1b[?2026l";
    let mut rest = raw;
    std::iter::from_fn(move || {
        let end = rest.windows(END.len()).position(|window| window == END).map_or(rest.len(), |at| at + END.len());
        let (frame, left) = rest.split_at(end);
        rest = left;
        (!frame.is_empty()).then_some(frame)
    })
}

fn payloads(raw: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(raw);
    let sequences = text.split("\x1b]52;c;").skip(1).filter_map(|rest| Some(rest.split_once('\x07')?.0));
    sequences.map(|payload| STANDARD.decode(payload).expect("a copy is base64")).collect()
}
