//! What makes a credential suspicious. A hint warns; it never is the cause of a failure by itself.
//!
//! Sources: the documentation of Harbor, GitLab, Docker Hub, Quay and NVIDIA on robots, deploy tokens and user names,
//! and of ECR, ACR and Artifact Registry on how long their tokens last.

use std::fmt;

/// Something about a login that is seldom meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hint {
    /// `robot`, `robot-ci` or `robot+ci`, where Harbor's robots are called `robot$ci` and `robot$project+ci`.
    NameLost,
    /// No user, where the registry wants this one, which a shell takes for a variable.
    TokenUserLost(&'static str),
    /// `robot\$ci` or `robot$$ci`.
    DollarEscaped,
    /// `${REGISTRY_USER}` or `{{ .Values.user }}`.
    Placeholder,
    /// A person's account.
    Person,
    /// The account that may do everything in its registry.
    Administrator,
    /// A token that a person made for themselves.
    PersonalToken,
    /// A login that is made to end soon.
    ShortLived(Lifetime),
}

/// How long a login of a known kind lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lifetime {
    /// `AWS` with a token of ECR.
    TwelveHours,
    /// The user `00000000-0000-0000-0000-000000000000` of `az acr login`.
    ThreeHours,
    /// `oauth2accesstoken` with a token of Google.
    OneHour,
    /// A token of a CI job: `gitlab-ci-token`, `GITHUB_TOKEN`.
    Job,
}

impl Hint {
    /// Tells whether it could be why a registry refuses the login, as against being unwise only.
    pub fn explains_refusal(self) -> bool {
        !matches!(self, Self::Person | Self::Administrator | Self::PersonalToken)
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameLost => {
                f.write_str("its user may have lost a $name to the shell: between double quotes robot$ci becomes robot")
            }
            Self::TokenUserLost(user) => {
                write!(f, "it has no user; this registry wants {user}, which a shell makes nothing of in double quotes")
            }
            Self::DollarEscaped => f.write_str("its user has \\$ or $$ in it, where $ alone was meant"),
            Self::Placeholder => f.write_str("its user is a placeholder that nothing has filled in"),
            Self::Person => f.write_str("its user looks like a person, where a robot or deploy token belongs"),
            Self::Administrator => {
                f.write_str("its user is an administrator, where a robot that may only pull belongs")
            }
            Self::PersonalToken => f.write_str("its password is a token that a person made for themselves"),
            Self::ShortLived(lifetime) => write!(f, "it is {lifetime}"),
        }
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TwelveHours => "a token of ECR, which lasts 12 hours",
            Self::ThreeHours => "a token of az acr login, which lasts 3 hours",
            Self::OneHour => "an access token of Google, which lasts an hour",
            Self::Job => "the token of a CI job, which ends with the job",
        })
    }
}

/// Returns what is suspicious about a login for this key; both texts are as the file has them.
pub(super) fn hints(key: &str, username: &str, password: &str) -> Vec<Hint> {
    let registry = Registry::of_key(key);
    if username.is_empty() {
        let lost = registry.token_user().filter(|_| !password.is_empty());
        return lost.map(Hint::TokenUserLost).into_iter().collect();
    }
    if let Some(hint) = mistake(registry, username) {
        return vec![hint];
    }
    if let Some(lifetime) = lifetime(username, password) {
        return vec![Hint::ShortLived(lifetime)];
    }
    let token = password.starts_with("dckr_pat_").then_some(Hint::PersonalToken);
    token.or_else(|| owner(registry, key, username, password)).into_iter().collect()
}

fn mistake(registry: Registry, username: &str) -> Option<Hint> {
    let is_variable = |name: &str| name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    if username.contains("{{") || username.contains("${") || username.strip_prefix('$').is_some_and(is_variable) {
        return Some(Hint::Placeholder);
    }
    if username.contains("\\$") || username.contains("$$") {
        return Some(Hint::DollarEscaped);
    }
    let rest = username.strip_prefix("robot")?;
    let is_harbor = matches!(registry, Registry::Harbor | Registry::Other);
    (is_harbor && (rest.is_empty() || rest.starts_with(['-', '+']))).then_some(Hint::NameLost)
}

