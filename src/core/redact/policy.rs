//! How much is hidden: the profile, and what the user wants hidden or kept besides.

use std::fmt;

/// Whom a text is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// People who work on the same clusters: credentials are hidden, and nothing else.
    Internal,
    /// A ticket: also addresses, internal and registry hosts, e-mails, cloud accounts and robot accounts.
    #[default]
    Ticket,
    /// Everybody: also namespaces, users, public hosts and image repositories.
    Public,
}

/// A profile with the user's own lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    pub profile: Profile,
    pub lists: Lists,
}

/// What the user wants hidden or kept.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// Names whose values are hidden, however weak: `LICENCE_BLOB`, `*_PLATE`. Case and `*` as in a shell's pattern
    /// without regard to case.
    pub names: Vec<String>,
    /// Words that are hidden wherever they stand.
    pub values: Vec<String>,
    /// Values that are not hidden, whatever they look like.
    pub keeps: Vec<String>,
}

impl Profile {
    pub const ALL: [Self; 3] = [Self::Internal, Self::Ticket, Self::Public];

    /// Returns the profile as it is written on the command line and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Ticket => "ticket",
            Self::Public => "public",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

impl Lists {
    /// The shortest word in bytes that may be hidden wherever it stands: a shorter one stands in every text.
    pub const SHORTEST: usize = 4;

    /// Says what is wrong with an entry, in words that begin with the name of its list.
    ///
    /// # Errors
    /// The first entry that cannot be meant: empty, too short, only stars, or one of podmend's own placeholders.
    pub fn check(&self) -> Result<(), String> {
        for name in &self.names {
            if name.trim_matches(['*', ' ']).is_empty() {
                return Err(format!("names: `{name}` would hide every value"));
            }
        }
        for value in &self.values {
            if value.trim().len() < Self::SHORTEST {
                return Err(format!("values: `{value}` is shorter than {} characters", Self::SHORTEST));
            }
        }
        if let Some(empty) = self.keeps.iter().find(|keep| keep.trim().is_empty()) {
            return Err(format!("keeps: `{empty}` is no value"));
        }
        let is_placeholder = |word: &&String| word.contains(super::ledger::START);
        match self.values.iter().chain(&self.keeps).find(is_placeholder) {
            Some(word) => Err(format!("values, keeps: `{word}` is a placeholder")),
            None => Ok(()),
        }
    }

    /// Tells whether the user wants a value kept, by the value itself or as it is written.
    pub(super) fn keeps(&self, value: &str, written: &str) -> bool {
        self.keeps.iter().any(|keep| keep == value || keep == written)
    }
}

impl fmt::Debug for Lists {
    /// The words that the user wants hidden are not shown here either.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [("names", self.names.len()), ("values", self.values.len()), ("keeps", self.keeps.len())];
        counts.iter().fold(&mut f.debug_struct("Lists"), |lists, (name, count)| lists.field(name, count)).finish()
    }
}
