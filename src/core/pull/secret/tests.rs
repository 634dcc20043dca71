use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_STANDARD_NO_PAD};
use proptest::prelude::*;
use serde_json::json;

use super::*;

const JSON_TYPE: &str = "kubernetes.io/dockerconfigjson";

fn secret(content: &Value) -> PullSecret {
    outline_text(JSON_TYPE, DOCKER_CONFIG_JSON, &content.to_string())
}

fn outline_text(secret_type: &str, key: &str, content: &str) -> PullSecret {
    outline(secret_type, &BTreeMap::from([(key.to_owned(), content.as_bytes().to_vec())]))
}

fn fit(entries: &Value) -> Fit {
    secret(&json!({ "auths": entries })).fits(&harbor())
}

fn fits(key: &str, username: &str) -> Fit {
    let username = Some(username.to_owned());
    Fit::Fits { key: key.to_owned(), username, expires: None, hints: Vec::new(), fingerprint: None }
}

fn without_hints(mut fit: Fit) -> Fit {
    if let Fit::Fits { hints, .. } = &mut fit {
        hints.clear();
    }
    fit
}

fn harbor() -> ImageReference {
    ImageReference::parse("harbor.internal.corp/project/app:1.4.2").unwrap()
}

/// A password that is in no file of ours.
fn password() -> String {
    ["hunter", "2", "-for-tests"].concat()
}

fn auth(user: &str, password: &str) -> String {
    BASE64_STANDARD.encode(format!("{user}:{password}"))
}

