//! `podmend redact` on the real binary: no cluster, no kubeconfig, no network.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

/// Returns the program with nothing of the machine's settings that it could read.
fn podmend(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podmend"));
    command.arg("redact").args(arguments).env_clear().env("HOME", "/nonexistent").env("KUBECONFIG", "/nonexistent");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn end(mut command: Command, input: &[u8]) -> Output {
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // From another thread: the program writes while it is still reading.
    let writing = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the program ends");
    let _ = writing.join();
    output
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    end(podmend(arguments), input)
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A value without a pattern that could give it away.
fn value(n: usize) -> String {
    format!("{}{n}", ["Zw7", "Tr0ub4", "dor", "Xq"].concat())
}

/// A value that is secret only where something says so.
const WORDS: &str = "sesame-street-nine";

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_text_comes_out_without_its_secrets_and_otherwise_as_it_was() {
    let text =
        |value: &str| format!("# kept\r\nenv:\r\n  - name: DB_PASSWORD\r\n    value: \"{value}\"   # kept\r\nend");
    for arguments in [&["-"][..], &[], &["--profile", "internal"]] {
        let output = run(arguments, text(&value(1)).as_bytes());
        assert_eq!(stdout(&output), text("REDACTED-password-1"), "{arguments:?}");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        let again = run(arguments, &output.stdout);
        assert_eq!(again.stdout, output.stdout, "a second time");
    }
    assert_eq!(stdout(&run(&[], b"")), "");
}

#[test]
fn several_files_are_one_session() {
    let folder = tempfile::tempdir().unwrap();
    let first = file(folder.path(), "first.yaml", &format!("password: {}\n", value(1)));
    let second = file(folder.path(), "second.env", &format!("A_PASSWORD={}\nB_PASSWORD={}\n", value(2), value(1)));
    let output = run(&[&first, "-", &second], format!("C_PASSWORD={}\n", value(2)).as_bytes());
    let expected = "password: REDACTED-password-1\nC_PASSWORD=REDACTED-password-2\nA_PASSWORD=REDACTED-password-2\n\
                    B_PASSWORD=REDACTED-password-1\n";
    assert_eq!(stdout(&output), expected);
}

#[test]
fn bytes_that_are_no_text_pass_through() {
    let input = [b"\xff\x00\xfe binary\npassword: ", value(1).as_bytes(), b"\n\xc3("].concat();
    assert_eq!(run(&[], &input).stdout, b"\xff\x00\xfe binary\npassword: REDACTED-password-1\n\xc3(");
    let wide = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let output = run(&[], &wide(&format!("password: {}\r\n", value(1))));
    assert_eq!(output.stdout, wide("password: REDACTED-password-1\r\n"));
}

#[test]
fn a_check_says_where_and_why_and_ends_with_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let clean = file(folder.path(), "clean.yaml", "image: web:1.2\n");
    let dirty = file(folder.path(), "dirty.env", &format!("# a\nPORT=1\nDB_PASSWORD={}\n", value(1)));
    let output = run(&["--check", &clean], b"");
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), String::new()));
    let output = run(&["--check", &clean, &dirty], b"");
    assert_eq!(output.status.code(), Some(1));
    let lines = stdout(&output);
    assert!(lines.starts_with(&format!("{dirty}:3: password, ")) && lines.lines().count() == 1, "{lines}");
    assert!(!lines.contains(&value(1)), "{lines}");
    let output = run(&["--check"], format!("a\nDB_PASSWORD={}\n", value(1)).as_bytes());
    assert!(stdout(&output).starts_with("standard input:2: password, "), "{}", stdout(&output));
}

#[test]
fn a_key_of_many_lines_is_one_finding() {
    let line = format!("{}{}", value(1), "QUJD".repeat(10));
    let (begin, end) = (["-----BEGIN ", "PRIVATE KEY-----"].concat(), ["-----END ", "PRIVATE KEY-----"].concat());
    let output = run(&["--check"], format!("{begin}\n{line}\n{line}\n{line}\n{end}\n").as_bytes());
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));
}

