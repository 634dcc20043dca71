//! XML: the text of an element, or of its attributes, under a telling name.

use super::{
    Class, Find,
    names::{Names, Strength, Verdict},
    near, values,
};

/// The longest tag, and the longest text of an element, in bytes.
const LONGEST_TAG: usize = 4096;

/// Finds cells of tables, `<password>x</password>`, `<name>password</name><value>x</value>`, `<entry key="password">x</entry>`.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    let mut finds = Vec::new();
    let mut pending = None;
    if memchr::memmem::find(text.as_bytes(), b"<th").is_some() {
        finds.extend(cells(text, names));
    }
    finds.extend(memchr::memmem::find_iter(text.as_bytes(), "value=").filter_map(|at| beside(text, at, names)));
    for end in memchr::memmem::find_iter(text.as_bytes(), "</") {
        let Some((tag, start)) = opening(&text[..end]) else {
            continue;
        };
        let content = &text[start..end];
        let name = tag.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
        let attribute = ["name=", "key=", "id="].iter().find_map(|key| attribute(tag, key));
        let local = name.rsplit(':').next().unwrap_or_default();
        let verdict = match local.to_ascii_lowercase().as_str() {
            "key" if values::is_hex_key(content.trim()) => {
                Some(Verdict { class: Class::Key, strength: Strength::Strong })
            }
            "name" | "key" | "param-name" => {
                pending = names.verdict(content.trim());
                continue;
            }
            "value" | "param-value" => pending.take().or_else(|| attribute.and_then(|name| names.verdict(name))),
            "string" if pending.is_some() => pending.take(),
            // A row of a name and a value.
            "td" | "dt" | "dd" => match names.verdict(content.trim()).filter(|verdict| verdict.is_certain()) {
                Some(verdict) => {
                    pending = Some(verdict);
                    continue;
                }
                None => pending.take().filter(|_| values::stands_out(content.trim())),
            },
            _ => names.verdict(local).or_else(|| attribute.and_then(|name| names.verdict(name))),
        };
        let bare = content.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        let is_hidden = verdict.filter(|verdict| !bare.is_empty() && values::is_credential(bare, *verdict));
        if let Some(verdict) = is_hidden {
            finds.push(Find::new(near::range_of(text, bare), verdict.class, "its name says so"));
        }
    }
    finds
}

/// The cells of a table of HTML under a telling heading.
fn cells(text: &str, names: &Names<'_>) -> Vec<Find> {
    let (mut headings, mut finds): (Vec<Option<Verdict>>, Vec<Find>) = (Vec::new(), Vec::new());
    let mut column = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), "<t") {
        let rest = near::first(&text[at..], LONGEST_TAG);
        let Some((tag, behind)) = rest.split_once('>') else { break };
        let content = behind.split('<').next().unwrap_or_default().trim();
        match tag.split(' ').next() {
            Some("<table") => headings.clear(),
            Some("<tr") => column = 0,
            Some("<th") => {
                headings.truncate(column);
                headings.push(names.verdict(content));
                column += 1;
            }
            Some("<td") => {
                let verdict = headings.get(column).copied().flatten();
                column += 1;
                if let Some(verdict) = verdict.filter(|verdict| values::is_credential(content, *verdict)) {
                    finds.push(Find::new(
                        near::range_of(text, content),
                        verdict.class,
                        "stands in a column of credentials",
                    ));
                }
            }
            _ => {}
        }
    }
    finds
}

/// `<property name="password" value="x"/>`
fn beside(text: &str, at: usize, names: &Names<'_>) -> Option<Find> {
    let lead = near::last(&text[..at], LONGEST_TAG);
    let open = at - lead.len() + lead.rfind('<')?;
    let tag = &text[open..at + near::first(&text[at..], LONGEST_TAG).find('>')?];
    let name = ["name=", "key=", "id="].iter().find_map(|key| attribute(tag, key))?;
    let verdict = names.verdict(name)?;
    let value = attribute(tag, "value=")?;
    values::is_credential(value, verdict)
        .then(|| Find::new(near::range_of(text, value), verdict.class, "its name says so"))
}

/// Returns the tag that a text ends with the content of, and where the content begins.
fn opening(before: &str) -> Option<(&str, usize)> {
    let near = before.len() - near::last(before, LONGEST_TAG).len();
    let close = match before.strip_suffix("]]>") {
        Some(inner) => near + inner[near..].rfind("<![CDATA[")?.checked_sub(1)?,
        None => near + before[near..].rfind('>')?,
    };
    let open = near + before.get(near..close)?.rfind('<')?;
    let tag = &before[open + 1..close];
    (!tag.starts_with(['/', '?', '!']) && !tag.ends_with('/')).then_some((tag, close + 1))
}

fn attribute<'t>(tag: &'t str, key: &str) -> Option<&'t str> {
    let rest = &tag[tag.find(key)? + key.len()..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}
