//! What ratatui draws on: one frame is one write, marked so that the terminal shows it at once.
//!
//! A frame in which nothing changed writes nothing, which is most of them while the user reads; over SSH that counts.
//! Deliberately absent: asking the terminal where its cursor is. Nobody would hear the answer.

use std::io::{self, Write};

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};

use super::device;

const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";

/// The largest screen we draw. A terminal may claim 65535 by 65535, and two buffers of that do not fit in memory.
const LARGEST: Size = Size::new(1000, 400);

/// What is drawn on while the terminal says that it has no size, as a new container's does for a moment.
const ASSUMED: Size = Size::new(80, 24);

/// Gathers a frame and writes it whole.
#[derive(Debug)]
pub struct Canvas<W> {
    output: W,
    frame: Vec<u8>,
    cursor: Cursor,
}

/// What the terminal was last told about its cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    Hidden,
    Shown,
    At(Position),
}

impl<W: Write> Canvas<W> {
    /// Starts with a hidden cursor, as the guard leaves it.
    pub fn new(output: W) -> Self {
        Self { output, frame: Vec::new(), cursor: Cursor::Hidden }
    }

    /// Puts bytes into the next frame as they are.
    pub(super) fn prepend(&mut self, bytes: &[u8]) {
        self.frame.extend_from_slice(bytes);
    }

    fn queue(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.frame)
    }
}

impl<W: Write> Backend for Canvas<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        if self.cursor != Cursor::Hidden {
            // Drawing moves the cursor, so it has to be put back even where it was.
            self.cursor = Cursor::Shown;
        }
        self.queue().draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor == Cursor::Hidden {
            return Ok(());
        }
        self.cursor = Cursor::Hidden;
        self.queue().hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor != Cursor::Hidden {
            return Ok(());
        }
        self.cursor = Cursor::Shown;
        self.queue().show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "the terminal is never asked for its cursor"))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor == Cursor::At(position) {
            return Ok(());
        }
        if self.cursor != Cursor::Hidden {
            self.cursor = Cursor::At(position);
        }
        self.queue().set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Forgets the cursor too: whoever clears does not trust what is on the screen.
    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.cursor = Cursor::Hidden;
        self.queue().hide_cursor()?;
        self.queue().clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        let mut whole = Vec::with_capacity(BEGIN_FRAME.len() + self.frame.len() + END_FRAME.len());
        whole.extend_from_slice(BEGIN_FRAME);
        whole.append(&mut self.frame);
        whole.extend_from_slice(END_FRAME);
        self.output.write_all(&whole)
    }
}

/// Writes past the buffer and the lock of the standard library, so that a panic can always give the terminal back.
#[derive(Clone, Copy, Debug)]
pub struct Output;

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        device::write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the size to draw at.
pub(super) fn size() -> io::Result<Size> {
    let (width, height) = device::size()?;
    Ok(drawable(width, height))
}

/// Returns a size that can be drawn for the one that a terminal claims to have.
pub(super) fn drawable(width: u16, height: u16) -> Size {
    if width == 0 || height == 0 {
        return ASSUMED;
    }
    Size::new(width.min(LARGEST.width), height.min(LARGEST.height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(canvas: &mut Canvas<Vec<u8>>, symbols: &str) -> String {
        let cells: Vec<Cell> = symbols.chars().map(Cell::from).collect();
        canvas.draw((0..).zip(&cells).map(|(x, cell)| (x, 0, cell))).unwrap();
        written(canvas)
    }

    fn written(canvas: &mut Canvas<Vec<u8>>) -> String {
        canvas.flush().unwrap();
        String::from_utf8(std::mem::take(&mut canvas.output)).unwrap()
    }

    #[test]
    fn a_frame_is_one_marked_write() {
        let bytes = draw(&mut Canvas::new(Vec::new()), "ab");
        assert!(bytes.starts_with("\x1b[?2026h"), "{bytes:?}");
        assert!(bytes.contains("ab"), "{bytes:?}");
        assert!(bytes.ends_with("\x1b[?2026l"), "{bytes:?}");
    }

    #[test]
    fn a_frame_without_a_change_writes_nothing() {
        let mut canvas = Canvas::new(Vec::new());
        canvas.hide_cursor().unwrap();
        assert_eq!(draw(&mut canvas, ""), "");
    }

    #[test]
    fn the_cursor_is_put_back_after_drawing_only() {
        let mut canvas = Canvas::new(Vec::new());
        let place = |canvas: &mut Canvas<Vec<u8>>| {
            canvas.show_cursor().unwrap();
            canvas.set_cursor_position(Position::new(4, 2)).unwrap();
        };
        place(&mut canvas);
        assert_eq!(written(&mut canvas), "\x1b[?2026h\x1b[?25h\x1b[3;5H\x1b[?2026l");
        place(&mut canvas);
        assert_eq!(written(&mut canvas), "");
        draw(&mut canvas, "a");
        place(&mut canvas);
        assert_eq!(written(&mut canvas), "\x1b[?2026h\x1b[3;5H\x1b[?2026l");
    }

    #[test]
    fn absurd_sizes_are_made_drawable() {
        assert_eq!(drawable(0, 24), ASSUMED);
        assert_eq!(drawable(1, 1), Size::new(1, 1));
        assert_eq!(drawable(65535, 65535), LARGEST);
    }
}
