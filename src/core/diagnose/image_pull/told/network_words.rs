//! The way to the registry.

use crate::core::cause::{Cause, network};

use super::{Facts, Words, scan};
use crate::core::diagnose::image_pull::words::capital;

pub(super) fn words(cause: Cause, facts: &Facts<'_>) -> Option<Words> {
    Some(match cause {
        network::REGISTRY_DNS => dns(facts),
        network::REGISTRY_TIMEOUT => timeout(facts),
        network::REGISTRY_REFUSED => refused(facts),
        network::REGISTRY_TLS_UNTRUSTED => untrusted(facts),
        network::REGISTRY_HTTP_VS_HTTPS => plain_http(facts),
        network::REGISTRY_SERVER_ERROR => server_error(facts),
        network::RATE_LIMITED => rate_limited(facts),
        network::PULL_CANCELLED_OR_DEADLINE => cancelled(facts),
        _ => return None,
    })
}

fn dns(facts: &Facts<'_>) -> Words {
    let node = facts.node_name();
    let (name, server) = scan::looked_up(facts.text()).unwrap_or((facts.host(), None));
    let asked = server.map_or_else(String::new, |server| format!(" when it asked the name server {server}"));
    Words {
        sentence: format!("{node} could not resolve the name {name}{asked}; the registry was not reached."),
        next: format!(
            "Compare {name} with the registry's name; if it is right, look it up on {node}: getent hosts {name}."
        ),
    }
}

fn timeout(facts: &Facts<'_>) -> Words {
    let (node, place) = (facts.node_name(), place(facts));
    Words {
        sentence: format!("{place} did not answer {node} in time."),
        next: format!(
            "Look for a firewall, a proxy or a network policy between {node} and {place}; from the node: curl -v \
             https://{}/v2/.",
            facts.host()
        ),
    }
}

fn refused(facts: &Facts<'_>) -> Words {
    let (node, place) = (facts.node_name(), place(facts));
    let text = facts.text();
    let how = if text.contains("no route to host") || text.contains("network is unreachable") {
        format!("{node} has no way to {place}")
    } else if text.contains("connection refused") {
        format!("{place} refused the connection of {node}")
    } else {
        format!("the connection between {node} and {place} was cut")
    };
    let next =
        format!("See whether the registry runs and listens at {place}, and whether the image names the right port.");
    Words { sentence: format!("{}.", capital(&how)), next }
}

fn untrusted(facts: &Facts<'_>) -> Words {
    let (host, node) = (facts.host(), facts.node_name());
    let why = scan::after(facts.text(), "x509: ").map_or_else(String::new, |why| format!(": {why}"));
    let next = if why.contains("expired") || why.contains("not yet valid") {
        format!("Renew the certificate of {host}, or set the clock of {node} right if that is wrong.")
    } else if why.contains("valid for") || why.contains("SANs") {
        format!("Give {host} a certificate with this name in it, or use the name that it has.")
    } else {
        format!(
            "Put the certificate of the authority that signed for {host} on every node; containerd reads \
             /etc/containerd/certs.d/{host}/hosts.toml."
        )
    };
    Words { sentence: format!("{node} does not trust the certificate of {host}{why}."), next }
}

fn plain_http(facts: &Facts<'_>) -> Words {
    let (host, node) = (facts.host(), facts.node_name());
    Words {
        sentence: format!("{node} asked {host} in HTTPS, and it answered in plain HTTP."),
        next: format!(
            "Serve {host} in HTTPS, or tell the runtime of every node that it speaks plain HTTP; containerd reads \
             /etc/containerd/certs.d/{host}/hosts.toml. If the image names a port, see whether it is the one for HTTPS."
        ),
    }
}

fn server_error(facts: &Facts<'_>) -> Words {
    let host = facts.host();
    let status = scan::status(facts.text(), b'5').map_or_else(|| "a server error".to_owned(), str::to_owned);
    Words {
        sentence: format!("{host}, or a proxy before it, answered with {status}."),
        next: format!("Look at the health and the log of {host}; the kubelet tries again by itself."),
    }
}

fn rate_limited(facts: &Facts<'_>) -> Words {
    let host = facts.host();
    let without = if facts.pod.pull_secrets.is_empty() { " The pod names no pull secret." } else { "" };
    let next = if facts.reference.is_docker_hub() {
        "Docker Hub counts pulls without a login by address, and those with one by user: pull with a login of its own, or \
         through a mirror; the kubelet tries again by itself."
            .to_owned()
    } else {
        format!(
            "Pull with a login that has a higher limit, or through a mirror of {host}; the kubelet tries again by itself."
        )
    };
    Words { sentence: format!("{host} takes no more pulls from this address or user for now.{without}"), next }
}

fn cancelled(facts: &Facts<'_>) -> Words {
    let (host, node) = (facts.host(), facts.node_name());
    Words {
        sentence: format!("The pull from {host} was given up before it was done."),
        next: format!(
            "A large image on a slow way is given up without progress: see how fast {node} gets data from {host}, and raise \
             image_pull_progress_timeout of the runtime if that is slow."
        ),
    }
}

/// Names what was dialled beside the registry, since it may be a proxy or a token service.
fn place(facts: &Facts<'_>) -> String {
    match scan::dialled(facts.text()) {
        Some(address) if address != facts.host() => format!("{} at {address}", facts.host()),
        _ => facts.host().to_owned(),
    }
}
