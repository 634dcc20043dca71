//! What was applied in this session: its timeline, its verdict, and taking it back.

use crate::{
    core::{
        model::{ObjectId, Pod},
        plan::{Applied, Plan, Purpose, Refusal},
        timeline::{Entry, Progress, Rollout, Tone, Verdict, beginning},
    },
    tui::{
        effect::Effect,
        model::{Model, NoticeKind, Repair, RowKey, Scroll, Tab},
        msg::Ticket,
    },
};

use super::{confirm, list};

/// Starts the timeline of what was just applied, and watches what comes of it.
pub(super) fn begin(model: &mut Model, plan: &Plan, workload: ObjectId, applied: &Applied) -> Vec<Effect> {
    let ticket = model.ticket();
    let earlier = model.repairs.remove(&workload);
    let incident = incident_of(model, &workload).or(earlier.as_ref().and_then(|earlier| earlier.incident.clone()));
    let mut entries = match earlier {
        Some(earlier) => earlier.entries,
        None => first_entries(model, &workload),
    };
    entries.push(Entry::new(plan.made, Tone::Plain, dry_run_line(plan)));
    entries.push(Entry::new(applied.at, Tone::Written, written_line(plan, applied)));
    if applied.differs_from_review {
        let text = "the server's answer differs from the dry run: admission did something else the second time";
        entries.push(Entry::new(applied.at, Tone::Bad, text));
    }
    let undone = matches!(plan.purpose, Purpose::Undo(_));
    let repair = Repair {
        ticket,
        journal: applied.id.clone(),
        variant: variant(plan),
        incident,
        entries,
        rollout: Rollout::of(applied.generation),
        verdict: Verdict::Waiting,
        started: applied.at,
        undone,
        failing: None,
    };
    model.repairs.insert(workload.clone(), repair);
    model.tab = Tab::Timeline;
    model.panes.timeline = Scroll::END;
    vec![Effect::Follow { ticket, workload, generation: applied.generation }]
}

fn incident_of(model: &Model, workload: &ObjectId) -> Option<String> {
    let mut incidents = model.list.board.incidents();
    incidents.find(|incident| incident.workloads.contains_key(workload)).map(|incident| incident.id.clone())
}

fn variant(plan: &Plan) -> String {
    match &plan.purpose {
        Purpose::Fix(variant) => variant.clone(),
        Purpose::Undo(id) => format!("undo of {id}"),
    }
}

fn dry_run_line(plan: &Plan) -> String {
    match plan.warnings.len() {
        0 => "dry run accepted by the server".to_owned(),
        count => format!("dry run accepted by the server, warnings: {count}"),
    }
}

fn written_line(plan: &Plan, applied: &Applied) -> String {
    let what = match &plan.purpose {
        Purpose::Fix(variant) => format!("applied the {variant} fix"),
        Purpose::Undo(id) => format!("took back {id}"),
    };
    let audit =
        if applied.audit_id.is_empty() { String::new() } else { format!("   audit {}", short(&applied.audit_id)) };
    format!("{what}{audit}   journal {}", applied.id)
}

/// `9c1e74d2-...-42` is read as `9c1e…42`: enough to find it, and it fits the line.
fn short(id: &str) -> String {
    let characters: Vec<char> = id.chars().collect();
    if characters.len() <= 10 {
        return id.to_owned();
    }
    let head: String = characters[..4].iter().collect();
    let tail: String = characters[characters.len() - 2..].iter().collect();
    format!("{head}…{tail}")
}

/// Returns what happened before anything was applied.
pub(super) fn first_entries(model: &Model, workload: &ObjectId) -> Vec<Entry> {
    let pods: Vec<&Pod> = model.snapshot.pods.values().filter(|pod| pod.workload == *workload).collect();
    let Some(case) = model.case.as_ref().filter(|case| case.workload == *workload) else { return Vec::new() };
    let mut entries = beginning(&pods, &case.dossier.events, model.now);
    if let Some(finding) = &case.finding {
        entries.push(Entry::new(case.opened, Tone::Plain, format!("diagnosed: {}", finding.sentence)));
    }
    entries
}

