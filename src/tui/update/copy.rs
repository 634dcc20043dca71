//! What can be copied, and what is said of it afterwards. Every text leaves as a draft, which only the redactor makes
//! copyable; there is no other way.

use crate::{
    core::{
        report,
        text::{plural, thousands},
    },
    tui::{
        clipboard::Delivery,
        draft::{Body, Copied, Draft, Report},
        effect::Effect,
        model::{Case, Dialog, Item, Model, NoticeKind, Pick, Purpose, Stage, Tab},
        msg::Ticket,
        widgets::field::Field,
    },
};

use super::{case, hidden, repair};

/// The objects tell what has to be hidden in the words about them.
const UNREAD: &str = "nothing was copied: the objects that tell what has to be hidden are still being read";

const NOTHING: &str = "there is nothing to copy here";

/// What the menu offers, and what each of it is.
const KINDS: [(&str, &str); 7] = [
    ("diff", "the fix as a unified diff"),
    ("patch", "only the fields that change, as YAML"),
    ("manifest", "the object with the fix, as YAML"),
    ("command", "the kubectl command that applies it"),
    ("events", "of pod, owner and workload"),
    ("timeline", "what happened, with times"),
    ("report", "the whole incident, for a ticket"),
];

/// `c`: copies what the current tab shows.
pub(super) fn in_focus(model: &mut Model) -> Vec<Effect> {
    let kind = match model.tab {
        Tab::Why => "report",
        Tab::Events => "events",
        Tab::Fix => "diff",
        Tab::Spec => "manifest",
        Tab::Timeline => "timeline",
    };
    chosen(model, kind)
}

/// `C`: offers what can be copied here. A write that is on its way keeps its dialog: its outcome is still to be told there.
pub(super) fn menu(model: &mut Model) -> Vec<Effect> {
    if matches!(&model.dialog, Some(Dialog::Confirm(confirm)) if matches!(confirm.stage, Stage::Applying { .. })) {
        return Vec::new();
    }
    let items: Vec<Item> = KINDS.iter().filter_map(|(value, what)| item(model, value, what)).collect();
    if items.is_empty() {
        model.notify(NoticeKind::Problem, NOTHING);
        return Vec::new();
    }
    let title = "Copy, always redacted".to_owned();
    model.dialog = Some(Dialog::Pick(Pick { title, purpose: Purpose::Copy, items, filter: Field::new(), cursor: 0 }));
    Vec::new()
}

fn item(model: &Model, kind: &str, what: &str) -> Option<Item> {
    let draft = draft(model, kind)?;
    let what = if kind == "manifest" && model.tab == Tab::Spec { "the object that is shown, as YAML" } else { what };
    let label = kind.to_owned();
    Some(Item { value: label.clone(), label, note: format!("{}{what}", size(model, &draft)) })
}

/// Says how long the text is and how much of it would be hidden, in columns.
fn size(model: &Model, draft: &Draft) -> String {
    if draft.is_long() {
        return format!("{:<27}", "long, counted when copied");
    }
    match draft.redacted(&model.hiding.censor) {
        Ok(copied) => {
            let (lines, hidden) = (thousands(copied.lines), thousands(copied.values));
            format!("{lines:>6} {:<5} {hidden:>4} hidden   ", if copied.lines == 1 { "line" } else { "lines" })
        }
        Err(_) => format!("{:<27}", "cannot be redacted"),
    }
}

/// Copies the text of this name.
pub(super) fn chosen(model: &mut Model, kind: &str) -> Vec<Effect> {
    if model.case.as_ref().is_some_and(Case::is_unread) {
        model.notify(NoticeKind::Problem, UNREAD);
        return Vec::new();
    }
    let Some(draft) = draft(model, kind) else {
        model.notify(NoticeKind::Problem, NOTHING);
        return Vec::new();
    };
    let mut effects = if draft.is_long() {
        let ticket = model.ticket();
        model.hiding.copying = Some(ticket);
        model.notify(NoticeKind::Done, "redacting a long text before it is copied");
        vec![Effect::Redact { ticket, draft: Box::new(draft), censor: model.hiding.censor.clone() }]
    } else {
        let result = draft.redacted(&model.hiding.censor);
        deliver(model, result)
    };
    // A keep is for one copy, and this was it.
    effects.extend(hidden::release(model));
    effects
}

