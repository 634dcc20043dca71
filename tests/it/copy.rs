//! Copied text on its way out of the real binary: to the terminal over SSH, in tmux and in screen, into a file where it is
//! too long for that, and into the clipboard of a display. What is said of it is compared with what came.

mod display;
mod received;
mod tmux;

use std::{os::unix::fs::PermissionsExt as _, path::Path};

use http::Request;
use kube::client::Body;
use serde_json::json;
use tower::ServiceExt as _;

use crate::support::{
    pty::{PATIENCE, Pty, Setting, Size, grammar::assert_only_known_sequences, home::Home},
    served::Served,
};

use received::{copies, in_screen, in_tmux};

/// Wide enough for a notice with a path in it.
const WIDE: Size = (220, 40);

/// A text of Base64 for every 56,245 bytes is longer than what the strictest terminals take.
const LONGEST: usize = 56_245;

const INCIDENT: &str = "no pull secret for harbor.internal.corp";

/// Opens the demo's workbench in these surroundings, and waits until its first incident is read.
fn demo(environment: &[(&str, &str)]) -> Pty {
    let podmend = Pty::podmend("demo", Setting { environment, size: WIDE, ..Setting::default() });
    wait_for_the_report(&podmend);
    podmend
}

fn wait_for_the_report(podmend: &Pty) {
    podmend.wait_for(INCIDENT);
    podmend.send("3");
    podmend.wait_for("What else happens");
    podmend.send("1");
    podmend.wait_for("Evidence");
}

/// Copies the report, waits until it is said where that went, and quits. Returns the notice and all that was written.
fn copy_report(environment: &[(&str, &str)]) -> (String, Vec<u8>) {
    let podmend = demo(environment);
    podmend.send("c");
    podmend.wait_for("to the terminal's clipboard");
    let said = notice(&podmend.screen());
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
    (said, podmend.raw())
}

/// Returns the line of the screen that tells of a copy.
fn notice(screen: &str) -> String {
    let tells = |line: &&str| [" line, ", " lines, ", "clipboard"].iter().any(|word| line.contains(word));
    screen
        .lines()
        .rev()
        .find(tells)
        .unwrap_or_else(|| panic!("nothing is said: {screen}"))
        .trim_matches([' ', '✔'])
        .to_owned()
}

/// What is said of a text must be so: how many lines it has, and how much is hidden in it.
fn assert_truthful(said: &str, text: &str) {
    assert!(said.contains(&format!("{} lines", text.lines().count())), "{said}");
    let mut placeholders: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| word.starts_with("REDACTED-"))
        .collect();
    placeholders.sort_unstable();
    placeholders.dedup();
    assert!(said.contains(&format!("{} hidden: ", placeholders.len())), "{said}: {placeholders:?}");
}

/// The report of the demo's first incident, as a ticket gets it.
fn assert_is_report(text: &str) {
    for part in ["## Why", "## Fix", "## Commands", "REDACTED-host-1"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("harbor.internal.corp"), "{text}");
}

#[test]
fn over_ssh_the_terminal_is_asked_and_not_the_forwarded_display() {
    for ssh in [("SSH_TTY", "/dev/pts/7"), ("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22")] {
        let (said, raw) = copy_report(&[ssh, ("DISPLAY", "localhost:10.0")]);
        let [text] = &copies(&raw)[..] else { panic!("one copy: {:?}", copies(&raw)) };
        assert_is_report(text);
        assert!(said.starts_with("sent ") && !said.contains("copied"), "{said}");
        assert_truthful(&said, text);
        assert_only_known_sequences(&raw);
    }
}

#[test]
fn a_terminal_without_a_display_is_asked_too() {
    let (said, raw) = copy_report(&[]);
    let [text] = &copies(&raw)[..] else { panic!("one copy: {:?}", copies(&raw)) };
    assert_is_report(text);
    assert_truthful(&said, text);
}

