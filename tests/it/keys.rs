//! The kubelet's choice of credentials, on a real node against `core::pull`: each case is a pod of its own, what becomes
//! of its pull is predicted from its secrets, and what became of it is compared.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs, io,
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use k8s_openapi::api::core::v1::Pod;
use kube::{ResourceExt as _, api::ListParams};
use podmend::core::{
    model::Reading,
    pull::{EntryProblem, ImageReference, Lookup, Outcome, PullSecret, key_matches, lookup, outline},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::support::{
    cluster::{Cluster, Namespace},
    wait::wait_until,
};

/// Dozens of pods start side by side.
const PATIENCE: Duration = Duration::from_secs(180);
const IMAGE: &str = "project/app:1.4.2";
const JSON_TYPE: &str = "kubernetes.io/dockerconfigjson";
const LEGACY_TYPE: &str = "kubernetes.io/dockercfg";

/// What becomes of the pull of a pod that asks for its image with every start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Pulled,
    /// The registry was asked without a login and wants one.
    Anonymous,
    /// The registry was given logins and takes none of them.
    Refused,
    /// The kubelet did not come to ask.
    GivenUp,
}

/// A secret as it is written to the cluster.
struct Written {
    secret_type: &'static str,
    content: Value,
}

/// A pod with its secrets.
struct Case {
    about: String,
    image: String,
    secrets: Vec<Written>,
    /// What the rules say, written down by hand.
    expected: Ending,
}

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

/// Runs all cases side by side and compares.
async fn check(cluster: &Cluster, cases: Vec<Case>) {
    let namespace = cluster.namespace().await;
    let user = &cluster.description.registry.user;
    for (number, case) in cases.iter().enumerate() {
        let name = format!("case-{number}");
        assert_eq!(case.predicted(&name, user), case.expected, "{}: {:#?}", case.about, case.lookup(&name));
        case.create_secrets(&namespace, &name).await;
    }
    let mut seen = BTreeMap::new();
    let mut open: Vec<usize> = (0..cases.len()).collect();
    // A secret that a busy kubelet has not read in time looks like one that does not match; it says so, and another pod
    // tells.
    for round in 0..5 {
        let pod = |number: usize| format!("case-{number}-{round}");
        for number in &open {
            cases[*number].create_pod(&namespace, &pod(*number), &format!("case-{number}")).await;
        }
        let have_ended = async || {
            let endings = endings(&namespace).await;
            open.iter().all(|number| endings.contains_key(&pod(*number)))
        };
        wait_until("every pull has ended", PATIENCE, have_ended).await;
        let endings = endings(&namespace).await;
        seen.extend(open.iter().map(|number| (*number, endings[&pod(*number)].clone())));
        let unread = pods_with_unread_secrets(&namespace).await;
        open.retain(|number| unread.contains(&pod(*number)));
    }
    assert_eq!(open, Vec::<usize>::new(), "the kubelet could not read their secrets");
    let mut wrong = String::new();
    for (case, (ending, said)) in cases.iter().zip(seen.values()) {
        if *ending != case.expected {
            let (about, image, expected) = (&case.about, &case.image, case.expected);
            let _ = writeln!(wrong, "{about} for {image}: {expected:?}, and on the node {ending:?}: {said}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

async fn pods_with_unread_secrets(namespace: &Namespace) -> Vec<String> {
    let events = namespace.events("case").await.into_iter();
    let unread = events.filter(|event| event.reason.as_deref() == Some("FailedToRetrieveImagePullSecret"));
    unread.filter_map(|event| event.involved_object.name).collect()
}

impl Case {
    fn names(&self, name: &str) -> Vec<String> {
        (0..self.secrets.len()).map(|at| format!("{name}-{at}")).collect()
    }

    fn lookup(&self, name: &str) -> Lookup {
        let names = self.names(name);
        let read = |secret: &Written| Reading::Found { value: secret.outline(), at: Timestamp::UNIX_EPOCH };
        let readings = names.iter().cloned().zip(self.secrets.iter().map(read)).collect();
        lookup(&names, &ImageReference::parse(&self.image).unwrap(), &readings)
    }

    /// Says what becomes of the pull, if this user is the only one that the registry knows.
    fn predicted(&self, name: &str, user: &str) -> Ending {
        let lookup = self.lookup(name);
        let tries = lookup.tries();
        let is_good = |problem: Option<EntryProblem>| problem.is_none_or(EntryProblem::is_usable);
        match &lookup.outcome {
            Outcome::GivesUp { .. } => Ending::GivenUp,
            Outcome::Tries(_)
                if tries
                    .iter()
                    .any(|each| is_good(each.entry.problem) && each.entry.username.as_deref() == Some(user)) =>
            {
                Ending::Pulled
            }
            Outcome::Tries(_) if tries.iter().any(|each| each.entry.username.is_some()) => Ending::Refused,
            _ => Ending::Anonymous,
        }
    }

    async fn create_secrets(&self, namespace: &Namespace, name: &str) {
        for (name, secret) in self.names(name).iter().zip(&self.secrets) {
            namespace.apply(&secret.object(name).to_string()).await;
        }
    }

    /// Creates a pod that names the secrets which were created under a name.
    async fn create_pod(&self, namespace: &Namespace, pod: &str, secrets: &str) {
        let references: Vec<Value> = self.names(secrets).iter().map(|name| json!({ "name": name })).collect();
        let pod = json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": pod},
            "spec": {
                "containers": [{"name": "app", "image": self.image, "imagePullPolicy": "Always"}],
                "imagePullSecrets": references,
                "automountServiceAccountToken": false,
                "terminationGracePeriodSeconds": 1,
            },
        });
        namespace.apply(&pod.to_string()).await;
    }
}

impl Written {
    fn key(&self) -> &'static str {
        if self.secret_type == LEGACY_TYPE { ".dockercfg" } else { ".dockerconfigjson" }
    }

    fn outline(&self) -> PullSecret {
        outline(self.secret_type, &BTreeMap::from([(self.key().to_owned(), self.content.to_string().into_bytes())]))
    }

    fn object(&self, name: &str) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name},
            "type": self.secret_type,
            "data": {self.key(): STANDARD.encode(self.content.to_string())},
        })
    }
}

