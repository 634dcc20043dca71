//! Sentences in languages with letters beyond ASCII: `hasło do bazy: x`, `密码：x`.

use std::sync::LazyLock;

use super::{
    Class, FARTHEST, Find, Words, near,
    strength::{is_strong, is_weak},
    values,
};

/// Words for a password in languages that have letters beyond ASCII, and those for a key, behind which a word more may say
/// what it is for.
#[rustfmt::skip]
const PASSWORDS: [&str; 15] = [
    "hasło", "heslo", "jelszó", "jelszav", "senha", "wachtwoord", "пароль", "lösenord", "şifre",
    "密码", "密碼", "口令", "パスワード", "비밀번호", "암호",
];
#[rustfmt::skip]
const KEYS: [&str; 12] = ["jeton", "schlüssel", "clé", "clave", "chiave", "klucz", "kulcs", "ключ", "密钥", "密鑰", "令牌", "キー"];

/// `hasło do bazy: x`, `API-Schlüssel für den Versand ist x`, `密码：x`.
pub(super) fn find(text: &str) -> Vec<Find> {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::in_any_case(&[&PASSWORDS[..], &KEYS].concat()));
    WORDS.find(text).into_iter().filter_map(|(word, found)| told(text, found.end, word < PASSWORDS.len())).collect()
}

/// Reads what stands behind a colon, or behind a verb, within a few words.
fn told(text: &str, end: usize, is_password: bool) -> Option<Find> {
    const VERBS: [&str; 12] =
        [" ist ", " is ", " est ", " lautet ", " es ", " è ", " to ", " jest ", " je ", "是", "为", "は"];
    let line = near::first(&text[end..], 128).split('\n').next()?;
    let colon = line.char_indices().find(|(_, c)| matches!(c, ':' | '：')).map(|(at, c)| at + c.len_utf8());
    let verb = VERBS.iter().filter_map(|verb| line.find(verb).map(|at| at + verb.len())).min();
    let start = [colon, verb].into_iter().flatten().min()?;
    let lead = line[..start].trim_end_matches([':', '：', ' ']);
    let rest = line[start..].trim_start_matches([' ', '"', '\'', '`', '「', '“', '„', '*']);
    let word = rest
        .split(|c: char| c.is_whitespace() || "\"'`」”“,;()，。、（）".contains(c))
        .next()?
        .trim_end_matches(['.', '!', '*']);
    let is_hidden = if is_password { is_weak(word, false, "") } else { is_strong(word) || values::is_hex_key(word) };
    let is_near = lead.split_whitespace().count() <= FARTHEST && !lead.contains(['.', ',', '。']);
    let class = if is_password { Class::Password } else { Class::Key };
    (is_near && is_hidden && !values::is_reference(word))
        .then(|| Find::new(near::range_of(text, word), class, "the words before it say so"))
}
