//! Asks the terminal whether its background is light or dark.
//!
//! Has to happen before [`super::input`] reads the keyboard, which is where the answer comes from. An answer that comes
//! after the time is up is swallowed there.

use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

/// A terminal that knows the question answers within a round trip; one that does not answers the second question, which
/// every terminal knows. So this is the wait for a terminal that answers nothing at all.
const PATIENCE: Duration = Duration::from_millis(200);

/// The colour behind the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Also what is assumed when the terminal does not say.
    #[default]
    Dark,
    Light,
}

/// Returns what the terminal says, or the default when it says nothing in time.
pub fn ask() -> Ground {
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    match theme_mode(options) {
        Ok(ThemeMode::Light) => Ground::Light,
        Ok(ThemeMode::Dark) | Err(_) => Ground::Dark,
    }
}
