//! The key table. Dispatcher, footer, help, palette and the README's table are made from it; nothing else knows a key.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
};

use crossterm::event::KeyEvent;

pub mod chord;
mod places;
mod table;

pub use chord::Chord;
pub use places::{pane_places, places};
use table::TABLE;

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Down,
    Up,
    Top,
    Bottom,
    HalfPageDown,
    HalfPageUp,
    Left,
    Right,
    Open,
    Back,
    Quit,
    NextPane,
    ShowWhy,
    ShowEvents,
    ShowFix,
    ShowSpec,
    ShowTimeline,
    Zoom,
    Filter,
    Palette,
    Help,
    ShowCause,
    Namespaces,
    Contexts,
    Retry,
    Redraw,
    Suspend,
    NextVariant,
    PickSecret,
    ToggleUnified,
    ToggleWrap,
    NextChange,
    PreviousChange,
    ToggleNoise,
    Apply,
    Undo,
    ToggleRedaction,
    NextHidden,
    PreviousHidden,
    Keep,
    HideWord,
    Copy,
    CopyMenu,
    Confirm,
    Accept,
}

impl Action {
    /// Says whether a held key may go on doing it.
    pub fn may_repeat(self) -> bool {
        matches!(
            self,
            Self::Down
                | Self::Up
                | Self::HalfPageDown
                | Self::HalfPageUp
                | Self::Left
                | Self::Right
                | Self::NextChange
                | Self::PreviousChange
                | Self::NextHidden
                | Self::PreviousHidden
        )
    }
}

/// Where a key is pressed; the same key may mean another thing elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Everywhere outside dialogs.
    Anywhere,
    List,
    Detail,
    Why,
    Fix,
    Spec,
    Timeline,
    /// The detail while everything is shown redacted.
    Redacted,
    /// The dialog in front of a write.
    Confirm,
    /// The same in a protected context, where the object's name is typed.
    ConfirmByName,
    /// The question whether a hidden value may stand in the next copy.
    Keep,
    /// The field for a word that is to be hidden.
    Word,
    /// A list to choose from; keys that are not in the table go to its filter.
    Pick,
    /// The filter of the list, while it is typed.
    Filter,
    Help,
}

impl Place {
    /// Returns the heading of this place in help and README.
    pub fn title(self) -> &'static str {
        match self {
            Self::Anywhere => "Anywhere",
            Self::List => "Incidents",
            Self::Detail => "Detail",
            Self::Why => "Why",
            Self::Fix => "Fix",
            Self::Spec => "Spec",
            Self::Timeline => "Timeline",
            Self::Redacted => "While redacted",
            Self::Confirm => "Before a write",
            Self::ConfirmByName => "Before a write in a protected context",
            Self::Keep => "Before a hidden value is copied",
            Self::Word => "Hiding a word",
            Self::Pick => "Choosing",
            Self::Filter => "Filtering",
            Self::Help => "Help",
        }
    }

    /// Says whether a key that the table does not know here is text.
    pub fn takes_text(self) -> bool {
        matches!(self, Self::ConfirmByName | Self::Word | Self::Pick | Self::Filter)
    }
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) place: Place,
    pub(crate) action: Action,
    /// The action's name in the palette and in the configuration file.
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// The word in the footer; empty when it is not shown there.
    pub(crate) footer: &'static str,
    pub(crate) help: &'static str,
}

/// The table with the user's own keys in it.
#[derive(Clone, Debug)]
pub struct Keymap {
    /// The keys of each row of the table, in its order.
    chords: Vec<Vec<Chord>>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::with_overrides(&BTreeMap::new()).expect("the table's own keys can be read, which a test holds")
    }
}

impl Keymap {
    /// Replaces the keys of the named actions.
    ///
    /// # Errors
    /// In words: an unknown action, a key that cannot be read, or two actions on one key in the same place.
    pub fn with_overrides(overrides: &BTreeMap<String, Vec<String>>) -> Result<Self, String> {
        if let Some(unknown) = overrides.keys().find(|name| TABLE.iter().all(|row| row.name != name.as_str())) {
            return Err(format!("no action is called {unknown:?}; `podmend` then `?` lists them"));
        }
        let mut chords = Vec::with_capacity(TABLE.len());
        for row in TABLE {
            let keys: Vec<&str> = match overrides.get(row.name) {
                Some(keys) => keys.iter().map(String::as_str).collect(),
                None => row.keys.to_vec(),
            };
            chords.push(keys.iter().map(|key| Chord::parse(key)).collect::<Result<_, _>>()?);
        }
        let keymap = Self { chords };
        keymap.check_for_clashes()?;
        Ok(keymap)
    }

    fn check_for_clashes(&self) -> Result<(), String> {
        let mut seen = HashSet::new();
        for (row, chord) in self.rows() {
            if !seen.insert((row.place, chord)) {
                return Err(format!("key {chord} is bound twice in {:?}", row.place.title()));
            }
        }
        Ok(())
    }

