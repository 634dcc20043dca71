//! Statements that give a value to a name elsewhere in them: SQL by its columns (`INSERT INTO users (name, password) VALUES
//! ('anna', 'x')`), a template by its default, a server by the path of the field that it refuses.

use std::{ops::Range, sync::LazyLock};

use super::{
    Class, Find, assign,
    names::Names,
    near, values,
    words::{Readers, Words},
};

/// What reads the text round a word, of which it is given the range.
type Reader = fn(&str, Range<usize>, &Names<'_>) -> Option<Find>;

#[rustfmt::skip]
const READERS: &[(&str, Reader)] = &[
    ("default", fallback), ("?: ", given_otherwise), ("|| ", given_otherwise), ("?? ", given_otherwise),
    ("invalid value \"", refused), ("nvalid ", refused_by_name), ("Invalid value: \"", quoted), ("PASSWORD '", given), ("password '", given),
    ("literal value \"", denied), ("given: string \"", denied), ("' TO '", changed), ("with value ", logged), ("\" must ", refused_behind), ("value = \"", paired),
    ("default = \"", declared),
];

/// Finds the values that a statement gives to telling names.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    static WORDS: LazyLock<Readers<Reader>> = LazyLock::new(|| Readers::new(READERS));
    static ROWS: LazyLock<Words> = LazyLock::new(|| Words::new(&["VALUES", "values"]));
    let mut finds = Vec::new();
    for find in WORDS.find(text).filter_map(|(read, word)| read(text, word, names)) {
        finds.extend(assign::after_change(text, &find));
        finds.push(find);
    }
    finds.extend(ROWS.find(text).into_iter().flat_map(|(_, word)| rows(text, word, names)));
    finds
}

