//! Lines of configuration files that give a value without a sign: `requirepass x`, `password x`, `user u on >x`.

mod devices;
mod logins;

use std::ops::Range;

use super::{
    Class, Find,
    flags::words,
    names::{self, Names, Strength, Verdict},
    near, values,
};

const REASON: &str = "its name says so";

/// Names that are followed by nothing else in the files that have them.
#[rustfmt::skip]
const FIRM: &[&str] = &[
    "requirepass", "masterauth", "rootpw", "bindpw", "auth_pass", "insecure-password", "password", "passwd", "shared_key", "hec_token",
    "rocommunity", "rwcommunity", "sslpassword", "secret", "auth-pass", "sentinel_password", "root_password", "default_pass", "cookie",
    "erlang_cookie", "cachemgr_passwd", "preshared-key", "passphrase", "proxypassword", "mysql_password",
];

/// Finds them in each line.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    let mut finds = Vec::new();
    let mut start = 0;
    let mut block = None;
    while start < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
        let line = &text[start..end];
        if let Some((close, verdict)) = block {
            block = block.filter(|_| !line.contains(close));
            finds.extend(in_block(text, line, verdict));
        } else if line.ends_with(['{', '[']) {
            block = opened(line, names);
        }
        if is_short(line) {
            finds.extend(in_line(text, start..start + line.trim_end().len(), names));
            finds.extend(in_braces(text, line, names));
        }
        start = end + 1;
    }
    finds
}

/// Those of a block that stands on one line: `authentication { auth_type PASS; auth_pass x }`.
fn in_braces(text: &str, line: &str, names: &Names<'_>) -> Vec<Find> {
    let Some((_, block)) = line.trim_end().strip_suffix('}').and_then(|line| line.split_once("{ ")) else {
        return Vec::new();
    };
    let lines = block.split(';').map(|line| near::range_of(text, line.trim()));
    lines.flat_map(|line| in_line(text, line, names)).collect()
}

/// How many words a directive has at most.
const MOST_WORDS: usize = 9;

/// What a block holds nothing but, if its head says so, and how it ends: `tokens {`, `admin_passwords = [`.
fn opened(line: &str, names: &Names<'_>) -> Option<(char, Verdict)> {
    let close = if line.ends_with('{') { '}' } else { ']' };
    let name = line[..line.len() - 1].trim().trim_end_matches(['=', ' ']);
    let is_head =
        names::is_plural(name) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    is_head.then(|| names.verdict(name).map(|verdict| (close, verdict)))?
}

/// An entry of such a block: `agent = "x"`, or a string by itself.
fn in_block(text: &str, line: &str, verdict: Verdict) -> Option<Find> {
    let line = line.trim().trim_end_matches(',');
    let value = match line.split_once(['=', ':']) {
        Some((_, value)) => value.trim().trim_matches('"'),
        None => line.strip_prefix('"')?.strip_suffix('"')?,
    };
    let is_hidden = values::is_key(value) || verdict.is_certain() && values::stands_out(value);
    is_hidden.then(|| found(text, near::range_of(text, value), verdict.class))?
}

/// Tells a directive from a line of YAML, of a log or of prose by the number of its words.
fn is_short(line: &str) -> bool {
    let line = line.trim_ascii();
    let bytes = line.as_bytes();
    let Some(first) = memchr::memchr2(b' ', b'\t', bytes) else {
        return line.len() <= LONGEST_WORD
            && (memchr::memchr2_iter(b':', b',', bytes).nth(1).is_some() || line.starts_with("user="));
    };
    // `key: value`, and what begins with a time or is JSON.
    let is_of_log = !(bytes[0].is_ascii_alphabetic() || b":%@[\"+->".contains(&bytes[0]));
    if bytes[first - 1] == b':' && first > 1 || bytes.len() > LONGEST || is_of_log {
        return false;
    }
    gaps(&bytes[first - 1..]) < MOST_WORDS || line.starts_with("user ")
}

