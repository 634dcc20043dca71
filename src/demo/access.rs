//! What the user of the demo may do, for access reviews and for every request alike.

use super::{call::Resource, refusal::Refusal};

/// The rights of the demo's user: everything, less what has been denied.
#[derive(Clone, Debug)]
pub struct Access {
    user: String,
    groups: Vec<String>,
    rules: Vec<Rule>,
}

/// One allowance or denial; the last one that fits decides.
#[derive(Clone, Debug)]
struct Rule {
    allow: bool,
    verbs: Vec<String>,
    resources: Vec<String>,
    namespaces: Vec<String>,
}

/// A question about one action.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) verb: String,
    pub(crate) group: String,
    /// `pods`, or `pods/log` with its subresource.
    pub(crate) resource: String,
    /// Empty for all namespaces and for cluster scope.
    pub(crate) namespace: String,
}

impl Default for Access {
    fn default() -> Self {
        Self::all()
    }
}

impl Access {
    /// Returns the rights of an administrator.
    pub fn all() -> Self {
        Self {
            user: "demo".to_owned(),
            groups: vec!["system:authenticated".to_owned()],
            rules: vec![Rule::new(true, &["*"], &["*"], &["*"])],
        }
    }

    /// Returns no rights at all but those to ask for one's rights.
    pub fn none() -> Self {
        Self { rules: Vec::new(), ..Self::all() }
    }

    /// Takes rights away; `*` stands for all. A right in a single namespace does not allow lists over all
    /// namespaces, and taking it away in one does not forbid them: that is what RBAC does too.
    #[must_use]
    pub fn deny(mut self, verbs: &[&str], resources: &[&str], namespaces: &[&str]) -> Self {
        self.rules.push(Rule::new(false, verbs, resources, namespaces));
        self
    }

    /// Gives rights; `*` stands for all. Lists over all namespaces need `*` for the namespaces.
    #[must_use]
    pub fn allow(mut self, verbs: &[&str], resources: &[&str], namespaces: &[&str]) -> Self {
        self.rules.push(Rule::new(true, verbs, resources, namespaces));
        self
    }

    /// Returns the name of the user.
    pub fn user(&self) -> &str {
        &self.user
    }

    pub(crate) fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Answers a question.
    pub(crate) fn allows(&self, question: &Question) -> bool {
        let last = self.rules.iter().rev().find(|rule| rule.fits(question));
        last.is_some_and(|rule| rule.allow)
    }

    /// Refuses a request that its user has no right to, in the words of Kubernetes.
    pub(crate) fn check(&self, verb: &str, resource: &Resource) -> Result<(), Refusal> {
        let question = Question::about(verb, resource);
        if self.allows(&question) {
            return Ok(());
        }
        let Question { resource: name, group, namespace, .. } = &question;
        let scope = match namespace.as_str() {
            "" => "at the cluster scope".to_owned(),
            namespace => format!("in the namespace \"{namespace}\""),
        };
        let why = format!("User \"{}\" cannot {verb} resource \"{name}\" in API group \"{group}\" {scope}", self.user);
        Err(Refusal::forbidden(resource.kind, &resource.name, &why))
    }

    /// Returns the rules that hold in a namespace, as `SelfSubjectRulesReview` lists them: verbs and resources.
    pub(crate) fn rules_in(&self, namespace: &str) -> impl Iterator<Item = (&[String], &[String])> {
        let here = move |rule: &&Rule| rule.allow && covers(&rule.namespaces, namespace);
        self.rules.iter().filter(here).map(|rule| (rule.verbs.as_slice(), rule.resources.as_slice()))
    }
}

impl Question {
    pub(crate) fn about(verb: &str, resource: &Resource) -> Self {
        let kind = resource.kind;
        let name = match resource.subresource.as_str() {
            "" => kind.plural.to_owned(),
            subresource => format!("{}/{subresource}", kind.plural),
        };
        // A namespace is asked for within itself, as kubectl does.
        let namespace = match kind.plural {
            "namespaces" => resource.name.clone(),
            _ => resource.namespace.clone(),
        };
        Self { verb: verb.to_owned(), group: kind.group.to_owned(), resource: name, namespace }
    }
}

impl Rule {
    fn new(allow: bool, verbs: &[&str], resources: &[&str], namespaces: &[&str]) -> Self {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self { allow, verbs: owned(verbs), resources: owned(resources), namespaces: owned(namespaces) }
    }

    fn fits(&self, question: &Question) -> bool {
        covers(&self.verbs, &question.verb)
            && covers(&self.resources, &question.resource)
            && covers(&self.namespaces, &question.namespace)
    }
}

fn covers(list: &[String], item: &str) -> bool {
    list.iter().any(|entry| entry == "*" || entry == item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(access: &Access, verb: &str, resource: &str, namespace: &str) -> bool {
        access.allows(&Question {
            verb: verb.to_owned(),
            group: String::new(),
            resource: resource.to_owned(),
            namespace: namespace.to_owned(),
        })
    }

    #[test]
    fn a_right_in_one_namespace_is_none_over_all() {
        let access = Access::none().allow(&["list"], &["pods"], &["team-a"]);
        assert!(asks(&access, "list", "pods", "team-a"));
        assert!(!asks(&access, "list", "pods", ""));
        assert!(!asks(&access, "list", "pods", "team-b"));
    }

    #[test]
    fn a_denial_takes_one_right_away() {
        let access = Access::all().deny(&["get", "list"], &["secrets"], &["*"]);
        assert!(!asks(&access, "get", "secrets", "team-a"));
        assert!(asks(&access, "patch", "secrets", "team-a"));
        assert!(asks(&access, "get", "pods", ""));
    }
}
