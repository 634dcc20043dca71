//! The `[redact]` table of the configuration file: whom texts are for, and the user's own lists.

use serde::Deserialize;
use toml::Spanned;

use super::Hiding;
use crate::core::redact::{Lists, Policy, Profile};

/// The keys that the table may have.
pub(super) const KNOWN: [&str; 5] = ["profile", "names", "values", "keeps", "learn-secrets"];

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Redact {
    profile: Option<Spanned<String>>,
    names: Vec<Spanned<String>>,
    values: Vec<Spanned<String>>,
    keeps: Vec<Spanned<String>>,
    learn_secrets: bool,
}

impl Redact {
    /// Returns what the table says.
    ///
    /// # Errors
    /// Where in the file the first entry stands that cannot be meant, and what is wrong with it.
    pub(super) fn hiding(&self) -> Result<Hiding, (usize, String)> {
        let profile = match &self.profile {
            Some(name) => profile(name.get_ref()).map_err(|problem| (name.span().start, problem))?,
            None => Profile::default(),
        };
        let mut lists = Lists::default();
        take(&self.names, |list| &mut list.names, &mut lists)?;
        take(&self.values, |list| &mut list.values, &mut lists)?;
        take(&self.keeps, |list| &mut list.keeps, &mut lists)?;
        Ok(Hiding { policy: Policy { profile, lists }, learns_secrets: self.learn_secrets })
    }
}

/// Checks the entries of one list one by one, so that the wrong one can be shown.
fn take(
    entries: &[Spanned<String>],
    list: fn(&mut Lists) -> &mut Vec<String>,
    lists: &mut Lists,
) -> Result<(), (usize, String)> {
    for entry in entries {
        let mut alone = Lists::default();
        list(&mut alone).push(entry.get_ref().clone());
        alone.check().map_err(|problem| (entry.span().start, problem))?;
        list(lists).push(entry.get_ref().clone());
    }
    Ok(())
}

fn profile(name: &str) -> Result<Profile, String> {
    Profile::named(name).ok_or_else(|| {
        let known = Profile::ALL.map(Profile::name);
        super::file::no_such("profile", name, &known)
    })
}

#[cfg(test)]
mod tests {
    use super::super::file::File;
    use super::*;

    fn problem(file: &str) -> (usize, String) {
        File::parse(file).unwrap_err()
    }

    #[test]
    fn the_table_becomes_a_policy() {
        let file = File::parse(
            "[redact]\nprofile = \"public\"\nnames = [\"*_PLATE\"]\nvalues = [\"project-x\"]\nkeeps = [\"demo\"]\n\
             learn-secrets = true\n",
        )
        .unwrap();
        let Hiding { policy, learns_secrets } = file.hiding();
        assert_eq!(policy.profile, Profile::Public);
        assert_eq!(policy.lists.names, ["*_PLATE"]);
        assert_eq!(policy.lists.values, ["project-x"]);
        assert_eq!(policy.lists.keeps, ["demo"]);
        assert!(learns_secrets);
        assert_eq!(File::parse("").unwrap().hiding(), Hiding::default());
    }

    #[test]
    fn what_cannot_be_meant_is_named_with_its_line() {
        let (line, said) = problem("[redact]\nprofile = \"tickets\"\n");
        assert_eq!((line, said.as_str()), (2, "there is no profile `tickets`; did you mean `ticket`?"));
        let (line, said) = problem("[redact]\n\nvalue = [\"x\"]\n");
        assert_eq!((line, said.as_str()), (3, "there is no key `redact.value`; did you mean `redact.values`?"));
        let (line, said) = problem("[redact]\nvalues = [\n  \"long enough\",\n  \"abc\",\n]\n");
        assert!(line == 4 && said.starts_with("values: `abc` is shorter than"), "{line}: {said}");
        let (line, said) = problem("[redact]\nnames = [\"*\"]\n");
        assert!(line == 2 && said.contains("would hide every value"), "{line}: {said}");
        assert_eq!(problem("[redact]\nkeeps = [\"\"]\n").0, 2);
        assert_eq!(problem("[redact]\nlearn-secrets = 1\n").0, 2);
        assert_eq!(problem("redact = 1\n").0, 1);
    }
}