/// Counts the stretches of space between words, behind the first byte.
fn gaps(bytes: &[u8]) -> usize {
    // So many bytes at once that one byte can count them: that is done by vectors.
    const AT_ONCE: usize = 128;
    let is_space = |byte: u8| byte == b' ' || byte == b'\t';
    let starts = |(bytes, before): (&[u8], &[u8])| {
        let starts = bytes.iter().zip(before).map(|(byte, before)| u8::from(is_space(*byte) & !is_space(*before)));
        usize::from(starts.sum::<u8>())
    };
    bytes[1..].chunks(AT_ONCE).zip(bytes.chunks(AT_ONCE)).map(starts).sum()
}

/// How long in bytes a directive is at most, and one without a space in it.
const LONGEST: usize = 2048;
const LONGEST_WORD: usize = 512;

fn in_line(text: &str, line: Range<usize>, names: &Names<'_>) -> Vec<Find> {
    let written = text[line.clone()].trim_start_matches([' ', '\t', '-', '+', '>']);
    let Some(first) = written.bytes().next() else {
        return Vec::new();
    };
    let logins = logins::find(text, written);
    if !logins.is_empty() {
        return logins;
    }
    if !(first.is_ascii_alphabetic() || matches!(first, b':' | b'%' | b'@' | b'[' | b'"')) {
        return Vec::new();
    }
    if !promises(written, names) {
        return Vec::new();
    }
    let bare = written.trim_end_matches([';', '{', ' ']);
    let start = line.end - written.len();
    let words = words(text, start..start + bare.len());
    let word = |at: usize| words.get(at).map_or("", |word: &Range<usize>| &text[word.clone()]);
    match (word(0), word(1)) {
        ("user", _) if matches!(word(2), "on" | "off") => acl(text, &words[3..]),
        // `createUser monitor SHA x AES y`
        ("createUser" | "usmUser", _) => {
            let is_way = |at: usize| matches!(word(at), "MD5" | "SHA" | "SHA-256" | "SHA-512" | "DES" | "AES");
            let keys = (3..words.len()).filter(|at| is_way(at - 1)).map(|at| words[at].clone());
            let keys = keys.filter_map(|key| found(text, key, Class::Password));
            quoted(text, &words[1..]).into_iter().chain(keys).collect()
        }
        // The secrets of a point-to-point daemon: `user server x *`.
        _ if words.len() == 4 && word(3) == "*" && values::stands_out(word(2)) => {
            found(text, words[2].clone(), Class::Password).into_iter().collect()
        }
        ("secure_link_md5", _) => words.last().and_then(|value| last_word(text, value)).into_iter().collect(),
        ("rootpw", _) => {
            words.last().and_then(|value| found(text, value.clone(), Class::Password)).into_iter().collect()
        }
        ("proxy_set_header" | "add_header" | "set_header" | "header" | "fastcgi_param" | "SetEnv", _)
            if words.len() == 3 =>
        {
            last_pair(text, &words[1..], names).into_iter().collect()
        }
        ("http-request" | "http-response", "set-header" | "add-header") if words.len() == 4 => {
            last_pair(text, &words[2..], names).into_iter().collect()
        }
        ("cachemgr_passwd", _) if words.len() > 2 => {
            found(text, words[1].clone(), Class::Password).into_iter().collect()
        }
        ("SQLConnectInfo", _) if words.len() == 4 => {
            found(text, words[3].clone(), Class::Password).into_iter().collect()
        }
        ("allow", login) if words.len() == 2 && is_login(login) => behind_colon(text, &words[1]).into_iter().collect(),
        ("stats", "auth") => words.get(2).and_then(|login| behind_colon(text, login)).into_iter().collect(),
        _ if words.len() == 2 && written.starts_with('[') && word(0).contains("]:") => {
            behind_colon(text, &words[1]).into_iter().collect()
        }
        _ if words.len() == 2 && is_userlist(text, written, &words) => {
            found(text, words[1].clone(), Class::Password).into_iter().collect()
        }
        _ => devices::keyed(text, &words)
            .or_else(|| devices::unlocked(text, &words))
            .or_else(|| devices::mounted(text, &words))
            .or_else(|| devices::of_device(text, &words))
            .or_else(|| marked(text, &words, names))
            .or_else(|| last_pair(text, &words, names))
            .into_iter()
            .collect(),
    }
}

