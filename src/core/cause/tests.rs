use std::collections::BTreeSet;

use super::*;

#[test]
fn each_name_stands_for_one_cause() {
    let names: BTreeSet<&str> = Cause::all().map(Cause::name).collect();
    assert_eq!(names.len(), Cause::all().count());
    for cause in Cause::all() {
        assert!(cause.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{cause}");
        assert_eq!(Cause::named(&cause.label()), Some(cause));
        assert_eq!(Cause::named(cause.name()), Some(cause));
    }
    assert_eq!(Cause::named("nonsense"), None);
}

#[test]
fn a_page_begins_with_its_title() {
    let page = credentials::NO_PULL_SECRET.page();
    assert!(page.starts_with("# no-pull-secret: no pull secret\n\n"), "{page}");
}

#[test]
fn a_summary_is_the_first_sentence_in_one_line() {
    assert_eq!(
        credentials::CREDENTIALS_REJECTED.summary(),
        "A credential was sent and the registry refused it: wrong, expired, disabled, or without a right to this \
         repository."
    );
    for cause in Cause::all() {
        let summary = cause.summary();
        assert!(summary.ends_with('.') && !summary.contains(". "), "{cause}: {summary}");
    }
}
