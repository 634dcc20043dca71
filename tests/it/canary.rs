//! Nothing leaks: a whole incident on a real node, with a secret of its own in every place where one can stand, and a
//! search of all that podmend shows, copies, writes and prints.

mod canaries;
mod scene;
mod session;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use rustix::process::Signal;

use crate::support::pty::{PATIENCE, Pty, Setting};
use scene::{FORBIDDEN, Scene};
use session::{Record, Session};

/// What the menu offers before a fix is applied.
const KINDS: [&str; 6] = ["diff", "patch", "manifest", "command", "events", "report"];

/// What is left to be copied once the incident is over.
const KINDS_AFTERWARDS: [&str; 3] = ["events", "timeline", "report"];

/// What the screen shows as it is until `r` is pressed.
const SHOWN_IN_CLEAR: [&str; 7] = [
    "the env",
    "an argument",
    "the next argument",
    "last-applied",
    "the address",
    "the pod's event",
    "the deployment's event",
];

/// What the panic says that a test can ask for.
const PANIC_SECRET: &str = "hunter2secret";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_incident_leaks_nothing() {
    let Some(mut scene) = Scene::plant().await else { return };
    assert_eq!(scene.canaries.found_in(scene.everything().await.as_bytes()), scene.canaries.names());

    look_in_clear(&scene).await;
    diagnose(&scene, "harbor-pull-secret");
    printed(&scene, &["explain", &scene.event_texts.join("\n")]);
    repair_redacted(&scene).await;
    take_back(&scene);
    scene.block().await;
    look_at_the_forbidden(&scene);
    crash(&scene);
    judge_files(&scene);
}

/// While nothing is redacted the screen shows what the objects hold, and whatever is copied is redacted all the same.
/// Then `r` is pressed where a secret is on the screen.
async fn look_in_clear(scene: &Scene) {
    let session = Session::open(scene);
    session.show_all_fields();
    let shown = scene.canaries.found_in(session.look_around().as_bytes());
    assert!(SHOWN_IN_CLEAR.iter().all(|name| shown.contains(name)), "else all this shows nothing: {shown:?}");
    session.copy_each(&KINDS);
    session.copy_every_tab();

    scene.deny().await;
    session.pty.send("a");
    session.pty.wait_for("Not applied to");
    session.copy_each(&["command"]);
    scene.allow().await;

    scene.lengthen().await;
    session.pty.send("4");
    session.pty.wait_for("example.com/notes");
    session.pty.send("c");
    session.pty.wait_for("too long for the terminal's clipboard");
    scene.shorten().await;

    session.show("2");
    session.redact();
    session.look_around();
    judge(scene, &session.quit(), KINDS.len() + session::TABS_WITH_COPIES + 1);
}

/// The fix is denied when it is already confirmed; the second time it heals.
async fn repair_redacted(scene: &Scene) {
    let session = Session::open(scene);
    session.redact();
    // The events come before the objects that tell what is secret in them.
    session.show("2");
    session.show_all_fields();
    session.look_around();
    session.copy_each(&KINDS);

    session.pty.send("a");
    session.pty.wait_for("accepted by the server");
    scene.deny().await;
    session.confirm("Not applied to");
    session.pty.send("\x1b");
    scene.allow().await;
    session.pty.send("a");
    session.confirm("applied the");
    session.pty.wait_for("Healed");
    session.copy_each(&KINDS_AFTERWARDS);
    session.pty.send("u");
    session.pty.wait_for("accepted by the server");
    judge(scene, &session.quit(), KINDS.len() + KINDS_AFTERWARDS.len());
}

/// Goes over all copies, over everything from the first redacted frame on, and over what must not be shown before either.
fn judge(scene: &Scene, record: &Record, copies: usize) {
    assert_eq!(record.copies().len(), copies);
    for copy in record.copies() {
        scene.canaries.absent_from(&copy, "a copy");
    }
    record.redacted_frames(|bytes, screen| {
        scene.canaries.absent_from(bytes, "the bytes of a redacted frame");
        scene.canaries.absent_from(screen.as_bytes(), "a redacted screen");
    });
    scene.never_shown.absent_from(record.raw(), "what the terminal was sent");
}

