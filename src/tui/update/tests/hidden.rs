//! What is hidden on the screen and in copies, and the questions about it.

use super::*;
use crate::{
    core::redact::Redacted,
    tui::{clipboard::Delivery, draft::SHORT},
};

const SECRET: &str = "hunter2-and-a-half";

/// What is hidden in the object: the host of its image, and what its environment holds.
const HIDDEN: &str = "3 hidden: 1 password, 1 url credential, 1 host";

/// A workbench on a Deployment with a password in its environment, the object on the screen.
fn on_spec() -> Model {
    let mut model = looking();
    let mut live = deployment();
    live["spec"]["template"]["spec"]["containers"][0]["env"] = json!([
        {"name": "DATABASE_URL", "value": format!("postgres://app:{SECRET}@db/app")},
        {"name": "SMTP_PASSWORD", "value": "correct-horse-battery"},
    ]);
    looked_at(&mut model, live);
    press(&mut model, '4', 1);
    model
}

fn looked_at(model: &mut Model, live: serde_json::Value) {
    let ticket = model.case.as_ref().expect("a case").ticket;
    update(model, Msg::Looked(ticket, LookPart::Workload(found(live))));
    update(model, Msg::Looked(ticket, LookPart::Pod(found(serde_json::Value::Null))));
}

fn spec(model: &Model) -> &str {
    &model.case.as_ref().expect("a case").spec
}

fn notice(model: &Model) -> &str {
    model.notice.as_ref().map(|notice| notice.text.as_str()).unwrap_or_default()
}

fn copied(effects: &[Effect]) -> (&Redacted, usize, &str) {
    match effects {
        [Effect::Copy { text, lines, hidden }, ..] => (text, *lines, hidden),
        other => panic!("a text is copied, not {other:?}"),
    }
}

#[test]
fn redaction_takes_the_object_and_both_sides_of_the_fix() {
    let mut model = on_spec();
    assert!(spec(&model).contains(SECRET));
    press(&mut model, 'r', 2);
    let case = model.case.as_ref().expect("a case");
    for text in [&case.spec, &case.before, &case.after] {
        assert!(!text.contains(SECRET) && text.contains("REDACTED-"), "{text}");
    }
    press(&mut model, 'r', 3);
    assert!(spec(&model).contains(SECRET));
}

#[test]
fn a_copy_has_the_placeholders_of_the_screen_and_counts_what_is_not_in_it() {
    let mut model = on_spec();
    press(&mut model, 'r', 2);
    let shown = spec(&model).to_owned();
    let effects = press(&mut model, 'c', 3);
    let (text, lines, hidden) = copied(&effects);
    assert_eq!(text.as_str(), shown);
    assert_eq!(lines, shown.lines().count());
    assert_eq!(hidden, HIDDEN);
    update(&mut model, Msg::Delivered { lines, hidden: hidden.to_owned(), result: Ok(Delivery::Terminal) });
    assert!(notice(&model).ends_with(&format!("to the terminal's clipboard, {HIDDEN}")), "{}", notice(&model));
}

#[test]
fn what_is_learnt_later_is_hidden_in_the_object_too() {
    let mut model = on_spec();
    press(&mut model, 'r', 2);
    model.hiding.censor.redact("token: ghp_abcdefghijklmnopqrstuvwxyz0123456789\n");
    assert_ne!(model.hiding.seen, model.hiding.censor.learnt());
    update(&mut model, Msg::Tick(at(3)));
    assert_eq!(model.hiding.seen, model.hiding.censor.learnt());
}

#[test]
fn a_value_that_an_event_tells_is_hidden_in_the_object_and_in_copies_of_it() {
    let mut model = looking();
    let mut live = deployment();
    live["metadata"]["annotations"] = json!({"note": "sesame-street-9"});
    looked_at(&mut model, live);
    press(&mut model, '4', 1);
    press(&mut model, 'r', 2);
    assert!(spec(&model).contains("note: sesame-street-9"), "nothing tells what it is");
    let told = event(&waiting("ErrImagePull", NO_CREDENTIAL), "Failed", "login failed: password=sesame-street-9");
    let ticket = model.case.as_ref().expect("a case").ticket;
    update(&mut model, Msg::Looked(ticket, LookPart::Event(Box::new(told))));
    assert!(spec(&model).contains("note: REDACTED-password-1"), "{}", spec(&model));
    let effects = press(&mut model, 'c', 3);
    assert_eq!(copied(&effects).0.as_str(), spec(&model));
}