/// Tells by its first word, or by the last but one, whether a line may be a directive.
fn promises(line: &str, names: &Names<'_>) -> bool {
    const FIRST: [&str; 20] = [
        "fastcgi_param",
        "SetEnv",
        "SQLConnectInfo",
        "allow",
        "rootpw",
        "proxy_set_header",
        "add_header",
        "set_header",
        "header",
        "http-request",
        "http-response",
        "user",
        "createUser",
        "usmUser",
        "stats",
        "secure_link_md5",
        "rocommunity",
        "rwcommunity",
        "machine",
        "ACL",
    ];
    let first = &line[..memchr::memchr2(b' ', b'\t', line.as_bytes()).unwrap_or(line.len())];
    let is_special = first.starts_with(['"', '[', ':', '%', '@']) || first.starts_with("http");
    if FIRST.contains(&first)
        || line.ends_with(" *")
        || line.ends_with("\t*")
        || is_special
        || is_firm(first)
        || has_lone_colon(line)
    {
        return true;
    }
    let line = line.trim_end_matches([' ', ';', '{', '"']);
    let (before, _) = without_last(line);
    let (before, name) = without_last(before);
    if name.is_empty() {
        return false;
    }
    match name {
        name if is_mark(name) => names.verdict(without_last(before).1).is_some(),
        _ if devices::is_of_device(line) => true,
        name => names.verdict(name.trim_matches('"')).is_some(),
    }
}

/// Returns what stands before the last word of a line, and that word.
fn without_last(line: &str) -> (&str, &str) {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let line = &line[..line.bytes().rposition(|byte| !is_space(&byte)).map_or(0, |last| last + 1)];
    line.split_at(line.bytes().rposition(|byte| is_space(&byte)).map_or(0, |space| space + 1))
}

/// Tells whether a colon stands between spaces.
fn has_lone_colon(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| at > 0 && bytes[at - 1] == b' ' && bytes.get(at + 1) == Some(&b' '))
}

/// `admin:x`, also with quotes round the password; an address has no name before its colon.
fn is_login(word: &str) -> bool {
    let is_name =
        |user: &str| user.len() > 4 || user.contains(|c: char| c.is_ascii_alphabetic() && !c.is_ascii_hexdigit());
    word.split_once(':').is_some_and(|(user, password)| {
        is_name(user)
            && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && values::stands_out(password.trim_matches('"'))
    })
}

/// `"user" "x"`, and nothing else on the line.
fn is_userlist(text: &str, line: &str, words: &[Range<usize>]) -> bool {
    let quotes = line.matches('"').count();
    quotes == 4
        && line.starts_with('"')
        && !line.starts_with("\"-")
        // Redis shows what it is told in the same form.
        && !text[words[0].clone()].bytes().all(|byte| byte.is_ascii_uppercase())
        && line.ends_with('"')
        && !text[words[0].clone()].contains([' ', '='])
}

/// The word behind the variables of an expression.
fn last_word(text: &str, value: &Range<usize>) -> Option<Find> {
    let space = text[value.clone()].rfind(' ')?;
    found(text, value.start + space + 1..value.end, Class::Password)
}

/// Marks between a name and a value that no other file has: `name | x`, `name -> x`, `name ........ x`.
fn is_mark(word: &str) -> bool {
    matches!(word, "|" | "->" | "=>" | "→") || (word.len() >= 3 && word.bytes().all(|byte| byte == b'.'))
}

/// A name and a value with such a mark between them at the end of a line.
fn marked(text: &str, words: &[Range<usize>], names: &Names<'_>) -> Option<Find> {
    let [.., name, mark, value] = words else { return None };
    // `echo "$PASS" | base64` is a pipe.
    if text[..name.end].ends_with('"') || text[name.clone()].starts_with('$') {
        return None;
    }
    let verdict = names.verdict(&text[name.clone()]).filter(|_| is_mark(&text[mark.clone()]) && words.len() <= 4)?;
    let written = &text[value.clone()];
    (values::stands_out(written) && values::is_credential(written, verdict))
        .then(|| found(text, value.clone(), verdict.class))?
}

