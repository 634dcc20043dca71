//! Plugins are shell scripts here; their token is made at run time, so that no test file looks like it holds one.

use std::time::{Duration, Instant};

use super::*;

fn token() -> String {
    format!("to{}-{}", "ken", std::process::id())
}

fn script(body: &str) -> ExecConfig {
    let args = vec!["-c".to_owned(), body.to_owned()];
    ExecConfig { command: Some("/bin/sh".to_owned()), args: Some(args), ..ExecConfig::default() }
}

fn answer(status: &str) -> ExecConfig {
    script(&format!(
        "echo '{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{status}}}'"
    ))
}

async fn failure(config: &ExecConfig) -> Trouble {
    run(config, Terminal::Hidden).await.err().expect("the plugin fails")
}

#[tokio::test]
async fn a_token_becomes_a_header_that_does_not_print() {
    let config = answer(&format!("{{\"token\":\"{}\"}}", token()));
    let Credential::Token(given) = run(&config, Terminal::Hidden).await.unwrap() else { panic!("a token was given") };
    let redactor = Redactor::default();
    let plugin = Plugin::new(config, given, redactor.clone());
    assert!(!redactor.redact(&format!("it said {}", token())).text.as_str().contains(&token()));
    let header = plugin.authorization().await.unwrap().unwrap();
    assert_eq!(header.to_str().unwrap(), format!("Bearer {}", token()));
    assert!(!format!("{header:?}").contains(&token()));
}

#[tokio::test]
async fn a_token_that_expires_is_renewed_before_it_does() {
    let old = answer("{\"token\":\"old\",\"expirationTimestamp\":\"2020-01-01T00:00:00Z\"}");
    let Credential::Token(given) = run(&old, Terminal::Hidden).await.unwrap() else { panic!("a token was given") };
    let redactor = Redactor::default();
    let plugin = Plugin::new(answer("{\"token\":\"sesame-street-4\"}"), given, redactor.clone());
    assert_eq!(plugin.authorization().await.unwrap().unwrap(), "Bearer sesame-street-4");
    assert_eq!(redactor.redact("it said sesame-street-4").text.as_str(), "it said REDACTED-token-1");
    assert!(!plugin.discard().await, "a token that is seconds old is not to blame for a 401");
}

#[tokio::test]
async fn of_a_plugin_that_fails_only_name_and_exit_code_are_told() {
    let trouble = failure(&script(&format!("echo {}; echo {} >&2; exit 7", token(), token()))).await;
    assert_eq!(trouble.what, "cannot get a credential from the plugin sh");
    assert_eq!(trouble.why, "it ended with exit code 7");
    assert!(!format!("{trouble:?}").contains(&token()));
}

#[tokio::test]
async fn an_answer_that_is_no_credential_is_not_quoted() {
    let trouble = failure(&script(&format!("echo 'token: {}'", token()))).await;
    assert_eq!(trouble.why, "it did not answer with a credential");
    assert!(!format!("{trouble:?}").contains(&token()));
}

#[tokio::test]
async fn a_plugin_that_is_not_there_is_explained_by_the_kubeconfig_s_own_hint() {
    let hint = Some("install it with\u{1b}[2J brew".to_owned());
    let config =
        ExecConfig { command: Some("/nonexistent/login".to_owned()), install_hint: hint, ..ExecConfig::default() };
    let trouble = failure(&config).await;
    assert_eq!(trouble.hint, r"install it with\x1b[2J brew");
}

#[tokio::test]
async fn what_a_hidden_plugin_asks_of_the_terminal_comes_to_nothing() {
    let began = Instant::now();
    let trouble = failure(&script("echo password: >&2; read answer || exit 3")).await;
    assert_eq!(trouble.why, "it ended with exit code 3");
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_plugin_that_hangs_is_ended_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("child");
    let trouble = failure(&script(&format!("sleep 1000 & echo $! > {}; wait", file.display()))).await;
    assert!(trouble.why.contains("30 s"), "{trouble:?}");
    let child = std::fs::read_to_string(file).unwrap_or_default();
    let status = format!("/proc/{}/stat", child.trim());
    // Ended and not yet collected by anyone is as good as gone.
    let is_gone = || std::fs::read_to_string(&status).map_or(true, |stat| stat.contains(") Z "));
    while !child.trim().is_empty() && !is_gone() {
        std::thread::yield_now();
    }
}
