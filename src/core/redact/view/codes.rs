//! Texts without what a terminal, a mail or a URL put between their signs.

use memchr::memmem;

use super::{View, lines};

/// Returns a text with the ends of lines of Unix; `None` if it has no others.
pub(in super::super) fn without_returns(text: &str) -> Option<View> {
    memmem::find(text.as_bytes(), b"\r\n")?;
    let mut view = View::new();
    for (at, line) in lines(text) {
        match line.strip_suffix("\r\n") {
            Some(content) => {
                view.push(content, at);
                view.push("\n", at + content.len() + 1);
            }
            None => view.push(line, at),
        }
    }
    Some(view)
}

/// Returns a text without the spaces that all of its lines begin with.
pub(in super::super) fn without_indentation(text: &str) -> Option<View> {
    let mut width = usize::MAX;
    for (_, line) in lines(text).filter(|(_, line)| !line.trim().is_empty()) {
        width = width.min(line.len() - line.trim_start_matches(' ').len());
        if width == 0 {
            return None;
        }
    }
    let mut view = View::new();
    for (at, line) in lines(text) {
        let content = line.get(width..).unwrap_or("\n");
        view.push(content, at + line.len() - content.len());
    }
    (width < usize::MAX).then_some(view)
}

/// Returns a text without the ends of its lines and the space behind them, as it was before a terminal or a mail broke it.
pub(in super::super) fn unwrapped(text: &str) -> View {
    let mut view = View::of_lines();
    for (at, line) in lines(text) {
        let content = line.trim_start_matches([' ', '\t']);
        view.push(content.trim_end_matches(['\r', '\n']), at + line.len() - content.len());
    }
    view
}

/// Returns a text without the codes of colours; `None` if it has none.
pub(in super::super) fn without_colours(text: &str) -> Option<View> {
    memchr::memchr(0x1b, text.as_bytes())?;
    let mut view = View::of_lines();
    let mut at = 0;
    while let Some(escape) = memchr::memchr(0x1b, &text.as_bytes()[at..]).map(|found| at + found) {
        view.push(&text[at..escape], at);
        let code = &text[escape + 1..];
        let length = match code.strip_prefix('[') {
            Some(rest) => 1 + rest.find(|c: char| c.is_ascii_alphabetic()).map_or(0, |end| end + 1),
            None => 0,
        };
        at = escape + 1 + length;
    }
    view.push(&text[at..], at);
    Some(view)
}

/// Returns a text in which the quotes were written as entities of HTML, with the signs that they stand for; `None` for any other.
pub(in super::super) fn without_entities(text: &str) -> Option<View> {
    const ENTITIES: [(&str, &str); 9] = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#x22;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let is_quote = |at: usize| ["&quot;", "&#34;", "&#x22;"].iter().any(|entity| text[at..].starts_with(entity));
    if !memchr::memchr_iter(b'&', text.as_bytes()).any(is_quote) {
        return None;
    }
    let mut view = View::of_lines();
    let mut at = 0;
    while let Some(sign) = memchr::memchr(b'&', &text.as_bytes()[at..]).map(|found| at + found) {
        view.push(&text[at..sign], at);
        let (entity, meant) =
            ENTITIES.into_iter().find(|(entity, _)| text[sign..].starts_with(entity)).unwrap_or(("&", "&"));
        view.push_for(meant, sign, entity.len());
        at = sign + entity.len();
    }
    view.push(&text[at..], at);
    Some(view)
}

/// Returns each word with percent-encoding in it as it reads decoded.
pub(in super::super) fn percent_encoded(text: &str) -> Vec<View> {
    let bytes = text.as_bytes();
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`');
    let is_code = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
    let mut views = Vec::new();
    let mut read = 0;
    for at in memchr::memchr_iter(b'%', bytes) {
        if at < read || !is_code(at) {
            continue;
        }
        let start = at - bytes[..at].iter().rev().take_while(|byte| !is_end(byte)).count();
        let end = at + bytes[at..].iter().take_while(|byte| !is_end(byte)).count();
        read = end;
        let mut view = View::new();
        push_percent_decoded(&mut view, &text[start..end], start);
        views.push(view);
    }
    views
}

fn push_percent_decoded(view: &mut View, raw: &str, start: usize) {
    let mut at = 0;
    while at < raw.len() {
        let mut code = Vec::new();
        let mut end = at;
        while let Some(byte) = raw[end..].strip_prefix('%').and_then(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok())
        {
            code.push(byte);
            end += 3;
        }
        if code.is_empty() {
            let length = raw[at..].chars().next().map_or(1, char::len_utf8);
            view.push(&raw[at..at + length], start + at);
            at += length;
            continue;
        }
        // One code a sign, where the bytes are ASCII; a longer sign takes all of its codes.
        let text = String::from_utf8_lossy(&code);
        if code.is_ascii() {
            for (place, c) in text.char_indices() {
                view.push_for(c.encode_utf8(&mut [0; 4]), start + at + 3 * place, 3);
            }
        } else {
            view.push_for(&text, start + at, end - at);
        }
        at = end;
    }
}
