//! What is worked out again whenever the snapshot, the filter or the dossier changes. Nothing else writes these parts.

use crate::{
    core::{
        cause::{Family, credentials, name},
        diagnose::{diagnose, diagnose_stuck, failing_image},
        diff::diff,
        fix::{self, NoFix},
        health::SymptomKind,
        incident::{Affected, Board, Failing, Incident, Member},
        model::{Dossier, Kind, Pod, PodKey, Snapshot, Subject, Surroundings},
    },
    tui::{
        effect::Effect,
        model::{Case, Hiding, List, Model, Row, RowKey},
    },
};

use super::{case, copy, list, repair};

/// Works out all incidents, the rows and the place of the cursor, and looks at what came under it.
pub(super) fn incidents(model: &mut Model) -> Vec<Effect> {
    model.list.board = Board::default();
    model.list.unsettled.clear();
    let pods: Vec<PodKey> = model.snapshot.pods.keys().cloned().collect();
    for pod in &pods {
        judge(model, pod);
    }
    judge_owners(model);
    rows(model)
}

/// Works out what one pod changes.
pub(super) fn pod(model: &mut Model, pod: &PodKey) -> Vec<Effect> {
    let changed = judge(model, pod);
    settled(model, changed)
}

/// Works out what changes when more is known of a namespace.
pub(super) fn namespace(model: &mut Model, namespace: &str) -> Vec<Effect> {
    let first = PodKey { namespace: namespace.to_owned(), name: String::new() };
    let pods = model.snapshot.pods.range(first..).map(|(pod, _)| pod).take_while(|pod| pod.namespace == namespace);
    let pods: Vec<PodKey> = pods.cloned().collect();
    let mut changed = judge_owners(model);
    for pod in &pods {
        changed |= judge(model, pod);
    }
    find(model);
    let effects = settled(model, changed);
    place(model);
    effects
}

/// Works out what the owners without pods change.
pub(super) fn owners(model: &mut Model) -> Vec<Effect> {
    let changed = judge_owners(model);
    let effects = settled(model, changed);
    place(model);
    effects
}

/// Works out which pods have come to fail because time has passed.
pub(super) fn unsettled(model: &mut Model) -> Vec<Effect> {
    let pods: Vec<PodKey> = model.list.unsettled.iter().cloned().collect();
    let mut changed = false;
    for pod in &pods {
        changed |= judge(model, pod);
    }
    settled(model, changed)
}

/// Finds out anew why a pod fails, and says whether that changed the list.
fn judge(model: &mut Model, key: &PodKey) -> bool {
    let member = Member::Pod(key.clone());
    let Some(pod) = model.snapshot.pods.get(key) else {
        model.list.unsettled.remove(key);
        return model.list.board.remove(&member);
    };
    // Before anything around it is known the pod is judged by itself, even if it is looked at: the pods that share its
    // trouble are not to part from it for the moment until they are known as well.
    let around = model.snapshot.surroundings.contains_key(&key.namespace);
    let dossier = if around { known(model, pod) } else { Dossier::default() };
    if let Some(failing) = Failing::pod(pod, &dossier, model.now) {
        model.list.unsettled.remove(key);
        return model.list.board.put(member, failing);
    }
    model.list.unsettled.insert(key.clone());
    model.list.board.remove(&member)
}

fn judge_owners(model: &mut Model) -> bool {
    let stuck = &model.snapshot.stuck;
    let gone: Vec<Member> =
        model.list.board.owners().filter(|owner| !stuck.contains_key(owner)).cloned().map(Member::Owner).collect();
    let mut changed = !gone.is_empty();
    for owner in &gone {
        model.list.board.remove(owner);
    }
    let unknown = Surroundings::default();
    for (owner, stuck) in stuck {
        let around = model.snapshot.surroundings.get(&owner.namespace).unwrap_or(&unknown);
        changed |= model.list.board.put(Member::Owner(owner.clone()), Failing::owner(stuck, around));
    }
    changed
}

/// Returns all that is known of a pod: what was read of its namespace, and what was read because it is looked at.
fn known(model: &Model, pod: &Pod) -> Dossier {
    let around = model.snapshot.surroundings.get(&pod.namespace).map(|around| around.dossier(pod));
    match (&model.case, around) {
        (Some(case), Some(around)) if case.pod() == Some(&pod.key()) => case.dossier.clone().completed_by(around),
        (Some(case), None) if case.pod() == Some(&pod.key()) => case.dossier.clone(),
        (_, around) => around.unwrap_or_default(),
    }
}

/// What follows a change of the incidents. The rows are worked out only where one of them is another one now.
fn settled(model: &mut Model, changed: bool) -> Vec<Effect> {
    if changed {
        return rows(model);
    }
    let mut effects = case::follow_cursor(model);
    effects.extend(repair::show_failing(model));
    effects
}