/// A long text has been redacted. One that was asked for before another copy is not wanted any more.
pub(super) fn redacted(model: &mut Model, ticket: Ticket, result: Result<Copied, String>) -> Vec<Effect> {
    if model.hiding.copying != Some(ticket) {
        return Vec::new();
    }
    deliver(model, result)
}

fn deliver(model: &mut Model, result: Result<Copied, String>) -> Vec<Effect> {
    model.hiding.copying = None;
    match result {
        Ok(Copied { text, lines, hidden, .. }) => vec![Effect::Copy { text, lines, hidden }],
        Err(why) => {
            model.notify(NoticeKind::Problem, format!("nothing was copied: {why}"));
            Vec::new()
        }
    }
}

fn draft(model: &Model, kind: &str) -> Option<Draft> {
    let case = model.case.as_ref()?;
    let body = body(model, case, kind)?;
    Some(Draft { body, around: around(model, case) })
}

/// Returns what tells which values are secret, wherever else they stand: the objects themselves.
pub(super) fn around(model: &Model, case: &Case) -> Vec<String> {
    let mut texts = vec![case::spec_text(case, model.panes.noise)];
    if let Ok(fix) = &case.fix {
        texts.extend([fix.before.clone(), fix.after.clone()]);
    }
    texts.retain(|text| !text.is_empty());
    texts
}

/// The texts are whole, also while everything is shown redacted: what was hidden can only be counted where it still is.
fn body(model: &Model, case: &Case, kind: &str) -> Option<Body> {
    let fix = case.fix.as_ref().ok();
    let text = match kind {
        "diff" => return fix.map(|fix| Body::Diff(Box::new(fix.clone()))),
        "report" => return Some(Body::Report(Box::new(report(model, case)))),
        "patch" => fix.map(report::patch),
        "manifest" if model.tab == Tab::Spec => Some(case::spec_text(case, model.panes.noise)),
        "manifest" => fix.map(|fix| fix.after.clone()),
        "command" => fix.map(|fix| report::command(fix, &model.session.context)),
        "events" => Some(report::events(&case.dossier.events, &model.zone)),
        _ => model.repairs.get(&case.workload).map(|repair| report::timeline(&repair.entries, &model.zone)),
    };
    text.filter(|text| !text.is_empty()).map(Body::Text)
}

fn report(model: &Model, case: &Case) -> Report {
    let entries = match model.repairs.get(&case.workload) {
        Some(repair) => repair.entries.clone(),
        None => repair::first_entries(model, &case.workload),
    };
    Report {
        context: model.session.context.clone(),
        workload: case.workload.clone(),
        finding: case.finding.clone(),
        fix: case.fix.as_ref().ok().cloned(),
        entries,
        zone: model.zone.clone(),
    }
}

/// Says where the text went; "sent" where nobody confirms that it came.
pub(super) fn delivered(
    model: &mut Model,
    lines: usize,
    hidden: &str,
    result: Result<Delivery, String>,
) -> Vec<Effect> {
    let lines = plural(lines, "line");
    match result {
        Ok(Delivery::Native) => model.notify(NoticeKind::Done, format!("copied {lines}, {hidden}")),
        Ok(Delivery::Terminal) => {
            model.notify(NoticeKind::Done, format!("sent {lines} to the terminal's clipboard, {hidden}"));
        }
        Ok(Delivery::File(path)) => {
            model.notify(NoticeKind::Done, format!("wrote {lines} to {}, {hidden}", path.display()));
        }
        Ok(Delivery::LongFile(path)) => {
            let text = format!("too long for the terminal's clipboard: {lines} are in {}, {hidden}", path.display());
            model.notify(NoticeKind::Done, text);
        }
        Err(why) => model.notify(NoticeKind::Problem, format!("nothing was copied: {why}")),
    }
    Vec::new()
}
