//! Models for the tests of the screens, made by hand: what is drawn must not depend on what the rules say today.

use jiff::{Timestamp, tz::TimeZone};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use super::view;
use crate::{
    cluster::Scope,
    core::{
        health::SymptomKind,
        incident::{Affected, Incident},
        model::{Kind, ObjectId, PodKey},
    },
    tui::{
        highlight,
        keys::Keymap,
        model::{Link, Model, Row, RowKey, Session, Settings},
        theme::Theme,
    },
};

mod case;
mod scenes;
mod writes;

pub(crate) use case::case;
pub(crate) use scenes::SCENES;
pub(crate) use writes::{failed_again, healed, plan, ready};

/// A time of the night of the incident.
pub(crate) fn at(time: &str) -> Timestamp {
    format!("2026-11-24T{time}Z").parse().expect("a time of day")
}

/// The workbench on a production cluster with four incidents, the cursor on the first workload.
pub(crate) fn model() -> Model {
    let mut model = empty();
    model.session.link = Link::Live { at: at("02:20:11") };
    model.snapshot.total = 5_231;
    model.list.incidents = vec![
        incident(
            SymptomKind::ImagePull,
            "no pull secret for harbor.internal.corp",
            &[("team-a", "checkout", 3), ("team-a", "cart", 2), ("team-b", "web", 4)],
        ),
        incident(SymptomKind::ImagePull, "harbor.eu.corp refused the pull", &[("shop", "search", 3)]),
        incident(SymptomKind::CrashLoop, "crash loop, exit 1", &[("shop", "mail", 1)]),
        incident(SymptomKind::Unschedulable, "no node fits", &[("batch", "train", 1)]),
    ];
    model.list.rows = rows(&model.list.incidents);
    model.list.cursor = model.list.rows.get(1).map(|row| row.key.clone());
    model.case = Some(case());
    colour(&mut model);
    model
}

/// The workbench before anything is known of the cluster.
pub(crate) fn empty() -> Model {
    let settings = Settings {
        theme: Theme::default(),
        keymap: Keymap::default(),
        ascii: false,
        read_only: false,
        protected: vec!["prod".to_owned()],
        demo: false,
    };
    let mut session = Session::new("prod-eu", "https://prod-eu.corp:6443", Scope::AllNamespaces);
    session.protected = true;
    Model::new(settings, session, at("02:20:12"), TimeZone::UTC)
}

fn incident(kind: SymptomKind, title: &str, workloads: &[(&str, &str, usize)]) -> Incident {
    let workloads = workloads.iter().map(|(namespace, name, pods)| Affected {
        workload: ObjectId::new(Kind::Deployment, *namespace, *name),
        pods: (0..*pods).map(|number| pod(namespace, name, number)).collect(),
    });
    Incident { key: title.to_owned(), kind, title: title.to_owned(), workloads: workloads.collect() }
}

fn pod(namespace: &str, name: &str, number: usize) -> PodKey {
    PodKey { namespace: namespace.to_owned(), name: format!("{name}-7d9f8-{number}") }
}

/// The first incident is open, the others are not.
fn rows(incidents: &[Incident]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, incident) in incidents.iter().enumerate() {
        rows.push(Row {
            key: RowKey::Incident(incident.key.clone()),
            incident: index,
            text: incident.title.clone(),
            pods: incident.pods(),
            open: Some(index == 0),
        });
        let workloads = incident.workloads.iter().filter(|_| index == 0);
        rows.extend(workloads.map(|affected| Row {
            key: RowKey::Workload(incident.key.clone(), affected.workload.clone()),
            incident: index,
            text: format!("{}/{}", affected.workload.namespace, affected.workload.name),
            pods: affected.pods.len(),
            open: Some(false),
        }));
    }
    rows
}

fn colour(model: &mut Model) {
    let Some(case) = &model.case else { return };
    let texts = [&case.before, &case.after, &case.spec];
    let coloured = texts.map(|text| (highlight::id(text), highlight::paint_yaml(text)));
    model.colours.extend(coloured);
}

/// Draws the model at this size.
pub(crate) fn draw(model: &mut Model, width: u16, height: u16) -> Buffer {
    (model.width, model.height) = (width, height);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend never fails");
    terminal.draw(|frame| view(model, frame)).expect("a test backend never fails");
    terminal.backend().buffer().clone()
}

/// Returns what is drawn without its styles, lines without the spaces at their ends.
pub(crate) fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let lines = buffer.content.chunks(width.max(1)).map(|row| {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
