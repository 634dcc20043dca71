//! One look at all that fails, at the demo and at servers that misbehave.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    cluster::{
        Cluster, Scope, Survey,
        fixture::{Asked, Reply, cluster, namespace_table, pod, pod_table},
    },
    core::model::{Gap, Kind, ObjectId, Reading, Surroundings},
    demo::{Access, Fault},
};

use super::look::stage;

async fn survey(cluster: &Cluster) -> Survey {
    cluster.survey(Scope::AllNamespaces, Vec::new()).await.unwrap()
}

fn around<'a>(survey: &'a Survey, namespace: &str) -> &'a Surroundings {
    &survey.snapshot.surroundings[namespace]
}

fn gaps(survey: &Survey) -> Vec<String> {
    survey.gaps.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn what_decides_a_pull_is_read_once_for_a_namespace() {
    let (_demo, _, cluster) = stage("no-secret");
    let survey = survey(&cluster).await;
    assert_eq!((survey.snapshot.pods.len(), survey.snapshot.total, gaps(&survey)), (2, 2, Vec::new()));
    let around = around(&survey, "team-a");
    assert!(around.pull_secrets.found().unwrap().contains_key("harbor-pull-secret"));
    assert!(around.accounts.found().unwrap().contains_key("default"));
    let checkout = ObjectId::new(Kind::Deployment, "team-a", "checkout");
    assert_eq!(around.workloads[&checkout].found().unwrap()["kind"], "Deployment");
    for pod in survey.snapshot.pods.values() {
        let events = &around.events[&pod.uid];
        assert!(events.iter().any(|event| event.message.contains("Failed to pull image")));
        assert!(events.iter().any(|event| event.field == "spec.containers{app}"), "{events:?}");
    }
    assert!(around.previous_logs.is_empty() && around.nodes.is_empty(), "a failed pull needs neither");
}

#[tokio::test]
async fn an_absent_secret_is_looked_for_in_other_namespaces() {
    let (_demo, _, cluster) = stage("missing-secret");
    let survey = survey(&cluster).await;
    let around = around(&survey, "team-a");
    assert!(matches!(around.named_secrets["harbor-pull-secret"], Reading::Absent { .. }));
    assert_eq!(around.elsewhere["harbor-pull-secret"].found().unwrap(), &["team-b"]);
}

#[tokio::test]
async fn of_a_crashing_workload_the_previous_log_is_read_and_no_secret() {
    let (demo, _, cluster) = stage("crash-loop");
    demo.set_access(Access::all().deny(&["*"], &["secrets", "serviceaccounts", "nodes"], &["*"]));
    let survey = survey(&cluster).await;
    assert_eq!(gaps(&survey), Vec::<String>::new(), "nothing of that was asked for");
    let logs: Vec<_> = survey.snapshot.surroundings.values().flat_map(|around| &around.previous_logs).collect();
    let [((uid, container), log)] = logs.as_slice() else { panic!("{logs:?}") };
    assert!(survey.snapshot.pods.values().any(|pod| pod.uid == *uid), "{container}");
    assert!(log.found().unwrap().iter().any(|line| line.contains("level=error")), "{log:?}");
}

#[tokio::test]
async fn whoever_may_read_only_pods_gets_gaps_and_no_false_absence() {
    let (demo, _, cluster) = stage("missing-secret");
    demo.set_access(Access::none().allow(&["get", "list", "watch"], &["pods", "namespaces"], &["*"]));
    let survey = survey(&cluster).await;
    let around = around(&survey, "team-a");
    assert_eq!(survey.snapshot.pods.len(), 2);
    assert!(matches!(around.pull_secrets, Reading::Unknown(Gap::Forbidden(_))));
    assert!(matches!(around.accounts, Reading::Unknown(Gap::Forbidden(_))));
    assert!(matches!(around.named_accounts["default"], Reading::Unknown(Gap::Forbidden(_))));
    assert!(matches!(around.named_secrets["harbor-pull-secret"], Reading::Unknown(Gap::Forbidden(_))));
    assert!(matches!(around.events_gap, Some(Gap::Forbidden(_))));
    assert!(around.workloads.values().all(|reading| matches!(reading, Reading::Unknown(Gap::Forbidden(_)))));
    assert!(around.elsewhere.is_empty(), "what is not known to be absent is not looked for");
    let rights: Vec<String> = gaps(&survey);
    for right in ["list secrets", "get secrets", "list serviceaccounts", "get serviceaccounts", "list events"] {
        assert!(rights.contains(&format!("not allowed to {right} in team-a")), "{right}: {rights:?}");
    }
}

#[tokio::test]
async fn where_secrets_may_not_be_listed_the_named_ones_are_read() {
    let (demo, _, cluster) = stage("wrong-password");
    demo.set_access(Access::all().deny(&["list"], &["secrets", "serviceaccounts"], &["*"]));
    let survey = survey(&cluster).await;
    let around = around(&survey, "team-a");
    assert!(matches!(around.pull_secrets, Reading::Unknown(Gap::Forbidden(_))));
    assert_eq!(around.named_secrets["harbor-pull-secret"].found().unwrap().entries.len(), 1);
    assert!(around.named_accounts["default"].found().is_some());
}

#[tokio::test]
async fn a_log_that_may_not_be_read_names_its_right() {
    let (demo, _, cluster) = stage("crash-loop");
    demo.set_access(Access::all().deny(&["get"], &["pods/log"], &["*"]));
    let rights = gaps(&survey(&cluster).await);
    assert!(matches!(rights.as_slice(), [only] if only.starts_with("not allowed to get pods/log in ")), "{rights:?}");
}

#[tokio::test]
async fn a_read_that_fails_is_a_gap_and_the_rest_is_there() {
    let (demo, _, cluster) = stage("no-secret");
    demo.fail_next(Fault::answer(500).on("list", "serviceaccounts"));
    let survey = survey(&cluster).await;
    let around = around(&survey, "team-a");
    assert!(matches!(around.accounts, Reading::Unknown(Gap::Failed(_))), "{:?}", around.accounts);
    assert!(around.pull_secrets.found().is_some());
    assert_eq!(survey.gaps.len(), 1);
}

#[tokio::test]
async fn nothing_to_look_at_is_trouble_and_not_an_empty_survey() {
    let (demo, _, cluster) = stage("no-secret");
    demo.set_access(Access::none());
    let trouble = cluster.survey(Scope::AllNamespaces, Vec::new()).await.unwrap_err();
    assert!(trouble.why.contains("not allowed to list"), "{trouble:?}");
    demo.set_access(Access::all());
    demo.fail_next(Fault::lost().on("list", "namespaces"));
    assert!(cluster.survey(Scope::AllNamespaces, Vec::new()).await.is_err());
}

/// A server of one namespace with one pod that waits for its image.
fn one_pod(asked: &Asked) -> Reply {
    match asked.path.split('?').next().unwrap_or_default() {
        "/api/v1/namespaces" => Reply::ok(namespace_table(&["team-a"])),
        "/api/v1/namespaces/team-a/pods" if asked.path.contains("includeObject=None") => {
            Reply::ok(pod_table("7", &[("bad", "0/1", "ImagePullBackOff")]))
        }
        "/api/v1/namespaces/team-a/pods" => Reply::ok(json!({ "items": [pod("team-a", "bad", "7", false)] })),
        _ => Reply::ok(json!({ "items": [] })),
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_in_the_middle_holds_nobody_for_long() {
    let (cluster, _) = cluster(|asked| if asked.path.contains("/secrets") { Reply::Never } else { one_pod(asked) });
    let began = Instant::now();
    let survey = survey(&cluster).await;
    assert!(began.elapsed() <= Duration::from_secs(30), "{:?}", began.elapsed());
    let around = around(&survey, "team-a");
    assert!(matches!(around.pull_secrets, Reading::Unknown(Gap::Failed(_))));
    assert!(around.accounts.found().is_some(), "what answered is there");
}

#[tokio::test]
async fn secrets_are_listed_by_type_only() {
    let (cluster, log) = cluster(one_pod);
    survey(&cluster).await;
    let secrets = log.all().into_iter().filter(|asked| asked.path.contains("/secrets"));
    let paths: Vec<String> = secrets.map(|asked| asked.path).collect();
    assert!(
        paths.len() == 2 && paths.iter().all(|path| path.contains("fieldSelector=type%3Dkubernetes.io")),
        "{paths:?}"
    );
}

#[tokio::test]
async fn what_may_be_quoted_of_pods_is_read_once_for_an_owner() {
    let of_owner = |name: &str, owner: &str, waits_for: &str| {
        let mut pod = pod("team-a", name, "7", false);
        pod["metadata"]["ownerReferences"] = json!([{ "apiVersion": "apps/v1", "kind": "StatefulSet",
            "name": owner, "uid": format!("s-{owner}"), "controller": true }]);
        pod["status"]["containerStatuses"][0]["state"]["waiting"]["reason"] = waits_for.into();
        pod
    };
    let crashes = |name: &str| of_owner(name, "db", "CrashLoopBackOff");
    let bare = pod("team-a", "bare", "7", false);
    let all = [crashes("db-0"), crashes("db-1"), of_owner("web-0", "web", "ImagePullBackOff"), bare];
    let (cluster, log) = cluster(move |asked| {
        if asked.path.contains("includeObject=None") && asked.path.contains("/pods") {
            let row = |pod: &Value| (pod["metadata"]["name"].as_str().unwrap().to_owned(), "0/1", "Error");
            let rows: Vec<_> = all.iter().map(row).collect();
            let rows: Vec<_> = rows.iter().map(|(name, ready, status)| (name.as_str(), *ready, *status)).collect();
            return Reply::ok(pod_table("7", &rows));
        }
        if asked.is_get("/api/v1/namespaces/team-a/pods") {
            let is_asked_for = |pod: &&Value| match asked.path.split_once("metadata.name%3D") {
                Some((_, name)) => pod["metadata"]["name"] == name,
                None => true,
            };
            return Reply::ok(json!({ "items": all.iter().filter(is_asked_for).collect::<Vec<_>>() }));
        }
        one_pod(asked)
    });
    let survey = survey(&cluster).await;
    let pods = &around(&survey, "team-a").pods;
    let names: Vec<_> = pods.values().filter_map(Reading::found).map(|pod| pod["metadata"]["name"].clone()).collect();
    assert_eq!(names, ["bare", "db-0"], "{:?}", log.all());
    assert!(pods.values().filter_map(Reading::found).all(|pod| pod["kind"] == "Pod"));
}

#[tokio::test]
async fn many_workloads_of_one_kind_are_listed() {
    let many: Vec<_> = (0..40)
        .map(|number| {
            let mut pod = pod("team-a", &format!("bad-{number}"), "7", false);
            pod["metadata"]["ownerReferences"] = json!([{ "apiVersion": "apps/v1", "kind": "StatefulSet",
                "name": format!("db-{number}"), "uid": format!("s-{number}"), "controller": true }]);
            pod
        })
        .collect();
    let names: Vec<String> = (0..40).map(|number| format!("bad-{number}")).collect();
    let (cluster, log) = cluster(move |asked| {
        if asked.path.contains("includeObject=None") && asked.path.contains("/pods") {
            let rows: Vec<_> = names.iter().map(|name| (name.as_str(), "0/1", "ImagePullBackOff")).collect();
            return Reply::ok(pod_table("7", &rows));
        }
        if asked.is_get("/api/v1/namespaces/team-a/pods") {
            return Reply::ok(json!({ "items": many.clone() }));
        }
        if asked.is_get("/apis/apps/v1/namespaces/team-a/statefulsets") {
            return Reply::ok(json!({ "items": [{ "metadata": { "name": "db-7", "namespace": "team-a" } }] }));
        }
        one_pod(asked)
    });
    let survey = survey(&cluster).await;
    assert_eq!(log.count(|asked| asked.path.contains("/statefulsets")), 1);
    let workloads = &around(&survey, "team-a").workloads;
    let of = |name: &str| &workloads[&ObjectId::new(Kind::StatefulSet, "team-a", name)];
    assert_eq!(of("db-7").found().unwrap()["kind"], "StatefulSet");
    assert!(matches!(of("db-8"), Reading::Absent { .. }));
    assert!(log.all().len() < 20, "{} requests for one namespace", log.all().len());
}

#[tokio::test]
async fn owners_that_cannot_create_pods_are_found_with_what_surrounds_them() {
    for (scenario, wanted, present, why) in
        [("missing-account", 2, 0, "serviceaccount \"checkout\" not found"), ("quota", 3, 1, "exceeded quota")]
    {
        let (_demo, _, cluster) = stage(scenario);
        let survey = survey(&cluster).await;
        let [stuck] = &survey.snapshot.stuck.values().collect::<Vec<_>>()[..] else { panic!("{scenario}") };
        assert_eq!(stuck.workload, ObjectId::new(Kind::Deployment, "team-a", "checkout"));
        assert_eq!((stuck.wanted, stuck.present), (wanted, present), "{scenario}");
        assert!(stuck.message.contains(why), "{}", stuck.message);
        let around = around(&survey, "team-a");
        assert!(around.accounts.found().unwrap().contains_key("default"));
        assert!(around.events.contains_key(&stuck.owner_uid));
        assert!(around.workloads[&stuck.workload].found().is_some());
        assert_eq!(gaps(&survey), Vec::<String>::new());
    }
}

#[tokio::test]
async fn without_the_right_to_list_events_owners_without_pods_are_a_gap() {
    let (demo, _, cluster) = stage("missing-account");
    demo.set_access(Access::all().deny(&["list"], &["events"], &["*"]));
    let survey = survey(&cluster).await;
    assert!(survey.snapshot.stuck.is_empty() && !survey.snapshot.unseen_owners.is_empty());
    assert!(gaps(&survey).contains(&"not allowed to list events in team-a".to_owned()), "{:?}", gaps(&survey));
    demo.set_access(Access::all().deny(&["list"], &["events"], &["*"]).allow(&["list"], &["events"], &["team-a"]));
    let survey = self::survey(&cluster).await;
    assert_eq!(survey.snapshot.stuck.len(), 1, "the events of one namespace may be listed");
}
