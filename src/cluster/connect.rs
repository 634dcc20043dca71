//! From a kubeconfig and a context to a [`Cluster`].
//!
//! Nothing here talks to the server yet: a cluster that is down is opened all the same, and the first list says so.

use std::{path::PathBuf, sync::Once, time::Duration};

use http::{HeaderValue, Response, header};
use hyper::body::Bytes;
use kube::{
    Client, Config,
    client::Body,
    config::{AuthInfo, ExecAuthCluster, KubeConfigOptions, Kubeconfig},
};

use crate::core::redact::Redactor;

use super::{
    Cluster, Trouble, certificate, credentials,
    error::Setting,
    handle::Identity,
    http::Http,
    kubeconfig::{self, Contexts},
    plugin::{self, Credential, Plugin, Terminal},
};

/// How long making a connection may take, TLS included.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// How long a request may take to be written out; none of ours is large.
const WRITE_LIMIT: Duration = Duration::from_secs(15);

/// Which cluster is to be opened, and as whom.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A file instead of those that kubectl would read.
    pub kubeconfig: Option<PathBuf>,
    /// A context instead of the current one.
    pub context: Option<String>,
    pub impersonate: Option<String>,
    pub impersonate_groups: Vec<String>,
    /// No write is ever sent.
    pub read_only: bool,
    /// The terminal shows our screen already: a credential plugin that wants to ask something fails instead.
    pub screen_taken: bool,
    /// Is told every credential that the context is opened with, also later when a plugin gives another one.
    pub redactor: Redactor,
}

/// Reads which contexts there are.
pub fn contexts(options: &Options) -> Result<Contexts, Trouble> {
    let config = kubeconfig::read(options.kubeconfig.as_deref())?;
    Ok(config.as_ref().map(Contexts::of).unwrap_or_default())
}

/// Opens a context.
///
/// Runs a credential plugin if the context names one, so that the first call belongs before the screen is taken.
pub async fn open(options: &Options) -> Result<Cluster, Trouble> {
    install_tls_provider();
    match kubeconfig::read(options.kubeconfig.as_deref())? {
        Some(config) => open_context(config, options).await,
        None if options.context.is_none() => open_from_inside(options),
        None => Err(kubeconfig::missing()),
    }
}

/// Wraps an API server that lives in this process.
pub fn embedded<S, B>(service: S, context: &str) -> Cluster
where
    S: tower::Service<http::Request<Body>, Response = Response<B>> + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<tower::BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<tower::BoxError>,
{
    let server = format!("{context} (inside of this process)");
    let identity = Identity {
        context: context.to_owned(),
        namespace: "default".to_owned(),
        user: "demo".to_owned(),
        read_only: false,
        setting: Setting { server, certificate_ends: None },
    };
    Cluster::new(Http::new(Client::new(service, "default"), None), identity)
}

/// rustls refuses to choose between providers by itself; this build has ring.
fn install_tls_provider() {
    static ONCE: Once = Once::new();
    // Fails only when one is installed already, which is as good.
    ONCE.call_once(|| _ = rustls::crypto::ring::default_provider().install_default());
}

async fn open_context(mut config: Kubeconfig, options: &Options) -> Result<Cluster, Trouble> {
    let contexts = Contexts::of(&config);
    let context = match options.context.as_ref().or(contexts.current.as_ref()) {
        Some(name) if contexts.names().any(|known| known == name) => name.clone(),
        Some(name) => return Err(kubeconfig::unknown_context(name, &contexts)),
        None if contexts.all.is_empty() => return Err(kubeconfig::missing()),
        None => return Err(kubeconfig::no_current_context(&contexts)),
    };
    let user = user_of(&config, &context);
    let plugin = log_in(&mut config, &context, &user, options).await?;
    let chosen = KubeConfigOptions { context: Some(context.clone()), ..KubeConfigOptions::default() };
    let client_config = Config::from_custom_kubeconfig(config, &chosen)
        .await
        .map_err(|error| kubeconfig::incomplete(&context, &error))?;
    finish(client_config, context, user, plugin, options)
}

/// A pod that runs podmend has a ServiceAccount instead of a kubeconfig.
fn open_from_inside(options: &Options) -> Result<Cluster, Trouble> {
    let config = Config::incluster().map_err(|_| kubeconfig::missing())?;
    finish(config, "in-cluster".to_owned(), String::new(), None, options)
}

