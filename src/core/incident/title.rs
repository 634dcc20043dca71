//! The name of an incident for people, as short as a list wants it: what matters stands first.

use crate::core::{
    cause::{Cause, admission, content, credentials, name, network, node, schedule, start},
    diagnose::Shared,
};

/// Titles that say what is wrong with whom better than the cause's own beside a name.
const TITLES: [(Cause, &str); 29] = [
    (credentials::CREDENTIALS_REJECTED, "{who} refused by {registry}"),
    (credentials::CREDENTIALS_EXPIRED, "{who} expired at {registry}"),
    (credentials::CREDENTIALS_LACK_RIGHT, "{who} may not pull from {registry}"),
    (credentials::AUTH_MISSING_OR_REJECTED, "{registry} refused the pull"),
    (credentials::AUTH_FORBIDDEN, "{registry} forbids the pull"),
    (credentials::NO_PULL_SECRET, "no pull secret for {registry}"),
    (credentials::PULL_SECRET_MISSING, "secret {secret} does not exist"),
    (credentials::PULL_SECRET_WRONG_TYPE, "secret {secret} of the wrong type"),
    (credentials::PULL_SECRET_MALFORMED, "secret {secret} cannot be used"),
    (credentials::PULL_SECRET_HOST_MISMATCH, "{secret} is not for {registry}"),
    (credentials::SECRET_NOT_FOUND, "secret {secret} cannot be read"),
    (credentials::PODS_PREDATE_FIX, "pods older than the fix for {registry}"),
    (name::IMAGE_OR_TAG_NOT_FOUND, "{image} not found"),
    (name::REPOSITORY_NOT_FOUND_OR_PRIVATE, "{image} missing or hidden"),
    (network::REGISTRY_DNS, "{registry} not resolved"),
    (network::REGISTRY_TIMEOUT, "{registry} does not answer"),
    (network::REGISTRY_REFUSED, "no connection to {registry}"),
    (network::REGISTRY_TLS_UNTRUSTED, "{registry} not trusted"),
    (network::REGISTRY_HTTP_VS_HTTPS, "{registry} speaks plain HTTP"),
    (network::REGISTRY_SERVER_ERROR, "{registry} failed"),
    (network::RATE_LIMITED, "{registry} limits pulls"),
    (content::PULL_BACKOFF_UNSPECIFIED, "cannot pull from {registry}"),
    (start::OOM_KILLED, "{image} killed, out of memory"),
    (start::NOT_READY, "{image} does not become ready"),
    (start::CONFIG_MISSING, "{other} missing"),
    (schedule::ROLLOUT_STUCK, "{other} does not progress"),
    (admission::SERVICEACCOUNT_NOT_FOUND, "ServiceAccount {account} missing"),
    (node::NODE_NOT_READY, "{node} not ready"),
    (node::DISK_FULL, "{node}: disk full"),
];

/// Says what is wrong in a few words; of a cause and of what is shared alone, as the id is.
pub(super) fn title(cause: Cause, shared: &Shared) -> String {
    let template = TITLES.iter().find(|(known, _)| *known == cause).map(|(_, template)| *template);
    template.and_then(|template| filled(template, shared)).unwrap_or_else(|| general(cause, shared))
}

/// Puts names into a template; `None` when one of them is not shared.
fn filled(template: &str, shared: &Shared) -> Option<String> {
    let mut title = String::new();
    let mut rest = template;
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
        title.push_str(before);
        title.push_str(match name {
            "who" => shared.user.as_deref().or(shared.secret.as_deref()).unwrap_or("credential"),
            "registry" => shared.registry.as_deref()?,
            "secret" => shared.secret.as_deref()?,
            "image" => short(shared.image.as_deref()?),
            "account" => &shared.service_account.as_ref()?.name,
            "other" => shared.other.as_deref()?,
            _ => shared.node.as_deref()?,
        });
        rest = after;
    }
    title.push_str(rest);
    Some(title)
}

/// The cause's own title, and what is shared; the registry where that is all.
fn general(cause: Cause, shared: &Shared) -> String {
    let account = shared.service_account.as_ref().map(|account| account.name.as_str());
    let image = shared.image.as_deref().map(short);
    let things = [image, shared.node.as_deref(), account, shared.secret.as_deref(), shared.other.as_deref()];
    let mut things: Vec<&str> = things.into_iter().flatten().collect();
    if things.is_empty() {
        things.extend(shared.registry.as_deref());
    }
    if things.is_empty() { cause.title().to_owned() } else { format!("{}: {}", cause.title(), things.join(", ")) }
}

/// An image without its registry and project, which push the tag out of sight.
fn short(image: &str) -> &str {
    image.rsplit('/').next().unwrap_or(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_what_is_wrong_with_whom() {
        let some = |text: &str| Some(text.to_owned());
        let at = |user: Option<&str>, secret: Option<&str>| Shared {
            registry: some("harbor.internal.corp"),
            user: user.map(str::to_owned),
            secret: secret.map(str::to_owned),
            ..Shared::default()
        };
        let other = |other: &str| Shared { other: some(other), ..Shared::default() };
        let image = Shared { image: some("harbor.internal.corp/project/app:1.4.2"), ..Shared::default() };
        for (cause, shared, wanted) in [
            (
                credentials::CREDENTIALS_REJECTED,
                at(Some("robot$ci"), Some("pull")),
                "robot$ci refused by harbor.internal.corp",
            ),
            (credentials::CREDENTIALS_REJECTED, at(None, None), "credential refused by harbor.internal.corp"),
            (credentials::NO_PULL_SECRET, at(None, None), "no pull secret for harbor.internal.corp"),
            (credentials::PULL_SECRET_MISSING, at(None, Some("pull")), "secret pull does not exist"),
            (credentials::PULL_SECRET_HOST_MISMATCH, at(None, Some("pull")), "pull is not for harbor.internal.corp"),
            (name::IMAGE_OR_TAG_NOT_FOUND, image, "app:1.4.2 not found"),
            (start::CRASH_EXIT, other("exit code 1"), "crash loop: exit code 1"),
            (
                start::CRASH_EXIT,
                Shared { image: some("quay.io/shop/mail:2"), ..other("exit code 1") },
                "crash loop: mail:2, exit code 1",
            ),
            (schedule::ROLLOUT_STUCK, other("Deployment team-a/web"), "Deployment team-a/web does not progress"),
            (start::OOM_KILLED, Shared::default(), "killed, out of memory"),
            (schedule::UNSCHEDULABLE_RESOURCES, other("memory"), "no node has room: memory"),
        ] {
            assert_eq!(title(cause, &shared), wanted);
        }
    }

    #[test]
    fn every_cause_has_a_title_whatever_is_shared() {
        let some = |text: &str| Some(text.to_owned());
        let all =
            Shared { registry: some("r"), secret: some("s"), image: some("i"), node: some("n"), ..Shared::default() };
        for cause in Cause::all() {
            for shared in [&all, &Shared::default()] {
                let title = title(cause, shared);
                assert!(!title.is_empty() && !title.contains('\n'), "{cause}");
            }
        }
    }
}
