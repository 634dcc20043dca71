//! Words that nobody would have chosen: letters of both cases and digits in no order.
//!
//! Hex is never among them: digests, trace ids and uids are hex.

use std::ops::Range;

use super::{Class, Find, encoded, near, runs::Run, values};

/// The shortest such word in bytes anywhere, and where spaces or quotes stand round it.
const SHORTEST: usize = 20;
const SHORTEST_ALONE: usize = 12;
/// The same behind the name of somebody: `admin:x`.
const SHORTEST_OF_LOGIN: usize = 10;

/// From this length in bytes on a word of one case with digits in it is none of a language.
const LONG: usize = 24;

/// What stands before a digest or a name of contents.
const DIGESTS: [&str; 16] = [
    "ENC(",
    "sha256=\"",
    "sha256:",
    "sha512:",
    "sha1:",
    "sha384:",
    "sha256-",
    "sha512-",
    "sha384-",
    "sha1-",
    "h1:",
    "md5:",
    "SHA256:",
    "SHA1:",
    "@",
    "W/\"",
];

/// Beginnings of base64 that holds pictures, certificates, public keys or ciphertext.
const HARMLESS: [&str; 23] = [
    "age1",
    "sha512-",
    "sha384-",
    "sha256-",
    "sha1-",
    "iVBOR",
    "PHN2Zy",
    "R0lGOD",
    "/9j/",
    "UklGR",
    "AAABAA",
    "LS0tLS1CRUdJTiBD",
    "LS0tLS1CRUdJTiBQVUJ",
    "MII",
    "AAAAB3NzaC1",
    "AAAAC3NzaC1",
    "AAAAE2VjZHNh",
    "AAAAGnNr",
    "AgA",
    "AgB",
    "AgC",
    "AgD",
    "d09GR",
];

/// Finds them in runs of letters, digits and the marks of base64.
pub(super) fn find(text: &str, runs: &[Run]) -> Vec<Find> {
    // Most runs are told from such words by less than their shape.
    let may_be = |Run { range, signs }: &&Run| {
        signs.has_digits()
            && (signs.has_both_cases() || range.len() >= LONG)
            && (range.len() >= SHORTEST_ALONE || text[..range.start].ends_with(':'))
    };
    let runs = runs.iter().filter(may_be).map(|run| run.range.clone());
    runs.filter(|run| Shape::of(&text[run.clone()]).is_mixed()).filter_map(|run| judged(text, run)).collect()
}

/// Tells whether a text, as it stood encoded, is one such word and nothing else.
pub(super) fn is_word_in_no_order(text: &str) -> bool {
    let word = text.trim();
    let shape = Shape::of(word);
    word.bytes().all(|byte| byte.is_ascii_graphic())
        && shape.length >= SHORTEST_OF_LOGIN
        && shape.is_random()
        && !values::is_reference(word)
}

/// What kind of sign a byte of a run is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Lower,
    Upper,
    Digit,
    Mark,
}

impl Sign {
    fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Lower,
            b'A'..=b'Z' => Self::Upper,
            b'0'..=b'9' => Self::Digit,
            _ => Self::Mark,
        }
    }
}

/// What a run is made of.
#[derive(Clone, Copy, Default)]
struct Shape {
    length: usize,
    lower: usize,
    upper: usize,
    digits: usize,
    /// How often one kind of sign follows another.
    changes: usize,
    last: Option<Sign>,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut shape = Self::default();
        for byte in text.bytes() {
            shape.add(Sign::of(byte));
        }
        shape
    }

    fn add(&mut self, sign: Sign) {
        match sign {
            Sign::Lower => self.lower += 1,
            Sign::Upper => self.upper += 1,
            Sign::Digit => self.digits += 1,
            // Marks part words and say nothing of them.
            Sign::Mark => return,
        }
        self.length += 1;
        self.changes += usize::from(self.last.is_some_and(|last| last != sign));
        self.last = Some(sign);
    }

    fn is_mixed(&self) -> bool {
        self.is_lowercase_code() || self.lower >= 2 && self.upper >= 2 && self.digits >= 1
    }

    /// Digits among letters of one case, too many and too long for names; hex is counted out by whoever asks.
    fn is_lowercase_code(&self) -> bool {
        let is_one_case = self.lower == 0 || self.upper == 0;
        is_one_case
            && self.length >= LONG
            && self.digits * 100 >= self.length * 15
            && self.digits * 100 <= self.length * 60
            && self.changes * 100 >= self.length * 25
    }

    /// Of signs in no order about six in ten differ in kind from the one before; of names made of words few do.
    fn is_random(&self) -> bool {
        self.is_lowercase_code()
            || self.is_mixed()
                && self.changes * 100 >= self.length * 38
                && self.lower.max(self.upper) * 100 <= self.length * 72
    }
}