fn finish(
    mut config: Config,
    context: String,
    user: String,
    plugin: Option<Plugin>,
    options: &Options,
) -> Result<Cluster, Trouble> {
    prepare(&mut config, options);
    credentials::tell(&config, &options.redactor);
    let setting =
        Setting { server: address(&config.cluster_url), certificate_ends: certificate::end_of(&config.auth_info) };
    let namespace = config.default_namespace.clone();
    let client = Client::try_from(config).map_err(|error| unusable(&context, &error))?;
    let identity = Identity { context, namespace, user, read_only: options.read_only, setting };
    Ok(Cluster::new(Http::new(client, plugin), identity))
}

/// A URL can hold a password; what is shown and recorded does not.
fn address(url: &http::Uri) -> String {
    let authority = url.authority().map_or("", |authority| authority.as_str());
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let scheme = url.scheme_str().unwrap_or("https");
    format!("{scheme}://{host}{}", url.path().trim_end_matches('/'))
}

fn prepare(config: &mut Config, options: &Options) {
    config.connect_timeout = Some(CONNECT_LIMIT);
    config.write_timeout = Some(WRITE_LIMIT);
    config.default_retry = false;
    let agent = concat!("podmend/", env!("CARGO_PKG_VERSION"));
    config.headers.push((header::USER_AGENT, HeaderValue::from_static(agent)));
    if options.impersonate.is_some() {
        config.auth_info.impersonate.clone_from(&options.impersonate);
    }
    if !options.impersonate_groups.is_empty() {
        config.auth_info.impersonate_groups = Some(options.impersonate_groups.clone());
    }
}

fn user_of(config: &Kubeconfig, context: &str) -> String {
    let named = config.contexts.iter().find(|named| named.name == context);
    named.and_then(|named| named.context.as_ref()?.user.clone()).unwrap_or_default()
}

/// Runs the context's credential plugin and puts what it gave in its place.
///
/// The client library must not see the plugin: it would run it again, several times, on our terminal.
async fn log_in(
    config: &mut Kubeconfig,
    context: &str,
    user: &str,
    options: &Options,
) -> Result<Option<Plugin>, Trouble> {
    let cluster_info = cluster_info(config, context);
    let named = config.auth_infos.iter_mut().find(|named| named.name == user);
    let Some(auth) = named.and_then(|named| named.auth_info.as_mut()) else { return Ok(None) };
    if has_own_credential(auth) {
        auth.exec = None;
        return Ok(None);
    }
    let Some(mut exec) = auth.exec.take() else { return Ok(None) };
    if exec.provide_cluster_info {
        exec.cluster = cluster_info;
    }
    let terminal = if options.screen_taken { Terminal::Hidden } else { Terminal::Shared };
    match plugin::run(&exec, terminal).await? {
        Credential::Token(token) => Ok(Some(Plugin::new(exec, token, options.redactor.clone()))),
        Credential::Certificate(given) => {
            use base64::{Engine as _, prelude::BASE64_STANDARD};
            use secrecy::ExposeSecret as _;
            auth.client_certificate_data = Some(BASE64_STANDARD.encode(given.certificate));
            auth.client_key_data = Some(BASE64_STANDARD.encode(given.key.expose_secret()).into());
            Ok(None)
        }
        Credential::None => Ok(None),
    }
}

/// A password or token beside the plugin comes first, as in the client library.
fn has_own_credential(auth: &AuthInfo) -> bool {
    auth.auth_provider.is_some()
        || auth.token.is_some()
        || auth.token_file.is_some()
        || (auth.username.is_some() && auth.password.is_some())
}

fn cluster_info(config: &Kubeconfig, context: &str) -> Option<ExecAuthCluster> {
    let context = config.contexts.iter().find(|named| named.name == context)?.context.as_ref()?;
    let cluster = config.clusters.iter().find(|named| named.name == context.cluster)?.cluster.as_ref()?;
    ExecAuthCluster::try_from(cluster).ok()
}

fn unusable(context: &str, error: &kube::Error) -> Trouble {
    let context_error = |why: &str, hint: &str| Trouble {
        what: format!("cannot use the context {}", super::failure::shown(context)),
        why: why.to_owned(),
        hint: hint.to_owned(),
    };
    match error {
        kube::Error::Auth(_) => super::error::no_credential(),
        kube::Error::InferKubeconfig(error) => kubeconfig::incomplete(context, error),
        kube::Error::RustlsTls(_) => context_error(
            "its certificates cannot be used",
            "check certificate-authority(-data), client-certificate(-data) and client-key(-data)",
        ),
        kube::Error::ProxyProtocolUnsupported { .. } | kube::Error::ProxyProtocolDisabled { .. } => {
            context_error("its proxy is of a kind that is not known", "http, https and socks5 proxies work")
        }
        _ => context_error("no client can be made of it", "kubectl config view shows what kubectl makes of it"),
    }
}

#[cfg(test)]
mod tests;
