//! Choosing from a list: secrets, namespaces, contexts, what to copy, and commands.

use crate::tui::{
    effect::Effect,
    keys::{action_named, pane_places},
    model::{Dialog, Item, Model, Pick, Purpose},
    widgets::field::Field,
};

use super::{act, case, copy, session};

/// `:`: every command of this place by name.
pub(super) fn palette(model: &mut Model) -> Vec<Effect> {
    let commands = model.settings.keymap.commands(&pane_places(model));
    let items = commands.into_iter().map(|(_, name, key, help)| Item {
        value: name.to_owned(),
        label: name.to_owned(),
        note: if key.is_empty() { help.to_owned() } else { format!("{key}   {help}") },
    });
    model.dialog = Some(Dialog::Palette(Pick {
        title: "Commands".to_owned(),
        purpose: Purpose::Command,
        items: items.collect(),
        filter: Field::new(),
        cursor: 0,
    }));
    Vec::new()
}

/// Enter: does what the chosen item stands for.
pub(super) fn accept(model: &mut Model) -> Vec<Effect> {
    let Some(Dialog::Pick(pick) | Dialog::Palette(pick)) = model.dialog.take() else { return Vec::new() };
    let chosen = pick.shown().get(pick.cursor).map(|(_, item)| item.value.clone()).or_else(|| typed_namespace(&pick));
    let Some(value) = chosen else { return Vec::new() };
    match pick.purpose {
        Purpose::Secret => case::secret_chosen(model, value),
        Purpose::Namespace => session::namespace_chosen(model, value),
        Purpose::Context => session::context_chosen(model, value),
        Purpose::Copy => copy::chosen(model, &value),
        Purpose::Command => action_named(&value).map_or_else(Vec::new, |action| act::act(model, action)),
    }
}

/// A namespace that is in no list can be named: who may see one namespace only may not list them.
fn typed_namespace(pick: &Pick) -> Option<String> {
    let text = pick.filter.text();
    let name = text.trim();
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fits = pick.purpose == Purpose::Namespace && !name.is_empty() && name.bytes().all(is_name);
    fits.then(|| name.to_owned())
}
