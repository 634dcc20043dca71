use super::*;
use crate::core::report::diagnosis::{SCHEMA, Things};

const PLAIN: Ink = Ink { colour: false, ascii: false };

fn workload(namespace: &str, name: &str, pods: usize) -> Workload {
    Workload {
        kind: "Deployment".to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        container: Some("app".to_owned()),
        image: Some("harbor.internal.corp/project/app:1.4.2".to_owned()),
        pods: (0..pods).map(|pod| format!("{name}-{pod}")).collect(),
        missing: 0,
        serving: Some(Replicas { wanted: 3, ready: 3, before_rollout: true }),
    }
}

fn diagnosis() -> Diagnosis {
    let link = |state: &'static str, needs: Option<&str>| Link {
        link: "secret-exists",
        state,
        text: format!("secret harbor-pull-secret is there: {state}"),
        source: Some("read 02:20:11".to_owned()),
        needs: needs.map(str::to_owned),
    };
    let trouble = Trouble {
        id: "credentials-rejected@harbor.internal.corp/robot$ci".to_owned(),
        cause: "credentials-rejected",
        confidence: "unknown",
        also: vec!["credentials-expired"],
        title: "robot$ci refused by harbor.internal.corp".to_owned(),
        since: Some("2026-11-24 02:14".to_owned()),
        shared: Things::default(),
        workloads: vec![workload("team-a", "cart", 2), workload("team-a", "checkout", 1), workload("team-b", "web", 1)],
        evidence: vec![
            link("ok", None),
            link("broken", None),
            link("unknown", Some("the right to get secrets in team-a")),
        ],
        sentence: "The registry refused the credential. ".repeat(4),
        said: Some("word ".repeat(200)),
        next: Some("rotate the robot's secret".to_owned()),
    };
    Diagnosis {
        schema: SCHEMA,
        context: "prod-eu".to_owned(),
        namespaces: vec!["team-a".to_owned(), "team-b".to_owned()],
        complete: true,
        errors: Vec::new(),
        incidents: vec![trouble],
    }
}

#[test]
fn an_incident_tells_what_fails_how_sure_that_is_and_what_still_serves() {
    let text = text(&diagnosis(), 40, None, PLAIN);
    for wanted in [
        "1 incident: 4 of 40 pods failing, 2 namespaces, context prod-eu\n",
        "\n✖ robot$ci refused by harbor.internal.corp\n",
        "  4 pods of 3 workloads in 2 namespaces, since 2026-11-24 02:14\n",
        "  credentials-rejected, cannot tell; not ruled out: credentials-expired\n",
        "  ✔ secret harbor-pull-secret is there: ok\n",
        "  ✖ secret harbor-pull-secret is there: broken\n",
        "  ? secret harbor-pull-secret is there: unknown\n      read 02:20:11\n      needs the right to get secrets in team-a\n",
        "  | word word",
        "  | …\n",
        "  Next: rotate the robot's secret\n",
        "  Deployment team-a/checkout: 1 pod, container app; 3 of 3 serve (the old ones)\n",
    ] {
        assert!(text.contains(wanted), "{wanted:?} is not in\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= WIDTH && !line.ends_with(' ')), "{text}");
}

#[test]
fn colour_and_twins_change_no_word() {
    let plain = text(&diagnosis(), 40, None, PLAIN);
    let coloured = text(&diagnosis(), 40, None, Ink { colour: true, ascii: false });
    assert_ne!(coloured, plain);
    let codes = ["1", "2", "31", "32", "33", "0"].map(|code| format!("\x1b[{code}m"));
    assert_eq!(codes.iter().fold(coloured, |text, code| text.replace(code, "")), plain);
    let ascii = text(&diagnosis(), 40, None, Ink { colour: false, ascii: true });
    assert!(ascii.is_ascii() && ascii.contains("\nx robot$ci refused"), "{ascii}");
}

#[test]
fn nothing_failing_is_said_with_what_was_looked_at() {
    let mut fine = Diagnosis { incidents: Vec::new(), ..diagnosis() };
    assert_eq!(
        text(&fine, 40, None, PLAIN),
        "✔ nothing is failing: 40 pods looked at, 2 namespaces, context prod-eu\n"
    );
    assert!(text(&fine, 40, Some("deployment/web"), PLAIN).starts_with("✔ nothing of deployment/web is failing"));
    fine.complete = false;
    assert!(text(&fine, 40, None, PLAIN).starts_with("? nothing is failing in what could be read"));
}

#[test]
fn many_workloads_are_counted() {
    let mut many = diagnosis();
    many.incidents[0].workloads = (0..20).map(|number| workload("team-a", &format!("app-{number}"), 1)).collect();
    let text = text(&many, 40, None, PLAIN);
    assert!(
        text.contains("20 workloads in team-a") && text.contains("and 8 workloads more; -o json has all"),
        "{text}"
    );
}
