//! A text field of one line.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget as _};
use tui_textarea::TextArea;

use crate::core::text::neutralise_line;

/// Text that the user types, with a cursor in it.
#[derive(Clone, Debug)]
pub struct Field {
    area: TextArea<'static>,
}

impl Default for Field {
    fn default() -> Self {
        Self::new()
    }
}

impl Field {
    /// Returns an empty field.
    pub fn new() -> Self {
        Self::with("")
    }

    /// Returns a field that holds this text, with the cursor after it.
    pub fn with(text: &str) -> Self {
        let mut field = Self { area: TextArea::default() };
        field.paste(text);
        field
    }

    /// Returns what is typed.
    pub fn text(&self) -> String {
        self.area.lines().first().cloned().unwrap_or_default()
    }

    /// Takes a key in; keys that would make a second line, or that type nothing, are passed over.
    pub fn input(&mut self, key: KeyEvent) {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let makes_a_line = match key.code {
            KeyCode::Enter | KeyCode::Tab | KeyCode::BackTab => true,
            KeyCode::Char('m' | 'j') => ctrl,
            _ => false,
        };
        if !makes_a_line {
            self.area.input(key);
        }
    }

    /// Puts a text in at the cursor, without its line breaks and whatever else a screen cannot show.
    pub fn paste(&mut self, text: &str) {
        let line: String = text.chars().filter(|character| !matches!(character, '\n' | '\r')).collect();
        self.area.insert_str(neutralise_line(&line));
    }

    /// Takes everything out again.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Draws the field; without a cursor when the keys go elsewhere.
    pub fn render(&self, area: Rect, buffer: &mut Buffer, style: Style, cursor: Option<Style>) {
        let mut drawn = self.area.clone();
        drawn.set_style(style);
        drawn.set_cursor_line_style(Style::new());
        drawn.set_cursor_style(cursor.unwrap_or_default());
        (&drawn).render(area, buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(field: &mut Field, code: KeyCode) {
        field.input(KeyEvent::new(code, KeyModifiers::NONE));
    }

    #[test]
    fn it_is_typed_into_and_stays_one_line() {
        let mut field = Field::with("web");
        for code in [KeyCode::Char('-'), KeyCode::Enter, KeyCode::Tab, KeyCode::Char('2'), KeyCode::Backspace] {
            press(&mut field, code);
        }
        field.input(KeyEvent::new(KeyCode::Char('m'), KeyModifiers::CONTROL));
        assert_eq!(field.text(), "web-");
    }

    #[test]
    fn a_paste_loses_its_line_breaks_and_control_characters() {
        let mut field = Field::new();
        field.paste("check\r\nout\n\x1b[2J");
        assert_eq!(field.text(), r"checkout\x1b[2J");
        field.clear();
        assert_eq!(field.text(), "");
    }

    #[test]
    fn the_cursor_is_drawn_where_the_next_character_goes() {
        use ratatui::style::Color;
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let cursor = Style::new().bg(Color::Cyan);
        Field::with("abc").render(buffer.area, &mut buffer, Style::new(), Some(cursor));
        assert_eq!(buffer[(3, 0)].bg, Color::Cyan);
        assert_eq!(buffer[(2, 0)].symbol(), "c");
    }
}
