//! From the text of a theme to styles.

use std::{collections::BTreeMap, str::FromStr};

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use super::{Depth, FALLBACK, Role, built_in};

/// A theme file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Source {
    /// The theme for terminals with 16 colours; without one this theme is made for them too.
    sixteen: Option<String>,
    /// Colours by name: `#rrggbb`, or `#rrggbb 22` with the choice among 256 colours, or an ANSI name.
    palette: BTreeMap<String, String>,
    roles: BTreeMap<String, String>,
}

impl Source {
    /// Returns the theme that is to be taken in place of this one.
    pub(super) fn stand_in(&self, depth: Depth) -> Option<&str> {
        match depth {
            Depth::True | Depth::Indexed => None,
            Depth::Sixteen => self.sixteen.as_deref(),
            Depth::None => Some(depth.default_theme()),
        }
    }
}

/// Reads the text; what cannot be read at all is an empty theme and a warning.
pub(super) fn read(text: &str) -> (Source, Vec<String>) {
    match toml::from_str(text) {
        Ok(source) => (source, Vec::new()),
        Err(error) => (Source::default(), vec![format!("theme: {}", error.message())]),
    }
}

/// Works out the style of every role.
pub(super) fn styles(source: &Source, depth: Depth) -> ([Style; Role::COUNT], Vec<String>) {
    let mut warnings = Vec::new();
    let palette = palette(source, depth, &mut warnings);
    for name in source.roles.keys().filter(|name| !Role::ALL.iter().any(|role| role.name() == **name)) {
        warnings.push(format!("theme: unknown role {name}"));
    }
    let mut styles = fallback(source, depth);
    for role in Role::ALL {
        match source.roles.get(role.name()).map(|line| style(line, &palette)) {
            Some(Ok(style)) => styles[role as usize] = style,
            Some(Err(word)) => {
                warnings.push(format!("theme: role {}: unknown colour or attribute {word}", role.name()));
            }
            None => warnings.push(format!("theme: missing role {}", role.name())),
        }
    }
    (styles, warnings)
}

/// Returns the styles of the fallback theme where this theme leaves some out.
fn fallback(source: &Source, depth: Depth) -> [Style; Role::COUNT] {
    if Role::ALL.iter().all(|role| source.roles.contains_key(role.name())) {
        return [Style::default(); Role::COUNT];
    }
    let dark: Source = built_in(FALLBACK).and_then(|text| toml::from_str(text).ok()).unwrap_or_default();
    let palette = palette(&dark, depth, &mut Vec::new());
    Role::ALL.map(|role| {
        let line = dark.roles.get(role.name()).map_or("", String::as_str);
        style(line, &palette).unwrap_or_default()
    })
}

fn palette(source: &Source, depth: Depth, warnings: &mut Vec<String>) -> BTreeMap<String, Color> {
    let mut palette = BTreeMap::new();
    for (name, value) in &source.palette {
        let mut words = value.split_whitespace();
        let colour = words.next().and_then(|word| Color::from_str(word).ok());
        let indexed = words.next().map(u8::from_str).transpose();
        match (colour, indexed) {
            (Some(colour), Ok(indexed)) => {
                palette.insert(name.clone(), depth.reduce(colour, indexed));
            }
            _ => warnings.push(format!("theme: colour {name}: cannot read {value}")),
        }
    }
    palette
}

/// Reads a style such as `red bold` or `text on selection`; the error is the word that is not known.
fn style<'a>(line: &'a str, palette: &BTreeMap<String, Color>) -> Result<Style, &'a str> {
    let mut style = Style::new();
    let mut words = line.split_whitespace();
    while let Some(word) = words.next() {
        style = if word == "on" {
            let name = words.next().ok_or(word)?;
            style.bg(*palette.get(name).ok_or(name)?)
        } else if let Some(modifier) = modifier(word) {
            style.add_modifier(modifier)
        } else {
            style.fg(*palette.get(word).ok_or(word)?)
        };
    }
    Ok(style)
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word {
        "bold" => Modifier::BOLD,
        "dimmed" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underlined" => Modifier::UNDERLINED,
        "reversed" => Modifier::REVERSED,
        _ => return None,
    })
}
