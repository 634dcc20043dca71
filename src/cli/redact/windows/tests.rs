use std::{
    io::{self, Read},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use super::*;

const LIMITS: Limits = Limits { window: 200, line: 1000 };

/// An input that a test writes while it is read.
struct Pipe(Receiver<&'static str>);

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let text = self.0.recv().unwrap_or_default();
        buffer[..text.len()].copy_from_slice(text.as_bytes());
        Ok(text.len())
    }
}

/// Reads from a pipe in another thread and says of each window what is in it.
fn windows(pauses: Pauses) -> (Sender<&'static str>, Receiver<String>) {
    let (input, pipe) = channel();
    let (sender, windows) = channel();
    thread::spawn(move || {
        let feed = Feed::of("a pipe".to_owned(), Pipe(pipe)).unwrap();
        each(&feed, LIMITS, pauses, |window| Ok(sender.send(window.text().to_owned())?)).unwrap();
    });
    (input, windows)
}

#[test]
fn whole_lines_come_out_while_nothing_more_comes() {
    let (input, windows) = windows(Pauses::Shown);
    input.send("one\ntw").unwrap();
    assert_eq!(windows.recv().unwrap(), "one\n");
    input.send("o\n").unwrap();
    assert_eq!(windows.recv().unwrap(), "two\n");
    drop(input);
    assert_eq!(windows.recv().unwrap(), "");
}

#[test]
fn lines_that_never_pause_long_come_out_too() {
    let (input, windows) = windows(Pauses::Shown);
    let writer = thread::spawn(move || {
        while input.send("a\n").is_ok() {
            thread::sleep(PATIENCE / 10);
        }
    });
    assert!(windows.recv().unwrap().len() < LIMITS.window);
    drop(windows);
    drop(writer);
}

#[test]
fn a_manifest_waits_for_its_end() {
    let (input, windows) = windows(Pauses::Shown);
    input.send("a line\ndata:\n  a: b\n").unwrap();
    assert_eq!(windows.recv().unwrap(), "a line\n");
    input.send("kind: Secret\n").unwrap();
    assert_eq!(windows.recv_timeout(PATIENCE * 2).ok(), None);
    input.send("---\n").unwrap();
    assert_eq!(windows.recv().unwrap(), "data:\n  a: b\nkind: Secret\n");
    drop(input);
    assert_eq!(windows.recv().unwrap(), "---\n");
}

#[test]
fn a_slow_disk_cuts_nothing() {
    let (input, windows) = windows(Pauses::Waited);
    input.send("one\n").unwrap();
    assert_eq!(windows.recv_timeout(PATIENCE * 2).ok(), None);
    drop(input);
    assert_eq!(windows.recv().unwrap(), "one\n");
}

#[test]
fn windows_are_the_whole_input_in_order() {
    let text: String = (0..2000).fold(String::new(), |text, n| text + "line " + &n.to_string() + "\n");
    let feed = Feed::of("a text".to_owned(), io::Cursor::new(text.clone())).unwrap();
    let mut windows = Vec::new();
    each(&feed, LIMITS, Pauses::Waited, |window| {
        windows.push(window.text().to_owned());
        Ok(())
    })
    .unwrap();
    assert!(windows.len() > 2, "{}", windows.len());
    assert_eq!(windows.concat(), text);
}

#[test]
fn an_input_that_breaks_off_is_named() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let feed = Feed::of("a disk".to_owned(), Broken).unwrap();
    let error = each(&feed, LIMITS, Pauses::Waited, |_| Ok(())).unwrap_err();
    assert_eq!(format!("{error:#}"), "cannot read a disk: the disk is gone");
}
