//! Hosts of the inside: under internal domains, endpoints in a cloud, private registries; and e-mails.

use std::ops::Range;

use crate::core::redact::{Class, Find, near, runs::Kind};

/// Domains that no public server answers for.
#[rustfmt::skip]
const INTERNAL: &[&str] = &[
    "internal", "corp", "lan", "local", "localdomain", "intranet", "home", "arpa", "private", "priv", "intra", "dmz", "ad",
    "prod", "corporate", "office", "infra", "cluster", "consul", "mgmt", "int", "loc", "inside", "intern", "lab",
];

/// What every cluster, machine or cloud calls alike.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "metadata.google.internal", "host.docker.internal", "kubernetes.docker.internal", "gateway.docker.internal",
    "host.minikube.internal", "control-plane.minikube.internal", "host.k3d.internal", "host.containers.internal",
    "host.lima.internal", "in-addr.arpa", "ip6.arpa", "cluster.local",
];

/// Ends of the names that a cloud gives to what one has there.
#[rustfmt::skip]
const CLOUD: &[&str] = &[
    "rds.amazonaws.com", "cache.amazonaws.com", "elb.amazonaws.com", "eks.amazonaws.com", "es.amazonaws.com",
    "redshift.amazonaws.com", "docdb.amazonaws.com", "compute.amazonaws.com", "compute-1.amazonaws.com",
    "execute-api.amazonaws.com", "kafka.amazonaws.com", "mq.amazonaws.com", "efs.amazonaws.com", "ecr.amazonaws.com", "neptune.amazonaws.com",
    "memorydb.amazonaws.com", "aoss.amazonaws.com", "vpce.amazonaws.com",
    "database.windows.net", "database.azure.com", "cache.windows.net",
    "servicebus.windows.net", "azurecr.io", "azmk8s.io", "cloudapp.azure.com",
    "azurewebsites.net", "search.windows.net", "openai.azure.com", "azuredatabricks.net", "azure-api.net", "azurefd.net",
    "sql.goog", "gke.goog", "cloudfunctions.net", "run.app", "cloud.goog", "a.run.app",
    "mongodb.net", "redis-cloud.com", "redislabs.com", "snowflakecomputing.com", "cloud.databricks.com",
    "confluent.cloud", "aivencloud.com", "neon.tech", "supabase.co", "db.ondigitalocean.com", "k8s.ondigitalocean.com",
    "elastic-cloud.com", "found.io", "cloudamqp.com", "psdb.cloud", "upstash.io", "cockroachlabs.cloud", "tsdb.cloud", "timescale.com",
    "rediscloud.com", "linodelke.net", "linodeobjects.com", "digitaloceanspaces.com", "civo.com", "ovh.net", "scw.cloud",
    "oraclecloud.com", "oraclevcn.com", "aliyuncs.com", "myqcloud.com", "tencentcdb.com", "cloudsql.google.internal",
    "ts.net", "tailscale.net", "rds.aliyuncs.com",
];

/// Registries that everybody pulls from.
#[rustfmt::skip]
const PUBLIC_REGISTRIES: &[&str] = &[
    "docker.io", "ghcr.io", "quay.io", "gcr.io", "k8s.io", "mcr.microsoft.com", "gallery.ecr.aws", "public.ecr.aws",
    "docker.com", "gitlab.com", "github.com", "nvcr.io", "docker.elastic.co", "icr.io", "redhat.io", "redhat.com",
    "fedoraproject.org", "suse.com", "opensuse.org", "pkg.dev", "lscr.io", "k8s.gcr.io", "codeberg.org", "oracle.com",
    "pypi.org", "npmjs.org", "chainguard.dev", "cgr.dev", "bitnami.com", "rancher.com", "azurecr.io.invalid", "vmware.com",
    "cloudsmith.io", "weave.works", "cr.fluentbit.io", "xpkg.upbound.io", "upbound.io", "ecr.aws", "external-secrets.io", "cr.yandex", "volces.com", "linkerd.io", "docker.com", "terraform.io", "opentofu.org", "crunchydata.com", "zalan.do", "yarnpkg.com", "npmmirror.com", "crates.io",
];

/// First labels of hosts that serve images.
#[rustfmt::skip]
const REGISTRY_NAMES: &[&str] =
    &["harbor", "registry", "nexus", "artifactory", "jfrog", "quay", "dtr", "gitlab-registry"];

/// Finds hosts and e-mails by the dots in them.
pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds = Vec::new();
    let mut at = 0;
    for dot in memchr::memchr_iter(b'.', bytes) {
        if dot < at {
            continue;
        }
        let start = dot - bytes[at..dot].iter().rev().take_while(|byte| is_name(**byte)).count();
        // The code of an @ is none of the host behind it.
        let start = if bytes[..start].ends_with(b"%") && bytes[start..].starts_with(b"40") { start + 2 } else { start };
        let length = bytes[start..].iter().take_while(|byte| is_name(**byte) || **byte == b'.').count();
        at = start + length;
        let written = text[start..at].trim_end_matches(['.', '-', '_']);
        if !may_be_host(bytes, start, written) {
            continue;
        }
        if let Some(find) = judged(text, start..start + written.len()) {
            finds.push(find);
        }
    }
    finds
}