/// Works out the rows alone: after a fold, or a key in the filter.
pub(super) fn rows(model: &mut Model) -> Vec<Effect> {
    let before = model.list.position();
    model.list.rows = all_rows(&model.list);
    settle_cursor(model, before);
    list::keep_in_view(model);
    let mut effects = case::follow_cursor(model);
    effects.extend(repair::show_failing(model));
    effects
}

fn all_rows(list: &List) -> Vec<Row> {
    let needle = list.filter.as_ref().map(|field| field.text().to_lowercase()).unwrap_or_default();
    let shown = |incident: &Incident| needle.is_empty() || matches(incident, &needle);
    let mut rows = Vec::new();
    for incident in list.board.incidents().filter(|incident| shown(incident)) {
        incident_rows(list, incident, &needle, &mut rows);
    }
    rows
}

fn matches(incident: &Incident, needle: &str) -> bool {
    contains(&incident.title, needle) || incident.workloads.values().any(|affected| affected_matches(affected, needle))
}

fn affected_matches(affected: &Affected, needle: &str) -> bool {
    contains(&affected.workload.to_string(), needle) || affected.pods.iter().any(|pod| pod_matches(pod, needle))
}

fn pod_matches(pod: &PodKey, needle: &str) -> bool {
    contains(&pod.name, needle) || contains(&pod.namespace, needle)
}

fn contains(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}

fn incident_rows(list: &List, incident: &Incident, needle: &str, rows: &mut Vec<Row>) {
    let open = !list.folded.contains(&incident.id);
    rows.push(Row {
        key: RowKey::Incident(incident.id.clone()),
        text: incident.title.clone(),
        pods: incident.pods() + incident.missing() as usize,
        missing: incident.missing() as usize,
        open: Some(open),
    });
    if !open {
        return;
    }
    let whole = needle.is_empty() || contains(&incident.title, needle);
    for affected in incident.workloads.values().filter(|affected| whole || affected_matches(affected, needle)) {
        workload_rows(list, incident, affected, rows);
    }
}

fn workload_rows(list: &List, incident: &Incident, affected: &Affected, rows: &mut Vec<Row>) {
    let workload = &affected.workload;
    let below = workload.kind != Kind::Pod && !affected.pods.is_empty();
    let open = below && list.opened.contains(&(incident.id.clone(), workload.clone()));
    rows.push(Row {
        key: RowKey::Workload(incident.id.clone(), workload.clone()),
        text: format!("{}/{}", workload.namespace, workload.name),
        pods: affected.pods.len() + affected.missing as usize,
        missing: affected.missing as usize,
        open: below.then_some(open),
    });
    if open {
        rows.extend(affected.pods.iter().map(|pod| Row {
            key: RowKey::Pod(incident.id.clone(), pod.clone()),
            text: pod.name.clone(),
            pods: 1,
            missing: 0,
            open: None,
        }));
    }
}

/// Keeps the cursor on its object when rows come and go, and lets it follow the object into another incident.
fn settle_cursor(model: &mut Model, before: Option<usize>) {
    if !model.list.placed {
        model.list.cursor = first(&model.list.rows);
        return;
    }
    if model.list.position().is_some() {
        return;
    }
    if let Some(moved) = same_object(model) {
        model.list.cursor = Some(moved);
        return;
    }
    if is_mended(model) {
        // What was applied is still looked at; the cursor waits for the user.
        model.list.cursor = None;
        return;
    }
    let rows = &model.list.rows;
    model.list.cursor = match before {
        Some(position) => rows.get(position.min(rows.len().saturating_sub(1))).map(|row| row.key.clone()),
        None => first(rows),
    };
}

fn first(rows: &[Row]) -> Option<RowKey> {
    let row = rows.iter().find(|row| matches!(row.key, RowKey::Workload(..))).or(rows.first())?;
    Some(row.key.clone())
}

/// Leaves the cursor where it is from now on, once something fails and all that fails was read around.
fn place(model: &mut Model) {
    let Snapshot { pods, surroundings, .. } = &model.snapshot;
    let all_read = pods.keys().all(|pod| surroundings.contains_key(&pod.namespace));
    if all_read && !model.list.rows.is_empty() {
        model.list.placed = true;
    }
}

fn is_mended(model: &Model) -> bool {
    model.case.as_ref().is_some_and(|case| model.repairs.contains_key(&case.workload))
}

/// Finds the workload that is looked at among the rows: in another incident, or failing again after it was mended.
fn same_object(model: &Model) -> Option<RowKey> {
    if matches!(model.list.cursor, Some(RowKey::Incident(_))) {
        return None;
    }
    let wanted = &model.case.as_ref()?.workload;
    let same = |row: &&Row| matches!(&row.key, RowKey::Workload(_, workload) if workload == wanted);
    model.list.rows.iter().find(same).map(|row| row.key.clone())
}