fn lifetime(username: &str, password: &str) -> Option<Lifetime> {
    match username {
        "AWS" => Some(Lifetime::TwelveHours),
        "00000000-0000-0000-0000-000000000000" => Some(Lifetime::ThreeHours),
        "oauth2accesstoken" => Some(Lifetime::OneHour),
        "gitlab-ci-token" | "github-actions" | "github-actions[bot]" | "x-access-token" => Some(Lifetime::Job),
        _ if ["ghs_", "glcbt-"].iter().any(|start| password.starts_with(start)) => Some(Lifetime::Job),
        _ => None,
    }
}

/// Says whose account it is, where that is no machine's.
fn owner(registry: Registry, key: &str, username: &str, password: &str) -> Option<Hint> {
    let is_admin = ["admin", "administrator", "root"].iter().any(|name| username.eq_ignore_ascii_case(name));
    // The admin user of an Azure registry is called as the registry is.
    let is_owner = registry == Registry::Azure && host_of(key).split('.').next() == Some(username);
    if is_admin || is_owner {
        return Some(Hint::Administrator);
    }
    let is_machine = match registry {
        Registry::Harbor => username.contains('$') || username.starts_with("robot"),
        Registry::Quay => username.contains('+') || username.starts_with('$'),
        Registry::DockerHub => password.starts_with("dckr_oat_"),
        Registry::GitLab => is_gitlab_machine(username, password),
        Registry::Azure | Registry::Nvidia | Registry::Other => !is_mail_address(username),
    };
    (!is_machine).then_some(Hint::Person)
}

/// Source: GitLab's deploy tokens, and the bot users of project and group access tokens.
fn is_gitlab_machine(username: &str, password: &str) -> bool {
    let is_bot = ["project_", "group_"].iter().any(|start| username.starts_with(start)) && username.contains("_bot");
    username.starts_with("gitlab+deploy-token-") || password.starts_with("gldt-") || is_bot
}

fn is_mail_address(username: &str) -> bool {
    let parts = username.split_once('@').filter(|(name, domain)| !name.is_empty() && domain.contains('.'));
    parts.is_some_and(|(_, domain)| !domain.ends_with(".gserviceaccount.com"))
}

/// A registry whose users can be told apart by their names, known by its host.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Registry {
    DockerHub,
    GitLab,
    Azure,
    Quay,
    Nvidia,
    Harbor,
    Other,
}

impl Registry {
    fn of_key(key: &str) -> Self {
        let host = host_of(key);
        match host.as_str() {
            "docker.io" | "index.docker.io" => Self::DockerHub,
            "registry.gitlab.com" => Self::GitLab,
            "quay.io" => Self::Quay,
            "nvcr.io" => Self::Nvidia,
            _ if host.ends_with(".azurecr.io") => Self::Azure,
            _ if host.split('.').any(|label| label.starts_with("harbor")) => Self::Harbor,
            _ => Self::Other,
        }
    }

    fn token_user(self) -> Option<&'static str> {
        matches!(self, Self::Quay | Self::Nvidia).then_some("$oauthtoken")
    }
}

