//! Files that only their owner can read: what was copied where there is no clipboard, and crash reports.
//!
//! They lie under the XDG state directory and never in a shared place such as `/tmp`. A file is always a new one, so a
//! link or a pipe that somebody else has put in its place is never written through.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use jiff::Timestamp;

use crate::core::redact::Redacted;

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// How many files of one second are told apart.
const ATTEMPTS: u32 = 100;

/// Writes a new file into a folder of the state directory and returns its path. Only what the redactor made is written.
pub(crate) fn save(folder: &str, extension: &str, contents: &Redacted) -> io::Result<PathBuf> {
    save_under(&state_folder()?, folder, extension, contents)
}

/// Returns podmend's own folder in the state directory, which may not exist yet.
pub(crate) fn state_folder() -> io::Result<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().map_err(io::Error::other)?;
    let state = base.state_dir().ok_or_else(|| io::Error::other("there is no state directory"))?;
    Ok(state.join("podmend"))
}

pub(super) fn save_under(state: &Path, folder: &str, extension: &str, contents: &Redacted) -> io::Result<PathBuf> {
    let folder = state.join(folder);
    system::make_folder(&folder)?;
    let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    for attempt in 0..ATTEMPTS {
        let path = folder.join(format!("{stamp}-{attempt}.{extension}"));
        match write_new(&path, contents) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|()| path),
        }
    }
    Err(io::Error::other("too many files of this second"))
}

fn write_new(path: &Path, contents: &Redacted) -> io::Result<()> {
    system::create(path)?.write_all(contents.as_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::redact::redact;

    #[test]
    fn files_are_never_the_same() {
        let state = tempfile::tempdir().unwrap();
        let first = save_under(state.path(), "copies", "txt", &redact("one").text).unwrap();
        let second = save_under(state.path(), "copies", "txt", &redact("two").text).unwrap();
        assert_ne!(first, second);
        assert_eq!(std::fs::read_to_string(&first).unwrap(), "one");
    }
}
