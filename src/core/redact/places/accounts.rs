//! Accounts of clouds and registries: numbers in ARNs, subscriptions and tenants, robots.

use std::{ops::Range, sync::LazyLock};

use memchr::memmem;

use crate::core::redact::{Class, Find, near, words::Words};

pub(super) fn find(text: &str) -> Vec<Find> {
    let mut finds = Vec::new();
    finds.extend(memmem::find_iter(text.as_bytes(), "arn:").filter_map(|at| arn(text, at)));
    finds.extend(memmem::find_iter(text.as_bytes(), ".dkr.ecr.").filter_map(|at| digits_before(text, at)));
    let places = memmem::find_iter(text.as_bytes(), "amazonaws.com/").map(|at| at + "amazonaws.com/".len());
    finds.extend(places.filter_map(|at| digits_behind(text, at)));
    for path in ["/subscriptions/", "/tenants/", "microsoftonline.com/", "sts.windows.net/", "/managementGroups/"] {
        let places = memmem::find_iter(text.as_bytes(), path).map(|at| at + path.len());
        finds.extend(places.filter_map(|at| uuid(text, at)));
    }
    for sign in ["robot$", "robot%24"] {
        finds.extend(memmem::find_iter(text.as_bytes(), sign).filter_map(|at| robot(text, at, sign.len())));
    }
    finds.extend(memmem::find_iter(text.as_bytes(), "AWS\"").filter_map(|at| principal(text, at)));
    finds.extend(memmem::find_iter(text.as_bytes(), "\"tenantId\"").filter_map(|at| beside_tenant(text, at)));
    finds.extend(memmem::find_iter(text.as_bytes(), "get-caller-identity").filter_map(|at| printed(text, at)));
    finds.extend(memmem::find_iter(text.as_bytes(), "\"cloudName\"").filter_map(|at| of_cloud(text, at)));
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

/// `"AWS": "123456789012"`: an account as the principal of a policy.
fn principal(text: &str, at: usize) -> Option<Find> {
    let rest = &text[at + "AWS\"".len()..];
    let digits = rest.trim_start_matches([':', ' ', '"', '[', '\\']);
    digits_behind(text, text.len() - digits.len()).filter(|_| rest.starts_with([':', ' ']))
}

/// `"id": "<uuid>"` before the tenant in one object: a subscription.
fn beside_tenant(text: &str, at: usize) -> Option<Find> {
    let object = near::last(&text[..at], 1024).rsplit('{').next()?;
    let value = &object[object.rfind("\"id\":")? + "\"id\":".len()..];
    let value = value.trim_start().strip_prefix('"')?;
    uuid(text, at - value.len())
}

/// The line below a command that asks who one is.
fn printed(text: &str, at: usize) -> Option<Find> {
    let behind = &text[at..];
    let line = &behind[behind.find('\n')? + 1..];
    digits_behind(text, text.len() - line.len())
}

/// `"cloudName": "AzureCloud", "id": "<uuid>"`: a subscription.
fn of_cloud(text: &str, at: usize) -> Option<Find> {
    let object = near::first(&text[at..], 512).split('}').next()?;
    let value = &object[object.find("\"id\":")? + "\"id\":".len()..];
    let value = value.trim_start().strip_prefix('"')?;
    uuid(text, at + object.len() - value.len())
}

fn digits_before(text: &str, at: usize) -> Option<Find> {
    let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
    (digits == 12).then(|| account_at(at - digits..at))
}

fn digits_behind(text: &str, at: usize) -> Option<Find> {
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    (digits == 12).then(|| account_at(at..at + digits))
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
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| Words::in_any_case(&["account", "subscription", "tenant", "owner"]));
    WORDS.find(text).into_iter().filter_map(|(_, found)| behind_name(text, found.end)).collect()
}

/// How far in bytes behind its name a value may stand: in a pair it is a line below.
const FARTHEST: usize = 60;

fn behind_name(text: &str, end: usize) -> Option<Find> {
    let rest = &text[end..];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = rest.find(|c| !is_name(c))?;
    if rest[..name].to_ascii_lowercase().contains("uid")
        || text.as_bytes()[end.saturating_sub("serviceaccount".len())..end].eq_ignore_ascii_case(b"serviceaccount")
    {
        return None;
    }
    let behind = &rest[name..];
    // The dash of an item is no part of it.
    let item = behind.find("- ").filter(|dash| behind[..*dash].trim_end_matches(['|', '>', ' ', '\n', ':']).is_empty());
    let start = item.map_or(0, |dash| dash + 2);
    let start = start + behind[start..].find(is_name)?;
    let lead = &behind[..start];
    if start > 16 || !lead.contains([':', '=', ' ']) {
        return None;
    }
    let value = &behind[start..];
    if let Some(value) = value.strip_prefix("value") {
        let at = value.find(|c: char| c.is_ascii_hexdigit()).filter(|at| *at < FARTHEST)?;
        return number(text, text.len() - value.len() + at, rest);
    }
    number(text, end + name + start, rest)
}

fn number(text: &str, at: usize, name: &str) -> Option<Find> {
    let length = text[at..].bytes().take_while(|byte| byte.is_ascii_hexdigit() || *byte == b'-').count();
    let value = &text[at..at + length];
    let is_whole = !text[at + length..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_number = length == 12 && value.bytes().all(|byte| byte.is_ascii_digit());
    let is_project = length == 32 && !value.contains('-') && !name.starts_with("owner");
    (is_whole && (is_number || is_project || is_uuid(value))).then(|| account_at(at..at + length))
}