/// What a template takes where nothing else is given: `password: {{ .Values.auth.password | default "x" }}`.
fn fallback(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let rest = text[word.end..].trim_start_matches([' ', '(']);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = rest[1..].split(quote).next()?;
    let line = near::last(&text[..word.start], 256).rsplit('\n').next()?;
    let (lead, expression) = line.rsplit_once("{{")?;
    let path = expression.trim().trim_end_matches(['|', ' ']);
    let name = path.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').next()?;
    let key = lead.trim_end_matches([' ', '"', '\'', '\\', ':', '=']);
    let key = &key[key.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_-.".contains(c)).len()..];
    // What a reference calls the key of a Secret.
    if matches!(key, "key" | "name") {
        return None;
    }
    let verdict = names.verdict(name).or_else(|| names.verdict(key))?;
    let is_hidden = !expression.contains("}}") && values::is_credential(value, verdict);
    is_hidden.then(|| Find::new(near::range_of(text, value), verdict.class, "is given where nothing else is"))
}

/// What a program takes where a variable is not set: `$password = getenv('DB_PASSWORD') ?: "x"`.
fn given_otherwise(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let rest = near::first(&text[word.end..], 512);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = rest[1..].split(quote).next()?;
    let line = near::last(&text[..word.start], 256).rsplit('\n').next()?;
    let name = line.split_once(['=', ':'])?.0.trim().rsplit([' ', '$']).next()?;
    let verdict = names.verdict(name).filter(|verdict| values::is_credential(value, *verdict))?;
    Some(Find::new(near::range_of(text, value), verdict.class, "is given where nothing else is"))
}

/// What a server quotes of a field with a telling name: `data[password]: Invalid value: "x"`.
fn quoted(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let path = near::last(&text[..word.start], 128).trim_end_matches([' ', ':', ']', '"']);
    let name = path.rsplit(['.', '[', '"', ' ']).next()?;
    let verdict = names.verdict(name)?;
    let value = text[word.end..].split('"').next()?;
    values::is_credential(value, verdict)
        .then(|| Find::new(near::range_of(text, value), verdict.class, "is the value of a field that its name tells"))
}

/// The same with the field behind it: `invalid value "x" for password`.
fn refused(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let (value, behind) = near::first(&text[word.end..], 512).split_once("\" for ")?;
    let name = behind.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').next()?;
    let verdict = names.verdict(name).filter(|verdict| values::is_credential(value, *verdict))?;
    Some(Find::new(near::range_of(text, value), verdict.class, "is the value of a field that its name tells"))
}

/// The same with the field before it: `invalid adminPassword "x"`.
fn refused_by_name(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let rest = near::first(&text[word.end..], 512);
    let (name, value) = rest.split_once(" \"").or_else(|| rest.split_once(" '"))?;
    let quote = rest.as_bytes()[name.len() + 1];
    let value = value.split(char::from(quote)).next()?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    let verdict = names.verdict(name).filter(|_| is_name)?;
    // `invalid token "}"` is said of a text that could not be read.
    let is_hidden = values::is_credential(value, verdict) && (verdict.is_certain() || values::is_key(value));
    is_hidden
        .then(|| Find::new(near::range_of(text, value), verdict.class, "is the value of a field that its name tells"))
}

/// The same with the field before the value: `db.password "x" must be at least 16 characters`.
fn refused_behind(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let line = near::last(&text[..word.start], 256).rsplit('\n').next()?;
    let (lead, value) = line.rsplit_once('"')?;
    let name = lead.strip_suffix(' ')?.rsplit([' ', ':', '(']).next()?;
    let verdict = names.verdict(name).filter(|verdict| verdict.is_certain() || values::is_key(value))?;
    values::is_credential(value, verdict)
        .then(|| Find::new(near::range_of(text, value), verdict.class, "is the value of a field that its name tells"))
}

/// What a program says of its configuration: `found key 'db.password' in 'file' with value [x]`.
fn logged(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let line = near::last(&text[..word.start], 256).rsplit('\n').next()?;
    let verdict = line.split('\'').skip(1).step_by(2).find_map(|name| names.verdict(name))?;
    let rest = near::first(&text[word.end..], 512);
    let rest = rest.strip_prefix("of type String: ").unwrap_or(rest).trim_start_matches(['[', '\'', '"']);
    let value = rest.split(|c: char| c.is_whitespace() || matches!(c, ']' | '\'' | '"' | ',')).next()?;
    values::is_credential(value, verdict)
        .then(|| Find::new(near::range_of(text, value), verdict.class, "its name says so"))
}

/// The value below a name in a block of HCL, also as a plan changes it: `name = "DB_PASSWORD"`, `value = "x"`.
fn paired(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    if let Some(find) = declared(text, word.clone(), names) {
        return Some(find);
    }
    let is_lead = |c: char| matches!(c, ' ' | '\t' | '+' | '-' | '~');
    let (above, lead) = near::last(&text[..word.start], 512).rsplit_once('\n')?;
    let (key, name) = above.rsplit('\n').next()?.trim_start_matches(is_lead).split_once('=')?;
    let name = name.trim_start().strip_prefix('"')?.split('"').next()?;
    let is_pair = lead.trim_matches(is_lead).is_empty() && matches!(key.trim_end(), "name" | "key");
    let verdict = names.verdict(name).filter(|_| is_pair)?;
    let value = near::first(&text[word.end..], 1024).split('"').next()?;
    values::is_credential(value, verdict)
        .then(|| Find::new(near::range_of(text, value), verdict.class, "its name says so"))
}

/// What Terraform takes for a variable, or puts out: `variable "db_password" {`, and in it `default = "x"`.
fn declared(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    const MOST_LINES: usize = 4;
    let above = near::last(&text[..word.start], 512).rsplit('\n').skip(1).take(MOST_LINES);
    let head = above.take_while(|line| line.trim() != "}").find(|line| line.ends_with('{'))?.trim_start();
    let name = head.strip_prefix("variable \"").or_else(|| head.strip_prefix("output \""))?.split('"').next()?;
    let value = near::first(&text[word.end..], 1024).split('"').next()?;
    let verdict = names.verdict(name).filter(|verdict| values::is_credential(value, *verdict))?;
    Some(Find::new(near::range_of(text, value), verdict.class, "its name says so"))
}

/// What a policy or a schema says of a field: `env API_SECRET has literal value "x"`, `auth.password: .. given: string "x"`.
fn denied(text: &str, word: Range<usize>, names: &Names<'_>) -> Option<Find> {
    let value = near::first(&text[word.end..], 512).split(['"', '\\']).next()?;
    let line = near::last(&text[..word.start], 128).rsplit('\n').next()?;
    let verdict = line.split([' ', '"', '<', '>']).find_map(|word| names.verdict(word))?;
    values::is_credential(value, verdict)
        .then(|| Find::new(near::range_of(text, value), verdict.class, "is the value of a field that its name tells"))
}

/// `SET PASSWORD FROM 'x' TO 'y'`
fn changed(text: &str, word: Range<usize>, _names: &Names<'_>) -> Option<Find> {
    let line = near::last(&text[..word.start], 256).rsplit('\n').next()?;
    let value = near::first(&text[word.end..], 256).split('\'').next()?;
    let is_hidden = line.to_ascii_uppercase().contains("PASSWORD FROM") && !values::is_reference(value);
    is_hidden.then(|| Find::new(near::range_of(text, value), Class::Password, "is given in a statement"))
}

/// `REMOTE_PASSWORD 'x'`, among the options of a statement.
fn given(text: &str, word: Range<usize>, _names: &Names<'_>) -> Option<Find> {
    let value = near::first(&text[word.end..], 512).split('\'').next()?;
    let is_hidden = values::stands_out(value) && !value.contains(char::is_whitespace) && !values::is_reference(value);
    is_hidden.then(|| Find::new(near::range_of(text, value), Class::Password, "is given in a statement"))
}

/// The values under telling columns.
fn rows(text: &str, word: Range<usize>, names: &Names<'_>) -> Vec<Find> {
    let lead = near::last(&text[..word.start], 4096).trim_end();
    let Some(open) = lead.strip_suffix(')').and_then(|inner| inner.rfind('(')) else {
        return Vec::new();
    };
    let columns: Vec<_> = lead[open + 1..lead.len() - 1]
        .split(',')
        .map(|column| names.verdict(column.trim().trim_matches(['"', '`'])))
        .collect();
    let mut finds = Vec::new();
    let mut next = word.end;
    while let Some(open) =
        text[next..].find(|c: char| !c.is_whitespace() && c != ',').filter(|open| text[next + open..].starts_with('('))
    {
        let (fields, end) = fields(text, next + open + 1);
        for (field, verdict) in fields.into_iter().zip(&columns) {
            let value = &text[field.clone()];
            if let Some(verdict) = verdict.filter(|verdict| values::is_credential(value, *verdict)) {
                finds.push(Find::new(field, verdict.class, "stands in a column of credentials"));
            }
        }
        next = end;
    }
    finds
}

/// Returns the fields of a tuple without their quotes, and where it ends.
fn fields(text: &str, start: usize) -> (Vec<Range<usize>>, usize) {
    let mut fields = Vec::new();
    let (mut from, mut quote) = (start, None);
    for (at, c) in text[start..].char_indices().map(|(at, c)| (start + at, c)) {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, ',' | ')') => {
                let written = &text[from..at];
                let bare = written.trim().trim_matches(['\'', '"']);
                let begin = from + (written.len() - written.trim_start().trim_start_matches(['\'', '"']).len());
                fields.push(begin..begin + bare.len());
                from = at + 1;
                if c == ')' {
                    return (fields, at + 1);
                }
            }
            (None, '\n') if at - start > 4096 => break,
            _ => {}
        }
    }
    (Vec::new(), text.len())
}
