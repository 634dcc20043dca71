//! Sentences and statements that tell a credential: `the password is x`, `creds: app / x`, `IDENTIFIED BY 'x'`.

mod foreign;
mod strength;
mod told;

use std::{ops::Range, sync::LazyLock};

use super::{Class, Find, near, values, view, words::Words};

use strength::{is_phrase, is_strong, is_weak};

/// A word after which a credential may come.
struct Lead {
    word: &'static str,
    class: Class,
    strength: Strength,
}

/// What the word behind it has to look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// Any word in quotes, or one with digits in it.
    Weak,
    /// Only a word that is no word of a language.
    Strong,
    /// A statement: any string in quotes.
    Statement,
    /// A user and a password.
    Pair,
    /// Nothing but digits.
    Digits,
}

use Strength::{Digits, Pair, Statement, Strong, Weak};

#[rustfmt::skip]
const LEADS: &[Lead] = &[
    Lead { word: "password", class: Class::Password, strength: Weak },
    Lead { word: "passwort", class: Class::Password, strength: Weak },
    Lead { word: "kennwort", class: Class::Password, strength: Weak },
    Lead { word: "contraseña", class: Class::Password, strength: Weak },
    Lead { word: "mot de passe", class: Class::Password, strength: Weak },
    Lead { word: "passwd", class: Class::Password, strength: Weak },
    Lead { word: "passphrase", class: Class::Password, strength: Weak },
    Lead { word: "passcode", class: Class::Password, strength: Weak },
    Lead { word: "pass", class: Class::Password, strength: Weak },
    Lead { word: "pwd", class: Class::Password, strength: Weak },
    Lead { word: "pw", class: Class::Password, strength: Weak },
    Lead { word: "token", class: Class::Token, strength: Strong },
    Lead { word: "secret", class: Class::Credential, strength: Strong },
    Lead { word: "apikey", class: Class::Key, strength: Strong },
    Lead { word: "api-key", class: Class::Key, strength: Strong },
    Lead { word: "key", class: Class::Key, strength: Strong },
    Lead { word: "psk", class: Class::Key, strength: Weak },
    Lead { word: "PIN", class: Class::Password, strength: Digits },
    Lead { word: "# was", class: Class::Password, strength: Pair },
    Lead { word: "# old", class: Class::Password, strength: Pair },
    Lead { word: "# previously", class: Class::Password, strength: Pair },
    Lead { word: "# formerly", class: Class::Password, strength: Pair },
    Lead { word: "creds", class: Class::Password, strength: Pair },
    Lead { word: "credentials", class: Class::Password, strength: Pair },
    Lead { word: "credential", class: Class::Password, strength: Pair },
    Lead { word: "login", class: Class::Password, strength: Pair },
    Lead { word: "log in with", class: Class::Password, strength: Pair },
    Lead { word: "identified by", class: Class::Password, strength: Statement },
    Lead { word: "identified by password", class: Class::Password, strength: Statement },
    Lead { word: "_password by", class: Class::Password, strength: Statement },
];

/// How the leads begin: few enough for one pass of vectors.
#[rustfmt::skip]
const ROOTS: [&str; 17] = [
    "pass", "pw", "kenn", "contra", "mot de", "token", "secret", "apik", "api-", "key", "psk", "cred", "log", "identified", "_pass", "# ", "PIN",
];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::in_any_case(&ROOTS));

/// Returns the longest lead that begins at an offset, and where it ends.
fn lead_at(text: &str, start: usize) -> Option<(&'static Lead, usize)> {
    let begins = |lead: &&Lead| {
        let written = text.as_bytes().get(start..start + lead.word.len());
        written.is_some_and(|written| written.eq_ignore_ascii_case(lead.word.as_bytes()))
    };
    let longest = LEADS.iter().filter(begins).max_by_key(|lead| lead.word.len())?;
    Some((longest, start + longest.word.len()))
}

/// What may stand between a lead and the credential.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "is", "was", "are", "=", ":", "-", "->", "=>", "→", "to", "set", "changed", "reset", "now", "still", "the", "new", "old", "as", "ist",
    "lautet", "es", "est", "value", "currently", "will", "be", "should", "rotated", "changing", "updated", "with", "from", "it's", "its", "|",
    "install", "installation", "initial", "factory", "original", "provided", "generated", "created", "assigned", "given", "used",
    "resolved", "temporary", "temp", "current", "default", "è", "root", "admin", "--", "–", "—", "here", "here:", "below", "below:",
];