/// Takes in what is watched of the rollout.
pub(super) fn followed(model: &mut Model, ticket: Ticket, progress: Progress) -> Vec<Effect> {
    let now = model.now;
    let Some(repair) = model.repairs.values_mut().find(|repair| repair.ticket == ticket) else { return Vec::new() };
    let entries = repair.rollout.advance(progress, now);
    repair.entries.extend(entries);
    judge(model);
    show_failing(model)
}

/// Reads the verdict of every repair that is still open.
pub(super) fn judge(model: &mut Model) {
    let now = model.now;
    for repair in model.repairs.values_mut().filter(|repair| !matches!(repair.verdict, Verdict::Healed { .. })) {
        let verdict = repair.rollout.verdict(now);
        if verdict == repair.verdict {
            continue;
        }
        if let Verdict::FailsAnew { pod, reason, message } = &verdict {
            let is_new = !matches!(repair.verdict, Verdict::FailsAnew { .. });
            if is_new {
                let text = failure_line(&repair.entries, reason, message);
                repair.entries.push(Entry::new(now, Tone::Bad, text));
                repair.failing = Some(pod.clone());
            }
        }
        repair.verdict = verdict;
    }
}

/// Tells why a new pod fails, in full unless its event has just told it.
fn failure_line(entries: &[Entry], reason: &str, message: &str) -> String {
    let told =
        entries.iter().any(|entry| entry.tone == Tone::Bad && !message.is_empty() && entry.text.ends_with(message));
    if told || message.is_empty() {
        format!("a new pod fails: {reason}")
    } else {
        format!("a new pod fails: {reason}  {message}")
    }
}

/// Puts the cursor on a new pod that fails, once the list has it: its cause is the next to be read, not the old pods'.
pub(super) fn show_failing(model: &mut Model) -> Vec<Effect> {
    let Some(workload) = model.case.as_ref().map(|case| case.workload.clone()) else { return Vec::new() };
    let Some(failing) = model.repairs.get(&workload).and_then(|repair| repair.failing.clone()) else {
        return Vec::new();
    };
    let incident = model.list.board.of_pod(&failing).filter(|incident| incident.workloads.contains_key(&workload));
    let Some(key) = incident.map(|incident| RowKey::Workload(incident.id.clone(), workload.clone())) else {
        return Vec::new();
    };
    let Some(position) = model.list.rows.iter().position(|row| row.key == key) else { return Vec::new() };
    if let Some(repair) = model.repairs.get_mut(&workload) {
        repair.failing = None;
    }
    list::put_cursor(model, position)
}

/// `u`: plans the taking back of what was applied to the workload under the cursor.
pub(super) fn ask_undo(model: &mut Model) -> Vec<Effect> {
    let Some(workload) = model.case.as_ref().map(|case| case.workload.clone()) else { return Vec::new() };
    let Some(repair) = model.repairs.get(&workload).filter(|repair| !repair.undone) else {
        let text = format!("nothing was applied to {workload} since podmend was started; `podmend journal` lists more");
        model.notify(NoticeKind::Problem, text);
        return Vec::new();
    };
    let id = repair.journal.clone();
    confirm::plan_undo(model, workload, id, false)
}

/// An apply was answered after its dialog was gone, as after a switch of context: it is told all the same.
pub(super) fn settled_unseen(model: &mut Model, result: Result<Applied, Refusal>) -> Vec<Effect> {
    match result {
        Ok(applied) => model.notify(NoticeKind::Done, format!("applied, journal {}", applied.id)),
        Err(_) => {
            model.notify(NoticeKind::Problem, "the apply was not confirmed; `podmend journal` tells how it ended");
        }
    }
    Vec::new()
}
