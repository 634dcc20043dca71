//! The cluster that is looked at: opening, watching, switching, and how fresh the view is.

use std::collections::BTreeSet;

use crate::{
    cluster::{PodNews, Scope, Trouble},
    core::model::{Pod, PodKey, Snapshot},
    tui::{
        effect::Effect,
        model::{Dialog, Item, Link, List, Model, NoticeKind, Pick, Purpose},
        msg::Connection,
        widgets::field::Field,
    },
};

use super::derive;

/// The value that stands for every namespace in the picker; no namespace can have this name.
const ALL: &str = "*";

/// Begins to watch what the model names.
pub fn start(model: &mut Model) -> Vec<Effect> {
    if matches!(model.session.link, Link::Troubled { .. }) {
        return Vec::new();
    }
    watch(model)
}

fn watch(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    model.session.ticket = ticket;
    model.session.link = Link::Connecting;
    vec![Effect::Watch { ticket, scope: model.session.scope.clone() }]
}

/// Asks again; when the context could not even be opened, opens it again.
pub(super) fn watch_again(model: &mut Model) -> Vec<Effect> {
    if model.session.server.is_empty() {
        let context = model.session.context.clone();
        return connect(model, (!context.is_empty()).then_some(context));
    }
    watch(model)
}

fn connect(model: &mut Model, context: Option<String>) -> Vec<Effect> {
    let ticket = model.ticket();
    model.session.ticket = ticket;
    model.session.link = Link::Connecting;
    vec![Effect::Connect { ticket, context }]
}

/// A context was opened, or could not be.
pub(super) fn connected(model: &mut Model, connection: Connection) -> Vec<Effect> {
    model.session.context = connection.context;
    model.session.server = connection.server;
    model.session.contexts = connection.contexts;
    // Opening it has told the redactor its credentials.
    model.hiding.censor.told();
    model.session.protected = is_protected(&model.session.context, &model.settings.protected);
    if let Some(trouble) = connection.trouble {
        model.session.link = Link::Troubled { at: None, trouble };
        return Vec::new();
    }
    watch(model)
}

/// Says whether a context's name contains one of the words that mark production.
///
/// Words are told apart by anything that is no letter or digit: `prod-eu` is protected, `reproduce` is not.
pub fn is_protected(context: &str, patterns: &[String]) -> bool {
    let name = context.to_lowercase();
    let mut words = name.split(|character: char| !character.is_alphanumeric());
    words.any(|word| patterns.iter().any(|pattern| word == pattern.to_lowercase()))
}

/// Forgets everything of the cluster that was looked at; dialogs and plans die with it.
fn forget(model: &mut Model) {
    model.snapshot = Snapshot::default();
    model.list = List::default();
    model.case = None;
    model.dialog = None;
    model.repairs.clear();
    model.colours.clear();
    model.hiding.at = None;
    model.hiding.censor.release();
    model.hiding.learning.clear();
}

/// Takes in what the live list tells.
pub(super) fn news(model: &mut Model, news: PodNews) -> Vec<Effect> {
    let mut effects = if model.settings.learns_secrets { learn_secrets(model, &news) } else { Vec::new() };
    effects.extend(take_in(model, news));
    effects
}

/// Asks for the Secrets of namespaces that come into view, each once.
fn learn_secrets(model: &mut Model, news: &PodNews) -> Vec<Effect> {
    let shown: BTreeSet<&String> = match (news, &model.session.scope) {
        (PodNews::Listed { .. }, Scope::Namespace(namespace)) => BTreeSet::from([namespace]),
        (PodNews::Listed { pods, .. }, Scope::AllNamespaces) => pods.iter().map(|pod| &pod.namespace).collect(),
        (PodNews::Changed { pod, .. }, _) => BTreeSet::from([&pod.namespace]),
        (PodNews::Stuck { owners, .. }, _) => owners.iter().map(|stuck| &stuck.owner.namespace).collect(),
        _ => BTreeSet::new(),
    };
    let namespaces: Vec<String> =
        shown.into_iter().filter(|name| !model.hiding.learning.contains(*name)).cloned().collect();
    if namespaces.is_empty() {
        return Vec::new();
    }
    model.hiding.learning.extend(namespaces.iter().cloned());
    vec![Effect::LearnSecrets { namespaces, censor: model.hiding.censor.clone() }]
}

