//! `podmend explain` on the real binary: no cluster, no kubeconfig, no network.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};

/// Returns the program with nothing of the machine's settings that it could read.
fn podmend(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podmend"));
    command.arg("explain").args(arguments).env_clear().env("HOME", "/nonexistent").env("KUBECONFIG", "/nonexistent");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = podmend(arguments).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // From another thread: the program answers while it is still being asked.
    let asking = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the program ends");
    let _ = asking.join();
    output
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_text_is_explained_from_the_command_line_and_from_standard_input() {
    let text = "Failed to pull image \"harbor.internal.corp/a:1\": pull access denied: authorization failed: no basic auth \
                credentials";
    let by_argument = run(&[text], b"");
    let by_input = run(&["-"], text.as_bytes());
    assert_eq!(stdout(&by_argument), stdout(&by_input));
    assert!(by_argument.status.success() && by_argument.stderr.is_empty());
    let sheet = stdout(&by_argument);
    assert!(sheet.starts_with("auth-missing-or-rejected: "), "{sheet}");
    for part in ["certain", "no basic auth credentials", "none reached the runtime", "--page auth-missing-or-rejected"]
    {
        assert!(sheet.contains(part), "{part:?} is missing in {sheet}");
    }
}

#[test]
fn what_is_quoted_is_redacted_and_can_do_nothing_to_a_terminal() {
    let password = ["hun", "ter", "2hun", "ter2"].concat();
    let text =
        format!("Get \"https://bob:{password}@harbor.internal.corp/v2/\": \u{1b}[2J\u{202e}no basic auth credentials");
    let sheet = stdout(&run(&["-"], text.as_bytes()));
    assert!(sheet.contains("no basic auth credentials"), "{sheet}");
    assert!(!sheet.contains(&password) && !sheet.contains('\u{1b}') && !sheet.contains('\u{202e}'), "{sheet:?}");
}

#[test]
fn causes_are_listed_and_each_has_a_page() {
    let list = stdout(&run(&["--list"], b""));
    assert!(list.lines().count() > 50, "{list}");
    let page = stdout(&run(&["--page", "registry-dns"], b""));
    assert!(page.starts_with("# registry-dns: "), "{page}");
    let missing = run(&["--page", "nonsense"], b"");
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("--list"));
}

#[test]
fn a_batch_is_answered_line_by_line_while_it_is_asked() {
    let mut child = podmend(&["--batch"]).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe"));
    for id in [json!(1), json!("two"), json!(null), json!({"three": [3]})] {
        let question = json!({"id": id, "reason": "OOMKilled", "message": ""});
        writeln!(stdin, "{question}").unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer, json!({"id": id, "cause": "oom_killed", "also": [], "confidence": "certain"}));
    }
    drop(stdin);
    assert!(end(&mut child).success());
}

#[test]
fn a_line_that_is_no_question_is_named_and_stops_nothing() {
    let output =
        run(&["--batch"], b"{\"id\":1,\"message\":\"exit code 137\"}\nnonsense\n{\"id\":2,\"message\":\"x\"}\n");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output).lines().count(), 2);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.starts_with("podmend: line 2: ") && complaint.lines().count() == 1, "{complaint}");
}

#[test]
fn each_line_that_is_no_question_is_told_by_what_is_wrong_with_it() {
    for (line, words) in [
        ("{\"id\":1}", "missing field `message` (column 8)"),
        ("{\"id\":1,\"message\":null}", "invalid type: null, expected a string (column 22)"),
        ("\"text\"", "expected an object (column 6)"),
        ("[]", "a text \"message\""),
        ("{\"message\":\"x\"", "EOF while parsing an object (column 14)"),
        ("\u{1b}[2J{}", "expected value (column 1)"),
    ] {
        let output = run(&["--batch"], format!("\n{line}\n").as_bytes());
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{line}");
        assert!(complaint.starts_with("podmend: line 2: no object with a text \"message\": "), "{complaint}");
        assert!(complaint.contains(words) && complaint.lines().count() == 1, "{line}: {complaint}");
        assert!(!complaint.contains('\x1b'), "{complaint:?}");
    }
}

#[test]
fn a_batch_bears_long_binary_and_hostile_messages() {
    let long = json!({"id": "long", "message": "aaaa \u{1b}[2J\u{202e}\0 ".repeat(80_000)});
    let pull = json!({"id": "pull", "message": format!("{}no basic auth credentials", "x ".repeat(500_000))});
    let output =
        run(&["--batch"], format!("{long}\n{pull}\n\u{fffd}\0\n{{\"id\":\"last\",\"message\":\"\"}}").as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let answers: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<(&Value, &Value)> = answers.iter().map(|answer| (&answer["id"], &answer["cause"])).collect();
    let expected = [("long", "ambiguous"), ("pull", "auth_missing_or_rejected"), ("last", "ambiguous")];
    assert_eq!(
        told,
        expected.map(|(id, cause)| (json!(id), json!(cause))).iter().map(|(a, b)| (a, b)).collect::<Vec<_>>()
    );
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.starts_with("podmend: line 3: ") && complaint.lines().count() == 1, "{complaint}");
}

#[test]
fn no_text_is_nothing_to_explain_unless_there_is_a_reason() {
    for (arguments, input) in [(vec![""], ""), (vec!["  \n"], ""), (vec!["-"], "\n\n"), (vec![], "")] {
        let output = run(&arguments, input.as_bytes());
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{arguments:?}");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.starts_with("podmend: nothing to explain: ") && error.contains("standard input"), "{error}");
    }
    let output = run(&["--reason", "OOMKilled"], b"");
    assert!(output.status.success() && stdout(&output).starts_with("oom-killed: "), "{}", stdout(&output));
}

#[test]
fn what_excludes_each_other_is_wrong_usage() {
    for arguments in [&["--batch", "text"][..], &["--batch", "--list"], &["--list", "--page", "x"], &["--page"]] {
        let output = run(arguments, b"");
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = podmend(&["--batch"]).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    drop(child.stdout.take());
    let line = b"{\"id\":1,\"message\":\"x\"}\n".repeat(100_000);
    // The program ends before all is read, so that this may fail.
    let _ = stdin.write_all(&line);
    drop(stdin);
    let mut complaint = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut complaint).unwrap();
    assert!(end(&mut child).success() && complaint.is_empty(), "{complaint}");
}

#[test]
fn a_megabyte_of_anything_has_an_answer() {
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let output = run(&["-"], &bytes);
    assert!(output.status.success());
    assert!(stdout(&output).starts_with("ambiguous: "));
}

fn end(child: &mut Child) -> std::process::ExitStatus {
    child.wait().expect("the program ends")
}
