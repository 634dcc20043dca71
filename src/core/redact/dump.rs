//! Values as languages print them: Go's `EnvVar{Name:PASSWORD,Value:x}`, Erlang's `{password,<<"x">>}`, PHP's
//! `["password"]=> string(1) "x"`, and logins as they are called: `SetBasicAuth("user", "x")`.

use std::{ops::Range, sync::LazyLock};

use super::{Class, Find, names::Names, near, values, words::Readers};

const REASON: &str = "its name says so";

/// What reads the text round a word, of which it is given the range.
type Reader = fn(&str, Range<usize>, &Names<'_>) -> Option<Find>;

const READERS: &[(&str, Reader)] = &[
    ("Name:", go),
    ("{password,\"", string),
    ("{passwd,\"", string),
    ("=\"--", audited),
    (",<<\"", erlang),
    ("]=>", php),
    ("('", call),
    ("(\"", call),
    ("( '", call),
    ("( \"", call),
];

/// Finds the value behind each telling name.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    static WORDS: LazyLock<Readers<Reader>> = LazyLock::new(|| Readers::new(READERS));
    WORDS.find(text).filter_map(|(read, word)| read(text, word, names)).collect()
}

fn go(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let name = field(&text[word.end..])?;
    let after = word.end + name.len() + 1;
    let written = text[after..].trim_start().strip_prefix("Value:")?;
    let at = text.len() - written.len();
    judged(text, name.trim_matches(['"', ' ']), at..at + field(written)?.len(), names)
}

/// Returns a text up to the end of the field that it begins with.
fn field(text: &str) -> Option<&str> {
    let end = near::first(text, 4096).find([',', '}', '\n'])?;
    let field = &text[..end];
    // `Name:A Value:x ValueFrom:nil`
    Some(field.find(" Value").map_or(field, |at| &field[..at]))
}

fn erlang(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let end = word.end + near::first(&text[word.end..], 1024).find("\">>")?;
    judged(text, word_before(&text[..word.start]), word.end..end, names)
}

/// `{password,"x"}`
fn string(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let value = near::first(&text[word.end..], 1024).split('"').next()?;
    judged(text, word_before(text[..word.end].trim_end_matches(['"', ','])), near::range_of(text, value), names)
}

/// `a3="--password" a4="x"`: the arguments of a process, as an audit numbers them.
fn audited(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let (name, next) = near::first(&text[word.end..], 1024).split_once("\" a")?;
    let next = next.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("=\"")?;
    judged(text, name, near::range_of(text, next.split('"').next()?), names)
}

fn php(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let lead = &text[..word.start];
    let lead = lead
        .rsplit_once(':')
        .filter(|(_, visibility)| matches!(visibility.trim_matches('"'), "protected" | "private"))
        .map_or(lead, |(name, _)| name);
    let name = word_before(lead.trim_end_matches(['"', '\'']));
    let behind = text[word.end..].trim_start();
    let behind =
        behind.strip_prefix("string(").and_then(|rest| rest.split_once(") ")).map_or(behind, |(_, value)| value);
    let inner = behind.strip_prefix('"')?;
    let start = text.len() - inner.len();
    judged(text, name, start..start + inner.find('"')?, names)
}

fn word_before(lead: &str) -> &str {
    let start = lead.trim_end_matches(|c: char| c.is_alphanumeric() || "_-.".contains(c)).len();
    &lead[start..]
}

fn judged(text: &str, name: &str, value: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let verdict = names.verdict(name)?;
    values::is_credential(&text[value.clone()], verdict).then(|| Find::new(value, verdict.class, REASON))
}

/// What is called with a string: its name may say that this is a login.
fn call(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    const LOGINS: [&str; 5] = ["Auth", "auth", "Auth=", "auth=", "login"];
    let (called, quote) = (near::last(&text[..word.start], 16), word.end - 1);
    let find = match () {
        () if called.ends_with("__construct") || called.ends_with("getConnection") => third(text, quote),
        () if LOGINS.iter().any(|login| called.ends_with(login)) => login(text, quote),
        () => None,
    };
    find.or_else(|| argument(text, quote, names)).or_else(|| only(text, called, quote, names))
}

/// `LDAPPWD('x')`: a name that takes one string.
fn only(text: &str, called: &str, quote: usize, names: &Names<'_>) -> Option<Find> {
    let (value, behind) = quoted(near::first(&text[quote..], 512))?;
    let name = word_before(called).trim_start_matches('.').trim_start_matches("with");
    let verdict = names.verdict(name).filter(|verdict| verdict.is_certain())?;
    let is_hidden = behind.starts_with(')') && values::stands_out(value) && values::is_credential(value, verdict);
    is_hidden.then(|| Find::new(near::range_of(text, value), verdict.class, REASON))
}

/// `define('DB_PASSWORD', 'x')`, `setValue('login', 'bind_pass', 'x')`: a name in quotes, and the argument behind it.
fn argument(text: &str, quote: usize, names: &Names<'_>) -> Option<Find> {
    let line = near::first(&text[quote..], 1024).split('\n').next()?;
    let (mut name, mut behind) = quoted(line)?;
    for _ in 0..MOST_ARGUMENTS {
        let (value, rest) = quoted(behind.trim_start().strip_prefix(',')?.trim_start())?;
        let find = judged(text, name, near::range_of(text, value), names);
        if find.is_some() {
            return find;
        }
        (name, behind) = (value, rest);
    }
    None
}

/// How many arguments of a call are looked at behind the first.
const MOST_ARGUMENTS: usize = 3;

/// Returns the string in quotes that a text begins with, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text[1..].split_once(mark)
}

/// `PDO->__construct('mysql:..', 'user', 'x', ..)`, `getConnection("jdbc:..", "user", "x")`
fn third(text: &str, start: usize) -> Option<Find> {
    let rest = near::first(&text[start..], 1024).split('\n').next()?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'') && rest.contains(':'))?;
    let value = rest.split(quote).nth(5)?;
    (!value.is_empty() && !values::is_reference(value))
        .then(|| Find::new(near::range_of(text, value), Class::Password, "is the password of a login"))
}

/// A user and a password in quotes.
fn login(text: &str, start: usize) -> Option<Find> {
    let rest = near::first(&text[start..], 1024).split('\n').next()?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (_, behind) = rest[1..].split_once(quote)?;
    let inner = behind.trim_start_matches([',', ' ']).strip_prefix(quote)?;
    let password =
        inner.split(quote).next().filter(|password| !password.is_empty() && !values::is_reference(password))?;
    Some(Find::new(near::range_of(text, password), Class::Password, "is the password of a login"))
}
