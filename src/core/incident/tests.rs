use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::core::{
    cause::{credentials, start},
    diagnose::{Evidence, Mark, Source},
    model::{
        Kind,
        sample::{IMAGE, REFUSED, account, at, deployment, found, secret, waiting},
    },
    pull::secret::{PullSecret, outline},
};

/// Pod number `pod` of workload number `workload`, which lies in one of five namespaces.
fn refused(workload: usize, pod: usize) -> Pod {
    let namespace = format!("team-{}", workload % 5);
    let mut refused = waiting("ErrImagePull", REFUSED);
    refused.name = format!("app-{workload}-{pod}");
    refused.uid = Uid(format!("uid-{workload}-{pod}"));
    refused.workload = ObjectId::new(Kind::Deployment, &namespace, format!("app-{workload}"));
    refused.namespace = namespace;
    refused.pull_secrets = vec!["regcred".to_owned()];
    refused
}

fn surroundings(host: &str) -> Surroundings {
    Surroundings {
        pull_secrets: found(BTreeMap::from([("regcred".to_owned(), secret(host))])),
        accounts: found(BTreeMap::from([("default".to_owned(), account("default", &[]))])),
        ..Surroundings::default()
    }
}

fn snapshot(pods: impl IntoIterator<Item = Pod>, host: &str) -> Snapshot {
    let pods: BTreeMap<PodKey, Pod> = pods.into_iter().map(|pod| (pod.key(), pod)).collect();
    let around = pods.keys().map(|pod| (pod.namespace.clone(), surroundings(host))).collect();
    Snapshot { total: pods.len(), pods, surroundings: around, ..Snapshot::default() }
}

fn shared(registry: &str, user: &str) -> Shared {
    Shared { registry: Some(registry.to_owned()), user: Some(user.to_owned()), ..Shared::default() }
}

fn failing(workload: &str, cause: Cause, shared: &Shared) -> Failing {
    let mut failing = Failing::pod(&waiting("ErrImagePull", REFUSED), &Dossier::default(), at(0)).expect("it fails");
    failing.workload = ObjectId::new(Kind::Deployment, "team-a", workload);
    failing.finding = Arc::new(Finding {
        cause,
        shared: shared.clone(),
        grade: Grade::Likely,
        evidence: Vec::new(),
        ..Finding::clone(&failing.finding)
    });
    failing
}

fn pod(name: &str) -> Member {
    Member::Pod(PodKey { namespace: "team-a".to_owned(), name: name.to_owned() })
}

fn ids(board: &Board) -> Vec<&str> {
    board.incidents().map(|incident| incident.id.as_str()).collect()
}

#[test]
fn sixty_pods_of_twenty_workloads_broken_by_one_robot_are_one_incident() {
    let pods = (0..20).flat_map(|workload| (0..3).map(move |pod| refused(workload, pod)));
    for host in ["harbor.internal.corp", "harbor.internal.corp/project"] {
        let board = gather(&snapshot(pods.clone(), host), at(0));
        assert_eq!(board.incidents().len(), 1, "{:?}", ids(&board));
        let incident = board.incidents().next().unwrap();
        assert_eq!((incident.pods(), incident.workloads.len()), (60, 20));
        assert!(incident.workloads.values().all(|affected| affected.pods.len() == 3 && affected.image == IMAGE));
        assert_eq!(incident.since, Some(at(-600)));
    }
}

/// A secret with the credential of this user.
fn of_user(user: &str) -> PullSecret {
    let login = json!({ "username": user, "password": format!("not-{}", "real") });
    let config = json!({ "auths": { "harbor.internal.corp": login } }).to_string();
    outline("kubernetes.io/dockerconfigjson", &BTreeMap::from([(".dockerconfigjson".to_owned(), config.into_bytes())]))
}

