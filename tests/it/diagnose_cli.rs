//! `podmend diagnose` as its own process, against the demo served on a port, with all rights and with few.

use std::process::{Command, Output};

use podmend::demo::{Access, Fault};
use serde_json::{Value, json};

use crate::support::{
    pty::home::Home,
    schema,
    served::{Served, kubeconfig},
};

struct Asked {
    output: Output,
}

impl Asked {
    fn code(&self) -> Option<i32> {
        self.output.status.code()
    }

    fn out(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    fn error(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out()).unwrap_or_else(|error| panic!("{error}: {}{}", self.out(), self.error()))
    }
}

fn home(served: &Served) -> Home {
    let home = Home::new();
    home.write("kubeconfig", &served.kubeconfig("staging"));
    home
}

fn diagnose(home: &Home, arguments: &str) -> Asked {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podmend"));
    command.arg("diagnose").args(arguments.split_whitespace()).env_clear().envs(home.variables());
    Asked { output: command.output().unwrap() }
}

fn incidents(answer: &Value) -> &Vec<Value> {
    answer["incidents"].as_array().unwrap()
}

#[test]
fn what_fails_is_told_with_code_1_and_what_is_fine_with_code_0() {
    let served = Served::start("no-secret");
    let home = home(&served);
    let asked = diagnose(&home, "-o json");
    assert_eq!(asked.code(), Some(1), "{}", asked.error());
    let answer = asked.json();
    assert_eq!(answer["schema"], "podmend.diagnosis/v1");
    assert_eq!(answer["context"], "staging");
    assert_eq!(answer["complete"], true, "{}", answer["errors"]);
    let incident = &incidents(&answer)[0];
    assert_eq!(incident["id"], "no-pull-secret@harbor.internal.corp");
    assert_eq!(incident["shared"]["registry"], "harbor.internal.corp");
    let workload = &incident["workloads"][0];
    assert_eq!((&workload["kind"], &workload["name"]), (&"Deployment".into(), &"checkout".into()));
    assert!(workload["pods"].as_array().is_some_and(|pods| !pods.is_empty()));
    assert!(workload["serving"]["wanted"].as_u64().is_some_and(|wanted| wanted > 0), "{workload}");

    let healthy = Served::start("healthy");
    let asked = diagnose(&self::home(&healthy), "");
    assert_eq!((asked.code(), asked.error()), (Some(0), String::new()));
    assert!(asked.out().contains("nothing is failing"), "{}", asked.out());
}

#[test]
fn the_text_is_plain_fits_80_columns_and_has_twins_in_ascii() {
    let served = Served::start("harbor");
    let home = home(&served);
    let asked = diagnose(&home, "");
    assert_eq!(asked.code(), Some(1), "{}", asked.error());
    let text = asked.out();
    assert!(!text.contains('\x1b') && text.contains("✖") && text.contains("no-pull-secret"), "{text}");
    let longest = text.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(80), "{longest:?}\n{text}");
    let ascii = diagnose(&home, "--ascii").out();
    assert!(ascii.is_ascii(), "{ascii}");
    let yaml = diagnose(&home, "-o yaml").out();
    assert!(yaml.starts_with("schema: podmend.diagnosis/v1\n"), "{yaml}");
}

#[test]
fn one_object_can_be_asked_for_and_a_misspelt_one_is_no_healthy_one() {
    let served = Served::start("harbor");
    let home = home(&served);
    let all = diagnose(&home, "-o json").json();
    let workload = &incidents(&all)[0]["workloads"][0];
    let name = workload["name"].as_str().unwrap();
    let one = diagnose(&home, &format!("deploy/{name} -n {} -o json", workload["namespace"].as_str().unwrap()));
    let answer = one.json();
    assert_eq!((one.code(), incidents(&answer).len()), (Some(1), 1));
    assert_eq!(incidents(&answer)[0]["workloads"].as_array().unwrap().len(), 1);
    for (arguments, words) in [
        ("deploy/chekout", "no deployment/chekout in any namespace"),
        ("deploy/chekout -n team-a", "no deployment/chekout in namespace team-a"),
        ("gizmo/checkout", "gizmo"),
        ("pod/gone -n team-a", "no pod/gone in namespace team-a"),
        ("checkout", "a kind and a name"),
        ("deploy/", "one name"),
        ("-o xml", "text, json, yaml"),
    ] {
        let asked = diagnose(&home, arguments);
        assert_eq!(asked.code(), Some(2), "{arguments}");
        assert!(asked.error().contains(words) && asked.out().is_empty(), "{arguments}: {}", asked.error());
    }
}

