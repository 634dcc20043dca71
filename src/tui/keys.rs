//! The key table. Dispatcher, footer, help, palette and the README's table are made from it; nothing else knows a key.

use std::fmt;

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
    Namespaces,
    Contexts,
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
    Copy,
    CopyMenu,
    Retry,
    Confirm,
}

/// Where a key is pressed; the same key may mean another thing elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Everywhere outside dialogs.
    Anywhere,
    List,
    Detail,
    Fix,
    Spec,
    Timeline,
    /// The dialog in front of a write.
    Confirm,
    /// A list to choose from; keys that are not in the table go to its filter.
    Pick,
    Help,
}
