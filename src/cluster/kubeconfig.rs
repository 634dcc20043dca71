//! The kubeconfig: which files, what is in them, and what is wrong with them in words that quote none of it.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use kube::config::{Kubeconfig, KubeconfigError, NamedContext};

use crate::core::{text::neutralise_line, yaml};

use super::Trouble;

/// The contexts of a kubeconfig.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contexts {
    /// The one that is taken when none is named.
    pub current: Option<String>,
    /// In the order of the files.
    pub all: Vec<ContextEntry>,
}

/// One context by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextEntry {
    pub name: String,
    /// The namespace it names, if it names one.
    pub namespace: Option<String>,
}

impl Contexts {
    pub(super) fn of(config: &Kubeconfig) -> Self {
        let current = config.current_context.clone().filter(|name| !name.is_empty());
        Self { current, all: config.contexts.iter().map(entry).collect() }
    }

    /// Returns the names, in the order of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|context| context.name.as_str())
    }

    /// Returns every namespace that a context names: all that is known where namespaces may not be listed.
    pub fn namespaces(&self) -> Vec<String> {
        let mut namespaces: Vec<String> = self.all.iter().filter_map(|context| context.namespace.clone()).collect();
        namespaces.sort();
        namespaces.dedup();
        namespaces
    }
}

fn entry(context: &NamedContext) -> ContextEntry {
    let namespace = context.context.as_ref().and_then(|context| context.namespace.clone());
    ContextEntry { name: context.name.clone(), namespace: namespace.filter(|namespace| !namespace.is_empty()) }
}

/// Reads the files that kubectl would read: the one that is named, or those of `KUBECONFIG`, or `~/.kube/config`.
///
/// A file of a `KUBECONFIG` list that is not there is passed over, as client-go does; `None` when there is no file at all.
pub(super) fn read(named: Option<&Path>) -> Result<Option<Kubeconfig>, Trouble> {
    let mut merged = None;
    for path in files(named) {
        if named.is_none() && !path.exists() {
            continue;
        }
        let config = Kubeconfig::read_from(&path).map_err(|error| unreadable(&path, &error))?;
        merged = Some(match merged {
            None => config,
            Some(merged) => Kubeconfig::merge(merged, config).map_err(|error| unreadable(&path, &error))?,
        });
    }
    Ok(merged)
}

fn files(named: Option<&Path>) -> Vec<PathBuf> {
    if let Some(path) = named {
        return vec![path.to_owned()];
    }
    let listed = env::var_os("KUBECONFIG").map(|list| env::split_paths(&list).collect::<Vec<_>>()).unwrap_or_default();
    let listed: Vec<PathBuf> = listed.into_iter().filter(|path| !path.as_os_str().is_empty()).collect();
    if !listed.is_empty() {
        return listed;
    }
    etcetera::home_dir().map(|home| vec![home.join(".kube").join("config")]).unwrap_or_default()
}

fn unreadable(path: &Path, error: &KubeconfigError) -> Trouble {
    let (why, hint) = match error {
        KubeconfigError::ReadConfig(error, _) => (read_text(error), "check its path and its mode"),
        KubeconfigError::Parse(error) => (parse_text(path, error.location().map(|at| at.line())), "correct that line"),
        KubeconfigError::KindMismatch | KubeconfigError::ApiVersionMismatch => {
            ("it does not go together with the files before it".to_owned(), "look at its kind and apiVersion")
        }
        _ => ("it is not a kubeconfig".to_owned(), "kubectl config view shows what kubectl makes of it"),
    };
    Trouble { what: format!("cannot read the kubeconfig {}", shown(path)), why, hint: hint.to_owned() }
}

fn read_text(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        kind => kind.to_string(),
    }
}

/// The message of a type error quotes the value, which may be a token: of such an error only the line is told.
fn parse_text(path: &Path, line: Option<u64>) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    if let Err(error) = yaml::read_documents(&text) {
        return error.to_string();
    }
    match line {
        Some(line) => format!("line {line} does not have the form of a kubeconfig"),
        None => "it does not have the form of a kubeconfig".to_owned(),
    }
}

