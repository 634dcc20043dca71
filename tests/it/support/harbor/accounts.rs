//! Projects, robots and persons, and which of them may pull.
//!
//! `src/server/middleware/security/robot.go` lets a robot in; `src/common/rbac/project` says what a public project grants.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasher, RandomState},
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{call::Call, token::Tokens};

/// What a robot's name begins with, unless an administrator has changed it (`robot_name_prefix`).
const ROBOT_PREFIX: &str = "robot$";
/// An `expires_at` that never comes.
const NEVER: i64 = -1;

#[derive(Clone, Copy, Default)]
pub(crate) struct Project {
    /// Whether everybody may pull.
    pub(crate) public: bool,
    /// What stands between a credential that is good and its image.
    pub(crate) obstacle: Option<Obstacle>,
}

/// Why a project hands out no image, or not this one.
#[derive(Clone, Copy)]
pub(crate) enum Obstacle {
    /// `prevent_vul`, `src/server/middleware/vulnerable`.
    Vulnerable,
    /// `enable_content_trust_cosign`, `src/server/middleware/contenttrust`.
    Unsigned,
    /// A proxy cache whose upstream takes no more pulls, `src/server/middleware/repoproxy`.
    UpstreamBusy,
}

/// How a robot fares.
#[derive(Clone, Copy)]
pub(crate) enum Life {
    Valid,
    Expired,
    Disabled,
}

/// What somebody logs in with. The secret is made up anew each time.
#[derive(Clone)]
pub(crate) struct Credential {
    pub(crate) user: String,
    pub(crate) secret: String,
}

/// All that the registry knows.
#[derive(Default)]
pub(super) struct House {
    pub(super) projects: BTreeMap<String, Project>,
    accounts: BTreeMap<String, Account>,
    pub(super) tokens: Tokens,
}

struct Account {
    secret: String,
    kind: Kind,
    projects: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// Ends at this time, in seconds since 1970.
    Robot {
        expires_at: i64,
        disabled: bool,
    },
    Person,
}

/// Who asks, as far as they could show it.
pub(super) enum Asker {
    /// No credential, or one that was not taken: the registry makes no difference.
    Nobody,
    Account {
        name: String,
        kind: Kind,
    },
    /// Somebody to whom the token service gave this.
    Bearer {
        subject: String,
        repositories: BTreeSet<String>,
    },
}

impl House {
    pub(super) fn robot(&mut self, name: &str, projects: &[&str], life: Life) -> Credential {
        let expires_at = if matches!(life, Life::Expired) { now() - 1 } else { NEVER };
        let kind = Kind::Robot { expires_at, disabled: matches!(life, Life::Disabled) };
        self.account(format!("{ROBOT_PREFIX}{name}"), kind, projects)
    }

    pub(super) fn person(&mut self, name: &str, projects: &[&str]) -> Credential {
        self.account(name.to_owned(), Kind::Person, projects)
    }

    fn account(&mut self, user: String, kind: Kind, projects: &[&str]) -> Credential {
        let secret = made_up();
        let projects = projects.iter().map(|project| (*project).to_owned()).collect();
        self.accounts.insert(user.clone(), Account { secret: secret.clone(), kind, projects });
        Credential { user, secret }
    }

    /// Tells who sent a request. A credential that is not good is no error here.
    pub(super) fn asker(&self, call: &Call) -> Asker {
        let asker = match call.authorization.as_deref().and_then(|value| value.split_once(' ')) {
            Some(("Basic", credential)) => self.basic(credential),
            // `src/server/middleware/security/v2_token.go`: tokens count below /v2 only.
            Some(("Bearer", token)) if call.path.starts_with("/v2/") => self.tokens.bearer(token),
            _ => None,
        };
        asker.unwrap_or(Asker::Nobody)
    }

    /// The order in which a robot is looked at is Harbor's; every way it can end is the same to who asks.
    fn basic(&self, credential: &str) -> Option<Asker> {
        let decoded = String::from_utf8(STANDARD.decode(credential).ok()?).ok()?;
        let (name, secret) = decoded.split_once(':')?;
        let account = self.accounts.get(name).filter(|account| account.secret == secret)?;
        if let Kind::Robot { expires_at, disabled } = account.kind
            && (disabled || (expires_at != NEVER && expires_at <= now()))
        {
            return None;
        }
        Some(Asker::Account { name: name.to_owned(), kind: account.kind })
    }

    /// Tells whether somebody may pull from a repository such as `project/app`, whether or not it exists.
    pub(super) fn can_pull(&self, asker: &Asker, repository: &str) -> bool {
        let name = project_of(repository);
        let Some(project) = self.projects.get(name) else { return false };
        match asker {
            Asker::Bearer { repositories, .. } => repositories.contains(repository),
            Asker::Account { name: account, .. } => {
                project.public || self.accounts.get(account).is_some_and(|account| account.projects.contains(name))
            }
            Asker::Nobody => project.public,
        }
    }
}

impl Asker {
    /// Returns the name of who is logged in.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Account { name, .. } => Some(name),
            Self::Bearer { subject, .. } => Some(subject).filter(|subject| !subject.is_empty()).map(String::as_str),
            Self::Nobody => None,
        }
    }
}

/// Returns the first part of a repository's name.
pub(super) fn project_of(repository: &str) -> &str {
    repository.split('/').next().unwrap_or_default()
}

/// Returns something that nobody can guess, with the upper case, lower case and digits that Harbor wants of a secret.
pub(super) fn made_up() -> String {
    format!("Xx{:016x}{:016x}", RandomState::new().hash_one(1), RandomState::new().hash_one(2))
}

/// Returns the seconds since 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}
