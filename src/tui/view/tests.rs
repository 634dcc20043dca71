//! What the screens look like, and that no size and no text can break them.

use proptest::prelude::*;

use super::{
    extent::{change_lines, confirm_lines, extent},
    fixture::{self, SCENES, draw, text},
};
use crate::{
    core::{
        diff::diff,
        model::{Gap, Reading, Right, Unseen},
        plan::{Plan, Purpose, Refusal},
    },
    tui::model::{Focus, Link, Model, Scroll, Stage, Tab},
};

/// Every scene with its styles, in the smallest pane of a tmux, on a common screen and on a large one.
#[test]
fn screens() {
    for (name, scene) in SCENES {
        for (width, height) in [(80, 24), (120, 40), (200, 50)] {
            let screen = format!("{:?}", draw(&mut scene(), width, height));
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), screen);
        }
    }
}

#[test]
fn too_small_a_screen_says_which_size_is_needed() {
    let screen = text(&draw(&mut fixture::model(), 50, 10));
    assert!(screen.starts_with("podmend needs 60 columns and 16 lines; here are 50"), "{screen}");
}

fn scene() -> impl Strategy<Value = Model> {
    (0..SCENES.len()).prop_map(|index| SCENES[index].1())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn no_size_breaks_a_screen(
        mut model in scene(),
        (width, height) in prop_oneof![(1_u16..130, 1_u16..45), (1_u16..500, 1_u16..200)],
        split in 0_u16..100,
        (zoomed, list, ascii, wrap, redacted) in any::<(bool, bool, bool, bool, bool)>(),
        (line, column) in (0_usize..400, 0_usize..200),
    ) {
        model.split = split;
        model.zoomed = zoomed;
        model.focus = if list { Focus::List } else { Focus::Detail };
        model.settings.ascii = ascii;
        model.panes.wrap = wrap;
        model.hiding.on = redacted;
        for scroll in [&mut model.panes.why, &mut model.panes.events, &mut model.panes.fix, &mut model.panes.spec] {
            *scroll = Scroll { line, column };
        }
        let buffer = draw(&mut model, width, height);
        extent(&model, model.tab);
        change_lines(&model);
        confirm_lines(&model);
        if ascii {
            prop_assert!(buffer.content.iter().all(|cell| cell.symbol().is_ascii()));
        }
    }
}

#[test]
fn a_hostile_text_is_shown_and_not_obeyed() {
    let mut model = fixture::model();
    if let Some(finding) = model.case.as_mut().and_then(|case| case.finding.as_mut()) {
        finding.headline = "Cannot pull \x1b[31mred\u{202e}live".to_owned();
        finding.said = "a\x07b".to_owned();
    }
    let screen = text(&draw(&mut model, 140, 38));
    for shown in [r"Cannot pull \x1b[31mred\u{202e}live", r"a\x07b"] {
        assert!(screen.contains(shown), "{shown}: {screen}");
    }
}

#[test]
fn what_is_redacted_is_on_no_screen() {
    let mut model = fixture::model();
    let secret = ["hunter", "2-and-a-half"].concat();
    let text_with_secret = format!("pull with https://robot:{secret}@harbor.internal.corp/v2/ failed");
    if let Some(case) = &mut model.case {
        if let Some(finding) = &mut case.finding {
            finding.said = text_with_secret.clone();
        }
        for event in case.dossier.events.values_mut() {
            std::sync::Arc::make_mut(event).message.clone_from(&text_with_secret);
        }
    }
    for tab in [Tab::Why, Tab::Events] {
        model.tab = tab;
        model.hiding.on = false;
        assert!(text(&draw(&mut model, 140, 38)).contains(&secret), "{tab:?}");
        model.hiding.on = true;
        let screen = text(&draw(&mut model, 140, 38));
        assert!(!screen.contains(&secret) && screen.contains("REDACTED"), "{tab:?}: {screen}");
    }
}

