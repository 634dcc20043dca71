//! What every pane draws with: styles by role, and the door for text from the cluster.

use std::borrow::Cow;

use ratatui::{style::Style, text::Span};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    core::text::{neutralise, neutralise_line, truncate},
    tui::{
        model::{Case, Model},
        theme::Role,
    },
};

use super::hidden::{Stop, stops};

pub(super) struct Brush<'a> {
    pub(super) model: &'a Model,
    /// The hidden stretches of the tab, while everything is shown redacted.
    pub(super) stops: Vec<Stop>,
    /// The one of them that is looked at.
    pub(super) stop: Option<Stop>,
}

impl<'a> Brush<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let stops = stops(model);
        let stop = model.hiding.at.and_then(|at| stops.get(at).cloned());
        Self { model, stops, stop }
    }

    /// Returns one that measures, and does not know what is looked at.
    pub(super) fn without_stop(model: &'a Model) -> Self {
        Self { model, stops: Vec::new(), stop: None }
    }

    pub(super) fn style(&self, role: Role) -> Style {
        self.model.settings.theme.style(role)
    }

    /// Returns text of our own in this role.
    pub(super) fn span<'t>(&self, role: Role, text: impl Into<Cow<'t, str>>) -> Span<'t> {
        Span::styled(text, self.style(role))
    }

    /// Returns a text from the cluster as one harmless line, redacted where that is on.
    pub(super) fn line(&self, text: &str) -> String {
        neutralise_line(&self.redacted(text)).into_owned()
    }

    /// Does what [`Brush::line`] does and keeps line breaks.
    pub(super) fn block(&self, text: &str) -> String {
        neutralise(&self.redacted(text)).into_owned()
    }

    /// Says that what was reported is not shown yet, while the redactor has not read the objects that it may quote.
    pub(super) fn held_back(&self) -> Option<&'static str> {
        let is_unread = self.model.case.as_ref().is_some_and(Case::is_unread);
        (self.model.hiding.on && is_unread)
            .then_some("Held back until the objects are read: they tell what has to be hidden.")
    }

    fn redacted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.model.hiding.on { self.model.hiding.censor.shown(text).into() } else { text.into() }
    }

    /// Returns a key of this action as a span, as it is offered in a text.
    pub(super) fn key(&self, action: crate::tui::keys::Action) -> Span<'static> {
        self.span(Role::Accent, self.model.settings.keymap.hint(action))
    }
}

/// Returns the text in exactly this many columns, cut with `…` or filled with spaces.
pub(super) fn fitted(text: &str, width: usize) -> String {
    let mut fitted = truncate(text, width);
    let missing = width.saturating_sub(fitted.width());
    fitted.extend(std::iter::repeat_n(' ', missing));
    fitted
}

/// Returns a number of columns or lines as the geometry counts them.
pub(super) fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
