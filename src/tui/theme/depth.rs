//! How many colours the terminal shows, and how a colour is brought down to fewer.

use ratatui::style::Color;

/// The colours a terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits.
    #[default]
    True,
    /// The 256 colours of xterm.
    Indexed,
    /// The 16 that the user has chosen for the terminal.
    Sixteen,
    /// None at all, because the user said so or the terminal has none.
    None,
}

impl Depth {
    /// Reads the depth off the environment, `NO_COLOR` first.
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Self {
        let read = |name: &str| variable(name).unwrap_or_default();
        let terminal = read("TERM");
        let colours = read("COLORTERM").to_lowercase();
        if !read("NO_COLOR").is_empty() || terminal == "dumb" {
            return Self::None;
        }
        if colours == "truecolor" || colours == "24bit" || terminal.ends_with("-direct") {
            return Self::True;
        }
        if terminal.contains("256color") || !read("WT_SESSION").is_empty() {
            return Self::Indexed;
        }
        Self::Sixteen
    }

    /// Returns the built-in theme for a terminal of this depth whose ground is not known.
    pub(super) fn default_theme(self) -> &'static str {
        match self {
            Self::True | Self::Indexed => "dark",
            Self::Sixteen => "dark-16",
            Self::None => "mono",
        }
    }

    /// Brings a colour down to what the terminal can show; `indexed` is the theme's own choice among the 256.
    pub(super) fn reduce(self, colour: Color, indexed: Option<u8>) -> Color {
        match (self, colour, indexed) {
            (Self::Indexed, Color::Rgb(..), Some(index)) => Color::Indexed(index),
            (Self::Indexed, Color::Rgb(red, green, blue), None) => Color::Indexed(nearest([red, green, blue])),
            _ => colour,
        }
    }
}

/// The six levels that each channel of the colour cube has.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Finds the nearest of the cube's 216 colours and the 24 greys.
fn nearest(colour: [u8; 3]) -> u8 {
    let steps = colour.map(nearest_level);
    let cube = steps.map(|step| LEVELS[usize::from(step)]);
    let grey_step = grey_step(colour);
    let grey = [8 + 10 * grey_step; 3];
    if distance(grey, colour) < distance(cube, colour) {
        return 232 + grey_step;
    }
    16 + 36 * steps[0] + 6 * steps[1] + steps[2]
}

fn nearest_level(channel: u8) -> u8 {
    let nearest = (0_u8..6).min_by_key(|step| LEVELS[usize::from(*step)].abs_diff(channel));
    nearest.unwrap_or_default()
}

fn grey_step(colour: [u8; 3]) -> u8 {
    let mean = colour.map(u32::from).iter().sum::<u32>() / 3;
    u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or_default()
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(pairs: &[(&str, &str)]) -> Depth {
        Depth::from_env(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_environment_decides_and_no_color_wins() {
        assert_eq!(depth(&[("COLORTERM", "truecolor"), ("TERM", "xterm-256color")]), Depth::True);
        assert_eq!(depth(&[("TERM", "screen-256color")]), Depth::Indexed);
        assert_eq!(depth(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(depth(&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]), Depth::None);
        assert_eq!(depth(&[("TERM", "xterm"), ("NO_COLOR", "")]), Depth::Sixteen);
    }

    #[test]
    fn colours_go_to_the_cube_and_greys_to_the_ramp() {
        assert_eq!(nearest([255, 0, 0]), 196);
        assert_eq!(nearest([0, 95, 0]), 22);
        assert_eq!(nearest([128, 128, 128]), 244);
        assert_eq!(nearest([0, 0, 0]), 16);
        assert_eq!(nearest([255, 255, 255]), 231);
    }
}