#[test]
fn work_that_is_shared_out_comes_back_whole_and_in_order() {
    for count in [0, 1, 499, 1_000, 1_003] {
        let items: Vec<usize> = (0..count).collect();
        let odd = shared_out(&items, |item| (item % 2 == 1).then_some(item * 10));
        assert_eq!(odd, (0..count).filter(|item| item % 2 == 1).map(|item| item * 10).collect::<Vec<_>>());
    }
    let many =
        snapshot((0..400).flat_map(|workload| (0..3).map(move |pod| refused(workload, pod))), "harbor.internal.corp");
    let mut one_by_one = Board::default();
    for (key, pod) in &many.pods {
        let dossier = many.surroundings[&key.namespace].dossier(pod);
        one_by_one.put(Member::Pod(key.clone()), Failing::pod(pod, &dossier, at(0)).expect("it fails"));
    }
    assert_eq!(gather(&many, at(0)), one_by_one);
}

#[test]
fn what_a_secret_is_called_matters_less_than_whose_credential_it_holds() {
    let gathered = |held: [(&str, &str); 2]| {
        let mut pods = [refused(0, 0), refused(1, 0)];
        for (pod, (name, _)) in pods.iter_mut().zip(held) {
            pod.pull_secrets = vec![name.to_owned()];
        }
        let mut snapshot = snapshot(pods, "harbor.internal.corp");
        for (around, (name, user)) in snapshot.surroundings.values_mut().zip(held) {
            around.pull_secrets = found(BTreeMap::from([(name.to_owned(), of_user(user))]));
        }
        let board = gather(&snapshot, at(0));
        board.incidents().map(|incident| incident.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        gathered([("regcred", "robot$ci"), ("harbor", "robot$ci")]),
        ["credentials-rejected@harbor.internal.corp/robot$ci"]
    );
    assert_eq!(
        gathered([("regcred", "robot$ci"), ("regcred", "robot$cd")]),
        ["credentials-rejected@harbor.internal.corp/robot$cd", "credentials-rejected@harbor.internal.corp/robot$ci"]
    );
}

#[test]
fn other_registries_and_other_users_are_other_incidents() {
    let mut board = Board::default();
    let cause = credentials::CREDENTIALS_REJECTED;
    for (name, registry, user) in [
        ("a", "harbor.internal.corp", "robot$ci"),
        ("b", "harbor.internal.corp", "robot$ci"),
        ("c", "harbor.eu.corp", "robot$ci"),
        ("d", "harbor.internal.corp", "robot$cd"),
    ] {
        board.put(pod(name), failing(name, cause, &shared(registry, user)));
    }
    assert_eq!(
        ids(&board),
        [
            "credentials-rejected@harbor.internal.corp/robot$ci",
            "credentials-rejected@harbor.internal.corp/robot$cd",
            "credentials-rejected@harbor.eu.corp/robot$ci",
        ],
        "most pods first, then by title"
    );
}

#[test]
fn an_id_stays_while_pods_come_and_go() {
    let mut board = Board::default();
    let robot = shared("harbor.internal.corp", "robot$ci");
    let put =
        |board: &mut Board, name: &str| board.put(pod(name), failing(name, credentials::CREDENTIALS_REJECTED, &robot));
    put(&mut board, "a");
    let first = ids(&board)[0].to_owned();
    assert!(put(&mut board, "b"), "one more pod changes the list");
    assert!(board.remove(&pod("a")));
    assert_eq!(ids(&board), [first.as_str()]);
    assert!(!put(&mut board, "b"), "nothing is new");
    assert!(!board.remove(&pod("a")));
    assert!(board.remove(&pod("b")));
    assert_eq!(board, Board::default());
}

#[test]
fn the_best_known_finding_stands_for_all() {
    let unknown = Evidence {
        link: "secret-exists",
        mark: Mark::Unknown,
        text: String::new(),
        source: Source::Text(String::new()),
        needs: None,
    };
    let robot = shared("harbor.internal.corp", "robot$ci");
    let with = |grade: Grade, unknown_links: usize, sentence: &str| {
        let mut failing = failing("w", credentials::CREDENTIALS_REJECTED, &robot);
        failing.finding = Arc::new(Finding {
            grade,
            sentence: sentence.to_owned(),
            evidence: vec![unknown.clone(); unknown_links],
            ..Finding::clone(&failing.finding)
        });
        failing
    };
    let mut board = Board::default();
    board.put(pod("a"), with(Grade::CannotTell, 0, "a"));
    board.put(pod("b"), with(Grade::Likely, 2, "b"));
    board.put(pod("c"), with(Grade::Likely, 1, "c"));
    let stands = |board: &Board| {
        let incident = board.incidents().next().unwrap();
        (incident.grade, incident.finding.sentence.clone())
    };
    assert_eq!(stands(&board), (Grade::Likely, "c".to_owned()));
    assert!(!board.put(pod("a"), with(Grade::Certain, 3, "a")), "nobody came or went");
    assert_eq!(stands(&board), (Grade::Certain, "a".to_owned()));
    board.remove(&pod("a"));
    assert_eq!(stands(&board), (Grade::Likely, "c".to_owned()));
}

#[test]
fn a_workload_says_what_still_serves_and_an_owner_what_it_lacks() {
    let pod = waiting("ErrImagePull", REFUSED);
    let mut snapshot = snapshot([pod.clone()], "harbor.internal.corp");
    let around = snapshot.surroundings.get_mut("team-a").unwrap();
    around.workloads.insert(pod.workload.clone(), found(deployment()));
    let owner = ObjectId::new(Kind::ReplicaSet, "team-a", "web-6c5");
    let stuck = Stuck {
        workload: ObjectId::new(Kind::Deployment, "team-a", "web"),
        owner: owner.clone(),
        owner_uid: Uid("rs".to_owned()),
        service_account: "default".to_owned(),
        wanted: 3,
        present: 1,
        reason: "FailedCreate".to_owned(),
        message: "exceeded quota: compute".to_owned(),
        count: 4,
        since: Some(at(-60)),
        last: Some(at(-5)),
    };
    snapshot.stuck.insert(owner.clone(), stuck);
    let board = gather(&snapshot, at(0));
    let of_pod = &board.of_pod(&pod.key()).unwrap().workloads[&pod.workload];
    assert_eq!(of_pod.serving, Serving::Counted { wanted: 2, ready: 0, old: false });
    let without_pods = board.of(&Member::Owner(owner)).unwrap();
    assert_eq!((without_pods.pods(), without_pods.missing(), without_pods.since), (0, 2, Some(at(-60))));
    assert_eq!(board.pods(), 1);
}

/// A change of a board: who, of which workload, why, how sure, and since when; or that it is fine again.
fn step() -> impl Strategy<Value = (usize, Option<(usize, usize, usize, i64)>)> {
    (0..6_usize, proptest::option::of((0..2_usize, 0..3_usize, 0..3_usize, 0..3_i64)))
}

fn apply(board: &mut Board, who: usize, what: Option<(usize, usize, usize, i64)>) {
    let member = if who == 5 {
        Member::Owner(ObjectId::new(Kind::ReplicaSet, "team-a", "rs"))
    } else {
        pod(&format!("pod-{who}"))
    };
    let Some((workload, cause, grade, since)) = what else {
        board.remove(&member);
        return;
    };
    let causes = [credentials::CREDENTIALS_REJECTED, credentials::NO_PULL_SECRET, start::CRASH_EXIT];
    let mut failing = failing(&format!("w-{workload}"), causes[cause], &shared("harbor.internal.corp", "robot$ci"));
    failing.since = (since > 0).then(|| at(since));
    failing.image = format!("image-{who}-{since}");
    failing.missing = u32::from(who == 5);
    let grade = [Grade::Certain, Grade::Likely, Grade::CannotTell][grade];
    failing.finding = Arc::new(Finding { grade, ..Finding::clone(&failing.finding) });
    board.put(member, failing);
}

proptest! {
    #[test]
    fn a_board_is_what_is_left_on_it_whatever_came_before(steps in proptest::collection::vec(step(), 0..40)) {
        let mut board = Board::default();
        let mut left = BTreeMap::new();
        for (who, what) in steps {
            apply(&mut board, who, what);
            left.insert(who, what);
        }
        let mut fresh = Board::default();
        for (who, what) in left.into_iter().rev() {
            apply(&mut fresh, who, what);
        }
        prop_assert_eq!(&board, &fresh);
        for incident in board.incidents() {
            let pods: usize = incident.workloads.values().map(|affected| affected.pods.len()).sum();
            prop_assert_eq!(pods, incident.pods());
            prop_assert_eq!(incident.grade, incident.finding.grade);
        }
    }
}