/// How many words may stand between.
const FARTHEST: usize = 6;

/// Finds what stands behind each lead, and what other words tell.
pub(super) fn find(text: &str) -> Vec<Find> {
    let mut finds = Vec::new();
    for (_, Range { start, .. }) in WORDS.find(text) {
        // A root may begin with the mark before a lead.
        let start = start + usize::from(text.as_bytes()[start] == b'_' && lead_at(text, start).is_none());
        let Some((lead, end)) = lead_at(text, start).filter(|(lead, end)| leads(text, lead, start..*end)) else {
            continue;
        };
        finds.extend(behind(text, end, lead).or_else(|| below(text, start, end, lead)));
        if text[end..].starts_with(')') && text[..start].ends_with('(') {
            finds.extend(before(text, start - 1, lead));
        }
    }
    finds.extend(told::find(text));
    if !text.is_ascii() {
        finds.extend(foreign::find(text));
    }
    finds
}

/// Tells whether a lead is one: a word by itself, and none of the other things that are called so.
fn leads(text: &str, lead: &Lead, Range { start, end }: Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    // `pin` is a word, and `PIN` a number.
    if lead.strength == Digits && &text[start..end] != lead.word {
        return false;
    }
    let is_whole = start == 0 || !is_letter(bytes.get(start - 1)) || lead.strength == Statement;
    if !is_whole || is_letter(bytes.get(end)) {
        return false;
    }
    // A part of a name, `token_count` or `db.password`, and one with a sign behind it are no sentence.
    let is_part =
        start > 0 && matches!(bytes[start - 1], b'_' | b'-' | b'/' | b'.' | b'$' | b'@' | b'{' | b'[' | b'&' | b'?');
    let goes_on = bytes.get(end).is_none_or(|byte| !matches!(byte, b' ' | b'(' | b')' | b'*' | b'`' | b'\n'))
        && !(lead.strength == Pair && bytes.get(end) == Some(&b':'));
    // `remote_password x`
    let is_field = || {
        let is_lower = text[start..end].bytes().all(|byte| byte.is_ascii_lowercase());
        bytes[start - 1] == b'_' && is_lower && lead.strength == Weak && gives(text, end)
    };
    if lead.strength != Statement && (is_part && !is_field() || goes_on) {
        return false;
    }
    let behind_lead = text[end..].trim_start_matches([' ', '*', '`']);
    if lead.strength != Pair && behind_lead.starts_with([':', '=']) {
        return false;
    }
    // `pass` is a verb too: `pass -march=x86-64`, `pass to the call`.
    let next = || behind_lead.split([' ', '\n']).next().unwrap_or_default();
    let is_verb = || {
        next().starts_with('-')
            || matches!(
                next(),
                "to" | "the" | "a" | "an" | "this" | "it" | "that" | "in" | "through" | "on" | "all" | "as"
            )
    };
    lead.word != "pass" || !is_verb()
}

/// Tells whether the next word is a password by its look: the name of a field says no more of it.
fn gives(text: &str, end: usize) -> bool {
    let line = near::first(&text[end..], 256).split('\n').next().unwrap_or_default();
    line.strip_prefix(' ').and_then(|rest| rest.split(' ').next()).is_some_and(|word| is_weak(word, false, ""))
}

