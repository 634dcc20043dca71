//! The workload under the cursor: what is asked about it, and what came back.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    cluster::LookPart,
    core::{
        fix::{NoFix, Variant},
        incident::{Affected, Member},
        model::{Dossier, Kind, PodKey, Reading, Subject},
        yaml,
    },
    tui::{
        effect::Effect,
        highlight,
        model::{Case, Dialog, Item, Model, NoticeKind, Pick, Purpose, RowKey, Scroll, Tab},
        msg::Ticket,
        widgets::field::Field,
    },
};

use super::{confirm, derive};

/// How many coloured texts are kept.
const COLOURS: usize = 24;

/// Looks at what is under the cursor, if that is something else than before.
pub(super) fn follow_cursor(model: &mut Model) -> Vec<Effect> {
    let Some((subject, on_pod)) = under_cursor(model) else { return without_row(model) };
    match &mut model.case {
        Some(case) if is_of(case, &subject) => {
            if case.subject.as_ref() == Some(&subject) && case.on_pod == on_pod {
                return Vec::new();
            }
            case.on_pod = on_pod;
            derive::all(model)
        }
        _ => open(model, subject, on_pod),
    }
}

/// Says whether the case is of this very object, and not of an earlier one of its name.
fn is_of(case: &Case, subject: &Subject) -> bool {
    case.member == Member::from(subject) && case.subject.as_ref().is_none_or(|known| known.uid() == subject.uid())
}

/// Nothing is under the cursor: a case that was mended here stays on the screen, any other goes.
fn without_row(model: &mut Model) -> Vec<Effect> {
    let mended = model.case.as_ref().is_some_and(|case| model.repairs.contains_key(&case.workload));
    if !mended {
        model.case = None;
        return Vec::new();
    }
    derive::all(model)
}

/// Returns the pod or owner that stands for the row under the cursor, and whether the cursor is on a pod.
fn under_cursor(model: &Model) -> Option<(Subject, bool)> {
    let row = &model.list.rows[model.list.position()?];
    let incident = model.list.incident(&row.key)?;
    let (member, on_pod) = match &row.key {
        RowKey::Incident(_) => (incident.workloads.values().find_map(first)?, false),
        RowKey::Workload(_, workload) => {
            (preferred(model, incident.workloads.get(workload)?)?, workload.kind == Kind::Pod)
        }
        RowKey::Pod(_, pod) => (Member::Pod(pod.clone()), true),
    };
    Some((subject(model, &member)?, on_pod))
}

/// Returns the pod or owner as the list has it now; `None` when it does not fail any more.
pub(super) fn subject(model: &Model, member: &Member) -> Option<Subject> {
    match member {
        Member::Pod(pod) => model.snapshot.pods.get(pod).cloned().map(Box::new).map(Subject::Pod),
        Member::Owner(owner) => model.snapshot.stuck.get(owner).cloned().map(Box::new).map(Subject::Owner),
    }
}

fn first(affected: &Affected) -> Option<Member> {
    let pod = affected.pods.first().cloned().map(Member::Pod);
    pod.or_else(|| affected.owners.first().cloned().map(Member::Owner))
}

/// What is looked at already, so that the detail does not jump; else the youngest pod, which tells what holds now.
fn preferred(model: &Model, affected: &Affected) -> Option<Member> {
    let is_here = |member: &&Member| match member {
        Member::Pod(pod) => affected.pods.contains(pod),
        Member::Owner(owner) => affected.owners.contains(owner),
    };
    let current = model.case.as_ref().map(|case| &case.member).filter(is_here).cloned();
    let created = |pod: &&PodKey| model.snapshot.pods.get(*pod).and_then(|pod| pod.created);
    current.or_else(|| affected.pods.iter().max_by_key(created).cloned().map(Member::Pod)).or_else(|| first(affected))
}

fn open(model: &mut Model, subject: Subject, on_pod: bool) -> Vec<Effect> {
    let ticket = model.ticket();
    let same_workload = model.case.as_ref().filter(|case| case.workload == *subject.workload());
    let (variant, secret) = same_workload.map_or((Variant::Basic, None), |case| (case.variant, case.secret.clone()));
    let dossier = same_workload.map(|case| carried(&case.dossier)).unwrap_or_default();
    if same_workload.is_none() {
        model.hiding.at = None;
        // What was kept was meant for a copy of the other workload.
        model.hiding.censor.release();
        model.panes.why = Scroll::default();
        model.panes.events = Scroll::END;
        model.panes.fix = Scroll::default();
        model.panes.spec = Scroll::default();
        model.panes.timeline = Scroll::default();
    }
    model.case = Some(Case {
        ticket,
        opened: model.now,
        member: Member::from(&subject),
        workload: subject.workload().clone(),
        dossier,
        finding: None,
        candidates: Vec::new(),
        secret,
        variant,
        fix: Err(NoFix("being read".to_owned())),
        before: String::new(),
        after: String::new(),
        diff: crate::core::diff::diff("", ""),
        spec: String::new(),
        on_pod,
        subject: None,
    });
    let mut effects = vec![Effect::Look { ticket, subject }];
    effects.extend(derive::all(model));
    effects
}

/// What is known of the workload holds for its other pods too; what is the pod's own is asked again.
fn carried(dossier: &Dossier) -> Dossier {
    Dossier { pod: Reading::NotAsked, ..dossier.clone() }
}

