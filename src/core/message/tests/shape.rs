//! What stands around an error, and what a text is pasted with.

use std::fmt::Write as _;

use super::{super::Credential, rows, unfold, verdict};
use crate::core::{cause::Grade, message::explain};

/// Checks what a text comes to, without a reason.
fn check(text: &str, wanted: &str) {
    assert_eq!(verdict(&explain("", &unfold(text))), wanted, "{text}");
}

/// Returns the words that decided.
fn decisive(reason: &str, text: &str) -> String {
    let text = unfold(text);
    text[explain(reason, &text).decisive].to_owned()
}

#[test]
fn prefixes_do_not_matter() {
    let bare = "Failed to pull image \"a\": no basic auth credentials";
    for text in [
        bare.to_owned(),
        format!("spec.containers{{app}}: {bare}"),
        format!("(combined from similar events): {bare}"),
        format!("  Warning  Failed     3m (x4 over 5m)  kubelet            {bare}"),
        format!("ImagePullBackOff: Back-off pulling image \"a\": ErrImagePull: {bare}"),
        "{\"reason\":\"Failed\",\"message\":\"Failed to pull image \\\"a\\\": no basic auth credentials\"}".to_owned(),
        "E0102 03:04:05.678901    1234 pod_workers.go:1301] \"Error syncing pod, skipping\" err=\"failed to \
         \\\"StartContainer\\\" for \\\"app\\\" with ErrImagePull: \\\"no basic auth credentials\\\"\" pod=\"web/app\""
            .to_owned(),
    ] {
        check(&text, "auth-missing-or-rejected certain");
    }
}

