//! Requests to one API server: reads that may be asked again, writes that never are, and watches.
//!
//! The client library's own retries are off for all of them (it repeats a PATCH as readily as a GET, `client/retry.rs`);
//! the few repetitions of a read are made here. No request waits for ever: headers and every piece of a body have a limit.

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, Method, Request, Response, header};
use http_body_util::BodyExt as _;
use kube::{Client, client::Body};
use serde::de::DeserializeOwned;
use tokio::time::{sleep, timeout};

use crate::core::plan::FIELD_MANAGER;

use super::{
    address::Path,
    cause::Cause,
    failure::{Break, Failure, Status, shown},
    plugin::Plugin,
    stream::Frames,
};

/// How long the server may take to begin an answer; admission webhooks have up to 30 s (`apiserver` default), reads less.
const FIRST_BYTE: Duration = Duration::from_secs(15);
const FIRST_BYTE_OF_WRITE: Duration = Duration::from_secs(35);
/// How long a body may pause.
const PAUSE: Duration = Duration::from_secs(10);
/// A read is asked this often when the server is overloaded or a gateway lost it.
const ATTEMPTS: u32 = 3;
/// The longest that a server's `Retry-After` is obeyed within one read; the watch obeys it in its own time.
const LONGEST_WAIT: Duration = Duration::from_secs(3);
/// No answer of a sane server is larger; what is larger is not read to its end.
const LARGEST_BODY: usize = 512 << 20;

/// The form in which an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    /// Rows with the columns of `kubectl get`, computed by the server.
    Table,
    /// The object's metadata only.
    Metadata,
    /// The metadata of all objects of a list.
    MetadataList,
    /// Whatever there is: a log.
    Text,
}

impl Form {
    fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            // The second choice is for servers behind aggregation that make no tables.
            Self::Table => "application/json;as=Table;g=meta.k8s.io;v=v1,application/json",
            Self::Metadata => "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
            Self::MetadataList => "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
            Self::Text => "text/plain,*/*",
        }
    }
}

/// The body of a write and how it is to be understood.
pub(super) enum Payload {
    /// A new object, or a review.
    Create(Vec<u8>),
    /// Server-side apply.
    Apply(Vec<u8>),
}

/// A complete answer with a status below 400.
pub(super) struct Answer {
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.body).map_err(|error| Failure::Garbled(shown(&error.to_string())))
    }
}

/// The way to one API server.
#[derive(Clone)]
pub(super) struct Http {
    client: Client,
    /// Set where the credential comes from a plugin; every other kind is the client's own business.
    plugin: Option<Arc<Plugin>>,
}

impl Http {
    pub(super) fn new(client: Client, plugin: Option<Plugin>) -> Self {
        Self { client, plugin: plugin.map(Arc::new) }
    }

    /// Reads and decodes.
    pub(super) async fn read<T: DeserializeOwned>(&self, path: &Path, form: Form) -> Result<T, Failure> {
        self.get(path, form).await?.decode()
    }

    /// Reads, a few times over when the server says that it is busy.
    pub(super) async fn get(&self, path: &Path, form: Form) -> Result<Answer, Failure> {
        let mut attempt = 1;
        loop {
            let failure = match self.get_once(path, form).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            match pause_before_repeating(&failure, attempt) {
                Some(pause) => sleep(pause).await,
                None => return Err(failure),
            }
            attempt += 1;
        }
    }

    async fn get_once(&self, path: &Path, form: Form) -> Result<Answer, Failure> {
        match self.exchange(get_request(path, form)?, FIRST_BYTE).await {
            Err(failure) if self.may_get_another_token(&failure).await => {
                self.exchange(get_request(path, form)?, FIRST_BYTE).await
            }
            answer => answer,
        }
    }

    /// A token can be revoked before its time; the plugin is asked for a new one once.
    async fn may_get_another_token(&self, failure: &Failure) -> bool {
        match &self.plugin {
            Some(plugin) if failure.code() == 401 => plugin.discard().await,
            _ => false,
        }
    }

    /// Reads once and soon, or not at all: is the server there?
    pub(super) async fn knock(&self, path: &Path, limit: Duration) -> Result<(), Failure> {
        let request = get_request(path, Form::Json)?;
        timeout(limit, self.exchange(request, limit)).await.map_err(|_| Failure::Silent(limit))?.map(drop)
    }

    /// Opens a watch.
    pub(super) async fn watch(&self, path: &Path) -> Result<Frames, Failure> {
        match self.start_watch(path).await {
            Err(failure) if self.may_get_another_token(&failure).await => self.start_watch(path).await,
            frames => frames,
        }
    }

