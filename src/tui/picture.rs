//! A drawn screen as an SVG picture, for the documentation: made by the program itself, so never out of date.
//!
//! A cell has a fixed size and every run of text its own place, so that a font whose marks are wider than its letters
//! moves nothing. There is no window round the picture.

use std::fmt::Write as _;

use ratatui::{
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr as _;

/// Size of a cell, that of the letters, and where their foot stands in it.
const CELL: (u16, u16) = (9, 19);
const FONT_SIZE: u16 = 15;
const BASELINE: u16 = 14;

/// Room round the screen.
const MARGIN: u16 = 10;

/// What the terminal shows where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    pub text: (u8, u8, u8),
    pub ground: (u8, u8, u8),
}

impl Ground {
    pub const DARK: Self = Self { text: (0xc7, 0xd0, 0xda), ground: (0x0f, 0x14, 0x1b) };
    pub const LIGHT: Self = Self { text: (0x2b, 0x36, 0x41), ground: (0xfb, 0xfc, 0xfd) };
}

/// Returns the buffer as SVG.
pub fn svg(buffer: &Buffer, ground: Ground) -> String {
    let (columns, rows) = (buffer.area.width, buffer.area.height);
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n\
         <g font-family=\"JetBrains Mono,DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"{FONT_SIZE}\" \
         xml:space=\"preserve\">\n",
        hex(corner(buffer, ground)),
    );
    let runs: Vec<Run> = (0..rows).flat_map(|row| runs(buffer, row, ground)).collect();
    // All grounds come before all text, since a letter may reach into the next cell.
    for run in &runs {
        run.write_ground(&mut svg, ground);
    }
    for run in &runs {
        run.write_text(&mut svg);
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// The margin has the ground of the first cell below the header.
fn corner(buffer: &Buffer, ground: Ground) -> (u8, u8, u8) {
    let cell = buffer.cell((0, buffer.area.height / 2));
    cell.map_or(ground.ground, |cell| Look::of(cell, ground).ground)
}

/// How a cell looks once the terminal's own colours are filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    text: (u8, u8, u8),
    ground: (u8, u8, u8),
    modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell, ground: Ground) -> Self {
        let text = rgb(cell.fg).unwrap_or(ground.text);
        let behind = rgb(cell.bg).unwrap_or(ground.ground);
        let modifier = cell.modifier - Modifier::REVERSED;
        if cell.modifier.contains(Modifier::REVERSED) {
            return Self { text: behind, ground: text, modifier };
        }
        Self { text, ground: behind, modifier }
    }
}

/// Cells of one row beside each other that look the same.
struct Run {
    column: u16,
    row: u16,
    columns: u16,
    look: Look,
    text: String,
}

fn runs(buffer: &Buffer, row: u16, ground: Ground) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut column = 0;
    while column < buffer.area.width {
        let cell = &buffer[(buffer.area.x + column, buffer.area.y + row)];
        let look = Look::of(cell, ground);
        let columns = u16::try_from(cell.symbol().width().max(1)).unwrap_or(1);
        match runs.last_mut().filter(|run| run.look == look && run.text.is_ascii() && cell.symbol().is_ascii()) {
            Some(run) => {
                run.columns += columns;
                run.text.push_str(cell.symbol());
            }
            None => runs.push(Run { column, row, columns, look, text: cell.symbol().to_owned() }),
        }
        column += columns;
    }
    runs
}

impl Run {
    fn x(&self) -> u16 {
        MARGIN + self.column * CELL.0
    }

    fn y(&self) -> u16 {
        MARGIN + self.row * CELL.1
    }

    fn write_ground(&self, svg: &mut String, ground: Ground) {
        if self.look.ground == ground.ground {
            return;
        }
        let (x, y, width) = (self.x(), self.y(), self.columns * CELL.0);
        let fill = hex(self.look.ground);
        put(svg, format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{fill}\"/>", CELL.1));
    }

    fn write_text(&self, svg: &mut String) {
        let underlined = self.look.modifier.contains(Modifier::UNDERLINED);
        if self.text.trim().is_empty() && !underlined {
            return;
        }
        let (x, y, fill) = (self.x(), self.y() + BASELINE, hex(self.look.text));
        let mut attributes = String::new();
        for (modifier, attribute) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::ITALIC, " font-style=\"italic\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
            (Modifier::DIM, " opacity=\"0.6\""),
        ] {
            if self.look.modifier.contains(modifier) {
                attributes.push_str(attribute);
            }
        }
        let text = self.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        put(svg, format_args!("<text x=\"{x}\" y=\"{y}\" fill=\"{fill}\"{attributes}>{text}</text>"));
    }
}

fn put(svg: &mut String, line: std::fmt::Arguments) {
    writeln!(svg, "{line}").expect("writing to a string cannot fail");
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Returns the colour that a terminal shows; `None` where it takes its own.
fn rgb(colour: Color) -> Option<(u8, u8, u8)> {
    match colour {
        Color::Reset => None,
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index @ 16..) => Some(indexed(index)),
        Color::Indexed(index) => Some(ANSI[usize::from(index)]),
        named => NAMED.iter().position(|known| *known == named).map(|index| ANSI[index]),
    }
}

/// The colour cube and the greys of xterm.
fn indexed(index: u8) -> (u8, u8, u8) {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    if index >= 232 {
        let grey = 8 + 10 * (index - 232);
        return (grey, grey, grey);
    }
    let cube = index - 16;
    let level = |step: u8| LEVELS[usize::from(step % 6)];
    (level(cube / 36), level(cube / 6), level(cube))
}

/// The sixteen as xterm shows them.
const ANSI: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::{layout::Rect, style::Style};

    #[test]
    fn runs_have_their_place_and_their_look() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        buffer.set_string(0, 0, "a<b", Style::new().fg(Color::Rgb(1, 2, 3)).bold());
        buffer.set_string(3, 0, "✔ok", Style::new().bg(Color::Indexed(22)));
        let svg = svg(&buffer, Ground::DARK);
        assert!(svg.contains("<text x=\"10\" y=\"24\" fill=\"#010203\" font-weight=\"bold\">a&lt;b</text>"), "{svg}");
        assert!(svg.contains("<text x=\"37\" y=\"24\" fill=\"#c7d0da\">✔</text>"), "{svg}");
        assert!(svg.contains("<rect x=\"37\" y=\"10\" width=\"9\" height=\"19\" fill=\"#005f00\"/>"), "{svg}");
    }

    #[test]
    fn reversed_cells_swap_their_colours() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
        buffer.set_string(0, 0, "x", Style::new().fg(Color::Red).add_modifier(Modifier::REVERSED));
        let svg = svg(&buffer, Ground::DARK);
        assert!(svg.contains("fill=\"#cd0000\"/>") && svg.contains("fill=\"#0f141b\">x<"), "{svg}");
    }
}