fn written(content: Value) -> Written {
    Written { secret_type: JSON_TYPE, content }
}

/// A secret with the login that works, under each of these keys.
fn good(cluster: &Cluster, keys: &[&str]) -> Written {
    let registry = &cluster.description.registry;
    let entries = keys.iter().map(|key| ((*key).to_owned(), login(&registry.user, &registry.password)));
    let auths: serde_json::Map<String, Value> = entries.collect();
    written(json!({ "auths": auths }))
}

fn login(user: &str, password: &str) -> Value {
    json!({"username": user, "password": password})
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

/// A registry that wants a login, takes none, and knows who came.
struct Closed {
    address: String,
    users: Arc<Mutex<Vec<String>>>,
}

impl Closed {
    async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = Self { address: listener.local_addr().unwrap().to_string(), users: Arc::default() };
        let users = closed.users.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = refuse(stream, &users).await;
            }
        });
        closed
    }

    /// Returns the users of the logins in the order in which they came first.
    fn users(&self) -> Vec<String> {
        self.users.lock().unwrap().clone()
    }
}

/// Reads one request, notes its user, and answers that a login is wanted.
async fn refuse(mut stream: TcpStream, users: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
    }
    let request = String::from_utf8_lossy(&request);
    if let Some(login) = request.lines().find_map(|line| line.strip_prefix("Authorization: Basic ")) {
        let login = String::from_utf8(STANDARD.decode(login).unwrap()).unwrap();
        let user = login.split(':').next().unwrap().to_owned();
        let mut users = users.lock().unwrap();
        if !users.contains(&user) {
            users.push(user);
        }
    }
    let answer = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"closed\"\r\n\
                  Content-Length: 0\r\nConnection: close\r\n\r\n";
    stream.write_all(answer.as_bytes()).await
}

/// Returns how each pull has ended that has, by pod, with what the node said.
async fn endings(namespace: &Namespace) -> BTreeMap<String, (Ending, String)> {
    let pods = namespace.api::<Pod>().list(&ListParams::default()).await.unwrap();
    pods.iter().filter_map(|pod| Some((pod.name_any(), ending(pod)?))).collect()
}

fn ending(pod: &Pod) -> Option<(Ending, String)> {
    let state = pod.status.as_ref()?.container_statuses.as_ref()?.first()?.state.clone()?;
    if state.running.is_some() {
        return Some((Ending::Pulled, String::new()));
    }
    let waiting = state.waiting?;
    let said = format!("{}: {}", waiting.reason.unwrap_or_default(), waiting.message.unwrap_or_default());
    let anchors = [
        ("no basic auth credentials", Ending::Anonymous),
        ("401 Unauthorized", Ending::Refused),
        ("illegal base64 data", Ending::GivenUp),
        ("unable to parse auth field", Ending::GivenUp),
        ("json: cannot unmarshal", Ending::GivenUp),
    ];
    let (_, ending) = anchors.into_iter().find(|(anchor, _)| said.contains(anchor))?;
    Some((ending, said))
}
