//! Values as languages print them: Go's `EnvVar{Name:PASSWORD,Value:x}`, Erlang's `{password,<<"x">>}`, PHP's
//! `["password"]=> string(1) "x"`, and logins as they are called: `SetBasicAuth("user", "x")`.

use std::ops::Range;

use memchr::memmem;

use super::{Class, Find, names::Names, values};

const REASON: &str = "its name says so";

/// Finds the value behind each telling name.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds: Vec<Find> =
        memmem::find_iter(bytes, "Name:").filter_map(|at| go(text, at + "Name:".len(), names)).collect();
    finds.extend(memmem::find_iter(bytes, ",<<\"").filter_map(|at| erlang(text, at, names)));
    finds.extend(memmem::find_iter(bytes, "]=>").filter_map(|at| php(text, at, names)));
    for open in ["('", "(\"", "( '", "( \""] {
        finds.extend(memmem::find_iter(bytes, open).filter_map(|at| argument(text, at + open.len() - 1, names)));
    }
    for call in ["Auth(", "auth(", "Auth=(", "auth=(", "login("] {
        finds.extend(memmem::find_iter(bytes, call).filter_map(|at| login(text, at + call.len())));
    }
    finds
}

fn go(text: &str, start: usize, names: &Names<'_>) -> Option<Find> {
    let name = field(&text[start..])?;
    let after = start + name.len() + 1;
    let written = text[after..].trim_start().strip_prefix("Value:")?;
    let at = text.len() - written.len();
    judged(text, name.trim_matches(['"', ' ']), at..at + field(written)?.len(), names)
}

/// Returns a text up to the end of the field that it begins with.
fn field(text: &str) -> Option<&str> {
    let end = text.find([',', '}', '\n'])?;
    let field = &text[..end];
    // `Name:A Value:x ValueFrom:nil`
    Some(field.find(" Value").map_or(field, |at| &field[..at]))
}

fn erlang(text: &str, comma: usize, names: &Names<'_>) -> Option<Find> {
    let start = comma + ",<<\"".len();
    let end = start + text[start..].find("\">>")?;
    judged(text, word_before(&text[..comma]), start..end, names)
}

fn php(text: &str, bracket: usize, names: &Names<'_>) -> Option<Find> {
    let lead = &text[..bracket];
    let lead = lead
        .rsplit_once(':')
        .filter(|(_, visibility)| matches!(visibility.trim_matches('"'), "protected" | "private"))
        .map_or(lead, |(name, _)| name);
    let name = word_before(lead.trim_end_matches(['"', '\'']));
    let behind = text[bracket + "]=>".len()..].trim_start();
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

/// `define('DB_PASSWORD', 'x')`, `setenv("TOKEN", "x")`: a name in quotes, and the argument behind it.
fn argument(text: &str, quote: usize, names: &Names<'_>) -> Option<Find> {
    let line = text[quote..].split('\n').next()?;
    let mark = line.chars().next()?;
    let (name, behind) = line[1..].split_once(mark)?;
    let behind = behind.trim_start().strip_prefix(',')?.trim_start();
    let mark = behind.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = behind[1..].split(mark).next()?;
    let at = value.as_ptr() as usize - text.as_ptr() as usize;
    judged(text, name, at..at + value.len(), names)
}

/// A user and a password in quotes.
fn login(text: &str, start: usize) -> Option<Find> {
    let rest = text[start..].split('\n').next()?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (_, behind) = rest[1..].split_once(quote)?;
    let inner = behind.trim_start_matches([',', ' ']).strip_prefix(quote)?;
    let password =
        inner.split(quote).next().filter(|password| !password.is_empty() && !values::is_reference(password))?;
    let at = password.as_ptr() as usize - text.as_ptr() as usize;
    Some(Find::new(at..at + password.len(), Class::Password, "is the password of a login"))
}
