//! Messages in, model and effects out; no runtime, no terminal, no cluster.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use serde_json::json;

use super::*;
use crate::{
    cluster::{LookPart, PodNews, Scope, Trouble},
    core::{
        cause::credentials::NO_PULL_SECRET,
        model::{
            Kind, ObjectId, Pod, Reading, State, Stuck, Subject, Surroundings, Uid,
            sample::{
                NO_CREDENTIAL, REFUSED, account, at, deployment, dossier, event, found, secret, waiting, with_state,
            },
        },
        plan::{Applied, Pinned, Plan, Purpose, Refusal, Request, Step},
        redact::Redactor,
        timeline::{Progress, Verdict},
        yaml::readable,
    },
    tui::{
        keys::{self, Keymap},
        model::{RowKey, Session, Settings, Stage},
        msg::Ticket,
        theme::Theme,
    },
};

fn model() -> Model {
    let settings = Settings {
        theme: Theme::default(),
        keymap: Keymap::default(),
        ascii: false,
        read_only: false,
        protected: vec!["prod".to_owned()],
        demo: false,
        redactor: Redactor::default(),
        learns_secrets: false,
    };
    let session = Session::new("staging", "https://staging:6443", Scope::AllNamespaces);
    let mut model = Model::new(settings, session, at(0), TimeZone::UTC);
    (model.width, model.height) = (120, 40);
    start(&mut model);
    model
}

/// A workbench that has listed the pods and read everything about the first of them.
fn looking() -> Model {
    let mut model = model();
    list(&mut model, vec![waiting("ErrImagePull", NO_CREDENTIAL)]);
    look(&mut model);
    model
}

fn list(model: &mut Model, pods: Vec<Pod>) -> Vec<Effect> {
    let listed = PodNews::Listed { total: 100, pods, unseen: Vec::new(), namespaces: vec!["team-a".to_owned()] };
    let ticket = model.session.ticket;
    update(model, Msg::Cluster(ticket, listed))
}

fn look(model: &mut Model) {
    let dossier = dossier();
    for part in [
        LookPart::Workload(dossier.workload.map(Arc::unwrap_or_clone)),
        LookPart::Pod(found(serde_json::Value::Null)),
        LookPart::Account(dossier.service_account),
        LookPart::NamespaceSecrets(dossier.namespace_secrets.map(Arc::unwrap_or_clone)),
        LookPart::Accounts(dossier.accounts.map(Arc::unwrap_or_clone)),
        LookPart::Bindings(dossier.bindings),
    ] {
        let ticket = model.case.as_ref().expect("a case").ticket;
        update(model, Msg::Looked(ticket, part));
    }
}

/// Presses a key as the loop would, some seconds after the start.
fn press(model: &mut Model, key: char, seconds: i64) -> Vec<Effect> {
    press_code(model, KeyCode::Char(key), seconds)
}

fn press_code(model: &mut Model, code: KeyCode, seconds: i64) -> Vec<Effect> {
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    match model.settings.keymap.action(&keys::places(model), key) {
        Some(action) => update(model, Msg::Act { action, at: at(seconds) }),
        None => update(model, Msg::Typed { key, at: at(seconds) }),
    }
}

fn request(effects: &[Effect]) -> (Ticket, Request) {
    match effects {
        [Effect::Plan { ticket, request }] => (*ticket, (**request).clone()),
        other => panic!("one plan is asked for, not {other:?}"),
    }
}

fn plan(request: Request) -> Box<Plan> {
    let live = deployment();
    let after = readable(&live).replace("restartPolicy", "imagePullSecrets:\n      - name: x\n      restartPolicy");
    let step = |change| Step {
        change,
        pinned: Some(Pinned { uid: Uid("d-1".to_owned()), resource_version: "41".to_owned(), generation: 1 }),
        before: readable(&live),
        after: after.clone(),
        overwritten: json!({}),
    };
    Box::new(Plan {
        id: "2025-11-24-1600-1".to_owned(),
        purpose: request.purpose,
        context: "staging".to_owned(),
        server: "https://staging:6443".to_owned(),
        steps: request.changes.into_iter().map(step).collect(),
        warnings: Vec::new(),
        took: Duration::from_millis(80),
        made: at(1),
    })
}

