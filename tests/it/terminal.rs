//! The terminal is given back whatever happens, and the first frame waits for nobody.

use std::{net::TcpListener, os::unix::fs::PermissionsExt, path::Path, process::Command, time::Duration};

use rustix::process::{Pid, Signal};

use crate::support::pty::{
    Answers, PATIENCE, Pty, Setting,
    grammar::assert_only_known_sequences,
    home::Home,
    shell::{Modes, Shell},
};

/// How long the end may take once it is asked for.
const END: Duration = Duration::from_secs(2);

/// What the workbench shows as soon as it is there.
const SHOWN: &str = "DEMO";

/// A shell, the modes of its terminal before, and podmend's demo in front of it.
struct InShell {
    shell: Shell,
    before: Modes,
}

impl InShell {
    /// Starts the demo and waits for its first frame. The shell's child becomes podmend, so that its id is known.
    #[track_caller]
    fn demo(environment: &[(&str, &str)], shown: &str) -> Self {
        let shell = Shell::start(Setting { environment, ..Setting::default() });
        let before = shell.modes();
        let start = "(echo $BASHPID > \"$HOME/pid\"; exec \"$PODMEND\" demo)";
        shell.type_line(&format!("{start}{}", shell.mark()));
        shell.pty.wait_for(shown);
        Self { shell, before }
    }

    fn signal(&self, signal: Signal) {
        let id = std::fs::read_to_string(self.shell.pty.home.path().join("pid")).unwrap();
        let process = Pid::from_raw(id.trim().parse().unwrap()).unwrap();
        rustix::process::kill_process(process, signal).unwrap();
    }

    /// Waits for the end of podmend; the shell's screen and the modes of the terminal are as before.
    #[track_caller]
    fn assert_given_back(&self, exit_code: u8) {
        self.shell.wait_for_mark();
        assert_eq!(self.shell.exit_code(), exit_code);
        assert_eq!(self.shell.modes(), self.before);
        assert!(self.shell.pty.screen().contains("ended 1 with 0."), "the shell's screen is gone");
    }
}

#[test]
fn quitting_gives_the_terminal_back() {
    let podmend = InShell::demo(&[], SHOWN);
    assert!(podmend.shell.pty.terminal().alternate_screen());
    podmend.shell.pty.send("q");
    podmend.assert_given_back(0);
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for (signal, exit_code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let podmend = InShell::demo(&[], SHOWN);
        podmend.signal(signal);
        podmend.assert_given_back(exit_code);
    }
}

/// The panics of a test build quote a password, to see that the message does not.
#[cfg(debug_assertions)]
#[test]
fn a_panic_gives_the_terminal_back_and_says_one_sentence() {
    for thread in ["1", "thread"] {
        let podmend = InShell::demo(&[("PODMEND_TEST_PANIC", thread)], "podmend has a bug");
        podmend.assert_given_back(101);
        let screen = podmend.shell.pty.screen().replace('\n', "");
        assert!(screen.contains("/podmend/crashes/"), "{screen}");
        assert!(!screen.contains("hunter2"), "{screen}");
        assert_eq!(screen.matches("panicked at").count(), 0, "{screen}");
        assert_private_report(podmend.shell.pty.home.path());
    }
}

