//! Where the keys go: the dialog in front, else the focused pane and then everywhere.

use crate::tui::model::{Confirm, Dialog, Focus, Model, Stage, Tab};

use super::Place;

/// Returns the places whose keys count now, innermost first.
pub fn places(model: &Model) -> Vec<Place> {
    match &model.dialog {
        Some(Dialog::Confirm(confirm)) => vec![confirm_place(model, confirm)],
        Some(Dialog::Pick(_) | Dialog::Palette(_)) => vec![Place::Pick],
        Some(Dialog::Keep(_)) => vec![Place::Keep],
        Some(Dialog::Word(_)) => vec![Place::Word],
        Some(Dialog::Help { .. } | Dialog::Page { .. }) => vec![Place::Help],
        None if model.list.filtering => vec![Place::Filter],
        None => pane_places(model),
    }
}

fn confirm_place(model: &Model, confirm: &Confirm) -> Place {
    let waits = matches!(confirm.stage, Stage::Ready { .. });
    if waits && model.session.protected { Place::ConfirmByName } else { Place::Confirm }
}

/// The places of the panes, whatever dialog lies over them: what the palette and the help are about.
pub fn pane_places(model: &Model) -> Vec<Place> {
    let tab = match model.tab {
        Tab::Fix => Some(Place::Fix),
        Tab::Spec => Some(Place::Spec),
        Tab::Timeline => Some(Place::Timeline),
        // The list has an Enter of its own.
        Tab::Why if model.focus == Focus::Detail => Some(Place::Why),
        Tab::Why | Tab::Events => None,
    };
    let pane = match model.focus {
        Focus::List => Place::List,
        Focus::Detail => Place::Detail,
    };
    let redacted = (model.hiding.on && model.case.is_some()).then_some(Place::Redacted);
    tab.into_iter().chain([pane]).chain(redacted).chain([Place::Anywhere]).collect()
}
