//! The ASCII twins of marks, borders and ellipses, for terminals that cannot show them.
//!
//! Works on what is drawn already, so that no pane has to know: a screen in ASCII has nothing else on it.

use ratatui::buffer::Buffer;
use unicode_segmentation::UnicodeSegmentation as _;

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
            cell.set_symbol(twin(cell.symbol()));
        }
    }
}

/// Returns a text for such a terminal.
pub(crate) fn text(text: &str) -> String {
    text.graphemes(true).map(|symbol| if symbol.is_ascii() { symbol } else { twin(symbol) }).collect()
}

fn twin(symbol: &str) -> &'static str {
    TWINS.iter().find(|(mark, _)| *mark == symbol).map_or("?", |(_, twin)| twin)
}
