//! Watches: what they tell, how selectors change it, and how they end.

use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::api::{DeleteParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams};
use serde_json::json;

use super::*;

type Lines<T> = BoxStream<'static, WatchEvent<T>>;

async fn watch(api: &Api<ConfigMap>, params: &WatchParams, version: &str) -> Lines<ConfigMap> {
    api.watch(params, version).await.unwrap().map(Result::unwrap).boxed()
}

fn maps(stage: &Stage) -> Api<ConfigMap> {
    Api::namespaced(stage.client.clone(), "team-a")
}

fn map(name: &str, label: &str) -> ConfigMap {
    serde_json::from_value(json!({"metadata": {"name": name, "labels": {"tier": label}}})).unwrap()
}

async fn label(api: &Api<ConfigMap>, name: &str, label: &str) {
    let patch = Patch::Merge(json!({"metadata": {"labels": {"tier": label}}}));
    api.patch(name, &PatchParams::default(), &patch).await.unwrap();
}

/// Returns the next line as its word and the object's name.
async fn next(lines: &mut Lines<ConfigMap>) -> (&'static str, String) {
    match lines.next().await.expect("the watch goes on") {
        WatchEvent::Added(object) => ("ADDED", object.metadata.name.unwrap_or_default()),
        WatchEvent::Modified(object) => ("MODIFIED", object.metadata.name.unwrap_or_default()),
        WatchEvent::Deleted(object) => ("DELETED", object.metadata.name.unwrap_or_default()),
        WatchEvent::Bookmark(mark) => ("BOOKMARK", mark.metadata.resource_version),
        WatchEvent::Error(error) => ("ERROR", error.code.to_string()),
    }
}

async fn version(api: &Api<ConfigMap>) -> String {
    api.list(&ListParams::default()).await.unwrap().metadata.resource_version.unwrap()
}

#[tokio::test]
async fn objects_enter_and_leave_a_selection_as_added_and_deleted() {
    let stage = Stage::new("no-secret");
    let api = maps(&stage);
    let params = WatchParams::default().labels("tier=front");
    let mut lines = watch(&api, &params, &version(&api).await).await;
    api.create(&PostParams::default(), &map("a", "front")).await.unwrap();
    api.create(&PostParams::default(), &map("b", "back")).await.unwrap();
    label(&api, "b", "front").await;
    label(&api, "a", "back").await;
    api.delete("b", &DeleteParams::default()).await.unwrap();
    for expected in [("ADDED", "a"), ("ADDED", "b"), ("DELETED", "a"), ("DELETED", "b")] {
        let (word, name) = next(&mut lines).await;
        assert_eq!((word, name.as_str()), expected);
    }
}

#[tokio::test]
async fn a_watch_from_zero_begins_with_what_is_there() {
    let stage = Stage::new("no-secret");
    let api = maps(&stage);
    let mut lines = watch(&api, &WatchParams::default(), "0").await;
    assert_eq!(next(&mut lines).await, ("ADDED", "kube-root-ca.crt".to_owned()));
}

#[tokio::test]
async fn a_streamed_list_ends_with_a_marked_bookmark() {
    let stage = Stage::new("no-secret");
    let secrets: Api<Secret> = Api::namespaced(stage.client.clone(), "team-a");
    let params = WatchParams { send_initial_events: true, bookmarks: true, ..WatchParams::default() };
    let lines = secrets.watch(&params, "0").await.unwrap();
    let lines: Vec<_> = lines.take(2).try_collect().await.unwrap();
    assert!(matches!(lines[0], WatchEvent::Added(_)));
    let WatchEvent::Bookmark(mark) = &lines[1] else { panic!("no bookmark: {lines:?}") };
    assert_eq!(mark.metadata.annotations["k8s.io/initial-events-end"], "true");
}

