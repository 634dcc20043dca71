//! Texts are those of real runtimes, shortened; each cause has its healthy and its unreadable twin.

use crate::core::{
    diagnose::{Evidence, Finding, Grade, Mark, diagnose},
    model::{
        Dossier, Event, Gap, Kind, ObjectId, Pod, Reading, Right, State, Uid,
        sample::{IMAGE, at, dossier, waiting},
    },
    pull::secret::PullSecret,
};

mod credentials;
mod lists;
mod others;
mod refused;
mod texts;
mod unread;

/// What containerd 1.6 says of a 401, whether or not a credential was sent.
const CONTAINERD_1_6: &str = "rpc error: code = Unknown desc = failed to pull and unpack image \
     \"harbor.internal.corp/project/app:1.4.2\": failed to resolve reference \
     \"harbor.internal.corp/project/app:1.4.2\": pulling from host harbor.internal.corp failed with status code \
     [manifests 1.4.2]: 401 Unauthorized";

/// What CRI-O shows of Harbor's answer, which is the same for strangers and for users without the right.
const CRI_O: &str = "initializing source docker://harbor.internal.corp/project/app:1.4.2: reading manifest 1.4.2 in \
     harbor.internal.corp/project/app: unauthorized: unauthorized to access repository: project/app, action: pull: \
     unauthorized to access repository: project/app, action: pull";

const CRI_DOCKERD: &str = "Error response from daemon: pull access denied for harbor.internal.corp/project/app, \
     repository does not exist or may require 'docker login': denied: requested access to the resource is denied";

fn explain(pod: &Pod, dossier: &Dossier) -> Finding {
    diagnose(pod, dossier, at(0)).expect("the pod fails")
}

fn naming(names: &[&str], message: &str) -> Pod {
    let mut pod = waiting("ErrImagePull", message);
    pod.pull_secrets = names.iter().map(|name| (*name).to_owned()).collect();
    pod
}

/// A dossier in which these secrets were read one by one.
fn with_secrets(secrets: &[(&str, Reading<PullSecret>)]) -> Dossier {
    let named_secrets = secrets.iter().map(|(name, reading)| ((*name).to_owned(), reading.clone())).collect();
    Dossier { named_secrets, ..dossier() }
}

/// The three ways in which a read tells nothing, and what each of them needs.
fn unknowns<T>(right: Right) -> [(Reading<T>, &'static str); 4] {
    [
        (Reading::Unknown(Gap::Forbidden(right)), "the right to get secrets in team-a"),
        (Reading::Unknown(Gap::Failed("the server timed out".to_owned())), "another try to read secret regcred"),
        (Reading::Asked, "the answer about secret regcred"),
        (Reading::NotAsked, "a look at secret regcred"),
    ]
}

fn event(pod: &Pod, reason: &str, message: &str) -> Event {
    Event {
        uid: Uid(format!("e-{reason}-{}", message.len())),
        regarding: ObjectId::new(Kind::Pod, "team-a", &pod.name),
        regarding_uid: pod.uid.clone(),
        field: String::new(),
        warning: true,
        reason: reason.to_owned(),
        message: message.to_owned(),
        source: "kubelet node-7".to_owned(),
        count: 9,
        first: Some(at(-500)),
        last: Some(at(-10)),
    }
}

fn add(dossier: &mut Dossier, event: Event) {
    dossier.events.insert(event.uid.clone(), event.into());
}

fn link<'a>(finding: &'a Finding, name: &str) -> &'a Evidence {
    let found = finding.evidence.iter().find(|evidence| evidence.link == name);
    found.unwrap_or_else(|| panic!("no link {name} in {:#?}", finding.evidence))
}

fn marks(finding: &Finding) -> Vec<(&'static str, Mark)> {
    finding.evidence.iter().map(|evidence| (evidence.link, evidence.mark)).collect()
}

fn also(finding: &Finding) -> Vec<&'static str> {
    finding.also.iter().map(|cause| cause.name()).collect()
}

fn wait_for(pod: &mut Pod, container: usize, reason: &str, message: &str) {
    pod.containers[container].state = State::Waiting { reason: reason.to_owned(), message: message.to_owned() };
}
