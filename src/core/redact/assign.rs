//! Names and values in any text: `DB_PASSWORD=x`, `"token": "x"`, `password: x`, `&sig=x`.

mod code;
mod extent;
mod special;

use std::ops::Range;

pub(super) use special::after_change;

use super::{
    Class, Find, headers,
    names::{self, Names, Verdict},
    near,
    runs::Kind,
    values,
};

/// Finds the value behind each telling name.
pub(super) fn find(text: &str, names: &Names<'_>) -> Vec<Find> {
    let mut finds = Vec::new();
    for at in memchr::memchr2_iter(b':', b'=', text.as_bytes()) {
        if is_time(text.as_bytes(), at) {
            continue;
        }
        let sign = if text.as_bytes()[at] == b':' { ':' } else { '=' };
        let Some(name) = Name::before(text, at) else {
            continue;
        };
        let written = &text[name.range.clone()];
        // The key of an entry, and behind it the name of a file.
        if text[..name.range.start].ends_with("from-file=") {
            continue;
        }
        finds.extend(special::login(text, &name, at, sign));
        let Some(verdict) = special::short(text, &name, at, sign).or_else(|| names.verdict(written)) else {
            continue;
        };
        let assignment = Assignment::read(text, name, at, sign);
        let find = assignment.and_then(|assignment| assignment.of(verdict.class).judged(verdict));
        finds.extend(find.as_ref().and_then(|find| after_change(text, find)));
        finds.extend(find.iter().flat_map(|find| special::others(text, find)));
        finds.extend(find);
    }
    finds
}

/// Tells whether a sign stands in a time: `10:05`, with more or nothing behind it.
fn is_time(bytes: &[u8], at: usize) -> bool {
    let are_digits = |range: Range<usize>| bytes.get(range).is_some_and(|pair| pair.iter().all(u8::is_ascii_digit));
    let is_part_of_name =
        at >= 3 && bytes[at - 3] != b'T' && (bytes[at - 3].is_ascii_alphabetic() || bytes[at - 3] == b'_');
    bytes[at] == b':'
        && at >= 2
        && are_digits(at - 2..at)
        && !is_part_of_name
        && are_digits(at + 1..at + 3)
        && !bytes.get(at + 3).is_some_and(u8::is_ascii_alphanumeric)
}

/// A name before a sign.
struct Name {
    range: Range<usize>,
    is_quoted: bool,
    /// Whether spaces part it from the sign.
    is_apart: bool,
}

impl Name {
    /// The longest name in bytes that is looked at.
    const LONGEST: usize = 100;

    fn before(text: &str, sign: usize) -> Option<Self> {
        let last = text.as_bytes()[..sign].last();
        let is_close = last.is_some_and(|last| *last == b'"' || IN_NAME.has(*last));
        let (before, is_apart) = if is_close { (&text[..sign], false) } else { Self::lead(text, sign) };
        let bare = before.trim_end_matches(QUOTES);
        let start = bare.len() - IN_NAME.count(bare.as_bytes().iter().rev());
        if start == bare.len() {
            return None;
        }
        let has_quote = bare.len() < before.len();
        let is_quoted = has_quote && text[..start].ends_with(QUOTES);
        // `License key: x`
        let is_half = matches!(&bare[start..], "key" | "Key" | "KEY" | "code" | "phrase")
            && !has_quote
            && text[sign..].starts_with(": ");
        let is_half = is_half || &bare[start..] == "ID" && bare[..start].ends_with("Secret ");
        let lead = bare[..start].strip_suffix(' ').filter(|_| is_half);
        let whole = lead.map(|lead| lead.trim_end_matches(char::is_alphanumeric).len());
        let start = whole.filter(|whole| is_kind_of_key(&bare[*whole..start])).unwrap_or(start);
        let is_name = has_quote == is_quoted && bare.len() - start <= Self::LONGEST;
        is_name.then_some(Self { range: start..bare.len(), is_quoted, is_apart })
    }

    /// Returns the text up to the name before a sign, and whether anything parts them.
    fn lead(text: &str, sign: usize) -> (&str, bool) {
        let before = text[..sign].trim_end_matches(' ');
        // Markdown's bold type.
        let before = before.strip_suffix("**").unwrap_or(before);
        // A file of properties may go on in the next line.
        let line = before.strip_suffix("\\\n").map(|line| line.trim_end_matches(' '));
        let before = line.unwrap_or(before);
        // `name := x`, `name ?= x`, `settings['name'] = x`.
        let before = before.strip_suffix([':', '?', '+', '!', '=']).unwrap_or(before).trim_end_matches(' ');
        let is_arrow = text[sign..].starts_with("=>");
        // `env[NAME] = x`
        let is_entry = |inner: &&str| {
            text.as_bytes()[sign] == b'='
                && inner[..inner.len() - IN_NAME.count(inner.as_bytes().iter().rev())].ends_with('[')
        };
        let is_named = |inner: &&str| is_arrow || inner.ends_with(QUOTES) || is_entry(inner);
        let before = before.strip_suffix(']').filter(is_named).unwrap_or(before);
        (before, before.len() < sign && line.is_none())
    }
}

