//! The way to the registry, and a registry that does not serve. These texts are Go's, and mean the registry only in a text
//! that speaks of a pull.

use super::anchor::{
    Anchor,
    Edge::{self, End, Free, Token},
    Fact,
    Follow::{Name, Status, StatusLater},
    PULL, REGISTRY, Rank, Role, mark, suggests, tells,
};
use crate::core::cause::{
    Cause, Grade,
    content::{REGISTRY_POLICY_BLOCKED, UNPACK_OR_CORRUPT},
    credentials::{AUTH_FORBIDDEN, AUTH_MISSING_OR_REJECTED},
    name::{IMAGE_OR_TAG_NOT_FOUND, REPOSITORY_NOT_FOUND_OR_PRIVATE},
    network::{
        PULL_CANCELLED_OR_DEADLINE, RATE_LIMITED, REGISTRY_DNS, REGISTRY_HTTP_VS_HTTPS, REGISTRY_REFUSED,
        REGISTRY_SERVER_ERROR, REGISTRY_TIMEOUT, REGISTRY_TLS_UNTRUSTED,
    },
    start::AMBIGUOUS,
};

const TIMEOUT: &[Cause] = &[REGISTRY_TIMEOUT];
const REFUSED: &[Cause] = &[REGISTRY_REFUSED];
const CUT: &[Cause] = &[REGISTRY_TIMEOUT, UNPACK_OR_CORRUPT];
const TLS: &[Cause] = &[REGISTRY_TLS_UNTRUSTED, REGISTRY_REFUSED];
const ANSWERS: &[Cause] = &[REGISTRY_SERVER_ERROR, AUTH_FORBIDDEN];

