//! What the shape of YAML or JSON tells: Secrets, pairs of name and value, telling keys, arguments.

use super::{
    Class, Find, flags, headers,
    names::{self, Names, Verdict},
    outline::{Node, Outline, Scalar},
    values,
};

/// Finds what an outline gives away.
pub(super) fn find(outline: &Outline, text: &str, names: &Names<'_>) -> Vec<Find> {
    let rules = Rules { outline, text, names };
    let mut finds = Vec::new();
    for node in &outline.nodes {
        finds.extend(rules.secret(node));
        finds.extend(rules.pair(node));
        finds.extend(rules.named(node));
        finds.extend(rules.arguments(node));
        finds.extend(rules.logins(node));
    }
    finds
}

struct Rules<'a> {
    outline: &'a Outline,
    text: &'a str,
    names: &'a Names<'a>,
}

impl<'a> Rules<'a> {
    /// Every value under `data` and `stringData` of a Secret, wherever its `kind` stands.
    fn secret(&self, node: &'a Node) -> Vec<Find> {
        let held = self.outline.under(node, "data").filter(|data| self.is_of_secret(node, data));
        let mut finds = Vec::new();
        for entry in held.chain(self.outline.under(node, "stringData")).flat_map(|held| self.outline.below(held)) {
            let spreads = !entry.key.as_deref().is_some_and(names::is_of_no_credential);
            for leaf in entry.scalar.iter().filter(|leaf| !values::is_empty(self.raw(leaf))) {
                let find = Find::new(leaf.range.clone(), Class::SecretData, "is the value of a Secret");
                finds.push(if spreads { find } else { find.alone() });
            }
        }
        finds
    }

    /// Tells whether a `data` belongs to a Secret. The hunk of a diff may show neither kind nor type:
    /// then a mapping of nothing but base64 is taken for one.
    fn is_of_secret(&self, node: &Node, data: &Node) -> bool {
        let mut kinds = self.scalars(node, "kind").peekable();
        if kinds.peek().is_some() {
            return kinds.any(|kind| kind == "Secret");
        }
        let is_list = data.children.iter().any(|child| self.outline.nodes[*child].key.is_none());
        !is_list && (self.scalars(node, "type").any(is_secret_type) || self.is_encoded(data))
    }

    fn is_encoded(&self, data: &Node) -> bool {
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        let is_encoded = |raw: &str| raw.len() >= 8 && raw.len().is_multiple_of(4) && raw.bytes().all(is_base64);
        let leaves = self.outline.leaves(data);
        !leaves.is_empty() && leaves.iter().all(|leaf| is_encoded(self.raw(leaf)))
    }

    /// The value beside a telling name, in either order: variables, headers, parameters.
    fn pair(&self, node: &'a Node) -> Vec<Find> {
        // A toleration or an expression of a selector compares words.
        if ["operator", "effect", "values"].iter().any(|key| self.outline.under(node, key).next().is_some()) {
            return Vec::new();
        }
        let mut names = self.scalars(node, "name").chain(self.scalars(node, "key"));
        // A realm has `{"type": "password", "value": ..}`.
        let mut types = self.scalars(node, "type").filter(|name| matches!(*name, "password" | "secret" | "otp" | "totp"));
        let Some(verdict) = names.find_map(|name| self.names.verdict(name)).or_else(|| types.find_map(|name| self.names.verdict(name))) else {
            return Vec::new();
        };
        let held = self.outline.under(node, "value").filter_map(|value| value.scalar.as_ref());
        held.filter_map(|scalar| self.judged(scalar, verdict)).collect()
    }

    /// The value under a telling key; for passwords also those of a list.
    fn named(&self, node: &'a Node) -> Vec<Find> {
        let Some(verdict) = node.key.as_deref().and_then(|name| self.names.verdict(name)).filter(|_| !self.is_label(node)) else {
            return Vec::new();
        };
        if node.scalar.as_ref().is_some_and(|scalar| self.is_file(node, scalar)) {
            return Vec::new();
        }
        let items = self.items(node).filter(|_| verdict.is_certain());
        node.scalar.iter().chain(items).filter_map(|scalar| self.judged(scalar, verdict)).collect()
    }

    /// Tells whether a value of several lines stands under the name of a file: `.pgpass`, `token.json`.
    fn is_file(&self, node: &Node, scalar: &Scalar) -> bool {
        node.key.as_deref().is_some_and(|key| key.contains('.')) && self.raw(scalar).trim().contains('\n')
    }

    fn is_label(&self, node: &Node) -> bool {
        let parent = self.outline.nodes[node.parent].key.as_deref();
        matches!(parent, Some("labels" | "matchLabels" | "nodeSelector" | "selector"))
    }

    /// The items of a list read as the words of a command, whose program `command` may name.
    fn arguments(&self, node: &'a Node) -> Vec<Find> {
        let words: Vec<_> = self.items(node).map(|word| word.range.clone()).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let command = self.outline.under(&self.outline.nodes[node.parent], "command");
        let mut leaves = command.flat_map(|command| self.outline.leaves(command));
        let tool = leaves.find_map(|leaf| flags::tool(self.raw(leaf)));
        flags::in_words(self.text, &words, tool, self.names)
    }

    /// The lines of `user:password` below `chpasswd`, as a cloud's first start reads them.
    fn logins(&self, node: &'a Node) -> Vec<Find> {
        if node.key.as_deref() != Some("chpasswd") {
            return Vec::new();
        }
        let mut finds = Vec::new();
        for leaf in self.outline.leaves(node) {
            for line in self.raw(leaf).lines() {
                let password = line.trim().split_once(':').map_or("", |(_, password)| password.trim());
                let at = password.as_ptr() as usize - self.text.as_ptr() as usize;
                if !password.is_empty() && !values::is_reference(password) {
                    finds.push(Find::new(at..at + password.len(), Class::Password, "stands in a list of logins"));
                }
            }
        }
        finds
    }

    fn judged(&self, scalar: &Scalar, verdict: Verdict) -> Option<Find> {
        let range = headers::behind_scheme(self.text, scalar.range.clone());
        let is_hidden = values::is_credential(&self.text[range.clone()], verdict);
        is_hidden.then(|| Find::new(range, verdict.class, "its name says so"))
    }

    /// Returns the scalars of a list.
    fn items(&self, node: &'a Node) -> impl Iterator<Item = &'a Scalar> {
        let items = node.children.iter().map(|child| &self.outline.nodes[*child]);
        items.filter(|item| item.key.is_none()).filter_map(|item| item.scalar.as_ref())
    }

    /// Returns the texts under a key of a mapping.
    fn scalars(&self, node: &'a Node, key: &'a str) -> impl Iterator<Item = &'a str> {
        let children = self.outline.under(node, key).filter_map(|child| child.scalar.as_ref());
        children.map(|scalar| self.raw(scalar))
    }

    fn raw(&self, scalar: &Scalar) -> &'a str {
        &self.text[scalar.range.clone()]
    }
}

fn is_secret_type(name: &str) -> bool {
    ["Opaque", "kubernetes.io/", "bootstrap.kubernetes.io/", "helm.sh/release"]
        .iter()
        .any(|start| name.starts_with(start))
}
