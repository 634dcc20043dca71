//! All that finds credentials in one text, and in the texts inside it.

use super::{
    Class, Find, Policy, Profile, assign, commands, directives, dump, encoded, encoded::Content, flags, hashes,
    headers, markup, names::Names, outline, pem, phrases, places, random, rules, statements, tables, tokens, url, view,
    webhooks,
};

/// How many texts may lie one in another.
const DEEPEST: usize = 5;

/// Finds all that the policy hides in a text, in no order and with overlaps.
pub(super) fn scan(text: &str, policy: &Policy) -> Vec<Find> {
    let mut finds = scan_at(text, 0, &Names::of(&policy.lists));
    if policy.profile > Profile::Internal {
        finds.extend(places::find(text));
    }
    finds
}

fn scan_at(text: &str, depth: usize, names: &Names<'_>) -> Vec<Find> {
    if let Some(view) = view::behind_gutter(text) {
        return view.back(&scan_document(&view.text, depth, names));
    }
    let views = [view::without_colours(text), view::behind_prefixes(text), view::inside_comments(text)];
    let mut finds = scan_document(text, depth, names);
    for view in views.into_iter().flatten() {
        finds.extend(view.back(&scan_document(&view.text, depth, names)));
    }
    finds
}

fn scan_document(text: &str, depth: usize, names: &Names<'_>) -> Vec<Find> {
    let outline = outline::read(text);
    let mut finds = rules::find(&outline, text, names);
    for scanner in BY_FORM {
        finds.extend(scanner(text));
    }
    for scanner in BY_NAME {
        finds.extend(scanner(text, names));
    }
    if depth < DEEPEST {
        for scalar in outline.scalars() {
            if let Some(view) = view::inside(scalar, text) {
                finds.extend(view.back(&scan_at(&view.text, depth + 1, names)));
            }
        }
        for view in view::percent_encoded(text) {
            finds.extend(view.back(&scan_at(&view.text, depth + 1, names)));
        }
        finds.extend(encoded_texts(text, depth, names));
    }
    finds
}

/// What is known by its own form, or by the words round it.
const BY_FORM: [fn(&str) -> Vec<Find>; 8] =
    [pem::find, tokens::find, hashes::find, headers::find, url::find, webhooks::find, phrases::find, random::find];

/// What is known by the name of its place.
const BY_NAME: [fn(&str, &Names<'_>) -> Vec<Find>; 8] = [
    assign::find,
    flags::find,
    commands::find,
    directives::find,
    tables::find,
    markup::find,
    statements::find,
    dump::find,
];

/// Hides whole every encoded text that holds a credential.
fn encoded_texts(text: &str, depth: usize, names: &Names<'_>) -> Vec<Find> {
    let is_unsafe = |content: &Content| match content {
        Content::Text(inner) => !scan_at(inner, depth + 1, names).is_empty(),
        Content::TooLarge => true,
    };
    encoded::runs(text)
        .into_iter()
        .filter(|(_, content)| is_unsafe(content))
        .map(|(range, _)| Find::new(range, Class::Credential, "holds a credential in an encoded form").guessed())
        .collect()
}