/// Works out everything of the case: finding, candidates, fix, diff and the text of the Spec pane.
pub(super) fn all(model: &mut Model) -> Vec<Effect> {
    let mut effects = found(model);
    let subject = model.case.as_ref().and_then(|case| case::subject(model, &case.member));
    let Some(case) = &mut model.case else { return effects };
    let proposed = match (&subject, &case.finding) {
        (Some(Subject::Pod(pod)), Some(finding)) => {
            let image = failing_image(pod, &finding.symptom, &case.dossier).unwrap_or_default();
            case.candidates = fix::candidates(image, &case.dossier);
            propose(case, pod, image)
        }
        (Some(Subject::Owner(_)), _) => Err(no_repair()),
        _ => Err(NoFix(format!("no pod of {} fails", case.workload))),
    };
    case.subject = subject;
    case.fix = proposed;
    effects.extend(texts(model));
    effects
}

/// Works out the finding alone, and what it changes in the list: an event changes nothing else.
pub(super) fn cause(model: &mut Model) -> Vec<Effect> {
    let mut effects = found(model);
    if model.hiding.on {
        // What an event tells may have to be hidden in the object too.
        effects.extend(texts(model));
    }
    effects
}

fn found(model: &mut Model) -> Vec<Effect> {
    find(model);
    let Some(key) = model.case.as_ref().and_then(|case| case.pod().cloned()) else { return Vec::new() };
    if judge(model, &key) { rows(model) } else { Vec::new() }
}

fn find(model: &mut Model) {
    let finding = model.case.as_ref().and_then(|case| match &case.member {
        Member::Pod(pod) => {
            let pod = model.snapshot.pods.get(pod)?;
            diagnose(pod, &known(model, pod), model.now)
        }
        Member::Owner(owner) => model.snapshot.stuck.get(owner).map(diagnose_stuck),
    });
    if let Some(case) = &mut model.case {
        case.finding = finding;
    }
}

fn propose(case: &Case, pod: &Pod, image: &str) -> Result<fix::Fix, NoFix> {
    let Some(finding) = case.finding.as_ref().filter(|finding| finding.symptom.kind == SymptomKind::ImagePull) else {
        return Err(no_repair());
    };
    if finding.cause.family() != Family::Credentials && finding.cause != name::REPOSITORY_NOT_FOUND_OR_PRIVATE {
        return Err(NoFix("what the node said is not about credentials, so a pull secret would not help".to_owned()));
    }
    if finding.cause == credentials::PULL_SECRET_JUST_CAME {
        return Err(NoFix(finding.next.clone()));
    }
    fix::propose(pod, image, &case.dossier, case.variant, case.secret.as_deref())
}

fn no_repair() -> NoFix {
    NoFix("podmend has no repair for this kind of failure; Why and Events tell what is known".to_owned())
}

/// Works out the texts that are shown: both sides of the fix, their difference, the object.
///
/// Whole texts are redacted before they are cut into lines, since what is secret may be told by the line above.
fn texts(model: &mut Model) -> Vec<Effect> {
    let Some(case) = &model.case else { return Vec::new() };
    if model.hiding.on {
        learn(model, case);
    }
    let (before, after) = match &case.fix {
        Ok(fix) => (shown(&fix.before, &model.hiding), shown(&fix.after, &model.hiding)),
        Err(_) => (String::new(), String::new()),
    };
    let spec = shown(&case::spec_text(case, model.panes.noise), &model.hiding);
    let Some(case) = &mut model.case else { return Vec::new() };
    case.spec = spec;
    // The difference is worked out only when one of its sides became another one.
    if before != case.before || after != case.after {
        case.diff = diff(&before, &after);
        (case.before, case.after) = (before, after);
    }
    model.hiding.seen = model.hiding.censor.learnt();
    case::colour(model)
}

/// Redacts the texts of the case again when more is known to be secret than before: from a short text of the screen, or from
/// a long one that was redacted elsewhere.
pub(super) fn outdated(model: &mut Model) -> Vec<Effect> {
    let is_outdated = model.hiding.on && model.hiding.censor.learnt() != model.hiding.seen;
    if is_outdated { texts(model) } else { Vec::new() }
}

/// Lets the redactor read all that is known of the case before any of it is shown: a value that one text tells is hidden
/// in every other.
fn learn(model: &Model, case: &Case) {
    let censor = &model.hiding.censor;
    for text in copy::around(model, case) {
        censor.redact(&text);
    }
    for event in case.dossier.events.values() {
        censor.redact(event.message.trim());
    }
    if let Some(finding) = &case.finding {
        censor.redact(finding.said.trim());
    }
}

/// Returns a text as it is shown.
pub(super) fn shown(text: &str, hiding: &Hiding) -> String {
    if hiding.on { hiding.censor.shown(text) } else { text.to_owned() }
}
