//! The pages of the causes: `docs/causes/` is made from them, and they keep the form in which they are read at night.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::PathBuf,
};

use podmend::core::cause::Cause;

/// Set to write the pages instead of comparing them.
const UPDATE: &str = "PODMEND_UPDATE";

const SECTIONS: [&str; 4] =
    ["## What podmend sees", "## Why it happens", "## What to do", "## Not to be confused with"];

/// What fits into a terminal of 80 columns beside a frame.
const WIDTH: usize = 78;

/// What fits where the program shows a page in a terminal of 80 columns; prose is wrapped there, code is not.
const CODE_WIDTH: usize = 70;

/// Lines of a page that say something: no headings, no fences, none that are empty.
const LINES: std::ops::RangeInclusive<usize> = 12..=30;

/// What no page tells anyone to type: it puts a secret into the history, skips the review, or switches a check off.
const HARMFUL: [&str; 5] =
    ["--docker-password", "--password", "kubectl edit", "--insecure", "kubectl patch serviceaccount default"];

#[test]
fn the_pages_in_docs_are_those_of_the_causes() {
    let wanted = pages();
    if std::env::var_os(UPDATE).is_some() {
        return update(&wanted);
    }
    let found: BTreeSet<String> = committed();
    let names: BTreeSet<String> = wanted.keys().cloned().collect();
    assert_eq!(found, names, "docs/causes has other files than there are causes; {}", how());
    for (name, page) in &wanted {
        let committed = fs::read_to_string(folder().join(name)).unwrap().replace("\r\n", "\n");
        assert!(committed == *page, "docs/causes/{name} is out of date; {}", how());
    }
}

#[test]
fn each_page_has_the_four_sections_and_no_empty_one() {
    for cause in Cause::all() {
        let page = cause.page();
        let headings: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, SECTIONS, "{cause}");
        for section in page.split("\n## ").skip(1) {
            let body = section.split_once('\n').map_or("", |(_, body)| body);
            assert!(body.lines().any(|line| line.starts_with("- ")), "{cause}: {section}");
        }
    }
}

#[test]
fn each_page_fits_a_small_screen_and_says_enough() {
    for cause in Cause::all() {
        let page = cause.page();
        let mut room = WIDTH;
        for line in page.lines() {
            if line.starts_with("```") {
                room = if room == WIDTH { CODE_WIDTH } else { WIDTH };
            }
            assert!(line.chars().count() <= room, "{cause}: {line}");
        }
        let said = page.lines().skip(1).filter(|line| says_something(line)).count();
        assert!(LINES.contains(&said), "{cause} has {said} lines");
    }
}

#[test]
fn each_cause_that_a_page_names_exists() {
    for cause in Cause::all() {
        for name in code_spans(&cause.page()).iter().filter(|span| looks_like_a_cause(span)) {
            assert!(Cause::named(name).is_some(), "the page of {cause} names {name}");
        }
    }
}

#[test]
fn each_page_tells_apart_from_at_least_one_other_cause() {
    for cause in Cause::all() {
        let page = cause.page();
        let last = page.split(SECTIONS[3]).nth(1).unwrap();
        let others: Vec<Cause> = code_spans(last).iter().filter_map(|span| Cause::named(span)).collect();
        assert!(!others.is_empty() && !others.contains(&cause), "{cause}: {others:?}");
    }
}

#[test]
fn no_page_tells_to_type_what_harms() {
    for cause in Cause::all() {
        for harmful in HARMFUL {
            assert!(!cause.page().contains(harmful), "the page of {cause} says {harmful}");
        }
    }
}

/// Returns the text of every file of `docs/causes/`, by its name.
fn pages() -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = Cause::all().map(|cause| (format!("{cause}.md"), cause.page())).collect();
    pages.insert("README.md".to_owned(), index());
    pages
}

fn index() -> String {
    let mut text = "# Causes\n\nEvery cause that podmend names, what is so when it does, and its page. The pages are made from the \
         doc comments in\n`src/core/cause/`; do not edit them here.\n"
        .to_owned();
    let mut family = None;
    for cause in Cause::all() {
        if family != Some(cause.family()) {
            family = Some(cause.family());
            writeln!(text, "\n## {}\n", cause.family().title()).unwrap();
        }
        writeln!(text, "- [{cause}]({cause}.md): {}", cause.summary()).unwrap();
    }
    text
}

fn update(wanted: &BTreeMap<String, String>) {
    fs::create_dir_all(folder()).unwrap();
    for stray in committed().iter().filter(|name| !wanted.contains_key(*name)) {
        fs::remove_file(folder().join(stray)).unwrap();
    }
    for (name, page) in wanted {
        fs::write(folder().join(name), page).unwrap();
    }
}

fn committed() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).expect("docs/causes is there");
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/causes")
}

fn how() -> String {
    format!("run the tests with {UPDATE}=1 to bring it up to date")
}

fn says_something(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#') && !line.starts_with("```")
}

/// Returns what stands in backticks, outside of blocks of code.
///
/// # Panics
/// When a backtick has no partner.
fn code_spans(page: &str) -> Vec<String> {
    let mut fenced = false;
    let mut prose = String::new();
    for line in page.lines() {
        let fence = line.starts_with("```");
        fenced ^= fence;
        if !fenced && !fence {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    let parts: Vec<&str> = prose.split('`').collect();
    assert!(parts.len() % 2 == 1, "a backtick has no partner in:\n{page}");
    parts.iter().skip(1).step_by(2).map(|span| (*span).to_owned()).collect()
}

/// Says whether a name has the form of a cause with two words or more.
fn looks_like_a_cause(name: &str) -> bool {
    name.contains('-') && name.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()))
}