/// What a policy says of a pod that it forbids is all that there is to be seen of that pod.
fn look_at_the_forbidden(scene: &Scene) {
    diagnose(scene, FORBIDDEN);
    let session = Session::open(scene);
    session.redact();
    session.pty.wait_for(FORBIDDEN);
    session.pty.send(&format!("/{FORBIDDEN}\r"));
    session.pty.send("jj1");
    session.pty.wait_for("no secrets in clear");
    session.pty.send("2");
    session.pty.wait_for("ScalingReplicaSet");
    session.copy_each(&["events", "report"]);
    judge(scene, &session.quit(), 2);
}

fn diagnose(scene: &Scene, expected: &str) {
    for format in ["text", "json", "yaml"] {
        let said = printed(scene, &["diagnose", "--namespace", &scene.namespace.name, "--output", format]);
        assert!(said.contains(expected), "{said}");
    }
}

/// Takes the fix back from the shell.
fn take_back(scene: &Scene) {
    let journal = printed(scene, &["journal"]);
    let (refused, applied) = journal.split_once("denied request").expect("both attempts are listed");
    assert!(refused.contains("refused") && applied.contains("password=REDACTED-"), "{journal}");
    let id = journal.lines().last().and_then(|line| line.split_whitespace().next()).expect("an id");

    let undo = Pty::spawn(env!("CARGO_BIN_EXE_podmend"), &["undo", id], scene.home.clone(), Setting::default());
    undo.wait_for("Take this back? [y/N]");
    undo.send("y\n");
    undo.wait_for("Taken back");
    assert!(undo.wait_exit(PATIENCE).success());
    scene.canaries.absent_from(&undo.raw(), "what undo says");
    printed(scene, &["journal"]);
}

/// Returns what podmend prints, after a search of it.
fn printed(scene: &Scene, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podmend"));
    let output = command.args(arguments).env_clear().envs(scene.home.variables()).output().expect("podmend runs");
    assert!(!output.stdout.is_empty(), "{arguments:?} prints nothing");
    scene.canaries.absent_from(&output.stdout, &arguments.join(" "));
    scene.canaries.absent_from(&output.stderr, &arguments.join(" "));
    String::from_utf8(output.stdout).expect("it is text")
}

/// Ends it by a bug, in either thread, and from outside as a bug in somebody else's code does.
fn crash(scene: &Scene) {
    for place in ["1", "thread"] {
        let session = Session::with(scene, &[("PODMEND_TEST_PANIC", place)]);
        assert_eq!(session.pty.wait_exit(PATIENCE).exit_code(), 101);
        session.pty.wait_for("podmend has a bug");
        let raw = session.pty.raw();
        assert!(!String::from_utf8_lossy(&raw).contains(PANIC_SECRET));
        scene.canaries.absent_from(&raw, "a crash");
    }
    let session = Session::with(scene, &[]);
    session.pty.wait_for("live");
    session.pty.signal(Signal::ABORT);
    assert!(!session.pty.wait_exit(PATIENCE).success());
}

/// Goes over everything that podmend has left: the long copy, the crash reports, the journal, and no core.
fn judge_files(scene: &Scene) {
    let files = files_below(scene.home.path());
    let names: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
    for left in ["podmend/copies/", "podmend/crashes/", "podmend/journal.jsonl"] {
        assert!(names.iter().any(|name| name.contains(left)), "there is no {left} in {names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("/core")), "there is a core: {names:?}");
    for file in files.iter().filter(|file| !file.ends_with("kubeconfig")) {
        let bytes = fs::read(file).expect("it can be read");
        assert!(!String::from_utf8_lossy(&bytes).contains(PANIC_SECRET));
        scene.canaries.absent_from(&bytes, &file.display().to_string());
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("a folder can be read").map(|entry| entry.expect("it can be read").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
