//! The incidents: cursor, folds and filter.

use crossterm::event::KeyEvent;

use crate::tui::{
    effect::Effect,
    layout::layout,
    model::{Focus, Model, RowKey},
    widgets::field::Field,
};

use super::{case, derive};

/// Moves the cursor by so many rows.
pub(super) fn move_by(model: &mut Model, steps: isize) -> Vec<Effect> {
    let last = model.list.rows.len().saturating_sub(1);
    let position = match model.list.position() {
        Some(position) => position.saturating_add_signed(steps).min(last),
        None => 0,
    };
    put_cursor(model, position)
}

pub(super) fn put_cursor(model: &mut Model, position: usize) -> Vec<Effect> {
    let Some(row) = model.list.rows.get(position) else { return Vec::new() };
    model.list.cursor = Some(row.key.clone());
    keep_in_view(model);
    case::follow_cursor(model)
}

/// Scrolls the list so that the cursor is on the screen.
pub(super) fn keep_in_view(model: &mut Model) {
    let height = usize::from(layout(model).list_rows().height).max(1);
    let most = model.list.rows.len().saturating_sub(height);
    let mut top = model.list.top.min(most);
    if let Some(position) = model.list.position() {
        top = top.min(position).max((position + 1).saturating_sub(height));
    }
    model.list.top = top;
}

/// Enter: on an incident or a workload shows or hides what is below it, on a pod goes to the detail.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    match model.list.cursor.clone() {
        Some(RowKey::Incident(key)) => toggle(model, &RowKey::Incident(key)),
        Some(RowKey::Pod(..)) | None => {
            model.focus = Focus::Detail;
            Vec::new()
        }
        Some(key) => toggle(model, &key),
    }
}

fn toggle(model: &mut Model, key: &RowKey) -> Vec<Effect> {
    let open = model.list.rows.iter().find(|row| row.key == *key).and_then(|row| row.open);
    set_open(model, key, open != Some(true))
}

/// Shows or hides what is below a row; the left and right arrows do it too.
pub(super) fn set_open(model: &mut Model, key: &RowKey, open: bool) -> Vec<Effect> {
    let list = &mut model.list;
    match (key, open) {
        (RowKey::Incident(key), true) => drop(list.folded.remove(key)),
        (RowKey::Incident(key), false) => drop(list.folded.insert(key.clone())),
        (RowKey::Workload(incident, workload), true) => {
            list.opened.insert((incident.clone(), workload.clone()));
        }
        (RowKey::Workload(incident, workload), false) => {
            list.opened.remove(&(incident.clone(), workload.clone()));
        }
        (RowKey::Pod(..), _) => {}
    }
    derive::rows(model)
}

/// Left and right in the list.
pub(super) fn sideways(model: &mut Model, right: bool) -> Vec<Effect> {
    let Some(cursor) = model.list.cursor.clone() else { return Vec::new() };
    let open = model.list.rows.iter().find(|row| row.key == cursor).and_then(|row| row.open);
    if right || open == Some(true) {
        return set_open(model, &cursor, right);
    }
    to_parent(model, &cursor)
}

fn to_parent(model: &mut Model, key: &RowKey) -> Vec<Effect> {
    let Some(position) = model.list.position() else { return Vec::new() };
    let is_parent = |candidate: &RowKey| match key {
        RowKey::Pod(..) => matches!(candidate, RowKey::Workload(..)),
        _ => matches!(candidate, RowKey::Incident(_)),
    };
    match model.list.rows[..position].iter().rposition(|row| is_parent(&row.key)) {
        Some(parent) => put_cursor(model, parent),
        None => Vec::new(),
    }
}

pub(super) fn filter(model: &mut Model) -> Vec<Effect> {
    model.focus = Focus::List;
    model.list.filtering = true;
    model.list.filter.get_or_insert_with(Field::new);
    Vec::new()
}

pub(super) fn filter_typed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if let Some(field) = &mut model.list.filter {
        field.input(key);
    }
    derive::rows(model)
}

pub(super) fn filter_pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(field) = &mut model.list.filter {
        field.paste(text);
    }
    derive::rows(model)
}

/// Enter in the filter: it stays, and the keys go to the list again.
pub(super) fn keep_filter(model: &mut Model) -> Vec<Effect> {
    model.list.filtering = false;
    if model.list.filter.as_ref().is_some_and(|field| field.text().is_empty()) {
        model.list.filter = None;
    }
    derive::rows(model)
}

pub(super) fn clear_filter(model: &mut Model) -> Vec<Effect> {
    model.list.filtering = false;
    model.list.filter = None;
    derive::rows(model)
}
