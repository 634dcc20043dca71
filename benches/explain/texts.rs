//! What is explained: texts of all families, and texts made to be slow.

const IMAGE: &str = "harbor.internal.corp/project/app:1.4.2";

/// Returns messages with their reasons, as they come from a cluster in trouble.
pub(crate) fn mixed() -> Vec<(&'static str, String)> {
    let containerd = format!(
        "Failed to pull image \"{IMAGE}\": rpc error: code = Unknown desc = failed to pull and unpack image \"{IMAGE}\": \
         failed to resolve reference \"{IMAGE}\": "
    );
    let docker =
        format!("Failed to pull image \"{IMAGE}\": rpc error: code = Unknown desc = Error response from daemon: ");
    let mut texts: Vec<(&str, String)> = [
        "failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized",
        "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth \
         credentials",
        "failed to do request: Head \"https://harbor.internal.corp/v2/project/app/manifests/1.4.2\": dial tcp: lookup \
         harbor.internal.corp on 10.96.0.10:53: no such host",
        "unexpected status from HEAD request to https://harbor.internal.corp/v2/project/app/manifests/1.4.2: 412 \
         Precondition Failed",
        "harbor.internal.corp/project/app:1.4.2: not found",
    ]
    .into_iter()
    .map(|error| ("Failed", format!("{containerd}{error}")))
    .collect();
    for error in
        ["toomanyrequests: You have reached your pull rate limit.", "manifest for app:1 not found: manifest unknown"]
    {
        texts.push(("Failed", format!("{docker}{error}")));
    }
    texts.extend(
        [
            ("BackOff", "Back-off restarting failed container app in pod app-6d4cf56db6-x2x5v_web(0f3c)"),
            ("Unhealthy", "Readiness probe failed: Get \"http://10.1.2.3:8080/healthz\": context deadline exceeded"),
            ("FailedMount", "MountVolume.SetUp failed for volume \"config\" : configmap \"app-config\" not found"),
            (
                "FailedScheduling",
                "0/12 nodes are available: 3 node(s) had untolerated taint {a: b}, 9 Insufficient cpu.",
            ),
            (
                "FailedCreate",
                "Error creating: pods \"app-\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=4",
            ),
            ("Failed", "Error: couldn't find key token in Secret web/app"),
            ("", "something that nobody has seen before, in a sentence of its own"),
        ]
        .map(|(reason, text)| (reason, text.to_owned())),
    );
    texts
}

/// Returns a long text in which nothing is found.
pub(crate) fn harmless(length: usize) -> String {
    "All is well that ends well, said the fox. ".repeat(length / 42 + 1)
}

/// Returns long texts in which much is found, or nearly.
pub(crate) fn hostile(length: usize) -> Vec<(&'static str, String)> {
    [
        ("unfinished status", "unexpected status : : : "),
        ("unfinished names", "secret \"manifest for image lookup "),
        ("nested frames", "Failed to pull image \"failed to create pod sandbox: Readiness probe failed: "),
        ("events", "\n  Warning  Failed  1m  kubelet  Failed to pull image \"a\": EOF"),
        ("unclosed asides", "(Mirrors also failed: [artifact err: "),
        ("quotes", "\\\\\\\"\"\"\"'''"),
        ("newlines", "\n"),
    ]
    .map(|(name, piece)| (name, piece.repeat(length / piece.len() + 1)))
    .into()
}
