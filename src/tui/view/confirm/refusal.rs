//! Why nothing was written, or why that is not known, and the way out of each.

use ratatui::text::Line;

use crate::{
    core::plan::{OwnedField, Refusal},
    tui::{
        theme::Role,
        view::{brush::Brush, why::quoted, wrap::wrap},
    },
};

/// A refusal in the words of the dialog.
struct Words {
    /// What is so, in one sentence.
    what: String,
    /// What the server or the system said, word for word; may be empty.
    said: String,
    way_out: String,
}

/// Returns the lines of the dialog.
pub(super) fn lines(brush: &Brush, refusal: &Refusal, low: bool, width: u16) -> Vec<Line<'static>> {
    let words = words(refusal);
    let width = usize::from(width);
    let mut lines = Vec::new();
    let mark = if matches!(refusal, Refusal::Unsettled { .. }) { "?" } else { "✖" };
    let what = format!("{mark} {}", brush.line(&words.what));
    push(brush, Role::SeverityCritical, &what, width, &mut lines);
    let said = brush.block(&words.said);
    let gap = || (!low).then(Line::default);
    if !said.is_empty() {
        lines.extend(gap());
        for row in wrap(&said, width.saturating_sub(2)) {
            lines.push(quoted(brush, Role::Ground, vec![brush.span(Role::Text, row.to_owned())], width));
        }
    }
    lines.extend(gap());
    push(brush, Role::Text, &brush.line(&words.way_out), width, &mut lines);
    lines
}

fn push(brush: &Brush, role: Role, text: &str, width: usize, lines: &mut Vec<Line<'static>>) {
    lines.extend(wrap(text, width).into_iter().map(|line| Line::from(brush.span(role, line.to_owned()))));
}

fn words(refusal: &Refusal) -> Words {
    match refusal {
        Refusal::MissingRight { right, reason } => Words {
            what: format!("You are not allowed to {right}. Nothing was written."),
            said: reason.clone(),
            way_out: "Ask for this right, or copy the command for somebody who has it.".to_owned(),
        },
        Refusal::Owned { owners } => Words {
            what: "Other managers own what would be changed. Nothing was written.".to_owned(),
            said: owned(owners),
            way_out: "Change it where they take it from, a chart or a repository: the copy menu has the patch."
                .to_owned(),
        },
        Refusal::Changed { target } => Words {
            what: format!("{target} is no longer what was shown. Nothing was written."),
            said: String::new(),
            way_out: "Close this and apply again: what is there now will be shown first.".to_owned(),
        },
        Refusal::Gone { target } => Words {
            what: format!("{target} is gone, or another object has its name now. Nothing was written."),
            said: String::new(),
            way_out: "Close this; if it came back, the list shows it and its own fix.".to_owned(),
        },
        Refusal::Exists { target } => Words {
            what: format!("{target} exists already. Nothing was written over it."),
            said: String::new(),
            way_out: "Look at it first. If it is not needed delete it, else take another variant of the fix."
                .to_owned(),
        },
        Refusal::Denied { target, message } => Words {
            what: format!("The server refused the change of {target}. Nothing was written."),
            said: message.clone(),
            way_out:
                "What it says must be met or changed by whoever set it: a policy, a quota, the rules of the field."
                    .to_owned(),
        },
        Refusal::ReadOnly => Words {
            what: "podmend was started with --read-only. Nothing was asked and nothing was written.".to_owned(),
            said: String::new(),
            way_out: "Copy the command and run it where writing is allowed, or start podmend without --read-only."
                .to_owned(),
        },
        Refusal::NoJournal { why } => Words {
            what: "The journal cannot be written, and without a record nothing is sent.".to_owned(),
            said: why.clone(),
            way_out: "Make its folder writable: podmend under XDG_STATE_HOME, else under ~/.local/state.".to_owned(),
        },
        Refusal::NotSent { why } => Words {
            what: "Nothing was written.".to_owned(),
            said: why.clone(),
            way_out: "When that is settled, apply again: it is planned anew.".to_owned(),
        },
        Refusal::Unsettled { target, why } => Words {
            what: format!("Whether {target} was changed is not known: the request was sent and no answer came."),
            said: why.clone(),
            way_out: "podmend does not send it again by itself. Look at Spec and Timeline, and at `podmend journal`, \
                      before you do."
                .to_owned(),
        },
    }
}

fn owned(owners: &[OwnedField]) -> String {
    let lines: Vec<String> = owners.iter().map(|owned| format!("{} owns {}", owned.manager, owned.field)).collect();
    lines.join("\n")
}