/// Returns the host of a key in lower case, as far as it can be seen; only for telling well-known hosts.
fn host_of(key: &str) -> String {
    let rest = key.split_once("://").map_or(key, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    host.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_users_are_hinted_at() {
        use Hint::*;
        let harbor = "https://harbor.internal.corp/v2/";
        let hub = "https://index.docker.io/v1/";
        for (key, username, expected) in [
            (harbor, "robot$ci", None),
            (harbor, "robot$project+ci", None),
            (harbor, "robot", Some(NameLost)),
            (harbor, "robot-puller", Some(NameLost)),
            (harbor, "robot+puller", Some(NameLost)),
            ("registry.internal.corp", "robot-puller", Some(NameLost)),
            ("registry.internal.corp", "robotics", None),
            ("quay.io", "robot+puller", None),
            (harbor, r"robot\$ci", Some(DollarEscaped)),
            (harbor, "robot$$ci", Some(DollarEscaped)),
            (harbor, "$REGISTRY_USER", Some(Placeholder)),
            (harbor, "${user}", Some(Placeholder)),
            (harbor, "{{ .Values.user }}", Some(Placeholder)),
            (harbor, "jane.doe", Some(Person)),
            (harbor, "admin", Some(Administrator)),
            ("registry.internal.corp", "jane.doe", None),
            ("registry.internal.corp", "jane@internal.corp", Some(Person)),
            ("registry.internal.corp", "Admin", Some(Administrator)),
            ("registry.internal.corp", "puller@project.iam.gserviceaccount.com", None),
            ("registry.internal.corp", "@", None),
            (hub, "jane", Some(Person)),
            ("quay.io", "jane", Some(Person)),
            ("quay.io", "team+puller", None),
            ("quay.io", "$oauthtoken", None),
            ("quay.io", "", Some(TokenUserLost("$oauthtoken"))),
            ("nvcr.io", "", Some(TokenUserLost("$oauthtoken"))),
            (harbor, "", None),
            ("registry.gitlab.com", "jane", Some(Person)),
            ("registry.gitlab.com", "gitlab+deploy-token-12", None),
            ("registry.gitlab.com", "project_7_bot_5e", None),
            ("registry.gitlab.com", "gitlab-ci-token", Some(ShortLived(Lifetime::Job))),
            ("gitlab.internal.corp:5050", "gitlab-ci-token", Some(ShortLived(Lifetime::Job))),
            ("ghcr.io", "x-access-token", Some(ShortLived(Lifetime::Job))),
            ("1234.dkr.ecr.eu-west-1.amazonaws.com", "AWS", Some(ShortLived(Lifetime::TwelveHours))),
            ("europe-docker.pkg.dev", "oauth2accesstoken", Some(ShortLived(Lifetime::OneHour))),
            ("europe-docker.pkg.dev", "_json_key", None),
            ("team.azurecr.io", "00000000-0000-0000-0000-000000000000", Some(ShortLived(Lifetime::ThreeHours))),
            ("team.azurecr.io", "team", Some(Administrator)),
            ("team.azurecr.io", "5f1c8d1e-0000-4000-8000-000000000000", None),
        ] {
            let password = ["not", "real"].join("-");
            assert_eq!(hints(key, username, &password), Vec::from_iter(expected), "{username:?} at {key}");
        }
    }

    #[test]
    fn some_passwords_tell_their_kind() {
        let token = |start: &str| format!("{start}{}", "x".repeat(20));
        for (key, start, expected) in [
            ("docker.io", "dckr_pat_", Some(Hint::PersonalToken)),
            ("docker.io", "dckr_oat_", None),
            ("registry.gitlab.com", "gldt-", None),
            ("registry.gitlab.com", "glcbt-", Some(Hint::ShortLived(Lifetime::Job))),
            ("ghcr.io", "ghs_", Some(Hint::ShortLived(Lifetime::Job))),
            ("ghcr.io", "ghp_", None),
        ] {
            assert_eq!(hints(key, "team", &token(start)), Vec::from_iter(expected), "{start} at {key}");
        }
        assert_eq!(hints("quay.io", "", ""), []);
    }

    #[test]
    fn only_some_hints_explain_a_refusal() {
        use Hint::*;
        let (person, short) = ([Person, Administrator, PersonalToken], [NameLost, ShortLived(Lifetime::Job)]);
        assert!(!person.iter().any(|hint| hint.explains_refusal()) && short.iter().all(|hint| hint.explains_refusal()));
        assert_eq!(short[1].to_string(), "it is the token of a CI job, which ends with the job");
    }
}
