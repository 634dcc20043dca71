//! Commands that take a credential by its place among the words, without a flag before it.

mod places;

use std::{ops::Range, sync::LazyLock};

use super::{Class, Find, flags::words, names, names::Names, near, values, words::Words};

const REASON: &str = "is a credential by its place in the command";

/// Words without which no line is read, of four bytes at least so that one pass finds them fast.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "rabbitmqctl", "vault login", "mc alias", "mc config", "net user", "net use ", "sqlplus", "impdp", "expdp", " set ", "SET ", "SET\"", " LOGIN ", "bundle config", "-token ", "echo ",
    "printf ", "smbclient", "rpcclient", " /p:", "/pass", " /pw", "AUTH ", "AUTH\"", "setenv", "setx ", "kv put ", "etcdctl put ", "operator unseal", "/rp ", "ENV ", "microk8s join", "auth(", "rclone obscure",
    "from-literal", "set $", "-raw ", "jsonpath=", "base64 -", "printenv ", "-field=", "versions access", "get-secret", "secret show", "op read", "token create", "pass show", "openssl rand", "pwgen", "passwd", "create-password", "createuser", "gpg --batch", "config set", "ACL SETUSER", "PSK ", "to_entries", "range $", "get_cookie", " using ", "USING", "SecureString", "CMD 'pass", "radtest", "etcdctl user", "preauthkeys", "$ cat ", "# cat ", "rman ", "CONNECT ", " -U ", "sed -", "sed 's", "secret set", "<<< ", "lftp -u", "auth-pass ", "-server key ", "MONITOR ", "mc admin user", "-password ", "-enc", "-Enc", "send \"", "send -- ",
];

static LINES: LazyLock<Words> = LazyLock::new(|| Words::new(MARKS));

/// Finds them in each line that holds one of the commands.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    let mut finds = Vec::new();
    let mut read = 0;
    for (_, found) in LINES.find(text) {
        if found.start < read {
            continue;
        }
        let start = text[..found.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[found.end..].find('\n').map_or(text.len(), |at| found.end + at);
        // A line of megabytes is no command.
        if end - start <= 16 << 10 {
            finds.extend(in_line(text, start..end, names));
            finds.extend(listed(text, start..end));
            finds.extend(printed(text, start..end));
            finds.extend(typed(text, start..end));
        }
        read = end;
    }
    finds
}

/// Parts of commands that print a credential on the next line.
#[rustfmt::skip]
const PRINTERS: &[&str] = &[
    "output -raw ", "jsonpath=", "base64 -d", "base64 --decode", "echo $", "printenv ", "-field=", "secrets versions access", "get-secret-value",
    "keyvault secret show", "op read ", "token create", "pass show ", "openssl rand", "pwgen", "credentials show", "get_cookie", "preauthkeys create", "cat ",
];

/// The lines below a command that prints the keys and values of a Secret, up to the next prompt.
fn listed(text: &str, line: Range<usize>) -> Vec<Find> {
    let command = &text[line.clone()];
    let is_decoded =
        ["base64d", "base64decode", "base64 -d", "base64 --decode"].iter().any(|word| command.contains(word));
    let is_list = ["to_entries", "range $"].iter().any(|word| command.contains(word)) && command.contains("secret");
    if !is_decoded || !is_list {
        return Vec::new();
    }
    let mut finds = Vec::new();
    for printed in near::first(text.get(line.end + 1..).unwrap_or_default(), 16 << 10).split('\n') {
        let word = printed.trim();
        let value = word.split_once(['\t', '=', ':']).or_else(|| word.split_once(' ')).map(|(_, value)| value.trim());
        let Some(value) = value.filter(|_| !word.starts_with(['$', '#', '>', '%', '+', '{'])) else { break };
        if !value.is_empty() && !values::is_reference(value) {
            finds.push(Find::new(near::range_of(text, value), Class::SecretData, "is the value of a Secret"));
        }
    }
    finds
}

