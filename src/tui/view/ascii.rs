//! The ASCII twins of marks, borders and ellipses, for terminals that cannot show them.
//!
//! Works on what is drawn already, so that no pane has to know: a screen in ASCII has nothing else on it.

use ratatui::buffer::Buffer;

/// Each mark with what stands for it.
const TWINS: [(&str, &str); 34] = [
    ("✔", "+"),
    ("✖", "x"),
    ("●", "*"),
    ("○", "o"),
    ("◌", "o"),
    ("↻", "@"),
    ("▲", "^"),
    ("▸", ">"),
    ("▾", "v"),
    ("▌", "|"),
    ("›", ">"),
    ("·", "."),
    ("…", "~"),
    ("⋯", "~"),
    ("–", "-"),
    ("↓", "v"),
    ("↑", "^"),
    ("─", "-"),
    ("│", "|"),
    ("╭", "+"),
    ("╮", "+"),
    ("╰", "+"),
    ("╯", "+"),
    ("▏", "|"),
    ("█", "#"),
    ("━", "="),
    ("┃", "|"),
    ("┏", "+"),
    ("┓", "+"),
    ("┗", "+"),
    ("┛", "+"),
    ("’", "'"),
    ("“", "\""),
    ("”", "\""),
];

/// Replaces whatever is not ASCII.
pub(super) fn twins(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let twin = TWINS.iter().find(|(mark, _)| *mark == cell.symbol()).map_or("?", |(_, twin)| twin);
            cell.set_symbol(twin);
        }
    }
}
