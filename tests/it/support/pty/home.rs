//! An empty home: no test reads or writes the files of whoever runs it.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

/// What every program gets; nothing else of the environment reaches it.
const CLEAN: [(&str, &str); 3] = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")];

/// Clones are the same folder, which is removed with the last of them.
#[derive(Clone)]
pub(crate) struct Home {
    folder: Arc<TempDir>,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: Arc::new(tempfile::tempdir().unwrap()) }
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

    /// Returns the environment of a program that lives here.
    pub(crate) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let mut variables = vec![
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("HOME", self.path().into()),
            ("XDG_CONFIG_HOME", self.path().join(".config").into()),
            ("XDG_STATE_HOME", self.path().join(".local/state").into()),
            ("KUBECONFIG", self.path().join("kubeconfig").into()),
        ];
        variables.extend(CLEAN.map(|(name, value)| (name, value.into())));
        variables
    }

    /// Gives a command its environment, with these variables on top.
    pub(crate) fn furnish(&self, command: &mut CommandBuilder, environment: &[(&str, &str)]) {
        command.env_clear();
        command.cwd(self.path());
        for (name, value) in self.variables() {
            command.env(name, value);
        }
        for (name, value) in environment {
            if value.is_empty() { command.env_remove(name) } else { command.env(name, value) }
        }
    }
}