    fn rows(&self) -> impl Iterator<Item = (&'static Binding, Chord)> {
        let pairs = TABLE.iter().zip(&self.chords);
        pairs.flat_map(|(row, chords)| chords.iter().map(move |chord| (row, *chord)))
    }

    /// Returns what this key means; the first place that knows it decides.
    pub fn action(&self, places: &[Place], key: KeyEvent) -> Option<Action> {
        let pressed = Chord::from(key);
        places.iter().find_map(|place| {
            let mut rows = self.rows();
            rows.find(|(row, chord)| row.place == *place && *chord == pressed).map(|(row, _)| row.action)
        })
    }

    /// Returns the first key of this action as it is shown, or nothing when it has none.
    pub fn hint(&self, action: Action) -> String {
        let row = self.rows().find(|(row, _)| row.action == action);
        row.map(|(_, chord)| chord.to_string()).unwrap_or_default()
    }

    /// Returns key and word of what is offered at the foot of the screen, innermost place first.
    pub fn footer(&self, places: &[Place]) -> Vec<(String, &'static str)> {
        let mut shown = HashSet::new();
        let mut items = Vec::new();
        for place in places {
            for (row, chords) in TABLE.iter().zip(&self.chords) {
                let Some(chord) = chords.first() else { continue };
                if row.place == *place && !row.footer.is_empty() && shown.insert(row.action) {
                    items.push((chord.to_string(), row.footer));
                }
            }
        }
        items
    }

    /// Returns the help by place: all keys of each action, and what it does.
    pub fn help(&self, places: &[Place]) -> Vec<(&'static str, Vec<(String, &'static str)>)> {
        places.iter().map(|place| (place.title(), self.help_of(*place))).filter(|(_, rows)| !rows.is_empty()).collect()
    }

    fn help_of(&self, place: Place) -> Vec<(String, &'static str)> {
        let rows = TABLE.iter().zip(&self.chords).filter(|(row, chords)| row.place == place && !chords.is_empty());
        rows.map(|(row, chords)| (chords.iter().map(Chord::to_string).collect::<Vec<_>>().join(" "), row.help))
            .collect()
    }

    /// Returns what the palette offers in these places: action, name, first key, help.
    pub fn commands(&self, places: &[Place]) -> Vec<(Action, &'static str, String, &'static str)> {
        let mut seen = HashSet::new();
        let rows = TABLE.iter().filter(|row| places.contains(&row.place) && row.action != Action::Palette);
        rows.filter(|row| seen.insert(row.action))
            .map(|row| (row.action, row.name, self.hint(row.action), row.help))
            .collect()
    }
}

/// Writes the whole table in Markdown, as the README has it.
pub fn markdown() -> String {
    let mut text = "| where | key | name | what it does |\n|---|---|---|---|\n".to_owned();
    for row in TABLE.iter().filter(|row| !row.keys.is_empty()) {
        let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
        let _ = writeln!(text, "| {} | {} | {} | {} |", row.place.title(), keys.join(" "), row.name, row.help);
    }
    text
}

/// Returns the action of this name.
pub fn action_named(name: &str) -> Option<Action> {
    TABLE.iter().find(|row| row.name == name).map(|row| row.action)
}

/// Every place, in the order of the help and of the README.
pub const PLACES: [Place; 15] = [
    Place::Anywhere,
    Place::List,
    Place::Detail,
    Place::Why,
    Place::Fix,
    Place::Spec,
    Place::Timeline,
    Place::Redacted,
    Place::Confirm,
    Place::ConfirmByName,
    Place::Keep,
    Place::Word,
    Place::Pick,
    Place::Filter,
    Place::Help,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyModifiers};

    #[test]
    fn every_action_has_help_and_no_key_is_taken_twice() {
        assert!(TABLE.iter().all(|row| !row.help.is_empty() && !row.name.is_empty()));
        assert_eq!(Keymap::default().check_for_clashes(), Ok(()));
    }

    #[test]
    fn the_inner_place_decides() {
        let keymap = Keymap::default();
        let key = KeyEvent::new(KeyCode::Char('y'), KeyModifiers::NONE);
        assert_eq!(keymap.action(&[Place::Confirm], key), Some(Action::Confirm));
        assert_eq!(keymap.action(&[Place::Fix, Place::Anywhere], key), None);
    }

    #[test]
    fn a_key_can_be_moved() {
        let overrides = BTreeMap::from([("apply".to_owned(), vec!["ctrl-a".to_owned()])]);
        let keymap = Keymap::with_overrides(&overrides).unwrap();
        assert_eq!(keymap.hint(Action::Apply), "ctrl-a");
        let old = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        assert_eq!(keymap.action(&[Place::Anywhere], old), None);
    }

    #[test]
    fn a_clash_and_an_unknown_action_are_said() {
        let clash = BTreeMap::from([("apply".to_owned(), vec!["q".to_owned()])]);
        assert!(Keymap::with_overrides(&clash).unwrap_err().contains("bound twice"));
        let unknown = BTreeMap::from([("aply".to_owned(), vec!["q".to_owned()])]);
        assert!(Keymap::with_overrides(&unknown).unwrap_err().contains("aply"));
    }
}
