//! Accounts of clouds and registries: numbers in ARNs, subscriptions and tenants, robots.

use std::ops::Range;

use memchr::memmem;

use crate::core::redact::{Class, Find};

pub(super) fn find(text: &str) -> Vec<Find> {
    let mut finds = Vec::new();
    finds.extend(memmem::find_iter(text.as_bytes(), "arn:").filter_map(|at| arn(text, at)));
    finds.extend(memmem::find_iter(text.as_bytes(), ".dkr.ecr.").filter_map(|at| digits_before(text, at)));
    for path in ["/subscriptions/", "/tenants/", "microsoftonline.com/", "sts.windows.net/", "/managementGroups/"] {
        let places = memmem::find_iter(text.as_bytes(), path).map(|at| at + path.len());
        finds.extend(places.filter_map(|at| uuid(text, at)));
    }
    for sign in ["robot$", "robot%24"] {
        finds.extend(memmem::find_iter(text.as_bytes(), sign).filter_map(|at| robot(text, at, sign.len())));
    }
    finds.extend(named(text));
    finds
}

/// The account in an ARN, or where it names none, what is behind it: a bucket.
fn arn(text: &str, at: usize) -> Option<Find> {
    let rest = &text[at..];
    let end = rest.find(|c: char| c.is_whitespace() || "\"',;()[]{}<>".contains(c)).unwrap_or(rest.len());
    let written = &rest[..end];
    if !written.starts_with("arn:aws") {
        return None;
    }
    let mut colons = written.match_indices(':').map(|(colon, _)| colon);
    let (start, stop) = (colons.by_ref().nth(3)? + 1, colons.next()?);
    let account = &written[start..stop];
    if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(account_at(at + start..at + stop));
    }
    let resource = &written[stop + 1..];
    let is_hidden = account.is_empty() && !resource.is_empty() && !resource.starts_with(['*', '$', '{', '<']);
    let name = resource.find(['/', '*']).unwrap_or(resource.len());
    is_hidden.then(|| account_at(at + stop + 1..at + stop + 1 + name))
}

fn digits_before(text: &str, at: usize) -> Option<Find> {
    let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
    (digits == 12).then(|| account_at(at - digits..at))
}

fn account_at(range: Range<usize>) -> Find {
    Find::new(range, Class::Account, "is the account of a cloud")
}

fn uuid(text: &str, at: usize) -> Option<Find> {
    is_uuid(text.get(at..at + 36)?).then(|| account_at(at..at + 36))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn robot(text: &str, at: usize, sign: usize) -> Option<Find> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.+".contains(byte);
    let length = text[at + sign..].bytes().take_while(is_part).count();
    let name = text[at + sign..at + sign + length].trim_end_matches(['.', '-']);
    let find = || Find::new(at..at + sign + name.len(), Class::Robot, "is a registry's robot account");
    (!name.is_empty()).then(|| find().of(format!("robot${name}")))
}

/// Names of what a cloud numbers: the value behind each is a number of twelve digits or a UUID.
fn named(text: &str) -> Vec<Find> {
    const WORDS: [&str; 5] = ["account", "subscription", "tenant", "directory", "owner"];
    let bytes = text.as_bytes();
    let mut finds = Vec::new();
    for sign in memchr::memchr3_iter(b':', b'=', b' ', bytes) {
        let behind = text[sign + 1..].trim_start_matches([' ', '"', '\'']);
        if !behind.starts_with(|c: char| c.is_ascii_hexdigit()) {
            continue;
        }
        let length = behind.bytes().take_while(|byte| byte.is_ascii_hexdigit() || *byte == b'-').count();
        let value = &behind[..length];
        let is_number = length == 12 && value.bytes().all(|byte| byte.is_ascii_digit());
        let is_project = length == 32 && !value.contains('-');
        if !is_number && !is_project && !is_uuid(value) {
            continue;
        }
        let lead = text[..sign].trim_end_matches(['"', '\'', ' ', ':', '=', '\\']);
        let start = lead.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_-.".contains(c)).len();
        let name = lead[start..].to_ascii_lowercase();
        // In a pair the name stands a line above.
        let is_named = WORDS.iter().any(|word| name.contains(word)) || (name == "value" && names_above(&lead[..start], &WORDS));
        let is_named = is_named && (!is_project || name.contains("tenant"));
        if is_named && !name.contains("serviceaccount") && !name.contains("uid") {
            let at = text.len() - behind.len();
            finds.push(account_at(at..at + length));
        }
    }
    finds
}

fn names_above(before: &str, words: &[&str]) -> bool {
    let near = before.len().saturating_sub(80);
    let near = (near..before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(before.len());
    let near = before[near..].to_ascii_lowercase();
    near.rfind("name").is_some_and(|at| words.iter().any(|word| near[at..].contains(word)))
}