/// The line below a command that prints a credential.
fn printed(text: &str, line: Range<usize>) -> Option<Find> {
    let command = text[line.clone()].trim();
    let is_prompt = ["$ ", "# ", "> ", "% ", "+ "].iter().any(|prompt| command.starts_with(prompt));
    let lower = command.to_ascii_lowercase();
    let is_telling =
        ["pass", "token", "secret", "key", "cred", "pw", "psk", "cookie"].iter().any(|word| lower.contains(word));
    let is_of_object =
        [".type}", ".name}", ".metadata", ".status", ".kind}"].iter().any(|field| command.contains(field));
    if !is_prompt || is_of_object || !is_telling || !PRINTERS.iter().any(|printer| command.contains(printer)) {
        return None;
    }
    let next = near::first(text.get(line.end + 1..)?, 4096).split('\n').next()?;
    let word = next.trim();
    let at = line.end + 1 + (next.len() - next.trim_start().len());
    let is_more = word.contains([' ', '{', '[']) || word.trim_end_matches('=').contains('=');
    // A file may hold anything.
    if command.contains("cat ") && !values::is_key(word) {
        return None;
    }
    (!is_more && word.len() >= 4).then(|| found(text, at..at + word.len()))?
}

/// Finds them in a line, also in a whole command in quotes.
fn in_line(text: &str, line: Range<usize>, names: &Names<'_>) -> Vec<Find> {
    let words = words(text, line.clone());
    let mut finds = in_words(text, &words, names);
    for word in words.into_iter().filter(|word| *word != line && text[word.clone()].contains(' ')) {
        finds.extend(in_line(text, word, names));
    }
    finds
}

/// Finds them among the words of one line or list.
pub(super) fn in_words(text: &str, words: &[Range<usize>], names: &Names<'_>) -> Vec<Find> {
    let written = |at: usize| words.get(at).map_or("", |word| &text[word.clone()]);
    let is_for_secret = words.iter().any(|word| matches!(&text[word.clone()], "secret" | "secrets"));
    let mut finds = Vec::new();
    for at in 0..words.len() {
        let name = written(at).rsplit('/').next().unwrap_or_default();
        finds.extend(places::find(text, words, at).filter_map(|place| found(text, place)));
        let place = match (name, written(at + 1), written(at + 2)) {
            ("rp" | "pass" | "password", next, _) if written(at).rfind('/') == Some(0) && !next.starts_with('/') => {
                Some(at + 1)
            }
            ("LOGIN", _, _) if words.len() == at + 3 && at > 0 => Some(at + 2),
            (setter, _, _) if setter.starts_with("set-") && setter.ends_with("-token") => Some(words.len() - 1),
            ("ENV", variable, _) if at == 0 => names.verdict(variable).map(|_| at + 2),
            ("using" | "USING", _, _)
                if at > 1 && matches!(written(at - 2), "user" | "USER") && values::stands_out(written(at + 1)) =>
            {
                Some(at + 1)
            }
            // As a management console is told: `password "Private Key" "x"`.
            ("password", _, password) if at == 0 && words.len() == 3 && password.len() >= 8 => {
                text[..words[1].start].ends_with('"').then_some(2)
            }
            ("net", "use", _) => shared(text, words),
            // What a program that asks for a password is given at once.
            ("<<<", _, _) if words[..at].iter().any(|word| asks(&text[word.clone()])) => Some(at + 1),
            ("--value", _, _) if words[..at].windows(2).any(|pair| sets_secret(text, pair)) => Some(at + 1),
            // `consul kv put app/db/password x`
            ("put", path, value) if at > 0 && matches!(written(at - 1), "kv" | "etcdctl") && !value.contains('=') => {
                names.verdict(path).map(|_| at + 2)
            }
            ("--value", _, _) if words.iter().any(|word| &text[word.clone()] == "SecureString") => Some(at + 1),
            ("AUTH", _, _) if at == 0 || !written(at - 1).chars().all(char::is_alphabetic) => {
                // With a user the password is the second word, and a way of login may come first.
                let is_way = matches!(written(at + 1), "LOGIN" | "PLAIN" | "XOAUTH2" | "CRAM-MD5" | "NTLM");
                match (is_way, written(at + 2)) {
                    (true, "") => None,
                    (false, "" | "SETNAME") => Some(at + 1),
                    _ => Some(at + 2),
                }
            }
            ("htpasswd", flag, _) if flag.starts_with('-') && flag.contains('b') && flag.len() < 8 => {
                Some(at + if flag.contains('n') { 3 } else { 4 })
            }
            (setter, variable, _)
                if setter.eq_ignore_ascii_case("set")
                    || matches!(setter, "setenv" | "setx")
                    || (setter == "-x" && at > 0 && written(at - 1) == "set") =>
            {
                names.verdict(variable.trim_start_matches('$')).map(|_| at + 2)
            }
            _ => None,
        };
        let value = place.and_then(|place| words.get(place)).cloned();
        let is_statement = || {
            value.as_ref().is_some_and(|value| {
                !matches!(&text[value.clone()], "=" | "FROM" | "TO" | "to" | "FOR" | "for" | "or" | "and" | "in" | "")
            })
        };
        if is_statement() {
            finds.extend(value.and_then(|value| found(text, value)));
        }
        finds.extend(piped(text, words, at));
        finds.extend(literal(text, words, at).filter(|_| is_for_secret));
        finds.extend(login(text, words, at));
        finds.extend(slashed(text, words[at].clone()));
        finds.extend(connected(text, words, at));
        if (written(at), written(at + 1)) == ("ACL", "SETUSER") {
            let passwords = words.iter().skip(at + 3).filter(|word| text[(*word).clone()].starts_with(['>', '<']));
            finds.extend(passwords.filter_map(|word| found(text, word.start + 1..word.end)));
        }
        finds.extend(
            substituted(text, words[at].clone(), names)
                .filter(|_| words.iter().any(|word| text[word.clone()].ends_with("sed"))),
        );
    }
    finds
}