#[test]
fn screen_gets_pieces_that_it_passes_on() {
    let (said, raw) = copy_report(&[("SSH_TTY", "/dev/pts/7"), ("STY", "4711.pts-7.host"), ("TERM", "screen")]);
    assert!(copies(&raw).is_empty(), "screen itself would cut it");
    let pieces = in_screen(&raw);
    assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.len() <= 256), "{pieces:?}");
    let [text] = &copies(&pieces.concat())[..] else { panic!("one copy: {pieces:?}") };
    assert_is_report(text);
    assert_truthful(&said, text);
}

/// tmux on the other side of SSH, where only TERM tells of it; and a tmux that cannot be talked to.
#[test]
fn tmux_gets_it_bare_and_wrapped_since_either_may_be_switched_off() {
    for surroundings in [
        [("SSH_TTY", "/dev/pts/7"), ("TERM", "tmux-256color")],
        [("TMUX", "/nonexistent/tmux,1,0"), ("TERM", "screen-256color")],
    ] {
        let (said, raw) = copy_report(&surroundings);
        let wrapped = in_tmux(&raw);
        let [bare, wrapped] = [copies(&raw), copies(&wrapped)];
        assert_eq!((bare.len(), &bare), (1, &wrapped), "{surroundings:?}");
        assert_is_report(&bare[0]);
        assert_truthful(&said, &bare[0]);
    }
}

/// A cluster whose failing Deployment has an annotation of so many bytes.
fn served(bytes: usize) -> Served {
    with_note(&"sixteen letters ".repeat(bytes / 16))
}

/// A cluster whose failing Deployment has this annotation.
fn with_note(note: &str) -> Served {
    let served = Served::start("no-secret");
    let patch = json!({ "metadata": { "annotations": { "example.com/note": note } } });
    let deployment = "/apis/apps/v1/namespaces/team-a/deployments/checkout";
    send(&served, Request::patch(deployment).header("content-type", "application/merge-patch+json"), &patch);
    served
}

