//! Cuts between lines.

/// How much of a wrapped run of base64 a line holds at least, save the last one.
const RUN: usize = 40;

/// How far a key reaches that has no end, in bytes.
const LONGEST_KEY: usize = 256 << 10;

/// Says where the last line begins before which a text may be cut; `None` when no line begins behind the first byte.
///
/// The best place is before a document, then before one of the outermost lines, then before any line that neither
/// continues a key or a run of base64 nor closes what is open, and then before any line.
pub(super) fn last_boundary(text: &str) -> Option<usize> {
    // A long line that grows is asked about again and again.
    memchr::memchr(b'\n', text.as_bytes())?;
    let choice = super::first_choice(text);
    let (mut document, mut outermost, mut whole, mut any) = (None, None::<(usize, usize)>, None, None);
    let mut inside = Inside::default();
    let mut start = 0;
    while start < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at + 1);
        let line = &text[start..end];
        let continues = inside.take(line, start);
        if start > 0 {
            any = Some(start);
            if is_document_start(line) {
                document = any;
            }
            if let Some((indentation, at)) = boundary(line).filter(|_| !continues) {
                whole = Some(start + at);
                let deeper = outermost.is_some_and(|(least, _)| indentation > least);
                if start >= choice && !deeper {
                    outermost = Some((indentation, start + at));
                }
            }
        }
        start = end;
    }
    let end = text.ends_with('\n').then_some(text.len());
    document.or(outermost.map(|(_, at)| at)).or(whole).or(end).or(any)
}

/// Says that something new begins with this line: a YAML document, or a file or a hunk of a diff.
pub(super) fn is_document_start(line: &str) -> bool {
    let line = line.trim_end_matches(['\n', '\r']);
    line == "---" || ["--- ", "diff --git ", "@@ -"].iter().any(|start| line.starts_with(start))
}

/// Returns the line's indentation and where in the line it may be cut off; `None` for an empty line and for one that
/// only closes brackets.
fn boundary(line: &str) -> Option<(usize, usize)> {
    let text = line.trim_start_matches([' ', '\t']);
    let indentation = line.len() - text.len();
    let opened = text.trim_start_matches(['}', ']', ',', ' ']);
    if opened.trim().is_empty() {
        return None;
    }
    if !text.starts_with(['}', ']']) {
        return Some((indentation, 0));
    }
    opened.starts_with(['{', '[']).then(|| (indentation, line.len() - opened.len()))
}

/// What a line may be in the middle of.
#[derive(Default)]
struct Inside {
    /// Where the key begins that has not ended yet.
    key: Option<usize>,
    run: bool,
}

impl Inside {
    /// Takes the next line and says whether it continues what the line before it began.
    fn take(&mut self, line: &str, start: usize) -> bool {
        let in_key = self.key.is_some_and(|key| start - key < LONGEST_KEY);
        if line.contains("-----END ") {
            self.key = None;
        } else if line.contains("-----BEGIN ") {
            self.key = Some(start);
        }
        let word = line.trim();
        let encoded = !word.is_empty() && word.bytes().all(is_base64);
        let in_run = self.run && encoded;
        self.run = encoded && word.len() >= RUN;
        in_key || in_run
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte)
}
