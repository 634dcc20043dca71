//! `podmend undo ID`: takes back one change, after a dry run and a yes.
//!
//! The same plan and the same write as in the workbench, as text. Deliberately absent: a flag that says yes. What a
//! script wants to take back it can take back with kubectl.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::{Context, anyhow, bail};

use super::{
    args::Arguments,
    config::Config,
    exit, journal,
    runtime::Network,
    workbench::{open_cluster, options},
};
use crate::{
    cluster::journal::Journal,
    core::{
        diff::diff,
        plan::{Plan, Refusal, Step},
        redact::{Redacted, Redactor},
        text::neutralise,
    },
    tui::update::is_protected,
};

/// Takes back the entry of this id.
pub fn run(arguments: &Arguments, id: &str) -> anyhow::Result<u8> {
    let config = Config::load(arguments)?;
    let journal = journal::of_clusters();
    let network = Network::start()?;
    let mut options = options(&arguments.target, &config);
    options.context = options.context.or(context_of(&journal, id)?);
    let redactor = options.redactor.with(config.hiding.at_home());
    let cluster = open_cluster(&network, options).map_err(|trouble| exit::trouble(&trouble))?;
    let (asked, written, entry) = (cluster.clone(), journal.clone(), id.to_owned());
    let plan = network.wait_for(async move { asked.plan_undo(&entry, &written).await });
    let plan = plan.map_err(|refusal| anyhow!("cannot take back {id}: {refusal}"))?;
    show(&plan, &redactor)?;
    if !confirmed(&plan, &config)? {
        writeln!(io::stdout(), "Nothing was changed.")?;
        return Ok(exit::DECLINED);
    }
    // The apply is not given up when this thread is interrupted: the journal is to say how it ended.
    let applied = network.wait_for(async move { cluster.apply(&plan, &journal).await });
    report(applied.map(|applied| applied.id), &redactor)
}

/// The context in which the change was made, so that it need not be typed.
fn context_of(journal: &Journal, id: &str) -> anyhow::Result<Option<String>> {
    let entry = journal.find(id).with_context(|| format!("cannot read {}", journal.path().display()))?;
    match entry {
        Some(entry) => Ok(Some(entry.intent.context)),
        None => bail!("the journal has no entry {id}; `podmend journal` lists them"),
    }
}

fn show(plan: &Plan, redactor: &Redactor) -> io::Result<()> {
    io::stdout().write_all(neutralise(described(plan, redactor).as_str()).as_bytes())
}

/// Returns what would be changed, without the secrets of the objects.
fn described(plan: &Plan, redactor: &Redactor) -> Redacted {
    let mut text = format!("In context {} ({}):\n", plan.context, plan.server);
    for step in &plan.steps {
        text.push_str(&patch(step, redactor));
    }
    for warning in &plan.warnings {
        text.extend(["The server warns: ", warning, "\n"]);
    }
    redactor.redact(&text).text
}

/// Compares what is left of both sides: a whole object tells more of what is secret in it than the lines of a diff do.
fn patch(step: &Step, redactor: &Redactor) -> String {
    let name = step.change.target.to_string();
    let [before, after] = [&step.before, &step.after].map(|side| redactor.redact(side).text);
    let changes = diff(before.as_str(), after.as_str()).unified(&name, &name);
    if changes.is_empty() { format!("{name}: nothing would change\n") } else { changes }
}

/// Asks. In a protected context the object's name is the only yes, and no terminal is a no.
fn confirmed(plan: &Plan, config: &Config) -> anyhow::Result<bool> {
    if config.read_only {
        bail!("podmend was started with --read-only, so this is not taken back");
    }
    if !io::stdin().is_terminal() {
        bail!("taking back a change wants a yes from a terminal, and standard input is not one");
    }
    let name = &plan.main_step().change.target.name;
    let protected = is_protected(&plan.context, &config.protected);
    let mut out = io::stdout();
    if protected {
        write!(out, "{} is protected. Type {name} to take this back: ", plan.context)?;
    } else {
        write!(out, "Take this back? [y/N] ")?;
    }
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(is_yes(answer.trim(), protected.then_some(name.as_str())))
}

fn is_yes(answer: &str, name: Option<&str>) -> bool {
    match name {
        Some(name) => answer == name,
        None => ["y", "yes"].contains(&answer.to_lowercase().as_str()),
    }
}

fn report(applied: Result<String, Refusal>, redactor: &Redactor) -> anyhow::Result<u8> {
    match applied {
        Ok(id) => {
            writeln!(io::stdout(), "Taken back; the journal has it as {id}.")?;
            Ok(exit::DONE)
        }
        Err(refusal @ Refusal::Unsettled { .. }) => bail!("{refusal}"),
        Err(refusal) => {
            let words = redactor.redact(&refusal.to_string()).text;
            writeln!(io::stdout(), "Not taken back: {}", neutralise(words.as_str()))?;
            Ok(exit::DECLINED)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::core::{
        model::{Kind, ObjectId},
        plan::{Change, Purpose, Verb},
    };

    fn plan(before: String, after: String) -> Plan {
        let target = ObjectId::new(Kind::Deployment, "web", "api");
        let change = Change { target, verb: Verb::Apply, body: json!({}) };
        Plan {
            id: "2026-11-24-0220-2".to_owned(),
            purpose: Purpose::Undo("2026-11-24-0220-1".to_owned()),
            context: "staging".to_owned(),
            server: "https://staging:6443".to_owned(),
            steps: vec![Step { change, pinned: None, before, after, overwritten: json!({}) }],
            warnings: Vec::new(),
            took: Duration::ZERO,
            made: Timestamp::UNIX_EPOCH,
        }
    }

    /// The flag is not among the lines that the diff shows, its value is.
    #[test]
    fn what_only_the_whole_object_tells_is_hidden() {
        let value = ["Zw7", "Tr0ub4", "dor"].concat();
        let args = format!("args:\n- --token\n- {value}\ntty: true\nstdin: true\n");
        let described = described(&plan(format!("{args}imagePullSecrets: []\n"), args), &Redactor::default());
        let text = described.as_str();
        assert!(text.contains("-imagePullSecrets") && !text.contains("--token") && !text.contains(&value), "{text}");
    }

    #[test]
    fn a_protected_context_wants_the_name_and_nothing_else() {
        assert!(is_yes("checkout", Some("checkout")));
        assert!(!is_yes("y", Some("checkout")));
    }

    #[test]
    fn everything_but_yes_is_no() {
        assert!(is_yes("y", None) && is_yes("YES", None));
        assert!(!is_yes("", None) && !is_yes("n", None) && !is_yes("yy", None));
    }
}
