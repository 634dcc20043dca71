//! Failures in words for the user: what failed, why, and what to try.

use jiff::Timestamp;

use crate::core::model::{Gap, Right};

use super::{
    Trouble,
    cause::{Cause, Check, ProxyFault},
    failure::{Break, Failure, Status},
};

/// What is known about the connection that an explanation may need.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// The server's address as the kubeconfig has it.
    pub(super) server: String,
    /// When the client certificate ends, where one is used.
    pub(super) certificate_ends: Option<Timestamp>,
}

/// Explains a failure; `what` is what could not be done: `cannot list pods in team-a`.
pub(super) fn trouble(failure: &Failure, what: &str, setting: &Setting) -> Trouble {
    let (why, hint) = match failure {
        Failure::Refused(status) => refused(status, setting),
        Failure::Broken(Break { cause, .. }) => no_connection(cause, &setting.server),
        Failure::Silent(limit) => (
            format!("{} did not answer within {} s", setting.server, limit.as_secs_f32()),
            "the network or the API server may be overloaded; try again in a while".to_owned(),
        ),
        Failure::Garbled(why) => (
            format!("the answer is not understood: {why}"),
            "something between here and the API server may have answered in its place".to_owned(),
        ),
        Failure::NoCredential(trouble) => return Trouble::clone(trouble),
    };
    Trouble { what: what.to_owned(), why, hint }
}

/// Says why something is not known, for what this right would have been needed.
pub(super) fn gap(failure: &Failure, right: Right, setting: &Setting) -> Gap {
    if failure.is_forbidden() {
        return Gap::Forbidden(right);
    }
    Gap::Failed(trouble(failure, "", setting).why)
}

fn refused(status: &Status, setting: &Setting) -> (String, String) {
    let said = said(status);
    match status.code {
        401 => unauthorized(setting),
        403 => (
            format!("not allowed (403){said}"),
            "ask for the right, or choose a namespace where you have it".to_owned(),
        ),
        404 => (format!("not found (404){said}"), "the server may not serve this API, or it is gone".to_owned()),
        407 => no_connection(&Cause::Proxy(ProxyFault::WantsCredentials), &setting.server),
        429 => (
            format!("the API server is shedding load (429){said}"),
            "it has too much to do; try again in a while".to_owned(),
        ),
        502..=504 => (
            format!("the API server cannot serve this now ({}){said}", status.code),
            "it may be starting or overloaded; try again in a while".to_owned(),
        ),
        code => (format!("the server answered {code}{said}"), "kubectl get --raw /readyz?verbose says more".to_owned()),
    }
}

fn said(status: &Status) -> String {
    if status.message.is_empty() { String::new() } else { format!(": {}", status.said()) }
}

fn unauthorized(setting: &Setting) -> (String, String) {
    match setting.certificate_ends {
        Some(end) if end < Timestamp::now() => (
            format!("the client certificate of the kubeconfig expired on {}", end.strftime("%Y-%m-%d %H:%M UTC")),
            "get a new kubeconfig or client certificate".to_owned(),
        ),
        _ => (
            "the server does not accept these credentials (401)".to_owned(),
            "log in again; a token may have expired".to_owned(),
        ),
    }
}

fn no_connection(cause: &Cause, server: &str) -> (String, String) {
    let (why, hint) = match cause {
        Cause::Name => {
            (format!("the name in {server} cannot be resolved"), "check the address in the kubeconfig, the VPN and DNS")
        }
        Cause::Refused => (format!("{server} refuses connections"), "is the API server up, and is this its address?"),
        Cause::NoRoute => (format!("there is no route to {server}"), "check the network and the VPN"),
        Cause::Slow => (
            format!("no connection to {server} within the time limit"),
            "a firewall or a VPN that is down drops packets in this way",
        ),
        Cause::Cut => (
            format!("{server} ended the connection"),
            "it may be restarting, or a proxy in between may have done it; try again",
        ),
        Cause::Certificate(check) => certificate(check, server),
        Cause::Tls(why) => {
            (format!("no TLS connection to {server}: {why}"), "check the certificates in the kubeconfig")
        }
        Cause::Proxy(ProxyFault::WantsCredentials) => (
            "the proxy wants a user name and password (407)".to_owned(),
            "put them into proxy-url or HTTPS_PROXY, or name the server in NO_PROXY",
        ),
        Cause::Proxy(ProxyFault::Failed) => (
            format!("the proxy does not reach {server}"),
            "check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY",
        ),
        Cause::Other(why) => {
            (format!("no connection to {server}: {why}"), "try again; kubectl get --raw /readyz may say more")
        }
    };
    (why, hint.to_owned())
}

/// Says which check failed, and never offers to skip it.
fn certificate(check: &Check, server: &str) -> (String, &'static str) {
    match check {
        Check::Expired(end) => (
            format!("the certificate of {server} has expired{}", end.map(on).unwrap_or_default()),
            "the cluster's administrator must renew it; is this machine's clock right?",
        ),
        Check::NotYetValid => {
            (format!("the certificate of {server} is not valid yet"), "is this machine's clock right?")
        }
        Check::Name(names) => (
            format!("the certificate of {server} is made out to other names{}", listed(names)),
            "use one of those names as the server's address, or as tls-server-name in the kubeconfig",
        ),
        Check::Issuer => (
            format!("the certificate of {server} is signed by an authority that is not trusted here"),
            "certificate-authority-data in the kubeconfig may be from before a rotation, or of another cluster",
        ),
        Check::Revoked => (format!("the certificate of {server} is revoked"), "ask the cluster's administrator"),
        Check::Other(why) => {
            (format!("the certificate of {server} is not valid: {why}"), "ask the cluster's administrator")
        }
    }
}

fn on(second: u64) -> String {
    let time = i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok());
    time.map(|time| time.strftime(" on %Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default()
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let names: Vec<String> = names.iter().take(4).map(|name| super::failure::shown(name)).collect();
    format!(": {}", names.join(", "))
}

/// For the ways to a token that the client library follows by itself; what it says about them may hold the token.
pub(super) fn no_credential() -> Trouble {
    Trouble {
        what: "cannot get a credential".to_owned(),
        why: "the token file or the auth provider of the kubeconfig gave none".to_owned(),
        hint: "log in again; kubectl get pods shows the same failure".to_owned(),
    }
}
