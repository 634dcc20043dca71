//! The kubelet's choice of credentials, on a real node against `core::pull`: each case is a pod of its own, what becomes
//! of its pull is predicted from its secrets, and what became of it is compared.

mod case;
mod closed;
mod run;

use std::{fs, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use podmend::core::pull::{ImageReference, key_matches};
use serde_json::{Value, json};

use crate::support::{cluster::Cluster, wait::wait_until};

use case::{Case, Ending, LEGACY_TYPE, Written, login, written};
use closed::Closed;
use run::check;

/// Dozens of pods start side by side.
const PATIENCE: Duration = Duration::from_secs(180);
const IMAGE: &str = "project/app:1.4.2";

#[tokio::test]
async fn every_form_of_a_key_is_taken_as_predicted() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let host = &cluster.description.registry.name;
    let with_port = format!("{host}:443");
    add_host(&cluster, &with_port, &cluster.description.registry.address);
    let (label, domain) = host.split_once('.').unwrap();
    let (middle, top) = domain.split_once('.').unwrap();
    let plain = [
        (host.clone(), true),
        (format!("https://{host}"), true),
        (format!("http://{host}"), true),
        (format!("{host}/"), true),
        (format!("{host}/v1/"), true),
        (format!("https://{host}/v2/"), true),
        (format!("{host}/project"), true),
        (format!("{host}/project/app"), true),
        (format!("{host}/proj"), true),
        (format!("{host}/v2/project"), true),
        (format!("*.{domain}"), true),
        (format!("*.*.{top}"), true),
        (format!("{label}.*.{top}"), true),
        (format!("{}*.{domain}", &label[..3]), true),
        (format!("robot@{host}"), true),
        (format!("{host}?x=y"), true),
        (format!("{host}/%70roject"), true),
        (format!("{host}:"), true),
        (with_port.clone(), false),
        (format!("{host}:80"), false),
        (format!("{host}/other"), false),
        (format!("{host}/project/app:1.4.2"), false),
        (format!("{host}/project/*"), false),
        (format!("{host}/project/app2"), false),
        (format!("https://{host}/v2"), false),
        (format!("*.{top}"), false),
        ("*".to_owned(), false),
        (format!("*.{host}"), false),
        (domain.to_owned(), false),
        (format!("{label}.{middle}"), false),
        (host.to_uppercase(), false),
        (format!("{}.{domain}", label.to_uppercase()), false),
        (format!("{host}."), false),
        (format!(" {host}"), false),
        (format!("HTTPS://{host}"), false),
        (format!("oci://{host}"), false),
        (format!("{host}:*"), false),
    ];
    let ported = [
        (with_port.clone(), true),
        (format!("https://{with_port}/v2/"), true),
        (format!("*.{domain}:443"), true),
        (host.clone(), false),
        (format!("{host}:80"), false),
        (format!("{host}:0443"), false),
    ];
    let of = |host: &str, (key, matches): (String, bool)| {
        let image = format!("{host}/{IMAGE}");
        assert_eq!(key_matches(&key, &ImageReference::parse(&image).unwrap()), matches, "{key} for {image}");
        let expected = if matches { Ending::Pulled } else { Ending::Anonymous };
        Case { about: format!("key {key:?}"), image, secrets: vec![good(&cluster, &[&key])], expected }
    };
    let mut cases: Vec<Case> = plain.into_iter().map(|form| of(host, form)).collect();
    cases.extend(ported.into_iter().map(|form| of(&with_port, form)));
    check(&cluster, cases).await;
}