#[tokio::test]
async fn bookmarks_and_the_end_come_when_the_clock_says_so() {
    let stage = Stage::new("healthy");
    let api = maps(&stage);
    let params = WatchParams { timeout: Some(90), bookmarks: true, ..WatchParams::default() };
    let mut lines = watch(&api, &params, &version(&api).await).await;
    stage.pass(60);
    assert_eq!(next(&mut lines).await.0, "BOOKMARK");
    stage.pass(30);
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_forgotten_version_is_told_in_the_stream() {
    let stage = Stage::new("no-secret");
    let api = maps(&stage);
    let old = version(&api).await;
    api.create(&PostParams::default(), &map("a", "front")).await.unwrap();
    stage.demo.compact();
    let mut lines = watch(&api, &WatchParams::default(), &old).await;
    let Some(WatchEvent::Error(error)) = lines.next().await else { panic!("no error") };
    let expected = format!("too old resource version: {old} ({})", version(&api).await);
    assert_eq!((error.code, error.reason.as_str(), error.message), (410, "Expired", expected));
    assert!(lines.next().await.is_none(), "nothing follows");
}

#[tokio::test]
async fn a_page_token_from_before_a_compaction_is_expired() {
    let stage = Stage::new("harbor");
    let pods: Api<Pod> = Api::all(stage.client.clone());
    let first = pods.list(&ListParams::default().limit(20)).await.unwrap();
    assert_eq!((first.items.len(), first.metadata.remaining_item_count), (20, Some(29)));
    let token = first.metadata.continue_.unwrap();
    let second = pods.list(&ListParams::default().limit(40).continue_token(&token)).await.unwrap();
    assert_eq!(second.items.len(), 29);
    assert_eq!(second.metadata.resource_version, first.metadata.resource_version);
    stage.pass(400);
    stage.demo.compact();
    let error = pods.list(&ListParams::default().limit(40).continue_token(&token)).await.unwrap_err();
    assert!(matches!(error, kube::Error::Api(status) if status.code == 410 && status.reason == "Expired"));
}

#[tokio::test]
async fn an_open_watch_keeps_the_simulation_going() {
    let stage = Stage::new("crash-loop");
    let pods = stage.pods("jobs");
    let version = pods.list(&ListParams::default()).await.unwrap().metadata.resource_version.unwrap();
    let mut lines = pods.watch(&WatchParams::default(), &version).await.unwrap().boxed();
    let waiter = tokio::spawn(async move { lines.next().await.unwrap().unwrap() });
    tokio::task::yield_now().await;
    stage.pass(301);
    let line = waiter.await.unwrap();
    assert!(matches!(line, WatchEvent::Modified(_)), "the container was started again");
}

#[tokio::test]
async fn watches_can_be_cut_and_made_to_hang() {
    let stage = Stage::new("healthy");
    let api = maps(&stage);
    let mut lines = watch(&api, &WatchParams::default(), &version(&api).await).await;
    stage.demo.hang(true);
    let hanging = tokio::time::timeout(Duration::from_millis(20), api.get("kube-root-ca.crt")).await;
    assert!(hanging.is_err());
    stage.demo.hang(false);
    api.get("kube-root-ca.crt").await.unwrap();
    stage.demo.cut_watches();
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_watch_can_be_had_as_rows_or_as_metadata() {
    let stage = Stage::new("healthy");
    let begin = "/api/v1/namespaces/data/pods?watch=1&timeoutSeconds=1&includeObject=None";
    for (form, first) in
        [("Table", "\"columnDefinitions\":[{"), ("PartialObjectMetadata", "\"kind\":\"PartialObjectMetadata\"")]
    {
        let accept = format!("application/json;as={form};g=meta.k8s.io;v=v1");
        let request = Request::get(begin).header("accept", accept).body(Vec::new()).unwrap();
        let clock = stage.clock.clone();
        let answer = tokio::spawn({
            let client = stage.client.clone();
            async move { client.request_text(request).await.unwrap() }
        });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(2));
        let text = tokio::time::timeout(Duration::from_secs(5), answer).await.unwrap().unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].contains(first), "{text}");
        assert_eq!(lines[1].contains("\"columnDefinitions\":null"), form == "Table", "only the first says the columns");
    }
}
