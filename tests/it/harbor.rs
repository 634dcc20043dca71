//! The rules of the registry that behaves as Harbor, asked over HTTP, without a node.
//!
//! The table of what a client sees in each case is the one by which Harbor's users tell these cases apart; see the files
//! of `support/harbor` for the sources.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::{Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    client::legacy::Client,
    rt::{TokioExecutor, TokioIo},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{
    cluster::Registry,
    harbor::{Credential, Harbor, Life, Obstacle, Project},
};

const TAG: &str = "/v2/project/app/manifests/1.4.2";
const SCOPE: &str = "service=harbor-registry&scope=repository%3Aproject%2Fapp%3Apull";
const BEARER: &str = "service=\"harbor-registry\",scope=\"repository:project/app:pull\"";
const BASIC: &str = "Basic realm=\"harbor\"";
const REFUSED: &str = "unauthorized to access repository: project/app, action: pull: \
                       unauthorized to access repository: project/app, action: pull";

/// What came back.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    /// `None` without the header, which is not the same as an empty one.
    challenge: Option<String>,
    body: Value,
}

impl Answer {
    fn message(&self) -> &str {
        self.body["errors"][0]["message"].as_str().unwrap_or_default()
    }

    /// Reads what a token allows and whose it is, as a client does, without checking it.
    fn claims(&self) -> Value {
        let token = self.body["token"].as_str().expect("a token");
        let claims = token.split('.').nth(1).expect("three parts");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
    }
}

/// Harbor with a project `project` that has `app:1.4.2`, one more and a public one.
async fn harbor() -> Harbor {
    let harbor = Harbor::start(&upstream().await);
    harbor.project("project", Project::default());
    harbor.project("other", Project::default());
    harbor.project("library", Project { public: true, ..Project::default() });
    harbor
}

/// A registry with one tag, that wants a password and does not say to whom it belongs.
async fn upstream() -> Registry {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let password = format!("of-{address}");
    let authorization = format!("Basic {}", STANDARD.encode(format!("robot$project:{password}")));
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let authorization = authorization.clone();
            let service = service_fn(move |request| {
                let status = upstream_status(&request, &authorization);
                async move { Response::builder().status(status).body(Full::<Bytes>::from("{}")) }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(connection), service));
        }
    });
    let (name, public_name) = ("harbor.internal.corp".to_owned(), "public.internal.corp".to_owned());
    Registry { address, name, public_name, user: "robot$project".to_owned(), password }
}

fn upstream_status(request: &Request<Incoming>, authorization: &str) -> u16 {
    if request.headers().get(header::AUTHORIZATION).is_none_or(|value| value != authorization) {
        return 401;
    }
    let path = request.uri().path();
    if path.ends_with("/app/manifests/1.4.2") || path.ends_with("/app/blobs/sha256:1") { 200 } else { 404 }
}

async fn ask(harbor: &Harbor, method: &str, path: &str, authorization: Option<String>) -> Answer {
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let mut request = Request::builder().method(method).uri(format!("{}{path}", harbor.url()));
    if let Some(value) = authorization {
        request = request.header(header::AUTHORIZATION, value);
    }
    let answer = client.request(request.body(Full::default()).unwrap()).await.unwrap();
    let challenge = answer.headers().get(header::WWW_AUTHENTICATE).map(|value| value.to_str().unwrap().to_owned());
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    Answer { status, challenge, body: serde_json::from_slice(&body).unwrap_or_default() }
}

#[expect(clippy::unnecessary_wraps, reason = "it is the value of an argument that may be missing")]
fn basic(credential: &Credential) -> Option<String> {
    Some(format!("Basic {}", STANDARD.encode(format!("{}:{}", credential.user, credential.secret))))
}

fn misremembered(credential: &Credential) -> Credential {
    Credential { secret: format!("not-{}", credential.secret), ..credential.clone() }
}

