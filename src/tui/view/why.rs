//! Why it fails: the cause in a sentence, how sure that is, and the chain of evidence.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr as _;

use super::{
    brush::{Brush, fitted},
    extent::Extent,
    hidden, scrolled,
    wrap::wrap,
};
use crate::{
    core::diagnose::{Finding, Grade},
    tui::{model::Case, theme::Role},
};

mod around;
mod evidence;
mod said;

pub(super) use around::incident;

/// Sentences are not set wider than they are easily read.
const MEASURE: usize = 76;

pub(super) fn draw(brush: &Brush, case: &Case, area: Rect, buffer: &mut Buffer) -> Extent {
    let mut lines = lines(brush, case, area);
    hidden::set_off_all(brush, 0, &mut lines);
    scrolled::draw(&lines, brush.model.panes.why, area, buffer)
}

pub(super) fn extent(brush: &Brush, case: &Case, area: Rect) -> Extent {
    scrolled::extent(lines(brush, case, area).len(), area)
}

pub(super) fn lines(brush: &Brush, case: &Case, area: Rect) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let mut lines = Vec::new();
    if area.height >= 12 {
        lines.push(Line::default());
    }
    match &case.finding {
        Some(_) if brush.held_back().is_some() => {
            push_wrapped(brush, Role::Dim, brush.held_back().unwrap_or_default(), width, &mut lines);
        }
        Some(finding) => {
            cause(brush, finding, width, &mut lines);
            evidence::push(brush, &case.member.id(), finding, width, &mut lines);
            said::push(brush, finding, width, &mut lines);
        }
        None => without_finding(brush, case, width, &mut lines),
    }
    around::push(brush, case, width, &mut lines);
    lines
}

fn cause(brush: &Brush, finding: &Finding, width: usize, lines: &mut Vec<Line<'static>>) {
    push_wrapped(brush, Role::Strong, &brush.line(&finding.headline), width, lines);
    lines.push(Line::default());
    push_wrapped(brush, Role::Text, &brush.line(&finding.sentence), width.min(MEASURE), lines);
    let spoken = [grade(brush, finding.grade), Span::raw("  "), brush.span(Role::Dim, finding.cause.name())];
    let needed: usize = spoken.iter().map(Span::width).sum();
    match lines.last_mut() {
        Some(last) if last.width() + 3 + needed <= width => {
            last.push_span(Span::raw("   "));
            last.extend(spoken);
        }
        _ => lines.push(Line::from(spoken.to_vec())),
    }
    if !finding.also.is_empty() {
        let others: Vec<&str> = finding.also.iter().map(|cause| cause.name()).collect();
        push_wrapped(brush, Role::Unknown, &format!("not ruled out: {}", others.join(", ")), width, lines);
    }
}

fn grade(brush: &Brush, grade: Grade) -> Span<'static> {
    match grade {
        Grade::Certain => bold(brush.span(Role::Good, "CERTAIN")),
        Grade::Likely => bold(brush.span(Role::SeverityWarning, "LIKELY")),
        Grade::CannotTell => bold(brush.span(Role::Unknown, "CANNOT TELL")),
    }
}

fn bold(span: Span<'static>) -> Span<'static> {
    let style = span.style.bold();
    span.style(style)
}

fn without_finding(brush: &Brush, case: &Case, width: usize, lines: &mut Vec<Line<'static>>) {
    let workload = brush.line(&case.workload.to_string());
    let is_listed = case.pod().is_some_and(|pod| brush.model.snapshot.pods.contains_key(pod));
    let text = if is_listed {
        format!("{workload} is not failing at the moment.")
    } else {
        format!("No pod of {workload} fails any more.")
    };
    push_wrapped(brush, Role::Text, &text, width.min(MEASURE), lines);
}

/// Adds a blank line and a heading.
pub(super) fn heading(brush: &Brush, text: &'static str, lines: &mut Vec<Line<'static>>) {
    lines.push(Line::default());
    lines.push(Line::from(brush.span(Role::Strong, text)));
}

fn push_wrapped(brush: &Brush, role: Role, text: &str, width: usize, lines: &mut Vec<Line<'static>>) {
    lines.extend(wrap(text, width).into_iter().map(|line| Line::from(brush.span(role, line.to_owned()))));
}

/// Returns a quoted line on a ground of its own, as wide as there is room.
pub(super) fn quoted(brush: &Brush, ground: Role, spans: Vec<Span<'static>>, width: usize) -> Line<'static> {
    let used: usize = spans.iter().map(|span| span.content.width()).sum();
    let mut line = Line::from(Span::raw(" "));
    line.extend(spans);
    line.push_span(Span::raw(fitted("", width.saturating_sub(used + 1))));
    line.style(brush.style(ground))
}
