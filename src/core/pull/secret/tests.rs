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
fn what_a_login_says_of_itself_comes_along() {
    let token = BASE64_STANDARD.encode(json!({"payload": "x", "expiration": 1_790_000_000}).to_string());
    let secret = secret(&json!({"auths": {"harbor.internal.corp": {"auth": auth("AWS", &token)}}}));
    let Fit::Fits { expires, hints, .. } = secret.fits(&harbor()) else { panic!("{secret:?}") };
    let end = "2026-09-21T14:13:20Z".parse().unwrap();
    assert_eq!((expires, hints.as_slice()), (Some(end), &[Hint::ShortLived(Lifetime::TwelveHours)][..]));
    let entry = &secret.entries[0];
    assert!(entry.is_expired(end) && !entry.is_expired("2026-09-21T14:13:19Z".parse().unwrap()));
}

#[test]
fn a_secret_has_ended_when_all_its_logins_for_the_image_have() {
    let until = |end: i64| json!({"auth": auth("u", &BASE64_STANDARD.encode(json!({"expiration": end}).to_string()))});
    let (early, late) = (until(1_700_000_000), until(1_790_000_000));
    let (lasting, broken) = (json!({"auth": auth("u", "pw")}), json!({}));
    let (harbor_key, project) = ("harbor.internal.corp", "harbor.internal.corp/project");
    for (entries, ended) in [
        (json!({harbor_key: early}), Some(1_700_000_000)),
        (json!({harbor_key: early, project: late}), Some(1_790_000_000)),
        (json!({harbor_key: early, project: broken}), Some(1_700_000_000)),
        (json!({harbor_key: early, project: lasting}), None),
        (json!({harbor_key: until(1_790_000_001)}), None),
        (json!({"quay.io": early}), None),
        (json!({harbor_key: early, "quay.io": {"auth": "?"}}), None),
    ] {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let found = secret(&json!({ "auths": entries })).ended(&harbor(), now);
        assert_eq!(found.map(Timestamp::as_second), ended, "{entries}");
    }
}

#[test]
fn equal_logins_have_equal_fingerprints_however_they_are_written() {
    let key = FingerprintKey::new(&[7; 32]);
    let content = json!({"auths": {
        "a.corp": {"auth": auth("robot$ci", &password())},
        "https://b.corp/v2/": {"username": "robot$ci", "password": password()},
        "c.corp": {"username": "robot$cd", "password": password()},
        "d.corp": {"username": "robot$ci"},
    }});
    let data = BTreeMap::from([(DOCKER_CONFIG_JSON.to_owned(), content.to_string().into_bytes())]);
    let marks: Vec<Option<Fingerprint>> =
        outline_fingerprinted(JSON_TYPE, &data, &key).entries.iter().map(|entry| entry.fingerprint).collect();
    assert!(marks[0].is_some() && marks[0] == marks[1] && marks[2].is_some() && marks[0] != marks[2]);
    assert_eq!(marks[3], None);
    assert!(outline(JSON_TYPE, &data).entries.iter().all(|entry| entry.fingerprint.is_none()));
}

#[test]
fn names_are_taken_in_any_case_as_go_takes_them() {
    let secret = secret(&json!({"Auths": {"harbor.internal.corp": {"userName": "u", "PASSWORD": password()}}}));
    assert!(matches!(secret.fits(&harbor()), Fit::Fits { username: Some(user), .. } if user == "u"));
}

#[test]
fn what_else_keeps_go_from_reading_a_secret_blocks_it() {
    let good = json!({"harbor.internal.corp": {"auth": auth("u", "p")}});
    for (content, blocks) in [
        (json!({"auths": good, "HttpHeaders": {"a": 1}}), true),
        (json!({"auths": good, "httpheaders": []}), true),
        (json!({"auths": good, "HttpHeaders": {"a": "b", "c": null}}), false),
        (json!({"auths": good, "HttpHeaders": null, "credsStore": 7}), false),
        (json!({"auths": {"harbor.internal.corp": {"auth": auth("u", "p"), "email": 7}}}), true),
        (json!(null), false),
    ] {
        assert_eq!(secret(&content).blocks_pod(), blocks, "{content}");
    }
}

#[test]
fn padding_is_taken_as_go_takes_it() {
    let padded = auth("user", "pw");
    let bare = padded.strip_suffix("==").unwrap();
    for (auth, is_base64) in [
        (padded.clone(), true),
        (bare.to_owned(), true),
        (format!("{bare}=\n=\r\n"), true),
        (format!("{bare}="), false),
        (format!("{padded}="), false),
        (format!(" {padded}"), false),
        (format!("{padded} "), false),
    ] {
        let problem = secret(&json!({"auths": {"h": {"auth": auth}}})).entries[0].problem;
        assert_eq!(problem != Some(EntryProblem::NotBase64), is_base64, "{auth:?}: {problem:?}");
    }
}

#[test]
fn a_secret_larger_than_any_is_not_read() {
    let content = format!("{{\"auths\":{{}}}}{}", " ".repeat(LARGEST));
    assert_eq!(outline_text(JSON_TYPE, DOCKER_CONFIG_JSON, &content).problem, Some(Problem::TooLarge));
}

