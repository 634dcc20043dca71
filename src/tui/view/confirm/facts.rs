//! The sentences of the dialog: the object, the dry run, the effect, the way back.

use jiff::SignedDuration;
use ratatui::text::{Line, Span};

use crate::{
    core::{
        fix::{Risk, Weight},
        model::Kind,
        plan::{Plan, Purpose, Step, Verb},
        text::plural,
    },
    tui::{
        keys::Action,
        model::Confirm,
        theme::Role,
        view::{
            brush::{Brush, fitted},
            fix::risks,
            wrap::wrap,
        },
    },
};

/// Columns of the labels.
const LABEL: usize = 10;

/// Returns what the dialog is about.
pub(super) fn head(brush: &Brush, confirm: &Confirm, low: bool, width: u16) -> Vec<Line<'static>> {
    let mut lines = if low { Vec::new() } else { vec![Line::default()] };
    lines.push(Line::from(vec![
        brush.span(Role::Strong, brush.line(&confirm.workload.to_string())),
        brush.span(Role::Dim, format!("   {}", brush.line(&confirm.title))),
    ]));
    if confirm.changed {
        let text = "It changed while you were looking. Nothing was written; this is a new review of it.";
        lines.extend(wrapped(brush, Role::SeverityWarning, text, width));
    }
    lines.push(Line::default());
    lines
}

pub(super) fn planning(brush: &Brush, width: u16) -> Vec<Line<'static>> {
    wrapped(brush, Role::Text, "Asking the server what you may do, and what would come of it (a dry run).", width)
}

pub(super) fn applying(brush: &Brush, plan: &Plan, width: u16) -> Vec<Line<'static>> {
    let text = format!("Sent, and in the journal as {}. Waiting for the server's answer.", plan.id);
    wrapped(brush, Role::Text, &text, width)
}

/// Returns what is to be known before the answer.
pub(super) fn of_plan(brush: &Brush, confirm: &Confirm, plan: &Plan, low: bool, width: u16) -> Vec<Line<'static>> {
    let mut facts = Facts { brush, width: usize::from(width), lines: Vec::new() };
    facts.writes(plan);
    facts.dry_run(plan);
    facts.effects(&effects(brush, confirm, plan), low);
    facts.server(plan);
    facts.undo(plan);
    facts.lines
}

/// Returns what the fix is known to do besides; of an undo only that it replaces the pods once more.
fn effects(brush: &Brush, confirm: &Confirm, plan: &Plan) -> Vec<Risk> {
    let case = brush.model.case.as_ref().filter(|case| case.workload == confirm.workload);
    match (&plan.purpose, case.map(|case| &case.fix)) {
        (Purpose::Fix(_), Some(Ok(fix))) => {
            fix.risks.iter().filter(|risk| risk.weight != Weight::Fine).cloned().collect()
        }
        (Purpose::Undo(_), _) if plan.steps.iter().any(changes_pods) => vec![Risk {
            weight: Weight::Caution,
            text: "its pods are replaced once more, those that serve too, by pods without the fix".to_owned(),
        }],
        _ => Vec::new(),
    }
}

/// A ServiceAccount can be changed without any pod noticing.
fn changes_pods(step: &Step) -> bool {
    step.change.target.kind != Kind::ServiceAccount && step.before != step.after
}

struct Facts<'a> {
    brush: &'a Brush<'a>,
    width: usize,
    lines: Vec<Line<'static>>,
}

impl Facts<'_> {
    /// Adds lines behind a label that stands on the first of them.
    fn push(&mut self, label: &str, lines: Vec<Line<'static>>) {
        for (row, line) in lines.into_iter().enumerate() {
            let label = fitted(if row == 0 { label } else { "" }, LABEL);
            let mut labelled = Line::from(self.brush.span(Role::Dim, label));
            labelled.extend(line.spans);
            self.lines.push(labelled);
        }
    }

    fn text(&mut self, label: &str, role: Role, text: &str) {
        let lines = wrap(text, self.width.saturating_sub(LABEL));
        let lines = lines.into_iter().map(|line| Line::from(self.brush.span(role, line.to_owned()))).collect();
        self.push(label, lines);
    }

    fn server(&mut self, plan: &Plan) {
        self.text("server", Role::Text, &self.brush.line(&plan.server));
    }

    /// Names the requests when there is more than the one on the workload.
    fn writes(&mut self, plan: &Plan) {
        if plan.steps.len() < 2 {
            return;
        }
        for (index, step) in plan.steps.iter().enumerate() {
            let verb = match step.change.verb {
                Verb::Create => "create",
                Verb::Apply => "apply",
            };
            let text = self.brush.line(&format!("{} {verb} {}", index + 1, step.change.target));
            self.text(if index == 0 { "writes" } else { "" }, Role::Text, &text);
        }
    }

    fn dry_run(&mut self, plan: &Plan) {
        let took = SignedDuration::try_from(plan.took).unwrap_or_default().as_secs_f64();
        let mut line = Line::from(self.brush.span(Role::Good, "✔ accepted by the server"));
        let warnings =
            if plan.warnings.is_empty() { "no warnings".to_owned() } else { plural(plan.warnings.len(), "warning") };
        line.push_span(self.brush.span(Role::Dim, format!("   {warnings}, {took:.2} s")));
        self.push("dry run", vec![line]);
        for warning in &plan.warnings {
            self.text("", Role::SeverityWarning, &self.brush.line(warning));
        }
    }

    fn effects(&mut self, effects: &[Risk], low: bool) {
        let width = self.width.saturating_sub(LABEL);
        let lines =
            if low { risks::short(self.brush, effects, width) } else { risks::lines(self.brush, effects, width) };
        self.push("effect", lines);
    }

    fn undo(&mut self, plan: &Plan) {
        let key = self.brush.key(Action::Undo);
        let text = match &plan.purpose {
            Purpose::Fix(_) => format!(", or: podmend undo {}", plan.id),
            Purpose::Undo(_) => format!(", or: podmend undo {} (takes the undo back)", plan.id),
        };
        self.push("undo", vec![Line::from(vec![key, Span::styled(text, self.brush.style(Role::Text))])]);
    }
}

fn wrapped(brush: &Brush, role: Role, text: &str, width: u16) -> Vec<Line<'static>> {
    let lines = wrap(text, usize::from(width));
    lines.into_iter().map(|line| Line::from(brush.span(role, line.to_owned()))).collect()
}
