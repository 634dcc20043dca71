use super::{check, encoded, value};
use crate::core::redact::redact;

/// A prefix and so many characters without a pattern.
fn token(prefix: &str, length: usize) -> String {
    let code: String = "a7Bq9Zk2Xw".chars().cycle().take(length).collect();
    format!("{prefix}{code}")
}

/// Checks that a text hides this and keeps all before and behind it.
#[track_caller]
fn check_hidden(before: &str, secret: &str, after: &str) {
    let redacted = redact(&format!("{before}{secret}{after}")).text.to_string();
    assert!(!redacted.contains(secret), "{redacted}");
    assert!(redacted.starts_with(before) && redacted.ends_with(after), "{redacted}");
    assert_eq!(redact(&redacted).text.as_str(), redacted, "a second time");
}

#[test]
fn the_password_of_a_url_is_hidden_and_the_host_is_not() {
    check(
        "DATABASE_URL=postgres://app:@1@db.svc:5432/shop\n",
        "DATABASE_URL=postgres://app:REDACTED-url-credential-1@db.svc:5432/shop\n",
    );
    check_hidden("see https://bot:", "p@ss/w".split('/').next().unwrap(), "@git.corp/x end");
    check_hidden("git clone https://", &token("", 24), "@git.corp/x.git");
    check(
        "https://u:$(PW)@h/ http://h:80/a@b https://user@h/\n",
        "https://u:$(PW)@h/ http://h:80/a@b https://user@h/\n",
    );
}

#[test]
fn a_value_has_one_placeholder_in_a_url_and_elsewhere() {
    let password = ["p@ss", "word/", "9"].concat();
    let text = format!("password: {password}\nurl: https://u:p%40ssword%2F9@h/\n");
    let expected = "password: REDACTED-password-1\nurl: https://u:REDACTED-password-1@h/\n";
    assert_eq!(redact(&text).text.as_str(), expected);
}