/// The report says where it happened, is for its owner alone, and has no secret in it.
#[cfg(debug_assertions)]
fn assert_private_report(home: &Path) {
    let folder = home.join(".local/state/podmend/crashes");
    let report = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    assert_eq!(report.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(report.path()).unwrap();
    assert!(text.contains("src/tui/terminal/panic.rs:") && !text.contains("hunter2"), "{text}");
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    let podmend = InShell::demo(&[], SHOWN);
    podmend.shell.pty.send("\x1a");
    podmend.shell.pty.wait_for("Stopped");
    assert_eq!(podmend.shell.modes(), podmend.before);
    podmend.shell.type_line(&format!("fg{}", podmend.shell.mark()));
    podmend.shell.pty.wait_until("the workbench again", |screen| {
        screen.alternate_screen() && screen.contents().contains(SHOWN) && screen.contents().contains("help")
    });
    podmend.shell.pty.send("q");
    podmend.assert_given_back(0);
}

#[test]
fn after_a_stop_from_outside_the_terminal_is_taken_again() {
    let podmend = InShell::demo(&[], SHOWN);
    podmend.signal(Signal::STOP);
    podmend.shell.pty.wait_for("Stopped");
    podmend.shell.type_line(&format!("clear; fg{}", podmend.shell.mark()));
    podmend.shell.pty.wait_until("the workbench again", |screen| {
        screen.contents().contains(SHOWN) && screen.contents().contains("help")
    });
    podmend.shell.pty.send("q");
    podmend.shell.wait_for_mark();
    assert_eq!(podmend.shell.modes(), podmend.before);
}

/// Nobody could continue it: the terminal's own program is podmend, and there is no shell.
#[test]
fn ctrl_z_without_a_shell_stops_nothing() {
    let podmend = Pty::podmend("demo", Setting::default());
    podmend.wait_for(SHOWN);
    podmend.send("\x1a");
    podmend.wait_until("the screen given back", |screen| !screen.alternate_screen());
    podmend.wait_until("the screen taken again", vt100::Screen::alternate_screen);
    podmend.wait_for(SHOWN);
    podmend.send("q");
    assert!(podmend.wait_exit(END).success());
}

#[test]
fn a_lost_terminal_ends_the_program_within_a_second() {
    let mut podmend = Pty::podmend("demo", Setting::default());
    podmend.wait_for(SHOWN);
    podmend.hang_up();
    podmend.wait_exit(Duration::from_secs(1));
}

#[test]
fn every_byte_is_meant() {
    let podmend = Pty::podmend("demo", Setting::default());
    podmend.wait_for(SHOWN);
    podmend.send("jjj234512zz\x0c?");
    podmend.wait_for("Anywhere");
    // Esc and what follows too soon would be one key to the terminal.
    podmend.send("\x1b");
    podmend.wait_until("no help", |screen| !screen.contents().contains("Anywhere"));
    podmend.send("/web\r");
    podmend.wait_until("only web", |screen| !screen.contents().contains("team-a/cart"));
    podmend.send("q");
    podmend.wait_exit(PATIENCE);
    assert_only_known_sequences(&podmend.raw());
}

#[test]
fn without_colours_there_are_none_and_the_cursor_is_still_seen() {
    let podmend = Pty::podmend("demo", Setting { environment: &[("NO_COLOR", "1")], ..Setting::default() });
    podmend.wait_for(SHOWN);
    podmend.send("q");
    podmend.wait_exit(PATIENCE);
    let raw = podmend.raw();
    assert_only_known_sequences(&raw);
    let text = String::from_utf8(raw).unwrap();
    assert!(!text.contains("38;2;") && !text.contains("38;5;") && !text.contains("\x1b]11;?"), "there is colour");
}

#[test]
fn any_size_is_survived() {
    let podmend = Pty::podmend("demo", Setting::default());
    podmend.wait_for(SHOWN);
    for size in [(1, 1), (0, 0), (65535, 65535), (10, 3), (3, 100), (59, 15), (300, 90)] {
        podmend.resize(size);
    }
    for step in 0..100 {
        podmend.resize((60 + step, 16 + step / 4));
    }
    podmend.resize((100, 30));
    podmend.wait_for(SHOWN);
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
}

#[test]
fn odd_input_is_no_key_and_no_crash() {
    let podmend = Pty::podmend("demo", Setting::default());
    podmend.wait_for(SHOWN);
    let paste = format!("\x1b[200~{}\x1b[201~", "q\n".repeat(500_000));
    // A late answer about colours, unknown sequences, half a sequence with its other half, and a megabyte of paste.
    for input in ["\x1b]11;rgb:1111/1111/1111\x1b\\", "\x1b[?62;22c", "\x1b[12;34R", "\x1b[999z", "\x1b[", "A", &paste]
    {
        podmend.send(input);
    }
    podmend.send("\x0c");
    podmend.wait_until("a full redraw", |screen| screen.contents().contains(SHOWN));
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
}

#[test]
fn a_terminal_that_answers_nothing_costs_little() {
    let podmend = Pty::podmend("demo", Setting { answers: Answers::Silent, ..Setting::default() });
    podmend.wait_for(SHOWN);
    podmend.send("q");
    assert!(podmend.wait_exit(END).success());
}

#[test]
fn what_is_no_terminal_is_refused_in_one_sentence() {
    let dumb = Pty::podmend("demo", Setting { environment: &[("TERM", "dumb")], ..Setting::default() });
    assert_eq!(dumb.wait_exit(END).exit_code(), 2);
    dumb.wait_for("TERM is \"dumb\"");
    assert_only_known_sequences(&dumb.raw());
    let piped = Command::new(env!("CARGO_BIN_EXE_podmend")).arg("demo").env("TERM", "xterm").output().unwrap();
    assert_eq!(piped.status.code(), Some(2));
    assert!(piped.stdout.is_empty());
    let words = String::from_utf8(piped.stderr).unwrap();
    assert_eq!(words, "podmend: the workbench needs a terminal, and standard output is not one\n");
}

/// Runs the workbench on this kubeconfig, waits for these words on its screen, and leaves it.
#[track_caller]
fn assert_says(kubeconfig: &str, arguments: &str, words: &[&str]) {
    let home = Home::new();
    home.write("kubeconfig", kubeconfig);
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let podmend = Pty::spawn(env!("CARGO_BIN_EXE_podmend"), &arguments, home, Setting::default());
    for word in words {
        podmend.wait_for(word);
    }
    podmend.send("q");
    assert!(podmend.wait_exit(END).success());
    assert_only_known_sequences(&podmend.raw());
    assert!(!String::from_utf8(podmend.raw()).unwrap().contains("hunter2"), "the token is on the screen");
}

fn kubeconfig(server: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: staging\n\
         clusters: [{{name: one, cluster: {{server: \"{server}\"}}}}]\n\
         users: [{{name: jane, user: {{token: hunter2secret}}}}]\n\
         contexts: [{{name: staging, context: {{cluster: one, user: jane}}}}]\n"
    )
}

#[test]
fn an_unknown_context_is_named_in_its_place() {
    assert_says(&kubeconfig("http://127.0.0.1:1"), "--context stagging", &["stagging"]);
}

#[test]
fn a_broken_kubeconfig_is_named_in_its_place() {
    assert_says("clusters: [\n", "", &["kubeconfig"]);
}

#[test]
fn a_server_that_refuses_is_named_in_its_place() {
    assert_says(&kubeconfig("http://127.0.0.1:1"), "", &["staging", "127.0.0.1:1"]);
}

/// The first frame does not wait for a server that accepts and then says nothing, and neither does `q`.
#[test]
fn a_server_that_hangs_does_not_hold_up_the_first_frame() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", server.local_addr().unwrap());
    assert_says(&kubeconfig(&address), "", &["staging"]);
}
