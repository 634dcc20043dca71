//! What comes from the keyboard, the mouse and the window, as a stream.
//!
//! A thread of its own reads: the reader blocks in the middle of a sequence of which only half has come, and the screen
//! must not wait for the other half. So crossterm's `EventStream` is not used, which reads on the thread that polls it;
//! nor is its usual reader, which loses a key that comes together with a change of the window's size (hence the feature
//! `use-dev-tty`).

use std::{io, thread, time::Duration};

use crossterm::event::{self, Event, KeyCode, KeyModifiers};
use futures::{Stream, stream};
use tokio::sync::mpsc;

use super::canvas;

/// How many events wait for the loop before the terminal has to.
const BACKLOG: usize = 256;

/// The parts of one answer come together; nobody types this fast.
const BURST: Duration = Duration::from_millis(30);

/// The longest answer that is swallowed, in keys.
const LONGEST_ANSWER: usize = 64;

/// Starts to read. The stream ends when the terminal can no longer be read.
pub fn events() -> io::Result<impl Stream<Item = io::Result<Event>> + Unpin> {
    let (sender, mut receiver) = mpsc::channel(BACKLOG);
    thread::Builder::new().name("keyboard".to_owned()).spawn(move || read(&sender))?;
    Ok(stream::poll_fn(move |context| receiver.poll_recv(context)))
}

fn read(sender: &mpsc::Sender<io::Result<Event>>) {
    loop {
        let event = event::read();
        if event.as_ref().is_ok_and(starts_answer) && swallow_answer(next_in_burst) {
            continue;
        }
        let last = event.is_err();
        if sender.blocking_send(event.map(made_drawable)).is_err() || last {
            return;
        }
    }
}

fn next_in_burst() -> Option<Event> {
    if event::poll(BURST).unwrap_or(false) { event::read().ok() } else { None }
}

/// Says whether this may be the beginning of the terminal's answer to a question about colours, `ESC ] 11 ; ..`, that
/// came too late. To crossterm it is Alt with `]` and then a row of keys, any of which might mean something to us.
fn starts_answer(event: &Event) -> bool {
    is_key(event, ']', KeyModifiers::ALT)
}

/// Drops the rest of an answer. Returns `false` when nothing came with it: then it was a key that somebody pressed.
fn swallow_answer(mut next: impl FnMut() -> Option<Event>) -> bool {
    for swallowed in 0..LONGEST_ANSWER {
        match next() {
            None => return swallowed > 0,
            Some(event) if ends_answer(&event) => return true,
            Some(_) => {}
        }
    }
    true
}

/// `ESC \` or BEL.
fn ends_answer(event: &Event) -> bool {
    is_key(event, '\\', KeyModifiers::ALT) || is_key(event, 'g', KeyModifiers::CONTROL)
}

fn is_key(event: &Event, character: char, modifiers: KeyModifiers) -> bool {
    event.as_key_press_event().is_some_and(|key| key.code == KeyCode::Char(character) && key.modifiers == modifiers)
}

fn made_drawable(event: Event) -> Event {
    match event {
        Event::Resize(width, height) => {
            let size = canvas::drawable(width, height);
            Event::Resize(size.width, size.height)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    fn key(character: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(character), modifiers))
    }

    #[test]
    fn a_late_answer_is_swallowed_and_what_follows_is_not() {
        let mut keys: Vec<Event> = "11;rgb:ffff/ffff/ffff".chars().map(|c| key(c, KeyModifiers::NONE)).collect();
        keys.push(key('\\', KeyModifiers::ALT));
        keys.push(key('q', KeyModifiers::NONE));
        let mut keys = keys.into_iter();
        assert!(starts_answer(&key(']', KeyModifiers::ALT)));
        assert!(swallow_answer(|| keys.next()));
        assert_eq!(keys.next(), Some(key('q', KeyModifiers::NONE)));
    }

    #[test]
    fn a_key_pressed_alone_is_a_key() {
        assert!(!swallow_answer(|| None));
    }

    #[test]
    fn an_endless_answer_is_given_up() {
        let mut count = 0;
        swallow_answer(|| {
            count += 1;
            Some(key('x', KeyModifiers::NONE))
        });
        assert_eq!(count, LONGEST_ANSWER);
    }
}