fn asks(word: &str) -> bool {
    matches!(word, "kinit" | "passwd" | "--stdin" | "-S" | "su") || word.ends_with("password-stdin")
}

/// `az keyvault secret set`
fn sets_secret(text: &str, pair: &[Range<usize>]) -> bool {
    (&text[pair[0].clone()], &text[pair[1].clone()]) == ("secret", "set")
}

/// The password behind what is shared, or behind the user: `net use Z: \\\\fs\\share x /user:svc`.
fn shared(text: &str, words: &[Range<usize>]) -> Option<usize> {
    let behind = |test: fn(&str) -> bool| words.iter().position(|word| test(&text[word.clone()])).map(|at| at + 1);
    let is_flag = |at: usize| words.get(at).is_none_or(|word| text[word.clone()].starts_with('/'));
    behind(|word| word.starts_with("\\\\"))
        .filter(|at| !is_flag(*at))
        .or_else(|| behind(|word| word.to_ascii_lowercase().starts_with("/user:")))
}

fn found(text: &str, range: Range<usize>) -> Option<Find> {
    let word = &text[range.clone()];
    let is_hidden = !word.is_empty() && !word.starts_with('-') && !values::is_reference(word);
    is_hidden.then(|| Find::new(range, Class::Password, REASON))
}

/// `echo x | passwd --stdin`, `echo 'root:x' | chpasswd`.
fn piped(text: &str, words: &[Range<usize>], at: usize) -> Option<Find> {
    if !matches!(&text[words[at].clone()], "echo" | "printf") {
        return None;
    }
    let written = |at: usize| words.get(at).map_or("", |word| &text[word.clone()]);
    let first = (at + 1..words.len()).find(|at| !written(*at).starts_with('-') && !written(*at).starts_with('%'))?;
    // A program asks this command for the password.
    let lead = &text[..words[at].start];
    let near = near::last(lead, 40).to_ascii_lowercase();
    if words.len() == first + 1 && near.contains("pass") && near.contains("command") {
        return found(text, words[first].clone());
    }
    if written(first + 1) != "|" {
        return None;
    }
    let behind: Vec<&str> = (first + 2..words.len()).map(written).collect();
    let takes_users = behind.iter().any(|word| word.ends_with("chpasswd"));
    // What somebody encodes or seals by hand.
    let is_decoded = behind.iter().any(|word| matches!(*word, "-d" | "-D" | "--decode"));
    let is_kept = !is_decoded
        && (behind.contains(&"base64") || behind.contains(&"kubeseal"))
        && values::stands_out(written(first));
    let takes_password = takes_users
        || is_kept
        || behind.iter().any(|word| {
            word.ends_with("passwd") || word.ends_with("-stdin") || matches!(*word, "-S" | "cryptsetup" | "kinit")
        });
    let range = words[first].clone();
    let start = if takes_users { range.start + text[range.clone()].find(':')? + 1 } else { range.start };
    takes_password.then(|| found(text, start..range.end)).flatten()
}

