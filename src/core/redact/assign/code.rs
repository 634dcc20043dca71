//! What stands where a value would and is a piece of code: a call, a type, the next name.

use crate::core::redact::values;

/// A name, a sign and a value, and what stands round them.
pub(super) struct Piece<'t> {
    pub(super) name: &'t str,
    /// Whether a space parts the name from the sign.
    pub(super) is_apart: bool,
    pub(super) sign: char,
    /// Whether no space parts the sign from the value.
    pub(super) is_close: bool,
    pub(super) value: &'t str,
    pub(super) is_quoted: bool,
    /// The text behind the value.
    pub(super) behind: &'t str,
}

/// An example of each form, and what tells it.
type Form = (&'static str, fn(&Piece<'_>) -> bool);

const FORMS: &[Form] = &[
    // The outline looks into it.
    ("secret: '{\"a\": 1}'", |piece| piece.sign == ':' && values::is_json(piece.value)),
    ("token = read_token(path)", |piece| piece.is_call()),
    ("[\"password\":protected]=>", |piece| {
        matches!(piece.value, "protected" | "private") && piece.behind.starts_with(']')
    }),
    ("password: token: x", |piece| {
        piece.is_bare_entry() && (piece.value.ends_with(':') || piece.behind.starts_with(':'))
    }),
    ("password: Option<String>", |piece| {
        !piece.is_quoted && piece.value.contains('<') && piece.value.starts_with(|c: char| c.is_ascii_uppercase())
    }),
    ("--- PASS: TestLogin", |piece| piece.name == "PASS" && !piece.value.bytes().any(|byte| byte.is_ascii_digit())),
    ("secret.yaml:8:20 is wrong", |piece| piece.is_place()),
    ("string password = 2;", |piece| {
        piece.sign == '=' && piece.value.len() <= 3 && piece.is_number() && piece.begins_behind(&[";", " ["])
    }),
    // Of GraphQL, and of psql.
    ("login(password: $word)", |piece| piece.is_variable()),
    ("PASSWORD :'word'", |piece| piece.is_apart && piece.is_quoted && piece.sign == ':' && piece.is_close),
    ("Jwt:SigningKey = x", |piece| piece.is_step() && piece.begins_behind(&[" = ", "="])),
    ("Jwt:Key:Issuer=shop", |piece| {
        piece.is_step() && piece.value.split_once('=').is_some_and(|(name, _)| is_humps(name))
    }),
    // A key of a store.
    ("token:limit:shop", |piece| piece.is_step() && piece.value.contains(':') && piece.value.bytes().all(is_of_key)),
];

impl Piece<'_> {
    pub(super) fn is_code(&self) -> bool {
        FORMS.iter().any(|(_, is_form)| is_form(self))
    }

    fn is_call(&self) -> bool {
        let name = self.value.split_once('(').map_or(self.value, |(name, _)| name);
        !self.is_quoted
            && (self.value.contains('(') || self.behind.starts_with('('))
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.$:>".contains(&byte))
    }

    /// A line of a file, or the port of a path.
    fn is_place(&self) -> bool {
        let is_of_file = self.name.contains('.') && !self.behind.starts_with('\n');
        let is_of_path = self.name.starts_with('/') && self.value.len() <= 3;
        self.sign == ':' && self.is_number() && (is_of_file || is_of_path)
    }

    fn is_variable(&self) -> bool {
        let name = self.value.strip_prefix('$');
        self.behind.starts_with([')', ',']) && name.is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphanumeric()))
    }

    fn is_number(&self) -> bool {
        self.value.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    }

    fn is_bare_entry(&self) -> bool {
        self.sign == ':' && !self.is_quoted
    }

    /// Tells whether the colon may part two steps of a path of names.
    fn is_step(&self) -> bool {
        self.is_bare_entry() && self.is_close
    }

    fn begins_behind(&self, starts: &[&str]) -> bool {
        starts.iter().any(|start| self.behind.starts_with(start))
    }
}

/// `Issuer`, `Key:Issuer`
fn is_humps(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b':')
}

fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-:*".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::{super::*, FORMS};
    use crate::core::redact::Policy;

    #[test]
    fn each_form_is_told_by_its_example() {
        let policy = Policy::default();
        let names = Names::of(&policy.lists);
        for (example, is_form) in FORMS {
            let signs = memchr::memchr2_iter(b':', b'=', example.as_bytes());
            let mut pieces = signs.filter_map(|at| {
                let sign = char::from(example.as_bytes()[at]);
                let name =
                    Name::before(example, at).filter(|name| names.verdict(&example[name.range.clone()]).is_some())?;
                Assignment::read(example, name, at, sign)
            });
            assert!(pieces.any(|assignment| is_form(&assignment.piece())), "{example}");
        }
    }
}
