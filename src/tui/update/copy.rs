//! What can be copied, and what is said of it afterwards. Every text goes through the redactor here; there is no other way.

use crate::{
    core::{
        redact::{redact, summary},
        report,
        text::plural,
    },
    tui::{
        clipboard::Delivery,
        effect::Effect,
        model::{Dialog, Item, Model, NoticeKind, Pick, Purpose, Stage, Tab},
        widgets::field::Field,
    },
};

const NOTHING: &str = "there is nothing to copy here";

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
    let items: Vec<Item> = [
        ("diff", "the fix as a unified diff"),
        ("patch", "only the fields that would be applied, as YAML"),
        ("manifest", "the object with the fix, as YAML"),
        ("command", "the kubectl command that applies it"),
        ("events", "the events of pod, owner and workload"),
        ("timeline", "what happened, with times"),
        ("report", "cause, evidence, fix and timeline, for a ticket"),
    ]
    .into_iter()
    .filter(|(value, _)| text(model, value).is_some())
    .map(|(value, note)| Item { value: value.to_owned(), label: value.to_owned(), note: note.to_owned() })
    .collect();
    if items.is_empty() {
        model.notify(NoticeKind::Problem, NOTHING);
        return Vec::new();
    }
    let title = "Copy, always redacted".to_owned();
    model.dialog = Some(Dialog::Pick(Pick { title, purpose: Purpose::Copy, items, filter: Field::new(), cursor: 0 }));
    Vec::new()
}

/// Copies the text of this name.
pub(super) fn chosen(model: &mut Model, kind: &str) -> Vec<Effect> {
    let Some(text) = text(model, kind) else {
        model.notify(NoticeKind::Problem, NOTHING);
        return Vec::new();
    };
    let redaction = redact(&text);
    let lines = text.lines().count();
    vec![Effect::Copy { lines, hidden: summary(&redaction.hidden), text: redaction.text }]
}

fn text(model: &Model, kind: &str) -> Option<String> {
    let case = model.case.as_ref()?;
    let fix = case.fix.as_ref().ok();
    let repair = model.repairs.get(&case.workload);
    match kind {
        "diff" => {
            fix.map(|fix| case.diff.unified(&format!("{} now", fix.target), &format!("{} with the fix", fix.target)))
        }
        "patch" => fix.map(report::patch),
        "manifest" if model.tab == Tab::Spec => Some(case.spec.clone()).filter(|spec| !spec.is_empty()),
        "manifest" => fix.map(|fix| fix.after.clone()),
        "command" => fix.map(|fix| report::command(fix, &model.session.context)),
        "events" => Some(report::events(&case.dossier.events, &model.zone)).filter(|text| !text.is_empty()),
        "timeline" => repair.map(|repair| report::timeline(&repair.entries, &model.zone)),
        _ => {
            let finding = case.finding.as_ref();
            let parts = report::Parts {
                context: &model.session.context,
                workload: &case.workload,
                finding,
                fix,
                diff: &case.diff,
                entries: repair.map(|repair| repair.entries.as_slice()).unwrap_or_default(),
            };
            Some(report::markdown(&parts, &model.zone))
        }
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
    let hidden = if hidden.is_empty() { "nothing had to be hidden" } else { hidden };
    match result {
        Ok(Delivery::Native) => model.notify(NoticeKind::Done, format!("copied {lines}, {hidden}")),
        Ok(Delivery::Terminal) => {
            model.notify(NoticeKind::Done, format!("sent {lines} to the terminal's clipboard, {hidden}"));
        }
        Ok(Delivery::File(path)) => {
            model.notify(NoticeKind::Done, format!("wrote {lines} to {}, {hidden}", path.display()));
        }
        Err(why) => model.notify(NoticeKind::Problem, format!("nothing was copied: {why}")),
    }
    Vec::new()
}