/// `License`, as it stands before `key`.
fn is_kind_of_key(word: &str) -> bool {
    #[rustfmt::skip]
    const KINDS: &[&str] = &[
        "license", "licence", "preauth", "enrollment", "join", "bootstrap", "api", "access", "secret", "private", "master", "encryption", "activation", "product", "recovery", "auth",
        "signing", "storage", "account", "service", "client", "shared", "backup", "verification", "unlock",
    ];
    KINDS.contains(&word.trim().to_ascii_lowercase().as_str())
}

/// The bytes of names; those of other scripts are taken for letters too.
const IN_NAME: Kind = Kind::of(b"_-./$@").with_other_scripts();

/// The quotes round a name, also escaped inside another text.
const QUOTES: [char; 4] = ['"', '\'', '\\', '`'];

/// A name, a sign, and what the sign gives to the name.
struct Assignment<'t> {
    text: &'t str,
    name: Name,
    /// Where the sign stands.
    at: usize,
    sign: char,
    value: Range<usize>,
    is_quoted: bool,
}

impl<'t> Assignment<'t> {
    fn read(text: &'t str, name: Name, at: usize, sign: char) -> Option<Self> {
        let rest = &text[at + 1..];
        // `name => x`, and `name:: x` with x in base64.
        let rest = if sign == '=' { rest.strip_prefix('>') } else { rest.strip_prefix(": ") }.unwrap_or(rest);
        let behind = rest.trim_start_matches([' ', '\t', '[']);
        // `${NAME:-x}` gives x where nothing else does; `${NAME:?x}` gives nothing.
        let is_default = sign == ':' && text[..name.range.start].ends_with("${");
        // The second half of `name := x` is the sign.
        if is_default && rest.starts_with(['?', '+', '}']) || !is_default && sign == ':' && rest.starts_with("= ") {
            return None;
        }
        let behind = if is_default { rest.strip_prefix(['-', '=']).unwrap_or(rest) } else { behind };
        // Markdown's bold type.
        let is_bold = behind.starts_with("**");
        let behind = behind.strip_prefix("**").map_or(behind, |behind| behind.trim_start_matches(' '));
        let start = text.len() - behind.len();
        if sign == ':' && has_property(behind) {
            return None;
        }
        let line = near::last(&text[..name.range.start], 256).rsplit('\n').next().unwrap_or_default();
        let is_line = matches!(line.trim(), "" | "export" | "set" | "-" | "+");
        let before = &text[..name.range.start];
        // `getpass("Password: ")`: the quote that begins before the name ends here.
        let is_label = !name.is_quoted && before.ends_with(['"', '\'']) && behind.starts_with(['"', '\'']);
        let is_inside = !name.is_quoted && behind.starts_with('"') && line.matches('"').count() % 2 == 1;
        if is_label && before.ends_with(&behind[..1]) || is_inside {
            return None;
        }
        let ends = match () {
            () if before.ends_with(['?', '&']) => extent::Ends::Query,
            () if before.ends_with(':') && text[name.range.clone()].starts_with("//") => extent::Ends::Login,
            () if before.ends_with("${") => extent::Ends::Expression,
            () if rest.trim_start_matches([' ', '\t']).starts_with('[') => extent::Ends::Among,
            () if is_line => extent::Ends::Line,
            () => extent::Ends::Among,
        };
        let was = text[start..].strip_prefix('-').filter(|_| text[..start].ends_with('['));
        if let Some(length) = was.and_then(|was| near::first(was, 1024).find(special::WORD_CHANGED)) {
            return Some(Self { text, name, at, sign, value: start + 1..start + 1 + length, is_quoted: true });
        }
        let (mut value, is_quoted) = extent::of_value(text, start, sign, ends)?;
        if is_bold {
            value.end = value.start + text[value.clone()].trim_end_matches(['*', '.', ',']).len();
        }
        Some(Self { text, name, at, sign, value: headers::behind_scheme(text, value), is_quoted })
    }

    /// Leaves out what of a value is none of its secret.
    fn of(mut self, class: Class) -> Self {
        self.value = near::range_of(self.text, values::password_of(self.value(), class));
        self
    }

    fn judged(self, verdict: Verdict) -> Option<Find> {
        let is_assigned = if self.sign == '=' { self.is_equation() } else { self.is_entry(verdict) };
        let is_amount =
            || self.text[self.value.end..].starts_with(" bytes") && self.value().bytes().all(|b| b.is_ascii_digit());
        let is_credential = values::is_credential(self.value(), verdict)
            && !is_amount()
            && !values::repeats(&self.text[self.name.range.clone()], self.value());
        let is_hidden = is_assigned && is_credential && !self.is_sentence(verdict) && !self.is_code();
        let range = self.without_scope();
        let quotes_in = self.quotes_in();
        is_hidden.then(|| Find { quotes_in, ..Find::new(range, verdict.class, "its name says so") })
    }

