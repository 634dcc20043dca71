//! All that finds credentials in one text, and in the texts inside it.

use std::{cell::Cell, ops::Range};

use super::{
    Class, Find, Policy, Profile, assign, commands, directives, dump, encoded,
    encoded::Content,
    flags, hashes, headers, markup,
    names::Names,
    near, outline, pem, phrases, places, random, rules, runs, statements, tables, tokens, url,
    view::{self, View},
    webhooks,
};

/// How many texts may lie one in another.
const DEEPEST: usize = 5;

/// How many bytes of inner texts are looked into at most, unless the text itself is larger.
const LARGEST: usize = 8 << 20;

/// What is looked for.
#[derive(Clone, Copy)]
struct Wanted {
    credentials: bool,
    /// Places and people, as this profile hides them.
    places: Option<Profile>,
}

/// What the texts inside a text share.
struct Depths<'p> {
    names: Names<'p>,
    wanted: Wanted,
    /// How many more bytes are looked into. A text made of texts in texts is hidden beyond that.
    left: Cell<usize>,
}

/// Finds all that the policy hides in a text, in no order and with overlaps.
pub(super) fn scan(text: &str, policy: &Policy) -> Vec<Find> {
    scan_for(text, policy, Wanted { credentials: true, places: places_of(policy) })
}

/// Finds what is secret whoever reads the text.
pub(super) fn credentials(text: &str, policy: &Policy) -> Vec<Find> {
    scan_for(text, policy, Wanted { credentials: true, places: None })
}

/// Finds the places and people that the profile hides.
pub(super) fn places(text: &str, policy: &Policy) -> Vec<Find> {
    match places_of(policy) {
        None => Vec::new(),
        places => scan_for(text, policy, Wanted { credentials: false, places }),
    }
}

fn places_of(policy: &Policy) -> Option<Profile> {
    Some(policy.profile).filter(|profile| *profile != Profile::Internal)
}

fn scan_for(text: &str, policy: &Policy, wanted: Wanted) -> Vec<Find> {
    let depths = Depths { names: Names::of(&policy.lists), wanted, left: Cell::new(LARGEST.max(16 * text.len())) };
    without_colours(text, scan_at(text, 0, &depths))
}

fn without_colours(text: &str, mut finds: Vec<Find>) -> Vec<Find> {
    if memchr::memchr(0x1b, text.as_bytes()).is_some() {
        for find in &mut finds {
            leave_colour(text, find);
        }
    }
    finds
}

/// Lets a find begin behind the code of a colour, whose last letters look like a part of the word behind it.
fn leave_colour(text: &str, find: &mut Find) {
    let lead = near::last(&text[..find.range.start], 16);
    let Some((_, code)) = lead.rsplit_once('\u{1b}') else {
        return;
    };
    let in_code = |text: &str| text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    if !code.starts_with('[') || in_code(&code[1..]) + 1 < code.len() {
        return;
    }
    let word = &text[find.range.clone()];
    let digits = in_code(word);
    let length = digits + usize::from(word[digits..].starts_with(|c: char| c.is_ascii_alphabetic()));
    find.range.start += length;
    find.value = None;
}

fn scan_at(text: &str, depth: usize, depths: &Depths<'_>) -> Vec<Find> {
    let Some(left) = depths.left.get().checked_sub(text.len()) else {
        return vec![Find::new(0..text.len(), Class::Credential, "lies too deep to be looked into")];
    };
    depths.left.set(left);
    let as_it_was =
        view::without_returns(text).or_else(|| view::without_indentation(text)).or_else(|| view::behind_gutter(text));
    if let Some(view) = as_it_was {
        return view.back(&scan_at(&view.text, depth, depths));
    }
    let mut finds = scan_document(text, depth, depths);
    for view in [view::inside_comments(text), view::without_entities(text)].into_iter().flatten() {
        finds.extend(view.back(&scan_document(&view.text, depth, depths)));
    }
    if depth < DEEPEST {
        let views = match view::without_colours(text) {
            Some(view) => [Some(view), None],
            None => [view::behind_prefixes(text), view::messages(text)],
        };
        for view in views.into_iter().flatten() {
            finds.extend(view.back(&scan_at(&view.text, depth + 1, depths)));
        }
    }
    finds
}