/// Reads on from a lead to the first word that is none of those between.
fn behind(text: &str, end: usize, lead: &Lead) -> Option<Find> {
    let line = near::first(&text[end..], 1024);
    let line_end = end + line.find('\n').unwrap_or(line.len());
    // `password (first login): x`
    let rest = &text[end..line_end];
    let note = rest
        .trim_start()
        .strip_prefix('(')
        .filter(|note| !note.starts_with(['\'', '"']))
        .and_then(|note| note.find(')'));
    // `the password (x) was rotated`
    let inner = note.map(|note| &rest.trim_start()[1..=note]);
    if let Some(word) =
        inner.filter(|word| lead.strength == Weak && is_weak(word, false, "") && !values::is_reference(word))
    {
        return Some(Find::new(near::range_of(text, word), lead.class, "the words before it say so"));
    }
    let mut at = note.map_or(end, |note| end + (rest.len() - rest.trim_start().len()) + note + 2);
    if lead.strength == Pair {
        return pair(text, end..line_end, lead);
    }
    let mut skips_name = false;
    for _ in 0..=FARTHEST {
        let word = next_word(text, at, line_end)?;
        let written = &text[word.range.clone()];
        let bare = written.trim_matches([':', ',', ';']);
        at = word.end;
        if !word.is_quoted && is_between(bare) && (written.ends_with(':') || is_verb(bare)) {
            skips_name = false;
        }
        if word.is_quoted || !is_between(bare) {
            // `for the payments user (x)` has named it.
            if bare == "user" && text[at..line_end].starts_with(" (") {
                skips_name = false;
                continue;
            }
            if skips_name {
                // `of the backup disk: x`
                skips_name =
                    !written.ends_with(':') && (behind_colon(text, at, line_end) || behind_verb(text, at, line_end));
                continue;
            }
            if !word.is_quoted && matches!(bare, "on" | "in" | "at" | "to") && behind_colon(text, at, line_end) {
                skips_name = true;
                continue;
            }
            if matches!(bare, "for" | "FOR" | "user" | "of" | "de" | "del" | "der" | "des" | "für" | "pour")
                && !word.is_quoted
            {
                skips_name = bare != "user" || lead.strength == Weak;
                continue;
            }
            // `IDENTIFIED BY VALUES 'x'`
            if lead.strength == Statement && bare.eq_ignore_ascii_case("values") {
                continue;
            }
            return judged(text, &word, lead);
        }
    }
    None
}

/// A sentence that goes on in the next line: `log in as migrator with password`, and there the password; or one that
/// announces it: `use the following password to go on:`, and below it nothing else.
fn below(text: &str, start: usize, end: usize, lead: &Lead) -> Option<Find> {
    let line = near::last(&text[..start], 256).rsplit('\n').next().unwrap_or_default();
    let (rest, following) = near::first(&text[end..], 512).split_once('\n')?;
    if matches!(lead.strength, Weak | Strong) && rest.trim_end().ends_with(':') {
        // Each line may have the time of a log before it.
        let contents = following.split('\n').map(|below| view::behind_same(line, below).trim());
        let word = contents.into_iter().find(|content| !content.is_empty())?;
        let is_announced = line.contains("following ") || rest.contains(" is") || values::is_key(word);
        let is_alone = values::stands_out(word) && word.len() >= 8 && !word.contains(char::is_whitespace);
        let is_alone = is_alone && is_announced && !word.ends_with(':');
        return (is_alone && !values::is_reference(word))
            .then(|| Find::new(near::range_of(text, word), lead.class, "the words before it say so"));
    }
    let is_told = lead.strength == Weak && text[..start].ends_with("with ");
    let rest = near::first(text[end..].strip_prefix('\n').filter(|_| is_told)?, 256);
    let at = end + 1 + (rest.len() - rest.trim_start().len());
    let line_end = end + 1 + rest.find('\n').unwrap_or(rest.len());
    judged(text, &next_word(text, at, line_end)?, lead)
}

/// Tells whether a colon follows within a few words.
fn behind_colon(text: &str, at: usize, end: usize) -> bool {
    text[at..end].split_whitespace().take(4).any(|word| word.ends_with(':'))
}

/// Tells whether a verb follows within a few words: `Kennwort für den Benutzer lautet`.
fn behind_verb(text: &str, at: usize, end: usize) -> bool {
    text[at..end].split_whitespace().take(4).any(is_verb)
}

fn is_verb(word: &str) -> bool {
    matches!(word, "is" | "was" | "è" | "ist" | "lautet" | "est" | "es")
}

fn is_between(word: &str) -> bool {
    word.is_empty() || BETWEEN.contains(&word.to_ascii_lowercase().as_str())
}

struct Word {
    range: Range<usize>,
    is_quoted: bool,
    /// Where to read on.
    end: usize,
}

