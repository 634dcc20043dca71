//! What kubelet, scheduler or controller said, word for word.

use ratatui::text::{Line, Span};

use super::{heading, quoted};
use crate::{
    core::{diagnose::Finding, health::SymptomKind},
    tui::{
        theme::Role,
        view::{brush::Brush, wrap::wrap},
    },
};

/// A longer ending is no core but a whole sentence.
const LONGEST_CORE: usize = 80;

pub(super) fn push(brush: &Brush, finding: &Finding, width: usize, lines: &mut Vec<Line<'static>>) {
    let said = brush.block(finding.said.trim());
    if said.is_empty() {
        return;
    }
    heading(brush, speaker(finding.symptom.kind), lines);
    let core = core(&said);
    let mut at = 0;
    for row in wrap(&said, width.saturating_sub(2)) {
        // Rows are parts of the text in its order, so that their place in it is found by looking on from the last one.
        at += said[at..].find(row).unwrap_or(0);
        lines.push(quoted(brush, Role::Quote, emphasised(brush, row, at, core), width));
        at += row.len();
    }
}

fn speaker(kind: SymptomKind) -> &'static str {
    match kind {
        SymptomKind::ImagePull => "What the node said",
        SymptomKind::Unschedulable => "What the scheduler said",
        _ => "What was reported",
    }
}

/// Returns where the innermost error begins: runtimes wrap each error into `outer: inner`.
fn core(said: &str) -> usize {
    match said.rfind(": ") {
        Some(colon) if said.len() - colon - 2 <= LONGEST_CORE => colon + 2,
        _ => said.len(),
    }
}

/// Splits a row that begins at `at` where the core of the whole text begins.
fn emphasised(brush: &Brush, row: &str, at: usize, core: usize) -> Vec<Span<'static>> {
    let plain = core.saturating_sub(at).min(row.len());
    let plain = (0..=plain).rev().find(|end| row.is_char_boundary(*end)).unwrap_or(0);
    vec![brush.span(Role::Text, row[..plain].to_owned()), brush.span(Role::QuoteCore, row[plain..].to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_of_a_wrapped_error_is_its_end() {
        for (said, expected) in [
            ("failed to resolve: pull access denied: no basic auth credentials", "no basic auth credentials"),
            ("dial tcp 10.0.0.1:443: connect: connection refused", "connection refused"),
            ("0/3 nodes are available", ""),
        ] {
            assert_eq!(&said[core(said)..], expected);
        }
    }
}
