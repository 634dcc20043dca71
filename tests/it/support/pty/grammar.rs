//! A strict reading of everything that a program wrote to its terminal: whatever podmend did not mean to write fails.
//!
//! Text from a cluster that reaches the terminal as anything but text is found here, whatever road it took.

/// Modes that podmend sets and resets: cursor, paste, mouse, alternate screen, marked frames.
const MODES: [&str; 7] = ["25", "1000", "1002", "1006", "1049", "2004", "2026"];

/// Characters that show nothing and change how others are shown, beside the control characters.
const INVISIBLE: [(char, char); 8] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{2069}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{fff9}', '\u{fffb}'),
    ('\u{e0000}', '\u{e007f}'),
];

/// Fails, and shows the place, when there is anything in these bytes that podmend has no reason to write.
#[track_caller]
pub(crate) fn assert_only_known_sequences(raw: &[u8]) {
    if let Err(problem) = check(raw) {
        panic!("{problem}");
    }
}

fn check(raw: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(raw)
        .map_err(|error| format!("not UTF-8 at byte {}: {}", error.valid_up_to(), around(raw, error.valid_up_to())))?;
    let mut reader = Reader { text, at: 0, alternate: false };
    while reader.at < text.len() {
        let start = reader.at;
        if !reader.step() {
            return Err(format!("unknown sequence at byte {start}: {}", around(raw, start)));
        }
    }
    Ok(())
}

fn around(raw: &[u8], at: usize) -> String {
    let before = raw[at.saturating_sub(40)..at].escape_ascii();
    let after = raw[at..raw.len().min(at + 60)].escape_ascii();
    format!("..{before} >>> {after}..")
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    alternate: bool,
}

impl Reader<'_> {
    /// Reads one character or sequence, and says whether it is a known one.
    fn step(&mut self) -> bool {
        let rest = &self.text[self.at..];
        if let Some(sequence) = rest.strip_prefix("\x1b[") {
            return self.control(sequence);
        }
        if let Some(command) = rest.strip_prefix("\x1b]") {
            return self.command(command);
        }
        let Some(character) = rest.chars().next() else { return true };
        self.at += character.len_utf8();
        self.is_text(character)
    }

    /// On our own screen every cell has its place, so that a line end is none of ours there.
    fn is_text(&self, character: char) -> bool {
        match character {
            '\r' | '\n' => !self.alternate,
            _ => !character.is_control() && !INVISIBLE.iter().any(|(from, to)| (*from..=*to).contains(&character)),
        }
    }

    fn control(&mut self, sequence: &str) -> bool {
        let Some(length) = sequence.find(|c: char| ('@'..='~').contains(&c)) else { return false };
        let (parameters, last) = (&sequence[..length], &sequence[length..=length]);
        self.at += "\x1b[".len() + length + 1;
        match last {
            "h" | "l" => self.mode(parameters, last == "h"),
            "H" => parameters.split(';').count() == 2 && numbers(parameters).is_some(),
            "J" => parameters == "2",
            "m" => numbers(parameters).is_some_and(|numbers| is_style(&numbers)),
            // Asked once, together with the colours, before the screen is taken.
            "c" => parameters.is_empty() && !self.alternate,
            _ => false,
        }
    }

    fn mode(&mut self, parameters: &str, set: bool) -> bool {
        let Some(mode) = parameters.strip_prefix('?') else { return false };
        if mode == "1049" {
            self.alternate = set;
        }
        MODES.contains(&mode)
    }

    /// Questions about the colours before the screen is taken, and a copy.
    fn command(&mut self, command: &str) -> bool {
        let Some(length) = command.find(['\x07', '\x1b']) else { return false };
        let end = if command[length..].starts_with("\x1b\\") { 2 } else { 1 };
        self.at += "\x1b]".len() + length + end;
        match &command[..length] {
            "10;?" | "11;?" => !self.alternate,
            other => other.strip_prefix("52;c;").is_some_and(|payload| !payload.is_empty() && is_base64(payload)),
        }
    }
}

fn numbers(parameters: &str) -> Option<Vec<u16>> {
    if parameters.is_empty() {
        return None;
    }
    parameters.split([';', ':']).map(|number| number.parse().ok()).collect()
}

/// Attributes, and colours of 16, 256 and 24 bits. A bare `ESC[m` is not among them: crossterm writes it for a colour when
/// it thinks that there are none, and it takes bold and reverse along.
fn is_style(numbers: &[u16]) -> bool {
    match numbers {
        [] => true,
        [38 | 48 | 58, 5, colour, rest @ ..] => *colour < 256 && is_style(rest),
        [38 | 48 | 58, 2, red, green, blue, rest @ ..] => {
            [red, green, blue].iter().all(|c| **c < 256) && is_style(rest)
        }
        [0..=9 | 21..=29 | 30..=37 | 39..=47 | 49 | 59 | 90..=97 | 100..=107, rest @ ..] => is_style(rest),
        _ => false,
    }
}

fn is_base64(payload: &str) -> bool {
    payload.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
}

#[test]
fn what_podmend_writes_is_known() {
    let frame =
        "\x1b]11;?\x1b\\\x1b[c\x1b[?1049h\x1b[?2026h\x1b[2J\x1b[3;5H\x1b[1;38;2;1;2;3;49m✖ grün\x1b[0m\x1b[?2026l";
    assert_eq!(check(frame.as_bytes()), Ok(()));
    assert_eq!(check("podmend: no such context\r\n".as_bytes()), Ok(()));
    assert_eq!(check(b"\x1b]52;c;aGk=\x07"), Ok(()));
}

#[test]
fn what_a_cluster_might_smuggle_in_is_found() {
    let hostile = [
        "\x1b[6n",
        "\x1b]0;title\x07",
        "\x1b]52;c;?\x07",
        "\x1b[2;2m\x1b[99m",
        "\x1b[m",
        "\x1bc",
        "\x07",
        "\u{9b}2J",
        "\u{202e}",
        "\u{200b}",
        "\x1b[?1003h",
        "\x1b[1049h",
        "\x1b[?1049h\n",
        "\x1b[",
        "\x1b]11;?",
    ];
    for sequence in hostile {
        assert!(check(sequence.as_bytes()).is_err(), "{sequence:?}");
    }
    assert!(check(b"\xc3\x28").is_err());
}
