//! `podmend journal` and `podmend undo` after a fix that was applied in the workbench, each as its own process.

use std::process::{Command, Output};

use rustix::process::Signal;

use crate::support::{
    pty::{PATIENCE, Pty, Setting, grammar::assert_only_known_sequences, home::Home},
    served::Served,
};

/// A home in which a fix was applied to the demo in this context.
fn after_a_fix(served: &Served, context: &str) -> Home {
    let home = Home::new();
    home.write("kubeconfig", &served.kubeconfig(context));
    let workbench = reviewed_fix(&home);
    workbench.press_until("y", "applied the");
    workbench.send("q");
    assert!(workbench.wait_exit(PATIENCE).success());
    home
}

/// A workbench that shows the dialog in front of the fix.
fn reviewed_fix(home: &Home) -> Pty {
    let workbench = start(home, "");
    workbench.wait_for("no pull secret for harbor.internal.corp");
    workbench.send("3");
    workbench.wait_for("- name: harbor-pull-secret");
    workbench.send("a");
    workbench.wait_for("accepted by the server");
    workbench
}

fn start(home: &Home, arguments: &str) -> Pty {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    Pty::spawn(env!("CARGO_BIN_EXE_podmend"), &arguments, home.clone(), Setting::default())
}

fn output(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podmend"));
    command.args(arguments).env_clear().envs(home.variables());
    command.output().unwrap()
}

/// Returns the lines of the journal without the heading.
fn journal(home: &Home) -> Vec<String> {
    let output = output(home, &["journal"]);
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().skip(1).map(str::to_owned).collect()
}

fn real_patches(served: &Served) -> usize {
    served.demo.writes().iter().filter(|write| !write.dry_run && write.verb == "patch").count()
}

#[test]
fn a_fix_is_listed_and_taken_back_after_a_yes() {
    let served = Served::start("no-secret");
    let home = after_a_fix(&served, "staging");
    let lines = journal(&home);
    assert!(lines.len() == 1 && lines[0].contains("fix basic") && lines[0].ends_with("applied"), "{lines:?}");
    let id = lines[0].split_whitespace().next().unwrap();
    let patches = real_patches(&served);

    let refused = start(&home, &format!("undo {id}"));
    refused.wait_for("Take this back? [y/N]");
    assert!(refused.screen().contains("imagePullSecrets"), "{}", refused.screen());
    refused.send("\n");
    assert_eq!(refused.wait_exit(PATIENCE).exit_code(), 1);
    assert_eq!(real_patches(&served), patches);

    let accepted = start(&home, &format!("undo {id}"));
    accepted.wait_for("Take this back? [y/N]");
    accepted.send("y\n");
    accepted.wait_for("Taken back");
    assert!(accepted.wait_exit(PATIENCE).success());
    assert_only_known_sequences(&accepted.raw());
    assert_eq!(real_patches(&served), patches + 1);
    assert!(journal(&home)[1].contains(&format!("undo {id}")));
}

/// The user quits while the server does not answer: the journal still comes to know how the write ended.
#[test]
fn a_write_on_its_way_is_waited_for_at_the_end() {
    let served = Served::start("no-secret");
    let home = Home::new();
    home.write("kubeconfig", &served.kubeconfig("staging"));
    let workbench = reviewed_fix(&home);
    served.demo.hang(true);
    workbench.press_until("y", "Applying to staging");
    workbench.signal(Signal::TERM);
    workbench.wait_for("waiting for the answer to a write");
    served.demo.hang(false);
    assert_eq!(workbench.wait_exit(PATIENCE).exit_code(), 143);
    assert!(journal(&home)[0].ends_with("applied"), "{:?}", journal(&home));
}

#[test]
fn in_a_protected_context_only_the_name_is_a_yes() {
    let served = Served::start("no-secret");
    let home = after_a_fix(&served, "staging");
    let id = journal(&home)[0].split_whitespace().next().unwrap().to_owned();
    home.write("kubeconfig", &served.kubeconfig("prod-eu"));
    let patches = real_patches(&served);
    for (answer, words, made) in [("y\n", "Nothing was changed", 0), ("checkout\n", "Taken back", 1)] {
        let undo = start(&home, &format!("undo {id} --context prod-eu"));
        undo.wait_for("prod-eu is protected. Type checkout");
        undo.send(answer);
        undo.wait_for(words);
        undo.wait_exit(PATIENCE);
        assert_eq!(real_patches(&served), patches + made);
    }
}

#[test]
fn without_a_terminal_or_with_read_only_nothing_is_taken_back() {
    let served = Served::start("no-secret");
    let home = after_a_fix(&served, "staging");
    let id = journal(&home)[0].split_whitespace().next().unwrap().to_owned();
    let patches = real_patches(&served);
    for (arguments, words) in [
        (vec!["undo", &id], "wants a yes from a terminal"),
        (vec!["undo", &id, "--read-only"], "--read-only"),
        (vec!["undo", "1999"], "no entry 1999"),
    ] {
        let output = output(&home, &arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("podmend: ") && said.contains(words), "{said}");
    }
    assert_eq!(real_patches(&served), patches);
}