/// `kubectl create secret generic web --from-literal=key=x`.
fn literal(text: &str, words: &[Range<usize>], at: usize) -> Option<Find> {
    let word = &text[words[at].clone()];
    let rest = word.strip_prefix("--from-literal")?;
    let pair = match rest.strip_prefix('=') {
        Some(pair) => words[at].end - pair.len()..words[at].end,
        None => words.get(at + 1)?.clone(),
    };
    let sign = text[pair.clone()].find('=')?;
    if names::is_of_no_credential(&text[pair.start..pair.start + sign]) {
        return None;
    }
    let start = pair.start + sign + 1;
    let start = start + usize::from(text[start..pair.end].starts_with(['"', '\'']));
    let end = start + text[start..pair.end].trim_end_matches(['"', '\'']).len();
    found(text, start..end)
}

/// `sqlplus user/x@db`, `smbclient -U user%x`.
fn login(text: &str, words: &[Range<usize>], at: usize) -> Option<Find> {
    let name = text[words[at].clone()].rsplit('/').next()?;
    let (mark, value) = match name {
        "sqlplus" | "impdp" | "expdp" | "sqlldr" => {
            ('/', words.get(at + 1..)?.iter().find(|word| !text[(*word).clone()].starts_with('-'))?)
        }
        "-U" => ('%', words.get(at + 1)?),
        _ => return None,
    };
    let written = &text[value.clone()];
    let start = value.start + written.find(mark)? + 1;
    let end = if mark == '/' { value.start + written.rfind('@').unwrap_or(written.len()) } else { value.end };
    found(text, start..end.max(start))
}

/// `connect user/x@db`, and the same as a program of Oracle takes its databases.
fn connected(text: &str, words: &[Range<usize>], at: usize) -> Option<Find> {
    let word = text[words[at].clone()].to_ascii_lowercase();
    let value = words
        .get(at + 1)
        .filter(|_| matches!(word.as_str(), "target" | "catalog" | "auxiliary" | "connect" | "conn"))?;
    let written = &text[value.clone()];
    let (user, rest) = written.split_once('/')?;
    let (password, _) = rest.rsplit_once('@')?;
    let is_user = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_$#".contains(&byte));
    let start = value.start + user.len() + 1;
    (is_user && !password.contains('/')).then(|| found(text, start..start + password.len()))?
}

/// `s/@@DB_PASSWORD@@/x/`: what `sed` puts in the place of a telling name.
fn substituted(text: &str, range: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let word = text[range.clone()].strip_prefix('s')?;
    let mark = word.chars().next().filter(|mark| "/|#,@!:~".contains(*mark))?;
    let mut parts = word[1..].splitn(3, mark);
    // The mark may stand round the name as well: `s@@@NAME@@@x@`.
    let (name, value, _) = (parts.next()?, parts.next()?, parts.next()?);
    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    names.verdict(name)?;
    (!value.starts_with(['$', '\\', '&'])).then(|| found(text, near::range_of(text, value)))?
}

/// What a script types where it was asked for a password: `expect "assword:"`, and below it `send "x\r"`.
fn typed(text: &str, line: Range<usize>) -> Option<Find> {
    let sent = text[line.clone()].trim_start().strip_prefix("send ")?.trim_start_matches("-- ");
    let value =
        sent.strip_prefix('"').and_then(|rest| rest.split('"').next())?.trim_end_matches("\\r").trim_end_matches("\\n");
    let before = near::last(&text[..line.start], 256).trim_end().rsplit('\n').next()?;
    let is_asked = before.contains("expect") && (before.contains("assword") || before.contains("assphrase"));
    is_asked.then(|| found(text, near::range_of(text, value)))?
}

/// `/password:x`, as programs of Windows take it.
fn slashed(text: &str, range: Range<usize>) -> Option<Find> {
    let word = text[range.clone()].strip_prefix('/')?;
    let (name, value) = word.split_once(':')?;
    let is_flag = matches!(name.to_ascii_lowercase().as_str(), "p" | "pass" | "password" | "pw" | "pwd" | "rp");
    (is_flag && !value.starts_with(['/', ':'])).then(|| found(text, range.end - value.len()..range.end)).flatten()
}
