//! The incidents as pods come and go. A change of one pod touches that pod's incident only, and takes a time that hardly
//! grows with the number of pods.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{Affected, Failing, Incident, Member, PodKey, Serving, id::id as id_of, title::title};
use crate::core::{
    cause::Grade,
    diagnose::{Finding, Mark},
    health::SymptomKind,
    model::ObjectId,
};

/// What fails, gathered by what is wrong.
///
/// It is the same whatever the way that led to it: what was put and removed again leaves no trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    members: BTreeMap<Arc<Member>, Held>,
    groups: BTreeMap<Arc<str>, Group>,
    order: BTreeSet<Rank>,
}

/// A member and the incident that it is in.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    failing: Failing,
    id: Arc<str>,
}

#[derive(Clone, Debug, PartialEq)]
struct Group {
    id: Arc<str>,
    /// As the incident has it.
    title: Arc<str>,
    incident: Incident,
    /// The members, best-known evidence first.
    best: BTreeSet<Standing>,
    since: BTreeSet<(Timestamp, Arc<Member>)>,
}

/// How well the finding of a member is known: the grade, how much of the evidence is not known, and who it is.
type Standing = (Grade, usize, Arc<Member>);

/// The place of an incident in the list: by kind, then most pods first.
type Rank = (SymptomKind, Reverse<usize>, Arc<str>, Arc<str>);

impl Board {
    /// Returns the incidents: by kind of trouble, most pods first.
    pub fn incidents(&self) -> impl ExactSizeIterator<Item = &Incident> {
        self.order.iter().map(|(.., id)| &self.groups[id].incident)
    }

    /// Returns the incident of this id.
    pub fn get(&self, id: &str) -> Option<&Incident> {
        self.groups.get(id).map(|group| &group.incident)
    }

    /// Returns the incident that a pod is part of.
    pub fn of_pod(&self, pod: &PodKey) -> Option<&Incident> {
        self.of(&Member::Pod(pod.clone()))
    }

    /// Returns the incident that a pod or an owner is part of.
    pub fn of(&self, member: &Member) -> Option<&Incident> {
        self.get(&self.members.get(member)?.id)
    }

    /// Returns what is known of a failing pod or owner.
    pub fn failing(&self, member: &Member) -> Option<&Failing> {
        self.members.get(member).map(|held| &held.failing)
    }

    /// Returns the number of failing pods.
    pub fn pods(&self) -> usize {
        self.groups.values().map(|group| group.incident.pods).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Returns the owners that cannot create pods.
    pub fn owners(&self) -> impl Iterator<Item = &ObjectId> {
        // `Member::Pod` is the lesser of the two, so that the owners are at the end.
        self.members.keys().rev().map_while(|member| match &**member {
            Member::Owner(owner) => Some(owner),
            Member::Pod(_) => None,
        })
    }

    /// Takes in why a pod or an owner fails, in place of what was known of it before. Says whether that changed the list:
    /// the incidents, their order, or who is in them.
    pub fn put(&mut self, member: Member, failing: Failing) -> bool {
        let id: Arc<str> = id_of(failing.finding.cause, &failing.finding.shared).into();
        match self.members.get(&member) {
            Some(held) if held.failing == failing => return false,
            Some(held) if held.id == id && held.failing.workload == failing.workload => {
                return self.replace(&member, failing, &id);
            }
            Some(_) => _ = self.remove(&member),
            None => {}
        }
        let member = Arc::new(member);
        self.unrank(&id);
        let group = self.groups.entry(id.clone()).or_insert_with(|| Group::new(&id, &failing));
        group.join(&member, &failing);
        let workload = failing.workload.clone();
        self.members.insert(member, Held { failing, id: id.clone() });
        self.settle(&id, &workload);
        true
    }

    /// Forgets a pod or an owner, which is fine again or gone. Says whether that changed the list.
    pub fn remove(&mut self, member: &Member) -> bool {
        let Some((member, Held { failing, id })) = self.members.remove_entry(member) else { return false };
        self.unrank(&id);
        if let Some(group) = self.groups.get_mut(&id) {
            group.leave(&member, &failing);
        }
        self.settle(&id, &failing.workload);
        true
    }

    /// The member stays where it is, and something else is known of it.
    fn replace(&mut self, member: &Member, failing: Failing, id: &Arc<str>) -> bool {
        let before = self.unrank(id);
        let workload = failing.workload.clone();
        let member = self.members.get_key_value(member).map(|(member, _)| member.clone());
        let held = member.as_ref().and_then(|member| self.members.get_mut(member));
        if let (Some(group), Some(member), Some(held)) = (self.groups.get_mut(id), &member, held) {
            group.forget(member, &held.failing);
            group.note(member, &failing);
            held.failing = failing;
        }
        self.settle(id, &workload);
        before != self.groups.get(id).map(Group::rank)
    }

    /// Takes an incident out of the order while it changes.
    fn unrank(&mut self, id: &Arc<str>) -> Option<Rank> {
        let rank = self.groups.get(id)?.rank();
        self.order.take(&rank)
    }

    /// Works out what an incident says of its members after one of this workload has changed, and puts it in its place;
    /// one without members is no incident.
    fn settle(&mut self, id: &Arc<str>, workload: &ObjectId) {
        let Some(group) = self.groups.get_mut(id) else { return };
        let Some((.., best)) = group.best.first() else {
            self.groups.remove(id);
            return;
        };
        group.incident.stand_for(&self.members[&**best].failing.finding);
        group.incident.since = group.since.first().map(|(since, _)| *since);
        group.incident.describe(workload, &self.members);
        self.order.insert(group.rank());
    }
}

impl Group {
    fn new(id: &Arc<str>, first: &Failing) -> Self {
        let finding = first.finding.clone();
        let incident = Incident {
            id: id.to_string(),
            cause: finding.cause,
            also: finding.also.clone(),
            grade: finding.grade,
            kind: finding.symptom.kind,
            title: title(finding.cause, &finding.shared),
            shared: finding.shared.clone(),
            since: None,
            workloads: BTreeMap::new(),
            finding,
            pods: 0,
        };
        Self {
            id: id.clone(),
            title: incident.title.as_str().into(),
            incident,
            best: BTreeSet::new(),
            since: BTreeSet::new(),
        }
    }

