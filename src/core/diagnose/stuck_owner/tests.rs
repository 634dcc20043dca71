use crate::core::{
    diagnose::{Finding, Grade, Mark, Source, diagnose_stuck},
    model::{Kind, ObjectId, Stuck, Uid, sample::at},
};

fn stuck(message: &str) -> Stuck {
    Stuck {
        workload: ObjectId::new(Kind::Deployment, "team-a", "checkout"),
        owner: ObjectId::new(Kind::ReplicaSet, "team-a", "checkout-7d9"),
        owner_uid: Uid("rs-1".to_owned()),
        service_account: "builder".to_owned(),
        wanted: 3,
        present: 1,
        reason: "FailedCreate".to_owned(),
        message: message.to_owned(),
        count: 14,
        since: Some(at(-600)),
        last: Some(at(-5)),
    }
}

fn explain(message: &str) -> Finding {
    diagnose_stuck(&stuck(message))
}

#[test]
fn an_account_that_is_missing_is_the_cause() {
    let finding = explain(
        "Error creating: pods \"checkout-7d9-\" is forbidden: error looking up service account team-a/builder: serviceaccount \
         \"builder\" not found",
    );
    assert_eq!((finding.cause.name(), finding.grade), ("serviceaccount-not-found", Grade::Certain));
    let account = ObjectId::new(Kind::ServiceAccount, "team-a", "builder");
    assert_eq!(finding.shared.service_account, Some(account));
    assert_eq!(finding.headline, "Deployment team-a/checkout cannot create 2 of its 3 pods");
    assert_eq!(finding.evidence[0].text, "it has the pods that it should have: 1 of 3");
    assert_eq!(finding.evidence[1].source, Source::Event { count: 14, since: Some(at(-600)) });
}

#[test]
fn a_quota_is_told_with_its_numbers() {
    let finding = explain(
        "Error creating: pods \"x\" is forbidden: exceeded quota: few, requested: pods=1,requests.cpu=2, used: \
         pods=10,requests.cpu=7, limited: pods=10,requests.cpu=8",
    );
    assert_eq!((finding.cause.name(), finding.grade), ("quota-or-admission", Grade::Certain));
    assert_eq!(finding.shared.other.as_deref(), Some("ResourceQuota team-a/few"));
    assert_eq!(
        finding.sentence,
        "ResourceQuota team-a/few is used up: pods 10 of 10 used, 1 more asked for; requests.cpu 7 of 8 used, 2 more asked for."
    );
    assert_eq!(finding.evidence.iter().filter(|link| link.link == "quota-resource").count(), 2);
}

#[test]
fn each_refusal_names_who_refused() {
    for (message, shared) in [
        ("pods \"x\" is forbidden: failed quota: q: must specify requests.cpu for: app", "ResourceQuota team-a/q"),
        (
            "violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"app\" must set it)",
            "Pod Security restricted:latest in team-a",
        ),
        ("admission webhook \"policy.example.com\" denied the request: no latest tag", "webhook policy.example.com"),
        ("Internal error occurred: failed calling webhook \"a.example.com\": no endpoints", "webhook a.example.com"),
        ("ValidatingAdmissionPolicy 'labels' with binding 'b' denied request: needs a team", "admission policy labels"),
        ("is forbidden: maximum cpu usage per Container is 1, but limit is 2", "LimitRange in team-a"),
        ("is forbidden: no PriorityClass with name urgent was found", "PriorityClass urgent"),
        ("unable to create new content in namespace team-a because it is being terminated", "namespace team-a"),
        ("Pod \"x\" is invalid: spec.containers[0].resources.requests: must be less", "Deployment team-a/checkout"),
    ] {
        let finding = explain(message);
        assert_eq!((finding.cause.name(), finding.grade), ("quota-or-admission", Grade::Certain), "{message}");
        assert_eq!(finding.shared.other.as_deref(), Some(shared), "{message}");
    }
    let scc = explain("unable to validate against any security context constraint: [provider restricted: ..]");
    assert_eq!(scc.shared.service_account.map(|account| account.name).as_deref(), Some("builder"));
}

#[test]
fn a_refusal_of_no_known_form_is_not_guessed_at() {
    let finding = explain("something of tomorrow");
    assert_eq!((finding.cause.name(), finding.grade), ("quota-or-admission", Grade::CannotTell));
    let silent = explain("");
    assert_eq!(silent.grade, Grade::CannotTell);
    assert!(silent.evidence.iter().any(|link| link.mark == Mark::Unknown && link.needs.is_some()));
}

#[test]
fn an_owner_that_has_all_again_is_told_so() {
    let whole = diagnose_stuck(&Stuck { present: 3, ..stuck("x") });
    assert_eq!(whole.evidence[0].mark, Mark::Sound);
}
