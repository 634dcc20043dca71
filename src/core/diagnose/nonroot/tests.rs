use serde_json::json;

use crate::core::{
    diagnose::{Finding, Grade, Mark, Source, diagnose},
    model::{
        Dossier,
        sample::{at, forbidden, waiting, with_spec},
    },
};

fn explain(message: &str, dossier: &Dossier) -> Finding {
    diagnose(&waiting("CreateContainerConfigError", message), dossier, at(0)).unwrap()
}

#[test]
fn each_clash_is_told_apart() {
    for (message, told) in [
        ("container has runAsNonRoot and image will run as root (pod: \"a\", container: app)", "would run as root"),
        ("container has runAsNonRoot and image has non-numeric user (web), cannot verify user is non-root", "as web"),
        ("container's runAsUser breaks non-root policy (pod: \"a\", container: app)", "runAsUser to 0"),
    ] {
        let finding = explain(message, &Dossier::default());
        assert_eq!((finding.cause.name(), finding.grade), ("nonroot-violation", Grade::Certain));
        assert!(finding.sentence.contains(told), "{}", finding.sentence);
    }
    assert_ne!(explain("cannot run as fast", &Dossier::default()).cause.name(), "nonroot-violation");
}

#[test]
fn the_setting_is_found_on_the_container_before_the_pod() {
    let message = "container has runAsNonRoot and image will run as root";
    let pod = waiting("CreateContainerConfigError", message);
    let spec = json!({
        "securityContext": { "runAsNonRoot": false, "runAsUser": 0 },
        "containers": [{ "name": "app", "securityContext": { "runAsNonRoot": true } }],
    });
    let finding = explain(message, &with_spec(Dossier::default(), &spec));
    let of_the_pod = |path: &str| Source::Field { object: pod.id(), path: path.to_owned() };
    let sources: Vec<Source> =
        finding.evidence.iter().filter(|link| link.link == "run-as-non-root").map(|link| link.source.clone()).collect();
    assert_eq!(
        sources,
        [of_the_pod("spec.containers[app].securityContext.runAsNonRoot"), of_the_pod("spec.securityContext.runAsUser")]
    );
    let unread = explain(message, &Dossier { pod: forbidden("get", "pods"), ..Dossier::default() });
    assert!(unread.evidence.iter().any(|link| link.mark == Mark::Unknown && link.needs.is_some()));
}
