//! Syntax colours of YAML: which stretch of a line has which role. What a role looks like is the theme's business.
//!
//! Parsing is slow, so it is done once for a text and away from the screen; `view` lays the result under the diff.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
    sync::OnceLock,
};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::theme::Role;

/// The role of a stretch of a line, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paint {
    pub range: Range<usize>,
    pub role: Role,
}

/// The paints of one line, in order and without overlap. They reach to the line's end, or there are none.
pub type Painted = Vec<Paint>;

/// A longer line stays plain.
const LONGEST_LINE: usize = 2_000;

/// The lines after these stay plain.
const MOST_LINES: usize = 5_000;

/// Returns the name under which the colours of a text are kept.
pub fn id(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Finds the syntax colours of a YAML text, line by line.
pub fn paint_yaml(text: &str) -> Vec<Painted> {
    let syntaxes = syntaxes();
    let Some(yaml) = syntaxes.find_syntax_by_extension("yaml") else { return Vec::new() };
    let mut painter = Painter { state: ParseState::new(yaml), stack: ScopeStack::new() };
    text.split_inclusive('\n').take(MOST_LINES).map(|line| painter.paint(line, syntaxes)).collect()
}

/// The syntaxes are unpacked once; that takes a millisecond.
fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

struct Painter {
    state: ParseState,
    stack: ScopeStack,
}

impl Painter {
    fn paint(&mut self, line: &str, syntaxes: &SyntaxSet) -> Painted {
        if line.len() > LONGEST_LINE {
            return Painted::new();
        }
        let Ok(changes) = self.state.parse_line(line, syntaxes) else { return Painted::new() };
        let end = line.trim_end_matches('\n').len();
        let mut painted = Painted::new();
        let mut from = 0;
        for (at, change) in &changes {
            push(&mut painted, from..(*at).min(end), self.role());
            from = (*at).min(end);
            if self.stack.apply(change).is_err() {
                return Painted::new();
            }
        }
        push(&mut painted, from..end, self.role());
        painted
    }

    /// The innermost scope that says anything decides.
    fn role(&self) -> Role {
        self.stack.as_slice().iter().rev().find_map(|scope| role_of(*scope)).unwrap_or(Role::SyntaxString)
    }
}

fn push(painted: &mut Painted, range: Range<usize>, role: Role) {
    if range.is_empty() {
        return;
    }
    match painted.last_mut() {
        Some(last) if last.role == role => last.range.end = range.end,
        _ => painted.push(Paint { range, role }),
    }
}

fn role_of(scope: Scope) -> Option<Role> {
    table().iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, role)| *role)
}

/// Which scope has which role; the first prefix that fits decides.
fn table() -> &'static [(Scope, Role)] {
    static TABLE: OnceLock<Vec<(Scope, Role)>> = OnceLock::new();
    const ROLES: [(&str, Role); 13] = [
        ("comment", Role::SyntaxComment),
        ("punctuation.definition.comment", Role::SyntaxComment),
        ("punctuation.definition.string", Role::SyntaxString),
        ("entity.name.tag", Role::SyntaxKey),
        ("string", Role::SyntaxString),
        ("constant.numeric", Role::SyntaxNumber),
        ("constant.language", Role::SyntaxConstant),
        ("constant.character.escape", Role::SyntaxConstant),
        ("entity.name.other.anchor", Role::SyntaxConstant),
        ("variable.other.alias", Role::SyntaxConstant),
        ("keyword", Role::SyntaxConstant),
        ("punctuation.definition.block.sequence", Role::SyntaxString),
        ("punctuation", Role::SyntaxPunctuation),
    ];
    TABLE.get_or_init(|| {
        let scopes = ROLES.iter().map(|(name, role)| Scope::new(name).ok().map(|scope| (scope, *role)));
        scopes.flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(text: &str) -> Vec<Vec<(&str, Role)>> {
        let painted = paint_yaml(text);
        let lines = text.lines().zip(&painted);
        lines
            .map(|(line, paints)| paints.iter().map(|paint| (&line[paint.range.clone()], paint.role)).collect())
            .collect()
    }

    #[test]
    fn keys_values_and_comments_are_told_apart() {
        let lines = roles("image: harbor/app:1.4 # seen\n- name: app\n");
        assert_eq!(lines[0][0], ("image", Role::SyntaxKey));
        assert_eq!(lines[0][1].0, ":");
        assert_eq!(lines[0][1].1, Role::SyntaxPunctuation);
        assert_eq!(lines[0].last(), Some(&("# seen", Role::SyntaxComment)));
        assert!(lines[1].contains(&("name", Role::SyntaxKey)), "{lines:?}");
    }

    #[test]
    fn the_paints_of_a_line_reach_to_its_end_without_a_gap() {
        let text = "a:\n  - \"x\"\n  - {b: 3, c: true}\nd: |\n  text\n\ne: &x 1\n";
        for (line, paints) in text.lines().zip(paint_yaml(text)) {
            let mut at = 0;
            for paint in &paints {
                assert_eq!(paint.range.start, at, "{line:?} {paints:?}");
                at = paint.range.end;
            }
            assert_eq!(at, line.len(), "{line:?}");
        }
    }

    #[test]
    fn a_very_long_line_stays_plain_and_the_next_does_not() {
        let text = format!("a: {}\nb: 1\n", "x".repeat(LONGEST_LINE));
        let painted = paint_yaml(&text);
        assert!(painted[0].is_empty());
        assert!(!painted[1].is_empty());
    }

    #[test]
    fn the_same_text_has_the_same_id() {
        assert_eq!(id("a: 1"), id("a: 1"));
        assert_ne!(id("a: 1"), id("a: 2"));
    }
}
