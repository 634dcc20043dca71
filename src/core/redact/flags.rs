//! Credentials in command lines: `--password x`, `-p x` of the tools that mean a password by it.

use std::ops::Range;

use super::{Class, Find, names::Names, near, values};

const REASON: &str = "is the value of a flag";

/// Finds them in each line of a text.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds = Vec::new();
    let mut read = 0;
    for dash in memchr::memchr_iter(b'-', bytes) {
        let is_start = dash == 0 || matches!(bytes[dash - 1], b' ' | b'\n' | b'\t' | b'"' | b'\'' | b'[' | b',');
        let is_flag = bytes.get(dash + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'-');
        if dash < read || !is_start || !is_flag {
            continue;
        }
        let start = memchr::memrchr(b'\n', &bytes[..dash]).map_or(0, |at| at + 1);
        let end = memchr::memchr(b'\n', &bytes[dash..]).map_or(bytes.len(), |at| dash + at + 1);
        if end - start <= LONGEST_LINE {
            finds.extend(in_line(text, start..end, names));
            finds.extend(under_flag(text, start..end, names));
        }
        read = end;
    }
    finds
}

/// A longer line in bytes is no command.
const LONGEST_LINE: usize = 64 << 10;

/// Finds them in the words of one command; `tool` is what runs, if the words do not name it.
pub(super) fn in_words(
    text: &str,
    words: &[Range<usize>],
    mut known: Option<&'static Tool>,
    names: &Names<'_>,
) -> Vec<Find> {
    let mut finds = Vec::new();
    // A number is a port, and a word is a database.
    let beside_user = |value: &Range<usize>| {
        let written = &text[value.clone()];
        let is_number = written.bytes().all(|byte| byte.is_ascii_digit());
        (!is_number && values::stands_out(written)).then(|| carried(text, value, Value)).flatten()
    };
    for (at, range) in words.iter().enumerate() {
        let word = &text[range.clone()];
        known = if ends_command(word) { None } else { tool(word).or(known) };
        let next = words.get(at + 1);
        // What a sentence says of `--password`, in quotes of its own, gives nothing.
        if !text[range.end..].starts_with('`') {
            finds.extend(long_flag(text, word, next, names));
        }
        finds.extend(next.filter(|_| at > 1 && is_login(&text[words[at - 2].clone()], word)).and_then(beside_user));
        finds.extend(known.and_then(|tool| tool.flag(text, range.clone(), next)));
    }
    finds
}

/// `-u name -p x`, of whatever program.
fn is_login(user: &str, password: &str) -> bool {
    matches!((user, password), ("-u" | "-U" | "--user" | "--username" | "-user", "-p" | "-P" | "-w" | "-W"))
}

/// What follows belongs to another program, whose `-p` is a port.
fn ends_command(word: &str) -> bool {
    matches!(word, "|" | "||" | "&&" | ";" | "ssh" | "scp" | "sftp" | "rsync")
}

/// A program, and its flags that carry a credential.
pub(super) struct Tool {
    names: &'static [&'static str],
    flags: &'static [(&'static str, Shape)],
}

/// How a flag carries its credential.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// The next word, or what is grown on: `-p x`, `-px`.
    Value,
    /// Only what is grown on; `-p` alone asks: `-px`.
    Attached,
    /// A user, a colon, and then the credential.
    UserAndValue,
    /// Only the next word: what is grown on is another flag.
    Next,
    /// The next word, where the words before name `login`.
    OfLogin,
}

use Shape::{Attached, Next, OfLogin, UserAndValue, Value};