#[test]
fn a_workload_that_is_well_is_not_failing() {
    let served = Served::start("healthy");
    let home = home(&served);
    let asked = diagnose(&home, "deploy/catalog");
    assert_eq!(asked.code(), Some(0), "{}", asked.error());
    assert!(asked.out().contains("nothing of deployment/catalog is failing"), "{}", asked.out());
    served.demo.set_access(Access::all().deny(&["*"], &["deployments"], &["*"]));
    fails_with(&home, "deploy/catalog", &["deployment/catalog", "may not exist", "list deployments"]);
}

#[test]
fn what_may_not_be_read_is_named_and_never_taken_for_absent() {
    let served = Served::start("missing-secret");
    let home = home(&served);
    assert_eq!(incidents(&diagnose(&home, "-o json").json())[0]["cause"], "pull-secret-missing");
    served.demo.set_access(Access::all().deny(&["*"], &["secrets", "serviceaccounts"], &["*"]));
    let asked = diagnose(&home, "-o json");
    let answer = asked.json();
    assert_eq!(asked.code(), Some(1), "it fails all the same");
    assert_eq!(answer["complete"], false);
    let errors = answer["errors"].to_string();
    assert!(errors.contains("needs the right to") && errors.contains("secrets"), "{errors}");
    assert!(asked.error().contains("incomplete: needs the right to"), "{}", asked.error());
    let incident = &incidents(&answer)[0];
    // That the kubelet could not read it is told by its event; why that is may not be looked at.
    assert_ne!(incident["confidence"], "certain", "{incident}");
    let link = |name: &str| incident["evidence"].as_array().unwrap().iter().find(|link| link["link"] == name);
    for name in ["secret-fits", "candidate-fits", "service-account-gives"] {
        let link = link(name).unwrap_or_else(|| panic!("{name} is a link of {incident}"));
        assert_eq!(link["state"], "unknown", "{link}");
        assert!(link["needs"].as_str().is_some_and(|needs| needs.starts_with("the right to ")), "{link}");
    }
}

#[test]
fn nothing_that_could_be_looked_at_is_code_2() {
    let served = Served::start("no-secret");
    let home = home(&served);
    served.demo.set_access(Access::none());
    for arguments in ["", "-n team-a", "-o json"] {
        let asked = diagnose(&home, arguments);
        assert_eq!(asked.code(), Some(2), "{arguments}: {}", asked.out());
        assert!(asked.error().contains("pods") && asked.out().is_empty(), "{arguments}: {}", asked.error());
    }
}

#[test]
fn a_cluster_that_cannot_be_asked_is_code_2_with_the_reason_and_what_to_try() {
    let home = Home::new();
    fails_with(&home, "", &["cannot find a kubeconfig", "--kubeconfig"]);
    fails_with(&home, "--kubeconfig /nonexistent", &["cannot read the kubeconfig /nonexistent", "check its path"]);
    home.write("kubeconfig", "contexts: [");
    fails_with(&home, "-o json", &["cannot read the kubeconfig", "line 1"]);
    home.write("kubeconfig", "apiVersion: v1\nkind: Config\n");
    fails_with(&home, "", &["kubeconfig"]);
    home.write("kubeconfig", &kubeconfig("staging", "http://127.0.0.1:1"));
    fails_with(&home, "--context prod", &["has no context of that name", "staging"]);
    fails_with(&home, "-o yaml", &["127.0.0.1:1 refuses connections", "is the API server up"]);
}

