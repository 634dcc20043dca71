//! Every cause that podmend can name, by family: what users see, filter by and look up.
//!
//! The doc comment of a cause is its page, in the program and in `docs/causes/`; nothing about a cause is written twice. A page is
//! read at night on a small screen: what is so in the first sentence, four sections, lines of 78 columns at most.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

/// Declares the causes of one family; the lines of a doc comment are the page.
macro_rules! causes {
    ($family:expr; $($(#[doc = $line:literal])+ $id:ident = $name:literal, $title:literal;)+) => {
        $($(#[doc = $line])+ pub const $id: $crate::core::cause::Cause =
            $crate::core::cause::Cause { name: $name, title: $title, family: $family, page: &[$($line),+] };)+

        pub(in $crate::core::cause) const ALL: &[$crate::core::cause::Cause] = &[$($id),+];
    };
}

pub mod admission;
pub mod content;
pub mod credentials;
pub mod name;
pub mod network;
pub mod node;
pub mod schedule;
pub mod start;

/// Why something fails, under a stable kebab-case name.
///
/// Equality is derived so that the constants can stand in a `match`; the names alone would do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    name: &'static str,
    title: &'static str,
    family: Family,
    page: &'static [&'static str],
}

/// What a cause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    Credentials,
    Name,
    Network,
    Content,
    Node,
    Start,
    Schedule,
    Admission,
}

/// How sure it is that a cause is the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    Certain,
    Likely,
    CannotTell,
}

impl Cause {
    /// Returns the name that users see and filter by: `no-pull-secret`.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Returns the cause in a few words, as it heads an incident: `no pull secret named`.
    pub fn title(self) -> &'static str {
        self.title
    }

    pub fn family(self) -> Family {
        self.family
    }

    /// Returns the name with `_` for `-`, as collections of labelled messages spell it.
    pub fn label(self) -> String {
        self.name.replace('-', "_")
    }

    /// Returns the page about it in Markdown, its title first.
    pub fn page(self) -> String {
        let lines = self.page.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
        let body: Vec<&str> = lines.collect();
        format!("# {}: {}\n\n{}\n", self.name, self.title, body.join("\n"))
    }

    /// Returns the first paragraph of the page, in one line: what is so.
    pub fn summary(self) -> String {
        let first = self.page.iter().map(|line| line.trim()).take_while(|line| !line.is_empty());
        first.collect::<Vec<_>>().join(" ")
    }

    /// Finds a cause by its name or label.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|cause| cause.name == name || cause.label() == name)
    }

    /// Returns all causes, family by family.
    pub fn all() -> impl Iterator<Item = Self> {
        let families = [
            credentials::login::ALL,
            credentials::secret::ALL,
            name::ALL,
            network::ALL,
            content::ALL,
            node::ALL,
            start::create::ALL,
            start::run::ALL,
            schedule::ALL,
            admission::ALL,
        ];
        families.into_iter().flatten().copied()
    }
}

impl Family {
    /// Returns what its causes are about, as a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Credentials => "Who may pull",
            Self::Name => "Which image",
            Self::Network => "The way to the registry",
            Self::Content => "What was pulled",
            Self::Node => "The node",
            Self::Start => "Starting and running",
            Self::Schedule => "Finding a node, rolling out",
            Self::Admission => "Being created at all",
        }
    }
}

impl Hash for Cause {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl PartialOrd for Cause {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cause {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.name.cmp(other.name)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests;
