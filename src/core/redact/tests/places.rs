//! Places and people: hidden by the profile for tickets, left alone among colleagues.

use crate::core::redact::{Lists, Policy, Profile, Redactor, redact};

#[track_caller]
fn check(text: &str, expected: &str) {
    let ticket = Redactor::default();
    assert_eq!(ticket.redact(text).text.as_str(), expected);
    assert_eq!(Redactor::default().redact(expected).text.as_str(), expected, "a second time");
    assert_eq!(redact(text).text.as_str(), text, "among colleagues");
}

#[track_caller]
fn check_kept(text: &str) {
    check(text, text);
}

#[test]
fn addresses_are_hidden_in_every_form() {
    check("dial tcp 10.42.7.19:5432: timeout\n", "dial tcp REDACTED-address-1:5432: timeout\n");
    check("[198.51.100.10-198.51.100.20]\n", "[REDACTED-address-1-REDACTED-address-2]\n");
    check("10.0.0.0/8 and 203.0.113.9\n", "REDACTED-address-1/8 and REDACTED-address-2\n");
    check("dial tcp [2001:db8:42::1f]:6443\n", "dial tcp [REDACTED-address-1]:6443\n");
    check("via fe80::a00:27ff:fe4e:66a1%eth0\n", "via REDACTED-address-1%eth0\n");
    check("node ip-10-1-2-3 is gone\n", "node ip-REDACTED-address-1 is gone\n");
    check(
        "IP 10.244.3.9.41213 > 10.244.7.2.5432: Flags\n",
        "IP REDACTED-address-1.41213 > REDACTED-address-2.5432: Flags\n",
    );
    check(
        "IP6 2001:db8:42::9.41214 > 2001:db8::1f.443: x\n",
        "IP6 REDACTED-address-1.41214 > REDACTED-address-2.443: x\n",
    );
    check("addresses: [\"2001:db8:42:40::/64\"]\n", "addresses: [\"REDACTED-address-1/64\"]\n");
    check("web/10.244.1.5 and 10.244.1.5\n", "web/REDACTED-address-1 and REDACTED-address-1\n");
}

#[test]
fn what_only_looks_like_an_address_stays() {
    check_kept("image: icr.io/db2_community/db2:11.5.9.0\n");
    check_kept("anna:x:5000:5000::/var/mail/anna\n=CRASH REPORT==== 7-Apr-2026::08:11:02.118000 ===\n");
    check_kept("listening on [::]:8080, [::1]:9090, 127.0.0.1:80 and 0.0.0.0\n");
    check_kept("v1.2.3.4, chart-1.2.3.4, Chrome/120.0.0.0, 1.3.6.1.4.1.311 and section 3.2.1.4\n");
    check_kept("took 12:34:56.789 in kube_client::client::builder at src/main.rs:42:17\n");
    check_kept("mask 255.255.255.0, meta-data at 169.254.169.254, mac 02:42:ac:11:00:02\n");
}

#[test]
fn internal_hosts_and_endpoints_are_hidden() {
    check("server: https://sso.corp.acme.internal:8443/a\n", "server: https://REDACTED-host-1:8443/a\n");
    check("lookup db-0.bud.acme.lan: no such host\n", "lookup REDACTED-host-1: no such host\n");
    check("host: orders.c3x9.eu-west-1.rds.amazonaws.com\n", "host: REDACTED-host-1\n");
    check("image: harbor.acme.com/team/web:1\n", "image: REDACTED-host-1/team/web:1\n");
    check_kept("web.shop.svc, web.shop.svc.cluster.local, ghcr.io/acme/web:1, registry.k8s.io/pause:3.9\n");
    check_kept("sts.eu-west-1.amazonaws.com and s3.amazonaws.com\n");
    check_kept("web.s3.eu-west-1.amazonaws.com and https://web.blob.core.windows.net/files/a.txt\n");
    check_kept("kubernetes cluster.local in-addr.arpa ip6.arpa, metadata.google.internal\n");
}

#[test]
fn people_and_accounts_are_hidden() {
    check("owner: anna@acme.example\n", "owner: REDACTED-email-1\n");
    check("role: arn:aws:iam::992766381651:role/eso\n", "role: arn:aws:iam::REDACTED-account-1:role/eso\n");
    check("assume role in 992766381651 by ci\n", "assume role in REDACTED-account-1 by ci\n");
    check(
        "/subscriptions/1c210403-926b-44dc-a857-4d05b30f96d1/resourceGroups/rg\n",
        "/subscriptions/REDACTED-account-1/resourceGroups/rg\n",
    );
    check("username: robot$ci-deployer\n", "username: REDACTED-robot-1\n");
    check_kept("git@github.com:acme/web.git and a@sha256:e3b0c44298fc1c149afbf4c8996fb924\n");
}