#[test]
fn headers_are_hidden_behind_their_scheme() {
    check_hidden("> Authorization: Bearer ", &token("", 30), "\n");
    check_hidden("curl -H 'authorization: bearer ", &token("", 30), "' https://h");
    check_hidden("Authorization: Basic ", &encoded("user:secret"), "\r\n");
    check_hidden(r#"{"Authorization":["Bearer "#, &token("", 30), r#""]}"#);
    check_hidden("X-Api-Key: ", &token("", 20), "\n");
    check_hidden("Set-Cookie: ", &format!("sid={}; Path=/", value(1)), "\n");
}

#[test]
fn tokens_are_known_by_their_form() {
    for (prefix, length) in [
        ("ghp_", 36),
        ("glpat-", 20),
        ("AKIA", 16),
        ("xoxb-", 24),
        ("sk-", 32),
        ("hvs.", 24),
        ("npm_", 36),
        ("dckr_pat_", 27),
    ] {
        let token = token(prefix, length);
        let token = if prefix == "AKIA" { token.to_uppercase() } else { token };
        check_hidden("said ", &token, ", and so on");
        check_hidden("\u{1b}[1m", &token, "\u{1b}[0m");
    }
    let jwt = format!("{}.{}.{}", token("eyJ", 30), token("eyJ", 40), token("", 43));
    check_hidden("token is ", &jwt, " today");
}

#[test]
fn private_keys_are_hidden_and_certificates_are_not() {
    let line = token("MII", 61);
    let pem = |label: &str, body: &str| format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
    for label in ["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"] {
        let redacted = redact(&pem(label, &format!("{line}\n{line}\nAAAA=="))).text.to_string();
        assert_eq!(redacted, pem(label, "REDACTED-private-key-1"));
    }
    let headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,7E2D5A1F9C0B4E8D\n\n";
    let encrypted = pem("RSA PRIVATE KEY", &format!("{headers}{line}\n{line}"));
    assert_eq!(redact(&encrypted).text.as_str(), pem("RSA PRIVATE KEY", &format!("{headers}REDACTED-private-key-1")));
    let cut_out = pem("PRIVATE KEY", &format!("{line}\n[truncated 128 bytes]\n{line}"));
    let redacted = redact(&cut_out).text.to_string();
    assert!(redacted.contains("\n[truncated 128 bytes]\n") && !redacted.contains(&line), "{redacted}");
    let certificate = pem("CERTIFICATE", &line);
    assert_eq!(redact(&certificate).text.as_str(), certificate);
    let one_line = format!("key: \"-----BEGIN PRIVATE KEY-----\\n{line}\\n-----END PRIVATE KEY-----\\n\"");
    assert_eq!(
        redact(&one_line).text.as_str(),
        "key: \"-----BEGIN PRIVATE KEY-----\\nREDACTED-private-key-1\\n-----END PRIVATE KEY-----\\n\""
    );
    let in_flow =
        format!("data: {{a: \"-----BEGIN PRIVATE KEY-----\\n{line}\\n-----END PRIVATE KEY-----\", b: \"2\"}}\n");
    assert_eq!(redact(&in_flow).text.as_str(), in_flow.replace(&line, "REDACTED-private-key-1"));
    let cut = format!("-----BEGIN PRIVATE KEY-----\n{line}\n{line}\nnext: line\n");
    assert_eq!(redact(&cut).text.as_str(), "-----BEGIN PRIVATE KEY-----\nREDACTED-private-key-1\nnext: line\n");
    let in_shell = format!("$ head -3 key\n-----BEGIN PRIVATE KEY-----\n{line}\n{line}\n$ ls /etc/tls\n");
    let expected = "$ head -3 key\n-----BEGIN PRIVATE KEY-----\nREDACTED-private-key-1\n$ ls /etc/tls\n";
    assert_eq!(redact(&in_shell).text.as_str(), expected);
    let logged = format!(
        "12:00 a -----BEGIN PRIVATE KEY-----\n12:00 a {line}\n12:00 a {line}\n12:00 a -----END PRIVATE KEY-----\n"
    );
    let expected = "12:00 a -----BEGIN PRIVATE KEY-----\n12:00 a REDACTED-private-key-1\n12:00 a REDACTED-private-key-1\n12:00 a -----END PRIVATE KEY-----\n";
    assert_eq!(redact(&logged).text.as_str(), expected);
}

#[test]
fn flags_are_hidden_in_command_lines() {
    check("helm upgrade web --password @1 --wait\n", "helm upgrade web --password REDACTED-password-1 --wait\n");
    check("$ mysql -u root -p@1 -h db\n", "$ mysql -u root -pREDACTED-password-1 -h db\n");
    check("docker login -u ci -p @1 h.corp\n", "docker login -u ci -p REDACTED-password-1 h.corp\n");
    check("sh -c \"redis-cli -a @1 ping\"\n", "sh -c \"redis-cli -a REDACTED-password-1 ping\"\n");
    check("curl -u ci:@1 https://h.corp/v2/\n", "curl -u ci:REDACTED-password-1 https://h.corp/v2/\n");
    check("sshpass -p @1 ssh -p 2222 ops@h\n", "sshpass -p REDACTED-password-1 ssh -p 2222 ops@h\n");
    check("Args:\n  --password\n  @1\n  --verbose\n", "Args:\n  --password\n  REDACTED-password-1\n  --verbose\n");
    check(
        "the flag --password is required, --token must be set\n",
        "the flag --password is required, --token must be set\n",
    );
}

#[test]
fn names_and_values_are_seen_in_any_text() {
    check(
        "level=info user=bob password=@1 attempt=3\n",
        "level=info user=bob password=REDACTED-password-1 attempt=3\n",
    );
    check("{\"msg\":\"x\",\"token\":\"@1\",\"n\":1}\n", "{\"msg\":\"x\",\"token\":\"REDACTED-token-1\",\"n\":1}\n");
    check("GET /x?a=1&access_token=@1&b=2 200\n", "GET /x?a=1&access_token=REDACTED-token-1&b=2 200\n");
    check("export DB_PASSWORD='@1'\n", "export DB_PASSWORD='REDACTED-password-1'\n");
    check("  DB_PASSWORD:  @1\n", "  DB_PASSWORD:  REDACTED-password-1\n");
    check("spring.datasource.password = @1\n", "spring.datasource.password = REDACTED-password-1\n");
    check("login failed, wrong password: @1\n", "login failed, wrong password: REDACTED-password-1\n");
    check(
        "Env:[]EnvVar{EnvVar{Name:DB_PASSWORD,Value:@1,ValueFrom:nil,},}\n",
        "Env:[]EnvVar{EnvVar{Name:DB_PASSWORD,Value:REDACTED-password-1,ValueFrom:nil,},}\n",
    );
    check("# old password: @1\n", "# old password: REDACTED-password-1\n");
}

#[test]
fn a_value_is_hidden_wherever_else_it_stands() {
    check(
        "password: @1\n---\nnote: use @1 for ^1\n",
        "password: REDACTED-password-1\n---\nnote: use REDACTED-password-1 for REDACTED-password-1\n",
    );
    check("path=/tmp/@1.sock\npassword=@1\n", "path=/tmp/REDACTED-password-1.sock\npassword=REDACTED-password-1\n");
    check(
        "kind: Secret\ndata: {a: ^1}\n---\nkind: Secret\nstringData: {b: @1}\n",
        "kind: Secret\ndata: {a: REDACTED-secret-data-1}\n---\nkind: Secret\nstringData: {b: REDACTED-secret-data-1}\n",
    );
    let inside = encoded(&format!("x{}", value(1)));
    check(&format!("password: @1\nblob: {inside}\n"), "password: REDACTED-password-1\nblob: REDACTED-password-2\n");
}

#[test]
fn the_longer_of_two_values_goes_first() {
    let text = format!("a_password: {0}\nb_password: {0}tail9\nboth: {0}tail9 {0}\n", value(1));
    let expected = "a_password: REDACTED-password-1\nb_password: REDACTED-password-2\nboth: REDACTED-password-2 REDACTED-password-1\n";
    assert_eq!(redact(&text).text.as_str(), expected);
}

#[test]
fn the_login_inside_a_docker_config_is_hidden_elsewhere() {
    let auth = encoded(&format!("robot:{}", value(1)));
    let config = encoded(&format!(r#"{{"auths":{{"h":{{"auth":"{auth}"}}}}}}"#));
    let text = format!("kind: Secret\ndata:\n  .dockerconfigjson: {config}\n---\nnote: {}\n", value(1));
    assert!(!redact(&text).text.as_str().contains(&value(1)));
}

#[test]
fn of_a_word_with_a_known_value_in_it_the_rest_stays() {
    let text = format!("password={0}\nmetric requests{{tenant=\"t-{0}-eu\"}} 14\nlock={0}_w1\n", value(1));
    let expected = "password=REDACTED-password-1\nmetric requests{tenant=\"t-REDACTED-password-1-eu\"} 14\nlock=REDACTED-password-1_w1\n";
    assert_eq!(redact(&text).text.as_str(), expected);
}

#[test]
fn what_is_a_value_itself_and_another_in_base64_is_hidden_the_same_every_time() {
    let text = format!(
        "POST https://api.h.example/hooks/{}/run 204\n",
        encoded(&format!("reftkn:01:xy{}", value(1).repeat(2)))
    );
    for _ in 0..20 {
        assert_eq!(redact(&text).text.as_str(), "POST https://api.h.example/hooks/REDACTED-token-1/run 204\n");
    }
}

#[test]
fn a_value_that_was_broken_over_lines_is_hidden_line_by_line() {
    let (first, rest) = (token("", 12), token("k7", 10));
    let text = format!("password={first}{rest}\nthe terminal wraps:\n  {first}\n  {rest}\n");
    let expected = "password=REDACTED-password-1\nthe terminal wraps:\n  REDACTED-password-1\n  REDACTED-password-1\n";
    assert_eq!(redact(&text).text.as_str(), expected);
}

#[test]
fn codes_for_recovery_are_hidden_one_by_one() {
    let codes = ["dp9qn-g88zn", "07vw3-43ag8"].map(|code| code.chars().rev().collect::<String>());
    let redacted = redact(&format!("Recovery codes: {}\n- {}\ndone\n", codes[0], codes[1])).text.to_string();
    assert!(codes.iter().all(|code| !redacted.contains(code)) && redacted.ends_with("\ndone\n"), "{redacted}");
}
