//! The main job on the embedded cluster, through the same loop, executor and cluster code as on a real one.
//!
//! The demo keeps every write it was sent; that list is the judge.

use podmend::{
    cluster::{Scope, connect::embedded},
    demo::{Clock, Demo, Scenario, Write},
};

use crate::support::{
    driver::Driver,
    pty::{PATIENCE, Pty, Setting},
};

fn start(scenario: &str) -> (Demo, Driver) {
    let scenario = Scenario::named(scenario).expect("a scenario of that name");
    let demo = Demo::start(&scenario, Clock::real(), 1);
    let driver = Driver::start(embedded(demo.service(), "demo"), Scope::AllNamespaces, 140, 38);
    (demo, driver)
}

/// Answers the dialog. A `y` counts only once it could be read, so it is pressed until it counts.
async fn confirm(driver: &mut Driver, then: &str) {
    driver.wait_for("accepted by the server").await;
    driver.press_until('y', then).await;
}

fn real_writes(demo: &Demo) -> Vec<Write> {
    demo.writes().into_iter().filter(|write| !write.dry_run && !write.resource.contains("selfsubject")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_basic_fix_heals_and_is_taken_back() {
    let (demo, mut driver) = start("no-secret");
    driver.wait_for("no pull secret for").await;
    driver.press("3");
    driver.wait_for("What else happens").await;
    driver.press("a");
    confirm(&mut driver, "applied the").await;
    driver.wait_for("Healed").await;
    assert_eq!(verbs(&real_writes(&demo)), ["patch deployments"]);
    driver.press("u");
    confirm(&mut driver, "took back").await;
    assert_eq!(verbs(&real_writes(&demo)), ["patch deployments", "patch deployments"]);
    driver.quit();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_account_of_its_own_heals_and_is_taken_back() {
    let (demo, mut driver) = start("no-secret");
    driver.wait_for("no pull secret for").await;
    driver.press("3");
    driver.wait_for("What else happens").await;
    driver.press("f");
    driver.wait_for("serviceAccountName").await;
    driver.press("a");
    confirm(&mut driver, "applied the").await;
    driver.wait_for("Healed").await;
    assert_eq!(verbs(&real_writes(&demo)), ["create serviceaccounts", "patch deployments"]);
    driver.press("u");
    confirm(&mut driver, "took back").await;
    assert_eq!(verbs(&real_writes(&demo)).len(), 3);
    driver.quit();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_credential_is_told_and_naming_it_again_is_no_fix() {
    let (demo, mut driver) = start("wrong-password");
    driver.wait_for("refused the credential in secret").await;
    driver.press("3");
    driver.wait_for("names harbor-pull-secret already").await;
    driver.press("a");
    driver.wait_for("nothing to apply").await;
    driver.quit();
    assert_eq!(verbs(&real_writes(&demo)), [""; 0]);
}

/// The binary itself in a pseudo terminal, as somebody sees it who tries the README's first command.
#[test]
fn the_binary_heals_its_own_demo_and_takes_it_back() {
    let pty = Pty::podmend("demo no-secret --theme dark", Setting { size: (120, 40), ..Setting::default() });
    pty.wait_for("DEMO");
    pty.wait_for("no pull secret for");
    pty.send("3");
    pty.wait_for("What else happens");
    pty.send("a");
    pty.wait_for("accepted by the server");
    pty.press_until("y", "applied the");
    pty.wait_for("Healed");
    pty.send("u");
    pty.wait_for("accepted by the server");
    pty.press_until("y", "took back");
    pty.send("q");
    assert!(pty.wait_exit(PATIENCE).success());
}

fn verbs(writes: &[Write]) -> Vec<String> {
    writes.iter().map(|write| format!("{} {}", write.verb, write.resource)).collect()
}
