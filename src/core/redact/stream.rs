//! The windows of one input: what one window tells of the next.

use std::borrow::Cow;

use super::{Hidden, Names, Redacted, Redaction, Redactor, tables};

/// Redacts an input window by window, in order.
#[derive(Debug)]
pub struct Stream {
    redactor: Redactor,
    /// The line of headings of the table in which the last window ended, with its newline; empty if it ended in none.
    headings: String,
}

impl Stream {
    pub(super) fn of(redactor: Redactor) -> Self {
        Self { redactor, headings: String::new() }
    }

    /// Redacts the next window. A table that began in one before is read under its headings.
    pub fn redact(&mut self, window: &str) -> Redaction {
        let lead = self.headings.len();
        let text = if lead == 0 { Cow::Borrowed(window) } else { Cow::Owned(format!("{}{window}", self.headings)) };
        let redaction = self.redactor.redact(&text);
        let names = Names::of(&self.redactor.policy().lists);
        self.headings = tables::open_at_end(&text, &names).map_or_else(String::new, |headings| headings + "\n");
        if lead == 0 { redaction } else { behind(redaction, lead) }
    }
}

/// Leaves out a first line of so many bytes.
fn behind(redaction: Redaction, lead: usize) -> Redaction {
    let text = redaction.text.as_str();
    let text = text.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
    let hidden = redaction.hidden.into_iter().filter(|hidden| hidden.span.start >= lead);
    let moved = |hidden: Hidden| Hidden { span: hidden.span.start - lead..hidden.span.end - lead, ..hidden };
    Redaction { text: Redacted(text), hidden: hidden.map(moved).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Redacts windows and puts them together.
    fn redacted(windows: &[&str]) -> String {
        let mut stream = Redactor::default().stream();
        windows.iter().map(|window| stream.redact(window).text.to_string()).collect()
    }

    #[test]
    fn a_table_keeps_its_headings_over_windows() {
        let word = |tree: &str| format!("{tree}-tree");
        let row = |tree: &str| format!("{tree},{},admin\n", word(tree));
        let windows = [format!("user,password,role\n{}", row("plum")), row("pear"), row("fig") + &row("elm")];
        let all = redacted(&windows.each_ref().map(String::as_str));
        for tree in ["plum", "pear", "fig", "elm"] {
            assert!(!all.contains(&word(tree)) && all.contains(&format!("{tree},REDACTED-password-")), "{all}");
        }
        assert_eq!(all.lines().count(), 5);
    }

    #[test]
    fn the_places_are_those_of_the_window() {
        let mut stream = Redactor::default().stream();
        stream.redact("user,password\nanna,plum-tree\n");
        let redaction = stream.redact("bela,pear-tree\n");
        assert_eq!(redaction.hidden.first().map(|hidden| hidden.span.clone()), Some(5..14));
    }

    #[test]
    fn a_table_that_ended_is_forgotten() {
        let all = redacted(&["user,password\nanna,plum-tree\nthat was all\n", "said,pear-tree\n"]);
        assert!(all.ends_with("\nsaid,pear-tree\n"), "{all}");
    }
}
