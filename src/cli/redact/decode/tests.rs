use super::*;
use crate::core::redact::redact;

/// A value without a pattern that could give it away.
fn value() -> String {
    ["Tr0ub4", "dor", "Zw7"].concat()
}

/// Sends bytes through in pieces of a size, redacted, and returns what comes out.
fn through(input: &[u8], size: usize) -> Vec<u8> {
    let mut decoder = Decoder::new();
    input.chunks(size).for_each(|chunk| decoder.push(chunk));
    decoder.finish();
    let window = decoder.take(decoder.text().len());
    let mut out = Vec::new();
    window.write(&redact(window.text()), &mut out).unwrap();
    out
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[track_caller]
fn check(input: &[u8], expected: &[u8]) {
    for size in [1, 2, 3, 7, 1000] {
        let out = through(input, size);
        assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(expected), "in pieces of {size}");
        assert_eq!(out, expected, "in pieces of {size}");
    }
}

#[test]
fn text_marks_and_line_ends_stay() {
    let text = "\u{feff}a: é\r\nb: \u{1f600}\r\n";
    check(text.as_bytes(), text.as_bytes());
    check(b"", b"");
    check(b"\xef\xbb", b"\xef\xbb");
    check(
        format!("\u{feff}password: {}\r\n", value()).as_bytes(),
        "\u{feff}password: REDACTED-password-1\r\n".as_bytes(),
    );
}

#[test]
fn bytes_that_are_no_text_pass_and_tear_no_value_apart() {
    check(b"\x00\xff\xc3(\xf0\x9f\x98 \xfe\xe2\x82", b"\x00\xff\xc3(\xf0\x9f\x98 \xfe\xe2\x82");
    let value = value();
    let input = [b"\xe4 \xef\xbf\xbd\npassword: ", value.as_bytes(), b"\xf6", value.as_bytes(), b"\n\xfc\n"].concat();
    check(&input, b"\xe4 \xef\xbf\xbd\npassword: REDACTED-password-1\n\xfc\n");
}

#[test]
fn utf16_comes_out_as_utf16() {
    let (input, expected) =
        (format!("password: {}\r\né \u{1f600}\r\n", value()), "password: REDACTED-password-1\r\né \u{1f600}\r\n");
    for (mark, bytes) in [(b"\xff\xfe", u16::to_le_bytes as fn(u16) -> [u8; 2]), (b"\xfe\xff", u16::to_be_bytes)] {
        let odd = [utf16("\u{fffd}", bytes), vec![0xd8, 0xd8], utf16("x", bytes), vec![7]].concat();
        let whole = |text: &str| [mark.to_vec(), utf16(text, bytes), odd.clone()].concat();
        check(&whole(&input), &whole(expected));
    }
}

#[test]
fn utf16_without_a_mark_is_known_by_its_zeros() {
    let input = utf16(&format!("password: {}\r\n", value()), u16::to_le_bytes);
    assert_eq!(through(&input, 1000), utf16("password: REDACTED-password-1\r\n", u16::to_le_bytes));
    let zeros = [0_u8; 64];
    check(&zeros, &zeros);
}

#[test]
fn places_are_those_of_the_input() {
    let mut decoder = Decoder::new();
    decoder.push(b"\xef\xbb\xbf\xe9\xc3\xa9b\r\ncd\nef");
    let first = decoder.take(decoder.text().find("d\n").unwrap());
    let mut cursor = first.cursor();
    assert_eq!(cursor.place(0), Place { offset: 3, line: 1, column: 1 });
    let b = first.text().find('b').unwrap();
    assert_eq!(cursor.place(b), Place { offset: 6, line: 1, column: 3 });
    let second = decoder.take(decoder.text().len());
    let mut cursor = second.cursor();
    assert_eq!(cursor.place(0), Place { offset: 10, line: 2, column: 2 });
    assert_eq!(cursor.place(3), Place { offset: 13, line: 3, column: 2 });
}

#[test]
fn places_in_utf16_count_its_bytes() {
    let mut decoder = Decoder::new();
    decoder.push(&[b"\xff\xfe".to_vec(), utf16("\u{1f600}é\nx", u16::to_le_bytes)].concat());
    let window = decoder.take(decoder.text().len());
    let x = window.text().find('x').unwrap();
    assert_eq!(window.cursor().place(x), Place { offset: 10, line: 2, column: 1 });
}

#[test]
fn a_stand_in_that_moved_is_an_error_before_anything_is_written() {
    let mut decoder = Decoder::new();
    decoder.push(b"a\xffb");
    let window = decoder.take(decoder.text().len());
    let mut out = Vec::new();
    for other in ["ab", "a\u{fffd}\u{fffd}"] {
        assert!(window.write(&redact(other), &mut out).is_err());
        assert!(out.is_empty());
    }
}
