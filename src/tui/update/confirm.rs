//! The dialog in front of every write: planned, shown, answered; void as soon as the object is no longer what was shown.

use crate::{
    core::{
        diff::{Diff, diff},
        model::{ObjectId, Reading},
        plan::{Applied, Plan, Purpose, Refusal, Request},
        yaml,
    },
    tui::{
        effect::Effect,
        model::{Confirm, Dialog, Hiding, Model, NoticeKind, Stage},
        msg::Ticket,
        widgets::field::Field,
    },
};

use super::{derive, is_deliberate, repair};

/// `a`: plans the fix that is shown.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let Some(case) = &model.case else { return Vec::new() };
    let fix = match &case.fix {
        Ok(fix) => fix,
        Err(reason) => {
            let text = format!("nothing to apply: {}", reason.0);
            model.notify(NoticeKind::Problem, text);
            return Vec::new();
        }
    };
    let request = Request { purpose: Purpose::Fix(fix.variant.title().to_owned()), changes: fix.changes.clone() };
    let workload = case.workload.clone();
    plan(model, workload, request, false)
}

fn plan(model: &mut Model, workload: ObjectId, request: Request, changed: bool) -> Vec<Effect> {
    let title = purpose_title(&request.purpose);
    let ticket = open(model, workload, title, changed);
    if model.settings.read_only {
        refuse(model, Refusal::ReadOnly);
        return Vec::new();
    }
    vec![Effect::Plan { ticket, request: Box::new(request) }]
}

/// Plans the taking back of a journal entry.
pub(super) fn plan_undo(model: &mut Model, workload: ObjectId, id: String, changed: bool) -> Vec<Effect> {
    let ticket = open(model, workload, purpose_title(&Purpose::Undo(id.clone())), changed);
    if model.settings.read_only {
        refuse(model, Refusal::ReadOnly);
        return Vec::new();
    }
    vec![Effect::PlanUndo { ticket, id }]
}

fn purpose_title(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Fix(variant) => format!("{variant} fix"),
        Purpose::Undo(id) => format!("undo of {id}"),
    }
}

fn open(model: &mut Model, workload: ObjectId, title: String, changed: bool) -> Ticket {
    let ticket = model.ticket();
    model.dialog = Some(Dialog::Confirm(Box::new(Confirm {
        ticket,
        stage: Stage::Planning,
        title,
        workload,
        typed: Field::new(),
        scroll: 0,
        shown: None,
        changed,
    })));
    ticket
}

fn dialog(model: &mut Model) -> Option<&mut Confirm> {
    match &mut model.dialog {
        Some(Dialog::Confirm(confirm)) => Some(confirm),
        _ => None,
    }
}

fn dialog_of(model: &mut Model, ticket: Ticket) -> Option<&mut Confirm> {
    dialog(model).filter(|confirm| confirm.ticket == ticket)
}

fn refuse(model: &mut Model, refusal: Refusal) {
    if let Some(confirm) = dialog(model) {
        confirm.stage = Stage::Refused(refusal);
    }
}

pub(super) fn planned(model: &mut Model, ticket: Ticket, result: Result<Box<Plan>, Refusal>) -> Vec<Effect> {
    let now = model.now;
    let hiding = model.hiding.clone();
    let Some(confirm) = dialog_of(model, ticket) else { return Vec::new() };
    confirm.shown = Some(now);
    confirm.stage = match result {
        Ok(plan) => Stage::Ready { diff: review(&plan, &hiding), plan },
        Err(refusal) => Stage::Refused(refusal),
    };
    Vec::new()
}

/// The diff that is reviewed: the live objects against the server's answer to the dry run.
fn review(plan: &Plan, hiding: &Hiding) -> Diff {
    let side = |text: fn(&crate::core::plan::Step) -> &str| {
        let documents: Vec<&str> = plan.steps.iter().rev().map(text).filter(|text| !text.is_empty()).collect();
        derive::shown(&documents.join("---\n"), hiding)
    };
    diff(&side(|step| &step.before), &side(|step| &step.after))
}

/// `y`: sends the plan, once, if it was on the screen long enough to be read.
pub(super) fn confirm(model: &mut Model) -> Vec<Effect> {
    if model.session.protected {
        return Vec::new();
    }
    send(model)
}

