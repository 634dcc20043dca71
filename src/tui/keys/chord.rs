//! A key with its modifiers, as it is written in the table and in the configuration: `a`, `G`, `ctrl-d`, `enter`.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    ctrl: bool,
    alt: bool,
}

/// Names of keys that are no characters.
const NAMED: [(&str, KeyCode); 14] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("space", KeyCode::Char(' ')),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("backspace", KeyCode::Backspace),
];

impl Chord {
    /// Reads a key as it is written in the table.
    ///
    /// # Errors
    /// In words, with what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut ctrl, mut alt) = (false, false);
        let mut rest = text;
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-") {
                (ctrl, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix("alt-") {
                (alt, rest) = (true, after);
            } else {
                break;
            }
        }
        let code = Self::code(rest).ok_or_else(|| {
            format!("{text:?} is not a key; a key is written as `a`, `G`, `ctrl-d`, `alt-x`, `enter`, `f5` or `pgdn`")
        })?;
        Ok(Self { code, ctrl, alt })
    }

    fn code(text: &str) -> Option<KeyCode> {
        if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == text) {
            return Some(*code);
        }
        if let Some(number) = text.strip_prefix('f').and_then(|number| number.parse().ok()) {
            return (1..=24).contains(&number).then_some(KeyCode::F(number));
        }
        let mut characters = text.chars();
        let first = characters.next()?;
        characters.next().is_none().then_some(KeyCode::Char(first))
    }
}

impl From<KeyEvent> for Chord {
    /// Shift is part of the character already, and terminals differ in whether they report it.
    fn from(key: KeyEvent) -> Self {
        Self {
            code: key.code,
            ctrl: key.modifiers.contains(KeyModifiers::CONTROL),
            alt: key.modifiers.contains(KeyModifiers::ALT),
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(character) => write!(f, "{character}"),
            KeyCode::F(number) => write!(f, "f{number}"),
            other => write!(f, "{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_is_shown() {
        for text in ["a", "G", "?", "ctrl-d", "alt-x", "enter", "esc", "f5", "pgdn", "space", "ctrl-alt-k", "-"] {
            assert_eq!(Chord::parse(text).map(|chord| chord.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_is_no_key_is_said() {
        for text in ["", "ctrl-", "ab", "f99", "return"] {
            assert!(Chord::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shift_does_not_matter() {
        let key = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(Chord::from(key), Chord::parse("G").unwrap());
    }
}