/// A name and a value, alone on the line or at the end of a few words.
fn last_pair(text: &str, words: &[Range<usize>], names: &Names<'_>) -> Option<Find> {
    let (name, value, is_alone) = match words {
        [name, value] => (name, value, true),
        [name, value, rest]
            if is_firm(&text[name.clone()])
                && text[rest.clone()]
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"./:".contains(&b)) =>
        {
            (name, value, true)
        }
        [.., name, value] if words.len() <= 8 => (name, value, false),
        _ => return None,
    };
    let name_text = &text[name.clone()];
    let is_name = name_text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-$".contains(&byte));
    let verdict = names.verdict(name_text).filter(|_| is_name)?;
    let written = &text[value.clone()];
    let is_quoted = text[..value.start].ends_with(['"', '\'']);
    let is_configuration = name_text.contains('_') || (is_alone && is_firm(name_text));
    let is_weak = verdict.strength == Strength::Any || is_firm(name_text);
    let is_credential = if is_configuration && is_weak && is_alone {
        !is_word_of_a_sentence(written) && !written.contains(char::is_whitespace)
    } else if is_alone {
        (is_quoted || values::stands_out(written)) && !written.contains(char::is_whitespace)
    } else {
        let is_file = is_firm(name_text) && matches!(&text[words[0].clone()], "machine" | "default" | "user" | "login");
        verdict.is_certain() && (values::is_key(written) || (is_file && values::stands_out(written)))
    };
    // A declaration gives a type.
    let is_declared = matches!(
        &text[words[0].clone()],
        "var"
            | "let"
            | "const"
            | "func"
            | "type"
            | "import"
            | "return"
            | "val"
            | "private"
            | "public"
            | "static"
            | "final"
            | "new"
            | "def"
            | "class"
    );
    if is_declared {
        return None;
    }
    // `proxy_pass http://web;` passes a request on.
    if name_text.ends_with("_pass") && (written.contains("://") || written.starts_with("unix:")) {
        return None;
    }
    let is_switch = written.starts_with('-') && written.len() <= 3;
    let ends_well = !is_switch
        && !written.ends_with([':', '=', '{'])
        && !written.starts_with(['=', ':', '{', '[', '(', '}', '|', '<', '@']);
    (is_credential && ends_well && values::is_credential(written, verdict))
        .then(|| found(text, value.clone(), verdict.class))?
}

fn is_firm(name: &str) -> bool {
    FIRM.iter().any(|firm| name.eq_ignore_ascii_case(firm))
}

/// What is said of a password in two words.
fn is_word_of_a_sentence(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "required", "expired", "changed", "is", "for", "not", "invalid", "incorrect", "reset", "authentication", "mismatch", "missing",
        "rejected", "accepted", "policy", "file", "provided", "needed", "found", "set", "updated", "rotated", "rotation", "created", "exchange",
        "refresh", "store", "manager", "name", "sync", "synced", "hash", "hashes", "prompt", "field", "on", "off", "yes", "no", "true", "false",
    ];
    WORDS.contains(&word.to_ascii_lowercase().trim_end_matches(['.', ',', ';', ':']))
}

/// The passwords of a Redis access list: `>x` in clear, `#x` as a digest.
fn acl(text: &str, words: &[Range<usize>]) -> Vec<Find> {
    let words = words.iter().filter(|word| text[(*word).clone()].starts_with(['>', '<', '#']));
    words.filter_map(|word| found(text, word.start + 1..word.end, Class::Password)).collect()
}

fn quoted(text: &str, words: &[Range<usize>]) -> Vec<Find> {
    let words = words.iter().filter(|word| text[..word.start].ends_with(['"', '\'']));
    words.filter_map(|word| found(text, word.clone(), Class::Password)).collect()
}

fn behind_colon(text: &str, login: &Range<usize>) -> Option<Find> {
    let colon = text[login.clone()].find(':')?;
    let password = text[login.start + colon + 1..login.end].trim_matches('"');
    found(text, near::range_of(text, password), Class::Password)
}

fn found(text: &str, range: Range<usize>, class: Class) -> Option<Find> {
    let value = &text[range.clone()];
    (!value.is_empty() && !values::is_reference(value)).then(|| Find::new(range, class, REASON))
}
