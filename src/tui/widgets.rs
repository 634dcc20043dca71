//! What two panes share, and the text field around the text area.

pub mod field;
pub mod fuzzy;