fn send(served: &Served, request: http::request::Builder, body: &serde_json::Value) {
    let request = request.body(Body::from(body.to_string().into_bytes())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(served.demo.service().oneshot(request)).unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
}

/// Copies the object of a cluster and returns what is said of it, and all that was written.
fn copy_object(served: &Served, home: &Home) -> (String, Vec<u8>) {
    home.write("kubeconfig", &served.kubeconfig("staging"));
    let setting = Setting { environment: &[("SSH_TTY", "/dev/pts/7")], size: WIDE, ..Setting::default() };
    let podmend = Pty::spawn(env!("CARGO_BIN_EXE_podmend"), &[], home.clone(), setting);
    podmend.wait_for(INCIDENT);
    podmend.send("4");
    podmend.wait_for("example.com/note");
    podmend.send("c");
    podmend.wait_for("clipboard");
    let said = notice(&podmend.screen());
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
    (said, podmend.raw())
}

fn saved(home: &Home) -> Vec<std::path::PathBuf> {
    let folder = home.path().join(".local/state/podmend/copies");
    std::fs::read_dir(folder).map(|files| files.map(|file| file.unwrap().path()).collect()).unwrap_or_default()
}

#[test]
fn what_just_fits_is_sent() {
    let home = Home::new();
    let (said, raw) = copy_object(&served(LONGEST - 2_000), &home);
    let [text] = &copies(&raw)[..] else { panic!("one copy: {said}") };
    assert!(text.len() < LONGEST && text.len() > LONGEST - 2_000, "{}", text.len());
    assert!(text.contains("sixteen letters sixteen letters") && text.contains("kind: Deployment"));
    assert!(said.starts_with("sent "), "{said}");
    assert!(saved(&home).is_empty());
}

#[test]
fn what_is_too_long_for_terminals_is_in_a_private_file_that_is_named() {
    let home = Home::new();
    let (said, raw) = copy_object(&served(LONGEST), &home);
    assert!(copies(&raw).is_empty(), "half of it would be worse than nothing");
    let [file] = &saved(&home)[..] else { panic!("one file: {:?}", saved(&home)) };
    let text = std::fs::read_to_string(file).unwrap();
    assert!(said.starts_with("too long for the terminal's clipboard: "), "{said}");
    assert!(said.contains(&format!(" are in {}", file.display())), "{said}");
    assert_truthful(&said, &text);
    assert!(text.len() > LONGEST && text.contains("kind: Deployment") && !text.contains("harbor.internal.corp"));
    assert_eq!(mode(file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn where_not_even_a_file_can_be_written_nothing_is_said_to_be_copied() {
    let home = Home::new();
    home.write(".local/state/podmend/copies", "this is no folder");
    home.write("kubeconfig", &served(LONGEST).kubeconfig("staging"));
    let setting = Setting { environment: &[("SSH_TTY", "/dev/pts/7")], size: WIDE, ..Setting::default() };
    let podmend = Pty::spawn(env!("CARGO_BIN_EXE_podmend"), &[], home, setting);
    podmend.wait_for(INCIDENT);
    podmend.send("4");
    podmend.wait_for("example.com/note");
    podmend.send("c");
    podmend.wait_for("nothing was copied: ");
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
    assert!(copies(&podmend.raw()).is_empty());
}

/// The profile and the lists of the configuration hold for the screen and for copies.
#[test]
fn the_user_s_own_lists_hold_in_the_workbench() {
    let home = Home::new();
    let lists = "[redact]\nprofile = \"internal\"\nvalues = [\"team-a\"]\nkeeps = [\"example\"]\n";
    home.write(".config/podmend/config.toml", lists);
    let podmend =
        Pty::spawn(env!("CARGO_BIN_EXE_podmend"), &["demo"], home, Setting { size: WIDE, ..Setting::default() });
    wait_for_the_report(&podmend);
    podmend.send("c");
    podmend.wait_for("to the terminal's clipboard");
    podmend.send("r");
    podmend.wait_for("REDACTED-word-1");
    podmend.wait_until("no word of the list", |screen| !screen.contents().contains("team-a"));
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
    let raw = podmend.raw();
    let [text] = &copies(&raw)[..] else { panic!("one copy: {:?}", copies(&raw)) };
    assert!(text.contains("REDACTED-word-1") && !text.contains("team-a"), "{text}");
    assert!(text.contains("harbor.internal.corp"), "a colleague may see hosts: {text}");
}

/// No text tells that these words are secret: one is the token of the kubeconfig, the other stands in a Secret.
#[test]
fn what_only_the_workbench_knows_is_hidden_too() {
    let served = with_note("sesame-street-8 and sesame-street-9");
    let secret = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "note" },
        "stringData": { "note": "sesame-street-8" } });
    let request = Request::post("/api/v1/namespaces/team-a/secrets").header("content-type", "application/json");
    send(&served, request, &secret);
    let home = Home::new();
    home.write("kubeconfig", &served.kubeconfig("staging").replace("user: {}", "user: {token: sesame-street-9}"));
    home.write(".config/podmend/config.toml", "[redact]\nlearn-secrets = true\n");
    let setting = Setting { size: WIDE, ..Setting::default() };
    let podmend = Pty::spawn(env!("CARGO_BIN_EXE_podmend"), &[], home, setting);
    podmend.wait_for(INCIDENT);
    podmend.send("4r");
    podmend.wait_for("note: REDACTED-secret-data-1 and REDACTED-token-1");
    podmend.send("c");
    podmend.wait_for("to the terminal's clipboard");
    podmend.send("q");
    assert!(podmend.wait_exit(PATIENCE).success());
    let text = copies(&podmend.raw()).concat();
    assert!(text.contains("note: REDACTED-secret-data-1 and REDACTED-token-1"), "{text}");
}

/// Says that a test could not run. In CI that is a failure: a test that did not run must not look like one that passed.
fn did_not_run(what: &str) {
    use std::io::Write as _;
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let message = format!("{test} DID NOT RUN: it needs {what}");
    let is_expected = cfg!(target_os = "linux") && std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(!is_expected, "{message}");
    let _ = writeln!(std::io::stderr(), "{message}");
}