/// Returns the next word up to an offset; one in quotes goes to the quote that ends it.
fn next_word(text: &str, at: usize, end: usize) -> Option<Word> {
    let rest = &text[at..end];
    let start = at + rest.find(|c: char| !c.is_whitespace() && !matches!(c, '(' | '*' | '«' | '„' | '“'))?;
    let rest = &text[start..end];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    if let Some((quote, length)) = quote.and_then(|quote| Some((quote, rest[1..].find(quote)?))) {
        let range = start + 1..start + 1 + length;
        // `'user'@'host'` is one word.
        let more = text[range.end + quote.len_utf8()..end].starts_with('@');
        let after = if more { rest.find(' ').map_or(end, |space| start + space) } else { range.end + quote.len_utf8() };
        return Some(Word { range, is_quoted: true, end: after });
    }
    let length = rest
        .find(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ')' | '<' | ',' | ';' | '}' | ']' | '&' | '|')
        })
        .unwrap_or(rest.len())
        .max(1);
    let length = (length..=rest.len()).find(|length| rest.is_char_boundary(*length))?;
    Some(Word { range: start..start + length, is_quoted: false, end: start + length })
}

fn judged(text: &str, word: &Word, lead: &Lead) -> Option<Find> {
    // A variable of psql: `:'name'`.
    if word.is_quoted && text[..word.range.start - 1].ends_with(':') {
        return None;
    }
    let written = &text[word.range.clone()];
    // The name of a type in a text about code.
    let is_code = word.is_quoted && text[..word.range.start].ends_with('`');
    if is_code && written.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_:.".contains(&byte)) {
        return None;
    }
    let bare =
        if word.is_quoted { written } else { written.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '|', '\\']) };
    let bare = if word.is_quoted { bare } else { bare.trim_start_matches(['*', ':', '=']) };
    // `password old=x`
    let bare =
        bare.split_once('=').filter(|(name, _)| !word.is_quoted && is_between(name)).map_or(bare, |(_, value)| value);
    let is_credential = match lead.strength {
        Statement => word.is_quoted || (values::stands_out(bare) && !bare.contains('(')),
        Weak => is_weak(bare, word.is_quoted, &text[..word.range.start]),
        Strong | Pair => is_strong(bare),
        Digits => (4..=8).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit()),
    };
    let is_hidden = is_credential && !bare.is_empty() && !values::is_reference(bare);
    is_hidden.then(|| Find::new(near::range_of(text, bare), lead.class, "the words before it say so"))
}

/// `creds: app / x`, `credentials are app and x`, `login admin:x`.
fn pair(text: &str, line: Range<usize>, lead: &Lead) -> Option<Find> {
    let mut at = line.start;
    let mut before = String::new();
    let is_comment = lead.word.starts_with('#');
    for _ in 0..=FARTHEST {
        let word = next_word(text, at, line.end)?;
        let written = &text[word.range.clone()];
        at = word.end;
        if written == ":" {
            continue;
        }
        let parts =
            is_comment || is_common_user(&before) || matches!(before.as_str(), "/" | "and" | "with" | "," | "|");
        let password = written.trim_end_matches(['.', ',', ')', ':', ';']);
        if parts && is_weak(password, word.is_quoted, "") && !values::is_reference(password) {
            let start = word.range.start;
            return Some(Find::new(start..start + password.len(), lead.class, "the words before it say so"));
        }
        let joined = written.split_once(['/', ':']).filter(|(user, password)| !user.is_empty() && !password.is_empty());
        if let Some((user, password)) = joined
            .filter(|_| !written.contains("//") && !written.contains('=') && written.matches(['/', ':']).count() == 1)
        {
            let password = password.trim_end_matches(['.', ',', ')']);
            let start = word.range.start + user.len() + 1;
            let is_chosen = is_common_user(user) && (is_phrase(password) || is_weak(password, false, ""));
            let is_hidden = (is_strong(password) || is_chosen) && !values::is_reference(password);
            return is_hidden
                .then(|| Find::new(start..start + password.len(), lead.class, "the words before it say so"));
        }
        before = written.to_ascii_lowercase();
    }
    None
}

/// A user whom many programs have.
fn is_common_user(word: &str) -> bool {
    matches!(word, "admin" | "root" | "administrator" | "user" | "postgres" | "elastic")
}

/// `"x" (password)`.
fn before(text: &str, open: usize, lead: &Lead) -> Option<Find> {
    let written = near::last(&text[..open], 256).trim_end();
    let inner = written.strip_suffix(['"', '`', '\''])?;
    let start = inner.rfind(['"', '`', '\'', '\n'])? + 1;
    let word = &inner[start..];
    let is_hidden = !word.contains(char::is_whitespace) && is_weak(word, true, "") && !values::is_reference(word);
    is_hidden.then(|| Find::new(near::range_of(text, word), lead.class, "the words behind it say so"))
}