fn take_in(model: &mut Model, news: PodNews) -> Vec<Effect> {
    match news {
        PodNews::Loading { done, of } => {
            model.session.link = Link::Loading { done, of };
            Vec::new()
        }
        PodNews::Listed { pods, total, unseen, namespaces } => {
            let known = std::mem::take(&mut model.snapshot);
            let pods = pods.into_iter().map(|pod| remembering(pod, &known)).collect();
            model.snapshot = Snapshot { pods, total, unseen, namespaces, ..known };
            model.session.link = Link::Live { at: model.now };
            derive::incidents(model)
        }
        PodNews::Changed { pod, total } => {
            let (key, pod) = remembering(*pod, &model.snapshot);
            model.snapshot.pods.insert(key.clone(), pod);
            model.snapshot.total = total;
            derive::pod(model, &key)
        }
        PodNews::Settled { pod, total } => {
            model.snapshot.total = total;
            if model.snapshot.pods.remove(&pod).is_some() { derive::pod(model, &pod) } else { Vec::new() }
        }
        PodNews::Stuck { owners, unseen } => {
            model.snapshot.unseen_owners = unseen;
            model.snapshot.stuck = owners.into_iter().map(|stuck| (stuck.owner.clone(), stuck)).collect();
            derive::owners(model)
        }
        PodNews::Surroundings { namespace, surroundings } => {
            model.snapshot.surroundings.insert(namespace.clone(), *surroundings);
            derive::namespace(model, &namespace)
        }
        PodNews::Alive { at } => {
            alive(model, at);
            Vec::new()
        }
        PodNews::Troubled(trouble) => {
            troubled(model, trouble);
            Vec::new()
        }
    }
}

/// A pod as it is now, with what an earlier state of it told and this one does not tell any more.
fn remembering(mut pod: Pod, known: &Snapshot) -> (PodKey, Pod) {
    let key = pod.key();
    if let Some(earlier) = known.pods.get(&key) {
        pod.remember(earlier);
    }
    (key, pod)
}

fn alive(model: &mut Model, at: jiff::Timestamp) {
    match &mut model.session.link {
        Link::Live { at: last } => *last = at.max(*last),
        // A sign of life does not make an old list fresh: that takes a new list, or the watch that says so.
        Link::Troubled { at: Some(_), .. } => model.session.link = Link::Live { at },
        Link::Connecting | Link::Loading { .. } | Link::Troubled { at: None, .. } => {}
    }
}

fn troubled(model: &mut Model, trouble: Trouble) {
    let at = match model.session.link {
        Link::Live { at } => Some(at),
        Link::Troubled { at, .. } => at,
        Link::Connecting | Link::Loading { .. } => None,
    };
    model.session.link = Link::Troubled { at, trouble };
}

/// Offers the namespaces that are known.
pub(super) fn pick_namespace(model: &mut Model) -> Vec<Effect> {
    let all = Item { value: ALL.to_owned(), label: "all namespaces".to_owned(), note: String::new() };
    let failing = |name: &str| model.snapshot.pods.keys().filter(|pod| pod.namespace == name).count();
    let named = model.snapshot.namespaces.iter().map(|name| Item {
        value: name.clone(),
        label: name.clone(),
        note: match failing(name) {
            0 => String::new(),
            count => format!("{count} not well"),
        },
    });
    let items = std::iter::once(all).chain(named).collect();
    pick(model, "Namespace", Purpose::Namespace, items)
}

/// Offers the contexts of the kubeconfig.
pub(super) fn pick_context(model: &mut Model) -> Vec<Effect> {
    if model.session.contexts.is_empty() {
        model.notify(NoticeKind::Problem, "there is no other context");
        return Vec::new();
    }
    let current = model.session.context.clone();
    let items = model.session.contexts.iter().map(|name| Item {
        value: name.clone(),
        label: name.clone(),
        note: if *name == current { "current".to_owned() } else { String::new() },
    });
    let items = items.collect();
    pick(model, "Context", Purpose::Context, items)
}

fn pick(model: &mut Model, title: &str, purpose: Purpose, items: Vec<Item>) -> Vec<Effect> {
    let filter = Field::new();
    model.dialog = Some(Dialog::Pick(Pick { title: title.to_owned(), purpose, items, filter, cursor: 0 }));
    Vec::new()
}

pub(super) fn namespace_chosen(model: &mut Model, value: String) -> Vec<Effect> {
    let namespaces = std::mem::take(&mut model.snapshot.namespaces);
    forget(model);
    model.snapshot.namespaces = namespaces;
    model.session.scope = if value == ALL { Scope::AllNamespaces } else { Scope::Namespace(value) };
    watch(model)
}

pub(super) fn context_chosen(model: &mut Model, name: String) -> Vec<Effect> {
    forget(model);
    model.session.context.clone_from(&name);
    model.session.server = String::new();
    model.session.scope = Scope::AllNamespaces;
    connect(model, Some(name))
}