#[tokio::test]
async fn every_form_of_a_secret_is_taken_as_predicted() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let registry = &cluster.description.registry;
    let host = registry.name.as_str();
    let login = || login(&registry.user, &registry.password);
    let padded = STANDARD.encode(format!("{}:{}", registry.user, registry.password));
    let bare = padded.trim_end_matches('=').to_owned();
    let (start, end) = bare.split_at(5);
    let of = |about: &str, expected: Ending, secrets: Vec<Written>| Case {
        about: about.to_owned(),
        image: cluster.private_image(IMAGE),
        secrets,
        expected,
    };
    let entry = |fields: Value| written(json!({"auths": {host: fields}}));
    let elsewhere = |fields: Value| written(json!({"auths": {"registry.elsewhere.corp": fields}}));
    let refused = || written(json!({"auths": {host: self::login("nobody", "wrong")}}));
    let opaque = || Written { secret_type: "Opaque", content: json!({"auths": {host: login()}}) };
    let cases = vec![
        of("no secret", Ending::Anonymous, vec![]),
        of("user and password", Ending::Pulled, vec![entry(login())]),
        of("auth", Ending::Pulled, vec![entry(json!({"auth": padded}))]),
        of("auth without padding", Ending::Pulled, vec![entry(json!({"auth": bare}))]),
        of("auth with line breaks", Ending::Pulled, vec![entry(json!({"auth": format!("{start}\n{end}\r\n")}))]),
        of(
            "auth wins",
            Ending::Pulled,
            vec![entry(json!({"auth": padded, "username": "nobody", "password": "wrong"}))],
        ),
        of("names in capitals", Ending::Pulled, vec![written(json!({"AUTHS": {host: {"Auth": padded}}}))]),
        of(
            "legacy type",
            Ending::Pulled,
            vec![Written { secret_type: LEGACY_TYPE, content: json!({ host: login() }) }],
        ),
        of(
            "legacy type with auths",
            Ending::Anonymous,
            vec![Written { secret_type: LEGACY_TYPE, content: json!({"auths": {host: login()}}) }],
        ),
        of("without auths", Ending::Anonymous, vec![written(json!({ host: login() }))]),
        of("auths empty", Ending::Anonymous, vec![written(json!({"auths": {}}))]),
        of("auths null", Ending::Anonymous, vec![written(json!({"auths": null}))]),
        of("type Opaque", Ending::Anonymous, vec![opaque()]),
        of("an entry with nothing in it", Ending::Anonymous, vec![entry(json!({}))]),
        of("a token only", Ending::Anonymous, vec![entry(json!({"identitytoken": "x"}))]),
        of("a password only", Ending::Anonymous, vec![entry(json!({"password": registry.password}))]),
        of("wrong password", Ending::Refused, vec![refused()]),
        of(
            "line break after the password",
            Ending::Refused,
            vec![entry(self::login(&registry.user, &format!("{}\n", registry.password)))],
        ),
        of("the second works", Ending::Pulled, vec![refused(), entry(login())]),
        of("the first works", Ending::Pulled, vec![entry(login()), refused()]),
        of("the second is elsewhere", Ending::Refused, vec![refused(), elsewhere(login())]),
        of("an ignored one beside", Ending::Pulled, vec![opaque(), entry(login())]),
        of("auth is no base64", Ending::GivenUp, vec![entry(json!({"auth": "user:password"}))]),
        of("a broken one for elsewhere", Ending::GivenUp, vec![entry(login()), elsewhere(json!({"auth": "?"}))]),
        of("a broken one first", Ending::GivenUp, vec![elsewhere(json!({"auth": "?"})), entry(login())]),
        of(
            "one pad too few",
            Ending::GivenUp,
            vec![entry(json!({"auth": STANDARD.encode("u:pw").trim_end_matches("=="). to_owned() + "="}))],
        ),
        of("no colon", Ending::GivenUp, vec![entry(login()), elsewhere(json!({"auth": STANDARD.encode("user")}))]),
        of("a number for a user", Ending::GivenUp, vec![entry(login()), elsewhere(json!({"username": 7}))]),
        of("a number for a mail address", Ending::GivenUp, vec![elsewhere(json!({"email": 7})), entry(login())]),
        of("auths is a list", Ending::GivenUp, vec![written(json!({"auths": [host]})), entry(login())]),
        of(
            "a header that is a number",
            Ending::GivenUp,
            vec![written(json!({"HttpHeaders": {"a": 1}})), entry(login())],
        ),
        of(
            "the broken one is ignored",
            Ending::Pulled,
            vec![Written { secret_type: "Opaque", content: json!({"auths": {host: {"auth": "?"}}}) }, entry(login())],
        ),
    ];
    check(&cluster, cases).await;
}

/// The registry takes no login, so that each is tried.
#[tokio::test]
async fn logins_are_tried_in_the_predicted_order() {
    let Some(cluster) = Cluster::for_test().await else { return };
    let namespace = cluster.namespace().await;
    let registry = Closed::listen().await;
    let host = format!("{}.internal.corp", namespace.name);
    add_host(&cluster, &host, &registry.address);
    let entry = |user: &str| login(user, "wrong");
    let secrets = vec![
        written(json!({"auths": {
            "*.internal.corp": entry("star"),
            &host: entry("host-first"),
            "registry.elsewhere.corp": entry("never"),
        }})),
        written(json!({"auths": {
            format!("https://{host}/v2/"): entry("host-second"),
            format!("{host}/project"): entry("project"),
            format!("{host}/pro"): entry("prefix"),
            format!("http://{host}/project/app"): entry("app"),
        }})),
        written(json!({"auths": {&host: entry("host-third")}})),
    ];
    let case = Case { about: "order".into(), image: format!("{host}/{IMAGE}"), secrets, expected: Ending::Refused };
    let lookup = case.lookup("order");
    let predicted: Vec<&str> = lookup.tries().iter().filter_map(|each| each.entry.username.as_deref()).collect();
    assert_eq!(predicted, ["app", "project", "prefix", "host-first", "host-second", "host-third", "star"]);

    case.create_secrets(&namespace, "order").await;
    case.create_pod(&namespace, "order", "order").await;
    wait_until("every login was tried", PATIENCE, async || registry.users().len() >= predicted.len()).await;
    assert_eq!(registry.users(), predicted);
}

/// A secret with the login that works, under each of these keys.
fn good(cluster: &Cluster, keys: &[&str]) -> Written {
    let registry = &cluster.description.registry;
    let entries = keys.iter().map(|key| ((*key).to_owned(), login(&registry.user, &registry.password)));
    let auths: serde_json::Map<String, Value> = entries.collect();
    written(json!({ "auths": auths }))
}

/// Has the node ask this address for images of a host; it reads that at every pull.
fn add_host(cluster: &Cluster, host: &str, address: &str) {
    let folder = cluster.description.registry_hosts.join(host);
    fs::create_dir_all(&folder).unwrap();
    let text = format!(
        "server = \"http://{address}\"\n\n[host.\"http://{address}\"]\ncapabilities = [\"pull\", \"resolve\"]\n"
    );
    fs::write(folder.join("hosts.toml"), text).unwrap();
}
