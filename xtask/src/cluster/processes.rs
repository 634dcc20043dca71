//! The processes of a node: started here, and collected here when they end.
//!
//! Runs as the first process of its namespace, to which the kernel hands every orphan, such as the
//! shims of containerd.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rustix::process::{WaitOptions, WaitStatus};

use super::components::Component;
use super::mounts::{BINARIES, INSIDE};

/// The processes that were started and have not been seen to end.
#[derive(Default)]
pub(super) struct Processes {
    running: Vec<(u32, &'static str)>,
}

impl Processes {
    /// Starts a process whose output goes to a log of its own.
    pub(super) fn start(&mut self, component: &Component) -> Result<()> {
        let log = log_of(component.name);
        let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let errors = output.try_clone().context("cannot share a log")?;
        let path = std::env::var("PATH").unwrap_or_default();
        let child = Command::new(format!("{BINARIES}/{}", component.name))
            .args(&component.arguments)
            // containerd looks for its shim here, and the shim for runc.
            .env("PATH", format!("{BINARIES}:{path}:/usr/sbin:/sbin"))
            .env("OTEL_TRACES_EXPORTER", "none")
            .current_dir(INSIDE)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .with_context(|| format!("cannot start {}", component.name))?;
        self.running.push((child.id(), component.name));
        Ok(())
    }

    /// Fails, with the end of its log, when one of the processes has ended.
    pub(super) fn check(&mut self) -> Result<()> {
        while let Ok(Some((pid, status))) = rustix::process::wait(WaitOptions::NOHANG) {
            let pid = pid.as_raw_nonzero().get().unsigned_abs();
            let Some(index) = self.running.iter().position(|(known, _)| *known == pid) else {
                continue;
            };
            let (_, name) = self.running.swap_remove(index);
            bail!("{name} ended with {}; its last words:\n{}", in_words(status), last_words(name));
        }
        Ok(())
    }
}

fn log_of(name: &str) -> PathBuf {
    PathBuf::from(format!("{INSIDE}/logs/{name}.log"))
}

fn in_words(status: WaitStatus) -> String {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "an unknown status".into(),
    }
}

fn last_words(name: &str) -> String {
    let text = fs::read(log_of(name)).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}
