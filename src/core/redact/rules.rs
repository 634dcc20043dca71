//! What the shape of YAML or JSON tells: Secrets, pairs of name and value, telling keys, arguments.

use super::{
    Class, Find, encoded, flags, headers,
    names::{self, Names, Verdict},
    near,
    outline::{Node, Outline, Scalar, Style},
    values,
};

/// Finds what an outline gives away.
pub(super) fn find(outline: &Outline<'_>, text: &str, names: &Names<'_>) -> Vec<Find> {
    let rules = Rules { outline, text, names };
    let mut finds = Vec::new();
    for node in &outline.nodes {
        if node.key.is_some() {
            finds.extend(rules.named(node));
            finds.extend(rules.logins(node));
        }
        if node.has_children() {
            finds.extend(rules.secret(node));
            // The documents of a long log are as many as its lines, and none of them has a key.
            if node.index != 0 {
                finds.extend(rules.generated(node));
                finds.extend(rules.pair(node));
                finds.extend(rules.arguments(node));
            }
        }
    }
    finds
}

/// A file of profiles, `[default]` and settings below it, which are judged by themselves.
fn is_profiles(text: &str) -> bool {
    let mut lines = text.trim().lines();
    lines.next().is_some_and(|first| first.starts_with('[') && first.ends_with(']'))
        && lines.all(|line| line.contains('='))
}

/// How many fields beside a list are looked at.
const MOST_FIELDS: usize = 64;

struct Rules<'a> {
    outline: &'a Outline<'a>,
    text: &'a str,
    names: &'a Names<'a>,
}