const TOOLS: &[Tool] = &[
    Tool {
        names: &["mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump", "mariadb-admin"],
        flags: &[("-p", Attached)],
    },
    Tool {
        names: &["mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport"],
        flags: &[("-p", Value)],
    },
    Tool { names: &["redis-cli", "valkey-cli", "keydb-cli"], flags: &[("-a", Value)] },
    Tool { names: &["sshpass"], flags: &[("-p", Value)] },
    Tool {
        names: &["docker", "podman", "nerdctl", "buildah", "crane", "skopeo", "helm", "oras", "regctl"],
        flags: &[
            ("-p", OfLogin),
            ("--creds", UserAndValue),
            ("--src-creds", UserAndValue),
            ("--dest-creds", UserAndValue),
        ],
    },
    Tool {
        names: &["ldapsearch", "ldapadd", "ldapmodify", "ldapwhoami", "ldapdelete", "ldappasswd"],
        flags: &[("-w", Value), ("-s", Value), ("-a", Value)],
    },
    Tool { names: &["7z", "7za", "7zz", "rar", "unrar"], flags: &[("-p", Attached)] },
    Tool {
        names: &["zip", "unzip", "mosquitto_pub", "mosquitto_sub", "mosquitto_rr", "ipmitool"],
        flags: &[("-P", Value)],
    },
    Tool {
        names: &["snmpwalk", "snmpget", "snmpset", "snmpbulkwalk", "check_snmp"],
        flags: &[("-A", Value), ("-X", Value), ("-c", Value)],
    },
    Tool {
        names: &[
            "rabbitmqadmin",
            "kcat",
            "stomp",
            "kcadm.sh",
            "psexec",
            "xfreerdp",
            "az",
            "oc",
            "racadm",
            "ssh-copy-id",
        ],
        flags: &[("-p", Value)],
    },
    Tool {
        names: &["ctr", "crictl"],
        flags: &[("--user", UserAndValue), ("-u", UserAndValue), ("--creds", UserAndValue), ("--auth", Value)],
    },
    Tool { names: &["wget", "http", "https", "xh"], flags: &[("-a", UserAndValue), ("--auth", UserAndValue)] },
    Tool { names: &["ssh-keygen"], flags: &[("-N", Next), ("-P", Next)] },
    Tool { names: &["cryptsetup", "gpg", "gpg2"], flags: &[("--passphrase", Value)] },
    Tool {
        names: &["curl"],
        flags: &[("-u", UserAndValue), ("--user", UserAndValue), ("--proxy-user", UserAndValue), ("-U", UserAndValue)],
    },
    Tool { names: &["etcdctl"], flags: &[("--user", UserAndValue)] },
    Tool { names: &["check_nt"], flags: &[("-s", Next)] },
    Tool { names: &["slappasswd"], flags: &[("-s", Value)] },
    Tool { names: &["useradd", "usermod", "elasticsearch-users"], flags: &[("-p", Next)] },
    Tool { names: &["doveadm"], flags: &[("-p", Next)] },
    Tool { names: &["sqlcmd", "bcp"], flags: &[("-P", Value)] },
    Tool {
        names: &["openssl"],
        flags: &[("-passin", Value), ("-passout", Value), ("-k", Value), ("-K", Next), ("-hmac", Next)],
    },
    Tool { names: &["cqlsh", "clickhouse-client", "influx"], flags: &[("-p", Next), ("-password", Next)] },
];

/// Returns the tool that a word runs, also by its path.
pub(super) fn tool(word: &str) -> Option<&'static Tool> {
    let name = word.rsplit(['/', ',', '=', '`', '(']).next()?;
    TOOLS.iter().find(|tool| tool.names.contains(&name))
}

impl Tool {
    fn flag(&self, text: &str, word: Range<usize>, next: Option<&Range<usize>>) -> Option<Find> {
        let written = &text[word.clone()];
        self.flags.iter().find_map(|(flag, shape)| {
            let attached = written.strip_prefix(flag).or_else(|| ends_cluster(written, flag, *shape).then_some(""))?;
            let is_login =
                || near::last(&text[..word.start], 4096).lines().next_back().is_some_and(|line| line.contains("login"));
            if *shape == OfLogin && !is_login() {
                return None;
            }
            let value = match attached.strip_prefix('=') {
                _ if attached.is_empty() && *shape == Attached => return None,
                _ if attached.is_empty() => next.cloned()?,
                Some(value) => word.end - value.len()..word.end,
                None if *shape == Next || flag.starts_with("--") || flag.len() > 2 => return None,
                None => word.end - attached.len()..word.end,
            };
            carried(text, &value, *shape)
        })
    }
}