/// A workbench whose dialog waits for an answer; it is shown since second 1.
fn asked() -> (Model, Ticket) {
    let mut model = looking();
    let (ticket, request) = request(&press(&mut model, 'a', 1));
    update(&mut model, Msg::Planned { ticket, result: Ok(plan(request)) });
    (model, ticket)
}

fn applied() -> Applied {
    Applied {
        id: "2025-11-24-1600-1".to_owned(),
        at: at(3),
        audit_id: "9c1e74d2-0000-0000-0000-000000000042".to_owned(),
        resource_version: "42".to_owned(),
        generation: 2,
        differs_from_review: false,
    }
}

/// A workbench in which the fix was applied.
fn mended() -> Model {
    let (mut model, ticket) = asked();
    press(&mut model, 'y', 3);
    let effects = update(&mut model, Msg::Applied { ticket, result: Ok(applied()) });
    assert!(matches!(&effects[..], [Effect::Follow { generation: 2, .. }]), "{effects:?}");
    model
}

fn stage(model: &Model) -> &Stage {
    match &model.dialog {
        Some(Dialog::Confirm(confirm)) => &confirm.stage,
        other => panic!("the dialog before a write is open, not {other:?}"),
    }
}

#[test]
fn the_first_list_puts_the_cursor_on_a_workload_and_looks_at_it() {
    let mut model = model();
    let effects = list(&mut model, vec![waiting("ErrImagePull", NO_CREDENTIAL)]);
    assert!(
        matches!(&effects[..], [Effect::Look { subject: Subject::Pod(pod), .. }] if pod.name == "checkout-7d9-abcde"),
        "{effects:?}"
    );
    assert!(matches!(model.list.cursor, Some(RowKey::Workload(..))));
    assert_eq!(model.list.rows[0].text, "no pull secret for harbor.internal.corp");
}

#[test]
fn three_keys_apply_the_fix_once() {
    let (mut model, _) = asked();
    let effects = press(&mut model, 'y', 3);
    assert!(matches!(&effects[..], [Effect::Apply { .. }]), "{effects:?}");
    assert!(press(&mut model, 'y', 4).is_empty(), "a second y sends nothing");
    assert!(press_code(&mut model, KeyCode::Esc, 5).is_empty());
    assert!(matches!(stage(&model), Stage::Applying { .. }), "what is on its way cannot be called back");
}

#[test]
fn a_key_that_was_pressed_before_the_plan_was_shown_is_no_answer() {
    let (mut model, _) = asked();
    assert!(press(&mut model, 'y', 1).is_empty());
    assert!(matches!(stage(&model), Stage::Ready { .. }));
}

#[test]
fn the_default_is_cancel() {
    let (mut model, _) = asked();
    assert!(press_code(&mut model, KeyCode::Enter, 3).is_empty());
    assert!(model.dialog.is_none());
}

#[test]
fn a_paste_confirms_nothing() {
    let (mut model, _) = asked();
    assert!(update(&mut model, Msg::Pasted("y\n".to_owned())).is_empty());
    assert!(matches!(stage(&model), Stage::Ready { .. }));
}

#[test]
fn a_protected_context_wants_the_name() {
    let (mut model, _) = asked();
    model.session.protected = true;
    assert!(press(&mut model, 'y', 3).is_empty());
    assert!(press_code(&mut model, KeyCode::Enter, 3).is_empty());
    press_code(&mut model, KeyCode::Backspace, 3);
    for letter in "checkout".chars() {
        press(&mut model, letter, 3);
    }
    let effects = press_code(&mut model, KeyCode::Enter, 4);
    assert!(matches!(&effects[..], [Effect::Apply { .. }]), "{effects:?}");
}

#[test]
fn production_is_known_by_whole_words() {
    let words = ["prod".to_owned(), "live".to_owned()];
    for (context, wanted) in [("prod-eu", true), ("eu_PROD", true), ("reproduce", false), ("delivery", false)] {
        assert_eq!(is_protected(context, &words), wanted, "{context}");
    }
}