#[test]
fn a_text_may_be_wrapped_between_any_two_words() {
    let mut wrong = String::new();
    for row in rows().iter().filter(|row| !row.text.contains('\n')) {
        let wanted = explain(row.reason, &row.text).cause;
        for (at, _) in row.text.match_indices(' ').filter(|(at, _)| !begins_a_line(&row.text[at + 1..])) {
            let line_break = ["  \r\n     ", " │\n│ ", "\n> "][at % 3];
            let wrapped = format!("{}{line_break}{}", &row.text[..at], &row.text[at + 1..]);
            let told = explain(row.reason, &wrapped);
            assert!(wrapped.get(told.decisive).is_some());
            if told.cause != wanted {
                writeln!(wrong, "{wrapped}\n    is {} and should be {wanted}", told.cause).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Tells whether this looks like a line of its own rather than one that was wrapped.
fn begins_a_line(text: &str) -> bool {
    !text.starts_with(|first: char| first.is_ascii_lowercase() || "\"'/".contains(first))
}

#[test]
fn the_decisive_words_are_found_where_they_stand_in_a_wrapped_text() {
    let text = "Failed to pull image \"a\":   \n\n   rpc error: no basic\n  auth credentials\n";
    assert_eq!(decisive("", text), "no basic\n  auth credentials");
}

#[test]
fn an_error_line_of_a_container_is_not_one_of_a_pull() {
    let text = "spec.containers{app}: Error: secret \"db\" not found";
    assert_eq!(verdict(&explain("Failed", text)), "config-missing certain");
    let again = explain("Failed", "(combined from similar events): Error: context deadline exceeded");
    assert_eq!(verdict(&again), "runtime-unavailable likely, also start-failed");
    let unknown = explain("Failed", "Error: something new");
    assert_eq!(verdict(&unknown), "start-failed likely, also command-not-found runtime-unavailable");
    assert!(verdict(&explain("Failed", "Error: ErrImagePull")).starts_with("pull-backoff-unspecified likely"));
}

#[test]
fn a_pause_image_that_cannot_be_pulled_is_a_failed_pull() {
    check(
        "{sandbox}failed to get sandbox image \"registry.k8s.io/pause:3.10\": failed to pull image: failed to do request: \
         Head \"https://registry.k8s.io/v2/pause/manifests/3.10\": dial tcp 203.0.113.1:443: i/o timeout",
        "registry-timeout certain",
    );
    check("{sandbox}{cni}dial tcp 203.0.113.1:443: i/o timeout", "sandbox-cni certain");
}

#[test]
fn what_a_probe_says_is_its_own() {
    check(
        "Readiness probe failed: Failed to pull image \"a\": 401 Unauthorized: no space left on device",
        "probe-failed certain",
    );
}

#[test]
fn a_second_attempt_at_an_artifact_says_nothing_about_the_image() {
    check(
        "{pull}unable to pull image or OCI artifact: pull image err: reading manifest 1 in harbor.internal.corp/a: \
         manifest unknown; artifact err: pinging container registry: dial tcp: lookup harbor.internal.corp: no such host",
        "image-or-tag-not-found certain",
    );
}

#[test]
fn the_mirrors_do_not_decide() {
    check(
        "{cri}initializing source docker://quay.io/a:1: (Mirrors also failed: [mirror.internal.corp/a:1: name unknown]): \
         quay.io/a:1: unauthorized: authentication required",
        "auth-missing-or-rejected certain",
    );
    check(
        "{cri}(Mirrors also failed: [mirror.internal.corp/a:1: name unknown",
        "ambiguous unknown, also \
        auth-missing-or-rejected image-or-tag-not-found registry-timeout registry-server-error",
    );
}

#[test]
fn of_several_credentials_all_ends_are_named() {
    check(
        "{pull}[rpc error: code = Unknown desc = unexpected status from HEAD request to https://h/v2/a: 401 Unauthorized, \
         rpc error: code = Unknown desc = unexpected status from HEAD request to https://h/v2/a: 403 Forbidden]",
        "auth-forbidden likely, also auth-missing-or-rejected",
    );
    check(
        "{pull}[rpc error: code = Unknown desc = 401 Unauthorized, rpc error: code = Unknown desc = 401 Unauthorized]",
        "auth-missing-or-rejected certain",
    );
}

#[test]
fn an_end_that_tells_no_cause_leaves_open_what_it_may_be_and_not_that_it_cannot_be_told() {
    let vague =
        "rpc error: code = Unknown desc = unexpected status from HEAD request to https://h/v2/a: 400 Bad Request";
    let full = "rpc error: code = Unknown desc = write /var/lib/a: no space left on device";
    for ends in [format!("{vague}, {full}"), format!("{full}, {vague}, {full}")] {
        check(&format!("{{pull}}[{ends}]"), "disk-full likely, also registry-server-error registry-http-vs-https");
    }
}

#[test]
fn the_latest_event_of_a_description_decides() {
    check(
        "Events:\n  Type     Reason            Age  From               Message\n  \
         Warning  FailedScheduling  5m   default-scheduler  0/3 nodes are available: 3 Insufficient cpu.\n  \
         Normal   Scheduled         4m   default-scheduler  Successfully assigned web/app-1 to node-1\n  \
         Warning  FailedMount       3m   kubelet            MountVolume.SetUp failed for volume \"v\" : exit status 32\n  \
         Warning  Failed            1m   kubelet            {docker}manifest for a:1 not found: manifest unknown\n  \
         Warning  Failed            1m   kubelet            Error: ErrImagePull\n  \
         Normal   BackOff           10s  kubelet            Back-off pulling image \"a:1\"\n",
        "image-or-tag-not-found certain",
    );
}

#[test]
fn what_went_well_in_the_end_is_no_cause() {
    check(
        "  Warning  FailedScheduling  5m  default-scheduler  0/3 nodes are available: 3 Insufficient cpu.\n  \
         Normal   Scheduled         4m  default-scheduler  Successfully assigned web/app-1 to node-1\n  \
         Normal   Started           3m  kubelet            Started container app\n  \
         Warning  BackOff           1m  kubelet            Back-off restarting failed container",
        "crash-exit certain",
    );
}

#[test]
fn an_oom_kill_explains_what_came_after() {
    check(
        "    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137\n  \
         Warning  Unhealthy  1m  kubelet  Readiness probe failed: connection refused\n  \
         Warning  BackOff    1m  kubelet  Back-off restarting failed container",
        "oom-killed certain",
    );
}

#[test]
fn a_secret_that_could_not_be_read_explains_a_refused_login_and_nothing_else() {
    let secret =
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.\n";
    check(
        &format!("{secret}{{pull}}no basic auth credentials"),
        "secret-not-found likely, also auth-missing-or-rejected",
    );
    check(&format!("{secret}{{docker}}manifest unknown"), "image-or-tag-not-found certain");
}

#[test]
fn words_in_names_do_not_count() {
    for text in [
        "Failed to pull image \"unauthorized.internal.corp/forbidden/eof:403\": something new",
        "Failed to pull image \"h/lookup:429\": rpc error: code = Unknown desc = something new",
    ] {
        assert_eq!(explain("Failed", text).grade, Grade::CannotTell, "{text}");
    }
    check("Back-off restarting failed container oomkilled in pod evicted-0_crashloopbackoff", "crash-exit certain");
}

#[test]
fn without_a_text_the_reason_decides() {
    for (reason, wanted) in [
        ("OOMKilled", "oom-killed certain"),
        ("Evicted", "evicted certain"),
        ("OutOfcpu", "unschedulable-resources certain"),
        ("OutOfexample.com/device", "unschedulable-resources certain"),
        ("Error", "ambiguous unknown, also crash-exit oom-killed probe-failed"),
        ("Unhealthy", "probe-failed certain"),
        ("FailedMount", "volume-mount certain"),
        ("Completed", "ambiguous unknown"),
        ("", "ambiguous unknown"),
    ] {
        assert_eq!(verdict(&explain(reason, "")), wanted, "{reason}");
    }
}

#[test]
fn the_kubelet_takes_an_error_for_the_reason_too() {
    let explanation = explain("pull QPS exceeded", "");
    assert_eq!(verdict(&explanation), "node-pull-throttled certain");
    assert!(explanation.decisive.is_empty());
}

#[test]
fn an_unknown_text_rules_nothing_out() {
    let explanation = explain("ErrImagePull", "something new");
    assert_eq!(explanation.grade, Grade::CannotTell);
    assert!(explanation.also.len() > 2, "{:?}", explanation.also);
    assert!(explain("", "something new").also.is_empty());
}

#[test]
fn the_decisive_words_are_pointed_out() {
    assert_eq!(decisive("", "{containerd}401 Unauthorized"), "401 Unauthorized");
    assert_eq!(decisive("", "{docker}manifest for a:1 not found"), "manifest for a:1 not found");
    assert_eq!(decisive("", "{cri}invalid status code from registry 403 (Nope)"), "status code from registry 403");
    assert_eq!(decisive("OOMKilled", "Läuft nicht"), "");
}

#[test]
fn whether_a_credential_was_sent_is_said_where_the_text_says_it() {
    for (text, credential) in [
        ("{containerd}pull access denied: authorization failed: no basic auth credentials", Credential::NotSent),
        ("{containerd}failed to fetch anonymous token: unexpected status: 401 Unauthorized", Credential::NotSent),
        ("{containerd}failed to fetch oauth token: unexpected status: 401 Unauthorized", Credential::Sent),
        ("{containerd}unexpected status from HEAD request to https://h/v2/a: 401 Unauthorized", Credential::SomeToken),
        ("{containerd}pulling from host h failed with status code [manifests 1]: 401 Unauthorized", Credential::Untold),
        ("{docker}unauthorized: incorrect username or password", Credential::Sent),
        ("{docker}pull access denied for a, repository does not exist", Credential::Untold),
        ("{containerd}failed to fetch oauth token: dial tcp 203.0.113.1:443: i/o timeout", Credential::Untold),
    ] {
        assert_eq!(explain("Failed", &unfold(text)).credential, credential, "{text}");
    }
}