#[test]
fn the_largest_secret_is_read_in_bounded_time() {
    let entries: Vec<String> = (0..LARGEST / 40).map(|n| format!("\"h{n}.internal.corp:*\":{{}}")).collect();
    let many = format!("{{\"auths\":{{{}}}}}", entries.join(","));
    let deep = format!("{{\"auths\":{}", "[".repeat(LARGEST - 100));
    let long =
        format!("{{\"auths\":{{\"{}\":{{\"auth\":\"{}\"}}}}}}", "h://".repeat(LARGEST / 16), "A".repeat(LARGEST / 2));
    for content in [many, deep, long] {
        let secret = outline_text(JSON_TYPE, DOCKER_CONFIG_JSON, &content);
        let Fit::OtherHosts { keys, .. } = secret.fits(&harbor()) else { continue };
        assert!(keys.iter().all(|key| key.len() < 2_000));
    }
}

#[test]
fn text_of_a_secret_is_safe_to_show() {
    let evil = "h\u{1b}[31m.corp\n";
    let secret = secret(&json!({"auths": {evil: {"auth": auth("us\u{202e}er\r", &password())}}}));
    let entry = &secret.entries[0];
    assert_eq!((entry.key.as_str(), entry.username.as_deref()), (r"h\x1b[31m.corp\n", Some(r"us\u{202e}er\r")));
    assert!(matches!(secret.fits(&harbor()), Fit::OtherHosts { keys, .. } if keys == [r"h\x1b[31m.corp\n"]));
}

#[test]
fn a_key_is_matched_as_it_is_written_and_not_as_it_is_shown() {
    let key = format!("harbor.internal.corp?{}", "x".repeat(400));
    let secret = secret(&json!({"auths": {key: {"auth": auth("robot$ci", &password())}}}));
    assert!(matches!(secret.fits(&harbor()), Fit::Fits { key, .. } if key.ends_with('…')));
}

/// What a file may hold, good and bad, around this login.
fn any_fields(user: &str, password: &str) -> impl Strategy<Value = Value> + use<> {
    let encoded = auth(user, password);
    let raw = BASE64_STANDARD.encode(password);
    prop_oneof![
        Just(json!({"auth": encoded, "username": user, "password": password})),
        Just(json!({"username": user, "password": password, "email": password})),
        Just(json!({"auth": password})),
        Just(json!({"auth": raw})),
        Just(json!({"auth": format!("{encoded}!")})),
        Just(json!({"identitytoken": password, "registrytoken": password})),
        Just(json!({"username": user, "password": [password]})),
        Just(json!(password)),
        Just(json!([password])),
    ]
}

fn any_login() -> impl Strategy<Value = (String, Value)> {
    ("[a-z$+@{]{0,8}", "[G-Zg-z!-,]{6,40}").prop_flat_map(|(user, password)| {
        let fields = any_fields(&user, &password);
        fields.prop_map(move |fields| (password.clone(), fields))
    })
}

/// A good file with a few bytes cut out, doubled, or replaced.
fn any_mutation() -> impl Strategy<Value = Vec<u8>> {
    let content = any_login().prop_map(|(_, fields)| json!({"auths": {"harbor.internal.corp": fields}}).to_string());
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..6);
    (content, edits).prop_map(|(content, edits)| {
        let mut bytes = content.into_bytes();
        for (at, byte, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at),
                _ => bytes.insert(at, byte),
            }
        }
        bytes
    })
}

/// Tells whether any six characters in a row of a secret text are in what is shown.
fn leaks(secret: &str, shown: &str) -> bool {
    let characters: Vec<char> = secret.chars().collect();
    characters.windows(6).any(|part| shown.contains(&part.iter().collect::<String>()))
}

proptest! {
    #[test]
    fn a_login_for_the_repository_fits(user in "[a-z$+]{1,8}", password in "[!-~]{1,12}") {
        let entries = json!({ "harbor.internal.corp/project/app": {"auth": auth(&user, &password)} });
        let fits = matches!(fit(&entries), Fit::Fits { username: Some(name), .. } if name == user);
        prop_assert!(fits);
    }

    #[test]
    fn nothing_shows_a_password((password, fields) in any_login(), in_store in any::<bool>()) {
        let key = FingerprintKey::new(&[7; 32]);
        let mut content = json!({"auths": {"harbor.internal.corp": fields, "other.corp": fields}});
        if in_store {
            content["credsStore"] = json!("desktop");
        }
        for secret_type in [JSON_TYPE, "kubernetes.io/dockercfg", "Opaque"] {
            for content in [content.to_string(), content["auths"].to_string(), BASE64_STANDARD.encode(content.to_string())] {
                let data = BTreeMap::from([DOCKER_CONFIG_JSON, DOCKERCFG].map(|key| (key.to_owned(), content.clone().into_bytes())));
                let secret = outline_fingerprinted(secret_type, &data, &key);
                let problems: Vec<String> = secret.entries.iter().filter_map(|entry| Some(entry.problem?.to_string())).collect();
                let hints: Vec<String> = secret.entries.iter().flat_map(|entry| entry.hints.iter().map(Hint::to_string)).collect();
                let shown = format!("{secret:?} {:?} {problems:?} {hints:?} {:?}", secret.fits(&harbor()), secret.problem.as_ref().map(Problem::to_string));
                prop_assert!(!leaks(&password, &shown), "{password} is in {shown}");
                prop_assert!(!leaks(&BASE64_STANDARD.encode(&password), &shown));
            }
        }
    }

    #[test]
    fn a_damaged_file_is_borne(content in any_mutation()) {
        for (secret_type, key) in [(JSON_TYPE, DOCKER_CONFIG_JSON), ("kubernetes.io/dockercfg", DOCKERCFG)] {
            let secret = outline(secret_type, &BTreeMap::from([(key.to_owned(), content.clone())]));
            let fit = secret.fits(&harbor());
            prop_assert_eq!(secret.blocks_pod(), secret.blocking().is_some());
            prop_assert!(secret.blocking().is_none_or(|block| block == fit));
        }
    }
}