/// Asks for a token and then for the manifest with it, as a container runtime does.
async fn pull(harbor: &Harbor, credential: Option<&Credential>) -> (Value, Answer) {
    let answer = ask(harbor, "GET", &format!("/service/token?{SCOPE}"), credential.and_then(basic)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let token = format!("Bearer {}", answer.body["token"].as_str().unwrap());
    (answer.claims(), ask(harbor, "HEAD", TAG, Some(token)).await)
}

#[tokio::test]
async fn who_sends_no_credential_is_sent_to_the_token_service_also_for_a_public_project() {
    let harbor = harbor().await;
    let answer = ask(&harbor, "HEAD", TAG, None).await;
    let realm = format!("Bearer realm=\"{}/service/token\"", harbor.url());
    assert_eq!((answer.status, answer.challenge), (401, Some(format!("{realm},{BEARER}"))));
    let answer = ask(&harbor, "GET", TAG, None).await;
    assert_eq!((answer.status, answer.message()), (401, REFUSED));
    assert_eq!(ask(&harbor, "GET", "/v2/", None).await.challenge, Some(format!("{realm},service=\"harbor-registry\"")));

    assert_eq!(ask(&harbor, "HEAD", "/v2/library/app/manifests/1.4.2", None).await.status, 401);
    assert_eq!(ask(&harbor, "GET", "/v2/library/app/manifests/1.4.2", None).await.status, 200);
}

#[tokio::test]
async fn a_good_robot_gets_a_token_a_manifest_and_its_blobs() {
    let harbor = harbor().await;
    let robot = harbor.robot("project+puller", &["project"], Life::Valid);
    assert_eq!(robot.user, "robot$project+puller");
    let (claims, answer) = pull(&harbor, Some(&robot)).await;
    assert_eq!(claims["iss"], "harbor-token-issuer");
    assert_eq!(claims["sub"], "robot$project+puller");
    assert_eq!(claims["access"], json!([{"type": "repository", "name": "project/app", "actions": ["pull"]}]));
    assert_eq!(answer.status, 200);
    for path in [TAG, "/v2/project/app/blobs/sha256:1", "/v2/"] {
        assert_eq!(ask(&harbor, "GET", path, basic(&robot)).await.status, 200, "Basic is taken directly: {path}");
    }
}

#[tokio::test]
async fn a_token_is_good_for_its_repository_and_only_if_it_was_given_here() {
    let harbor = harbor().await;
    let robot = harbor.robot("project+puller", &["project"], Life::Valid);
    let answer = ask(&harbor, "GET", &format!("/service/token?{SCOPE}"), basic(&robot)).await;
    let token = format!("Bearer {}", answer.body["token"].as_str().unwrap());
    assert_eq!(ask(&harbor, "GET", "/v2/project/other/manifests/1", Some(token.clone())).await.status, 401);
    assert_eq!(ask(&harbor, "GET", TAG, Some(format!("{token}x"))).await.status, 401);
    assert_eq!(ask(&harbor, "GET", "/api/v2.0/users/current", Some(token)).await.status, 401);
}

#[tokio::test]
async fn all_that_is_wrong_with_a_credential_looks_the_same() {
    let harbor = harbor().await;
    let good = harbor.robot("project+puller", &["project"], Life::Valid);
    let unknown = Credential { user: "robot$project+gone".to_owned(), ..good.clone() };
    let bad = [
        misremembered(&good),
        unknown,
        harbor.robot("project+expired", &["project"], Life::Expired),
        harbor.robot("project+disabled", &["project"], Life::Disabled),
    ];
    for credential in &bad {
        let (claims, answer) = pull(&harbor, Some(credential)).await;
        assert_eq!((&claims["sub"], &claims["access"][0]["actions"]), (&json!(""), &json!([])), "{}", credential.user);
        assert_eq!((answer.status, answer.challenge.as_deref()), (401, Some(BASIC)));
        let answer = ask(&harbor, "GET", TAG, basic(credential)).await;
        assert_eq!((answer.status, answer.challenge.as_deref(), answer.message()), (401, Some(BASIC), REFUSED));
        let login = ask(&harbor, "GET", "/service/token?service=harbor-registry", basic(credential)).await;
        assert_eq!(login.status, 401, "without a scope a bad credential is refused");
        assert_eq!(ask(&harbor, "GET", "/v2/", basic(credential)).await.message(), "unauthorized: unauthorized");
    }
}

#[tokio::test]
async fn a_robot_of_another_project_may_log_in_and_not_pull() {
    let harbor = harbor().await;
    let robot = harbor.robot("other+puller", &["other"], Life::Valid);
    let (claims, answer) = pull(&harbor, Some(&robot)).await;
    assert_eq!((&claims["sub"], &claims["access"][0]["actions"]), (&json!("robot$other+puller"), &json!([])));
    assert_eq!((answer.status, answer.challenge.as_deref()), (401, Some(BASIC)));
    let login = ask(&harbor, "GET", "/service/token?service=harbor-registry", basic(&robot)).await;
    assert_eq!(login.status, 200);
    assert_eq!(ask(&harbor, "HEAD", "/api/v2.0/projects?project_name=project", basic(&robot)).await.status, 200);
}

#[tokio::test]
async fn a_project_that_does_not_exist_is_a_401_without_a_challenge() {
    let harbor = harbor().await;
    let robot = harbor.robot("project+puller", &["project"], Life::Valid);
    let answer = ask(&harbor, "GET", "/v2/nosuch/app/manifests/1", basic(&robot)).await;
    let said = "project nosuch not found: project nosuch not found";
    assert_eq!((answer.status, answer.challenge.as_deref(), answer.message()), (401, Some(""), said));
    assert_eq!(ask(&harbor, "HEAD", "/api/v2.0/projects?project_name=nosuch", basic(&robot)).await.status, 404);
}

#[tokio::test]
async fn a_missing_tag_is_told_only_to_who_may_pull() {
    let harbor = harbor().await;
    let robot = harbor.robot("project+puller", &["project"], Life::Valid);
    let path = "/v2/project/app/manifests/9.9.9";
    let answer = ask(&harbor, "GET", path, basic(&robot)).await;
    assert_eq!((answer.status, answer.message()), (404, "artifact project/app:9.9.9 not found"));
    assert_eq!(answer.body["errors"][0]["code"], "NOT_FOUND");
    assert_eq!(ask(&harbor, "GET", path, basic(&misremembered(&robot))).await.status, 401);
}

#[tokio::test]
async fn a_public_project_hides_a_credential_that_is_no_good() {
    let harbor = harbor().await;
    let robot = harbor.robot("other+expired", &["other"], Life::Expired);
    let scope = "service=harbor-registry&scope=repository:library/app:pull";
    let answer = ask(&harbor, "GET", &format!("/service/token?{scope}"), basic(&robot)).await;
    assert_eq!(answer.claims()["access"][0]["actions"], json!(["pull"]));
    let token = format!("Bearer {}", answer.body["token"].as_str().unwrap());
    assert_eq!(ask(&harbor, "HEAD", "/v2/library/app/manifests/1.4.2", Some(token)).await.status, 200);
}

#[tokio::test]
async fn a_policy_and_a_busy_upstream_stop_manifests_and_not_blobs() {
    let harbor = harbor().await;
    let robot = harbor.robot("project+puller", &["project"], Life::Valid);
    let cases = [
        (Obstacle::Vulnerable, 412, "cannot be pulled due to configured policy"),
        (Obstacle::Unsigned, 412, "The image is not signed by cosign."),
        (Obstacle::UpstreamBusy, 429, "too many requests"),
    ];
    for (obstacle, status, message) in cases {
        harbor.project("project", Project { obstacle: Some(obstacle), ..Project::default() });
        let answer = ask(&harbor, "GET", TAG, basic(&robot)).await;
        assert_eq!(answer.status, status);
        assert!(answer.message().contains(message), "{answer:?}");
        assert_eq!(ask(&harbor, "GET", "/v2/project/app/blobs/sha256:1", basic(&robot)).await.status, 200);
    }
}

#[tokio::test]
async fn one_question_tells_a_bad_credential_a_robot_and_a_person_apart() {
    let harbor = harbor().await;
    let robot = harbor.robot("project+puller", &["project"], Life::Valid);
    let expired = harbor.robot("project+expired", &["project"], Life::Expired);
    let person = harbor.person("jane", &["project"]);
    let who = async |authorization| ask(&harbor, "GET", "/api/v2.0/users/current", authorization).await;
    assert_eq!(who(None).await.status, 401);
    assert_eq!(who(basic(&expired)).await.status, 401);
    assert_eq!(who(basic(&misremembered(&person))).await.status, 401);
    let answer = who(basic(&robot)).await;
    assert_eq!(answer.status, 412);
    assert_eq!(answer.message(), "get current user not available for security context: robot");
    let answer = who(basic(&person)).await;
    assert_eq!((answer.status, &answer.body["username"]), (200, &json!("jane")));
}

#[tokio::test]
async fn a_project_is_shown_to_its_members_and_a_public_one_to_everybody() {
    let harbor = harbor().await;
    let (robot, person) =
        (harbor.robot("project+puller", &["project"], Life::Valid), harbor.person("jane", &["project"]));
    let show = async |name: &str, authorization| {
        ask(&harbor, "GET", &format!("/api/v2.0/projects/{name}"), authorization).await
    };
    assert_eq!(show("library", None).await.body["metadata"]["public"], "true", "a string, as Harbor has it");
    assert_eq!(show("project", basic(&person)).await.body["metadata"]["public"], "false");
    assert_eq!(show("project", basic(&robot)).await.status, 403);
    for name in ["project", "nosuch"] {
        assert_eq!(show(name, None).await.status, 401, "what is private and what is missing look alike: {name}");
    }
}

#[tokio::test]
async fn nobody_can_push_and_the_token_service_takes_no_post() {
    let harbor = harbor().await;
    let robot = harbor.robot("project+puller", &["project"], Life::Valid);
    assert_eq!(ask(&harbor, "PUT", TAG, basic(&robot)).await.status, 401);
    assert_eq!(ask(&harbor, "POST", "/service/token", None).await.status, 405);
    assert_eq!(ask(&harbor, "GET", "/service/token?service=else&scope=repository:a/b:pull", None).await.status, 400);
}
