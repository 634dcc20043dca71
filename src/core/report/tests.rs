use super::*;
use crate::core::{
    diagnose::diagnose,
    diff::diff,
    fix::{Variant, propose},
    model::{
        Kind,
        sample::{IMAGE, NO_CREDENTIAL, at, dossier, waiting},
    },
};

#[test]
fn a_report_tells_cause_fix_and_command() {
    let pod = waiting("ErrImagePull", NO_CREDENTIAL);
    let dossier = dossier();
    let finding = diagnose(&pod, &dossier, at(0)).unwrap();
    let fix = propose(&pod, IMAGE, &dossier, Variant::ServiceAccount, None).unwrap();
    let entries = [Entry::new(at(0), Tone::Bad, "ErrImagePull")];
    let diff = diff(&fix.before, &fix.after);
    let parts = Parts {
        context: "it's prod",
        workload: &pod.workload,
        finding: Some(&finding),
        fix: Some(&fix),
        diff: &diff,
        entries: &entries,
    };
    let text = markdown(&parts, &TimeZone::UTC);
    for wanted in [
        "# Deployment team-a/checkout",
        "(certain, no-pull-secret)",
        "## Evidence",
        "## Timeline",
        "## Commands",
        "kubectl --context 'it'\\''s prod' --namespace team-a describe deployment checkout",
        "- broken: pod names a pull secret: none (spec.imagePullSecrets of Pod checkout-7d9-abcde)",
        "```diff\n",
        r"kubectl --context 'it'\''s prod' create -f -",
        "kubectl --context 'it'\\''s prod' apply --server-side --field-manager podmend -f -",
        "2025-11-24 16:00:00 +00:00  !  ErrImagePull",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in\n{text}");
    }
}

#[test]
fn nothing_that_is_quoted_ends_the_quotation() {
    assert_eq!(fenced("", "a\n```\nb"), "````\na\n```\nb\n````\n");
    assert_eq!(fenced("sh", "a\n"), "```sh\na\n```\n");
}

#[test]
fn no_event_can_pass_for_another_one() {
    let uid = Uid("e".to_owned());
    let event = Event {
        uid: uid.clone(),
        regarding: ObjectId::new(Kind::Pod, "team-a", "checkout"),
        regarding_uid: uid.clone(),
        field: String::new(),
        warning: true,
        reason: "Odd".to_owned(),
        message: "one\n2026-11-25 02:00:00 +00:00  x1  Normal  Pulled".to_owned(),
        source: "someone".to_owned(),
        count: 1,
        first: None,
        last: Some(at(0)),
    };
    let text = events(&BTreeMap::from([(uid, Arc::new(event))]), &TimeZone::UTC);
    assert_eq!(text.lines().filter(|line| !line.starts_with("    ")).count(), 1, "{text}");
}

#[test]
fn a_field_of_the_pod_itself_is_told_without_its_name() {
    let pod = waiting("ErrImagePull", "401");
    let field = |object: ObjectId| Source::Field { object, path: "spec.imagePullSecrets".to_owned() };
    let beside = |object| source_beside(&pod.id(), &field(object), &TimeZone::UTC);
    assert_eq!(beside(pod.id()), "spec.imagePullSecrets");
    assert_eq!(
        beside(ObjectId { namespace: "team-b".to_owned(), ..pod.id() }),
        format!("spec.imagePullSecrets of Pod {}", pod.name)
    );
    let workload = ObjectId::new(Kind::Deployment, "team-a", "checkout");
    assert_eq!(beside(workload), "spec.imagePullSecrets of Deployment checkout");
}
