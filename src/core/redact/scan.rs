//! All that finds credentials in one text, and in the texts inside it.

use super::{Class, Find, Policy, assign, dump, encoded, flags, headers, outline, pem, rules, tokens, url, view};

/// How many texts may lie one in another.
const DEEPEST: usize = 5;

/// Finds every credential of a text, in no order and with overlaps.
pub(super) fn scan(text: &str, policy: &Policy) -> Vec<Find> {
    let _ = policy;
    scan_at(text, 0)
}

fn scan_at(text: &str, depth: usize) -> Vec<Find> {
    if let Some(view) = view::behind_gutter(text) {
        return view.back(&scan_document(&view.text, depth));
    }
    scan_document(text, depth)
}

fn scan_document(text: &str, depth: usize) -> Vec<Find> {
    let outline = outline::read(text);
    let mut finds = rules::find(&outline, text);
    for scanner in [pem::find, tokens::find, headers::find, url::find, assign::find, flags::find, dump::find] {
        finds.extend(scanner(text));
    }
    if depth < DEEPEST {
        for scalar in outline.scalars() {
            if let Some(view) = view::inside(scalar, text) {
                finds.extend(view.back(&scan_at(&view.text, depth + 1)));
            }
        }
        finds.extend(encoded_texts(text, depth));
    }
    finds
}

/// Hides whole every base64 text that holds a credential.
fn encoded_texts(text: &str, depth: usize) -> Vec<Find> {
    let is_unsafe = |inner: &str| !scan_at(inner, depth + 1).is_empty();
    encoded::runs(text)
        .filter(|(_, inner)| is_unsafe(inner))
        .map(|(range, _)| Find::new(range, Class::Credential, "holds a credential in base64"))
        .collect()
}