pub(super) const ANCHORS: &[Anchor] = &[
    // Go net/dnsclient_unix.go, net/net.go (DNSError): `lookup HOST on SERVER: ..`; `lookup` decides, whatever follows.
    dns("lookup").follow(Name(": ")),
    dns("lookup").follow(Name(" on ")),
    dns("dial tcp: lookup"),
    dns("no such host"),
    dns("server misbehaving"),
    dns("cannot unmarshal DNS message"),
    // libc through cgo and curl; Windows.
    dns("Temporary failure in name resolution"),
    dns("Name or service not known"),
    dns("nodename nor servname provided"),
    dns("No address associated with hostname"),
    dns("Could not resolve host"),
    dns("getaddrinfow"),
    dns("getaddrinfo"),
    // Go net/net.go, net/http/client.go and transport.go.
    wait("i/o timeout"),
    wait("TLS handshake timeout"),
    wait("Client.Timeout"),
    wait("exceeded while awaiting headers"),
    wait("while waiting for connection"),
    wait("timeout awaiting response headers"),
    wait("timeout awaiting TLS handshake"),
    wait("Network timed out while trying to connect"),
    // errno; Windows' sockets.
    wait("connection timed out"),
    wait("operation timed out"),
    wait("did not properly respond after a period of time"),
    // errno; Go net; Windows' sockets.
    cut("connection refused"),
    cut("actively refused it"),
    cut("connection reset by peer"),
    cut("forcibly closed by the remote host"),
    cut("network is unreachable"),
    cut("unreachable network"),
    cut("unreachable host"),
    cut("host is down"),
    cut("cannot assign requested address"),
    cut("connect: permission denied"),
    cut("connect: operation not permitted"),
    cut("host is unreachable"),
    cut("broken pipe"),
    cut("use of closed network connection"),
    suggests("no route to host", REGISTRY_REFUSED, TIMEOUT).within(PULL),
    // Go net/http, golang.org/x/net/http2.
    cut("server closed idle connection"),
    cut("client connection lost"),
    cut("client connection force closed"),
    cut("server sent GOAWAY"),
    suggests("stream error: stream ID", REGISTRY_REFUSED, CUT).within(PULL),
    suggests("EOF", REGISTRY_REFUSED, CUT).within(PULL).rank(Rank::Vague).edge(Token).common(),
    // Docker before 1.8, registry/endpoint.go.
    suggests("Could not reach any registry endpoint", REGISTRY_REFUSED, TIMEOUT).within(PULL),
    // CRI-O server/image_pull.go, for ECONNREFUSED alone.
    suggests("because the registry is unavailable", REGISTRY_REFUSED, TIMEOUT),
    suggests("RegistryUnavailable", REGISTRY_REFUSED, TIMEOUT).edge(Token),
    // Go crypto/x509 and crypto/tls; OpenSSL through curl and Python.
    trust("x509:").rank(Rank::Sharp),
    trust("certificate signed by unknown authority"),
    trust("certificate has expired or is not yet valid"),
    trust("certificate is not trusted"),
    trust("certificate verify failed"),
    trust("failed to verify certificate"),
    suggests("remote error: tls:", REGISTRY_TLS_UNTRUSTED, REFUSED).within(PULL),
    suggests("tls: handshake failure", REGISTRY_TLS_UNTRUSTED, REFUSED).within(PULL),
    suggests("tls: server selected unsupported protocol", REGISTRY_TLS_UNTRUSTED, REFUSED).within(PULL),
    suggests("missing client certificate", REGISTRY_TLS_UNTRUSTED, REFUSED).within(PULL),
    suggests("for client certificate", REGISTRY_TLS_UNTRUSTED, REFUSED).within(PULL).rank(Rank::Setting),
    // Go net/http/transport.go and crypto/tls/conn.go: one speaks TLS and the other does not.
    tells("server gave HTTP response to HTTPS client", REGISTRY_HTTP_VS_HTTPS).within(REGISTRY).rank(Rank::Sharp),
    suggests("tls: oversized record received", REGISTRY_HTTP_VS_HTTPS, TLS).within(PULL),
    suggests("tls: first record does not look like a TLS handshake", REGISTRY_HTTP_VS_HTTPS, TLS).within(PULL),
    suggests("Client sent an HTTP request to an HTTPS server", REGISTRY_HTTP_VS_HTTPS, &[])
        .within(PULL)
        .rank(Rank::Sharp),
    suggests("plain HTTP request was sent to HTTPS port", REGISTRY_HTTP_VS_HTTPS, &[]).within(PULL).rank(Rank::Sharp),
    suggests("malformed HTTP response", REGISTRY_HTTP_VS_HTTPS, REFUSED).within(PULL),
    // --- too many pulls: distribution registry/api/errcode/register.go, Docker Hub, ECR, Harbor's proxy cache
    limit("toomanyrequests").edge(Edge::Left),
    limit("TOO_MANY_REQUEST").edge(Edge::Left),
    limit("too many requests"),
    limit("too many request to registry"),
    limit("pull rate limit"),
    limit("rate limit exceeded"),
    limit("Rate exceeded"),
    limit("Quota exceeded for quota metric"),
    // --- the code of an answer, each where its client prints it
    // containerd core/remotes/docker: resolver.go, fetcher.go, errors/errors.go, and before 1.6.33.
    mark("unexpected status", Role::Code).within(PULL).follow(StatusLater),
    mark("failed with status code", Role::Code).within(PULL).follow(StatusLater),
    // moby vendored registry/client/errors.go; containers/image docker/errors.go; Docker before 1.10.
    mark("unexpected HTTP status", Role::Code).within(PULL).follow(StatusLater),
    mark("status code from registry", Role::Code).within(PULL).follow(Status),
    mark("error parsing HTTP", Role::Code).within(PULL).follow(Status),
    mark("Server error", Role::Code).within(PULL).follow(Status),
    mark("failed with status", Role::Code).within(PULL).follow(Status),
    mark("HTTP code:", Role::Code).within(PULL).follow(Status),
    mark("HTTP status", Role::Code).within(PULL).follow(Status),
    mark("HTTP error", Role::Code).within(PULL).follow(Status),
    mark("status code", Role::Code).within(PULL).follow(Status),
    mark("statuscode", Role::Code).within(PULL).follow(Status),
    mark("response code", Role::Code).within(PULL).follow(Status),
    mark("status", Role::Code).within(PULL).follow(Status),
    // Go net/http/status.go: code and text, as an answer's status line has them.
    code("401 Unauthorized", 401),
    code("403 Forbidden", 403),
    code("404 Not Found", 404),
    code("407 Proxy Authentication Required", 407),
    code("408 Request Time", 408),
    code("412 Precondition Failed", 412),
    code("429 Too Many Requests", 429),
    code("500 Internal Server Error", 500),
    code("502 Bad Gateway", 502),
    code("503 Service", 503),
    code("504 Gateway", 504),
    // The text without its code: through a proxy's CONNECT (net/http/transport.go), or from moby's client.
    broken(": Bad Gateway"),
    broken(": Service Unavailable"),
    broken(": Gateway Timeout"),
    broken(": Gateway Time-out"),
    broken(": Internal Server Error"),
    broken("internal server error"),
    suggests(": Proxy Authentication Required", REGISTRY_REFUSED, &[AUTH_MISSING_OR_REJECTED]).within(PULL).edge(End),
    // moby vendored registry/client/errors.go: the answer was a page of somebody else's.
    html("looking for beginning of value"),
    // --- given up: Go context/context.go, gRPC's codes; the network's own error beside it counts more
    gave_up("context deadline exceeded"),
    gave_up("context canceled"),
    gave_up("context cancelled"),
    gave_up("code = DeadlineExceeded"),
    gave_up("code = Canceled"),
    gave_up("operation was canceled"),
    gave_up("net/http: request canceled"),
    gave_up("download cancelled"),
    gave_up("signal: killed"),
    gave_up("image pull progress timeout"),
    // containerd internal/cri/server/images/image_pull.go; the kubelet's dockershim/libdocker/kube_docker_client.go.
    tells("because of no progress", PULL_CANCELLED_OR_DEADLINE).within(PULL),
    tells("no progress", PULL_CANCELLED_OR_DEADLINE).within(PULL).rank(Rank::Vague).common(),
];

