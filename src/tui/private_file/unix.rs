//! Privacy by mode bits, in a folder of the user's own.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
};

pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() || found.uid() != rustix::process::getuid().as_raw() {
        return Err(io::Error::other(format!("{} is not a folder of yours", folder.display())));
    }
    Ok(())
}

/// Creating a file that must be new (`O_EXCL`) follows no link either.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use crate::{core::redact::redact, tui::private_file::save_under};

    #[test]
    fn file_and_folder_are_private() {
        let state = tempfile::tempdir().unwrap();
        let file = save_under(state.path(), "copies", "txt", &redact("one").text).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(state.path().join("copies")).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_link_in_the_place_of_the_file_is_not_followed() {
        let state = tempfile::tempdir().unwrap();
        let target = state.path().join("target");
        let link = state.path().join("link");
        symlink(&target, &link).unwrap();
        assert_eq!(create(&link).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(!target.exists());
    }

    #[test]
    fn a_link_in_the_place_of_the_folder_is_refused() {
        let state = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), state.path().join("copies")).unwrap();
        assert!(save_under(state.path(), "copies", "txt", &redact("one").text).is_err());
    }
}