#[test]
fn what_has_the_form_of_an_e_mail_and_is_none_stays() {
    check_kept("systemd unit getty@tty1.service started\nKexAlgorithms: sntrup761x25519-sha512@openssh.com\n");
    check_kept("principal=\"kafka/broker-0@NORTHWIND.EXAMPLE\"\nrdiff backup@storage.partner.test::/srv\n");
}

#[test]
fn a_registry_of_a_cloud_stays_where_it_is_a_key() {
    let text = "{\"auths\":{\"nw.azurecr.io\":{}},\"image\":\"nw.azurecr.io/app:1\"}\n";
    let expected = "{\"auths\":{\"nw.azurecr.io\":{}},\"image\":\"REDACTED-host-1/app:1\"}\n";
    assert_eq!(Redactor::default().redact(text).text.as_str(), expected);
    check_kept("[settings]\nlog = 1\n[http-basic.corp]\nurl = 2\n");
}

#[test]
fn an_e_mail_is_known_with_its_sign_encoded() {
    check("GET /?user=noreply%40acme.example&x=1\n", "GET /?user=REDACTED-email-1&x=1\n");
    check_kept("GET /fetch?url=https%3A%2F%2Fsvc%3AREDACTED-password-1%40api.acme.com%2Fv1\n");
}

#[test]
fn an_account_is_known_in_a_policy_too() {
    let ticket = Redactor::new(Policy::default());
    let text = "Principal: {\"AWS\": \"402776113095\"}\nrole: arn:aws:iam::402776113095:role/web\n";
    assert!(!ticket.redact(text).text.as_str().contains("402776113095"));
    let id = "1b9f6a02-58cd-4d37-a6e4-0c7f3e915d28";
    let list = format!("[{{\"cloudName\": \"AzureCloud\", \"id\": \"{id}\", \"state\": \"Enabled\"}}]\n");
    assert!(!ticket.redact(&list).text.as_str().contains(id));
}

#[test]
fn the_users_lists_hide_and_keep() {
    let lists = Lists {
        names: vec!["*_plate".to_owned()],
        values: vec!["projekt-adler".to_owned()],
        keeps: vec!["10.0.0.1".to_owned()],
    };
    let redactor = Redactor::new(Policy { profile: Profile::Ticket, lists });
    let text = "CAR_PLATE=abc\nof projekt-adler from 10.0.0.1 to 10.0.0.2\n";
    assert_eq!(
        redactor.redact(text).text.as_str(),
        "CAR_PLATE=REDACTED-credential-1\nof REDACTED-word-1 from 10.0.0.1 to REDACTED-address-1\n"
    );
}

#[test]
fn a_list_says_what_is_wrong_with_it() {
    let check = |lists: Lists| lists.check().unwrap_err();
    assert_eq!(check(Lists { names: vec!["*".to_owned()], ..Lists::default() }), "names: `*` would hide every value");
    let short = Lists { values: vec!["abc".to_owned()], ..Lists::default() };
    assert_eq!(check(short), "values: `abc` is shorter than 4 characters");
    let own = Lists { keeps: vec!["REDACTED-host-1".to_owned()], ..Lists::default() };
    assert_eq!(check(own), "values, keeps: `REDACTED-host-1` is a placeholder");
}

#[test]
fn everybody_sees_no_names_of_ones_own() {
    let public = |text: &str| {
        let redactor = || Redactor::new(Policy { profile: Profile::Public, ..Policy::default() });
        let once = redactor().redact(text).text.to_string();
        assert_eq!(redactor().redact(&once).text.as_str(), once, "a second time");
        once
    };
    assert_eq!(
        public("metadata:\n  name: web-7d9c\n  namespace: shop\nimage: ghcr.io/acme/web:1.2\nkind: Pod\n"),
        "metadata:\n  name: REDACTED-name-1\n  namespace: REDACTED-name-2\nimage: REDACTED-host-1/REDACTED-name-3:1.2\nkind: Pod\n"
    );
    assert_eq!(
        public("get https://api.acme.com/v1 for pod/web-7d9c\n"),
        "get https://REDACTED-host-1/v1 for pod/REDACTED-name-1\n"
    );
    assert_eq!(public("namespace: default\n- name: DB_HOST\n"), "namespace: default\n- name: DB_HOST\n");
}
