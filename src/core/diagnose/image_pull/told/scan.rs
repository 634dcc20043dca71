//! Facts out of a text whose cause is known: names, addresses, statuses.

/// Returns what was looked up and where: `lookup harbor.corp on 10.96.0.10:53: no such host`.
pub(super) fn looked_up(text: &str) -> Option<(&str, Option<&str>)> {
    let (_, rest) = text.split_once("lookup ")?;
    let name = word(rest)?;
    let server = rest[name.len()..].strip_prefix(" on ").and_then(word);
    Some((name, server))
}

/// Returns where the node wanted to connect to: `dial tcp 10.1.2.3:443: connect: connection refused`.
pub(super) fn dialled(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("dial tcp ")?;
    word(rest).filter(|address| address.contains(':'))
}

/// Returns the first HTTP status of this hundred with its words: `503 Service Unavailable`.
pub(super) fn status(text: &str, hundred: u8) -> Option<&str> {
    let is_status =
        |word: &str| word.len() == 3 && word.as_bytes()[0] == hundred && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut at = 0;
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        if is_status(part) {
            let rest = &text[at..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != ' ').unwrap_or(rest.len());
            return Some(rest[..end].trim_end());
        }
        at += part.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// Returns what follows the last of these words, up to its end: the reason of an x509 error.
pub(super) fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let (_, rest) = text.rsplit_once(words)?;
    let rest = rest.trim().trim_end_matches(['"', ']']);
    (!rest.is_empty()).then_some(rest)
}

fn word(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?.trim_end_matches([':', '"', ',']);
    text.starts_with(word).then_some(word).filter(|word| !word.is_empty())
}