fn scan_document(text: &str, depth: usize, depths: &Depths<'_>) -> Vec<Find> {
    let outline = outline::read(text);
    let (mut finds, mut found_here) = (Vec::new(), Vec::new());
    let runs = if depths.wanted.credentials { runs::promising(text) } else { Vec::new() };
    if depths.wanted.credentials {
        finds = rules::find(&outline, text, &depths.names);
        found_here.extend(random::find(text, &runs));
        for scanner in BY_FORM {
            found_here.extend(scanner(text));
        }
        for scanner in BY_NAME {
            found_here.extend(scanner(text, &depths.names));
        }
    }
    if let Some(profile) = depths.wanted.places {
        found_here.extend(places::find(text, profile));
    }
    if depth < DEEPEST {
        // What stands in a string with escapes is found below, where it reads without them: here it may seem to end in
        // the middle of one.
        let mut strings = view::escaped_strings(&outline, text);
        let quoted = view::quoted_strings(text).into_iter().filter(|view| !holds(&strings, &view.range()));
        let quoted: Vec<View> = quoted.collect();
        strings.extend(quoted.iter().map(View::range));
        strings.sort_by_key(|string| string.start);
        found_here.retain(|find| !holds(&strings, &with_end(text, &find.range)));
        for find in finds.iter_mut().chain(&mut found_here).filter(|find| find.value.is_none()) {
            // A whole string has the value that it reads as, so that it has one placeholder however it is written.
            if strings
                .binary_search_by_key(&find.range.start, |string| string.start)
                .is_ok_and(|at| strings[at] == find.range)
            {
                find.value = Some(view::unescaped(&text[find.range.clone()]));
            }
        }
        for scalar in outline.scalars() {
            if let Some(view) = view::inside(scalar, text) {
                finds.extend(view.back(&scan_at(&view.text, depth + 1, depths)));
            }
        }
        let whole = |view: &View| !holds(&strings, &view.range());
        for view in quoted.into_iter().chain(view::escaped_json(text).into_iter().filter(whole)) {
            finds.extend(view.back(&scan_at(&view.text, depth + 1, depths)));
        }
        for view in view::percent_encoded(text).into_iter().filter(whole) {
            let mut found = scan_at(&view.text, depth + 1, depths);
            // What is decoded before an @ may be the end of a password.
            found.retain(|find| !find.class.is_place());
            finds.extend(view.back(&found));
        }
        if depths.wanted.credentials {
            let runs = encoded::find_in(text, &runs).into_iter().filter(|(run, _)| !holds(&strings, run));
            finds.extend(encoded_texts(runs, depth, depths));
        }
    }
    finds.extend(found_here);
    finds
}

/// Tells whether another stretch begins in one of these, which are in the order of the text, and is not the same.
fn holds(stretches: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = stretches.partition_point(|stretch| stretch.end <= range.start);
    stretches.get(next).is_some_and(|stretch| stretch.start <= range.start && stretch != range)
}

/// Takes in the end of a line behind a value, as a script types it: `"x\r"` is the value and nothing else.
fn with_end(text: &str, range: &Range<usize>) -> Range<usize> {
    let rest = &text[range.end..];
    let behind = rest.trim_start_matches("\\r").trim_start_matches("\\n");
    range.start..range.end + rest.len() - behind.len()
}

/// What is known by its own form, or by the words round it.
const BY_FORM: [fn(&str) -> Vec<Find>; 7] =
    [pem::find, tokens::find, hashes::find, headers::find, url::find, webhooks::find, phrases::find];

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
fn encoded_texts(runs: impl Iterator<Item = (Range<usize>, Content)>, depth: usize, depths: &Depths<'_>) -> Vec<Find> {
    let is_unsafe = |content: &Content| match content {
        Content::Text(inner) => random::is_word_in_no_order(inner) || !scan_at(inner, depth + 1, depths).is_empty(),
        Content::TooLarge => true,
    };
    runs.filter(|(_, content)| is_unsafe(content))
        .map(|(range, _)| Find::new(range, Class::Credential, "holds a credential in an encoded form").guessed())
        .collect()
}