/// Tells most file names, numbers and packages from hosts by their last label.
fn may_be_host(bytes: &[u8], start: usize, written: &str) -> bool {
    let last = &written[written.bytes().rposition(|byte| byte == b'.').map_or(0, |dot| dot + 1)..];
    let is_label = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_mail = || start > 0 && bytes[start - 1] == b'@' || bytes[..start].ends_with(b"%40");
    let is_known = || {
        const DOMAINS: [&str; 12] = ["com", "net", "io", "goog", "app", "cloud", "tech", "co", "cn", "de", "dev", "eu"];
        INTERNAL.iter().chain(&DOMAINS).any(|domain| last.eq_ignore_ascii_case(domain))
    };
    let is_registry = || {
        let first = written.split('.').next().unwrap_or_default();
        REGISTRY_NAMES.iter().any(|name| first.eq_ignore_ascii_case(name))
    };
    is_label && (is_mail() || is_known() || is_registry())
}

fn judged(text: &str, range: Range<usize>) -> Option<Find> {
    let before = &text[..range.start];
    let written = &text[range.clone()];
    if let Some(mail) = before.strip_suffix("%40").and_then(|before| encoded_mail(before, &range, written)) {
        return Some(mail);
    }
    if let Some(mail) = before.strip_suffix('@').and_then(|before| e_mail(before, &range, written, &text[range.end..]))
    {
        return Some(mail);
    }
    let range = without_point(text, range);
    let host = text[range.clone()].to_ascii_lowercase();
    let (_, last) = host.rsplit_once('.')?;
    if COMMON.iter().any(|common| ends_with_label(&host, common)) || is_service(&host) || before.ends_with("{{ ") {
        return None;
    }
    // The head of a table of TOML: `[http-basic.corp]`.
    let is_head = before.ends_with("\n[") && text[range.end..].starts_with("]\n")
        || before.ends_with(" [") && text[range.end..].starts_with("]\n");
    if is_head && host.split('.').count() == 2 {
        return None;
    }
    let is_internal = || INTERNAL.contains(&last) && is_host(text, &range, &host);
    if is_key_of_login(&host, &text[range.end..]) {
        return None;
    }
    let is_cloud = || CLOUD.iter().any(|end| is_below(&host, end)) || is_regional(&host);
    if is_internal() || is_cloud() {
        return Some(Find::new(range, Class::Host, "is an internal host"));
    }
    is_registry(text, &range, &host).then(|| Find::new(range, Class::Host, "is a private registry"))
}

/// Tells whether a host is a registry that a cloud runs, as the key of a login: a key stays, and the name is public.
pub(in crate::core::redact) fn is_key_of_login(host: &str, behind: &str) -> bool {
    let is_key = ["\":", "\\\":", ": ", ":\n"].iter().any(|sign| behind.starts_with(sign));
    is_key && host.to_ascii_lowercase().ends_with(".azurecr.io")
}

/// The part before `@` with the host behind it; a login in a URL is none, nor is the `git` of a forge.
fn e_mail(before: &str, host: &Range<usize>, written: &str, behind: &str) -> Option<Find> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let local = before.len() - before.trim_end_matches(is_part).len();
    let start = before.len() - local;
    let name = before[start..].trim_start_matches(['.', '-', '+', '%']);
    let start = before.len() - name.len();
    let (_, last) = written.rsplit_once('.')?;
    let is_domain = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_login = in_url(&before[..start]);
    let is_login = is_login || is_service(written) || is_password(&before[..start]);
    // `git@github.com:team/web`
    let is_remote = name == "git" && behind.starts_with([':', '/']) || behind.starts_with("::");
    let is_mail = !name.is_empty() && is_domain && !is_remote && !is_login && !is_name_of_no_mail(written, last);
    is_mail.then(|| Find::new(start..host.start + written.len(), Class::Email, "is an e-mail address"))
}

/// The same with its sign encoded, as it stands for a user in a URL.
fn encoded_mail(before: &str, host: &Range<usize>, written: &str) -> Option<Find> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let name = &before[before.trim_end_matches(is_part).len()..];
    let (_, last) = written.rsplit_once('.')?;
    let is_mail = !name.is_empty() && last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    let start = before.len() - name.len();
    // Behind another code stands a password.
    let is_mail = is_mail && !before[..start].ends_with('%');
    is_mail.then(|| Find::new(start..host.start + written.len(), Class::Email, "is an e-mail address"))
}

/// A unit of systemd, `getty@tty1.service`; a principal of Kerberos, in capitals; an algorithm of SSH.
fn is_name_of_no_mail(host: &str, last: &str) -> bool {
    const UNITS: [&str; 8] = ["service", "socket", "timer", "mount", "target", "slice", "scope", "device"];
    const ALGORITHMS: [&str; 3] = ["openssh.com", "libssh.org", "lysator.liu.se"];
    UNITS.contains(&last) && host.split('.').count() == 2
        || ALGORITHMS.contains(&host)
        || host.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b".-".contains(&byte))
}