#[test]
fn what_was_said_is_held_back_until_the_objects_are_read() {
    let mut model = fixture::model();
    let said = "no entry for host, user app, and a word that only the object tells";
    if let Some(case) = &mut model.case {
        case.dossier.pod = Reading::NotAsked;
        case.finding.as_mut().expect("a finding").said = said.to_owned();
        for event in case.dossier.events.values_mut() {
            std::sync::Arc::make_mut(event).message = said.to_owned();
        }
    }
    for tab in [Tab::Why, Tab::Events] {
        model.tab = tab;
        model.hiding.on = false;
        assert!(text(&draw(&mut model, 140, 38)).contains("no entry for host"), "{tab:?}");
        model.hiding.on = true;
        let screen = text(&draw(&mut model, 140, 38));
        assert!(!screen.contains("no entry for host") && screen.contains("Held back"), "{tab:?}: {screen}");
    }
}

#[test]
fn the_end_of_every_tab_can_be_scrolled_to() {
    for (tab, last) in [
        (Tab::Why, "copy a report"),
        (Tab::Events, "Back-off pulling image"),
        (Tab::Fix, "unchanged lines"),
        (Tab::Spec, "name: checkout"),
    ] {
        for wrap in [false, true] {
            let mut model = fixture::model();
            model.tab = tab;
            model.panes.wrap = wrap;
            (model.width, model.height) = (80, 24);
            let extent = extent(&model, tab);
            let scroll = Scroll { line: extent.lines - extent.page, column: 0 };
            model.panes.why = scroll;
            model.panes.events = scroll;
            model.panes.fix = scroll;
            model.panes.spec = scroll;
            let screen = text(&draw(&mut model, 80, 24));
            assert!(screen.contains(last), "{tab:?} wrap {wrap}: {screen}");
        }
    }
}

#[test]
fn the_changes_can_be_gone_to_one_by_one() {
    let mut model = fixture::model();
    (model.width, model.height) = (140, 38);
    assert_eq!(change_lines(&model).len(), 2);
}

#[test]
fn no_key_is_offered_that_would_do_nothing() {
    let mut model = fixture::model();
    fixture::ready(&mut model, Stage::Refused(Refusal::ReadOnly), "");
    let screen = text(&draw(&mut model, 80, 24));
    assert!(!screen.contains("y apply") && screen.contains("esc close"), "{screen}");
}

#[test]
fn what_may_not_be_read_is_not_said_to_be_well() {
    let mut model = fixture::empty();
    let right = Right::new("list", "", "pods", Some("team-a"));
    model.session.link = Link::Live { at: model.now };
    model.snapshot.unseen = vec![Unseen { namespace: Some("team-a".to_owned()), why: Gap::Forbidden(right) }];
    let screen = text(&draw(&mut model, 80, 24));
    assert!(screen.contains("no pod could be seen") && screen.contains("n choose or name a namespace"), "{screen}");
    assert!(!screen.contains("nothing is failing") && !screen.contains("Whatever comes to fail"), "{screen}");
}

#[test]
fn owners_that_may_not_be_seen_are_not_said_to_be_well() {
    let mut model = fixture::empty();
    let right = |resource: &str, namespace| Gap::Forbidden(Right::new("list", "", resource, namespace));
    model.session.link = Link::Live { at: model.now };
    model.snapshot.total = 12;
    model.snapshot.unseen_owners = vec![Unseen { namespace: None, why: right("events", None) }];
    let screen = text(&draw(&mut model, 140, 38));
    assert!(screen.contains("no pod is failing") && screen.contains("? owners that cannot create pods"), "{screen}");
    assert!(!screen.contains("nothing is failing"), "{screen}");

    let here = |resource| vec![Unseen { namespace: Some("vault".to_owned()), why: right(resource, Some("vault")) }];
    (model.snapshot.unseen, model.snapshot.unseen_owners) = (here("pods"), here("events"));
    let screen = text(&draw(&mut model, 140, 38));
    assert!(
        screen.contains("namespace vault not shown") && !screen.contains("owners"),
        "one gap is said once: {screen}"
    );
}

#[test]
fn an_undo_says_that_it_replaces_pods() {
    let mut model = fixture::model();
    let plan = Plan { purpose: Purpose::Undo("2026-11-24-0220-1".to_owned()), ..fixture::plan() };
    fixture::ready(&mut model, Stage::Ready { diff: diff("a\n", "b\n"), plan: Box::new(plan) }, "");
    let screen = text(&draw(&mut model, 120, 40));
    assert!(screen.contains("its pods are replaced once more"), "{screen}");
}
