//! How podmend is set up: file, environment and flags become one [`Config`].
//!
//! The command line goes before the environment, and that before the file; what none of them says is decided here. A key
//! that podmend does not know is an error, because a misspelt `protected` must not leave a cluster unprotected.

mod file;
mod redact;

use std::{
    io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;

use super::args::Arguments;
use crate::{
    core::redact::{Policy, Profile},
    tui::keys::Keymap,
};

use file::File;

/// Words in the name of a context that make it a protected one.
const PROTECTED: [&str; 4] = ["prod", "production", "live", "prd"];

/// What holds while the program runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The theme that was asked for; without one the terminal's ground decides.
    pub theme: Option<String>,
    /// Where the user's own themes lie.
    pub themes: Option<PathBuf>,
    pub ascii: bool,
    pub mouse: bool,
    pub read_only: bool,
    /// Contexts with one of these words in their name are protected.
    pub protected: Vec<String>,
    /// Namespaces to look at for a user who may not list them.
    pub namespaces: Vec<String>,
    pub keymap: Keymap,
    pub hiding: Hiding,
}

/// What is hidden in what leaves podmend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hiding {
    pub policy: Policy,
    /// Whether the Secrets of the shown namespaces may be read, to hide their values wherever they stand.
    pub learns_secrets: bool,
}

impl Hiding {
    /// Returns what is hidden from the user's own eyes: credentials, and what the lists say.
    pub fn at_home(&self) -> Policy {
        Policy { profile: Profile::Internal, lists: self.policy.lists.clone() }
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot use {}, line {line}: {problem}", path.display())]
    Parse { path: PathBuf, line: usize, problem: String },
    #[error("cannot use the [keys] of {}: {problem}", path.display())]
    Keys { path: PathBuf, problem: String },
}

impl Config {
    /// Reads the file, if there is one, and lays environment and flags over it.
    pub fn load(arguments: &Arguments) -> Result<Self, ConfigError> {
        let folder = etcetera::base_strategy::Xdg::new().ok().map(|base| base.config_dir().join("podmend"));
        let path = folder.as_deref().map(|folder| folder.join("config.toml"));
        let file = path.as_deref().map_or_else(|| Ok(File::default()), read)?;
        let problem = |problem| ConfigError::Keys { path: path.clone().unwrap_or_default(), problem };
        let keymap = Keymap::with_overrides(&file.overrides()).map_err(problem)?;
        let themes = folder.map(|folder| folder.join("themes"));
        Ok(Self::merge(file, arguments, keymap, themes, |name| std::env::var(name).ok()))
    }

    fn merge(
        file: File,
        arguments: &Arguments,
        keymap: Keymap,
        themes: Option<PathBuf>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let look = &arguments.look;
        Self {
            hiding: file.hiding(),
            theme: look.theme.clone().or(file.theme),
            themes,
            ascii: look.ascii || file.ascii.unwrap_or_else(|| !knows_unicode(variable)),
            mouse: !look.no_mouse && file.mouse.unwrap_or(true),
            read_only: arguments.target.read_only || file.read_only.unwrap_or(false),
            protected: file.protected.unwrap_or_else(|| PROTECTED.map(str::to_owned).to_vec()),
            namespaces: file.namespaces,
            keymap,
        }
    }
}

/// A file that is not there says nothing.
fn read(path: &Path) -> Result<File, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            File::parse(&text).map_err(|(line, problem)| ConfigError::Parse { path: path.to_owned(), line, problem })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(File::default()),
        Err(source) => Err(ConfigError::Read { path: path.to_owned(), source }),
    }
}

/// Says whether the locale is one of UTF-8. One that is not set, as in most containers, says nothing about the terminal.
fn knows_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    locale.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn config(file: &str, line: &str, variables: &[(&str, &str)]) -> Config {
        let arguments = Arguments::parse_from(line.split_whitespace());
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Config::merge(File::parse(file).unwrap(), &arguments, Keymap::default(), None, variable)
    }

    #[test]
    fn without_a_file_there_are_sensible_settings() {
        let config = config("", "podmend", &[("LANG", "en_US.UTF-8")]);
        assert!(config.mouse && !config.ascii && !config.read_only);
        assert_eq!(config.theme, None);
        assert_eq!(config.protected, PROTECTED);
    }

    #[test]
    fn flags_go_before_the_file() {
        let file = "theme = \"light\"\nmouse = true\nprotected = []\nnamespaces = [\"team-a\"]\n";
        let config = config(file, "podmend --theme mono --no-mouse", &[]);
        assert_eq!(config.theme.as_deref(), Some("mono"));
        assert!(!config.mouse && config.protected.is_empty());
        assert_eq!(config.namespaces, ["team-a"]);
    }

    #[test]
    fn at_home_the_lists_hold_and_nobody_is_a_stranger() {
        let hiding = config("[redact]\nprofile = \"public\"\nvalues = [\"project-x\"]\n", "podmend", &[]).hiding;
        assert_eq!(hiding.policy.profile, Profile::Public);
        assert_eq!(hiding.at_home(), Policy { profile: Profile::Internal, lists: hiding.policy.lists.clone() });
    }

    #[test]
    fn a_locale_without_utf8_means_ascii_unless_the_file_says_otherwise() {
        let latin = [("LC_ALL", ""), ("LANG", "de_DE.ISO-8859-1")];
        assert!(config("", "podmend", &latin).ascii);
        assert!(!config("ascii = false", "podmend", &latin).ascii);
        assert!(!config("", "podmend", &[("LC_ALL", "C.utf8"), ("LANG", "C")]).ascii);
        assert!(!config("", "podmend", &[]).ascii);
    }
}