    fn rank(&self) -> Rank {
        let incident = &self.incident;
        (incident.kind, Reverse(incident.pods), self.title.clone(), self.id.clone())
    }

    fn join(&mut self, member: &Arc<Member>, failing: &Failing) {
        let affected = self.incident.workloads.entry(failing.workload.clone());
        let affected = affected.or_insert_with(|| Affected::of(failing.workload.clone()));
        match &**member {
            Member::Pod(pod) => self.incident.pods += usize::from(affected.pods.insert(pod.clone())),
            Member::Owner(owner) => _ = affected.owners.insert(owner.clone()),
        }
        self.note(member, failing);
    }

    fn leave(&mut self, member: &Arc<Member>, failing: &Failing) {
        self.forget(member, failing);
        let Some(affected) = self.incident.workloads.get_mut(&failing.workload) else { return };
        match &**member {
            Member::Pod(pod) => self.incident.pods -= usize::from(affected.pods.remove(pod)),
            Member::Owner(owner) => _ = affected.owners.remove(owner),
        }
        if affected.pods.is_empty() && affected.owners.is_empty() {
            self.incident.workloads.remove(&failing.workload);
        }
    }

    fn note(&mut self, member: &Arc<Member>, failing: &Failing) {
        self.best.insert(standing(member, &failing.finding));
        self.since.extend(failing.since.map(|since| (since, member.clone())));
    }

    fn forget(&mut self, member: &Arc<Member>, failing: &Failing) {
        self.best.remove(&standing(member, &failing.finding));
        if let Some(since) = failing.since {
            self.since.remove(&(since, member.clone()));
        }
    }
}

fn standing(member: &Arc<Member>, finding: &Finding) -> Standing {
    let unknown = finding.evidence.iter().filter(|link| link.mark == Mark::Unknown).count();
    (finding.grade, unknown, member.clone())
}

impl Incident {
    fn stand_for(&mut self, finding: &Arc<Finding>) {
        if Arc::ptr_eq(&self.finding, finding) {
            return;
        }
        self.grade = finding.grade;
        self.also.clone_from(&finding.also);
        self.kind = finding.symptom.kind;
        self.finding = finding.clone();
    }

    /// Tells of a workload what its first member tells.
    fn describe(&mut self, workload: &ObjectId, members: &BTreeMap<Arc<Member>, Held>) {
        let Some(affected) = self.workloads.get_mut(workload) else { return };
        let owners = affected.owners.iter().filter_map(|owner| members.get(&Member::Owner(owner.clone())));
        affected.missing = owners.map(|held| held.failing.missing).sum();
        let first = match (affected.pods.first(), affected.owners.first()) {
            (Some(pod), _) => Member::Pod(pod.clone()),
            (None, Some(owner)) => Member::Owner(owner.clone()),
            (None, None) => return,
        };
        let Some(Held { failing, .. }) = members.get(&first) else { return };
        affected.container.clone_from(&failing.container);
        affected.image.clone_from(&failing.image);
        affected.serving = failing.serving;
    }
}

impl Affected {
    fn of(workload: ObjectId) -> Self {
        Self {
            workload,
            container: None,
            image: String::new(),
            pods: BTreeSet::new(),
            owners: BTreeSet::new(),
            missing: 0,
            serving: Serving::Unknown,
        }
    }
}
