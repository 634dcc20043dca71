//! Files that only their owner can read: what was copied where there is no clipboard, and crash reports.
//!
//! They lie under the XDG state directory and never in a shared place such as `/tmp`. A file is always a new one, so a
//! link or a pipe that somebody else has put in its place is never written through.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use jiff::Timestamp;

/// How many files of one second are told apart.
const ATTEMPTS: u32 = 100;

/// Writes a new file into a folder of the state directory and returns its path.
pub(crate) fn save(folder: &str, extension: &str, contents: &str) -> io::Result<PathBuf> {
    save_under(&state_folder()?, folder, extension, contents)
}

/// Returns podmend's own folder in the state directory, which may not exist yet.
pub(crate) fn state_folder() -> io::Result<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().map_err(io::Error::other)?;
    let state = base.state_dir().ok_or_else(|| io::Error::other("there is no state directory"))?;
    Ok(state.join("podmend"))
}

pub(super) fn save_under(state: &Path, folder: &str, extension: &str, contents: &str) -> io::Result<PathBuf> {
    let folder = state.join(folder);
    make_private_folder(&folder)?;
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

fn make_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() || found.uid() != rustix::process::getuid().as_raw() {
        return Err(io::Error::other(format!("{} is not a folder of yours", folder.display())));
    }
    Ok(())
}

/// Creating a file that must be new (`O_EXCL`) follows no link either.
fn write_new(path: &Path, contents: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(contents.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn files_are_private_and_never_the_same() {
        let state = tempfile::tempdir().unwrap();
        let first = save_under(state.path(), "copies", "txt", "one").unwrap();
        let second = save_under(state.path(), "copies", "txt", "two").unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read_to_string(&first).unwrap(), "one");
        assert_eq!(fs::metadata(&first).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(state.path().join("copies")).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_link_in_the_place_of_the_file_is_not_followed() {
        let state = tempfile::tempdir().unwrap();
        let target = state.path().join("target");
        let link = state.path().join("link");
        symlink(&target, &link).unwrap();
        assert_eq!(write_new(&link, "secret").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(!target.exists());
    }

    #[test]
    fn a_link_in_the_place_of_the_folder_is_refused() {
        let state = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), state.path().join("copies")).unwrap();
        assert!(save_under(state.path(), "copies", "txt", "one").is_err());
    }
}
