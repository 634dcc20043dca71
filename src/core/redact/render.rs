//! The text with its finds replaced.

use std::ops::Range;

use super::{Class, Find, Hidden, ledger::Ledger};

/// A redacted text that still knows where its parts came from.
pub(super) struct Rendered {
    pub text: String,
    pub hidden: Vec<Hidden>,
    /// For each hidden stretch where its placeholder stands in the text.
    placed: Vec<Range<usize>>,
}

/// Replaces the finds, which are sorted and do not overlap.
pub(super) fn render(text: &str, finds: &[Find], ledger: &mut Ledger) -> Rendered {
    let mut rendered = Rendered { text: String::with_capacity(text.len()), hidden: Vec::new(), placed: Vec::new() };
    let mut copied = 0;
    for find in finds {
        rendered.text.push_str(&text[copied..find.range.start]);
        let placeholder = ledger.placeholder(find.value(text), find.class);
        let start = rendered.text.len();
        let quote = find.quote();
        rendered.text.extend([quote.as_str(), &placeholder, &quote]);
        rendered.placed.push(start..rendered.text.len());
        let (class, span, reason) = (find.class, find.range.clone(), find.reason);
        rendered.hidden.push(Hidden { class, span, reason, placeholder });
        copied = find.range.end;
    }
    rendered.text.push_str(&text[copied..]);
    rendered
}

impl Rendered {
    /// Returns where the placeholders stand in the output, in its order.
    pub(super) fn placeholders(&self) -> Vec<(Range<usize>, Class)> {
        self.placed.iter().cloned().zip(self.hidden.iter().map(|hidden| hidden.class)).collect()
    }

    /// Moves a find in the output to where it stands in the input; a placeholder that it touches
    /// is taken in whole.
    pub(super) fn to_input(&self, find: &Find) -> Find {
        let start = self.input_offset(find.range.start, |span| span.start);
        let end = self.input_offset(find.range.end, |span| span.end);
        Find::new(start..end.max(start), find.class, find.reason)
    }

    fn input_offset(&self, offset: usize, inside: fn(&Range<usize>) -> usize) -> usize {
        let (mut output, mut input) = (0, 0);
        for (placed, hidden) in self.placed.iter().zip(&self.hidden) {
            if offset <= placed.start {
                break;
            }
            if offset < placed.end {
                return inside(&hidden.span);
            }
            (output, input) = (placed.end, hidden.span.end);
        }
        input + (offset - output)
    }
}
