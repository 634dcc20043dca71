//! All that finds credentials in one text, and in the texts inside it.

use super::{
    Class, Find, Policy, Profile, assign, commands, directives, dump, encoded, encoded::Content, flags, hashes, headers, markup, outline,
    pem, phrases, places, random, rules, tables, tokens, url, view, webhooks,
};

/// How many texts may lie one in another.
const DEEPEST: usize = 5;

/// Finds all that the policy hides in a text, in no order and with overlaps.
pub(super) fn scan(text: &str, policy: &Policy) -> Vec<Find> {
    let mut finds = scan_at(text, 0);
    if policy.profile > Profile::Internal {
        finds.extend(places::find(text));
    }
    finds
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
    for scanner in SCANNERS {
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

const SCANNERS: [fn(&str) -> Vec<Find>; 15] = [
    pem::find,
    tokens::find,
    hashes::find,
    headers::find,
    url::find,
    webhooks::find,
    assign::find,
    flags::find,
    commands::find,
    directives::find,
    phrases::find,
    tables::find,
    markup::find,
    dump::find,
    random::find,
];

/// Hides whole every encoded text that holds a credential.
fn encoded_texts(text: &str, depth: usize) -> Vec<Find> {
    let is_unsafe = |content: &Content| match content {
        Content::Text(inner) => !scan_at(inner, depth + 1).is_empty(),
        Content::TooLarge => true,
    };
    encoded::runs(text)
        .into_iter()
        .filter(|(_, content)| is_unsafe(content))
        .map(|(range, _)| Find::new(range, Class::Credential, "holds a credential in an encoded form"))
        .collect()
}
