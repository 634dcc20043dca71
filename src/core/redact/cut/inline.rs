//! Cuts within a line that is too long to be waited for.

/// Says where a text without line ends is cut: between the outermost things of a JSON text, or else behind a `,`, a `}` or
/// a space, or else at its end.
pub(super) fn last_boundary(text: &str) -> usize {
    let choice = super::first_choice(text);
    let behind = |separators: &[char]| text[choice..].rfind(separators).map(|at| choice + at + 1);
    between_items(text, choice)
        .or_else(|| behind(&[',', '}', ';']))
        .or_else(|| behind(&[' ', '\t']))
        .unwrap_or(text.len())
}

/// Returns the place behind the last comma of those that are in the fewest brackets and in no string.
fn between_items(text: &str, choice: usize) -> Option<usize> {
    let mut best = None::<(i64, usize)>;
    let (mut depth, mut quoted, mut escaped) = (0_i64, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' if at >= choice && best.is_none_or(|(least, _)| depth <= least) => best = Some((depth, at + 1)),
            _ => {}
        }
    }
    best.map(|(_, at)| at)
}