#[test]
fn what_is_hidden_is_explained_by_its_place_in_the_bytes_of_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("\u{feff}é: 1\npassword: {}\n", value(1));
    let path = file(folder.path(), "a.yaml", &text);
    let output = run(&["--explain", &path], b"");
    let spans: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [span] = spans.as_slice() else { panic!("one value: {spans:?}") };
    let start = text.find(&value(1)).unwrap();
    assert_eq!(
        (&span["file"], &span["line"], &span["column"], &span["start"], &span["end"]),
        (&json!(path), &json!(2), &json!(11), &json!(start), &json!(start + value(1).len()))
    );
    assert_eq!((&span["class"], &span["placeholder"]), (&json!("password"), &json!("REDACTED-password-1")));
    assert!(span["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    assert!(!stdout(&output).contains(&value(1)));
    let unnamed = stdout(&run(&["--explain"], text.as_bytes()));
    assert!(!unnamed.contains("\"file\""), "{unnamed}");
}

#[test]
fn a_batch_answers_each_text_by_itself_and_names_a_bad_line() {
    let input = [
        json!({"id": "a", "kind": "env", "text": format!("DB_PASSWORD={WORDS}")}).to_string(),
        "nonsense".to_owned(),
        json!({"id": {"b": 2}, "text": format!("note: {WORDS}")}).to_string(),
        json!({"id": 3}).to_string(),
    ];
    let output = run(&["--batch"], input.join("\n").as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let answers: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected = [
        json!({"id": "a", "text": "DB_PASSWORD=REDACTED-password-1"}),
        json!({"id": {"b": 2}, "text": format!("note: {WORDS}")}),
    ];
    assert_eq!(answers, expected);
    let complaints = stderr(&output);
    let lines: Vec<&str> = complaints.lines().collect();
    assert_eq!(lines.len(), 2, "{complaints}");
    assert!(lines[0].starts_with("podmend: line 2: no object with a text \"text\": "), "{complaints}");
    assert!(lines[1].starts_with("podmend: line 4: ") && lines[1].contains("missing field `text`"), "{complaints}");
}

#[test]
fn lines_of_a_log_come_out_as_they_come() {
    let mut child = podmend(&[]).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    for n in 1..4 {
        writeln!(stdin, "2026-01-01 line {n} password={}", value(n)).unwrap();
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        assert_eq!(line, format!("2026-01-01 line {n} password=REDACTED-password-{n}\n"));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_manifest_that_comes_slowly_is_redacted_as_a_whole() {
    let mut child = podmend(&[]).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    for part in ["apiVersion: v1\ndata:\n", &format!("  note: {}\n", value(1)), "type: Opaque\nkind: Secret\n"] {
        stdin.write_all(part.as_bytes()).unwrap();
        // Longer than text that is whole would wait; that nothing comes out meanwhile is what is shown.
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    drop(stdin);
    let mut text = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(!text.contains(&value(1)) && text.contains("note: REDACTED-"), "{text}");
}

#[test]
fn a_list_of_many_windows_is_cut_between_its_objects() {
    let padding = "x: word word word word word word word word word word\n      ".repeat(200);
    let mut text = "apiVersion: v1\nitems:\n".to_owned();
    for n in 0..450 {
        write!(
            text,
            "- apiVersion: v1\n  data:\n    note: {}\n    text: |\n      {padding}\n  kind: Secret\n",
            value(n)
        )
        .unwrap();
    }
    text.push_str("kind: List\n");
    assert!(text.len() > 5 << 20, "else this is one window: {}", text.len());
    let output = run(&[], text.as_bytes());
    let redacted = stdout(&output);
    assert_eq!(redacted.lines().next(), Some("apiVersion: v1"));
    assert_eq!(redacted.matches("- apiVersion: v1\n  data:\n    note: REDACTED-").count(), 450);
    assert!(redacted.ends_with("kind: List\n"));
    assert!(!(0..450).any(|n| redacted.contains(&value(n))));
}

#[test]
fn a_value_that_is_told_late_in_a_file_is_hidden_early_too() {
    let folder = tempfile::tempdir().unwrap();
    let filler = format!("{}\n", "a word and another ".repeat(500)).repeat(500);
    let path = file(folder.path(), "long.log", &format!("note {WORDS} here\n{filler}DB_PASSWORD={WORDS}\n"));
    assert!(fs::metadata(&path).unwrap().len() > 4 << 20);
    let redacted = stdout(&run(&[&path], b""));
    assert!(redacted.starts_with("note REDACTED-password-1 here\n"), "{}", &redacted[..80]);
    assert!(redacted.ends_with("DB_PASSWORD=REDACTED-password-1\n"));
}

#[test]
fn the_profile_comes_from_the_configuration_unless_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("podmend");
    fs::create_dir(&settings).unwrap();
    let with = |config: &str, arguments: &[&str]| {
        fs::write(settings.join("config.toml"), config).unwrap();
        let mut command = podmend(arguments);
        command.env("XDG_CONFIG_HOME", folder.path());
        end(command, format!("password: {}\n", value(1)).as_bytes())
    };
    assert_eq!(stdout(&with("[redact]\nprofile = \"internal\"\n", &[])), "password: REDACTED-password-1\n");
    let output = with("[redact]\nprofile = \"intern\"\n", &[]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()));
    let error = stderr(&output);
    assert!(error.contains("line 2: there is no profile `intern`; did you mean `internal`?"), "{error}");
}

#[test]
fn what_cannot_be_read_is_said_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(folder.path(), "good", "text\n");
    let missing = folder.path().join("missing");
    for (name, words) in
        [(missing.to_str().unwrap(), "No such file"), (folder.path().to_str().unwrap(), "it is a directory; name the")]
    {
        for arguments in [&[good.as_str(), name][..], &["--check", &good, name]] {
            let output = run(arguments, b"");
            assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()));
            let error = stderr(&output);
            assert!(error.starts_with(&format!("podmend: cannot read {name}")) && error.contains(words), "{error}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_changes_no_answer() {
    let text = format!("DB_PASSWORD={}\n", value(1)).repeat(20_000);
    for (arguments, code) in [(&[][..], 0), (&["--explain"], 0), (&["--check"], 1)] {
        let mut child = podmend(arguments).spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        drop(child.stdout.take());
        // The program may end before all is read, so that this may fail.
        let _ = stdin.write_all(text.as_bytes());
        drop(stdin);
        let mut complaint = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut complaint).unwrap();
        assert_eq!((child.wait().unwrap().code(), complaint.as_str()), (Some(code), ""), "{arguments:?}");
    }
}