    /// Whether a number of JSON needs quotes round its placeholder, and in how many strings it stands.
    fn quotes_in(&self) -> Option<u32> {
        let is_number = !self.value().is_empty()
            && self.value().bytes().all(|byte| byte.is_ascii_digit() || b".-+eE".contains(&byte));
        let is_bare = self.sign == ':' && !self.is_quoted && self.name.is_quoted && is_number;
        let before = self.text[..self.at].strip_suffix('"').filter(|_| is_bare)?;
        Some(u32::from(before.ends_with('\\')))
    }

    /// Leaves out the day, the region and the service behind the key of a signed request.
    fn without_scope(&self) -> Range<usize> {
        let value = self.value();
        let is_signed = value.ends_with("aws4_request");
        let mark = ["/", "%2F", "%2f"].iter().filter_map(|mark| value.find(mark)).min();
        let end = if is_signed { mark.unwrap_or(value.len()) } else { value.len() };
        self.value.start..self.value.start + end
    }

    /// Tells whether `=` gives a value; it may also compare.
    fn is_equation(&self) -> bool {
        let compares = self.text[..self.at].ends_with(['!', '<', '>', '=']) || self.behind().starts_with('=');
        // `a = b` is a setting, `a =b` is none.
        // `if ($http_x_key != "x")` tells as much.
        (!compares || (self.is_quoted && values::is_key(self.value())))
            && (compares || !self.name.is_apart || self.name.is_quoted || self.behind().starts_with([' ', '>']))
    }

    /// Tells whether `:` gives a value; it also ends the first half of many a sentence.
    fn is_entry(&self, verdict: Verdict) -> bool {
        if self.name.is_quoted {
            // `volume "token" : secret "x"` is said by the kubelet, also without the first space.
            let is_said =
                !self.is_quoted && [" \"", " '"].iter().any(|quote| self.text[self.value.end..].starts_with(quote));
            return self.is_quoted || !(self.name.is_apart || is_said);
        }
        let is_apart = self.behind().starts_with([' ', '\t', '[']);
        let is_close = is_apart || self.is_quoted || !self.value().starts_with(['/', ':', '=']);
        let is_near = !self.name.is_apart
            || values::is_key(self.value())
            || (verdict.is_certain() && values::stands_out(self.value()));
        is_near && is_close && (self.is_first() || values::stands_out(self.value()))
    }

    /// Tells whether nothing but an opening stands before the name: it is not the end of a sentence.
    fn is_first(&self) -> bool {
        let lead = self.text[..self.name.range.start].trim_end_matches(QUOTES);
        let before = lead.trim_end_matches(' ');
        lead.len() != before.len() + 1 || before.ends_with(|c: char| !c.is_alphanumeric())
    }

    /// Tells whether the value is the first word of a sentence: `token: the server said`.
    fn is_sentence(&self, verdict: Verdict) -> bool {
        let rest = near::first(&self.text[self.value.end..], 1024).lines().next().unwrap_or_default();
        let goes_on = rest.starts_with(' ') && rest.trim_start().starts_with(char::is_lowercase);
        let is_word = self.value().bytes().all(|byte| byte.is_ascii_alphabetic());
        // `forgot.password=Forgot your password?`, `auth.password: Invalid type. Expected: string`
        let ends = rest.trim_end().ends_with(['?', '!', '.']) || rest.contains(". ");
        if is_word && !self.is_quoted && rest.starts_with(' ') && ends {
            return true;
        }
        let said = near::first(self.behind().trim_start(), 128).split(['"', '\n', '\r']).next().unwrap_or_default();
        if self.sign == ':' && !self.is_quoted && values::is_notice(said) {
            return true;
        }
        self.sign == ':' && verdict.class != Class::Password && goes_on && !values::stands_out(self.value())
    }

    /// Tells whether the value is a piece of code.
    fn is_code(&self) -> bool {
        self.piece().is_code()
    }

    fn piece(&self) -> code::Piece<'t> {
        code::Piece {
            name: &self.text[self.name.range.clone()],
            is_apart: self.name.is_apart,
            sign: self.sign,
            is_close: !self.behind().starts_with(' '),
            value: self.value(),
            is_quoted: self.is_quoted,
            behind: &self.text[self.value.end..],
        }
    }

    fn value(&self) -> &'t str {
        &self.text[self.value.clone()]
    }

    fn behind(&self) -> &'t str {
        &self.text[self.at + 1..]
    }
}

/// Tells whether a YAML anchor, tag or alias comes first; the outline knows what is behind it.
fn has_property(value: &str) -> bool {
    let word = value.split(['\n', ' ']).next().unwrap_or_default();
    let ends = value[word.len()..].starts_with([' ', '\n', '\r']) || value.len() == word.len();
    (value.starts_with('*') && !value.starts_with("**")) || (value.starts_with(['&', '!']) && ends)
}