fn judged(text: &str, run: Range<usize>) -> Option<Find> {
    let (lead, run_start) = (&text[..run.start], run.start);
    let bare = without_names(text, bare(text, run));
    let word = &text[bare.clone()];
    let shape = Shape::of(word);
    let before = &text[..bare.start];
    let is_harmless = || {
        HARMLESS.iter().any(|start| word.starts_with(start))
            || is_identifier(
                word,
                text[run_start..bare.start].split_once('=').map_or(lead, |(name, _)| &text[..run_start + name.len()]),
            )
            || is_public_key_of_nats(word)
            || is_made_of_words(word)
            || DIGESTS.iter().any(|start| before.ends_with(start) || lead.ends_with(start))
            || before.ends_with("data:image/png;base64,")
            || values::is_reference(word)
            || encoded::text_of_base64(word).is_some_and(|text| text.is_ascii() || text.len() >= LONG)
    };
    let behind = text[bare.end..].trim_start_matches(['.', ';']).chars().next();
    let is_of_login = || ends_login(before) && (behind.is_none_or(is_edge) || text[bare.end..].starts_with(';'));
    let is_long_enough = match shape.length {
        SHORTEST.. => true,
        SHORTEST_ALONE.. if (shape.digits >= 2 || shape.changes * 2 >= shape.length) && stands_alone(text, &bare) => {
            true
        }
        16.. if shape.digits >= 2 && before.ends_with('=') && behind.is_none_or(|c| is_edge(c) || c == '&') => true,
        SHORTEST_OF_LOGIN.. => is_of_login(),
        _ => false,
    };
    let is_found = is_long_enough && shape.is_random();
    let is_hex =
        |word: &str| word.bytes().filter(|byte| byte.is_ascii_alphabetic() && !byte.is_ascii_hexdigit()).count() < 3;
    let is_code = (shape.lower > 0 && shape.upper > 0)
        || word.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part.len() >= LONG && !is_hex(part));
    (is_found && is_code && !is_harmless() && !is_key_of_mapping(text, &bare))
        .then(|| Find::new(bare, Class::Token, "is a word in no order").guessed())
}

/// Three words or more with a number behind some, `Win32_System_IO`, or words with humps and numbers, `Ipv6HopLimit`.
fn is_made_of_words(word: &str) -> bool {
    let is_word = |part: &str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_plain = letters.bytes().all(|byte| byte.is_ascii_alphabetic());
        // A hump every third letter at most, but for a short one in capitals.
        let humps = letters.bytes().filter(u8::is_ascii_uppercase).count();
        let is_short = letters.len() <= 3 && humps == letters.len();
        letters.len() >= 2
            && part.len() - letters.len() <= 2
            && is_plain
            && (is_short || humps * 3 <= letters.len() + 2)
    };
    let starts: Vec<usize> = word.match_indices(|c: char| c.is_ascii_uppercase()).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([word.len()]);
    let is_hump = |(start, end): (usize, usize)| {
        let letters = word[start..end].trim_end_matches(|c: char| c.is_ascii_digit());
        let is_version = end == word.len() && letters.len() == 1 && end - start > 1;
        is_version
            || letters.len() >= 3
                && end - start - letters.len() <= 4
                && letters[1..].bytes().all(|b| b.is_ascii_lowercase())
    };
    let has_humps = starts.len() >= 2 && starts[0] == 0 && starts.iter().copied().zip(ends).all(is_hump);
    has_humps || word.split('_').count() >= 3 && word.split('_').all(is_word)
}

/// A public key in base32, whose seed begins with an S.
fn is_public_key_of_nats(word: &str) -> bool {
    word.len() == 56
        && word.starts_with(['U', 'A', 'O', 'N', 'C', 'X'])
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte))
}

