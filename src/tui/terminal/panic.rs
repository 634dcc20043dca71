//! What happens when podmend has a bug: the terminal is given back, the report goes into a file, one sentence is said.
//!
//! The sentence and the report pass the redactor, because a panic may quote what it choked on. There is no core dump and
//! nothing is sent anywhere.

use std::{
    backtrace::Backtrace,
    io::{self, Write},
    panic::{self, PanicHookInfo},
    path::PathBuf,
    process, thread,
};

use crate::{
    core::{redact::redact, text},
    tui::private_file,
};

/// What the process ends with after a bug; Rust's own choice.
pub const EXIT_CODE: i32 = 101;

/// How much of the panic's own words goes into the sentence.
const WORDS: usize = 300;

/// Installs the hook.
///
/// A panic beside the main thread ends the process too: a workbench whose network or keyboard has silently died would
/// show an old cluster as if it were the present one.
pub fn install() {
    panic::set_hook(Box::new(move |info| {
        super::guard::give_back_for_good();
        let words = words(info);
        let saved = private_file::save("crashes", "txt", &redact(&report(&words)).text);
        let _ = writeln!(io::stderr(), "{}", sentence(redact(&words).text.as_str(), saved));
        if thread::current().name() != Some("main") {
            process::exit(EXIT_CODE);
        }
    }));
}

/// Panics when a test asks for it in the environment: on this thread (`1`) or on another (`thread`).
#[cfg(debug_assertions)]
pub(super) fn on_request() {
    let request = std::env::var("PODMEND_TEST_PANIC").unwrap_or_default();
    if request == "thread" {
        thread::spawn(|| panic!("asked for, password=hunter2secret"));
    } else if request == "1" {
        panic!("asked for, password=hunter2secret");
    }
}

/// Returns where it happened and what the panic says.
fn words(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    if info.location().is_some_and(|location| is_in_redactor(location.file())) {
        return place;
    }
    let payload = info.payload();
    let literal = payload.downcast_ref::<&str>().copied();
    match literal.or_else(|| payload.downcast_ref::<String>().map(String::as_str)) {
        Some(message) => format!("{place}: {message}"),
        None => place,
    }
}

/// A redactor that has failed is not to be trusted with what it choked on: of its own panics only the place is told.
fn is_in_redactor(file: &str) -> bool {
    file.replace('\\', "/").contains("src/core/redact")
}

fn report(words: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let system = std::env::consts::OS;
    let architecture = std::env::consts::ARCH;
    let thread = thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    let backtrace = Backtrace::force_capture();
    format!("podmend {version} on {system} {architecture}, thread {thread}\n{words}\n\n{backtrace}\n")
}

fn sentence(words: &str, saved: io::Result<PathBuf>) -> String {
    let words = text::truncate(words, WORDS);
    let whole = match saved {
        Ok(path) => format!("podmend has a bug and had to stop: {words} (report: {})", path.display()),
        Err(error) => format!("podmend has a bug and had to stop: {words} (cannot save a report: {error})"),
    };
    text::neutralise_line(&whole).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_redactor_is_known_by_its_files() {
        assert!(is_in_redactor("src/core/redact/scan.rs") && is_in_redactor("src\\core\\redact.rs"));
        assert!(!is_in_redactor("src/core/text.rs") && !is_in_redactor(file!()));
    }

    #[test]
    fn the_sentence_is_one_line_and_harmless() {
        let sentence = sentence("src/a.rs:1:1: bad \x1b[31m\nname", Ok(PathBuf::from("/state/crashes/1.txt")));
        assert!(sentence.ends_with("(report: /state/crashes/1.txt)"), "{sentence}");
        assert!(!sentence.contains(['\x1b', '\n']), "{sentence}");
    }
}
