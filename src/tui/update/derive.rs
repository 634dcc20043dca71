//! What is worked out again whenever the snapshot, the filter or the dossier changes. Nothing else writes these parts.

use crate::{
    core::{
        cause::{Family, credentials, name},
        diagnose::{diagnose, failing_image},
        diff::diff,
        fix::{self, NoFix},
        health::{Health, SymptomKind, health},
        incident::{Incident, incidents as gather},
        model::{Kind, PodKey},
        redact::redact,
    },
    tui::{
        effect::Effect,
        model::{Case, List, Model, Row, RowKey},
    },
};

use super::{case, list, repair};

/// Works out the incidents, the rows and the place of the cursor, and looks at what came under it.
pub(super) fn incidents(model: &mut Model) -> Vec<Effect> {
    model.list.incidents = gather(&model.snapshot, model.now);
    let pods = model.snapshot.pods.values();
    model.list.starting = pods.filter(|pod| health(pod, model.now) == Health::Starting).count();
    rows(model)
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
    for (index, incident) in list.incidents.iter().enumerate().filter(|(_, incident)| shown(incident)) {
        incident_rows(list, index, incident, &needle, &mut rows);
    }
    rows
}

fn matches(incident: &Incident, needle: &str) -> bool {
    contains(&incident.title, needle)
        || incident.workloads.iter().any(|affected| {
            contains(&affected.workload.to_string(), needle) || affected.pods.iter().any(|pod| pod_matches(pod, needle))
        })
}

fn pod_matches(pod: &PodKey, needle: &str) -> bool {
    contains(&pod.name, needle) || contains(&pod.namespace, needle)
}

fn contains(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}

fn incident_rows(list: &List, index: usize, incident: &Incident, needle: &str, rows: &mut Vec<Row>) {
    let open = !list.folded.contains(&incident.key);
    rows.push(Row {
        key: RowKey::Incident(incident.key.clone()),
        incident: index,
        text: incident.title.clone(),
        pods: incident.pods(),
        open: Some(open),
    });
    if !open {
        return;
    }
    let whole = needle.is_empty() || contains(&incident.title, needle);
    for affected in &incident.workloads {
        let fits = whole
            || contains(&affected.workload.to_string(), needle)
            || affected.pods.iter().any(|pod| pod_matches(pod, needle));
        if fits {
            workload_rows(list, index, incident, affected, rows);
        }
    }
}

fn workload_rows(
    list: &List,
    index: usize,
    incident: &Incident,
    affected: &crate::core::incident::Affected,
    rows: &mut Vec<Row>,
) {
    let workload = &affected.workload;
    let bare = workload.kind == Kind::Pod;
    let open = list.opened.contains(&(incident.key.clone(), workload.clone()));
    rows.push(Row {
        key: RowKey::Workload(incident.key.clone(), workload.clone()),
        incident: index,
        text: format!("{}/{}", workload.namespace, workload.name),
        pods: affected.pods.len(),
        open: (!bare).then_some(open),
    });
    if open && !bare {
        rows.extend(affected.pods.iter().map(|pod| Row {
            key: RowKey::Pod(incident.key.clone(), pod.clone()),
            incident: index,
            text: pod.name.clone(),
            pods: 1,
            open: None,
        }));
    }
}

/// Keeps the cursor on its object when rows come and go, and lets it follow the object into another incident.
fn settle_cursor(model: &mut Model, before: Option<usize>) {
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
    let next = match before {
        Some(position) => rows.get(position.min(rows.len().saturating_sub(1))),
        None => rows.iter().find(|row| matches!(row.key, RowKey::Workload(..))).or(rows.first()),
    };
    model.list.cursor = next.map(|row| row.key.clone());
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
    cause(model);
    let Some(case) = &mut model.case else { return Vec::new() };
    let pod = model.snapshot.pods.get(&case.pod);
    let proposed = match (pod, &case.finding) {
        (Some(pod), Some(finding)) => {
            let image = failing_image(pod, &finding.symptom, &case.dossier).unwrap_or_default();
            case.candidates = fix::candidates(image, &case.dossier);
            propose(case, pod, image)
        }
        _ => Err(NoFix(format!("no pod of {} fails", case.workload))),
    };
    case.subject = pod.cloned();
    set_fix(case, proposed, model.redacted);
    case.spec = shown(&case::spec_text(case, model.panes.noise), model.redacted);
    case::colour(model)
}

/// Works out the finding alone: an event changes nothing else.
pub(super) fn cause(model: &mut Model) -> Vec<Effect> {
    if let Some(case) = &mut model.case {
        let pod = model.snapshot.pods.get(&case.pod);
        case.finding = pod.and_then(|pod| diagnose(pod, &case.dossier, model.now));
    }
    Vec::new()
}

fn propose(case: &Case, pod: &crate::core::model::Pod, image: &str) -> Result<fix::Fix, NoFix> {
    let Some(finding) = case.finding.as_ref().filter(|finding| finding.symptom.kind == SymptomKind::ImagePull) else {
        return Err(NoFix(
            "podmend has no repair for this kind of failure; Why and Events tell what is known".to_owned(),
        ));
    };
    if finding.cause.family() != Family::Credentials && finding.cause != name::REPOSITORY_NOT_FOUND_OR_PRIVATE {
        return Err(NoFix("what the node said is not about credentials, so a pull secret would not help".to_owned()));
    }
    if finding.cause == credentials::PULL_SECRET_JUST_CAME {
        return Err(NoFix(finding.next.clone()));
    }
    fix::propose(pod, image, &case.dossier, case.variant, case.secret.as_deref())
}

/// The diff is worked out only when one of its sides became another one.
fn set_fix(case: &mut Case, proposed: Result<fix::Fix, NoFix>, redacted: bool) {
    let (before, after) = match &proposed {
        Ok(fix) => (shown(&fix.before, redacted), shown(&fix.after, redacted)),
        Err(_) => (String::new(), String::new()),
    };
    if before != case.before || after != case.after {
        case.diff = diff(&before, &after);
        (case.before, case.after) = (before, after);
    }
    case.fix = proposed;
}

/// A whole text is redacted before it is cut into lines, since what is secret may be told by the line above.
pub(super) fn shown(text: &str, redacted: bool) -> String {
    if redacted { redact(text).text.as_str().to_owned() } else { text.to_owned() }
}
