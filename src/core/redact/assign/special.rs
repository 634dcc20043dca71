//! Values that no name of their own tells: behind a user, behind a change, under names that mean something in one place only.

use super::{
    Class, Find, Name,
    names::{Strength, Verdict},
    near, values,
};

/// The new value behind the old one: `password = "x" -> "y"`, `password=[-x-]{+y+}`.
pub(in super::super) fn after_change(text: &str, find: &Find) -> Option<Find> {
    let rest = &text[find.range.end..];
    let (rest, length) = if let Some(rest) = rest.strip_prefix(WORD_CHANGED) {
        (rest, near::first(rest, 1024).find("+}")?)
    } else {
        let rest = rest.strip_prefix("\" -> \"").or_else(|| rest.strip_prefix("\" => \""))?;
        (rest, rest.find('"')?)
    };
    let start = text.len() - rest.len();
    Some(Find::new(start..start + length, find.class, find.reason))
}

/// The other strings of a list on the same line: `api_tokens = ["x", "y"]`.
pub(super) fn others(text: &str, find: &Find) -> Vec<Find> {
    let lead = near::last(&text[..find.range.start], 8).trim_end_matches(' ');
    let mut rest = near::first(&text[find.range.end..], 4096);
    let mut finds = Vec::new();
    if !lead.ends_with("[\"") {
        return finds;
    }
    while let Some((value, behind)) = rest
        .strip_prefix('"')
        .and_then(|rest| rest.trim_start().strip_prefix(','))
        .and_then(|rest| rest.trim_start_matches(' ').strip_prefix('"'))
        .and_then(|rest| rest.split_once('"'))
    {
        if !values::is_reference(value) && values::stands_out(value) {
            finds.push(Find::new(near::range_of(text, value), find.class, find.reason));
        }
        rest = &rest[rest.len() - behind.len() - 1..];
    }
    finds
}

/// What a diff by words puts between what was and what is.
pub(super) const WORD_CHANGED: &str = "-]{+";

/// `host.corp:9440:admin:x`, also with a database before the user.
fn place(text: &str, name: &Name, at: usize) -> Option<Find> {
    let is_host = text[name.range.clone()].contains('.') && !name.is_quoted;
    let port = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
    if !is_host || !(2..=5).contains(&port) {
        return None;
    }
    let rest = near::first(&text[at + 1..], 256);
    let word = &rest[..rest.find(|c: char| c.is_whitespace() || "\"',;)".contains(c)).unwrap_or(rest.len())];
    let mut parts = word.splitn(3, ':');
    let (port, user, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let of_database = rest.split_once(':').filter(|(name, _)| !name.ends_with('\\'));
    let (user, rest) = of_database.unwrap_or((user, rest));
    let is_name = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte));
    let is_end = |(at, c): &(usize, char)| *c == ':' && !rest[..*at].ends_with('\\');
    let password = &rest[..rest.char_indices().find(is_end).map_or(rest.len(), |(end, _)| end)];
    let is_login = port.bytes().all(|byte| byte.is_ascii_digit())
        && user.starts_with(|c: char| c.is_ascii_alphabetic())
        && is_name(user)
        && password.len() >= 8
        && values::stands_out(password)
        && !password.contains('/');
    is_login.then(|| Find::new(near::range_of(text, password), Class::Password, "stands behind a user"))
}

/// `user = "name:x"`, `login=name:x`.
pub(super) fn login(text: &str, name: &Name, at: usize, sign: char) -> Option<Find> {
    let is_number = text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    if let Some(find) = (sign == ':' && is_number).then(|| place(text, name, at)).flatten() {
        return Some(find);
    }
    let written = &text[name.range.clone()];
    let is_user =
        || ["user", "login", "ident", "Ident", "userpwd", "USER", "LOGIN"].iter().any(|end| written.ends_with(end));
    let is_given = sign == '=' || text[at + 1..].starts_with(' ');
    if !is_given || !is_user() {
        return None;
    }
    let rest = text[at + 1..].trim_start_matches([' ', '"', '\'']);
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | ')');
    let value = &rest[..near::first(rest, 512).find(is_end).unwrap_or(rest.len().min(512))];
    let (user, password) = value.split_once(':')?;
    let is_name = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte));
    let is_hidden = is_name
        && !password.contains(':')
        && password.len() >= 6
        && values::stands_out(password)
        && !values::is_reference(password);
    is_hidden.then(|| Find::new(near::range_of(text, password), Class::Password, "stands behind a user"))
}

/// Names that tell a credential in one place only.
pub(super) fn short(text: &str, name: &Name, sign_at: usize, sign: char) -> Option<Verdict> {
    let before = &text[..name.range.start];
    let is_parameter = sign == '=' && before.ends_with(['&', '?']);
    let (class, strength) = match &text[name.range.clone()] {
        // `&p=x` behind `&u=name`, as a database is called over HTTP.
        "p" if is_parameter => {
            let query = near::last(before, 1024).rsplit(|c: char| c.is_whitespace() || c == '"').next()?;
            ["&u=", "?u="].iter().any(|user| query.contains(user)).then_some((Class::Password, Strength::Any))?
        }
        // PHP's `'crypt' => ['key' => 'x']`.
        "key" => {
            let arrow = text[sign_at..].strip_prefix("=> '")?;
            let digits = arrow.bytes().take_while(u8::is_ascii_hexdigit).count();
            (digits >= 32 && arrow[digits..].starts_with('\'')).then_some((Class::Key, Strength::Likely))?
        }
        // Of SNMP; those of routes are numbers.
        "community" => {
            let value = text[sign_at + 1..].trim_start_matches([' ', '"', '\'']);
            let word = &value[..value.bytes().take_while(u8::is_ascii_alphanumeric).count()];
            let has = |test: fn(&u8) -> bool| word.bytes().any(|byte| test(&byte));
            let is_code = word.len() >= 6 && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
            is_code.then_some((Class::Password, Strength::Any))?
        }
        // The code that OpenID Connect exchanges for a token.
        "code" if is_parameter => {
            let code = text[sign_at + 1..].get(..20)?;
            let is_long = code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte));
            is_long.then_some((Class::Token, Strength::Any))?
        }
        // `user_anna="x"`, as a file of JAAS lists the users of a server.
        user if sign == '=' && user.starts_with("user_") => {
            let block = near::last(before, 2048).rsplit('}').next()?;
            block.contains("LoginModule").then_some((Class::Password, Strength::Any))?
        }
        _ => return None,
    };
    Some(Verdict { class, strength })
}