#[test]
fn the_type_decides_the_form() {
    let flat = json!({"harbor.internal.corp": {"auth": auth("robot$ci", &password())}}).to_string();
    let wrapped = format!(r#"{{"auths":{flat}}}"#);
    let fits = fits("harbor.internal.corp", "robot$ci");
    for (secret_type, key, content, expected) in [
        (JSON_TYPE, ".dockerconfigjson", &wrapped, fits.clone()),
        ("kubernetes.io/dockercfg", ".dockercfg", &flat, fits),
        ("Opaque", ".dockerconfigjson", &wrapped, Fit::WrongType("Opaque".into())),
        (JSON_TYPE, ".dockercfg", &flat, Fit::Unreadable(Problem::KeyMissing(".dockerconfigjson"))),
        (JSON_TYPE, ".dockerconfigjson", &flat, Fit::Unreadable(Problem::Unwrapped)),
        ("kubernetes.io/dockercfg", ".dockercfg", &wrapped, Fit::Unreadable(Problem::Wrapped)),
    ] {
        assert_eq!(outline_text(secret_type, key, content).fits(&harbor()), expected);
    }
}

#[test]
fn a_secret_of_the_wrong_type_still_shows_what_it_was_meant_to_be() {
    let content = json!({"auths": {"harbor.internal.corp": {"username": "u", "password": password()}}});
    let secret = outline_text("Opaque", DOCKER_CONFIG_JSON, &content.to_string());
    assert_eq!(secret.form, Form::WrongType("Opaque".into()));
    assert_eq!(secret.entries[0].username.as_deref(), Some("u"));
    assert!(!secret.blocks_pod());
}

#[test]
fn broken_content_is_told_apart() {
    let good = json!({"auths": {"h": {"auth": auth("u", "p")}}}).to_string();
    for (content, problem, blocks) in [
        (String::new(), Problem::Empty, false),
        (BASE64_STANDARD.encode(&good), Problem::EncodedTwice, true),
        ("{\n\"auths\": x}".into(), Problem::NotJson { line: 2, column: 10 }, true),
        ("[]".into(), Problem::NotAnObject, true),
        (r#"{"auths": ["h"]}"#.into(), Problem::NotAnObject, true),
        ("{}".into(), Problem::NoAuths, false),
        (r#"{"auths": null}"#.into(), Problem::NoAuths, false),
        (r#"{"auths": {}}"#.into(), Problem::NoAuths, false),
        (r#"{"auths": {}, "credsStore": "desktop"}"#.into(), Problem::InStore, false),
    ] {
        let secret = outline_text(JSON_TYPE, DOCKER_CONFIG_JSON, &content);
        assert_eq!(secret.problem, Some(problem), "{content}");
        assert_eq!(secret.blocks_pod(), blocks, "{content}");
    }
}

#[test]
fn entries_are_read_as_the_kubelet_reads_them() {
    let unpadded = BASE64_STANDARD_NO_PAD.encode("user:pw");
    let (front, back) = unpadded.split_at(4);
    for (fields, username) in [
        (json!({"username": "user", "password": password()}), "user"),
        (json!({"auth": auth("user", &password())}), "user"),
        (json!({"auth": unpadded}), "user"),
        (json!({"auth": format!("{front}\n{back}\r\n")}), "user"),
        (json!({"auth": auth("user", "a:b"), "email": "x@y"}), "user"),
        (json!({"auth": auth("real", "pw"), "username": "shown", "password": "other"}), "real"),
        (json!({"auth": "", "username": "user", "password": password()}), "user"),
    ] {
        let fit = without_hints(fit(&json!({ "harbor.internal.corp": fields })));
        assert_eq!(fit, fits("harbor.internal.corp", username));
    }
}

#[test]
fn broken_entries_are_told_apart() {
    for (fields, problem) in [
        (json!("text"), EntryProblem::Malformed),
        (json!({"auth": 7}), EntryProblem::Malformed),
        (json!({"auth": "user:password"}), EntryProblem::NotBase64),
        (json!({"auth": "a_-b"}), EntryProblem::NotBase64),
        (json!({"auth": BASE64_STANDARD.encode("user")}), EntryProblem::NoColon),
        (json!({}), EntryProblem::Empty),
        (json!(null), EntryProblem::Empty),
        (json!({"identitytoken": password()}), EntryProblem::TokenOnly),
        (json!({"auth": auth("", &password())}), EntryProblem::NoUsername),
        (json!({"username": "user"}), EntryProblem::NoPassword),
        (json!({"auth": auth("user", "pw\n")}), EntryProblem::TrailingSpace),
    ] {
        let key = "https://harbor.internal.corp".to_owned();
        let expected = Fit::Unusable { key: key.clone(), problem };
        assert_eq!(fit(&json!({ key: fields.clone() })), expected, "{fields}");
    }
}

#[test]
fn a_login_beside_auth_that_differs_is_told_and_used() {
    let fields = json!({"auth": auth("user", "new"), "username": "user", "password": "old"});
    let secret = secret(&json!({"auths": {"harbor.internal.corp": fields}}));
    assert_eq!(secret.entries[0].problem, Some(EntryProblem::Disagrees));
    assert!(matches!(secret.fits(&harbor()), Fit::Fits { .. }));
}

#[test]
fn an_entry_without_login_in_a_file_with_a_store_says_so() {
    let secret = secret(&json!({"auths": {"harbor.internal.corp": {}}, "credsStore": "desktop"}));
    assert_eq!(secret.entries[0].problem, Some(EntryProblem::InStore));
}

#[test]
fn one_broken_entry_blocks_every_image() {
    let broken = json!({"harbor.internal.corp": {"auth": auth("u", "p")}, "other.corp": {"auth": "?"}});
    let expected = Fit::Unusable { key: "other.corp".into(), problem: EntryProblem::NotBase64 };
    assert_eq!(fit(&broken), expected);
    assert!(secret(&json!({ "auths": broken })).blocks_pod());
}

#[test]
fn the_longest_path_comes_first() {
    let entries = json!({
        "harbor.internal.corp": {"auth": auth("all", "p")},
        "harbor.internal.corp/project": {"auth": auth("project", "p")},
    });
    assert_eq!(without_hints(fit(&entries)), fits("harbor.internal.corp/project", "project"));
}

#[test]
fn an_empty_entry_does_not_hide_a_good_one() {
    let entries = json!({
        "harbor.internal.corp": {"auth": auth("all", "p")},
        "harbor.internal.corp/project": {},
    });
    assert!(matches!(fit(&entries), Fit::Fits { key, .. } if key == "harbor.internal.corp"));
}

#[test]
fn other_hosts_are_listed_with_the_nearest() {
    let login = json!({"auth": auth("u", "p")});
    let keys = vec!["quay.io".to_owned(), "harbor.internal.corp:443".to_owned()];
    let port = NearMiss::Port { key: Some("443".into()), image: None };
    let near = Some((keys[1].clone(), port));
    assert_eq!(fit(&json!({ &keys[0]: login, &keys[1]: login })), Fit::OtherHosts { keys, near });
}

#[test]
fn no_outline_shows_a_password() {
    let fields = json!({"auth": auth("user", &password()), "password": password(), "identitytoken": password()});
    let secret = secret(&json!({"auths": {"h": fields}}));
    let shown = format!("{secret:?} {:?}", secret.fits(&harbor()));
    assert!(!shown.contains(&password()) && !shown.contains(&auth("user", &password())));
}

proptest! {
    #[test]
    fn outlining_never_panics(secret_type in "(kubernetes.io/docker(cfg|configjson)|Opaque)", content in any::<Vec<u8>>()) {
        let data = BTreeMap::from([(DOCKER_CONFIG_JSON.to_owned(), content.clone()), (DOCKERCFG.to_owned(), content)]);
        let secret = outline(&secret_type, &data);
        let _ = (secret.fits(&harbor()), secret.blocks_pod());
    }

    #[test]
    fn a_login_for_the_repository_fits(user in "[a-z$+]{1,8}", password in "[!-~]{1,12}") {
        let entries = json!({ "harbor.internal.corp/project/app": {"auth": auth(&user, &password)} });
        let fits = matches!(fit(&entries), Fit::Fits { username: Some(name), .. } if name == user);
        prop_assert!(fits);
    }
}
