//! Any text can be redacted, once and for all.

use podmend::core::redact::{Policy, Profile, Redactor};

use super::text;

/// Beginnings of what is looked for, what stands around it, and what leads into another text.
const PIECES: [&str; 48] = [
    "kind: Secret\n",
    "data:\n  a: ",
    "stringData:\n",
    "password: ",
    "DB_PASSWORD=",
    "\"token\": \"",
    "- name: API_KEY\n  value: ",
    "{\"name\":\"AUTH_TOKEN\",\"value\":\"",
    "-----BEGIN RSA PRIVATE KEY-----\n",
    "-----END RSA PRIVATE KEY-----\n",
    "eyJhbGciOiJIUzI1NiJ9.",
    "postgres://app:",
    "@db.shop.svc:5432/shop",
    "Authorization: Bearer ",
    "Authorization: Basic ",
    "Set-Cookie: sid=",
    "--password ",
    "mysql -p",
    "curl -u a:",
    "IDENTIFIED BY '",
    "VALUES ('",
    "(name, password) ",
    "the password is ",
    "creds: admin / ",
    "| user | password |\n",
    "<password>",
    "</password>",
    "aGVsbG86d29ybGQ6aGVsbG8=",
    "Tr0ub4dorXqZw7",
    "VHIwdWI0ZG9yWHFadzc=",
    "H4sIAAAAAAAA",
    "%3D%22",
    "\\\"",
    "{\\\"",
    "\\u0026",
    "\u{1b}[31m",
    "10.42.7.19",
    "[2001:db8::1f]",
    "sso.corp.acme.internal",
    "anna@acme.example",
    "arn:aws:iam::992766381651:role/x",
    "robot$ci",
    "REDACTED-password-1",
    "REDACTED-",
    "@@ -1,2 +1,2 @@\n",
    "\n+",
    ": |\n  ",
    "é🙂\r\n\t",
];

/// Redacts an input by every profile; a second time nothing more is found.
pub(crate) fn check(input: &[u8]) {
    let text = text(input, &PIECES);
    for profile in Profile::ALL {
        let redactor = || Redactor::new(Policy { profile, ..Policy::default() });
        let once = redactor().redact(&text);
        for hidden in &once.hidden {
            assert!(
                text.get(hidden.span.clone()).is_some_and(|span| !span.is_empty()),
                "{profile:?}: {:?}",
                hidden.span
            );
        }
        assert_eq!(redactor().redact(once.text.as_str()).text, once.text, "{profile:?}");
    }
}
