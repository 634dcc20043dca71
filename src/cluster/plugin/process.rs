//! Running a credential plugin: environment, terminal, time limit.

use std::{io, process::Stdio, time::Duration};

use kube::config::ExecConfig;
use secrecy::zeroize::Zeroizing;
use serde_json::json;
use tokio::{
    process::{Child, Command},
    time::timeout,
};

use crate::{cluster::Trouble, core::text::neutralise_line};

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as group;
#[cfg(windows)]
use windows as group;

/// How long a plugin without a terminal may take; there is nobody who could answer its questions.
const LIMIT: Duration = Duration::from_secs(30);
/// How long a login at the terminal may take.
const LOGIN_LIMIT: Duration = Duration::from_secs(300);

/// Whether a plugin may use the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cluster) enum Terminal {
    /// There is no screen yet: the plugin may ask for a password.
    Shared,
    /// The terminal shows our screen: the plugin must not see it.
    Hidden,
}

/// Runs the plugin and returns its standard output.
pub(super) async fn run(config: &ExecConfig, terminal: Terminal) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    let mut command = command(config, terminal).ok_or_else(|| trouble(config, "the kubeconfig names no command"))?;
    let child = command.spawn().map_err(|error| not_started(config, &error))?;
    let leader = child.id();
    let limit = if terminal == Terminal::Shared { LOGIN_LIMIT } else { LIMIT };
    let Ok(output) = timeout(limit, finish(child)).await else {
        // At the terminal the plugin is in our own group, and ends when its handle is dropped.
        if terminal == Terminal::Hidden {
            group::kill(leader);
        }
        return Err(trouble(config, &format!("it did not answer within {} s", limit.as_secs())));
    };
    let output = output.map_err(|error| trouble(config, &error.kind().to_string()))?;
    if output.0.success() {
        return Ok(output.1);
    }
    Err(trouble(config, &exit_text(output.0)))
}

async fn finish(child: Child) -> io::Result<(std::process::ExitStatus, Zeroizing<Vec<u8>>)> {
    let output = child.wait_with_output().await?;
    Ok((output.status, Zeroizing::new(output.stdout)))
}

fn command(config: &ExecConfig, terminal: Terminal) -> Option<Command> {
    let mut command = Command::new(config.command.as_deref()?);
    command.args(config.args.iter().flatten());
    for variable in config.env.iter().flatten() {
        if let (Some(name), Some(value)) = (variable.get("name"), variable.get("value")) {
            command.env(name, value);
        }
    }
    command.env("KUBERNETES_EXEC_INFO", exec_info(config, terminal));
    command.stdout(Stdio::piped()).kill_on_drop(true);
    match terminal {
        Terminal::Shared => command.stdin(Stdio::inherit()).stderr(Stdio::inherit()),
        Terminal::Hidden => {
            group::lead(&mut command);
            command.stdin(Stdio::null()).stderr(Stdio::null())
        }
    };
    Some(command)
}

/// What client-go tells a plugin: `pkg/apis/clientauthentication/v1` in k8s.io/client-go.
fn exec_info(config: &ExecConfig, terminal: Terminal) -> String {
    let mut spec = json!({ "interactive": terminal == Terminal::Shared });
    if config.provide_cluster_info {
        spec["cluster"] = json!(config.cluster);
    }
    json!({ "apiVersion": config.api_version, "kind": "ExecCredential", "spec": spec }).to_string()
}

fn exit_text(status: std::process::ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("it ended with exit code {code}"),
        None => "it was ended by a signal".to_owned(),
    }
}

fn not_started(config: &ExecConfig, error: &io::Error) -> Trouble {
    let mut trouble = trouble(config, &error.kind().to_string());
    if let Some(hint) = config.install_hint.as_deref().filter(|hint| !hint.trim().is_empty()) {
        trouble.hint = neutralise_line(hint.trim()).into_owned();
    }
    trouble
}

/// Puts a failure of the plugin into words; its output is never among them.
pub(super) fn trouble(config: &ExecConfig, why: &str) -> Trouble {
    let name = config.command.as_deref().unwrap_or_default();
    let name = neutralise_line(name.rsplit(['/', '\\']).next().unwrap_or(name)).into_owned();
    Trouble {
        what: format!("cannot get a credential from the plugin {name}"),
        why: why.to_owned(),
        hint: "log in with it outside of podmend, then try again; kubectl runs the same plugin".to_owned(),
    }
}
