//! Models for the tests of the screens, made by hand: what is drawn must not depend on what the rules say today.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use super::view;
use crate::{
    cluster::Scope,
    core::{
        cause::{
            Cause,
            credentials::{CREDENTIALS_REJECTED, NO_PULL_SECRET},
            schedule::UNSCHEDULABLE_RESOURCES,
            start::CRASH_EXIT,
        },
        diagnose::{Finding, Grade, Shared},
        diff::diff,
        health::{Symptom, SymptomKind},
        incident::{Board, Failing, Member, Serving},
        model::{Kind, ObjectId, PodKey, Uid},
        redact::Redactor,
    },
    tui::{
        highlight,
        keys::Keymap,
        model::{Focus, Link, Model, Row, RowKey, Session, Settings, Tab},
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
    let harbor = |registry: &str, user: Option<&str>| Shared {
        registry: Some(registry.to_owned()),
        user: user.map(str::to_owned),
        ..Shared::default()
    };
    let exit = Shared { other: Some("exit code 1".to_owned()), ..Shared::default() };
    let memory = Shared { other: Some("memory".to_owned()), ..Shared::default() };
    let robot = harbor("harbor.eu.corp", Some("robot$ci"));
    let all = [("team-a", "checkout", 3), ("team-a", "cart", 2), ("team-b", "web", 4)];
    let board = &mut model.list.board;
    fail(board, SymptomKind::ImagePull, NO_PULL_SECRET, &harbor("harbor.internal.corp", None), &all);
    fail(board, SymptomKind::ImagePull, CREDENTIALS_REJECTED, &robot, &[("shop", "search", 3)]);
    fail(board, SymptomKind::CrashLoop, CRASH_EXIT, &exit, &[("shop", "mail", 1)]);
    fail(board, SymptomKind::Unschedulable, UNSCHEDULABLE_RESOURCES, &memory, &[("batch", "train", 1)]);
    model.list.rows = rows(&model.list.board);
    let is_checkout = |row: &&Row| row.text == "team-a/checkout";
    model.list.cursor = model.list.rows.iter().find(is_checkout).map(|row| row.key.clone());
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
        redactor: Redactor::default(),
        learns_secrets: false,
    };
    let mut session = Session::new("prod-eu", "https://prod-eu.corp:6443", Scope::AllNamespaces);
    session.protected = true;
    Model::new(settings, session, at("02:20:12"), TimeZone::UTC)
}

/// The workbench with something to hide on every tab, and everything shown redacted.
pub(crate) fn redacted(tab: Tab) -> Model {
    redacted_but(tab, None)
}

/// Does what [`redacted`] does, with the value behind a placeholder kept for a copy.
pub(crate) fn redacted_but(tab: Tab, kept: Option<&str>) -> Model {
    let mut model = Model { tab, focus: Focus::Detail, ..model() };
    healed(&mut model);
    model.hiding.on = true;
    if let Some(case) = &mut model.case {
        case::with_secrets(case);
        model.hiding.censor.redact(&case.spec);
        if let Some(placeholder) = kept {
            model.hiding.censor.keep(placeholder);
        }
        let shown = |text: &str| model.hiding.censor.shown(text);
        (case.before, case.after, case.spec) = (shown(&case.before), shown(&case.after), shown(&case.spec));
        case.diff = diff(&case.before, &case.after);
    }
    for repair in model.repairs.values_mut() {
        repair.entries[0].text = format!("{}: {}", repair.entries[0].text, case::TOLD);
    }
    colour(&mut model);
    model
}

/// Puts pods of these workloads on the board, so many of each, that all fail of this cause.
fn fail(board: &mut Board, kind: SymptomKind, cause: Cause, shared: &Shared, workloads: &[(&str, &str, usize)]) {
    let symptom = Symptom { kind, container: None, reason: String::new(), message: String::new() };
    let finding = Finding {
        cause,
        also: Vec::new(),
        grade: Grade::Certain,
        headline: String::new(),
        sentence: String::new(),
        evidence: Vec::new(),
        next: String::new(),
        shared: shared.clone(),
        said: String::new(),
        symptom,
    };
    let finding = Arc::new(finding);
    for (namespace, name, pods) in workloads {
        for number in 0..*pods {
            let failing = Failing {
                uid: Uid::default(),
                workload: ObjectId::new(Kind::Deployment, *namespace, *name),
                container: None,
                image: String::new(),
                missing: 0,
                since: None,
                serving: Serving::Unknown,
                finding: finding.clone(),
            };
            board.put(Member::Pod(pod(namespace, name, number)), failing);
        }
    }
}

fn pod(namespace: &str, name: &str, number: usize) -> PodKey {
    PodKey { namespace: namespace.to_owned(), name: format!("{name}-7d9f8-{number}") }
}

/// The first incident is open, the others are not.
fn rows(board: &Board) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, incident) in board.incidents().enumerate() {
        rows.push(Row {
            key: RowKey::Incident(incident.id.clone()),
            text: incident.title.clone(),
            pods: incident.pods(),
            missing: 0,
            open: Some(index == 0),
        });
        let workloads = incident.workloads.values().filter(|_| index == 0);
        rows.extend(workloads.map(|affected| Row {
            key: RowKey::Workload(incident.id.clone(), affected.workload.clone()),
            text: format!("{}/{}", affected.workload.namespace, affected.workload.name),
            pods: affected.pods.len(),
            missing: 0,
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
