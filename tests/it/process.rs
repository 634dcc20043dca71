//! What other programs can learn of a running podmend: no core dump, no look into its memory.

#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::Path,
    process::{Child, Command, Stdio},
};

/// A user without any rights, for a test that root runs.
const NOBODY: u32 = 65_534;

/// Starts a batch and waits for its first answer: by then all that is set at the start is set.
fn running(mut command: Command) -> Child {
    command.args(["explain", "--batch"]).env_clear().env("HOME", "/nonexistent");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.as_mut().expect("a pipe").write_all(b"{\"message\":\"x\"}\n").unwrap();
    let mut answer = String::new();
    BufReader::new(child.stdout.as_mut().expect("a pipe")).read_line(&mut answer).unwrap();
    assert!(!answer.is_empty());
    child
}

/// Ends a program that waits for its input.
fn end(mut child: Child) {
    drop(child.stdin.take());
    child.wait().expect("the program ends");
}

#[test]
fn there_is_no_core_dump() {
    let child = running(Command::new(env!("CARGO_BIN_EXE_podmend")));
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    end(child);
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("Linux has this limit");
    let values: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(values, ["0", "0"], "{core}");
}

/// The files of a process in `/proc` belong to its user, and to root where it is not dumpable.
#[test]
fn other_programs_of_the_same_user_cannot_look_into_it() {
    let owner = |child: &Child| fs::metadata(format!("/proc/{}/mem", child.id())).unwrap().uid();
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let as_anybody = |program: &Path| {
        let mut command = Command::new(program);
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.current_dir("/");
        command
    };
    let other = as_anybody(Path::new("/bin/cat")).stdin(Stdio::piped()).spawn().expect("cat starts");
    assert_ne!(owner(&other), 0, "else this shows nothing");
    end(other);
    // Where the program was built, another user may not be allowed to go.
    let program = folder.path().join("podmend");
    let built = env!("CARGO_BIN_EXE_podmend");
    fs::hard_link(built, &program).or_else(|_| fs::copy(built, &program).map(drop)).unwrap();
    let child = running(as_anybody(&program));
    let owned_by = owner(&child);
    end(child);
    assert_eq!(owned_by, 0);
}