#[test]
fn a_copy_is_redacted_whatever_the_screen_shows() {
    let mut model = on_spec();
    for (tab, key) in [('1', 'c'), ('3', 'c'), ('4', 'c')] {
        press(&mut model, tab, 2);
        let effects = press(&mut model, key, 3);
        assert!(!copied(&effects).0.as_str().contains(SECRET), "tab {tab}");
    }
}

#[test]
fn stepping_goes_round_and_puts_each_stretch_on_the_screen() {
    let mut model = on_spec();
    assert!(press(&mut model, '}', 2).is_empty() && model.hiding.at.is_none(), "nothing is hidden yet");
    press(&mut model, 'r', 2);
    (model.width, model.height) = (80, 24);
    press(&mut model, '}', 3);
    press(&mut model, '}', 3);
    assert_eq!(model.hiding.at, Some(1));
    press(&mut model, '}', 3);
    assert_eq!(model.hiding.at, Some(2));
    assert!(model.panes.spec.line > 0, "it was further down");
    press(&mut model, '}', 3);
    assert_eq!(model.hiding.at, Some(0));
    press(&mut model, '{', 3);
    assert_eq!(model.hiding.at, Some(2));
    press(&mut model, '1', 4);
    assert_eq!(model.hiding.at, None, "another tab has other stretches");
}

#[test]
fn a_click_on_a_placeholder_looks_at_it() {
    use crate::tui::{layout::layout, view::extent::stops};
    let mut model = on_spec();
    press(&mut model, 'r', 2);
    let stop = stops(&model)[1].clone();
    let area = layout(&model).detail_content();
    let text = spec(&model).lines().nth(stop.line).expect("a line");
    let at = text.find(&stop.placeholder).expect("it stands there");
    let column = area.x + 5 + u16::try_from(at).expect("it is on the screen") + 2;
    let row = area.y + u16::try_from(stop.line - model.panes.spec.line).expect("it is on the screen");
    let kind = crossterm::event::MouseEventKind::Down(crossterm::event::MouseButton::Left);
    let event = crossterm::event::MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
    update(&mut model, Msg::Mouse(event));
    assert_eq!(model.hiding.at, Some(1));
}

#[test]
fn a_value_is_kept_for_one_copy_after_a_question_that_shows_it() {
    let mut model = on_spec();
    press(&mut model, 'r', 2);
    press(&mut model, 'K', 2);
    assert!(model.dialog.is_none() && notice(&model).contains("no hidden value is chosen"));
    ask_about_secret(&mut model);
    press(&mut model, 'y', 4);
    assert!(model.dialog.is_some(), "a key that was pressed before the question was read is no answer");
    update(&mut model, Msg::Pasted("y".to_owned()));
    assert_eq!(model.hiding.censor.kept(), 0, "a paste is none either");
    assert!(!spec(&model).contains(SECRET));
    press(&mut model, 'y', 6);
    assert!(model.dialog.is_none());
    assert_eq!(model.hiding.censor.kept(), 1);
    let shown = spec(&model).to_owned();
    assert!(shown.contains(SECRET) && shown.contains("REDACTED-password-1") && shown.contains("REDACTED-host-1"));

    let effects = press(&mut model, 'c', 7);
    let (text, _, hidden) = copied(&effects);
    assert_eq!(text.as_str(), shown);
    assert_eq!(hidden, "2 hidden: 1 password, 1 host; 1 shown as you asked");
    assert_eq!(model.hiding.censor.kept(), 0, "the next copy hides it again");
    assert!(!spec(&model).contains(SECRET));
    let effects = press(&mut model, 'c', 8);
    let (text, _, hidden) = copied(&effects);
    assert!(!text.as_str().contains(SECRET));
    assert_eq!(hidden, HIDDEN);
}

/// Goes to the password in the URL and presses `K`.
fn ask_about_secret(model: &mut Model) {
    press(model, '}', 3);
    press(model, '}', 3);
    press(model, 'K', 4);
    let Some(Dialog::Keep(keep)) = &model.dialog else { panic!("a question") };
    assert_eq!(keep.known.forms.iter().collect::<Vec<_>>(), [SECRET]);
}

#[test]
fn a_kept_value_is_in_the_copy_that_is_made_next_whichever_it_is() {
    let mut model = on_spec();
    press(&mut model, 'r', 2);
    ask_about_secret(&mut model);
    press(&mut model, 'y', 6);
    press(&mut model, '1', 7);
    let effects = press(&mut model, 'c', 7);
    assert!(copied(&effects).0.as_str().contains(SECRET), "{}", copied(&effects).0);
    press(&mut model, '3', 8);
    let effects = press(&mut model, 'c', 8);
    assert!(!copied(&effects).0.as_str().contains(SECRET));
}

