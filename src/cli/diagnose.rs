//! `podmend diagnose`: one complete look at what fails and why, as text or for a program.
//!
//! Writes nothing to the cluster. Without `-n` it looks at all namespaces that may be read, as the workbench does.

use std::io::{self, IsTerminal, Write};

use anyhow::bail;
use clap::ValueEnum;
use jiff::{Timestamp, tz::TimeZone};
use secrecy::ExposeSecret as _;

use super::{
    args::Arguments,
    config::Config,
    exit,
    runtime::Network,
    workbench::{namespaces, open_cluster, options, scope},
};
use crate::{
    cluster::{Cluster, Scope, Survey},
    core::{
        incident::gather,
        model::Reading,
        redact::Redactor,
        report::diagnosis::{Diagnosis, Look, Times},
    },
    tui::theme::Depth,
};

mod text;
mod wanted;

pub use wanted::Wanted;

/// So many of the things that could not be read are named on standard error, the rest is counted.
const TOLD: usize = 8;

/// How the diagnosis is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, in 80 columns
    #[default]
    Text,
    /// One object, described in docs/diagnose.md
    Json,
    /// The same as YAML
    Yaml,
}

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ink {
    colour: bool,
    ascii: bool,
}

/// What is written, and how the process ends.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    out: String,
    /// What was not seen, for standard error.
    notes: Vec<String>,
    code: u8,
}

/// Looks, and prints what was found.
pub fn run(arguments: &Arguments, wanted: Option<&Wanted>, format: Format) -> anyhow::Result<u8> {
    let config = Config::load(arguments)?;
    let network = Network::start()?;
    let options = options(&arguments.target, &config);
    let cluster = open_cluster(&network, options.clone()).map_err(|trouble| exit::trouble(&trouble))?;
    let scope = scope(&arguments.target);
    let (asked, known) = (cluster.clone(), namespaces(&options, &config));
    let (within, now) = (scope.clone(), Timestamp::now());
    let survey = network.wait_for(async move { asked.survey(within, known).await });
    let mut survey = survey.map_err(|trouble| exit::trouble(&trouble))?;
    if let Some(wanted) = wanted {
        wanted.keep(&mut survey.snapshot);
        if survey.snapshot.pods.is_empty() && survey.snapshot.stuck.is_empty() {
            must_exist(&network, &cluster, &scope, wanted)?;
        }
    }
    // It knows the credentials of the context.
    let redactor = options.redactor.with(config.hiding.at_home());
    if config.hiding.learns_secrets {
        learn_secrets(&network, &cluster, &survey, &redactor);
    }
    let (context, ink, redactor) = (cluster.context(), ink(&config), &redactor);
    let question = Question { context, scope: &scope, wanted, format, ink, redactor, now };
    let answer = answer(&survey, &question)?;
    print(&answer)?;
    Ok(answer.code)
}

/// What was asked for, and how it is to be answered.
struct Question<'a> {
    context: &'a str,
    scope: &'a Scope,
    wanted: Option<&'a Wanted>,
    format: Format,
    ink: Ink,
    redactor: &'a Redactor,
    now: Timestamp,
}

fn answer(survey: &Survey, question: &Question<'_>) -> anyhow::Result<Answer> {
    let board = gather(&survey.snapshot, question.now);
    let namespace = match question.scope {
        Scope::AllNamespaces => None,
        Scope::Namespace(namespace) => Some(namespace.as_str()),
    };
    let look = Look {
        context: question.context,
        namespace,
        snapshot: &survey.snapshot,
        gaps: &survey.gaps,
        board: &board,
        redactor: question.redactor,
    };
    let times = match question.format {
        Format::Text => Times::Local(TimeZone::system()),
        Format::Json | Format::Yaml => Times::Utc,
    };
    let diagnosis = Diagnosis::of(&look, &times);
    if diagnosis.namespaces.is_empty() {
        let why = diagnosis.errors.first().map_or("there is no namespace", String::as_str);
        bail!("nothing could be looked at: {why}");
    }
    let out = match question.format {
        Format::Text => {
            let subject = question.wanted.map(Wanted::to_string);
            text::text(&diagnosis, survey.snapshot.total, subject.as_deref(), question.ink)
        }
        Format::Json => serde_json::to_string_pretty(&diagnosis)? + "\n",
        Format::Yaml => serde_yaml::to_string(&diagnosis)?,
    };
    let code = if diagnosis.incidents.is_empty() { exit::DONE } else { exit::FAILING };
    Ok(Answer { out, notes: notes(&diagnosis.errors), code })
}

/// Hides the values of the Secrets around what fails.
fn learn_secrets(network: &Network, cluster: &Cluster, survey: &Survey, redactor: &Redactor) {
    for namespace in survey.snapshot.surroundings.keys() {
        let (cluster, namespace) = (cluster.clone(), namespace.clone());
        for secret in network.wait_for(async move { cluster.secret_values(&namespace).await }) {
            redactor.know_secret(&secret.key, secret.value.expose_secret());
        }
    }
}

fn notes(errors: &[String]) -> Vec<String> {
    let mut notes: Vec<String> = errors.iter().take(TOLD).map(|error| format!("incomplete: {error}")).collect();
    if errors.len() > TOLD {
        notes.push(format!("incomplete: {} more of this kind; -o json has all", errors.len() - TOLD));
    }
    notes
}

/// A name that is misspelt is not to pass for a workload that is well.
fn must_exist(network: &Network, cluster: &Cluster, scope: &Scope, wanted: &Wanted) -> anyhow::Result<()> {
    let (asked, within, kind, name) = (cluster.clone(), scope.clone(), wanted.kind.clone(), wanted.name.clone());
    match network.wait_for(async move { asked.has(&within, &kind, &name).await }) {
        Reading::Absent { .. } => bail!("there is no {wanted} in {}", place(scope)),
        Reading::Unknown(gap) => bail!("{wanted} does not fail in what could be read, and may not exist: {gap}"),
        _ => Ok(()),
    }
}

fn place(scope: &Scope) -> String {
    match scope {
        Scope::AllNamespaces => "any namespace".to_owned(),
        Scope::Namespace(namespace) => format!("namespace {namespace}"),
    }
}

fn ink(config: &Config) -> Ink {
    let coloured = Depth::from_env(|name| std::env::var(name).ok()) != Depth::None;
    Ink { colour: coloured && io::stdout().is_terminal(), ascii: config.ascii }
}

fn print(answer: &Answer) -> io::Result<()> {
    let mut errors = io::stderr().lock();
    for note in &answer.notes {
        // Whoever closed standard error does not want to know.
        let _ = writeln!(errors, "podmend: {note}");
    }
    match io::stdout().write_all(answer.out.as_bytes()) {
        // A reader that has seen enough changes nothing about what was found.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

#[cfg(test)]
mod tests;
