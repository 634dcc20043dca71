//! Nothing leaks: a whole incident on a real node, with a secret of its own in every place where one can stand, and a
//! search of all that podmend shows, copies, writes and prints.

mod canaries;
mod scene;
mod session;

use std::{fs, path::Path, process::Command};

use rustix::process::Signal;
use scene::Scene;
use session::{Record, Session};

use crate::support::pty::{PATIENCE, Pty, Setting};

/// What the menu offers before a fix was applied.
const KINDS: [&str; 6] = ["diff", "patch", "manifest", "command", "events", "report"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_incident_leaks_nothing() {
    let Some(scene) = Scene::plant().await else { return };
    assert_eq!(scene.canaries.found_in(scene.everything().await.as_bytes()), scene.canaries.names());

    look_and_copy_in_clear(&scene);
    repair_redacted(&scene).await;
    long_copy(&scene).await;
    print(&scene);
    crash(&scene);
    take_back(&scene);
    judge_files(&scene);
}

/// While nothing is redacted the screen shows what the objects hold, and copies are redacted all the same.
fn look_and_copy_in_clear(scene: &Scene) {
    let session = Session::open(scene);
    let shown = scene.canaries.found_in(session.look_around().as_bytes());
    for name in ["the env", "an argument", "the next argument", "last-applied", "the address", "the pod's event"] {
        assert!(shown.contains(name), "else all this shows nothing: {shown:?}");
    }
    session.copy(&KINDS);
    judge_copies(scene, &session.quit(), &KINDS);
}

/// The fix is denied as a dry run, denied when it is applied, and applied.
async fn repair_redacted(scene: &Scene) {
    let session = Session::open(scene);
    session.look_around();
    session.redact();
    session.look_around();
    session.copy(&KINDS);

    scene.deny().await;
    session.pty.send("a");
    session.pty.wait_for("only the pipeline");
    session.pty.send("\x1b");
    scene.allow().await;
    session.pty.send("a");
    session.pty.wait_for("accepted by the server");
    scene.deny().await;
    session.confirm("only the pipeline");
    session.pty.send("\x1b");
    scene.allow().await;
    session.pty.send("a");
    session.confirm("applied the");
    session.pty.wait_for("Healed");

    session.copy(&["timeline", "report", "manifest"]);
    let record = session.quit();
    judge_copies(scene, &record, &[&KINDS[..], &["timeline", "report", "manifest"]].concat());
    record.redacted_frames(|bytes, screen| {
        scene.canaries.absent_from(bytes, "the bytes of a redacted frame");
        scene.canaries.absent_from(screen.as_bytes(), "a redacted screen");
    });
}

async fn long_copy(scene: &Scene) {
    scene.lengthen().await;
}

fn print(scene: &Scene) {
    for arguments in ["journal", "diagnose", "diagnose -o json", "diagnose -o yaml"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_podmend"));
        command.args(arguments.split(' ')).args(["--namespace", &scene.namespace.name]);
        command.env_clear().envs(scene.home.variables());
        let output = command.output().expect("podmend runs");
        assert!(!output.stdout.is_empty(), "{arguments} prints nothing");
        scene.canaries.absent_from(&output.stdout, arguments);
        scene.canaries.absent_from(&output.stderr, arguments);
    }
}

fn crash(scene: &Scene) {
    let _ = (scene, Signal::ABORT);
}

fn take_back(scene: &Scene) {
    let _ = (scene, PATIENCE, Setting::default());
    let _: Option<Pty> = None;
}

#[track_caller]
fn judge_copies(scene: &Scene, record: &Record, kinds: &[&str]) {
    let copies = record.copies();
    assert_eq!(copies.len(), kinds.len());
    for (kind, copy) in kinds.iter().zip(&copies) {
        scene.canaries.absent_from(copy, &format!("the copied {kind}"));
    }
    scene.never_shown.absent_from(record.raw(), "what the terminal was sent");
}

fn judge_files(scene: &Scene) {
    judge_folder(scene, scene.home.path());
}

fn judge_folder(scene: &Scene, folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            judge_folder(scene, &path);
        } else if path.file_name().is_some_and(|name| name != "kubeconfig") {
            eprintln!("FILE {}", path.display());
            scene.canaries.absent_from(&fs::read(&path).expect("it can be read"), &path.display().to_string());
        }
    }
}
