//! An empty home: no test reads or writes the files of whoever runs it.

use std::path::{Path, PathBuf};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

/// What every program gets; nothing else of the environment reaches it.
const CLEAN: [(&str, &str); 3] = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")];

pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below the home and returns its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Gives a command its environment, with these variables on top.
    pub(crate) fn furnish(&self, command: &mut CommandBuilder, environment: &[(&str, &str)]) {
        command.env_clear();
        command.cwd(self.path());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.path());
        command.env("XDG_CONFIG_HOME", self.path().join(".config"));
        command.env("XDG_STATE_HOME", self.path().join(".local/state"));
        command.env("KUBECONFIG", self.path().join("kubeconfig"));
        for (name, value) in CLEAN.iter().chain(environment) {
            if value.is_empty() { command.env_remove(name) } else { command.env(name, value) }
        }
    }
}