#[test]
fn a_server_that_is_in_trouble_is_code_2_and_no_other_try_is_promised() {
    let served = Served::start("harbor");
    let home = home(&served);
    for _ in 0..9 {
        served.demo.fail_next(Fault::answer(503).on("list", "pods"));
    }
    fails_with(&home, "-n team-a", &["cannot read the pods of team-a", "503", "try again in a while"]);
}

#[track_caller]
fn fails_with(home: &Home, arguments: &str, words: &[&str]) {
    let asked = diagnose(home, arguments);
    let error = asked.error();
    assert_eq!((asked.code(), asked.out()), (Some(2), String::new()), "{arguments}: {error}");
    assert!(error.starts_with("podmend: ") && error.lines().count() == 1, "{arguments}: {error}");
    assert!(words.iter().all(|word| error.contains(word)), "{arguments}: {words:?}: {error}");
    assert!(!error.contains("by itself"), "it looks once: {error}");
}

#[test]
fn a_namespace_that_does_not_exist_is_no_healthy_one() {
    let served = Served::start("healthy");
    let home = home(&served);
    fails_with(&home, "-n gone", &["there is no namespace gone", "kubectl get namespaces"]);
    fails_with(&home, "deploy/catalog -n gone -o json", &["there is no namespace gone"]);
    // Whoever may not list namespaces cannot be told.
    served.demo.set_access(Access::all().deny(&["list"], &["namespaces"], &["*"]));
    assert_eq!(diagnose(&home, "-n gone").code(), Some(0));
}

#[test]
fn whatever_fails_the_answer_obeys_the_schema() {
    for scenario in ["harbor", "crash-loop", "quota", "healthy"] {
        let served = Served::start(scenario);
        let home = home(&served);
        for access in [Access::all(), Access::all().deny(&["*"], &["secrets", "events", "deployments"], &["*"])] {
            served.demo.set_access(access);
            let asked = diagnose(&home, "-o json");
            let answer = asked.json();
            assert_eq!(schema::problems(&answer), [""; 0], "{scenario}: {answer:#}");
            assert_eq!(asked.code(), Some(i32::from(!incidents(&answer).is_empty())), "{scenario}");
            let errors = answer["errors"].as_array().unwrap();
            assert_eq!(answer["complete"], errors.is_empty(), "{scenario}: {errors:?}");
        }
    }
}

#[test]
fn the_example_of_the_documentation_obeys_the_schema() {
    let page = include_str!("../../docs/diagnose.md");
    let example = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(schema::problems(&serde_json::from_str(example).unwrap()), [""; 0]);
}

#[test]
fn nothing_but_what_is_shared_may_be_absent() {
    let schema = schema::schema();
    let defined = schema["$defs"].as_object().unwrap().iter().filter(|(name, _)| *name != "shared");
    for part in defined.map(|(_, part)| part).chain([&schema]) {
        let names: Vec<&String> = part["properties"].as_object().unwrap().keys().collect();
        assert_eq!(json!(names), part["required"]);
    }
}

#[test]
fn what_does_not_obey_the_schema_is_found() {
    let served = Served::start("no-secret");
    let mut answer = diagnose(&home(&served), "-o json").json();
    assert_eq!(schema::problems(&answer), [""; 0]);
    answer["incidents"][0]["confidence"] = json!("surely");
    answer["incidents"][0]["shared"]["colour"] = json!("red");
    answer["incidents"][0]["workloads"][0]["serving"] = json!(3);
    answer["complete"] = json!("yes");
    answer["incidents"][0].as_object_mut().unwrap().shift_remove("next");
    assert_eq!(schema::problems(&answer).len(), 5, "{:?}", schema::problems(&answer));
}

#[test]
fn a_part_that_may_not_be_read_is_said_beside_what_is_fine() {
    let served = Served::start("healthy");
    let home = home(&served);
    served.demo.set_access(Access::all().deny(&["list"], &["namespaces"], &["*"]));
    let asked = diagnose(&home, "-o json");
    assert_eq!((asked.code(), &asked.json()["complete"]), (Some(0), &Value::Bool(false)), "{}", asked.error());
    assert!(asked.error().contains("all other namespaces were not looked at"), "{}", asked.error());
}