impl<'a> Rules<'a> {
    /// Every value under `data` and `stringData` of a Secret, wherever its `kind` stands.
    fn secret(&self, node: &'a Node<'a>) -> Vec<Find> {
        let is_holder = |key: &str| matches!(key, "data" | "stringData");
        let is_bare = node.parent == 0 && node.key.is_none();
        if !is_bare && !self.outline.children(node).any(|child| child.key.as_deref().is_some_and(is_holder)) {
            return Vec::new();
        }
        let under = |key: &'a str| {
            let mapping = Some(node).filter(|node| node.index != 0);
            mapping.into_iter().flat_map(move |node| self.outline.under(node, key))
        };
        let held = under("data").filter(|data| self.is_of_secret(node, data));
        let held =
            held.chain(Some(node).filter(|node| node.parent == 0 && node.key.is_none() && self.holds_texts(node)));
        let mut finds = Vec::new();
        for entry in held.chain(under("stringData")).flat_map(|held| self.outline.below(held)) {
            let spreads = !entry.key.as_deref().is_some_and(names::is_of_no_credential);
            for leaf in entry.scalar.iter().filter(|leaf| !values::is_empty(self.raw(leaf))) {
                let find = Find::new(leaf.range.clone(), Class::SecretData, "is the value of a Secret");
                let find = if leaf.style == Style::Json { find.quoted() } else { find };
                finds.push(if spreads { find } else { find.alone() });
            }
        }
        finds
    }

    /// What Terraform made at random and keeps in its state: `result`, somewhere below a resource of that type.
    fn generated(&self, node: &'a Node<'a>) -> Vec<Find> {
        if !self.scalars(node, "type").any(|kind| matches!(kind, "random_password" | "random_bytes")) {
            return Vec::new();
        }
        let results = self.outline.below(node).filter(|child| child.key.as_deref() == Some("result"));
        let scalars = results.filter_map(|child| child.scalar.as_ref());
        scalars.map(|scalar| Find::new(scalar.range.clone(), Class::Password, "was made at random")).collect()
    }

    /// Tells whether a `data` belongs to a Secret. The hunk of a diff may show neither kind nor type:
    /// then a mapping of nothing but base64 is taken for one.
    fn is_of_secret(&self, node: &Node<'_>, data: &Node<'_>) -> bool {
        let mut kinds = self.scalars(node, "kind").peekable();
        if kinds.peek().is_some() {
            return kinds.any(|kind| kind == "Secret");
        }
        let is_list = self.outline.children(data).any(|child| child.key.is_none());
        !is_list && (self.scalars(node, "type").any(is_secret_type) || self.is_encoded(data))
    }

    fn holds_texts(&self, node: &Node<'_>) -> bool {
        let holds_text = |leaf: &Scalar| encoded::text_of_base64(self.raw(leaf)).is_some();
        let first = self.outline.children(node).next();
        if first.and_then(|first| first.scalar.as_ref()).is_some_and(|leaf| !holds_text(leaf)) {
            return false;
        }
        self.outline.leaves(node).nth(1).is_some() && self.outline.leaves(node).all(holds_text)
    }

    fn is_encoded(&self, data: &Node<'_>) -> bool {
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        let is_encoded = |raw: &str| {
            raw.len() >= 8
            && raw.len().is_multiple_of(4)
            && raw.bytes().all(is_base64)
            // A commit, a digest.
            && !raw.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let mut leaves = self.outline.leaves(data).peekable();
        leaves.peek().is_some() && leaves.all(|leaf| is_encoded(self.raw(leaf)))
    }

    /// The value beside a telling name, in either order: variables, headers, parameters.
    fn pair(&self, node: &'a Node<'a>) -> Vec<Find> {
        let (mut verdict, mut held) = (None, Vec::new());
        for child in self.outline.children(node) {
            let Some((key, scalar)) = child.key.as_deref().zip(child.scalar.as_ref()) else {
                continue;
            };
            let key = key.strip_prefix("Parameter").or_else(|| key.strip_prefix("parameter")).unwrap_or(key);
            if key.len() > LONGEST_OF_PAIR {
                continue;
            }
            match key {
                // A toleration or an expression of a selector compares words.
                "operator" | "effect" => return Vec::new(),
                "name" | "Name" | "key" | "Key" | "variable" | "env" | "k" | "header" | "NAME" => {
                    verdict = verdict.or_else(|| self.names.verdict(self.raw(scalar)));
                }
                // `/data/password` in a patch of JSON.
                "path" if self.raw(scalar).starts_with('/') => {
                    let (above, name) = self.raw(scalar).rsplit_once('/').unwrap_or_default();
                    let of_secret = || above.ends_with("/stringData").then_some(Verdict::SECRET);
                    verdict = verdict.or_else(|| self.names.verdict(name)).or_else(of_secret);
                }
                // A realm has `{"type": "password", "value": ..}`.
                "type" if matches!(self.raw(scalar), "password" | "secret" | "otp" | "totp") => {
                    verdict = verdict.or_else(|| self.names.verdict("password"));
                }
                "value" | "Value" | "v" | "val" | "VALUE" | "default" => held.push(scalar),
                _ => {}
            }
        }
        let Some(verdict) = verdict.filter(|_| !held.is_empty()) else {
            return Vec::new();
        };
        if self.outline.under(node, "values").next().is_some() {
            return Vec::new();
        }
        held.into_iter().flat_map(|scalar| self.held(scalar, verdict)).collect()
    }

    /// The value under a telling key; also those of a list, the one of `value` below it, and all below `credentials`.
    fn named(&self, node: &'a Node<'a>) -> Vec<Find> {
        let Some(key) = node.key.as_deref() else {
            return Vec::new();
        };
        let Some(verdict) = self.names.verdict(key).filter(|_| !self.is_label(node)) else {
            return Vec::new();
        };
        if let Some(scalar) = &node.scalar {
            // A file under its name: `.pgpass`, `token.json`.
            let is_file = key.contains('.') && self.raw(scalar).trim().contains('\n');
            let is_reference = values::repeats(key, self.raw(scalar));
            return match () {
                () if is_file || is_reference => Vec::new(),
                () if self.is_word(scalar, verdict) => {
                    vec![Find::new(scalar.range.clone(), verdict.class, "its name says so")]
                }
                () => self.held(scalar, verdict),
            };
        }
        let is_many = names::is_plural(key) && !self.holds_settings(node);
        let mut finds = Vec::new();
        for child in self.outline.below(node).skip(1) {
            let Some(scalar) = &child.scalar else {
                continue;
            };
            match child.key.as_deref() {
                // The item of a list under a key of its own.
                None if !self.is_item_of(child, node) => {}
                None if is_many && self.behind_roles(scalar).is_some() => finds.extend(self.behind_roles(scalar)),
                // An item of a list of users with a key each.
                Some("key") if values::is_key(self.raw(scalar)) || key.ends_with("key-auth") => {
                    finds.extend(self.judged(scalar, verdict));
                }
                None if verdict.is_certain() || values::is_key(self.raw(scalar)) => {
                    finds.extend(self.judged(scalar, verdict));
                }
                Some("value") if child.parent == node.index => finds.extend(self.judged(scalar, verdict)),
                Some(key)
                    if is_many
                        && !names::is_of_no_credential(key)
                        && !is_profiles(self.raw(scalar))
                        && self.raw(scalar).bytes().any(|byte| byte.is_ascii_digit()) =>
                {
                    finds.extend(self.judged(scalar, verdict));
                }
                _ => {}
            }
        }
        finds
    }

    /// In quotes `true` is a string, and as a password a bad one.
    fn is_word(&self, scalar: &Scalar, verdict: Verdict) -> bool {
        let is_string = matches!(scalar.style, Style::Single | Style::Double);
        let is_password = verdict.class == Class::Password && verdict.is_certain();
        is_string && is_password && matches!(self.raw(scalar), "true" | "false")
    }

    /// Tells whether nothing but lists lies between an item and a node.
    fn is_item_of(&self, item: &Node<'_>, node: &Node<'_>) -> bool {
        let mut above = item.parent;
        while above != node.index && self.outline.nodes[above].key.is_none() && above != 0 {
            above = self.outline.nodes[above].parent;
        }
        above == node.index
    }

    /// `node,kube:x`, as an item of a list of tokens: what stands behind the roles.
    fn behind_roles(&self, scalar: &Scalar) -> Option<Find> {
        let (roles, token) = self.raw(scalar).split_once(':')?;
        let is_role =
            !roles.is_empty() && roles.bytes().all(|byte| byte.is_ascii_lowercase() || b",_-".contains(&byte));
        let range = scalar.range.end - token.len()..scalar.range.end;
        (is_role && values::is_key(token)).then(|| Find::new(range, Class::Token, "its name says so"))
    }

    /// Tells whether a mapping is a thing with settings, for which its key is a name: a job called `sync-passwords`.
    fn holds_settings(&self, node: &Node<'_>) -> bool {
        const SETTINGS: [&str; 14] = [
            "schedule",
            "version",
            "integrity",
            "enabled",
            "image",
            "replicas",
            "suspend",
            "type",
            "description",
            "interval",
            "timeZone",
            "command",
            "resources",
            "namespace",
        ];
        self.outline.children(node).any(|child| child.key.as_deref().is_some_and(|key| SETTINGS.contains(&key)))
    }

    /// The value of a scalar: whole, or of a block with a line for each user what stands behind the users.
    fn held(&self, scalar: &Scalar, verdict: Verdict) -> Vec<Find> {
        let raw = self.raw(scalar);
        if values::is_json(raw) {
            return self.strings(scalar, verdict);
        }
        let lines = || raw.lines().map(str::trim).filter(|line| !line.is_empty());
        let is_list = matches!(scalar.style, Style::Block { .. }) && lines().count() > 1;
        let has_parts = |line: &str| line.contains([':', '=']) || (line.contains(' ') && line.starts_with(['#', '[']));
        if !is_list || !lines().any(has_parts) || raw.contains("-----BEGIN") {
            return self.judged(scalar, verdict).into_iter().collect();
        }
        let mut finds = Vec::new();
        if verdict.class != Class::Password {
            return finds;
        }
        for line in lines().filter(|line| !line.starts_with('#')) {
            let value = line.split_once([':', '=']).map_or(line, |(_, value)| value.trim());
            let value = if value.starts_with("SCRAM") { value } else { value.split(':').next().unwrap_or_default() };
            let is_hidden = !value.contains(char::is_whitespace)
                && values::stands_out(value)
                && values::is_credential(value, verdict);
            if is_hidden {
                finds.push(Find::new(near::range_of(self.text, value), verdict.class, "its name says so"));
            }
        }
        finds
    }

    /// The strings of a value that is JSON itself, as far as they look like keys.
    fn strings(&self, scalar: &Scalar, verdict: Verdict) -> Vec<Find> {
        let mut finds = Vec::new();
        let mut at = scalar.range.start;
        for piece in self.raw(scalar).split('"') {
            let bare = piece.trim_end_matches('\\');
            if values::is_key(bare) {
                finds.push(Find::new(at..at + bare.len(), verdict.class, "its name says so"));
            }
            at += piece.len() + 1;
        }
        finds
    }

    fn is_label(&self, node: &Node<'_>) -> bool {
        let parent = self.outline.nodes[node.parent].key.as_deref();
        matches!(parent, Some("labels" | "matchLabels" | "nodeSelector" | "selector"))
    }

    /// The items of a list read as the words of a command, whose program `command` may name.
    fn arguments(&self, node: &'a Node<'a>) -> Vec<Find> {
        let words: Vec<_> = self.items(node).map(|word| word.range.clone()).collect();
        if words.is_empty() {
            return Vec::new();
        }
        // No container has more fields, and a hostile list has no end.
        let beside = self.outline.children(&self.outline.nodes[node.parent]).take(MOST_FIELDS);
        let command = beside.filter(|field| field.key.as_deref() == Some("command"));
        let mut leaves = command.flat_map(|command| self.outline.leaves(command));
        let tool = leaves.find_map(|leaf| flags::tool(self.raw(leaf)));
        flags::in_words(self.text, &words, tool, self.names)
    }

    /// The lines of `user:password` below `chpasswd`, as a cloud's first start reads them.
    fn logins(&self, node: &'a Node<'a>) -> Vec<Find> {
        if node.key.as_deref() != Some("chpasswd") {
            return Vec::new();
        }
        let mut finds = Vec::new();
        for leaf in self.outline.leaves(node) {
            for line in self.raw(leaf).lines() {
                let password = line.trim().split_once(':').map_or("", |(_, password)| password.trim());
                if !password.is_empty() && !values::is_reference(password) {
                    finds.push(Find::new(
                        near::range_of(self.text, password),
                        Class::Password,
                        "stands in a list of logins",
                    ));
                }
            }
        }
        finds
    }

    fn judged(&self, scalar: &Scalar, verdict: Verdict) -> Option<Find> {
        let mut range = headers::behind_scheme(self.text, scalar.range.clone());
        // `token: x accepted`: a line of a log reads as YAML too.
        let first = self.text[range.clone()].split(' ').next().unwrap_or_default();
        let is_said = scalar.style == Style::Plain
            && verdict.class != Class::Password
            && values::is_key(first)
            && !self.text[range.clone()].split(' ').all(values::is_key);
        if is_said {
            range.end = range.start + first.len();
        }
        // A deeper line behind a password that is a command belongs to a text, not to the password.
        let line = self.text[range.clone()].split('\n').next().unwrap_or_default().trim_end();
        let behind = &self.text[range.start + line.len()..range.end];
        if scalar.style == Style::Plain && !line.contains(' ') && behind.contains("$(") {
            range.end = range.start + line.len();
        }
        let value = values::password_of(&self.text[range.clone()], verdict.class);
        let is_hidden = values::is_credential(value, verdict);
        let find = Find::new(near::range_of(self.text, value), verdict.class, "its name says so");
        is_hidden.then(|| if scalar.style == Style::Json { find.quoted() } else { find })
    }

    /// Returns the scalars of a list.
    fn items(&self, node: &'a Node<'a>) -> impl Iterator<Item = &'a Scalar> {
        self.outline.children(node).filter(|item| item.key.is_none()).filter_map(|item| item.scalar.as_ref())
    }

    /// Returns the texts under a key of a mapping.
    fn scalars(&self, node: &'a Node<'a>, key: &'a str) -> impl Iterator<Item = &'a str> {
        let children = self.outline.under(node, key).filter_map(|child| child.scalar.as_ref());
        children.map(|scalar| self.raw(scalar))
    }

    fn raw(&self, scalar: &Scalar) -> &'a str {
        &self.text[scalar.range.clone()]
    }
}

/// The longest key in bytes that a pair of name and value has.
const LONGEST_OF_PAIR: usize = "operator".len();

fn is_secret_type(name: &str) -> bool {
    ["Opaque", "kubernetes.io/", "bootstrap.kubernetes.io/", "helm.sh/release"]
        .iter()
        .any(|start| name.starts_with(start))
}
