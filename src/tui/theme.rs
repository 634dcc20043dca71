//! Colours by role: code says what a thing is, a theme says how that looks.
//!
//! A theme is TOML: a palette of named colours, and for each role a line such as `"red bold"` or `"text on selection"`.
//! Mistakes in a theme are warnings, never failures: what it does not say, the built-in dark theme says for it. Absent on
//! purpose: files and the environment, both come in as text from outside.

mod depth;
mod parse;
mod role;

pub use depth::Depth;
pub use role::Role;

use ratatui::style::Style;

/// The built-in themes by name.
const BUILT_IN: [(&str, &str); 7] = [
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("colour-blind", include_str!("../../themes/colour-blind.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
    ("dark-16", include_str!("../../themes/dark-16.toml")),
    ("light-16", include_str!("../../themes/light-16.toml")),
];

/// The theme that fills every gap.
const FALLBACK: &str = "dark";

/// A style for every role.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    name: String,
    styles: [Style; Role::COUNT],
}

impl Theme {
    /// Loads the built-in theme of this name, or what stands in for it at this colour depth, with its warnings.
    pub fn load(name: &str, depth: Depth) -> (Self, Vec<String>) {
        let (name, mut warnings) = match built_in(name) {
            Some(_) => (name, Vec::new()),
            None => (FALLBACK, vec![format!("there is no theme {name}; there are {}", Self::names().join(", "))]),
        };
        let text = built_in(name).unwrap_or_default();
        let (theme, more) = Self::parse(name, text, depth);
        warnings.extend(more);
        (theme, warnings)
    }

    /// Reads a theme from its text, the user's or a built-in one.
    ///
    /// Where the depth has too few colours for it, the theme that it names for that case is taken instead.
    pub fn parse(name: &str, text: &str, depth: Depth) -> (Self, Vec<String>) {
        let (source, warnings) = parse::read(text);
        match source.stand_in(depth) {
            Some(other) if other != name => {
                let text = built_in(other).or_else(|| built_in(depth.default_theme())).unwrap_or_default();
                let (styles, more) = parse::styles(&parse::read(text).0, depth);
                (Self { name: other.to_owned(), styles }, [warnings, more].concat())
            }
            _ => {
                let (styles, more) = parse::styles(&source, depth);
                (Self { name: name.to_owned(), styles }, [warnings, more].concat())
            }
        }
    }

    /// Lists the built-in themes.
    pub fn names() -> Vec<&'static str> {
        BUILT_IN.iter().map(|(name, _)| *name).collect()
    }

    /// Returns the name of the theme that is in force.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how this role looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::load(FALLBACK, Depth::True).0
    }
}

fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_theme_loads_without_a_warning_at_every_depth() {
        for name in Theme::names() {
            for depth in [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::None] {
                let (_, warnings) = Theme::load(name, depth);
                assert_eq!(warnings, Vec::<String>::new(), "{name} {depth:?}");
            }
        }
    }

    #[test]
    fn without_colour_no_role_has_one() {
        let (theme, _) = Theme::load("light", Depth::None);
        for role in Role::ALL {
            assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None), "{}", role.name());
        }
    }

    #[test]
    fn an_unknown_theme_is_a_warning_and_dark() {
        let (theme, warnings) = Theme::load("drak", Depth::True);
        assert_eq!(theme.name(), "dark");
        assert!(warnings[0].starts_with("there is no theme drak"), "{warnings:?}");
    }

    #[test]
    fn sixteen_colours_get_the_theme_made_for_them() {
        assert_eq!(Theme::load("light", Depth::Sixteen).0.name(), "light-16");
        assert_eq!(Theme::load("mono", Depth::Sixteen).0.name(), "mono");
    }

    #[test]
    fn what_a_theme_does_not_say_is_warned_of_and_filled_in() {
        let text =
            "[palette]\npink = \"#ff00ff\"\n[roles]\naccent = \"pink bold\"\nnonsense = \"pink\"\ndim = \"mauve\"\n";
        let (theme, warnings) = Theme::parse("mine", text, Depth::True);
        assert_eq!(theme.style(Role::Accent).fg, Some(ratatui::style::Color::Rgb(255, 0, 255)));
        assert_eq!(theme.style(Role::Dim), Theme::default().style(Role::Dim));
        for expected in ["unknown role nonsense", "role dim: unknown colour or attribute mauve", "missing role"] {
            assert!(warnings.iter().any(|warning| warning.contains(expected)), "{expected}: {warnings:?}");
        }
    }
}