/// Enter in a protected context: the name that was typed is the answer.
pub(super) fn confirm_by_name(model: &mut Model) -> Vec<Effect> {
    let Some(confirm) = dialog(model) else { return Vec::new() };
    if confirm.typed.text() != confirm.workload.name {
        let text = format!("type {} to apply, or esc", confirm.workload.name);
        model.notify(NoticeKind::Problem, text);
        return Vec::new();
    }
    send(model)
}

fn send(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let Some(confirm) = dialog(model) else { return Vec::new() };
    if !is_deliberate(confirm.shown, now) {
        return Vec::new();
    }
    let Stage::Ready { plan, .. } = &confirm.stage else { return Vec::new() };
    let plan = plan.clone();
    confirm.stage = Stage::Applying { plan: plan.clone() };
    vec![Effect::Apply { ticket: confirm.ticket, plan }]
}

pub(super) fn applied(model: &mut Model, ticket: Ticket, result: Result<Applied, Refusal>) -> Vec<Effect> {
    let Some(confirm) = dialog_of(model, ticket) else { return repair::settled_unseen(model, result) };
    let Stage::Applying { plan } = &confirm.stage else { return Vec::new() };
    let (plan, workload) = (plan.clone(), confirm.workload.clone());
    match result {
        Ok(applied) => {
            model.dialog = None;
            repair::begin(model, &plan, workload, &applied)
        }
        Err(Refusal::Changed { .. }) => plan_again(model),
        Err(refusal) => {
            refuse(model, refusal);
            Vec::new()
        }
    }
}

/// The object changed while it was reviewed: nothing was written, and what is there now is shown for a new answer.
fn plan_again(model: &mut Model) -> Vec<Effect> {
    let Some(confirm) = dialog(model) else { return Vec::new() };
    let workload = confirm.workload.clone();
    let purpose = match &confirm.stage {
        Stage::Ready { plan, .. } | Stage::Applying { plan } => plan.purpose.clone(),
        Stage::Planning | Stage::Refused(_) => return Vec::new(),
    };
    if let Purpose::Undo(id) = purpose {
        return plan_undo(model, workload, id, true);
    }
    let fix = model.case.as_ref().filter(|case| case.workload == workload).map(|case| case.fix.clone());
    match fix {
        Some(Ok(fix)) => {
            let request = Request { purpose, changes: fix.changes };
            plan(model, workload, request, true)
        }
        Some(Err(reason)) => {
            model.dialog = None;
            model.notify(
                NoticeKind::Problem,
                format!("{workload} changed meanwhile; nothing was written: {}", reason.0),
            );
            Vec::new()
        }
        None => {
            model.dialog = None;
            Vec::new()
        }
    }
}

/// The workload was seen anew while a plan of it waits for an answer.
///
/// A mere status update keeps the review and moves its resourceVersion along; anything else makes it void.
pub(super) fn workload_seen(model: &mut Model) -> Vec<Effect> {
    let Some(case) = &model.case else { return Vec::new() };
    let live = case.dossier.workload.clone();
    let workload = case.workload.clone();
    let Some(confirm) = dialog(model).filter(|confirm| confirm.workload == workload) else { return Vec::new() };
    let Stage::Ready { plan, .. } = &mut confirm.stage else { return Vec::new() };
    let Reading::Found { value, .. } = live else { return Vec::new() };
    let Some(step) = plan.steps.last_mut() else { return Vec::new() };
    let Some(pinned) = &mut step.pinned else { return Vec::new() };
    let meta = &value["metadata"];
    if meta["resourceVersion"] == pinned.resource_version.as_str() || is_older(meta, pinned.generation) {
        return Vec::new();
    }
    let same_object = meta["uid"] == pinned.uid.0.as_str();
    if same_object && yaml::readable(&value) == step.before {
        meta["resourceVersion"].as_str().unwrap_or_default().clone_into(&mut pinned.resource_version);
        return Vec::new();
    }
    plan_again(model)
}

/// The watch may lag behind the plan; what it says of an older generation is no news.
fn is_older(meta: &serde_json::Value, generation: i64) -> bool {
    meta["generation"].as_i64().is_some_and(|seen| seen < generation)
}

/// Esc: closes the dialog. A write that is on its way cannot be called back, and its outcome is still told.
pub(super) fn closed(model: &mut Model) -> Vec<Effect> {
    if let Some(Confirm { stage: Stage::Applying { .. }, .. }) = dialog(model) {
        return Vec::new();
    }
    model.dialog = None;
    Vec::new()
}