/// Tells by its name or its own beginning whether a word only names a thing: a request, an event, a key in a list.
fn is_identifier(word: &str, lead: &str) -> bool {
    #[rustfmt::skip]
    const STARTS: &[&str] = &[
        "req_", "evt_", "cus_", "pi_", "ch_", "in_", "sub_", "prod_", "price_", "acct_", "txn_", "po_", "si_", "seti_", "msg_", "run_",
        "chatcmpl-", "asst_", "thread_", "resp_", "proj_", "user_", "usr_", "ord_", "pay_", "inv_", "job_", "img_", "tx_", "GHSA-",
    ];
    #[rustfmt::skip]
    const NAMES: &[&str] = &[
        "id", "etag", "ray", "digest", "fingerprint", "kid", "trace", "span", "request", "correlation", "event", "cursor", "commit", "payment",
        "order", "name", "checksum", "revision", "resourceversion", "traceparent", "invoice", "thumbprint", "serial", "x5t", "x5t#s256", "public_key", "publickey", "public-key",
    ];
    const CREDENTIALS: [&str; 6] = ["token", "session", "secret", "key", "client", "sid"];
    let is_sortable =
        word.len() == 26 && word.starts_with('0') && word.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let name = near::last(lead, 64).trim_end_matches(['"', '\'', ' ', ':', '=', '\\', '`', '[']);
    let start = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).len();
    let name = name[start..].to_ascii_lowercase();
    let is_named = NAMES.iter().any(|end| name.ends_with(end)) && !CREDENTIALS.iter().any(|word| name.contains(word));
    is_sortable || is_named || STARTS.iter().any(|start| word.starts_with(start))
}

/// Leaves out what belongs to the text around: a name before `=`, a path before the last word.
fn bare(text: &str, run: Range<usize>) -> Range<usize> {
    let run = near::behind_escape(text, run);
    let written = &text[run.clone()];
    let padding = written.len() - written.trim_end_matches('=').len();
    let body = written.trim_end_matches(['=', '-', '/']);
    let start = body.rfind('=').map_or(0, |sign| sign + 1);
    // The slashes of a URL.
    let start = start + if body[start..].starts_with("//") { 2 } else { 0 };
    let end = if padding > 0 && body.len() + padding == written.len() { written.len() } else { body.len() };
    run.start + start..run.start + end.max(start)
}

/// Leaves out the parts of a path that are names: the longest stretch of others stays.
fn without_names(text: &str, range: Range<usize>) -> Range<usize> {
    let word = &text[range.clone()];
    if !word.contains('/') {
        return range;
    }
    let is_name = |part: &str| {
        let shape = Shape::of(part);
        let is_lower = part.len() >= 3 && shape.upper == 0;
        let is_word = part.len() >= 3 && shape.digits == 0 && shape.changes <= part.len() / 4;
        is_lower || is_word
    };
    let (mut best, mut current) = (range.start..range.start, range.start..range.start);
    let mut at = range.start;
    for part in word.split('/') {
        if is_name(part) {
            current = at + part.len() + 1..at + part.len() + 1;
        } else {
            current.end = at + part.len();
            if current.len() > best.len() {
                best = current.clone();
            }
        }
        at += part.len() + 1;
    }
    best
}

/// A key of YAML or JSON, whose loss would change the shape of the document.
fn is_key_of_mapping(text: &str, word: &Range<usize>) -> bool {
    let (before, behind) = (&text[..word.start], &text[word.end..]);
    let line = near::last(before, 128).rsplit(['\n', '{', ',']).next().unwrap_or_default();
    let is_quoted = behind.starts_with("\":") && before.ends_with('"');
    let is_bare = behind.starts_with(": ") || behind.starts_with(":\n");
    line.trim_matches([' ', '"', '-']).is_empty() && (is_quoted || is_bare)
}

/// Tells whether a text ends with the name of somebody and a colon.
fn ends_login(before: &str) -> bool {
    const LONGEST: usize = 20;
    let Some(lead) = before.strip_suffix(':').map(|lead| near::last(lead, LONGEST + 1)) else {
        return false;
    };
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    let name = &lead[lead.trim_end_matches(is_part).len()..];
    let is_name = name.len() >= 2 && name.len() <= LONGEST && name.starts_with(|c: char| c.is_ascii_lowercase());
    is_name && lead[..lead.len() - name.len()].chars().next_back().is_none_or(|c| is_edge(c) || c == ';')
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | '<' | '>')
}

fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].trim_start_matches(['.', ';', ':', '\\']).chars().next();
    [before, behind].into_iter().flatten().all(is_edge)
}
