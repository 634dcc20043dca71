//! Which image it is, and causes that are no question of credentials.

use super::*;
use crate::core::{
    diagnose::Finding,
    model::{
        Condition, Container, ImageVolume, Node, Role,
        sample::{NO_CREDENTIAL, found},
    },
};

fn saying(text: &str) -> Finding {
    explain(&naming(&[], text), &dossier())
}

fn second(pod: &mut Pod, name: &str, role: Role, image: &str, message: &str) {
    let mut other = pod.containers[0].clone();
    other.name = name.to_owned();
    other.role = role;
    other.image = image.to_owned();
    other.state = State::Waiting { reason: "ErrImagePull".to_owned(), message: message.to_owned() };
    let comes_later = matches!(role, Role::Main | Role::Ephemeral);
    pod.containers.insert(usize::from(comes_later), other);
}

fn fine(container: &mut Container) {
    container.state = State::Running { since: None };
    container.ready = true;
}

#[test]
fn each_role_of_a_container_is_found() {
    for (role, path) in [
        (Role::Init, "status.initContainerStatuses"),
        (Role::Sidecar, "status.initContainerStatuses"),
        (Role::Main, "status.containerStatuses"),
        (Role::Ephemeral, "status.ephemeralContainerStatuses"),
    ] {
        let mut pod = naming(&[], "");
        second(&mut pod, "other", role, "registry.internal.corp:5000/tools/wait:1", NO_CREDENTIAL);
        pod.containers.iter_mut().filter(|container| container.name == "app").for_each(fine);
        let finding = explain(&pod, &dossier());
        assert_eq!(finding.symptom.container.as_deref(), Some("other"));
        assert_eq!(finding.headline, "Cannot pull registry.internal.corp:5000/tools/wait:1");
        assert_eq!(finding.shared.registry.as_deref(), Some("registry.internal.corp:5000"));
        let source = format!("{:?}", link(&finding, "registry-answer").source);
        assert!(source.contains(path), "{source}");
    }
}

#[test]
fn the_first_that_blocks_is_told_and_the_others_are_in_the_evidence() {
    let mut pod = naming(&[], NO_CREDENTIAL);
    second(
        &mut pod,
        "proxy",
        Role::Sidecar,
        "quay.internal.corp/proxy:1",
        "dial tcp: lookup quay.internal.corp: no such host",
    );
    let finding = explain(&pod, &dossier());
    assert_eq!((finding.cause.name(), finding.symptom.container.as_deref()), ("registry-dns", Some("proxy")));
    let other = link(&finding, "other-container");
    assert_eq!(other.text, format!("container app has {IMAGE}: no, no pull secret"));
}

#[test]
fn the_image_of_a_volume_shows_on_the_container_that_mounts_it() {
    let volume = "registry.internal.corp/models/small:2";
    for message in [
        format!("Back-off pulling image \"{volume}\": ErrImagePull: {}", NO_CREDENTIAL.replace(IMAGE, volume)),
        NO_CREDENTIAL.replace(IMAGE, volume),
        format!("Back-off pulling image \"{volume}\""),
    ] {
        let mut pod = naming(&[], &message);
        pod.image_volumes = vec![ImageVolume { name: "model".to_owned(), reference: volume.to_owned() }];
        assert!(explain(&pod, &dossier()).headline.ends_with(IMAGE), "not mounted here");
        pod.containers[0].mounts = vec!["data".to_owned(), "model".to_owned()];
        let finding = explain(&pod, &dossier());
        assert_eq!(finding.headline, format!("Cannot pull {volume} for volume model"));
        assert_eq!(finding.shared.registry.as_deref(), Some("registry.internal.corp"));
    }
    let mut pod = naming(&[], NO_CREDENTIAL);
    pod.image_volumes = vec![ImageVolume { name: "model".to_owned(), reference: volume.to_owned() }];
    pod.containers[0].mounts = vec!["model".to_owned()];
    assert!(explain(&pod, &dossier()).headline.ends_with(IMAGE), "its own image fails");
}

#[test]
fn an_image_that_the_registry_does_not_have_is_no_question_of_credentials() {
    let said = "rpc error: code = NotFound desc = failed to pull and unpack image \"harbor.internal.corp/project/app:1.4.2\": \
                failed to resolve image: harbor.internal.corp/project/app:1.4.2: not found";
    let finding = saying(said);
    assert_eq!((finding.cause.name(), finding.grade), ("image-or-tag-not-found", Grade::Likely));
    assert_eq!(also(&finding), ["repository-not-found-or-private"]);
    assert_eq!(marks(&finding), [("registry-answer", Mark::Broken)], "what the pod names does not matter");
    assert!(finding.sentence.contains("project/app:1.4.2") && finding.sentence.contains("hidden"));
    assert_eq!(finding.shared.image.as_deref(), Some(IMAGE));
}

#[test]
fn a_repository_that_is_not_shown_is_missing_or_private() {
    let said = "initializing source docker://harbor.internal.corp/project/app:1.4.2: reading manifest 1.4.2 in \
                harbor.internal.corp/project/app: name unknown: repository project/app not found";
    let without = Dossier { namespace_secrets: found(std::collections::BTreeMap::new()), ..dossier() };
    let finding = explain(&naming(&[], said), &without);
    assert_eq!((finding.cause.name(), finding.grade), ("repository-not-found-or-private", Grade::Likely));
    assert!(also(&finding).contains(&"no-pull-secret"));

    let absent = with_secrets(&[("regcred", Reading::Absent { at: at(0) })]);
    let finding = explain(&naming(&["regcred"], said), &absent);
    assert_eq!((finding.cause.name(), finding.grade), ("pull-secret-missing", Grade::Likely));
    assert!(also(&finding).contains(&"repository-not-found-or-private"));
}