    async fn start_watch(&self, path: &Path) -> Result<Frames, Failure> {
        let mut request = get_request(path, Form::Json)?;
        // From 1.37 on the server compresses a watch as one gzip member an event, of which the client reads only the first.
        request.headers_mut().insert(header::ACCEPT_ENCODING, header::HeaderValue::from_static("identity"));
        let response = self.send(request, FIRST_BYTE).await?;
        if response.status().as_u16() < 400 {
            return Ok(Frames::new(response.into_body()));
        }
        Err(refusal(response).await)
    }

    /// Sends a write exactly once, whatever comes of it.
    pub(super) async fn write(&self, path: &Path, payload: Payload) -> Result<Answer, Failure> {
        let (method, content_type, body) = match payload {
            Payload::Create(body) => (Method::POST, "application/json", body),
            Payload::Apply(body) => (Method::PATCH, "application/apply-patch+yaml", body),
        };
        let request = Request::builder()
            .method(method)
            .uri(path.to_string())
            .header(header::ACCEPT, Form::Json.accept())
            .header(header::CONTENT_TYPE, content_type)
            .body(Body::from(body))
            .map_err(|error| not_a_request(&error))?;
        self.exchange(request, FIRST_BYTE_OF_WRITE).await
    }

    async fn exchange(&self, request: Request<Body>, first_byte: Duration) -> Result<Answer, Failure> {
        let response = self.send(request, first_byte).await?;
        if response.status().as_u16() >= 400 {
            return Err(refusal(response).await);
        }
        let (parts, body) = response.into_parts();
        Ok(Answer { headers: parts.headers, body: collect(body).await? })
    }

    async fn send(&self, mut request: Request<Body>, first_byte: Duration) -> Result<Response<Body>, Failure> {
        if let Some(plugin) = &self.plugin {
            let token = plugin.authorization().await.map_err(|trouble| Failure::NoCredential(Box::new(trouble)))?;
            if let Some(token) = token {
                request.headers_mut().insert(header::AUTHORIZATION, token);
            }
        }
        match timeout(first_byte, self.client.send(request)).await {
            Ok(answer) => answer.map_err(|error| broken(&error)),
            Err(_) => Err(Failure::Silent(first_byte)),
        }
    }
}

fn get_request(path: &Path, form: Form) -> Result<Request<Body>, Failure> {
    Request::get(path.to_string())
        .header(header::ACCEPT, form.accept())
        .body(Body::empty())
        .map_err(|error| not_a_request(&error))
}

/// Returns the query of a write by podmend: who it is, and no word about forcing.
pub(super) fn as_podmend(path: Path, dry_run: bool) -> Path {
    let path = path.with("fieldManager", FIELD_MANAGER).with("fieldValidation", "Strict");
    if dry_run { path.with("dryRun", "All") } else { path }
}

fn pause_before_repeating(failure: &Failure, attempt: u32) -> Option<Duration> {
    let Failure::Refused(status) = failure else { return None };
    if attempt >= ATTEMPTS || !matches!(status.code, 429 | 503 | 504) || failure.is_expired() {
        return None;
    }
    let pause = status.wait().unwrap_or(Duration::from_millis(200) * 2_u32.pow(attempt));
    (pause <= LONGEST_WAIT).then_some(pause)
}

async fn refusal(response: Response<Body>) -> Failure {
    let (parts, body) = response.into_parts();
    let body = collect(body).await.unwrap_or_default();
    let mut status = Status::read(parts.status.as_u16(), &body);
    status.audit_id = header_text(&parts.headers, "audit-id");
    status.retry_after = header_text(&parts.headers, "retry-after").parse().ok();
    Failure::Refused(Box::new(status))
}

/// Returns a header as text; empty when it is not there.
pub(super) fn header_text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).map(shown).unwrap_or_default()
}

async fn collect(mut body: Body) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(frame) = timeout(PAUSE, body.frame()).await.map_err(|_| Failure::Silent(PAUSE))? {
        if let Ok(data) = frame.map_err(|error| broken(&error))?.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > LARGEST_BODY {
            return Err(Failure::Garbled("the answer is too large".to_owned()));
        }
    }
    Ok(bytes)
}

/// Reduces an error of the client library to what is known to be safe to show.
pub(super) fn broken(error: &kube::Error) -> Failure {
    if let kube::Error::Auth(_) = error {
        return Failure::NoCredential(Box::new(super::error::no_credential()));
    }
    Failure::Broken(Break { cause: Cause::of(error), before_sending: is_connect(error) })
}

fn is_connect(error: &kube::Error) -> bool {
    let kube::Error::Service(inner) = error else { return false };
    inner.downcast_ref::<hyper_util::client::legacy::Error>().is_some_and(hyper_util::client::legacy::Error::is_connect)
}

fn not_a_request(error: &http::Error) -> Failure {
    Failure::Garbled(shown(&error.to_string()))
}
