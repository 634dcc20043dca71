//! What the terminal answers when it is asked.

/// The terminal's answers that are still to be sent, and its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    Dark,
    Light,
}

/// A terminal that answers, and what it has said and not yet sent.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    ground: Option<Ground>,
    pending: Vec<u8>,
}

#[allow(non_upper_case_globals, reason = "these read as the variants of an enum")]
impl Answers {
    pub(crate) const Dark: Self = Self { ground: Some(Ground::Dark), pending: Vec::new() };
    pub(crate) const Light: Self = Self { ground: Some(Ground::Light), pending: Vec::new() };
    /// A terminal that answers nothing at all.
    pub(crate) const Silent: Self = Self { ground: None, pending: Vec::new() };

    /// Takes what is to be sent to the program.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.pending)
    }

    fn say(&mut self, answer: &str) {
        if self.ground.is_some() {
            self.pending.extend_from_slice(answer.as_bytes());
        }
    }

    fn colour_of(&self, foreground: bool) -> &'static str {
        let light = self.ground == Some(Ground::Light);
        if light == foreground { "rgb:1111/1111/1111" } else { "rgb:eeee/eeee/eeee" }
    }
}

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        _second: Option<u8>,
        parameters: &[&[u16]],
        last: char,
    ) {
        match (first, parameters, last) {
            (None, [[6]], 'n') => {
                let (row, column) = screen.cursor_position();
                self.say(&format!("\x1b[{};{}R", row + 1, column + 1));
            }
            (None, [] | [[0]], 'c') => self.say("\x1b[?62;22c"),
            _ => {}
        }
    }

    fn unhandled_osc(&mut self, _screen: &mut vt100::Screen, parameters: &[&[u8]]) {
        if let [number @ (b"10" | b"11"), b"?"] = parameters {
            let colour = self.colour_of(*number == b"10");
            let number = String::from_utf8_lossy(number);
            self.say(&format!("\x1b]{number};{colour}\x1b\\"));
        }
    }
}