#[test]
fn leaving_it_hidden_is_the_default() {
    for code in [KeyCode::Enter, KeyCode::Esc] {
        let mut model = on_spec();
        press(&mut model, 'r', 2);
        press(&mut model, '}', 3);
        press(&mut model, 'K', 4);
        press_code(&mut model, code, 6);
        assert!(model.dialog.is_none());
        assert_eq!(model.hiding.censor.kept(), 0);
    }
}

#[test]
fn who_stops_looking_keeps_nothing() {
    let mut model = on_spec();
    press(&mut model, 'r', 2);
    press(&mut model, '}', 3);
    press(&mut model, 'K', 4);
    press(&mut model, 'y', 6);
    press(&mut model, 'r', 7);
    assert_eq!(model.hiding.censor.kept(), 0);
}

#[test]
fn a_word_to_hide_is_typed_and_never_repeated() {
    let mut model = on_spec();
    press(&mut model, 'H', 2);
    for letter in "abc".chars() {
        press(&mut model, letter, 3);
    }
    press_code(&mut model, KeyCode::Enter, 3);
    assert!(model.dialog.is_some() && notice(&model).starts_with("not hidden: "), "{}", notice(&model));
    for letter in "-project".chars() {
        press(&mut model, letter, 3);
    }
    press_code(&mut model, KeyCode::Enter, 3);
    assert!(model.dialog.is_none());
    assert_eq!(model.hiding.censor.lists().values, ["abc-project"]);
    assert!(!format!("{model:?}").contains("abc-project"), "what is typed is in no debug output");
}

#[test]
fn a_word_that_was_typed_is_hidden_on_the_screen_and_in_copies() {
    let mut model = on_spec();
    let mut live = deployment();
    live["metadata"]["labels"] = json!({"customer": "projekt-adler"});
    looked_at(&mut model, live);
    press(&mut model, 'r', 2);
    assert!(spec(&model).contains("customer: projekt-adler"));
    press(&mut model, 'H', 3);
    update(&mut model, Msg::Pasted("projekt-adler".to_owned()));
    press_code(&mut model, KeyCode::Enter, 4);
    assert!(spec(&model).contains("customer: REDACTED-word-1"), "{}", spec(&model));
    press(&mut model, 'r', 5);
    assert!(spec(&model).contains("projekt-adler"), "who does not redact sees all");
    let effects = press(&mut model, 'c', 6);
    let (text, _, hidden) = copied(&effects);
    assert!(text.as_str().contains("customer: REDACTED-word-1") && !text.as_str().contains("adler"), "{text}");
    assert_eq!(hidden, "2 hidden: 1 word, 1 host");
}

#[test]
fn a_long_text_is_redacted_elsewhere_and_an_old_answer_is_dropped() {
    let mut model = on_spec();
    let mut live = deployment();
    live["metadata"]["annotations"] = json!({"long": "x".repeat(SHORT)});
    looked_at(&mut model, live);
    let effects = press(&mut model, 'c', 2);
    let [Effect::Redact { ticket, draft, censor }] = &effects[..] else { panic!("{effects:?}") };
    let result = draft.redacted(censor);
    assert!(update(&mut model, Msg::Redacted { ticket: Ticket(0), result: result.clone() }).is_empty());
    let effects = update(&mut model, Msg::Redacted { ticket: *ticket, result: result.clone() });
    assert!(copied(&effects).1 > 10);
    assert!(update(&mut model, Msg::Redacted { ticket: *ticket, result }).is_empty(), "one answer is one copy");
}

#[test]
fn a_copy_is_said_to_be_where_it_is() {
    let mut model = on_spec();
    let mut say = |result| {
        update(&mut model, Msg::Delivered { lines: 2_000, hidden: "nothing hidden".to_owned(), result });
        notice(&model).to_owned()
    };
    for (result, expected) in [
        (Ok(Delivery::Native), "copied 2,000 lines, nothing hidden"),
        (Ok(Delivery::Terminal), "sent 2,000 lines to the terminal's clipboard, nothing hidden"),
        (Ok(Delivery::File("/state/1.txt".into())), "wrote 2,000 lines to /state/1.txt, nothing hidden"),
        (
            Ok(Delivery::LongFile("/state/1.txt".into())),
            "too long for the terminal's clipboard: 2,000 lines are in /state/1.txt, nothing hidden",
        ),
        (Err("no file either".to_owned()), "nothing was copied: no file either"),
    ] {
        assert_eq!(say(result), expected);
    }
}