const fn dns(text: &'static str) -> Anchor {
    tells(text, REGISTRY_DNS).within(PULL).rank(Rank::Sharp).common()
}

const fn wait(text: &'static str) -> Anchor {
    tells(text, REGISTRY_TIMEOUT).within(PULL).common()
}

const fn cut(text: &'static str) -> Anchor {
    tells(text, REGISTRY_REFUSED).within(PULL).common()
}

const fn trust(text: &'static str) -> Anchor {
    tells(text, REGISTRY_TLS_UNTRUSTED).within(PULL).common()
}

const fn limit(text: &'static str) -> Anchor {
    tells(text, RATE_LIMITED).within(REGISTRY).rank(Rank::Sharp).edge(Free)
}

const fn broken(text: &'static str) -> Anchor {
    tells(text, REGISTRY_SERVER_ERROR).within(PULL).edge(End).common()
}

const fn gave_up(text: &'static str) -> Anchor {
    suggests(text, PULL_CANCELLED_OR_DEADLINE, TIMEOUT).within(PULL).rank(Rank::Vague).common()
}

const fn html(text: &'static str) -> Anchor {
    let fact = Fact::new(AMBIGUOUS, Grade::CannotTell, Rank::Setting).also(ANSWERS);
    Anchor { role: Role::Fact(fact), ..mark(text, Role::Code) }.within(PULL)
}

const fn code(text: &'static str, code: u16) -> Anchor {
    let fact = match answer(code) {
        Some(fact) => fact,
        None => panic!("a code that tells nothing"),
    };
    Anchor { text, edge: Token, follow: super::anchor::Follow::Anything, within: PULL, role: Role::Fact(fact) }
}

/// Returns what a status code of HTTP tells, in a text that speaks of a pull.
pub(super) const fn answer(code: u16) -> Option<Fact> {
    let (cause, also, grade): (Cause, &'static [Cause], Grade) = match code {
        401 => (AUTH_MISSING_OR_REJECTED, &[], Grade::Certain),
        403 | 451 => (AUTH_FORBIDDEN, &[], Grade::Likely),
        404 => (IMAGE_OR_TAG_NOT_FOUND, &[REPOSITORY_NOT_FOUND_OR_PRIVATE], Grade::Likely),
        407 => (REGISTRY_REFUSED, &[AUTH_MISSING_OR_REJECTED], Grade::Likely),
        408 => (REGISTRY_TIMEOUT, &[REGISTRY_SERVER_ERROR], Grade::Likely),
        412 => (REGISTRY_POLICY_BLOCKED, &[], Grade::Likely),
        429 => (RATE_LIMITED, &[], Grade::Certain),
        400 | 402 | 405 | 406 | 409 | 410 => {
            (AMBIGUOUS, &[REGISTRY_SERVER_ERROR, REGISTRY_HTTP_VS_HTTPS], Grade::CannotTell)
        }
        500..=599 => (REGISTRY_SERVER_ERROR, &[], Grade::Certain),
        _ => return None,
    };
    let rank = match code {
        401 | 403 => Rank::Vague,
        _ => Rank::Plain,
    };
    let mut fact = Fact::new(cause, grade, rank).also(also);
    fact.common = true;
    Some(fact)
}
