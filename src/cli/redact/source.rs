//! What is to be redacted: files by name, or standard input.

use std::{
    fs::{self, File},
    io::{self, IsTerminal, Seek},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use super::{feed::Feed, windows::Pauses};

/// Stands for standard input among the names of files.
const STANDARD_INPUT: &str = "-";

/// One input.
#[derive(Debug)]
pub(super) struct Source {
    /// The file as it was named; none for standard input.
    pub(super) name: Option<String>,
    input: Input,
}

#[derive(Debug)]
enum Input {
    Standard,
    /// A file that can be read a second time.
    Regular(File),
    /// A pipe or a device with a name; it is opened when its turn comes.
    Once(PathBuf),
}

impl Source {
    /// Opens all inputs, so that one that cannot be read is told before anything is written.
    pub(super) fn all(names: &[PathBuf]) -> anyhow::Result<Vec<Self>> {
        if names.is_empty() && io::stdin().is_terminal() {
            bail!("nothing to redact: name a file, or pipe a text in, as in kubectl logs POD | podmend redact");
        }
        if names.is_empty() {
            return Ok(vec![Self { name: None, input: Input::Standard }]);
        }
        names.iter().map(|name| Self::named(name)).collect()
    }

    fn named(name: &Path) -> anyhow::Result<Self> {
        if name == Path::new(STANDARD_INPUT) {
            return Ok(Self { name: None, input: Input::Standard });
        }
        let shown = name.display().to_string();
        let cannot = || format!("cannot read {shown}");
        let metadata = fs::metadata(name).with_context(cannot)?;
        if metadata.is_dir() {
            bail!("cannot read {shown}: it is a directory; name the files in it");
        }
        let input = if metadata.is_file() {
            Input::Regular(File::open(name).with_context(cannot)?)
        } else {
            Input::Once(name.to_owned())
        };
        Ok(Self { name: Some(shown), input })
    }

    /// Returns how long a file is that can be read a second time.
    pub(super) fn regular(&self) -> Option<u64> {
        match &self.input {
            Input::Regular(file) => file.metadata().ok().map(|metadata| metadata.len()),
            Input::Standard | Input::Once(_) => None,
        }
    }

    /// Begins to read, from the start where that can be had again.
    pub(super) fn feed(&self) -> anyhow::Result<Feed> {
        let name = self.name.clone().unwrap_or_else(|| "standard input".to_owned());
        let cannot = format!("cannot read {name}");
        match &self.input {
            Input::Standard => Feed::of(name, io::stdin()),
            Input::Regular(file) => {
                let mut file = file.try_clone().context(cannot.clone())?;
                file.rewind().context(cannot)?;
                Feed::of(name, file)
            }
            Input::Once(path) => {
                let file = File::open(path).context(cannot)?;
                Feed::of(name, file)
            }
        }
    }

    /// Returns what a pause of this input means. A person at a terminal says when the text is at its end.
    pub(super) fn pauses(&self) -> Pauses {
        match &self.input {
            Input::Standard if !io::stdin().is_terminal() => Pauses::Shown,
            Input::Once(_) => Pauses::Shown,
            Input::Standard | Input::Regular(_) => Pauses::Waited,
        }
    }
}