#[test]
fn what_cannot_be_redacted_is_not_copied() {
    let mut model = on_spec();
    model.hiding.copying = Some(Ticket(9));
    let failed = Msg::Redacted { ticket: Ticket(9), result: Err("redacting it failed".to_owned()) };
    assert!(update(&mut model, failed).is_empty());
    assert_eq!(notice(&model), "nothing was copied: redacting it failed");
}

#[test]
fn the_menu_says_how_long_each_text_is_and_how_much_is_hidden() {
    let mut model = on_spec();
    press(&mut model, 'C', 2);
    let Some(Dialog::Pick(pick)) = &model.dialog else { panic!("a menu") };
    let note = |value: &str| &pick.items.iter().find(|item| item.value == value).expect("it is offered").note;
    let lines = spec(&model).lines().count();
    assert!(note("manifest").starts_with(&format!("{lines:>6} lines    3 hidden   the object that is shown")));
    let offered: Vec<&str> = pick.items.iter().map(|item| item.value.as_str()).collect();
    assert_eq!(offered, ["diff", "patch", "manifest", "command", "report"]);
}

/// The workbench of somebody who has allowed that Secrets are read.
fn learning() -> Model {
    let mut model = model();
    model.settings.learns_secrets = true;
    model
}

fn asked_for(effects: &[Effect]) -> Vec<&str> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::LearnSecrets { namespaces, .. } => Some(namespaces),
        _ => None,
    });
    asked.flatten().map(String::as_str).collect()
}

#[test]
fn the_secrets_of_a_namespace_are_asked_for_once_and_only_with_leave() {
    let pods = || vec![waiting("ErrImagePull", NO_CREDENTIAL)];
    assert!(asked_for(&list(&mut model(), pods())).is_empty(), "nobody has allowed it");
    let mut model = learning();
    assert_eq!(asked_for(&list(&mut model, pods())), ["team-a"]);
    assert!(asked_for(&list(&mut model, pods())).is_empty());
    let pod = Box::new(Pod { namespace: "team-z".to_owned(), ..waiting("ErrImagePull", NO_CREDENTIAL) });
    let ticket = model.session.ticket;
    let effects = update(&mut model, Msg::Cluster(ticket, PodNews::Changed { pod, total: 100 }));
    assert_eq!(asked_for(&effects), ["team-z"]);
    model.session.scope = Scope::Namespace("team-q".to_owned());
    assert_eq!(asked_for(&list(&mut model, Vec::new())), ["team-q"], "it is shown, though nothing fails in it");
}

#[test]
fn a_value_of_a_secret_is_hidden_on_the_screen_soon_after_it_was_read() {
    let mut model = learning();
    let effects = list(&mut model, vec![waiting("ErrImagePull", NO_CREDENTIAL)]);
    look(&mut model);
    let mut live = deployment();
    live["metadata"]["annotations"] = json!({"note": "sesame-street-9"});
    looked_at(&mut model, live);
    press(&mut model, 'r', 2);
    assert!(spec(&model).contains("sesame-street-9"));
    let Effect::LearnSecrets { censor, .. } = &effects[0] else { panic!("{effects:?}") };
    censor.know_secrets([("any", "sesame-street-9")]);
    update(&mut model, Msg::Tick(at(3)));
    assert!(spec(&model).contains("note: REDACTED-secret-data-1"), "{}", spec(&model));
}

#[test]
fn what_opening_a_context_told_the_redactor_is_hidden_in_what_is_shown_already() {
    let mut model = on_spec();
    let mut live = deployment();
    live["metadata"]["annotations"] = json!({"note": "sesame-street-9"});
    looked_at(&mut model, live);
    press(&mut model, 'r', 2);
    assert!(spec(&model).contains("sesame-street-9"));
    model.settings.redactor.know("sesame-street-9", crate::core::redact::Class::Token);
    model.hiding.censor.told();
    update(&mut model, Msg::Tick(at(3)));
    assert!(spec(&model).contains("note: REDACTED-token-1"), "{}", spec(&model));
}

#[test]
fn a_report_has_all_that_a_ticket_needs() {
    let mut model = on_spec();
    press(&mut model, '1', 2);
    let effects = press(&mut model, 'c', 3);
    let text = copied(&effects).0.as_str();
    for part in ["## Why", "## Evidence", "## Fix", "```diff", "## Timeline", "## Commands", "kubectl --context"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn nothing_is_copied_before_the_objects_are_read() {
    let mut model = on_spec();
    model.case.as_mut().expect("a case").dossier.pod = Reading::NotAsked;
    assert!(press(&mut model, 'c', 2).is_empty());
    assert!(notice(&model).starts_with("nothing was copied: the objects"), "{}", notice(&model));
}
