use std::fmt::Write as _;

use super::*;

const LIMITS: Limits = Limits { window: 400, line: 1600 };

/// Cuts a text that comes in small pieces into windows, the last of which is the rest.
fn windows(text: &str) -> Vec<&str> {
    let mut windows = Vec::new();
    let (mut start, mut end) = (0, 0);
    while end < text.len() {
        let wanted = (end + 50).min(text.len());
        end = (wanted..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap();
        while let Some(at) = cut(&text[start..end], LIMITS) {
            assert!(at > 0 && start + at <= end, "{at} in {:?}", &text[start..end]);
            windows.push(&text[start..start + at]);
            start += at;
        }
    }
    windows.push(&text[start..]);
    windows.retain(|window| !window.is_empty());
    windows
}

#[track_caller]
fn check_starts(text: &str, start: &str) {
    let windows = windows(text);
    assert!(windows.len() > 2, "else this shows nothing: {windows:?}");
    for window in &windows[1..] {
        assert!(window.starts_with(start), "{window:?} does not begin with {start:?}");
    }
}

fn secret(n: usize) -> String {
    format!("apiVersion: v1\ndata:\n  a: {n:040}\n  b: {n:040}\nkind: Secret\nmetadata:\n  name: s-{n}\n")
}

#[test]
fn a_short_text_is_one_window() {
    assert_eq!(cut("a\nb\n", LIMITS), None);
    assert_eq!(cut("", LIMITS), None);
}

#[test]
fn documents_stay_whole() {
    let text: String = (0..20).fold(String::new(), |text, n| text + "---\n" + &secret(n));
    check_starts(&text, "---\n");
}

#[test]
fn items_of_a_list_stay_whole() {
    let indented = |n: usize| secret(n).lines().fold(String::new(), |text, line| text + "  " + line + "\n");
    let item = |n: usize| indented(n).replacen("  api", "- api", 1);
    let text: String = std::iter::once("apiVersion: v1\nitems:\n".to_owned()).chain((0..30).map(item)).collect();
    check_starts(&text, "- apiVersion: v1\n");
}

#[test]
fn items_of_a_json_list_stay_whole() {
    let secret =
        |n: usize| serde_json::json!({"apiVersion": "v1", "data": {"a": format!("{n:090}")}, "kind": "Secret"});
    let list = serde_json::json!({"apiVersion": "v1", "items": (0..60).map(secret).collect::<Vec<_>>()});
    let pretty = serde_json::to_string_pretty(&list).unwrap();
    check_starts(&pretty, "    {\n      \"apiVersion\"");
    check_starts(&pretty.replace("},\n    {", "}, {"), "{\n      \"apiVersion\"");
    check_starts(&list.to_string(), "{\"apiVersion\"");
}

#[test]
fn a_key_and_wrapped_base64_stay_whole() {
    let line = "QUJD".repeat(16);
    let wrapped = format!("{line}\n{line}\nQUI=\n");
    let key = format!("-----BEGIN X-----\n{line}\n\n{line}\n-----END X-----\n");
    let mut text = String::new();
    for n in 0..20 {
        writeln!(text, "2026-01-01 a line of a log {n}").unwrap();
        text.push_str(if n % 2 == 0 { &key } else { &wrapped });
    }
    for window in &windows(&text)[1..] {
        assert!(window.starts_with("2026") || window.starts_with("-----BEGIN"), "{window:?}");
    }
}

#[test]
fn a_log_is_cut_before_its_last_line() {
    let text = "2026-01-01 a line\r\n".repeat(100);
    let windows = windows(&text);
    assert!(windows.iter().all(|window| window.ends_with("\r\n")), "{windows:?}");
    assert!(windows[0].len() > LIMITS.window * 9 / 10, "{}", windows[0].len());
}

#[test]
fn lines_that_only_close_begin_no_window() {
    let text = format!("{{\n{}}}\n", "  \"a\": {\n    \"b\": 1\n  },\n".repeat(100));
    check_starts(&text, "  \"a\"");
}

#[test]
fn a_long_line_is_waited_for_and_then_cut_between_words() {
    let line = "word ".repeat(300);
    assert_eq!(cut(&line[..1500], LIMITS), None, "a line end may come");
    assert_eq!(cut(&format!("{line}\nnext"), LIMITS), Some(1501));
    let windows = windows(&line.repeat(4)).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert!(windows.iter().all(|window| window.len() <= LIMITS.line && window.ends_with("word ")), "{windows:?}");
}

#[test]
fn what_cannot_be_cut_well_is_cut_between_characters() {
    let windows = windows(&"é".repeat(4000)).len();
    assert!((5..9).contains(&windows), "{windows}");
    assert_eq!(cut(&format!("\n{}", "\n".repeat(1600)), LIMITS), Some(1600), "empty lines begin nothing");
}

#[test]
fn deeper_and_deeper_lines_do_not_make_tiny_windows() {
    let text: String = (0..80).fold(String::new(), |text, n| text + &" ".repeat(n) + "a:\n");
    assert!(windows(&text).len() < 4 * text.len() / LIMITS.window, "{}", windows(&text).len());
}

#[track_caller]
fn check_settled(whole: &str, open: &str) {
    assert_eq!(settled(&format!("{whole}{open}")), whole.len(), "{whole:?} is whole, {open:?} is not");
}

#[test]
fn lines_of_a_log_are_whole_at_their_end() {
    check_settled("2026-01-01 a\n  at b(c.java:1)\n{\"level\":\"info\",\"msg\":\"x\"}\n[INFO] d: e\n", "half a li");
    check_settled("", "");
    check_settled("\n", "no end");
    check_settled("panic: runtime error\n\ngoroutine 1 [running]:\nmain.main()\n", "");
}

#[test]
fn a_manifest_is_whole_when_another_thing_begins() {
    check_settled("a line\n", &secret(1));
    check_settled(&format!("---\n{}", secret(1)), "---\nkind: Secret\n");
    check_settled(&format!("{}2026-01-01 a line of a log\n", secret(1)), "data:\n  a: b\n");
    check_settled("2026 dump of values\n", "auth:\n  user: a\n\n  # comment\n");
    check_settled("", "apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    a: b\n");
}

#[test]
fn json_is_whole_with_its_last_bracket() {
    check_settled("{\n  \"a\": [\n    1\n  ]\n}\n", "{\n  \"kind\"");
    check_settled("[\n  {\n    \"a\": 1\n  }, {\n    \"a\": 2\n  }\n]\nnext\n", "");
    check_settled("reply: {\n  a\n}\n", "reply: {\n  a\n");
    check_settled("", "{\n  \"items\": [\n    {\n      \"data\": {}\n    },\n");
}

#[test]
fn a_key_is_whole_with_its_end() {
    let begin = ["-----BEGIN ", "PRIVATE KEY-----\n"].concat();
    check_settled("a\n", &format!("{begin}QUJD\n"));
    check_settled(&format!("a\n{begin}QUJD\n-----END PRIVATE KEY-----\n"), "");
}