#[test]
fn the_way_to_the_registry_is_told_with_its_facts() {
    for (said, cause, facts) in [
        (
            "failed to do request: Head \"https://harbor.internal.corp/v2/project/app/manifests/1.4.2\": dial tcp: lookup \
             harbor.internal.corp on 10.96.0.10:53: no such host",
            "registry-dns",
            &["node-7", "harbor.internal.corp", "10.96.0.10:53"][..],
        ),
        (
            "failed to do request: Head \"https://harbor.internal.corp/v2/\": dial tcp 10.1.2.3:443: i/o timeout",
            "registry-timeout",
            &["10.1.2.3:443"],
        ),
        (
            "failed to do request: Head \"https://harbor.internal.corp/v2/\": dial tcp 10.1.2.3:443: connect: connection refused",
            "registry-refused",
            &["10.1.2.3:443", "refused"],
        ),
        (
            "failed to do request: Head \"https://harbor.internal.corp/v2/\": tls: failed to verify certificate: x509: \
             certificate signed by unknown authority",
            "registry-tls-untrusted",
            &["signed by unknown authority"],
        ),
        (
            "failed to do request: Head \"https://harbor.internal.corp/v2/\": http: server gave HTTP response to HTTPS client",
            "registry-http-vs-https",
            &["plain HTTP"],
        ),
        (
            "unexpected status from HEAD request to https://harbor.internal.corp/v2/project/app/manifests/1.4.2: 503 Service \
             Unavailable",
            "registry-server-error",
            &["503 Service Unavailable"],
        ),
        (
            "unexpected status from HEAD request to https://harbor.internal.corp/v2/project/app/manifests/1.4.2: 429 Too Many \
             Requests",
            "rate-limited",
            &["names no pull secret"],
        ),
    ] {
        let finding = saying(said);
        assert_eq!(finding.cause.name(), cause, "{said}");
        for fact in facts {
            assert!(finding.sentence.contains(fact), "{fact} is not in {}", finding.sentence);
        }
        assert_eq!(finding.shared.registry.as_deref(), Some("harbor.internal.corp"));
        assert!(!finding.next.is_empty());
        assert_eq!(marks(&finding), [("registry-answer", Mark::Broken)]);
    }
}

fn node(platform: &str, pressure: bool) -> Node {
    Node {
        name: "node-7".to_owned(),
        unschedulable: false,
        conditions: vec![Condition {
            kind: "DiskPressure".to_owned(),
            holds: pressure,
            reason: String::new(),
            message: String::new(),
            since: None,
        }],
        kubelet: "v1.36.2".to_owned(),
        runtime: "containerd://2.2.0".to_owned(),
        platform: platform.to_owned(),
    }
}

#[test]
fn the_node_is_told_where_it_matters() {
    let no_platform = "failed to pull and unpack image \"harbor.internal.corp/project/app:1.4.2\": no match for platform in \
                       manifest: not found";
    let mut dossier = Dossier { node: found(node("linux/arm64", false)), ..dossier() };
    let finding = explain(&naming(&[], no_platform), &dossier);
    assert_eq!(finding.cause.name(), "platform-mismatch");
    assert!(finding.sentence.contains("linux/arm64"), "{}", finding.sentence);
    assert!(finding.shared.image.is_some());

    dossier.node = found(node("linux/amd64", true));
    let full = "failed to extract layer sha256:0c: write /var/lib/containerd/x: no space left on device";
    let finding = explain(&naming(&[], full), &dossier);
    assert_eq!((finding.cause.name(), finding.shared.node.as_deref()), ("disk-full", Some("node-7")));
    assert_eq!(link(&finding, "node").mark, Mark::Broken);

    dossier.node = Reading::Unknown(Gap::Forbidden(Right::new("get", "", "nodes", None)));
    let finding = explain(&naming(&[], full), &dossier);
    assert_eq!(finding.cause.name(), "disk-full");
    let unread = link(&finding, "node");
    assert_eq!(
        (unread.mark, unread.needs.as_deref()),
        (Mark::Unknown, Some("the right to get nodes in all namespaces"))
    );
}

#[test]
fn an_image_name_that_is_none_says_why() {
    let mut pod =
        waiting("InvalidImageName", "Failed to apply default image tag \"Harbor/App:\": couldn't parse image name");
    pod.containers[0].image = "Harbor/App:".to_owned();
    let finding = explain(&pod, &dossier());
    assert_eq!((finding.cause.name(), finding.grade), ("invalid-image-name", Grade::Certain));
    assert!(finding.sentence.contains("no tag after it"), "{}", finding.sentence);
    assert_eq!(finding.shared.image.as_deref(), Some("Harbor/App:"));
    assert_eq!(finding.shared.registry, None);
}

#[test]
fn an_image_that_is_never_pulled_asks_nobody() {
    let pod =
        waiting("ErrImageNeverPull", &format!("Container image \"{IMAGE}\" is not present with pull policy of Never"));
    let finding = explain(&pod, &dossier());
    assert_eq!(finding.cause.name(), "image-never-pull");
    assert!(finding.sentence.contains("node-7"));
    assert_eq!(marks(&finding), [("registry-answer", Mark::Sound)]);
}