/// Explains what is missing or wrong in the part of the kubeconfig that a context points to.
pub(super) fn incomplete(context: &str, error: &KubeconfigError) -> Trouble {
    let (why, hint) = match error {
        KubeconfigError::LoadClusterOfContext(cluster) => {
            (format!("it names the cluster {}, which is not there", name(cluster)), "kubectl config get-clusters")
        }
        KubeconfigError::MissingClusterUrl => ("its cluster has no server address".to_owned(), "kubectl config view"),
        KubeconfigError::ParseClusterUrl(_) => ("its server address is not a URL".to_owned(), "kubectl config view"),
        KubeconfigError::ParseProxyUrl(_) => {
            ("its proxy address is not a URL".to_owned(), "check proxy-url, HTTPS_PROXY")
        }
        KubeconfigError::ParseNoProxy(_) => ("NO_PROXY is not understood".to_owned(), "check NO_PROXY"),
        KubeconfigError::LoadCertificateAuthority(_) | KubeconfigError::ParseCertificates(_) => {
            ("its certificate authority cannot be read".to_owned(), "check certificate-authority(-data)")
        }
        KubeconfigError::LoadClientCertificate(_) => {
            ("its client certificate cannot be read".to_owned(), "check client-certificate(-data)")
        }
        KubeconfigError::LoadClientKey(_) => ("its client key cannot be read".to_owned(), "check client-key(-data)"),
        _ => ("it is not complete".to_owned(), "kubectl config view shows what kubectl makes of it"),
    };
    Trouble { what: format!("cannot use the context {}", name(context)), why, hint: hint.to_owned() }
}

/// Nothing says which cluster is meant.
pub(super) fn missing() -> Trouble {
    Trouble {
        what: "cannot find a kubeconfig".to_owned(),
        why: "KUBECONFIG names no file that is there, and neither is ~/.kube/config".to_owned(),
        hint: "name one with --kubeconfig, or see `podmend demo`".to_owned(),
    }
}

/// The context is not in the kubeconfig; says which ones are.
pub(super) fn unknown_context(context: &str, contexts: &Contexts) -> Trouble {
    let known: Vec<String> = contexts.names().map(name).collect();
    let hint = if known.is_empty() {
        "there are no contexts in it".to_owned()
    } else {
        format!("it has {}", known.join(", "))
    };
    Trouble {
        what: format!("cannot use the context {}", name(context)),
        why: "the kubeconfig has no context of that name".to_owned(),
        hint,
    }
}

/// There are contexts and none is marked as the current one.
pub(super) fn no_current_context(contexts: &Contexts) -> Trouble {
    let known: Vec<String> = contexts.names().map(name).collect();
    Trouble {
        what: "cannot choose a context".to_owned(),
        why: "the kubeconfig has no current-context".to_owned(),
        hint: format!("name one with --context: {}", known.join(", ")),
    }
}

fn name(name: &str) -> String {
    neutralise_line(name).into_owned()
}

fn shown(path: &Path) -> String {
    neutralise_line(&path.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble_of(text: &str) -> Trouble {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        fs::write(&path, text).unwrap();
        read(Some(&path)).unwrap_err()
    }

    #[test]
    fn a_broken_file_is_named_with_its_line_and_not_quoted() {
        let token = format!("to{}", "ken-1234");
        let syntax = trouble_of(&format!("users:\n- name: a\n  user: {{token: {token}\n"));
        assert!(syntax.what.contains("config"), "{syntax:?}");
        assert!(syntax.why.contains("line"), "{syntax:?}");
        let form = trouble_of(&format!("users:\n- name: a\n  user: {token}\n"));
        assert!(form.why.contains("line 3"), "{form:?}");
        for trouble in [syntax, form] {
            assert!(!format!("{trouble:?}").contains(&token), "{trouble:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_said_to_be_missing() {
        let trouble = read(Some(Path::new("/nonexistent/config"))).unwrap_err();
        assert_eq!(trouble.why, "there is no such file");
    }

    #[test]
    fn an_unknown_context_comes_with_the_known_ones() {
        let all = ["a", "b"].map(|name| ContextEntry { name: name.to_owned(), namespace: None }).to_vec();
        let trouble = unknown_context("c", &Contexts { current: None, all });
        assert_eq!(trouble.hint, "it has a, b");
    }
}