/// Tells whether a name and a colon stand before: `trunk:x@sip.host`; a label may stand there too.
fn is_password(before: &str) -> bool {
    const LABELS: [&str; 18] = [
        "mailto",
        "email",
        "e-mail",
        "mail",
        "to",
        "from",
        "cc",
        "bcc",
        "contact",
        "owner",
        "author",
        "sender",
        "user",
        "login",
        "principal",
        "serviceaccount",
        "group",
        "sub",
    ];
    let Some(name) = before.strip_suffix(':') else {
        return false;
    };
    let start = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_').len();
    let name = name[start..].to_ascii_lowercase();
    !name.is_empty() && !LABELS.contains(&name.as_str())
}

fn in_url(before: &str) -> bool {
    let word = near::last(before, 512)
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
        .next()
        .unwrap_or_default();
    (word.contains("://") || word.contains(":\\/\\/") || word.contains(":\\u002f")) && !word.contains('?')
        || word.ends_with('@')
}

fn without_point(text: &str, range: Range<usize>) -> Range<usize> {
    let written = &text[range.clone()];
    let bare = written.trim_start_matches(['.', '-', '_']);
    range.end - bare.len()..range.end
}

/// Tells a host from a key of a configuration, a file or a package: `app.local`, `spring.profiles.int`.
fn is_host(text: &str, range: &Range<usize>, host: &str) -> bool {
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let labels = host.split('.').count();
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_sure =
        ["internal", "corp", "lan", "intranet", "localdomain", "local", "arpa", "intra", "intern", "corporate"]
            .contains(&last);
    // `relay=mx.corp[10.0.0.1]`
    let is_address = behind.strip_prefix('[').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_key = behind.starts_with(['=', '(', '[']) && !is_address
        || (behind.starts_with(": ") && !is_sure)
        || behind.starts_with(":\n");
    let is_path = before.ends_with('/') && !before.ends_with("//");
    let is_file =
        before.ends_with(['/', '.', '$', '%', '{']) && labels == 2 && !before.ends_with("//") && !before.ends_with('@');
    let in_url = before.ends_with("//") || before.ends_with('@') || is_port(behind);
    if is_file || (is_key && !in_url) || (is_path && labels < 3) {
        return false;
    }
    // Words that also end keys and packages need more to be taken for a domain.
    is_sure || labels >= 3 && (in_url || host.contains(|c: char| c.is_ascii_digit() || c == '-'))
}

fn is_port(behind: &str) -> bool {
    behind.strip_prefix(':').is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()))
}

/// A service of the cluster: `web.shop.svc`, also with the domain of the cluster.
fn is_service(host: &str) -> bool {
    ["svc", "pod"].iter().any(|kind| host.rsplit('.').next() == Some(kind))
        || host.contains(".svc.")
        || host.contains(".pod.cluster")
}

/// The services whose hosts are one's own.
#[rustfmt::skip]
const SERVICES: &[&str] = &[
    "rds", "cache", "elb", "eks", "es", "redshift", "docdb", "compute", "execute-api", "kafka",
    "mq", "efs", "ecr", "vpce", "neptune", "memorydb", "elasticache", "aoss", "sk1",
];

/// `db-1.xyz.eu-west-1.rds.amazonaws.com` and its like: the region stands between service and domain, or before both.
fn is_regional(host: &str) -> bool {
    let Some(names) = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn")) else {
        return false;
    };
    let labels: Vec<&str> = names.split('.').collect();
    // The service itself, `ecr.eu-west-1` or `s3`, belongs to everybody.
    labels.iter().skip(1).any(|label| SERVICES.contains(label))
        && !matches!(labels.as_slice(), ["api", ..] | [_, "dualstack", _])
}

fn is_registry(text: &str, range: &Range<usize>, host: &str) -> bool {
    if host.split('.').count() < 2 || PUBLIC_REGISTRIES.iter().any(|public| ends_with_label(host, public)) {
        return false;
    }
    let first = host.split('.').next().unwrap_or_default();
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_domain = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_domain && REGISTRY_NAMES.contains(&first) && is_whole(text, range)
}

/// Nothing that makes it a part of a longer name stands beside it.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let behind = &text[range.end..];
    let before = text[..range.start].trim_end_matches(['"', '\'']);
    let is_path = behind.starts_with('/')
        || is_port(behind)
        || behind.trim_start_matches(['"', '\'']).starts_with([',', '\n', ':', ' ']);
    let is_file = behind.starts_with(": ") && !before.ends_with("//");
    !is_file && (is_path || behind.is_empty()) && !before.ends_with(['.', '$', '-', '_'])
}

fn is_below(host: &str, end: &str) -> bool {
    host.len() > end.len() && ends_with_label(host, end)
}

fn ends_with_label(host: &str, end: &str) -> bool {
    host.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_name(byte: u8) -> bool {
    const IN_NAME: Kind = Kind::of(b"-_");
    IN_NAME.has(byte)
}
