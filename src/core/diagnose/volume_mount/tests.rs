use serde_json::json;

use crate::core::{
    diagnose::{Finding, Grade, Mark, diagnose},
    model::{
        Dossier,
        sample::{at, event, forbidden, told, waiting, with_spec},
    },
};

fn explain(reason: &str, message: &str) -> Finding {
    let pod = waiting("ContainerCreating", "");
    diagnose(&pod, &told([event(&pod, reason, message)]), at(0)).unwrap()
}

#[test]
fn what_the_volume_lacks_is_named() {
    let cases = [
        (
            "FailedMount",
            "MountVolume.SetUp failed for volume \"v\" : secret \"db\" not found",
            Grade::Certain,
            "Secret team-a/db",
        ),
        (
            "FailedMount",
            "MountVolume.SetUp failed for volume \"v\" : configmap \"web\" not found",
            Grade::Certain,
            "ConfigMap team-a/web",
        ),
        (
            "FailedMount",
            "MountVolume.SetUp failed for volume \"v\" : references non-existent secret key: k",
            Grade::Certain,
            "volume v",
        ),
        (
            "FailedAttachVolume",
            "Multi-Attach error for volume \"pvc-1\" Volume is already used by pod(s) web-0",
            Grade::Certain,
            "volume pvc-1",
        ),
        (
            "FailedAttachVolume",
            "AttachVolume.Attach failed for volume \"pvc-1\" : timed out",
            Grade::Likely,
            "volume pvc-1",
        ),
        (
            "FailedMount",
            "MountVolume.SetUp failed for volume \"v\" : hostPath type check failed: /x",
            Grade::Certain,
            "volume v",
        ),
        (
            "FailedMapVolume",
            "MapVolume.MapPodDevice failed for volume \"raw\" : no such device",
            Grade::Certain,
            "volume raw",
        ),
    ];
    for (reason, message, grade, shared) in cases {
        let finding = explain(reason, message);
        assert_eq!((finding.cause.name(), finding.grade), ("volume-mount", grade), "{message}");
        assert_eq!(finding.shared.other.as_deref(), Some(shared), "{message}");
        assert_eq!(finding.said, message);
    }
    assert!(explain("FailedAttachVolume", cases[3].1).sentence.contains("used there by web-0"));
    let whole = "Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[v]: timed out waiting";
    assert_eq!(
        (explain("FailedMount", whole).grade, explain("FailedMount", whole).shared.other),
        (Grade::Likely, None)
    );
}

#[test]
fn the_event_that_names_a_volume_tells_more_than_the_one_that_sums_up() {
    let pod = waiting("ContainerCreating", "");
    let one = event(&pod, "FailedMount", "MountVolume.SetUp failed for volume \"v\" : secret \"db\" not found");
    let mut sum = event(&pod, "FailedMount", "Unable to attach or mount volumes: unmounted volumes=[v]: timed out");
    sum.last = Some(at(-1));
    let finding = diagnose(&pod, &told([one.clone(), sum]), at(0)).unwrap();
    assert_eq!(finding.said, one.message);
}

#[test]
fn a_volume_that_was_mounted_in_the_end_is_not_the_cause() {
    let pod = waiting("ContainerCreating", "");
    let mount = event(&pod, "FailedMount", "MountVolume.SetUp failed for volume \"v\" : timed out");
    let mut pull = event(&pod, "Pulling", "Pulling image \"x\"");
    (pull.last, pull.warning) = (Some(at(-5)), false);
    let finding = diagnose(&pod, &told([mount, pull]), at(0)).unwrap();
    assert_eq!(finding.cause.name(), "not-started");
    assert!(finding.sentence.contains("still pulls"), "{}", finding.sentence);
}

#[test]
fn the_pod_tells_what_the_volume_is_made_from() {
    let pod = waiting("ContainerCreating", "");
    let link = |volumes: serde_json::Value, dossier: Dossier| {
        let dossier = with_spec(dossier, &json!({ "containers": [], "volumes": volumes }));
        let finding = diagnose(&pod, &dossier, at(0)).unwrap();
        (finding.evidence.into_iter().find(|link| link.link == "volume-source"), finding.shared.other)
    };
    let mount = |volume: &str| {
        told([event(&pod, "FailedMount", &format!("MountVolume.SetUp failed for volume \"{volume}\" : no"))])
    };
    let claim =
        json!([{ "name": "data", "persistentVolumeClaim": { "claimName": "data-web-0" } }, { "name": "odd" }, 7]);
    let (named, shared) = link(claim.clone(), mount("data"));
    assert_eq!(named.unwrap().text, "volume data is made from claim data-web-0");
    assert_eq!(shared.as_deref(), Some("PersistentVolumeClaim team-a/data-web-0"));
    assert_eq!(link(claim.clone(), mount("pvc-77")).0.unwrap().text, "the pod's claims: data-web-0");
    assert_eq!(link(claim, mount("odd")).0, None);
    let unread = Dossier { pod: forbidden("get", "pods"), ..mount("data") };
    let finding = diagnose(&pod, &unread, at(0)).unwrap();
    assert!(finding.evidence.iter().any(|link| link.mark == Mark::Unknown && link.needs.is_some()));
}
