//! Accounts of clouds and registries: numbers in ARNs, subscriptions and tenants, robots.

use std::{ops::Range, sync::LazyLock};

use crate::core::redact::{
    Class, Find, near,
    words::{
        Reader::{self, One},
        Readers, Words,
    },
};

#[rustfmt::skip]
const READERS: &[(&str, Reader)] = &[
    ("arn:", One(arn)), (".dkr.ecr.", One(digits_before)), ("amazonaws.com/", One(digits_behind)), ("AWS\"", One(principal)), ("get-caller-identity", One(printed)), ("assume role in ", One(digits_behind)),
    ("/subscriptions/", One(uuid_behind)), ("/tenants/", One(uuid_behind)), ("microsoftonline.com/", One(uuid_behind)), ("sts.windows.net/", One(uuid_behind)),
    ("/managementGroups/", One(uuid_behind)), ("\"tenantId\"", One(beside_tenant)), ("\"cloudName\"", One(of_cloud)), ("robot$", One(robot)), ("robot%24", One(robot)),
];

pub(super) fn find(text: &str) -> Vec<Find> {
    static WORDS: LazyLock<Readers<Reader>> = LazyLock::new(|| Readers::new(READERS));
    let mut finds = WORDS.finds(text);
    finds.extend(named(text));
    finds
}

/// The account in an ARN, or where it names none, what is behind it: a bucket.
fn arn(text: &str, Range { start: at, .. }: Range<usize>) -> Option<Find> {
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
fn principal(text: &str, word: Range<usize>) -> Option<Find> {
    let rest = &text[word.end..];
    let digits = rest.trim_start_matches([':', ' ', '"', '[', '\\']);
    digits_at(text, text.len() - digits.len()).filter(|_| rest.starts_with([':', ' ']))
}

/// `"id": "<uuid>"` before the tenant in one object: a subscription.
fn beside_tenant(text: &str, Range { start: at, .. }: Range<usize>) -> Option<Find> {
    let object = near::last(&text[..at], 1024).rsplit('{').next()?;
    let value = &object[object.rfind("\"id\":")? + "\"id\":".len()..];
    let value = value.trim_start().strip_prefix('"')?;
    uuid(text, at - value.len())
}

/// The line below a command that asks who one is.
fn printed(text: &str, word: Range<usize>) -> Option<Find> {
    let (_, below) = text[word.end..].split_once('\n')?;
    digits_at(text, text.len() - below.len())
}

/// `"cloudName": "AzureCloud", "id": "<uuid>"`: a subscription.
fn of_cloud(text: &str, Range { start: at, .. }: Range<usize>) -> Option<Find> {
    let object = near::first(&text[at..], 512).split('}').next()?;
    let value = &object[object.find("\"id\":")? + "\"id\":".len()..];
    let value = value.trim_start().strip_prefix('"')?;
    uuid(text, at + object.len() - value.len())
}

fn digits_before(text: &str, Range { start: at, .. }: Range<usize>) -> Option<Find> {
    let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
    (digits == 12).then(|| account_at(at - digits..at))
}

fn digits_behind(text: &str, word: Range<usize>) -> Option<Find> {
    digits_at(text, word.end)
}

fn digits_at(text: &str, at: usize) -> Option<Find> {
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    (digits == 12).then(|| account_at(at..at + digits))
}

fn account_at(range: Range<usize>) -> Find {
    Find::new(range, Class::Account, "is the account of a cloud")
}

fn uuid_behind(text: &str, word: Range<usize>) -> Option<Find> {
    uuid(text, word.end)
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

fn robot(text: &str, word: Range<usize>) -> Option<Find> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.+".contains(byte);
    let length = text[word.end..].bytes().take_while(is_part).count();
    let name = text[word.end..word.end + length].trim_end_matches(['.', '-']);
    let find = || Find::new(word.start..word.end + name.len(), Class::Robot, "is a registry's robot account");
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
