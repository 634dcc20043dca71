use super::*;
use crate::core::model::{
    Gap, Kind, ObjectId, Owner, Right,
    sample::{account, at, deployment, found, secret, waiting},
};

fn forbidden<T>() -> Reading<T> {
    Reading::Unknown(Gap::Forbidden(Right::new("list", "", "secrets", Some("team-a"))))
}

fn naming(secrets: &[&str]) -> Pod {
    let mut pod = waiting("ErrImagePull", "");
    pod.pull_secrets = secrets.iter().map(|name| (*name).to_owned()).collect();
    pod
}

fn event(uid: &str) -> Event {
    Event {
        uid: Uid(uid.to_owned()),
        regarding: ObjectId::new(Kind::Pod, "team-a", "checkout"),
        regarding_uid: Uid::default(),
        warning: true,
        field: String::new(),
        reason: "Failed".to_owned(),
        message: String::new(),
        source: String::new(),
        count: 1,
        first: None,
        last: None,
    }
}

#[test]
fn a_secret_that_no_list_shows_is_not_said_to_be_absent() {
    let listed = Surroundings {
        pull_secrets: found(BTreeMap::from([("here".to_owned(), secret("harbor.internal.corp"))])),
        ..Surroundings::default()
    };
    let dossier = listed.dossier(&naming(&["here", "opaque"]));
    assert!(matches!(dossier.named_secrets["here"], Reading::Found { .. }));
    assert_eq!(dossier.named_secrets["opaque"], Reading::NotAsked);
}

#[test]
fn where_nothing_may_be_listed_single_reads_serve() {
    let mut surroundings = Surroundings { pull_secrets: forbidden(), accounts: forbidden(), ..Surroundings::default() };
    surroundings.named_secrets.insert("gone".to_owned(), Reading::Absent { at: at(0) });
    surroundings.named_secrets.insert("closed".to_owned(), forbidden());
    surroundings.named_accounts.insert("default".to_owned(), found(account("default", &["a"])));
    let dossier = surroundings.dossier(&naming(&["gone", "closed", "unread"]));
    assert_eq!(dossier.named_secrets["gone"], Reading::Absent { at: at(0) });
    assert_eq!(dossier.named_secrets["closed"], forbidden());
    assert_eq!(dossier.named_secrets["unread"], Reading::NotAsked);
    assert_eq!(dossier.service_account.found().unwrap().pull_secrets, ["a"]);
    assert_eq!(dossier.namespace_secrets, forbidden());
}

#[test]
fn the_later_of_list_and_single_read_holds() {
    let mut surroundings = Surroundings {
        pull_secrets: found(BTreeMap::from([("s".to_owned(), secret("harbor.internal.corp"))])),
        ..Surroundings::default()
    };
    surroundings.named_secrets.insert("s".to_owned(), Reading::Absent { at: at(-5) });
    assert!(surroundings.dossier(&naming(&["s"])).named_secrets["s"].found().is_some());
    surroundings.named_secrets.insert("s".to_owned(), Reading::Absent { at: at(5) });
    assert_eq!(surroundings.dossier(&naming(&["s"])).named_secrets["s"], Reading::Absent { at: at(5) });
}

#[test]
fn an_account_that_a_whole_list_lacks_does_not_exist() {
    let surroundings = Surroundings { accounts: found(BTreeMap::new()), ..Surroundings::default() };
    assert_eq!(surroundings.dossier(&naming(&[])).service_account, Reading::Absent { at: at(0) });
    assert_eq!(Surroundings::default().dossier(&naming(&[])).service_account, Reading::NotAsked);
}

#[test]
fn events_are_those_of_the_pod_its_owner_and_its_workload() {
    let mut pod = naming(&[]);
    pod.owner = Some(Owner { kind: Kind::ReplicaSet, name: "checkout-7d9".to_owned(), uid: Uid("rs".to_owned()) });
    let mut surroundings = Surroundings::default();
    surroundings.workloads.insert(pod.workload.clone(), found(deployment()));
    for (about, uid) in [(pod.uid.0.as_str(), "1"), ("rs", "2"), ("d-1", "3"), ("other", "4")] {
        surroundings.events.insert(Uid(about.to_owned()), vec![Arc::new(event(uid))]);
    }
    let events = surroundings.dossier(&pod).events;
    let uids: Vec<&str> = events.keys().map(|uid| uid.0.as_str()).collect();
    assert_eq!(uids, ["1", "2", "3"]);
}

#[test]
fn big_values_are_shared_by_all_dossiers() {
    let surroundings = Surroundings {
        pull_secrets: found(BTreeMap::new()),
        accounts: found(BTreeMap::new()),
        ..Surroundings::default()
    };
    let (one, two) = (surroundings.dossier(&naming(&[])), surroundings.dossier(&naming(&[])));
    let same = |a: &Dossier, b: &Dossier| {
        Arc::ptr_eq(a.namespace_secrets.found().unwrap(), b.namespace_secrets.found().unwrap())
            && Arc::ptr_eq(a.accounts.found().unwrap(), b.accounts.found().unwrap())
    };
    assert!(same(&one, &two));
}

#[test]
fn answers_complete_each_other_and_the_later_one_holds() {
    let mut own = Dossier { service_account: forbidden(), workload: Reading::Asked, ..Dossier::default() };
    own.named_secrets.insert("s".to_owned(), Reading::Absent { at: at(9) });
    let mut other = Dossier { service_account: found(account("default", &[])), ..Dossier::default() };
    other.named_secrets.insert("s".to_owned(), found(secret("harbor.internal.corp")));
    other.named_secrets.insert("t".to_owned(), found(secret("harbor.internal.corp")));
    let both = own.completed_by(other);
    assert!(both.service_account.found().is_some());
    assert_eq!(both.workload, Reading::Asked);
    assert_eq!(both.named_secrets["s"], Reading::Absent { at: at(9) });
    assert!(both.named_secrets["t"].found().is_some());
}

#[test]
fn events_that_were_seen_on_one_way_are_not_called_unseen() {
    let gap = Some(Gap::Failed("timeout".to_owned()));
    let seen = Dossier { events: BTreeMap::from([(Uid("1".to_owned()), Arc::new(event("1")))]), ..Dossier::default() };
    let blind = || Dossier { events_gap: gap.clone(), ..Dossier::default() };
    assert_eq!(blind().completed_by(seen.clone()).events_gap, None);
    assert_eq!(seen.completed_by(blind()).events_gap, None);
    assert_eq!(blind().completed_by(Dossier::default()).events_gap, gap);
    assert_eq!(Dossier::default().completed_by(blind()).events_gap, gap);
}
