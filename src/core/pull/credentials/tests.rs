use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::core::{
    model::{Gap, Right},
    pull::{Problem, outline},
};

type Readings = BTreeMap<String, Reading<PullSecret>>;

fn secret_of_type(secret_type: &str, content: &Value) -> Reading<PullSecret> {
    let data = BTreeMap::from([(".dockerconfigjson".to_owned(), content.to_string().into_bytes())]);
    Reading::Found { value: outline(secret_type, &data), at: Timestamp::UNIX_EPOCH }
}

/// A secret with one login for each key.
fn secret(logins: &[(&str, &str)]) -> Reading<PullSecret> {
    let password = ["not", "-", "real"].concat();
    let auths: serde_json::Map<String, Value> =
        logins.iter().map(|(key, user)| ((*key).to_owned(), json!({"username": user, "password": password}))).collect();
    secret_of_type("kubernetes.io/dockerconfigjson", &json!({ "auths": auths }))
}

fn readings(secrets: Vec<(&str, Reading<PullSecret>)>) -> Readings {
    secrets.into_iter().map(|(name, reading)| (name.to_owned(), reading)).collect()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn image() -> ImageReference {
    ImageReference::parse("harbor.corp/team/app:1").unwrap()
}

fn tried(lookup: &Lookup) -> Vec<(&str, &str)> {
    lookup.tries().iter().map(|each| (each.secret.as_str(), each.entry.username.as_deref().unwrap_or(""))).collect()
}

#[test]
fn a_pod_without_secrets_asks_once_without_a_credential() {
    let unrelated = readings(vec![("other", secret(&[("harbor.corp", "u")]))]);
    for named in [names(&[]), names(&[""])] {
        let lookup = lookup(&named, &image(), &unrelated);
        assert_eq!(lookup.outcome, Outcome::NothingNamed);
        assert!(lookup.is_certain());
    }
}

#[test]
fn all_secrets_form_one_keyring() {
    let readings = readings(vec![
        ("first", secret(&[("*.corp", "star"), ("harbor.corp", "host-1")])),
        ("second", secret(&[("https://harbor.corp/v2/", "host-2"), ("harbor.corp/team", "team"), ("quay.io", "no")])),
    ]);
    let in_order = lookup(&names(&["first", "second"]), &image(), &readings);
    assert_eq!(tried(&in_order), [("second", "team"), ("first", "host-1"), ("second", "host-2"), ("first", "star")]);
    assert!(in_order.is_certain() && in_order.passed_over.is_empty());
    let other_order = lookup(&names(&["second", "first"]), &image(), &readings);
    assert_eq!(tried(&other_order), [("second", "team"), ("second", "host-2"), ("first", "host-1"), ("first", "star")]);
}

#[test]
fn the_old_name_of_docker_hub_in_one_secret_gives_way_to_the_new_in_another() {
    let readings = readings(vec![
        ("old", secret(&[("https://index.docker.io/v1/", "old")])),
        ("new", secret(&[("docker.io", "new")])),
    ]);
    let nginx = ImageReference::parse("nginx").unwrap();
    assert_eq!(tried(&lookup(&names(&["old", "new"]), &nginx, &readings)), [("new", "new")]);
    assert_eq!(tried(&lookup(&names(&["old"]), &nginx, &readings)), [("old", "old")]);
}

#[test]
fn what_gives_nothing_is_passed_over_and_said() {
    let auths = json!({"auths": {"harbor.corp": {"username": "u", "password": "p"}}});
    let readings = readings(vec![
        ("opaque", secret_of_type("Opaque", &auths)),
        ("empty", secret_of_type("kubernetes.io/dockerconfigjson", &json!({"auths": {}}))),
        ("elsewhere", secret(&[("quay.io", "u")])),
        ("gone", Reading::Absent { at: Timestamp::UNIX_EPOCH }),
    ]);
    let lookup = lookup(&names(&["opaque", "empty", "gone", "elsewhere"]), &image(), &readings);
    assert_eq!(lookup.outcome, Outcome::Anonymous);
    assert_eq!((lookup.absent.as_slice(), lookup.unknown.as_slice()), (&names(&["gone"])[..], &[][..]));
    let passed: Vec<(&str, &Fit)> = lookup.passed_over.iter().map(|(name, fit)| (name.as_str(), fit)).collect();
    let elsewhere = Fit::OtherHosts { keys: names(&["quay.io"]), near: None };
    assert_eq!(
        passed,
        [
            ("opaque", &Fit::WrongType("Opaque".into())),
            ("empty", &Fit::Unreadable(Problem::NoAuths)),
            ("elsewhere", &elsewhere),
        ]
    );
}

#[test]
fn one_broken_secret_blocks_the_good_ones_wherever_it_stands() {
    let broken = json!({"auths": {"quay.io": {"auth": "?"}}});
    let readings = readings(vec![
        ("good", secret(&[("harbor.corp", "u")])),
        ("broken", secret_of_type("kubernetes.io/dockerconfigjson", &broken)),
        ("ignored", secret_of_type("Opaque", &broken)),
    ]);
    for named in [["good", "broken", "not-read"], ["broken", "not-read", "good"]] {
        let lookup = lookup(&names(&named), &image(), &readings);
        let Outcome::GivesUp { secret, reason } = &lookup.outcome else { panic!("{lookup:?}") };
        assert_eq!(secret, "broken");
        assert!(matches!(reason, Fit::Unusable { key, .. } if key == "quay.io"), "{reason:?}");
        assert!(lookup.is_certain() && lookup.tries().is_empty());
    }
    assert_eq!(tried(&lookup(&names(&["ignored", "good"]), &image(), &readings)), [("good", "u")]);
}

#[test]
fn what_was_not_read_is_not_taken_for_nothing() {
    let right = Right::new("get", "", "secrets", Some("team-a"));
    let readings = readings(vec![
        ("good", secret(&[("harbor.corp", "u")])),
        ("elsewhere", secret(&[("quay.io", "u")])),
        ("forbidden", Reading::Unknown(Gap::Forbidden(right))),
        ("failed", Reading::Unknown(Gap::Failed("timeout".into()))),
        ("asked", Reading::Asked),
    ]);
    for unread in ["forbidden", "failed", "asked", "never-mentioned"] {
        let nothing = lookup(&names(&["elsewhere", unread]), &image(), &readings);
        assert_eq!((&nothing.outcome, nothing.unknown.as_slice()), (&Outcome::Unknown, &names(&[unread])[..]));
        let something = lookup(&names(&[unread, "good"]), &image(), &readings);
        assert_eq!(tried(&something), [("good", "u")]);
        assert!(!nothing.is_certain() && !something.is_certain());
    }
}

#[test]
fn an_entry_without_a_login_is_tried_all_the_same() {
    let content = json!({"auths": {"harbor.corp": {}}});
    let readings = readings(vec![("empty", secret_of_type("kubernetes.io/dockerconfigjson", &content))]);
    assert_eq!(tried(&lookup(&names(&["empty"]), &image(), &readings)), [("empty", "")]);
}

#[test]
fn a_list_of_the_pods_own_switches_the_account_off() {
    let (own, account) = (names(&["own"]), names(&["account-1", "account-2"]));
    assert_eq!(given_at_creation(&[], &account), account);
    assert_eq!(given_at_creation(&own, &account), own);
    assert_eq!(given_at_creation(&own, &[]), own);
}

#[test]
fn only_a_secret_that_fits_and_is_not_named_is_shadowed() {
    let fitting = || secret(&[("harbor.corp", "u")]);
    let readings = readings(vec![
        ("own", secret(&[("quay.io", "u")])),
        ("both", fitting()),
        ("fits", fitting()),
        ("misfit", secret(&[("quay.io", "u")])),
        ("gone", Reading::Absent { at: Timestamp::UNIX_EPOCH }),
    ]);
    let account = names(&["misfit", "both", "fits", "gone", "not-read"]);
    assert_eq!(shadowed(&names(&["own", "both"]), &account, &image(), &readings), ["fits"]);
    assert_eq!(shadowed(&names(&["own"]), &account, &image(), &readings), ["both", "fits"]);
    assert_eq!(shadowed(&[], &account, &image(), &readings), Vec::<&str>::new());
}