/// `-fsSu`: flags of one letter in one word, of which the last takes a login.
fn ends_cluster(word: &str, flag: &str, shape: Shape) -> bool {
    const LONGEST: usize = 6;
    let letters = word.strip_prefix('-').filter(|_| shape == UserAndValue && flag.len() == 2 && word.len() <= LONGEST);
    letters
        .is_some_and(|letters| letters.ends_with(&flag[1..]) && letters.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn carried(text: &str, value: &Range<usize>, shape: Shape) -> Option<Find> {
    let quote = text[value.clone()].starts_with(['"', '\'']);
    let value = &(value.start + usize::from(quote)..value.end);
    let written = text[value.clone()].trim_end_matches(['"', '\'']);
    let value = &(value.start..value.start + written.len());
    // `openssl` names where its password comes from.
    let source = ["pass:", "env:", "file:", "fd:", "stdin"].iter().find(|source| written.starts_with(**source));
    let start = match (shape, source) {
        (_, Some(&"pass:")) => value.start + "pass:".len(),
        (_, Some(_)) => return None,
        (UserAndValue, None) => value.start + written.find(':')? + 1,
        (Value | Attached | Next | OfLogin, None) => value.start,
    };
    let is_hidden = !written.starts_with('-') && !values::is_reference(&text[start..value.end]);
    is_hidden.then(|| Find::new(start..value.end, Class::Password, REASON))
}

/// `--some-token x`: the word behind a flag with a telling name.
fn long_flag(text: &str, word: &str, next: Option<&Range<usize>>, names: &Names<'_>) -> Option<Find> {
    let name =
        word.strip_prefix("--").or_else(|| word.strip_prefix('-').filter(|name| name.len() > 2 || *name == "pw"))?;
    // `-----END PRIVATE KEY-----` is none.
    if name.contains(['=', ':', ' ']) || name.starts_with('-') {
        return None;
    }
    let verdict = names.verdict(name)?;
    let value = next?.clone();
    let written = &text[value.clone()];
    // `--secret pgcert,type=mount` names one and says what it is for.
    let is_option = values::is_setting_of_its_own(written) && written.contains(',');
    let is_hidden =
        !written.starts_with('-') && !is_speech(written) && !is_option && values::is_credential(written, verdict);
    is_hidden.then(|| Find::new(value, verdict.class, REASON))
}

/// The word behind a flag in a sentence about it.
fn is_speech(word: &str) -> bool {
    [
        "is",
        "are",
        "was",
        "and",
        "or",
        "must",
        "not",
        "flag",
        "option",
        "to",
        "for",
        "in",
        "string",
        "strings",
        "value",
        "text",
        "int",
        "file",
        "stringArray",
        "PASSWORD",
        "TOKEN",
        "argument",
        "arguments",
        "parameter",
        "should",
        "can",
        "will",
        "with",
        "the",
        "has",
        "via",
        "on",
        "by",
        "as",
        "when",
        "if",
        "instead",
        "through",
        "at",
        "|",
        "&&",
    ]
    .contains(&word)
}

fn in_line(text: &str, line: Range<usize>, names: &Names<'_>) -> Vec<Find> {
    let words = words(text, line);
    let mut finds = in_words(text, &words, None, names);
    // A whole command in quotes: `sh -c "mysql -pX"`.
    let is_command = |word: &str| word.contains(" -") || word.starts_with('-') && word.contains(' ');
    for word in words.into_iter().filter(|word| is_command(&text[word.clone()])) {
        finds.extend(in_line(text, word, names));
    }
    finds
}

/// Splits at spaces as a shell does; quotes at the ends of a word do not belong to it.
pub(super) fn words(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = line.start;
    while at < line.end {
        let rest = &text[at..line.end];
        let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || ",[](){}".contains(c)).len();
        at += blank;
        let rest = &text[at..line.end];
        let Some(first) = rest.chars().next() else {
            break;
        };
        let quoted = matches!(first, '"' | '\'').then(|| rest[1..].find(first)).flatten();
        let word = match quoted {
            Some(length) => at + 1..at + 1 + length,
            None => at..at + rest.find([' ', '\t', '\r', '\n']).unwrap_or(rest.len()),
        };
        at = word.end + usize::from(quoted.is_some());
        words.push(if quoted.is_some() { word } else { trimmed(text, word) });
    }
    words
}

fn trimmed(text: &str, word: Range<usize>) -> Range<usize> {
    let written = &text[word.clone()];
    // The quote that ends a command inside another text.
    let ends = ["\\\":", "],", "]}"].iter().filter_map(|end| written.find(end)).min();
    let written = ends.filter(|end| *end > 0 && !written[..*end].contains('[')).map_or(written, |end| &written[..end]);
    let start = written.len() - written.trim_start_matches(['"', '\'', '`']).len();
    let end = written.trim_end_matches(['"', '\'', '`', ',', ']', ')', '}', ';']).len();
    word.start + start..word.start + end.max(start)
}

/// A flag alone on its line with its value on the next, as `kubectl describe` shows arguments.
fn under_flag(text: &str, line: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let flag = text[line.clone()].trim();
    let next = near::first(&text[line.end..], 4096).split('\n').next()?;
    let word = next.trim();
    if !flag.starts_with("--") || flag.contains(' ') || word.is_empty() || word.contains([' ', ':']) {
        return None;
    }
    let at = line.end + (next.len() - next.trim_start().len());
    long_flag(text, flag, Some(&(at..at + word.len())), names)
}
