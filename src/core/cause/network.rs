//! The way to the registry, and a registry that does not serve.

use super::Family;

causes! {
    Family::Network;

    /// The node could not look up the registry's name.
    REGISTRY_DNS = "registry-dns", "registry name not resolved";

    /// The registry did not answer in time.
    REGISTRY_TIMEOUT = "registry-timeout", "registry does not answer";

    /// The connection to the registry was refused, cut, or has no way.
    REGISTRY_REFUSED = "registry-refused", "no connection to the registry";

    /// The node does not trust the registry's certificate.
    REGISTRY_TLS_UNTRUSTED = "registry-tls-untrusted", "registry certificate not trusted";

    /// The node asked in HTTPS, and the registry answered in plain HTTP.
    REGISTRY_HTTP_VS_HTTPS = "registry-http-vs-https", "registry speaks plain HTTP";

    /// The registry, its token service or a proxy answered with a server error.
    REGISTRY_SERVER_ERROR = "registry-server-error", "registry failed";

    /// The registry takes no more pulls for now.
    RATE_LIMITED = "rate-limited", "pull rate limited";

    /// The pull was given up before it was done, with no network error beside it.
    PULL_CANCELLED_OR_DEADLINE = "pull-cancelled-or-deadline", "pull cancelled";
}