#[test]
fn an_edit_by_someone_else_voids_the_review() {
    let (mut model, old) = asked();
    let mut live = deployment();
    live["metadata"]["resourceVersion"] = json!("50");
    live["metadata"]["generation"] = json!(2);
    live["spec"]["replicas"] = json!(7);
    let ticket = model.case.as_ref().expect("a case").ticket;
    let effects = update(&mut model, Msg::Looked(ticket, LookPart::Workload(found(live))));
    let planned = effects.iter().any(|effect| matches!(effect, Effect::Plan { .. }));
    assert!(planned, "it is planned anew: {effects:?}");
    assert!(press(&mut model, 'y', 5).is_empty(), "the old answer is void");
    assert!(matches!(&model.dialog, Some(Dialog::Confirm(confirm)) if confirm.changed && confirm.ticket != old));
}

#[test]
fn a_mere_status_update_keeps_the_review() {
    let (mut model, _) = asked();
    let mut live = deployment();
    live["metadata"]["resourceVersion"] = json!("50");
    live["status"]["replicas"] = json!(3);
    let ticket = model.case.as_ref().expect("a case").ticket;
    assert!(update(&mut model, Msg::Looked(ticket, LookPart::Workload(found(live)))).is_empty());
    match &press(&mut model, 'y', 3)[..] {
        [Effect::Apply { plan, .. }] => {
            let pinned = plan.main_step().pinned.as_ref().expect("pinned");
            assert_eq!(pinned.resource_version, "50");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_conflict_with_a_newer_version_is_planned_anew_and_not_sent_again() {
    let (mut model, ticket) = asked();
    press(&mut model, 'y', 3);
    let target = model.case.as_ref().expect("a case").workload.clone();
    let effects = update(&mut model, Msg::Applied { ticket, result: Err(Refusal::Changed { target }) });
    assert!(matches!(&effects[..], [Effect::Plan { .. }]), "{effects:?}");
    assert!(matches!(stage(&model), Stage::Planning));
}

#[test]
fn read_only_plans_nothing() {
    let mut model = looking();
    model.settings.read_only = true;
    assert!(press(&mut model, 'a', 1).is_empty());
    assert!(matches!(stage(&model), Stage::Refused(Refusal::ReadOnly)));
}

#[test]
fn an_answer_with_an_old_ticket_is_dropped() {
    let (mut model, ticket) = asked();
    press_code(&mut model, KeyCode::Esc, 2);
    let result = Err(Refusal::ReadOnly);
    assert!(update(&mut model, Msg::Planned { ticket, result }).is_empty());
    assert!(model.dialog.is_none());
    let old = Ticket(0);
    update(&mut model, Msg::Cluster(old, PodNews::Loading { done: 0, of: 9 }));
    assert!(matches!(model.session.link, Link::Live { .. }));
}

#[test]
fn the_pods_heal_and_the_case_stays_to_be_read() {
    let mut model = mended();
    let ticket = model.repair().expect("a repair").ticket;
    let status = Progress::Workload { generation: 2, observed: 2, replicas: 1, updated: 1, ready: 1, paused: false };
    update(&mut model, Msg::Followed { ticket, progress: status });
    let pod = with_state("checkout-new", State::Running { since: None });
    update(&mut model, Msg::Followed { ticket, progress: Progress::Pod(Box::new(pod)) });
    let settled = PodNews::Settled { pod: waiting("", "").key(), total: 100 };
    let session = model.session.ticket;
    update(&mut model, Msg::Cluster(session, settled));
    assert!(matches!(model.repair().expect("a repair").verdict, Verdict::Healed { .. }));
    assert!(model.list.rows.is_empty());
    assert_eq!(model.tab, Tab::Timeline);
    assert!(model.case.is_some());
}

#[test]
fn a_workload_that_fails_again_after_it_was_mended_is_looked_at_again() {
    let mut model = mended();
    let session = model.session.ticket;
    let settled = PodNews::Settled { pod: waiting("", "").key(), total: 100 };
    update(&mut model, Msg::Cluster(session, settled));
    assert_eq!(model.list.cursor, None);
    let mut again = waiting("ErrImagePull", NO_CREDENTIAL);
    again.name = "checkout-again".to_owned();
    let effects = update(&mut model, Msg::Cluster(session, PodNews::Changed { pod: Box::new(again), total: 100 }));
    assert!(
        matches!(&effects[..], [Effect::Look { subject: Subject::Pod(pod), .. }] if pod.name == "checkout-again"),
        "{effects:?}"
    );
}

#[test]
fn a_pull_that_fails_anew_is_told_and_can_be_taken_back() {
    let mut model = mended();
    let ticket = model.repair().expect("a repair").ticket;
    let mut pod = waiting("ErrImagePull", REFUSED);
    pod.name = "checkout-new".to_owned();
    update(&mut model, Msg::Followed { ticket, progress: Progress::Pod(Box::new(pod)) });
    let repair = model.repair().expect("a repair");
    assert!(matches!(&repair.verdict, Verdict::FailsAnew { message, .. } if message.contains("401")));
    assert!(repair.entries.iter().any(|entry| entry.text.contains("401 Unauthorized")));
    let effects = press(&mut model, 'u', 9);
    assert!(matches!(&effects[..], [Effect::PlanUndo { id, .. }] if id == "2025-11-24-1600-1"), "{effects:?}");
}

#[test]
fn a_healed_pod_moves_the_cursor_on() {
    let mut other = waiting("ErrImagePull", NO_CREDENTIAL);
    other.name = "web".to_owned();
    other.workload.name = "web".to_owned();
    let mut model = model();
    list(&mut model, vec![waiting("ErrImagePull", NO_CREDENTIAL), other]);
    let settled = PodNews::Settled { pod: waiting("", "").key(), total: 100 };
    let ticket = model.session.ticket;
    let effects = update(&mut model, Msg::Cluster(ticket, settled));
    assert!(
        matches!(&effects[..], [Effect::Look { subject: Subject::Pod(pod), .. }] if pod.name == "web"),
        "{effects:?}"
    );
}

#[test]
fn the_cursor_follows_its_workload_into_another_incident() {
    let mut model = looking();
    let mut pod = waiting("ErrImagePull", REFUSED);
    pod.name = "checkout-second".to_owned();
    pod.pull_secrets = vec!["regcred".to_owned()];
    list(&mut model, vec![pod]);
    assert!(matches!(&model.list.cursor, Some(RowKey::Workload(key, _)) if key.contains("rejected")));
}

/// What was read of the namespace of `waiting` pods: a credential for the registry, under the name that they give.
fn around(model: &mut Model, pods: &[Pod]) -> Vec<Effect> {
    let secrets = BTreeMap::from([("regcred".to_owned(), secret("harbor.internal.corp"))]);
    let accounts = BTreeMap::from([("default".to_owned(), account("default", &[]))]);
    let mut surroundings =
        Surroundings { pull_secrets: found(secrets), accounts: found(accounts), ..Surroundings::default() };
    surroundings.workloads = pods.iter().map(|pod| (pod.workload.clone(), found(deployment()))).collect();
    let news = PodNews::Surroundings { namespace: "team-a".to_owned(), surroundings: Box::new(surroundings) };
    let ticket = model.session.ticket;
    update(model, Msg::Cluster(ticket, news))
}

fn refused(name: &str, workload: &str) -> Pod {
    let mut pod = waiting("ErrImagePull", REFUSED);
    pod.name = name.to_owned();
    pod.uid = Uid(format!("uid-{name}"));
    pod.workload.name = workload.to_owned();
    pod.pull_secrets = vec!["regcred".to_owned()];
    pod
}

#[test]
fn the_cursor_stays_at_the_head_until_all_is_read_or_a_key_is_pressed() {
    let pods = [refused("a", "api"), refused("b", "web"), waiting("ErrImagePull", NO_CREDENTIAL)];
    let at_head = |model: &Model| model.list.position() == Some(1);
    let more = |model: &mut Model| {
        for name in ["c", "d", "e"] {
            let pull_secrets = Vec::new();
            changed(model, Pod { pull_secrets, containers: pods[2].containers.clone(), ..refused(name, name) });
        }
    };

    let mut first = model();
    list(&mut first, vec![pods[2].clone()]);
    list(&mut first, pods.to_vec());
    assert!(at_head(&first), "what comes to the head first is looked at");
    around(&mut first, &pods);
    assert!(at_head(&first));
    let seen = first.list.cursor.clone();
    more(&mut first);
    assert_eq!(first.list.cursor, seen, "what is read by now is not taken away");

    let mut without_pods = model();
    list(&mut without_pods, Vec::new());
    owners(&mut without_pods, vec![stuck()]);
    let seen = without_pods.list.cursor.clone();
    more(&mut without_pods);
    assert_eq!(without_pods.list.cursor, seen, "around an owner there is nothing to wait for");

    let mut moved = model();
    list(&mut moved, vec![pods[2].clone()]);
    press(&mut moved, 'j', 1);
    let seen = moved.list.cursor.clone();
    list(&mut moved, pods.to_vec());
    assert_eq!(moved.list.cursor, seen);
}

fn changed(model: &mut Model, pod: Pod) -> Vec<Effect> {
    let ticket = model.session.ticket;
    update(model, Msg::Cluster(ticket, PodNews::Changed { pod: Box::new(pod), total: 100 }))
}

fn ids(model: &Model) -> Vec<String> {
    model.list.board.incidents().map(|incident| incident.id.clone()).collect()
}

#[test]
fn pods_are_one_incident_before_and_after_their_surroundings_are_known() {
    let mut model = model();
    let pods = [refused("a", "checkout"), refused("b", "cart"), refused("c", "web")];
    list(&mut model, pods.to_vec());
    assert_eq!(ids(&model).len(), 1, "what the pods tell is enough to put them together");
    let dossier = dossier();
    let ticket = model.case.as_ref().expect("a case").ticket;
    let read = LookPart::NamedSecret("regcred".to_owned(), found(secret("harbor.internal.corp")));
    update(&mut model, Msg::Looked(ticket, read));
    update(&mut model, Msg::Looked(ticket, LookPart::Account(dossier.service_account)));
    assert_eq!(ids(&model).len(), 1, "the pod that is looked at does not part from the others");
    around(&mut model, &pods);
    let known = ids(&model);
    assert_eq!(known.len(), 1);
    let case = model.case.as_ref().expect("a case");
    let incident = model.list.board.of(&case.member).expect("it is listed");
    assert_eq!(Some(incident.cause), case.finding.as_ref().map(|finding| finding.cause), "list and Why agree");
    changed(&mut model, refused("d", "more"));
    assert_eq!(ids(&model), known, "the id stays when pods join");
}

#[test]
fn what_is_read_of_the_pod_that_is_looked_at_holds_in_the_list_too() {
    let mut model = model();
    let pods = [refused("a", "checkout"), refused("b", "cart")];
    list(&mut model, pods.to_vec());
    around(&mut model, &pods);
    let (looked_at, ticket) = model.case.as_ref().map(|case| (case.member.clone(), case.ticket)).expect("a case");
    let wrong = Reading::Found { value: secret("quay.io"), at: at(60) };
    update(&mut model, Msg::Looked(ticket, LookPart::NamedSecret("regcred".to_owned(), wrong)));
    let finding = model.case.as_ref().and_then(|case| case.finding.clone()).expect("it fails");
    assert_eq!(finding.cause.name(), "pull-secret-host-mismatch");
    assert_eq!(model.list.board.of(&looked_at).map(|incident| incident.cause), Some(finding.cause));
    assert!(matches!(&model.list.cursor, Some(RowKey::Workload(id, _)) if id.starts_with(finding.cause.name())));
}

#[test]
fn a_back_off_that_forgets_the_error_does_not_move_the_pod() {
    let mut model = looking();
    let before = ids(&model);
    let words = "Back-off pulling image \"harbor.internal.corp/project/app:1.4.2\"";
    changed(&mut model, waiting("ImagePullBackOff", words));
    assert_eq!(ids(&model), before);
}

#[test]
fn time_alone_makes_a_pod_that_does_not_start_an_incident() {
    let mut model = model();
    let mut pod = waiting("ContainerCreating", "");
    pod.created = Some(at(0));
    pod.conditions[0].since = Some(at(0));
    list(&mut model, vec![pod]);
    assert!(ids(&model).is_empty() && model.list.unsettled.len() == 1);
    update(&mut model, Msg::Tick(at(30)));
    assert!(ids(&model).is_empty());
    update(&mut model, Msg::Tick(at(90)));
    assert_eq!(ids(&model).len(), 1);
    assert!(model.list.unsettled.is_empty());
}

fn stuck() -> Stuck {
    Stuck {
        workload: ObjectId::new(Kind::Deployment, "team-b", "web"),
        owner: ObjectId::new(Kind::ReplicaSet, "team-b", "web-6c5"),
        owner_uid: Uid("rs".to_owned()),
        service_account: "default".to_owned(),
        wanted: 3,
        present: 1,
        reason: "FailedCreate".to_owned(),
        message: "exceeded quota: compute".to_owned(),
        count: 4,
        since: Some(at(-60)),
        last: Some(at(-5)),
    }
}

fn owners(model: &mut Model, owners: Vec<Stuck>) -> Vec<Effect> {
    let ticket = model.session.ticket;
    update(model, Msg::Cluster(ticket, PodNews::Stuck { owners, unseen: Vec::new() }))
}

#[test]
fn an_owner_without_pods_is_looked_at_as_a_pod_is() {
    let mut model = model();
    list(&mut model, Vec::new());
    let effects = owners(&mut model, vec![stuck()]);
    assert!(matches!(&effects[..], [Effect::Look { subject: Subject::Owner(_), .. }]), "{effects:?}");
    let cause = |model: &Model| model.case.as_ref()?.finding.as_ref().map(|finding| finding.cause.name());
    assert_eq!(cause(&model), Some("quota-or-admission"));
    assert!(model.case.as_ref().is_some_and(|case| case.fix.is_err()));

    let more = Stuck { message: "serviceaccount \"web\" not found".to_owned(), ..stuck() };
    owners(&mut model, vec![more]);
    assert_eq!(cause(&model), Some("serviceaccount-not-found"), "what the controller says now counts");
    owners(&mut model, Vec::new());
    assert!(model.case.is_none());
}

#[test]
fn an_owner_without_pods_is_an_incident_until_it_has_them() {
    let mut model = looking();
    owners(&mut model, vec![stuck()]);
    let row = model.list.rows.iter().find(|row| row.text == "team-b/web").expect("it is listed");
    assert_eq!((row.pods, row.open), (2, None));
    owners(&mut model, Vec::new());
    assert_eq!(ids(&model).len(), 1);
}

#[test]
fn trouble_keeps_the_list_and_says_how_old_it_is() {
    let mut model = looking();
    let trouble = Trouble { what: "cannot reach".to_owned(), why: "refused".to_owned(), hint: "wait".to_owned() };
    let ticket = model.session.ticket;
    update(&mut model, Msg::Cluster(ticket, PodNews::Troubled(trouble)));
    assert!(matches!(model.session.link, Link::Troubled { at: Some(_), .. }));
    assert!(!model.list.rows.is_empty());
}

#[test]
fn another_context_ends_dialogs_and_forgets_the_old_cluster() {
    let (mut model, ticket) = asked();
    model.session.contexts = vec!["other".to_owned()];
    model.dialog = None;
    press(&mut model, 'x', 3);
    let effects = press_code(&mut model, KeyCode::Enter, 4);
    assert!(matches!(&effects[..], [Effect::Connect { context: Some(name), .. }] if name == "other"), "{effects:?}");
    assert!(model.case.is_none() && model.list.rows.is_empty());
    assert!(update(&mut model, Msg::Applied { ticket, result: Ok(applied()) }).is_empty());
}

#[test]
fn a_case_that_is_not_read_yet_has_nothing_to_apply() {
    let mut model = model();
    list(&mut model, vec![waiting("ErrImagePull", NO_CREDENTIAL)]);
    assert!(press(&mut model, 'a', 1).is_empty());
    assert!(model.notice.as_ref().is_some_and(|notice| notice.text.contains("being read")));
}

#[test]
fn the_copy_menu_offers_only_what_there_is() {
    let mut model = model();
    list(&mut model, vec![waiting("ErrImagePull", NO_CREDENTIAL)]);
    press(&mut model, 'C', 1);
    let Some(Dialog::Pick(pick)) = &model.dialog else { panic!("a menu") };
    let offered: Vec<&str> = pick.items.iter().map(|item| item.value.as_str()).collect();
    assert_eq!(offered, ["report"], "nothing else has been read yet");
}

#[test]
fn the_dialog_of_a_write_on_its_way_stays() {
    let (mut model, _) = asked();
    press(&mut model, 'y', 3);
    press(&mut model, 'C', 4);
    assert!(matches!(stage(&model), Stage::Applying { .. }));
}

#[test]
fn only_what_the_redactor_made_is_copied() {
    let mut model = looking();
    model.tab = Tab::Fix;
    match &press(&mut model, 'c', 1)[..] {
        [Effect::Copy { text, lines, .. }] => {
            assert!(text.as_str().contains("+      - name: harbor-pull-secret"));
            assert_eq!(*lines, text.as_str().lines().count());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_purpose_has_its_words() {
    let (model, _) = asked();
    let Some(Dialog::Confirm(confirm)) = &model.dialog else { panic!("a dialog") };
    assert_eq!(confirm.title, "basic fix");
    assert_eq!(confirm.plan().expect("a plan").purpose, Purpose::Fix("basic".to_owned()));
    assert!(matches!(model.case.as_ref().expect("a case").dossier.workload, Reading::Found { .. }));
}

fn mouse(model: &mut Model, kind: crossterm::event::MouseEventKind, column: u16) {
    let event = crossterm::event::MouseEvent { kind, column, row: 10, modifiers: KeyModifiers::NONE };
    update(model, Msg::Mouse(event));
}

#[test]
fn the_border_moves_only_when_it_was_taken_hold_of() {
    use crossterm::event::{MouseButton::Left, MouseEventKind::*};
    let mut model = looking();
    let (before, border) = (model.split, crate::tui::layout::layout(&model).border.x);
    mouse(&mut model, Down(Left), border + 20);
    mouse(&mut model, Drag(Left), border + 30);
    assert_eq!(model.split, before);
    mouse(&mut model, Down(Left), border);
    mouse(&mut model, Drag(Left), border + 30);
    let dragged = model.split;
    assert!(dragged > before);
    mouse(&mut model, Up(Left), border + 30);
    mouse(&mut model, Drag(Left), border);
    assert_eq!(model.split, dragged);
}

#[test]
fn a_namespace_that_is_not_listed_can_be_named() {
    let mut model = looking();
    press(&mut model, 'n', 1);
    for key in "web".chars() {
        press(&mut model, key, 2);
    }
    let effects = press_code(&mut model, KeyCode::Enter, 3);
    assert!(!effects.is_empty());
    assert_eq!(model.session.scope, Scope::Namespace("web".to_owned()));
}

#[test]
fn enter_on_the_cause_opens_its_page() {
    let mut model = looking();
    press_code(&mut model, KeyCode::Tab, 1);
    press_code(&mut model, KeyCode::Enter, 2);
    assert!(matches!(&model.dialog, Some(Dialog::Page { cause, top: 0 }) if *cause == NO_PULL_SECRET));
    press(&mut model, 'j', 3);
    press_code(&mut model, KeyCode::Esc, 4);
    assert!(model.dialog.is_none());
    press_code(&mut model, KeyCode::Tab, 5);
    press(&mut model, 'i', 6);
    assert!(matches!(model.dialog, Some(Dialog::Page { .. })));
}

mod hidden;