pub(super) fn look_again(model: &mut Model) -> Vec<Effect> {
    let Some(subject) = model.case.as_ref().and_then(|case| subject(model, &case.member)) else { return Vec::new() };
    let ticket = model.ticket();
    if let Some(case) = &mut model.case {
        case.ticket = ticket;
    }
    vec![Effect::Look { ticket, subject }]
}

/// Takes one answer into the dossier.
pub(super) fn looked(model: &mut Model, ticket: Ticket, part: LookPart) -> Vec<Effect> {
    let Some(case) = model.case.as_mut().filter(|case| case.ticket == ticket) else { return Vec::new() };
    let dossier = &mut case.dossier;
    match part {
        LookPart::Workload(reading) => {
            dossier.workload = reading.map(Arc::new);
            let mut effects = derive::all(model);
            effects.extend(confirm::workload_seen(model));
            return effects;
        }
        LookPart::Event(event) => {
            dossier.events.insert(event.uid.clone(), Arc::new(*event));
            return derive::cause(model);
        }
        LookPart::EventGone(uid) => {
            dossier.events.remove(&uid);
            return derive::cause(model);
        }
        LookPart::Pod(reading) => dossier.pod = reading.map(Arc::new),
        LookPart::Account(reading) => dossier.service_account = reading,
        LookPart::NamedSecret(name, reading) => drop(dossier.named_secrets.insert(name, reading)),
        LookPart::NamespaceSecrets(reading) => dossier.namespace_secrets = reading.map(Arc::new),
        LookPart::Accounts(reading) => dossier.accounts = reading.map(Arc::new),
        LookPart::Bindings(reading) => dossier.bindings = reading,
        LookPart::EventsGap(gap) => dossier.events_gap = Some(gap),
        LookPart::Elsewhere(name, reading) => drop(dossier.elsewhere.insert(name, reading)),
        LookPart::PreviousLog(container, reading) => drop(dossier.previous_logs.insert(container, reading)),
        LookPart::Node(reading) => dossier.node = reading,
    }
    derive::all(model)
}

pub(super) fn next_variant(model: &mut Model) -> Vec<Effect> {
    if let Some(case) = &mut model.case {
        case.variant = case.variant.next();
    }
    model.tab = Tab::Fix;
    model.panes.fix = Scroll::default();
    derive::all(model)
}

/// Offers every pull secret of the namespace, with what speaks for or against it.
pub(super) fn pick_secret(model: &mut Model) -> Vec<Effect> {
    let Some(case) = &model.case else { return Vec::new() };
    if case.candidates.is_empty() {
        let why = match &case.dossier.namespace_secrets {
            Reading::Found { .. } => format!("there is no pull secret in {}", case.workload.namespace),
            Reading::Unknown(gap) => {
                format!("the pull secrets of {} could not be read: {gap}", case.workload.namespace)
            }
            _ => "the pull secrets are being read".to_owned(),
        };
        model.notify(NoticeKind::Problem, why);
        return Vec::new();
    }
    let items = case.candidates.iter().map(|candidate| Item {
        value: candidate.name.clone(),
        label: candidate.name.clone(),
        note: candidate.words(),
    });
    model.dialog = Some(Dialog::Pick(Pick {
        title: format!("Pull secret of {}", case.workload.namespace),
        purpose: Purpose::Secret,
        items: items.collect(),
        filter: Field::new(),
        cursor: 0,
    }));
    Vec::new()
}

pub(super) fn secret_chosen(model: &mut Model, name: String) -> Vec<Effect> {
    if let Some(case) = &mut model.case {
        case.secret = Some(name);
    }
    model.tab = Tab::Fix;
    derive::all(model)
}

pub(super) fn toggle_noise(model: &mut Model) -> Vec<Effect> {
    model.panes.noise = !model.panes.noise;
    model.panes.spec = Scroll::default();
    derive::all(model)
}

/// Returns the object of the Spec pane as YAML; empty while it is not there.
pub(super) fn spec_text(case: &Case, noise: bool) -> String {
    let reading = if case.on_pod { &case.dossier.pod } else { &case.dossier.workload };
    match reading.found() {
        Some(object) if noise => yaml::write(&yaml::ordered(Value::clone(object))),
        Some(object) => yaml::readable(object),
        None => String::new(),
    }
}

/// Asks for the colours of the texts that are on the screen and have none yet.
pub(super) fn colour(model: &mut Model) -> Vec<Effect> {
    let Some(case) = &model.case else { return Vec::new() };
    let texts: Vec<&str> = match (model.tab, &case.fix) {
        (Tab::Fix, Ok(_)) => vec![&case.before, &case.after],
        (Tab::Spec, _) => vec![&case.spec],
        _ => Vec::new(),
    };
    let wanted = texts.into_iter().filter(|text| !text.is_empty());
    let missing = wanted.map(|text| (highlight::id(text), text)).filter(|(id, _)| !model.colours.contains_key(id));
    let effects: Vec<Effect> = missing.map(|(id, text)| Effect::Highlight { id, text: text.to_owned() }).collect();
    if model.colours.len() > COLOURS {
        model.colours.clear();
    }
    for effect in &effects {
        if let Effect::Highlight { id, .. } = effect {
            // An empty entry stands for "asked for", so that it is not asked for twice.
            model.colours.insert(*id, Vec::new());
        }
    }
    effects
}
