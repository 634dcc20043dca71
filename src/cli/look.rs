//! Which theme that is on this terminal.
//!
//! Asks the terminal for its ground only when that decides something: not when a theme was asked for, and not when there
//! are no colours.

use std::path::Path;

use crate::tui::{
    terminal::ground::{self, Ground},
    theme::{Depth, Theme},
};

use super::config::Config;

/// Returns the theme, and what is wrong with it in words for the user.
///
/// Has to be called before the keyboard is read.
pub fn theme(config: &Config) -> (Theme, Vec<String>) {
    let depth = Depth::from_env(|name| std::env::var(name).ok());
    match &config.theme {
        Some(name) => named(name, config.themes.as_deref(), depth),
        None if depth == Depth::None => Theme::load("mono", depth),
        None => Theme::load(by_ground(ground::ask()), depth),
    }
}

fn by_ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Dark => "dark",
        Ground::Light => "light",
    }
}

/// A theme of the user's goes before a built-in one of the same name.
fn named(name: &str, themes: Option<&Path>, depth: Depth) -> (Theme, Vec<String>) {
    match themes.filter(|_| is_plain(name)).map(|themes| std::fs::read_to_string(themes.join(format!("{name}.toml")))) {
        Some(Ok(text)) => Theme::parse(name, &text, depth),
        Some(Err(_)) | None => Theme::load(name, depth),
    }
}

/// The name of a theme is no path.
fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_of_the_user_goes_first_and_a_missing_one_is_said() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("dark.toml"), "").unwrap();
        assert_eq!(named("dark", Some(folder.path()), Depth::True).0.name(), "dark");
        let (_, warnings) = named("nowhere", Some(folder.path()), Depth::True);
        assert!(warnings[0].contains("nowhere"), "{warnings:?}");
    }

    #[test]
    fn a_name_is_no_path() {
        assert!(is_plain("solarized-light_2"));
        assert!(!is_plain("../secret"));
    }
}
